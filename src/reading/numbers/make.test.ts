/** The numbers game in many people's words: the target is the one number that is aimed at, all others are the numbers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readText } from '../text/text.ts';
import { readMake } from './make.ts';

const read = (question: string): string | undefined => {
  const found = readMake(readText(question));
  if (found?.type !== 'problem' || found.problem.type !== 'make') return undefined;
  const { target, numbers, all } = found.problem;
  return `${target} of ${numbers.join(' ')}${all ? ', all' : ''}`;
};

test('target and numbers are told apart by what is aimed at', () => {
  const cases: readonly (readonly [question: string, read: string | undefined])[] = [
    ['The tiles are 12, 3 and 5. How could she land on 41 with every tile laid once?', '41 of 12 3 5, all'],
    ['Required: 610. Available: 100, 6, 10, 4. No number may occur more than once.', '610 of 100 6 10 4'],
    [
      'The host wrote 50 7 3 2 on the board and 147 underneath. We can skip numbers but not reuse them.',
      '147 of 50 7 3 2',
    ],
    [
      'She hands me 9, 4, 2. She asks me for 38. I must consume all three with the usual four signs.',
      '38 of 9 4 2, all',
    ],
    ['On the board stand 4, 7, 10 and 13. What comes after 13, once more?', undefined],
  ];
  for (const [question, wanted] of cases) assert.equal(read(question), wanted, question);
});
