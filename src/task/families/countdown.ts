/**
 * Task family: countdown, making a target from a few numbers. The thought is a search by trial, as a person does it,
 * and not an exhaustive one. A try takes two numbers (`25*7=175`), sees what separates that from the target
 * (`175-128=47`), and makes the gap from the numbers left (`50-3=47 yes`). A try whose gap can't be made is given up
 * (`no`).
 *
 * The number of failed tries before the solving one has a geometric distribution. At every line the next try solves the
 * problem with probability one half, so a model learns to propose the solution at any point of the search.
 */
import { hashString, type Random } from '../../random.ts';
import type { Family } from '../family.ts';
import { read } from '../templates.ts';
import { evaluate, rational, same, show } from '../../problem/expression.ts';

/** `numbers` in the order in which the question lists them, all different. */
type Problem = { numbers: number[]; target: number };

type Op = '+' | '-' | '*' | '/';
type Pair = { op: Op; a: number; b: number; value: number };
/** What makes the gap: one number left over, or a pair of them. */
type Gap = Pair | { op: undefined; value: number };
/** How the target comes from the pair p and the gap q. */
type Link = 'p+q' | 'p-q' | 'q-p' | 'p*q';
type Try = { pair: Pair; link: Link; need: number; gap: Gap };

const LARGE = [25, 50, 75, 100];

/** Largest miss of a failed try that a person would still have thought worth trying. */
const NEAR = { 'p+q': 12, 'p-q': 12, 'q-p': 5, 'p*q': 2 } as const satisfies Record<Link, number>;

/** The useful ways to join two numbers: positive integers only, nothing multiplied or divided by 1. */
const pairs = (x: number, y: number): Pair[] => {
  const [a, b] = x > y ? [x, y] : [y, x];
  const found: Pair[] = [{ op: '+', a, b, value: a + b }];
  if (b > 1) found.push({ op: '*', a, b, value: a * b });
  if (a > b) found.push({ op: '-', a, b, value: a - b });
  if (b > 1 && a % b === 0) found.push({ op: '/', a, b, value: a / b });
  return found;
};

/** What is needed to reach the target from `pair` by `link`; undefined when it can't be or would be odd. */
const needFor = (pair: Pair, link: Link, target: number): number | undefined => {
  const p = pair.value;
  // x-y is a start only for (x-y)*c: elsewhere the same sums come from x+y.
  if (pair.op === '-' && link !== 'p*q') return undefined;
  switch (link) {
    case 'p+q':
      return p <= target ? target - p : undefined;
    case 'p-q':
      return p > target ? p - target : undefined;
    case 'q-p':
      return target + p;
    case 'p*q':
      return p > 1 && p < target && target % p === 0 ? target / p : undefined;
    default:
      return link satisfies never;
  }
};

/** What the numbers left can make that lies nearest to `need`; single numbers win ties. */
const nearest = (rest: readonly number[], need: number, link: Link): Gap | undefined => {
  const gaps: Gap[] = rest.map((value) => ({ op: undefined, value }));
  if (rest.length === 2 && (link === 'p+q' || link === 'p-q')) gaps.push(...pairs(rest[0], rest[1]));
  let best: Gap | undefined;
  for (const gap of gaps) {
    if (!best || Math.abs(gap.value - need) < Math.abs(best.value - need)) best = gap;
  }
  return best;
};

/** Every try worth a line, solving or not, simplest first. */
const tries = ({ numbers, target }: Problem): Try[] => {
  const sorted = [...numbers].sort((x, y) => x - y);
  const found: Try[] = [];
  for (const [i, x] of sorted.entries())
    for (const [j, y] of sorted.entries()) {
      if (i >= j) continue;
      const rest = sorted.filter((_, k) => k !== i && k !== j);
      for (const pair of pairs(x, y))
        for (const link of ['p+q', 'p-q', 'q-p', 'p*q'] as const) {
          const need = needFor(pair, link, target);
          if (need === undefined) continue;
          const gap = need === 0 ? { op: undefined, value: 0 } : nearest(rest, need, link);
          if (!gap || Math.abs(gap.value - need) > NEAR[link]) continue;
          // In a sum of two pairs the larger one is the start.
          if (link === 'p+q' && gap.op && gap.value > pair.value) continue;
          found.push({ pair, link, need, gap });
        }
    }
  return found.sort((s, t) => cost(s) - cost(t));
};

