/** What the tests of the readers share. */
import { understand } from './understand.ts';

/** The answer that a question is given by reading alone; undefined where it is declined or not understood. */
export const answerOf = (question: string): string | undefined => {
  const found = understand(question);
  return found.type === 'answered' ? found.solution.answer : undefined;
};
