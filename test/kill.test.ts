/**
 * kill -9 of a whole server under load: the store opens again, and every request whose client had its answer is in it.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startFakeUpstream } from '../src/testing/upstream.ts';
import { createRandom } from '../src/random.ts';
import { openLedger } from '../src/server/ledger/open-ledger.ts';

const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));

/** Starts `mizan serve` on a free port; resolves when it listens. */
const startServer = async (folder: string) => {
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      main,
      'serve',
      '--port',
      '0',
      '--json',
      '--config',
      join(folder, 'mizan.json'),
      '--data',
      folder,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (data: Buffer) => {
      text += data.toString();
      if (text.includes('\n')) resolve((JSON.parse(text) as { url: string }).url);
    });
    void exited.then(() => reject(new Error('the server ended before it listened')));
  });
  return {
    url,
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
};

test('what clients saw finish is there after kill -9, plain and streamed, twice over', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-kill-'));
  const upstream = await startFakeUpstream(() => 'An answer of several words.');
  t.after(async () => {
    await upstream.close();
    rmSync(folder, { recursive: true, force: true });
  });
  writeFileSync(
    join(folder, 'mizan.json'),
    JSON.stringify({ providers: { fake: { baseUrl: upstream.url, models: { fake: {} } } } }),
  );
  const random = createRandom('kill');
  const seen = new Set<string>();
  const responses = new Set<string>();
  for (let round = 0; round < 2; round++) {
    const { url, kill } = await startServer(folder);
    let dead = false;
    /** Asks for a response that is stored, and notes it once its end was seen. */
    const respond = async (stream: boolean): Promise<void> => {
      const body = JSON.stringify({ model: 'fake', input: 'hello', stream });
      const text = await (await fetch(`${url}/v1/responses`, { method: 'POST', body })).text();
      if (text.includes('"status":"completed"')) responses.add(/resp_([0-9a-f]{32})/.exec(text)![1]!);
    };
    const client = async (k: number): Promise<void> => {
      for (let i = 0; !dead; i++) {
        const id = `r${round}-${k}-${i}`;
        try {
          const response = await fetch(`${url}/v1/chat/completions`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', 'x-request-id': id },
            body: JSON.stringify({
              model: k % 2 === 0 ? 'fake' : 'fake:n=1,plan=none',
              stream: i % 2 === 0,
              messages: [{ role: 'user', content: `question ${id}` }],
            }),
          });
          const text = await response.text();
          if (response.status === 200 && (i % 2 === 1 || text.trimEnd().endsWith('[DONE]'))) seen.add(id);
          if (k === 0) await respond(i % 4 === 0);
        } catch {
          assert.ok(dead, 'only a killed server drops a client');
        }
      }
    };
    const before = seen.size;
    const clients = Array.from({ length: 6 }, (_, k) => client(k));
    while (seen.size < before + 30) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, random.int(0, 100)));
    dead = true;
    await kill();
    await Promise.all(clients);
  }
  const ledger = openLedger({ folder });
  const states = new Map<string, string>();
  for (let cursor: string | undefined; ;) {
    const page = ledger.traces.list({ limit: 500, ...(cursor !== undefined && { cursor }) });
    for (const row of page.data) states.set(row.request_id, row.state);
    if (page.next === undefined) break;
    cursor = page.next;
  }
  assert.ok(responses.size >= 4);
  assert.deepEqual(
    [...responses].filter((id) => ledger.responses.get(id)?.response.status !== 'completed'),
    [],
    `of ${responses.size} responses`,
  );
  assert.deepEqual(ledger.health().problems, []);
  await ledger.close();
  assert.ok(seen.size >= 60);
  assert.deepEqual(
    [...seen].filter((id) => states.get(id) !== 'finished'),
    [],
    `of ${seen.size} that were answered`,
  );
});
