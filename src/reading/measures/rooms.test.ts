/** Rectangles and boxes of which something is made; beside each kind, what asks for something else. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';

const CASES: readonly (readonly [string, string])[] = [
  ['wall 5 x 2.5 m, minus door 0.9 x 2 m, 2 coats of paint. total m2 to cover with both coats?', '21.4'],
  ['wall 5 x 2.5 m, door 0.9 x 2 m, area to paint', '10.7'],
  ['wall 5 x 2.5 m, 2 windows 1 x 1 m each, square metres left to paint', '10.5'],
  ['A lawn is 10 m by 8 m with a pond of 12 square metres. How many square metres of grass are there?', '68'],
  ['6x4 rectangle with a 2x2 square cut out, remaining area?', '20'],
  ['L shape room, its a 5x4 bit plus a 2x3 bit stuck on, metres. total area in m2', '26'],
  ['Room A is 5 m by 4 m, room B 3 m by 3 m, carpet costs £14 per square metre for both. Total in pounds?', '406'],
  ['A wall is 4 m by 3 m. Each tin covers 6 square metres and I do 2 coats. how many tins?', '4'],
  ['Table is 160 cm by 90 cm. Cloth must hang 20 cm over on every side. Area of the cloth in square cm?', '26000'],
  ['Floor 4.2 by 3.6 m, tiles 0.6 x 0.6 m. Number of tiles, no waste, no gaps', '42'],
  ['Patio slab 6 x 4 m, 10 cm thick. Concrete £95 per cubic metre. Cost in £?', '228'],
  ['box 10cm long 4cm wide 3cm high. whats half of its volume in cubic cm', '60'],
  ['a fish tank 60 cm long 30 cm wide 40 cm high is 3/4 full, litres of water?', '54'],
];
/** Each is another question than the one that it looks like. */
const NEAR: readonly string[] = [
  'wall 4 m by 2.5 m with a window of 2 m by 1 m. How many square metres is the window?',
  'wall 4 m by 2.5 m with a window of 2 m by 1 m. What is the perimeter of the window?',
  'wall 5 x 2.5 m, door 0.9 x 2 m, 2 coats, m2 per coat?',
  'room A 5 by 4 m, room B 3 by 3 m. how much larger is A in m2',
  '6x4 rectangle with a 2x2 square cut out, area of the square?',
  'patio 6 m x 4 m at £30 per square metre plus £50 delivery, total cost?',
  'patio 6 m x 4 m with 10% waste at £30 per square metre, total cost?',
  'A sheet 60 by 40 cm is cut into squares of 7 by 7 cm. How many squares?',
  'Tank 50 by 40 by 30 cm, half full. How many more litres to fill it?',
  'Table 160 by 90 cm. Cloth hangs over 20 cm on each side. Perimeter of the cloth?',
];

test('rooms, walls, floors and boxes are read with each of their numbers', () => {
  for (const [question, answer] of CASES) {
    const found = understand(question);
    assert.equal(found.type === 'answered' ? found.solution.answer : found.type, answer, question);
  }
});

test('what asks for something else of them is declined', () => {
  for (const question of NEAR) assert.notEqual(understand(question).type, 'answered', question);
});
