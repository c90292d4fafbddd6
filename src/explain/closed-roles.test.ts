/** Roles in any order are a check where every other word is of the closed vocabulary, and none where a word is not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printProblem } from '../problem/formal/print.ts';
import { explain } from './explain.ts';

const lineOf = (question: string): string | undefined => {
  const found = explain(question);
  return found && (found.closed || !found.loose) ? printProblem(found.problem) : undefined;
};

const CHECKED: readonly (readonly [question: string, line: string])[] = [
  ['My sister wants her drill bits from small to big: 8, 3, 5.', 'sort ascending 8, 3, 5'],
  ['hey bro rank the prices cheapest to dearest 2.50 1.99 3.10', 'sort ascending 2.50, 1.99, 3.10'],
  ['Could you put the shop signs in alphabetcal order: pear, fig, mango?', 'sort alphabetical pear, fig, mango'],
  ['alphabetize: zoo, bar, kit', 'sort alphabetical zoo, bar, kit'],
  ['Lockers in the hall say 12, 17, 22, 27. Which number has the next one?', 'sequence 12, 17, 22, 27'],
  ['Sort 4, 8, 15, 16 from big to small and tell me what stands at the start.', 'sort descending 4, 8, 15, 16; at 1'],
  ['Which is heavier: 3 kg or 2,900 g?', 'sort amounts-up "3 kg", "2900 g"; at -1'],
  ['sorted([3,1,2])', 'sort ascending 3, 1, 2'],
  ['Sort b, c, a', 'sort alphabetical b, c, a'],
  ['Series 0, 2, 6, 12, 20; give the successor of 20.', 'sequence 0, 2, 6, 12, 20'],
  ['Balances by month: 5,000, 4,650, 4,300, 3,950. Next figure?', 'sequence 5000, 4650, 4300, 3950'],
  ['waht comes next after 5 8 13 21 34', 'sequence 5, 8, 13, 21, 34'],
  ['The printer shows hex 2F. What is that in ordinary decimal?', 'base 2F from 16 to 10'],
  ['Our boss has 50 eggs and boxes of 6. How many eggs are left over?', 'remainder 50, 6'],
  ['Two lamps flash, one every 4 seconds, the other every 6. When do they flash together again?', 'lcm 4, 6'],
];

/** One word more, or another one, that may turn the question. */
const NOT_CHECKED = [
  'My sister wants her drill bits from small to big by their reciprocals: 8, 3, 5.',
  'My sister wants her drill bits from small to big: 8, 3, 5, no ties.',
  'hey bro rank the prices cheapest to dearest 2.50 1.99 3.10 deduped',
  'Could you put the shop signs in alphabetical order of their endings: pear, fig, mango?',
  'Lockers in the hall say 12, 17, 22, 27. Which number has the next one mirrored?',
  'what comes next after 5 8 13 21 34 backwards',
  'In how many ways can I arrange the letters of the word LEMON?',
  'From young to old: Tom was born 2012, Ann 2009, Cy 2015. names',
  'what is 12 in base 3 and in base 4?',
  'how many letters are in banana and apple',
  'I share 50 sweets with 6 friends. How many are left over?',
  '50 eggs in boxes of 6. How many boxes are left?',
  'List 3/4, 0.5, 20% from small to large',
  'Our boss has 50 eggs and boxes of 6. How many more eggs fill the last box?',
];

test('roles among words of the closed vocabulary are a check', () => {
  for (const [question, line] of CHECKED) assert.equal(lineOf(question), line, question);
});

test('a word that is in no vocabulary leaves room', () => {
  for (const question of NOT_CHECKED) assert.ok(!/^(?:sort|seq|rem|count|base)/.test(lineOf(question) ?? ''), question);
});
