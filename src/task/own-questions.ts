/**
 * Questions with gold answers that a user supplies, outside the task families. An answer is right when it equals the
 * gold answer by value (answers/same.ts): units may be missing, case and spaces don't matter.
 */
import type { Item, Score } from '../types.ts';
import { sameAnswer, sameWritten } from '../answers/same.ts';

/** The `family` of such items. */
export const OWN = 'own';

/** `id` names the question within its file. There is no reference solution. */
export const ownItem = (id: string, question: string, gold: string): Item => ({
  id: `${OWN}/${id}`,
  family: OWN,
  difficulty: 1,
  question,
  gold,
  plan: '',
  thought: '',
});

/**
 * Whether an answer only repeats its question: 17 * 23 does not answer "What is 17 * 23?", though its value is right.
 */
const repeats = (question: string, answer: string): boolean => {
  const squashed = (text: string): string => text.replace(/[\s$?=.]/g, '');
  return squashed(question).includes(squashed(answer));
};

export const gradeOwn = ({ gold, question }: Item, answer: string): Score => {
  const correct = sameWritten(gold, answer) || (sameAnswer(gold, answer, { question }) && !repeats(question, answer));
  return { correct, reason: correct ? 'says the same as the gold answer' : `expected ${gold}` };
};
