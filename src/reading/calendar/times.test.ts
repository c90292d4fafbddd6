/** Times of day in another notation, clocks that go wrong, and plain counts of one unit in another. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerOf } from '../testing.ts';

const TABLE: readonly (readonly [question: string, answer: string | undefined])[] = [
  ['seconds in a minute?', '60'],
  ['days in 2 weeks', '14'],
  ['one hour is how many minutes', '60'],
  ['quarter hour in minutes', '15'],
  ['half past four in the afternoon on a digital clock', '16:30'],
  ['quarter to 6 in the morning, write it w numbers', '05:45'],
  ['21:15 in am/pm', '9:15 pm'],
  ['shift starts 7:00 ends 15:00 how many hours', '8'],
  ['I work from 9 to 5. How many hours?', '8'],
  ['its 3:40, how long till 4', '20 min'],
  ['its 9:00 now. time in half an hour?', '09:30'],
  ['lesson ends 10:45 and is 45 min. starts?', '10:00'],
  ['clock is 5 minutes slow and shows 10:00. real time?', '10:05'],
  ['The clock runs 5 min fast. The real time is 10:45. What does it show?', '10:50'],
  ['An exam with 12 students starts at 9:05 and lasts 150 minutes. When is it finished?', '11:35'],
  ['shop closes 18:00. now 17:35. minutes left', '25'],
  ['lunch is over at 13:00, clock says 12:42, mins left?', '18'],
  ['deadline 17:00, current time 16:20. minutes left?', '40'],
  ['10 minutes left of my walk, ends 12:30. what time is it?', '12:20'],
  // What these stand beside is not told.
  ['my nap ends 12:30 and lasts 10 minutes. minutes left?', undefined],
  ['My watch is 5 minutes fast. What is the real time?', undefined],
  ['how many days in a month', undefined],
];

test('times in another notation', () => {
  for (const [question, answer] of TABLE) assert.equal(answerOf(question), answer, question);
});
