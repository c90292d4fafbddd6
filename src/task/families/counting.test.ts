import { test } from 'node:test';
import assert from 'node:assert/strict';
import { gradeItem, makeItem, type Difficulty } from '../family.ts';
import { tokens } from '../arithmetic-steps.ts';
import { counting } from './counting.ts';

const items = (['train', 'test'] as const).flatMap((split) =>
  ([1, 2, 3] as Difficulty[]).flatMap((difficulty) =>
    Array.from({ length: 150 }, (_, i) => makeItem(counting, split, 1, i, difficulty)),
  ),
);

const numbersIn = (text: string): number[] => (text.match(/\d+/g) ?? []).map(Number);

/** The answer, found from the question's own words; undefined for the questions that this test does not recount. */
const recount = (question: string): number | undefined => {
  const list = /[a-z\d]+(?:, [a-z\d]+)+/.exec(question)?.[0].split(', ').map(Number);
  const limits = numbersIn(question.replace(/\d+(, \d+)+/, ''));
  if (!list || list.some(Number.isNaN)) return undefined;
  if (/even/.test(question)) return list.filter((n) => n % 2 === 0).length;
  if (/odd/.test(question)) return list.filter((n) => n % 2 === 1).length;
  if (/times does|how often|how many times/i.test(question)) return list.filter((n) => n === limits[0]).length;
  if (/end in 0|by 5\?|of 5:/.test(question))
    return list.filter((n) => `${n}`.endsWith('0') || `${n}`.endsWith('5')).length;
  if (/above|greater|more than|over/.test(question))
    return list.filter((n) => n > limits[0]! && n < (limits[1] ?? 1000)).length;
  if (/below|less|smaller|under/.test(question)) return list.filter((n) => n < limits[0]!).length;
  return undefined;
};

test('counting again from the question gives the same', () => {
  let counted = 0;
  for (const item of items) {
    const recounted = recount(item.question);
    if (recounted !== undefined) {
      assert.equal(item.gold, `${recounted}`, item.question);
      counted++;
    }
    assert.ok(
      gradeItem(counting, item, item.gold).correct && !gradeItem(counting, item, `${Number(item.gold) + 1}`).correct,
    );
    assert.ok(tokens(item.thought) <= 190 && tokens(item.question) <= 60, item.question);
    assert.doesNotMatch(item.question, /[{}]/);
  }
  assert.ok(counted > 500, `${counted}`);
});

test('ways to choose and arrange, counted by listing them', () => {
  const solve = (kind: 'pairs' | 'teams' | 'officers' | 'outfits' | 'row' | 'mixed', given: number[]) =>
    counting.gold({ kind, list: [], given });
  const range = (n: number) => Array.from({ length: n }, (_, i) => i);
  const ordered = (n: number) =>
    range(n).flatMap((i) =>
      range(n)
        .filter((j) => j !== i)
        .map((j) => [i, j] as const),
    );
  const orders = (left: number[]): number =>
    left.length === 0 ? 1 : left.reduce((sum, x) => sum + orders(left.filter((y) => y !== x)), 0);
  assert.equal(solve('pairs', [7]), `${ordered(7).filter(([i, j]) => i < j).length}`);
  assert.equal(solve('officers', [7]), `${ordered(7).length}`);
  assert.equal(
    solve('teams', [5, 4]),
    `${
      ordered(5)
        .filter(([i, j]) => i < j)
        .flatMap((pair) => range(4).map(() => pair)).length
    }`,
  );
  assert.equal(solve('outfits', [2, 3, 4]), `${range(2).flatMap(() => range(3).flatMap(() => range(4))).length}`);
  assert.equal(solve('row', [4]), `${orders(range(4))}`);
  assert.equal(solve('mixed', [2, 3, 4]), '20');
});

test('a walk names every item of the list, and ends on the count', () => {
  for (const { thought, gold } of items) {
    if (!thought.includes('found: ')) {
      assert.ok(thought.endsWith(`=${gold}`) || thought.endsWith(`${gold}`), thought);
      continue;
    }
    const lines = thought.split('\n').slice(0, -1);
    assert.equal(lines.filter((line) => / yes /.test(line)).length, Number(gold));
    assert.match(lines.at(-1)!, new RegExp(` ${gold}$`));
  }
});
