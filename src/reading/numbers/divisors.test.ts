/** Divisors, factors, remainders and stories of them, as people ask for them; undefined: to be declined. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';

const ANSWERS: readonly (readonly [string, string | undefined])[] = [
  ['The number 861, it is divisible by 7 or no?', 'yes'],
  ['List all the factors of 28.', '1, 2, 4, 7, 14, 28'],
  ['List all factors of 36, from smallest to largest.', '1, 2, 3, 4, 6, 9, 12, 18, 36'],
  ['Prime factors of 90 please, with repeats, as a list', '2*3*3*5'],
  ['How many divisors has 60 got, counting 1 and itself? Settling an argument over tea here.', '12'],
  ['is 3471 divisible by 3 or nah', 'yes'],
  ['Is the number 91 a prime number? Kindly answer yes or no.', 'no'],
  ['Make please the prime factors of 60 with repeat, the small before.', '2*2*3*5'],
  ['is 9 divisible by 3', 'yes'],
  ['does 7 go into 91', 'yes'],
  ['does 4 divide 30?', 'no'],
  ['is 6 a factor of 42', 'yes'],
  ['Is 54 a multiple of 9?', 'yes'],
  ['can 100 be divided by 7 evenly', 'no'],
  ['Can you divide 84 by 6 without a remainder?', 'yes'],
  ['what are the factors of 24?', '1, 2, 3, 4, 6, 8, 12, 24'],
  ['which numbers divide 18 exactly', '1, 2, 3, 6, 9, 18'],
  ['what goes into 20 evenly', '1, 2, 4, 5, 10, 20'],
  ['how many factors does 36 have', '9'],
  ['Number of divisors of 48', '10'],
  ['is 97 prime or not', 'yes'],
  ['97 prime?', 'yes'],
  ['is 1 a prime number', 'no'],
  ['is 17 odd or even', 'odd'],
  ['is 10 odd', 'no'],
  ['Is 24 an even number?', 'yes'],
  ['factorise 84 into primes', '2*2*3*7'],
  ['Write 72 as a product of its prime factors', '2*2*2*3*3'],
  ['prime factorisation of 100', '2*2*5*5'],
  ['break 60 down into primes', '2*2*3*5'],
  ['what is the largest prime factor of 84', '7'],
  ['how many prime factors does 30 have', undefined],
  ['factors of 12 except 1', undefined],
  ['is 12 divisible by 3 and 4', 'yes'],
  ['is 60 divisible by 7 or 8', undefined],
  ['next prime after 13', '17'],
  ['how many primes are between 10 and 20', '4'],
  ['Find a whole number that leaves remainder 1 when divided by 4 and is also divisible by 4.', undefined],
  ['Find an even number which leaves a remainder of 1 when it is divided by 4.', undefined],
  ['which whole number bigger than 1 divides both 8 and 15', undefined],
  ['what is the remainder of 17 divided by 5', '2'],
  ['is 7 a divisor of 50', 'no'],
  ['tell me if 2026 is divisible by 2', 'yes'],
  ['Is 0 even?', 'yes'],
  ['i need all the divisors of 16', '1, 2, 4, 8, 16'],
  ['is 51 a prime', 'no'],
  ['Does 15 divide evenly into 240?', 'yes'],
  ['do 3 and 5 divide 45', undefined],
  [
    'got a 180 cm and a 252 cm bit of copper. want them cut into equal pieces, same length off both, no waste, as long as poss. how long each in cm',
    '36',
  ],
  ['65 parcels into crates of 8, filled one after another. how many end up in the last crate that isnt full', '1'],
  [
    'two buses leave together now, one goes every 15 min other every 20, how many min til they leave together again',
    '60',
  ],
  ['floor is 240 by 180 cm and i want square tiles no cutting, whats the biggest side in cm', '60'],
  [
    'Two bells ring every 6 and 8 minutes. They ring together now. After how many minutes do they next ring together?',
    '24',
  ],
  ['One lamp flashes every 4 seconds, another every 6 seconds. When will they flash at the same time again?', '12'],
  ['24 boys and 36 girls, identical teams with no one left over. What is the greatest number of teams?', '12'],
  ['I have 48 apples and 36 pears and make identical baskets with nothing left. Most baskets I can make?', '12'],
  [
    'sausages come in packs of 6 and rolls in packs of 8, whats the fewest sausages so i have the same number of each',
    '24',
  ],
  ['100 eggs in boxes of 12, how many left over', '4'],
  ['50 kids in teams of 6 - how many kids are without a team?', '2'],
  ['divide 75 sweets among 8 children equally, how many are left?', '3'],
  [
    'ribbons of 84 cm and 120 cm must be cut into equal strips as long as possible with no remainder. How long is one strip?',
    '12',
  ],
  [
    'the tram comes every 12 minutes and the bus every 18, both just left. how long till they leave together again',
    '36',
  ],
  [
    'Jana waters one plant every 3 days and the other every 5 days. Today both. In how many days will she water both again?',
    '15',
  ],
  ['what is left when 58 is divided by 9', '4'],
  ["58 divided by 9 what's the remainder", '4'],
  ['smallest number that both 6 and 10 go into', '30'],
  ['biggest number that goes into both 24 and 40', '8'],
  ['58 biscuits, 9 on each plate, how many are over', '4'],
  ['17 mod 0', undefined],
];

test('what divides what, in many words', () => {
  for (const [question, answer] of ANSWERS) {
    const found = understand(question);
    assert.equal(found.type === 'answered' ? found.solution.answer : undefined, answer, question);
  }
});

test('a number that is looked for by remainders that contradict each other does not exist', () => {
  for (const [question] of ANSWERS.filter(([one]) => /^(?:Find a|which whole number bigger)/.test(one))) {
    const found = understand(question);
    assert.equal(found.type === 'declined' ? found.why : found.type, 'no-solution', question);
  }
});
