/** Each cue against a story's reading has a story that it stops, and stories that are read rightly raise none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { misfits } from '../doubts/asked-kind.ts';
import { doubtOf } from './doubts.ts';
import { understand } from '../understand.ts';

const DOUBTED: readonly [cue: string, story: string, expression: string, answer: string][] = [
  ['a count that is negative', 'ann had 3 pears and ate 5. how many pears are left?', '3-5', '-2'],
  ['a count that is no whole number', 'i have 3 boxes of 12 eggs and 5 broke. how many good ones', '(3+5)/12', '2/3'],
  ['a doubling or halving that is not done', 'ann has 4 pears and bob twice as many. how many has bob?', '4', '4'],
  ['a fraction that is not taken', 'ann had 12 pears and ate a third of them. how many are left?', '12-1', '11'],
  ['times as many, not multiplied', 'ann has 4 pears. bob has 3 times as many. how many in total?', '4*3', '12'],
  ['a comparison and a total of both', 'ann has 4 pears. bob has 2 more than ann. how many in total?', '4+2', '6'],
  [
    'a rate by one period and a span in another',
    'ann eats 2 pears every day. how many does she eat in 3 weeks?',
    '2*3',
    '6',
  ],
  ['a measure that is not converted', 'one part lasts 90 minutes. how many hours do 2 parts last?', '90*2', '180'],
  [
    'shared among somebody and others',
    'ann split 20 pears between herself and 4 friends. how many has each?',
    '20/4',
    '5',
  ],
  ['parts of things that everybody knows', 'there are 2 dogs and 3 cats. how many legs are there?', '2+3', '5'],
  ['a gift, a tax or a discount', 'a pen is 8 dollars with a coupon of 2. how much are 3 pens?', '8*3', '24'],
  ['ages at another time', 'bob is 10 years older than ann. ann turned 4 today. how old is bob?', '10-4', '6'],
  [
    'money, spans and things added to each other',
    'ann had $20 and bought 3 pears at $2. how much is left?',
    '2*(20-3)',
    '34',
  ],
  ['two measures of one kind', 'a rope is 3 meters and a string 40 cm long. how long are both?', '3*40', '120'],
];

for (const [cue, story, expression, answer] of DOUBTED)
  test(`doubted: ${cue}`, () => assert.equal(doubtOf(story, expression, answer), cue));

const KEPT: readonly [story: string, expression: string, answer: string][] = [
  ['ann had 14 pears and gave 5 to her brother. how many does she have left?', '14-5', '9'],
  ['ann has 4 pears. bob has 3 times as many. how many does bob have?', '4*3', '12'],
  ['there are 3 boxes with 8 pens in each box. how many pens are there?', '3*8', '24'],
  ['a ribbon is 3 m long and is cut into 4 equal parts. how many meters long is each part?', '3/4', '0.75'],
];

test('a story read rightly raises no doubt', () => {
  for (const [story, expression, answer] of KEPT) assert.equal(doubtOf(story, expression, answer), undefined, story);
});

test('a name is no answer to how many, nor a time', () => {
  const order = { type: 'order', names: ['half', '10'], clues: [], ask: { type: 'place', place: 1 } } as const;
  assert.ok(misfits({ ...order, names: [...order.names], clues: [] }, 'what is the total number of legs?', true));
  assert.ok(misfits({ type: 'clock', at: '7:00', plus: 60 }, 'at 7 am there were 60 guests. how many are left?', true));
  assert.ok(!misfits({ type: 'clock', at: '7:00', plus: 60 }, 'what time is it an hour after 7 am?', true));
});

const TIMES: readonly [question: string, answer: string | undefined][] = [
  ["It's 8 pm in Berlin. New York is 6 hours behind. What time is it there?", '14:00'],
  ['A play has two acts of 55 minutes with a 20 minute interval. It starts at 7:30 pm. When does it end?', '21:40'],
  ['The meeting is at 10:30. I need 20 minutes to dress and 35 minutes on the bus. When must I start?', '09:35'],
  ['I set off at 7:50 am, drove 3 hours, then drove another hour and a half. What time did I arrive?', '12:20'],
  ['If I have 3 appointments of 25 minutes starting at 9 am, when am I done?', '10:15'],
  ['Each lesson is 45 minutes and breaks are 10 minutes. School starts at 8:15. When does the third begin?', undefined],
  ['The roast takes 20 minutes per pound. It weighs 6 pounds and we eat at 6 pm. When must it go in?', undefined],
  ['I began at 5:40 and it took twice as long as the 30 minutes in the recipe. When was I done?', undefined],
];

test('clock times are moved by every duration that is told, or not answered', () => {
  for (const [question, answer] of TIMES) {
    const found = understand(question);
    assert.equal(found.type === 'answered' ? found.solution.answer : undefined, answer, question);
  }
});

test('broken eggs are no share', () => {
  const found = understand('I have 3 boxes of 12 eggs and 5 broke. how many good ones');
  assert.equal(found.type === 'answered' ? found.solution.answer : undefined, '31');
});
