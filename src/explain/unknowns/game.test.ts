/** The numbers game in any words; a condition that is no condition of the game, and there is no explanation. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printProblem } from '../../problem/formal/print.ts';
import { explain } from '../explain.ts';

const lineOf = (question: string): string | undefined => {
  const found = explain(question);
  return found && printProblem(found.problem);
};

const TOLD: readonly (readonly [question: string, line: string])[] = [
  [
    'quiet night so puzzles - need 36 out of 1, 4, 5, 7 and I must use all four of them',
    'make 36 from all of 1, 4, 5, 7',
  ],
  ['The box said 50, 9, 6 and 2 and asked for 312. You needn’t use them all.', 'make 312 from 50, 9, 6, 2'],
  ['Got 40, 5 and 3. Want 38. Must use the lot, once each, any of + - * /.', 'make 38 from all of 40, 5, 3'],
  ['Three cards: 4, 7 and 8. The sum has to end on 24, each card at most once.', 'make 24 from 4, 7, 8'],
  [
    'Our tutor wrote 25 8 4 2 on the board and 198 under it. We can skip numbers but not reuse them. What sum?',
    'make 198 from 25, 8, 4, 2',
  ],
];

const NOT_TOLD = [
  'Got 40, 5 and 3. Want 11. Use only + and *.',
  'Got 40, 5 and 3. Want 11. At least two of them must be used, once each.',
  'Got 40, 5 and 3. Want 11, using two of them exactly.',
  'Got 40, 5 and 3. Want 11. Each may be used twice.',
  'Got 40, 5 and 3. Want 11 without dividing.',
  'Got 40, 5 and 3. Want 11 in as many ways as possible.',
  'Got 40, 5 and 3. Want 11. The 5 must be used.',
];

test('the game in any order of its parts', () => {
  for (const [question, line] of TOLD) assert.equal(lineOf(question), line, question);
});

test('another condition and there is none', () => {
  for (const question of NOT_TOLD) assert.equal(lineOf(question), undefined, question);
});
