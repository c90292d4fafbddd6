/** Dates and times by roles: each question comes to its problem, and one that is changed in a word to none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printProblem } from '../../problem/formal/print.ts';
import { explain } from '../explain.ts';

const CASES: readonly (readonly [question: string, line: string | undefined])[] = [
  ['It was Monday yesterday, so what is tomorrow?', 'weekday Monday + 2'],
  ['If tomorrow is Monday, what day was yesterday?', 'weekday Monday - 2'],
  ['Wednesday today, and the plumber comes in 9 days. Which weekday is that?', 'weekday Wednesday + 9'],
  ['Today is not Wednesday, and the plumber comes in 9 days. Which weekday is that?', undefined],
  ['Today is Wednesday, and the plumber comes in 9 working days. Which weekday is that?', undefined],
  ['If the 3rd of May is a Friday, what day of the week is the 20th of May?', 'weekday Friday + 17'],
  ['If the 3rd of February is a Friday, what day of the week is the 20th of March?', undefined],
  ['What day of the week was the ninth of July nineteen eighty four?', 'weekday 1984-07-09 + 0'],
  ["What day of the week is New Year's Eve in 2027?", 'weekday 2027-12-31 + 0'],
  ['Planted on 4 March 2024, ripe ten weeks later. On what date?', 'date 2024-03-04 + 70 days'],
  ['Planted on 4 March 2024, ripe ten weeks later, not counting Sundays. On what date?', undefined],
  ['Invoice dated 9 June 2025, terms 30 days. Due when?', 'date 2025-06-09 + 30 days'],
  ['The lease began on 15 May 2024. What date is 18 months later?', 'date 2024-05-15 + 18 months'],
  ['The lease began on 31 May 2024. What date is 18 months later?', undefined],
  ['The fair is on 9 May 2025 and today is 2 May 2025. How many days left?', 'days 2025-05-02 to 2025-05-09'],
  ['The fair runs from 2 May 2025 to 9 May 2025. How many days is that?', undefined],
  ['1900 - leap year or not?', 'leap is 1900'],
  ['How many days has Feb 2027?', 'days 2027-02-01 to 2027-03-01'],
  ['The day before Monday is ___', 'weekday Monday - 1'],
  ['Put quarter to seven in the evening into 24-hour time', 'clock 18:45 + 0'],
  ['Put quarter to seven into 24-hour time', undefined],
  ['Quartre to four in the afternoon plus 20 minutes', undefined],
  ["It's 10:20 and my bus comes in 35 minutes, when does it come?", 'clock 10:20 + 35'],
  ['The sauna opens at 8:00, breakfast is 20 minutes before. When do we swim home?', undefined],
  ['The bus was due at 7:50 and is 12 minutes late. When does it get here?', 'clock 7:50 + 12'],
  ['The bus arrived at 7:50, 12 minutes late. When was it due?', undefined],
  ['One tram every 15 minutes, the first at 6:10. When is the third last?', undefined],
  ['The bus was due at 7:50 and is 12 minutes early. When does it get here?', undefined],
  ['Ferry at 9:30 and the walk takes 25 minutes. When must I leave the house?', 'clock 9:30 - 25'],
  ['Ferry at 9:30 and the crossing takes 25 minutes. When must I leave the house?', undefined],
  ['One tram every 15 minutes, the first at 6:10. When is the fourth?', 'clock 6:10 + 45'],
  ['One tram every 15 minutes, the second at 6:10. When is the fourth?', undefined],
  ['My watch is 6 minutes slow and shows 4:05 pm. What is the real time?', 'clock 16:05 + 6'],
  ['My watch is 6 minutes slow. The real time is 4:05 pm. What does it show?', undefined],
  ['It is 3 pm in London. What time is it in 2 hours in Paris?', undefined],
  ['The shop opens at 9:00. It is 8:30. How many minutes till it opens?', 'minutes 8:30 to 9:00'],
  ['The shop opens at 9:00. It is 8:30. How many minutes till it closes?', undefined],
  ['Went to bed at 22:15 and woke up at 6:30. How many minutes did I sleep?', 'minutes 22:15 to 6:30'],
];

test('dates and times by roles', () => {
  for (const [question, line] of CASES) {
    const found = explain(question);
    assert.equal(found && !found.loose ? printProblem(found.problem) : undefined, line, question);
  }
});
