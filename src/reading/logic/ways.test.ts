/** Ways that are told as wholes, and places in a row from either end. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerOf } from '../testing.ts';

const TABLE: readonly (readonly [question: string, answer: string | undefined])[] = [
  ['By the park it is 2 km then 3 km; by the river, 4 km then 2 km. The shorter way, how many km in all?', '5'],
  ['The direct road is 8 minutes, the road by the shop is 11 minutes. How long is the shortest?', '8'],
  ['In a line of 15 people Mia is 4th from the front. Her place from the back?', '12'],
  ['Mia is 4th from the left and 6th from the right in her row. How many are in the row?', '9'],
  ['Tom is 3rd from the front of 10 people. How many are behind him?', '7'],
  ['x = 7; x % 2 == 1 && x < 5, true or false?', 'false'],
  // Which is closed changes the answer; how long the row is is not told.
  ['By the park it is 2 km, by the river 4 km. The park is closed. How long is the shorter way?', undefined],
  ['Mia is 4th from the front of the line. Her place from the back?', undefined],
];

test('ways as wholes, places in a row', () => {
  for (const [question, answer] of TABLE) assert.equal(answerOf(question)?.toLowerCase(), answer, question);
});
