import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createRandom } from '../random.ts';
import { canonical, equivalent } from './answer.ts';

const same: [string, string][] = [
  ['42', ' 42. '],
  ['42', 'The answer is 42.'],
  ['42', 'Answer: **42**'],
  ['42', '\\boxed{42}'],
  ['42', '$42$'],
  ['42', '"42"'],
  ['1234', '1,234'],
  ['1234567.5', '1,234,567.50'],
  ['-3', '−3'],
  ['0', '-0'],
  ['007', '7'],
  ['.5', '1/2'],
  ['0.75', '3/4'],
  ['6/8', '3 / 4'],
  ['1 1/2', '3/2'],
  ['-1 1/2', '-1.5'],
  ['\\frac{3}{4}', '3/4'],
  ['1 \\frac{1}{2}', '3/2'],
  ['5', '5 km'],
  ['5 apples', '5 apple'],
  ['12 km/h', '12'],
  ['5%', '5 %'],
  ['£3', '3'],
  ['30 °', '30°'],
  ['x=3, y=4', 'y = 4 and x = 3'],
  ['x=3, y=4', 'x: 3; y: 4.0'],
  ['x=1/2', 'x = 0.5'],
  ['Ann=cat, Ben=dog', 'Ben: dog, Ann: cat'],
  ['1, 2, 3', '[1,2,3]'],
  ['1, 2', '(1, 2)'],
  ['Ann, Ben, Cid', 'ann, ben, and cid'],
  ['Ann, Ben', 'Ann and Ben,'],
  ['Tuesday', ' tuesday'],
  ['dog', 'the dog'],
  ['5 pm', '5pm'],
  ['(25*7)-50+3', '(25*7)-50+3'],
  ['2F', '2f'],
];
const different: [string, string][] = [
  ['42', '43'],
  ['42', ''],
  ['42', '-42'],
  ['1, 2, 3', '3, 2, 1'],
  ['1, 2', '1'],
  ['x=3, y=4', 'x=4, y=3'],
  ['x=3', 'y=3'],
  ['5 km', '5 miles'],
  ['5 am', '5 pm'],
  ['£3', '3 km'],
  ['2F', '2A'],
  ['2f', '2'],
  ['5x', '5'],
  ['1/2', '1/3'],
  ['1/0', '0'],
  ['Tuesday', 'Monday'],
  ['3/4', '34'],
  ['1.5', '15'],
  ['A-B-D', 'A-C-D'],
  ['(1+2)*3', '1+2*3'],
  ['yes', 'no'],
];

test('answers that say the same', () => {
  for (const [a, b] of same)
    assert.ok(equivalent(a, b) && equivalent(b, a), `${a} | ${b}: ${canonical(a)} | ${canonical(b)}`);
});

test('answers that differ', () => {
  for (const [a, b] of different)
    assert.ok(!equivalent(a, b) && !equivalent(b, a), `${a} | ${b}: both ${canonical(a)}`);
});

/** Text made of the pieces that the parser knows, in any order: most of it nonsense. */
const PIECES = [
  '1',
  '23',
  '0',
  '.',
  ',',
  ', ',
  '/',
  ' ',
  '-',
  '−',
  '+',
  '=',
  ':',
  ';',
  ' and ',
  'x',
  'y',
  'km',
  '%',
  '$',
  '£',
  '\\boxed{',
  '}',
  '{',
  '(',
  ')',
  '[',
  ']',
  '**',
  '"',
  "'",
  '\\frac{1}{2}',
  'the answer is ',
  'answer:',
  'the ',
  'a ',
  'pm',
  'Ann',
  '!',
  '?',
  '\n',
  '`',
  '_',
  '\\text{',
  '1,234',
];

test('canonical is idempotent, and equivalent is reflexive and symmetric, on any text', () => {
  const random = createRandom('answers');
  const text = () => Array.from({ length: random.int(0, 9) }, () => random.pick(PIECES)).join('');
  for (let i = 0; i < 10_000; i++) {
    const [a, b] = [text(), text()];
    const once = canonical(a);
    assert.equal(canonical(once), once, JSON.stringify(a));
    assert.ok(equivalent(a, a));
    assert.equal(equivalent(a, b), equivalent(b, a));
    assert.ok(equivalent(a, ` ${a}\n`), JSON.stringify(a));
  }
});

test('numbers are equal exactly when their values are', () => {
  const random = createRandom('numbers');
  for (let i = 0; i < 3000; i++) {
    const [a, b, c, d] = [random.int(-40, 40), random.int(1, 12), random.int(-40, 40), random.int(1, 12)];
    assert.equal(equivalent(`${a}/${b}`, `${c}/${d}`), a * d === c * b, `${a}/${b} ${c}/${d}`);
    const n = random.int(-9_999_999, 9_999_999);
    assert.ok(equivalent(`${n}`, n.toLocaleString('en-GB')));
    assert.ok(equivalent(`${n / 8}`, `${n}/8`));
    assert.ok(!equivalent(`${n}`, `${n + 1}`));
  }
});

test('hostile answers cost no time', () => {
  const started = performance.now();
  for (const piece of [...PIECES, '=x', 'x=', '((', ' .', ', and ', 'x:', 'x: **', 'x: the ', 'x: (', '\t \n']) {
    const long = piece.repeat(100_000 / piece.length);
    for (const text of [long, `${long}!x`, long.slice(0, 999), `x${long.slice(0, 990)}x`]) {
      assert.equal(equivalent(text, '42'), false);
      canonical(text);
    }
  }
  assert.ok(performance.now() - started < 2000, `${performance.now() - started} ms`);
});
