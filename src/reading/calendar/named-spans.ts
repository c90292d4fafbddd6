/**
 * Reads spans that are told by months and years alone: "how many months between Jan 2020 and May 2021", "how many
 * weekdays in March 2025", "days left in 2024 after 15 October". Every word of the question has its place.
 */
import { MONTHS } from '../../problem/solve/calendar.ts';
import { anyOf, sequence } from '../../regex.ts';
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { valuesIn } from '../text/text.ts';
import { MONTH } from './date-patterns.ts';

const monthOf = (name: string): number => MONTHS.findIndex((one) => one.toLowerCase().startsWith(name.slice(0, 3))) + 1;
const two = (value: number): string => String(value).padStart(2, '0');
const lengthOf = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

const HOW_MANY = anyOf(/how many|(?:what is )?the number of|number of|count(?: the)?/);
const OF_YEAR = String.raw`(${MONTH})\.?,? (?:of )?(?:the year )?([12]\d{3})`;

const MONTHS_BETWEEN = new RegExp(
  sequence(
    `^\\W*(?:${HOW_MANY} )?(?:full |whole )?months (?:are there |there are |are |is it |is |lie |passed? |pass )?`,
    `(?:between|from) ${OF_YEAR} (?:and|to|till|until|up to) ${OF_YEAR}\\W*$`,
  ),
);
const WORKDAYS_IN = new RegExp(
  sequence(
    `^\\W*${HOW_MANY} (?:weekdays|work(?:ing)?[- ]?days|business days|week days)`,
    `(?: (?:are there|are|there are|is|were there|will there be))?(?: (?:in|of|does|has|during))(?: the month(?: of)?)?`,
    ` (${MONTH})\\.?(?:,? (?:of |in )?(?:the year )?([12]\\d{3}))?(?: (?:has|have))?\\W*$`,
  ),
);
const DAY_OF_MONTH = String.raw`(?:(?:the )?(\d{1,2})(?:st|nd|rd|th)?(?: of)? (${MONTH})|(${MONTH})\.? (?:the )?(\d{1,2})(?:st|nd|rd|th)?)`;
const LEFT_IN = new RegExp(
  sequence(
    `^\\W*(?:${HOW_MANY} )?days (?:are |is |were )?(?:there )?(?:left|remaining|remain|to go|still to come|are left)?`,
    ` ?(?:in|of) (?:the year )?([12]\\d{3}),? (?:are |do )?(?:left |remain |there )*(?:after|from|counting from|following) `,
    DAY_OF_MONTH,
    String.raw`\W*$`,
  ),
);

/** Whole months from one month to another. */
const monthsBetween = (low: string): Outcome | undefined => {
  const found = MONTHS_BETWEEN.exec(low);
  if (!found) return undefined;
  const [, a, from, b, to] = found;
  const expression = `12*(${to}-${from})+${monthOf(b!)}-${monthOf(a!)}`;
  if (12 * (Number(to) - Number(from)) + monthOf(b!) - monthOf(a!) < 0) return undefined;
  return reading({ type: 'value', expression }, valuesIn(low), false);
};

const workdaysIn = (low: string): Outcome | undefined => {
  const found = WORKDAYS_IN.exec(low);
  if (!found) return undefined;
  const [, name, year] = found;
  if (year === undefined) return refusal('missing', 'the year is missing');
  const month = monthOf(name!);
  const like = `${year}-${two(month)}`;
  const to = `${like}-${two(lengthOf(Number(year), month))}`;
  return reading({ type: 'days', from: `${like}-01`, to, only: 'workdays', both: true }, valuesIn(low), false);
};

const leftIn = (low: string): Outcome | undefined => {
  const found = LEFT_IN.exec(low);
  if (!found || !/\bleft\b|\bremain|\bto go\b|\bafter\b|\bto come\b/.test(low)) return undefined;
  const [, year, dayBefore, monthBehind, monthBefore, dayBehind] = found;
  const from = `${year}-${two(monthOf((monthBehind ?? monthBefore)!))}-${(dayBefore ?? dayBehind)!.padStart(2, '0')}`;
  return reading({ type: 'days', from, to: `${year}-12-31` }, valuesIn(low), false);
};

export const readNamedSpans: Reader = ({ low }) =>
  low.length > 160 ? undefined : (monthsBetween(low) ?? workdaysIn(low) ?? leftIn(low));
