/**
 * Durations as people write them (45 minutes, 3h40m, 1h55, an hour and a half, three and a quarter hours), and what is
 * asked of them without any time of day: one in another unit, or several together.
 */
import { alternatives, sequence } from '../../regex.ts';
import { reading, type Outcome } from '../reading.ts';
import { numbersIn } from '../text/text.ts';
import { leavesNumbers, leavesParts, severalOf } from './time-doubts.ts';

export type Length = { minutes: number; start: number; end: number; uses: string[] };

const HOUR = String.raw`(?:hours?|hrs?|h)`;
const MINUTE = String.raw`(?:minutes?|mins?|m)`;
const COUNT = String.raw`(\d+|an?|one|another)`;

const countOf = (text: string): number => (/^\d/.test(text) ? Number(text) : 1);

/** Ways to write a duration, the most telling first, and what each comes to in minutes. */
const FORMS: readonly (readonly [RegExp, (match: RegExpMatchArray) => number])[] = [
  [
    new RegExp(String.raw`\b(\d+|an?) ?-?${HOUR}\b(?:,| and| &| \+)? ?(\d+) ?${MINUTE}\b`, 'g'),
    (match) => 60 * countOf(match[1]!) + Number(match[2]),
  ],
  [
    new RegExp(
      String.raw`\b${COUNT} (?:and (?:a half|half an?|half|1\/2) ${HOUR}|${HOUR} and a half|1\/2 ${HOUR})\b`,
      'g',
    ),
    (match) => 60 * countOf(match[1]!) + 30,
  ],
  [
    new RegExp(
      String.raw`\b${COUNT} (?:and (?:a quarter|1\/4) (?:of an )?${HOUR}|${HOUR} and (?:a quarter|15)|1\/4 ${HOUR})\b`,
      'g',
    ),
    (match) => 60 * countOf(match[1]!) + 15,
  ],
  [
    new RegExp(
      String.raw`\b${COUNT} (?:and (?:3 quarters?|3\/4)(?: of an)? ${HOUR}|${HOUR} and 3 quarters|3\/4 ${HOUR})\b`,
      'g',
    ),
    (match) => 60 * countOf(match[1]!) + 45,
  ],
  [/\b(\d+) ?h ?(\d{1,2}) ?(?:m(?:in)?)?(?![\p{L}\d])/gu, (match) => 60 * Number(match[1]) + Number(match[2])],
  [
    /\b(\d+|an) (?:hours?|hrs?) (?:and )?(\d{1,2})\b(?! ?(?:min|m\b|:|h\b|hours?\b|hr|sec|past|to\b|of\b))/g,
    (match) => 60 * countOf(match[1]!) + Number(match[2]),
  ],
  [/\b(?:(?:another )?half an hour|a half[- ]hour|half-hour|half hour|1\/2 (?:an )?hour)\b/g, () => 30],
  [/\b(?:3 quarters of an hour|3\/4 (?:of an )?hour)\b/g, () => 45],
  [/\b(?:a )?quarter (?:of an )?hour\b/g, () => 15],
  [/\b(\d+(?:\.\d+)?) ?-?(?:hours?|hrs?|h)\b(?! ?\d)(?! (?:clock|24))/g, (match) => 60 * Number(match[1])],
  [/\b(?:an|one|another) hour\b/g, () => 60],
  [/\b(\d+) ?-?(?:minutes?|mins?|min|m)\b(?! (?:past|to \d{1,2}(?!:\d)\b))/g, (match) => Number(match[1])],
];

/** The durations of a text in their order. */
export const lengthsIn = (low: string): Length[] => {
  const out: Length[] = [];
  for (const [form, minutesOf] of FORMS)
    for (const match of low.matchAll(form)) {
      const [start, end] = [match.index, match.index + match[0].length];
      const minutes = minutesOf(match);
      if (!Number.isInteger(minutes) || out.some((one) => start < one.end && end > one.start)) continue;
      const several = severalOf(low, start);
      const uses = low.slice(several.start, end).match(/\d+(?:\.\d+)?/g) ?? [];
      out.push({ minutes: several.count * minutes, start: several.start, end, uses });
    }
  return out.sort((a, b) => a.start - b.start);
};

const TOGETHER = /\b(?:sum|total|altogether|in all|together|add(?:ed)?|plus|all up|overall)\b|\+/;
const IN_MINUTES = /\bmin(?:ute)?s?\b/;
const IN_BOTH = /\bhours? and minutes?\b|\bhours? \+ minutes?\b|\bh(?:rs?)? and min/;
/** "Three and a half hours in minutes", "how many minutes is 1h55". */
const ONE_IN_MINUTES = new RegExp(
  alternatives(
    /\b(?:in|into|to) (?:total )?(?:minutes|mins)\b|^(?:the )?(?:minutes|mins) in\b/,
    /= ?[_?]* ?(?:minutes|mins?)\b|\bas (?:minutes|mins)\b|\bhow many (?:minutes|mins)\b/,
  ),
);
const ASKS = /\b(?:how|what|total|sum|convert|give|write|say|in|as)\b|= ?[_?]/;

