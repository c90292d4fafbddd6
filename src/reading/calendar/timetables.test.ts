/** Table test: timetables, shifts in parts, clocks that drift, durations in other units. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { understand } from '../understand.ts';

const told = (question: string): string => {
  const found = understand(question);
  if (found.type === 'answered') return found.solution.answer;
  return found.type === 'declined' ? found.why : found.type;
};

const TABLE: readonly (readonly [string, string])[] = [
  ['Put 4:35 pm on a 24-hour clock', '16:35'],
  ['19:05 in 12 hour time please', '7:05 pm'],
  ['Coffee is brewed every 45 minutes, the first at 6:30. When is the third?', '08:00'],
  ['Trams leave at 7:10, 7:30, 7:50 and 8:10. I get to the stop at 7:35, which one can I catch?', '07:50'],
  ['Worked 8:00-11:30 and 12:15-16:00. How many minutes is that?', '435'],
  ['My clock loses 2 minutes every hour. I set it right at 9:00. What does it show when it is really 14:00?', '13:50'],
  ['The play starts at 19:00, 50 minutes, then 20 for the break, then another 45. When is it over?', '20:55'],
  ['it is 10:40, in 35 minutes it will be?', '11:15'],
  ['what time is exactly halfway between 13:00 and 14:30', '13:45'],
  ['how many seconds are in 1h 10m 5s', '4205'],
  ['3800 seconds in hours, minutes and seconds', '1 h 3 min 20 s'],
  ['2h 50m - 1h 20m', '1 h 30 min'],
  ['4 rounds of 2 min 30 s each, total time?', '10 min'],
  ['how many hours are there in a whole week', '168'],
  ['the boat leaves at half nine in the morning and takes 40 minutes, when does it arrive', '10:10'],
  ['leaves at sixteen twenty and arrives at seventeen thirty, how many minutes is it', '70'],
];

for (const [question, answer] of TABLE) test(question, () => assert.equal(told(question), answer));
