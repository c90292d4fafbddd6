import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test, type TestContext } from 'node:test';
import { evaluationItems } from '../eval/collect.ts';
import { scriptedChat } from '../testing/scripted-chat.ts';
import type { Chat } from '../types.ts';
import { run } from './compare.ts';
import { comparisonTable, type ComparisonRecord } from '../eval/comparison.ts';
import { servedComparison } from './eval.ts';
import { UsageError } from '../usage-error.ts';
import type { CliContext } from './flags/context.ts';

const gold = new Map(
  evaluationItems(['roman'], { split: 'test', seed: 1000, count: 4, difficulties: [1, 2, 3] }).map((item) => [
    item.question,
    item.gold,
  ]),
);
/** Knows the answers; asked for several at once it errs in the first of them only. */
const clever: Chat = (request) =>
  scriptedChat({
    plans: () => 'as always',
    replies: (_, i) =>
      request.n !== undefined && request.n > 1 && i === 0
        ? 'zzz'
        : (gold.get(request.messages.findLast((message) => message.role === 'user')!.content) ?? 'nothing'),
  })(request);

const contextOf = (t: TestContext, chat: Chat = clever) => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-compare-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const [out, errors]: [string[], string[]] = [[], []];
  const context: CliContext = {
    input: Readable.from([]),
    output: { isTTY: false, write: (text) => out.push(text) },
    errors: { isTTY: false, write: (text) => errors.push(text) },
    env: { MIZAN_DATA: folder },
    clock: () => 0,
    open: async () => ({ name: 'scripted', chat, folder, sections: true, contextLength: 256, close: async () => {} }),
  };
  const go = (args: string[], signal = new AbortController().signal) =>
    run([...args, '--runs', folder], signal, context);
  return { go, folder, out: () => out.join(''), errors: () => errors.join('') };
};
const FLAGS = ['--families', 'roman', '--items', '4'];
const parsed = (text: string) =>
  JSON.parse(text) as { tables: { head: string[]; rows: string[][] }[]; answers?: ComparisonRecord[]; records: string };

test('names are asked the same questions and graded against gold', async (t) => {
  const { go, out, folder } = contextOf(t);
  assert.equal(
    await go(['mizan:none', 'mizan:n=4,plan=none', ...FLAGS, '--out', join(folder, 'table.md'), '--json']),
    0,
  );
  const {
    tables: [table, byFamily],
  } = parsed(out());
  assert.deepEqual(
    table!.rows.map((row) => [row[0], row[1], row[2]!.split(' ')[0]]),
    [
      ['mizan:none', '4', '100.0'],
      ['mizan:n=4,plan=none', '4', '100.0'],
    ],
  );
  assert.deepEqual(byFamily!.rows, [['roman', '4/4', '4/4']]);
  assert.match(readFileSync(join(folder, 'table.md'), 'utf8'), /^\| model/m);
});

test('stopped, it goes on where it was, and a finished run is shown again without a question', async (t) => {
  const stop = new AbortController();
  let requests = 0;
  const counting: Chat = (request) => {
    if (++requests === 3) stop.abort();
    return clever(request);
  };
  const first = contextOf(t, counting);
  assert.equal(await first.go(['mizan:none', 'scripted', ...FLAGS], stop.signal), 130);
  const path = join(first.folder, 'compare', readdirSync(join(first.folder, 'compare'))[0]!);
  assert.match(first.errors(), /go on with: npm start -- compare --resume/);
  const written = readFileSync(path, 'utf8');
  writeFileSync(path, `${written}{"type":"compa`); // torn by a crash
  const second = contextOf(t, counting);
  const before = requests;
  assert.equal(await second.go(['--resume', path, '--json']), 0);
  assert.equal(requests - before, 6, 'two of eight were answered before the stop');
  const third = contextOf(t, () => assert.fail('a finished run asks nothing'));
  assert.equal(await third.go(['--resume', path, '--json']), 0);
  assert.equal(third.out(), second.out());
});

