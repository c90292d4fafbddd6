/** The plainest questions about measures, each with its answer; one word more and they are left to other readers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { solve } from '../../problem/solve/solve.ts';
import { readText } from '../text/text.ts';
import { understand } from '../understand.ts';
import { readPlain } from './plain.ts';

const answer = (question: string): string => {
  const found = readPlain(readText(question));
  if (found?.type !== 'problem') return found?.type ?? 'nothing';
  const solution = solve(found.problem);
  return solution.type === 'answer' ? solution.answer : solution.why;
};

const CASES: readonly (readonly [string, string])[] = [
  ['a fifth as a percentage?', '20'],
  ['3/4 = ?%', '75'],
  ['percent of 6 in 24', '25'],
  ['tip 15% on 80', '12'],
  ['what comes off a 70 euro coat at 10% off', '7'],
  ['how many quarters are in 3', '12'],
  ['how many sixths make one half', '3'],
  ['are 4/6 and 2/3 the same', 'yes'],
  ['is 1/2 equal to 3/5', 'no'],
  ['2/5 = 8/?', '20'],
  ['double a quarter', '0.5'],
  ['I ate a third of the pie. How much is left?', '2/3'],
  ['coldest 9 degrees, warmest 21, so the range is', '12'],
  ['number halfway between 12 and 20', '16'],
  ['The mean of two numbers is 9. One of them is 7. What is the other?', '11'],
  ['is 3:6 the same ratio as 1:2?', 'yes'],
  ['1:4 = 3:?', '12'],
  ['ratio 2:5, first is 6, second?', '15'],
  ['the ratio is 3 to 1, the bigger is 12, what is the smaller', '4'],
  ['x : y = 2 : 7 and x is 6, so y = ?', '21'],
  ['Share 30 in the ratio 1:4.', '6, 24'],
  ['16:9 screen, height 27 cm, width in cm?', '48'],
  ['1 cup rice needs 2 cups water. 4 cups rice?', '8'],
  ['3 pens cost 2 euros. 12 pens?', '8'],
  ['mm in a metre', '1000'],
  ['7 m = ? cm', '700'],
  ['half an hour, how many minutes?', '30'],
  ['2 hours 10 min in minutes', '130'],
  ['3 dozen rolls is how many rolls?', '36'],
  ['how many dozen is 60 eggs', '5'],
  ['how many pairs is 14 shoes', '7'],
  ["what's longer, a mile or a kilometre", 'mile'],
  ['l=8, w=3, perimeter?', '22'],
  ['circle radius 4, diameter?', '8'],
  ['A square has an area of 64. Side?', '8'],
  ['a box is 4x6x2 inside. how many 2x2x2 cubes fit', '6'],
  ['speed 40, time 3 h, distance?', '120'],
  ['v = 6 m/s, t = 5 s, d = ?', '30'],
  ['which is faster, 20 km/h or 5 m/s?', '20 km/h'],
  ['my printer prints 5 pages a minute. 40 pages = how many minutes', '8'],
];

test('plain questions are read with all of their words', () => {
  for (const [question, want] of CASES) assert.equal(answer(question), want, question);
});

test('wholes, shares and further forms', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['my tablet was at 100% and now it is at 35%. how much did it use', '65'],
    ['we have painted 30 percent of the fence. what percent is left?', '70'],
    ['85 percent passed. how many percent failed', '15'],
    ['3 of 5 kicks went in. percent?', '60'],
    ['scored 6 and 12 in two games. average score?', '9'],
    ["A square's perimeter is 0.8 m. What is its area in cm²?", '400'],
    ['Rectangular yard, one side 4 m, fence all the way round it 20 m. Area in m²?', '24'],
    ['Tiles are 20 cm by 20 cm, floor is 1 m by 2 m. how many tiles', '50'],
    ['I am fencing a plot 10 m by 8 m, minus a gate of 2 m. How many metres of fence do I need?', '34'],
    ['We live 20 km apart and set off towards each other, both at 10 km/h. After how many minutes do we meet?', '60'],
    ['if it takes me 8 minutes to run 2 km, how long for 6 km', '24'],
    ['On a map 1 cm is 4 km. How far is 6 cm?', '24'],
    ['Counting 1024 KB to the MB, how many MB is 2048 KB?', '2'],
    ['Boys to girls is 2 : 5 and there are 30 in the class. How many boys?', 'no-solution'],
    ['divide 12 pens between us in the ratio -1 : 4', 'invalid-input'],
    ['Half the pie goes to Jo, a half to Bo, and a third to Al. What fraction is left?', 'contradiction'],
    ['A coat was 50, marked down by 130%. New price?', 'invalid-input'],
    ['How much is 3/4 of my wages?', 'missing'],
  ];
  const wrong = cases.flatMap(([question, want]) => {
    const found = understand(question);
    const says = found.type === 'answered' ? found.solution.answer : found.type === 'declined' ? found.why : found.type;
    return says === want ? [] : [`${question}: ${says}, not ${want}`];
  });
  assert.deepEqual(wrong, []);
});

test('a further word is left to other readers', () => {
  const others = [
    'half of my money as a percent',
    'how many quarters are in 3 dollars',
    'tip 15% on 80, what do we pay altogether in two parts',
    '7 m of rope in cm pieces',
    'ratio 2:5, first is 6, second gets 3 more?',
    '3 dozen rolls and 2 buns is how many rolls?',
    'circle radius 4, square side?',
    'speed 40, time 3 h, distance 50?',
    '2 hours 10 min and 5 hours in minutes',
    'which is faster, 20 km/h or 20 km/h?',
  ];
  for (const question of others) assert.equal(answer(question), 'nothing', question);
});
