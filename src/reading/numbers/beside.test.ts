/** What stands beside a number or a letter, rows of letters, and sequences and sums in other words. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { answerOf } from '../testing.ts';

const CASES: readonly (readonly [string, string | undefined])[] = [
  ['Which number comes right after 199?', '200'],
  ['what number is before 50', '49'],
  ['what comes after 7?', undefined],
  ['the next even number after 17 please', '18'],
  ['what odd number comes before 17', '15'],
  ['first multiple of 7 after 30', '35'],
  ['which number is between 40 and 42?', '41'],
  ['what number is between 40 and 45?', undefined],
  ['Which letter follows Q?', 'R'],
  ['what letter is before d', 'c'],
  ['What is the 7th letter of the alphabet?', 'G'],
  ['B, D, F, H, and then?', 'J'],
  ['p q r _ t', 's'],
  ['X, Y, Z, what comes next?', undefined],
  ['[3, 6, 9, 12, ?]', '15'],
  ['count in fours: 4, 8, 12, ...', '16'],
  ['Week 1 costs 12 euros, week 2 costs 15, week 3 costs 18. Week 4?', '21'],
  ['7, 14, 21, 28 and so on. The tenth one?', '70'],
  ['we drill at 10, 25, 40 and 55 mm and go on like that, where is the ninth hole', '130'],
  ['1, 4, 9, something, 25, 36', '16'],
];

test('what stands beside a number or a letter, and what comes next', () => {
  for (const [question, answer] of CASES) {
    assert.equal(answerOf(question), answer, question);
  }
});

const SUMS: readonly (readonly [string, string | undefined])[] = [
  ['how many sixes are in 48', '8'],
  ['sum([4, 6, 9])', '19'],
  ['5 and 6 and 9 makes?', '20'],
  ['what number is halfway between 10 and 30', '20'],
  ['how much more do i need to get from 14 to 30', '16'],
  ['I have 9 and need 15, how many more do I need?', '6'],
  ['how much must be added to 8 to make 20', 'x = 12'],
  ['20 divided by what is 4', 'x = 5'],
  ['what is 7 half of?', 'x = 14'],
  ['15 take away what is 9', 'x = 6'],
  ['multiply me by 6 and you get 42. What number am I?', 'x = 7'],
  ['12 - [ ] = 7', 'x = 5'],
  ['5 + ... = 9, fill the gap', 'x = 4'],
  ['🍋 + 🍋 = 14', 'x = 7'],
  ['need ? for 6 x ? = 54', 'x = 9'],
  ['is 9 * 7 63 or 56?', '63'],
  ['does 84 divided by 7 make 14, or is it 12?', '12'],
  ['is 9 * 7 62 or 56?', undefined],
  ['my aunt says 6 + 7 = 14. what should it be?', '13'],
];

test('sums and small equations in other words', () => {
  for (const [question, answer] of SUMS) {
    assert.equal(answerOf(question), answer, question);
  }
});
