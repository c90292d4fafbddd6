/** Table test: what stays when a pile is shared out, and whether anything stays. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { understand } from '../understand.ts';

const answer = (question: string): string | undefined => {
  const found = understand(question);
  return found.type === 'answered' ? found.solution.answer.replace(/^x = /, '') : undefined;
};

const TABLE: readonly (readonly [string, string | undefined])[] = [
  [
    'My four kids each get the same number of grapes, as many as possible, from a bowl of 14. How many grapes are left?',
    '2',
  ],
  ['I share 10 cookies equally between my 3 children, as many each as possible. How many are left over?', '1'],
  ['5 friends each get the same number of cards from a pack of 23. How many cards are left over?', '3'],
  ['I hand my 4 dogs the same number of biscuits out of a box of 10. How many biscuits remain?', '2'],
  [
    'I give my two cats the same number of treats, as many as I can, out of a bag of 8. How many treats are left over?',
    '0',
  ],
  ['Can I put 9 children into pairs so that nobody is left over?', 'no'],
  ['Can 10 kids line up in twos with nobody left out?', 'yes'],
  ['Can 15 pupils go in pairs without anyone being left over? yes or no', 'no'],
  ['Can 12 chairs be put into rows of 4 with none left over?', 'yes'],
  ['Can I put 14 pupils into groups of 3 so that no one is left over, yes or no?', 'no'],
  ['Could we divide 20 players into teams of 5 with nobody left over?', 'yes'],
  ['Can we split 7 sandwiches into packs of 2 so that none is left?', 'no'],
  ['Can I put the children into pairs so that nobody is left alone? yes or no', undefined],
  ['Can I put 12 children into groups so that nobody is left alone? yes or no', undefined],
  ['I have 11 pencils and give my 4 pupils the same number each. How many pencils are left over?', '3'],
  ['There are 20 plums. My 3 sons each get the same number, as many as possible. How many plums remain?', '2'],
  [
    'Grandma deals her 5 guests the same number of chocolates, as many as she can, from a box of 16. How many are left?',
    '1',
  ],
  ['We share equally between my 4 cousins, out of a bag of 12. How many marbles are left over?', '0'],
  ['The 6 hens get the same number of worms out of a tin of 10, as many as possible. How many worms are left?', '4'],
  ['I hand each of my 3 boys the same number of stickers from a sheet of 14. How many stickers do I have left?', '2'],
  ['Could 16 dancers be put in pairs with nobody left alone?', 'yes'],
  ['Can 21 socks be sorted into pairs with none left over?', 'no'],
  ['Can I seat 24 guests at tables of 6 so that no one is left over?', 'yes'],
  ['Is it possible to put 10 eggs into boxes of 4 so that none is left over?', 'no'],
  ['Can 18 kids walk in twos without anybody left over, yes or no?', 'yes'],
  ['Can we form teams of 4 from 18 players with nobody left out?', 'no'],
  [
    'I have 11 pencils and give my 4 pupils the same number each and keep 2 for me. How many pencils are left over?',
    undefined,
  ],
  ['I give my pupils the same number each out of a box of 16. How many pencils are left over?', undefined],
  ['I give my 3 cats 2 treats each, out of a bag of 8. How many are left over?', undefined],
  ['How many pairs can 12 children make so that nobody is left alone?', undefined],
  ['Can I put 12 children and a teacher into pairs so that nobody is left alone?', undefined],
];

for (const [question, want] of TABLE) test(question, () => assert.equal(answer(question), want));
