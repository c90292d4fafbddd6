/**
 * Dates that are told from the other side, and dates that come again: "it ended on 3 May, 30 days after it began: when
 * did it begin?", "on 12 April and every 3 weeks from then on: the second one after that?".
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { reading, type Outcome, type Reader } from '../reading.ts';
import { ORDINAL_TEXT, ordinalOf, scanOf } from '../text/scan.ts';
import { valuesIn } from '../text/text.ts';
import { SEVERAL_DATES } from './date-words.ts';
import { datesIn } from './dates.ts';

/** So many days, weeks, months or years, as a date takes them. */
const stepOf = (count: number, unit: string): { plus: number; unit: 'days' | 'months' | 'years' } =>
  unit === 'week'
    ? { plus: 7 * count, unit: 'days' }
    : { plus: count, unit: unit === 'day' ? 'days' : unit === 'month' ? 'months' : 'years' };

const ASKS = new RegExp(
  alternatives(/\bwhen\b/, /\b(?:what|which)(?: was the| is the)? (?:date|day)\b/, /\bdate of\b|\bon what date\b/),
);

const PAST: Readonly<Record<string, string>> = {
  bought: 'buy',
  began: 'begin',
  begun: 'begin',
  came: 'come',
  went: 'go',
  left: 'leave',
  paid: 'pay',
  sent: 'send',
  made: 'make',
  wrote: 'write',
  written: 'write',
  sold: 'sell',
  built: 'build',
  took: 'take',
  taken: 'take',
  gave: 'give',
  given: 'give',
  held: 'hold',
  born: 'birth',
};
const stem = (word: string): string => PAST[word] ?? word.replace(/(?:ed|ing|es|s|t|d)$/, '').slice(0, 5);
const contentOf = (text: string): Set<string> =>
  new Set(
    (text.match(/[a-z]{4,}|\b(?:buy|pay|met)\b/g) ?? [])
      .filter((one) => !/^(?:when|what|which|date|that|they|this|were|have|been|with|from)$/.test(one))
      .map(stem),
  );

const LATER = new RegExp(
  sequence(
    /\b(\d{1,4}) (day|week|month|year)s? /,
    '(after|before|later than|earlier than)',
    / ((?:(?![.?!;]).){3,60})[.?!;]/,
  ),
);

/** "… and that was 30 days after they printed it. When was it printed?" */
const fromTheOtherSide = (low: string): Outcome | undefined => {
  const [date, ...more] = datesIn(low);
  const found = LATER.exec(low);
  if (!date || more.length > 0 || !found || found.index < date.end) return undefined;
  const asked = low.slice(found.index + found[0].length);
  const earlier = contentOf(low.slice(0, found.index));
  const event = [...contentOf(found[4]!)].filter((one) => !earlier.has(one));
  const wanted = contentOf(asked);
  if (!ASKS.test(asked) || !event.some((one) => wanted.has(one)) || [...earlier].some((one) => wanted.has(one)))
    return undefined;
  if (/\d/.test(asked) || /\b(?:not|or|weekday|working|business)\b/.test(low)) return undefined;
  const back = /^(?:after|later)/.test(found[3]!);
  const plus = Number(found[1]) * (back ? -1 : 1);
  return reading({ type: 'date', from: date.date, ...stepOf(plus, found[2]!) }, valuesIn(low), false);
};

const EVERY = /\b(?:every|each) (\d{1,3} |other )?(day|week|month|year)s?\b/;
const NTH = new RegExp(
  sequence(
    `\\b(?:the )?${ORDINAL_TEXT} `,
    anyOf(/(?!of\b|in\b|on\b|day\b|is\b|and\b)[a-z]+/, /due date/),
    /(?: (?:after (?:that|this|it|the (?:first|last|opening|start)|then)(?: one)?|from then|in the (?:series|row)))?\b/,
  ),
);
/** The date is one of those that come: "first delivery 4 January", "the last one was on 10 January". */
const ONE_OF_THEM = new RegExp(
  sequence(
    /\b(?:the |my |our |its )?(first|1st|last|latest|previous)(?: (?!one\b|of\b|day\b)[a-z]+| one)?/,
    /(?: (?:is|was|on|takes place|fell|came|comes|done|due|paid)){0,3} *$/,
  ),
);
const BEGINS = /\b(?:open(?:s|ed|ing)|start(?:s|ed|ing)|begin(?:s|ning)?|began|launch(?:es|ed))\b[^.?!;]*$/;

