/** Counts over lists, as many people would ask. `-`: no answer is given. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';

const TABLE: readonly (readonly [string, string])[] = [
  ['How many numbers from 1 to 50 contain the digit 7?', '5'],
  ['how many odd numbers are there from 1 to 20', '10'],
  ['How many two-digit numbers are multiples of 9?', '10'],
  ['Write out the numbers from 1 to 80. How often have you written the digit 7?', '18'],
  ['We have yes, no, yes, yes, no on the slips. How many no?', '2'],
  ['Count the names that start with B: Ben, Anna, Bob, Carl, Bea.', '3'],
  ['How many of these words have 5 letters: apple, pear, grape, plum, lemon?', '3'],
  ['how many different colours: red, blue, red, green, blue', '3'],
  ['how many people said pizza: Ann pizza, Bo pasta, Cy pizza', '2'],
  ['How many times did we lose? W L L D W L', '3'],
  ['the till roll shows 5, 10, 5, 20, 5. how many 5s', '3'],
  ['how many zeros do you see in 1000202010', '6'],
  ['How many times does the digit 7 appear in 7, 17, 27, 70, 77, 87?', '7'],
  ['tickets on the rail: latte, mocha, latte, tea, flat white, latte, tea. how many lattes am i making', '3'],
  ['how many of these are animals dog table horse lamp sheep goat spoon', '4'],
  ['len("hello world") with the space included?', '11'],
  ['I am looking at the word MISSISSIPPI. How many different letters does it have?', '4'],
  ['how many a s in banana', '3'],
  // A list is taken whole: the measure of an item is no lead of the list.
  ['I have two stalks of celery, a carrot, a lettuce head, and an onion. How many vegetables do I have?', '5'],
  [
    'I have a yam, a stalk of celery, a potato, two cauliflowers, a head of broccoli, and a carrot. How many vegetables do I have?',
    '7',
  ],
  ['There is a bunch of bananas, two pears, a lemon and a grape. How many fruits?', '5'],
  // Amounts, two questions in one, what is not of the list.
  ['How many even numbers are in 2, 5, 8, 11, 14 and how many odd?', '-'],
  ['how many e\'s and a\'s in "elephant"', '-'],
  ['Red, red, blue. How many are not red?', '1'],
  ['How many numbers between 1 and 30 are divisible by 4?', '7'],
  ['list says red, blue, blue and then the bottom half is ripped off. how many blue on the whole list', '-'],
];

test('counts over lists, in many voices', () => {
  const wrong = TABLE.flatMap(([question, want]) => {
    const found = understand(question);
    const got = found.type === 'answered' ? found.solution.answer : '-';
    return got === want ? [] : [`${question} => ${got}, not ${want}`];
  });
  assert.deepEqual(wrong, []);
});
