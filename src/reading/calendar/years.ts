/** Reads questions about the calendar itself: leap years, and how many days a month or a year has. */
import { alternatives } from '../../regex.ts';
import { MONTHS } from '../../problem/solve/calendar.ts';
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { numbersIn, valuesIn } from '../text/text.ts';
import { spokenYear } from './days.ts';

const MONTH = MONTHS.map((one) => one.toLowerCase())
  .flatMap((one) => [one, one.slice(0, 3)])
  .join('|');
const monthOf = (name: string): number => MONTHS.findIndex((one) => one.toLowerCase().startsWith(name.slice(0, 3))) + 1;
const two = (value: number): string => String(value).padStart(2, '0');

const readLeap = (low: string, years: readonly string[]): Outcome | undefined => {
  if (!/\bleap(?:[- ]?years?)?\b|\bfebruary\b.*\b29 days\b|\b29th of february\b/.test(low) || !/\bleap\b/.test(low))
    return undefined;
  if (years.length === 0)
    return /\bis (?:it|this|that|my)\b/.test(low) ? refusal('missing', 'the year is missing') : undefined;
  const [year, ...more] = years;
  if (more.length > 0 || /\bhow many\b|\bnot\b|\bsecond\b|\bthird\b/.test(low)) return undefined;
  const at = Number(year);
  const next =
    /\b(?:next|first|nearest|following)\b[^?.]*\bleap\b|\bleap years?\b[^?.]*\b(?:after|following|next)\b/.test(low);
  const last = /\b(?:last|previous|latest)\b[^?.]*\bleap\b|\bleap years?\b[^?.]*\bbefore\b/.test(low);
  if (next && last) return undefined;
  if (/\bleap[- ]year (?:baby|babies|child|kid|birthday)/.test(low)) return undefined;
  return reading({ type: 'leap', ask: next ? 'next' : last ? 'previous' : 'is', year: at }, years);
};

const DAYS_IN = new RegExp(
  alternatives(
    /\b(?:how many|number of|count of) days\b[^?]*\b(?:in|has|have|does|of|are)\b/,
    /\bhow long is (?:february|april)\b|\bdays (?:in|has)\b|\b(?:has|have) how many days\b/,
  ),
);

const readLength = (low: string, years: readonly string[]): Outcome | undefined => {
  if (
    !DAYS_IN.test(low) ||
    /\b\d{1,2}(?:st|nd|rd|th)\b|\b(?:between|until|till|from|after|before|left|since|weeks?)\b/.test(low)
  )
    return undefined;
  const months = [...low.matchAll(new RegExp(String.raw`\b(${MONTH})\b(?! \d{1,2}\b)`, 'g'))].map((one) => one[1]!);
  const [month] = months;
  const [year, ...more] = years;
  if (more.length > 0 || months.length > 1 || numbersIn(low).length > years.length) return undefined;
  if (month !== undefined) {
    const number = monthOf(month);
    if (number === 2 && year === undefined)
      return refusal('missing', 'the year is missing: February has 28 days, in a leap year 29');
    const from = Number(year ?? 2023);
    const [nextYear, nextMonth] = number === 12 ? [from + 1, 1] : [from, number + 1];
    return reading({ type: 'days', from: `${from}-${two(number)}-01`, to: `${nextYear}-${two(nextMonth)}-01` }, years);
  }
  if (year !== undefined && /\byear\b|\b(?:in|has|have|does|of) \d{4}\b/.test(low))
    return reading({ type: 'days', from: `${year}-01-01`, to: `${Number(year) + 1}-01-01` }, years);
  const plain = /\b(?:a|1|one) (normal |common |regular |leap )?year\b/.exec(low);
  if (!plain) return undefined;
  const at = plain[1] === 'leap ' ? 2024 : 2023;
  return reading({ type: 'days', from: `${at}-01-01`, to: `${at + 1}-01-01` }, ['1']);
};

export const readYears: Reader = ({ low: spoken }) => {
  if (spoken.length > 250 || /\bquarter\b/.test(spoken)) return undefined;
  const low = spokenYear(spoken);
  const years = numbersIn(low)
    .map((one) => one.value)
    .filter((one) => /^[1-9]\d{2,3}$/.test(one));
  const found = readLeap(low, years) ?? readLength(low, years);
  return found?.type === 'problem' ? { ...found, uses: [...found.uses, ...valuesIn(spoken)] } : found;
};
