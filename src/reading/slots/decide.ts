/**
 * What readings of a model are worth where no reader fits: one answer, if enough of the draws say the same and the
 * solver agrees that it is one. A model's reading is a guess: it never counts as checked.
 */
import type { Problem } from '../../problem/formal/problem.ts';
import { printProblem } from '../../problem/formal/print.ts';
import { doubtOf } from '../stories/doubts.ts';
import { solve } from '../../problem/solve/solve.ts';
import type { Answered } from '../../problem/solve/solution.ts';
import { countsThings } from '../stories/whole-things.ts';
import { readText } from '../text/text.ts';
import type { Formed } from './form.ts';
import { plausibleStory } from './plausible.ts';

/** How a question's readings are drawn: how many (the first of them greedily), and how freely the others. */
export type Draws = { draws: number; temperature: number };
/** To vote on what a rule has read. */
export const VOTES: Draws = { draws: 8, temperature: 0.7 };
/**
 * For a guess where no rule fits: what holds while it is drawn so freely is right far more often. Of eight draws at 0.7
 * that all agreed, 10 of 35 were right on questions of everyday words (36 of 37 on MAWPS); of these 3 of 7 (28 of 28).
 */
export const GUESSES: Draws = { draws: 24, temperature: 1.3 };

/** A form that was drawn, what it says, and how many of the draws wrote one that says the same. */
export type Reading = { form: string; formed: Formed; votes: number; of: number };

/** Share of the draws that must agree. Chosen on the development voices. */
const AGREED = 1;

/** Kinds that a model's reading alone may answer: others are read by rules wherever they can be. */
const TRUSTED: ReadonlySet<Problem['type']> = new Set(['story']);

/** How many of the draws come to this answer. */
export const votesFor = (answer: string, readings: readonly Reading[]): number =>
  readings
    .filter(({ formed }) => {
      const solution = formed.type === 'problem' ? solve(formed.problem) : undefined;
      return solution?.type === 'answer' && solution.answer === answer;
    })
    .reduce((sum, { votes }) => sum + votes, 0);

/**
 * A sum that adds something, or one product: what readers of stories fall back to when they have missed a word. Of such
 * readings that no draw came to, 11 of 19 were right on everyday questions, and one in four on terse stories that were
 * written to look alike; of differences and quotients four in five (docs/results/words.md).
 */
export const isFallback = (expression: string): boolean =>
  expression.includes('+') || /^[\d.]+\*[\d.]+$/.test(expression);

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
