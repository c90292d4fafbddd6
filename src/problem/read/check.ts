/**
 * The check that reads the problem: a `Verify` for any question in any words and any model's answer. Where a question is read
 * for sure, the exact answer passes and any other fails; elsewhere it says nothing. Precision before recall.
 */
import type { Verdict, Verify } from '../../types.ts';
import { sameAnswer } from './compare-answers.ts';
import { understand, type Understanding } from './understand.ts';

/** The last question that was read: candidates of one question are checked one after another. */
const createReader = (): ((question: string) => Understanding) => {
  let last: { question: string; found: Understanding } | undefined;
  return (question) => {
    if (last?.question !== question) last = { question, found: understand(question) };
    return last.found;
  };
};

const read = createReader();

const verdict = (pass: boolean, reason: string): Verdict => ({ pass, reason });

/** Passes and fails answers of questions that are read for sure; undefined for all others. */
export const verifyByReading: Verify = (question, answer) => {
  const found = read(question);
  if (found.type !== 'answered' || !found.sure) return undefined;
  const same = sameAnswer(found.problem, found.solution, answer);
  if (same === undefined)
    return found.problem.type === 'make' ? verdict(false, 'it is no expression of numbers') : undefined;
  if (same)
    return verdict(true, found.problem.type === 'make' ? `${answer} = ${found.problem.target}` : found.solution.check);
  return verdict(false, `${found.line} has another answer`);
};
