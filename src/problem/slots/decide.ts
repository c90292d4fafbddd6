/**
 * What readings of a model are worth where no reader fits: one answer, if enough of the draws say the same and the solver agrees that it
 * is one. A model's reading is a guess: it never counts as checked.
 */
import type { Problem } from '../formal/problem.ts';
import { printProblem } from '../formal/line.ts';
import { solve } from '../solve/solve.ts';
import type { Answered } from '../solve/solution.ts';
import type { Formed } from './form.ts';

/** A form that was drawn, what it says, and how many of the draws wrote one that says the same. */
export type Reading = { form: string; formed: Formed; votes: number; of: number };

/** Share of the draws that must agree. Chosen on development voices and the training part of MAWPS. */
const AGREED = 1;

export type Decided = { problem: Problem; line: string; solution: Answered };

/** The answer of the first reading, or undefined where the draws differ or the problem has none. */
export const decideReadings = (readings: readonly Reading[], agreed = AGREED): Decided | undefined => {
  const [first] = readings;
  if (first?.formed.type !== 'problem' || first.votes < agreed * first.of) return undefined;
  const { problem } = first.formed;
  const solution = solve(problem);
  if (solution.type !== 'answer' || (problem.type === 'story' && solution.answer.startsWith('-'))) return undefined;
  return { problem, line: printProblem(problem), solution };
};
