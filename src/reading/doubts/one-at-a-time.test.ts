/** Two answers asked at once, dates of two readings, and what no number has. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';

const DECLINED: readonly (readonly [question: string, reason: RegExp])[] = [
  ['how many r in "mirror" and "error" each?', /each word/],
  ['count the vowels in onion and piano separately', /each word/],
  ['How many more vowels has "onion" than "sun"?', /compared/],
  ['how many fewer s are there in "sun" than in "sass"', /compared/],
  ['Sort 8, 3, 15 and tell me the smallest', /two things/],
  ['arrange 4, 90, 12, 7 from low to high, then give me the biggest one', /two things/],
  ['order 5, 2, 9 descending and find the sum', /two things/],
  ['Please sort 31, 7, 12 ascending. Also tell me the average.', /two things/],
  ['what is the president of 20% of 50?', /no president/],
  ["what's the colour of 7 + 8?", /no colour/],
  ['Who is the king of 12', /no king/],
  ['what is FADE in decimal', /base that FADE/],
  ['convert BEEF to decimal', /base that BEEF/],
  ['what day of the week was 5/4/2019?', /5 April or 4 May 2019/],
  ['03/07/2022 plus 10 days', /3 July or 7 March 2022/],
  ['which weekday is 9/11/2030', /9 November or 11 September/],
  ['days between 4/5/2021 and 6/5/2021', /4 May or 5 April/],
  ['Today is 2/3/2020. What is the date tomorrow?', /2 March or 3 February/],
  ['I was born on 7/8/1990. What weekday was that?', /7 August or 8 July/],
];

test('what has two answers or none is declined with its reason', () => {
  for (const [question, reason] of DECLINED) {
    const found = understand(question);
    assert.equal(found.type, 'declined', question);
    if (found.type === 'declined') assert.match(found.reason, reason, question);
  }
});

const ANSWERED: readonly (readonly [question: string, answer: string])[] = [
  ['what weekday was 25/12/2019', 'Wednesday'],
  ['what day of the week was 5/5/2019?', 'Sunday'],
  ['how many days from 3/1/2024 to 3/20/2024', '19'],
  ['how many days from 20/3/2024 to 2/4/2024', '13'],
  ['what is 12/4/3', '1'],
  ['what is 20% of 50?', '10'],
  ['sort 8, 3, 15', '3, 8, 15'],
  ['what is the largest of 8, 3, 15', '15'],
  ['what is the sum of 8 and 3', '11'],
];

test('one answer, or dates of one reading, are read as before', () => {
  for (const [question, answer] of ANSWERED) {
    const found = understand(question);
    assert.equal(found.type === 'answered' ? found.solution.answer : found.type, answer, question);
  }
});
