import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verify } from './registry.ts';

test('the check of a template passes what the template asks', () => {
  for (const [question, answer] of [
    ['What is the remainder when 78 is divided by 7?', '1'],
    ['Please answer: what is the remainder when 78 is divided by 7?', '1'],
    ['Find the gcd of 12 and 18.', '6'],
    ['Write 14 in Roman numerals.', 'XIV'],
    ['How long is it from 3:05 pm to 4:05 pm?', '1 h'],
    ['What is the second largest number in 4, 9, 7?', '7'],
  ] as const)
    assert.equal(verify(question, answer)?.pass ?? true, true, question);
  assert.equal(verify('What is the remainder when 78 is divided by 7?', '1')?.pass, true);
});

test('a number or a telling word more is another question, and not checked', () => {
  for (const [question, answer] of [
    ['What is the remainder when 78 is divided by 7 and then by 3?', '1'],
    ['What is the smallest number greater than 50 with remainder of 78 divided by 7?', '1'],
    ['Find the gcd of 12 and 18 that is not 6.', '6'],
    ['Find the gcd of 12 and 18 and 9.', '6'],
    ['What is twice the remainder when 78 is divided by 7?', '1'],
    ['Tell me: what is the remainder when 78 is divided by 7 plus 2?', '1'],
    ['Write 14 in Roman numerals twice.', 'XIV'],
    ['Write 14 as something other than a Roman numeral.', 'XIV'],
    ['Convert 14 into something but not Roman numerals.', 'XIV'],
  ] as const)
    assert.equal(verify(question, answer), undefined, question);
});
