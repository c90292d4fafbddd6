/** Beginnings and what follows them; dates that are told from the other side or come again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerOf } from '../testing.ts';

const TABLE: readonly (readonly [question: string, answer: string | undefined])[] = [
  ['The ferry leaves at 09:50 and the crossing takes 1 h 25. At which hour does it arrive?', '11:15'],
  ['Six lessons of 40 minutes with a break of 10 minutes between them, start at 8:00. When is it over?', '12:50'],
  ['A song takes 4 minutes and the concert has 12 songs, no breaks. If it begins at 19:00, when does it end?', '19:48'],
  ['3 talks: 15, 25 and 30 min, start 13:10, no breaks. When are we done?', '14:20'],
  ['Plane leaves 10:20, takes 3 h 15, their clocks are two hours ahead of ours. Local landing time?', '15:35'],
  [
    'The first lesson begins at 8:15, every lesson is 45 minutes and there is a break of 5 minutes between lessons. When begins the fourth lesson?',
    '10:45',
  ],
  ['It was over 40 minutes ago and now it is 12:10. When was it over?', '11:30'],
  ['My watch is 10 min slow and it shows 7:55, real time?', '08:05'],
  ['In at 07:30, out at 16:00, with a 30 minute lunch break. Hours worked?', '8'],
  ['We met on 3 March 2024 and then every 2 weeks. Date of the third meeting after that?', '2024-04-14'],
  ['The warranty ended on 10 May 2023 and that was 90 days after I bought it. When did I buy it?', '2023-02-09'],
  ['How many leap years from 2001 to 2020?', '5'],
  ['how many full hours are 500 minutes', '8'],
  // When it begins is not told; the end is wanted and the length is not told.
  ['A song takes 4 minutes and the concert has 12 songs. When does it end?', undefined],
];

test('schedules and dates told otherwise', () => {
  for (const [question, answer] of TABLE) assert.equal(answerOf(question), answer, question);
});
