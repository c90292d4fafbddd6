/** Counts of what a question shows: signs, lists, digits, capitals, words, calls, the alphabet. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerOf } from '../testing.ts';

const TABLE: readonly (readonly [question: string, answer: string | undefined])[] = [
  ['🐶🐶🐶🐶🐶 how many dogs', '5'],
  ['🍎🍌🍎 count the apples', '2'],
  ['how many stars: *****', '5'],
  ['len([7, 7, 9])', '3'],
  ['len(set([1,2,2,3]))', '3'],
  ['hw many digits in 90210', '5'],
  ['the number 123 has ___ digits', '3'],
  ['How many vowels are there in the alphabet?', '5'],
  ['how many capital letters in: Tom and Ann', '2'],
  ['The cat sat down. How many words is that?', '4'],
  ['different words in: no no yes never yes', '3'],
  ['How many numbers are in this list: 3, 8, 1, 9?', '4'],
  ['Ada, Ben, Cy and Dora came to tea. How many guests is that?', '4'],
  ['how many whole numbers between 2 and 6, not counting the ends', '3'],
  ['between 1 and 43, how many multiples of 5 are there', '8'],
  ['i got red, blue, red, green, red marbles. how many red ones', '3'],
  // Others may have come, or whether the ends count is not told.
  ['Ada, Ben, Cy and their mum came to tea. How many guests is that?', undefined],
  ['Ada, Ben and Cy each bring a friend. How many people is that?', undefined],
  ['how many numbers are between 2 and 6', undefined],
  ['🐱🐱 how many dogs', undefined],
];

test('what is shown is counted', () => {
  for (const [question, answer] of TABLE) assert.equal(answerOf(question), answer, question);
});
