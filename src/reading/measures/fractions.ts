/**
 * Reads fractions: a fraction of a number ("half of a third of 60"), a number as a fraction in its lowest terms ("25 of
 * the 60 spaces"), which of two is bigger, and what is left of a whole. Words that no role explains end the reading.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { singularOf } from '../../problem/solve/things.ts';
import { unitsNamed } from '../../problem/solve/units.ts';
import { reading, refusal, type Outcome } from '../reading.ts';
import { PART, PARTS } from '../text/fraction-words.ts';
import { scanOf } from '../text/scan.ts';
import { numbersIn, type Text } from '../text/text.ts';
import { readFractionStory, readFractionSum } from './fraction-sums.ts';
import { readShareOf } from './share-roles.ts';
import { sharedAmounts, sharedOf } from './shares.ts';

const N = String.raw`(\d+(?:\.\d+)?)`;
const MONEY = String.raw`[$£€]? ?`;
const ZERO = (): Outcome => refusal('no-solution', 'division by zero has no result');
const usesOf = (low: string): string[] => numbersIn(low).map((one) => one.value);

/** "three quarters of 96", "2/5 of 45 kg", "half of a third of 60": fractions one after the other, then the whole. */
const partOf = ({ low }: Text): Outcome | undefined => {
  const uses = usesOf(low);
  const one = String.raw`(?:(\d+) ?\/ ?(\d+)(?:ths?|rds?)?|(?:(\d+)|an?|1|the)?[ -]?(${PART})s?)(?: (?:of|from))? (?:the |a |an |my )?`;
  const found = new RegExp(
    String.raw`(?<![\d./])((?:${one})+)(?<=\b(?:of|from) (?:the |a |an |my )?)${MONEY}${N}(?![\d/]| ?(?:${PART})s?\b)`,
  ).exec(low);
  if (!found) return undefined;
  const parts = [...found[1]!.matchAll(new RegExp(one, 'g'))].map((match): [number, number] =>
    match[4] === undefined ? [Number(match[1]), Number(match[2])] : [Number(match[3] ?? 1), PARTS[match[4]]!],
  );
  const inside = numbersIn(found[0]).length;
  if (uses.length !== inside || /\b(?:then|plus|minus|add|take away|more|less|left|rest|remain\w*|other)\b/.test(low))
    return undefined;
  const [top, below] = parts.reduce(([a, b], [c, d]) => [a * c, b * d], [1, 1]);
  if (below === 0) return ZERO();
  return reading({ type: 'formula', formula: 'fraction-of', given: [`${top}/${below}`, found.at(-1)!] }, uses);
};

const ASKS = /\b(?:fraction|proportion|part)\b/;
const LOWEST = new RegExp(
  alternatives(
    /\bfraction (?:eaten|left|used|sold|gone|done|taken|unsold|remaining|is (?:that|gone|left))\b/,
    sequence(
      /\b(?:as|in|into|to) (?:an? |the |its |one )?/,
      /(?:(?:simplest|lowest|smallest|simplified|reduced|proper|common|vulgar) )*/,
      /(?:fraction|terms?|form)(?: form)?\b/,
    ),
    /\b(?:simplif(?:y|ied)|reduced?|cancel(?:led)?(?: down)?)\b|\bto the simplest\b|\bwhat fraction\b/,
    /\b(?:which|what) (?:simplest |simple |common )?fraction\b|\b(?:lowest|simplest) terms\b/,
  ),
);
const UNDER = String.raw`(\d+(?:\.\d+)?) ?(?:\/|out of|over|in every) ?(\d+(?:\.\d+)?)`;
const WORDS_OF_FORM = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /simplif(?:y|ied)|reduced?|cancel(?:led)?|down|lowest|simplest|smallest|right|terms?|form/,
      /fraction|decimal|as|same|full|half way|fully|completely|possible|total|all|in all|altogether/,
      /only|each|first|last|morning|days?|week|year|today|end|late|early|broken|missing|even|parts?/,
      /equal|proportion/,
    ),
    /\b/,
  ),
  'g',
);

