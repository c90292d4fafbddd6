/** Reads questions about dates and weekdays: which weekday, days added, days between, today and tomorrow. */
import { MONTHS, WEEKDAYS } from '../../problem/solve/calendar.ts';
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { numbersIn, type Text } from '../text/text.ts';
import { alternatives } from '../../regex.ts';
import {
  COUNTS_BACK,
  DAY_NAMES,
  GIVEN_DAY,
  IS_DATE,
  MONTH,
  OFFSET,
  OFFSETS,
  OTHER_AMOUNT,
  SPAN,
  YEAR_IN_TWO,
} from './date-patterns.ts';
import { BOTH_ENDS, SOME_LEFT_OUT, WHICH_BETWEEN } from './date-words.ts';

const weekdayNamed = (text: string): string | undefined =>
  WEEKDAYS.find((one) => one.toLowerCase().startsWith(text.slice(0, 3)));
const monthNumber = (text: string): number =>
  MONTHS.findIndex((one) => one.toLowerCase().startsWith(text.slice(0, 3))) + 1;

/** A date as it stands: yyyy-mm-dd or --mm-dd, which may be no date. */
type Dated = { date: string; start: number; end: number };

const iso = (year: string | undefined, month: number, day: string): string =>
  `${year === undefined ? '--' : `${year}-`}${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`;

const fullYear = (year: string | undefined): string | undefined => (year?.length === 2 ? `20${year}` : year);

/** "3/1/2024 to 3/20/2024": where one date can only be read in one order, the others are in it too. */
const inOneOrder = (low: string, dates: readonly Dated[]): Dated[] => {
  const [days, months] = [
    /\b(?:1[3-9]|2\d|3[01])[/.]\d{1,2}[/.]\d{4}\b/,
    /\b\d{1,2}[/.](?:1[3-9]|2\d|3[01])[/.]\d{4}\b/,
  ].map((one) => one.test(low));
  if (days === months) return [...dates];
  return dates.map((one) => {
    const [, year, a, b] = /^us:(\d+)-(\d\d)-(\d\d)$/.exec(one.date) ?? [];
    return year === undefined ? one : { ...one, date: months ? `${year}-${a}-${b}` : `${year}-${b}-${a}` };
  });
};

