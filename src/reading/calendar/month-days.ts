/**
 * Reads what follows from the length of a month, a week or a year: its last day as a date ("when does April end"), and
 * things of which there are so many on each of its days ("one candle for every day of June, how many candles?"). No
 * number and no telling word may be left.
 */
import { MONTHS } from '../../problem/solve/calendar.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { scanOf } from '../text/scan.ts';
import { valuesIn } from '../text/text.ts';

const NAMES = MONTHS.map((one) => one.toLowerCase());
const shortened = (one: string): string => (one.length > 4 ? `${one.slice(0, 3)}(?:${one.slice(3)})?` : one);
const MONTH = `(${NAMES.map(shortened).join('|')}|sept)`;
const YEAR = String.raw`(?:,? (?:of |in )?(?:the year )?([12]\d{3}))?\b`;
const monthOf = (name: string): number => NAMES.findIndex((one) => one.startsWith(name.slice(0, 3))) + 1;
const two = (value: number): string => String(value).padStart(2, '0');
const lengthOf = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** How many days a month has; undefined for a February of an unknown year. */
const daysIn = (month: number, year: string | undefined): number | undefined =>
  month === 2 && year === undefined ? undefined : lengthOf(Number(year ?? 2023), month);
const NO_YEAR = refusal('missing', 'the year is missing: February has 28 days, in a leap year 29');

const LAST_DAY = new RegExp(
  alternatives(
    sequence(/\b(?:last|final) (?:day|date)(?: (?:of|in|for))?(?: the month(?: of)?)? /, MONTH, YEAR),
    sequence(/\b(?:the )?end of (?:the month of )?/, MONTH, YEAR),
    sequence(/\b(?:does|do|will|did) (?:the month of )?/, MONTH, YEAR, / (?:end|finish|stop|close|run out)(?: on)?\b/),
    sequence(/\b(?:day|date|when) (?:the month of )?/, MONTH, YEAR, / (?:ends|finishes|stops|is over)(?: on)?\b/),
  ),
);
/** A date is asked for, and not the day of the week. */
const ASKS_DATE = /\b(?:date|when|what(?: is)?|tell me)\b|^\W*(?:the )?(?:last|final) (?:day|date)\b/;
const OTHER_DAY =
  /\b(?:weekday|what day|which day|day of (?:the )?week|working|business|school|how (?:many|long|much)|which week)\b/;

/** "What date is the last day of April?" */
const lastDay = (low: string): Outcome | undefined => {
  const scan = scanOf(low);
  const found = scan.take(LAST_DAY);
  if (!found || OTHER_DAY.test(scan.rest()) || !ASKS_DATE.test(low)) return undefined;
  const [month, told] = found.slice(1).filter((one) => one !== undefined);
  const year = told ?? scan.take(/\b(?:in|of) (?:the year )?([12]\d{3})\b/)?.[1];
  const end = /\bend of\b/.test(found[0]);
  if (!scan.explained(/\b(?:last|day|date|month|year)\b/g) || (end && !/\bdate\b/.test(low))) return undefined;
  const at = monthOf(month!);
  const length = daysIn(at, year);
  if (length === undefined) return NO_YEAR;
  const from = `${year === undefined ? '--' : `${year}-`}${two(at)}-${two(length)}`;
  return reading({ type: 'date', from, plus: 0, unit: 'days' }, valuesIn(low), false);
};

const EACH = sequence(
  /(?:\b(?:for |on )?(?:each|every)(?: single)?|\bper|\ba) /,
  /(day|night|morning|evening|afternoon|month|hour)s?/,
);
const THROUGH = /,? (?:(?:of|in|during|throughout|through|for)(?: all(?: of)?)?|all (?:through|of)) (?:the )?/.source;
/** So many of something on each part of a longer time. */
const ON_EACH = new RegExp(
  sequence(
    /\b(\d{1,4}|an?) ((?:(?!of\b)[a-z]+ ){1,4}?)/,
    '(?:(?:[a-z]+ )?)',
    EACH,
    THROUGH,
    `(?:(?:whole |entire )?(?:month of )?(?:${MONTH}${YEAR}|(week|year|day))\\b)`,
  ),
);
const ASKED = /\bhow many ([a-z]+)\b/;
const singular = (word: string): string => word.replace(/ies$/, 'y').replace(/(?<=s|x|ch|sh)es$|(?<=[^s])s$/, '');
/** How often the shorter time comes in the longer one. */
const TIMES: Readonly<Record<string, number>> = { 'month year': 12, 'hour day': 24, 'day week': 7 };

/** "One candle for every day of June. How many candles?" */
const onEachDay = (low: string): Outcome | undefined => {
  const scan = scanOf(low);
  const found = scan.take(ON_EACH);
  const asked = scan.take(ASKED);
  if (!found || !asked) return undefined;
  const [, count, thing, part, month, year, whole] = found;
  const told = found[0].slice(0, found[0].indexOf(part!)).match(/[a-z]+/g) ?? [];
  if (!told.some((one) => singular(one) === singular(asked[1]!))) return undefined;
  if (!scan.explained(/\b(?:total|altogether|together|all|month|year|week|whole|day|days)\b/g)) return undefined;
  const by = /^\d/.test(count!) ? count! : '1';
  if (thing === undefined) return undefined;
  const daily = /^(?:day|night|morning|evening|afternoon)$/.test(part!) ? 'day' : part!;
  if (month !== undefined) {
    const length = daily === 'day' ? daysIn(monthOf(month), year) : undefined;
    if (daily === 'day' && length === undefined) return NO_YEAR;
    return length === undefined
      ? undefined
      : reading({ type: 'value', expression: `${by}*${length}` }, [...valuesIn(low), `${length}`], false);
  }
  const times = TIMES[`${daily} ${whole}`];
  return times === undefined
    ? undefined
    : reading({ type: 'value', expression: `${by}*${times}` }, [...valuesIn(low), `${times}`], false);
};

export const readMonthDays: Reader = ({ low }) =>
  low.length > 240 || !anyMonth.test(low) ? undefined : (lastDay(low) ?? onEachDay(low));

const anyMonth = new RegExp(anyOf(`\\b${MONTH}\\b`, /\bof the (?:week|year|day)\b/));
