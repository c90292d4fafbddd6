/** Several at one job: each with the time that they take together, and what is left alone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';

const CASES: readonly (readonly [question: string, answer: string | undefined])[] = [
  ['One hose fills a pond in 12 hours, another in 6 hours. How long together?', '4'],
  ['a pump empties a cellar in 20 min, another in 30 min. both together?', '12'],
  ['Maya weeds a bed in 3 hours, Noor in 6. How long do they take together?', '2'],
  ['Two gardeners mow a lawn in 4 and 12 hours. How long together?', '3'],
  ['Ola can tile the bathroom in 10 days and Per can tile it in 15 days. How many days do they need together?', '6'],
  ['It takes one machine 4 hours to print a book, another 12 hours. How long with both machines together?', '3'],
  ['Ana takes 2 hours to clean the flat, Ben takes 3 hours. Working together, how long do they take?', '1.2'],
  ['One robot packs a box in 30 minutes, another in 1 hour. How many minutes together?', '20'],
  ['Tom digs a hole in 6 hours, Tim in 3 hours, and Jo in 2 hours. How long if all three work together?', '1'],
  ['One pipe fills a pool in 6 hours, another empties it in 9 hours. How long together?', undefined],
  ['Maya weeds a bed in 3 hours, Noor in 6. How long together for two beds?', undefined],
  ['Maya weeds a bed in 3 hours, Noor a field in 6. How long together?', undefined],
  ['A baker bakes a cake in 3 hours, his son in 6 hours. How long together?', undefined],
  ['Two gardeners mow a lawn in 4 and 12 hours', undefined],
  [
    'If one tap fills a bath in 12 minutes and another fills it in 6 minutes, how long do both taps take together?',
    '4',
  ],
];

test('times of one job are joined by their rates and never added', () => {
  const wrong = CASES.flatMap(([question, want]) => {
    const found = understand(question);
    const says = found.type === 'answered' ? found.solution.answer : undefined;
    return says === want ? [] : [`${question}: ${says}, not ${want}`];
  });
  assert.deepEqual(wrong, []);
});
