/** Table test: unit cubes in a block, and alike rectangles that are put together. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { understand } from '../understand.ts';

const answer = (question: string): string | undefined => {
  const found = understand(question);
  return found.type === 'answered' ? found.solution.answer.replace(/^x = /, '') : undefined;
};

const TABLE: readonly (readonly [string, string | undefined])[] = [
  ['How many small cubes make a block 4 cubes long, 3 cubes wide and 2 cubes high?', '24'],
  ['A solid block is 3 cubes long, 2 wide and 2 high. How many cubes are in it?', '12'],
  ['How many cubes are in a big cube that is 3 cubes long, 3 cubes wide and 3 cubes tall?', '27'],
  ['how many bricks are in a stack 5 bricks long, 3 wide and 2 high', '30'],
  ['We put two mats side by side, each 2 m by 3 m. How many square metres is that in all?', '12'],
  ['Two square rugs of 2 m by 2 m lie edge to edge. What is the total area in square metres?', '8'],
  [
    'Three boards, each 2 m by 3 m, are put next to each other. What area do they cover altogether in square metres?',
    '18',
  ],
  ['Four square tiles of 1 m by 1 m laid together. How many square metres do they cover?', '4'],
  [
    'We push some tables together edge to edge, each one a square of 1 m by 1 m. How many square metres of tabletop do we get in all?',
    undefined,
  ],
  ['How many little cubes are in a hollow block that is 4 cubes long, 4 wide and 4 high?', undefined],
  ['How many dice are in a solid box-shaped pile 5 dice long, 4 dice wide and 3 dice high?', '60'],
  ['How many sugar cubes make a block 4 cubes long, 2 wide and 2 tall?', '16'],
  ['Two carpets lie side by side, each one 1 m by 3 m. How many square metres is that in total?', '6'],
  ['Four panels, each 3 m by 3 m, are placed next to each other. What is the total area in square metres?', '36'],
  ['Five square slabs of 1 m by 2 m are laid together. How many square metres do they cover?', '10'],
  ['How many dice are in a pile 5 dice long and 3 dice high?', undefined],
  ['Two carpets, each one 1 m by 3 m, overlap by 1 m. How many square metres do they cover together?', undefined],
  ['Two carpets lie side by side, each one 3 m long. How many square metres is that in total?', undefined],
];

for (const [question, want] of TABLE) test(question, () => assert.equal(answer(question), want));
