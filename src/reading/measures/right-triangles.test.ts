/** The hypotenuse and the legs: with their exact length, and what has none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';

const CASES: readonly (readonly [question: string, answer: string | undefined])[] = [
  ['right triangle with legs 8 and 15, hypotenuse?', '17'],
  ['What is the hypotenuse of a right triangle with sides 6 and 8?', '10'],
  ['A right triangle has legs of 9 cm and 12 cm. How long is its hypotenuse?', '15'],
  ['the two short sides of a right triangle are 3 and 4. how long is the longest side?', '5'],
  ['right angled triangle, hypotenuse 13, one leg 5. other leg?', '12'],
  ['legs 1.5 and 2, hypotenuse?', '2.5'],
  ['A right triangle has a hypotenuse of 10 and one leg of 6. How long is the other leg?', '8'],
  ['hypotenuse of a right triangle with legs 2 and 3', undefined],
  ['right triangle, hypotenuse 5, leg 6, other leg?', undefined],
  ['legs 3 and 4, hypotenuse plus 2?', undefined],
  ['legs 3 cm and 4 m, hypotenuse?', undefined],
];

test('the third side of a right-angled triangle', () => {
  const wrong = CASES.flatMap(([question, want]) => {
    const found = understand(question);
    const says = found.type === 'answered' ? found.solution.answer : undefined;
    return says === want ? [] : [`${question}: ${says}, not ${want}`];
  });
  assert.deepEqual(wrong, []);
});
