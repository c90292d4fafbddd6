import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../random.ts';
import { answerKey, groupAnswers, sameAnswer } from './same.ts';
import { readText } from './value.ts';

type Pair = readonly [a: string, b: string, why?: string];

const same: readonly Pair[] = [
  // numbers as people write them
  ['42', ' 42. '],
  ['1234', '1,234'],
  ['1234567.5', '1,234,567.50'],
  ['1000', '1 000'],
  ['1.234.567', '1234567'],
  ['12,34,567', '1234567', 'marks of India'],
  ["1'000", '1000'],
  ['-3', '−3'],
  ['0', '-0'],
  ['007', '7'],
  ['+5', '5'],
  ['.5', '1/2'],
  ['0.10', '.1'],
  ['0.75', '3/4'],
  ['6/8', '3 / 4'],
  ['1 1/2', '3/2'],
  ['-1 1/2', '-1.5'],
  ['½', '0.5'],
  ['1½', '3/2'],
  ['1e3', '1000'],
  ['1.5 \\times 10^{3}', '1500'],
  ['2.5×10^-3', '0.0025'],
  ['10^6', '1000000'],
  ['1,22', '1.22', 'a decimal comma'],
  ['٣', '3'],
  ['۱۲۳', '123'],
  ['１８', '18'],
  ['१२', '12'],
  ['١٢٫٥', '12.5'],
  ['eighteen', '18'],
  ['one hundred and five', '105'],
  ['2,\\!125', '2125'],
  ['32,\\! 349', '32349'],
  // wrapping
  ['42', 'The answer is 42.'],
  ['42', 'Answer: **42**'],
  ['42', '\\boxed{42}'],
  ['42', '$42$'],
  ['42', '"42"'],
  ['42', '\\(42\\)'],
  ['42', '$$42$$'],
  ['42', '`42`'],
  ['42', '≈ 42'],
  ['5', 'about 5'],
  ['E', '\\mathrm{E}'],
  ['A', '\\textbf{A}'],
  ['185', '185\\'],
  ['(B)', 'B'],
  // fractions, roots, expressions
  ['\\frac{3}{4}', '3/4'],
  ['1 \\frac{1}{2}', '3/2'],
  ['\\dfrac{1}{3}', '\\frac13'],
  ['-\\frac{1}{2}', '\\frac{-1}{2}'],
  ['\\frac{\\sqrt{3}}{3}', '\\frac{1}{\\sqrt3}'],
  ['\\sqrt{12}', '2\\sqrt{3}'],
  ['sqrt(12)', '2\\sqrt{3}'],
  ['2√3', '\\sqrt{12}'],
  ['11\\sqrt2', '11 \\sqrt{2}'],
  ['3\\pi', '3π'],
  ['3 pi', '3\\pi'],
  ['2i', '2 i'],
  ['3 + 2i', '2i + 3'],
  ['e^2', '\\mathrm{e}^{2}'],
  ['3!', '6'],
  ['2^{10}', '1024'],
  ['2^10', '1024'],
  ['x^{2}+2x+1', '(x+1)^2'],
  ['(r+5)(r+5)', '(r+5)^2'],
  ['\\frac{x+2}{7}', '\\frac{x}{7}+\\frac{2}{7}'],
  ['2k+2', '2(k+1)'],
  ['p - q', '-q + p'],
  ['\\cot x', '\\frac{\\cos x}{\\sin x}'],
  ['\\log_2 8', '3'],
  ['\\binom{5}{2}', '10'],
  ['3 squared', '9'],
  ['3 x 4', '12'],
  ['\\frac{1}{12}', '0.0833333333333'],
  ['x_1 + x_2', 'x_2+x_1'],
  ['\\frac{\\sqrt{3}}{3} \\approx 0.577', '\\frac{\\sqrt{3}}{3}'],
  ['21 + 49 = 70', '70'],
  // units, money, share, angle
  ['5', '5 km'],
  ['5 apples', '5 apple'],
  ['18 apples', '18'],
  ['12 km/h', '12'],
  ['12 km per hour', '12 km/h'],
  ['5%', '5 %'],
  ['28\\%', '28 percent'],
  ['10%', '10'],
  ['10%', '0.1'],
  ['£3', '3'],
  ['$18', '18 dollars'],
  ['$18', '18'],
  ['5 USD', '$5'],
  ['30 °', '30°'],
  ['90^\\circ', '90 degrees'],
  ['90°', '\\frac{\\pi}{2}'],
  ['1 hour', '60 minutes'],
  ['2 hours 30 minutes', '150 minutes'],
  ['2 h', '120 min'],
  ['1 km', '1000 m'],
  ['5 feet 3 inches', '63 inches'],
  ['15\\text{ cm}^2', '15 cm²'],
  ['15 square cm', '15 cm^2'],
  ['$0.54', '54 cents'],
  ['5 million', '5,000,000'],
  ['$5 million', '5000000 dollars'],
  ['5 dozen', '60'],
  ['3万', '30000'],
  ['2 lakh', '200000'],
  ['12 heures', '12 hours'],
  ['12 часов', '12 hours'],
  ['3 小时', '180 minutes'],
  ['17\\text{ any text}', '17'],
  ['18 dollars per day', '$18'],
  ['6th place', '6'],
  // several
  ['1, 2, 3', '[1,2,3]'],
  ['1, 2', '(1, 2)'],
  ['x = 3 or x = 5', '5, 3'],
  ['1 and -2', '-2, 1'],
  ['1,-2', '-2,1'],
  ['\\{1, 2\\}', '\\{2, 1\\}'],
  ['{1, 2}', '2, 1'],
  ['x=3, y=4', 'y = 4 and x = 3'],
  ['x=3, y=4', 'x: 3; y: 4.0'],
  ['Ann, Ben, Cid', 'ann, ben, and cid'],
  ['Ann=cat, Ben=dog', 'Ben: dog, Ann: cat'],
  ['(1,2),(3,4)', '(3,4), (1,2)'],
  ['(p,q)=(3,2)', '(3,2)'],
  ['3 \\pm 2\\sqrt{2}', '3+2\\sqrt2, 3-2\\sqrt2'],
  ['\\{1\\pm\\sqrt{5},-2\\}', '\\{-2, 1-\\sqrt5, 1+\\sqrt5\\}'],
  ['a=4,-8,-10', '-10,-8,4'],
  ['3 et 5', '3, 5'],
  ['3和5', '3, 5'],
  ['3 و 5', '3, 5'],
  ['18 apples and 3 pears', '18, 3'],
  // equations and names
  ['x=1/2', 'x = 0.5'],
  ['x = 3', '3 = x'],
  ['x=11', '11'],
  ['k=1', '1'],
  ['y = x^2+2x+1', '2x+ 1+x^2'],
  ['2x+4y-3=0', 'y=-\\frac{1}{2}x+\\frac{3}{4}'],
  ['34x+45y=20', '-34x-45y=-20'],
  ['x \\geq 5', '5 \\le x'],
  ['x \\ge 5', 'x >= 5'],
  ['-2 \\le x \\le 7', 'x \\in [-2,7]'],
  ['x \\in [-2,7]', '[-2,7]'],
  ['0<f(x)<1', '(0,1)'],
  ['x > 3', '(3,\\infty)'],
  ['f(2) < f(1) < f(4)', 'f(4) > f(1) > f(2)'],
  ['Total: $18', '18'],
  // intervals, matrices, ratios, bases
  ['[0,1)', '[0, 1)'],
  ['(-\\infty, 2) \\cup (3, \\infty)', '(3,∞) ∪ (-∞,2)'],
  ['\\left(\\frac{3}{5},\\frac{8}{3}\\right]', '(0.6, 8/3]'],
  ['\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}', '\\begin{bmatrix} 1 & 2 \\\\ 3 & 4 \\end{bmatrix}'],
  ['\\begin{pmatrix} -1/3 \\\\ 2/3 \\end{pmatrix}', '(-1/3, 2/3)'],
  ['3:4', '6:8'],
  ['3:4', '3/4', 'a ratio of two is its quotient'],
  ['A:B=7:32', '7:32'],
  ['52_8', '52_{8}'],
  ['10 base 2', '10_2'],
  // times and dates
  ['10:30 AM', '10:30 a.m.'],
  ['5 pm', '17:00'],
  ['5 pm', '5:00 PM'],
  ['10:30', '10:30 AM', 'the half of the day may be missing'],
  ['noon', '12 pm'],
  ['2024-01-05', '2024/01/05'],
  ['January 5, 2024', '2024-01-05'],
  ['5 January 2024', 'Jan 5, 2024'],
  ['2024年1月5日', '2024-01-05'],
  ['5 mars', 'March 5'],
  // words
  ['Tuesday', ' tuesday'],
  ['dog', 'the dog'],
  ['Paris.', 'paris'],
  ['No.', 'no'],
  ['True', 'true'],
  ['\\text{east}', 'East'],
  ['A cat', 'cat'],
  ['The midpoints form a hexagon', '\\text{The midpoints form a hexagon}'],
  ['(25*7)-50+3', '(25*7)-50+3'],
  ['2F', '2f'],
  ['A-B-D', 'A-B-D'],
];

