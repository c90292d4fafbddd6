/**
 * The next, a missing or a later thing of a row that comes again in the same order: red, blue, red, blue. The shortest
 * unit that fits everything shown is taken, and it must be shown so often that no other unit is likely.
 */
import type { ProblemOf } from '../formal/problem.ts';
import { answered, declined, type Solution } from './solution.ts';

const MISSING = '?';

/** The things of a unit of so many; undefined where one of them is not shown or does not come again alike. */
const unitOf = (terms: readonly string[], size: number): string[] | undefined => {
  const unit: (string | undefined)[] = Array.from({ length: size });
  for (const [i, term] of terms.entries()) {
    if (term === MISSING) continue;
    const place = i % size;
    if (unit[place] !== undefined && unit[place]!.toLowerCase() !== term.toLowerCase()) return undefined;
    unit[place] ??= term;
  }
  return unit.every((one) => one !== undefined) ? (unit as string[]) : undefined;
};

/** Shown twice; of things that all differ the last one of the second time may be what is asked for. */
const isShown = (unit: readonly string[], length: number): boolean => {
  const differ = new Set(unit.map((one) => one.toLowerCase())).size === unit.length;
  return length >= 2 * unit.length - (differ ? 1 : 0);
};

export const solvePattern = ({ terms, at }: ProblemOf<'pattern'>): Solution => {
  const gap = terms.indexOf(MISSING);
  if (terms.filter((one) => one === MISSING).length > 1) return declined('missing', 'more than one of them is missing');
  for (let size = 2; size <= terms.length; size++) {
    const unit = unitOf(terms, size);
    if (!unit) continue;
    if (!isShown(unit, terms.length)) break;
    const place = at === undefined ? (gap >= 0 ? gap : terms.length) : at - 1;
    return answered(unit[place % size]!, 'name', `${unit.join(', ')} again and again`);
  }
  return declined('missing', 'nothing shows what comes again');
};
