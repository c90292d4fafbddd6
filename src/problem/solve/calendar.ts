/**
 * Dates of the Gregorian calendar and clock times: weekdays, days added, days between, minutes between. Days are
 * counted by the day number of the proleptic calendar (H. Hinnant, "chrono-compatible low-level date algorithms").
 */
import type { ProblemOf } from '../formal/problem.ts';
import { answered, declined, type Declined, type Solution } from './solution.ts';

export const WEEKDAYS: readonly string[] = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
];
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
const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const monthLength = (year: number, month: number): number =>
  LENGTHS[month - 1]! + (month === 2 && isLeap(year) ? 1 : 0);

/** Days since 1970-01-01. */
const dayNumber = (year: number, month: number, day: number): number => {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const inEra = y - era * 400;
  const inYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + inEra * 365 + Math.floor(inEra / 4) - Math.floor(inEra / 100) + inYear - 719_468;
};

type Day = { year: number; month: number; day: number };

/** The date of a day number. */
const dateOfNumber = (number: number): Day => {
  const shifted = number + 719_468;
  const era = Math.floor(shifted / 146_097);
  const inEra = shifted - era * 146_097;
  const y = Math.floor(
    (inEra - Math.floor(inEra / 1460) + Math.floor(inEra / 36_524) - Math.floor(inEra / 146_096)) / 365,
  );
  const inYear = inEra - (365 * y + Math.floor(y / 4) - Math.floor(y / 100));
  const m = Math.floor((5 * inYear + 2) / 153);
  const day = inYear - Math.floor((153 * m + 2) / 5) + 1;
  const month = m < 10 ? m + 3 : m - 9;
  return { year: y + era * 400 + (month <= 2 ? 1 : 0), month, day };
};

/** The year of dates without one: no leap year, so that the 29th of February is asked about. */
const COMMON_YEAR = 2023;

type Parsed = Day & { hasYear: boolean };

/** A date of the calendar, or why it is none. */
const readDay = (text: string): Parsed | Declined => {
  const [, y, m = '', d = ''] = /^(?:(\d+)-|--)(\d\d)-(\d\d)$/.exec(text) ?? [];
  const hasYear = y !== undefined;
  const [year, month, day] = [hasYear ? Number(y) : COMMON_YEAR, Number(m), Number(d)];
  if (month < 1 || month > 12) return declined('invalid-input', `there is no month ${month}`);
  const most = hasYear || month !== 2 ? monthLength(year, month) : 29;
  if (day < 1 || day > most)
    return declined(
      'invalid-input',
      `that date does not exist: ${MONTHS[month - 1]}${hasYear && month === 2 ? ` ${year}` : ''} has ${most} days`,
    );
  return { year, month, day, hasYear };
};

const numberOf = ({ year, month, day }: Day): number => dayNumber(year, month, day);
const two = (n: number): string => String(n).padStart(2, '0');

const dayText = (date: Day, hasYear: boolean, form?: 'iso' | 'us'): string => {
  if (form === 'us') return `${two(date.month)}/${two(date.day)}/${String(date.year).padStart(4, '0')}`;
  return hasYear
    ? `${String(date.year).padStart(4, '0')}-${two(date.month)}-${two(date.day)}`
    : `${date.day} ${MONTHS[date.month - 1]}`;
};

const modulo = (n: number, by: number): number => ((n % by) + by) % by;

export const solveWeekday = ({ of, plus }: ProblemOf<'weekday'>): Solution => {
  if (Math.abs(plus) > 10_000_000) return declined('too-large', 'that is too many days');
  const named = WEEKDAYS.findIndex((one) => one.toLowerCase() === of.toLowerCase());
  if (named >= 0)
    return answered(WEEKDAYS[modulo(named + plus, 7)]!, 'weekday', `${plus} days counted in weeks from ${of}`);
  const month = MONTHS.findIndex((one) => one.toLowerCase() === of.toLowerCase());
  if (month >= 0) return answered(MONTHS[modulo(month + plus, 12)]!, 'name', `${plus} months counted from ${of}`);
  const day = readDay(of);
  if ('why' in day) return day;
  if (!day.hasYear) return declined('missing', 'the year is missing');
  return answered(WEEKDAYS[modulo(numberOf(day) + 3 + plus, 7)]!, 'weekday', `day number of ${of}, modulo 7`);
};

