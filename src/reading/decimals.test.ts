/** Endless fractions are rounded where the question is of none; siblings are counted once; rows of letters are no numerals. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from './understand.ts';

const answerTo = (question: string): string => {
  const found = understand(question);
  return found.type === 'answered' ? found.solution.answer : found.type;
};

const ROUNDED: readonly (readonly [question: string, answer: string])[] = [
  ['22/7 as a decimal', '3.142857'],
  ['100 kmh to mph', '62.14'],
  ['convert 80 kmh to m/s', '22.22'],
  ['average of 3, 3, 4', '10/3'],
  ['average of 101, 102, 105', '102.67'],
  ['what is 1/3 + 1/2', '5/6'],
  ['7 / 3', '7/3'],
  ['3/8 as a decimal', '0.375'],
];

test('a fraction that does not end is rounded where nobody asked for one', () => {
  for (const [question, answer] of ROUNDED) assert.equal(answerTo(question), answer, question);
});

test('brothers and sisters of one another are not multiplied', () => {
  for (const question of [
    'Mia has 5 brothers. Each brother has 3 sisters. How many sisters does Mia have?',
    'Ned has 2 sisters, and every one of his sisters has 2 brothers. How many brothers does he have?',
    'Zoe has 2 brothers and 1 sister. How many sisters does her brother have?',
  ])
    assert.equal(answerTo(question), 'declined', question);
  assert.equal(answerTo('Each of 4 brothers has 5 marbles. How many marbles do they have?'), '20');
});

test('a row of pairs of letters holds no numeral', () => {
  for (const question of ['AB, BC, CD, ?', 'CD, CE, CF, ?']) assert.notEqual(answerTo(question), '400', question);
  assert.equal(answerTo('what is CD in normal numbers'), '400');
});

const FRACTIONS: readonly (readonly [question: string, answer: string])[] = [
  ['1/2 + 3/4', '5/4'],
  ['1 1/4 + 2 1/2', '15/4'],
  ['3 3/4 - 1 1/2 =', '9/4'],
  ['what is 1/2 times 1/4?', '1/8'],
  ['5/8 / 1/2', '5/4'],
  ['2/3 / 4/5', '5/6'],
  ['5/8 ÷ 1/2', '5/4'],
  ['9 / 1/3', '27'],
  ['What is 7/8 / 2?', '7/16'],
  ['1/2 + 1/2', '1'],
  ['1/3+1/4', '7/12'],
  // Numbers that are divided, decimals, and what is asked for as a decimal.
  ['5 / 8', '0.625'],
  ['100 / 8 / 5', '2.5'],
  ['1/2 + 0.25', '0.75'],
  ['12/8', '1.5'],
  ['1/2 + 1/4 as a decimal', '0.75'],
  ['what is half of 5', '2.5'],
];

test('a sum of fractions is told as a fraction, others as decimals', () => {
  for (const [question, answer] of FRACTIONS) assert.equal(answerTo(question), answer, question);
});
