/**
 * Reads lists of amounts with units, dates and clock times that are to be sorted or picked from, and who has which:
 * "1.2 m, 95 cm, 1500 mm, longest first", "Ana 12.4 s, Bo 11.9 s: who was fastest?". Every number of the question
 * must be one of the items.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { unitsNamed } from '../../problem/solve/units.ts';
import { MONTHS } from '../../problem/solve/calendar.ts';
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { numbersIn, type Text } from '../text/text.ts';
import { wantedOf, type ItemKind } from './ends.ts';

type Item = { text: string; label?: string; start: number; end: number };
type Items = { kind: ItemKind; items: Item[] };

const MONTH = MONTHS.map((one) => `${one.slice(0, 3)}(?:${one.slice(3)})?`).join('|');
const DATE = new RegExp(
  String.raw`(?<![\d-])\d{4}-\d{1,2}-\d{1,2}(?![\d-])|(?<!\d)\d{1,2}(?:st|nd|rd|th)? (?:of )?(?:${MONTH})\b(?:\.(?=,? ?[\d,]| and\b| or\b))?(?:,? \d{4})?|\b(?:${MONTH})\.? \d{1,2}(?:st|nd|rd|th)?(?:,? \d{4})?(?![\d:])`,
  'giu',
);
const CLOCK = /(?<![\d:.])\d{1,2}:\d\d(?::\d\d)?(?: ?[ap]\.?m\b\.?)?(?![\d:])|(?<![\d:.])\d{1,2} ?[ap]\.?m\b\.?/gi;
const AMOUNT = /(?<![\p{L}\d.,-])(-?\d+(?:\.\d+)?) ?([\p{L}°²%€£$]+)(?![\p{L}\d])/gu;

const found = (text: string, pattern: RegExp): Item[] =>
  [...text.matchAll(pattern)].map((match) => ({
    text: match[0].trim(),
    start: match.index,
    end: match.index + match[0].length,
  }));

/** Numbers of a text outside of its items. */
const rest = (text: string, items: readonly Item[]): string => {
  let out = text;
  for (const { start, end } of items.toReversed()) out = `${out.slice(0, start)} , ${out.slice(end)}`;
  return out;
};

/** Amounts of one dimension; 'mixed' where they measure different things. */
const amountsIn = (text: string): Items | 'mixed' | undefined => {
  const items = found(text, AMOUNT).filter((one) => unitsNamed(one.text.replace(/^-?[\d.]+ ?/, '')).length > 0);
  if (items.length < 2) return undefined;
  const dimensions = items.map((one) => unitsNamed(one.text.replace(/^-?[\d.]+ ?/, '')).map((unit) => unit.dimension));
  const shared = dimensions[0]!.find((one) => dimensions.every((others) => others.includes(one)));
  if (shared === undefined) return 'mixed';
  return { kind: shared === 'time' ? 'duration' : 'amount', items };
};

/** The name before an amount: "Ana is 160 cm", "Bo (172 cm)", "Cy: 155 cm". */
const labelled = (text: string, items: readonly Item[]): Item[] | undefined => {
  const out = items.map((item, i) => {
    const before = text.slice(i === 0 ? 0 : items[i - 1]!.end, item.start);
    const label =
      /(?:^|[,;:.]|\band\b|\b(?:but|while)\b)\s*(?:the )?(\p{L}[\p{L}\p{N}_'-]*(?: (?!(?:is|was|has|had|weighs|weighed|costs?|measures|took|ran|got|scored|needs|takes|in|at|did|swam|jumped|threw)\b)[\p{L}\p{N}]+)?)(?: (?:is|was|has|had|weighs|weighed|costs?|measures|took|ran|got|scored|needs|takes|in|at|did|swam|jumped|threw))?\s*[:=(-]?\s*$/u.exec(
        before,
      )?.[1];
    return label === undefined || NO_LABEL.test(label) ? item : { ...item, label };
  });
  const count = out.filter((one) => one.label !== undefined).length;
  if (count === 0) return [...items];
  // A word before the first of them alone belongs to the question.
  if (count === 1 && out[0]!.label !== undefined) return [...items];
  return count === items.length ? out : undefined;
};
const NO_LABEL = new RegExp(
  sequence(
    /^/,
    anyOf(
      /and|or|of|the|are|is|from|with|have|has|i have|these|those|them|lengths?|weights?|times?|dates?/,
      /sizes?|prices?|order|sort|put|arrange|list|than|about|for tomorrow|between/,
    ),
    /\b/,
  ),
  'i',
);

const CLAIM = new RegExp(
  sequence(
    /[,;.]? ?\b(?:she|he|they|i|we|my [a-z]+)(?:'s| is| am|'m| are)? /,
    /(?:convinced|sure|certain|says?|said|thinks?|thought|reckons?|guess(?:ed)?)\b[^?]*$/,
  ),
  'i',
);
const ASKS = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /sort|order|arrange|rank|list|put|line|which|what|who|whats|whos|first|to|from|top|longest/,
      /shortest|pick|find|earliest|latest|ascending|descending|chronological|out of|of/,
    ),
    /\b/,
  ),
  'i',
);
/** More than a list and its order is told. */
const MORE = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /than|each|every|twice|half|double|total|sum|average|mean|difference|how (?:many|much|long|far)/,
      /convert|between|after|before|later|ago|not|except|without|if|per/,
    ),
    /\b/,
  ),
  'i',
);

const isDated = (one: string): boolean => /\d{4}-|[a-z]{3}/i.test(one);

const itemsIn = (text: string): Items | 'mixed' | undefined => {
  const dates = found(text, DATE).filter((one) => isDated(one.text));
  if (dates.length >= 2) return { kind: 'date', items: dates };
  const clocks = found(text, CLOCK);
  if (clocks.length >= 2) return { kind: 'clock', items: clocks };
  return amountsIn(text);
};