/** "… on 12 April 2025 and every 3 weeks from then on. Date of the second session after that?" */
const comesAgain = (low: string): Outcome | undefined => {
  const [date, ...more] = datesIn(low);
  const every = EVERY.exec(low);
  if (!date || more.length > 0 || !every || !ASKS.test(low) || SEVERAL_DATES.test(low)) return undefined;
  const rest = low.slice(0, date.start) + low.slice(date.end);
  const scan = scanOf(rest);
  scan.take(EVERY);
  const told = ONE_OF_THEM.exec(low.slice(0, date.start));
  if (told) scan.take(new RegExp(`\\b${told[1]!}\\b`));
  const [isFirst, isLast] = [
    /^(?:first|1st)$/.test(told?.[1] ?? ''),
    told !== null && !/^(?:first|1st)$/.test(told[1]!),
  ];
  const first =
    isFirst ||
    scan.take(/\b(?:the |my |our )?first(?! one\b)(?: [a-z]+)? (?=(?:is|was|on|takes|fell)\b)/) !== undefined;
  const nth = scan.take(NTH);
  if (!nth) return undefined;
  const after = /after|from then/.test(nth[0]);
  const count = ordinalOf(nth[1]!) - (first && !after ? 1 : 0);
  // "A sale every 100 days after the opening": the opening is none of the sales.
  const opens = BEGINS.test(low.slice(0, date.start)) && /\bafter (?:the |its |that |we |it )?[a-z]+/.test(rest);
  if (!first && !isLast && !after && !opens) return undefined;
  const steps = every[1] === 'other ' ? 2 : Number(every[1] ?? 1);
  const span = scan.take(/\b(\d+) (day|week|month|year)s (?:after|later)\b/);
  if (span && (span[2] !== every[2] || Number(span[1]) !== steps * count)) return undefined;
  if (!scan.explained(/\b(?:date|days?|on|after|first|next|from|starts?|starting|begins?|year)\b/g)) return undefined;
  return reading({ type: 'date', from: date.date, ...stepOf(steps * count, every[2]!) }, valuesIn(low), false);
};

/** "Exam on 1 March. What is the date the day before?", "we fly on 3 May; what date is the next day?" */
const BESIDE = new RegExp(
  alternatives(
    sequence(
      /\b(?:the |1 |an? )?(?:very |immediately |right )?(day|week|month|year) (after(?:wards)?|before|later|earlier)/,
      /(?: (?:that|it|this)(?: date| day)?)?(?=\W*$|\W+(?:if|when|what)\b)/,
    ),
    sequence(
      /\b(?:the )?(?:very )?/,
      anyOf(
        /(next|following|previous|preceding) (day|week|month|year)/,
        /comes? (next|after|before)(?: (?:that|it|this))?/,
      ),
      /\b/,
    ),
  ),
);
const besideThat = (low: string): Outcome | undefined => {
  const [date, ...more] = datesIn(low);
  if (!date || more.length > 0 || !/\b(?:what|which)\b[^.?!;]*\bdate\b|\bdate\b/.test(low)) return undefined;
  const scan = scanOf(low.slice(0, date.start) + ' '.repeat(date.end - date.start) + low.slice(date.end));
  const found = scan.take(BESIDE);
  // "What date is the day before 3 May" is told in one sentence.
  if (!found || found.index < date.end) return undefined;
  if (!scan.explained(/\bworking\b(?! days?\b)/g) || /\b(?:weekday|week)\b/.test(scan.rest())) return undefined;
  const [, unit, side, step, stepUnit, comes] = found;
  const back = /^(?:before|earlier|previous|preceding)$/.test(side ?? step ?? comes ?? '');
  const plus = back ? -1 : 1;
  return reading({ type: 'date', from: date.date, ...stepOf(plus, unit ?? stepUnit ?? 'day') }, valuesIn(low), false);
};

