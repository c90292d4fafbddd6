/** Shares by a ratio whose sides are named. `-`: this reader gives none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { solve } from '../../problem/solve/solve.ts';
import { readText } from '../text/text.ts';
import { readNamedShares } from './named-shares.ts';

const TABLE: readonly (readonly [string, string])[] = [
  ['My brother and I split 40 dollars in the ratio 3:5, me 3 and him 5. How many dollars do I get?', '15'],
  ['A prize of £900 goes to Ann, Raj and Lee in the ratio 2:3:4. How much more does Lee get than Ann?', '200'],
  ['2-stroke mix fuel:oil 50:1 by volume. total mix 10.2 L. oil in ml?', '200'],
  ['Ann and Lee share 60 euros in the ratio 2:3. How much does Lee get?', '36'],
  ['Ann and Lee share sweets in the ratio 2:3. Ann gets 60. How many does Lee get?', '90'],
  ['sand:cement 3:1, total 60 kg. cement in kg?', '15'],
  ['sand:cement 3:1, 60 kg of sand. cement in kg?', '20'],
  ['A prize of £900 goes to Ann, Raj and Lee in the ratio 2:3:4. How much less does Lee get than Ann?', '-'],
  ['Ann and Lee share 60 euros in the ratio 2:3. Ann spends 10. How much has Ann now?', '-'],
  ['Ann and Lee share sweets in the ratio 2:3. How many does Lee get?', '-'],
];

test('shares of named sides', () => {
  const wrong = TABLE.flatMap(([question, want]) => {
    const found = readNamedShares(readText(question).low);
    const solution = found?.type === 'problem' ? solve(found.problem) : undefined;
    const got = solution?.type === 'answer' ? solution.answer : '-';
    return got === want ? [] : [`${question} => ${got}, not ${want}`];
  });
  assert.deepEqual(wrong, []);
});
