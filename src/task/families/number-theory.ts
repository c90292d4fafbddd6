/**
 * Task family: divisors and primes of small numbers: gcd and lcm by Euclid's algorithm, factorisation and primality by
 * trial division, remainders by chunks, the number of divisors from the factorisation. Every trial is written, also
 * those that fail.
 */
import type { Verdict } from '../../types.ts';
import type { Random } from '../../random.ts';
import type { Difficulty, Family } from '../family.ts';
import { mulSteps } from '../arithmetic-steps.ts';
import { read } from '../templates.ts';

type Kind = 'gcd' | 'lcm' | 'factors' | 'prime' | 'remainder' | 'divisors';
/** `m` is the second number of gcd, lcm and remainder, else 0. */
type Problem = { kind: Kind; n: number; m: number };

const KINDS: readonly Kind[] = ['gcd', 'lcm', 'factors', 'prime', 'remainder', 'divisors'];
/** Largest number whose answer a verifier factorises: trial division up to its root is at once. */
const MOST = 1_000_000;

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

const factorise = (n: number): number[] => {
  const found: number[] = [];
  let rest = n;
  for (let d = 2; d * d <= rest; d++)
    while (rest % d === 0) {
      found.push(d);
      rest /= d;
    }
  return rest > 1 ? [...found, rest] : found;
};

const isPrime = (n: number): boolean => factorise(n).length === 1;

/** Prime → how often, smallest first. */
const powers = (n: number): [number, number][] => {
  const count = new Map<number, number>();
  for (const p of factorise(n)) count.set(p, (count.get(p) ?? 0) + 1);
  return [...count];
};

/** What is asked, as a command (`ask`) or as a question (`question`). */
const WORDS: Record<Kind, { ask: string[]; question: string[] }> = {
  gcd: {
    ask: [
      'find the greatest common divisor of {n} and {m}',
      'find the gcd of {n} and {m}',
      'work out the highest common factor of {n} and {m}',
      'compute gcd({n}, {m})',
    ],
    question: [
      'what is the greatest common divisor of {n} and {m}',
      'what is gcd({n}, {m})',
      'which is the largest number that divides both {n} and {m}',
    ],
  },
  lcm: {
    ask: [
      'find the least common multiple of {n} and {m}',
      'find the lcm of {n} and {m}',
      'work out the lowest common multiple of {n} and {m}',
      'compute lcm({n}, {m})',
    ],
    question: [
      'what is the least common multiple of {n} and {m}',
      'what is lcm({n}, {m})',
      'which is the smallest number that both {n} and {m} divide',
    ],
  },
  factors: {
    ask: [
      'find the prime factors of {n}',
      'write {n} as a product of primes',
      'factorise {n} into primes',
      'find the prime factorisation of {n}',
    ],
    question: [
      'what are the prime factors of {n}',
      'what is the prime factorisation of {n}',
      'which primes multiply to {n}',
    ],
  },
  prime: {
    ask: ['check whether {n} is prime', 'decide whether {n} is a prime number', 'say if {n} is prime'],
    question: ['is {n} prime', 'is {n} a prime number', 'would you call {n} a prime'],
  },
  remainder: {
    ask: [
      'find the remainder of {n} divided by {m}',
      'find the remainder when {n} is divided by {m}',
      'compute {n} mod {m}',
    ],
    question: [
      'what is the remainder when {n} is divided by {m}',
      'what is {n} mod {m}',
      'what is left over when {n} is divided by {m}',
    ],
  },
  divisors: {
    ask: ['count the divisors of {n}', 'find the number of divisors of {n}', 'work out how many divisors {n} has'],
    question: [
      'how many divisors does {n} have',
      'how many numbers divide {n}',
      'what is the number of divisors of {n}',
    ],
  },
};

const word = (template: string, { n, m }: Problem): string => template.replace('{n}', `${n}`).replace('{m}', `${m}`);
const capital = (text: string): string => text[0].toUpperCase() + text.slice(1);

