/**
 * The next, a missing or a later term of a sequence, under simple rules: equal steps, equal factors, steps that grow
 * evenly, sums of the two before, a·x + b, powers, primes, two interleaved sequences, alternating steps. A rule needs
 * more terms than it has free numbers. Rules are tried from the simplest; when two equally simple ones disagree,
 * nothing is answered.
 */
import type { ProblemOf } from '../formal/problem.ts';
import { add, divide, multiply, rational, readNumber, same, show, subtract, write, type Rational } from './rational.ts';
import { answered, declined, type Solution } from './solution.ts';

/** Continues known terms (the whole prefix) by one; undefined when the rule does not fit. */
type Rule = { name: string; rank: number; next: (terms: readonly Rational[]) => Rational | undefined };

const steps = (terms: readonly Rational[]): Rational[] => terms.slice(1).map((one, i) => subtract(one, terms[i]!));
const alike = (values: readonly Rational[]): boolean => values.every((one) => same(one, values[0]!));

const byDifferences =
  (order: number, least: number) =>
  (terms: readonly Rational[]): Rational | undefined => {
    if (terms.length < least) return undefined;
    let row = [...terms];
    const ends: Rational[] = [];
    for (let i = 0; i < order; i++) {
      ends.push(row.at(-1)!);
      row = steps(row);
    }
    return row.length > 0 && alike(row) ? ends.reduce((sum, one) => add(sum, one), row[0]!) : undefined;
  };

const geometric = (terms: readonly Rational[]): Rational | undefined => {
  if (terms.length < 3 || terms.some((one) => one.n === 0n)) return undefined;
  const factors = terms.slice(1).map((one, i) => divide(one, terms[i]!)!);
  return alike(factors) ? multiply(terms.at(-1)!, factors[0]!) : undefined;
};

const sumOfLast =
  (count: number) =>
  (terms: readonly Rational[]): Rational | undefined => {
    if (terms.length < count + 2) return undefined;
    const sumAt = (i: number): Rational => terms.slice(i - count, i).reduce((sum, one) => add(sum, one), rational(0));
    const fits = terms.every((one, i) => i < count || same(one, sumAt(i)));
    return fits ? sumAt(terms.length) : undefined;
  };

/** x → a·x + b. */
const affine = (terms: readonly Rational[]): Rational | undefined => {
  if (terms.length < 4) return undefined;
  const [first, second] = steps(terms) as [Rational, Rational];
  const a = divide(second, first);
  if (!a) return undefined;
  const b = subtract(terms[1]!, multiply(a, terms[0]!));
  const fits = terms.slice(1).every((one, i) => same(one, add(multiply(a, terms[i]!), b)));
  return fits ? add(multiply(a, terms.at(-1)!), b) : undefined;
};

/** x → x · (k, k + d, k + 2d, …): factorials and their like. */
const growingFactors = (terms: readonly Rational[]): Rational | undefined => {
  if (terms.length < 4 || terms.some((one) => one.n === 0n)) return undefined;
  const factors = terms.slice(1).map((one, i) => divide(one, terms[i]!)!);
  const next = byDifferences(1, 3)(factors);
  return next && multiply(terms.at(-1)!, next);
};

/** Steps that double, or grow by another equal factor. */
const geometricSteps = (terms: readonly Rational[]): Rational | undefined => {
  const next = terms.length >= 4 ? geometric(steps(terms)) : undefined;
  return next && add(terms.at(-1)!, next);
};

const isPrime = (n: bigint): boolean => {
  if (n < 2n || n > 1_000_000n) return false;
  for (let d = 2n; d * d <= n; d++) if (n % d === 0n) return false;
  return true;
};

const primes = (terms: readonly Rational[]): Rational | undefined => {
  if (terms.length < 4 || terms.some((one) => one.d !== 1n || !isPrime(one.n))) return undefined;
  const after = (n: bigint): bigint => {
    let next = n + 1n;
    while (!isPrime(next) && next < 1_000_000n) next++;
    return next;
  };
  return terms.slice(1).every((one, i) => after(terms[i]!.n) === one.n) ? rational(after(terms.at(-1)!.n)) : undefined;
};

