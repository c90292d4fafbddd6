/**
 * Reads questions of the calendar word by word: the nth of a weekday in a month, days of one sort counted, working
 * days, ages, leap years between two, the nth day of a year, runs of days, days told by their place in a month. Each
 * form takes the words of its roles out of the question, and no number or telling word may be left. Plain dates are
 * dates.ts.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { MONTHS, WEEKDAYS } from '../../problem/solve/calendar.ts';
import type { Problem } from '../../problem/formal/problem.ts';
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { ORDINAL_TEXT, ordinalOf, scanOf, type Scan } from '../text/scan.ts';
import { valuesIn } from '../text/text.ts';
import {
  ASKED_SHIFT,
  CHAIN,
  DAY,
  DAY_NUMBER,
  ENDS_COUNTED,
  FIRST_ON,
  FIRST_TIME,
  FROM_DAY_TO_DAY,
  HOW_MANY_DAYS,
  LEFT_IN_YEAR,
  MONTH,
  NAMED,
  NTH_WEEKDAY,
  QUARTER_OF_YEAR,
  RUN_OF_DAYS,
  TOLD_IN_MONTH,
  WORKING_BESIDE,
  YEAR_BEGINS,
} from './day-words.ts';
import { ASKS_COUNT, BOTH_ENDS, COUNT_BESIDE, LAST_OF_MANY, SEVERAL_DATES } from './date-words.ts';
import { datesIn, inDigits, readDates } from './dates.ts';

const monthOf = (name: string): number => MONTHS.findIndex((one) => one.toLowerCase() === name) + 1;
const dayNamed = (name: string): string => WEEKDAYS.find((one) => one.toLowerCase() === name)!;
const two = (value: number): string => String(value).padStart(2, '0');
const lengthOf = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();
const isLeap = (year: number): boolean => lengthOf(year, 2) === 29;
const numberOf = (date: string): number => Date.parse(`${date.padStart(10, '0')}T00:00:00Z`) / 86_400_000;

/** Words of the calendar that a form of its own has no other use for. */
const WORDS = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /days?|weekday|weekdays|week|year|month|date|is|it|on|in|fall|falls?|if|then|of|same|first|last/,
      /next|start|starts|begin|begins|end|ends/,
    ),
    /\b/,
  ),
  'g',
);

const ASKS_WEEKDAY = /\b(?:which|what) (?:weekday|day)\b|\bweekday\b|\bday of the week\b/;
const of = (problem: Problem, low: string): Outcome => reading(problem, valuesIn(low), false);

type Form = (low: string) => Outcome | undefined;

/** "the last Friday of May 2024" */
const nthWeekday: Form = (low) => {
  const scan = scanOf(low);
  const found = scan.take(NTH_WEEKDAY);
  if (!found) return undefined;
  const place = found[1] === 'last' ? -1 : ordinalOf(found[1]!);
  const [, , day, month] = found;
  const year = found[4] ?? scan.take(/\b(?:in|of) (?:the year )?([12]\d{3})\b/)?.[1];
  if (!scan.explained(WORDS) || !/\b(?:date|when|what|which)\b/.test(low) || place > 5) return undefined;
  if (year === undefined) return refusal('missing', 'the year is missing');
  return of({ type: 'nth-weekday', weekday: dayNamed(day!), place, year: Number(year), month: monthOf(month!) }, low);
};

/** A month of the calendar of so many days that begins on a weekday. */
const monthLike = (length: number, first: string): string | undefined => {
  for (let year = 2000; year < 2030; year++)
    for (let month = 1; month <= 12; month++) {
      const date = new Date(Date.UTC(year, month - 1, 1));
      if (lengthOf(year, month) === length && WEEKDAYS[(date.getUTCDay() + 6) % 7] === first)
        return `${year}-${two(month)}`;
    }
  return undefined;
};

