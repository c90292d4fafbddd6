/** Table tests of the slips that are put right, and of the words that are never changed. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { spelled } from './spelling.ts';

test('slips in telling words are put right', () => {
  const cases = [
    ['simplfy 18/24', 'simplify 18/24'],
    ['Meidan of 1, 5, 9', 'Median of 1, 5, 9'],
    ['incraese 60 by 35%', 'increase 60 by 35%'],
    ['whats haf of 8', 'whats half of 8'],
    ['X in noraml digits', 'X in normal digits'],
    ['Tom is taller then Sam', 'Tom is taller than Sam'],
    [
      'path from house to park, the houes is next to the shop',
      'path from house to park, the house is next to the shop',
    ],
    ['take 3 form 8', 'take 3 from 8'],
    ['forrty-nine', 'forty-nine'],
    ['I sit for 40 minuts and multiplie', 'I sit for 40 minutes and multiply'],
  ] as const;
  for (const [typed, meant] of cases) assert.equal(spelled(typed), meant);
});

test('names, items, quoted words and words that exist are never changed', () => {
  const stays = [
    'Sort: mnay, plum, teh',
    'How many letters are in "wendesday"?',
    'How many letters are in the word wendesday?',
    'Marsha met Frida and Septober.',
    'What is the number of the month septober?',
    'the theatre is along the road against the arena',
    'sort 3, twelvety, 8',
    'a model of the metro, the present, the concert and the charge',
    'the factory of norman made a dose of radium, a meteor and a sundae for steven',
    'how may I help you, said the witch of the mill',
  ];
  for (const text of stays) assert.equal(spelled(text), text);
});
