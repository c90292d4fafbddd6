import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countdown } from './families/countdown.ts';
import { readNumberGame, solvable, verifyNumberGame } from './number-game.ts';
import { families, item, verify } from './registry.ts';

const PAPER = 'Use numbers and basic arithmetic operations (+ - * /) to obtain 24.';
const FEW_SHOT = `${PAPER} Each step, you are only allowed to choose two of the remaining numbers to obtain a new number.
Input: 4 4 6 8
Steps:
4 + 8 = 12 (left: 4 6 12)
6 - 4 = 2 (left: 2 12)
2 * 12 = 24 (left: 24)
Answer: (6 - 4) * (4 + 8) = 24
Input: 4 5 6 10
`;

test('puzzles are read in many wordings', () => {
  const wordings: readonly (readonly [question: string, numbers: string, target: number, all: boolean | undefined])[] =
    [
      [`${PAPER}\nInput: 4 5 6 10`, '4 5 6 10', 24, true],
      [FEW_SHOT, '4 5 6 10', 24, true],
      ['Use 4, 5, 6 and 10 to make 24.', '4 5 6 10', 24, true],
      ['Game of 24: 4 5 6 10', '4 5 6 10', 24, true],
      ['Play the 24 game with [4, 5, 6, 10].', '4 5 6 10', 24, true],
      ['Make 24 from 4, 5, 6, and 10, using each number exactly once. Parentheses are allowed.', '4 5 6 10', 24, true],
      ['How can I get 100 out of 3, 7, 11 and 25 if every number must be used once?', '3 7 11 25', 100, true],
      [
        'Combine the numbers 2, 3, 5, 7 and 11 with + - × ÷ so that the result is 60. Use all five numbers.',
        '2 3 5 7 11',
        60,
        true,
      ],
      [
        'Numbers: 3, 8, 50, 75\nTarget: 353\nEach number may be used at most once; you need not use all of them.',
        '3 8 50 75',
        353,
        false,
      ],
      [
        "Using addition, subtraction, multiplication and division, reach 31 with 3, 4, 7. You don't have to use every number.",
        '3 4 7',
        31,
        false,
      ],
      ['Using 3, 5 and 7, make 22.', '3 5 7', 22, undefined],
      ['You may use 7, 8, 10 and 25 once each. Make 105.', '7 8 10 25', 105, undefined],
      ['Use 4, 5, 6 and 10 to make 24. Each number can only be used once.', '4 5 6 10', 24, true],
      ['Combine 1, 5, 5 and 5 using any of the four basic operations; the result must be 24.', '1 5 5 5', 24, true],
      ['Make 50 from any of the numbers 5, 6, 8, 10 with + - * /.', '5 6 8 10', 50, false],
      ['Write an expression equal to 24 using 3, 3, 8, 8. You may use brackets.', '3 3 8 8', 24, true],
    ];
  for (const [question, numbers, target, all] of wordings) {
    const game = readNumberGame(question);
    assert.deepEqual(game && [game.numbers.join(' '), game.target, game.all], [numbers, target, all], question);
    assert.equal(game!.signs.size, 4, question);
  }
});

test('a rule that is not understood, or no puzzle at all, is not read', () => {
  for (const question of [
    'Use 4, 5, 6 and 10 to make 24 without division.',
    'Use 4, 5, 6 and 10 in this order to make 24.',
    'Use 4, 5, 6 and 10 to make 24; factorials are allowed.',
    'Make 24 from 4, 5, 6 and 10; numbers may be used more than once.',
    'How many ways are there to make 24 from 4, 5, 6 and 10?',
    'What is the average of 4, 5, 6 and 10?',
    'I have 4, 5, 6 and 10 apples and want to get 24 people to eat them.  How many each?',
    'The numbers 2, 4, 6 and 9 have what sum? The total is 21.',
    'The numbers 2, 4, 6 have a mean of 4. Use them with 8 to get 5 as the new mean.',
    'Use 4, 5, 6, 10 to make 24 or 1, 2, 3, 4 to make 10.',
    'Use 1,000 and 24 and 3 to make 24 each exactly once.',
    '',
  ]) {
    assert.equal(readNumberGame(question), undefined, question);
  }
  assert.deepEqual(
    [...readNumberGame('Use only addition and multiplication to get 24 from 1, 2, 3, 4.')!.signs],
    ['+', '*'],
  );
});