/** "how many Mondays in May 2024", "how many Sundays has a month of 31 days that starts on a Friday" */
const countWeekday: Form = (low) => {
  const scan = scanOf(low);
  const many = scan.take(new RegExp(String.raw`\bhow many ${DAY}s\b`));
  if (!many) return undefined;
  const only = dayNamed(many[1]!);
  const month = scan.take(new RegExp(String.raw`\b(?:in|does|has|of) ${MONTH}(?:,? (?:of )?(\d{4}))?\b`));
  const year = month ? undefined : scan.take(/\b(?:in|does|has) (?:the year )?(\d{4})\b/);
  if (month?.[2] !== undefined || year) {
    const y = Number(month?.[2] ?? year![1]);
    const m = month && monthOf(month[1]!);
    if (!scan.explained(/\b(?:have|has|there|year)\b/g)) return undefined;
    const from = `${y}-${two(m ?? 1)}-01`;
    const to = `${y}-${two(m ?? 12)}-${lengthOf(y, m ?? 12)}`;
    return of({ type: 'days', from, to, only, both: true }, low);
  }
  if (month) return refusal('missing', 'the year is missing');
  const length = scan.take(/\b(\d\d)[- ]days?\b/);
  const first = scan.take(FIRST_ON);
  if (!length || !first || !scan.explained(/\bmonth\b|\bif\b/g)) return undefined;
  const like = monthLike(Number(length[1]), dayNamed(first[1]!));
  if (like === undefined) return undefined;
  return of({ type: 'days', from: `${like}-01`, to: `${like}-${length[1]}`, only, both: true }, low);
};

type Spot = { date: string; start: number; end: number };

/** The dates of a question with their years, and the question without them. */
const takeDates = (low: string): { dates: readonly Spot[]; scan: Scan } => {
  const dates = datesIn(low).filter((one) => !one.date.startsWith('us:'));
  let text = low;
  for (const { start, end } of dates) text = text.slice(0, start) + ' '.repeat(end - start) + text.slice(end);
  // A weekday that stands right before its date only says the same.
  for (const { start } of dates) {
    const before = new RegExp(String.raw`\b(?:${DAY}|mon|tues?|weds?|thu(?:rs?)?|fri|sat|sun)[,.]?(?: the)? *$`).exec(
      text.slice(0, start),
    );
    if (before) text = text.slice(0, before.index) + ' '.repeat(before[0].length) + text.slice(start);
  }
  return { dates, scan: scanOf(text) };
};

const WORKING = /\b(?:working|business|work|week)[- ]?days?\b|\bweekdays\b/;

/** "how many working days from … to …", "5 working days after …" */
const workingDays: Form = (low) => {
  if (!WORKING.test(low) || /\bday of the week\b|\bholidays?\b/.test(low)) return undefined;
  const { dates, scan } = takeDates(low);
  if (dates.some((one) => !/^\d{4}-/.test(one.date))) return undefined;
  const [a, b] = dates;
  const shift = scan.take(/\b(\d+) (?:working|business|work|week)[- ]?days? (after|from|before|later|prior to)\b/);
  scan.takeAll(new RegExp(WORKING, 'g'));
  const fair = WORKING_BESIDE;
  if (shift && dates.length === 1 && a && scan.explained(fair)) {
    const sign = /before|prior/.test(shift[2]!) ? -1 : 1;
    return of({ type: 'date', from: a.date, plus: sign * Number(shift[1]), unit: 'workdays' }, low);
  }
  if (dates.length !== 2 || !a || !b || !/\bhow many\b|\bnumber of\b/.test(low) || !scan.explained(fair))
    return undefined;
  if (!/\bfrom\b|\binclu|\bboth\b|\bto\b/.test(low)) return undefined;
  return of({ type: 'days', from: a.date, to: b.date, only: 'workdays', both: true }, low);
};

/** "born in 1987, how old in 2030", "born on …, how old on …" */
const age: Form = (low) => {
  if (
    !/\bhow old\b|\bwhat age\b|\bwhich age\b/.test(low) ||
    !/\b(?:born|birth|birthday|built|founded|opened)\b/.test(low)
  )
    return undefined;
  const { dates, scan } = takeDates(low);
  const full = dates.filter((one) => /^\d{4}-/.test(one.date));
  if (full.length === 2 && dates.length === 2) {
    const [born, now] = full.map((one) => one.date).toSorted() as [string, string];
    const years = Number(now.slice(0, 4)) - Number(born.slice(0, 4)) - (now.slice(5) < born.slice(5) ? 1 : 0);
    return scan.explained(WORDS) && years >= 0 ? of({ type: 'value', expression: `${years}` }, low) : undefined;
  }
  if (dates.length > 0) return undefined;
  const born =
    scan.take(/\b(?:born|built|founded|opened)(?: back)? in (?:the year )?(\d{4})\b/) ??
    scan.take(/\b(?:birth year|year of birth) (?:is |was |of )?(\d{4})\b/);
  const now = scan.take(/\b(?:in|by|during|it is|now|at the end of)(?: the year)? (\d{4})\b/);
  if (!born || !now || !scan.explained(/\b(?:year|birthday|end|this|if|turn|it|later)\b/g)) return undefined;
  const [from, to] = [Number(born[1]), Number(now[1])];
  return to >= from ? of({ type: 'value', expression: `${to}-${from}` }, low) : undefined;
};

