/**
 * Reads how many things stand along a line, one every so many metres: one more than there are gaps where one stands at
 * each end, as on a fence, and as many as gaps where the line is closed. Where the ends are not told it is declined.
 */
import { reading, refusal, type Outcome } from '../reading.ts';
import { numbersIn } from '../text/text.ts';
import { evaluateTree, parseExpression } from '../../problem/solve/expression.ts';
import { isWhole } from '../../problem/solve/rational.ts';
import { unitsNamed, unitsTogether } from '../../problem/solve/units.ts';
import { anyOf, sequence } from '../../regex.ts';

const N = String.raw`(\d+(?:\.\d+)?)`;
/** "A post every 2 m", "trees are planted every 5 m"; the gap and the thing. */
const EVERY = new RegExp(
  String.raw`\b(?:an? |1 )?([a-z]+)(?: (?:is|are|stands?|goes|planted|placed|set|put|fixed|needed|stood|spaced|located))*,? every ${N} ?([a-z]+)\b`,
);
const APART = new RegExp(
  String.raw`\b([a-z]+)(?: (?:is|are|stand|planted|placed|set|put|spaced))*,? ${N} ?([a-z]+) apart\b`,
);
const AMOUNT = new RegExp(String.raw`(?<![\d.])${N}[ -]?([a-z]+)\b`, 'g');
const ENDS = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /(?:at|on|including) (?:both|each|either|the 2|the) (?:of the )?ends?|both ends|(?:from )?end to end|ends included/,
      /(?:1|one) at each end|start(?:ing|s)? and (?:finish|end)\w*|(?:the )?first and (?:the )?last|at the start and (?:at )?the end/,
    ),
    /\b/,
  ),
);
/** What surely has a post at each of its ends. */
const HELD = /\b(?:fence|fencing|railing|handrail|washing line|clothes line)\b/;
const HOLDS = /^(?:posts?|poles?|stakes?|pickets?|pillars?|supports?)$/;
const CLOSED =
  /\b(?:around|round|circular|circle|perimeter|ring|enclos\w+|all the way|square|rectangular|loop|lake|pond)\b/;
/** Words that ask for something else. */
const OTHERWISE =
  /\b(?:gaps?|spaces?|between|cost\w*|price|each side|both sides|either side|not|no|without|except|rows?|more|minus|left|gates?|hours?|minutes?|per|cut|pieces?)\b|[$£€%]/;

const single = (word: string): string => word.replace(/(?<=s|x|ch|sh)es$|(?<!s)s$/, '');

const wholeGaps = (gaps: string): boolean => {
  const tree = parseExpression(gaps);
  const value = tree && evaluateTree(tree);
  return value !== undefined && isWhole(value);
};

/** `low`: the question in small letters. */
export const readSpaced = (low: string): Outcome | undefined => {
  const told = EVERY.exec(low) ?? APART.exec(low);
  const asked = /\bhow many ([a-z]+)(?: [a-z]+)?\b/.exec(low);
  if (!told || !asked) return undefined;
  const [, thing = '', gap = '', unit = ''] = told;
  const words = asked[0].slice('how many '.length).split(' ');
  if (!words.some((word) => single(word) === single(thing)) || unitsNamed(unit)[0]?.dimension !== 'length')
    return undefined;
  const rest = low.replace(told[0], ' ');
  const lengths = [...rest.matchAll(AMOUNT)].filter((one) => unitsNamed(one[2]!)[0]?.dimension === 'length');
  const [long] = lengths;
  if (lengths.length !== 1 || long === undefined || OTHERWISE.test(rest)) return undefined;
  if (numbersIn(rest).filter(({ value }) => value !== '1' && value !== '2').length > (/^[12]$/.test(long[1]!) ? 0 : 1))
    return undefined;
  const same = unitsNamed(long[2]!)[0]?.name === unitsNamed(unit)[0]?.name;
  const pair = same ? undefined : unitsTogether(long[2]!, unit);
  if (!same && pair === undefined) return undefined;
  const by = pair ? `*(${pair[0].factor.n}*${pair[1].factor.d})/(${pair[0].factor.d}*${pair[1].factor.n})` : '';
  const gaps = `${long[1]}${by}/${gap}`;
  const uses = numbersIn(low).map(({ value }) => value);
  if (CLOSED.test(rest)) return undefined;
  if (ENDS.test(rest) || (HELD.test(low) && HOLDS.test(thing)))
    return wholeGaps(gaps) ? reading({ type: 'value', expression: `${gaps}+1` }, uses) : undefined;
  return refusal('missing', `whether there is one at each end is missing: ${thing} every ${gap} ${unit}`);
};
