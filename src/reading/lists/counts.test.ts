/** Table test: counts and orders over lists and shown texts, in forms that no other test has. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { understand } from '../understand.ts';

const told = (question: string): string => {
  const found = understand(question);
  if (found.type === 'answered') return found.solution.answer;
  return found.type === 'declined' ? found.why : found.type;
};

const TABLE: readonly (readonly [string, string])[] = [
  ['Seen from the hide: teal, coot, teal, swan, teal, coot. Teals, how many?', '3'],
  ['Seen from the hide: teal, coot, teal, swan, teal, coot. How many were not teals?', '3'],
  ['Votes: ham egg ham ham jam egg ham. How many more hams than eggs is that?', '2'],
  ["Marks were C, A, B, A, C, C, D. Count only the A's and the C's together.", '5'],
  ['rook, kite, rook, crow, kite - how many different sorts of bird is that', '3'],
  ['drops: wood iron wood wood coal iron wood. what is the count of the most common one', '4'],
  ['Sat sun, Sun rain, Mon rain, Tue fog, Wed rain. On how many days did I have rain?', '3'],
  ['Readings: 7.1, 6.4, 8.0, 7.9, 6.9. How many are 7.0 or more?', '3'],
  ['How many of the words kayak, paddle, noon, river, level read the same backwards?', '3'],
  ['The basket has 3 pears, 2 plums and 4 leeks. How many fruits?', '5'],
  ['In "big brown bears bake bread daily", how many words start with b?', '5'],
  ['How often does the word "no" come in "no, no, I said no to that"?', '3'],
  ['Take the word "banana", strike out every a, and tell me how many letters remain.', '3'],
  ['My motto is: Slow and steady wins. Number of words?', '4'],
  ['I dialled 0300 200 4000. Give me the number of zeros in it.', '8'],
  ['How many times does the pair "an" come in bananas?', '2'],
  ['Sort ascending without duplicates: 5 3 5 1 3', '1, 3, 5'],
  ['top 2 of these scores, highest first: 310 290 355 340', '355, 340'],
  ['Cottages at 91000, 87500, 99000 and 102000. What does the cheapest but one cost?', '91000'],
  ['Race times in seconds: 14.2, 13.8, 15.1, 13.5. I ran the 14.2. What place was I?', '3'],
  ['After an ascending sort of [8, 3, 9, 1, 6], what sits at position 4?', '8'],
  ['Arrange the digits of 4093 into the largest number possible.', '9430'],
  ['Put the letters of the word "garden" in alphabetical order.', 'adegnr'],
  ['rex 31 kg, bella 18 kg, max 27 kg. heaviest dog to lightest, names only', 'rex, max, bella'],
  ['How many parts? p12, p15, p19', '3'],
  ['number of rooms: r101, r102, r204, r305', '4'],
  ['How many cities: Paris, Rome, Oslo, Bern', '4'],
  ['Oslo, Rome, Bern, Kyiv, Paris: how many have exactly four letters?', '4'],
  ['oak, elm, maple, ash: how many three-letter words?', '3'],
  ['Paris, Rome, Madrid. How many have at least five letters?', '2'],
  ["how many digits does 60817 have, my brother won't believe me", '5'],
  ['My locker code is 4417. How many digits is that?', '4'],
  ['how many figures has 4096', '4'],
  // Near ones.
  ['how many web hosts: web01, web02, db01', 'missing'],
  ['How many seats are taken: A1, A2, A3', 'missing'],
  ['How many women: Ann, Tom, Sue', 'unknown'],
  ['My code is 4417. How many digits are even?', 'missing'],
  ['how many digits does 12 times 12 have', 'unknown'],
];

for (const [question, answer] of TABLE) test(question, () => assert.equal(told(question), answer));