/** "how many leap years from 2001 to 2020" */
const leapYears: Form = (low) => {
  if (!/\bhow many leap years\b|\bnumber of leap years\b/.test(low)) return undefined;
  const scan = scanOf(low);
  const span = scan.take(
    /\b(from|between)(?: the years?)? (\d{4}) (?:and|to|until|till|up to|through|-)(?: the year)? (\d{4})\b/,
  );
  if (!span) return undefined;
  const both = scan.take(ENDS_COUNTED);
  if (!scan.explained(/\b(?:leap|years?|there|number)\b/g)) return undefined;
  const [from, to] = [Number(span[2]), Number(span[3])];
  // Whether the ends count is not said.
  if (span[1] === 'between' && !both && (isLeap(from) || isLeap(to))) return undefined;
  return of({ type: 'leap', ask: 'count', year: from, to }, low);
};

/** "the hundredth day of 2020", "which day of the year is 1 March 2024" */
const dayOfYear: Form = (low) => {
  const scan = scanOf(low);
  const nth =
    scan.take(new RegExp(String.raw`\b(?:the )?${ORDINAL_TEXT} day (?:of|in) (?:the year )?(\d{4})\b`)) ??
    scan.take(/\bday (?:number )?(\d{1,3}) (?:of|in) (?:the year )?(\d{4})\b/);
  if (nth) {
    if (!scan.explained(WORDS)) return undefined;
    const n = /^\d+$/.test(nth[1]!) ? Number(nth[1]) : ordinalOf(nth[1]!);
    if (n < 1 || n > (isLeap(Number(nth[2])) ? 366 : 365)) return refusal('invalid-input', 'the year has no such day');
    if (ASKS_WEEKDAY.test(low)) return of({ type: 'weekday', of: `${nth[2]}-01-01`, plus: n - 1 }, low);
    return of({ type: 'date', from: `${nth[2]}-01-01`, plus: n - 1, unit: 'days' }, low);
  }
  const { dates, scan: rest } = takeDates(low);
  const [date] = dates;
  if (dates.length !== 1 || !date || !/^\d{4}-/.test(date.date)) return undefined;
  const left = rest.take(LEFT_IN_YEAR);
  const year = date.date.slice(0, 4);
  if (left && rest.explained(/\b(?:after|if|it|today)\b/g))
    return of({ type: 'days', from: date.date, to: `${year}-12-31` }, low);
  const asked = rest.take(DAY_NUMBER);
  if (!asked || !rest.explained(/\b(?:year|day|number|date)\b/g)) return undefined;
  return of({ type: 'days', from: `${year}-01-01`, to: date.date, both: true }, low);
};

/** "If the 1st of a month is a Wednesday, what day is the 23rd?" */
const withinMonth: Form = (low) => {
  if (!ASKS_WEEKDAY.test(low) || datesIn(low).length > 0) return undefined;
  const scan = scanOf(low.replace(/\b(?:in|of) (?:the|a|any|some|this|that|1) (?:same )?month\b/g, ' '));
  const told = scan.take(TOLD_IN_MONTH) ?? undefined;
  const turned = told ? undefined : scan.take(new RegExp(String.raw`\b${DAY},? (?:is )?the ${ORDINAL_TEXT}\b`));
  const asked = scan.take(new RegExp(String.raw`\bthe ${ORDINAL_TEXT}\b`));
  if (!(told ?? turned) || !asked || !scan.explained(WORDS)) return undefined;
  const [ordinal, day] = told ? [told[1]!, told[2]!] : [turned![2]!, turned![1]!];
  const [a, b] = [ordinalOf(ordinal), ordinalOf(asked[1]!)];
  if (a > 31 || b > 31) return refusal('invalid-input', 'no month has so many days');
  return of({ type: 'weekday', of: dayNamed(day), plus: b - a }, low);
};

