/** Doubts that compute what they claim: questions whose facts exclude each other, and twins of them that have an answer. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readText } from '../text/text.ts';
import { firmDoubt } from './firm.ts';

const DECLINED = {
  contradiction: [
    'Of the 24 people in my street 13 own a car, 10 own a bike, 5 own both and 9 own neither. How many own just a car?',
    'Everybody in our office of 15 drinks exactly one thing: 8 coffee, 6 tea, 3 water. How many drink coffee or tea?',
    'My tray holds exactly 9 cups: 4 red, 3 blue and 4 green. How many are not red?',
    'There are 30 birds on the pond, only ducks and swans. 21 are ducks and 12 are swans. How many swans are there?',
    '50% of my plants want just sun, 30% just shade and 40% just water. What percentage wants nothing?',
    'Half the pizza is for Kim, a third for Lee and a quarter for Mo. What part is left?',
    'Ana ate 1/4 of the tart and 5/8 of it is left. Nobody else had any. How much more is left than she ate?',
    'Soup 4.50, bread 1.50, nothing else, total 7.00. How much change from a twenty?',
    'A crate holds 8 bottles. I have 4 full crates and nothing loose, 36 bottles. How many if I open one?',
    'I had 8 euros, bought a pen for 3.50 and a pad for 5.20 from it. How much change did I get?',
    'The plank is 1 m and 40 cm, in other words 104 cm. How many mm is it?',
    '4 June is a Tuesday this year and 6 June is a Friday. What weekday is the 11th?',
    'The boat leaves at 9:00, gets there at 12:00 and takes exactly two hours. When is the 14:00 boat there?',
    'At a constant 40 km/h the tram covers 100 km in 2 hours. How long does it need for 200 km?',
  ],
  'no-solution': [
    'She can not leave before 17:00, the walk takes 40 minutes and she has to be there by 17:30. When should she go?',
    'A lorry is 3 km ahead of me and drives at 80 km/h. I drive at 70 km/h. After how many minutes do I catch it?',
  ],
  missing: ['30 kids in the camp. 14 swim and 20 ride. How many do both?'],
  'invalid-input': ['Today is Friday the 6 June. On what weekday is the 31st of this month?'],
} as const;

const ANSWERED = [
  'Of the 24 people in my street 13 own a car, 10 own a bike, 5 own both and 6 own neither. How many own just a car?',
  'In a class of 25 all do sport: 15 swim and 12 ride. How many do both?',
  'My tray holds exactly 9 cups: 4 red, 3 blue and 2 green. How many are not red?',
  'There are 30 birds on the pond, only ducks and swans. 21 are ducks. How many swans are there?',
  'Half the pizza is for Kim and a third for Lee. What part is left?',
  'I use half of the cream for the cake and then a third of the rest. What part is left?',
  'Soup 4.50, bread 1.50, nothing else, total 6.00. How much change from a twenty?',
  'I had 9 euros, bought a pen for 3.50 and a pad for 5.20 from it. How much change did I get?',
  'The plank is 1 m and 40 cm, in other words 140 cm. How many mm is it?',
  '4 June is a Tuesday this year and 6 June is a Thursday. What weekday is the 11th?',
  'The boat leaves at 9:00, gets there at 11:00 and takes exactly two hours. When is the 14:00 boat there?',
  'At a constant 50 km/h the tram covers 100 km in 2 hours. How long does it need for 200 km?',
  'She can not leave before 17:00, the walk takes 20 minutes and she has to be there by 17:30. When should she go?',
  'My brother has a head start of 2 km and walks at 5 km/h. I ride at 15 km/h. After how many minutes do I catch up?',
  "Tom's dog can run at 25 miles per hour. His cat can run 20 miles per hour. The cat gets a 15 minute head start. How long until the dog catches up?",
];

for (const [why, questions] of Object.entries(DECLINED))
  test(`${why}, computed from what is told`, () => {
    for (const question of questions) assert.equal(firmDoubt(readText(question))?.why, why, question);
  });

test('no doubt stops a question whose figures fit', () => {
  for (const question of ANSWERED) assert.equal(firmDoubt(readText(question)), undefined, question);
});
