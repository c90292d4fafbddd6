/** Questions with a reason to decline them, computed or told by a token, and twins of them that have an answer. */
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
    'All the windows in the hall are open. Window 2 is in the hall and it is shut. Is window 3 open?',
    'One road joins Elm and Oak, 4 km. The same road is 7 km from Oak to Elm. How long is the way from Elm to Oak?',
    'At a constant 40 km/h the tram covers 100 km in 2 hours. How long does it need for 200 km?',
  ],
  'no-solution': [
    'She can not leave before 17:00, the walk takes 40 minutes and she has to be there by 17:30. When should she go?',
    'Make 11 from 2, 4 and 6. Only adding and multiplying are allowed, each number once at most.',
    'Goats and ducks on my farm, 12 heads and 33 legs, all healthy. How many goats?',
    '31 pupils go into 4 groups of exactly the same size. How many are in a group?',
    'What date is the sixth Friday of May 2025?',
    'Square root of XII in Roman numerals',
    'A lorry is 3 km ahead of me and drives at 80 km/h. I drive at 70 km/h. After how many minutes do I catch it?',
  ],
  missing: [
    '30 kids in the camp. 14 swim and 20 ride. How many do both?',
    'The gravestone says MDCC and then the ivy covers the rest. Which year is it?',
    'Lamp to door is 4 m, lamp to bed is 3 m, and door to bed I have never measured. How far from lamp to bed by the door?',
    'From 2 litres of milk I take away what I drank, then I share the rest in 3. How much is each part?',
    'A farmer has 12 cows and 30 geese. How old is the farmer?',
    'How much is 3/4 of my pocket money?',
    'Two boats leave one pier in opposite directions, one of them at 20 km/h. How far apart are they after 3 hours?',
    'The recipe is for six and nine are coming. How much flour do I need?',
    'Share 40 nuts between Ida, Jo and Kit; Ida and Jo get theirs 3 to 2. How many for Jo?',
    'Box A is bigger than box B. Which of A, B and D is the biggest?',
    'Ola beat Nick. Pat beat Nick too. Who won?',
    'Rank us: Al ran 12.1, Bo 12.8 and Cy a bit slower than Bo.',
  ],
  'invalid-input': [
    'Today is Friday the 6 June. On what weekday is the 31st of this month?',
    'Add 7.2.4 and 3.1 please',
    'The pixel says 2H in hex. What is that in decimal?',
    'What is the 3.5th term of 2, 4, 6, 8?',
    'What are the prime factors of 12.5?',
    'Pier to Mill -2 km, Mill to Inn 5 km. How far from Pier to Inn?',
    'She paid 3.10 with a 6 euro note. How much change?',
    'Evaluate: false OR perhaps OR true',
    'how many seconds in 4 zorgs and 10 minutes',
    'From 8:75 to 9:30 I walked 3 km. How fast was I?',
  ],
  'other-mathematics': [
    'Find k when 2 to the power k is 9.',
    'There are 9 fillings and you pick 2 different ones. How many different wraps could that be?',
    'Convert 60 dB to a power ratio.',
    'I drop a stone from 45 m. How many seconds until it lands?',
    'When does the sun set in Rome tonight?',
    'How fast can an ostrich run?',
    'True or false: cats are nicer than dogs.',
    'What is the best ratio of sugar to lemon?',
  ],
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
  'The page says MDCC and MDC. Which is the larger number?',
  'I forgot to say that 3 friends came. 5 were there before. How many are there now?',
  'Ann is 12 years old and has 3 cats. How old is Ann in 4 years?',
  'How much is 3/4 of an hour in minutes?',
  'Two boats leave one pier in opposite directions, both at 20 km/h. How far apart are they after 3 hours?',
  'What is 25 % 7?',
  'Two rolls @ 1.20, what is that?',
  'The pixel says 2F in hex. What is that in decimal?',
  'Evaluate: false OR true',
  'Make 12 from 2, 4 and 6. Only adding and multiplying are allowed, each number once at most.',
  'Make 6 from 1, 3, 4 and 6 with + - x / only, each once.',
  'Goats and ducks on my farm, 12 heads and 34 legs, all healthy. How many goats?',
  '32 pupils go into 4 groups of exactly the same size. How many are in a group?',
  'All the windows in the hall are open. Window 2 is in the hall. Is window 2 open?',
  'She paid 3.10 with a 5 euro note. How much change?',
  'How many different letters are there in banana?',
  'True or false: 7 is prime.',
  'how many minutes in 3 hours and 20 minutes',
  "Tom's dog can run at 25 miles per hour. His cat can run 20 miles per hour. The cat gets a 15 minute head start. How long until the dog catches up?",
];

for (const [why, questions] of Object.entries(DECLINED))
  test(`${why}, computed from what is told`, () => {
    for (const question of questions) assert.equal(firmDoubt(readText(question))?.why, why, question);
  });

test('no doubt stops a question whose figures fit', () => {
  for (const question of ANSWERED) assert.equal(firmDoubt(readText(question)), undefined, question);
});
