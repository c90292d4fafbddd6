/** Bases 2 to 36, Roman numerals 1 to 3999, and divisors: exact, with the reason where there is no answer. */
import type { ProblemOf } from '../formal/problem.ts';
import { isWhole, readNumber } from './rational.ts';
import { answered, declined, type Solution } from './solution.ts';

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';
const BASE_NAMES: Readonly<Record<number, string>> = { 2: 'binary', 8: 'octal', 10: 'decimal', 16: 'hexadecimal' };
const baseName = (base: number): string => BASE_NAMES[base] ?? `base-${base}`;

export const solveBase = ({ value, from, to, count }: ProblemOf<'base'>): Solution => {
  if (from < 2 || from > 36 || to < 2 || to > 36) return declined('invalid-input', 'a base lies between 2 and 36');
  const negative = value.startsWith('-');
  const digits = value.replace(/^[+-]/, '').toLowerCase();
  if (/^\d+[./]\d+$/.test(digits))
    return declined('other-mathematics', 'I convert whole numbers only, and this is a fraction');
  if (digits.length > 1500) return declined('too-large', 'the number is too long');
  let number = 0n;
  for (const digit of digits) {
    const worth = DIGITS.indexOf(digit);
    if (worth < 0 || worth >= from)
      return declined('invalid-input', `a ${baseName(from)} number has no digit ${digit.toUpperCase()}`);
    number = number * BigInt(from) + BigInt(worth);
  }
  let out = '';
  for (let rest = number; rest > 0n; rest /= BigInt(to)) out = DIGITS[Number(rest % BigInt(to))]! + out;
  if (count !== undefined) {
    const wanted = { ones: /1/g, zeros: /0/g, digits: /./g }[count];
    return answered(`${((out || '0').match(wanted) ?? []).length}`, 'number', `counted in ${out || '0'}`);
  }
  return answered(
    `${negative ? '-' : ''}${(out || '0').toUpperCase()}`,
    to === 10 ? 'number' : 'numeral',
    `converted back to base ${from} it is ${value}`,
  );
};

const ROMAN: readonly (readonly [string, number])[] = [
  ['M', 1000],
  ['CM', 900],
  ['D', 500],
  ['CD', 400],
  ['C', 100],
  ['XC', 90],
  ['L', 50],
  ['XL', 40],
  ['X', 10],
  ['IX', 9],
  ['V', 5],
  ['IV', 4],
  ['I', 1],
];

export const toRoman = (value: number): string => {
  let rest = value;
  let out = '';
  for (const [sign, worth] of ROMAN)
    while (rest >= worth) {
      out += sign;
      rest -= worth;
    }
  return out;
};

/** The value of a numeral in its standard form, or undefined when it is not. */
export const fromRoman = (text: string): number | undefined => {
  let rest = text.toUpperCase();
  let value = 0;
  for (const [sign, worth] of ROMAN)
    while (rest.startsWith(sign)) {
      rest = rest.slice(sign.length);
      value += worth;
    }
  return rest === '' && value > 0 && value < 4000 && toRoman(value) === text.toUpperCase() ? value : undefined;
};

export const solveRoman = ({ value, count }: ProblemOf<'roman'>): Solution => {
  const number = readNumber(value);
  if (!number || !isWhole(number)) return declined('no-solution', 'Roman numerals write whole numbers only');
  if (number.n === 0n) return declined('no-solution', 'there is no Roman numeral for zero');
  if (number.n < 0n) return declined('no-solution', 'there are no negative Roman numerals');
  if (number.n > 3999n) return declined('no-solution', 'standard Roman numerals end at 3999');
  const numeral = toRoman(Number(number.n));
  if (count !== undefined) return answered(`${numeral.length}`, 'number', `counted in ${numeral}`);
  return answered(numeral, 'numeral', 'read back, it is the same number');
};

