/** Sums and riddles in steps are explained among words of asking, and not where one word may turn them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explain } from '../explain.ts';

/** The answer of an explanation that counts where the readers come to the same. */
const told = (question: string): string | undefined => {
  const found = explain(question);
  return found && (found.closed || !found.loose) ? found.solution.answer : undefined;
};

const CASES: readonly (readonly [string, string | undefined])[] = [
  ['Half of 46, then chuck 9 on it. What do we have?', '32'],
  ['Take a hundred, knock off 35, then split whats left by 5.', '13'],
  ['Please, how much is 80 less 20, and after this divided by 3?', '20'],
  ['my lad wants 14 times 6 and then take 4 away', '80'],
  ['Deduct 3 and 4 from 20, kindly.', '13'],
  ['By how much does 50 exceed the product of 6 and 7?', '8'],
  ['By how much is 90 bigger than 72?', '18'],
  ['tot up 8, 9 and 10 for me then take off 7', '20'],
  ['whats 6 squared plus 8 sqaured', '100'],
  ['the diffrence betwen 61 and 16 plese', '45'],
  ['3. Multiply the sum of 3 and 4 by the difference between 9 and 4.', '35'],
  ['My friend thinks that 2 + 3 x 4 gives 20. What is it really?', '14'],
  ['I doubled nine, doubled it again and then added one. Where did I end up?', '37'],
  ["I'm thinking of a number. Treble it, add 14 and you've got 65. Well?", 'x = 17'],
  ['what number do i add to 17 to get 30', 'x = 13'],
  ['A certain number is 24 less than four times itself. Name it.', 'x = 8'],
  ['I subtract my number from 50 and get the same as when I add 12 to it. Which number is it?', 'x = 19'],
  ['a number and a quarter of itself make 85. the number please', 'x = 68'],
  ['When 5 times a number is taken from 200, what is left is three times that number. Which number is it?', 'x = 25'],
  ['hi can u solve this for my daughter 3x+8=29', 'x = 7'],
  ['need k. 9 - 2k = 15. cheers', 'k = -3'],
];

const NONE = [
  // Of the 4 or of all of it?
  'What is 3 + 4, times 5?',
  'Half of 46, then chuck 9 on every one of them. What do we have?',
  'Half of 46, then chuck 9 on it. What is the digital root of it?',
  'Take a hundred, knock off 35, then split whats left between the others.',
  'My friend thinks that 2 + 3 x 4 gives 20. How many times does 2 go into it?',
  'Treble it, add 14 and you get 65. What is twice the number?',
  'hi can u solve this for my 2 daughters 3x+8=29',
  'a number and a quarter of the other make 85. the number please',
  'tot up 8, 9 and 10 except the first',
];

test('sums and riddles in steps', () => {
  for (const [question, answer] of CASES) assert.equal(told(question), answer, question);
});

test('a word without a role and there is none', () => {
  for (const question of NONE) assert.equal(told(question), undefined, question);
});
