/** Numbers of a range by what they are, counted or listed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';

const ANSWERS: readonly (readonly [question: string, answer: string | undefined])[] = [
  ['how many odd numbers between 1 and 30', '15'],
  ['how many even numbers are there between 7 and 15?', '4'],
  ['How many odd integers are there from 10 to 20?', '5'],
  ['how many even numbers lie strictly between 2 and 10', '3'],
  ['how many multiples of 4 between 1 and 50', '12'],
  ['How many numbers divisible by 6 are there from 1 to 100?', '16'],
  ['count the multiples of 9 below 100', '11'],
  ['count the even numbers up to 40', '20'],
  ['the number of odd numbers under 12', '6'],
  ['multiples of 4 under 30', '4, 8, 12, 16, 20, 24, 28'],
  ['list the multiples of 7 below 40', '7, 14, 21, 28, 35'],
  ['what are the odd numbers between 4 and 12?', '5, 7, 9, 11'],
  ['list all even numbers from 10 to 16', '10, 12, 14, 16'],
  ['how many multiples of 3 from 1 to 1000', '333'],
  ['how many odd numbers are between 10 and 20 inclusive', '5'],
  // Another question.
  ['how many even numbers are there in 1, 2, 3, 4', '2'],
  ['how many even digits between 1 and 20', undefined],
];

test('numbers of a range are counted or listed', () => {
  for (const [question, answer] of ANSWERS) {
    const found = understand(question);
    assert.equal(found.type === 'answered' ? found.solution.answer : undefined, answer, question);
  }
});
