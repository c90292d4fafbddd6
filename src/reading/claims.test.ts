/** Claims in many wordings: the answer, and that a claim without a readable side is never answered with a number. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from './understand.ts';

const CLAIMS: readonly (readonly [string, string])[] = [
  ['is it true that 38 × 27 makes 1026', 'yes'],
  ['does 15% of 40 equal 8?', 'no'],
  ['Is 2/5 more than 0.3?', 'yes'],
  ['is CXV the same as 115', 'yes'],
  ['my cousin says 9 times 8 is 74. is she right?', 'no'],
  ['True or false: 13 squared is 169', 'true'],
  ['is half of 70 35', 'yes'],
  ['1/4 of 60 is 15, right?', 'yes'],
  ['Am I right that 1/5 is 20%?', 'yes'],
  ['is 3 km the same as 300 m', 'no'],
  ['is 4 miles more than 6 km', 'yes'],
  ['is 1000 metres a kilometre', 'yes'],
  ['is the gcd of 12 and 20 4?', 'yes'],
  ['Is it true that n = 4 solves 5n - 3 = 3n + 5?', 'yes'],
  ['is the next number in 3, 6, 12 24?', 'yes'],
  ["does banana have 2 a's", 'no'],
  ['Is 3 March 2025 a Monday?', 'yes'],
  ['Is it true that hexadecimal 1F equals 31?', 'yes'],
  ['Our leaflet claims (4 + 6) squared equals 100. Correct or not?', 'yes'],
  ['can you check my homework, is 12*12 really 140?? i am not sure', 'no'],
];

test('claims are held against what their sides come to', () => {
  for (const [question, answer] of CLAIMS) {
    const found = understand(question);
    assert.equal(found.type === 'answered' ? found.solution.answer : found.type, answer, question);
  }
});

test('what is no claim, or can not be decided, is not answered with yes or no', () => {
  for (const question of [
    'is 7 + 5 about 12',
    'Is it true that Rome is bigger than Paris?',
    'is 5 between 3 and 9',
    'is a kilo the same as a litre',
  ]) {
    const found = understand(question);
    assert.notEqual(found.type, 'answered', question);
  }
  const either = understand('is 12 * 12 144 or 154');
  assert.equal(either.type === 'answered' && either.solution.answer, '144');
});
