/** Which of two offers is cheaper by the piece. `-`: it is not read. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { solve } from '../../problem/solve/solve.ts';
import { readText } from '../text/text.ts';
import { cheaperOffer } from './offers.ts';

const TABLE: readonly (readonly [string, string])[] = [
  ['one bagel is 2 euros, a bag of three is 5 euros. which is cheaper per bagel, the single or the bag', 'the bag'],
  ['4 sponges for 2 euros, or 10 sponges for 4 euros: which offer is cheaper per sponge?', '10 sponges'],
  ['big roll 80 sheets 2.40, small roll 50 sheets 1.40. which is cheaper per sheet, big or small', 'small'],
  ['I can get oil at £12 for 2 litres or £25 for 5 litres. Which can is cheaper per litre?', '5 litres'],
  ['A box of 4 bulbs costs 10 euros and a box of 6 costs 16 euros. Which box is cheaper per bulb?', 'box of 4 bulbs'],
  ['A pack of 3 costs £2 and a pack of 5 costs £3. Which is cheaper per piece?', 'pack of 5'],
  ['3 bars for 4 euros or 5 bars for 6 euros, which is the better deal?', '5 bars'],
  ['small tub 200 g 1.20, large tub 500 g 2.50. which is cheaper per gram, small or large', 'large'],
  // Equal offers, another question, a price that is not told.
  ['3 bars for 4 euros or 6 bars for 8 euros, which is the better deal?', '-'],
  ['3 bars for 4 euros or 5 bars for 6 euros, which is dearer?', '-'],
  ['3 bars for 4 euros or 5 bars for 6 euros, how much cheaper is the second?', '-'],
  ['3 bars for 4 euros or 5 bars. Which is cheaper per bar?', '-'],
  ['3 bars for 4 euros or 5 bars for 6 euros plus delivery, which is cheaper?', '-'],
  ['3 bars for 80 cents or 5 bars for 2 euros, which is cheaper?', '-'],
];

test('the cheaper of two offers', () => {
  const wrong = TABLE.flatMap(([question, want]) => {
    const problem = cheaperOffer(readText(question).low);
    const solution = problem && solve(problem);
    const got = solution?.type === 'answer' ? solution.answer : '-';
    return got === want ? [] : [`${question} => ${got}, not ${want}`];
  });
  assert.deepEqual(wrong, []);
});
