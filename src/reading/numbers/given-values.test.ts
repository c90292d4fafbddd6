/** Expressions in names whose values are told: what each comes to, and what is no such question. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { understand } from '../understand.ts';

const ANSWERS: readonly (readonly [question: string, answer: string])[] = [
  ['If x = 7, what is 3x - 2?', '19'],
  ['x=4, 5x+1=?', '21'],
  ['f(x) = 3x + 1, f(2)?', '7'],
  ['g(t) = t^2 - 1. What is g(5)?', '24'],
  ['a = 6, b = 7. a * b?', '42'],
  ['a=9; b=4; print(a-b)', '5'],
  ['let p = 2 and q = 5, find p^2 + q^2', '29'],
  ['d = v*t; v=6 m/s, t=3 s; d?', '18'],
  ['Density = mass / volume. Mass 30, volume 6. Density?', '5'],
  ['perimeter = lambda a, b: 2*(a+b); perimeter(3, 4)', '14'],
  ['def twice(n): return n*2 ; twice(8)', '16'],
  ['whats 4k - m when k is 3 and m is 5', '7'],
  ['if x is -3 whats x squared', '9'],
  ['evaluate xy + 1 for x = 2, y = 6', '13'],
  ['if y = 2x + 1 and x = 4, what is y', '9'],
  ['what is 1/x if x = 1/4', '4'],
  ['width=12; parts=4; print(width // parts)', '3'],
  ['let n be 5; n plus 2?', '7'],
  ['If 2x = 10 what is x + 3?', '8'],
  ['5k - 1 = 14, find 2k', '6'],
];

const NONE: readonly string[] = [
  // Two values for one letter, a value that is not needed, a letter without one, a floor that leaves something.
  'x = 3, x = 4, x + 1?',
  'a = 1, b = 2, c = 3. a + b?',
  'If x = 5, what is x + y?',
  'if x = 5 what is y',
  '2x + 3 = 9, find y',
  'width=13; parts=4; print(width // parts)',
];

for (const [question, answer] of ANSWERS)
  test(question, () => {
    const found = understand(question);
    assert.equal(found.type === 'answered' ? found.solution.answer.replace(/^[a-z] = /, '') : found.type, answer);
  });

test('what leaves a part over is not answered', () => {
  assert.deepEqual(
    NONE.filter((question) => understand(question).type === 'answered'),
    [],
  );
});
