/** The whole of which a part is told, and prices that are told in parts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerOf } from '../testing.ts';

const TABLE: readonly (readonly [question: string, answer: string | undefined])[] = [
  ['If a quarter of my crop is 12 sacks, how many sacks is the full crop?', '48'],
  ['30% of the hall is 90 seats. How many seats are in the whole hall?', '300'],
  ['Two thirds of the road is 18 km, how long is the whole road?', '27'],
  ['Coffee was 3.20 a cup, now up 5%. New price per cup?', '3.36'],
  ['Four teas at one dollar fifty each, how much is that in dollars?', '6'],
  ['Lunch 12 euro 50, bus 2 euro 80. All together in euro?', '15.3'],
  // Another part is asked, or more is told.
  ['A quarter of my crop is 12 sacks. How many sacks are two thirds of the crop?', undefined],
  ['A quarter of the crop is 12 sacks and 4 more come. How many is the full crop?', undefined],
];

test('wholes from parts, prices in parts', () => {
  for (const [question, answer] of TABLE) assert.equal(answerOf(question), answer, question);
});
