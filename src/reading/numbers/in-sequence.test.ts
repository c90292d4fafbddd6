/** Table test: whether a number comes up in a sequence that is shown or told; near ones are not read. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { answerOf } from '../testing.ts';

const TABLE: readonly (readonly [string, string | undefined])[] = [
  ['The seats are numbered 2 4 6 8 and so on. Is 15 one of them?', 'no'],
  ['bus stops are numbered 1, 3, 5, 7... does number 10 exist in this row?', 'no'],
  ['odd plots 1 3 5 7 9 up the street, will there be a 21?', 'yes'],
  ['i count 5, 10, 15, 20. will i hit 42?', 'no'],
  ['3, 6, 9, 12, ... Is 30 in this sequence?', 'yes'],
  ['Lockers go 10 20 30 40 and so on, always ten more. does locker 75 come up?', 'no'],
  ['counting by fives from 5: does 35 come up, yes or no?', 'yes'],
  ['Start at 2 and keep adding 4. Is 50 in the list?', 'yes'],
  ['Start with 100 and take away 7 each time. Will I land on 2?', 'yes'],
  ['Is 64 in the sequence 1, 2, 4, 8, ...?', 'yes'],
  // Near ones: it is not told that it goes on, another number is asked, another question.
  ['does 12 appear in 2, 4, 6, 8, 10?', undefined],
  ['5, 10, 15, ... is 20 the next number?', undefined],
  ['I have 2, 4 and 6 euros. Will I have 8?', undefined],
  ['numbers 4 8 12 16, each one 5 more. Will 24 appear?', undefined],
  ['2, 3, 5, 8, 12, ... does 17 come up?', undefined],
  ['3, 6, 9, 12, ... How many terms before 31 comes up?', undefined],
];

for (const [question, answer] of TABLE) test(question, () => assert.equal(answerOf(question), answer));
