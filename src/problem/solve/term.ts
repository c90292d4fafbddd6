/**
 * Terms of a sequence whose rule is told: each term from the one before it, or the numbers of a name (primes, squares).
 * Terms are made one by one, so that a sum, a list and a place come from the same numbers. It guesses no rule.
 */
import type { ProblemOf } from '../formal/problem.ts';
import { evaluateTree, parseExpression } from './expression.ts';
import { add, compare, rational, readNumber, same, subtract, write, type Rational } from './rational.ts';
import { answered, declined, type Solution } from './solution.ts';

/** More terms are not made. */
const MOST = 2000;

const isPrime = (n: number): boolean => {
  if (n < 2) return false;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return true;
};

function* primes(): Generator<Rational> {
  for (let n = 2; ; n++) if (isPrime(n)) yield rational(n);
}

function* byPlace(of: (n: number) => number): Generator<Rational> {
  for (let n = 1; ; n++) yield rational(of(n));
}

function* byRule(rule: string, first: readonly Rational[]): Generator<Rational> {
  let [before, last] = [first.at(-2), first.at(-1)!];
  yield* first;
  for (;;) {
    const tree = parseExpression(rule.replace(/[xy]/g, (name) => `(${write(name === 'x' ? last : (before ?? last))})`));
    const next = tree && evaluateTree(tree);
    if (!next) return;
    [before, last] = [last, next];
    yield next;
  }
}

const NAMED: Readonly<Record<string, () => Generator<Rational>>> = {
  primes,
  squares: () => byPlace((n) => n * n),
  cubes: () => byPlace((n) => n ** 3),
  triangular: () => byPlace((n) => (n * (n + 1)) / 2),
  fibonacci: () => byRule('x+y', [rational(1), rational(1)]),
};

export const solveTerm = ({ rule, first, ask, at }: ProblemOf<'term'>): Solution => {
  const start = first.map(readNumber);
  if (start.some((one) => one === undefined)) return declined('invalid-input', 'the first term is no number');
  const named = Object.hasOwn(NAMED, rule) ? NAMED[rule]!() : undefined;
  if (!named && start.length === 0) return declined('missing', 'the first term is missing');
  const terms = named ?? byRule(rule, start as Rational[]);
  const wanted = rational(at);
  const row: Rational[] = [];
  const sought = ask === 'place' || ask === 'has';
  if (!sought && at > MOST) return declined('too-large', 'that is too far along');
  for (const term of terms) {
    row.push(term);
    if (sought ? same(term, wanted) : row.length === at) break;
    const [a, b] = row;
    const passed = a && b && compare(subtract(b, a), rational(0)) * compare(term, wanted) > 0;
    if (!sought || !(passed || row.length >= MOST)) continue;
    if (ask === 'has')
      return passed ? answered('no', 'yes-no', `the terms pass ${at}`) : declined('too-large', 'that is too far along');
    return declined('no-solution', `${at} is no term of this sequence`);
  }
  if (!sought && row.length < at) return declined('no-solution', 'the rule leads no further');
  const check = `each term made by ${rule} from ${row.length > 0 ? write(row[0]!) : 'the start'}`;
  if (ask === 'list') return answered(row.map(write).join(', '), 'list', check);
  if (ask === 'has') return answered('yes', 'yes-no', `${at} is term ${row.length}`);
  if (ask === 'place') return answered(`${row.length}`, 'number', check);
  return answered(write(ask === 'sum' ? row.reduce(add) : row.at(-1)!), 'number', check);
};
