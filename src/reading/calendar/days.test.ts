/** Table test: the calendar word by word. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { understand } from '../understand.ts';

const told = (question: string): string => {
  const found = understand(question);
  if (found.type === 'answered') return found.solution.answer;
  return found.type === 'declined' ? found.why : found.type;
};

const TABLE: readonly (readonly [string, string])[] = [
  ['What date is the last Monday of August 2023?', '2023-08-28'],
  ['when is the third Thursday in April 2026', '2026-04-16'],
  ['what date is the fifth Monday of February 2023', 'no-solution'],
  ['How many Fridays are there in March 2024?', '5'],
  ['how many Tuesdays in a month of 30 days that starts on a Tuesday', '5'],
  ['How many working days from Monday 6 May 2024 to Friday 10 May 2024?', '5'],
  ['what date is 3 business days after Friday 10 May 2024', '2024-05-15'],
  ['She was born in 1971, how old is she in 2020?', '49'],
  ['how many leap years from 1995 to 2005', '3'],
  ['What is the fiftieth day of 2023?', '2023-02-19'],
  ['Which day of the year is 1 February 2024?', '32'],
  ['If the 2nd is a Monday, what day is the 12th?', 'Thursday'],
  ['My shifts start on Tuesday and I do 4 in a row. Which day is the last?', 'Friday'],
  ['A plant is watered every 4 days, first on Sunday. What day is the third time?', 'Monday'],
  ['2 days after tomorrow is Friday. What day is today?', 'Tuesday'],
  ['the day before the day before Monday?', 'Saturday'],
  ['how many days are in May and June together', '61'],
  ['how many days in the second quarter of 2023', '91'],
  ['how many weeks from 1 March 2024 to 29 March 2024', '4'],
  ['How many days from 3 May to 9 May, both days included?', '7'],
  ['On what weekday does 4 July fall in 2024', 'Thursday'],
  ['what weekday did 2010 begin on', 'Friday'],
  ['how many days has february twenty twenty four', '29'],
  ['Served on 5 June 2024, reply by the tenth day thereafter. What date is that?', '2024-06-15'],
  ['If 24 December is a Friday, what day is 2 January?', 'Sunday'],
];

for (const [question, answer] of TABLE) test(question, () => assert.equal(told(question), answer));
