/** Short stories in the words of several people. `-`: no answer is given. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';

const READ: readonly (readonly [question: string, answer: string])[] = [
  // Rates and what they are told for.
  ['4 nets, 6 lemons in each. lemons?', '24'],
  ['how much are 3 candles at 4 euros each', '12'],
  ['Every crate carries 25 kg. How much can six of these crates carry?', '150'],
  ['1 reel makes 6 kites. 3 reels?', '18'],
  ['20 points per coin. 5 coins?', '100'],
  ['The porters carry 2 trunks each trip and there are 62 trunks. Trips up the stairs?', '31'],
  ['24 guests, 6 per bench. how many benches', '4'],
  ['got 20 euros, rides are 6 each. how many can i buy', '3'],
  ['my parrot eats 2 nuts a day. how many in a week', '14'],
  ['rent is 500 a month. how much a year', '6000'],
  ['3 caps at 2.80 and a scarf at 1.95, total?', '10.35'],
  ['someone gave me four 2 dollar coins, how many dollars is that?', '8'],
  // Shares and prices of one.
  ['8 figs 4 cousins same each. how many does each cousin get', '2'],
  ['6 for £12 so how much for 1', '2'],
  ['pack of 8 costs 24, price for one', '3'],
  ['12 rolls for 3.60, price per roll', '0.3'],
  // What comes and goes.
  ['tram has 7 people on it 3 get off how many people are still on the tram', '4'],
  ['Seven geese on the lake, then four more waddle in from the reeds. How many are on the lake?', '11'],
  ['lost 3 of my 20 badges :( how many left', '17'],
  ['you have 10 hp, a wolf bites you for 4. hp left?', '6'],
  ['I have 90 coins and buy a shield for 60. coins left?', '30'],
  ['We had 3 trays of 12 buns, dropped 5. how many buns left?', '31'],
  // Wholes, payments and differences.
  ['class of 30, 12 boys. how many girls?', '18'],
  ['I have 2 grandsons and 3 granddaughters. How many grandchildren do I have?', '5'],
  ['costs 7.50 paid 10 change', '2.5'],
  ['Hello, I have £4 and the ferry is £9. How much am I short?', '5'],
  // One amount by another one.
  ['Mo is 6 years older than Ines. Mo is 11. How old is Ines?', '5'],
  ['I have 9 shells and Ina has 2 more than me. How many has Ina?', '11'],
  ['A shirt at 15 is 3 cheaper than a jumper. Jumper?', '18'],
];

const LEFT_ALONE: readonly string[] = [
  'tea is 3.20 plus a piece of pie, she gave me a tenner. change?',
  '60 tents were up by noon, 140 more came, then a storm flattened 35. How many are standing?',
  'There are 26 cows and 10 mules on a boat. How old is the captain?',
  'Jo read 62 pages and Al 12 fewer. How many pages is that for the two of them and Bo?',
  'Five men loaded vans from eight till noon. How many vans did they load?',
  'Three rooms, 12 chairs in one and 9 in the others. How many chairs?',
];

for (const [question, answer] of READ)
  test(`short story: ${question}`, () => {
    const found = understand(question);
    assert.equal(found.type === 'answered' ? found.solution.answer : found.type, answer);
  });

for (const question of LEFT_ALONE)
  test(`left alone: ${question}`, () => {
    assert.notEqual(understand(question).type, 'answered');
  });
