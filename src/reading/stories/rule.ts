/**
 * What a rule of word problems is, and the words that the rules look for. The rules are stories.ts and story-three.ts.
 */
import type { Story } from './amounts.ts';
import type { Mention } from './parts.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';

export type Found = { expression: string; uses: readonly Mention[]; rule: string; whole?: boolean };
export type Rule = (story: Story) => Found | undefined;

export const TOTAL = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /altogether|in all|in total|total|all together|together|combined|sum|both|overall|all up|all day/,
      /that day|in the end/,
    ),
    /\b/,
  ),
);
export const LEFT = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /left|remain\w*|stays?|not yet|yet|still|now|end up|end with|ends? with|over|rest|intact|good|keep/,
      /have to (?:spend|go)|balance|not (?:broken|eaten|used)|other|remaining/,
    ),
    /\b/,
  ),
);
export const COMPARE = new RegExp(
  alternatives(
    sequence(
      /\bhow (?:many|much) (?:\w+ ){0,4}?/,
      anyOf(/more|fewer|less|longer|taller|older|younger|heavier|higher|farther|further|faster|cheaper|bigger/),
      /\b/,
    ),
    /\bdifference\b/,
    sequence(
      /\bhow much /,
      anyOf(
        /more|less|longer|taller|older|heavier|higher|farther|further|deeper|colder|warmer|bigger|wider/,
        /cheaper/,
      ),
      /\b/,
    ),
    sequence(
      /\bhow many /,
      anyOf(/years|inches|feet|miles|metres|meters|cm|kg|pounds|points|degrees|minutes/),
      / /,
      anyOf(/older|younger|taller|longer|farther|further|heavier|shorter/),
      /\b/,
    ),
  ),
);
export const NEED = /\b(?:need|needs|needed|must|should|has to|have to|short|missing|want|wants)\b/;
export const START = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /at first|to (?:start|begin) with|start(?:ed)? (?:out )?with|beg(?:a|i)n with|originally/,
      /initially|in the beginning|at the (?:start|beginning)|before|were there (?:at first|before)/,
      /to start|earlier/,
    ),
    /\b/,
  ),
);

export const n = (one: Mention): string => one.value;
export const value = (one: Mention): number => Number(one.value);
export const found = (rule: string, expression: string, uses: readonly Mention[], whole = false): Found => ({
  rule,
  expression,
  uses,
  ...(whole && { whole }),
});

/** The larger minus the smaller. */
export const distance = (a: Mention, b: Mention): string =>
  value(a) >= value(b) ? `${n(a)}-${n(b)}` : `${n(b)}-${n(a)}`;

export const TIMES =
  /\b(?:(\d+(?:\.\d+)?) times|(twice)|(double|triple))(?: (?:as|the|that|more|this|his|her|what|of))?\b/;

export const EQUALLY = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /equal(?:ly)?|evenly|share[sd]?|sharing|split|divid(?:e|ed|es)|same (?:number|amount)/,
      /distribut\w*|fairly|group(?:s|ed)?|sort(?:ed)? into|put (?:\w+ )?into|between (?:them|us)|among/,
    ),
    /\b/,
  ),
);
export const ASKS_EACH = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /each|every|per|apiece|one (?:person|child|friend|box|bag|row)|my share|share|a piece|does one/,
      /did one|one cost/,
    ),
    /\b/,
  ),
);

/** Rules that were wrong in more than one of twenty on the training part of MAWPS, or rest on more than two numbers. */
export const RISKY = new Set([
  'sum',
  'plain sum',
  'balance with others',
  'difference',
  'change',
  'relation',
  'sum of losses',
  'start',
  'product',
  'product asked',
  'three: product',
  'three: grouped',
  'three: rate',
  'three: time',
  'three: shared',
  'three: sets and more',
  'three: less sets',
  'three: priced',
]);
