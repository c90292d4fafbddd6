/**
 * How likely a reading is right. One that a second reading confirms counts as checked. Of the others some kinds were
 * right far more often than the rest on questions of several authors at first sight (docs/results/words.md): those
 * whose problem has a place for every number and word of its kind, against those that can be put together from a part
 * of the question.
 */
import type { Problem } from '../problem/formal/problem.ts';
import type { Understood } from './understand.ts';

/** Of an answer that a check passed. */
export const CHECKED = 0.98;
/** Of readings that fit a frame of their kind, or whose kind leaves little room: the most without a passed check. */
const STEADY = 0.8;
/** Of all others, and where a second reading comes to another answer. */
const DOUBTFUL = 0.69;

/**
 * Kinds that were read wrongly in a quarter of the cases or more where no second reading confirmed them, on the latest
 * three authors at first sight. Dates and equations were among them and are not any more: 29 of 29 were right.
 */
const LOOSE: ReadonlySet<Problem['type']> = new Set([
  'sort',
  'clock',
  'minutes',
  'story',
  'value',
  'base',
  'coded',
  'count-item',
  'count-letters',
]);

/** Formulas and questions about divisors that take two numbers of any story. */
const takesAnyTwo = (problem: Problem): boolean =>
  (problem.type === 'divisors' && problem.ask === 'remainder') ||
  (problem.type === 'formula' && problem.formula === 'change');

export const confidenceOfReading = ({ fits, disputed, problem, chance = 1 }: Understood): number => {
  if (disputed) return DOUBTFUL;
  const steady = fits === true || !(LOOSE.has(problem.type) || takesAnyTwo(problem));
  return Math.min(chance, steady ? STEADY : DOUBTFUL);
};