const different: readonly Pair[] = [
  ['42', '43'],
  ['42', ''],
  ['42', '-42'],
  ['5', '5.001'],
  ['3/4', '34'],
  ['1.5', '15'],
  ['1,00', '100'],
  ['3, 4', '34'],
  ['1/2', '1/3'],
  ['1/0', '0'],
  ['3.14159', '3.1416'],
  ['0.33', '1/3', 'two digits are no rounded third'],
  ['1,2', '2,1', 'they may be decimals'],
  ['5 million', '5'],
  ['$5 million', '$5'],
  ['5 million', '5 billion'],
  ['5 dozen', '5'],
  ['3π', '3'],
  ['3 pi', '3'],
  ['3 e', '3'],
  ['2i', '2'],
  ['3!', '3'],
  ['x!', 'x'],
  ['3 squared', '3'],
  ['3 modulo', '3'],
  ['3 x 4', '3'],
  ['5 plus', '5'],
  ['5 times x', '5'],
  ['5x', '5'],
  ['2k', '2'],
  ['4\\sqrt{2}', '4'],
  ['\\sqrt{67},-\\sqrt{85}', '\\sqrt{67}'],
  ['\\frac{1+\\sqrt{5}}{2}', '2'],
  ['x+2n+1', 'x+1'],
  ['f(x)', 'f(y)'],
  ['\\pm 2021', '2021'],
  ['x^2', 'x^3'],
  ['E', '\\mathrm{E}*2'],
  ['12 hours', '12 minutes'],
  ['5 km', '5 miles'],
  ['5 am', '5 pm'],
  ['£3', '3 km'],
  ['5 EUR', '5 USD'],
  ['5 °C', '5 °F'],
  ['5 m/s', '5 km/h'],
  ['5 m', '5 m^2'],
  ['7 north', '7 south'],
  ['3 left', '3 right'],
  ['5 apples', '5 pears'],
  ['5%', '5 km'],
  ['10 base 2', '10'],
  ['52_8', '52'],
  ['52_8', '52_9'],
  ['30°', '30 %'],
  ['5 or more', '5'],
  ['5 - 3', '5'],
  ['5 -3', '5'],
  ['1-1/2', '1/2', 'one and a half to some, a half to others'],
  ['3 to 5', '3'],
  ['between 3 and 5', '3, 5'],
  ['5 more than x', '5'],
  ['1, 2', '1'],
  ['1, 2, 2', '1, 1, 2'],
  ['x=3, y=4', 'x=4, y=3'],
  ['x=3', 'y=3'],
  ['(1,2)', '(2,1)'],
  ['(0,1)', '{0,1}'],
  ['(0,1)', '[0,1]'],
  ['[0,1)', '(0,1]'],
  ['(0,9)', '[0,9)'],
  ['x \\geq 5', 'x \\leq 5'],
  ['x > 5', 'x \\ge 5'],
  ['x < 1', 'x > -1'],
  ['a +3z = 0', '0'],
  ['2x + z = 1', '1'],
  ['(1,2),(3,4)', '(1,3),(2,4)'],
  ['\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}', '\\begin{pmatrix}1&3\\\\2&4\\end{pmatrix}'],
  ['f(2) < f(1)', 'f(1) < f(2)'],
  ['3:4', '4:3'],
  ['12:00', '1:00'],
  ['2024-01-05', '2024-05-01'],
  ['01/05/2024', '2024-01-05', 'January or May, as the reader comes from'],
  ['Tuesday', 'Monday'],
  ['Na', 'NA'],
  ['Co', 'CO'],
  ["don't", 'dont', "as we're and were"],
  ['A-B-D', 'A-C-D'],
  ['A-B-D', 'A-D-B', 'a way, not a sum'],
  ['yes', 'no'],
  ['odd', '\\text{oddd}'],
  ['(1+2)*3', '1+2*3'],
  ['2F', '2A'],
  ['x', 'X'],
  ['AZYUK2A', '2'],
  ['F_n = \\sum_{k=0}^{n-1} F_k F_{n-k-1}', 'F_n = \\sum_{k=0}^{n-2} F_k F_{n-k-2}'],
];