const solves = ({ need, gap }: Try): boolean => gap.value === need;

const COST: Record<Op, number> = { '+': 0, '-': 1, '*': 1, '/': 3 };
const cost = ({ pair, link, need, gap }: Try): number =>
  COST[pair.op] +
  (need === 0 ? 0 : 3) +
  (gap.op ? 3 + COST[gap.op] : 0) +
  (link === 'q-p' ? 2 : link === 'p*q' ? 1 : 0);

const text = ({ op, a, b }: Pair): string => `${a}${op}${b}`;

/** `175-50+3`: the gap written behind `start`, without parentheses and never below zero on the way. */
const join = (start: string, value: number, link: Link, gap: Gap): string => {
  if (!gap.op)
    return link === 'q-p' ? `${gap.value}-${start}` : `${start}${link === 'p*q' ? '*' : link[1]}${gap.value}`;
  if (link === 'p+q') return `${start}+${text(gap)}`;
  if (gap.op === '*' || gap.op === '/') return `${start}-${text(gap)}`;
  if (gap.op === '+') return `${start}-${gap.a}-${gap.b}`;
  return value > gap.a ? `${start}-${gap.a}+${gap.b}` : `${start}+${gap.b}-${gap.a}`;
};

const answerOf = (attempt: Try): string => {
  const { pair, link, need, gap } = attempt;
  if (need === 0) return text(pair);
  if (link === 'p*q')
    return join(pair.op === '+' || pair.op === '-' ? `(${text(pair)})` : text(pair), pair.value, link, gap);
  // Behind a minus, a sum turns its sign: 50-(3+4) is 50-3-4.
  if (link === 'q-p' && pair.op === '+') return `${gap.value}-${pair.a}-${pair.b}`;
  return join(text(pair), pair.value, link, gap);
};

const line = (attempt: Try, target: number): string => {
  const { pair, link, need, gap } = attempt;
  const start = `${text(pair)}=${pair.value}`;
  if (need === 0) return `${start} yes`;
  const p = pair.value;
  const apart = { 'p+q': `${target}-${p}`, 'p-q': `${p}-${target}`, 'q-p': `${target}+${p}`, 'p*q': `${target}/${p}` }[
    link
  ];
  const made = gap.op ? `${text(gap)}=${gap.value}` : `${gap.value}`;
  return `${start}, ${apart}=${need}, ${made} ${solves(attempt) ? 'yes' : 'no'}`;
};

const check = ({ pair, link, need, gap }: Try, target: number): string =>
  need === 0 ? '' : `\ncheck: ${join(`${pair.value}`, pair.value, link, gap)}=${target}`;

/** The simplest solving try; of several as simple, one that depends on nothing but the problem. */
const solution = (problem: Problem): Try | undefined => {
  const all = tries(problem).filter(solves);
  const simplest = all.filter((attempt) => cost(attempt) === cost(all[0]));
  return simplest[hashString(countdown.key(problem)) % Math.max(1, simplest.length)];
};

const MAX_FAILS = 4;
const FAIL = 0.58;

const draw = (random: Random, difficulty: 1 | 2 | 3): Problem => {
  const small = (n: number, high: number) =>
    random.sample(
      Array.from({ length: high - 1 }, (_, i) => i + 2),
      n,
    );
  if (difficulty === 1) return { numbers: small(3, 12), target: random.int(5, 60) };
  if (difficulty === 2) {
    return random.chance(0.5)
      ? { numbers: [...small(2, 10), random.pick(LARGE)], target: random.int(10, 150) }
      : { numbers: small(4, 10), target: random.int(10, 80) };
  }
  const large = random.chance(0.5) ? 1 : 2;
  return { numbers: [...small(4 - large, 10), ...random.sample(LARGE, large)], target: random.int(20, 200) };
};

const list = (numbers: readonly number[], random: Random): string => {
  const last = numbers.at(-1);
  const head = numbers.slice(0, -1).join(', ');
  return random.chance(0.7) ? `${head} and ${last}` : random.chance(0.5) ? `${head}, and ${last}` : `${head}, ${last}`;
};

