import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { UsageError } from '../usage-error.ts';
import { run as rows } from './rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'mizan-rows-'));
after(() => rmSync(folder, { recursive: true }));

const run = (args: string[], signal = new AbortController().signal) => rows(args, signal);
const readRows = (file: string) =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('rows are a function of the flags, spread over families, of the split that was asked for', async () => {
  const [first, second, other] = ['a', 'b', 'c'].map((name) => join(folder, `${name}.jsonl`));
  await run(['trl', '--count', '45', '--out', first!]);
  await run(['trl', '--count', '45', '--out', second!]);
  await run(['trl', '--count', '45', '--seed', '2', '--split', 'test', '--out', other!]);
  assert.equal(readFileSync(first!, 'utf8'), readFileSync(second!, 'utf8'));
  const read = readRows(first!);
  assert.equal(new Set(read.map((row) => row.family)).size, 15);
  assert.ok(
    read.every((row) => /\/train\//.test(String(row.label))) &&
      readRows(other!).every((row) => /\/test\//.test(String(row.label))),
  );
});

test('verl gets Parquet, or JSON lines when the name says so', async () => {
  await run(['verl', '--count', '10', '--out', join(folder, 'v.parquet')]);
  await run(['verl', '--count', '10', '--out', join(folder, 'v.jsonl')]);
  assert.equal(readFileSync(join(folder, 'v.parquet')).subarray(0, 4).toString(), 'PAR1');
  assert.equal(readRows(join(folder, 'v.jsonl')).length, 10);
});

test('mistakes are named', async () => {
  await assert.rejects(run([]), UsageError);
  await assert.rejects(run(['verk']), /Did you mean verl/);
  await assert.rejects(run(['trl', '--families', 'romann']), /did you mean roman/);
  await assert.rejects(run(['verl', '--supervised']), /not for verl/);
  for (const [form, out, message] of [
    ['trl', 'x.parquet', /for trl takes a name that ends in \.jsonl, got/],
    ['verl', 'x.csv', /\.jsonl or \.parquet, got "x\.csv"/],
    ['openrlhf', 'x', /\.jsonl, got "x"/],
  ] as const) {
    await assert.rejects(
      run([form, '--count', '1', '--out', out]),
      (error) => error instanceof UsageError && message.test(error.message),
    );
  }
  await assert.rejects(
    run(['trl', '--count', '1', '--json']),
    (error) => error instanceof UsageError && /give one with --out/.test(error.message),
  );
});

test('it can be stopped, and then leaves no file behind', async () => {
  const before = readdirSync(folder);
  for (const out of ['stopped.jsonl', 'stopped.parquet']) {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 20);
    assert.equal(await run(['verl', '--count', '1000000', '--out', join(folder, out)], stop.signal), 130);
  }
  assert.deepEqual(readdirSync(folder), before);
});
