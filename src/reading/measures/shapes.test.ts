/** Shapes and speeds in many wordings, each with its answer or the reason to decline. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';

const CASES: readonly (readonly [string, string])[] = [
  ['A square mat covers 81 square feet. How many feet long is one side?', '9'],
  ['box 50 by 40 by 20 cm, whats the volume in cubic cm', '40000'],
  ['The perimeter of a square is 28 cm. Find its area in square centimetres.', '49'],
  ['Triangle. Base 8, height 11. Area?', '44'],
  ['the area of a rectangular pitch is 300 and its length is 25. how wide is it?', '12'],
  ['rectangle with perimeter 34 and length 9, what is the width', '8'],
  ['a floor is 9 m by 7 m, less a 2 m by 3 m core. how many square metres', '57'],
  ['my floor is 6 m by 4 m. how many tiles of 2 m by 1 m do i need', '12'],
  ['volume of a cube with side 4', '64'],
  ['my room is 4.5 m long. how many square metres of floor', 'missing'],
  ['A rectangle has sides 4 and 5 and an area of 30. What is its perimeter?', 'contradiction'],
  ['54 km/h in m/s', '15'],
  ['45 km in 30 minutes, what is that in km/h', '90'],
  ['i walk 6 km per hour. how far do i get in two and a half hours', '15'],
  ['30 km at 60 km/h, how many minutes', '30'],
  ['a van drove at 50 km/h for two hours and then at 80 km/h for one hour. total distance?', '180'],
  [
    'Two trains start 240 km apart and head towards each other at 70 km/h and 50 km/h. After how many hours do they meet?',
    '2',
  ],
  ['drove 3 hours this morning. how many km', 'missing'],
  ['they covered 30 metres in 0 seconds. what was the speed?', 'no-solution'],
];

test('shapes and speeds are read by the roles of their words', () => {
  for (const [question, answer] of CASES) {
    const found = understand(question);
    const says = found.type === 'answered' ? found.solution.answer : found.type === 'declined' ? found.why : found.type;
    assert.equal(says, answer, question);
  }
});
