/**
 * Expressions by value. LaTeX is read by the Compute Engine (@cortex-js/compute-engine) into MathJSON; what is read is
 * evaluated here, exactly where it is rational, else as complex numbers at fixed points for the variables.
 *
 * Bounded: no text beyond 300 characters or 30 levels is read, a read that takes longer than 150 ms is ended (the
 * engine's
 * parser is exponential on text such as "++++++"), no power or factorial is written out beyond 4,000 bits.
 */
import { createLatexReader, type LatexReader } from '#latex-reader';
import { runInTime } from '#time-limit';
import { plus, rational, showRational, times, toNumber, type Rational } from './rational.ts';

type Complex = readonly [re: number, im: number];

const LONGEST = 300;
const DEEPEST = 30;
const PATIENCE_MS = 150;

let engine: LatexReader | undefined;

/** When reads were tried again, in ms: few, so that hostile texts can't make many of them slow. */
const retries: number[] = [];
const RETRIES = 3;
const RETRY_WINDOW_MS = 10_000;

/** Runs `work` to its end or to the deadline; says which. An error of its own is an end. */
const inTime = (work: () => void, deadline: number): boolean => {
  try {
    if (runInTime(work, deadline).ended) return true;
    engine = undefined; // what was interrupted may be half done
    return false;
  } catch {
    return true;
  }
};

/** `inTime`, and once more with more time: on a busy machine a harmless read may be late. */
const patiently = (work: () => void): void => {
  if (inTime(work, PATIENCE_MS)) return;
  const now = performance.now();
  while (retries.length > 0 && retries[0]! < now - RETRY_WINDOW_MS) retries.shift();
  if (retries.push(now) <= RETRIES) inTime(work, 8 * PATIENCE_MS);
};

/** Brackets that match and no run of operators: what the engine reads in linear time. */
const wellFormed = (latex: string): boolean => {
  const open: string[] = [];
  for (const bracket of latex.replace(/\\[{}]/g, '').replace(/[^()[\]{}]/g, '')) {
    if ('([{'.includes(bracket)) {
      if (open.push(bracket) > DEEPEST) return false;
    } else if (open.pop() !== { ')': '(', ']': '[', '}': '{' }[bracket]) return false;
  }
  return open.length === 0 && !/[-+*/^_=] ?[+*/^_=]|[-+] ?[-+] ?[-+]|[-+*/^_] ?$|\\int|\\iint|\\oint/.test(latex);
};

/**
 * Short numbers, fractions, roots and powers, which the engine reads at once: no deadline is set for them. A deadline
 * starts a thread, and on a busy machine waiting for it is most of the time that a comparison takes.
 */
const isPlain = (latex: string): boolean =>
  latex.length <= 60 &&
  /^(?:\\(?:[dt]?frac|sqrt|pi|cdot|times|left|right)(?![A-Za-z])|[\d\s.,+*/^()={}xyz-])*$/.test(latex);

/** MathJSON of a LaTeX text, or undefined when it can't be read or holds something the engine does not know. */
const read = (latex: string): unknown => {
  if (latex.length > LONGEST || !wellFormed(latex)) return undefined;
  let json: unknown;
  engine ??= createLatexReader();
  const parse = (): void => {
    json = (engine ??= createLatexReader()).parse(latex, { canonical: false }).json;
  };
  try {
    if (isPlain(latex)) parse();
    else patiently(parse);
  } catch {
    return undefined; // what the engine refuses is not understood
  }
  if (json === undefined) return undefined;
  return JSON.stringify(json)?.includes('"Error"') ? undefined : json;
};

const add = (a: Complex, b: Complex): Complex => [a[0] + b[0], a[1] + b[1]];
const mul = (a: Complex, b: Complex): Complex => [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]];
const inverse = ([re, im]: Complex): Complex => {
  const size = re * re + im * im;
  return [re / size, -im / size];
};
const exp = ([re, im]: Complex): Complex => [Math.exp(re) * Math.cos(im), im === 0 ? 0 : Math.exp(re) * Math.sin(im)];
const ln = ([re, im]: Complex): Complex => [Math.log(Math.hypot(re, im)), Math.atan2(im === 0 ? 0 : im, re)];
const power = (a: Complex, b: Complex): Complex => {
  if (a[1] === 0 && b[1] === 0 && (a[0] >= 0 || Number.isInteger(b[0]))) return [a[0] ** b[0], 0];
  if (a[0] === 0 && a[1] === 0) return [0, 0];
  return exp(mul(b, ln(a)));
};
const real =
  (f: (x: number) => number) =>
  ([re]: Complex): Complex => [f(re), 0];

