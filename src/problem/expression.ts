/**
 * Exact value of an arithmetic expression in plain text, for verifiers: `25*7-50+3`, `2(x+1)` with x given.
 * It is a parser, so a candidate's text is never executed. Powers, functions and simplification are not supported.
 */

export type Rational = { n: bigint; d: bigint };

/** Longest text that is read; a longer one has no value. */
const MAX_LENGTH = 120;

export const rational = (n: bigint | number, d: bigint | number = 1n): Rational => {
  let [top, below] = [BigInt(n), BigInt(d)];
  if (below === 0n) throw new RangeError(`rational ${n}/${d} has no value`);
  let [a, b] = [top < 0n ? -top : top, below < 0n ? -below : below];
  while (b) [a, b] = [b, a % b];
  if (below < 0n) a = -a;
  return { n: top / a, d: below / a };
};

export const same = (a: Rational, b: Rational): boolean => a.n * b.d === b.n * a.d;

/** `7`, `-3/4`. */
export const show = ({ n, d }: Rational): string => (d === 1n ? `${n}` : `${n}/${d}`);

const combine = (op: string, a: Rational, b: Rational): Rational | undefined => {
  switch (op) {
    case '+':
      return rational(a.n * b.d + b.n * a.d, a.d * b.d);
    case '-':
      return rational(a.n * b.d - b.n * a.d, a.d * b.d);
    case '*':
      return rational(a.n * b.n, a.d * b.d);
    default:
      return b.n === 0n ? undefined : rational(a.n * b.d, a.d * b.n);
  }
};

/**
 * Value of `text` and the integers written in it, in order. Operators + - * / (also × · ÷ −), parentheses, letters of
 * `values`, and multiplication left out (`3x`, `2(x+1)`). Undefined when it can't be read, divides by zero, holds an
 * unknown letter or is longer than 120 characters; never throws.
 */
export const evaluate = (
  text: string,
  values: Record<string, Rational> = {},
): { value: Rational; numbers: number[] } | undefined => {
  if (text.length > MAX_LENGTH) return undefined;
  const plain = text.replace(/[−–]/g, '-').replace(/[×·]/g, '*').replace(/÷/g, '/').trim();
  const parts = plain.match(/\d+|[a-z]|[-+*/()]|\S/gi) ?? [];
  const numbers: number[] = [];
  let at = 0;

  const sum = (): Rational | undefined => {
    let total = product();
    while (total && (parts[at] === '+' || parts[at] === '-')) {
      const op = parts[at++];
      const right = product();
      total = right && combine(op, total, right);
    }
    return total;
  };
  const product = (): Rational | undefined => {
    let total = factor();
    while (total && at < parts.length) {
      const written = parts[at] === '*' || parts[at] === '/';
      // `3x` and `2(x+1)` multiply; `3 4` and `x 3` do not.
      if (!written && !/^[a-z(]$/i.test(parts[at])) break;
      const op = written ? parts[at++] : '*';
      const right = factor();
      total = right && combine(op, total, right);
    }
    return total;
  };
  const factor = (): Rational | undefined => {
    const part = parts[at++];
    if (part === undefined) return undefined;
    if (part === '-') {
      const inner = factor();
      return inner && rational(-inner.n, inner.d);
    }
    if (part === '(') {
      const inner = sum();
      return parts[at++] === ')' ? inner : undefined;
    }
    if (/^\d/.test(part)) {
      numbers.push(Number(part));
      return rational(BigInt(part));
    }
    return Object.hasOwn(values, part) ? values[part] : undefined;
  };

  const value = sum();
  return value && at === parts.length ? { value, numbers } : undefined;
};

/** Whether `left=right` holds with these values; undefined when it is no readable equation. */
export const equationHolds = (equation: string, values: Record<string, Rational>): boolean | undefined => {
  const sides = equation.split('=');
  if (sides.length !== 2) return undefined;
  const [left, right] = sides.map((side) => evaluate(side, values));
  return left && right && same(left.value, right.value);
};

/**
 * Replaces words of sums and equations by signs: `3 times the sum of t and 4 is 21` → `3 * (t+4) = 21`. Signs stay as
 * they are.
 */
export const inSigns = (text: string): string => {
  const plain = text.length > MAX_LENGTH ? '' : text;
  return plain
    .replace(
      /the (sum|difference|product) of (\w+) and (\w+)/gi,
      (_, name: string, a: string, b: string) =>
        `(${a}${{ sum: '+', difference: '-', product: '*' }[name.toLowerCase()]}${b})`,
    )
    .replace(/\bplus\b/gi, '+')
    .replace(/\bminus\b/gi, '-')
    .replace(/\b(?:divided by|over)\b/gi, '/')
    .replace(/\btimes\b/gi, '*')
    .replace(/\b(?:is|equals|makes|gives)\b/gi, '=');
};
