/**
 * The check that reads the problem: a `Verify` for any question in any words and any model's answer. An answer passes
 * when it is the exact answer to what was read: then two independent ways agree. Another answer does not fail, since
 * the reading may be the wrong one of the two; only a puzzle of numbers, whose target and numbers stand in the
 * question, can fail.
 */
import type { Verdict, Verify } from '../types.ts';
import { sameAnswer } from './compare-answers.ts';
import { understand } from './understand.ts';

const verdict = (pass: boolean, reason: string): Verdict => ({ pass, reason });

/**
 * Passes and fails answers of questions that are read for sure, or in which every word is explained; undefined for all
 * others, and where two readings differ.
 */
export const verifyByReading: Verify = (question, answer) => {
  const found = understand(question);
  if (found.type !== 'answered' || found.disputed || !(found.sure || found.agreed)) return undefined;
  const same = sameAnswer(found.problem, found.solution, answer);
  if (same === undefined)
    return found.problem.type === 'make' ? verdict(false, 'it is no expression of numbers') : undefined;
  if (same)
    return verdict(true, found.problem.type === 'make' ? `${answer} = ${found.problem.target}` : found.solution.check);
  return found.problem.type === 'make' ? verdict(false, `${found.line} has another answer`) : undefined;
};