/** A number, or a part of a whole, as a fraction in its lowest terms. */
const lowest = ({ low }: Text): Outcome | undefined => {
  if (!LOWEST.test(low) || /%|\bpercent|\bratio\b|\d ?: ?\d/.test(low)) return undefined;
  const uses = usesOf(low);
  const scan = scanOf(low);
  scan.takeAll(WORDS_OF_FORM);
  const asFraction = (top: string, below: string): Outcome | undefined => {
    if (Number(below) === 0) return ZERO();
    const [a, b] = [top, below].map((one) => one.split('.')) as [string[], string[]];
    const places = Math.max(a[1]?.length ?? 0, b[1]?.length ?? 0);
    const scaled = ([whole = '', part = '']: string[]): string => `${BigInt(whole + part.padEnd(places, '0'))}`;
    return reading({ type: 'formula', formula: 'as-fraction', given: [`${scaled(a)}/${scaled(b)}`] }, uses);
  };
  if (uses.length === 1 && /\d\.\d/.test(uses[0]!)) {
    scan.takeAll(/\d+\.\d+/g);
    return scan.explained(/\btie-break\b/)
      ? reading({ type: 'formula', formula: 'as-fraction', given: [uses[0]!] }, uses)
      : undefined;
  }
  if (uses.length !== 2) return undefined;
  const told = new RegExp(`(?<![\\d./])${UNDER}(?![\\d/])`).exec(low);
  const left = /\b(?:left|remain\w*|rest|not|n't|others?|without|un(?:sold|read|eaten|used))\b/.test(low);
  scan.takeAll(/\d+(?:\.\d+)?/g);
  if (!scan.explained(/\b(?:left|remain(?:s|ing)?|rest|not|others?)\b/g)) return undefined;
  const shared = told ? { part: told[1]!, whole: told[2]! } : sharedOf(low, ASKS);
  if (!shared) return undefined;
  if (left) {
    const at = low.search(/\b(?:what|which) (?:fraction|part|proportion)\b|\bfraction (?:left|remaining|unsold)\b/);
    const rest = /\b(?:left|remain\w*|un(?:sold|read|eaten|used))\b/;
    if (told || at < 0 || !rest.test(low.slice(at)) || rest.test(low.slice(0, at)) || /\bnot\b|n't/.test(low))
      return undefined;
    const [whole, part] = [shared.whole, shared.part];
    if (!/^\d+$/.test(whole + part)) return undefined;
    return reading(
      { type: 'formula', formula: 'as-fraction', given: [`${Number(whole) - Number(part)}/${whole}`] },
      uses,
    );
  }
  return asFraction(shared.part, shared.whole);
};

/** "20 minutes is what fraction of an hour" */
const ofUnit = ({ low }: Text): Outcome | undefined => {
  if (!/\b(?:what|which) (?:fraction|part|proportion)\b|\bas a fraction of\b/.test(low)) return undefined;
  const shared = sharedAmounts(low);
  if (!shared) return undefined;
  const scan = scanOf(low);
  scan.takeAll(/\d+(?:\.\d+)?|\bwhole\b/g);
  for (const one of low.match(/[a-z]+/g) ?? []) if (unitsNamed(one).length > 0) scan.take(new RegExp(`\\b${one}\\b`));
  if (!scan.explained()) return undefined;
  return reading({ type: 'value', expression: `(${shared.part})/(${shared.whole})` }, usesOf(low));
};

const VALUE = String.raw`(?:(?:(\d+)|an?|the|one)?[ -]?(${PART})s?|(\d+(?:\.\d+)?(?: ?\/ ?\d+)?)(?: ?(%|percent))?)`;
const valueOf = (text: string): string | undefined => {
  const found = new RegExp(`^${VALUE}$`).exec(text.trim());
  if (!found) return undefined;
  if (found[2] !== undefined) return `${found[1] ?? 1}/${PARTS[found[2]]!}`;
  const value = found[3]!.replace(/ /g, '');
  return found[4] === undefined ? value : value.includes('/') ? undefined : `${value}/100`;
};

/** "Which is bigger, a half or three sevenths" */
const bigger = ({ low }: Text): Outcome | undefined => {
  const size =
    /\b(bigger|larger|greater|more|higher|longer|smaller|less|lower|shorter|biggest|largest|greatest|smallest)\b/.exec(
      low,
    )?.[1];
  const pair = new RegExp(
    `(?<![\\w./])(${VALUE})(?: of (?:a|an|the|it|my) [a-z]+)?,? (?:or|and|is ${size ?? ''} than|vs\\.?|versus|than) (?:is it )?(${VALUE})(?![\\w/])`,
  ).exec(low);
  if (size === undefined || !pair || !/\b(?:which|what|is it)\b/.test(low)) return undefined;
  const values = [pair[1]!, pair[6]!].map(valueOf);
  const scan = scanOf(low.replace(pair[0], ' ').replace(/\bof (?:the )?2\b/g, ' '));
  scan.takeAll(new RegExp(`\\b${size}\\b`, 'g'));
  if (values.some((one) => one === undefined || !/[/.]/.test(one)) || !scan.explained()) {
    const fractions = values.filter((one) => one !== undefined && /[/.]/.test(one)).length;
    if (fractions === 0 || !scan.explained() || values.some((one) => one === undefined)) return undefined;
  }
  const which = /^(?:small|less|low|short)/.test(size) ? 'smallest' : 'largest';
  return reading({ type: 'pick', which, rank: 1, numbers: values as string[] }, usesOf(low));
};

const FRACTION = new RegExp(
  String.raw`(?<![\w./])(?:(\d+) ?\/ ?(\d+)(?:ths?|rds?)?|(?:(\d+)|an?|one) (${PART})s?|(half))(?![\w/])`,
  'g',
);
const REMAINS =
  /\b(?:the rest|the remainder|what is left|all else) (?:to|for|goes|went|is for) [^.?]*[.?;] ?(?:what|which)\b[^.?]*|\b(?:what|which|how much)\b[^.?]*\b(?:left|remain\w*|over|rest|unread|uneaten|unpainted|unspent)\b/;

/** What is left of one whole, or a part of a part: "three quarters of a litre, but only half of it". */
const ofOne = ({ low }: Text): Outcome | undefined => {
  if (!/\bwhat (?:fraction|part|proportion)\b|\bwhich (?:fraction|part)\b|\bhow much of\b/.test(low)) return undefined;
  const scan = scanOf(low);
  const fractions = scan
    .takeAll(FRACTION)
    .map((one) => (one[1] === undefined ? `${one[3] ?? 1}/${PARTS[one[4] ?? 'half']!}` : `${one[1]}/${one[2]}`));
  // "A 7/8 inch bar": amounts of a unit are no parts of one whole.
  if (
    new RegExp(
      String.raw`\d ?\/ ?\d+ (?:of an? )?(?:inch\w*|cups?|metres?|meters?|miles?|litres?|liters?|hours?|kg|km|cm)\b`,
    ).test(low)
  )
    return undefined;
  if (fractions.length === 0 || fractions.length > 3 || fractions.some((one) => one.endsWith('/0'))) return undefined;
  const uses = usesOf(low);
  const ofPart =
    /(?<!\b(?:fraction|part|proportion|much) )\b(?:of (?:it|that|this|the rest|what (?:is|was) left|the remain\w+|the recipe)|of (?:that|this) (?:bit|part|piece))\b/.test(
      low,
    );
  const rest = /\bof (?:the rest|what (?:is|was) left|the remain\w+)\b/.test(low);
  scan.takeAll(
    /\b(?:left|remains?|remaining|rest|over|only|more|whole|another|other|others|then|also|all|part|same|pour|first)\b/g,
  );
  if (!scan.explained(/\b(?:morning|today|yesterday|monday|tuesday|day|lunch|evening|afternoon|break|later|after)\b/g))
    return undefined;
  const [first, second] = fractions;
  if (REMAINS.test(low) && /\b(?:some|a (?:piece|bit|few|slice|little|part)|several)\b/.test(low))
    return refusal('missing', 'how much one of the parts is is missing');
  const all = fractions.reduce((sum, one) => sum + Number(one.split('/')[0]) / Number(one.split('/')[1]), 0);
  if (REMAINS.test(low) && !ofPart && all > 1 + 1e-9)
    return refusal('contradiction', 'the parts are more than the whole');
  if (REMAINS.test(low) && !ofPart) return reading({ type: 'value', expression: `1-${fractions.join('-')}` }, uses);
  if (REMAINS.test(low) && rest && second !== undefined && fractions.length === 2)
    return reading({ type: 'value', expression: `(1-${first})*(1-${second})` }, uses);
  // "I ate half of the pie and gave a quarter of it away": it may be the pie.
  const unclear =
    /\b(?:ate|used|drank|spent|took|gave|sold|read|painted) (?:\d+\/\d+|an? [a-z]+|half|\d+ [a-z]+) of (?:the|my|our)\b.* of it\b/;
  if (ofPart && !rest && !REMAINS.test(low) && fractions.length === 2 && !unclear.test(low))
    return reading({ type: 'value', expression: `${first}*${second}` }, uses);
  return undefined;
};

/** A fraction and an amount that stand apart: "two fifths of a load of 350 sacks has gone, how many is that". */
const ofAmount = ({ low }: Text): Outcome | undefined => {
  const found = [...low.matchAll(FRACTION)];
  const [one] = found;
  if (!one || found.length !== 1) return undefined;
  const value = one[1] === undefined ? `${one[3] ?? 1}/${PARTS[one[4] ?? 'half']!}` : `${one[1]}/${one[2]}`;
  if (value.endsWith('/0')) return ZERO();
  return readShareOf(low, { value, start: one.index, end: one.index + one[0].length }, 'fraction');
};

/** "Each napkin takes 3/8 of a metre, how many from 6 metres": how often a fraction goes into an amount. */
const times = ({ low }: Text): Outcome | undefined => {
  const each = new RegExp(
    `\\b(?:each|every|per|an?|1) ([a-z]+) (?:takes?|needs?|uses?|eats?|gets?|holds?|requires?|drinks?) (?:an? |1 )?(?:(\\d+) ?/ ?(\\d+)|(\\d+)? ?(${PART})s?)(?: of)?(?: an?| 1)? ([a-z]+)`,
  ).exec(low);
  if (!each) return undefined;
  const [all, thing = '', top, below, count, part, unit = ''] = each;
  const rest = low.replace(all, ' ');
  const [amount, ...more] = numbersIn(rest);
  const [single, one] = [singularOf(unit), singularOf(thing)];
  if (!amount || more.length > 0) return undefined;
  const noun = singularOf(/^ ?([a-z]+)/.exec(rest.slice(amount.end))?.[1] ?? '');
  const asked = singularOf(/\bhow many ([a-z]+)\b/.exec(rest)?.[1] ?? '');
  if (noun !== single || asked !== one || /\b(?:left|over|more|rest|remain\w*|waste|not)\b/.test(rest))
    return undefined;
  const value = top === undefined ? `${count ?? 1}/${PARTS[part!]!}` : `${top}/${below}`;
  if (value.endsWith('/0')) return ZERO();
  return reading({ type: 'value', expression: `${amount.value}/(${value})` }, usesOf(low), false);
};

/** "A fraction with 6 at the bottom": its numbers are no amounts. */
const UPPER_LOWER = /\b(?:denominator|numerator|(?:at|on|in) the (?:bottom|top)|on top)\b/;

/** A mention of a fraction as a part: what is computed of it. */
export const readFraction = (text: Text): Outcome | undefined =>
  bigger(text) ??
  ofUnit(text) ??
  lowest(text) ??
  ofOne(text) ??
  (UPPER_LOWER.test(text.low) ? undefined : partOf(text)) ??
  readFractionSum(text.low) ??
  (UPPER_LOWER.test(text.low) ? undefined : ofAmount(text)) ??
  times(text) ??
  readFractionStory(text.low);