const shown = (answer: string): string =>
  JSON.stringify(readText(answer).value, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value));
const told = (a: string, b: string): string => `${a} | ${b}: ${shown(a)} | ${shown(b)}`;

test('answers that say the same, both ways round', () => {
  const wrong = same.filter(([a, b]) => !sameAnswer(a, b) || !sameAnswer(b, a)).map(([a, b]) => told(a, b));
  assert.deepEqual(wrong, []);
});

test('answers that differ, both ways round', () => {
  const wrong = different.filter(([a, b]) => sameAnswer(a, b) || sameAnswer(b, a)).map(([a, b]) => told(a, b));
  assert.deepEqual(wrong, []);
});

test('order matters where the question asks for it', () => {
  assert.ok(sameAnswer('1, 2, 3', '3, 2, 1'));
  assert.ok(!sameAnswer('1, 2, 3', '3, 2, 1', { ordered: true }));
  assert.ok(!sameAnswer('1, 2, 3', '3, 2, 1', { question: 'Sort these numbers from smallest to largest: 3, 1, 2.' }));
  assert.ok(sameAnswer('x=3, y=4', 'y=4, x=3', { ordered: true }));
});

test('where the expression is the answer, it is not worked out', () => {
  const written = { asWritten: true };
  for (const [a, b] of [
    ['3*4', '12'],
    ['(9-5)*7', '8/2*7'],
    ['2*3', '3*2'],
    ['21+49=70', '70'],
    ['1 hour', '60 minutes'],
    ['50%', '1/2'],
    ['3!', '6'],
  ] as const)
    assert.ok(!sameAnswer(a, b, written), `${a} | ${b}`);
  for (const [a, b] of [
    ['1/2', '0.5'],
    ['3/4', '\\frac{3}{4}'],
    ['(9-5)*7', '(9 - 5) * 7'],
    ['1,234', '1234'],
    ['x=3, y=4', 'y = 4 and x = 3'],
    ['5', '5 km'],
    ['Ann', 'ann.'],
  ] as const)
    assert.ok(sameAnswer(a, b, written), `${a} | ${b}`);
  assert.ok(
    !sameAnswer('(10-4)*(13-9)', '4*6', {
      question: 'Use numbers and basic arithmetic operations (+ - * /) to obtain 24.',
    }),
  );
});

