/**
 * llama-server as a child, played by a script: its start, its breaking, its end, and what is said when it can't be had.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { LlamaServerEntry } from './config.ts';
import { UpstreamError } from './failure.ts';
import { findExecutable, superviseLlamaServer } from './llama-server.ts';
import { openProviders, systemRuntime, type ProvidersOptions } from './providers.ts';
import { sleep } from './retry.ts';
import { configOf, doneOf, eventsOf } from './testing.ts';
import { createTransport } from './transport.ts';

/** Notes its process id and words, listens, is healthy after a while, answers, and ends when it is asked for /die. */
const FAKE = `
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
const words = process.argv.slice(2);
if (words.includes('--help')) { console.log('-md, --model-draft FNAME   draft model\\n-np, --parallel N   slots'); process.exit(0); }
const after = (word) => words[words.indexOf(word) + 1];
appendFileSync(after('--note'), JSON.stringify({ pid: process.pid, words }) + '\\n');
console.error('loading with sk-0123456789abcdefghij');
if (words.includes('--breaks')) { console.error('error: unknown architecture'); process.exit(1); }
const ready = words.includes('--never') ? Infinity : Date.now() + 150;
createServer((request, response) => {
  if (request.url === '/die') { process.exit(3); }
  const up = Date.now() >= ready;
  response.writeHead(request.url === '/health' && !up ? 503 : 200, { 'content-type': 'application/json' });
  response.end(request.url === '/health' ? '{}' : JSON.stringify({ choices: [{ index: 0, message: { role: 'assistant', content: 'from the child' }, finish_reason: 'stop' }] }));
}).listen(Number(after('--port')), after('--host'));
`;

type Started = { pid: number; words: string[] };

const setUp = (t: TestContext) => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-llama-'));
  const [script, executable, gguf, notes] = ['fake.mjs', 'llama-server', 'model.gguf', 'notes'].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  writeFileSync(script, FAKE);
  writeFileSync(executable, `#!/bin/sh\nexec '${process.execPath}' '${script}' "$@"\n`);
  chmodSync(executable, 0o755);
  writeFileSync(gguf, 'GGUF and more');
  const transport = createTransport();
  t.after(() => {
    transport.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const waits: number[] = [];
  const log: string[] = [];
  const runtime: ProvidersOptions['runtime'] = {
    ...systemRuntime(),
    sleep: (ms, signal) => {
      waits.push(ms);
      return sleep(Math.min(ms, 20), signal);
    },
  };
  const entry = (more: Partial<LlamaServerEntry> = {}, args: readonly string[] = []): LlamaServerEntry => ({
    gguf,
    executable,
    startSeconds: 20,
    restarts: 2,
    ...more,
    args: ['--note', notes, ...args],
  });
  const supervise = (given = entry(), path?: string) => {
    const server = superviseLlamaServer(given, {
      provider: 'small',
      transport,
      runtime,
      log: (line) => {
        log.push(line);
      },
      path,
    });
    t.after(() => server.stop());
    return server;
  };
  const started = (): Started[] =>
    existsSync(notes)
      ? readFileSync(notes, 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as Started)
      : [];
  return { folder, executable, gguf, notes, transport, runtime, waits, log, entry, supervise, started };
};

const lives = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, 'utf8') : '');
  } catch {
    return false;
  }
};
const until = async (holds: () => boolean, what: string): Promise<void> => {
  for (let i = 0; i < 1000 && !holds(); i++)
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  assert.ok(holds(), what);
};
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => assert.fail('it was not refused'),
    (error: unknown) => {
      assert.ok(error instanceof UpstreamError, String(error));
      return error;
    },
  );
const die = (address: string) =>
  fetch(`${address.replace('/v1', '')}/die`).then(
    () => {},
    () => {},
  );

test(
  'it starts once, when it is first needed, is waited for until healthy, and is gone after its stop',
  { skip: process.platform === 'win32' },
  async (t) => {
    const { supervise, started, log, waits, gguf, entry } = setUp(t);
    const server = supervise(entry({}, ['--ctx-size', '512', 'two words; $HOME']));
    assert.deepEqual(started(), []);
    const [address, same] = await Promise.all([server.address(), server.address()]);
    assert.equal(address, same);
    assert.match(address, /^http:\/\/127\.0\.0\.1:\d+\/v1$/);
    assert.equal((await fetch(`${address.replace('/v1', '')}/health`)).status, 200);
    assert.ok(waits.length > 1, 'it was not healthy at once');
    const [first, ...others] = started();
    assert.deepEqual(others, []);
    assert.deepEqual(first!.words, [
      '--model',
      gguf,
      '--host',
      '127.0.0.1',
      '--port',
      new URL(address).port,
      ...entry({}, ['--ctx-size', '512', 'two words; $HOME']).args,
    ]);
    assert.ok(
      log.some((line) => /^small: llama-server is ready on port \d+$/.test(line)),
      log.join('\n'),
    );
    assert.ok(lives(first!.pid));
    await server.stop();
    await until(() => !lives(first!.pid), 'the child is gone');
    assert.equal(server.pid(), undefined);
    assert.match((await refusal(server.address())).message, /provider small: it has been stopped/);
  },
);

