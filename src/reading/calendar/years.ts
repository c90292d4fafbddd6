/** Reads questions about the calendar itself: leap years, and how many days a month or a year has, and months by their number. */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { MONTHS } from '../../problem/solve/calendar.ts';
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { ORDINAL_TEXT, ordinalOf } from '../text/scan.ts';
import { numbersIn, valuesIn } from '../text/text.ts';
import { spokenYear } from './days.ts';

const MONTH = MONTHS.map((one) => one.toLowerCase())
  .flatMap((one) => [one, one.slice(0, 3)])
  .join('|');
const monthOf = (name: string): number => MONTHS.findIndex((one) => one.toLowerCase().startsWith(name.slice(0, 3))) + 1;
const two = (value: number): string => String(value).padStart(2, '0');

/** "How many leap years from 2001 to 2020", "how often was there a 29 February in those years": both ends count. */
const leapsBetween = (low: string, years: readonly string[]): Outcome | undefined => {
  const [from, to] = years.map(Number);
  if (years.length !== 2 || from! >= to! || !/\bhow (?:many|often)\b|\bnumber of\b|\bcount\b/.test(low))
    return undefined;
  if (/\b(?:exclu\w*|not|strictly|without|after|before|old|birthdays?|weeks?|months?)\b/.test(low)) return undefined;
  // Where one of the ends is a leap year, "between" does not say whether it counts.
  const told = /\binclu\w*\b|\bfrom\b|\bto\b|\bboth\b/.test(low) || [from!, to!].every((one) => one % 4 !== 0);
  return told ? reading({ type: 'leap', ask: 'count', year: from!, to: to! }, [...valuesIn(low)]) : undefined;
};

const readLeap = (low: string, years: readonly string[]): Outcome | undefined => {
  if (!/\b(?:is[ _]?)?leap(?:[- ]?years?)?\b|\bis_?leap/.test(low)) return undefined;
  if (years.length === 0)
    return /\bis (?:it|this|that|my)\b/.test(low) ? refusal('missing', 'the year is missing') : undefined;
  const between = leapsBetween(low, years);
  if (between) return between;
  const [year, ...more] = years;
  if (more.length > 0 || /\bhow many\b|(?<!or )\bnot\b|\bsecond\b|\bthird\b/.test(low)) return undefined;
  const at = Number(year);
  const next =
    /\b(?:next|first|nearest|following)\b[^?.]*\bleap\b|\bleap years?\b[^?.]*\b(?:after|following|next)\b/.test(low);
  const last = /\b(?:last|previous|latest)\b[^?.]*\bleap\b|\bleap years?\b[^?.]*\bbefore\b/.test(low);
  if (next && last) return undefined;
  if (/\bleap[- ]year (?:baby|babies|child|kid|birthday)/.test(low)) return undefined;
  return reading({ type: 'leap', ask: next ? 'next' : last ? 'previous' : 'is', year: at }, years);
};

