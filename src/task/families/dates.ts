/**
 * Dates and clock times in words for the calendar family: writing and reading them, question templates, and checks by
 * the inverse computation. Steps and problems are in calendar.ts. No time zones, one year only.
 */
import type { Score, Verdict } from '../../types.ts';
import { sameWritten } from '../../answers/same.ts';
import { readQuestionKinds, type QuestionTemplates } from '../question-kinds.ts';

export type Kind = 'dayAfter' | 'dayBefore' | 'dateAfter' | 'between' | 'timeAfter' | 'timeBefore' | 'timeBetween';

export const DAYS: readonly string[] = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
export const MONTHS: readonly string[] = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const LENGTHS: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Days of month 0-11. */
export const monthLength = (month: number, leap: boolean): number => LENGTHS[month]! + (month === 1 && leap ? 1 : 0);

export const ASKS: QuestionTemplates<Kind> = {
  dayAfter: [
    'Today is {day}. What day is it in {by} days?',
    'What day of the week is {by} days after {day}?',
    'Which day comes {by} days after a {day}?',
    'It is {day}. {by} days later, what day is it?',
    'A letter is sent on {day} and comes {by} days later. On which day?',
    'If today is {day}, which weekday is it after {by} days?',
  ],
  dayBefore: [
    'Today is {day}. What day was it {by} days ago?',
    'What day of the week is {by} days before {day}?',
    'Which day comes {by} days before a {day}?',
    'A show is on {day}. {by} days earlier, what day is it?',
    'If today is {day}, which weekday was it {by} days back?',
  ],
  dateAfter: [
    'What date is {by} days after {from}?',
    'Today is {from}. What is the date in {by} days?',
    '{by} days after {from} is which date?',
    'A trip starts on {from} and ends {by} days later. On which date does it end?',
    'Add {by} days to {from}. What is the date?',
  ],
  between: [
    'How many days are there from {from} to {to}?',
    'How many days is it from {from} until {to}?',
    'Count the days from {from} to {to}.',
    'It is {from}. How many days must I wait until {to}?',
    'A shop closes on {from} and opens on {to}. How many days later is that?',
  ],
  timeAfter: [
    'What time is it {by} after {from}?',
    'It is {from}. What time will it be in {by}?',
    'A train leaves at {from} and takes {by}. When does it arrive?',
    'A film starts at {from} and lasts {by}. When does it end?',
    'Add {by} to {from}.',
  ],
  timeBefore: [
    'What time is it {by} before {from}?',
    'It is {from}. What time was it {by} ago?',
    'A bus arrives at {from} after {by}. When did it leave?',
    'A class ends at {from} and took {by}. When did it start?',
    'Take {by} from {from}.',
  ],
  timeBetween: [
    'How long is it from {from} to {to}?',
    'A film starts at {from} and ends at {to}. How long is it?',
    'How much time passes between {from} and {to}?',
    'A shop opens at {from} and closes at {to}. How long is it open?',
    'A train leaves at {from} and arrives at {to}. How long does it take?',
  ],
};

/** [month 0-11, day] as "March 5". */
export const dateText = ([month, day]: readonly number[]): string => `${MONTHS[month!]} ${day}`;

/** Minutes after midnight as "3:05 pm". */
export const clock = (minutes: number): string => {
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60];
  return `${hour % 12 === 0 ? 12 : hour % 12}:${String(minute).padStart(2, '0')} ${hour < 12 ? 'am' : 'pm'}`;
};

/** Minutes as "2 h 50 min", "2 h" or "50 min". */
export const duration = (minutes: number): string => {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours > 0 ? `${hours} h` : '', rest > 0 ? `${rest} min` : ''].filter((part) => part !== '').join(' ');
};

/** Minutes after midnight of "3:05 pm", or undefined. */
export const readClock = (text: string): number | undefined => {
  const match = /^(\d{1,2}):(\d\d) ?([ap])\.?m\.?$/i.exec(text.trim());
  if (!match) return undefined;
  const [hour, minute] = [Number(match[1]), Number(match[2])];
  if (hour < 1 || hour > 12 || minute > 59) return undefined;
  return ((hour % 12) + (match[3]!.toLowerCase() === 'p' ? 12 : 0)) * 60 + minute;
};

