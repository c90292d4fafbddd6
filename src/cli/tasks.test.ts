import { test } from 'node:test';
import assert from 'node:assert/strict';
import { families, grade } from '../task/registry.ts';
import type { Item } from '../types.ts';
import { help, tasks } from './tasks.ts';

test('lists every family', () => {
  const text = tasks([]);
  for (const family of families)
    assert.ok(text.includes(`  ${family.name} `) && text.includes(family.about), family.name);
  const json = JSON.parse(tasks(['--json'])) as { families: { name: string; phrasings: number; verify: boolean }[] };
  assert.deepEqual(
    json.families.map((family) => family.name),
    families.map((family) => family.name),
  );
  assert.deepEqual(
    json.families.map((family) => family.verify),
    families.map((family) => family.verify !== undefined),
  );
});

test('draws the items that the flags name, the same each time', () => {
  const flags = ['roman', '--split', 'train', '--difficulty', '2', '--seed', '7', '--count', '5', '--json'];
  const { items } = JSON.parse(tasks(flags)) as { items: Item[] };
  assert.equal(items.length, 5);
  for (const [index, item] of items.entries()) {
    assert.equal(item.id, `roman/train/2/7/${index}`);
    assert.ok(grade(item, item.gold).correct);
  }
  assert.equal(tasks(flags), tasks(flags));
  assert.notEqual(tasks(flags), tasks(flags.with(6, '8')));
});

test('prints plan and thought only when asked', () => {
  const short = tasks(['roman', '--count', '1']);
  const full = tasks(['roman', '--count', '1', '--thought']);
  const {
    items: [item],
  } = JSON.parse(tasks(['roman', '--count', '1', '--json'])) as { items: Item[] };
  assert.ok(short.includes(item.question) && short.includes(`answer   ${item.gold}`) && !short.includes(item.plan));
  assert.ok(full.includes(item.plan) && item.thought.split('\n').every((line) => full.includes(line)));
});

test('a mistake is one sentence that says what to do', () => {
  const cases: [string[], RegExp][] = [
    [['romann'], /there is no family "romann"; did you mean mizan tasks roman\?/],
    [['zzzzzzzz'], /there is no family "zzzzzzzz"; known: .*roman/],
    [['roman', '--nonsense'], /unknown option --nonsense/],
    [['roman', '--difficulty', '4'], /--difficulty takes 1, 2, 3; got "4"/],
    [['roman', '--count', '0'], /--count takes a whole number from 1 to 10000, got "0"/],
    [['roman', 'paths'], /takes one family/],
    [['--count', '3'], /--count needs a family/],
  ];
  for (const [args, message] of cases)
    assert.throws(
      () => tasks(args),
      (error: Error) => error.name === 'UsageError' && message.test(error.message),
      `${args}`,
    );
});

test('help shows every flag', () => {
  for (const flag of ['split', 'difficulty', 'seed', 'count', 'thought', 'json']) assert.ok(help.includes(`--${flag}`));
});
