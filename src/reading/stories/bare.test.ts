/** Amounts told without a question. `-`: no answer is given. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';

const TABLE: readonly (readonly [string, string])[] = [
  ['split 84 pounds between 7 people', '12'],
  ['split $84 among 7 friends evenly', '12'],
  ['please divide 84 apples between 7 people', '12'],
  ['3 boxes with 12 eggs each minus 5 broken ones', '31'],
  ['2 crates of 24 bottles each plus 3 loose ones', '51'],
  ['$0.98 + $0.02', '1'],
  ['5 zl + 6 zl = ___ zl', '11'],
  ['£7 - £3.50 change?', '3.5'],
  ['price=3 qty=5 total?', '15'],
  ['rice 1.50 and beans 1.20 total', '2.7'],
  ['how many 20p coins make £2', '10'],
  ['can i buy a $9 kite if ive only got $5', 'no'],
  ['is 20 euros enough for 3 tickets at 6 each', 'yes'],
  // Sweets stay whole, and five boxes are no five eggs.
  ['share 85 sweets among 7 children', '-'],
  ['3 boxes with 12 eggs each minus 5 boxes', '-'],
  ['split 84 pounds between 7 people in the ratio 3 to 4', '-'],
];

test('amounts told without a question', () => {
  const wrong = TABLE.flatMap(([question, want]) => {
    const found = understand(question);
    const got = found.type === 'answered' ? found.solution.answer : '-';
    return got === want ? [] : [`${question} => ${got}, not ${want}`];
  });
  assert.deepEqual(wrong, []);
});
