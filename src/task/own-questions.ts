/**
 * Questions of a user's own: a question and its right answer, of no task family. An answer is right when it says the same as the
 * gold answer (answer.ts): numbers by value, units may be missing, case and spaces don't matter.
 */
import type { Item, Score } from '../types.ts';
import { equivalent } from './answer.ts';

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

export const gradeOwn = ({ gold }: Item, answer: string): Score => {
  const correct = equivalent(gold, answer);
  return { correct, reason: correct ? 'says the same as the gold answer' : `expected ${gold}` };
};
