/** What follows from rules, kinds and those who lie: told, and not where a word makes it another question. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explain } from '../explain.ts';

const CASES: readonly (readonly [question: string, answer: string | undefined])[] = [
  ['Every waiter here speaks Greek. Ilse is a waiter here. Does Ilse speak Greek?', 'yes'],
  ['Every old waiter here speaks Greek. Ilse is a waiter here. Does Ilse speak Greek?', undefined],
  ['Every waiter here speaks Greek. Ilse speaks Greek. Is Ilse a waiter here?', undefined],
  ['Every waiter here speaks Greek. Ilse does not speak Greek. Is Ilse a waiter here?', 'no'],
  ['No hamster sings. Bo is a hamster. Does Bo sing?', 'no'],
  ['No hamster sings. Bo sings. Is he a hamster?', 'no'],
  ['No hamster sings. Bo does not sing. Is he a hamster?', undefined],
  ['Not all hamsters sing. Bo is a hamster. Does Bo sing?', undefined],
  ['All my hamsters sing. Bo is a hamster. Does Bo sing?', undefined],
  ['If my brother calls, the phone blinks. He is calling. Does the phone blink?', 'yes'],
  ['If my brother calls tonight, the phone blinks. He is calling. Does the phone blink?', undefined],
  ['If my brother calls, the phone blinks. The phone blinks. Is he calling?', undefined],
  ['When the tank is full, we drive south. The tank is full. Do we drive?', 'yes'],
  ['When the tank is full, we drive south. The tank is full. Do we go south?', undefined],
  ['My uncle always lies, without exception. He says the gate was locked. Was the gate locked?', 'no'],
  ['My uncle sometimes lies. He says the gate was locked. Was the gate locked?', undefined],
  ['My uncle always lies. He says the gate was locked and shut. Was the gate locked?', undefined],
  ['My uncle always lies. Jo says the gate was locked. Was the gate locked?', undefined],
  ['A guard who only ever tells the truth says the gate is locked. Is the gate locked?', 'yes'],
  ['Pia: "Tom is a knave." Tom: "We are both knights." Knights tell the truth, knaves lie. What is Pia?', 'knight'],
  ['Pia says Tom lies. Tom says we are both honest. One always lies and the other never does. Who lies?', 'Tom'],
];

test('rules, kinds and liars', () => {
  for (const [question, answer] of CASES)
    assert.equal(explain(question)?.solution.answer.toLowerCase(), answer?.toLowerCase(), question);
});

const TRUTHS: readonly (readonly [question: string, answer: string | undefined])[] = [
  ['Let p and q be true and s false. Decide whether (p and s) or q is true or false.', 'true'],
  ['XOR of true and true gives which value?', 'false'],
  ['p is true, q is false. So what about "if p then q"?', 'false'],
  ['not open bracket true and false close bracket equals what', 'true'],
  ['T or F: 7 is bigger than 9', 'false'],
  ['p is true, q is unknown. So what about "if p then q"?', undefined],
];

const CLAIMS: readonly (readonly [question: string, answer: string | undefined])[] = [
  ['Is 12*12 really 144? My cousin says no.', 'yes'],
  ['Is 12*12 not 144? My cousin says no.', undefined],
  ['Are 4/8 and 1/2 the same?', 'yes'],
  ['Are 4/8 and 1/2 the same length?', undefined],
  ['Is 2:6 the same ratio as 1:3?', 'yes'],
  ['Is 2:40 the same time as 14:40?', undefined],
];

test('claims that somebody doubts', () => {
  for (const [question, answer] of CLAIMS)
    assert.equal(explain(question)?.solution.answer.toLowerCase(), answer, question);
});

test('truth values in more words', () => {
  for (const [question, answer] of TRUTHS)
    assert.equal(explain(question)?.solution.answer.toLowerCase(), answer, question);
});

/** The "no" of "yes or no" denies nothing. */
const ASKED: readonly (readonly [question: string, answer: string])[] = [
  ['If the red lamp is on, then the pump is hot. The red lamp is on. So is the pump hot, yes or no?', 'Yes'],
  ['If the red lamp is on, then the pump is hot. The pump is not hot. Is the red lamp on, yes or no?', 'No'],
  ['If Ada cooks, then Bo washes up. Bo did not wash up. Did Ada cook, yes or no?', 'No'],
  ['If Ada cooks, then Bo washes up. Ada cooks. Does Bo wash up?', 'Yes'],
];

test('rules asked for yes or no', () => {
  for (const [question, answer] of ASKED) {
    const found = explain(question);
    if (found) assert.equal(found.solution.answer, answer, question);
  }
  assert.ok(ASKED.some(([question]) => explain(question)));
});
