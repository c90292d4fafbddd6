/**
 * Claims: whether two sides stand to each other as is said. Each side is a problem that is solved as any other, or a
 * name. Numbers are compared exactly; names, days and numerals letter by letter. A side without an answer is the
 * reason to decline.
 */
import { parseProblem } from '../formal/parse.ts';
import type { Problem, ProblemOf } from '../formal/problem.ts';
import { compare, readNumber } from './rational.ts';
import { answered, declined, type Solution } from './solution.ts';

type Relation = ProblemOf<'claim'>['relation'];

const HOLDS: Readonly<Record<Relation, (order: number) => boolean>> = {
  equals: (order) => order === 0,
  'differs-from': (order) => order !== 0,
  exceeds: (order) => order > 0,
  'is-below': (order) => order < 0,
  reaches: (order) => order >= 0,
  'is-within': (order) => order <= 0,
};

/** "x = 7" as 7; names without case. */
const plain = (text: string): string => text.replace(/^[a-z] = /i, '').trim();

/** `solve` is the solver of any problem. */
export const solveClaim = (
  { left, relation, right, truth }: ProblemOf<'claim'>,
  solve: (problem: Problem) => Solution,
): Solution => {
  const sides: string[] = [];
  for (const side of [left, right]) {
    const problem = parseProblem(side);
    if (problem?.type === 'claim') return declined('invalid-input', 'a claim about a claim is none that I check');
    const solution = problem && solve(problem);
    if (solution?.type === 'none') return solution;
    sides.push(plain(solution?.answer ?? side));
  }
  const [a, b] = sides as [string, string];
  const [x, y] = [readNumber(a), readNumber(b)];
  const same = a.toLowerCase() === b.toLowerCase();
  if (!(x && y) && relation !== 'equals' && relation !== 'differs-from')
    return declined('invalid-input', `${a} and ${b} are no numbers that one can compare`);
  // A number and a name are never the same: one of them was read in another way than it was meant.
  if (!x !== !y) return declined('invalid-input', `${a} and ${b} are not of one sort`);
  const order = x && y ? compare(x, y) : Number(!same);
  const says = left === a ? a : `${left} is ${a}`;
  const other = right === b || right === `value ${b}` ? b : `${right} is ${b}`;
  const holds = HOLDS[relation](order);
  const check = `${says}, against ${other}`;
  return truth ? answered(`${holds}`, 'true-false', check) : answered(holds ? 'yes' : 'no', 'yes-no', check);
};
