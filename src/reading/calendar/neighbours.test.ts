/** What comes before or after a weekday, a month or a year, and how long and which the months are. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerOf } from '../testing.ts';

const TABLE: readonly (readonly [question: string, answer: string | undefined])[] = [
  ['Which month follows March?', 'April'],
  ['the month after December is ___', 'January'],
  ['May + 2 months', 'July'],
  ['Monday comes before which day?', 'Tuesday'],
  ['Which day does Thursday come after?', 'Wednesday'],
  ['Saturday is preceded by what day', 'Friday'],
  ['its monday. tomorrow?', 'Tuesday'],
  ['today is monday, the day before yesterday was', 'Saturday'],
  ['Yesterday was Wednesday. What day is tomorrow?', 'Friday'],
  ['which day is between friday and sunday', 'Saturday'],
  ['Tuesday, Wednesday, ?', 'Thursday'],
  ['Which year is 5 years after 2024?', '2029'],
  ['what is the date after 31 December 2024', '2025-01-01'],
  ['today is tuesday. how many days until friday', '3'],
  ['how many years from 1990 to 2000', '10'],
  ['third month of the year', 'March'],
  ['what number month is May', '5'],
  ['feb 2023 how many days', '28'],
  ['June has ___ days', '30'],
  ['days in february in a leap year', '29'],
  ['1900, leap year or not?', 'No'],
  // What these stand beside is not told, or something else is asked.
  ['what day comes after yesterday', undefined],
  ['which month comes after the one with my birthday', undefined],
  ['how many days are between Monday and Wednesday', undefined],
];

test('neighbours in the calendar', () => {
  for (const [question, answer] of TABLE) assert.equal(answerOf(question), answer, question);
});
