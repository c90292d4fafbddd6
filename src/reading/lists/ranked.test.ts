/** Lists in order and places in them, as many people would ask. `-`: no answer is given. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';

const TABLE: readonly (readonly [string, string])[] = [
  // The last item stays, whatever is said behind it.
  ['sort alphabetically: button, grape, kettle, and rope thanks a lot', 'button, grape, kettle, rope'],
  ['sort alphabetically: button, grape, kettle, and rope if you can', 'button, grape, kettle, rope'],
  ['sort alphabetically: button, grape, kettle, and rope pls, i am lost', 'button, grape, kettle, rope'],
  ['put in abc order oven, grape, kettle, and rope i forgot my dictionary', 'grape, kettle, oven, rope'],
  ['put in abc order oven, grape, kettle, and rope ladder', 'grape, kettle, oven, rope ladder'],
  ['Which word is second in alphabetical order: tree, bush, flower, or apple?', 'bush'],
  ['Which number comes third if 9, 4, 7, 1, 6 are put in ascending order?', '6'],
  ['second largest of 12, 45, 7, 33', '33'],
  ['Second largest of 8,410 / 8,401 / 8,140 / 8,041 ?', '8401'],
  ['In ascending order, which of the figures 3,204, 3,042, 3,420 and 3,024 occupies the second position?', '3042'],
  ['plank 120 cm, plank 80 cm, plank 200 cm. sort shortest first', '80, 120, 200'],
  ["I've got a rope of 5 m, a rope of 3 m and a rope of 9 m. Order them from short to long.", '3, 5, 9'],
  ['We have a table 75 cm, a table 110 cm and a table 90 cm. Which is the second longest?', '90'],
  ['My three dogs are 8, 2 and 5 years old. What is the highest age?', '8'],
  ['Five friends are 21, 19, 30, 25 and 22 years old. What is the third largest age?', '22'],
  ['Put these dates in order: 5 July, 2 July, 9 July.', '2 July, 5 July, 9 July'],
  ['put in date order: March 3rd, January 9th, February 14th', 'January 9th, February 14th, March 3rd'],
  ['Lee 12, Ann 9, Bo 15. rank them highest first', 'Bo, Lee, Ann'],
  ['Goals this season: Danny 9, Kev 14, Ash 6, Lee 11. Give me the names, top scorer first.', 'Kev, Lee, Danny, Ash'],
  ['Sort the names by age, youngest first: Tim 9, Eva 7, Leo 12', 'Eva, Tim, Leo'],
  ['Rank by points from best to worst: Reds 12, Blues 15, Greens 9', 'Blues, Reds, Greens'],
  ['Order apples 5, pears 3 and plums 7 from fewest to most', 'pears, apples, plums'],
  ['Sprint times in seconds: 12.4, 11.9, 13.2. Put them quickest to slowest.', '11.9, 12.4, 13.2'],
  ['Arrange pear, fig, banana, apple by number of letters, longest first', 'banana, apple, pear, fig'],
  ['In the dictionary, which of these comes last: quartz, quail, quiz, queue?', 'quiz'],
  ['Which word is second in alphabetical order: tree, bush, flower, grass?', 'flower'],
  ['zinc, brass, copper, nickel, tin. go a to z and tell me number 2', 'copper'],
  ['T shirts came in mixed - M, XL, S, L. Smallest size up please', 'S, M, L, XL'],
  ['The list 4, 9, 2, 7 sorted ascending: what is in position 2?', '4'],
  [
    'Please put Maureen, Alice, Derek, Joan and Brian in ABC order, it is for my cards',
    'Alice, Brian, Derek, Joan, Maureen',
  ],
  // What the numbers measure is not told; two questions; no such place.
  ['sort fastest first: 12, 10, 15', '-'],
  ['from the numbers 5, 8, 2, 9 write the largest and the smallest', '-'],
  ['When sorted from low to high, what is the sixth number of 9, 2, 7, 5?', '-'],
];

test('lists in order, in many voices', () => {
  const wrong = TABLE.flatMap(([question, want]) => {
    const found = understand(question);
    const got = found.type === 'answered' ? found.solution.answer : '-';
    return got === want ? [] : [`${question} => ${got}, not ${want}`];
  });
  assert.deepEqual(wrong, []);
});
