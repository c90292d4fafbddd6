/** `mizan eval --agent code` over one made-up exercise: its table, its run file again, and mistakes in its flags. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { sharedSandbox } from '../sandbox/sandbox.ts';
import type { Wire } from '../types.ts';
import { evaluateAgent } from './eval-agent.ts';
import type { CliContext } from './flags/context.ts';

const sandbox = await sharedSandbox();
const WITHOUT = sandbox.missing === undefined ? false : 'no sandbox here';

const ROW = {
  id: 'double',
  instructions: 'Double a number.',
  stub: { 'double.ts': 'export const double = (n: unknown): unknown => n\n' },
  tests: {
    'double.test.ts':
      "import { it, expect, xit } from '@jest/globals'\nimport { double } from './double.ts'\nit('one', () => { expect(double(1)).toBe(2) })\nxit('three', () => { expect(double(3)).toBe(6) })\nxit('nothing', () => { expect(double(0)).toBe(0) })\n",
  },
  reference: 'export const double = (n: number): number => n * 2\n',
};

test('the reference solves the mutants; the run file gives the same table again', { skip: WITHOUT }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-eval-agent-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'practice.jsonl'), `${JSON.stringify(ROW)}\n`);
  const mizan = async (args: string[]) => {
    let out = '';
    const context: CliContext = {
      input: Readable.from([]),
      output: { isTTY: false, columns: 120, write: (part: string) => void (out += part) },
      errors: { isTTY: false, columns: 120, write: () => {} },
      env: {},
      clock: Date.now,
      open: () => assert.fail('no model is needed'),
    };
    const code = await evaluateAgent([...args, '--gold', '--json'], new AbortController().signal, context);
    return { code, table: JSON.parse(out) as Wire & { rows: string[][] } };
  };
  const runs = join(folder, 'runs');
  const { code, table } = await mizan(['--agent', 'code', folder, '--each', '1', '--runs', runs]);
  assert.equal(code, 0);
  assert.deepEqual(table.rows[0]!.slice(0, 3), ['the reference', '1', '100.0 [20.7, 100.0]']);
  const [file] = readdirSync(join(runs, 'agent'));
  const again = await mizan(['--agent', 'code', '--resume', join(runs, 'agent', file!)]);
  assert.deepEqual(again.table, table);
  await assert.rejects(mizan(['--agent', 'code', '/nowhere']), /no practice\.jsonl/);
  await assert.rejects(mizan(['--agent', 'code']), /which data\?/);
});
