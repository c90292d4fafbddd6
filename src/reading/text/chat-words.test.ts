/** Table test: words as newcomers type them, and one as a person. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { understand } from '../understand.ts';

const answer = (question: string): string | undefined => {
  const found = understand(question);
  return found.type === 'answered' ? found.solution.answer.replace(/^x = /, '') : undefined;
};

const TABLE: readonly (readonly [string, string | undefined])[] = [
  ['wots 4 pluss 1', '5'],
  ['wats 3 x 4', '12'],
  ['How does one write 9 in Roman numerals?', 'IX'],
  ['quik sum 7 minuss 2', '5'],
  [
    'I am thinking of a number, my friend. I add four to it, I double the result, and I arrive at 60. What was my number?',
    '26',
  ],
  ['I take a number, I add three, and I have fifteen. Which number did I take?', '12'],
  ['whats 35 + 90 + 100, three tickets and i am tired', '225'],
  ['I think of a number, I treble it, I take off seven. What was my number?', undefined],
  ['wich is mor 1/2 or 1/5', '1/2'],
  ['can i divide 126 by 9 without nothin left over? yes or no', 'yes'],
  ['How many quarters are there in two and a half?', '10'],
  ['How many thirds are there in two and a third?', '7'],
  ['CL or XC, which one is more?', 'CL'],
  ['XI or IX, which one is less?', 'IX'],
  ['CL or XC, which one is more beautiful?', undefined],
];

for (const [question, want] of TABLE) test(question, () => assert.equal(answer(question), want));