test('an expression passes exactly when it is right', () => {
  const question = `${PAPER}\nInput: 3 3 8 8`;
  const table: readonly (readonly [answer: string, pass: boolean | undefined])[] = [
    ['8 / (3 - 8 / 3) = 24', true],
    ['$\\frac{8}{3 - \\frac{8}{3}} = 24$', undefined],
    ['\\boxed{8 \\div (3 - 8 \\div 3)}', true],
    ['**8 ÷ (3 − 8 ÷ 3)**', true],
    ['24 = 8/(3-8/3)', true],
    ['`8/(3-(8/3))` equals 24', true],
    ['3 * 8 = 24', false],
    ['3 * 8', false],
    ['3 * 8 + 3 - 3 = 24', false],
    ['(3 + 8) * 3 - 8 = 24', false],
    ['3 * 8 * (8 - 7) = 24', false],
    ['8 / (3 - 8 / 3) = 25', false],
    ['33 - 8 - 1 = 24', false],
    ['8 * 3 / (8 - 8)', false],
    ['None', false],
    ['There is no solution.', false],
    ['I would start with 8', undefined],
    ['24', false],
    ['3 * 8.0 = 24', false],
    ['(3 + 8 * (8 - 3', undefined],
    ['', undefined],
    ['8^2 / 3', undefined],
  ];
  for (const [answer, pass] of table) assert.equal(verifyNumberGame(question, answer)?.pass, pass, answer);
  assert.equal(verifyNumberGame(`${PAPER}\nInput: 1 1 1 1`, 'It is impossible.')?.pass, true);
  assert.equal(verifyNumberGame('Use only + and * to get 24 from 1, 2, 3, 4.', '4*3*2/1')?.pass, false);
  assert.equal(verifyNumberGame('Use only + and * to get 24 from 1, 2, 3, 4.', '2(4*3)*1')?.pass, true);
});

test('where it is left open whether all numbers are used, an expression of some is not judged', () => {
  const question = 'From the numbers 3, 4, 10, get 30 with + - * /. You can use a number once.';
  assert.equal(verifyNumberGame(question, '3*10'), undefined);
  assert.equal(verifyNumberGame(question, '3*10+4-4')?.pass, false);
  assert.equal(verifyNumberGame(question, '3*10+4')?.pass, false);
  assert.equal(verifyNumberGame('From the numbers 3, 4, 10, get 34. You can use a number once.', '3*10+4')?.pass, true);
});

test('solvable agrees with known games', () => {
  const game = (numbers: number[]) => readNumberGame(`${PAPER}\nInput: ${numbers.join(' ')}`)!;
  assert.equal(solvable(game([1, 5, 5, 5])), true);
  assert.equal(solvable(game([6, 6, 6, 7])), false);
});

test('the registry asks it first, and the family keeps its own wordings', () => {
  assert.equal(verify(FEW_SHOT, '(10 - 6) * 5 + 4 = 24')?.pass, true);
  assert.equal(verify('Use 4, 5, 6 and 10 to make 24.', '4*6')?.pass, false);
  assert.ok(families.includes(countdown));
  for (let i = 0; i < 60; i++) {
    const example = item('countdown', 'test', 1000, i, 3);
    const game = readNumberGame(example.question);
    if (game && !(game.numbers.length === 4 && game.target === 24))
      assert.equal(verify(example.question, example.gold)?.pass, true, example.question);
  }
});
