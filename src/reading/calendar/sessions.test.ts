/** So many of a length, shifts without their breaks, both ends of a hire; beside each, what asks for something else. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';

const CASES: readonly (readonly [string, string])[] = [
  ['intervals: 8 x 3 min w/ 90 sec rest between each (7 rests). total in min?', '34.5'],
  ['Two coats, each 1 h 15 to put on, 4 hours drying in between. Start 8:00 am. Second coat on by when?', '14:30'],
  ['8 meters to swap, 25 min each one after another, plus 30 min lunch. start 08:00. finished at?', '11:50'],
  ['football match 2 halves of 35 min and a 10 min break between. kickoff 14:30 when does it finish', '15:50'],
  ['3 loads of washing, 50 min each, must be done by 18:00. when must I start?', '15:30'],
  ['Turkey needs 40 min per kg plus 20 min, it weighs 4 kg. how many minutes in total?', '180'],
  ['I opened at 6:30, closed at 14:00, and took two breaks, 20 minutes each. How many minutes did I work?', '410'],
  ['half marathon in 1:52:30 (h:m:s). whats that in minutes', '112.5'],
  ['start 12:30, 95 min job, done at?', '14:05'],
  ['shift 9:30 to 17:00, how many hrs', '7.5'],
  [
    'Flight leaves 21:30 and flies 6 hours. In that country the clock is 2 hours ahead of here. What local time it lands?',
    '05:30',
  ],
  ['Concrete poured 3 May 2024, cures 28 days. Date 28 days later?', '2024-05-31'],
  ['Skip hired Mon 4 Aug 2025 to Fri 15 Aug 2025, first and last day both charged. Days charged', '12'],
  ['Flour comes every 9 days. First delivery 4 January 2023. On which date is the fifth delivery?', '2023-02-09'],
  ['service every 90 days. last one 2024-01-10. date of the 2nd service after that one?', '2024-07-08'],
  ['10k in 50 min, pace in min per km?', '5'],
  ['6 min/km for the first 10k then 5 min/km for another 5k. total min?', '85'],
  ['30 km at 60 km/h, then 10 minutes to unload, then back the same 30 km at 45 km/h. How many minutes in all?', '80'],
];
const NEAR: readonly string[] = [
  'intervals: 8 x 3 min with 90 sec rest after each. total in min?',
  '8 meters to swap, 25 min each, 2 people working at the same time. start 08:00. finished at?',
  '4 patients, 15 min each, start 9:00. when does the last one start?',
  'Turkey needs 40 min per kg plus 20 min. It goes in at 9:00. when is it done?',
  'I opened at 6:30, closed at 14:00, and took two breaks, 20 minutes in all. How many minutes did I work?',
  'rent due every 4 weeks, last paid tues 6 feb 2024. next two due dates?',
  'rent due every 4 weeks. first payment 6 feb 2024. what is the date of the last payment?',
  '60 mph for 1.5 hours, half hour stop, then 30 miles at 30 mph. Average speed?',
];

test('sessions, shifts, stops and dates that come again are read with each of their numbers', () => {
  for (const [question, answer] of CASES) {
    const found = understand(question);
    assert.equal(found.type === 'answered' ? found.solution.answer : found.type, answer, question);
  }
});

test('what asks for something else of them is declined', () => {
  for (const question of NEAR) assert.notEqual(understand(question).type, 'answered', question);
});