const COUNTED = /(?:are |is |being |be )?(?:count(?:ed|ing)?|includ(?:ed|ing|e))/.source;
const THE_END = /(?:the )?(?:first|last|1st|start(?:ing)?|end|final|arrival|departure)(?: day| date| 1)?/.source;
/** One of the ends is none of the days, which is how days are counted anyway. */
const ONE_END = new RegExp(
  anyOf(
    sequence(
      sequence(
        /,? ?(?:(?:if|when|and|but) )?(?:i |we |you )?/,
        /(?:do not|don't|not|without|leaving out|excluding|except|omitting) /,
      ),
      /(?:count(?:ing)? |includ(?:ing|e) )?/,
      `(?:${THE_END}|(?:the )?(?:\\d{1,2}(?:st|nd|rd|th)?(?: of)? ?[a-z]*|[a-z]+ \\d{1,2}(?:st|nd|rd|th)?))`,
      /(?: itself)?(?=\W*$)/,
    ),
    sequence(
      /,? ?(?:if|when|where|and|but) /,
      `(?:${THE_END}|the \\d{1,2}(?:st|nd|rd|th))`,
      ` (?:is|does|do|are) not (?:${COUNTED})`,
      /(?=\W*$)/,
    ),
  ),
);
const NO_END = new RegExp(
  anyOf(
    sequence(
      /,? ?(?:(?:if|when|and|but|with) )?(?:neither|none)/,
      /(?: (?:day|date|end|of (?:them|the (?:days|ends|two))))?(?: is| are)? /,
      /(?:counted|included|counting)(?=\W*$)/,
    ),
    sequence(
      /,? ?(?:not counting|without(?: counting)?|excluding|leaving out|not including) /,
      /(?:either|both|the)/,
      /(?: (?:of them|end|ends|days?|dates?|first and (?:the )?last(?: days?)?))(?=\W*$)/,
    ),
  ),
);

/** "From 3 May to 10 May, not counting 3 May": the days between two dates, with what is said of the ends. */
const withoutEnds = (low: string): Outcome | undefined => {
  const none = NO_END.exec(low);
  const one = none ? undefined : ONE_END.exec(low);
  const told = none ?? one;
  if (!told) return undefined;
  const rest = low.slice(0, told.index) + low.slice(told.index + told[0].length);
  const [from, to, ...more] = datesIn(rest);
  if (!from || !to || more.length > 0 || from.date.slice(0, 2) !== to.date.slice(0, 2)) return undefined;
  if (from.date.startsWith('--') ? from.date >= to.date : !/^\d{4}-/.test(from.date)) return undefined;
  const scan = scanOf(rest.slice(0, from.start) + rest.slice(from.end, to.start) + rest.slice(to.end));
  if (!scan.take(/\bhow many (?:full |whole )?days\b|\bnumber of days\b|\bdays (?=from|between|\W)/)) return undefined;
  if (!scan.explained(/\b(?:between|until|till|days?|is|are)\b/g)) return undefined;
  const uses = valuesIn(low);
  if (!none) return reading({ type: 'days', from: from.date, to: to.date }, uses, false);
  const at = (date: string): number => Date.parse(`${date.replace(/^--/, '2023-')}T00:00:00Z`) / 86_400_000;
  const apart = at(to.date) - at(from.date);
  return Number.isInteger(apart) && apart > 1
    ? reading({ type: 'value', expression: `${apart}-1` }, [...uses, `${apart}`, '1'], false)
    : undefined;
};

export const readToldDates: Reader = ({ low }) =>
  low.length > 240 ? undefined : (fromTheOtherSide(low) ?? comesAgain(low) ?? besideThat(low) ?? withoutEnds(low));