/** 0 is Monday. */
const weekdayOf = (number: number): number => modulo(number + 3, 7);
const isWorkday = (number: number): boolean => weekdayOf(number) < 5;

/** The day so many workdays on; the day itself is not counted. */
const afterWorkdays = (from: number, plus: number): number => {
  const step = plus < 0 ? -1 : 1;
  let [day, left] = [from, Math.abs(plus)];
  while (left > 0) {
    day += step;
    if (isWorkday(day)) left--;
  }
  return day;
};

export const solveDate = ({ from, plus, unit, form }: ProblemOf<'date'>): Solution => {
  const day = readDay(from);
  if ('why' in day) return day;
  if (unit === 'workdays') {
    if (!day.hasYear) return declined('missing', 'the year is missing');
    if (Math.abs(plus) > 10_000) return declined('too-large', 'that is too long a time');
    const date = dateOfNumber(afterWorkdays(numberOf(day), plus));
    return answered(dayText(date, true, form), 'date', `${plus} days from Monday to Friday counted one by one`);
  }
  if (Math.abs(plus) > 1_000_000) return declined('too-large', 'that is too long a time');
  const to = unit === 'days' ? dateOfNumber(numberOf(day) + plus) : addMonths(day, unit === 'years' ? 12 * plus : plus);
  if (to.year < 1 || to.year > 9999) return declined('too-large', 'that year is too far away');
  if (!day.hasYear && unit === 'days') {
    const leap = dateOfNumber(dayNumber(2024, day.month, day.day) + plus);
    if (leap.day !== to.day) return declined('missing', 'the year is missing: it matters whether it is a leap year');
  }
  return answered(dayText(to, day.hasYear, form), 'date', `${plus} ${unit} counted on the calendar`);
};

const addMonths = ({ year, month, day }: Day, months: number): Day => {
  const index = year * 12 + month - 1 + months;
  const [y, m] = [Math.floor(index / 12), modulo(index, 12) + 1];
  return { year: y, month: m, day: Math.min(day, monthLength(y, m)) };
};

/** The days of one sort from one date to another: one weekday, or the workdays. */
const countDays = (a: number, b: number, only: string | undefined): number => {
  let count = 0;
  for (let day = a; day <= b; day++)
    if (only === undefined || (only === 'workdays' ? isWorkday(day) : WEEKDAYS[weekdayOf(day)] === only)) count++;
  return count;
};

export const solveDays = ({ from, to, only, both }: ProblemOf<'days'>): Solution => {
  const [a, b] = [readDay(from), readDay(to)];
  if ('why' in a) return a;
  if ('why' in b) return b;
  if (only !== undefined || both) {
    if (!a.hasYear || !b.hasYear) return declined('missing', 'the year is missing');
    const [first, last] = [numberOf(a), numberOf(b)];
    if (last < first) return declined('contradiction', 'the last day lies before the first');
    if (last - first > 400_000) return declined('too-large', 'that is too long a time');
    return answered(`${countDays(both ? first : first + 1, last, only)}`, 'number', 'days counted one by one');
  }
  if (a.hasYear !== b.hasYear) {
    const year = a.hasYear ? a.year : b.year;
    return answered(`${numberOf({ ...b, year }) - numberOf({ ...a, year })}`, 'number', 'day numbers subtracted');
  }
  const days = numberOf(b) - numberOf(a);
  if (a.hasYear) return answered(`${Math.abs(days)}`, 'number', 'day numbers subtracted');
  const leap = dayNumber(2024, b.month, b.day) - dayNumber(2024, a.month, a.day);
  if (leap !== days) return declined('missing', 'the year is missing: it matters whether it is a leap year');
  return answered(`${days < 0 ? days + 365 : days}`, 'number', 'day numbers subtracted');
};

