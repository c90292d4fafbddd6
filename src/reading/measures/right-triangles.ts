/**
 * Reads the third side of a right-angled triangle where two are told. Each word is one of asking or of the triangle. A
 * side whose square is no square of a fraction has no exact value here, and is declined.
 */
import type { Problem } from '../../problem/formal/problem.ts';
import { evaluateTree, parseExpression } from '../../problem/solve/expression.ts';
import { refusal, type Refusal } from '../reading.ts';

const UNIT = '(?:mm|cm|m|km|inch(?:es)?|feet|foot|ft|units?|met(?:re|er)s?|centimet(?:re|er)s?)';
const WORDS = new RegExp(
  `^(?:an?|the|of|in|its|my|right|angled?|triangle|hypotenuse|legs?|sides?|cathetus|catheti|short|shorter|longest|perpendicular|so|` +
    `other|third|missing|1|2|two|one|with|has|have|having|is|are|whose|and|by|if|for|given|what|how|long|length|find|calculate|` +
    `give|work|out|compute|tell|me|that|measures?|measuring|be|would|will|does|x|${UNIT})$`,
);
const LENGTH = new RegExp(String.raw`(?<![\d.])(\d+(?:\.\d+)?)(?: ?(${UNIT}))?(?!\w|\.\d)`, 'g');

/** The whole root of a square, or undefined. */
const rootOf = (square: bigint): bigint | undefined => {
  let root = BigInt(Math.round(Math.sqrt(Number(square))));
  while (root * root > square) root--;
  while ((root + 1n) * (root + 1n) <= square) root++;
  return root * root === square ? root : undefined;
};

/** The root of an exact value as an expression. */
const exactRoot = (expression: string): string | undefined => {
  const tree = parseExpression(expression);
  const value = tree && evaluateTree(tree);
  if (!value || value.n <= 0n) return undefined;
  const [top, below] = [rootOf(value.n), rootOf(value.d)];
  return top === undefined || below === undefined ? undefined : `${top}/${below}`;
};

/** `typed`: without idle words and without the sign at its end. */
export const readRightTriangle = (typed: string): (Problem & { type: 'value' }) | Refusal | undefined => {
  // "One leg", "the 2 sides" count and measure nothing.
  const plain = typed.replace(/\b[12] (?=(?:shorter|short|other)?\s?(?:legs?|sides?)\b)/g, '');
  if (!/\bhypotenuse\b|\bright[- ]?(?:angled?[- ])?triangle\b.*\b(?:longest|third) side\b/.test(plain))
    return undefined;
  const lengths = [...plain.matchAll(LENGTH)];
  const [a, b] = lengths;
  if (lengths.length !== 2 || !a || !b) return undefined;
  const rest = plain
    .replace(LENGTH, ' ')
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
  if (!rest.every((word) => WORDS.test(word))) return undefined;
  if (a[2] !== undefined && b[2] !== undefined && a[2] !== b[2]) return undefined;
  const [x, y] = [a[1]!, b[1]!];
  const longest = /\b(?:hypotenuse|longest side)\b(?: (?:is|of|=|being|measures))*[ =:]*(\d+(?:\.\d+)?)/.exec(
    plain,
  )?.[1];
  const ofTwo = /\bhypotenuse (?:is )?of (?:an? )?(?:triangle |right )?\d[\d.]*(?: ?[a-z]+)? (?:and|by|x) \d/.test(
    plain,
  );
  if (longest !== undefined && !ofTwo) {
    if (!/\b(?:other|third|missing|what|how|find)\b/.test(plain)) return undefined;
    const short = longest === x ? y : x;
    if (Number(longest) <= Number(short)) return refusal('no-solution', 'the hypotenuse is the longest side');
    return rooted(`${longest}*${longest}-${short}*${short}`);
  }
  return rooted(`${x}*${x}+${y}*${y}`);
};

const rooted = (square: string): (Problem & { type: 'value' }) | Refusal => {
  const root = exactRoot(square);
  return root === undefined
    ? refusal('other-mathematics', 'this is a square root that is no fraction, which I do not compute')
    : { type: 'value', expression: root };
};
