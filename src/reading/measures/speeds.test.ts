/** Speeds and other rates in many words: each scenario with its answer, and what has none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';

const ANSWERED: readonly (readonly [question: string, answer: string])[] = [
  ['The tram does 18 km in the hour. For 45 km, how many hours?', '2.5'],
  ['A pump moves 40 litres a minute. How many minutes for a pool of 6000 litres?', '150'],
  ['An ant crawls 4 cm each second. The path is 220 cm long. How many seconds?', '55'],
  ['A tap loses 3 ml every 4 seconds. How many litres is that in an hour?', '2.7'],
  ['I run a kilometre every 5 minutes and 15 seconds. How many minutes for 8 km?', '42'],
  ['45 nautical miles in 6 h. Knots?', '7.5'],
  ['pace per km if I jog 6 km in 36 minutes', '6'],
  ["I ran 8k in 40 minutes. what's my pace per km", '5'],
  ['4 miles in 36 minutes, pace per mile?', '9'],
  ['5 km in half an hour, pace for each km?', '6'],
  [
    'Two cyclists start at one spot and ride in opposite directions, one at 14 and one at 16 km an hour. How many km apart are they after 90 minutes?',
    '45',
  ],
  [
    'Two hikers 21 km apart walk towards each other, one at 4 km/h, the other at 3 km/h. After how many hours do they meet?',
    '3',
  ],
  [
    'We are 60 km apart and ride towards each other, she at 18 km/h and I at 22. If both set off at 9:00, at what time do we meet?',
    '10:30',
  ],
  [
    'A van leaves at 7:00 at 50 km/h. A car leaves at 8:00 on the same road at 75 km/h. At what time does the car catch the van?',
    '10:00',
  ],
  ['Car A does 70 km/h, car B 85 km/h, same start, same direction. Gap in km after 2 h?', '30'],
  ['A boat makes 12 km/h in still water and the current runs at 4 km/h. How many hours upstream for 32 km?', '4'],
  [
    'Paddling in still water 6 km/h, current 2 km/h. I go 16 km downstream and paddle back. How many hours in all?',
    '6',
  ],
  ['Up the hill it is 4 km at 2 km/h, down again the same way at 4 km/h. Average speed for both ways in km/h?', '8/3'],
  ['A train 150 m long at 25 m/s must fully cross a bridge of 350 m. How many seconds?', '20'],
  [
    'The line is 120 km long. Trains now average 80 km/h, the new ones will average 96 km/h. How many minutes does that save?',
    '15',
  ],
  [
    'Of a 300 km trip we have done 100 km in the first 2 hours. At what speed in km/h must the rest be driven so that all of it takes 4 hours?',
    '100',
  ],
  ['Setting off at 8:10, 20 km of road, averaging 40 km/h: at what time do I arrive?', '08:40'],
  [
    'we left at nine ten in the morning and got in at ten forty and did 120 km, what was the average in km per hour',
    '80',
  ],
];

const DECLINED: readonly (readonly [question: string, why: string])[] = [
  [
    'I jog at 8 km/h and my dog runs at 11 km/h, same direction, and the dog starts 2 km in front of me. After how many minutes do I catch the dog?',
    'no-solution',
  ],
  [
    'I cycled there at 10 km/h. How fast must I come back the same way so that my average for both ways is 20 km/h?',
    'no-solution',
  ],
  [
    'The current is 5 km/h against us and our boat does 4 km/h in still water. How many hours for 3 km upstream?',
    'no-solution',
  ],
  ['A bus does a steady 70 km/h to the next town. How many minutes till it is there?', 'missing'],
];

test('each scenario of motion has its answer', () => {
  for (const [question, answer] of ANSWERED) {
    const found = understand(question);
    assert.equal(found.type === 'answered' ? found.solution.answer : found.type, answer, question);
  }
});

test('what cannot be is declined with its reason', () => {
  for (const [question, why] of DECLINED) {
    const found = understand(question);
    assert.equal(found.type === 'declined' ? found.why : found.type, why, question);
  }
});
