/**
 * What a reader makes of a question: a problem with the numbers of the question that it used, or a reason to decline.
 * Several readers look at each question; `understand.ts` weighs what they say.
 */
import type { Problem } from '../problem/formal/problem.ts';
import type { Why } from '../problem/solve/solution.ts';
import type { Text } from './text/text.ts';

/**
 * `sure`: every part that matters was read by an exact pattern. A reading that is not sure is a good guess, is never
 * called checked, and never makes a check fail.
 */
export type Reading = {
  type: 'problem';
  problem: Problem;
  sure: boolean;
  uses: readonly string[];
  /** Of a reading that is not sure: how likely it is right, where that was measured. */ chance?: number;
};
export type Refusal = { type: 'refusal'; why: Why; reason: string };
export type Outcome = Reading | Refusal;

/** Undefined: the question is not of this kind. */
export type Reader = (text: Text) => Outcome | undefined;

export const reading = (problem: Problem, uses: readonly string[], sure = true): Reading => ({
  type: 'problem',
  problem,
  sure,
  uses,
});
export const refusal = (why: Why, reason: string): Refusal => ({ type: 'refusal', why, reason });