const FUNCTIONS: Readonly<Record<string, (x: Complex) => Complex>> = {
  Exp: exp,
  Ln: ln,
  Sqrt: (x) => power(x, [0.5, 0]),
  Abs: ([re, im]) => [Math.hypot(re, im), 0],
  Norm: ([re, im]) => [Math.hypot(re, im), 0],
  Sin: real(Math.sin),
  Cos: real(Math.cos),
  Tan: real(Math.tan),
  Cot: real((x) => 1 / Math.tan(x)),
  Sec: real((x) => 1 / Math.cos(x)),
  Csc: real((x) => 1 / Math.sin(x)),
  Arcsin: real(Math.asin),
  Arccos: real(Math.acos),
  Arctan: real(Math.atan),
  Sinh: real(Math.sinh),
  Cosh: real(Math.cosh),
  Tanh: real(Math.tanh),
  Floor: real(Math.floor),
  Ceil: real(Math.ceil),
  Degrees: ([re, im]) => [(re * Math.PI) / 180, im],
};

const CONSTANTS: Readonly<Record<string, Complex>> = {
  Pi: [Math.PI, 0],
  ExponentialE: [Math.E, 0],
  e: [Math.E, 0],
  i: [0, 1],
  ImaginaryUnit: [0, 1],
  j_upright: [0, 1],
  PositiveInfinity: [Infinity, 0],
  NegativeInfinity: [-Infinity, 0],
  GoldenRatio: [(1 + Math.sqrt(5)) / 2, 0],
};

/** The value of a variable at a point: the same for the same name, spread over both signs. */
const variable = (name: string, point: number): number => {
  let hash = 2166136261 ^ (point * 7919);
  for (const letter of name) hash = Math.imul(hash ^ letter.codePointAt(0)!, 16777619);
  const share = ((hash >>> 0) % 99991) / 99991;
  return (point === 1 ? -1 : 1) * (0.35 + 2.6 * share);
};

const isList = (tree: unknown): tree is readonly [string, ...unknown[]] =>
  Array.isArray(tree) && typeof tree[0] === 'string';

/** 2 ½ is 2 + ½, though 2 ⅓x is a product: a whole number before a fraction of whole numbers. */
const isMixed = (a: unknown, b: unknown): boolean =>
  Number.isInteger(a) &&
  isList(b) &&
  (b[0] === 'Divide' || b[0] === 'Rational') &&
  b.slice(1).every((part) => typeof part === 'number' && Number.isInteger(part));

const inner = (tree: unknown): unknown =>
  isList(tree) && tree[0] === 'Delimiter' && tree.length === 2 ? inner(tree[1]) : tree;

/** The operands of a product that is written without a sign; functions applied to what follows them. */
const applied = (operands: readonly unknown[]): unknown[] => {
  const out: unknown[] = [];
  for (let i = 0; i < operands.length; i++) {
    const [one, next] = [operands[i], operands[i + 1]];
    if (
      typeof one === 'string' &&
      (one in FUNCTIONS || one === 'Binomial') &&
      isList(next) &&
      next[0] === 'Delimiter'
    ) {
      const argument = inner(next);
      out.push([
        one,
        ...(isList(argument) && argument[0] === 'Sequence'
          ? argument.slice(1)
          : isList(next) && isList(next[1]) && next[1][0] === 'Sequence'
            ? next[1].slice(1)
            : [argument]),
      ]);
      i++;
    } else if (isMixed(one, next)) {
      out.push(['Add', one, next]);
      i++;
    } else out.push(one);
  }
  return out;
};

type Point = { index: number; names: Set<string> };

/** The value of a tree at a point, or undefined when it holds something without a value. */
const valueAt = (tree: unknown, point: Point): Complex | undefined => {
  if (typeof tree === 'number') return [tree, 0];
  if (typeof tree === 'object' && tree !== null && 'num' in tree)
    return [Number(String(tree.num).replace('+Infinity', 'Infinity')), 0];
  if (typeof tree === 'string') {
    if (tree.startsWith("'")) return undefined;
    const constant = CONSTANTS[tree];
    if (constant) return constant;
    point.names.add(tree);
    return [variable(tree, point.index), 0];
  }
  if (!isList(tree)) return undefined;
  const [head, ...operands] = tree;
  if ((head === 'Power' || head === 'Root') && operands.length === 2) {
    const rooted = oddRoot(head, operands[0], operands[1], point);
    if (rooted) return rooted;
  }
  const parts = (head === 'InvisibleOperator' ? applied(operands) : operands).map((one) => valueAt(one, point));
  if (parts.some((part) => part === undefined)) return undefined;
  return combine(head, parts as Complex[]);
};

