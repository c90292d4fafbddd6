/**
 * Reads what the date of today is from what is told of it ("yesterday was 4/30/2021", "it is their 5-year anniversary
 * today"), and the date that is asked from there, in the American form. Month before day.
 */
import { MONTHS } from '../../problem/solve/calendar.ts';
import { datesIn } from './dates.ts';
import { reading, type Reader } from '../reading.ts';
import { ORDINALS, numbersIn } from '../text/text.ts';

const ORDINAL = ORDINALS.join('|');
const MONTH = MONTHS.flatMap((one) => [one.toLowerCase(), one.slice(0, 3).toLowerCase()]).join('|');
const monthOf = (name: string): number => MONTHS.findIndex((one) => one.toLowerCase().startsWith(name.slice(0, 3))) + 1;
const two = (value: number): string => String(value).padStart(2, '0');

/** "the last day of January 2012", "the second day of the third month of 1966", "the first day of 2007". */
const named = (low: string): string | undefined => {
  const dayOf = new RegExp(
    String.raw`\b(${ORDINAL}|last) day of (?:(${MONTH})\b\.?,?(?: of)?|the (${ORDINAL}) month of|the year)? ?(\d{4})\b`,
  ).exec(low);
  if (!dayOf) return undefined;
  const year = Number(dayOf[4]);
  const last = dayOf[1] === 'last';
  let month = last ? 12 : 1;
  if (dayOf[2] !== undefined) month = monthOf(dayOf[2]);
  if (dayOf[3] !== undefined) month = ORDINALS.indexOf(dayOf[3]) + 1;
  const day = last ? new Date(Date.UTC(year, month, 0)).getUTCDate() : ORDINALS.indexOf(dayOf[1]!) + 1;
  return `${year}-${two(month)}-${two(day)}`;
};

/** The one date that is told, year and all. */
const toldDate = (told: string): string | undefined => {
  const special = named(told);
  if (special !== undefined) return special;
  const dates = [...new Set(datesIn(told).map((one) => one.date.replace(/^us:/, '')))];
  return dates.length === 1 && !dates[0]!.startsWith('--') ? dates[0] : undefined;
};

type Shift = { days: number; years: number };

/** From the told date to today; undefined when it is not said how they stand to each other. */
const toToday = (told: string): Shift | undefined => {
  const days = (count: number): Shift => ({ days: count, years: 0 });
  const anniversary = /\b(\d+)(?:-year|th|st|nd|rd|-th)? (?:year )?anniversary (?:is )?(?:today)?/.exec(told);
  if (anniversary && /\btoday\b/.test(told)) return { days: 0, years: Number(anniversary[1]) };
  if (/\bday before yesterday (?:is|was)\b/.test(told)) return days(2);
  if (/\bday after tomorrow (?:is|will be)\b/.test(told)) return days(-2);
  const away = /\b(\d+) days? (?:away )?from (?:now|today)\b|\bin (\d+) days?\b/.exec(told);
  if (away) return days(-Number(away[1] ?? away[2]));
  const ago = /\b(\d+) days? ago\b/.exec(told);
  if (ago) return days(Number(ago[1]));
  if (/\b(?:yesterday|was yesterday)\b/.test(told) && !/\btoday\b|\btomorrow\b/.test(told)) return days(1);
  if (/\btomorrow\b/.test(told) && !/\byesterday\b/.test(told)) return days(-1);
  if (
    /\btoday\b|\bnow\b|\bcurrent\b|\bis celebrating\b|\bit is\b/.test(told) &&
    !/\byesterday\b|\bthinks\b|\bbut\b/.test(told)
  )
    return days(0);
  return undefined;
};

/** What is asked, from today. */
const asked = (ask: string): { count: number; unit: 'days' | 'months' | 'years' } | undefined => {
  const fixed: readonly (readonly [RegExp, number])[] = [
    [/\bday before yesterday\b/, -2],
    [/\bday after tomorrow\b/, 2],
    [/\byesterday\b/, -1],
    [/\btomorrow\b/, 1],
    [/\b24 hours later\b/, 1],
  ];
  for (const [pattern, count] of fixed) if (pattern.test(ask)) return { count, unit: 'days' };
  const span = /\b(\d+|an?|one) (day|week|month|year)s? (ago|from (?:today|now)|later|before|after|earlier)\b/.exec(
    ask,
  );
  if (span) {
    const count = (Number(span[1]) || 1) * (/ago|before|earlier/.test(span[3]!) ? -1 : 1);
    if (span[2] === 'month' || span[2] === 'year') return { count, unit: `${span[2]}s` };
    return { count: span[2] === 'week' ? 7 * count : count, unit: 'days' };
  }
  return /\btoday\b/.test(ask) ? { count: 0, unit: 'days' } : undefined;
};

export const readToday: Reader = ({ low }) => {
  const at = low.search(/\bwhat is the date\b/);
  if (at < 0 || !/\bmm\/dd\/yyyy\b/.test(low)) return undefined;
  const told = low.slice(0, at);
  const date = toldDate(told);
  const today = toToday(told);
  const ask = asked(low.slice(at));
  if (date === undefined || !today || !ask) return undefined;
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const base = new Date(Date.UTC(year + today.years, month - 1, day));
  if (base.getUTCMonth() !== month - 1) return undefined;
  const from = new Date(base.getTime() + today.days * 86_400_000).toISOString().slice(0, 10);
  return reading(
    { type: 'date', from, plus: ask.count, unit: ask.unit, form: 'us' },
    numbersIn(low).map((one) => one.value),
  );
};
