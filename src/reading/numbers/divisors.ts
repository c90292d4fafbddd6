/**
 * Reads common divisors, common multiples and remainders: by their names, and as stories of equal pieces, of things
 * that come round together, and of what stays when things are shared out.
 */
import { noCommonDivisor, readFactors, soughtByRemainder } from './factors.ts';
import { asksMoreThanOne, withoutAsides } from './number-facts.ts';
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { readSharedOut } from './shared-out.ts';
import { ORDINAL_TEXT, ordinalOf } from '../text/scan.ts';
import { numbersIn, valuesIn } from '../text/text.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';

const GCD = new RegExp(
  alternatives(
    /\bg\.?c\.?[df]\b|\bh\.?c\.?[fd]\b/,
    /\b(?:great|high|larg|bigg)est\s+(?:common|shared)\s+(?:divi[sd]er|divisor|divider|factor|measure|denominator)s?\b/,
    /\b(?:common|shared)\s+(?:divisor|divider|factor)\b/,
  ),
);
const GCD_WORDS = new RegExp(
  alternatives(
    sequence(
      /\b(?:great|larg|bigg|high)est (?:whole )?/,
      anyOf(/number|integer|divisor|factor|one|group|size|thing/),
      /s?\b.*\b/,
      anyOf(
        /goes? (?:evenly |exactly )?into|divides?|dividing|divided|fits? (?:evenly |exactly )?(?:in|into)|divisor/,
        /factor/,
      ),
      /\b/,
    ),
    /\bdivides? (?:evenly )?(?:both|all)\b.*\b(?:great|larg|bigg|high)est\b/,
  ),
);
const LCM = new RegExp(
  alternatives(
    /\bl\.?c\.?m\b|\b(?:least|low|small)(?:est)?\s+(?:common|shared)\s+multiples?\b/,
    /\bcommon multiple\b|\b(?:least|lowest|smallest) common\b/,
  ),
);
const LCM_WORDS = new RegExp(
  sequence(
    /\b(?:small|low|least|first)(?:est)? (?:positive |whole |common )*(?:number|integer|multiple|one|amount)\b.*\b/,
    anyOf(
      /divi|times tables?|multiples?\b|multiple of|tables?\b|count(?:ing)? (?:up )?(?:by|in)|goes? into|go into|fit/,
    ),
  ),
);
const REMAINDER = new RegExp(
  alternatives(
    /\bremainders?\b|\bmod\b|\bmodulo\b|\bmodulus\b|\bleft[- ]?overs?\b|\bleft over\b|\bremains?\b/,
    /\b(?:the|as|a) rest\b|\bremaining\b|\bwhat is left\b|\d\s*%\s*\d|\bstays? (?:over|left|behind)\b/,
  ),
);

/** Numbers given to be divided: `A divided by B`, `B into A`, `A mod B`, groups of B. */
const dividend = (low: string): [string, string] | undefined => {
  const n = '(-?\\d+(?:\\^\\d+)?)';
  const words = (most: number): string => `(?:\\s+[a-z]+){0,${most}}?\\s+`;
  const forms: readonly (readonly [RegExp, boolean])[] = [
    [new RegExp(`${n}\\s*(?:mod(?:ulo|ulus)?|%|//|/)\\s*${n}`), false],
    [
      new RegExp(
        sequence(
          `${n}[^\\d.?!]{0,40}?`,
          /\b(?:divided|split|shared|divide|grouped|dividing)\b/,
          `${words(5)}(?:by|into|among|amongst|between|in)${words(4)}${n}`,
        ),
      ),
      false,
    ],
    [
      new RegExp(
        sequence(
          /\b/,
          anyOf(
            /divide|dividing|divid|split|share(?: out)?|put|pack|take|sharing|splitting|dividing up|divide up|arrange/,
            /packing|putting/,
          ),
          `${words(3)}${n}${words(6)}(?:by|into|among|amongst|between|in|to|with|of)${words(4)}${n}`,
        ),
      ),
      false,
    ],
    [
      new RegExp(
        `${n}[^\\d.?!]{0,40}\\b(?:groups|bags|boxes|rows|packs|sets|piles|teams|packets|bunches|lots) of ${n}`,
      ),
      false,
    ],
    [new RegExp(`${n} [a-z]+ (?:for|among|between|to) (?:the )?${n}`), false],
    [new RegExp(`${n}\\s+(?:goes|go|fits|fit)?\\s*into\\s+${n}`), true],
    [new RegExp(`\\bby ${n}[^\\d]{0,20}\\b(?:divide|dividing)[^\\d]{0,20}${n}`), true],
    [new RegExp(`${n}\\s*(?:by|over)\\s*${n}`), false],
    [new RegExp(`\\b(?:mod|modulo|remainder|rem)\\s*\\(?\\s*${n}\\s*,\\s*${n}`), false],
    [new RegExp(`\\bdivid\\w*\\s+${n}(?:\\s+[a-z]+){0,2}\\s+${n}`), false],
  ];
  for (const [pattern, swapped] of forms) {
    const match = pattern.exec(low);
    if (match) return swapped ? [match[2]!, match[1]!] : [match[1]!, match[2]!];
  }
  return undefined;
};

