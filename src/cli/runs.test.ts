/** `mizan runs`: what lies there, what is removed, what stays; and a server that cleans by its config. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openJournal } from '../agent/journal.ts';
import type { StoredRun } from '../agent/stored-runs.ts';
import { startServer } from '../gateway/serve.ts';
import { demoModel } from '../local/testing.ts';
import { readConfig } from '../provider/config.ts';
import type { CliContext } from './flags/context.ts';
import { run } from './runs.ts';

const start = (t: TestContext) => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-runs-verb-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const data = join(folder, 'data');
  const config = join(folder, 'mizan.json');
  writeFileSync(config, JSON.stringify({ server: { runs: { days: 5 } } }));
  const add = (id: string, days: number, reason?: 'answered') => {
    const at = join(data, 'agents', id);
    const journal = openJournal(at);
    const messages = [{ role: 'user' as const, content: `Do ${id}.` }];
    const begin = { type: 'begin' as const, version: 1 as const, id, agent: 'act', seed: 0, started: '', system: '' };
    journal.append({ ...begin, messages, tools: [], repeats: true, seconds: 0 });
    if (reason) journal.append({ type: 'stopped', reason, text: 'x', seconds: 1 });
    const time = new Date(Date.now() - days * 86_400_000);
    const end = (): void => {
      journal.close();
      for (const name of readdirSync(at)) utimesSync(join(at, name), time, time);
    };
    return { end };
  };
  const mizan = async (...args: string[]) => {
    let [out, err] = ['', ''];
    const context: CliContext = {
      input: Readable.from([]),
      output: { isTTY: false, columns: 120, write: (part: string) => void (out += part) },
      errors: { isTTY: false, columns: 120, write: (part: string) => void (err += part) },
      env: {},
      clock: Date.now,
      open: () => assert.fail('no model is needed'),
    };
    const code = await run([...args, '--data', data, '--config', config], new AbortController().signal, context);
    return { code, out, err };
  };
  return { add, mizan, data, config, folder };
};

test('it lists runs with state, size and task, and removes those that are named, old or finished', async (t) => {
  const { add, mizan } = start(t);
  add('one-old', 9, 'answered').end();
  add('two', 1, 'answered').end();
  add('three-cut', 9).end();
  const working = add('working', 0);
  const listed = await mizan();
  assert.match(listed.out, /^two +finished +\d+ bytes +24 h {2}Do two\.$/m);
  assert.match(listed.out, /^three-cut +unfinished/m);
  assert.match(listed.out, /^working +running/m);
  assert.match(listed.out, /^4 runs, .* in .*data$/m);
  assert.match((await mizan('--clean')).out, /^3 runs, [\s\S]*removed: one-old/m);
  const busy = await mizan('--remove', 'work');
  assert.deepEqual([busy.code, busy.err], [1, 'mizan: working is at work and stays; stop it first\n']);
  await assert.rejects(mizan('--remove', 't'), /2 runs begin with "t"/);
  await assert.rejects(mizan('--remove', 'nope'), /there is no run "nope"/);
  await assert.rejects(mizan('two'), /--remove two/);
  assert.match((await mizan('--remove', 'three')).out, /removed: three-cut/);
  const finished = JSON.parse((await mizan('--remove-finished', '--json')).out) as {
    runs: StoredRun[];
    removed: string[];
  };
  assert.deepEqual(finished.removed, ['two']);
  assert.deepEqual(
    finished.runs.map(({ id }) => id),
    ['working'],
  );
  working.end();
});

test('a server removes old runs by its config', async (t) => {
  const { add, data, config, folder } = start(t);
  add('one-old', 9, 'answered').end();
  add('two', 1, 'answered').end();
  const server = await startServer({
    model: demoModel(),
    config: readConfig('{"server": {"runs": {"days": 5}}}', config, folder),
    data,
    port: 0,
    env: {},
  });
  t.after(() => server.stop(0));
  for (let i = 0; i < 200 && readdirSync(join(data, 'agents')).includes('one-old'); i++) await sleep(20);
  assert.deepEqual(readdirSync(join(data, 'agents')), ['two']);
});
