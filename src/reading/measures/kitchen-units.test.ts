/** Gallons, pints, cups and spoons: of a country, of one ratio everywhere, and of no told size. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';

const CASES: readonly (readonly [question: string, answer: string])[] = [
  ['4 us gallons in litres', '15.14'],
  ['how many pints in 3 gallons', '24'],
  ['how many teaspoons are in 2 tablespoons', '6'],
  ['4 quarts to gallons', '1'],
  ['convert 2 imperial pints to ml', '1136.52'],
  ['how many ml are 2 metric cups', '500'],
  ['1 us cup to ml', '236.59'],
  ['a US cup in ml', '236.59'],
  ['how many litres are 10 american gallons', '37.85'],
  [`6'1" in cm`, '185.42'],
  [`5' 4" to cm`, '162.56'],
  ['how tall is 5\u203210\u2033 in cm', '177.8'],
  ['212F to C', '100'],
  ['20C in F', '68'],
  ['A recipe for 4 people needs 250g flour. How much for 6 people?', '375'],
  ['split 90 in ratio 1:2:3', '15, 30, 45'],
  ['average of 20% and 40%', '30'],
  ['what is 10% of 70 plus 20% of 50', '17'],
  ['a car does 40 mpg. how many gallons for 600 miles?', '15'],
];
const DECLINED: readonly (readonly [question: string, reason: RegExp])[] = [
  ['3 cups in ml', /which cup is meant/],
  ['how many ml are 2 cups', /236.6 ml in the US/],
  ['5 gallons in litres', /4546.1 ml in Britain/],
  ['how many gallons are 30 litres', /which gallon is meant/],
  ['3 tbsp in ml', /15 ml by metric measure/],
];

test('a size is told by its country, or is the same in each', () => {
  const wrong = CASES.flatMap(([question, want]) => {
    const found = understand(question);
    const says = found.type === 'answered' ? found.solution.answer : found.type;
    return says === want ? [] : [`${question}: ${says}, not ${want}`];
  });
  assert.deepEqual(wrong, []);
});

test('where the size differs the sizes are told', () => {
  for (const [question, reason] of DECLINED) {
    const found = understand(question);
    assert.match(found.type === 'declined' ? found.reason : found.type, reason, question);
  }
});