/** Dates in a text; `--mm-dd` where the year is not said. Days before months only where one of the two is over 12. */
export const datesIn = (low: string): Dated[] => {
  // "oct 77 -> bin" is a number of base 8.
  if (/\b(?:binary|hex|octal|decimal)\b|(?:->|\bto|\binto) ?(?:bin|dec|oct)\b/.test(low)) return [];
  const out: Dated[] = [];
  const add = (match: RegExpMatchArray, date: string): void => {
    const start = match.index!;
    if (!out.some((one) => start < one.end && start + match[0].length > one.start))
      out.push({ date, start, end: start + match[0].length });
  };
  const year = String.raw`(?:,? (?:of |in )?(?:the year )?'?(\d{4})\b)?`;
  for (const match of low.matchAll(/\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b/g))
    add(match, iso(match[1], Number(match[2]), match[3]!));
  for (const match of low.matchAll(
    new RegExp(String.raw`\b(\d{1,2})(?:st|nd|rd|th)?(?: day)?(?: of)?[ -](${MONTH})\b\.?${year}`, 'g'),
  ))
    add(match, iso(fullYear(match[3]), monthNumber(match[2]!), match[1]!));
  for (const match of low.matchAll(
    new RegExp(String.raw`\b(${MONTH})\b\.? (?:the )?(\d{1,2})(?:st|nd|rd|th)?\b(?!:)${year}`, 'g'),
  ))
    add(match, iso(match[3], monthNumber(match[1]!), match[2]!));
  for (const match of low.matchAll(/\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b/g)) {
    const [a, b] = [Number(match[1]), Number(match[2])];
    if (a > 12) add(match, iso(match[3], b, match[1]!));
    else if (b > 12 || a === b) add(match, iso(match[3], a, match[2]!));
    else add(match, `us:${iso(match[3], a, match[2]!)}`);
  }
  const holidays: readonly (readonly [RegExp, number, string])[] = [
    [/\bchristmas eve\b(?:,? (?:of |in )?(\d{4}))?/g, 12, '24'],
    [/\bchristmas(?: day)?\b(?! eve)(?:,? (?:of |in )?(\d{4}))?/g, 12, '25'],
    [/\bnew year'?s eve\b(?:,? (?:of |in )?(\d{4}))?/g, 12, '31'],
    [/\bnew year'?s day\b(?:,? (?:of |in )?(\d{4}))?/g, 1, '1'],
    [/\bhalloween\b(?:,? (?:of |in )?(\d{4}))?/g, 10, '31'],
    [/\bvalentine'?s day\b(?:,? (?:of |in )?(\d{4}))?/g, 2, '14'],
  ];
  for (const [pattern, month, day] of holidays)
    for (const match of low.matchAll(pattern)) add(match, iso(match[1], month, day));
  const sorted = inOneOrder(low, out).sort((a, b) => a.start - b.start);
  // "halloween 2022 (october 31)" is one date.
  return sorted.filter(
    (one, i) =>
      !sorted
        .slice(0, i)
        .some(
          (other) =>
            other.date.slice(-5) === one.date.slice(-5) && one.date.startsWith('--') && one.start - other.end < 8,
        ),
  );
};

type Span = { count: number; unit: 'days' | 'months' | 'years'; start: number; end: number };

/** Days of a week and a fortnight, and units, by the first letter of the word. */
const SPAN_DAYS: Readonly<Record<string, number>> = { w: 7, f: 14 };
const SPAN_UNITS: Readonly<Record<string, 'months' | 'years'>> = { m: 'months', y: 'years' };

/** "10 days", "3 weeks", "a fortnight", "a day", "5-day". */
const spansIn = (low: string): Span[] => {
  const out: Span[] = [];
  for (const match of low.matchAll(SPAN)) {
    if (match[1] === 'several' || match[1] === 'half a') continue;
    const count = /^\d/.test(match[1]!) ? Number(match[1]) : 1;
    const word = match[2]!;
    const times = SPAN_DAYS[word[0]!] ?? 1;
    if (
      /^a$|^an$|^one$/.test(match[1]!) &&
      /^\s*(?:of|in|is)\b/.test(low.slice(match.index + match[0].length, match.index + match[0].length + 8)) &&
      word === 'day'
    )
      continue;
    const unit = SPAN_UNITS[word[0]!] ?? 'days';
    out.push({ count: count * times, unit, start: match.index, end: match.index + match[0].length });
  }
  return out;
};

/** Signed spans: before, ago, earlier, minus count back. Several that stand together are added. */
const signOf = (low: string, span: Span): 1 | -1 => {
  const after = low.slice(span.end, span.end + 26);
  const before = low.slice(Math.max(0, span.start - 26), span.start);
  if (/^\s*(?:before|ago|earlier|prior|previous|back\b|early|in the past|sooner|ahead of)/.test(after)) return -1;
  if (
    /^\s*(?:away )?from\b/.test(after) &&
    /(?:\bsubtract|\btake(?: away| off)?|\bdeduct|\bcount back)\s*$/.test(before)
  )
    return -1;
  if (
    COUNTS_BACK.test(before) &&
    !/from|\bafter/.test(after.slice(0, 8)) &&
    // "They last 6 weeks": how long it is, and not which of them.
    !/\b(?:they|it|that|which|who|will|should|must|can|does|do|to|would) (?:always |only |usually |just )?last $/.test(
      before,
    )
  )
    return -1;
  return 1;
};

const ASKS_WEEKDAY = new RegExp(
  alternatives(
    /\bweek ?days?\b|\bdays? of (?:the )?week\b|\b(?:what|which) day\b(?! number| of (?:the )?(?:month|year))/,
    alternatives(
      /\bday name\b|\bon what day\b|\bon which day\b/,
      /\bwhat day\b(?! number| of (?:the )?(?:month|year))|\bmonday or\b|\bname of the day\b/,
    ),
    /\bday was\b|\bday is\b|\bday will\b|\bfalls? on\b|\bfell on\b/,
  ),
);
const ASKS_DAYS = new RegExp(
  alternatives(
    /\bhow many (?:full |whole |calendar |more )?(?:days|nights|sleeps)\b/,
    /\bdays (?:are there )?(?:between|from|until|till|left)\b|\bnumber of days\b|\bdelta\b/,
    /\bcount the days\b|\bhow long\b.*\bdays\b|\bdays\?\s*$|\bin days\b/,
  ),
);
const ASKS_WEEKS = /\bhow many weeks\b/;

const offsetOf = (name: string): number => OFFSETS.find(([one]) => one === name)![1];

/** The weekday that is given, moved to today. */
const givenWeekday = (low: string): { day: string; shift: number; start: number; end: number } | undefined => {
  const first = GIVEN_DAY.exec(low);
  if (first) {
    const [offset, name] = first[1] !== undefined ? [first[1], first[2]!] : [first[4]!, first[3]!];
    return {
      day: weekdayNamed(name)!,
      shift: -offsetOf(offset),
      start: first.index,
      end: first.index + first[0].length,
    };
  }
  const all = [...low.matchAll(new RegExp(String.raw`\b(${DAY_NAMES})s?\b`, 'g'))];
  return all.length >= 1 && new Set(all.map((one) => weekdayNamed(one[1]!))).size === 1
    ? { day: weekdayNamed(all[0]![1]!)!, shift: 0, start: all[0]!.index, end: all[0]!.index + all[0]![0].length }
    : undefined;
};

/** The offset of the question: "the day after tomorrow", "in 10 days", "3 days ago". */
const askedShift = (
  low: string,
  skip: { start: number; end: number } | undefined,
): { days: number; sure: boolean; uses: string[] } | undefined => {
  const rest = skip ? low.slice(0, skip.start) + ' '.repeat(skip.end - skip.start) + low.slice(skip.end) : low;
  const spans = spansIn(rest).filter((one) => one.unit === 'days');
  const uses = spans.map((one) => `${/\d+/.exec(rest.slice(one.start, one.end))?.[0] ?? 1}`);
  const named = new RegExp(String.raw`\b(${OFFSET})\b`).exec(
    rest.replace(/\b(?:right )?now\b(?=[,.]|$)|\btoday\b(?= is it)/g, ''),
  );
  if (spans.length > 0) {
    const days = spans.reduce((sum, one) => sum + signOf(rest, one) * one.count, 0);
    const base =
      named && spans.length === 1 && new RegExp(String.raw`(?:after|before|from) (?:${named[1]})`).test(rest)
        ? offsetOf(named[1]!)
        : 0;
    return { days: days + base, sure: spans.length === 1, uses };
  }
  return named ? { days: offsetOf(named[1]!), sure: true, uses: [] } : undefined;
};

/** "3 days ago it was Wednesday", "in 5 days it will be Friday", and today is asked: the way back. */
const readBackToToday = (low: string): Outcome | undefined => {
  const day = String.raw`(?:it (?:was|will be|is)|was|will be|is) (?:a )?(${DAY_NAMES})\b`;
  const ago = new RegExp(String.raw`\b(\d+) days? ago,? ${day}`).exec(low);
  const ahead =
    new RegExp(String.raw`\bin (\d+) days?(?: time)?,? ${day}`).exec(low) ??
    new RegExp(String.raw`\b(\d+) days? from (?:now|today),? ${day}`).exec(low);
  const found = ago ?? ahead;
  if (!found || !/\b(?:what|which)\b[^?]*\b(?:today|now)\b/.test(low.slice(found.index + found[0].length)))
    return undefined;
  const count = Number(found[1]) * (ago ? 1 : -1);
  return reading({ type: 'weekday', of: weekdayNamed(found[2]!)!, plus: count }, [found[1]!]);
};

const readWeekdayShift = (low: string): Outcome | undefined => {
  const back = readBackToToday(low);
  if (back) return back;
  const given = givenWeekday(low);
  if (!given || datesIn(low).length > 0) return undefined;
  const asked = askedShift(low, given);
  const bare = /^\W*(?:\d+|a|1) days? (?:after|before|from) [a-z]+\W*$/.test(low);
  const asks = bare || ASKS_WEEKDAY.test(low) || /\bwhat (?:is|was|will)\b|\bwhen\b/.test(low);
  if (!asks) return undefined;
  const next =
    /\b(?:comes|is|was|goes) (?:right |just |straight |directly )?(after|before)\b|\bday (after|before)\b/.exec(low);
  if (!asked && next)
    return reading(
      { type: 'weekday', of: given.day, plus: given.shift + ((next[1] ?? next[2]) === 'after' ? 1 : -1) },
      [],
    );
  if (!asked) return undefined;
  return reading({ type: 'weekday', of: given.day, plus: given.shift + asked.days }, asked.uses, asked.sure);
};

/** "It cures 28 days. Date 28 days later?": a span that is told and asked with is one. */
const saidAgain = (low: string, [one, again, ...more]: readonly Span[]): boolean =>
  one !== undefined &&
  again !== undefined &&
  more.length === 0 &&
  one.count === again.count &&
  one.unit === again.unit &&
  /[.?!;,]/.test(low.slice(one.end, again.start)) &&
  !/\b(?:another|again|more|further|then|plus|second|next)\b/.test(low.slice(one.end, again.end + 10)) &&
  /\b(?:date|day|when)\b[^.?!;]*$/.test(low.slice(one.end, again.start));

const plainDate = (one: Dated): string => one.date.replace(/^us:/, '');

const anchor = (low: string, dates: readonly Dated[]): { date: string; shift: number } => {
  const [one] = dates as [Dated];
  const before = low.slice(Math.max(0, one.start - 40), one.start);
  const after = low.slice(one.end, one.end + 30);
  const said = IS_DATE.exec(before) ?? new RegExp(String.raw`^ (?:is|was|will be) (${OFFSET})\b`).exec(after);
  return { date: plainDate(one), shift: said ? -offsetOf(said[1]!) : 0 };
};

/** "from 1 December till the 25th": a bare day of the month that is told beside it. */
const withBareDay = (low: string, dates: readonly Dated[]): readonly Dated[] => {
  const [one] = dates;
  if (dates.length !== 1 || !one || !/^(?:\d{4}|-)-\d\d-\d\d$/.test(one.date)) return dates;
  const bare = [...low.matchAll(/\b(?:the )(\d{1,2})(?:st|nd|rd|th)\b(?! (?:of|day|month|week))/g)].filter(
    (match) => match.index >= one.end || match.index + match[0].length <= one.start,
  );
  const [found] = bare;
  if (bare.length !== 1 || !found) return dates;
  const date = `${one.date.slice(0, -2)}${found[1]!.padStart(2, '0')}`;
  return [one, { date, start: found.index, end: found.index + found[0].length }].toSorted((a, b) => a.start - b.start);
};

/** A second date of "July 1 to 10 July": complete years and months from each other. */
const complete = (a: string, b: string): [string, string] => {
  if (a.startsWith('--') !== b.startsWith('--')) {
    const year = (a.startsWith('--') ? b : a).split('-')[0]!;
    const fill = (one: string): string => one.replace(/^--/, `${year}-`);
    return [fill(a), fill(b)];
  }
  return [a, b];
};

const readBetween = (low: string, dates: readonly Dated[]): Outcome | undefined => {
  const [first, second] = dates as [Dated, Dated];
  const [from, to] = complete(plainDate(first), plainDate(second));
  const backwards = /\b(?:before|until|till|to)\b/.test(low.slice(first.start, second.start))
    ? false
    : /\bbefore\b/.test(low.slice(0, first.start));
  // "days until christmas from november 30": the later date is named first.
  const turned =
    /\b(?:until|till|to|before)\s*(?:the )?$/.test(low.slice(0, first.start)) &&
    /\b(?:from|since|after|starting|if|when)\b/.test(low.slice(first.end, second.start));
  const today = new RegExp(String.raw`\b(?:today|now|it)(?:'s date)?(?: is| 's)?(?: the)?\s*$`).test(
    low.slice(0, second.start),
  );
  if (BOTH_ENDS.test(low) || SOME_LEFT_OUT.test(low) || WHICH_BETWEEN.test(low)) return undefined;
  const swapped = backwards || today || turned;
  return reading(
    { type: 'days', from: swapped ? to : from, to: swapped ? from : to },
    numbersIn(low).map((one) => one.value),
  );
};

const weekdayOfDate = (low: string, dates: readonly Dated[]): Outcome | undefined => {
  const numbers = numbersIn(low).map((one) => one.value);
  const all = [...low.matchAll(new RegExp(String.raw`\b(${DAY_NAMES})\b`, 'g'))];
  if (dates.length === 2 && all.length >= 1) {
    const [first, second] = dates as [Dated, Dated];
    const day = weekdayNamed(all[0]![1]!)!;
    const firstIsGiven =
      Math.abs(all[0]!.index - first.end) <= Math.abs(all[0]!.index - second.start) ||
      /\bif\b|\bgiven\b/.test(low.slice(0, first.start));
    const [given, asked] = firstIsGiven ? [first, second] : [second, first];
    const [a, b] = complete(plainDate(given), plainDate(asked));
    const year = a.startsWith('--') ? '2023' : a.split('-')[0]!;
    const count = (text: string): number =>
      Date.UTC(Number(year), Number(text.split('-').at(-2)) - 1, Number(text.split('-').at(-1))) / 86_400_000;
    // "25 December is a Thursday, what day is New Year's Day": the one that follows.
    const months = [a, b].map((text) => Number(text.split('-').at(-2)));
    const wraps = a.startsWith('--') && months[0]! >= 10 && months[1]! <= 3;
    return reading(
      { type: 'weekday', of: day, plus: count(b) - count(a) + (wraps ? 365 : 0) },
      numbers,
      !a.startsWith('--') || !/-(?:02|03)-/.test(a + b),
    );
  }
  if (dates.length !== 1) return undefined;
  const { date, shift } = anchor(low, dates);
  const asked = askedShift(
    low.slice(0, dates[0]!.start) + ' '.repeat(dates[0]!.end - dates[0]!.start) + low.slice(dates[0]!.end),
    undefined,
  );
  if (all.length > 0 && !asked) return undefined;
  if (date.startsWith('--') && all.length > 0 && asked)
    return reading({ type: 'weekday', of: weekdayNamed(all[0]![1]!)!, plus: asked.days }, numbers, false);
  return reading({ type: 'weekday', of: date, plus: (asked?.days ?? 0) + (asked ? shift : 0) }, numbers);
};

/** The day beside a date: "the day after 28 February", "which date preceded". */
const BESIDE: readonly (readonly [RegExp, 1 | -1])[] = [
  [
    new RegExp(
      alternatives(
        /\b(?:the )?day (?:right |just |immediately )?after(?= {3})/,
        /\b(?:immediately |directly )?(?:follow(?:s|ed)|comes? after)\b/,
      ),
    ),
    1,
  ],
  [
    new RegExp(
      alternatives(
        /\b(?:the )?day (?:right |just |immediately )?before(?= {3})/,
        /\b(?:immediately |directly )?(?:preced(?:es|ed)|comes? before)\b/,
      ),
    ),
    -1,
  ],
];

const readDate = (low: string, dates: readonly Dated[]): Outcome | undefined => {
  const numbers = numbersIn(low).map((one) => one.value);
  const [one] = dates as [Dated];
  const dateless = low.slice(0, one.start) + ' '.repeat(one.end - one.start) + low.slice(one.end);
  const { date, shift } = anchor(low, dates);
  const twice = spansIn(dateless);
  const [told] = twice;
  const again = told !== undefined && saidAgain(dateless, twice);
  const rest = again
    ? dateless.slice(0, told.start) + ' '.repeat(told.end - told.start) + dateless.slice(told.end)
    : dateless;
  const spans = again ? twice.slice(1) : twice;
  const beside = BESIDE.find(([words]) => words.test(rest));
  if (beside && spans.length === 0 && shift === 0)
    return reading({ type: 'date', from: date, plus: beside[1], unit: 'days' }, numbers);
  const named = askedShift(
    rest.replace(new RegExp(String.raw`\b(?:${OFFSET})(?:'s date)?(?: is| was| will be)?(?: the)?\s*(?= {3})`), ''),
    undefined,
  );
  if (spans.length === 1 && spans[0]!.unit !== 'days')
    return reading(
      { type: 'date', from: date, plus: signOf(rest, spans[0]!) * spans[0]!.count, unit: spans[0]!.unit },
      numbers,
    );
  if (spans.some((span) => span.unit !== 'days') || !named) return undefined;
  return reading({ type: 'date', from: date, plus: named.days + shift, unit: 'days' }, numbers, spans.length <= 1);
};

const CLOCKS = /\b\d{1,2}:\d\d\b|\bo'clock\b|\bminutes?\b|\bmins?\b|\bhours?\b/;

const readWritten = (low: string): Outcome | undefined => {
  if (low.length > 500) return undefined;
  if (/\bmm\/dd\/yyyy\b/.test(low)) return undefined;
  if (OTHER_AMOUNT.test(low)) return undefined;
  const dates = withBareDay(low, datesIn(low));
  const days = new RegExp(String.raw`\b(?:${DAY_NAMES})\b`).test(low);
  if (dates.some((one) => one.date.startsWith('us:'))) return undefined;
  if (dates.length === 0) {
    if (days && !CLOCKS.test(low)) return readWeekdayShift(low);
    const relative = /\b(?:days?|weeks?|later|after|before|tomorrow|yesterday)\b/.test(low);
    if (
      ASKS_WEEKDAY.test(low) &&
      !CLOCKS.test(low) &&
      low.length < 200 &&
      /\bweekday|day of (?:the )?week|which day|what day/.test(low) &&
      (relative || /\d+(?:st|nd|rd|th)/.test(low))
    )
      return refusal(
        'missing',
        `the ${relative ? 'starting day' : 'month and the year'} is missing`.replace('year is', 'year are'),
      );
    return undefined;
  }
  if (
    dates.length === 2 &&
    (ASKS_DAYS.test(low) || /\b(?:between|from|until|till|to)\b/.test(low)) &&
    !ASKS_WEEKDAY.test(low) &&
    !ASKS_WEEKS.test(low)
  )
    return readBetween(low, dates);
  // "is that Saturday or Sunday?"
  if (
    dates.length === 1 &&
    /^\d{4}-/.test(dates[0]!.date) &&
    new RegExp(String.raw`\b(?:${DAY_NAMES})(?:,| or) (?:a |on a )?(?:${DAY_NAMES}|what|which|not)\b`).test(low)
  )
    return reading(
      { type: 'weekday', of: dates[0]!.date, plus: 0 },
      numbersIn(low).map((one) => one.value),
    );
  if (ASKS_WEEKDAY.test(low) && !/\b(?:what|which) date\b|\bday and month\b|\bday and date\b/.test(low)) {
    const found = weekdayOfDate(low, dates);
    if (found) return found;
  }
  if (dates.length !== 1) return undefined;
  if (ASKS_DAYS.test(low) && spansIn(low).length === 0)
    return /\b(?:until|till|to|left|since|passed|ago|from)\b/.test(low)
      ? refusal('missing', 'the date of today is missing')
      : undefined;
  return (
    readDate(low, dates) ??
    (/\bday of week\b|\bweekday\b|\bwhat day\b/.test(low) ? weekdayOfDate(low, dates) : undefined)
  );
};

const DAY_ORDINALS = (
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth ' +
  'fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth'
).split(' ');
const ORDINAL = String.raw`(?:(20|30)[- ])?(${DAY_ORDINALS.join('|')})`;
const dayOf = (tens: string | undefined, ordinal: string): number => {
  const at = DAY_ORDINALS.indexOf(ordinal);
  return Number(tens ?? 0) + (at === DAY_ORDINALS.length - 1 ? 30 : at + 1);
};

/** Dates in words as dates in digits: "the tenth of January 20 26", "January the first", "90 (90) days". */
export const inDigits = (low: string): string =>
  low
    .replace(/\b(\d+) \(\1\)/g, '$1')
    .replace(
      new RegExp(String.raw`\b${ORDINAL}(?= (?:day )?(?:of )?(?:${MONTH})\b)`, 'g'),
      (_, tens, ordinal) => `${dayOf(tens, ordinal)}`,
    )
    .replace(
      new RegExp(String.raw`\b(${MONTH}) (?:the )?${ORDINAL}\b`, 'g'),
      (_, month, tens, ordinal) => `${month} ${dayOf(tens, ordinal)}`,
    )
    .replace(YEAR_IN_TWO, '$1 $2$3');

export const readDates: Reader = ({ low }: Text) => {
  const digits = inDigits(low);
  const found = readWritten(digits);
  if (digits === low || found?.type !== 'problem') return found;
  return { ...found, uses: [...found.uses, ...numbersIn(low).map((one) => one.value)] };
};
