/** Puzzles whose last step is another one, forms of functions within sums, and what is no linear equation. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';

const answerTo = (question: string): string | undefined => {
  const found = understand(question);
  return found.type === 'answered' ? found.solution.answer : undefined;
};
const check = (rows: readonly (readonly [question: string, answer: string | undefined])[]): void => {
  for (const [question, answer] of rows) assert.equal(answerTo(question), answer, question);
};

test('what climbs and slips, what doubles, and numbers side by side', () => {
  check([
    ['A frog is in a 20 m deep well. It jumps up 5 m each day and slips back 1 m every night. When is it out?', '5'],
    [
      'A beetle climbs 4 feet per day and slides down 3 feet each night. On which day does it reach the top of a 12 foot pole?',
      '9',
    ],
    [
      'A worm crawls up a wall of 9 m. It climbs 3 m a day and falls back 1 m each night. How many days until it is at the top?',
      '4',
    ],
    ['Algae double every day. They cover the pond on day 30. On which day was the pond half covered?', '29'],
    [
      'A patch doubles in size every day. It takes 20 days to cover the whole pond. How long does it take to cover half of it?',
      '19',
    ],
    ['A mould doubles every hour. It fills the dish after 12 hours. When was a quarter of the dish full?', '10'],
    ['The sum of four consecutive integers is 50. What are the numbers?', '11, 12, 13, 14'],
    ['Sum of two consecutive odd numbers is 36. Which numbers are they?', '17, 19'],
    ['sum of three consecutive integers is 73', undefined],
    ['A frog climbs 2 m each day and slips 3 m each night. When is it out of a 10 m well?', undefined],
    ['A patch doubles every day. On which day was the pond half covered?', undefined],
  ]);
});

test('factorials, absolute values and logarithms that come out whole', () => {
  check([
    ['6! / 4!', '30'],
    ["what's 5! - 4!", '96'],
    ['3! * 2', '12'],
    ['|-8|', '8'],
    ['|-8| + 2', '10'],
    ['0b110 * 2', '12'],
    ['0xff + 1', '256'],
    ['log2 of 32', '5'],
    ['log base 3 of 81', '4'],
    ['log10(1000)', '3'],
    ['what is 8 less 4!', '4'],
    ['log2 of 10', undefined],
    ['log of 100', undefined],
  ]);
});

test('places behind one who finished, and both others who lie', () => {
  check([
    ['Mia finished 4th, 6 people behind her. How many ran?', '10'],
    ['I came second and there were 5 runners behind me. How many took part?', '7'],
    ['Max says Leo lies. Leo says Eva lies. Eva says both lie. Who lies?', 'Max, Eva'],
    ['Max says Leo is lying. Leo says Eva is lying. Eva says that both of them are lying. Who tells the truth?', 'Leo'],
    ['Mia finished 4th. How many ran?', undefined],
  ]);
});

const REASONS: readonly (readonly [question: string, reason: RegExp])[] = [
  ['solve x^2 + 3x - 10 = 0', /quadratic/],
  ['y squared equals 81', /quadratic/],
  ['n^2 = 64, what is n?', /quadratic/],
  ['Two numbers add up to 9 and multiply to 20.', /quadratic/],
  ['two numbers with a product of 35 and a sum of 12', /quadratic/],
  ['what is the purpose of life?', /no computation/],
  ['A triangle has sides 2, 3 and 9. What is its perimeter?', /longer than/],
  ['triangle with sides 2, 3, 5', /as long as/],
];

test('what is not computed is declined by its name', () => {
  for (const [question, reason] of REASONS) {
    const found = understand(question);
    assert.equal(found.type, 'declined', question);
    if (found.type === 'declined') assert.match(found.reason, reason, question);
  }
});
