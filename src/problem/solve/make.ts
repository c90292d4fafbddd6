/**
 * The numbers game: an expression with a given value from numbers used at most once, or all of them (the game of 24).
 * Exhaustive over pairs of values, so "there is none" is a proof; up to six numbers.
 */
import type { ProblemOf } from '../formal/problem.ts';
import { compare, divide, multiply, add, readNumber, same, subtract, type Rational } from './rational.ts';
import { answered, declined, type Solution } from './solution.ts';

type Made = { value: Rational; text: string; level: 0 | 1 | 2 };

/** Most numbers: six are searched in about a second, seven would take a minute. */
const MOST = 6;

/** Of so few numbers all are used where that can be: then the answer is right however the game was meant. */
const FEW = 4;

const wrap = (one: Made, least: number): string => (one.level < least ? `(${one.text})` : one.text);

const pairs = (a: Made, b: Made): Made[] => {
  const [big, small] = compare(a.value, b.value) >= 0 ? [a, b] : [b, a];
  const out: Made[] = [
    { value: add(a.value, b.value), text: `${wrap(big, 0)}+${wrap(small, 0)}`, level: 0 },
    { value: multiply(a.value, b.value), text: `${wrap(big, 1)}*${wrap(small, 1)}`, level: 1 },
    { value: subtract(big.value, small.value), text: `${wrap(big, 0)}-${wrap(small, 1)}`, level: 0 },
  ];
  for (const [top, below] of [
    [big, small],
    [small, big],
  ] as const) {
    const value = divide(top.value, below.value);
    if (value) out.push({ value, text: `${wrap(top, 1)}/${wrap(below, 2)}`, level: 1 });
  }
  return out;
};

/** An expression of all of `made` with the value, or undefined. `seen` holds sets of values that lead nowhere. */
const search = (made: readonly Made[], target: Rational, all: boolean, seen: Set<string>): string | undefined => {
  if (!all || made.length === 1) {
    const hit = made.find((one) => same(one.value, target));
    if (hit && (!all || made.length === 1)) return hit.text;
  }
  if (made.length === 1) return undefined;
  const key = made
    .map(({ value }) => `${value.n}/${value.d}`)
    .sort()
    .join(' ');
  if (seen.has(key)) return undefined;
  seen.add(key);
  for (let i = 0; i < made.length; i++)
    for (let j = i + 1; j < made.length; j++) {
      const rest = made.filter((_, k) => k !== i && k !== j);
      for (const one of pairs(made[i]!, made[j]!)) {
        const found = search([...rest, one], target, all, seen);
        if (found !== undefined) return found;
      }
    }
  return undefined;
};

export const solveMake = ({ numbers, target, all }: ProblemOf<'make'>): Solution => {
  if (numbers.length === 0) return declined('missing', 'the numbers are missing');
  if (numbers.length > MOST)
    return declined('too-large', `I search up to ${MOST} numbers, and these are ${numbers.length}`);
  const goal = readNumber(target);
  const made = numbers.flatMap((text): Made[] => {
    const value = readNumber(text);
    return value ? [{ value, text, level: value.n < 0n ? 0 : 2 }] : [];
  });
  if (!goal || made.length < numbers.length) return declined('invalid-input', 'one of these is not a number');
  const whole = all || numbers.length <= FEW ? search(made, goal, true, new Set()) : undefined;
  const found = whole ?? (all ? undefined : search(made, goal, false, new Set()));
  if (found === undefined)
    return declined(
      'no-solution',
      `${target} can't be made from ${numbers.join(', ')}${all ? ', all of them used' : ''}: every way was tried`,
    );
  return answered(found, 'expression', `${found} = ${target}`);
};
