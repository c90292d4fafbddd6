/**
 * Two numbers of which two facts are told (their sum, how far they are apart, how many times one is the other) and one
 * is asked: "one number is double another and they differ by 31, what is the larger?". Every number and every telling
 * word is part of a fact or of what is asked, or there is no reading.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { reading, type Outcome } from '../reading.ts';
import { scanOf, type Scan } from '../text/scan.ts';
import { valuesIn } from '../text/text.ts';

const N = String.raw`(\d+(?:\.\d+)?)`;
const THE_ONE = anyOf(
  /(?:the )?(?:1|one)(?: of (?:them|these|the 2|the numbers))?(?: number)?/,
  /(?:the|a) (?:bigger|larger|greater|higher|first|second) (?:one|number)?/,
  /a number|it/,
);
const THE_OTHER = sequence(
  anyOf(/the (?:other|second|first|smaller|lesser|lower|larger|bigger)/, /another/),
  /(?: (?:one|number))?\b/,
);
const APART = anyOf(/more|bigger|larger|greater|higher|over/);

const SUMS: readonly RegExp[] = [
  new RegExp(
    sequence(
      /\b(?:(?:with|have|has|having) )?(?:a |the |their |whose |and their )?(?:sum|total)(?: of (?:the |these |my |those )?(?:2 |two )?(?:[a-z]+ )?numbers)?/,
      /(?: (?:is|of|are|equals?|comes? to|makes?|=|:))*/,
      ` ${N}`,
    ),
  ),
  new RegExp(
    sequence(
      /\b(?:that |which |they )?/,
      anyOf(
        /add(?:s|ed|ing)? (?:up )?(?:together )?(?:to(?: make)?|gives?)/,
        /(?:make|total|come to|have)(?: together)?/,
        /together (?:they )?(?:are|make|is|come to|have|they are|they make|total)?/,
        /sum (?:up )?to/,
      ),
      / ?(?:up to )?/,
      N,
      /(?: (?:together|in total|altogether|in all))?\b/,
    ),
  ),
];
const DIFFERENCES: readonly RegExp[] = [
  new RegExp(
    sequence(
      /\b(?:they |and |that |which )*/,
      anyOf(
        /differ(?:ing)? by/,
        /(?:with |have |has )?(?:a |the |their )?difference(?: (?:between|of) (?:them|the 2|the numbers|these|the 2 numbers))?(?: is| of| equals?| being)?/,
      ),
      ` ?${N}`,
      /(?: apart)?\b/,
    ),
  ),
  new RegExp(`\\b(?:they )?(?:are|is|lie|stand) ${N} apart\\b`),
  new RegExp(sequence(/\b/, THE_ONE, / (?:is |being )?/, `${N} `, APART, / than /, THE_OTHER)),
  new RegExp(sequence(/\b/, THE_ONE, / exceeds /, THE_OTHER, ` by ${N}`)),
  new RegExp(sequence(/\b/, THE_ONE, / is /, APART, / than /, THE_OTHER, ` by ${N}`)),
];
const TIMES: readonly (readonly [RegExp, string?])[] = [
  [
    new RegExp(
      sequence(/\b/, THE_ONE, / (?:is |being )?/, `${N} times `, /(?:as (?:big|large|great|much) as )?/, THE_OTHER),
    ),
  ],
  [
    new RegExp(
      sequence(/\b/, THE_ONE, / (?:is )?(?:double|twice)(?: as (?:big|large|great|much) as)? (?:that of )?/, THE_OTHER),
    ),
    '2',
  ],
  [new RegExp(sequence(/\b/, THE_ONE, / (?:is )?(?:triple|treble|thrice) (?:that of )?/, THE_OTHER)), '3'],
];

const LARGER = /\b(?:bigger|larger|greater|higher|biggest|largest|greatest|highest|big|large)\b/g;
const SMALLER = /\b(?:smaller|lesser|lower|less|smallest|lowest|small|little)\b/g;

const factOf = (scan: Scan, patterns: readonly RegExp[]): string | undefined => {
  for (const pattern of patterns) {
    const found = scan.take(pattern);
    if (found) return found.slice(1).find((one) => one !== undefined);
  }
  return undefined;
};

const timesOf = (scan: Scan): string | undefined => {
  for (const [pattern, times] of TIMES) {
    const found = scan.take(pattern);
    if (found) return times ?? found[1];
  }
  return undefined;
};

const COUNT = new RegExp(
  alternatives(/\b(?:2|two) (?:[a-z]+ )?numbers?\b/, /\bof the (?:2|two)\b/, /\b(?:the|these|those) (?:2|two)\b/),
  'g',
);
const BOTH =
  /\b(?:what|which) (?:are (?:they|these|the|both)|numbers)\b|\b(?:find|name|give(?: me)?) (?:them|both|the)\b/;
const ONLY_ABOUT = /\bnumbers?\b|\bpair\b/;

export const readPair = (low: string): Outcome | undefined => {
  if (low.length > 260 || !ONLY_ABOUT.test(low)) return undefined;
  const scan = scanOf(low);
  const times = timesOf(scan);
  const apart = factOf(scan, DIFFERENCES);
  const sum = factOf(scan, SUMS);
  scan.takeAll(COUNT);
  const facts = [
    sum !== undefined && `x+y=${sum}`,
    apart !== undefined && `x-y=${apart}`,
    times !== undefined && `x=${times}*y`,
  ].filter((one) => one !== false);
  if (facts.length !== 2 || (times !== undefined && Number(times) <= 1)) return undefined;
  const [larger, smaller] = [scan.takeAll(LARGER).length > 0, scan.takeAll(SMALLER).length > 0];
  // "What are the numbers?"
  const both = !larger && !smaller && scan.has(BOTH);
  if ((larger === smaller && !both) || !scan.explained(/\b(?:the|other|1|pair|both|whole|each)\b/g)) return undefined;
  const problem = {
    type: 'solve' as const,
    unknowns: both ? ['x', 'y'] : [larger ? 'x' : 'y'],
    equations: facts,
    amount: true,
  };
  return reading(problem, valuesIn(low), false);
};
