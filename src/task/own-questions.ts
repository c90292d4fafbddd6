/**
 * Questions of a user's own: a question and its right answer, of no task family. An answer is right when it says the same as the
 * gold answer (answers/same.ts): by value, units may be missing, case and spaces don't matter.
 */
import type { Item, Score } from '../types.ts';
import { sameAnswer, sameWritten } from './answers/same.ts';

/** What stands in an item's `family`. */
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

/** Whether an answer is a piece of its question: 17 * 23 to "What is 17 * 23?" is no answer, though its value is right. */
const repeats = (question: string, answer: string): boolean => {
  const squashed = (text: string): string => text.replace(/[\s$?=.]/g, '');
  return squashed(question).includes(squashed(answer));
};

export const gradeOwn = ({ gold, question }: Item, answer: string): Score => {
  const correct = sameWritten(gold, answer) || (sameAnswer(gold, answer, { question }) && !repeats(question, answer));
  return { correct, reason: correct ? 'says the same as the gold answer' : `expected ${gold}` };
};
