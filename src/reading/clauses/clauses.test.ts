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
  ['we bought 4 bags of apples w 6 in each, 5 were rotten. how many good ones', '19'],
  ['brought 2 boxes of pens with 10 in each box, lost 3. how many pens are left?', '17'],
  ['For one scarf I need 3 balls of wool. I have 20 balls. How many scarves can I knit?', '6'],
  ['5 benches in the park, 3 people sit on each bench. How many people?', '15'],
  ['my class has 30 kids and 4 r ill today how many r here', '26'],
  ['36 sweets shared equally between 4 kids so each kid gets how many sweets', '9'],
  ['Each chair needs 8 screws and each table needs 12. I make 6 chairs and 2 tables, how many screws do I need?', '72'],
  ['Lamp 12.50 euros. Need 6. Cost?', '75'],
  ['Unit price: 80 yen. Quantity: 12. Total in yen?', '960'],
  ['change from twenty dollars for thirteen forty', '6.6'],
  ['i gave the driver a ten and it was six twenty how much change do i get', '3.8'],
  [
    'I save 20 euros a week for a phone costing 300, and I already have 100 saved. How many weeks until I can buy it?',
    '10',
  ],
  [
    'A train starts empty. At stop 1, 20 people get on. At stop 2, 6 get off and 4 get on. How many passengers are on the train now?',
    '18',
  ],
  ['For 6 pancakes I use 150 g of flour. Grams for 16 pancakes?', '400'],
  ['2 eggs for 6 muffins. Eggs for 15 muffins?', '5'],
  ['4 equal boxes weigh 10 kg. What does one box weigh in kg?', '2.5'],
  ['ran 4 km mon, 6 km tue, 5 km sun. total km?', '15'],
  ['rent 900, 3 flatmates, equal shares, each pays?', '300'],
  ['2 pizzas 14 each, 3 beers 4 each, 4 people split evenly. per head?', '10'],
  [
    'Hotel: 60 euros per night for the room and 5 per person per night. We are 2 adults and stay 3 nights. Total?',
    '210',
  ],
  ['The battery lasts 10 hours per charge. I use 2.5 hours every day. For how many days is one charge enough?', '4'],
  ['team of 5, each of us drinks 2 bottles a day. a 40 pack lasts how many days', '4'],
  ['brought 2 boxes of pens with 10 in each box, lost 3. how many boxes are left?', '-'],
  ['my class has 30 kids and 4 r ill today how many r ill', '-'],
  ['Lamp 12.50 euros. Need 6, have 2. Cost?', '-'],
  ['I save 20 euros a week and I already have 100 saved. How many weeks until I can buy it?', '-'],
  ['ran 4 km mon, 6 km tue, 5 km sun. how many km on tue?', '-'],
  ['rent 900, 3 flatmates, 2 of them pay. each pays?', '-'],
  [
    'Each chair needs 8 screws and each table needs 12. I make 6 chairs and 2 tables, how many more screws for the chairs?',
    '-',
  ],
  ['2 tickets for 6 euros. Eggs for 15 muffins?', '-'],
  ['Paint comes in 5 litre tins. The hall needs 23 litres. How many tins do I buy?', '5'],
  ['Paint comes in 5 litre tins. The hall needs 23 litres. How many litres are left?', '-'],
  ['the bench has 8 places, 5 are taken. how many free places', '3'],
  ['I take 2 drops in the morning and 1 drop in the evening. How many drops in 10 days?', '30'],
  ['one roll in the morning and one at noon. how many rolls for 5 days', '10'],
  ['one kite is 3 euros. how many can i buy with 12 euros', '4'],
  ['a brush costs 2 euros. how many can I get for 9 euros?', '4'],
  ['A badge is 2 pounds. What would six of them come to, in pounds?', '12'],
  ['Sack of coal is 7 euro. I take 2 sack and give 20 euro. How much the woman give me back?', '6'],
  ['A mop costs 4 euros. I buy 2 mops and pay with a tenner. How much does the seller give me back?', '2'],
  ['I knit 6 rows a day. How many days do I need for a scarf of 90 rows?', '15'],
  ['We put 20 cents into the jar every day. How many euros are in it after 10 days?', '2'],
  ['for every red bead there are 4 blue ones. there are 5 red. how many blue', '20'],
  ['For every 3 boys in the choir there are 2 girls. There are 12 boys. How many girls are there?', '8'],
  ['I use 2 cups of water for every cup of rice. I have 3 cups of rice. How many cups of water do I need?', '6'],
  ['For every red bead there are 4 blue ones. I lost 5 red. How many blue?', '-'],
  ['For every pear there are 2 apples. There are 6 apples. How many pears and apples?', '-'],
  ['A badge is 1 pound and a pin 2 pounds. What would four of them cost?', '-'],
  ['one roll in the morning and two plums at night. how many plums for 7 days', '-'],
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