test(
  'a draft model and slots are passed on by the names that its help lists',
  { skip: process.platform === 'win32' },
  async (t) => {
    const { supervise, started, gguf, entry, folder } = setUp(t);
    const draft = join(folder, 'draft.gguf');
    const missing = (await refusal(supervise(entry({ draft })).address())).failure.message;
    assert.match(missing, /draft\.gguf can't be read \(ENOENT\); correct providers\.small\.llamaServer\.draft/);
    writeFileSync(draft, 'GGUF and less');
    const address = await supervise(entry({ draft, slots: 3 })).address();
    const port = new URL(address).port;
    assert.equal(
      started()[0]!.words.slice(0, 10).join(' '),
      `--model ${gguf} --host 127.0.0.1 --port ${port} --model-draft ${draft} --parallel 3`,
    );
  },
);

test(
  'it is started again when it breaks, later each time, and given up after so many times',
  { skip: process.platform === 'win32' },
  async (t) => {
    const { supervise, started, waits, log } = setUp(t);
    const server = supervise();
    for (const round of [1, 2, 3]) {
      const address = await server.address();
      await die(address);
      await until(
        () => log.filter((line) => line.includes('ended by itself (code 3)')).length === round,
        'the end is noticed',
      );
    }
    const { failure, fallback } = await refusal(server.address());
    assert.deepEqual([failure.status, fallback], [503, true]);
    assert.match(failure.message, /provider small: llama-server ended by itself 3 times; it said: .*loading/);
    assert.doesNotMatch(failure.message + log.join('\n'), /abcdefghij/);
    assert.ok(waits.includes(1000), 'the second restart waits for longer than the first');
    assert.equal(started().length, 3);
    for (const { pid } of started()) await until(() => !lives(pid), 'none is left');
  },
);

test('what is missing or wrong is said in one sentence, with what to do', async (t) => {
  const { supervise, entry, folder, gguf, started } = setUp(t);
  const says = async (given: LlamaServerEntry, path?: string) =>
    (await refusal(supervise(given, path).address())).failure.message;
  assert.match(
    await says(entry({ executable: 'llama-server' }), '/nowhere:/nor/here'),
    /llama-server was not found \(llama-server\); install it .*or name it in providers\.small\.llamaServer\.executable/,
  );
  assert.match(
    await says(entry({ gguf: join(folder, 'none.gguf') })),
    /the GGUF file .*none\.gguf can't be read \(ENOENT\); correct providers\.small\.llamaServer\.gguf/,
  );
  assert.match(await says(entry({ gguf: folder })), /can't be read \(EISDIR\)/);
  writeFileSync(gguf, '<html>');
  assert.match(await says(entry()), /model\.gguf is not a GGUF file/);
  assert.deepEqual(started(), []);
  assert.equal(findExecutable('llama-server', `/nowhere:${folder}`), join(folder, 'llama-server'));
});

test(
  'one that ends before it is ready says its last words; one that never is ready is ended',
  { skip: process.platform === 'win32' },
  async (t) => {
    const { supervise, entry, started } = setUp(t);
    const broken = supervise(entry({}, ['--breaks']));
    const { message } = (await refusal(broken.address())).failure;
    assert.match(message, /llama-server ended before it was ready; it said: error: unknown architecture/);
    assert.equal((await refusal(broken.address())).failure.message, message);
    assert.equal(started().length, 1, 'a request right after it does not start another');
    const never = supervise(entry({ startSeconds: 0.5 }, ['--never']));
    assert.match(
      (await refusal(never.address())).failure.message,
      /not ready within 0\.5 s \(llamaServer\.startSeconds\)/,
    );
    for (const { pid } of started()) await until(() => !lives(pid), 'none is left');
  },
);

test(
  'a caller who leaves does not stop the start, and a stop does',
  { skip: process.platform === 'win32' },
  async (t) => {
    const { supervise, entry, started } = setUp(t);
    const server = supervise();
    const controller = new AbortController();
    const waiting = server.address(controller.signal);
    controller.abort(new Error('left'));
    await assert.rejects(waiting, /left/);
    await server.address();
    assert.equal(started().length, 1);
    const never = supervise(entry({}, ['--never']));
    const refused = refusal(never.address());
    await until(() => started().length === 2, 'it runs');
    await never.stop();
    assert.match((await refused).failure.message, /it is being stopped/);
    await until(() => !lives(started()[1]!.pid), 'it is gone');
  },
);

test(
  'a model of a child answers as a Chat; closing the providers ends it',
  { skip: process.platform === 'win32' },
  async (t) => {
    const { executable, gguf, notes, runtime, started } = setUp(t);
    const config = configOf({
      small: { llamaServer: { gguf, executable, args: ['--note', notes] }, models: { four: {} } },
    });
    const providers = openProviders(config, { env: {}, ...(runtime && { runtime }) });
    t.after(() => providers.close());
    const model = providers.find('four')!;
    assert.equal(
      doneOf(await eventsOf(model.chat({ messages: [{ role: 'user', content: 'hi' }] }))).reply.content,
      'from the child',
    );
    assert.equal(started().length, 1);
    await providers.close();
    await until(() => !lives(started()[0]!.pid), 'the child is gone');
  },
);

test(
  'it ends with this process, even when that is killed outright',
  { skip: process.platform === 'win32' },
  async (t) => {
    const { entry, started, folder } = setUp(t);
    const parent = join(folder, 'parent.mjs');
    writeFileSync(
      parent,
      `
    const files = ${JSON.stringify(['llama-server.ts', 'transport.ts', 'providers.ts'].map((file) => pathToFileURL(join(import.meta.dirname, file)).href))};
    const [{ superviseLlamaServer }, { createTransport }, { systemRuntime }] = await Promise.all(files.map((file) => import(file)));
    const server = superviseLlamaServer(${JSON.stringify(entry())}, { provider: 'small', transport: createTransport(), runtime: systemRuntime(), log: () => {} });
    await server.address();
    console.log('ready');
    setInterval(() => {}, 1000);
  `,
    );
    const child = spawn(process.execPath, [parent], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => {
      child.stdout.once('data', resolve);
    });
    const [{ pid }] = started() as [Started];
    assert.ok(lives(pid));
    child.kill('SIGKILL');
    await until(() => !lives(pid), 'the child is gone');
  },
);
