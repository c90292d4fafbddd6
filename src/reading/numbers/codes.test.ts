/** Table test: bases by the place of their words, Roman numerals among other words, primes and even shares. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { understand } from '../understand.ts';

const told = (question: string): string => {
  const found = understand(question);
  if (found.type === 'answered') return found.solution.answer;
  return found.type === 'declined' ? found.why : found.type;
};

const TABLE: readonly (readonly [string, string])[] = [
  ['The label shows 1100 and it is binary. What number is that?', '12'],
  ['my locker code is 17 but in octal, what would that be for us', '15'],
  ['the gauge says 25, I need it in binary. what is it', '11001'],
  ["int('1110', 2)", '14'],
  ['(40).toString(16)', '28'],
  ['how many 1s are in 7 in binary', '3'],
  ['how many bits does it take to write 33 in binary', '6'],
  ['largest number with 6 bits', '63'],
  ['oct 17 -> bin', '1111'],
  ['hex digit H as a number', 'invalid-input'],
  ['The code is 341, but not in base ten. What is it in decimal?', 'missing'],
  ['toRoman(44)', 'XLIV'],
  ['Pope Leo XIII, which number is that?', '13'],
  ['King Edward the seventh, how is his number written?', 'VII'],
  ['what comes after XXIX in roman numerals', 'XXX'],
  ['Is XIX a valid Roman numeral?', 'yes'],
  ['Take IV away from XX and give it as a normal number', '16'],
  ['the stone says MCM and the rest is broken off, which year is it', 'missing'],
  ['the label has MDCC and my guide says 1800. what number does the numeral mean', '1700'],
  ['first prime above 30', '31'],
  ['what primes are there below 12', '2, 3, 5, 7, 11'],
  ['is 51 prime? my dad says yes', 'no'],
  ['can 42 cards be dealt evenly to 5 players with none left over', 'no'],
  [
    'tram 3 runs every 8 minutes and tram 5 every 12. They just left together. In how many minutes again together?',
    '24',
  ],
  [
    'Two bells ring at 10:00 together, one every 9 minutes, the other every 6. When do they next ring together?',
    '10:18',
  ],
  ['gcd and lcm of 4 and 6', 'unknown'],
];

for (const [question, answer] of TABLE)
  test(question, () => assert.equal(told(question).replace(/^0(?=\d:)/, ''), answer));
