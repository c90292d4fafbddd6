import { test } from 'node:test';
import assert from 'node:assert/strict';
import { gradeItem, makeItem, readSlots, type Difficulty } from '../family.ts';
import { tokens } from '../arithmetic-steps.ts';
import { sequences } from './sequences.ts';

const items = (['train', 'test'] as const).flatMap((split) =>
  ([1, 2, 3] as Difficulty[]).flatMap((difficulty) =>
    Array.from({ length: 150 }, (_, i) => makeItem(sequences, split, 1, i, difficulty)),
  ),
);

const stepsOf = (terms: readonly number[]): number[] => terms.slice(1).map((term, i) => term - terms[i]!);
const equal = (list: readonly number[]): boolean => list.every((value) => value === list[0]);

/** The rules again, on the whole sequence: none of this knows how the family finds a term. */
const lawful: Record<string, (terms: readonly number[]) => boolean> = {
  same: (t) => equal(stepsOf(t)),
  alternate: (t) => stepsOf(t).every((step, i, all) => i < 2 || step === all[i - 2]),
  growth: (t) => equal(stepsOf(stepsOf(t))),
  times: (t) => t.every((term, i) => i < 2 || term * t[0]! === t[i - 1]! * t[1]!),
  'add two': (t) => t.every((term, i) => i < 2 || term === t[i - 1]! + t[i - 2]!),
};

const filled = (question: string, value: string): number[] =>
  readSlots(sequences, question)!
    .terms!.split(', ')
    .map((term) => Number(term === '_' ? value : term));

test('the answer completes a lawful sequence, a neighbour of it does not', () => {
  const seen = new Set<string>();
  for (const item of items) {
    const laws = Object.keys(lawful).filter((law) => lawful[law]!(filled(item.question, item.gold)));
    assert.ok(laws.length > 0, item.question);
    seen.add(laws[0]!);
    const near = filled(item.question, `${Number(item.gold) + 1}`);
    assert.ok(!Object.values(lawful).some((law) => law(near)), item.question);
    assert.ok(
      gradeItem(sequences, item, item.gold).correct && !gradeItem(sequences, item, `${Number(item.gold) + 1}`).correct,
    );
  }
  assert.equal(seen.size, 5);
});

test('a thought writes true differences, says no before it says yes, and meets the answer', () => {
  for (const { thought, gold, question } of items) {
    for (const [, a, b, difference] of thought.matchAll(/(\d+)-(\d+)=(-?\d+)/g))
      assert.equal(Number(a) - Number(b), Number(difference), thought);
    for (const [, a, b, product] of thought.matchAll(/(\d+)\*(\d+)=(\d+)/g))
      assert.equal(Number(a) * Number(b), Number(product), thought);
    const tries = thought.split('\n').filter((line) => /^(same|alternate|growth|times|add two)/.test(line));
    assert.deepEqual(
      tries.map((line) => line.endsWith('yes')),
      tries.map((_, i) => i === tries.length - 1),
      thought,
    );
    assert.match(thought, new RegExp(`=${gold}\\b`), question);
    assert.ok(tokens(thought) <= 190 && tokens(question) <= 60);
  }
});

test('enough phrasings, each with both slots', () => {
  assert.ok(new Set(sequences.phrasings).size >= 25);
  for (const phrasing of sequences.phrasings) assert.match(phrasing.replace('{which}', ''), /\{terms\}/);
});
