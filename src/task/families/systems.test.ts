import { test } from 'node:test';
import assert from 'node:assert/strict';
import { gradeItem, makeItem, readSlots, type Difficulty } from '../family.ts';
import { evaluate, same } from '../../problem/expression.ts';
import { tokens } from '../arithmetic-steps.ts';
import { systems } from './systems.ts';

const items = (['train', 'test'] as const).flatMap((split) =>
  ([1, 2, 3] as Difficulty[]).flatMap((difficulty) =>
    Array.from({ length: 250 }, (_, i) => makeItem(systems, split, 1, i, difficulty)),
  ),
);
const verify = (question: string, answer: string) => systems.verify!(readSlots(systems, question)!, answer);

test('gold passes grade and verify; exchanged, changed and half answers do not', () => {
  for (const item of items) {
    const [[a, x], [b, y]] = item.gold.split(', ').map((part) => part.split('='));
    assert.ok(gradeItem(systems, item, item.gold).correct, item.question);
    assert.ok(verify(item.question, item.gold)?.pass, item.question);
    assert.ok(verify(item.question, `${b} = ${y} and ${a} = ${x}`)?.pass, item.question);
    const wrong = [
      `${a}=${Number(x) + 1}, ${b}=${y}`,
      `${a}=${x}, ${b}=${Number(y) - 1}`,
      `${a}=${x}`,
      `${a}=${x}, ${b}=${y}5`,
    ];
    for (const answer of wrong) assert.equal(verify(item.question, answer)!.pass, false, `${item.question} ${answer}`);
  }
  assert.ok(items.some((item) => /the sum of/.test(item.question)));
});

test('what a thought computes is true, it finds gold, and it ends in a check', () => {
  for (const { thought, gold, question } of items) {
    for (const line of thought.split('\n')) {
      const chain = line
        .replace(/^\w+(?:\*\d+)?: /, '')
        .replace(' yes', '')
        .split('=');
      const values = chain.map((part) => evaluate(part)?.value).filter((value) => value !== undefined);
      for (const value of values) assert.ok(same(value, values[0]), `${question}\n${thought}\n${line}`);
    }
    for (const part of gold.split(', ')) {
      const [letter, value] = part.split('=');
      assert.match(thought, new RegExp(`(^|\\n|: )${letter}=(.*=)?${value}\n`), `${thought}\n${gold}`);
    }
    assert.match(thought, /\ncheck: .* yes$/);
    assert.doesNotMatch(thought, /--|\+-|\/-/);
    assert.ok(tokens(thought) <= 190, thought);
  }
});

test('hostile answers fail, and text that holds no equations is left alone', () => {
  const question = 'Solve x+y=15 and x-y=3 for x and y.';
  assert.equal(verify(question, 'x=9, y=6')!.pass, true);
  for (const answer of [
    '',
    'x',
    '9, 6',
    'x=9, y=',
    'x=6, y=9',
    'x=9/1, y=6/0',
    'x=9, y=6.5',
    '9'.repeat(1e6),
    'x=9,'.repeat(1e5),
  ]) {
    assert.equal(verify(question, answer)!.pass, false, answer.slice(0, 20));
  }
  assert.equal(systems.verify!({ one: 'tea', two: 'milk', x: 'x', y: 'y' }, 'x=1, y=2'), undefined);
  assert.equal(systems.verify!({ one: 'x+y=3', two: 'x-y=1', x: 'this', y: 'that' }, 'x=1, y=2'), undefined);
});
