/** Spans told by months and years alone, and times up to a full hour. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';

const ANSWERS: readonly (readonly [question: string, answer: string | undefined])[] = [
  ['how many months between march 2019 and july 2020', '16'],
  ['How many months are there from Nov 2022 to Feb 2023?', '3'],
  ['number of months from june 2021 to june 2023', '24'],
  ['how many weekdays are there in April 2024?', '22'],
  ['How many working days in February 2023', '20'],
  ['how many business days does May 2024 have?', '23'],
  ['days left in 2023 after 20 november', '41'],
  ['how many days are left in 2024 after March 31?', '275'],
  ['How many days remain in 2025 from 24 December?', '7'],
  ['it is 8:40, how many minutes to 10?', '80'],
  ["it's 10:15. how many minutes until 12?", '105'],
  ["It is 7:35 now. How many minutes till 9 o'clock?", '85'],
  ['today is monday, what day is it in 100 days?', 'Wednesday'],
  ['today is friday, what weekday will it be in 200 days', 'Tuesday'],
  // What is missing stays missing.
  ['how many weekdays in march', undefined],
  ['how many months between march and july 2020 if one is skipped', undefined],
  ['it is 9:50, how many minutes to the train?', undefined],
  ['days left in 2024', undefined],
];

test('spans of months, workdays of a month and the rest of a year', () => {
  for (const [question, answer] of ANSWERS) {
    const found = understand(question);
    assert.equal(found.type === 'answered' ? found.solution.answer : undefined, answer, question);
  }
});
