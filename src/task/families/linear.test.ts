import { test } from 'node:test';
import assert from 'node:assert/strict';
import { gradeItem, makeItem, readSlots, type Difficulty } from '../family.ts';
import { evaluate, same } from '../../problem/expression.ts';
import { tokens } from '../arithmetic-steps.ts';
import { linear } from './linear.ts';

const items = (['train', 'test'] as const).flatMap((split) =>
  ([1, 2, 3] as Difficulty[]).flatMap((difficulty) =>
    Array.from({ length: 250 }, (_, i) => makeItem(linear, split, 1, i, difficulty)),
  ),
);
const verify = (question: string, answer: string) => linear.verify!(readSlots(linear, question)!, answer);

test('gold passes grade and verify; its neighbours do not', () => {
  for (const item of items) {
    const [letter, x] = item.gold.split('=');
    assert.ok(gradeItem(linear, item, item.gold).correct && gradeItem(linear, item, x).correct, item.question);
    assert.ok(verify(item.question, item.gold)?.pass, item.question);
    for (const wrong of [`${letter}=${Number(x) + 1}`, `${letter}=${-Number(x)}`, `${letter}=${x}/7`]) {
      assert.equal(verify(item.question, wrong)!.pass, false, `${item.question} ${wrong}`);
      assert.ok(!gradeItem(linear, item, wrong).correct);
    }
  }
  assert.ok(items.some((item) => /times/.test(item.question)) && items.some((item) => /-/.test(item.gold)));
});

test('what a thought computes is true, and it finds gold before the check', () => {
  for (const { thought, gold } of items) {
    const x = gold.split('=')[1];
    assert.match(thought, new RegExp(`=${x}\ncheck: .* yes$`));
    for (const line of thought.split('\n'))
      for (const chain of line.replace('check: ', '').replace(' yes', '').split(', ')) {
        const values = chain
          .split('=')
          .map((part) => evaluate(part)?.value)
          .filter((value) => value !== undefined);
        for (const value of values) assert.ok(same(value, values[0]), line);
      }
    assert.ok(tokens(thought) <= 190, thought);
  }
});

test('no difficulty but the hardest goes below zero', () => {
  for (const { difficulty, gold } of items) if (difficulty < 3) assert.doesNotMatch(gold, /-/);
});

test('hostile answers fail, and text that is no equation is left alone', () => {
  for (const answer of ['', 'x', 'x=', 'y=7', 'x=1/0', '9'.repeat(1e6), 'x=(7)', 'seven']) {
    assert.equal(verify('Solve 3x+5=26 for x.', answer)!.pass, false, answer.slice(0, 20));
  }
  for (const right of ['7', 'x = 7', 'x=14/2', 'X=7.'])
    assert.equal(verify('Solve 3x+5=26 for x.', right)!.pass, true, right);
  assert.equal(linear.verify!({ eq: 'it rains', v: 'x' }, '3'), undefined);
  assert.equal(linear.verify!({ eq: '3x+5=26', v: 'the weather' }, '3'), undefined);
});
