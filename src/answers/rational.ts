/**
 * Exact numbers and the ways in which people write them: thousands marks, decimal commas, fractions, mixed numbers,
 * powers of ten. Values are reduced fractions of bigints, so that equality is exact.
 */

/** Numerator and positive denominator without a common factor. */
export type Rational = readonly [bigint, bigint];

/** Numbers with more characters are no numbers of an answer. */
const LONGEST = 80;
/** Largest power of ten that is written out. */
const MOST_TENS = 400;

const gcd = (a: bigint, b: bigint): bigint => {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y) [x, y] = [y, x % y];
  return x;
};

/** n/d reduced, or undefined for d = 0. */
export const rational = (n: bigint, d: bigint): Rational | undefined => {
  if (d === 0n) return undefined;
  const common = gcd(n, d) * (d < 0n ? -1n : 1n);
  return [n / common, d / common];
};

export const showRational = ([n, d]: Rational): string => (d === 1n ? `${n}` : `${n}/${d}`);

/** The nearest double; keeps its precision where numerator and denominator are too long for a double. */
export const toNumber = ([n, d]: Rational): number => {
  const [x, y] = [Number(n), Number(d)];
  if (Number.isFinite(x) && Number.isFinite(y)) return x / y;
  const shift = BigInt(Math.max(n.toString(2).length, d.toString(2).length) - 1000);
  return Number(n >> shift) / Number(d >> shift);
};

export const times = (a: Rational, b: Rational): Rational => rational(a[0] * b[0], a[1] * b[1])!;
export const plus = (a: Rational, b: Rational): Rational => rational(a[0] * b[1] + b[0] * a[1], a[1] * b[1])!;

/** 12 → 12, 1.25 → 5/4; digits and at most one point. */
const decimal = (text: string): Rational | undefined => {
  const match = /^(\d*)(?:\.(\d*))?$/.exec(text);
  if (!match || (match[1] === '' && !match[2])) return undefined;
  return rational(BigInt(match[1] + (match[2] ?? '')), 10n ** BigInt((match[2] ?? '').length));
};

/**
 * Takes thousands marks out and makes a decimal comma a point; undefined when the commas stand where neither puts
 * them.
 */
const plainMarks = (text: string): string | undefined => {
  if (/^\d*(?:\.\d*)?$/.test(text)) return text;
  if (/^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(text)) return text.replaceAll(',', '');
  if (/^\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?$/.test(text)) return text.replaceAll(',', ''); // India: 12,34,567
  if (/^\d{1,3}(?:[ '_]\d{3})+(?:[.,]\d+)?$/.test(text)) return text.replace(/[ '_]/g, '').replace(',', '.');
  if (/^\d{1,3}(?:\.\d{3})+,\d+$/.test(text) || /^\d{1,3}(?:\.\d{3}){2,}$/.test(text))
    return text.replaceAll('.', '').replace(',', '.');
  if (/^\d+,\d+$/.test(text)) return text.replace(',', '.');
  return undefined;
};

const TEN = /^(.*?) ?(?:e|(?:\*|x|×|·|\\times|\\cdot) ?10 ?\^ ?\{?)([+-]?\d{1,3})\}?$/i;

/**
 * The exact value of a number that stands alone: 42, -3, +5, 1,234.50, 1 000, 1.234,5, .5, 3/4, 1 1/2, 1e3, 2.5×10^3.
 * Undefined for anything else. "1,22" is 1.22 here: whoever can mean a list asks for that first.
 */
export const exactNumber = (text: string): Rational | undefined => {
  if (text.length > LONGEST || !/\d/.test(text)) return undefined;
  const sign = /^([+-]?) ?(.*)$/s.exec(text)!;
  const body = sign[2]!;
  const signed = (value: Rational | undefined): Rational | undefined =>
    value && (sign[1] === '-' ? [-value[0], value[1]] : value);
  if (/^\d*\.?\d*$/.test(body)) return signed(decimal(body));
  const tens = TEN.exec(body);
  if (tens) {
    const base = exactNumber(tens[1]!);
    const power = Number(tens[2]);
    if (base === undefined || Math.abs(power) > MOST_TENS) return undefined;
    const scale = 10n ** BigInt(Math.abs(power));
    return signed(times(base, power < 0 ? [1n, scale] : [scale, 1n]));
  }
  const power = /^10 ?\^ ?\{?([+-]?\d{1,3})\}?$/.exec(body);
  if (power) {
    const scale = 10n ** BigInt(Math.abs(Number(power[1])));
    return signed(power[1]!.startsWith('-') ? [1n, scale] : [scale, 1n]);
  }
  const mixed = /^(\d+) (?:and )?(\d+) ?\/ ?(\d+)$/.exec(body);
  if (mixed) {
    const part = rational(BigInt(mixed[2]!), BigInt(mixed[3]!));
    return signed(part && plus([BigInt(mixed[1]!), 1n], part));
  }
  const over = /^([\d.,' ]*\d) ?\/ ?([\d.,' ]*\d)$/.exec(body);
  if (over) {
    const [a, b] = [over[1]!, over[2]!].map((part) => decimal(plainMarks(part) ?? 'x'));
    return signed(a && b && rational(a[0] * b[1], a[1] * b[0]));
  }
  const unmarked = plainMarks(body);
  return signed(unmarked === undefined ? undefined : decimal(unmarked));
};

/**
 * Whether "a,b" is a decimal comma in one reading and a list of two numbers in another: 1,22 and 3,4, but not 1,234.
 */
export const maybeDecimalComma = (text: string): boolean =>
  /^[+-]?\d+,\d+$/.test(text) && !/^[+-]?\d{1,3},\d{3}$/.test(text);

const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = ', ,twenty,thirty,forty,fifty,sixty,seventy,eighty,ninety'.split(',');

/** English number words up to 999,999 ("one hundred and twenty-five"), or undefined. */
export const numberWords = (text: string): number | undefined => {
  const words = text
    .toLowerCase()
    .replace(/-/g, ' ')
    .split(' ')
    .filter((word) => word !== '' && word !== 'and');
  if (words.length === 0 || words.length > 9) return undefined;
  let [total, group, last] = [0, 0, 3];
  for (const word of words) {
    const [one, ten] = [ONES.indexOf(word), TENS.indexOf(word)];
    if (one >= 0 && last > (one < 10 ? 1 : 2)) [group, last] = [group + one, 1];
    else if (one > 0 && one < 10 && last === 2 && group % 10 === 0) [group, last] = [group + one, 1];
    else if (ten > 1 && last > 2) [group, last] = [group + 10 * ten, 2];
    else if (word === 'hundred' && group > 0 && group < 10) [group, last] = [group * 100, 3];
    else if (word === 'thousand' && group > 0 && total === 0) [total, group, last] = [group * 1000, 0, 3];
    else return undefined;
  }
  return total + group;
};