/** Two tables, both numbers: the smallest number that both divide. */
const commonOf = (low: string): 'gcd' | 'lcm' | undefined => {
  if (GCD.test(low)) return 'gcd';
  if (LCM.test(low)) return 'lcm';
  if (GCD_WORDS.test(low)) return 'gcd';
  return LCM_WORDS.test(low) || /\btimes table\b.*\btimes table\b/.test(low) ? 'lcm' : undefined;
};

const raised = (text: string): string | undefined => {
  const [base, exponent] = text.split('^');
  if (exponent === undefined) return text;
  return Number(exponent) <= 500 ? `${BigInt(base!) ** BigInt(exponent)}` : undefined;
};

/** Two things that come round every so often: when they are together again. */
const ROUNDS = /\b(?:every|each) (\d+)\b/g;
const TOGETHER = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /together|(?:at )?the same time|same (?:day|moment|minute)|both|again|meet|coincide/,
      /at once|simultaneous\w*|line up/,
    ),
    /\b/,
  ),
);
/** Pieces or groups of one size, as large as can be. */
const LARGEST = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /longest|largest|greatest|biggest|most|maximum|max/,
      /as (?:large|big|many|long)(?: [a-z]+)? [a-z]+ as possible/,
      /(?:long|large|big) as possible/,
      /as (?:long|large|big|many) as (?:poss(?:ible)?|(?:it|they|i|we|you|one|i can|we can) can(?: be| make)?|can be)/,
    ),
    /\b/,
  ),
);
const GROUPS = new RegExp(
  anyOf(
    /pieces?|lengths?|groups?|bags?|parcels?|packs?|packets?|teams?|rows?|tiles?|strips?/,
    /kits?|boxes|box|squares?|size|squads?|crews?|troops?|classes|panels?/,
    /bouquets?|baskets?|sets?|bunches|plates?|hampers?|trays?|bundles?|portions?|tables?|lines?/,
  ),
);
const ALIKE = new RegExp(
  alternatives(
    sequence(/\b(?:same|equal|identical|alike|evenly|equally)\b.*\b/, GROUPS, /\b/),
    /\b(?:no|without(?: any)?) (?:waste|cutting|leftovers?|remainder|any left)/,
    sequence(/\b/, GROUPS, /\b.*\b(?:same mix|alike|identical|(?:nobody|no ?one) (?:is )?left out)\b/),
    /\bnothing (?:is )?(?:left|wasted)\b|\bnone left\b/,
    /\bsquare (?:tiles?|pieces?|plots?|flags?|carpet)\b/,
  ),
);
/** "packs of 6 … packs of 8, the fewest of each": a number that both make up. */
const PACKS = /\b(?:packs?|packets?|boxes|bags?|cartons?|bundles?|tins?|multipacks?|sets?|dozens?) of (\d+)\b/g;
const AS_MANY =
  /\b(?:same (?:number|amount)|equal numbers?|as many|the same of (?:each|both)|none (?:is |are )?left|nothing left)\b/;
