/**
 * Task family: two linear equations in two unknowns, in signs or in words. Elimination: scale the equations until one
 * letter has the same coefficient, subtract or add, then put the value back. Whole solutions only.
 */
import type { Random } from '../../random.ts';
import type { Family } from '../family.ts';
import { equationHolds, inSigns, rational } from '../../problem/expression.ts';
import { divSteps } from '../arithmetic-steps.ts';

/** px + qy = r; p > 0, q may be negative, neither is 0. */
type Equation = { p: number; q: number; r: number };
type Problem = { letters: [string, string]; one: Equation; two: Equation; x: number; y: number; told: boolean };

const LETTERS: readonly [string, string][] = [
  ['x', 'y'],
  ['a', 'b'],
  ['m', 'n'],
  ['p', 'q'],
  ['u', 'v'],
  ['s', 't'],
  ['c', 'd'],
  ['h', 'k'],
];

const times = (n: number, letter: string): string => (n === 1 ? letter : n === -1 ? `-${letter}` : `${n}${letter}`);

const show = ({ p, q, r }: Equation, [x, y]: readonly string[]): string =>
  `${times(p, x)}${q < 0 ? '' : '+'}${times(q, y)}=${r}`;

/** In words that `inSigns` reads back: `3 times x minus y is 7`. */
const told = ({ p, q, r }: Equation, [x, y]: readonly string[], random: Random): string => {
  const is = random.pick(['is', 'equals', 'makes']);
  const part = (n: number, letter: string) => (Math.abs(n) === 1 ? letter : `${Math.abs(n)} times ${letter}`);
  if (p === 1 && Math.abs(q) === 1 && random.chance(0.6))
    return `the ${q < 0 ? 'difference' : 'sum'} of ${x} and ${y} ${is} ${r}`;
  return `${part(p, x)} ${q < 0 ? 'minus' : 'plus'} ${part(q, y)} ${is} ${r}`;
};

const scale = ({ p, q, r }: Equation, by: number): Equation => ({ p: p * by, q: q * by, r: r * by });

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** `5-3`, `5+3` for 5-(-3), `-4+2`: a difference without doubled signs. */
const apart = (a: number, b: number): string => `${a}${b < 0 ? '+' : '-'}${Math.abs(b)}`;

/** By which numbers the equations are scaled so that the coefficients of y agree but for their sign. */
const factors = ({ one, two }: Problem): [number, number] => {
  const [q1, q2] = [Math.abs(one.q), Math.abs(two.q)];
  const shared = gcd(q1, q2);
  return [q2 / shared, q1 / shared];
};

const steps = (problem: Problem): string[] => {
  const { letters, one, two, x, y } = problem;
  const [first, second] = letters;
  const lines = [`${show(one, letters)}`, `${show(two, letters)}`];
  const [by1, by2] = factors(problem);
  const [a, b] = [scale(one, by1), scale(two, by2)];
  if (by1 > 1) lines.push(`first*${by1}: ${show(a, letters)}`);
  if (by2 > 1) lines.push(`second*${by2}: ${show(b, letters)}`);

  // Add when the signs of y differ; otherwise take the smaller from the larger, so that x stays positive.
  const add = Math.sign(a.q) !== Math.sign(b.q);
  const [more, less] = add || a.p >= b.p ? [a, b] : [b, a];
  const [p, r] = add ? [more.p + less.p, more.r + less.r] : [more.p - less.p, more.r - less.r];
  const joined = add ? `${more.r}${less.r < 0 ? '' : '+'}${less.r}` : apart(more.r, less.r);
  lines.push(`${add ? 'add' : 'subtract'}: ${times(p, first)}=${joined}=${r}`);
  if (p > 1) lines.push(`${first}=${r > 99 && r / p > 12 ? divSteps(r, p) : `${r}/${p}=${r / p}`}`);

  // c first + q second = right; with a negative q the signs are turned, so that the divisor is positive.
  const { p: c, q, r: right } = simpler(problem);
  const known = c * x;
  const rest = Math.abs(right - known) * Math.sign(y);
  const product = c === 1 ? '' : q > 0 ? `${right}-${c}*${x}=` : `${c}*${x}${right < 0 ? '+' : '-'}${Math.abs(right)}=`;
  lines.push(`${times(Math.abs(q), second)}=${product}${q > 0 ? apart(right, known) : apart(known, right)}=${rest}`);
  if (Math.abs(q) !== 1) lines.push(`${second}=${rest}/${Math.abs(q)}=${y}`);

  const other = simpler(problem) === one ? two : one;
  const part = other.q * y;
  const sum = `${other.p * x}${part < 0 ? '' : '+'}${part}`;
  const last = Math.abs(other.q) === 1 ? `${part < 0 ? '' : '+'}${part}` : `${other.q < 0 ? '' : '+'}${other.q}*${y}`;
  const written = `${other.p === 1 ? '' : `${other.p}*`}${x}${last}`;
  lines.push(`check: ${written === sum ? '' : `${written}=`}${sum}=${other.r} yes`);
  return lines;
};

/** The equation into which the found value is put: the one with the smaller coefficient of y, else the first. */
const simpler = ({ one, two }: Problem): Equation => (Math.abs(two.q) < Math.abs(one.q) ? two : one);

const coefficients = (random: Random, difficulty: 1 | 2 | 3): [Equation, Equation] => {
  const line = (p: number, q: number): Equation => ({ p, q, r: 0 });
  const sign = () => (random.chance(0.4) ? -1 : 1);
  if (difficulty === 1)
    return random.chance(0.4)
      ? [line(1, 1), line(1, -1)]
      : [line(random.int(1, 4), sign()), line(random.int(1, 4), sign())];
  if (difficulty === 2)
    return random.shuffle([line(random.int(1, 5), sign()), line(random.int(1, 4), random.int(1, 4) * sign())]) as [
      Equation,
      Equation,
    ];
  return [line(random.int(1, 4), random.int(1, 3) * sign()), line(random.int(1, 4), random.int(1, 3) * sign())];
};

