/** Slots: questions without their numbers, forms to problems and back, the grammar of forms, and when draws decide. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printProblem } from '../../problem/formal/print.ts';
import { solve } from '../../problem/solve/solve.ts';
import { worded } from '../wordings/make.ts';
import { abstractQuestion } from './abstract.ts';
import { decideReadings, type Reading } from './decide.ts';
import { readForm, writeForm } from './form.ts';
import { formGrammar } from './grammar.ts';

test('numbers, lists, dates, times and weekdays become slots', () => {
  const cases: readonly (readonly [string, string, Record<string, string>])[] = [
    ['What is 3 plus four?', 'what is Qa plus Qb ?', { Qa: '3', Qb: '4' }],
    ['Sort 3, 1 and 2.', 'sort Ya .', { Ya: '3, 1, 2' }],
    ['Which day is 5 March 2024?', 'which day is Da ?', { Da: '2024-03-05' }],
    ['From 9:40 to 1 pm?', 'from Ta to Tb ?', { Ta: '9:40', Tb: '13:00' }],
    ['What comes 2 days after Friday?', 'what comes Qa days after Wa ?', { Qa: '2', Wa: 'Friday' }],
  ];
  for (const [question, text, slots] of cases) {
    const found = abstractQuestion(question);
    assert.equal(found?.text, text);
    assert.deepEqual(Object.fromEntries(found!.slots), slots);
  }
  assert.equal(abstractQuestion(Array.from({ length: 12 }, (_, i) => `${i} a`).join(' ')), undefined);
});

test('forms: what they say of their slots, and what is none', () => {
  const slots = new Map([
    ['Qa', '12'],
    ['Qb', '-5'],
    ['Ya', '3, 1, 2'],
    ['Ta', '9:40'],
    ['Wa', 'Friday'],
  ]);
  const lines: readonly (readonly [string, string])[] = [
    ['value Qa+Qb', 'value 12+(-5)'],
    ['value Ya/3', 'value (3+1+2)/3'],
    ['solve Qa*x=Qa', 'solve x: 12*x=12'],
    ['descending Ya', 'sort descending 3, 1, 2'],
    ['clock Ta - Qa hours', 'clock 9:40 - 720'],
    ['weekday Wa + 1', 'weekday Friday + 1'],
  ];
  for (const [form, line] of lines) {
    const formed = readForm(form, slots);
    assert.equal(formed?.type === 'problem' ? printProblem(formed.problem) : undefined, line);
  }
  assert.deepEqual(readForm('decline missing', slots), { type: 'decline', why: 'missing' });
  for (const none of [
    '',
    'value',
    'value Qz',
    'story Qa-',
    'decline later',
    'sort Ya',
    'clock Qa + Qb minutes',
    'x'.repeat(500),
  ])
    assert.notEqual(readForm(none, slots)?.type, 'problem', none);
});

test('a problem written as a form of its question is the same problem again', () => {
  let written = 0;
  for (let k = 0; k < 300; k++) {
    const { question, meaning } = worded('slots', k, { near: 0 });
    const abstract = abstractQuestion(question);
    if (meaning.type !== 'problem' || !abstract) continue;
    const form = writeForm(meaning.problem, abstract.slots);
    const back = form === undefined ? undefined : readForm(form, abstract.slots);
    if (back?.type !== 'problem') continue;
    const [a, b] = [solve(meaning.problem), solve(back.problem)];
    if (a.type === 'answer')
      assert.equal(
        b.type === 'answer' ? b.answer.replace(/^x/, '') : '',
        a.answer.replace(/^[a-z](?= =)/, ''),
        question,
      );
    written++;
  }
  assert.ok(written > 120, `${written} of 300`);
});

test('the grammar of forms names only the slots that are there', () => {
  const text = JSON.stringify(formGrammar(new Map([['Qa', '3']])));
  assert.ok(text.includes('"Qa"') && !text.includes('"Qb"') && !text.includes('clock '));
});

test('draws decide together or not at all; a story below zero is none', () => {
  const formed = readForm(
    'story Qa-Qb',
    new Map([
      ['Qa', '7'],
      ['Qb', '3'],
    ]),
  )!;
  const one = (votes: number): Reading => ({ form: 'story Qa-Qb', formed, votes, of: 8 });
  assert.equal(decideReadings('How many are left?', [one(8)])?.solution.answer, '4');
  assert.equal(decideReadings('How many are left?', [one(7)]), undefined);
  assert.equal(decideReadings('How many are left?', []), undefined);
  const below = readForm(
    'story Qa-Qb',
    new Map([
      ['Qa', '3'],
      ['Qb', '7'],
    ]),
  )!;
  assert.equal(decideReadings('How many are left?', [{ ...one(8), formed: below }]), undefined);
});