/** "I start on Thursday and do five in a row, which day is my last": the first day counts. */
const inARow: Form = (low) => {
  const scan = scanOf(low);
  const run = scan.take(RUN_OF_DAYS);
  const day = scan.take(new RegExp(String.raw`\b${DAY}\b`));
  const last = scan.take(
    /\b(?:(?:my|the|his|her|our) )?(?:last|final)(?: (?:one|day|night|shift))?\b|\bfinish(?:es)?\b|\bend(?:s)?\b/,
  );
  if (!run || !day || !last || !/\b(?:start|starts|started|starting|begin|begins|beginning|from|first)\b/.test(low))
    return undefined;
  if (!scan.explained(/\b(?:starts?|starting|begins?|night|nights|days?|first|which|what)\b/g)) return undefined;
  return of({ type: 'weekday', of: dayNamed(day[1]!), plus: Number(run[1] ?? run[2]) - 1 }, low);
};

/** "every 3 days, first on Monday, what day is my 4th pill" */
const everyDays: Form = (low) => {
  const scan = scanOf(low);
  const every = scan.take(/\bevery (\d+|other|second|third) days?\b/);
  if (!every || !ASKS_WEEKDAY.test(low)) return undefined;
  const first = scan.take(FIRST_TIME);
  const nth = scan.take(new RegExp(String.raw`\b(?:the |my )?${ORDINAL_TEXT}(?: (?!of|in)[a-z]+)?\b`));
  if (!first || !nth || !scan.explained(WORDS)) return undefined;
  const by = { other: 2, second: 2, third: 3 }[every[1]!] ?? Number(every[1]);
  return of({ type: 'weekday', of: dayNamed(first[1]!), plus: by * (ordinalOf(nth[1]!) - 1) }, low);
};

const SHIFTS: Readonly<Record<string, number>> = {
  'the day before yesterday': -2,
  yesterday: -1,
  today: 0,
  tomorrow: 1,
  'the day after tomorrow': 2,
};

/** "three days before yesterday was Monday, what day is today" */
const shifted: Form = (low) => {
  const scan = scanOf(low);
  const told = scan.take(
    new RegExp(String.raw`\b(\d+|a) (days?|weeks?) (before|after) ${NAMED} (?:is|was|will be)(?: an?)? ${DAY}\b`),
  );
  if (!told) return undefined;
  const asked = scan.take(ASKED_SHIFT);
  if (!asked || !scan.explained(/\b(?:if|then|day)\b/g)) return undefined;
  const count = (told[1] === 'a' ? 1 : Number(told[1])) * (told[2]!.startsWith('w') ? 7 : 1);
  const back = SHIFTS[told[4]!]! + (told[3] === 'before' ? -count : count);
  return of({ type: 'weekday', of: dayNamed(told[5]!), plus: SHIFTS[asked[1]!]! - back }, low);
};

/** "the day after the day after Friday", "the day before of Sunday is" */
const chained: Form = (low) => {
  const found = CHAIN.exec(low);
  const steps = found?.[1]!.match(/before|after/g);
  if (!found || !steps || steps.length > 6) return undefined;
  return of(
    { type: 'weekday', of: dayNamed(found[2]!), plus: steps.reduce((sum, one) => sum + (one === 'after' ? 1 : -1), 0) },
    low,
  );
};

/** Days of several months, or of a quarter or half of a year. */
const daysOfMonths: Form = (low) => {
  const scan = scanOf(low);
  if (!scan.take(HOW_MANY_DAYS)) return undefined;
  const part = scan.take(QUARTER_OF_YEAR);
  if (part) {
    const at = { first: 0, second: 1, third: 2, fourth: 3, last: 3, '1st': 0, '2nd': 1, '3rd': 2, '4th': 3 }[part[1]!]!;
    const year = Number(part[2]);
    const end = at === 3 ? `${year + 1}-01-01` : `${year}-${two(3 * at + 4)}-01`;
    return scan.explained(/\bhave\b/g)
      ? of({ type: 'days', from: `${year}-${two(3 * at + 1)}-01`, to: end }, low)
      : undefined;
  }
  if (/\b(?:until|till|before|after|between|left)\b|\b\d{1,2}(?:st|nd|rd|th)\b/.test(low)) return undefined;
  const year = scan.take(/\b(?:in |of )?(\d{4})\b/)?.[1];
  const months = scan.takeAll(new RegExp(String.raw`\b${MONTH}\b`, 'g')).map((one) => monthOf(one[1]!));
  if (months.length < 2 || new Set(months).size < months.length || /\bto\b|\bthrough\b/.test(low)) return undefined;
  if (!scan.explained(/\b(?:together|altogether|total|combined|have|all|year|months?|both)\b/g)) return undefined;
  if (months.includes(2) && year === undefined)
    return refusal('missing', 'the year is missing: February has 28 days, in a leap year 29');
  return of({ type: 'value', expression: months.map((one) => lengthOf(Number(year ?? 2023), one)).join('+') }, low);
};

