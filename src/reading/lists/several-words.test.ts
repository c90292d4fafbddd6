/** Letters over several words: all of them count, and none is passed over. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';

const answerTo = (question: string): string | undefined => {
  const found = understand(question);
  return found.type === 'answered' ? found.solution.answer : undefined;
};

const COUNTED: readonly (readonly [question: string, answer: string])[] = [
  ['how many t\'s in "tattoo" and "butter"?', '5'],
  ['how many t in "tattoo" and "butter" together', '5'],
  ['How many times does the letter e appear in "cheese" and "tree"?', '5'],
  ['how often does e occur in "cheese", "tree" and "bee"?', '7'],
  ['count the letter p in pepper and puppy', '6'],
  ["count the p's in pepper, puppy and apple", '8'],
  ["Count all the l's in hello and lullaby.", '5'],
  ['count the vowels in onion and piano', '6'],
  ['how many vowels are there in "onion" and "piano" combined?', '6'],
  ['how many consonants are in "stretch" and "idea"?', '7'],
  ['how many letters are in the words "blue" and "green"?', '9'],
  ['the number of s in "sass" plus "kiss"', '5'],
  ['What is the total number of n\'s in "cannon" and "nun"?', '5'],
  ['number of vowels in "queen" and "king" altogether', '4'],
  ["how many r's do you find in 'mirror' and 'error'?", '6'],
  ['how many g in giggle & egg', '5'],
  ['how many letters in total in "sun" and "moon"', '7'],
  ['How many "o" are in "moon" and "spoon"?', '4'],
];

test('a letter is counted in all words that are told', () => {
  for (const [question, answer] of COUNTED) assert.equal(answerTo(question), answer, question);
});

const OTHERS: readonly (readonly [question: string, answer: string | undefined])[] = [
  ['how many t\'s in "tattoo"?', '3'],
  ['how many t\'s in "tattoo" and "butter" each?', undefined],
  ['count the vowels in onion and piano separately', undefined],
  ['How many o are in the sentence "moon and spoon"?', '4'],
  ['how many words are in "sun and moon"?', '3'],
  ['how many more t\'s has "tattoo" than "butter"?', undefined],
];

test('one word, a sentence and a count of each stay what they are', () => {
  for (const [question, answer] of OTHERS) assert.equal(answerTo(question), answer, question);
});
