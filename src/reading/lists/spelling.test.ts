/** The spelling of one word: a letter at its place, backwards, palindromes, and the digits of a number. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';

const ANSWERS: readonly (readonly [question: string, answer: string | undefined])[] = [
  ['what is the 2nd letter of "cloud"', 'l'],
  ["what's the fourth letter in 'window'?", 'd'],
  ['the last letter of the word piano', 'o'],
  ['Which letter is the first letter of "garden"?', 'g'],
  ['what is letter number 3 of "table"?', 'b'],
  ['what is the third letter of the word orange', 'a'],
  ['is level a palindrome?', 'yes'],
  ['Is "rotor" a palindrome or not', 'yes'],
  ['is the word window a palindrome', 'no'],
  ['reverse the word "drawer"', 'reward'],
  ["reverse 'lamp'", 'pmal'],
  ['spell garden backwards', 'nedrag'],
  ['write "tools" in reverse', 'sloot'],
  ['what is "evil" spelled backwards?', 'live'],
  ['sum of digits of 4826', '20'],
  ['what is the digit sum of 999?', '27'],
  ['Add up the digits of 1203', '6'],
  // No word, too short a word, another question.
  ['what is the 9th letter of "cat"', undefined],
  ['reverse it', undefined],
  ['is this a palindrome?', undefined],
  ['what is the 5th letter of the alphabet', 'E'],
  ['how many letters has "banana"', '6'],
];

test('one word is spelled, and a number is added up', () => {
  for (const [question, answer] of ANSWERS) {
    const found = understand(question);
    assert.equal(found.type === 'answered' ? found.solution.answer : undefined, answer, question);
  }
});
