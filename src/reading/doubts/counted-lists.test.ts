/**
 * Lists whose amounts, properties or order are not told, and questions that look nearly the same and have an answer.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readText } from '../text/text.ts';
import { understand } from '../understand.ts';
import { firmDoubt } from './firm.ts';

const MISSING = [
  'How many of the fruits are ripe: apple, pear, plum?',
  'which are a hammer, a saw and a drill. how many of these are broken?',
  'I have apples, pears and plums. How many fruits do I have?',
  'We own horses and cows. How many animals do we own?',
  'Count the animals: cat, dog, and several birds',
  'There are 5 apples, some pears and 3 plums. How many fruits in all?',
  'In my bag are a pen, two books and a few coins. How many things?',
  'sort these numbers randomly: 3 1 2',
  'put Ann, Bob and Cy in any order',
];

const ANSWERABLE = [
  'There are 40 boys and some girls in the yard, 117 children altogether. How many girls are there?',
  'Count the animals: a cat, two dogs and three birds',
  'How many of these numbers are even: 2, 5, 8?',
  'I have a cat, two dogs and three birds. How many animals do I have?',
  'How many of the cars are red: red car, blue car, red car?',
  'How many letters are in infinity?',
];

test('what a list does not tell is missing', () => {
  for (const question of MISSING) {
    const found = understand(question);
    assert.equal(found.type === 'declined' ? found.why : found.type, 'missing', question);
  }
});

test('infinity is no number of a list', () => {
  const found = understand('which of these is the largest: infinity, 10, 20');
  assert.equal(found.type === 'declined' ? found.why : found.type, 'invalid-input');
});

test('what the list does tell raises no doubt', () => {
  for (const question of ANSWERABLE) assert.equal(firmDoubt(readText(question)), undefined, question);
});
