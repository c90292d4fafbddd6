/**
 * `mizan eval --agent code` over one made-up exercise: its table, its run file again, mistakes in its flags; and with a
 * model behind HTTP, as a user has it: progress, Ctrl-C, going on, a server that is gone.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { sharedSandbox } from '../sandbox/sandbox.ts';
import { startFakeUpstream, type Answer, type Seen } from '../testing/upstream.ts';
import type { Wire } from '../types.ts';
import { demoModel } from '../local/testing.ts';
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

/** Mends the exercise as a weak model does: its second call is written as text. */
const mending = ({ body }: Seen): Answer => {
  const step = (body.messages as Wire[]).filter(({ role }) => role === 'assistant').length;
  const write = { name: 'write', arguments: { path: 'double.ts', content: ROW.reference } };
  const native = (name: string, args: Wire): Answer => ({ toolCalls: [{ name, arguments: JSON.stringify(args) }] });
  if (step === 0) return native('read', { path: 'double.ts' });
  if (step === 1) return `<tool_call>${JSON.stringify(write)}</tool_call>`;
  return step === 2 ? native('bash', { command: 'node --run test' }) : 'It passes.';
};

test(
  'a model behind HTTP: progress with rate and time left, Ctrl-C, going on as told, its row; a server that is gone',
  { skip: WITHOUT },
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'mizan-eval-http-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const second = { ...ROW, id: 'twice', reference: `${ROW.reference}// again\n` };
    writeFileSync(join(folder, 'practice.jsonl'), `${[ROW, second].map((row) => JSON.stringify(row)).join('\n')}\n`);
    let stop: AbortController | undefined;
    let failing = false;
    const script = (seen: Seen): Answer => {
      stop?.abort();
      return failing ? { status: 400, body: { error: { message: 'model not loaded' } } } : mending(seen);
    };
    const upstream = await startFakeUpstream(script, { models: ['qwen3:8b'], kind: 'ollama' });
    t.after(() => upstream.close());
    const server = upstream.url.replace('/v1', '');
    const mizan = async (args: string[], signal = new AbortController().signal) => {
      let [out, err, now] = ['', '', 0];
      const context: CliContext = {
        input: Readable.from([]),
        output: { isTTY: false, columns: 120, write: (part: string) => void (out += part) },
        errors: { isTTY: false, columns: 120, write: (part: string) => void (err += part) },
        env: {},
        clock: () => (now += 20_000),
        open: async () => demoModel(),
      };
      const all = [...args, '--use', server, '--data', join(folder, 'data'), '--config', join(folder, 'mizan.json')];
      const code = await evaluateAgent(all, signal, context).catch((error: Error) => ((err += error.message), 1));
      return { code, out, err };
    };
    writeFileSync(join(folder, 'mizan.json'), '{}');
    stop = new AbortController();
    const begin = ['--agent', 'code', folder, '--each', '1', '--runs', join(folder, 'runs')];
    const stopped = await mizan(begin, stop.signal);
    assert.equal(stopped.code, 130);
    assert.match(stopped.err, /^qwen3:8b: it sees what its tools give; its window is not told by the server/);
    assert.match(stopped.err, /mutants +50 % +1\/2 exercises +[\d.]+\/s +[\d.]+m?s left/);
    stop = undefined;
    const typed = /--resume (\S+) --use (\S+) --config \S+ --data \S+\n$/.exec(stopped.err);
    assert.equal(typed?.[2], server, 'the whole command is told');
    failing = true;
    const resume = ['--agent', 'code', '--resume', typed![1]!];
    const ended = await mizan(resume);
    assert.equal(ended.code, 0, 'two failures are the results of two tasks');
    assert.match(ended.out, /qwen3:8b +2 +0\.0/);
    failing = false;
    const whole = await mizan([...begin, '--tasks', 'exercises', '--json']);
    const table = JSON.parse(whole.out) as Wire & { rows: string[][] };
    assert.deepEqual(table.rows[0]!.slice(0, 3), ['qwen3:8b', '2', '100.0 [34.2, 100.0]'], whole.err);
    assert.equal(table.model, 'qwen3:8b');
    assert.equal(upstream.probes(), 1, 'the model was tried once for all of it');
  },
);
