/** Table tests by kind: own wordings of what the readers by role understand, and what they must not. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { understand } from './understand.ts';

const told = (question: string): string => {
  const found = understand(question);
  if (found.type === 'answered') return found.solution.answer;
  return found.type === 'declined' ? found.why : found.type;
};

const TABLES: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'an average and its sum': [
    ['The mean age of 4 people is 35. What is the sum of their ages?', '140'],
    ['the average of 6 numbers is 12. what do they add up to?', '72'],
    ['the total of 4 numbers is 20, what is the average', '5'],
    ['The mean of 4 ages is 35. A fifth person joins. What is the sum?', 'unknown'],
    ['a crate is 80 x 50 x 40 cm, how many litres does it hold', '160'],
    ["what's my change from 20 if I spend 13.45", '6.55'],
  ],
  'a side that is asked back': [
    ['The perimeter of my square patio is 44 m. How long is each side?', '11'],
    ['what side must a square have for a perimeter of 12', '3'],
    ['Find the perimeter of a square whose side is 7.', '28'],
    ['A square has an area of 49. What is the length of one side?', '7'],
    ['The circumference of a circle is 31.4, what is its radius?', 'unknown'],
  ],
  maps: [
    [
      'The lobby opens onto the bar and the gym; the gym leads to the pool. How do I get from the bar to the pool?',
      'bar - lobby - gym - pool',
    ],
    ['Lines: K-L, L-M, M-N, K-N. Fewest lines from K to M?', '2'],
    ['Paul knows Rita, Rita knows Sven. Shortest chain from Paul to Sven?', 'Paul - Rita - Sven'],
    [
      'There is a tunnel from the mill to the mine and one from the mine to the cave. Can I walk from the mill to the cave?',
      'Yes',
    ],
    [
      'There is a tunnel from the mill to the mine and one from the cave to the sea. Can I walk from the mill to the sea?',
      'No',
    ],
    ['Boats run between:\n- Aro and Bel\n- Bel and Cor\nFewest trips from Aro to Cor?', '2'],
    [
      'The tram stops at Ost, West, Nord in this order. Another goes from Nord to Berg. Which stations do I pass from Ost to Berg?',
      'Ost - West - Nord - Berg',
    ],
  ],
  formulas: [
    ['whats 15 % of 80', '12'],
    ['The lamp was 40 euros and has a 25 percent discount. What do I pay?', '30'],
    ['I scored 18 out of 24. What percentage is that?', '75'],
    ['a bill of 50 plus a 10% tip, how much in total', '55'],
    ['average of 3, 5 and 10 please', '6'],
    ['two fifths of 30', '12'],
    ['half of a quarter of 80', '10'],
    ['How much fence goes around a garden of 5 m by 8 m?', '26'],
    ['triangle with base 6 and height 5, area?', '15'],
    ['we drove 90 km in 1 hour 30 minutes, what was our speed', '60'],
    ['how far do you get at 12 km/h in 20 minutes', '4'],
    ['tea is 2.20 and I pay with a fiver, change?', '2.8'],
    ['Share 35 in the ratio 3:4. What is the smaller share?', '15'],
    ['simplify 12:20', '3:5'],
    ['4 eggs for every 6 pancakes. With 9 pancakes how many eggs?', '6'],
  ],
  units: [
    ['2.5 km in metres', '2500'],
    ['how many minutes are 3 and a half hours', '210'],
    ['1 min and 15 sec is how many seconds', '75'],
    ['three quarters of a litre in ml', '750'],
    ['convert 4 kg to metres', 'invalid-input'],
  ],
  calendar: [
    ['was 1900 a leap year?', 'No'],
    ['first leap year after 2021', '2024'],
    ['how many days does April have', '30'],
    ['date of the day before 1 march 2023', '2023-02-28'],
    ['it is the 3rd of June, how many days till the 20th', '17'],
  ],
  times: [
    ['what is 9:15 pm on a 24 hour clock', '21:15'],
    ['The clock shows 00:10. What did it show 25 minutes ago?', '23:45'],
    ['I work from 8.00 until 12.30 with a 15 minute break. How many minutes is that?', '255'],
    ['A tablet every 4 hours, first one at 06:00. Third one at?', '14:00'],
    ['The train is at 9:30 and I need 20 min to walk there. When must I leave?', '9:10'],
  ],
  counting: [
    ['dog, spoon, cat, cow: how many animals?', '3'],
    ['2 blue cups, 3 red cups and 4 blue plates. How many blue things?', '6'],
    ['7 nails, 5 bolts, 9 screws. how many without the bolts', '16'],
    ['How often does "pen" appear here? pen cup pen cup pen', '3'],
  ],
  codes: [
    ['Add the binary numbers 101 and 11 and answer in binary.', '1000'],
    ['XII + IX as a Roman numeral?', 'XXI'],
    ['Is XL bigger than LX?', 'No'],
  ],
  divisors: [
    [
      'One light blinks every 4 seconds, another every 6 seconds. They blink together now. After how many seconds do they blink together again?',
      '12',
    ],
    [
      'Ribbons of 30 cm and 42 cm are cut into pieces of the same length, nothing left. The longest possible piece?',
      '6',
    ],
    ['47 sweets are shared equally among 6 kids. How many sweets are left over?', '5'],
  ],
  equations: [
    ['My friend says z = 3 for 4z + 2 = 22 but that is wrong. What is z really?', 'z = 5'],
    [
      'When 6 is added to twice a number, the result is the same as three times that number decreased by 1. What is it?',
      'x = 7',
    ],
    ['Twice a number exceeds 10 by 4. Which number?', 'x = 7'],
  ],
  stories: [['I cut a 60 cm rope into pieces of 15 cm. How many pieces do I get?', '4']],
  near: [
    ['will it rain in Oslo tomorrow?', 'missing'],
    ['how are you today, I am 40', 'missing'],
    ['one side of a rectangle is 7 cm, what is its area', 'missing'],
    ['the coat is 30% off, what do I pay', 'missing'],
    ['area of a triangle with sides 1, 2 and 8', 'no-solution'],
    ['determinant of [[1,2],[3,4]]', 'other-mathematics'],
    ['fewest stops from Harbour to Castle?', 'missing'],
    ['solve 4y - = 12', 'missing'],
  ],
};

for (const [kind, rows] of Object.entries(TABLES))
  test(`${kind}: read by what is given and what is asked`, () => {
    for (const [question, answer] of rows) assert.equal(told(question).replace(/^0(?=\d:)/, ''), answer, question);
  });