test("a question of one's own: answers beside each other", async (t) => {
  const { go, out } = contextOf(t, scriptedChat({ replies: () => 'Paris', plans: () => 'look it up' }));
  assert.equal(
    await go(['scripted', 'scripted:n=2,plan=none', '--question', 'The capital of France, Paris or Lyon?']),
    0,
  );
  assert.match(
    out(),
    /^scripted\nParis\n {2}1 candidate, 1 call, .*\n\nscripted:n=2,plan=none\nParis\n {2}2 candidates/,
  );
});

test('mistakes and failures say what to do', async (t) => {
  const { go } = contextOf(t, scriptedChat({ replies: () => ({ error: 'out of memory' }) }));
  await assert.rejects(go([]), UsageError);
  await assert.rejects(go(['a', 'a']), /a is named twice/);
  await assert.rejects(
    go(['mizan:hihg', ...FLAGS]),
    (error: Error) => error instanceof UsageError && /mizan:hihg: .*hihg/.test(error.message),
  );
  await assert.rejects(go(['nobody', ...FLAGS]), /there is no model "nobody"; there are mizan, scripted/);
  await assert.rejects(go(['mizan:hgih', ...FLAGS]), /takes one of auto, none/);
  await assert.rejects(
    go(['scripted', ...FLAGS]),
    /scripted failed: out of memory; go on with: mizan compare --resume/,
  );
  await assert.rejects(go(['scripted', '--families', 'poetry']), UsageError);
});

test('mizan eval --effort and --profile measure what is served', () => {
  const served = (...args: string[]) => servedComparison(args)!;
  assert.equal(servedComparison(['--items', '3']), undefined);
  const high = served('--effort', 'high', '--items', '3', '--json', '--out', 'results', '--threads', '2');
  assert.deepEqual(high.names, ['mizan:high']);
  const { items, json, out, threads, runs, parallel } = high.values;
  assert.deepEqual(
    { items, json, out, threads, runs, parallel },
    { items: 3, json: true, out: join('results', 'compare.md'), threads: 2, runs: undefined, parallel: 1 },
  );
  const k2 = served('--profile', 'k2-think', '--families', 'roman', '--quick');
  assert.deepEqual([k2.names, k2.values.items, k2.values.families], [['mizan:k2-think'], 4, 'roman']);
  assert.deepEqual(served('--profile', 'mizan', '--n', '9', '--plan', 'none').names, ['mizan:n=9,plan=none']);
  assert.equal(served('--profile', 'mizan').values.items, 40);
  assert.deepEqual(served('--effort', 'low', '--think-tokens', '32', '--think-least', '8').names, [
    'mizan:low,think_tokens=32,think_least=8',
  ]);
  assert.throws(() => served('--profile', 'none', '--effort', 'low'), UsageError);
  assert.throws(() => served('--effort', 'low', '--calibrate'), /--calibrate has no meaning with --effort/);
});

test('the table against counts by hand', () => {
  const record = (name: string, item: number, correct: boolean): ComparisonRecord => ({
    type: 'compared',
    name,
    item: String(item),
    family: 'f',
    question: 'q',
    answer: 'a',
    content: 'a',
    correct,
    declined: false,
    candidates: 2,
    calls: 3,
    promptTokens: 10,
    completionTokens: 20,
    cost: 0.25,
    seconds: 1,
  });
  const records = [true, true, false, false].flatMap((right, i) => [
    record('a', i, right),
    record('b', i, i === 3 || right),
  ]);
  const { rows } = comparisonTable(records, ['a', 'b'], 1);
  assert.deepEqual(rows[0]!.slice(0, 2).concat(rows[0]!.slice(3, -1)), [
    'a',
    '4',
    '0',
    '2.00',
    '3.00',
    '10.0',
    '20.0',
    '1.00',
    '$1.0000',
  ]);
  assert.match(rows[0]![2]!, /^50\.0 \[/);
  assert.match(rows[1]!.at(-1)!, /^\+25\.0 \[\+0\.0, \+75\.0\], p 1\.000$/);
});
