/**
 * Exact rationals on BigInt: reading, the four operations, powers, and writing as a decimal where one ends.
 * Bounded: a number of more than `MOST_BITS` bits is refused with a RangeError, which the solvers turn into a value.
 */
import { rational, type Rational } from '../expression.ts';

export { rational, same, show, type Rational } from '../expression.ts';

/** About 6,000 decimal digits. */
const MOST_BITS = 20_000n;

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);
const bounded = (value: Rational): Rational => {
  if (magnitude(value.n) >> MOST_BITS || value.d >> MOST_BITS) throw new RangeError('the number is too large');
  return value;
};

/** '12', '-0.25', '3/4', '1.5/2'; undefined for anything else. */
export const readNumber = (text: string): Rational | undefined => {
  const match = /^([+-]?)(\d+)(?:\.(\d+))?(?:\/(\d+))?$/.exec(text.trim());
  if (!match || text.length > 2000) return undefined;
  const [, sign, whole = '', part = '', below = '1'] = match;
  if (/^0+$/.test(below)) return undefined;
  const n = BigInt(whole + part) * (sign === '-' ? -1n : 1n);
  return rational(n, 10n ** BigInt(part.length) * BigInt(below));
};

export const add = (a: Rational, b: Rational): Rational => bounded(rational(a.n * b.d + b.n * a.d, a.d * b.d));
export const subtract = (a: Rational, b: Rational): Rational => add(a, { n: -b.n, d: b.d });
export const multiply = (a: Rational, b: Rational): Rational => bounded(rational(a.n * b.n, a.d * b.d));
/** Undefined when b is 0. */
export const divide = (a: Rational, b: Rational): Rational | undefined =>
  b.n === 0n ? undefined : bounded(rational(a.n * b.d, a.d * b.n));

/**
 * a to a whole power; undefined for a fractional exponent or 0 to a negative one. Throws when the result is too large.
 */
export const power = (a: Rational, exponent: Rational): Rational | undefined => {
  if (exponent.d !== 1n) return undefined;
  const times = magnitude(exponent.n);
  if (a.n === 0n && exponent.n < 0n) return undefined;
  const bits = BigInt(Math.max(magnitude(a.n).toString(2).length, a.d.toString(2).length));
  if (times * (bits - 1n) > MOST_BITS) throw new RangeError('the number is too large');
  const top = a.n ** times;
  const below = a.d ** times;
  return exponent.n < 0n ? rational(below, top) : rational(top, below);
};

export const compare = (a: Rational, b: Rational): number => {
  const difference = a.n * b.d - b.n * a.d;
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
};

export const isWhole = ({ d }: Rational): boolean => d === 1n;

/** As people write it: a whole number, a decimal that ends within six places, else a fraction. */
export const write = (value: Rational): string => {
  const { n, d } = value;
  if (d === 1n) return `${n}`;
  for (let places = 1n, scale = 10n; places <= 6n; places++, scale *= 10n) {
    if (scale % d !== 0n) continue;
    const digits = magnitude(n * (scale / d))
      .toString()
      .padStart(Number(places) + 1, '0');
    return `${n < 0n ? '-' : ''}${digits.slice(0, -Number(places))}.${digits.slice(-Number(places))}`;
  }
  return `${n}/${d}`;
};
