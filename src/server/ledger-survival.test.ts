/**
 * The ledger survives damage, full disks, kills, a second process and its own removal; what that can cost is stated and
 * held.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import test, { type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createRandom } from '../random.ts';
import type { Usage } from '../types.ts';
import { openLedger, type LedgerOptions } from './ledger/open-ledger.ts';
import type { RequestStart } from './ledger/ledger.ts';

const folderFor = (t: TestContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-ledger-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

const opened = (t: TestContext, options: Partial<LedgerOptions> = {}) => {
  const ledger = openLedger({ folder: ':memory:', ...options });
  t.after(() => ledger.close());
  return ledger;
};

const startOf = (question: string, more: Partial<RequestStart> = {}): RequestStart => ({
  requestId: 'req-1',
  keyId: 'local',
  model: 'mizan',
  path: '/v1/chat/completions',
  body: { model: 'mizan', messages: [{ role: 'user', content: question }] },
  ...more,
});

const usage = (promptTokens: number, completionTokens: number, cost?: number): Usage => ({
  promptTokens,
  completionTokens,
  ...(cost !== undefined && { cost }),
});
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const damages: Record<string, (path: string) => void> = {
  'no database at all': (path) => writeFileSync(path, 'this is no database '.repeat(500)),
  'random bytes': (path) =>
    writeFileSync(path, Buffer.from(Array.from({ length: 20_000 }, (_, i) => (i * 7919) % 256))),
  'a header and rubbish': (path) => {
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 100);
    writeFileSync(path, bytes);
  },
  'a page overwritten': (path) => {
    const bytes = readFileSync(path);
    bytes.fill(0xff, 4096 * 2, 4096 * 4);
    writeFileSync(path, bytes);
  },
  'cut off in the middle': (path) => truncateSync(path, Math.floor(statSync(path).size / 2) + 100),
};
for (const [what, damage] of Object.entries(damages)) {
  test(`a damaged file (${what}) is moved aside and a fresh one begun`, async (t) => {
    const folder = folderFor(t);
    const first = openLedger({ folder });
    for (let i = 0; i < 30; i++)
      first.begin(startOf(`question ${i} ${'x'.repeat(500)}`)).end({ finish: 'stop', usage: usage(1, 1) });
    await first.close();
    damage(join(folder, 'ledger.db'));
    const ledger = opened(t, { folder });
    const moved = readdirSync(folder).filter((name) => name.includes('damaged'));
    assert.ok(moved.length >= 1, readdirSync(folder).join());
    assert.match(
      ledger.health().problems.join(),
      /was moved to ledger\.db\.damaged-\d{8}T\d{6}Z-\d+ and a new one was begun/,
    );
    const entry = ledger.begin(startOf('after'));
    entry.end({ finish: 'stop', usage: usage(1, 1) });
    await entry.committed;
    assert.equal(ledger.traces.list({}).data.length, 1);
  });
}

test('damage that shows while the server runs: a new file is begun, the request is kept', async (t) => {
  const folder = folderFor(t);
  const ledger = opened(t, { folder });
  const entries = Array.from({ length: 200 }, (_, i) => ledger.begin(startOf(`q${i} ${'y'.repeat(3000)}`)));
  for (const entry of entries) entry.end({ finish: 'stop', usage: usage(1, 1) });
  await entries.at(-1)!.committed;
  ledger.store().db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const path = join(folder, 'ledger.db');
  const bytes = readFileSync(path);
  bytes.fill(0xee, 4096);
  writeFileSync(path, bytes);
  ledger.store().db.exec('PRAGMA shrink_memory');
  const entry = ledger.begin(startOf('after'));
  entry.end({ finish: 'stop', usage: usage(1, 1) });
  await entry.committed;
  assert.equal(ledger.traces.get(entry.id)?.question, 'after');
  assert.match(ledger.health().problems.join(), /was damaged/);
});

test('a file that is removed while the server runs is made again', async (t) => {
  const folder = folderFor(t);
  const ledger = opened(t, { folder, beat: 10 });
  for (const name of readdirSync(folder)) if (name.startsWith('ledger.db')) rmSync(join(folder, name));
  await sleep(150);
  assert.ok(existsSync(join(folder, 'ledger.db')));
  assert.match(ledger.health().problems.join(), /was removed/);
});

test('a newer file, and one of another program, are refused by name and left alone', async (t) => {
  const folder = folderFor(t);
  await openLedger({ folder }).close();
  const path = join(folder, 'ledger.db');
  const db = new DatabaseSync(path);
  db.exec('PRAGMA user_version = 7');
  db.close();
  assert.throws(() => openLedger({ folder }), /ledger\.db has version 7 and this program reads up to 3: update mizan/);
  const other = folderFor(t);
  const foreign = new DatabaseSync(join(other, 'ledger.db'));
  foreign.exec('CREATE TABLE songs (name TEXT)');
  foreign.close();
  assert.throws(() => openLedger({ folder: other }), /is a database of another program/);
  assert.deepEqual(
    readdirSync(other).filter((name) => name.includes('damaged')),
    [],
  );
  assert.throws(() => openLedger({ folder: join(path, 'below') }), /could not open .*below/);
});

test('a full disk: requests go on, the loss is counted, budgets hold, and what waits is written once there is room', async (t) => {
  const log: string[] = [];
  const ledger = opened(t, { folder: folderFor(t), beat: 20, log: (line) => log.push(line) });
  const { record } = ledger.keys.create({ name: 'ann', budget: { totalTokens: 100 } });
  const pages = (most: number) => ledger.store().db.exec(`PRAGMA max_page_count = ${most}`);
  const ask = async (i: number) => {
    const entry = ledger.begin(startOf(`q${i} ${'z'.repeat(50_000)}${i}`, { keyId: record.id }));
    entry.end({ finish: 'stop', usage: usage(0, 1) });
    await entry.committed;
  };
  pages(1);
  for (let i = 0; i < 70; i++) await ask(i);
  const sick = ledger.health();
  assert.deepEqual([sick.ok, sick.waiting, sick.lost], [false, 64, 6]);
  assert.match(
    sick.problems.join(),
    /disk is full.*requests are answered all the same.*6 finished requests were not kept/s,
  );
  assert.match(ledger.metrics(), /^mizan_ledger_lost_total 6$/m);
  for (let i = 70; i < 100; i++) await ask(i);
  assert.equal(ledger.allow(record.id)?.status, 402);
  pages(1_000_000);
  await sleep(200);
  const well = ledger.health();
  assert.deepEqual([well.waiting, well.lost], [0, 36]);
  assert.deepEqual(log, [
    "the ledger can't be written (the disk is full: free some space); requests are answered all the same",
    'the ledger is written again',
  ]);
  assert.equal(ledger.traces.list({ limit: 500 }).data.length, 64);
  assert.equal(ledger.allow(record.id)?.status, 402);
});

test(
  'files that may not grow (ulimit -f): every request ends, one warning, and nothing that was kept is lost',
  { skip: process.platform === 'win32' },
  async (t) => {
    const folder = folderFor(t);
    const { ids: before } = await child(folder, 20);
    const limited = await new Promise<{ ids: string[]; err: string; code: number | null }>((resolve) => {
      // in blocks of 512 or 1024 bytes, as the shell has it
      const writer = spawn(
        '/bin/sh',
        ['-c', 'ulimit -f 1024 && exec "$0" "$@"', process.execPath, CHILD, folder, '300', 'unique'],
        { stdio: ['ignore', 'pipe', 'pipe'] },
      );
      let [out, err] = ['', ''];
      writer.stdout.on('data', (part: Buffer) => {
        out += part;
      });
      writer.stderr.on('data', (part: Buffer) => {
        err += part;
      });
      writer.on('close', (code) => resolve({ ids: out.split('\n').slice(0, -1), err, code }));
    });
    assert.deepEqual([limited.code, limited.ids.length], [0, 300], limited.err);
    assert.equal(limited.err.match(/can't be written/g)?.length, 1, limited.err);
    const ledger = opened(t, { folder });
    assert.deepEqual(ledger.health().problems, []);
    for (const id of before) assert.equal(ledger.traces.get(id)?.state, 'finished');
    const stored = limited.ids.filter((id) => ledger.traces.get(id)?.state === 'finished').length;
    assert.ok(stored > 0 && stored < 300, String(stored));
    assert.equal(
      (ledger.store().db.prepare('PRAGMA integrity_check').get() as { integrity_check: string }).integrity_check,
      'ok',
    );
  },
);

const CHILD = fileURLToPath(new URL('./ledger/kill-child.ts', import.meta.url));

/** Runs the child that writes requests, until it is killed or done; resolves to the ids that it said were finished. */
const child = (folder: string, count: number, killAfter?: number) =>
  new Promise<{ ids: string[]; signal: string | null; err: string }>((resolve) => {
    const writer = spawn(process.execPath, [CHILD, folder, String(count)], { stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    let timer: NodeJS.Timeout | undefined;
    writer.stdout.on('data', (part: Buffer) => {
      out += part;
      if (killAfter !== undefined) timer ??= setTimeout(() => writer.kill('SIGKILL'), killAfter);
    });
    writer.stderr.on('data', (part: Buffer) => {
      err += part;
    });
    writer.on('close', (_code, signal) => {
      clearTimeout(timer);
      resolve({ ids: out.split('\n').slice(0, -1), signal, err });
    });
  });

test('kill -9 at random moments: every request whose end was seen is there, and counted once (seed 3)', async (t) => {
  const random = createRandom('kill/3');
  const folder = folderFor(t);
  const seen: string[] = [];
  for (let round = 0; round < 12; round++) {
    const { ids, signal, err } = await child(folder, 1_000_000, random.int(0, 250));
    assert.equal(signal, 'SIGKILL', err);
    seen.push(...ids);
  }
  assert.ok(seen.length > 50, String(seen.length));
  const now = Date.now() + 60_000; // what still ran when it was killed is abandoned by then
  const ledger = opened(t, { folder, clock: () => now });
  assert.deepEqual(ledger.health().problems, []);
  for (const id of seen) {
    const trace = ledger.traces.get(id);
    assert.ok(
      trace?.state === 'finished' && trace.tree.length === 2 && trace.answer === `answer of ${trace.question}`,
      id,
    );
  }
  const { db, totals: sums } = ledger.store();
  const stored = db.prepare("SELECT count(*) AS n, sum(state = 'running') AS running FROM requests").get() as {
    n: number;
    running: number;
  };
  assert.equal(stored.running, 0);
  assert.equal(sums.spent('local', now).totalTokens, stored.n * 30);
  assert.equal((db.prepare('PRAGMA integrity_check').get() as { integrity_check: string }).integrity_check, 'ok');
});

test('two processes write to one ledger at once: nothing is lost', async (t) => {
  const folder = folderFor(t);
  const runs = await Promise.all([child(folder, 150), child(folder, 150)]);
  assert.deepEqual(
    runs.map(({ ids, err }) => [ids.length, err]),
    [
      [150, ''],
      [150, ''],
    ],
  );
  const ledger = opened(t, { folder });
  assert.equal(new Set(runs.flatMap(({ ids }) => ids)).size, 300);
  for (const { ids } of runs) for (const id of ids) assert.equal(ledger.traces.get(id)?.state, 'finished');
  assert.equal(ledger.store().totals.spent('local', Date.now()).totalTokens, 300 * 30);
});

test('another writer is waited for without holding up the server, and not for ever', async (t) => {
  const folder = folderFor(t);
  let now = 0;
  const ledger = opened(t, { folder, beat: 20, timer: () => now });
  const other = new DatabaseSync(join(folder, 'ledger.db'));
  t.after(() => other.close());
  const end = (question: string) => {
    const entry = ledger.begin(startOf(question));
    entry.end({ finish: 'stop', usage: usage(1, 1) });
    let committed = false;
    void entry.committed.then(() => {
      committed = true;
    });
    return { entry, committed: () => committed };
  };
  other.exec('BEGIN IMMEDIATE');
  const before = performance.now();
  const short = end('a short wait');
  for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve));
  assert.ok(performance.now() - before < 1500, 'the event loop stood still');
  assert.deepEqual([short.committed(), ledger.health().ok], [false, true]);
  other.exec('COMMIT');
  await short.entry.committed;
  assert.equal(ledger.traces.get(short.entry.id)?.state, 'finished');

  other.exec('BEGIN IMMEDIATE');
  const long = end('a long wait');
  await new Promise((resolve) => setImmediate(resolve));
  now += 3000;
  await long.entry.committed;
  assert.deepEqual([ledger.health().ok, ledger.health().waiting], [false, 1]);
  assert.match(ledger.health().problems.join(), /another process holds it/);
  other.exec('COMMIT');
  while (ledger.health().waiting > 0) await sleep(20);
  assert.equal(ledger.traces.get(long.entry.id)?.question, 'a long wait');
});

