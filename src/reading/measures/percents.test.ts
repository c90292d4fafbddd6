/** Percentages and fractions in many wordings, each with its answer; undefined where the words leave it open. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';

const CASES: readonly (readonly [string, string | undefined])[] = [
  // A change by a part is one of the amount itself.
  ['A shirt of 40 euros was reduced by a quarter. What does it cost now?', '30'],
  ['increase 60 by a third', '80'],
  ['60 increased by a quarter', '75'],
  ['reduce 80 by three quarters', '20'],
  ['the price of 60 euros rose by a fifth. new price?', '72'],
  ['A bill of 60 was cut by a third of 12', '56'],
  ['90 - 20%', '72'],
  ['60 is what percent of 240', '25'],
  ['what percentage is 9 of 36', '25'],
  ['what percent of 50 is 30', '60'],
  ['9/12 as a percentage', '75'],
  ["what's 0.45 as a percentage", '45'],
  ['of 320 letters, 16 came back. what percentage came back?', '5'],
  ['240 boxes, 6 of them damaged. what percent is that', '2.5'],
  ['a lamp is 64 after a 20% discount. what was the original price', '80'],
  ['After a 5% pay rise I earn 2100. What did I earn before?', '2000'],
  ['rent rose from 500 to 540, by what percentage did it go up', '8'],
  ['used to be 40, now it is 50. percentage increase?', '25'],
  ['bought for 50, sold for 60, profit in percent?', '20'],
  ['200 increased by 10% and then reduced by 10%', '198'],
  ['there are 50 people, 30% are kids. how many are not kids', '35'],
  ['30% of the 90 seats are empty, how many seats are taken', '63'],
  ['25% VAT on 80', '20'],
  ['80 plus 25% VAT', '100'],
  ['35% as a fraction', '7/20'],
  ['0.15 as a fraction in its lowest terms', '3/20'],
  ['what fraction of 80 is 60', '3/4'],
  ['which is more, three eights or forty percent', undefined],
  ['15 minutes is what fraction of an hour', '0.25'],
  ['which is bigger, two thirds or three fifths', '2/3'],
  ['I ate a quarter of a pie and you ate a half of the pie. What fraction remains?', '1/4'],
  ['a half plus a third', '5/6'],
  ['half of three quarters', '0.375'],
];

test('percentages and fractions are read by the roles of their words', () => {
  for (const [question, answer] of CASES) {
    const found = understand(question);
    assert.equal(found.type === 'answered' ? found.solution.answer : undefined, answer, question);
  }
});
