/** Stories that are told clause by clause. `-`: this reader gives none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { solve } from '../../problem/solve/solve.ts';
import { readText } from '../text/text.ts';
import { readClauses } from './clauses.ts';

const TABLE: readonly (readonly [string, string])[] = [
  ['16 tables of 10 guests, every guest gets 3 cards, and I order 12 spares on top. Cards to order?', '492'],
  ['12 rows of 9 chairs, and 6 extra chairs. Chairs in total?', '114'],
  ['4 mugs at 3.50 each and 3 plates at 6 each, total?', '32'],
  ['4 mugs at $3.50 each and 3 plates at $6 each, change from $50?', '18'],
  ['Six apples at 40p each. I paid with a fiver. How much change do I get in pounds?', '2.6'],
  ['120 nappies, 8 used per day, days of supply?', '15'],
  ['The bag has 60 kg of feed. My hens eat 4 kg a day. How many days does it last?', '15'],
  ['gym 25 a month, total for 6 months?', '150'],
  ['rent 1500 shared equally by 3 flatmates, how much each?', '500'],
  ['dinner was 96 euro, we add a 4 euro tip, split evenly between 4 friends. Euro each?', '25'],
  ['callout 50 plus 20 an hour, bill came to 130, how many hours', '4'],
  ['30 pupils each need 2 notebooks, got 45 notebooks, how many more to buy', '15'],
  ['I had 20 euros, spent 7.50 and 4.25. How much is left?', '8.25'],
  ['I had 50 eggs, sold 20, broke 3, and got 12 more. How many eggs now?', '39'],
  ['6 eggs cost £1.80. Cost of 10 eggs at the same price?', '3'],
  ['14 nurses each work 3 shifts a week. how many shifts in 4 weeks?', '168'],
  ['5 workers, 8 hours a day, 15 euro an hour each. Cost per day?', '600'],
  ['A club has 4 courts with 6 lamps each, and every lamp has 2 bulbs. Total number of bulbs?', '48'],
  ['Stickers: 6 kids get 4 each, 5 are left over. Total at the start?', '29'],
  ['did 12 calls b4 lunch and 9 after. how many calls 2day', '21'],
  ['6 licences at 30 euro, 20 euro off the total. pay how many euro', '160'],
  ['12 pens for £9 or 5 pens for £4, price of one pen in the cheaper deal, in pounds', '0.75'],
  ['distance 180 kilometres speed 60 kilometres per hour tell time in hours', '3'],
  ['Petty cash had 100.00; paid out 34.60, 12.15 and 8.00. Remaining?', '45.25'],
  ['3 notebooks for 45 and 2 pens for 20, total?', '65'],
  ['12 pens for £9 or 5 pens for £4, how much more is one pen in the dearer deal', '-'],
  ['A tank has 200 litres, 5 litres come in every hour. Litres after 10 hours?', '-'],
  // What is asked is another thing, or a word of it has no place.
  ['John has 7 marbles, and he has 9 marbles. How many does he have?', '-'],
  ['Ann had 5 apples, Tom bought 3. How many does Ann have?', '-'],
  ['5 boxes of 12 pens, 7 boxes used. How many pens left?', '-'],
  ['84 tablets, 3 every other day. How many days?', '-'],
  ['3 notebooks at 45 each and 2 pens at 20 each, which costs more?', '-'],
  ['3 notebooks at 45 each and 2 pens at 20 each, how many items?', '-'],
  ['3 notebooks at 45 each and 2 pens at 20 each, how much more do the notebooks cost?', '-'],
  ['only 3 of the 18 tables of 8 guests came. How many guests?', '-'],
  ['18 tables of 8 guests, 2 favours each, half of them came. favours?', '-'],
  ['There were 30 people on the bus, 12 got off and 5 got on. How many got off?', '-'],
  ['10 bags at 2 each or 12 bags at 1.50 each, total?', '-'],
  ['Three quarters of 60 stems, it makes how many stems?', '-'],
  ['Add 1 to a number and you have 2. The number?', '-'],
];

test('stories told clause by clause', () => {
  const wrong = TABLE.flatMap(([question, want]) => {
    const found = readClauses(readText(question));
    const solution = found?.type === 'problem' ? solve(found.problem) : undefined;
    const got = solution?.type === 'answer' ? solution.answer : '-';
    return got === want ? [] : [`${question} => ${got}, not ${want}`];
  });
  assert.deepEqual(wrong, []);
});