/** Plain numbers side by side, for words that the other readers of numbers do not know ("coldest out of -3 and 2"). */
const numbersOnly = (text: string): Items | undefined => {
  const all = numbersIn(text);
  if (all.length < 2 || /[=^*<>]|\d ?[-+/] ?\d|\d\d?:\d|\d-\d/.test(text)) return undefined;
  const between = all
    .slice(1)
    .every((one, i) => /^\s*(?:,|and|or|;|\s|,? ?and|,? ?or)\s*$/.test(text.slice(all[i]!.end, one.start)));
  return between
    ? { kind: 'number', items: all.map((one) => ({ text: one.value, start: one.start, end: one.end })) }
    : undefined;
};

/** "sorted([…], reverse=True)", "£4.50", "i mean": in one form. */
const plainly = (text: string): string => {
  const down = /\breverse ?= ?true\b/i.test(text);
  return text
    .replace(/,? ?\breverse ?= ?(?:true|false)\b/gi, ' ')
    .replace(/\bsorted\(/gi, down ? ' descending (' : ' ascending (')
    .replace(/[£$€](?=\d)/g, '')
    .replace(/\bi mean\b/gi, ' ');
};

/** Between items stand only signs, or names where each has one. */
const sideBySide = (text: string, items: readonly Item[]): boolean =>
  items
    .slice(1)
    .every((one, i) => /^[\s,;•()-]*(?:(?:and|or|&)\b)?[\s,;•()-]*$/i.test(text.slice(items[i]!.end, one.start)));

/** Things of the list that are told in words. */
const WORDED = /\b(?:noon|midnight|midday|the other one|the rest|half past|quarter)\b/i;

const IN_ORDER = /\bin (?:the )?(?:right |correct |proper |date |time |calendar )?order\b/;

/** Words of maps, divisors and sums: their numbers are no list. */
const OTHER = new RegExp(
  alternatives(
    sequence(
      /\b/u,
      anyOf(
        /common|factors?|divisors?|multiples?|divides?|pieces?|cut|ways?|routes?|paths?|roads?|streets?/u,
        /distance|stops?|edges?|links?|things?|gcd|lcm|hcf|closed|primes?|squares?/u,
        /numbers? (?:that|which)|digits?|words?|letters?/u,
      ),
      /\b/u,
    ),
    /\p{L}(?: ?-> ?|-)\p{L}|\b\p{L}+ to (?:the )?\p{L}+ (?:rd |st )?\d+(?![\d:])/u,
    /\b\p{L}+ to \p{L}+ (?:is|takes)\b/u,
  ),
  'u',
);

export const readTyped: Reader = ({ text: told, low }: Text): Outcome | undefined => {
  if (low.length > 800 || !ASKS.test(low) || OTHER.test(low)) return undefined;
  const text = plainly(told.replace(CLAIM, ''));
  const typed = itemsIn(text) ?? numbersOnly(text);
  if (!typed) return undefined;
  if (typed === 'mixed')
    return /\b(?:sort|order|arrange|rank)\b|\b[a-z]+est first\b/.test(low) && numbersIn(low).length <= 6
      ? refusal('invalid-input', 'they measure different things: one can not be compared with the other')
      : undefined;
  const outside = rest(text, typed.items);
  if (numbersIn(outside).length > 0 || MORE.test(outside) || WORDED.test(outside)) return undefined;
  const items = labelled(text, typed.items);
  const bare =
    /^(?:date|clock)$/.test(typed.kind) &&
    (/^\W*(?:please )?(?:sort|order|arrange|put|list)\b/.test(low) || IN_ORDER.test(low)) &&
    !/\b(?:which|what|who|by|reversed?|backwards|[a-z]+est)\b/.test(low);
  const wanted =
    bare && !/\b(?:first|last|to|descending)\b/.test(outside)
      ? { order: 'ascending' as const, at: undefined }
      : wantedOf(outside.replace(/\b(?:first|last) names?\b/gi, ' '), typed.kind, typed.items.length);
  if (!items || !wanted || (items[0]!.label === undefined && !sideBySide(text, items))) return undefined;
  // "and the door": one of them has no amount.
  if (/^\s*,?\s*(?:and|or)\b/i.test(text.slice(items.at(-1)!.end))) return undefined;
  if (typed.kind === 'number' && /\b(?:odd|even|prime|negative|positive|digits?)\b/.test(low)) return undefined;
  const called = items.flatMap((one) => one.label?.toLowerCase() ?? []);
  // "Pipe 20 cm, pipe 50 cm": a name of all of them tells none from the others.
  const labels = new Set(called).size === 1 ? [] : items.flatMap((one) => one.label ?? []);
  // One unit behind all of them says nothing: they are sorted as numbers.
  const units = new Set(items.map((one) => one.text.replace(/^[-\d.]+ ?/, '')));
  if (/^(?:amount|duration)$/.test(typed.kind) && labels.length === 0 && units.size === 1 && wanted.at === undefined)
    return undefined;
  if (new Set(labels.map((one) => one.toLowerCase())).size < labels.length)
    return refusal('contradiction', 'two amounts are told of one');
  const by =
    typed.kind === 'date' ? 'date' : typed.kind === 'clock' ? 'clock' : typed.kind === 'number' ? 'value' : 'amount';
  return reading(
    {
      type: 'sort',
      by,
      order: wanted.order,
      items: items.map((one) => one.text),
      ...(labels.length > 0 && { labels }),
      ...(wanted.at !== undefined && { at: wanted.at }),
    },
    [...numbersIn(low).map((one) => one.value), ...(low.match(/\d+/g) ?? [])],
  );
};
