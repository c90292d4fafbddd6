/** Table test: last days of months, things on each day of one, dates beside a date, days without their ends. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { answerOf } from '../testing.ts';

const TABLE: readonly (readonly [string, string | undefined])[] = [
  ["what's the last day of june", '30 June'],
  ['which date does May end on', '31 May'],
  ['When does February end in 2024?', '2024-02-29'],
  ['Rent is due on the last day of September. What date is that?', '30 September'],
  ['last day of february', undefined],
  ['what weekday is the last day of april', undefined],
  ['what is the last working day of june', undefined],
  ['We need a sticker for each day in September. How many stickers?', '30'],
  ['A page a day all through May: how many pages?', '31'],
  ['She runs 2 km every day of June. How many km?', '60'],
  ['one egg for every day of the week, how many eggs', '7'],
  ['one paper star for every month of the year. how many stars', '12'],
  ['One photo for every day of February. How many photos?', undefined],
  ['one chocolate a day in December until the 24th, how many chocolates', undefined],
  ['one chocolate for every weekday of June 2025, how many chocolates', undefined],
  ['She runs 2 km every day of June. How many days does she run?', undefined],
  ['The party is on 30 June. What is the date the following day?', '1 July'],
  ["I'm working on the 31st of May. What's the date the day after?", '1 June'],
  ["It's the 30th of April. What date comes next?", '1 May'],
  ['I work on the 31st of August. What is the date?', undefined],
  ['how many days from 3 May to 10 May, not counting 3 May', '7'],
  ['From 5 March to 9 March, how many days is that, leaving out 5 March?', '4'],
  ['How many days from 1 July to 6 July when neither is counted?', '4'],
  ['How many days are from 1 May to 5 May if the last day does not count?', '4'],
  ['How many days from 1 July to 9 July, not counting Sundays?', undefined],
];

for (const [question, answer] of TABLE) test(question, () => assert.equal(answerOf(question), answer));
