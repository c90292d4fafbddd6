import { test } from 'node:test';
import assert from 'node:assert/strict';
import { evaluate, same } from '../../problem/expression.ts';
import { gradeItem, makeItem, type Difficulty } from '../family.ts';
import { tokens } from '../arithmetic-steps.ts';
import { STORIES } from './stories.ts';
import { word } from './word.ts';

const items = (['train', 'test'] as const).flatMap((split) =>
  ([1, 2, 3] as Difficulty[]).flatMap((difficulty) =>
    Array.from({ length: 150 }, (_, i) => makeItem(word, split, 1, i, difficulty)),
  ),
);

test('what a thought computes is true, its last step is the answer, and the plan holds no number', () => {
  for (const item of items) {
    const lines = item.thought.split('\n');
    for (const line of lines) {
      const values = line
        .slice(line.indexOf(': ') + 2)
        .replace(' yes', '')
        .split('=')
        .map((part) => evaluate(part)!.value);
      for (const value of values) assert.ok(same(value, values[0]!), line);
    }
    assert.ok(lines.at(-2)!.endsWith(`=${item.gold}`) && lines.at(-1)!.startsWith('check: '), item.thought);
    assert.ok(gradeItem(word, item, item.gold).correct && !gradeItem(word, item, `${Number(item.gold) + 1}`).correct);
    assert.ok(!/\d/.test(item.plan) && !/[{}]/.test(item.question + item.thought), item.question);
    assert.ok(tokens(item.thought) <= 190 && tokens(item.question) <= 60, item.question);
  }
});

test('every story, solved by hand', () => {
  const solved: Record<string, [numbers: number[], answer: number]> = {
    packs: [[4, 6, 9], 15],
    change: [[3, 7, 30], 9],
    bus: [[30, 12, 5], 23],
    older: [[10, 5, 3], 18],
    twice: [[6, 3], 24],
    share: [[14, 10, 6], 4],
    profit: [[5, 8, 11], 15],
    basket: [[2, 3, 4, 5], 26],
    trip: [[2, 50, 3, 40], 220],
    wages: [[9, 6, 4, 16], 200],
    saving: [[20, 5, 55], 7],
    half: [[40, 7, 9], 18],
    rows: [[5, 8, 6, 30], 16],
    legs: [[10, 6], 52],
    money: [[100, 3, 8, 4, 9], 40],
    family: [[5, 3, 4], 31],
    reading: [[100, 12, 5, 8], 5],
    factory: [[12, 5, 6, 3], 7],
    ages: [[15, 5, 3, 7], 37],
  };
  assert.deepEqual(
    STORIES.map(({ kind }) => kind),
    Object.keys(solved),
  );
  for (const { kind, steps } of STORIES) assert.equal(steps(solved[kind]![0]).at(-1)!.value, solved[kind]![1], kind);
});

test('at least forty wordings, all different, each with every number of its story', () => {
  const wordings = STORIES.flatMap((story) => story.wordings);
  assert.ok(new Set(wordings).size === wordings.length && wordings.length >= 40, `${wordings.length}`);
  for (const { kind, wordings: storyWordings } of STORIES) {
    const letters = storyWordings.map((text) => [...new Set(text.match(/\{[a-f]\}/g))].sort().join(''));
    assert.equal(new Set(letters).size, 1, kind);
  }
});
