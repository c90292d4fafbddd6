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
  ['A shop had 6 plums in a bin and put 11 more plums in the bin. How many plums are in the bin?', '17'],
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
  ['octal 25 plus octal 4... result in octal?', '31'],
  ['I have one zero one in base two and add one one zero in base two, please keep it in base two', '1011'],
  ['Add binary 111, octal 12 and hex B and report the total in decimal.', '28'],
  ['Which is bigger, 1011 in binary or 22 in base 4? Give its value in decimal.', '11'],
  ['The ticks went from 0x0A to 0x1F. By how many did they rise, in decimal?', '21'],
  ['How would people who counted in base 4 write the number eleven?', '23'],
  ['My nephew says the binary number 101 is really five. Which ordinary number is it?', '5'],
  ['chmod 640: take those three digits as one octal number, what is it in decimal?', '416'],
  ['hw says write 90 in roman numerals, i think its LXL', 'XC'],
  ['The stone gives birth as MCMX and death as MCMLX. How many years between, in normal figures?', '50'],
  ['Begin with MC, take away XC, then add V. What Roman numeral are you left with?', 'MXV'],
  ['If this is Super Bowl XLIX, how do they write the one that comes right after it?', 'L'],
  ['How much is the half of D, in Roman?', 'CCL'],
  ['Sort these bouts smallest first, keeping them Roman: XL, IX, XI', 'IX, XI, XL'],
  ['how many letters are in the roman numeral for 38', '7'],
  ['XC + XV, my teacher wants it in roman numerals not normal ones', 'CV'],
  ['area of triangle, base 12, height 9', '54'],
];

for (const [question, answer] of TABLE)
  test(question, () => assert.equal(told(question).replace(/^0(?=\d:)/, ''), answer));
