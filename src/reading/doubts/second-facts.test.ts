/** Two things of which one fact is told, and places behind the last one of a row. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';

const TABLE: readonly (readonly [question: string, why: string | undefined])[] = [
  ['I have pens and rulers, 30 things altogether. How many pens?', 'missing'],
  ['Two bells rang together just now. One rings every 8 minutes. When do they ring together again?', 'missing'],
  ['They arrived in the order Ann, Bob, Cy, and nobody else came. Who was fifth?', 'no-solution'],
  ['Name two numbers whose greatest common divisor is 5.', undefined],
  // The second fact is told; it is no denial.
  ['I have pens and rulers, 30 things altogether, and twice as many pens as rulers. How many pens?', undefined],
  [
    'Two bells rang together just now. One rings every 8 minutes and the other every 12. When together again?',
    undefined,
  ],
  ['If the shop is open I buy milk. The shop is not open. Do I buy milk?', undefined],
];

test('second facts', () => {
  for (const [question, why] of TABLE) {
    const found = understand(question);
    const got = found.type === 'declined' ? found.why : undefined;
    if (why === undefined) assert.notEqual(got, 'contradiction', question);
    else assert.equal(got, why, question);
  }
});
