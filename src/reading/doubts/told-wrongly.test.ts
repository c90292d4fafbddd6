// Questions of own wording that exclude themselves, lack a figure or have none, and questions beside them that have an answer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readText } from '../text/text.ts';
import { firmDoubt } from './firm.ts';

const DECLINED: readonly (readonly [string, string])[] = [
  ['Half of the loaf went to Ann and three quarters of the same loaf to Bo. What fraction is left?', 'contradiction'],
  ['90 euros are split in the ratio 1 to 2 and the larger share is 50 euros. What is the smaller?', 'contradiction'],
  ['We were 4, everyone paid exactly 10, and it added up to exactly 50. What did Jo pay?', 'contradiction'],
  ['My number is 6 in decimal and the same number is 111 in binary. What is it in hex?', 'contradiction'],
  ['The bag is 3 kg, which is 2000 g, and I need ounces. How many?', 'contradiction'],
  [
    'Box a is longer than box b. Box b is longer than box c. Box c is longer than box a. Which is longest?',
    'contradiction',
  ],
  ['Need the sum: 17 + 40 + the amount Tom gave me.', 'missing'],
  ['I wrote down a word with seven letters. How often is there an a in it?', 'missing'],
  ['Two chairs and a table, chairs are 60 each. Total?', 'missing'],
  ['My rent went up to 640. By how many percent did it rise?', 'missing'],
  ['My nephew was born on 2 June. How old is he today?', 'missing'],
  ['The bill is 80 and we split it equally between all of us. What is my share?', 'missing'],
  ['Sort 8, 3, 5 ascending and tell me the fifth one', 'no-solution'],
  ['Which term of 3, 7, 11, 15 and so on is equal to 50?', 'no-solution'],
  [
    'Two sisters have 15 whole, uncut pears together and one has exactly 2 more than the other. How many has each?',
    'no-solution',
  ],
  ['My clock in 12 hour mode says 15:40 am. What is that?', 'invalid-input'],
  ['Compute the arithmetic mean of 3, 9, green and 6.', 'invalid-input'],
  ['Six mugs at 2.5.1 each, what is the total?', 'invalid-input'],
  ['Is 40 a fair price for an old bike?', 'other-mathematics'],
  ['How many 6-bit binary strings have exactly two ones in them?', 'other-mathematics'],
];

const ANSWERED: readonly string[] = [
  'Half of the loaf went to Ann and a quarter of the same loaf to Bo. What fraction is left?',
  '90 euros are split in the ratio 1 to 2 and the larger share is 60 euros. What is the smaller?',
  'We were 4, everyone paid exactly 10. What did we pay altogether?',
  'The bag is 3 kg, which is 3000 g. How many grams are two of them?',
  'Two chairs and a table, chairs are 60 each and the table is 200. Total?',
  'My rent went up from 600 to 640. By how many percent did it rise?',
  'Sort 8, 3, 5 ascending and tell me the second one',
  'Which term of 3, 7, 11, 15 and so on is equal to 51?',
  'Compute the arithmetic mean of 3, 9, 12 and 6.',
  'Two dollars from nan and three from grandad. How many dollars?',
  'Write 49 in Roman numerals. I think it is IL.',
  'The film took 90 minutes, which is 20 minutes longer than the other. How long was the other?',
  'We were 4. The bill was 60. My share was 20 and the others split the rest equally. What did each of them pay?',
  'I have not counted the blue ones, but there are 20 marbles in all and 12 are red. How many are blue?',
  'Sum of two numbers is 20, one is 12 and the other is smaller. What is the other?',
  'At this moment the clock shows 3:40. What time will it be in 2 hours?',
  'Ann is happier than Bo. Bo is happier than Cy. Who is the happiest?',
];

test('what excludes itself, lacks a figure or has none is declined with its reason', () => {
  for (const [question, why] of DECLINED) assert.equal(firmDoubt(readText(question))?.why, why, question);
});

test('what looks like it and has an answer is not declined', () => {
  for (const question of ANSWERED) assert.equal(firmDoubt(readText(question)), undefined, question);
});
