/** Days until something is done, and what is not counted so. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';

const CASES: readonly (readonly [question: string, answer: string | undefined])[] = [
  ['I read 20 pages a day. How many days for a 330 page book?', '17'],
  ['Ines writes 8 cards a day, how many days for 100 cards?', '13'],
  ['I save 30 euros a week. How many weeks for 200 euros?', '7'],
  ['I read 20 pages a day. How many days for a 300 page book?', '15'],
  ['He uses 20 eggs a day. How many days will 330 eggs last?', '16.5'],
  ['Lea cycles 4 km in one hour. Rita cycles 10 km in two hours. Who is faster on average?', undefined],
];

test('days in which something is done are counted up to the last', () => {
  const wrong = CASES.flatMap(([question, want]) => {
    const found = understand(question);
    const says = found.type === 'answered' ? found.solution.answer : undefined;
    return says === want ? [] : [`${question}: ${says}, not ${want}`];
  });
  assert.deepEqual(wrong, []);
});