export const solveUnroman = ({ value, valid }: ProblemOf<'unroman'>): Solution => {
  const number = fromRoman(value);
  if (valid) {
    const check = number === undefined ? 'no number is written so' : `it is how ${number} is written`;
    return answered(number === undefined ? 'no' : 'yes', 'yes-no', check);
  }
  return number === undefined
    ? declined('invalid-input', `${value.toUpperCase()} is no valid Roman numeral`)
    : answered(`${number}`, 'number', 'written back, it is the same numeral');
};

const magnitude = (n: bigint): bigint => (n < 0n ? -n : n);
const gcd = (a: bigint, b: bigint): bigint => {
  let [x, y] = [magnitude(a), magnitude(b)];
  while (y > 0n) [x, y] = [y, x % y];
  return x;
};

/** Largest number that is factorised: trial division ends at its root, a million. */
const MOST_FACTORISED = 1_000_000_000_000n;

/** The prime factors of a number from 2 on, in order. */
const factorise = (n: bigint): bigint[] => {
  const out: bigint[] = [];
  let rest = n;
  for (let p = 2n; p * p <= rest; p += p === 2n ? 1n : 2n)
    while (rest % p === 0n) {
      out.push(p);
      rest /= p;
    }
  return rest > 1n ? [...out, rest] : out;
};

type OfMany = 'gcd' | 'lcm' | 'remainder' | 'divisible' | 'primes-between' | 'count-primes' | 'coprime';
type OfOne = Exclude<ProblemOf<'divisors'>['ask'], OfMany>;

const OF_MANY: ReadonlySet<string> = new Set<OfMany>([
  'gcd',
  'lcm',
  'remainder',
  'divisible',
  'primes-between',
  'count-primes',
  'coprime',
]);
const isOfOne = (ask: ProblemOf<'divisors'>['ask']): ask is OfOne => !OF_MANY.has(ask);
const isPrime = (n: bigint): boolean => n > 1n && factorise(n).length === 1;

/** The first prime on one side of a number, which may be a prime itself. */
const primeBeside = (n: bigint, step: 1n | -1n): Solution => {
  let found = n + step;
  while (found > 1n && !isPrime(found)) found += step;
  if (found < 2n) return step > 0n ? primeBeside(1n, 1n) : declined('no-solution', `no prime is smaller than ${n}`);
  return answered(`${found}`, 'number', `no number between ${n} and ${found} is prime`);
};

/** The primes from one number to another, both counted, or how many there are. */
const primesFrom = (ask: 'primes-between' | 'count-primes', a: bigint, b: bigint): Solution => {
  if (b - a > 100_000n || b > MOST_FACTORISED) return declined('too-large', 'these are too many numbers');
  const found: bigint[] = [];
  for (let n = a < 2n ? 2n : a; n <= b; n++) if (isPrime(n)) found.push(n);
  const check = `every number from ${a} to ${b} tried`;
  if (ask === 'count-primes') return answered(`${found.length}`, 'number', check);
  return found.length === 0
    ? declined('no-solution', `no number from ${a} to ${b} is prime`)
    : answered(found.join(', '), 'list', check);
};

/** The divisors of a number from its prime factors, from the smallest to the largest. */
const divisorsFrom = (factors: readonly bigint[]): bigint[] =>
  [...factors.reduce((all, p) => new Set([...all, ...[...all].map((one) => one * p)]), new Set([1n]))].sort((a, b) =>
    a < b ? -1 : 1,
  );

