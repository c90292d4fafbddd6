/**
 * Units of a word problem: what its numbers count, periods and measures that would have to be converted, and terms that
 * cannot be added to each other.
 */
import { alternatives, sequence } from '../../regex.ts';
import { numbersIn, valuesIn } from '../text/text.ts';

/** A story as the cues look at it. `low`: the question in small letters, numbers as digits. */
export type Claim = {
  low: string;
  /** The sentence that asks, and all before it. */
  asked: string;
  facts: string;
  expression: string;
  /** Numbers of the expression, repeated ones too. */
  numbers: readonly string[];
  answer: string;
};

/** Whether one of these is a number of the expression. */
export const has = ({ numbers }: Claim, ...constants: readonly string[]): boolean =>
  constants.some((one) => numbers.some((number) => Number(number) === Number(one)));

/** Periods in days, roughly; a rate by one of them and a span in another need a number between. */
const PERIODS = ['second', 'minute', 'hour', 'day', 'week', 'month', 'year'] as const;
const PERIOD = PERIODS.join('|');
const RATE = new RegExp(
  String.raw`\b(?:per|every|each|an?|1) (${PERIOD}|morning|night|evening|afternoon|weekday|weekend)\b(?! ?(?:ago|later|earlier|before|after))|\b(dai|week|month|year|hour)ly\b`,
);
const SPANS = new RegExp(String.raw`\b\d+(?:\.\d+)?[ -](${PERIOD})s?\b`, 'g');
const periodOf = (word: string): string => {
  if (/^(?:morning|night|evening|afternoon|dai)$/.test(word)) return 'day';
  return word;
};
const FACTORS = ['7', '4', '5', '12', '52', '365', '60', '24', '30', '31', '3600'];

/** A rate by one period and a span in another, and no number between them. */
export const unconverted = (claim: Claim): boolean => {
  const rate = RATE.exec(claim.low);
  if (!rate) return false;
  const by = periodOf(rate[1] ?? rate[2]!);
  const spans = [...claim.low.matchAll(SPANS)].map((one) => one[1]!);
  const asks = new RegExp(String.raw`\bhow many (${PERIOD})s\b`).exec(claim.asked)?.[1];
  const all = [...spans, ...(asks === undefined ? [] : [asks])];
  const constants = claim.numbers.filter((one) => !valuesIn(claim.low).includes(one));
  return all.length > 0 && !all.includes(by) && !constants.some((one) => FACTORS.includes(String(Number(one))));
};

/** What is asked, what is told, and the number that lies between. */
const MEASURES: readonly (readonly [RegExp, RegExp, string])[] = [
  [/\bhow many (?:[a-z]+ )?hours?\b/, /\bminutes?\b/, '60'],
  [/\bhow many (?:[a-z]+ )?minutes?\b/, /\b\d+ (?:hours?|seconds?)\b/, '60'],
  [/\bhow many (?:[a-z]+ )?ounces?\b/, /\b(?:pounds?|gallons?|cups?)\b/, '16'],
  [/\bhow many (?:[a-z]+ )?pounds?\b/, /\bounces?\b/, '16'],
  [/\bhow many (?:[a-z]+ )?feet\b/, /\b(?:inch(?:es)?|yards?)\b/, '12'],
  [/\bhow many (?:[a-z]+ )?inch(?:es)?\b/, /\b(?:feet|foot|yards?)\b/, '12'],
  [/\bhow many (?:[a-z]+ )?(?:dollars?|euros?|pounds)\b/, /\b(?:cents?|quarters?|dimes?|nickels?|pennies)\b/, '100'],
  [/\bhow much\b/, /\b(?:quarters|dimes?|nickels?|penn(?:y|ies))\b/, '100'],
  [/\bhow (?:much|many)\b/, /\b\d+ cents?\b.*(?:\$|\bdollars?\b)|(?:\$|\bdollars?\b).*\b\d+ cents?\b/, '100'],
  [/\bhow many (?:quarters|dimes|nickels|pennies)\b/, /[$]|\bdollars?\b/, '100'],
];

/** Asked in one unit, told in another, and no number between them. */
export const unmeasured = (claim: Claim): boolean =>
  MEASURES.some(
    ([asks, told, by]) =>
      asks.test(claim.asked) &&
      told.test(claim.facts) &&
      !has(claim, by, '0.01', '0.1', '0.25', '25', '5', '36', '3', '4', '128', '8'),
  );

