/** Table test: sums and neighbours of numbers that are written in a base. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { understand } from '../understand.ts';

const answer = (question: string): string | undefined => {
  const found = understand(question);
  return found.type === 'answered' ? found.solution.answer.replace(/^x = /, '') : undefined;
};

const TABLE: readonly (readonly [string, string | undefined])[] = [
  ['what is 11 + 1 in binary, give the result in binary as well', '100'],
  ['Binary sum: 10 + 11. Write the answer in binary.', '101'],
  ['Add 101 and 11 in binary. Answer in binary.', '1000'],
  ['binary 10 plus binary 1 in binary', '11'],
  ['In binary, how much is 10 + 100?', '110'],
  ['In base 2, 11 + 11 =', '110'],
  ['11 minus 1 in binary, also answer binary please', '10'],
  ['what comes after 11 in binary', '100'],
  ['In binary counting, what is the next number after 111?', '1000'],
  ["what's the next binary number after 101", '110'],
  ['When you count in binary, what comes just before 1000?', '111'],
  ['Count in binary: which number follows 1000? In binary.', '1001'],
  ['binary: what number comes after 100?', '101'],
  ['what comes right after 1F in hex', '20'],
  ['What comes after F when you count in hexadecimal?', '10'],
  ['How do I write 5 in binary?', '101'],
  ['Counting in binary, which number comes two after 10 or before it?', undefined],
  ['what is 111 in binary as a normal number', '7'],
  ['How much is 1 + 2 in binary? The answer also in binary, digits 1 and 2 are binary.', undefined],
  ['1 + 2 in binary', '11'],
  ['2 + 3 in binary?', '101'],
  ['Counting up in binary, what is the number before 1000?', '111'],
  ['what number follows F in hex', '10'],
  ['If you count in octal, what comes after 11?', '12'],
  ['Counting in octal, which number comes after 17?', '20'],
  ['what does 1101 + 1 give in binary?', '1110'],
  ['In binary, 1 plus 1?', '10'],
  ['1 - 1 in binary, answer in binary please', '0'],
  ['binary 1 times 1, result in binary', '1'],
  ['in base two: 100 + 101 = ?', '1001'],
  ['6 + 5 in octal', '13'],
  ['in hex: 9 + 1', 'A'],
  ['4 + 5 as a binary number', '1001'],
  ['16 + 16 in binary', '100000'],
  ['what comes after binary', undefined],
  ['write 1111 from binary to decimal', '15'],
  ['Which binary number is between 1000 and 1010?', '1001'],
  ['How much is 1 + 1 in binary minus the answer?', undefined],
  ["what's 10 in binary", '1010'],
];

for (const [question, want] of TABLE) test(question, () => assert.equal(answer(question), want));
