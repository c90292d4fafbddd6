/** What is paid where some of a number are free, and where something else is bought or too little told. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';

const CASES: readonly (readonly [question: string, answer: string | undefined])[] = [
  ['3 for 2 offer: hats are 12 each, I take 3. What do I pay?', '24'],
  ['3 for 2 on mugs. They cost 5 each. How much for 6?', '20'],
  ['Buy 2 get 1 free. Socks cost 4 euros each. How much do I pay for 7 socks?', '20'],
  ['Hats are £12 each, 3 for 2, and I buy 4. How much is that?', '36'],
  ['mugs cost 4.50 each. 4 for the price of 3. how much for 4 mugs?', '13.5'],
  ['3 for 2 offer: hats are 12 each. What do I pay?', undefined],
  ['3 for 2 on mugs. Hats cost 5 each. How much for 3?', undefined],
  ['3 for 2 offer: hats are 12 each, I take 3 and a mug for 4. What do I pay?', undefined],
];

test('what is paid where some are free', () => {
  const wrong = CASES.flatMap(([question, want]) => {
    const found = understand(question);
    const says = found.type === 'answered' ? found.solution.answer : undefined;
    return says === want ? [] : [`${question}: ${says}, not ${want}`];
  });
  assert.deepEqual(wrong, []);
});