/** Days that are counted with both ends, days old, and whole weeks between two dates. */
const betweenDates: Form = (low) => {
  const bare = FROM_DAY_TO_DAY.exec(low);
  const { dates, scan } = takeDates(low);
  const counted = scan.take(BOTH_ENDS);
  if (counted && bare && scan.take(ASKS_COUNT)) {
    const [a, b] = [Number(bare[1]), Number(bare[2])];
    return b > a && dates.length <= 1 ? of({ type: 'value', expression: `${b}-${a}+1` }, low) : undefined;
  }
  const [a, b] = dates;
  if (dates.length !== 2 || !a || !b) return undefined;
  if (counted && scan.take(ASKS_COUNT)) {
    if (!scan.explained(COUNT_BESIDE)) return undefined;
    if (/^\d{4}/.test(a.date) && /^\d{4}/.test(b.date))
      return of({ type: 'days', from: a.date, to: b.date, both: true }, low);
    return a.date.slice(2, 5) === b.date.slice(2, 5) && a.date < b.date
      ? of({ type: 'value', expression: `${b.date.slice(-2)}-${a.date.slice(-2)}+1` }, low)
      : undefined;
  }
  if (scan.take(/\bhow many days old\b/) && /\bborn\b/.test(low) && scan.explained())
    return of({ type: 'days', from: a.date, to: b.date }, low);
  if (
    !scan.take(/\bhow many (?:full |whole |complete )?weeks\b|\bnumber of weeks\b/) ||
    !scan.explained(/\b(?:between|until|till|is|are)\b/g)
  )
    return undefined;
  if (!/^\d{4}/.test(a.date) || !/^\d{4}/.test(b.date)) return undefined;
  const days = Math.abs(numberOf(b.date) - numberOf(a.date));
  return days % 7 === 0 ? of({ type: 'value', expression: `${days}/7` }, low) : undefined;
};

const FORMS: readonly Form[] = [
  nthWeekday,
  countWeekday,
  workingDays,
  age,
  leapYears,
  dayOfYear,
  withinMonth,
  inARow,
  everyDays,
  shifted,
  chained,
  daysOfMonths,
  betweenDates,
];

/** A year of two numbers as people say it: "february 20 28". */
export const spokenYear = (low: string): string =>
  low.replace(
    new RegExp(String.raw`\b(${MONTH.slice(1, -1)}|in|year|of|since) (1[5-9]|20) (\d\d)\b(?!:)`, 'g'),
    '$1 $2$3',
  );

/** The year of a date that stands apart from it: "does Christmas Day fall on in 2025". */
const joinedYear = (low: string): string => {
  const dates = datesIn(low);
  const [date] = dates;
  if (dates.length !== 1 || !date?.date.startsWith('--') || !ASKS_WEEKDAY.test(low)) return low;
  const rest = low.slice(0, date.start) + ' '.repeat(date.end - date.start) + low.slice(date.end);
  const years = [
    ...rest.matchAll(/,? ?\b(?:(?:in|of|for|this year,?|next year,?|year) )?(?:the year )?([12]\d{3})\b/g),
  ];
  const [year] = years;
  if (years.length !== 1 || !year) return low;
  const without = low.slice(0, year.index) + low.slice(year.index + year[0].length);
  const shift = year.index < date.end ? year[0].length : 0;
  return `${without.slice(0, date.end - shift)} ${year[1]}${without.slice(date.end - shift)}`;
};

/** "the year 2000 begins", "the last day of February 2028", "the 30th day thereafter" as plain dates and spans. */
const inDates = (low: string): string =>
  low
    .replace(YEAR_BEGINS, (_, a, b, c) => ` 1 january ${a ?? b ?? c}`)
    .replace(
      /\b(?:does |did |will )?(?:the year )?(\d{4}) (?:ends?|ended)\b|\b(?:end|last day) of (?:the year )?(\d{4})\b/g,
      (_, a, b) => ` 31 december ${a ?? b}`,
    )
    .replace(
      new RegExp(String.raw`\b(?:the )?last day of ${MONTH},? (\d{4})\b`, 'g'),
      (_, month: string, year: string) => `${lengthOf(Number(year), monthOf(month))} ${month} ${year}`,
    )
    .replace(
      new RegExp(
        String.raw`\b(?:the )?${ORDINAL_TEXT} day (?:thereafter|after that|afterwards|later|after(?= (?:the )?\d| it))`,
        'g',
      ),
      (_, ordinal: string) => `${ordinalOf(ordinal)} days after`,
    );

