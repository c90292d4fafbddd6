/**
 * Whether thinking further pays once the first answer is there: effort `auto` asks. It pays where more answers can
 * change the outcome: a check failed, the answer can be voted on, or the model was unsure of a program that nothing has
 * tested. It does not for an answer that stands, nor for one that only a judge could compare. Pure.
 */
import { hasShortAnswer } from '../answers/form.ts';
import { optionsOf } from '../answers/implicit.ts';
import { isWhole, meanLogprob, type Candidate } from './cluster.ts';

/** Mean probability per token below which a model counts as unsure. Only where it gives log-probabilities. */
const UNSURE = 0.6;

/** A number, a letter of an option, or yes and no: two models that say it mean the same. */
const isVotable = (answer: string, question: string): boolean =>
  /\d/.test(answer) || optionsOf(question).size > 0 || /^(?:yes|no|true|false)\b/i.test(answer);

const isUnsure = (first: Candidate): boolean => {
  const logprob = meanLogprob(first);
  return logprob !== undefined && Math.exp(logprob) < UNSURE;
};

/** Whether more answers are worth their tokens after this first one. `checkable`: a check belongs to the question. */
export const paysToGoOn = (first: Candidate, checkable: boolean): boolean => {
  const { answer, verdict, reply, question = '' } = first;
  if (verdict) return !verdict.pass;
  // The check could say nothing of this answer; of another it may.
  if (checkable) return true;
  // A text that was cut off would be cut off again, but a short answer may be found on a shorter way.
  if (!isWhole(reply) || answer === '') return hasShortAnswer(question);
  return (hasShortAnswer(question) && isVotable(answer, question)) || isUnsure(first);
};
