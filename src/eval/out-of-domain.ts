/**
 * Questions that a model of small verifiable tasks should decline: facts, chat, advice, code, translation, other
 * mathematics, other languages. They lie in out-of-domain-questions.txt, one a line, written for this project.
 */
import { readFileSync } from 'node:fs';

export const outOfDomainQuestions: readonly string[] = readFileSync(
  new URL('./out-of-domain-questions.txt', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n');

/** Even lines (the first is 0) calibrate the threshold of the domain gate; odd ones test it. */
export const outOfDomainHalf = (half: 'calibrate' | 'test'): string[] =>
  outOfDomainQuestions.filter((_, index) => index % 2 === (half === 'calibrate' ? 0 : 1));
