import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';

/** The answer, or why there is none. */
const said = (question: string): string => {
  const found = understand(question);
  return found.type === 'answered'
    ? found.solution.answer
    : found.type === 'declined'
      ? `- ${found.why}`
      : `- ${found.type}`;
};

const COMPARED: readonly (readonly [question: string, answer: string])[] = [
  ['Ida is 7, Tom is 9. Who is older?', 'Tom'],
  ['my gran is 71 and my aunt is 69, whos younger', 'aunt'],
  ['I am 12 and my cousin is 14. Who is older?', 'cousin'],
  ['Rita (31) and Paul (28): who is the younger one?', 'Paul'],
  ['Nora was born in 1981, Emil in 1984. Who is older?', 'Nora'],
  ['Rex weighs 12 kg and Bello 9 kg. Which dog is heavier?', 'Rex'],
  ['Bus 35 minutes, tram 28 minutes, walking 50 minutes. What is the fastest?', 'tram'],
  ['The lake path is 4 km and the mill path is 6 km. Which path is shorter?', 'lake'],
  ['Two ways home: 7 km by the river or 5 km by the wood. Which is shorter?', 'wood'],
  ['Lemons cost £2, limes cost £3. Which are more expensive?', 'limes'],
  ['Vic came 2nd and Olga came 4th, who did better', 'Vic'],
  ['Kim got 6 points, Lou got 8. Most points wins. Who lost?', 'Kim'],
  ['Kim got 6 points, Lou got 8. The lowest score wins. Who won?', 'Kim'],
  ['Max lives on floor 6, Ida on floor 3. Who lives lower?', 'Ida'],
  ['Ann has 10 stamps, Bob has 12 and Cy has 9. Who has the second most stamps?', 'Ann'],
  ['Ann is 10, Bob is 12, Cy is 9. List them from youngest to oldest.', 'Cy, Ann, Bob'],
  ['Ann is 10, Bob is 12, Cy is 9. Who is in the middle?', 'Ann'],
  ['Ann is 10. Bob is 12. Is Bob older than Ann?', 'yes'],
  ['Car A does 60 km in an hour, car B 70 km in an hour. Which is faster?', 'B'],
  [
    'From the inn to the lake there are two roads: the hill road of 4 km and the mill road of 6 km. Which road is more short?',
    'hill',
  ],
  ['Two ropes: the green rope of 7 m and the grey rope of 9 m. Which rope is more long?', 'grey'],
];

/** Nothing of these numbers answers what is asked. */
const NOT: readonly string[] = [
  'Ida is 7, Tom is 9. Who is taller?',
  'Ida is 7 and Tom is 7. Who is older?',
  'Ida is 7, Tom is 9. Who is older, Tom or Max?',
  'Ida has 5 pears and eats 2. Tom has 4 pears. Who has more?',
  'Ida is 7 years old, Tom weighs 30 kg. Who is older?',
];

test('who comes first by amounts that are told', () => {
  for (const [question, answer] of COMPARED) assert.equal(said(question), answer, question);
  for (const question of NOT) assert.match(said(question), /^-/, question);
});
