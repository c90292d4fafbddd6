/** Sequences whose rule is told beside their terms, and counts over a range of numbers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerOf } from '../testing.ts';

const TABLE: readonly (readonly [question: string, answer: string | undefined])[] = [
  ['Seats in the rows go 12, 15, 18, 21 and so on in steps of three. Which number does the 10th row have?', '39'],
  ['3 4 6 9 13 gap goes up by 1 each time whats next', '18'],
  ['1, 4, 10, 22: each term is twice the one before, plus two. The next, please.', '46'],
  ['The row 2, 3, 5, 8, 12 continues in the same way (add 1, add 2, add 3 and so on). The 7th number?', '23'],
  ['Consider 81, 27, 9. Continuing in the same manner, name the first term that is below 2.', '1'],
  ['5, 10, 15, 20 (+5 each time): index of the term equal to 75?', '15'],
  ['An arithmetic progression has second term 7 and fifth term 19. The eighth term?', '31'],
  ['How many whole numbers are from 20 to 35, counting both ends?', '16'],
  ['From 1 to 40, count the numbers that are divisible by 4 but not by 3.', '7'],
  ['sum of all primes below 12', '28'],
  // What is told of the rule is not so, or no such term.
  ['3, 7, 12, 16: each term is four more than the one before. The next, please.', undefined],
  ['5, 10, 15, 20 (+5 each time): index of the term equal to 77?', undefined],
  ['An arithmetic progression has second term 7. The eighth term?', undefined],
];

test('sequences with a told rule', () => {
  for (const [question, answer] of TABLE) assert.equal(answerOf(question), answer, question);
});