const FEWEST = /\b(?:fewest|least|smallest|minimum|lowest)\b/;
const SHARES = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /shar|split|divid|pack|deal|dealt|distribut|put|give[ns]?|hand|arrang|fill|group/,
      /load|box|bag|sort|stack|lay/,
    ),
    /\w*\b/,
  ),
);
const HOLDERS = anyOf(
  /boxes|bags|rows|groups|packs|teams|sets|trays|packets|cartons|crates|tables|plates|piles|bunches/,
  /minibuses|vans|shelves|jars|tins|bundles|columns/,
);
const STAYS = new RegExp(
  alternatives(
    /\b(?:left(?: ?over)?|remain\w*|stays?|over|extra|spare|unpacked|unused|loose)\b|\bwithout an? [a-z]+\b/,
    /\b(?:in|on) the last\b|\b(?:is not|not|isn't|isnt) full\b|\bpart(?:ly|[- ]full)\b/,
  ),
);
const IN_THE_LAST = /\b(?:in|on) the last\b|\b(?:is not|not|isn't|isnt) full\b|\bpart(?:ly|[- ]full)\b/;
const AMONG = new RegExp(
  alternatives(
    /\b(?:among|amongst|between|into|to|in) (?:the |my |his |her |our )?(?:[a-z]+ of )?\d+\b/,
    sequence(/\b/, HOLDERS, / (?:of|for|with) \d+\b/),
    /\b(?:holds?|fits?|takes?|seats?|carry|carries|contains?) \d+\b/,
    /\b\d+ (?:[a-z]+ )?(?:on|in|to|at|per) (?:each|every|an?|one) [a-z]+\b/,
  ),
);

/** Things that come round: the first time that they do so together. */
const readRounds = (low: string, numbers: readonly string[], all: readonly string[]): Outcome | undefined => {
  const rounds = [...low.matchAll(ROUNDS)].map((one) => one[1]!);
  if (rounds.length === 0 || !TOGETHER.test(low) || numbers.length < 2 || numbers.length > 3) return undefined;
  if (
    !/\b(?:when|how (?:many|long|soon)|what|after|next|(?:minutes?|mins?|seconds?|hours?|days?|weeks?) (?:til+|until))\b/.test(
      low,
    )
  )
    return undefined;
  const listed = /\bevery \d+(?: [a-z]+)?(?:,| and|,? the (?:other|second|third))[^.?]*\d/.test(low);
  return rounds.length === numbers.length || listed
    ? reading({ type: 'divisors', ask: 'lcm', numbers: [...numbers] }, all, false)
    : undefined;
};

/** The part of the question that asks, to its end. */
const ASKED = new RegExp(
  alternatives(
    /[^.?!]*\bhow many\b[^?]*\??\W*$|[^.?!]*\b(?:left|remain\w*) over\b[^?]*\?\W*$/,
    /[^.?!]*\bwhat (?:is|stays|remains)\b[^?]*\??\W*$/,
  ),
);

/** Shared out evenly: what stays. "Nothing is left" tells and does not ask. */
const readShared = (low: string, all: readonly string[]): Outcome | undefined => {
  const asked = ASKED.exec(low)?.[0] ?? '';
  const [a, b] = all as [string, string];
  const shares = SHARES.test(low) || new RegExp(sequence(/\b/, HOLDERS, /\b/)).test(low) || AMONG.test(low);
  if (all.length !== 2 || !shares || !AMONG.test(low) || Number(a) <= Number(b) || Number(b) <= 0) return undefined;
  if (/\b(?:none|nothing|not any|no [a-z]+) (?:is |are )?left\b/.test(low)) return undefined;
  const question = asked.replace(/^.*(?=\bhow many\b)/s, '');
  if (!STAYS.test(question) || !/\b(?:evenly|equally|each|same|full|fair(?:ly)?|into|in|of|holds?)\b/.test(low))
    return undefined;
  if (IN_THE_LAST.test(question) && Number(a) % Number(b) === 0) return undefined;
  return reading({ type: 'divisors', ask: 'remainder', numbers: [a, b] }, all, false);
};

/** A story of divisors, which names none. */
const readStoryOf = (typed: string): Outcome | undefined => {
  // "Pieces of one length": it counts nothing.
  const all = valuesIn(typed);
  // "Monitor 1 … monitor 2" are names.
  const low = typed.replace(/\b([a-z]+) (?:1|one)\b(.*)\b\1 (?:2|two)\b/, '$1 $2 $1');
  const [first = '', ...others] = valuesIn(
    low.replace(/\b(?:of|in|to) 1 (?=(?:length|size|sort|kind)\b)|\b1 (?=[a-z]+ [a-z]+ (?:every|each)\b)/g, ' '),
  );
  const numbers = others.length >= 2 && Number(first) === others.length ? others : [first, ...others];
  if (
    /\d:\d\d|\b(?:per|times as|twice|half|\+|cost|costs)\b|[$£€=]/.test(low) ||
    numbers.some((one) => one.includes('.'))
  )
    return undefined;
  const rounds = readRounds(low, numbers, all);
  if (rounds) return rounds;
  const packs = [...low.matchAll(PACKS)].map((one) => one[1]!);
  const asksPacks = /\bhow many (?:packs?|packets?|boxes|bags?|cartons?)\b/.test(low);
  if (packs.length === 2 && numbers.length === 2 && AS_MANY.test(low) && FEWEST.test(low) && !asksPacks)
    return reading({ type: 'divisors', ask: 'lcm', numbers }, all, false);
  const stays = /\bhow many (?:[a-z]+ )?(?:stays?|remains?|(?:are |is )?left|over|are over)\b/.test(low);
  if (!stays && LARGEST.test(low) && ALIKE.test(low) && numbers.length >= 2 && numbers.length <= 3)
    return reading({ type: 'divisors', ask: 'gcd', numbers }, all, false);
  return readSharedOut(low) ?? readShared(low, all);
};

/** "which is not a factor", "does 4 not divide 10": what is asked of the others is not read. */
const NEGATED = /\b(?:is|are|does|do|was|which|what|that|did) ?(?:not|n't)\b|\b(?:isn|aren|doesn|don|wasn)'?t\b/;

export const readDivisors: Reader = ({ low }) =>
  NEGATED.test(low.replace(new RegExp(IN_THE_LAST, 'g'), ' ').replace(/\b(?:or|of) not\b/, ' '))
    ? undefined
    : readOf(low);

const readOf = (low: string): Outcome | undefined =>
  asksMoreThanOne(low) ? undefined : (readFactors(low) ?? readNamed(low) ?? readStoryOf(low));

const readNamed = (low: string): Outcome | undefined => {
  const sought = soughtByRemainder(low);
  const none = sought.none ?? noCommonDivisor(low);
  if (none || sought.told) return none;
  const plain = withoutAsides(low.replace(/\(? ?(?:not|except|other than|but not) (?:0|zero) ?\)?/g, ' '));
  return readCommon(plain) ?? readRemainder(plain);
};

const OTHER_NUMBER = new RegExp(
  sequence(
    /\b(?:my|your|another|other|some|unknown|secret|certain) /,
    /(?:lucky |other |secret |favou?rite )?(?:number|one)\b/,
  ),
);

/** "leaves 1 when divided by 3": a number is sought by what stays. */
const LEAVES = /\bleav(?:e|es|ing) (?:a |the )?(?:remainder |rest )?(?:of )?\d+ (?:when|if|on|after|upon)\b/;

/** The common divisors of several numbers are the divisors of their greatest one. */
const sharedDivisors = (low: string): Outcome | undefined => {
  if (
    !/\b(?:common|shared) (?:divisors|factors)\b/.test(low) ||
    /\b(?:greatest|largest|biggest|highest|prime)\b(?!$)(?! ?(?:\.|first))/.test(
      low.replace(/\b(?:to|from) (?:the )?(?:larg|bigg|high|great)est\b|\bto (?:large|big)\b/g, ' '),
    )
  )
    return undefined;
  const numbers = valuesIn(low);
  if (numbers.length < 2 || numbers.length > 3 || numbers.some((one) => !/^[1-9]\d{0,9}$/.test(one))) return undefined;
  const common = numbers.map(Number).reduce((a, b) => (b === 0 ? a : divisorOf(a, b)));
  const ask = /\bhow many\b|\bnumber of\b/.test(low) ? 'divisors' : 'all-divisors';
  return reading({ type: 'divisors', ask, numbers: [`${common}`] }, numbers);
};
const divisorOf = (a: number, b: number): number => (b === 0 ? a : divisorOf(b, a % b));

const readCommon = (low: string): Outcome | undefined => {
  if (/\b(?:great|larg|high|bigg)est (?:common|shared) multiple\b/.test(low))
    return refusal('no-solution', 'there is no greatest common multiple: there is always a larger one');
  if (/\b(?:least|(?:small|low)(?:est)?) (?:common|shared) (?:divisor|factor)\b/.test(low)) return undefined;
  const shared = sharedDivisors(low);
  if (shared) return shared;
  // "Two numbers whose greatest common divisor is 3" are sought themselves.
  const sought = /\bwhose\b[^?]*\b(?:is|equals|be) \d/.test(low);
  const ask = LEAVES.test(low) || sought ? undefined : commonOf(low);
  if (ask) {
    if (/[a-z]\s*\^|\bx\b.*\bx\b/.test(low))
      return refusal('other-mathematics', 'these are polynomials, and I work with whole numbers');
    const numbers = numbersIn(
      low.replace(/\b(?:(?:these|the|those|all|both) )?[23] (?:whole )?(?:numbers?|integers)\b/g, 'these numbers'),
    ).map((one) => one.value);
    if (/\b(?:fractions?|decimals?)\b/.test(low) || numbers.some((one) => one.includes('.')))
      return refusal('other-mathematics', 'these are not whole numbers');
    const range = /\b(?:by|from|numbers) (\d+) (?:to|through) (\d+)\b/.exec(low);
    if (range && numbers.length === 2) {
      const [first, last] = [Number(range[1]), Number(range[2])];
      if (last <= first || last - first > 100) return undefined;
      const all = Array.from({ length: last - first + 1 }, (_, i) => `${first + i}`);
      return reading({ type: 'divisors', ask, numbers: all }, numbers, false);
    }
    if (numbers.length < 2)
      return refusal('missing', numbers.length === 0 ? 'the numbers are missing' : 'the second number is missing');
    if (OTHER_NUMBER.test(low)) return refusal('missing', 'a number is missing');
    // "three numbers", "not zero"
    return reading({ type: 'divisors', ask, numbers }, [...numbers, `${numbers.length}`, '0']);
  }
  return undefined;
};

/** "2 to the tenth" */
const POWER = new RegExp(
  String.raw`\b(\d+) (?:raised )?to the (?:power (?:of )?(\d+)\b|${ORDINAL_TEXT}(?: power)?)`,
  'g',
);

const readRemainder = (low: string): Outcome | undefined => {
  if (/\b(?:no|without(?: a| any)?) (?:remainder|rest)\b/.test(low)) return undefined;
  // "Does 9 go into 4218 without anything left over?" asks whether.
  if (/^\W*(?:does|do|can|could|is|are|will)\b/.test(low) && /\b(?:without|nothing|none)\b/.test(low)) return undefined;
  const text = low.replace(
    POWER,
    (_, base: string, by: string | undefined, nth: string) => `${base}^${by ?? ordinalOf(nth)}`,
  );
  if (text !== low) return readRemainder(text);
  if (!REMAINDER.test(low) || /\d\s*%\s*(?:of|off)\b/.test(low)) return undefined;
  const pair = dividend(low);
  if (
    /\bequally\b|\bnone (?:is |are )?left\b|\b(?:does|will|do|did|would) (?:each|every)\b/.test(low) &&
    !/\bremainders?\b/.test(low)
  )
    return undefined;
  const strict = /\bremainders?\b|\b(?:the|as|a) rest\b|\bmod\b|\bmodulo\b|\d\s*%\s*\d/.test(low);
  if (!pair) {
    const few = valuesIn(low);
    return strict && few.length < 2 && low.length < 140
      ? refusal('missing', few.length === 0 ? 'the numbers are missing' : 'the second number is missing')
      : undefined;
  }
  const [a, b] = pair.map(raised);
  if (a === undefined || b === undefined) return undefined;
  const used = pair.flatMap((one) => one.split('^'));
  return reading({ type: 'divisors', ask: 'remainder', numbers: [a, b] }, used, strict || /left|remain/.test(low));
};
