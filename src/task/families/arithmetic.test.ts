import { test } from 'node:test';
import assert from 'node:assert/strict';
import { equationHolds, evaluate, show } from '../../problem/expression.ts';
import { gradeItem, makeItem, readSlots, type Difficulty } from '../family.ts';
import { tokens } from '../arithmetic-steps.ts';
import { arithmetic } from './arithmetic.ts';

const items = (['train', 'test'] as const).flatMap((split) =>
  ([1, 2, 3] as Difficulty[]).flatMap((difficulty) =>
    Array.from({ length: 200 }, (_, i) => makeItem(arithmetic, split, 1, i, difficulty)),
  ),
);

/** Signs for words, by rules of this test's own. */
const inSigns = (text: string): string =>
  text
    .replace(
      /the (sum|difference|product) of (\d+) and (\d+)/,
      (_, name: string, a, b) => `(${a}${{ sum: '+', difference: '-', product: '*' }[name]}${b})`,
    )
    .replace(/^(\d+) (more|less) than (.*)$/, (_, a, name, rest) => `${rest}${name === 'more' ? '+' : '-'}${a}`)
    .replace('plus', '+')
    .replace('minus', '-')
    .replace('times', '*')
    .replace(/x/g, '*');

test('gold is the value of the question, in signs and in words', () => {
  for (const item of items) {
    const found = evaluate(inSigns(readSlots(arithmetic, item.question)!.e));
    assert.ok(found, item.question);
    assert.equal(show(found.value), item.gold, item.question);
    assert.ok(gradeItem(arithmetic, item, item.gold).correct);
    assert.ok(!gradeItem(arithmetic, item, `${Number(item.gold) + 1}`).correct);
  }
  assert.ok(items.some((item) => /than the/.test(item.question)));
});

test('every equation of a thought is true, it ends in gold, and it is short', () => {
  for (const { thought, gold } of items) {
    for (const line of thought.split('\n').filter((part) => part.includes('='))) {
      const links = line.split(/=|, |: /).filter((part) => part !== '');
      assert.ok(links.length >= 2, line);
      if (!line.includes(': '))
        for (const link of links) assert.equal(equationHolds(`${link}=${links.at(-1)}`, {}), true, line);
    }
    assert.ok(thought.endsWith(`=${gold}`), thought);
    assert.ok(tokens(thought) <= 190);
  }
});

test('the order of a sum or product does not make another problem', () => {
  const key = (tree: Parameters<typeof arithmetic.key>[0]['tree']) => arithmetic.key({ tree, words: false });
  assert.equal(
    key({ op: '+', left: 3, right: { op: '*', left: 4, right: 5 } }),
    key({ op: '+', left: { op: '*', left: 5, right: 4 }, right: 3 }),
  );
  assert.notEqual(key({ op: '-', left: 5, right: 4 }), key({ op: '-', left: 4, right: 5 }));
});