/** Two steps in turn: + a, + b, or · a, + b. */
const alternating = (terms: readonly Rational[]): Rational | undefined => {
  if (terms.length < 5) return undefined;
  const all = steps(terms);
  const even = all.filter((_, i) => i % 2 === 0);
  const odd = all.filter((_, i) => i % 2 === 1);
  if (alike(even) && alike(odd)) return add(terms.at(-1)!, all.length % 2 === 0 ? even[0]! : odd[0]!);
  return undefined;
};

const alternatingFactors = (terms: readonly Rational[]): Rational | undefined => {
  if (terms.length < 5 || terms.some((one) => one.n === 0n)) return undefined;
  for (const first of [0, 1]) {
    const factors = terms.flatMap((one, i) => (i > 0 && i % 2 === first ? [divide(one, terms[i - 1]!)!] : []));
    const added = terms.flatMap((one, i) => (i > 0 && i % 2 !== first ? [subtract(one, terms[i - 1]!)] : []));
    if (factors.length < 2 || added.length < 2 || !alike(factors) || !alike(added)) continue;
    const last = terms.at(-1)!;
    return terms.length % 2 === first ? multiply(last, factors[0]!) : add(last, added[0]!);
  }
  return undefined;
};

/** Two sequences in turn, each by equal steps or factors. */
const interleaved = (terms: readonly Rational[]): Rational | undefined => {
  if (terms.length < 6) return undefined;
  const simple = (part: readonly Rational[]): Rational | undefined => byDifferences(1, 3)(part) ?? geometric(part);
  const mine = terms.filter((_, i) => i % 2 === terms.length % 2);
  const other = terms.filter((_, i) => i % 2 !== terms.length % 2);
  const enough = other.length >= 3 ? simple(other) !== undefined : false;
  return enough ? simple(mine) : undefined;
};

const RULES: readonly Rule[] = [
  { name: 'equal steps', rank: 1, next: byDifferences(1, 3) },
  { name: 'equal factors', rank: 1, next: geometric },
  { name: 'each is the sum of the two before it', rank: 2, next: sumOfLast(2) },
  { name: 'the primes', rank: 2, next: primes },
  { name: 'steps that grow evenly', rank: 2, next: byDifferences(2, 4) },
  { name: 'times a number, plus a number', rank: 3, next: affine },
  { name: 'steps with equal factors', rank: 3, next: geometricSteps },
  { name: 'factors that grow evenly', rank: 3, next: growingFactors },
  { name: 'two steps in turn', rank: 4, next: alternating },
  { name: 'a factor and a step in turn', rank: 4, next: alternatingFactors },
  { name: 'two sequences in turn', rank: 4, next: interleaved },
  { name: 'third differences are equal', rank: 5, next: byDifferences(3, 5) },
  { name: 'each is the sum of the three before it', rank: 5, next: sumOfLast(3) },
];

/** The cubes 1, 8, 27, 64 are four terms of a rule with four free numbers; powers have none. */
const powers =
  (exponent: bigint): Rule['next'] =>
  (terms) => {
    if (terms.length < 4 || terms.some((one) => one.d !== 1n || one.n < 0n)) return undefined;
    const root = (n: bigint): bigint | undefined => {
      const guess = BigInt(Math.round(Number(n) ** (1 / Number(exponent))));
      return guess ** exponent === n ? guess : undefined;
    };
    const roots = terms.map((one) => root(one.n));
    if (roots.some((one) => one === undefined)) return undefined;
    const next = byDifferences(1, 3)(roots.map((one) => rational(one!)));
    return next && rational(next.n ** exponent);
  };

const ALL: readonly Rule[] = [...RULES, { name: 'cubes', rank: 2, next: powers(3n) }];

type Found = { rule: string; value: Rational };

/** What the simplest fitting rules say comes next; 'many' when equally simple ones differ. */
const nextOf = (terms: readonly Rational[]): Found | 'many' | undefined => {
  const fits = ALL.flatMap(({ name, rank, next }) => {
    const value = next(terms);
    return value ? [{ rule: name, rank, value }] : [];
  });
  const least = Math.min(...fits.map((one) => one.rank));
  const simplest = fits.filter((one) => one.rank === least);
  if (simplest.length === 0) return undefined;
  return simplest.every((one) => same(one.value, simplest[0]!.value)) ? simplest[0]! : 'many';
};

