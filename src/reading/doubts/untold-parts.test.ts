/** Table test: what is not told, or is no number, beside questions that have an answer. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { understand } from '../understand.ts';

const answer = (question: string): string | undefined => {
  const found = understand(question);
  return found.type === 'answered' ? found.solution.answer.replace(/^x = /, '') : undefined;
};

const TABLE: readonly (readonly [string, string | undefined])[] = [
  ['Make 30 from the numbers 6, 5 and K, using each once.', undefined],
  ['with the cards 4, 7 and b get 28', undefined],
  ['Reach 9 from the numbers 2, 4, 6 and 8, with addition and subtraction only, each at most once.', undefined],
  ["I want my grandfather's year of birth in Roman numerals. He is 91 years old.", undefined],
  ['Write her birth year in Roman numerals. She turned 40.', undefined],
  ['Write 91 in Roman numerals. My grandfather turned that.', 'XCI'],
  ["My grandfather's year of birth is 1940. Write it in Roman numerals.", 'MCMXL'],
  ['Convert 5 kg and some grams to grams.', undefined],
  ['2 hours and a few minutes, how many minutes is that?', undefined],
  [
    'lamp one blinks every 9 seconds, lamp two blinks every now and then. In how many seconds do they blink together again?',
    undefined,
  ],
  [
    'lamp one blinks every 9 seconds, lamp two every 12 seconds. Both just blinked together. In how many seconds do they blink together again?',
    '36',
  ],
  ['so what is 20 + 4*5 minus the coffee', undefined],
  ['what is 8 + 9 plus my rent', undefined],
  ['what is 8 + 9 minus 4', '13'],
  ['A carpet is -3 m long and 2 m wide. What is its area in square metres?', undefined],
  [
    'The wall is 5 m wide and 3 m high, there is a door that we do not paint. How many square metres do we paint?',
    undefined,
  ],
  ['The wall is 5 m wide and 3 m high. How many square metres is it?', '15'],
  ['Which fraction with 8 at the bottom and a whole number on top is the same as 1/3?', undefined],
];

for (const [question, want] of TABLE) test(question, () => assert.equal(answer(question), want));