/** Minutes of "2 h 50 min" and its longer forms, or undefined. */
export const readDuration = (text: string): number | undefined => {
  const match = /^(?:(\d{1,3}) ?h(?:ours?)?)?(?:,? (?:and )?|^)?(?:(\d{1,4}) ?min(?:utes?)?)?$/i.exec(text.trim());
  return match && (match[1] ?? match[2]) !== undefined ? 60 * Number(match[1] ?? 0) + Number(match[2] ?? 0) : undefined;
};

/** The date of "March 5", with the year's kind when it is told; undefined when it is none. */
const readDate = (text: string): { month: number; day: number; leap: boolean } | undefined => {
  const match = /^([a-z]+) (\d{1,2})( in a leap year| in a year with 366 days| in a year with 365 days)?$/i.exec(
    text.trim(),
  );
  const month = MONTHS.findIndex((name) => name.toLowerCase() === match?.[1]?.toLowerCase());
  if (!match || month < 0) return undefined;
  const [day, leap] = [Number(match[2]), /leap|366/.test(match[3] ?? '')];
  return day >= 1 && day <= monthLength(month, leap) ? { month, day, leap } : undefined;
};

const ordinal = (date: { month: number; day: number }, leap: boolean): number =>
  LENGTHS.slice(0, date.month).reduce((sum, _, month) => sum + monthLength(month, leap), date.day);

/** Equal times and durations are equal in any of their forms. */
export const grade = (gold: string, answer: string): Score => {
  const same =
    sameWritten(gold, answer) ||
    [readClock, readDuration].some((parse) => parse(gold) !== undefined && parse(gold) === parse(answer));
  return { correct: same, reason: same ? 'equals the gold answer' : `expected ${gold}` };
};

const verdict = (pass: boolean, reason: string): Verdict => ({ pass, reason });

/** Checks an answer by the inverse computation; undefined for other questions and for weekdays. */
export const verify = (question: string, answer: string): Verdict | undefined => {
  const text = answer.length > 60 ? '' : answer.trim().replace(/[.!]+$/, '');
  for (const { kind, slots } of readQuestionKinds(ASKS, question)) {
    switch (kind) {
      case 'dayAfter':
      case 'dayBefore':
        break;
      case 'dateAfter':
      case 'between': {
        const from = readDate(slots.from!);
        const to = readDate(kind === 'between' ? slots.to! : text);
        const by = kind === 'between' ? text : slots.by!;
        if (!from || (kind === 'between' ? !to : !/^\d{1,3}$/.test(by))) break;
        if (!to) return verdict(false, 'the answer is not a date');
        if (!/^\d{1,3}( days?)?$/.test(by)) return verdict(false, 'the answer is not a number of days');
        const leap = from.leap || to.leap;
        const days = ordinal(to, leap) - ordinal(from, leap);
        return verdict(
          days === Number.parseInt(by, 10),
          `from ${dateText([from.month, from.day])} to ${dateText([to.month, to.day])} are ${days} days`,
        );
      }
      case 'timeAfter':
      case 'timeBefore':
      case 'timeBetween': {
        const [from, by] = [readClock(slots.from!), readDuration(kind === 'timeBetween' ? text : slots.by!)];
        const to = readClock(kind === 'timeBetween' ? slots.to! : text);
        if (from === undefined || (kind === 'timeBetween' ? to : by) === undefined) break;
        if (to === undefined) return verdict(false, 'the answer is not a time such as 3:05 pm');
        if (by === undefined) return verdict(false, 'the answer is not a duration such as 2 h 50 min');
        const back = kind === 'timeBefore' ? to + by : to - by;
        return verdict(
          (back - from) % 1440 === 0 && by < 1440,
          `the way back leads to ${clock(((back % 1440) + 1440) % 1440)}`,
        );
      }
      default:
        kind satisfies never;
    }
  }
  return undefined;
};
