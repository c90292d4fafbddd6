/** Measures, rates and stories are explained by the roles of their words, and not where one word turns them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explain } from './explain.ts';

const CASES: readonly (readonly [string, string | undefined])[] = [
  ['Our last four scores were 3, 9, 4 and 8. What is the average?', '6'],
  ['Our last three scores were 3, 9, 4 and 8. What is the average?', undefined],
  ['Temperatures: 12, -4, 9. The range, please?', '16'],
  ['I have 50 and 64 so far. What must I get on the third test for an average of 60?', '66'],
  ['The mean of 4 and some other number is 9. What is the other?', undefined],
  ['A lamp was 80 euros and now there is 25% off. What do I pay?', '60'],
  ['A lamp was 80 euros and now there is 25% off. How much is taken off?', undefined],
  ['Of 50 lamps, 20 were green. What percentage was green?', '40'],
  ['Of 50 lamps, 20 were green. What percentage was red?', undefined],
  ['The lawn is 12 m long and 5 m wide. How many square metres is it?', '60'],
  ['The lawn is -12 m long and 5 m wide. How many square metres is it?', undefined],
  ['The perimeter of a square court is 36 m. How long is one side?', '9'],
  ['A tank is 50 cm long, 20 cm wide and 30 cm high. How many litres is that?', '30'],
  ['What is a third plus a quarter?', '7/12'],
  ['I ate 1/4 of a pie and Jo ate 1/2. What fraction is left?', '0.25'],
  ['I ate 3/4 of a pie and Jo ate 1/2. What fraction is left?', undefined],
  ['The sack weighs 2.5 kilos. What is that in grams?', '2500'],
  ['Two litres of paint and cups of 250 ml. How many cups can I fill?', '8'],
  ['5 people need 3 eggs. How many eggs for 20 people?', '12'],
  ['5 painters need 3 days. How many days for 15 painters?', undefined],
  ['Pat and Kim share 40 coins in the ratio 3:5. How many does Kim get?', '25'],
  ['Jan had 12 cards and lost 5. How many now?', '7'],
  ['Jan had 12 cards and lost half. How many now?', undefined],
  ['Jan had 12 cards and mislaid 5. How many now?', undefined],
  ['Jan had 12 cards and lost 5 pens. How many cards now?', undefined],
  ['4 shelves with 9 cups on each. How many cups?', '36'],
  ['4 shelves with 9 cups on each. How many shelves?', undefined],
  ['I paid with 20 and the bill was 13.50. How much change?', '6.5'],
  ['I bought 3 pens and paid with 20. How much change?', undefined],
  ['Share 24 plums equally between 6 boys. How many does each get?', '4'],
  ['Ola has 9 cards. Pia has 4 more than Ola. How many has Pia?', '13'],
  ['Ola has 9 cards. Pia has 4 more than Ola. How many has Ola?', undefined],
];

test('measures, rates and stories by roles', () => {
  for (const [question, answer] of CASES) assert.equal(explain(question)?.solution.answer, answer, question);
});