const UNIT = sequence(
  '(',
  alternatives(
    /seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|fortnights?|months?|years?/,
    /decades?|century|centuries/,
  ),
  ')',
);
const IN_ONE = new RegExp(
  alternatives(
    sequence(
      /^(?:and |so )?(?:(?:what is )?the number of |how many )?/,
      UNIT,
      /(?: are| is)?(?: there)? (?:in|make|to|per) (\d+|an?|each|1 full|1 whole)? ?/,
      UNIT,
      /\W*$/,
    ),
    String.raw`^(\d+|an?) ?${UNIT} ?(?:=|is|are|has|have|makes?)(?: how many)? ?[_?.]* ?${UNIT}\W*$`,
  ),
);
/** How much of the base of its family each unit is: seconds or months. */
const SIZES: readonly (readonly [RegExp, 'seconds' | 'months', number])[] = [
  [/^sec/, 'seconds', 1],
  [/^min/, 'seconds', 60],
  [/^h/, 'seconds', 3600],
  [/^day/, 'seconds', 86_400],
  [/^week/, 'seconds', 604_800],
  [/^fort/, 'seconds', 1_209_600],
  [/^month/, 'months', 1],
  [/^year/, 'months', 12],
  [/^dec/, 'months', 120],
  [/^cent/, 'months', 1200],
];

/** "How many full hours are 100000 seconds?": what is over does not count. */
const FULL = new RegExp(
  alternatives(
    String.raw`\bhow many (?:full|whole|complete) ${UNIT}(?: [a-z]+){0,4} (\d+) ?${UNIT}\W*$`,
    sequence(
      /\b(\d+) ?/,
      UNIT,
      /\b[^\d]*\bhow many (?:full|whole|complete) /,
      UNIT,
      /(?: (?:is|are|does|do|that|it|this|in|make|there))*/,
      /(?:,? (?:cut|drop|leave|ignore) (?:off |out )?the rest)?\W*$/,
    ),
  ),
);
const readFull = (low: string): Outcome | undefined => {
  const found = FULL.exec(low);
  if (!found) return undefined;
  const [to, count, from] =
    found[1] === undefined ? [found[6]!, found[4]!, found[5]!] : [found[1], found[2]!, found[3]!];
  const [small, large] = [from, to].map((unit) => SIZES.find(([pattern]) => pattern.test(unit))!);
  if (small![1] !== large![1] || small![2] >= large![2]) return undefined;
  const expression = `${count}/${large![2] / small![2]}`;
  return reading({ type: 'story', quantities: [['q1', count]], expression, round: 'down' }, [count]);
};

/** "Seconds in a minute?", "days in 2 weeks", "1 min = ? sec". */
export const readUnitCount = (low: string): Outcome | undefined => {
  const full = readFull(low);
  if (full) return full;
  const found = IN_ONE.exec(low);
  if (!found) return undefined;
  const [to, count, from] =
    found[1] === undefined ? [found[6]!, found[4]!, found[5]!] : [found[1], found[2] ?? 'a', found[3]!];
  const [small, large] = [to, from].map((unit) => SIZES.find(([pattern]) => pattern.test(unit))!);
  const uses = numbersIn(low).map((one) => one.value);
  if (small![1] !== large![1])
    return to.startsWith('week') && from.startsWith('year') && !/[2-9]/.test(count)
      ? reading({ type: 'value', expression: '52' }, uses, false)
      : undefined;
  if (small![2] === large![2]) return undefined;
  const amount = /^\d/.test(count) ? count : '1';
  const factor = large![2] / small![2];
  return reading(
    { type: 'value', expression: factor > 1 ? `${amount}*${factor}` : `${amount}/${small![2] / large![2]}` },
    uses,
  );
};

/** A duration in hours and minutes. */
const spoken = (minutes: number, uses: string[]): Outcome =>
  reading(
    {
      type: 'minutes',
      from: '0:00',
      to: `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`,
      form: 'hours',
    },
    uses,
  );

/** What is asked of durations alone: all of them in minutes, or one in another form. */
export const readDurations = (low: string, lengths: readonly Length[]): Outcome | undefined => {
  const uses = numbersIn(low).map((one) => one.value);
  if (leavesParts(low) || leavesNumbers(low, lengths) || !ASKS.test(low) || /\bevery\b/.test(low)) return undefined;
  if (lengths.length >= 2) {
    if (!TOGETHER.test(low) || /\b(?:minus|less|longer|shorter|difference|more|without|of which)\b/.test(low))
      return undefined;
    const sum = lengths.map((one) => `${one.minutes}`).join('+');
    const all = lengths.reduce((total, one) => total + one.minutes, 0);
    if (IN_BOTH.test(low) && all < 1440) return spoken(all, uses);
    return IN_MINUTES.test(low) ? reading({ type: 'value', expression: sum }, uses, false) : undefined;
  }
  const [one] = lengths;
  if (!one) return undefined;
  if (IN_BOTH.test(low) && one.minutes < 1440) return spoken(one.minutes, uses);
  const told = low.slice(one.start, one.end);
  // The plain change of a unit is the business of units; here are the forms that have two parts.
  return /\d[^.]*\d|\band\b|\bh\d|\bquarters?\b|\bhalf\b/.test(told) && ONE_IN_MINUTES.test(low)
    ? reading({ type: 'value', expression: `${one.minutes}` }, uses, false)
    : undefined;
};