const euclid = (a: number, b: number): string[] => {
  const lines: string[] = [];
  let [x, y] = a > b ? [a, b] : [b, a];
  while (y > 0) {
    const q = Math.floor(x / y);
    lines.push(`${x}-${q === 1 ? '' : `${q}*`}${y}=${q === 1 ? '' : `${x}-${q * y}=`}${x % y}`);
    [x, y] = [y, x % y];
  }
  return lines;
};

/** n less the largest multiples of d by hundreds, tens and ones: `377-340=37, 37-34=3`. */
const chunks = (n: number, d: number): string[] => {
  const found: string[] = [];
  let rest = n;
  for (const place of [100, 10, 1]) {
    const part = Math.floor(rest / (d * place)) * d * place;
    if (part > 0) found.push(`${rest}-${part}=${rest - part}`);
    rest -= part;
  }
  return found;
};

/** One trial. 2 and 5 are seen by the last digit, 3 by the sum of the digits, the others by taking chunks away. */
const trial = (n: number, d: number): string => {
  const verdict = n % d === 0 ? `divides, ${n}/${d}=${n / d}` : 'no';
  if (d === 2 || d === 5) return `${d} ${verdict}`;
  if (d > 3) return `${d}: ${chunks(n, d).join(', ')} ${verdict}`;
  const sum = [...`${n}`].reduce((total, digit) => total + Number(digit), 0);
  return n < 10 ? `3 ${verdict}` : `3: ${[...`${n}`].join('+')}=${sum} ${verdict}`;
};

/** Trial division: a prime is tried until it fails, and nothing is tried whose square passes what is left. */
const divide = (n: number, first: boolean): string[] => {
  const lines: string[] = [];
  let rest = n;
  for (let d = 2; ; d++) {
    if (!isPrime(d)) continue;
    for (;;) {
      if (d * d > rest) return [...lines, `${d}*${d}=${d * d}>${rest}, prime`];
      lines.push(trial(rest, d));
      if (rest % d !== 0) break;
      if (first) return lines;
      rest /= d;
    }
  }
};

/** The product from the left, one factor at a time: 2,2,3,7 → `4*3*7=12*7=84`. */
const rebuild = (factors: readonly number[]): string => {
  const links: string[] = [];
  let total = factors[0];
  for (let i = 1; i < factors.length; i++) {
    total *= factors[i];
    links.push([total, ...factors.slice(i + 1)].join('*'));
  }
  return links.join('=');
};

const solve = ({ kind, n, m }: Problem): string[] => {
  const shared = gcd(n, m);
  const primes = factorise(n);
  switch (kind) {
    case 'gcd':
      return [...euclid(n, m), `check: ${n}/${shared}=${n / shared}, ${m}/${shared}=${m / shared} yes`];
    case 'lcm': {
      const [more, less] = n > m ? [n, m] : [m, n];
      const scaled = shared === 1 ? [] : [`gcd ${shared}, ${less}/${shared}=${less / shared}`];
      const result = (more * less) / shared;
      return [
        ...euclid(n, m),
        ...scaled,
        mulSteps(more, less / shared),
        `check: ${result}/${less}=${result / less} yes`,
      ];
    }
    case 'factors':
      return [...divide(n, false), `check: ${primes.join('*')}=${rebuild(primes)}`];
    case 'prime':
      return divide(n, true);
    case 'remainder':
      return [...chunks(n, m), `check: ${n % m}<${m} yes`];
    case 'divisors': {
      const counts = powers(n).map(([p, k]) => `${p}: ${k}+1=${k + 1}`);
      const sizes = powers(n).map(([, k]) => k + 1);
      const product = sizes.length === 1 ? [] : [`${sizes.join('*')}=${rebuild(sizes)}`];
      return [...divide(n, false), primes.join('*'), counts.join(', '), ...product];
    }
    default:
      return kind satisfies never;
  }
};