export const systems: Family<Problem> = {
  name: 'systems',
  about: 'two equations in two unknowns with whole solutions',
  phrasings: [
    'Solve {one} and {two} for {x} and {y}.',
    'Find {x} and {y} if {one} and {two}.',
    'If {one} and {two}, what are {x} and {y}?',
    'Given {one} and {two}, find {x} and {y}.',
    'Solve for {x} and {y}: {one}; {two}.',
    'Solve this pair for {x} and {y}: {one}, {two}.',
    'What are {x} and {y} if {one} and {two}?',
    'Work out {x} and {y} when {one} and {two}.',
    'Two numbers {x} and {y}: {one}, and {two}. Find them.',
    'Find two numbers {x} and {y} such that {one} and {two}.',
    'I know that {one} and that {two}. What are {x} and {y}?',
    'For which {x} and {y} is it true that {one} and {two}?',
    'Let {one} and {two}. Find {x} and {y}.',
    'Suppose {one} while {two}. Find {x} and {y}.',
    'Please solve for {x} and {y}: {one} and {two}.',
    'Can you find {x} and {y} when {one} and {two}?',
    'The numbers {x} and {y} are such that {one} and {two}. What are they?',
    'Determine {x} and {y} from {one} and {two}.',
    'Both hold: {one} and {two}. What are {x} and {y}?',
    'Here are two facts: {one}; {two}. Find {x} and {y}.',
    'My homework says {one} and {two}. What are {x} and {y}?',
    'First, {one}. Second, {two}. Find {x} and {y}.',
    'Which numbers {x} and {y} fit {one} and {two}?',
    'Could you work out {x} and {y}? We have {one} and {two}.',
    'Simultaneous equations: {one}, {two}. Solve for {x} and {y}.',
    'Find {x} and {y}: {one} and also {two}.',
    'We are told that {one}; also {two}. Find both {x} and {y}.',
    'Get {x} and {y} from these two: {one}; {two}.',
  ],
  make: (random, difficulty) => {
    const letters = random.pick(LETTERS);
    const wordy = random.chance(0.3);
    for (let attempt = 0; attempt < 10_000; attempt++) {
      const [one, two] = coefficients(random, difficulty);
      if (one.p * two.q === two.p * one.q) continue;
      // One digit where the divisor can have two.
      const high = difficulty === 1 ? 30 : 9;
      const low = difficulty === 3 ? -6 : 1;
      const [x, y] = [random.int(low, high), random.int(low, high)];
      const rights = [one, two].map(({ p, q }) => p * x + q * y);
      if (x === 0 || y === 0 || rights.some((r) => r === 0 || (difficulty < 3 && r < 0))) continue;
      return { letters, one: { ...one, r: rights[0] }, two: { ...two, r: rights[1] }, x, y, told: wordy };
    }
    throw new Error(`systems: no problem of difficulty ${difficulty} in 10,000 draws`);
  },
  key: ({ one, two }) =>
    [one, two]
      .map((equation) => show(equation, ['x', 'y']))
      .sort()
      .join('; '),
  slots: ({ letters, one, two, told: words }, random) => {
    const [x, y] = letters;
    const spaced = random.chance(0.5);
    const write = (equation: Equation) => {
      if (words) return told(equation, letters, random);
      const text = show(equation, letters);
      return spaced ? text.replace(/=/, ' = ').replace(/(?<=[a-z\d])[+-]/g, ' $& ') : text;
    };
    return { one: write(one), two: write(two), x, y };
  },
  gold: ({ letters, x, y }) => `${letters[0]}=${x}, ${letters[1]}=${y}`,
  plan: (problem) => {
    const { one, two } = problem;
    const join = Math.sign(one.q) === Math.sign(two.q) ? 'subtract' : 'add';
    return `${factors(problem).some((by) => by > 1) ? 'scale, ' : ''}${join}, solve one, put it back`;
  },
  solve: (problem) => steps(problem).join('\n'),
  verify: ({ one, two, x, y }, answer) => {
    if (!one || !two || !/^[a-z]$/i.test(x ?? '') || !/^[a-z]$/i.test(y ?? '') || x === y) return undefined;
    // "the sum of x and y is 9 and ..." may have been cut at its first "and": join, read the words, cut again.
    const equations = inSigns(`${one} and ${two}`).split(/\s+and\s+/);
    const unit = { [x]: rational(1), [y]: rational(1) };
    if (equations.length !== 2 || equations.some((equation) => equationHolds(equation, unit) === undefined))
      return undefined;
    const short = answer.length > 60 ? '' : answer;
    const value = (letter: string) =>
      new RegExp(`(?:^|[^a-z\\d])${letter}\\s*=\\s*(-?\\d{1,9})(?![\\d/.]*\\d)`, 'i').exec(short)?.[1];
    const [a, b] = [value(x), value(y)];
    if (a === undefined || b === undefined)
      return { pass: false, reason: `the answer gives no value for ${a === undefined ? x : y}` };
    const failed = equations.findIndex(
      (equation) => !equationHolds(equation, { [x]: rational(Number(a)), [y]: rational(Number(b)) }),
    );
    return failed < 0
      ? { pass: true, reason: `${x}=${a}, ${y}=${b} fits both` }
      : { pass: false, reason: `${x}=${a}, ${y}=${b} does not fit ${equations[failed]}` };
  },
};
