/** Table test: amounts cut into equal bits, compared by their units, told again in another unit. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { understand } from '../understand.ts';

const answer = (question: string): string | undefined => {
  const found = understand(question);
  return found.type === 'answered' ? found.solution.answer.replace(/^x = /, '') : undefined;
};

const TABLE: readonly (readonly [string, string | undefined])[] = [
  ['The party is in three weeks. How many days is three weeks?', '21'],
  ['The film lasts two hours, and my boy keeps asking. How many minutes is two hours?', '120'],
  ['We leave in two days. How many hours are two days?', '48'],
  ['Which holds more, a jug of 1 l or a jug of 750 ml?', '1 l'],
  ['Which holds less, a can of 33 cl or a can of 500 ml?', '33 cl'],
  ['What weighs more, a bag of 2 kg or a sack of 1500 g?', '2 kg'],
  ['Which is longer, a rope of 1.5 m or a rope of 120 cm?', '1.5 m'],
  ['Which bottle is bigger, the one with 500 ml or the one with 0.33 l?', '500 ml'],
  ['What is more, 2 l or 1500 ml?', '2 l'],
  ['Which lasts longer, a film of 90 minutes or one of 1 hour?', '90 minutes'],
  ['I cut a 1 m ribbon into 4 equal pieces. How long is each piece in cm?', '25'],
  ['A 3 m rope is cut into 6 equal pieces. How many cm long is each piece?', '50'],
  ['a 1 kg bag is split into 8 equal portions, how many grams is each', '125'],
  ['If I pour a 1 l bottle into 4 equal glasses, how many ml are in each?', '250'],
  ['A 2 hour class is split in 6 equal parts, how many minutes is each?', '20'],
  ['Which holds more, a bottle of 70 cl or a bottle with a red cap?', undefined],
  ['Our trip is in two weeks. How many days is the trip?', undefined],
  ['I saw a 3 m beam into 10 equal pieces. How long is each piece in cm?', '30'],
  ['If we split 1.5 kg of dough into 5 equal balls, how heavy is each in g', '300'],
  ['An hour is divided into 4 equal parts, how many minutes is each?', '15'],
  ['cut a 2 m ribbon in 4 equal bits, how long is each in m', '0.5'],
  ['Which weighs more, a loaf of 800 g or a loaf of 1 kg?', '1 kg'],
  ['Which lasts longer, a lesson of 45 minutes or a break of half an hour?', '45 minutes'],
  ['What is longer, a stick of 2 m or a pole of 180 cm?', '2 m'],
  ['Which holds less, a jug of 1 l or a pot of 1500 ml?', '1 l'],
  ['The fair opens in seven weeks. How many days is seven weeks?', '49'],
  ['We drive for three hours, the kids will moan. How many minutes are three hours?', '180'],
  ['Which holds more, a jug of 1 l or a pot of 1000 ml?', undefined],
  ['Which holds more, a jug of 1 l or a pole of 2 m?', undefined],
  ['At our school a week has five days. How many days is seven weeks at school?', undefined],
];

for (const [question, want] of TABLE) test(question, () => assert.equal(answer(question), want));
