/**
 * Dates that are told from the other side, and dates that come again: "it ended on 3 May, 30 days after it began: when
 * did it begin?", "on 12 April and every 3 weeks from then on: the second one after that?".
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { reading, type Outcome, type Reader } from '../reading.ts';
import { ORDINAL_TEXT, ordinalOf, scanOf } from '../text/scan.ts';
import { valuesIn } from '../text/text.ts';
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

const EVERY = /\b(?:every|each) (\d{1,3} )?(day|week|month|year)s?\b/;
const NTH = new RegExp(
  `\\b(?:the )?${ORDINAL_TEXT} [a-z]+(?: (?:${anyOf(/after (?:that|this|it)(?: one)?/, /after the first(?: one)?/, /from then/)}))?\\b`,
);

/** "… on 12 April 2025 and every 3 weeks from then on. Date of the second session after that?" */
const comesAgain = (low: string): Outcome | undefined => {
  const [date, ...more] = datesIn(low);
  const every = EVERY.exec(low);
  if (!date || more.length > 0 || !every || every.index < date.start || !ASKS.test(low)) return undefined;
  const rest = low.slice(0, date.start) + low.slice(date.end);
  const scan = scanOf(rest);
  scan.take(EVERY);
  const first =
    scan.take(/\b(?:the |my |our )?first(?! one\b)(?: [a-z]+)? (?=(?:is|was|on|takes|fell)\b)/) !== undefined;
  const nth = scan.take(NTH);
  if (!nth || !scan.explained(/\b(?:date|days?|on|after|first|next|from|starts?|starting|begins?)\b/g))
    return undefined;
  const after = /after|from then/.test(nth[0]);
  const count = ordinalOf(nth[1]!) - (first && !after ? 1 : 0);
  if (!first && !after) return undefined;
  const plus = Number(every[1] ?? 1) * count;
  return reading({ type: 'date', from: date.date, ...stepOf(plus, every[2]!) }, valuesIn(low), false);
};

export const readToldDates: Reader = ({ low }) =>
  low.length > 240 ? undefined : (fromTheOtherSide(low) ?? comesAgain(low));
