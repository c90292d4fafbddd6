/** Two ages by one relation today and their sum at another time, and what tells too little. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';

const CASES: readonly (readonly [question: string, answer: string | undefined])[] = [
  ['Lea is twice as old as Max. In 5 years their ages add up to 40. How old is Lea now?', '20'],
  ['Lea is 3 times as old as Max. In 5 years the sum of their ages will be 50. How old is Max?', '10'],
  ['In 4 years Tom and Ann will be 38 together. Tom is twice as old as Ann. How old is Ann now?', '10'],
  ['Tom is 4 years older than Ann. In 3 years their ages sum to 30. How old is Tom?', '14'],
  ['Tom is 4 years younger than Ann. 3 years ago they were 30 together. How old is Tom?', '16'],
  ['Ida is half as old as Ben. In 6 years their ages total 42. How old is Ben today?', '20'],
  ['Lea is twice as old as Max. In 5 years their ages add up to 40. How old is Kim now?', undefined],
  ['Lea is twice as old as Max. In 5 years Lea and Kim will be 40 together. How old is Lea now?', undefined],
];

test('ages whose sum is told for another time', () => {
  const wrong = CASES.flatMap(([question, want]) => {
    const found = understand(question);
    const says = found.type === 'answered' ? found.solution.answer : undefined;
    return says === want ? [] : [`${question}: ${says}, not ${want}`];
  });
  assert.deepEqual(wrong, []);
});
