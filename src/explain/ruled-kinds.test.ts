/** Questions whose parts stand in any order: each comes to its problem by the roles of its words, or to none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printProblem } from '../problem/formal/print.ts';
import { explain } from './explain.ts';

const lineOf = (question: string): string | undefined => {
  const found = explain(question);
  return found && printProblem(found.problem);
};

const TOLD: readonly (readonly [question: string, line: string])[] = [
  ['My neighbour drew 6, 9 and 50 and wants 309. No number twice.', 'make 309 from 6, 9, 50'],
  ['The tags in the shed run 8, 15, 22, 29. What is on the next one?', 'sequence 8, 15, 22, 29'],
  ['The lid of grandpa’s box is marked MCMLIV. Which year was that?', 'unroman MCMLIV'],
  ['I have 40 sweets shared by 6 children: how many are left over?', 'remainder 40, 6'],
];

const NOT_TOLD = [
  'My neighbour drew 6, 9 and 50 and wants 309 each.',
  'The tags in the shed run 8, 15, 22, 29. What is on the one before the next one?',
];

test('roles in any order make a problem', () => {
  for (const [question, line] of TOLD) assert.equal(lineOf(question), line, question);
});

test('where a word has no role there is none', () => {
  for (const question of NOT_TOLD) assert.equal(lineOf(question), undefined, question);
});