export const countdown: Family<Problem> = {
  name: 'countdown',
  about: 'make a target from three or four numbers with + - * /, each used at most once',
  phrasings: [
    'Using {numbers}, each at most once, make {target}.',
    'Make {target} from {numbers}, using each at most once.',
    'Using {numbers}, make {target}.',
    'Make {target} using {numbers}.',
    'Make {target} out of {numbers}.',
    'Use {numbers} to make {target}.',
    'Use {numbers} at most once each to reach {target}.',
    'With {numbers}, each used at most once, how do you get {target}?',
    'How can you make {target} from {numbers}?',
    'Can you make {target} with {numbers}?',
    'Countdown: {numbers}. Target {target}.',
    'Numbers: {numbers}. Target: {target}.',
    'The numbers are {numbers} and the target is {target}. Find an expression.',
    'The target is {target}; the numbers are {numbers}.',
    'Reach {target} from {numbers} with the signs + - * /.',
    'Combine {numbers} to get {target}.',
    'Combine {numbers} with + - * / so that the result is {target}.',
    'Write an expression equal to {target} using {numbers}.',
    'Find a way to get {target} from {numbers}.',
    'How do I get {target} from {numbers} with + - * /?',
    'I have {numbers}. Help me make {target}.',
    'My cards show {numbers}. How do I reach {target}?',
    'Get to {target} using only {numbers}.',
    'From {numbers}, build {target}.',
    'Hit the target {target} with {numbers}.',
    'Play countdown with {numbers}, target {target}.',
    'Give an expression for {target} that uses {numbers} at most once each.',
    'You may use {numbers} once each. Make {target}.',
  ],
  make: (random, difficulty) => {
    for (let attempt = 0; attempt < 10_000; attempt++) {
      const problem = draw(random, difficulty);
      if (problem.numbers.includes(problem.target)) continue;
      const best = solution(problem);
      // A target that two numbers make at once is dull: keep a few.
      if (!best || (best.need === 0 && !random.chance(0.2))) continue;
      // The hard ones mostly need all four numbers.
      if (difficulty === 3 && !best.gap.op && !random.chance(0.3)) continue;
      const sorted = [...problem.numbers].sort((x, y) => x - y);
      return { numbers: random.chance(0.7) ? sorted : random.shuffle(sorted), target: problem.target };
    }
    throw new Error(`countdown: no solvable problem of difficulty ${difficulty} in 10,000 draws`);
  },
  key: ({ numbers, target }) => `${[...numbers].sort((x, y) => x - y).join(' ')} -> ${target}`,
  slots: ({ numbers, target }, random) => ({ numbers: list(numbers, random), target: `${target}` }),
  gold: (problem) => answerOf(solution(problem)!),
  plan: ({ numbers, target }) =>
    target < Math.max(...numbers) ? 'start large, take away the gap' : 'make a pair near the target, fix the gap',
  solve: (problem, random) => {
    const failing = random.shuffle(tries(problem).filter((attempt) => !solves(attempt)));
    let fails = 0;
    while (fails < MAX_FAILS && fails < failing.length && random.chance(FAIL)) fails++;
    const best = solution(problem)!;
    const lines = [...failing.slice(0, fails), best].map((attempt) => line(attempt, problem.target));
    return lines.join('\n') + check(best, problem.target);
  },
  grade: (_gold, answer, question) => {
    // Whatever the wording, the target and the numbers of this family's questions come back from the question.
    for (const phrasing of countdown.phrasings) {
      const slots = read(phrasing, question);
      const verdict = slots && countdown.verify!(slots, answer);
      if (verdict) return { correct: verdict.pass, reason: verdict.reason };
    }
    return { correct: false, reason: 'the question could not be read' };
  },
  verify: ({ numbers, target }, answer) => {
    if (!numbers || !/^[\d,\s]+(and\s+\d+)?$/i.test(numbers) || !/^\d{1,6}$/.test(target ?? '')) return undefined;
    const free = (numbers.match(/\d+/g) ?? []).map(Number);
    if (free.length < 2) return undefined;
    // `25*7-50+3=128` says no more than its expression.
    const expression =
      answer.length > 120 ? '' : answer.replace(/[.\s]+$/, '').replace(new RegExp(`\\s*=\\s*${target}$`), '');
    const found = evaluate(expression);
    if (!found) return { pass: false, reason: 'the answer is not an expression' };
    for (const used of found.numbers) {
      const at = free.indexOf(used);
      if (at < 0) return { pass: false, reason: `${used} is not given, or used more than once` };
      free.splice(at, 1);
    }
    if (!same(found.value, rational(Number(target))))
      return { pass: false, reason: `${expression} is ${show(found.value)}` };
    return { pass: true, reason: `${expression}=${target}` };
  },
};
