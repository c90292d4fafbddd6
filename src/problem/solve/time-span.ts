/** A number of seconds told in hours, minutes and seconds, or in days and hours, from the largest unit down. */
import type { ProblemOf } from '../formal/problem.ts';
import { evaluateTree, parseExpression } from './expression.ts';
import { isWhole } from './rational.ts';
import { answered, declined, type Solution } from './solution.ts';

const SIZES: Readonly<Record<string, bigint>> = { d: 86_400n, h: 3600n, min: 60n, s: 1n };

export const solveTimeSpan = ({ seconds, form }: ProblemOf<'time-span'>): Solution => {
  const tree = parseExpression(seconds);
  const value = tree && evaluateTree(tree);
  if (!value || !isWhole(value)) return declined('no-solution', 'it comes to no whole number of seconds');
  if (value.n < 0n) return declined('no-solution', 'it comes to less than no time');
  const units = form.split(' ');
  let rest = value.n;
  const parts: string[] = [];
  for (const [i, unit] of units.entries()) {
    const size = SIZES[unit]!;
    const count = rest / size;
    rest -= count * size;
    const last = i === units.length - 1;
    if (last && rest > 0n) return declined('no-solution', `it is no whole number of ${unit}`);
    if (count > 0n || (last && parts.length === 0)) parts.push(`${count} ${unit}`);
  }
  return answered(parts.join(' '), 'number', `${value.n} seconds taken apart`);
};
