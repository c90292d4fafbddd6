/**
 * Roots, factorials and rounding, where they are all that is asked. A root is answered where it comes out exactly.
 */
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { valuesIn } from '../text/text.ts';
import { anyOf, sequence } from '../../regex.ts';

const START = sequence(
  /^\W*(?:so |ok |hey |um )*/,
  anyOf(
    /what(?: is| are|s| would be)?|find|calculate|compute|work out|evaluate|give(?: me)?|tell me|how much is|can you/,
    /do you know|i need/,
  ),
  '?',
  String.raw`\W*(?:find |calculate |work out )?(?:the )?`,
);
const END = /\W*(?:equal(?:s| to)?|please|rounded)?\W*$/;
const whole = (...parts: readonly (RegExp | string)[]): RegExp => new RegExp(sequence(START, ...parts, END));

const N = String.raw`(-?\d+(?:\.\d+)?)`;
const SQUARE_ROOT = whole(/(?:(?:square root|sqrt|sq root|root)(?: of)?|√)(?: the number)? ?\(? ?/, N, / ?\)?/);
const CUBE_ROOT = whole(/(?:(?:cube|cubic|third) root(?: of)?|cbrt|∛)(?: the number)? ?\(? ?/, N, / ?\)?/);
const FACTORIAL = [whole(/(\d+) ?(?:!|factorial)/), whole(/factorial of (\d+)/)];

/** The whole number whose power this is. */
const rootOf = (n: bigint, power: number): bigint | undefined => {
  const guess = BigInt(Math.round(Math.abs(Number(n)) ** (1 / power))) * (n < 0n ? -1n : 1n);
  return [guess - 1n, guess, guess + 1n].find((one) => one ** BigInt(power) === n);
};

const readRoot = (low: string): Outcome | undefined => {
  for (const [pattern, power] of [
    [SQUARE_ROOT, 2],
    [CUBE_ROOT, 3],
  ] as const) {
    const text = pattern.exec(low)?.[1];
    if (text === undefined) continue;
    const [digits = '', part = ''] = text.replace('-', '').split('.');
    if (digits.length + part.length > 15) return undefined;
    if (text.startsWith('-') && power === 2) return refusal('no-solution', 'no number has a negative square');
    const places = Math.ceil(part.length / power);
    const scaled = BigInt(`${text.startsWith('-') ? '-' : ''}${digits}${part.padEnd(places * power, '0')}`);
    const root = rootOf(scaled, power);
    if (root === undefined) return refusal('other-mathematics', 'this root is no whole number, and I compute exactly');
    return reading({ type: 'value', expression: `${root}${places === 0 ? '' : `/${10n ** BigInt(places)}`}` }, [text]);
  }
  return undefined;
};

const LOG = whole(/log(?:arithm)? ?(?:(?:to the |with )?base )?_?(\d{1,3})(?: of| \(| ?\() ?(\d{1,15}) ?\)?/);
const LOG_IN_BASE = whole(/log(?:arithm)? ?(?:of )?\(? ?(\d{1,15}) ?\)?,? (?:(?:in|to|with) )?(?:the )?base (\d{1,3})/);

/** "log2 of 8", "log base 3 of 81": where it comes out whole. */
export const readLogarithm = (low: string): Outcome | undefined => {
  const [, base, n] = LOG.exec(low) ?? [];
  const [, other, otherBase] = base === undefined ? (LOG_IN_BASE.exec(low) ?? []) : [];
  const [b, value] = [Number(base ?? otherBase), Number(n ?? other)];
  if (!(b > 1 && value >= 1)) return undefined;
  const power = Math.round(Math.log(value) / Math.log(b));
  if (b ** power !== value)
    return refusal('other-mathematics', 'this logarithm is no whole number, and I compute exactly');
  return reading({ type: 'value', expression: `${power}` }, [`${b}`, `${value}`, ...valuesIn(low)]);
};

const readFactorial = (low: string): Outcome | undefined => {
  const text = FACTORIAL.map((one) => one.exec(low)?.[1]).find((one) => one !== undefined);
  if (text === undefined) return undefined;
  const n = Number(text);
  if (n > 200) return refusal('too-large', 'I compute factorials up to 200');
  const factors = Array.from({ length: Math.max(1, n) }, (_, i) => i + 1);
  return reading({ type: 'value', expression: factors.join('*') }, [text]);
};

const UNITS: Readonly<Record<string, string>> = {
  'whole number': '1',
  whole: '1',
  integer: '1',
  unit: '1',
  one: '1',
  '1': '1',
  ten: '10',
  '10': '10',
  hundred: '100',
  '100': '100',
  thousand: '1000',
  '1000': '1000',
  million: '1000000',
  '1000000': '1000000',
  tenth: '0.1',
  hundredth: '0.01',
  thousandth: '0.001',
};
/** A number, or one divided by another. */
const ROUNDED_VALUE = String.raw`(\d+(?:\.\d+)?(?: ?(?:\/|divided by|over) ?\d+)?)`;
const ROUND = /(?:round(?:ing|ed)? )?(?:off |up or down )?(?:the number )?(?:of )?/;
const WRITTEN = /,? ?(?:when |if )?(?:rounded |correct |off |written |given |accurate )*/;
const NEAREST = whole(
  ROUND,
  ROUNDED_VALUE,
  WRITTEN,
  /to (?:the |its )?nearest /,
  `(${Object.keys(UNITS).join('|')})s?`,
);
const PLACES = whole(
  ROUND,
  ROUNDED_VALUE,
  WRITTEN,
  / ?(?:to|at|with) (\d)(?: (?:decimals?|decimal places?|places?|dp|d\.p\.?)(?: after the (?:comma|point))?)/,
);
const asNumber = (text: string): string => text.replace(/ ?(?:\/|divided by|over) ?/, '/');

const readRounding = (low: string): Outcome | undefined => {
  const near = NEAREST.exec(low);
  if (near)
    return reading(
      { type: 'formula', formula: 'rounded', given: [asNumber(near[1]!), UNITS[near[2]!]!] },
      valuesIn(low),
    );
  const places = PLACES.exec(low);
  if (!places) return undefined;
  const count = Number(places[2]);
  const unit = count === 0 ? '1' : `0.${'0'.repeat(count - 1)}1`;
  return reading({ type: 'formula', formula: 'rounded', given: [asNumber(places[1]!), unit] }, valuesIn(low));
};

/** A root, a factorial or a rounded number that is the whole question. */
export const readFunction: Reader = ({ low }) =>
  low.length > 120 ? undefined : (readRoot(low) ?? readLogarithm(low) ?? readFactorial(low) ?? readRounding(low));
