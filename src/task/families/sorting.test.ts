import { test } from 'node:test';
import assert from 'node:assert/strict';
import { gradeItem, makeItem, type Difficulty } from '../family.ts';
import { tokens } from '../arithmetic-steps.ts';
import { sorting } from './sorting.ts';

const items = (['train', 'test'] as const).flatMap((split) =>
  ([1, 2, 3] as Difficulty[]).flatMap((difficulty) =>
    Array.from({ length: 150 }, (_, i) => makeItem(sorting, split, 1, i, difficulty)),
  ),
);

const verify = (question: string, answer: string) => sorting.verify!({ question }, answer);
const listOf = (question: string): string[] => /[a-z\d]+(?:, [a-z\d]+)+/.exec(question)![0].split(', ');

test('gold passes grade and verify; other orders, members and lengths do not', () => {
  for (const item of items) {
    assert.ok(gradeItem(sorting, item, item.gold).correct && verify(item.question, item.gold)?.pass, item.question);
    const given = item.gold.split(',');
    const wrong =
      given.length > 1
        ? [[...given].reverse(), given.slice(1), [...given.slice(1), given[1]!], [...given, '5']].map((list) =>
            list.join(','),
          )
        : [...listOf(item.question).filter((value) => value !== item.gold), '1000'];
    for (const answer of wrong) {
      assert.equal(verify(item.question, answer)!.pass, false, `${item.question} ${answer}`);
      assert.ok(!gradeItem(sorting, item, answer).correct, `${item.question} ${answer}`);
    }
    assert.ok(gradeItem(sorting, item, `${item.gold.replaceAll(',', ', ')}.`).correct);
    assert.ok(tokens(item.thought) <= 190 && tokens(item.question) <= 60 && tokens(item.gold) <= 20, item.question);
  }
});

test('sorted by the language, the lists are the same', () => {
  for (const { question, gold } of items) {
    if (!gold.includes(',')) continue;
    const list = listOf(question).sort((a, b) => (/\d/.test(a) ? Number(a) - Number(b) : a < b ? -1 : 1));
    if (/desc|decr|from (largest|greatest)|large to|with the largest/.test(question)) list.reverse();
    assert.equal(gold, list.join(','), question);
  }
});

test('each line of a sort adds its own item to the line before, between those that it was compared with', () => {
  let compared = 0;
  for (const { thought } of items) {
    if (!/check|middle/.test(thought)) continue;
    let before: string[] = [];
    for (const line of thought.split('\n').slice(0, -1)) {
      const [item, ...rest] = line.split(': ');
      const list = (rest.pop() ?? item!).split(',');
      assert.deepEqual([...list].sort(), [...before, item!].sort(), thought);
      if (rest.length > 0) {
        const others = rest[0]!.split(' ').map((word) => {
          const [, a, sign, b] = /^(\w+)([<>])(\w+)$/.exec(word)!;
          const value = (text: string) => (/\d/.test(text) ? Number(text) : text);
          assert.ok(a === item && (sign === '>' ? value(a!) > value(b!) : value(a!) < value(b!)), line);
          return b!;
        });
        const at = list.indexOf(item!);
        for (const other of others)
          assert.ok(
            Math.abs(list.indexOf(other) - at) === 1 || list.filter((value) => value === item).length > 1,
            line,
          );
        compared++;
      }
      before = list;
    }
  }
  assert.ok(compared > 500, `${compared}`);
});

test('the order in which a list is given makes no new problem', () => {
  assert.equal(sorting.key({ kind: 'up', list: [3, 1, 2] }), sorting.key({ kind: 'up', list: [2, 3, 1] }));
});

test('hostile answers fail, other questions are left alone', () => {
  for (const answer of ['', ',', '1', 'NaN', '3,12,45,', '9'.repeat(1e6), '1,'.repeat(1e5), '12,3,45']) {
    assert.equal(verify('Sort 12, 3, 45, 7 from smallest to largest.', answer)!.pass, false, answer.slice(0, 20));
  }
  assert.equal(verify('Find the median of the road.', '3'), undefined);
  assert.equal(verify('What is the largest number in Roman numerals?', '3'), undefined);
});
