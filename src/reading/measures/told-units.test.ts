/** Amounts in measures that the question tells itself, portions of an amount, and sums of amounts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asText, readText } from '../text/text.ts';
import { solve } from '../../problem/solve/solve.ts';
import { readUnits } from './units.ts';

const answer = (question: string): string => {
  const found = readUnits(readText(question));
  if (found?.type !== 'problem') return found?.type ?? 'nothing';
  const solution = solve(found.problem);
  return solution.type === 'answer' ? solution.answer : solution.type;
};

test('measures that the question tells', () => {
  assert.equal(answer('A span is nine inches. The table is 6 spans long. How many inches?'), '54');
  assert.equal(answer('Take a mile as 1.6 km. A 30-mile ride is how many km?'), '48');
  assert.equal(answer('How many MB is 5 GB if 1 GB is 1024 MB?'), '5120');
  assert.equal(answer('I am five foot seven. What is that in inches only?'), '67');
  assert.equal(answer('Eight pints to a gallon: how many pints are 3 gallons?'), '24');
});

test('portions and sums', () => {
  assert.equal(answer('How many glasses of 200 ml can I fill from 3 litres?'), '15');
  assert.equal(answer('One ball has 50 m of yarn and I need 1.12 km. How many balls must I buy at least?'), '23');
  assert.equal(answer('Add 3 km 200 m to 1 km 950 m, and give it in metres.'), '5150');
});

test('what tells more than amounts is no reading', () => {
  assert.equal(
    answer(
      'A tank of 900 litres is a third full and a pump adds 25 litres a minute. After how many minutes is it full?',
    ),
    'nothing',
  );
  assert.equal(answer('A plan is 2 cm for 1 m. How many m are 6 cm of the plan?'), 'nothing');
  assert.equal(readUnits(asText('a cupboard is at -300 celsius, what is that in fahrenheit'))?.type, 'refusal');
});