export const solveNthWeekday = ({ weekday, place, year, month }: ProblemOf<'nth-weekday'>): Solution => {
  const at = WEEKDAYS.indexOf(weekday);
  if (at < 0 || place === 0) return declined('invalid-input', `${weekday} is no weekday`);
  const [first, most] = [dayNumber(year, month, 1), monthLength(year, month)];
  const days = Array.from({ length: most }, (_, i) => first + i).filter((day) => weekdayOf(day) === at);
  const found = days.at(place > 0 ? place - 1 : place);
  if (found === undefined)
    return declined('no-solution', `${MONTHS[month - 1]} ${year} has ${days.length} days of that name`);
  return answered(dayText(dateOfNumber(found), true), 'date', `day ${days.indexOf(found) + 1} of ${days.length}`);
};

/** Minutes after midnight, or why there is no such time. */
const readClockTime = (text: string): number | Declined => {
  const [hour, minute] = text.split(':').map(Number) as [number, number];
  if (hour > 24 || minute > 59 || (hour === 24 && minute > 0))
    return declined('invalid-input', `there is no time ${text} on a clock`);
  return hour * 60 + minute;
};

const DAY = 24 * 60;

/** The minutes from a time to the next time that the clock shows the other. */
export const solveMinutes = ({ from, to, form }: ProblemOf<'minutes'>): Solution => {
  const [a, b] = [readClockTime(from), readClockTime(to)];
  if (typeof a !== 'number') return a;
  if (typeof b !== 'number') return b;
  const minutes = modulo(b - a, DAY) || (b === a ? 0 : DAY);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  const spoken = [...(hours > 0 ? [`${hours} h`] : []), ...(rest > 0 || hours === 0 ? [`${rest} min`] : [])].join(' ');
  return answered(form === 'hours' ? spoken : `${minutes}`, 'number', `${from} and the answer give ${to}`);
};

const withHalf = (minutes: number): string => {
  const hour = Math.floor(minutes / 60);
  return `${hour % 12 === 0 ? 12 : hour % 12}:${two(minutes % 60)} ${hour < 12 ? 'am' : 'pm'}`;
};

export const solveClock = ({ at, plus, form }: ProblemOf<'clock'>): Solution => {
  const start = readClockTime(at);
  if (typeof start !== 'number') return start;
  if (Math.abs(plus) > 1_000_000) return declined('too-large', 'that is too long a time');
  const end = modulo(start + plus, DAY);
  if (form === '12') return answered(withHalf(end), 'time', `${plus} minutes counted from ${at}`);
  return answered(`${two(Math.floor(end / 60))}:${two(end % 60)}`, 'time', `${plus} minutes counted from ${at}`);
};

/** Leap years: every fourth year, but of the full centuries only every fourth. */
export const solveLeap = ({ ask, year, to }: ProblemOf<'leap'>): Solution => {
  if (ask === 'count') {
    if (to === undefined) return declined('missing', 'the last year is missing');
    const [a, b] = [Math.min(year, to), Math.max(year, to)];
    const count = Array.from({ length: b - a + 1 }, (_, i) => a + i).filter(isLeap).length;
    return answered(`${count}`, 'number', `years from ${a} to ${b} counted by the rule of 4, 100 and 400`);
  }
  if (ask === 'is') return answered(isLeap(year) ? 'Yes' : 'No', 'yes-no', `by the rule of 4, 100 and 400`);
  const step = ask === 'next' ? 1 : -1;
  let found = year + step;
  while (!isLeap(found)) found += step;
  return answered(`${found}`, 'number', `no year between ${year} and ${found} is one`);
};
