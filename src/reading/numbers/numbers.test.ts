/** Small equations, sequences, bases, numerals and functions in many words; undefined: to be declined. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makes } from '../compare-answers.ts';
import { understand } from '../understand.ts';

const ANSWERS: readonly (readonly [string, string | undefined])[] = [
  ["Callout is 45 and then it's 32 an hour. Customer paid 189, no parts. How many hours did I bill?", 'x = 4.5'],
  ['£3.20 on the flag and £1.80 for every mile. Meter said £15.80 when they got out, how many miles was it', 'x = 7'],
  [
    'We charge a fixed call-out fee of 35 euros plus 12 euros for every hour worked. The enclosed invoice totals 131 euros. For how many hours has the customer been invoiced?',
    'x = 8',
  ],
  [
    'The skin bundle costs 450 gems and every extra emote adds 60 gems. I spent 870 gems altogether on one bundle plus emotes. How many emotes did I buy?',
    'x = 7',
  ],
  ['paid 59 quid altogether for 6 mugs all the same price, 5 of that was delivery.. so one mug cost what', 'x = 9'],
  ["3 of the same mug and a 4 pound card came to 19 quid, what's one mug?", 'x = 5'],
  ['same number on 4 shelves and 3 left over makes 31, so how many a shelf', 'x = 7'],
  [
    '4 people did the same hours, plus Dave who did 6. Total on the sheet is 38. how many hours did each of the four do',
    'x = 8',
  ],
  ['Three consecutive whole numbers add up to 126. Find the smallest one. (2 marks)', 'x = 41'],
  ['Three consecutive whole numbers add up to 144. Tell me the middle one.', 'y = 48'],
  ['The sum of two consecutive odd numbers is 56. What is the larger?', 'y = 29'],
  ['Two numbers add up to 30 and differ by 4. What is the larger?', '17'],
  ['One number is 5 more than another. Their sum is 21. What is the smaller number?', '8'],
  ['A taxi costs 4 euros plus 2 euros per kilometre. I paid 24 euros. How many kilometres?', 'x = 10'],
  ['Gym is 20 to join then 15 a month. I have spent 110 so far. how many months have I been going?', 'x = 6'],
  ['The plumber charges 40 for coming out and 25 per hour. The bill was 165. How many hours was he there?', 'x = 5'],
  ['four consecutive numbers add up to 11, smallest?', undefined],
  ["I think of a number, multiply it by 4 and add 6. What's my number?", undefined],
  ['Entry is 8 and each ride costs 3. I have 20. How many rides?', undefined],
  ['tickets are 12 each and I paid 36 and had 4 left', undefined],
  ['-8, -5, -2, 1 ... give me please the next two numbers', '4, 7'],
  ['100, 93, 86, 79, 72 -- I need the next two numbers of this row.', '65, 58'],
  ['2, 4, 6, 8, next 3 terms?', '10, 12, 14'],
  ['chmod 755 - thats octal right? so what would 755 octal be in decimal', '493'],
  ['chmod 755, and the 755 is octal right? what is it in base ten', '493'],
  ['chmod 755 is octal right so whats 755 octal in normal decimal', '493'],
  ['Add 1011₂ and 110₂. Give your answer in base two.', '10001'],
  ['the end credits said M C M X C I X when was it made', '1999'],
  ['what does l x x x v i i i mean in numbers', '88'],
  ['I stopped at the end of chapter XXXVII. So I start tomorrow at chapter… in ordinary digits please', undefined],
  ['want 1987 in roman numerals for a tattoo dont mess it up', 'MCMLXXXVII'],
  ['1e3 + 5', '1005'],
  ['2.5e2 * 2', '500'],
  ['2**10', '1024'],
  ['eval: 2**10 - 3*(7+9)', '976'],
  ['What is the greatest common multiple of 4 and 6?', undefined],
  ['write minus 3 in roman numbers', undefined],
  [
    'The register shall be initialised with the hexadecimal value 2A. Give the equivalent bit pattern in binary, without leading zeros.',
    '101010',
  ],
  ['1E in decimal from hex', '30'],
  ['square root of 144', '12'],
  ['sqrt(144)', '12'],
  ['√144', '12'],
  ['√2', undefined],
  ['what is the square root of 2.25?', '1.5'],
  ['cube root of 27', '3'],
  ['square root of 16 plus 9', undefined],
  ['5!', '120'],
  ['round 3.14159 to two places', '3.14'],
  ['round 3.14159 to 2 decimal places', '3.14'],
  ['round 1234 to the nearest hundred', '1200'],
  ['Round 2.5 to the nearest whole number', '3'],
  ['round 0.05 to the nearest tenth', '0.1'],
  ['3. Evaluate without a calculator:   7 + 8 × (15 − 9) ÷ 4', '19'],
  ['Question 4(b). Determine the value of y for which 7y − 19 = 3y + 21.', 'y = 10'],
  ['Aptitude test, item 12. Which number follows? 2, 3, 5, 8, 13, …', '21'],
  ['Exercise 12: 4 + 5', '9'],
  ['Q3) Find the gcd of 12 and 18', '6'],
  ['Question 5 Calculate 3 × 4 (2 marks)', '12'],
  ['1) What is 5 + 6?', '11'],
  ['12. 4 + 5', undefined],
  ['7. Solve 2x = 10', 'x = 5'],
  ['No. 3 Write 44 in Roman numerals', 'XLIV'],
  ['3 plus 4', '7'],
  ['2 (3 + 4)', '14'],
  ['exercise 4: 3 + 3', '6'],
];

test('numbers in many words', () => {
  for (const [question, answer] of ANSWERS) {
    const found = understand(question);
    assert.equal(found.type === 'answered' ? found.solution.answer : undefined, answer, question);
  }
});

/** A question of the numbers game, its target, and whether all numbers must be used. */
const GAMES: readonly (readonly [string, string, boolean])[] = [
  ['24 from 4, 7, 8, 8. all four, once each', '24', true],
  [
    'We turned over 9, 2, 7 and 5 and have to make 20, and every card has to be played. Been at it ten minutes.',
    '20',
    true,
  ],
  [
    'I must obtain 64 from the numbers 8, 10, 2, 3. Is not obligatory to use all, but same number not two times.',
    '64',
    false,
  ],
  ['15 6 8 -> 42, all three used', '42', true],
  ['I rolled 6 5 2 4 and a 20 (the 20 is from the d20). Target is 67, each die at most once. How?', '67', false],
  ["Out of 100, 4, 9 and 3 I'm supposed to build 888. Show me one calculation that works.", '888', false],
  ['nums = [11, 3, 2, 8], target = 62, at most one use of each; print any valid expression', '62', false],
  ['27 out of 81, 3, 12, 5 ?? plus minus times divide all ok', '27', false],
  ['The numbers available are 9, 2 and 3. The result required is 21.', '21', false],
];

test('the target and the cards of the numbers game stand beside other numbers', () => {
  for (const [question, target, all] of GAMES) {
    const found = understand(question);
    assert.ok(found.type === 'answered' && found.problem.type === 'make', question);
    assert.deepEqual([found.problem.target, found.problem.all], [target, all], question);
    assert.equal(makes(found.problem, found.solution.answer), true, question);
  }
});