test('a request that runs when its process is killed remains, with its question and what it had cost', async (t) => {
  const folder = folderFor(t);
  let now = Date.now();
  const first = openLedger({ folder, beat: 10, clock: () => now });
  const entry = first.begin(startOf('Will it end?'));
  entry.child('solver', 'm', {}).end({ finish: 'stop', usage: usage(5, 6, 0.5) });
  entry.child('solver', 'm', {}).drew(9);
  await sleep(120);
  const second = opened(t, { folder, beat: 10, clock: () => now });
  assert.equal(second.traces.get(entry.id)?.state, 'running');
  assert.equal(second.traces.remove(entry.id), false);
  now += 31_000; // as if nobody had refreshed it since
  second.store().interrupt(now - 30_000);
  const { state, finish, question, prompt_tokens, completion_tokens, cost } = second.traces.get(entry.id)!;
  assert.deepEqual(
    [state, finish, question, prompt_tokens, completion_tokens, cost],
    ['interrupted', 'cancelled', 'Will it end?', 5, 15, 0.5],
  );
  assert.equal(second.store().totals.spent('local', now).totalTokens, 20);
  // It was only asleep: its real end takes the place, and nothing is counted twice.
  entry.end({ finish: 'stop', usage: usage(10, 20, 0.75) });
  await entry.committed;
  assert.equal(second.traces.get(entry.id)!.state, 'finished');
  assert.deepEqual(second.store().totals.spent('local', now), {
    dayUsd: 0.75,
    totalUsd: 0.75,
    dayTokens: 30,
    totalTokens: 30,
  });
  const { requests, failed } = second.traces.stats(2).models[0]!;
  assert.deepEqual([requests, failed], [1, 0]);
  await first.close();
});

test('closing keeps what runs as interrupted; a request can not begin after that', async (t) => {
  const folder = folderFor(t);
  const first = openLedger({ folder });
  const entry = first.begin(startOf('q'));
  entry.drew(4);
  await Promise.all([first.close(), entry.committed]);
  entry.end({ finish: 'stop', usage: usage(1, 1) });
  assert.throws(() => first.begin(startOf('r')), /ledger is closed/);
  const { state, completion_tokens } = opened(t, { folder }).traces.get(entry.id)!;
  assert.deepEqual([state, completion_tokens], ['interrupted', 4]);
});
