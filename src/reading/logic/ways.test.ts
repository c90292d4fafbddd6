/** Ways that are told as wholes, and places in a row from either end. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerOf } from '../testing.ts';

const TABLE: readonly (readonly [question: string, answer: string | undefined])[] = [
  ['By the park it is 2 km then 3 km; by the river, 4 km then 2 km. The shorter way, how many km in all?', '5'],
  ['The direct road is 8 minutes, the road by the shop is 11 minutes. How long is the shortest?', '8'],
  ['In a line of 15 people Mia is 4th from the front. Her place from the back?', '12'],
  ['Mia is 4th from the left and 6th from the right in her row. How many are in the row?', '9'],
  ['In the bakery line I am number 4 from the front and number 6 from the back. How many people are in the line?', '9'],
  // Who overtakes whom.
  ['I am fifth in the race. I overtake two runners and then one runner passes me. What place am I in?', '4'],
  ['You overtake the person in third place in a running race. What place are you in?', '3'],
  ['You overtake the person in last place in a running race. What place are you in?', undefined],
  ['I was third in the race, then I passed some others. What place am I in?', undefined],
  ['Tom is 3rd from the front of 10 people. How many are behind him?', '7'],
  ['x = 7; x % 2 == 1 && x < 5, true or false?', 'false'],
  ['It is 12 km by the lake and 9 km over the pass. How many km is the shorter way?', '9'],
  ['Bus direct is £22; via York it is £8 plus £9. What is the cheapest fare in pounds?', '17'],
  // Rows that are told whole, and who stands in them.
  ['Wash, dry, fold, iron, done in that order. Which is second?', 'dry'],
  ['Four cups from left to right: red, blue, green, white. Which one is directly to the right of blue?', 'green'],
  [
    'Ann, Bob, Cy and Di stand in a row. Ann is at the left end. Bob is right next to Ann. Cy is not at an end. Who is at the right end?',
    'di',
  ],
  ['In my class Uma is taller than Vic, and Wes is shorter than Vic. Who is the tallest?', 'uma'],
  // One rule of several conditions, and the state of each.
  ['Relay A on, relay B off. Lamp on if A or B is on. Lamp on? yes/no', 'yes'],
  ['The horn sounds exactly when (S1 and S2) or not S3. S1 on, S2 off, S3 on. Horn sounding? yes/no', 'no'],
  [
    'The heater is on only if the tank is full and the pump is on. The tank is full. The pump is off. Is the heater on?',
    'no',
  ],
  ['True or false: 8 is odd or 5 is odd', 'true'],
  ['If it snows the road is white. It snows. Road is white, yes or no?', 'yes'],
  // What the rule leaves open.
  ['Lamp on if A or B is on. A is off, B is off. Lamp on?', undefined],
  ['The heater is on only if the tank is full. The tank is full. Is the heater on?', undefined],
  // Which is closed changes the answer; how long the row is is not told.
  ['By the park it is 2 km, by the river 4 km. The park is closed. How long is the shorter way?', undefined],
  ['Mia is 4th from the front of the line. Her place from the back?', undefined],
];

test('ways as wholes, places in a row', () => {
  for (const [question, answer] of TABLE) assert.equal(answerOf(question)?.toLowerCase(), answer, question);
});