test('equal keys mean equal answers', () => {
  for (const [a, b] of same) if (answerKey(a) === answerKey(b)) assert.ok(sameAnswer(a, b), told(a, b));
  for (const [a, b] of different) if (a !== '' && b !== '') assert.notEqual(answerKey(a), answerKey(b), told(a, b));
  assert.equal(answerKey('1,234'), answerKey('$1234$'));
  assert.equal(answerKey('0.5'), answerKey('\\frac{1}{2}'));
});

test('groups: all of a group agree, and what lacks a unit joins the larger', () => {
  assert.deepEqual(groupAnswers(['5 km', '5', '5 miles', '5 miles', '6', '', '5.0']), [0, 1, 1, 1, 2, -1, 1]);
  assert.deepEqual(groupAnswers(['x = 3 or x = 5', '5, 3', '3', '\\{3,5\\}']), [0, 0, 1, 0]);
  const random = createRandom('groups');
  const answers = Array.from({ length: 60 }, () =>
    random.pick([
      '12',
      '12 hours',
      '12 minutes',
      '0.2 hours',
      '\\frac{24}{2}',
      '2\\sqrt{36}',
      'Paris',
      'paris.',
      '(0,1)',
      '[0,1]',
      '',
    ]),
  );
  const groups = groupAnswers(answers);
  for (const [i, a] of answers.entries())
    for (const [j, b] of answers.entries())
      if (groups[i] === groups[j] && groups[i]! >= 0) assert.ok(sameAnswer(a, b), `${a} ${b}`);
  const reversed = groupAnswers(answers.toReversed()).toReversed();
  for (const [i] of answers.entries())
    for (const [j] of answers.entries())
      assert.equal(groups[i] === groups[j], reversed[i] === reversed[j], `${answers[i]} ${answers[j]}`);
});

