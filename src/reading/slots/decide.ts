/**
 * What readings of a model are worth where no reader fits: one answer, if enough of the draws say the same and the
 * solver agrees that it is one. A model's reading is a guess: it never counts as checked.
 */
import type { Problem } from '../../problem/formal/problem.ts';
import { printProblem } from '../../problem/formal/line.ts';
import { doubtOf } from '../stories/doubts.ts';
import { solve } from '../../problem/solve/solve.ts';
import type { Answered } from '../../problem/solve/solution.ts';
import { countsThings } from '../stories/whole-things.ts';
import { readText } from '../text/text.ts';
import type { Formed } from './form.ts';
import { plausibleStory } from './plausible.ts';

/** A form that was drawn, what it says, and how many of the draws wrote one that says the same. */
export type Reading = { form: string; formed: Formed; votes: number; of: number };

/** Share of the draws that must agree. Chosen on the development voices. */
const AGREED = 1;

/** Kinds that a model's reading alone may answer: others are read by rules wherever they can be. */
const TRUSTED: ReadonlySet<Problem['type']> = new Set(['story']);

export type Decided = { problem: Problem; line: string; solution: Answered };

/** What all draws say the same of; undefined where they differ. */
const unanimous = ([first]: readonly Reading[]): Formed | undefined =>
  first === undefined || first.votes < AGREED * first.of ? undefined : first.formed;

/**
 * The answer of the first reading, or undefined where the draws differ, the problem has none, or its words speak
 * against it.
 */
export const decideReadings = (question: string, readings: readonly Reading[]): Decided | undefined => {
  const [first] = readings;
  if (first?.formed.type !== 'problem' || unanimous(readings) === undefined) return undefined;
  const { problem } = first.formed;
  const solution = solve(problem);
  if (solution.type !== 'answer' || !TRUSTED.has(problem.type)) return undefined;
  if (countsThings(readText(question).low) && !/^\d+$/.test(solution.answer)) return undefined;
  if (problem.type === 'story' && !plausibleStory(question, first.form, solution.answer)) return undefined;
  if (problem.type === 'story' && doubtOf(readText(question).low, problem.expression, solution.answer) !== undefined)
    return undefined;
  return { problem, line: printProblem(problem), solution };
};
