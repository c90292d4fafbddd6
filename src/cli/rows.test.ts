import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { UsageError } from './options.ts';
import { run } from './rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'mizan-rows-'));
after(() => rmSync(folder, { recursive: true }));

const readRows = (file: string) => readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);

test('rows are a function of the flags, spread over families, of the split that was asked for', async () => {
  const [first, second, other] = ['a', 'b', 'c'].map((name) => join(folder, `${name}.jsonl`));
  await run(['trl', '--count', '45', '--out', first!]);
  await run(['trl', '--count', '45', '--out', second!]);
  await run(['trl', '--count', '45', '--seed', '2', '--split', 'test', '--out', other!]);
  assert.equal(readFileSync(first!, 'utf8'), readFileSync(second!, 'utf8'));
  const rows = readRows(first!);
  assert.equal(new Set(rows.map((row) => row.family)).size, 15);
  assert.ok(rows.every((row) => /\/train\//.test(String(row.label))) && readRows(other!).every((row) => /\/test\//.test(String(row.label))));
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
});