/** Text made of the pieces that the reader knows, in any order: most of it nonsense. */
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
  '\\sqrt{',
  '\\frac',
  '\\pi',
  '^',
  '_',
  '\\le',
  '±',
  '!',
  '∞',
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
  '?',
  '\n',
  '`',
  '\\text{',
  '1,234',
  '\\left(',
  '\\right)',
  '\\begin{pmatrix}',
  '&',
  '\\\\',
  '\\end{pmatrix}',
  ' million',
  '٣',
];

test('reflexive and symmetric on any text, and spaces around change nothing', () => {
  const random = createRandom('answers');
  const text = () => Array.from({ length: random.int(0, 9) }, () => random.pick(PIECES)).join('');
  for (let i = 0; i < 1500; i++) {
    const [a, b] = [text(), text()];
    if (a.trim() !== '') assert.ok(sameAnswer(a, a) && sameAnswer(a, ` ${a}\n`), JSON.stringify(a));
    assert.equal(sameAnswer(a, b), sameAnswer(b, a), JSON.stringify([a, b]));
  }
});

test('numbers are equal exactly when their values are', () => {
  const random = createRandom('numbers');
  for (let i = 0; i < 2000; i++) {
    const [a, b, c, d] = [random.int(-40, 40), random.int(1, 12), random.int(-40, 40), random.int(1, 12)];
    assert.equal(sameAnswer(`${a}/${b}`, `${c}/${d}`), a * d === c * b, `${a}/${b} ${c}/${d}`);
    const n = random.int(-9_999_999, 9_999_999);
    assert.ok(sameAnswer(`${n}`, n.toLocaleString('en-GB')));
    assert.ok(sameAnswer(`${n / 8}`, `${n}/8`));
    assert.ok(!sameAnswer(`${n}`, `${n + 1}`));
  }
});
