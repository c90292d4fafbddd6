/** Amounts of unknown things of which as many facts are told as there are things. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerOf } from '../testing.ts';

const TABLE: readonly (readonly [question: string, answer: string | undefined])[] = [
  ['A bat and a ball cost 1.10 together. The bat costs 1.00 more than the ball. How much is the ball?', '0.05'],
  ['2 pens and 3 books cost 13 euros, 1 pen and 2 books cost 8 euros. What does a book cost?', '3'],
  ['An apple and two pears cost 5 euros, two apples and a pear cost 4 euros. Price of an apple?', '1'],
  ['A cow and a horse weigh 900 kg. The horse weighs twice as much as the cow. What does the cow weigh?', '300'],
  ['Together Mia and Ben have 24 cards. Mia has 6 more than Ben. How many does Mia have?', '15'],
  ['Two crates together weigh 50 kg and one is 8 kg lighter than the other. Weight of the heavier one?', '29'],
  ['mother is three times as old as her daughter and together they are 48 how old is the daughter', '12'],
  ['Two numbers add up to 20 and differ by 4. What are they?', '12, 8'],
  ['Long plank is 3 times the short one. Both together 4.8 m. Short one in m?', '1.2'],
  ['My son and I are 50 years old together and I am 30 years older than him. How old am I?', '40'],
  ['2 zips and 3 spools cost 19. 1 zip and 1 spool cost 8. How much costs one zip?', '5'],
  ['20 chickens and goats have 56 legs. How many goats?', '8'],
  ['In the yard are 12 bikes and tricycles with 31 wheels. How many tricycles?', '7'],
  // One fact too few, one that clashes, another question.
  ['A bat and a ball cost 1.10 together. How much is the ball?', undefined],
  ['The bat costs 1.00 more than the ball. How much is the ball?', undefined],
  ['20 chickens and goats have 57 legs. How many goats?', undefined],
  ['Ann and Ben are 25 together. Ann is 40 years older than Ben. How old is Ben?', undefined],
];

test('systems of amounts', () => {
  for (const [question, answer] of TABLE) assert.equal(answerOf(question), answer, question);
});