/**
 * The value of the gap that makes the whole sequence follow a simple rule: tried between the neighbours by each rule
 * from the left or the right.
 */
const gapOf = (terms: readonly (Rational | undefined)[], at: number): Found | 'many' | undefined => {
  const before = terms.slice(0, at) as Rational[];
  const after = terms.slice(at + 1) as Rational[];
  const guesses: Rational[] = [];
  const left = before.at(-1);
  const right = after[0];
  if (left && right) {
    guesses.push(divide(add(left, right), rational(2))!);
    if (left.n * right.n > 0n) {
      const square = multiply(left, right);
      const root = Math.round(Math.sqrt(Number(square.n)));
      if (square.d === 1n && BigInt(root) ** 2n === square.n) guesses.push(rational(left.n < 0n ? -root : root));
    }
  }
  for (const one of [nextOf(before), nextOf(after.toReversed())]) if (one && one !== 'many') guesses.push(one.value);
  const sums = before.length >= 2 ? [add(before.at(-1)!, before.at(-2)!)] : [];
  const [second, third] = after;
  if (second && third) sums.push(subtract(third, second));
  // A second difference that is equal everywhere fixes the gap from its neighbours' neighbours.
  for (let step = -200; left && right && step <= 200 && before.length + after.length >= 4; step++)
    guesses.push(add(left, rational(step)));
  const good = [...guesses, ...sums].flatMap((value) => {
    const whole = [...before, value, ...after];
    const rank = Math.min(...ALL.filter((rule) => rule.next(whole) !== undefined).map((rule) => rule.rank));
    return Number.isFinite(rank) && rank <= 4 ? [{ rank, value }] : [];
  });
  const least = Math.min(...good.map((one) => one.rank));
  const simplest = good.filter((one) => one.rank === least);
  if (simplest.length === 0) return undefined;
  return simplest.every((one) => same(one.value, simplest[0]!.value))
    ? { rule: 'it fits its neighbours', value: simplest[0]!.value }
    : 'many';
};

/** The next terms one after the other, where each is found by the rules. */
const severalAfter = (terms: readonly string[], count: number): Solution => {
  const out: string[] = [];
  while (out.length < count) {
    const next = solveSequence({ type: 'sequence', terms: [...terms, ...out] });
    if (next.type === 'none') return next;
    out.push(next.answer);
  }
  return answered(out.join(', '), 'list', `one rule fits all ${terms.length} terms and these`);
};

export const solveSequence = ({ terms, at, count }: ProblemOf<'sequence'>): Solution => {
  if (count !== undefined && !terms.includes('?')) return severalAfter(terms, count);
  const known = terms.filter((one) => one !== '?');
  if (known.length < 3)
    return declined(
      'missing',
      `${known.length === 0 ? 'the terms are' : known.length === 1 ? 'one term is not enough to see a rule: the others are' : 'two terms are not enough to see a rule: further ones are'} missing`,
    );
  const values = terms.map((one) => (one === '?' ? undefined : readNumber(one)));
  const gap = terms.indexOf('?');
  if (terms.filter((one) => one === '?').length > 1) return declined('missing', 'more than one term is missing');
  const inner = gap >= 0 && gap < terms.length - 1;
  let row = values.filter((one) => one !== undefined);
  let found = inner ? gapOf(values, gap) : nextOf(row);
  for (let n = row.length + 1; !inner && at !== undefined && found && found !== 'many' && n < at; n++) {
    row = [...row, found.value];
    found = nextOf(row);
  }
  if (at !== undefined && at <= row.length && !inner)
    return answered(write(row[at - 1]!), 'number', `term ${at} is given`);
  if (!found)
    return declined('no-solution', 'I see no rule in these numbers, so there is no next one that I could name');
  if (found === 'many') return declined('missing', 'several rules fit these numbers; another term is missing');
  const text = known.some((one) => one.includes('/')) ? show(found.value) : write(found.value);
  return answered(text, 'number', `${found.rule} fits all ${known.length} terms`);
};
