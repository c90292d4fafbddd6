/** Table test: sequences whose rule is told, and terms beside labels. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { understand } from '../understand.ts';

const told = (question: string): string => {
  const found = understand(question);
  if (found.type === 'answered') return found.solution.answer;
  return found.type === 'declined' ? found.why : found.type;
};

const TABLE: readonly (readonly [string, string])[] = [
  ['each number is double the one before: 3, 6, 12, 24. what comes next', '48'],
  ['each term is 3 more than the one before: 2, 5, 8. what comes next?', '11'],
  ['which number comes before 3, 6, 12, 24?', '1.5'],
  ['A row starts at 9 and goes up by 4 each time. What is the 7th number?', '33'],
  ['first term 80, every next one is 5 less, give the sixth term', '55'],
  ['begin with 3 and double every time, what is the 5th number', '48'],
  ['The first number is 2. Each number is 3 times the one before, minus 1. What is the fourth number?', '41'],
  ['counting in fours from 10, what is the 6th number', '30'],
  ['what is the 15th odd number?', '29'],
  ['sum of the first 6 square numbers', '91'],
  ['list the first 4 multiples of 9', '9, 18, 27, 36'],
  ['sum of all whole numbers from 1 to 20', '210'],
  ['A series begins 2, 5 and each number is the sum of the two before it. What is the 5th number?', '19'],
  ['A sequence begins with 12. What is its ninth term?', 'missing'],
  ['I sold 4 mugs on Monday, 8 on Tuesday, 12 on Wednesday. If this goes on, how many on Saturday?', '24'],
  ['shelf 1 holds 3 books, shelf 2 holds 6, shelf 3 holds 12. How many on shelf 6?', '96'],
  ['4, 9, 14, 19 — which term is 54?', '11'],
  ['4, 9, 14, 19 - which term is 55?', 'no-solution'],
  ['sum of the first 10 terms of 5, 8, 11, ...', '185'],
  ['2, 4, 7, always two more each time. What is next?', 'contradiction'],
  ['6, 12, 24, [smudged], 96: what was the smudged number?', '48'],
  ['b(1)=3, b(2)=6, b(3)=12. What is b(5)?', '48'],
];

for (const [question, answer] of TABLE) test(question, () => assert.equal(told(question), answer));
