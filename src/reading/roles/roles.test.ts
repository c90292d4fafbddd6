/** Word problems by the roles of their words: what each kind comes to, and what must not be read. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';

/** Answers of stories in the voices of several people. */
const READ: readonly (readonly [question: string, answer: string])[] = [
  [
    'Maria has 24 stickers. She gives 7 to her brother and then buys 2 packs of 5 stickers. How many stickers now?',
    '27',
  ],
  ['had 3 boxes of 12 eggs n dropped 5 of the eggs. my wife used 4 for a cake. how many eggs r left', '27'],
  ['Our coaches seat 48 each. 310 pupils and 20 teachers are travelling. How many coaches do we need?', '7'],
  ['how many buses of 40 for 130 people', '4'],
  ['How many full boxes of 6 can I make from 40 eggs?', '6'],
  ['a bag has 10 red balls and 4 blue ones, I take out 3 red, how many red are left', '7'],
  ['apples cost €2.40 a kilo, what do 750 g cost', '1.8'],
  ['I earn 12.50 an hour, 8 hours a day, 5 days. How much is that?', '500'],
  ['got 48 coffee pods at work. theres 4 of us n we drink 2 each a day. how many days till empty', '6'],
  [
    'Maria has 3 boxes with 24 pencils in each. She shares them equally among 8 pupils. How many pencils does each get?',
    '9',
  ],
  [
    'I baked 48 scones. Five grandchildren ate 3 each and I gave a dozen to next door. How many are in the tin now?',
    '21',
  ],
  ['In the shop were 200 eggs. 14 got broken. The rest I put in cartons by 6. How many cartons I fill?', '31'],
  ['planted 6 rows of 14 leeks, slugs had 19 of them. leeks left?', '65'],
  ['7 on nights, each needs 2 pairs of gloves. A box holds 4 pairs. How many boxes do I have to open?', '4'],
  ['Had 60 metres of pipe. Used 14 on Monday and 5 Tuesday. How much have I got left?', '41'],
  ['2.5 dozen eggs minus 4', '26'],
  ['Tom is 4 years older than Lea. Together they are 30. How old is Lea?', '13'],
  ['Ben has 12 more stamps than Ali. Ali has 35. How many between the two of them?', '82'],
  ['mum is 3 times as old as me im 14, dad is 5 years older than mum. how old is dad', '47'],
  ['Ann and Ben have 48 cards together. Ann has three times as many as Ben. How many does Ben have?', '12'],
  ['leo scored 12 pts, his sis scored double that. how many pts did they get together??', '36'],
  ['I am 8, my brother is 3 years younger and my sister is twice as old as me. How old is my sister?', '16'],
  ['A pen costs 3 euros more than a pencil. Together they cost 5 euros. How much is the pencil?', '1'],
];

/** Each has something that no sum of its numbers takes. */
const LEFT_ALONE: readonly string[] = [
  'did 47 parcels before lunch and 58 after, how many go back to the depot',
  'had loads of eggs this morning, sold 7 boxes of 12, how many left',
  'rolling two dice whats the chance i get a total of 7',
  'in how many ways can i choose 6 numbers out of 49',
  'Ann has 12 pens. Ben gave some of them to Cara and lost 3. How many pens are left?',
  'Joan bought 20 cards and 6 were torn. Sam sold half as many as Joan. How many did they sell?',
];

for (const [question, answer] of READ)
  test(`by roles: ${question}`, () => {
    const found = understand(question);
    assert.equal(found.type === 'answered' ? found.solution.answer : found.type, answer);
  });

for (const question of LEFT_ALONE)
  test(`left alone: ${question}`, () => {
    assert.notEqual(understand(question).type, 'answered');
  });

/** Shares in steps, amounts that are told by an earlier one, and what nobody counted. */
const IN_STEPS: readonly (readonly [question: string, answer: string])[] = [
  ['50 birds in a tree, a fifth of them flew off, then 8 more came. how many birds now', '48'],
  ['A farmer has 60 goats. He sells a quarter of them and afterwards buys 15 more. How many has he now?', '60'],
  ['Of 80 letters, a quarter were rejected, and of the remainder 30 were returned. How many letters are left?', '30'],
  ['We had 90 tins. Sold 20 in the morning and three times as many in the afternoon. How many left?', '10'],
  ['Mo baked 18 buns on Saturday and half as many on Sunday. How many buns did he bake?', '27'],
  [
    'I checked 14 files on Monday and twice as many on Tuesday. On Wednesday it was 6 fewer than on Monday. ' +
      'How many files in the three days?',
    '50',
  ],
  [
    'They sold 850 tickets on Friday, 1,200 on Saturday and 150 more on Sunday than on Friday. ' +
      'What is the total for the three days?',
    '3050',
  ],
  ['The jar had 60 euros in it. I took a third, Sam took 14 and Noor got whatever was left. What did Noor get?', '26'],
  [
    'A baker made 60 rolls. He sold half of them in the morning and a third of the rest in the afternoon. ' +
      'How many are left?',
    '20',
  ],
];

for (const [question, answer] of IN_STEPS)
  test(`in steps: ${question}`, () => {
    const found = understand(question);
    assert.equal(found.type === 'answered' ? found.solution.answer : found.type, answer);
  });
