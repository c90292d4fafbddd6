/** Table test: parts of things by the state that they are in. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { understand } from '../understand.ts';

const answer = (question: string): string | undefined => {
  const found = understand(question);
  return found.type === 'answered' ? found.solution.answer.replace(/^x = /, '') : undefined;
};

const TABLE: readonly (readonly [string, string | undefined])[] = [
  ['I bought 60 eggs, 5 percent came broken. How many eggs are broken?', '3'],
  ['We have 200 chairs, 10 percent are red. How many chairs are red?', '20'],
  ['30 cups came, 20 percent are cracked. How many cups are cracked?', '6'],
  ['I buy 40 apple, 25 percent is bad. How many apple is bad?', '10'],
  ['They sent 120 bulbs, 10% arrive dead. How many bulbs are dead?', '12'],
  ['Of 80 plants 10 percent died. How many plants died?', '8'],
  ['I buy 100 tiles, 10 percent come broken. How many tiles are good?', '90'],
  ['I buy 100 tiles, 5 percent come broken. How many tiles are blue?', undefined],
  ['I buy some tiles, 5 percent come broken. How many tiles are broken?', undefined],
  ['We picked 40 pears, 10 percent were rotten. How many pears were rotten?', '4'],
  ['We picked 40 pears, 10 percent were rotten. How many pears were not rotten?', '36'],
  ['They send 80 cup, 10 percent is cracked. How many is cracked?', '8'],
  ['A box has 60 bulbs and 25% are dead. How many bulbs are dead?', '15'],
  ['A box has 60 bulbs and 25% are dead. How many bulbs are fine?', '45'],
  ['28 eggs, a quarter of them are brown. How many are brown?', '7'],
  ['There are 28 eggs. Three sevenths are brown. How many are brown?', '12'],
  ['There are 28 eggs. Three sevenths are brown. How many are not brown?', '16'],
  ['Of 24 shirts a quarter are white. How many shirts are white?', '6'],
  ['We picked 40 pears, 10 percent were rotten and 5 were stolen. How many pears were rotten?', undefined],
  ['We picked pears, 10 percent were rotten. How many pears were rotten?', undefined],
  ['A box has 60 bulbs and 25% are dead. How many bulbs are green?', undefined],
  ['A box has 60 bulbs and 25% are dead. How many candles are dead?', undefined],
];

for (const [question, want] of TABLE) test(question, () => assert.equal(answer(question), want));