/** A real root of odd degree of a negative number is taken as real: (-8)^{1/3} is -2, as schools have it. */
const oddRoot = (head: string, base: unknown, degree: unknown, point: Point): Complex | undefined => {
  const exact = exactly(degree);
  const value = exact && valueAt(base, point);
  if (!exact || !value || value[1] !== 0 || value[0] >= 0) return undefined;
  const [up, down] = head === 'Power' ? exact : [exact[1], exact[0]];
  if (down === 1n || down % 2n === 0n) return undefined;
  const size = Math.abs(value[0]) ** toNumber(head === 'Power' ? exact : [up, down]);
  return [up % 2n === 0n ? size : -size, 0];
};

const factorial = (n: number): number | undefined => {
  if (!Number.isInteger(n) || n < 0 || n > 170) return undefined;
  let product = 1;
  for (let i = 2; i <= n; i++) product *= i;
  return product;
};

const choose = (n: number, k: number): number | undefined => {
  if (!Number.isInteger(n) || !Number.isInteger(k) || k < 0 || n < 0 || n > 1000) return undefined;
  let ways = 1;
  for (let i = 1; i <= Math.min(k, 1000); i++) ways = (ways * (n - k + i)) / i;
  return Math.round(ways);
};

/** A factorial of a variable has no value at a point; any fixed smooth function of it tells x! from x. */
const factorialLike = ([re]: Complex): Complex => [factorial(re) ?? Math.sin(re * 12.9898) * 43.7585, 0];

const combine = (head: string, parts: readonly Complex[]): Complex | undefined => {
  const [a, b] = parts;
  if (a === undefined) return undefined;
  switch (head) {
    case 'Add':
      return parts.reduce(add);
    case 'Subtract':
      return b ? add(a, [-b[0], -b[1]]) : undefined;
    case 'Negate':
      return [-a[0], -a[1]];
    case 'Multiply':
    case 'InvisibleOperator':
      return parts.reduce(mul);
    case 'Divide':
    case 'Rational':
      return b ? mul(a, inverse(b)) : undefined;
    case 'Power':
      return b ? power(a, b) : undefined;
    case 'Root':
      return b ? power(a, inverse(b)) : undefined;
    case 'Square':
      return mul(a, a);
    case 'Log':
      return mul(ln(a), inverse(ln(b ?? [10, 0])));
    case 'Complex':
      return b ? [a[0], b[0]] : undefined;
    case 'Delimiter':
      return parts.length === 1 ? a : undefined;
    case 'Factorial':
      return factorialLike(a);
    case 'Binomial': {
      const ways = b && choose(a[0], b[0]);
      return ways === undefined ? undefined : [ways, 0];
    }
    case 'Max':
      return [Math.max(...parts.map(([re]) => re)), 0];
    case 'Min':
      return [Math.min(...parts.map(([re]) => re)), 0];
    case 'Lb':
    case 'Log2':
      return mul(ln(a), [1 / Math.LN2, 0]);
    default:
      return parts.length === 1 ? FUNCTIONS[head]?.(a) : undefined;
  }
};

const MOST_BITS = 4000n;
const bits = (value: bigint): bigint => BigInt((value < 0n ? -value : value).toString(16).length * 4);

const raise = (base: Rational, to: Rational): Rational | undefined => {
  if (to[1] !== 1n) return undefined;
  const size = to[0] < 0n ? -to[0] : to[0];
  if ((bits(base[0]) > bits(base[1]) ? bits(base[0]) : bits(base[1])) * size > MOST_BITS) return undefined;
  return to[0] < 0n ? rational(base[1] ** size, base[0] ** size) : rational(base[0] ** size, base[1] ** size);
};

/** The exact value of a tree of rational numbers, or undefined. */
const exactly = (tree: unknown): Rational | undefined => {
  if (typeof tree === 'number') {
    if (Number.isSafeInteger(tree)) return [BigInt(tree), 1n];
    const text = String(tree);
    const match = /^(-?\d+)\.(\d+)$/.exec(text);
    return match && text.length < 17
      ? rational(BigInt(match[1]! + match[2]!), 10n ** BigInt(match[2]!.length))
      : undefined;
  }
  if (typeof tree === 'object' && tree !== null && 'num' in tree) {
    return /^-?\d{1,1000}$/.test(String(tree.num)) ? [BigInt(String(tree.num)), 1n] : undefined;
  }
  if (!isList(tree)) return undefined;
  const [head, ...operands] = tree;
  const parts: Rational[] = [];
  for (const one of head === 'InvisibleOperator' ? applied(operands) : operands) {
    const value = exactly(one);
    if (value === undefined || bits(value[0]) + bits(value[1]) > MOST_BITS) return undefined;
    parts.push(value);
  }
  const [a, b] = parts;
  if (a === undefined) return undefined;
  switch (head) {
    case 'Add':
      return parts.reduce(plus);
    case 'Subtract':
      return b && plus(a, [-b[0], b[1]]);
    case 'Negate':
      return [-a[0], a[1]];
    case 'Multiply':
    case 'InvisibleOperator':
      return parts.reduce(times);
    case 'Divide':
    case 'Rational':
      return b && rational(a[0] * b[1], a[1] * b[0]);
    case 'Power':
      return b && raise(a, b);
    case 'Delimiter':
      return parts.length === 1 ? a : undefined;
    case 'Factorial': {
      if (a[1] !== 1n || a[0] < 0n || a[0] > 400n) return undefined;
      let product = 1n;
      for (let i = 2n; i <= a[0]; i++) product *= i;
      return [product, 1n];
    }
    default:
      return undefined;
  }
};

