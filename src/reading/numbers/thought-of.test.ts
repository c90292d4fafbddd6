/** Table test: numbers that somebody thinks of or hides, told in the third person. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { understand } from '../understand.ts';

const answer = (question: string): string | undefined => {
  const found = understand(question);
  return found.type === 'answered' ? found.solution.answer.replace(/^x = /, '') : undefined;
};

const TABLE: readonly (readonly [string, string | undefined])[] = [
  ['Ravi thinks of a number and takes away 4. Now he has 8. What number did he think of?', '12'],
  ['Tom thinks of a number and adds 3. Now he has 10. Which number is it?', '7'],
  ['I think of a number and double it. Now I have 12. What was my number?', '6'],
  ['Anna thought of a number, took away 2 and had 7. Which number did she think of?', '9'],
  ['My sister picks a number and adds 2. She has 10 now. What number did she pick?', '8'],
  ['Ben has a number in mind. He halves it. Now he has 5. What was the number?', '10'],
  ['Half of a number is 6. Which number?', '12'],
  ['The half of my number is 5. What is my number?', '10'],
  ["A third of some number is 3. What's the number?", '9'],
  ['The double of one number is 8. Which is the number?', '4'],
  ['The triple of a number is 15. What is it?', '5'],
  ['One quarter of one number is 5. Which number is it?', '20'],
  ['A number is hiding in the box. Take it three times and you get 12. Which number is it?', '4'],
  ['There is a secret number on my card. Add 4 to it and you get 9. What is the secret number?', '5'],
  ['I have a number behind my back. Double it and you get 14. What number do I have?', '7'],
  ['Guess my number: take it twice and you have 16.', '8'],
  ["There's a number in my head. If you take away 2 you get 4. Which number is in my head?", '6'],
  ["There's a number hiding under my cup. Take it twice. Which number is hiding?", undefined],
  ['The half of one number is more than 6. Which is the number?', undefined],
  ['Zoe picks a number and takes away 5. Now she has 9. What number did she pick?', '14'],
  ['My grandpa thinks of a number, doubles it and gets 12. What is his number?', '6'],
  ['Our teacher has thought of a number. She adds 5 and gets 15. Which number was it?', '10'],
  ['Leo chose a number, tripled it and had 12. What number did he choose?', '4'],
  ['A number is written on the back of my hand. Half of it is 15. Which number is written there?', '30'],
  ['There is a number in the envelope. Add 10 to it and you have 15. Which number is in the envelope?', '5'],
  ['The triple of one number is 6. Which is the number?', '2'],
  ['A quarter of some number is 2. Which number is that?', '8'],
  ['I have a secret number in my pocket. Take it three times and you get 18. What is the number?', '6'],
  ['Someone thinks of a number and adds 3. The result is 10. Which number did they think of?', '7'],
  ['A number is hidden under the cloth. Take away 8 and you have 12. Which number is hidden?', '20'],
  ['Zoe picks a number and takes away 5. Her brother has 9. What number did she pick?', undefined],
  ['Zoe picks a number and Max picks another. Now they have 9. What number did she pick?', undefined],
  ['The half of one number is 6 more than the other. Which is the number?', undefined],
  [
    'There is a number under my cup. Take it twice and add what is in the box and you get 6. Which number is it?',
    undefined,
  ],
  ['A number is hiding. Which number is hiding?', undefined],
];

for (const [question, want] of TABLE) test(question, () => assert.equal(answer(question), want));
