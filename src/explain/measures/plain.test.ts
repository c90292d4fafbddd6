/** Plain questions of modes, ranges, ratios and scales are explained; a part that is not the one asked for is not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explain } from '../explain.ts';

test('modes, ranges, shares and scales are explained', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['Find the mode of 4, 7, 7, 2', '7'],
    ['State the range of the recorded temperatures: 17, 23, 11.', '12'],
    ['90 shared 2:3, smaller share', '36'],
    ['Ann and Ben share 50 euros in the ratio 2:3. How much does Ann get?', '20'],
    ['Ann and Ben share 50 euros in the ratio 2:3. How much does Cleo get?', undefined],
    ['Ann and Ben share 50 euros in the ratio 2:3. How much more does Ben get?', undefined],
    ['The ratio of boys to girls is 3:4. There are 12 boys. How many girls are there?', '16'],
    ['The ratio of boys to girls is 3:4. There are 12 boys. How many boys are there?', undefined],
    ['Divide 50 in the ratio 1:1, the larger share', undefined],
  ];
  for (const [question, answer] of cases) assert.equal(explain(question)?.solution.answer, answer, question);
});
