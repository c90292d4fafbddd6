/** Lists of words among words of sorting: with commas, with "and" alone, with no sign. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerOf } from '../testing.ts';

const TABLE: readonly (readonly [question: string, answer: string | undefined])[] = [
  ['put the names Zed Ana and Bob in alphabetical order', 'Ana, Bob, Zed'],
  ['pig dog cat a-z', 'cat, dog, pig'],
  ['sort the fruits cherry apple and banana from z to a', 'cherry, banana, apple'],
  ['my files are called Smith, Brown, Jones. put them a to z', 'Brown, Jones, Smith'],
  ['letters c a b in order', 'a, b, c'],
  ['which word comes first in the dictionary, cherry or apple', 'apple'],
  ['Order these words by length, shortest first: banana, fig, pear', 'fig, pear, banana'],
  ['which word is longest: fig, banana, pear', 'banana'],
  ['sort cherry apple banana', 'apple, banana, cherry'],
  ['sort 3 1 2 backwards', '3, 2, 1'],
  ['sorted([3, 1, 2], reverse=True)', '3, 2, 1'],
  ['sort these times: 9:05, 10:30, 8:15', '8:15, 9:05, 10:30'],
  // What they are sorted by is not told, or it is no order that is asked.
  ['Sort these by price: apple, banana, cherry', undefined],
  ['sort small medium large', undefined],
  ['Are 1, 5, 9 in ascending order?', undefined],
];

test('lists among words of sorting', () => {
  for (const [question, answer] of TABLE) assert.equal(answerOf(question), answer, question);
});
