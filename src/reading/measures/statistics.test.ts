/** Means, modes, ranges and ratios by the roles of their words, and what must not be read. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';

const READ: readonly (readonly [question: string, answer: string])[] = [
  ['Find the mode of 4 7 7 2 9 7 4', '7'],
  ['Ben scored 60 in maths, 72 in English and 81 in science. What is his average?', '71'],
  ['My average after 5 tests is 80. I score 92 in the next. What is my new average?', '82'],
  ['The mean of 5 numbers is 12. What do they add up to?', '60'],
  ['The average of four numbers is 10. Three of them are 8, 12 and 9. What is the fourth?', '11'],
  ['I have 70, 80 and 90. What do I need on the next test to average 82?', '88'],
  ['Temps this week were 12, 15 and 9 degrees. How far apart are the hottest and the coldest?', '6'],
  ['Which shoe size sells most often: 38, 39, 39, 40, 39, 41?', '39'],
  ['I drove 840 km in 7 days. How many km a day on average?', '120'],
  ["10 girls average 150 cm and 10 boys average 160 cm. What's the average height of the whole class?", '155'],
  ["On Monday I sold 12, on Tuesday 15 and on Wednesday 9. What's the mean?", '12'],
  ['what is the average of 4, 6, 8 if i add 10', '7'],
  ['avg of these 5: 1 2 3 4 5', '3'],
  ['The average weight of 4 parcels is 3 kg. One weighing 6 kg is added. What is the average now?', '3.6'],
  ["Mean of five numbers is 10. One of them, 6, is removed. What's the mean of the rest?", '11'],
  ['My last 3 bills were £40, £52 and £46. Average?', '46'],
  ['whats the middle value of 9 3 5', '5'],
  ['The ages are 12, 15, 11 and 14. What number should a fifth person be so that the mean is 14?', '18'],
  ['marks: 7, 8, 9, 10. mean?', '8.5'],
  ['Ann, Ben and Cal share 90 euros in the ratio 2:3:4. How much does Cal get?', '40'],
  ['The ratio of boys to girls is 3:4. There are 12 boys. How many girls?', '16'],
  ['The ratio of boys to girls in a class is 3:4 and there are 28 pupils. How many girls are there?', '16'],
  ['Paint is mixed blue to yellow 2:5. I have 10 litres of yellow. How much blue do I need?', '4'],
  ['A recipe for 4 people needs 300 g of rice. How much rice for 6 people?', '450'],
  ['5 kg of potatoes cost 4 euros. What do 8 kg cost?', '6.4'],
  ['12 eggs cost 3.60, how much for 5?', '1.5'],
  ['1 cm on the map is 5 km. The road is 7 cm on the map. How many km is that?', '35'],
  ['The real distance is 12 km, scale 1:100000. How many cm on the map?', '12'],
  ['Share 45 sweets between Tom and Ida in the ratio 4:5. How many more does Ida get than Tom?', '5'],
  ['Divide £120 in the ratio 1:2:5. What is the largest share?', '75'],
  ['A car uses 6 litres for 100 km. How many litres for 250 km?', '15'],
  ['an alloy has copper and zinc in the ratio 7:3. How much zinc in 50 kg of alloy?', '15'],
  ['flour and butter in a 3:2 ratio, I used 150 g flour, so butter?', '100'],
  ["2:3 as a ratio, total 50, what's the bigger part?", '30'],
  ['Dad and I split 60 marbles 2 to 1. How many do I get?', '20'],
  ['If 6 workers need 4 days, how long do 3 workers need?', '8'],
];

const LEFT_ALONE: readonly string[] = [
  'what does the word mean mean',
  'The score was 3:2, how many goals in total?',
  'The plan is 1:100. A line of 5 cm on it represents 80 m. How many metres are 7 cm?',
  'Share 7 pupils between two rooms in the ratio 1:1. How many in each?',
];

for (const [question, answer] of READ)
  test(`read: ${question}`, () => {
    const found = understand(question);
    assert.equal(found.type === 'answered' ? found.solution.answer : found.type, answer);
  });

for (const question of LEFT_ALONE)
  test(`left alone: ${question}`, () => {
    assert.notEqual(understand(question).type, 'answered');
  });
