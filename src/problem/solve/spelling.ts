/** What is asked of the spelling of one word: a letter at its place, the word read backwards, whether both are the same. */
import type { ProblemOf } from '../formal/problem.ts';
import { answered, declined, type Solution } from './solution.ts';

export const solveSpelling = ({ ask, text, at }: ProblemOf<'spelling'>): Solution => {
  const letters = [...text];
  const backwards = letters.toReversed().join('');
  if (ask === 'backwards') return answered(backwards, 'name', 'read from its last letter to its first');
  if (ask === 'palindrome') {
    const plain = (one: string): string => one.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
    return answered(plain(text) === plain(backwards) ? 'yes' : 'no', 'yes-no', `backwards it is "${backwards}"`);
  }
  if (at === undefined || at === 0) return declined('missing', 'the place of the letter is missing');
  const letter = letters.at(at > 0 ? at - 1 : at);
  return letter === undefined || at > letters.length
    ? declined('no-solution', `"${text}" has only ${letters.length} letters`)
    : answered(letter, 'name', `counted in "${text}"`);
};