const answer = ({ kind, n, m }: Problem): string => {
  switch (kind) {
    case 'gcd':
      return `${gcd(n, m)}`;
    case 'lcm':
      return `${(n * m) / gcd(n, m)}`;
    case 'factors':
      return factorise(n).join('*');
    case 'prime':
      return isPrime(n) ? 'yes' : 'no';
    case 'remainder':
      return `${n % m}`;
    case 'divisors':
      return `${powers(n).reduce((product, [, k]) => product * (k + 1), 1)}`;
    default:
      return kind satisfies never;
  }
};

const PLAN = {
  gcd: 'subtract multiples until nothing is left',
  lcm: 'find the gcd, divide one number, multiply',
  factors: 'divide by small primes in turn',
  prime: 'try small primes in turn, stop at a divisor',
  remainder: 'subtract multiples, largest first',
  divisors: 'factorise, add one to each count, multiply',
} as const satisfies Record<Kind, string>;

const drawNumbers = (random: Random, kind: Kind, difficulty: Difficulty): [number, number] => {
  const level = difficulty - 1;
  const high = [150, 250, 400][level];
  switch (kind) {
    case 'gcd':
    case 'lcm': {
      const top = kind === 'gcd' ? [90, 200, 400][level] : [24, 40, 60][level];
      const shared = random.int(1, [9, 15, 20][level]);
      return [shared * random.int(1, Math.floor(top / shared)), shared * random.int(1, Math.floor(top / shared))];
    }
    case 'remainder':
      return [random.int(10, [250, 500, 999][level]), random.int(3, [9, 12, 25][level])];
    // A prime by half, and of the others few that 2 or 5 settle.
    case 'prime': {
      const wanted = random.chance(0.5);
      const n = random.int(1, (high - 2) / 2) * 2 + 1;
      return random.chance(0.1)
        ? [random.int(4, high), 0]
        : [isPrime(n) === wanted && (wanted || n % 5 > 0) ? n : 0, 0];
    }
    case 'factors':
    case 'divisors':
      return [random.int(6, high), 0];
    default:
      return kind satisfies never;
  }
};

/** Whether a problem is neither trivial nor needs a step that is no small fact. */
const fair = ({ kind, n, m }: Problem): boolean => {
  switch (kind) {
    case 'gcd':
    case 'lcm': {
      let [x, y] = n > m ? [n, m] : [m, n];
      if (x === y || y < 2) return false;
      for (; y > 0; [x, y] = [y, x % y]) if (x / y >= 10) return false;
      return kind === 'gcd' || (n * m) / gcd(n, m) < 1000;
    }
    case 'remainder':
      return n > m;
    case 'prime':
      return n > 3;
    case 'factors':
      return factorise(n).length > 1;
    case 'divisors':
      return n > 5;
    default:
      return kind satisfies never;
  }
};

/** The problem of a slot that is one of the wordings as a whole: a number or a word more is another question. */
const parse = (slot: string): Problem | undefined => {
  if (slot.length > 200) return undefined;
  // "Please answer: what is ...?" fits "Please {ask}." too.
  const text = slot.replace(/^answer: /i, '');
  for (const kind of KINDS)
    for (const template of [...WORDS[kind].ask, ...WORDS[kind].question]) {
      const { n, m = '0' } = read(template, text) ?? {};
      if (n === undefined || !/^\d{1,7}$/.test(n) || !/^\d{1,7}$/.test(m)) continue;
      if (Number(n) > 0 && Number(n) <= MOST) return { kind, n: Number(n), m: Number(m) };
    }
  return undefined;
};

const judge = (pass: boolean, reason: string): Verdict => ({ pass, reason });

const checkFactors = (n: number, given: string): Verdict => {
  const parts = given.split(/\s*(?:[*×x,]|and)\s*/).filter((part) => part !== '');
  if (parts.length > 20 || !parts.every((part) => /^\d{1,6}$/.test(part)))
    return judge(false, 'the answer is not a product');
  const factors = parts.map(Number);
  const composite = factors.find((p) => p < 2 || !isPrime(p));
  if (composite !== undefined) return judge(false, `${composite} is not prime`);
  const product = factors.reduce((a, b) => a * b, 1);
  return judge(product === n, `${factors.join('*')}=${product}`);
};