/** Whether one number is prime or even, its factors, or what divides it. */
const solveOneNumber = (ask: OfOne, n: bigint): Solution => {
  if (ask === 'even' || ask === 'odd' || ask === 'parity') {
    const name = n % 2n === 0n ? 'even' : 'odd';
    const check = `${n} is ${name}`;
    return ask === 'parity' ? answered(name, 'name', check) : answered(ask === name ? 'yes' : 'no', 'yes-no', check);
  }
  if (n > MOST_FACTORISED) return declined('too-large', 'I factorise numbers up to a million million');
  if (ask === 'next-prime' || ask === 'previous-prime') return primeBeside(n, ask === 'next-prime' ? 1n : -1n);
  if (n < 1n && ask !== 'prime') return declined('no-solution', 'only whole numbers from 1 on are factorised');
  const factors = n < 2n ? [] : factorise(n);
  const product = factors.join('*');
  const check = factors.length === 0 ? `${n} has no prime factors` : `${n} = ${product}`;
  if (ask === 'prime') return answered(factors.length === 1 ? 'yes' : 'no', 'yes-no', check);
  if (ask === 'factors')
    return factors.length === 0 ? declined('no-solution', check) : answered(product, 'expression', check);
  if (ask === 'all-divisors') {
    const all = divisorsFrom(factors);
    return all.length > 500
      ? declined('too-large', 'too many numbers divide it')
      : answered(all.join(', '), 'list', check);
  }
  if (ask === 'largest-prime' || ask === 'smallest-prime')
    return factors.length === 0
      ? declined('no-solution', check)
      : answered(`${ask === 'largest-prime' ? factors.at(-1) : factors[0]}`, 'number', check);
  if (ask === 'divisor-sum')
    return answered(`${divisorsFrom(factors).reduce((sum, one) => sum + one, 0n)}`, 'number', check);
  const count = [...new Set(factors)].reduce((all, p) => all * (factors.filter((one) => one === p).length + 1), 1);
  return answered(`${count}`, 'number', check);
};

export const solveDivisors = ({ ask, numbers }: ProblemOf<'divisors'>): Solution => {
  const values = numbers.map(readNumber);
  if (values.some((one) => !one || !isWhole(one)))
    return declined('other-mathematics', 'these are not all whole numbers');
  const whole = values.map((one) => one!.n);
  if (isOfOne(ask))
    return whole.length === 1 ? solveOneNumber(ask, whole[0]!) : declined('invalid-input', 'this takes one number');
  if (whole.length < 2)
    return declined('missing', `${whole.length === 0 ? 'the numbers are' : 'the second number is'} missing`);
  if (ask === 'divisible') {
    const [of, ...by] = whole as [bigint, ...bigint[]];
    if (by.some((one) => one === 0n)) return declined('no-solution', 'nothing is divided by zero');
    const rest = by.find((one) => of % one !== 0n);
    const check = rest === undefined ? 'no remainder is left' : `${of} divided by ${rest} leaves ${of % rest}`;
    return answered(rest === undefined ? 'yes' : 'no', 'yes-no', check);
  }
  if (ask === 'primes-between' || ask === 'count-primes') return primesFrom(ask, whole[0]!, whole[1]!);
  if (ask === 'remainder') {
    const [a, b] = whole as [bigint, bigint];
    if (whole.length > 2) return declined('invalid-input', 'a remainder has two numbers');
    if (b === 0n) return declined('no-solution', 'division by zero has no remainder');
    const rest = ((a % b) + magnitude(b)) % magnitude(b);
    return answered(`${rest}`, 'number', `${a} − ${rest} is a multiple of ${b}`);
  }
  if (ask === 'coprime') {
    const found = whole.reduce(gcd);
    return answered(found === 1n ? 'yes' : 'no', 'yes-no', `their greatest common divisor is ${found}`);
  }
  if (ask === 'gcd') {
    const found = whole.reduce(gcd);
    return found === 0n
      ? declined('invalid-input', 'every number divides zero')
      : answered(`${found}`, 'number', 'it divides all of them, and no larger number does');
  }
  if (whole.some((one) => one === 0n)) return declined('no-solution', 'zero has no least common multiple');
  const found = whole.reduce((a, b) => magnitude(a * b) / gcd(a, b));
  return answered(`${magnitude(found)}`, 'number', 'all of them divide it, and no smaller number');
};