const COUNTS_FIRST =
  /\b(?:counts?|counting|counted) (?:that |it )?as (?:the )?(?:day 1|first day|1st day|day number 1)\b/;

/** "thirty days, and 18 November counts as day one": the first day is one of them. */
const fromDayOne = (low: string): Outcome | undefined => {
  if (!COUNTS_FIRST.test(low)) return undefined;
  const { dates, scan } = takeDates(low);
  const [date] = dates;
  scan.take(COUNTS_FIRST);
  const span = scan.take(/\b(\d+)[- ]days?\b/);
  scan.takeAll(/\bday \d+\b/g);
  if (dates.length !== 1 || !date || !span || !scan.explained(/\b(?:days?|last|ends?|date|notice|fall|which|on)\b/g))
    return undefined;
  return of({ type: 'date', from: date.date, plus: Number(span[1]) - 1, unit: 'days' }, low);
};

const PYTHON = /\b(?:date|datetime)\(? ?\(?(\d{4}), ?(\d{1,2}), ?(\d{1,2})\) ?([+-]) ?timedelta\((?:days ?= ?)?(\d+)\)/;

/** What readDates takes for something else. */
const NOT_PLAIN = new RegExp(
  alternatives(
    /\bday number\b|\bday of the year\b|\bevery (?:\d+|other|second) days?\b/,
    /\b\d+ (?:days?|weeks?) (?:before|after) (?:yesterday|tomorrow)\b/,
    /\b\d+ (?:in a row|consecutive)\b/,
  ),
);

/** What somebody holds the weekday for: "everyone said Friday, but I don't buy it". */
const BELIEF = new RegExp(
  sequence(
    /(?:^|(?<=[.,;:!?] ))[^.,;:!?\d]*\b/,
    /(?:said|says?|thinks?|reckons?|claims?|swears?|insists?|bets?)\b/,
    /(?: it (?:is|was|will be))?(?: an?| on| on a)? /,
    DAY,
    /\b[.,;:!?]? ?/,
  ),
  'g',
);
const DOUBT =
  /\b(?:but |and )?i (?:do not|don't|dont) (?:buy|believe|trust|think) (?:it|so|that|him|her|them)\b[.,;:!]? ?/g;

const plainly = (low: string): string => {
  const asks = ASKS_WEEKDAY.test(low) && /\d/.test(low);
  return inDigits(spokenYear(asks ? low.replace(BELIEF, ' ').replace(DOUBT, ' ') : low));
};

/** The forms of this file. */
export const readDays: Reader = (text) => {
  if (text.low.length > 400 || SEVERAL_DATES.test(text.low)) return undefined;
  const uses = valuesIn(text.low);
  const call = PYTHON.exec(text.low);
  if (call) {
    const [, year, month, day, sign, count] = call;
    const from = `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`;
    return reading({ type: 'date', from, plus: Number(`${sign}${count}`), unit: 'days' }, uses);
  }
  const low = plainly(text.low);
  const own = fromDayOne(low) ?? FORMS.reduce<Outcome | undefined>((found, form) => found ?? form(low), undefined);
  return own?.type === 'problem' ? { ...own, uses: [...own.uses, ...uses] } : own;
};

/** Plain dates, with years, ends of years and ordinals in words as dates are written; nothing that readDays reads. */
export const readPlainDates: Reader = (text) => {
  if (SEVERAL_DATES.test(text.low) || LAST_OF_MANY.test(text.low)) return undefined;
  if (text.low.length > 400) return readDates(text);
  const low = plainly(text.low);
  if (NOT_PLAIN.test(low) || readDays(text)) return undefined;
  const uses = valuesIn(text.low);
  const plain = joinedYear(inDates(low));
  const lastDay = /^\W*(?:what(?: date)? is|when is|date of) +(\d{1,2}) ([a-z]+) (\d{4})\W*$/.exec(plain);
  if (lastDay && plain !== low && monthOf(lastDay[2]!) > 0) {
    const from = `${lastDay[3]}-${two(monthOf(lastDay[2]!))}-${lastDay[1]!.padStart(2, '0')}`;
    return reading({ type: 'date', from, plus: 0, unit: 'days' }, uses, false);
  }
  const found = readDates({ ...text, low: plain, text: plain });
  if (found?.type === 'problem') return { ...found, uses: [...found.uses, ...uses] };
  return plain === text.low ? found : (found ?? readDates(text));
};
