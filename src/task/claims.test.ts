/**
 * Claims of thoughts: what is found in them, that each is checked by steps which are true, and that right thoughts
 * raise no alarm.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../random.ts';
import { claimsOf } from './critique.ts';
import { families, item } from './registry.ts';
import { addByDigits, claimsIn, multiplyByDigits } from './claims.ts';

/** Each step `7*6+4=46` by the host's own arithmetic. */
const stepsAreTrue = (steps: string): boolean =>
  [...steps.matchAll(/(\d+(?:[*+]\d+)+)=(\d+)/g)].every(
    ([, left, right]) =>
      left!.split('+').reduce((sum, term) => sum + term.split('*').reduce((a, b) => a * Number(b), 1), 0) ===
      Number(right),
  );

test('sums and products digit by digit are true steps that end in the digits of the result', () => {
  const random = createRandom('digits');
  for (let i = 0; i < 500; i++) {
    const [a, b] = [random.int(0, 2000), random.int(0, 999)];
    assert.ok(stepsAreTrue(addByDigits(a, b)), `${a}+${b}: ${addByDigits(a, b)}`);
    const digits = addByDigits(a, b)
      .split(' ')
      .map((step) => Number(step.split('=').at(-1)));
    assert.equal(
      digits.reduce((sum, digit, k) => sum + (k === digits.length - 1 ? digit : digit % 10) * 10 ** k, 0),
      a + b,
    );
    const [x, y] = [random.int(1, 999), random.int(1, 99)];
    assert.ok(stepsAreTrue(multiplyByDigits(x, y)), `${x}*${y}: ${multiplyByDigits(x, y)}`);
  }
  assert.equal(addByDigits(47, 286), '7+6=13 4+8+1=13 2+1=3');
  assert.equal(multiplyByDigits(36, 7), '6*7=42 3*7+4=25');
});

test('every operation is found and judged; a wrong result is found too', () => {
  const random = createRandom('claims');
  for (let i = 0; i < 400; i++) {
    const [a, b] = [random.int(1, 99), random.int(1, 99)];
    for (const [text, value] of [
      [`${a}+${b}`, a + b],
      [`${a + b}-${b}`, a],
      [`${a}*${b}`, a * b],
      [`${a * b}/${b}`, a],
      [`${a}-${a + b}`, -b],
    ] as const) {
      const [right] = claimsIn(`so: ${text}=${value}`);
      assert.ok(right?.holds && stepsAreTrue(right.steps), `${text}=${value} ${JSON.stringify(right)}`);
      const [wrong] = claimsIn(`${text}=${value + (value < 0 ? -1 : 1)}`);
      assert.equal(wrong?.holds, false, text);
    }
  }
});

test('a chain gives its links, its beginning with its end, and knows when it goes on', () => {
  const texts = (thought: string) => claimsIn(thought).map(({ text, holds }) => `${text}${holds ? '' : ' false'}`);
  assert.deepEqual(texts('36*19=36*10+36*9=360+324=660+24=684'), ['36*10=360', '36*9=324', '660+24=684', '36*19=684']);
  assert.deepEqual(texts('36*19=36*10+36*9=360+334=694'), [
    '36*10=360',
    '36*9=334 false',
    '360+334=694',
    '36*19=694 false',
  ]);
  assert.deepEqual(texts('5*5=25+1=26'), ['5*5=25', '25+1=26'], 'goes on from 25');
  assert.deepEqual(texts('check: 36/4-3=9-3=6 yes'), ['36/4=9', '9-3=6']);
  assert.deepEqual(texts('3*-20=-60, x2+1=3, 1.5+1=2.5, (7-9)=2'), [], 'what is no sum of whole numbers is left alone');
});

test('no thought of any family raises an alarm', () => {
  for (const { name } of families) {
    for (let i = 0; i < 90; i++) {
      const example = item(name, 'train', 5, i, ((i % 3) + 1) as 1 | 2 | 3);
      const wrong = claimsOf(name, example.question, example.thought).filter(({ holds }) => !holds);
      assert.deepEqual(wrong, [], `${example.question}\n${example.thought}`);
    }
  }
});
