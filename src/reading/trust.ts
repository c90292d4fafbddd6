/**
 * How likely a reading is right. One that a second reading confirms counts as checked. Of the others some kinds were
 * right far more often than the rest on questions of several authors at first sight (docs/results/words.md): those
 * whose problem has a place for every number and word of its kind, against those that can be put together from a part
 * of the question.
 */
import type { Problem } from '../problem/formal/problem.ts';
import type { Understood } from './understand.ts';

/** Of an answer that a check passed: of 1,482 on sealed sets six were wrong. */
export const CHECKED = 0.99;
/** Of readings that fit a frame of their kind, or whose kind leaves little room: the most without a passed check. */
const STEADY = 0.8;
/** Of all others, and where a second reading comes to another answer. */
const DOUBTFUL = 0.69;

/**
 * Kinds that no second reading confirmed and that were right in less than seven of eight cases on the latest eight
 * authors at first sight, and two with more rows that were hardly better (value, clock).
 */
const LOOSE: ReadonlySet<Problem['type']> = new Set([
  'sort',
  'clock',
  'story',
  'value',
  'base',
  'coded',
  'unroman',
  'count-item',
  'count-letters',
  'path',
  'order',
  'weekday',
  'leap',
]);
/** The same of everyday formulas and of what is asked of divisors. */
const LOOSE_FORMULAS: ReadonlySet<string> = new Set([
  'average',
  'range',
  'box-volume',
  'rectangle-area',
  'percent-of',
  'percent-less',
  'percent-more',
  'percent-drop',
  'change',
]);
const LOOSE_ASKS: ReadonlySet<string> = new Set(['remainder', 'gcd']);

const isLoose = (problem: Problem): boolean =>
  LOOSE.has(problem.type) ||
  (problem.type === 'formula' && LOOSE_FORMULAS.has(problem.formula)) ||
  (problem.type === 'divisors' && LOOSE_ASKS.has(problem.ask));

export const confidenceOfReading = ({ fits, disputed, problem, chance = 1 }: Understood): number => {
  if (disputed) return DOUBTFUL;
  // That a loose explanation comes to the same way says little: both pass over what is closed.
  const steady = (fits === true && problem.type !== 'path') || !isLoose(problem);
  return Math.min(chance, steady ? STEADY : DOUBTFUL);
};
