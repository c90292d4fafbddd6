/** What is said of questions that were not read: every example that is offered is read, and no known word is disowned. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALONE, isFollowUp, isForeign, KINDS, unreadReason } from './nearest-kind.ts';
import { readFirst } from './read-first.ts';
import type { ChatRequest } from '../types.ts';

const asked = (content: string): ChatRequest => ({ messages: [{ role: 'user', content }] });

test('every example of a kind is answered by reading alone', () => {
  for (const { about, example } of KINDS) {
    const last = readFirst(asked(example))?.events.at(-1);
    assert.ok(last?.type === 'decision' && !last.decision.abstained, `${about}: ${example}`);
  }
});

test('the nearest kind is told by its words, and none of its words is disowned', () => {
  for (const [question, about, unknown] of [
    ['split 120 in ratio 2:3:5', 'ratios', ['split', 'ratio']],
    ['weighted average of 80 (30 %) and 90 (70 %)', 'averages', ['average']],
    ['A shirt of 40 euros is 15% off, how much is saved twice', 'percentages', ['euros', 'twice']],
    ['jan 31 plus one month and 3 minutes', 'dates', ['jan', 'minutes']],
    ['5 miles rounded in yards', 'units', ['miles', 'rounded']],
    ['7 squared rounded', 'powers and rounding', ['squared', 'rounded']],
    ['Bob has 3 apples and 4 pears, how many fruits has bob', 'amounts in a story', ['bob']],
  ] as const) {
    const { reason, advice } = unreadReason(question, unknown);
    assert.equal(reason, `I could not read this one, which seems to be about ${about}`, question);
    assert.match(advice, /^Try it in other words, for example: [A-Z]/);
  }
});

test('without a kind the strange words are named, and only those', () => {
  for (const [question, unknown, reason] of [
    ['Who wrote Hamlet?', ['wrote', 'hamlet'], 'I have not learnt about "hamlet"'],
    ['Is this tomorrow, please?', ['tomorrow', 'please'], 'I could not read this one'],
    ['Zork has 3 frobs and 4 frobs', ['zork', 'frobs', '<n>'], 'I have not learnt about "frobs"'],
  ] as const)
    assert.equal(unreadReason(question, unknown).reason, reason, question);
});

test('another language is told as such, and English is not', () => {
  for (const question of [
    'Wie viel ist 17 mal 23?',
    'Combien font 17 fois 23 ?',
    '¿Cuánto es 17 por 23?',
    'Quanto fa 17 per 23?',
    'Hoeveel is 17 keer 23?',
    'Сколько будет 17 на 23?',
    '17乘以23等于多少？',
    'حاصل ۱۷ ضرب در ۲۳ چیست؟',
  ]) {
    assert.ok(isForeign(question), question);
    assert.equal(unreadReason(question, []).reason, 'I read English only');
  }
  for (const question of [
    'What was the font of 12 letters?',
    'x + y = 3',
    'How many legs has the Los Angeles zoo?',
    '2+2',
  ])
    assert.ok(!isForeign(question), question);
});

test('a question that leans on the one before is told that each stands alone', () => {
  for (const question of ['and times 3?', 'and of 90?', 'What about 7?', 'now double that', 'times 3', 'And in 2025?'])
    assert.ok(isFollowUp(question), question);
  for (const question of ['What is 2+2?', 'Sam has 3 apples and eats one. How many are left?', 'and 3 + 4?'])
    assert.ok(!isFollowUp(question), question);
  const last = readFirst(asked('and times 3?'))?.events.at(-1);
  assert.ok(last?.type === 'decision');
  assert.equal(last.decision.reason, ALONE);
});
