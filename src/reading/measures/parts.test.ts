/** Percentages, fractions, ratios, means and areas as many people put them; undefined where the words leave it open. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';

const CASES: readonly (readonly [string, string | undefined])[] = [
  // Rates one after the other, of what is told before.
  ['A lamp of 80 euros loses 25% in May and rises by 10% in June. What does it cost now?', '66'],
  ['The club has 200 members. 60% are women; of the women 5% row. How many women do not row?', '114'],
  ['Suppose 1000 euros stay in an account at 10% a year, interest added every year. How much after 2 years?', '1210'],
  // The part, the rest and the whole.
  ['20% of our hens is 8 birds, how many birds in total?', '40'],
  ['Of 40 seeds 30 came up. What percentage failed?', '25'],
  ['lost 5 % of the herd, the herd was 60 strong, how many cows is that', '3'],
  ['Two thirds of a pile of 90 bricks has been used. How many are left?', '30'],
  ['A hall with 60 seats is three quarters full. How many seats are empty?', '15'],
  ['Half of my 7 pupils wear glasses. How many is that?', undefined],
  // Sums of fractions and mixed numbers.
  ['What do a half and a quarter make together?', '0.75'],
  ['3 1/2 minus 5/8', '23/8'],
  ['Turn the mixed number 1 2/7 into an improper fraction.', '9/7'],
  ['What is the reciprocal of 5/9?', '9/5'],
  ['1 minus 1/4 as a fraction', '3/4'],
  // Ratios.
  ['x : 6 = 10 : 4, find x', '15'],
  ['A class has 12 boys and 8 girls. What is the ratio of girls to boys?', '2:3'],
  ['share 12 plums between 3 kids, the same each. how many does each get', '4'],
  ['My soup recipe serves 4 and takes 600 g leeks. There are 10 of us. How many grams of leeks?', '1500'],
  ['Dilute one part syrup with four parts water. I want 2 litres in all. How many ml of syrup is that?', '400'],
  ['Four painters need 6 days. How many days do 3 painters need?', '8'],
  ['Divide the money in the ratio 2:3. How much is the smaller share?', undefined],
  // Means.
  ['The average of minus 6, plus 2 and minus 2 degrees?', '-2'],
  ['Group A, 10 runners, averaged 50; group B, 30 runners, averaged 70. What is the average of all?', '65'],
  ['After 4 rounds her average was 70. She scored 90 in the fifth. What is her new average?', '74'],
  ['Compute the mean of 3, 5, red and 8.', undefined],
  // Shapes.
  ['A tank is 40 cm long, 30 cm wide and 20 cm high inside. How many litres does the tank hold?', '24'],
  ['A trapezium has parallel sides of 4 cm and 10 cm, which are 5 cm apart. What is its area?', '35'],
];

test('parts of a whole are read by the roles of their words', () => {
  for (const [question, answer] of CASES) {
    const found = understand(question);
    assert.equal(found.type === 'answered' ? found.solution.answer : undefined, answer, question);
  }
});