/** The tree as text with the operands of sums and products in order, for trees without a value: sums over k, say. */
const written = (tree: unknown): string => {
  if (!isList(tree)) return JSON.stringify(tree);
  if (tree[0] === 'Delimiter' && tree.length === 2) return written(tree[1]);
  const operands = tree.slice(1).map(written);
  const free = tree[0] === 'Add' || tree[0] === 'Multiply' || tree[0] === 'InvisibleOperator';
  return `(${tree[0]} ${(free ? operands.sort() : operands).join(' ')})`;
};

/**
 * What an expression is worth. `exact` when it is rational; else its values at POINTS points of its variables (one
 * when it
 * has none), undefined where there is no value; `text` is compared when there is none at all.
 */
export type Expression = {
  exact?: Rational;
  values: readonly (Complex | undefined)[];
  variables: readonly string[];
  text: string;
};

const POINTS = [0, 1, 2];

/** Reads a LaTeX expression, or undefined when it is none. */
export const readExpression = (latex: string): Expression | undefined => {
  const tree = read(latex);
  if (tree === undefined || tree === null) return undefined;
  const names = new Set<string>();
  const exact = exactly(tree);
  const values = exact ? [[toNumber(exact), 0] as const] : POINTS.map((index) => valueAt(tree, { index, names }));
  const variables = [...names].sort();
  const known = values
    .slice(0, variables.length === 0 ? 1 : POINTS.length)
    .map((value) => (value?.some(Number.isNaN) ? undefined : value));
  return { ...(exact && { exact }), values: known, variables, text: exact ? showRational(exact) : written(tree) };
};

const CLOSE = 1e-9;

/** Whether two values differ by rounding only. */
const close = (a: Complex, b: Complex): boolean => {
  if (a[0] === b[0] && a[1] === b[1]) return true;
  const size = Math.max(Math.hypot(...a), Math.hypot(...b));
  const gap = Math.hypot(a[0] - b[0], a[1] - b[1]);
  return Number.isFinite(gap) && (gap <= CLOSE * size || gap < 1e-14);
};

/** The values of two expressions at the same points, constants spread over them. */
const paired = (a: Expression, b: Expression): [Complex, Complex][] => {
  const points = Math.max(a.values.length, b.values.length);
  const at = (one: Expression, i: number) => (one.values.length === 1 ? one.values[0] : one.values[i]);
  return Array.from({ length: points }, (_, i) => [at(a, i), at(b, i)]).filter(
    (pair): pair is [Complex, Complex] => pair[0] !== undefined && pair[1] !== undefined,
  );
};

/** Whether two expressions have one value, wherever both have one; by their text when they have none. */
export const sameExpression = (a: Expression, b: Expression): boolean => {
  if (a.exact && b.exact) return a.text === b.text;
  const pairs = paired(a, b);
  if (pairs.length === 0) return a.text === b.text;
  return pairs.every(([x, y]) => close(x, y));
};

/** Whether the equations a = 0 and b = 0 say the same: one is a multiple of the other. */
export const proportional = (a: Expression, b: Expression): boolean => {
  const pairs = paired(a, b);
  if (pairs.length < 2) return sameExpression(a, b);
  if (pairs.some(([x, y]) => Math.hypot(...x) < 1e-12 || Math.hypot(...y) < 1e-12)) return sameExpression(a, b);
  const [first, ...rest] = pairs.map(([x, y]) => mul(x, inverse(y)));
  return rest.every((ratio) => close(first!, ratio));
};

/** The real value of an expression without variables, or undefined. */
export const realValue = (one: Expression): number | undefined => {
  const value = one.variables.length === 0 ? one.values[0] : undefined;
  return value && Math.abs(value[1]) <= 1e-12 * Math.abs(value[0]) ? value[0] : undefined;
};
