/**
 * Reads common divisors, common multiples and remainders: by their names, and as stories of equal pieces, of things that
 * come round together, and of what stays when things are shared out.
 */
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
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
const LCM =
  /\bl\.?c\.?m\b|\b(?:least|low|small)(?:est)?\s+(?:common|shared)\s+multiples?\b|\bcommon multiple\b|\b(?:least|lowest|smallest) common\b/;
const LCM_WORDS =
  /\b(?:small|low|least|first)(?:est)? (?:positive |whole |common )*(?:number|integer|multiple|one|amount)\b.*\b(?:divi|times tables?|multiples?\b|multiple of|tables?\b|count(?:ing)? (?:up )?(?:by|in)|goes? into|go into|fit)/;
const REMAINDER = new RegExp(
  alternatives(
    /\bremainders?\b|\bmod\b|\bmodulo\b|\bmodulus\b|\bleft[- ]?overs?\b|\bleft over\b|\bremains?\b/,
    /\b(?:the|as|a) rest\b|\bremaining\b|\bwhat is left\b|\d\s*%\s*\d|\bstays? (?:over|left|behind)\b/,
  ),
);

/** Numbers given to be divided: `A divided by B`, `B into A`, `A mod B`, groups of B. */
const dividend = (low: string): [string, string] | undefined => {
  const n = '(-?\\d+(?:\\^\\d+)?)';
  const gap = '(?:\\s+[a-z]+){0,6}?\\s+';
  const forms: readonly (readonly [RegExp, boolean])[] = [
    [new RegExp(`${n}\\s*(?:mod(?:ulo|ulus)?|%|//|/)\\s*${n}`), false],
    [
      new RegExp(
        `${n}[^\\d.?!]{0,40}?\\b(?:divided|split|shared|divide|grouped|dividing)\\b(?:\\s+[a-z]+){0,5}?\\s+(?:by|into|among|amongst|between|in)${gap}?${n}`.replace(
          `${gap}?`,
          '(?:\\s+[a-z]+){0,4}?\\s+',
        ),
      ),
      false,
    ],
    [
      new RegExp(
        `\\b(?:divide|dividing|divid|split|share(?: out)?|put|pack|take|sharing|splitting|dividing up|divide up|arrange|packing|putting)(?:\\s+[a-z]+){0,3}?\\s+${n}(?:\\s+[a-z]+){0,6}?\\s+(?:by|into|among|amongst|between|in|to|with|of)(?:\\s+[a-z]+){0,4}?\\s+${n}`,
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
const ROUNDS = /\bevery (?:(\d+) |)([a-z]+)/g;
const TOGETHER =
  /\b(?:together|same time|same (?:day|moment|minute)|both|again|meet|coincide|at once|simultaneous\w*|line up)\b/;
/** Pieces or groups of one size, as large as can be. */
const LARGEST = /\b(?:longest|largest|greatest|biggest|most|maximum|max|as (?:long|large|big|many) as possible)\b/;
const ALIKE =
  /\b(?:same|equal|identical|alike|evenly|equally)\b.*\b(?:pieces?|lengths?|groups?|bags?|parcels?|packs?|packets?|teams?|rows?|tiles?|strips?|kits?|boxes|box|squares?|bouquets?|baskets?|sets?|bunches|plates?|size)\b|\b(?:no|without) (?:waste|leftovers?|remainder|any left)|\bnothing (?:is )?(?:left|wasted)\b|\bnone left\b/;
const SHARES = /\b(?:shar|split|divid|pack|deal|dealt|distribut|put|give[ns]?|hand|arrang|fill|group)\w*\b/;
const STAYS = /\b(?:left(?: ?over)?|remain\w*|stays?|over|extra|spare)\b/;
const AMONG =
  /\b(?:among|amongst|between|into|to|in) (?:the |my |his |her |our )?(?:[a-z]+ of )?\d+\b|\b(?:bags|boxes|rows|groups|packs|teams|sets|trays|packets|cartons) of \d+\b|\b(?:holds?|fits?|takes?|seats?|carry|carries|contains?) \d+\b/;

/** A story of divisors, which names none. */
const readStoryOf = (low: string): Outcome | undefined => {
  const all = valuesIn(low);
  const [first = '', ...others] = all;
  const numbers = others.length >= 2 && Number(first) === others.length ? others : all;
  if (
    /\d:\d\d|\b(?:per|times as|twice|half|\+|cost|costs)\b|[$£€=]/.test(low) ||
    numbers.some((one) => one.includes('.'))
  )
    return undefined;
  const rounds = [...low.matchAll(ROUNDS)].map((one) => one[1]).filter((one) => one !== undefined);
  if (
    rounds.length >= 1 &&
    TOGETHER.test(low) &&
    numbers.length >= 2 &&
    numbers.length <= 3 &&
    /\b(?:when|how (?:many|long)|what|after)\b/.test(low)
  ) {
    const listed = /\bevery \d+(?: [a-z]+)?(?:,| and|,? the (?:other|second|third))[^.?]*\d/.test(low);
    return rounds.length === numbers.length || listed
      ? reading({ type: 'divisors', ask: 'lcm', numbers }, all, false)
      : undefined;
  }
  if (LARGEST.test(low) && ALIKE.test(low) && numbers.length >= 2 && numbers.length <= 3)
    return reading({ type: 'divisors', ask: 'gcd', numbers }, all, false);
  const asked =
    /[^.?!]*\bhow many\b[^?]*\??\W*$|[^.?!]*\b(?:left|remain\w*) over\b[^?]*\?\W*$|[^.?!]*\bwhat (?:is|stays|remains)\b[^?]*\??\W*$/.exec(
      low,
    )?.[0] ?? '';
  const [a, b] = all as [string, string];
  if (
    all.length === 2 &&
    (SHARES.test(low) || /\b(?:boxes|bags|trays|crates|cartons|packs)\b/.test(low)) &&
    !/\b(?:none|nothing|not any|no [a-z]+) (?:is |are )?left\b/.test(low) &&
    AMONG.test(low) &&
    STAYS.test(asked.replace(/^.*(?=\bhow many\b)/s, '')) &&
    Number(a) > Number(b) &&
    /\b(?:evenly|equally|each|same|full|fair(?:ly)?|into|in|of|holds?)\b/.test(low)
  )
    return reading({ type: 'divisors', ask: 'remainder', numbers: [a, b] }, all, false);
  return undefined;
};

/** Questions of one number, to their end: whether it is prime, its prime factors, how many numbers divide it. */
const OF_ONE: readonly (readonly ['prime' | 'factors' | 'divisors', RegExp])[] = [
  ['prime', /\b(?:is|whether|if|call) (?:the number )?(\d+) (?:is )?(?:an? )?prime(?: number)?(?: or not)?\W*$/],
  ['factors', /\bprime (?:factors|factori[sz]ation) of (?:the number )?(\d+)\W*$/],
  ['factors', /\bfactori[sz]e (\d+)(?: (?:in)?to (?:its )?prime(?:s| factors))?\W*$/],
  ['factors', /\bwrite (\d+) as a product of (?:its )?prime(?:s| factors| numbers)\W*$/],
  ['divisors', /\bhow many (?:positive )?(?:divisors|factors) (?:does )?(?:the number )?(\d+) (?:have|has)\W*$/],
  ['divisors', /\bnumber of (?:positive )?(?:divisors|factors) of (?:the number )?(\d+)\W*$/],
];

const readOfOne = (low: string): Outcome | undefined => {
  for (const [ask, words] of OF_ONE) {
    const number = low.length < 200 ? words.exec(low)?.[1] : undefined;
    if (number !== undefined && valuesIn(low).length === 1)
      return reading({ type: 'divisors', ask, numbers: [number] }, [number]);
  }
  return undefined;
};

export const readDivisors: Reader = ({ low }) => readOfOne(low) ?? readNamed(low) ?? readStoryOf(low);

const readNamed = (low: string): Outcome | undefined => {
  const plain = low.replace(/\(? ?(?:not|except|other than|but not) (?:0|zero) ?\)?/g, ' ');
  return readCommon(plain) ?? readRemainder(plain);
};

const readCommon = (low: string): Outcome | undefined => {
  const ask = commonOf(low);
  if (ask) {
    if (/[a-z]\s*\^|\bx\b.*\bx\b/.test(low))
      return refusal('other-mathematics', 'these are polynomials, and I work with whole numbers');
    const numbers = numbersIn(
      low.replace(/\b(?:(?:these|the|those|all|both) )?[23] (?:whole )?(?:numbers?|integers)\b/g, 'these numbers'),
    ).map((one) => one.value);
    if (/\b(?:fractions?|decimals?)\b/.test(low) || numbers.some((one) => one.includes('.')))
      return refusal('other-mathematics', 'these are not whole numbers');
    if (numbers.length < 2)
      return refusal('missing', numbers.length === 0 ? 'the numbers are missing' : 'the second number is missing');
    if (
      /\b(?:my|your|another|other|some|unknown|secret|certain) (?:lucky |other |secret |favou?rite )?(?:number|one)\b/.test(
        low,
      )
    )
      return refusal('missing', 'a number is missing');
    // "three numbers", "not zero"
    return reading({ type: 'divisors', ask, numbers }, [...numbers, `${numbers.length}`, '0']);
  }
  return undefined;
};

const readRemainder = (low: string): Outcome | undefined => {
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
