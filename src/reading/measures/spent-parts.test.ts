/** Amounts of which parts are told one after the other. `-`: this reader gives none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { solve } from '../../problem/solve/solve.ts';
import { readText } from '../text/text.ts';
import { readSpentParts } from './spent-parts.ts';

const TABLE: readonly (readonly [string, string])[] = [
  ['had 90 euros. spent 1/3 of it on food and 1/2 of the rest on a book. what is left?', '30'],
  ['had 70 euros. spent 1/5 of it on food and 2/7 of the 70 on a book. what is left?', '36'],
  ['A third of our 48 staff cycle to work, and half of those cyclists sing. How many sing?', '8'],
  ['tank 3/4 full = 180 L. litres when 1/3 full?', '80'],
  ['The tank is 2/5 full, it holds 80 litres. How many litres when it is full?', '200'],
  ['Recipe asks 3/4 cup milk and I make the double. How many cups?', '1.5'],
  ['I have 2/3 metre of ribbon and cut it into 4 equal pieces. How long is one piece?', '1/6'],
  ['had 90 euros. spent 1/3 of it on food and 1/2 on a book. what is left?', '-'],
  ['had 90 euros. spent 1/3 of it on food and 1/2 of the rest on a book. what did the book cost?', '-'],
  ['A half of our 60 pupils swim, and a third of those girls dive. How many do not dive?', '-'],
  ['tank 3/4 full = 180 L. how many litres to fill it?', '-'],
];

test('parts told one after the other', () => {
  const wrong = TABLE.flatMap(([question, want]) => {
    const found = readSpentParts(readText(question).low);
    const solution = found?.type === 'problem' ? solve(found.problem) : undefined;
    const got = solution?.type === 'answer' ? solution.answer : '-';
    return got === want ? [] : [`${question} => ${got}, not ${want}`];
  });
  assert.deepEqual(wrong, []);
});
