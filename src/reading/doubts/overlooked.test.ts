/** Questions with a word that changes what is asked: never answered as if it were not there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';

const WRONG: readonly (readonly [question: string, wrong: string])[] = [
  ['is 7 greater than 9?', '16'],
  ['is 10 less than 3', '-7'],
  ['50 plus 10 percent', '60'],
  ["what's 80 minus 10 percent discount", '70'],
  ["what's 20 percent off 50 plus 10 percent tax", '50'],
  ['what is the square of 3 plus 4', '7'],
  ['what is the sum of the sequence 1, 2, 3, 4', '5'],
  ['how many months between 2024-01-01 and 2024-06-01', '152'],
  ['how many different letters in banana', '6'],
  ["how many letters in banana without the a's", '6'],
  ['how many capital letters in HeLLo', '5'],
  ['how many words do not contain a in: cat dog bat', '3'],
  ['Tom is older than Ann. Ann is older than Sue. Who is not the oldest?', 'Tom'],
  ["what isn't 2+2", '4'],
  ['sort the even ones: 4, 7, 2, 9', '2, 4, 7, 9'],
  ['remove duplicates and sort: 3, 1, 3, 2', '1, 2, 3, 3'],
  ['sort 3, 1, 2 and add them up', '1, 2, 3'],
  ['gcd of 12 and 18 plus 1', '1'],
  ['largest of 3, 9, 4 minus the smallest', '9'],
  ['write 1994 in roman numerals backwards', 'MCMXCIV'],
  ['10 / 4 integer division', '2.5'],
  ["what's 3 + 4? also what's the capital of France?", '7'],
  ['x + 3 = 7 and what is 2x?', 'x = 4'],
  ['average of 10 and 20 times 3', '35'],
];

test('a word that changes the question is not overlooked', () => {
  for (const [question, wrong] of WRONG) {
    const found = understand(question);
    assert.notEqual(found.type === 'answered' ? found.solution.answer : '', wrong, question);
  }
});

test('plain questions are read as before', () => {
  for (const [question, answer] of [
    ['what is 20 percent of 50', '10'],
    ['Sort 3, 1, 2 ascending', '1, 2, 3'],
    ['gcd of 84 and 36', '12'],
    ['how many letters in banana', '6'],
    ['how many days between 2024-01-01 and 2024-01-11', '10'],
  ] as const) {
    const found = understand(question);
    assert.equal(found.type === 'answered' ? found.solution.answer : found.type, answer, question);
  }
});
