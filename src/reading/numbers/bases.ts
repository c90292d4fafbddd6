/**
 * Reads a change of base by the place of its words: a base that is told of the number ("it is binary", "written in base
 * three") is the one that it is written in, a base that is asked for ("in hex", "to decimal") the one to write it in.
 * Also calls of programming languages, digits said one by one, and how many digits the result has. What is not sure of
 * its place is left to numerals.ts.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { valuesIn, type Text } from '../text/text.ts';
import { candidates, mentionsOf, readBase, type Mention } from './numerals.ts';

const fits = (digits: string, base: number): boolean =>
  [...digits.toLowerCase()].every((one) => Number.parseInt(one, 36) < base);

/** Calls of programming languages: the value and both bases. */
const CALLS: readonly (readonly [RegExp, (match: RegExpExecArray) => readonly [string, number, number]])[] = [
  [
    /\b(?:int|parseint) ?\( ?["']?(?:0[bxo])?([\da-z]+)["']? ?, ?(\d+) ?\)/,
    ([, value, base]) => [value!, Number(base), 10],
  ],
  [/\bbin ?\( ?(\d+) ?\)/, ([, value]) => [value!, 10, 2]],
  [/\bhex ?\( ?(\d+) ?\)/, ([, value]) => [value!, 10, 16]],
  [/\boct ?\( ?(\d+) ?\)/, ([, value]) => [value!, 10, 8]],
  [/(?<![\w.])\(? ?(\d+) ?\)?\.tostring ?\( ?(\d+) ?\)/, ([, value, base]) => [value!, 10, Number(base)]],
];

const readCall = (low: string): Outcome | undefined => {
  if (low.length > 120) return undefined;
  for (const [pattern, partsOf] of CALLS) {
    const match = pattern.exec(low);
    if (!match) continue;
    const rest = low.slice(0, match.index) + low.slice(match.index + match[0].length);
    if (/\d|[+*/]|\b(?:plus|minus|times|length|len|count|reverse\w*)\b/.test(rest)) return undefined;
    const [value, from, to] = partsOf(match);
    return reading({ type: 'base', value: value.toUpperCase(), from, to }, valuesIn(low));
  }
  return undefined;
};

/** "one one zero one" as one number. */
const joined = ({ text, low }: Text): Text => {
  const pattern = /(?<![\d.,] ?)\b[01](?: [01]){2,}\b(?! ?[\d.,])/g;
  if (!/\bbinary\b|\bbase 2\b/.test(low)) return { text, low };
  const join = (one: string): string => one.replace(pattern, (run) => run.replaceAll(' ', ''));
  return { text: join(text), low: join(low) };
};

const COMPUTERS = new RegExp(
  sequence(
    /\b(?:like |as |how )?(?:would |do |does )?(?:an? )?computers? (?:would |do |does )?/,
    /(?:write|writes|say|store|see|use)s?\b/,
  ),
);
const ONLY_BITS = new RegExp(
  alternatives(
    sequence(
      /\b(?:with|using|of|in) (?:only|just) (?:the )?(?:digits |numbers )?(?:0'?s?|zeros?) (?:and|or) /,
      /(?:1'?s?|ones)\b/,
    ),
    sequence(
      /\b(?:with|of|in) (?:just |only )?/,
      /(?:ones and zero(?:e)?s|zero(?:e)?s and ones|1'?s and 0'?s|0'?s and 1'?s)\b/,
    ),
  ),
);

/** Signs and words between clauses, so that what is told parts from what is asked. */
const CLAUSE = /[.;?!,:]+\s+|[.?!]+$| - |\b(?:but|so|and (?=(?:he|she|it|they|i|we|what|whats|how|which)\b))/g;
const ASKS = new RegExp(
  alternatives(
    sequence(
      /\b/,
      anyOf(
        /what|whats|which|how|convert|write|turn|change|express|give|need|needs|want|wants|put|translate/,
        /show|make|find|tell|to|into|equivalent|value|say|mean|means|be|equals?|represent|encode|for/,
      ),
      /\b/,
    ),
    /->|=/,
  ),
);

type Clause = { start: number; end: number; asks: boolean };

const clausesOf = (low: string): Clause[] => {
  const out: Clause[] = [];
  let start = 0;
  for (const match of [...low.matchAll(CLAUSE), undefined]) {
    const end = match?.index ?? low.length;
    const part = low.slice(start, end);
    if (part.trim() !== '') out.push({ start, end, asks: ASKS.test(part) });
    start = (match?.index ?? low.length) + (match?.[0].length ?? 0);
  }
  return out;
};

const WHAT_NUMBER = new RegExp(
  alternatives(
    sequence(
      /\b(?:what|whats|which)\b[^.?!]*\b/,
      /(?:number|that|it|this|normally|us|value|figure|mean|real|actual\w*|be)\b/,
    ),
    /\bhow (?:many|much)\b/,
  ),
);

/** The base is told of a number in one clause, and a later one asks which number that is. */
const toldThenAsked = (
  low: string,
  number: { start: number; end: number },
  mentions: readonly Mention[],
): Mention | undefined => {
  const bases = mentions.filter((one) => one.base !== 10);
  const [told] = bases;
  if (!told || bases.some((one) => one.base !== told.base)) return undefined;
  const clauses = clausesOf(low);
  const within = (at: number): Clause | undefined => clauses.find((one) => at >= one.start && at < one.end);
  const [clause, home] = [within(told.start), within(number.start)];
  const asking = clauses.findLast((one) => WHAT_NUMBER.test(low.slice(one.start, one.end)));
  if (!clause || !home || !asking || asking === clause || asking === home) return undefined;
  if (
    /\b(?:need|needs|want|wants|convert|write it|put it|turn it|asked for)\b/.test(low.slice(clause.start, clause.end))
  )
    return undefined;
  if (bases.some((one) => within(one.start) === asking || /\b(?:to|into|->) ?$/.test(low.slice(0, one.start))))
    return undefined;
  return told;
};

const COUNTS: readonly (readonly [RegExp, 'digits' | 'ones' | 'zeros'])[] = [
  [/\bhow many (?:1s|1'?s|ones|1-bits|set bits|bits (?:are )?(?:set|on))\b|\bnumber of (?:1s|ones|1'?s)\b/, 'ones'],
  [/\bhow many (?:0s|0'?s|zero(?:e)?s)\b|\bnumber of (?:0s|zero(?:e)?s|0'?s)\b/, 'zeros'],
  [
    /\bhow many (?:binary |hex(?:adecimal)? )?(?:digits|bits|places)\b|\bnumber of (?:binary )?(?:digits|bits)\b/,
    'digits',
  ],
];

/** "how many bits does 200 need", "how many 1s are in 77 in binary" */
const readCount = (low: string, mentions: readonly Mention[]): Outcome | undefined => {
  const count = COUNTS.find(([pattern]) => pattern.test(low));
  if (!count || /\b(?:can|combinations|values|numbers can|different)\b/.test(low.replace(count[0], ' ')))
    return undefined;
  const rest = low.replace(count[0], (found) => ' '.repeat(found.length));
  const bits = /\bbits?\b/.test(low);
  const bases = [...new Set([...mentions.map((one) => one.base), ...(bits ? [2] : [])])].filter((one) => one !== 10);
  const numbers = valuesIn(rest.replace(/\bbase[- ]\d+\b/g, ' '));
  const [base] = bases;
  const [value] = numbers;
  if (bases.length !== 1 || numbers.length !== 1 || base === undefined || !/^\d+$/.test(value ?? '')) return undefined;
  if (/\b(?:byte|letter|character|word)s?\b/.test(rest)) return undefined;
  return reading({ type: 'base', value: value!, from: 10, to: base, count: count[1] }, valuesIn(low));
};

const LARGEST = new RegExp(
  sequence(
    /\b(?:largest|biggest|highest|greatest|max(?:imum)?) (?:possible )?/,
    /(?:number|value|(?:decimal )?integer)?\b[^.?!]*?\b(?:with|in|of|using|from|by|fits? in(?:to)?) /,
    /(?:only )?(\d+)[ -](?:bits?|binary digits?)\b/,
  ),
);

const readLargest = (low: string): Outcome | undefined => {
  const match = LARGEST.exec(low);
  if (!match || /\bsigned\b|\b(?:hex|octal)\w*\b/.test(low) || valuesIn(low).length !== 1) return undefined;
  return Number(match[1]) > 200
    ? undefined
    : reading({ type: 'value', expression: `2^${match[1]}-1` }, valuesIn(low), false);
};

const NOT_TEN = /\bnot (?:written )?in (?:base 10|decimal)\b|\bisn'?t (?:in )?(?:base 10|decimal)\b/;
const NO_HEX_DIGIT = /\bhex(?:adecimal)? (?:(?:digit|number|value) )?([g-z])\b(?! is)|\bhex(?:adecimal)? ([g-z]) ?\d/;

const short = (low: string): RegExpExecArray | null => /^\W*(bin|binary|octal|oct|hex) (\d+)\W*$/.exec(low);

const byClauses = (text: Text): Outcome | undefined => {
  const { low } = text;
  const mentions = [...mentionsOf(low)];
  if (NOT_TEN.test(low) && /\d/.test(low) && mentions.every((one) => one.base === 10))
    return refusal('missing', 'the base that it is written in is missing');
  const wrong = NO_HEX_DIGIT.exec(low);
  if (wrong) return refusal('invalid-input', `there is no hexadecimal digit ${(wrong[1] ?? wrong[2])!.toUpperCase()}`);
  const bare = short(low);
  if (bare && !fits(bare[2]!, bare[1]!.startsWith('b') ? 2 : bare[1]!.startsWith('o') ? 8 : 16))
    return reading(
      { type: 'base', value: bare[2]!, from: 10, to: bare[1]!.startsWith('b') ? 2 : 8 },
      [bare[2]!],
      false,
    );
  // "A creature with three fingers writes 212": what counts things is not the number.
  const all = candidates(text, mentions);
  const numbers = all.length > 1 ? all.filter((one) => !/^ (?!is\b)[a-z]{3,}s\b/.test(low.slice(one.end))) : all;
  const [number] = numbers;
  if ((COMPUTERS.test(low) || ONLY_BITS.test(low)) && numbers.length <= 3) return withBits(text, mentions);
  if (!number || numbers.length !== 1 || number.value.includes('.') || number.value.startsWith('-')) return undefined;
  const told = toldThenAsked(low, number, mentions);
  if (!told) return undefined;
  return reading({ type: 'base', value: number.value.toUpperCase(), from: told.base, to: 10 }, valuesIn(low), false);
};

/** "how do you write nineteen with only 0 and 1", "110 is a number of just ones and zeros, what is it normally" */
const withBits = ({ text, low }: Text, mentions: readonly Mention[]): Outcome | undefined => {
  const plain = low.replace(ONLY_BITS, (found) => ' '.repeat(found.length));
  const rest = [...text].map((one, i) => (plain[i] === ' ' && low[i] !== ' ' ? ' ' : one)).join('');
  const numbers = candidates(
    { text: rest, low: plain },
    mentions.filter((one) => one.base === 10),
  );
  const [number] = numbers;
  if (
    !number ||
    numbers.length !== 1 ||
    !/^\d+$/.test(number.value) ||
    mentions.some((one) => one.base > 2 && one.base !== 10)
  )
    return undefined;
  const writes = /\b(?:write|writes|say|store|see|put|spell|represent|look|type)\b/.test(plain);
  const asksPlain = /\b(?:normal|ordinary|usual|regular|real|decimal|for us|normally)\b/.test(plain);
  if (writes === asksPlain) return undefined;
  const problem = writes ? { from: 10, to: 2 } : { from: 2, to: 10 };
  return reading({ type: 'base', value: number.value, ...problem }, [...valuesIn(low), '0', '1'], false);
};

/** How many digits a number has in a base, and the largest number of so many. */
export const readBits: Reader = ({ low }) =>
  low.length > 200 ? undefined : (readCount(low, mentionsOf(low)) ?? readLargest(low));

export const readBases: Reader = (text) => {
  const call = readCall(text.low);
  if (call) return call;
  const one = joined(text);
  const found = (text.low.length > 300 ? undefined : byClauses(one)) ?? readBase(one);
  const spoken = one.low === text.low ? [] : valuesIn(text.low);
  return found?.type === 'problem' ? { ...found, uses: [...found.uses, ...spoken] } : found;
};