/** The words with which people ask how long a month or a year is, and which kind of year they mean. */
const LENGTH_WORDS = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /how|many|long|days?|number|count|total|are|is|was|were|there|in|has|have|had|does|do|did|will|of|got|get|gets|the/,
      /months?|calendar|years?|for|it(?:'s)?|a|an|and|when|if|during|i|we|you|need|want|to|know|can|whole|all|exactly|tell|me/,
      /what|whats|what's|give|so|please|go|into|contain|contains|that|this|on|again|confirm|state|find|calculate/,
    ),
    /\b/,
  ),
  'g',
);
const COMMON =
  /\b(?:(?:not|isn't|no) (?:a |in a )?leap(?: ?years?)?|(?:normal|common|regular|ordinary|non-?[ ]?leap|standard)(?: years?)?)\b/;
const LEAP = /\bleap(?:[- ]?years?)?\b/;

const CHANGES_LENGTH = new RegExp(
  String.raw`\d|\b(?:${MONTH}|leap|years?|months?|weeks?|until|till|since|left|not|only|after|before)\b`,
);

/** "Feb 2023 how many days", "March has ___ days", "days in February in a leap year". */
const readLength = (low: string, years: readonly string[]): Outcome | undefined => {
  const either = /\b(?:\d\d) (?:days )?or \d\d days?\b/.exec(low)?.[0];
  // Clauses without a number and without a telling word say nothing of it.
  const plain = (either === undefined ? low : low.replace(either, 'how many days'))
    .split(/[.?!;,:]+(?=\s|$)/)
    .filter((one) => /\bdays?\b|\bhow (?:many|long)\b/.test(one) || CHANGES_LENGTH.test(one))
    .join(' ');
  if (!/\bdays?\b|\bhow long\b/.test(plain) || !/\bdays\b|\bnumber of day\b|\bhow (?:many|long)\b/.test(plain))
    return undefined;
  const common = COMMON.test(plain);
  const leap = !common && LEAP.test(plain);
  const months = [...plain.matchAll(new RegExp(String.raw`\b(${MONTH})\b`, 'g'))].map((one) => one[1]!);
  const [month] = months;
  const [year, ...more] = years;
  const rest = plain
    .replace(COMMON, ' ')
    .replace(LEAP, ' ')
    .replace(new RegExp(String.raw`\b(?:${MONTH})\b`, 'g'), ' ')
    .replace(/\b(?:a|1|one) (?=(?:whole )?year|month)/g, ' ')
    .replace(year ?? /$^/, ' ')
    .replace(LENGTH_WORDS, ' ');
  if (/[\p{L}\p{N}]/u.test(rest) || months.length > 1 || more.length > 0) return undefined;
  if (year !== undefined && (common || leap)) return undefined;
  const uses = [...valuesIn(low)];
  const from = year === undefined ? (leap ? 2024 : 2023) : Number(year);
  if (month !== undefined) {
    const number = monthOf(month);
    if (number === 2 && year === undefined && !common && !leap)
      return refusal('missing', 'the year is missing: February has 28 days, in a leap year 29');
    const [nextYear, nextMonth] = number === 12 ? [from + 1, 1] : [from, number + 1];
    return reading({ type: 'days', from: `${from}-${two(number)}-01`, to: `${nextYear}-${two(nextMonth)}-01` }, uses);
  }
  return year !== undefined || common || leap || /\byear\b/.test(plain)
    ? reading({ type: 'days', from: `${from}-01-01`, to: `${from + 1}-01-01` }, uses)
    : undefined;
};

const POSITION = new RegExp(
  alternatives(
    String.raw`^(?:(?:what|which|whats)(?: is| month is)? )?(?:the )?${ORDINAL_TEXT} (?:calendar )?month(?: (?:of|in) (?:the|a) year)?(?: is| called)?$`,
    String.raw`^(?:what|which) month is (?:the )?${ORDINAL_TEXT}(?: (?:1 )?(?:of|in) (?:the|a) year)?$`,
    String.raw`^(?:what|which)(?: month)? is (?:month )?(?:number |no |nr |# ?)?(\d{1,2})(?: (?:of|in) (?:the|a) year)?$`,
    String.raw`^(?:what|which)(?: is)? month (?:is )?(?:number |no |nr |# ?)?(\d{1,2})$`,
  ),
);
const LAST =
  /^(?:(?:what|which|whats)(?: is| month is)? )?(?:the )?last (?:calendar )?month(?: (?:of|in) (?:the|a) year)?(?: is| called)?$/;
const NUMBER_OF = new RegExp(
  alternatives(
    String.raw`^(${MONTH}) is (?:the )?(?:which|what) (?:month(?: number)?|number(?: month)?)(?: (?:of|in) (?:the|a) year)?$`,
    String.raw`^(?:what|which) (?:number )?(?:month(?: number)?|number) (?:of (?:the )?year )?is (${MONTH})(?: (?:of|in) (?:the|a) year)?$`,
    String.raw`^(?:the )?(?:month )?number of (${MONTH})$`,
    String.raw`^(${MONTH}) is month (?:number )?$`,
  ),
);

/** Which month a number is, and which number a month: "the third month of the year", "what number month is May". */
const readPosition = (low: string): Outcome | undefined => {
  const plain = low
    .replace(/[_.?!,:;"]+|\b(?:tell me|name|say)\b/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const all = { type: 'sort' as const, by: 'calendar' as const, order: 'ascending' as const, items: [...MONTHS] };
  if (LAST.test(plain)) return reading({ ...all, at: -1 }, []);
  const place = POSITION.exec(plain)
    ?.slice(1)
    .find((one) => one !== undefined);
  if (place !== undefined) {
    const at = /^\d+$/.test(place) ? Number(place) : ordinalOf(place);
    return at >= 1 && at <= 12 ? reading({ ...all, at }, valuesIn(low)) : undefined;
  }
  const month = NUMBER_OF.exec(plain)
    ?.slice(1)
    .find((one) => one !== undefined);
  return month === undefined ? undefined : reading({ ...all, where: MONTHS[monthOf(month) - 1]! }, valuesIn(low));
};

export const readYears: Reader = ({ low: spoken }) => {
  if (spoken.length > 250 || /\bquarter\b/.test(spoken)) return undefined;
  const low = spokenYear(spoken);
  // "In 100 days" names no year.
  const years = numbersIn(low)
    .filter((one) => !/^ ?(?:days?|weeks?|months?|nights?|hours?|minutes?)\b/.test(low.slice(one.end)))
    .map((one) => one.value)
    .filter((one) => /^[1-9]\d{2,3}$/.test(one));
  const found = readLength(low, years) ?? readPosition(low) ?? readLeap(low, years);
  return found?.type === 'problem' ? { ...found, uses: [...found.uses, ...valuesIn(spoken)] } : found;
};
