/** Reads sums of Roman numerals and of binary or hexadecimal numbers, and which of two such numbers is the larger. */
import { alternatives, sequence } from '../../regex.ts';
import { fromRoman } from '../../problem/solve/numerals.ts';
import { reading, type Outcome, type Reader } from '../reading.ts';
import { numbersIn, type Text } from '../text/text.ts';

const BETWEEN: readonly (readonly [RegExp, string])[] = [
  [/^\s*(?:\+|\bplus\b|\band\b|\badded to\b|\bto\b|,)\s*$/, '+'],
  [/^\s*(?:-|\bminus\b|\btake away\b|\bless\b|(?:\baway |\boff )\bfrom\b)\s*$/, '-'],
  [/^\s*(?:\*|x|\btimes\b|\bmultiplied by\b|\bby\b)\s*$/, '*'],
  [/^\s*(?:\/|\bdivided by\b)\s*$/, '/'],
];

const VERBS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:add|sum|total|plus|together)\b|\+/, '+'],
  [/\b(?:subtract|minus|difference|take away)\b|-/, '-'],
  [/\b(?:multiply|product|times)\b|\*/, '*'],
];

type Token = { text: string; start: number; end: number };

const romansIn = (text: string): Token[] =>
  [...text.matchAll(/(?<![\w'])[IVXLCDM]+(?![\w'])/g)]
    .filter(([one]) => one !== 'I' || /\bI [+*-]|[+*-] I\b/.test(text))
    .map((one) => ({ text: one[0], start: one.index, end: one.index + one[0].length }));

const digitsIn = (text: string, base: number): Token[] =>
  [...text.matchAll(/(?<![\w.])(?:0[bx])?[\dA-Fa-f]+(?!\w|\.\d)/g)]
    .filter(([one]) => (base === 2 ? /^(?:0b)?[01]{2,}$/ : /^(?:0x)?[\dA-F]*(?:\d[\dA-F]*|[A-F]{2,})$/).test(one))
    .map((one) => ({ text: one[0].replace(/^0[bx]/, ''), start: one.index, end: one.index + one[0].length }));

/** The sign between two numbers, from what stands between them or from the verb before both. */
const signOf = (low: string, [a, b]: readonly [Token, Token]): string | undefined => {
  const between = low.slice(a.end, b.start);
  const direct = BETWEEN.find(([words]) => words.test(between))?.[1];
  if (direct !== undefined && !/^\s*(?:,|\band\b|\bto\b|\bby\b)\s*$/.test(between)) return direct;
  const verbs = VERBS.filter(([words]) => words.test(low.slice(0, a.start)) || words.test(low.slice(b.end)));
  return verbs.length === 1 ? verbs[0]![1] : undefined;
};

const LARGER = /\b(?:bigg|larg|great|high)(?:er|est)\b|\bmore\b|\bmax\w*\b/;
const SMALLER = /\b(?:small|low)(?:er|est)\b|\bless\b|\bfewer\b|\bmin(?:imum)?\b/;

const ofTwo = (low: string, pair: readonly [Token, Token], from: string, to: string): Outcome | undefined => {
  const [a, b] = pair;
  const compares = /\bwhich\b|\bbetween\b|\bwhat is (?:the )?(?:bigg|larg|great|small)/.test(low);
  if (compares && LARGER.test(low) !== SMALLER.test(low))
    return reading(
      { type: 'coded', from, to, expression: `${a.text} ${LARGER.test(low) ? '>' : '<'} ${b.text}` },
      numbersIn(low).map((one) => one.value),
    );
  const yes = /^\W*(?:is|are)\b/.test(low) && /\bthan\b/.test(low.slice(a.end, b.start));
  if (yes && LARGER.test(low) !== SMALLER.test(low))
    return reading(
      { type: 'coded', from, to: from, expression: `${a.text} ${LARGER.test(low) ? '>' : '<'} ${b.text} ?` },
      numbersIn(low).map((one) => one.value),
    );
  const sign = signOf(low, pair);
  if (sign === undefined) return undefined;
  const swapped =
    sign === '-' &&
    /\b(?:subtract|take|take away|deduct)\b/.test(low.slice(0, a.start)) &&
    /\bfrom\b/.test(low.slice(a.end, b.start));
  const [x, y] = swapped ? [b, a] : [a, b];
  return reading(
    { type: 'coded', from, to, expression: `${x.text}${sign}${y.text}` },
    numbersIn(low).map((one) => one.value),
  );
};

/** The answer is asked for in figures. */
const PLAIN = new RegExp(
  alternatives(
    sequence(
      /\b(?:normal|ordinary|arabic|decimal|regular|our|plain|usual|modern) /,
      /(?:numbers?|digits?|figures?|form|numerals?)\b/,
    ),
    /\bas an? (?:whole )?number\b|\bin (?:arabic|decimal|figures|digits|numbers)\b/,
  ),
);

const codeOf = (low: string): number | undefined => {
  if (/\bbinary\b/.test(low)) return 2;
  return /\bhex(?:adecimal)?\b/.test(low) ? 16 : undefined;
};

/** A base that is told as "base 2" is no number of the sum. */
export const readCoded: Reader = (spoken: Text) => {
  const found = readSum(spoken);
  return found?.type === 'problem' ? { ...found, uses: numbersIn(spoken.low).map((one) => one.value) } : found;
};

const readSum = (spoken: Text): Outcome | undefined => {
  const [text, low] = [spoken.text, spoken.low].map((one) =>
    one.replace(/\bbase (?:2|16)\b/gi, (found) => ' '.repeat(found.length)),
  ) as [string, string];
  if (low.length > 200 || /\bsort|\border\b|\bchapter|\bwho\b/.test(low)) return undefined;
  const romans = romansIn(text);
  if (
    romans.length === 2 &&
    numbersIn(low).length === 0 &&
    romans.every((one) => one.text.length > 1 || fromRoman(one.text) !== undefined)
  ) {
    const decimal = PLAIN.test(low);
    const years = /\bborn\b/.test(low.slice(0, romans[0]!.start)) && /\bdied\b/.test(low.slice(0, romans[1]!.start));
    if (years && /\bhow (?:old|many years)\b/.test(low))
      return reading(
        { type: 'coded', from: 'roman', to: '10', expression: `${romans[1]!.text}-${romans[0]!.text}` },
        [],
        false,
      );
    return ofTwo(low, [romans[0]!, romans[1]!], 'roman', decimal ? '10' : 'roman');
  }
  const named = [...new Set([...spoken.low.matchAll(/\bbase (2|16)\b/g)].map((one) => Number(one[1])))];
  const base = named.length === 1 ? named[0] : codeOf(low);
  if (base === undefined || romans.length > 0) return undefined;
  const digits = digitsIn(text, base);
  if (digits.length !== 2 || numbersIn(low).some((one) => !digits.some((digit) => digit.text === one.value)))
    return undefined;
  const decimal = /\b(?:in|to|as|into) (?:a )?(?:decimal|normal|ordinary|base 10)\b/.test(low);
  return ofTwo(low, [digits[0]!, digits[1]!], `${base}`, decimal ? '10' : `${base}`);
};
