import { test } from 'node:test';
import assert from 'node:assert/strict';
import { gradeItem, makeItem, readSlots } from '../family.ts';
import { logic } from './logic.ts';

const passes = (clues: string, ask: string, answer: string) => logic.verify!({ clues, ask }, answer)?.pass;

test('orders', () => {
  const clues = 'Ann is taller than Ben, Cid is shorter than Ben';
  assert.equal(passes(clues, 'who is the tallest', 'Ann'), true);
  assert.equal(passes(clues, 'who is the tallest', 'Ben'), false);
  assert.equal(passes(clues, 'who is the shortest', 'Cid'), true);
  assert.equal(passes(clues, 'who is in the middle', 'ben'), true);
  assert.equal(passes(clues, 'what is the order from tallest to shortest', 'Ann, Ben, Cid'), true);
  assert.equal(passes(clues, 'what is the order from tallest to shortest', 'Ann, Ben and Cid'), true);
  assert.equal(passes(clues, 'what is the order from tallest to shortest', 'Cid, Ben, Ann'), false);
  assert.equal(passes(clues, 'what is the order from tallest to shortest', 'Ann, Ben'), false);
});

test('truth-tellers and liars', () => {
  const clues = 'Ann and Ben each always lie or never lie, Ann says Ben and I both lie, Ben says Ann lies';
  assert.equal(passes(clues, 'who tells the truth', 'Ben'), true);
  assert.equal(passes(clues, 'who lies', 'Ann'), true);
  assert.equal(passes(clues, 'who lies', 'Ben'), false);
  assert.equal(passes(clues, 'who lies', 'nobody'), false);
  assert.equal(passes(clues, 'who lies', ''), false);
});

test('pets', () => {
  const clues =
    'Ann, Ben and Cid own a cat, a dog and a fish, Ann does not own the cat, Ben or Ann owns the fish, Ann owns the cat or the dog';
  assert.equal(passes(clues, 'who owns what', 'Ann=dog, Ben=fish, Cid=cat'), true);
  assert.equal(passes(clues, 'who owns what', 'Cid = cat, Ann: dog and Ben owns the fish'), true);
  assert.equal(passes(clues, 'who owns what', 'Ann=fish, Ben=dog, Cid=cat'), false);
  assert.equal(passes(clues, 'who owns what', 'Ann=dog, Ben=fish'), false);
  assert.equal(passes(clues, 'who owns the cat', 'Cid'), true);
  assert.equal(passes(clues, 'who owns the cat', 'Ben'), false);
  assert.equal(passes(clues, 'which pet belongs to Ann', 'dog'), true);
  assert.equal(passes(clues, 'which pet belongs to Ann', 'fish'), false);
});

/** Every answer of the right kind for the names and pets in a puzzle. */
const candidates = (gold: string, question: string): string[] => {
  const people = [
    ...new Set(
      question.match(
        /\b[A-Z][a-z]{2,3}\b(?= (is|says|and|does|owns|or)\b|,| [a-z]+ than)|(?<=(than|and) )[A-Z][a-z]{2,3}\b/g,
      ),
    ),
  ];
  const pets = [...question.matchAll(/ an? (\w+)(?=,| and a)|and a (\w+), [A-Z]/g)].map(
    (match) => match[1] ?? match[2],
  );
  const orders = (words: string[]): string[][] =>
    words.length
      ? words.flatMap((word) => orders(words.filter((other) => other !== word)).map((rest) => [word, ...rest]))
      : [[]];
  if (gold.includes('=')) {
    const names = gold.split(', ').map((part) => part.split('=')[0]);
    return orders(gold.split(', ').map((part) => part.split('=')[1])).map((order) =>
      names.map((name, i) => `${name}=${order[i]}`).join(', '),
    );
  }
  if (question.includes(' says ')) {
    const named = [...new Set([...question.matchAll(/(\w+) says /g)].map((match) => match[1]))];
    return [
      'nobody',
      ...Array.from({ length: 2 ** named.length - 1 }, (_, bits) =>
        named.filter((_, i) => ((bits + 1) >> i) & 1).join(', '),
      ),
    ];
  }
  if (gold.includes(', ')) return orders(gold.split(', ')).map((order) => order.join(', '));
  return /^[a-z]/.test(gold) ? pets : people;
};

test('of all possible answers exactly the gold one passes the check', () => {
  const kinds = new Set<string>();
  for (const difficulty of [1, 2, 3] as const) {
    for (let index = 0; index < 150; index++) {
      const item = makeItem(logic, 'train', 11, index, difficulty);
      const slots = readSlots(logic, item.question)!;
      const passing = candidates(item.gold, item.question).filter((answer) => logic.verify!(slots, answer)?.pass);
      assert.deepEqual(
        passing.map((answer) => gradeItem(logic, item, answer).correct),
        [true],
        `${item.question} ${item.gold}: ${passing}`,
      );
      kinds.add(item.plan);
    }
  }
  assert.equal(kinds.size, 3);
});

test('questions of other families are left alone', () => {
  assert.equal(passes('Solve for x', 'what is 3*x=6', '2'), undefined);
});