const PAIRED: readonly (readonly [RegExp, RegExp])[] = [
  [/\d ?(?:kilometers?|kilometres?|km)\b/, /\d ?(?:meters?|metres?|m)\b/],
  [/\d ?(?:meters?|metres?|m)\b/, /\d ?(?:centi|milli)met(?:er|re)s?\b|\d ?cm\b/],
  [/\d ?(?:kilograms?|kilos?|kgs?)\b/, /\d ?grams?\b/],
  [/\d[- ]years?\b|\bper year\b|\ba year\b/, /\d[- ]months?\b|\bper month\b|\ba month\b/],
  [/\d[- ](?:feet|foot)\b/, /\d[- ]inch(?:es)?\b|\d[- ]yards?\b/],
  [/\d[- ]pounds?\b/, /\d[- ]ounces?\b/],
  [/\d[- ]gallons?\b/, /\d[- ](?:quarts?|cups?|ounces?|pints?)\b/],
  [/\d[- ]hours?\b/, /\d[- ]minutes?\b/],
  [/\d[- ]weeks?\b/, /\d[- ]days?\b/],
];

/** Two units of one measure, and only numbers that the question tells. */
export const paired = (claim: Claim): boolean =>
  PAIRED.some(([a, b]) => a.test(claim.low) && b.test(claim.low)) &&
  claim.numbers.every((one) => valuesIn(claim.low).includes(one));

const MEASURE = new RegExp(
  sequence(
    /^[ -](?:more |other )?/,
    '(',
    alternatives(
      /kilomet(?:er|re)|met(?:er|re)|centimet(?:er|re)|mile|yard|pound|ounce|gram|kilogram|liter|litre/,
      /quart|gallon|pint/,
    ),
    ')',
    /s?\b/,
  ),
);

/** What a number counts: money, a span, something else, or '' where no word tells. */
const kindOf = (low: string, start: number, end: number): string => {
  const after = low.slice(end);
  if (
    /[$£€] ?$/.test(low.slice(Math.max(0, start - 2), start)) ||
    /^ ?(?:more |less )?(?:[$£€]|dollars?|euros?|cents?|bucks)/.test(after)
  )
    return 'money';
  const span = new RegExp(String.raw`^[ -](?:more |other )?(${PERIOD})s?\b`).exec(after)?.[1];
  if (span !== undefined) return span;
  const unit = MEASURE.exec(after)?.[1];
  if (unit !== undefined) return unit;
  return /^ (?!on|for|and|each|of|to|in|mon|tues|wednes|thurs|fri|satur|sun|yesterday|today|more|less|from|at|with|were|was|are|is|left|later|but|because|times|then|the|that|who|which|when|after|before)[a-z]{3,}/.test(
    after,
  )
    ? 'thing'
    : '';
};

/** What each number of the question counts; '' also where one value counts several things. */
const kindsIn = (low: string): Map<string, string> => {
  const kinds = new Map<string, string>();
  for (const { value, start, end } of numbersIn(low)) {
    const kind = kindOf(low, start, end);
    kinds.set(value, (kinds.get(value) ?? kind) === kind ? kind : '');
  }
  return kinds;
};

/** Parts between the signs + and - of one level. */
const termsOf = (expression: string): string[][] => {
  const groups = [...expression.matchAll(/\(([^()]*)\)/g)].map((one) => one[1]!.split(/[-+]/));
  const outer = expression.replace(/\(([^()]*)\)/g, (_, inside: string) => inside.replace(/[-+].*/, ''));
  return [...groups, outer.split(/[-+]/)].filter((one) => one.length > 1);
};

/** The kind of a term: of money where one of its numbers is, else of its only number. */
const kindOfTerm = (term: string, kinds: ReadonlyMap<string, string>): string => {
  const found = (term.match(/\d+(?:\.\d+)?/g) ?? []).map((one) => kinds.get(one) ?? '');
  if (found.includes('money')) return 'money';
  if (found.length === 1) return found[0]!;
  return found.every((one) => one === 'thing') ? 'thing' : '';
};

/** Money, spans, measures and things added to each other. */
export const mixed = ({ low, expression }: Claim): boolean => {
  const kinds = kindsIn(low);
  return termsOf(expression).some((terms) => {
    const told = new Set(terms.map((one) => kindOfTerm(one, kinds)));
    told.delete('');
    return told.size > 1;
  });
};
