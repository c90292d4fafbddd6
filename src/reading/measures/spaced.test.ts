/** Posts and trees along a line: with both ends, and where these are not told. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';

const CASES: readonly (readonly [question: string, answer: string | undefined])[] = [
  ['fence 30 m, posts every 3 m, how many posts?', '11'],
  ['A fence is 24 m long. There is a post every 2 m. How many posts are there?', '13'],
  ['poles 5 m apart along a 40 m fence, how many poles?', '9'],
  ['lamps every 10 m along a street of 200 m, both ends. How many lamps?', '21'],
  ['A tree every 50 cm along a path of 3 m, one at each end. How many trees?', '7'],
  ['trees are planted every 5 m along a 100 m road. how many trees?', undefined],
  ['a 30 m hedge with a bush every 3 m. how many bushes?', undefined],
  ['a fence of 20 m with a post every 3 m. how many posts?', undefined],
  ['A rectangle is -4 by 6, area?', undefined],
  ['perimeter of a rectangle -4 by 6', undefined],
  ['box 3 by -2 by 4, volume?', undefined],
  ['area of rectangle - 4 by 6', '24'],
];

test('what stands along a line has one more than there are gaps', () => {
  const wrong = CASES.flatMap(([question, want]) => {
    const found = understand(question);
    const says = found.type === 'answered' ? found.solution.answer : undefined;
    return says === want ? [] : [`${question}: ${says}, not ${want}`];
  });
  assert.deepEqual(wrong, []);
});