export const numberTheory: Family<Problem> = {
  name: 'number-theory',
  about: 'gcd, lcm, prime factors, primality, remainders and number of divisors',
  phrasings: [
    'Please {ask}.',
    'Can you {ask}?',
    'Could you {ask}?',
    'I need to {ask}.',
    'Help me {ask}.',
    'I have to {ask}. What is the answer?',
    'My homework: {ask}.',
    'My teacher asks me to {ask}. What do I write?',
    'Your task is to {ask}.',
    'Try to {ask}.',
    'How do I {ask}?',
    'I would like to {ask}.',
    'Would you {ask} for me?',
    'Step by step, {ask}.',
    'Next exercise: {ask}.',
    'Without a calculator, {ask}.',
    'Show me how to {ask}.',
    'Quick question: {question}?',
    'Tell me: {question}?',
    'In mathematics, {question}?',
    'Do you know this: {question}?',
    'I wonder: {question}?',
    'A question from class: {question}?',
    'Just the answer, please: {question}?',
    'Here is one for you: {question}?',
    'Please answer: {question}?',
    // These two fit anything, so they are read last.
    '{Ask}.',
    '{Question}?',
  ],
  make: (random, difficulty) => {
    for (let attempt = 0; attempt < 10_000; attempt++) {
      const kind = random.pick([...KINDS, 'gcd', 'lcm', 'remainder'] as const);
      const [n, m] = drawNumbers(random, kind, difficulty);
      if (fair({ kind, n, m })) return { kind, n, m };
    }
    throw new Error(`number-theory: no problem of difficulty ${difficulty} in 10,000 draws`);
  },
  key: ({ kind, n, m }) =>
    kind === 'gcd' || kind === 'lcm' ? `${kind} ${Math.min(n, m)} ${Math.max(n, m)}` : `${kind} ${n} ${m}`,
  slots: (problem, random) => {
    const { ask, question } = WORDS[problem.kind];
    const [command, sentence] = [word(random.pick(ask), problem), word(random.pick(question), problem)];
    return { ask: command, Ask: capital(command), question: sentence, Question: capital(sentence) };
  },
  gold: answer,
  plan: ({ kind }) => PLAN[kind],
  solve: (problem) => solve(problem).join('\n'),
  grade: (gold, given) => {
    const parts = (text: string) =>
      text
        .trim()
        .toLowerCase()
        .replace(/[.\s]+$/, '')
        .split(/\s*[*×]\s*/)
        .sort()
        .join('*');
    const correct = given.length < 100 && parts(given) === parts(gold);
    return { correct, reason: correct ? 'equals the gold answer' : `expected ${gold}` };
  },
  verify: (slots, given) => {
    const problem = parse(slots.ask ?? slots.Ask ?? slots.question ?? slots.Question ?? '');
    // A check of primality or of the number of divisors would have to solve the problem.
    if (!problem || problem.kind === 'prime' || problem.kind === 'divisors') return undefined;
    const { kind, n, m } = problem;
    const text = given.length > 100 ? '' : given.trim().replace(/[.\s]+$/, '');
    if (kind === 'factors') return checkFactors(n, text);
    if (!(m > 0 && m <= MOST)) return undefined;
    if (!/^\d{1,12}$/.test(text)) return judge(false, 'the answer is not a whole number');
    const r = Number(text);
    if (kind === 'remainder')
      return judge(
        r < m && (n - r) % m === 0,
        `${r} is ${r < m ? '' : 'not '}below ${m}, and ${n}-${r} is ${(n - r) % m === 0 ? '' : 'not '}a multiple of ${m}`,
      );
    if (r === 0) return judge(false, '0 is no divisor or multiple here');
    const [a, b] = kind === 'gcd' ? [n / r, m / r] : [r / n, r / m];
    if (!Number.isInteger(a) || !Number.isInteger(b))
      return judge(false, `${r} is no common ${kind === 'gcd' ? 'divisor' : 'multiple'}`);
    return judge(gcd(a, b) === 1, `the quotients are ${a} and ${b}`);
  },
};
