/**
 * What fraction is left of a whole of which fractions go one after the other: "2 fifths in the morning, a third of the
 * whole after dinner", "from 3/4 of a litre two thirds, then half of what was left", "8 slices, I eat 3, the dog 2".
 */
import { anyOf, sequence } from '../../regex.ts';
import { evaluateTree, parseExpression } from '../../problem/solve/expression.ts';
import { reading, type Outcome } from '../reading.ts';
import { PART, PARTS } from '../text/fraction-words.ts';
import { numbersIn } from '../text/text.ts';

const TOLD_PART = new RegExp(
  String.raw`(?<![\d./])(\d+)\/(\d+)(?![\d./])|\b(?:(\d+|an?|one) (${PART})s?|(half))\b`,
  'g',
);
const ASKS = new RegExp(
  sequence(
    /\b(?:what|which|how much)?(?: is (?:the )?)? ?(?:fraction|part|proportion)\b[^?]*/,
    anyOf(/left|remain\w*|still|to do|over|undone|to go|to read|unread/),
  ),
);
const OF_REST =
  /^ ?(?:of )?(?:the |what (?:was|is) |what )?(?:rest|remain\w*|left)\b|^ of what (?:was|is) (?:left|remaining|over)\b/;
const LABEL = /\b(?:week|day|stage|phase|round|step|month) \d+\b/g;

/** The value of a sum as a fraction; undefined where nothing is left. */
const asFraction = (sum: string, uses: readonly string[]): Outcome | undefined => {
  const value = evaluateTree(parseExpression(sum)!);
  if (!value || value.n <= 0n) return undefined;
  const given = `${value.n}/${value.d}`;
  return reading({ type: 'formula', formula: 'as-fraction', given: [given] }, [...uses, `${value.n}`, `${value.d}`]);
};

/** Slices of equal size, of which some go. */
const slices = (low: string): Outcome | undefined => {
  const cut =
    /\b(?:cut|divided|split|sliced|broken) (?:up )?(?:in|into) (\d+) (?:equal |same |even )*(?:slices|pieces|parts|squares|portions)\b/.exec(
      low,
    );
  const asked = ASKS.exec(low);
  if (!cut || !asked || asked.index < cut.index) return undefined;
  const gone = numbersIn(low.slice(cut.index + cut[0].length)).map((one) => one.value);
  const between = low.slice(cut.index + cut[0].length, asked.index);
  const eats = /\b(?:eats?|ate|takes?|took|gives?|gave|gets?|got|has|had|sold|eaten|gone|taken|use|used|uses)\b/;
  const strange = /\b(?:half|third|quarter|each|every|more|less|twice|of (?:the )?(?:rest|slices)|both|not|left)\b|\//;
  if (gone.length === 0 || gone.length > 4 || !eats.test(between) || strange.test(between)) return undefined;
  if (numbersIn(low).length !== gone.length + 1) return undefined;
  const expression = `(${cut[1]}-${gone.join('-')})/${cut[1]}`;
  return gone.reduce((sum, one) => sum + Number(one), 0) <= Number(cut[1])
    ? asFraction(expression, [cut[1]!, ...gone])
    : undefined;
};

export const readLeftParts = (typed: string): Outcome | undefined => {
  if (typed.length > 200) return undefined;
  const sliced = slices(typed);
  if (sliced) return sliced;
  const low = typed.replace(LABEL, (found) => found.replace(/\d/g, 'x'));
  const asked = ASKS.exec(low);
  if (!asked || /\b(?:each|every|more|less|twice|not|both|another|minus|plus|than|only|percent)\b|%/.test(low))
    return undefined;
  const told = low.slice(0, asked.index);
  // "The tank was 3/8 full, I used a third of it": of the tank, or of what was in it.
  if (/\bfull\b.* of it\b/.test(told)) return undefined;
  const parts = [...told.matchAll(TOLD_PART)];
  if (parts.length < 2 || parts.length > 4 || TOLD_PART.test(asked[0])) return undefined;
  const used = parts.flatMap((one) => (one[0].match(/\d+/g) ?? []).filter((digits) => digits !== ''));
  // Every number of the text is in a part.
  const numbers = low.match(/\d+/g) ?? [];
  if (numbers.length !== used.length) return undefined;
  const value = (one: RegExpMatchArray): string =>
    one[1] !== undefined
      ? `${one[1]}/${one[2]}`
      : `${/^\d+$/.test(one[3] ?? '') ? one[3] : 1}/${PARTS[one[4] ?? 'half']}`;
  const from =
    /\b(?:from|of|with|have|had) $/.test(told.slice(0, parts[0]!.index)) &&
    /^ of an? [a-z]+/.test(told.slice(parts[0]!.index + parts[0]![0].length));
  let left = from ? value(parts[0]!) : '1';
  for (const one of from ? parts.slice(1) : parts) {
    const after = told.slice(one.index + one[0].length);
    const share = value(one);
    const first = left === '1';
    if (OF_REST.test(after)) {
      if (first) return undefined;
      left = `(${left})*(1-${share})`;
    } else if (from && left === value(parts[0]!)) left = `(${left})*(1-${share})`;
    else if (from) return undefined;
    else left = `${left}-${share}`;
  }
  return asFraction(left, [...numbers, ...numbersIn(typed).map((one) => one.value)]);
};
