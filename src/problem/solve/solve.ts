/** The solver of every kind of problem. Exact, bounded in time, never throws for a problem of the schema. */
import type { Problem } from '../formal/problem.ts';
import {
  solveClock,
  solveDate,
  solveDays,
  solveLeap,
  solveMinutes,
  solveNthWeekday,
  solveWeekday,
} from './calendar.ts';
import { solveTimeSpan } from './time-span.ts';
import { solveTerm } from './term.ts';
import { solveClaim } from './claim.ts';
import { solveCoded } from './coded.ts';
import { solveFormula } from './formulas.ts';
import {
  countItem,
  countLetters,
  countNumbers,
  countTexts,
  countThings,
  countWords,
  pickNumber,
  sortItems,
} from './lists.ts';
import { solveLetters } from './letters.ts';
import { solveLiars, solveTruth } from './logic.ts';
import { solveMake } from './make.ts';
import { solveBase, solveDivisors, solveRoman, solveUnroman } from './numerals.ts';
import { solveOrder } from './order.ts';
import { solvePattern } from './pattern.ts';
import { solvePath, solveWalk } from './path.ts';
import { solveSequence } from './sequence.ts';
import { solveSpelling } from './spelling.ts';
import { declined, type Solution } from './solution.ts';
import { solveConvert } from './units.ts';
import { solveEquations, solveStory, solveValue } from './value.ts';

const solvers: { [T in Problem['type']]: (problem: Extract<Problem, { type: T }>) => Solution } = {
  value: solveValue,
  solve: solveEquations,
  make: solveMake,
  sequence: solveSequence,
  letters: solveLetters,
  pattern: solvePattern,
  term: solveTerm,
  'time-span': solveTimeSpan,
  'nth-weekday': solveNthWeekday,
  'count-letters': countLetters,
  'count-words': countWords,
  spelling: solveSpelling,
  'count-item': countItem,
  'count-numbers': countNumbers,
  'count-texts': countTexts,
  'count-things': countThings,
  sort: sortItems,
  pick: pickNumber,
  weekday: solveWeekday,
  date: solveDate,
  days: solveDays,
  minutes: solveMinutes,
  clock: solveClock,
  base: solveBase,
  roman: solveRoman,
  unroman: solveUnroman,
  divisors: solveDivisors,
  order: solveOrder,
  path: solvePath,
  truth: solveTruth,
  liars: solveLiars,
  walk: solveWalk,
  leap: solveLeap,
  formula: solveFormula,
  convert: solveConvert,
  claim: (problem) => solveClaim(problem, solve),
  coded: solveCoded,
  story: solveStory,
};

/** The answer of a problem, or why there is none. */
export const solve = (problem: Problem): Solution => {
  try {
    return (solvers[problem.type] as (problem: Problem) => Solution)(problem);
  } catch (error) {
    if (error instanceof RangeError) return declined('too-large', 'a number in it becomes too large');
    throw error;
  }
};
