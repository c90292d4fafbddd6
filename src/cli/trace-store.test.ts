/** Traces and spend, and keys that expire, from the command line, over a data folder that a ledger has written. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Readable } from 'node:stream';
import test, { type TestContext } from 'node:test';
import { openLedger } from '../server/ledger/open-ledger.ts';
import { openKeys } from '../server/ledger/keys.ts';
import { traced } from '../server/ledger/span.ts';
import { scriptedChat } from '../testing/scripted-chat.ts';
import * as keysVerb from './keys.ts';
import * as spendVerb from './spend.ts';
import * as traceVerb from './trace.ts';
import * as tracesVerb from './traces.ts';
import { UsageError } from '../usage-error.ts';
import type { CliContext } from './flags/context.ts';

const NOW = Date.UTC(2026, 10, 25, 8);

const setUp = (t: TestContext) => {
  const data = mkdtempSync(join(tmpdir(), 'mizan-keys-'));
  t.after(() => rmSync(data, { recursive: true, force: true }));
  const verb =
    ({ run }: { run: typeof keysVerb.run }) =>
    async (...args: string[]): Promise<string> => {
      let out = '';
      const context: CliContext = {
        input: Readable.from([]),
        output: {
          write: (text) => {
            out += text;
          },
        },
        errors: {
          write: (text) => {
            out += text;
          },
        },
        env: { MIZAN_DATA: data },
        clock: () => NOW,
        open: () => Promise.reject(new Error('no model is needed')),
      };
      assert.equal(await run(args, new AbortController().signal, context), 0);
      return out;
    };
  return { data, keys: verb(keysVerb), traces: verb(tracesVerb), trace: verb(traceVerb), spend: verb(spendVerb) };
};

/** Two requests of a key and a failed one without, as the server keeps them. */
const fill = async (data: string) => {
  const ledger = openLedger({ folder: data, clock: () => NOW });
  const ann = ledger.keys.create({ name: 'ann' }).record.id;
  const ask = async (question: string, keyId: string, cost: number, failed = false) => {
    const entry = ledger.begin({
      requestId: `req-${question}`,
      keyId,
      model: 'mizan',
      path: '/v1/chat/completions',
      body: { messages: [{ role: 'user', content: question }] },
    });
    for await (const event of traced(
      scriptedChat({ replies: ['Paris'] }),
      entry,
      'solver',
      'small',
    )({ messages: [{ role: 'user', content: question }] })) {
      if (event.type !== 'delta' && event.type !== 'tool' && event.type !== 'act' && event.type !== 'raw')
        entry.note(event);
    }
    const failure = { status: 502, type: 'upstream_error', message: 'reset' };
    entry.end({
      finish: failed ? 'error' : 'stop',
      usage: { promptTokens: 10, completionTokens: 5, cost },
      output: { content: 'Paris' },
      ...(failed && { failure }),
    });
    await entry.committed;
    return entry.id;
  };
  const ids = [
    await ask('capital of France?', ann, 0.25),
    await ask('and again', ann, 0.5),
    await ask('no\u001b[31m luck', 'local', 0.125, true),
  ];
  await ledger.close();
  return ids;
};

test('a key that expires is let in until then', async (t) => {
  const { data, keys } = setUp(t);
  const key = /^mz-[a-z0-9]{10}-[\w-]{43}$/m.exec(await keys('create', 'ann', '--expires', '30d'))![0];
  assert.match(await keys('list'), /live until 2026-12-25/);
  for (const [days, name] of [
    [29, 'ann'],
    [31, undefined],
  ] as const) {
    const book = openKeys(join(data, 'keys.db'), () => NOW + days * 86_400_000);
    assert.equal(book.authenticate(key)?.name, name);
    book.close();
  }
  for (const when of ['soon', '0d', '2020-01-01', ''])
    await assert.rejects(keys('create', 'ben', '--expires', when), UsageError, when);
  await assert.rejects(keys('revoke', 'ann', '--expires', '1d'), UsageError);
});

test('a keys.db of version 1 is read and gets the column of expiry', async (t) => {
  const { data, keys } = setUp(t);
  await keys('create', 'old');
  const db = new DatabaseSync(join(data, 'keys.db'));
  db.exec('ALTER TABLE keys DROP COLUMN expires; ALTER TABLE keys DROP COLUMN priority; PRAGMA user_version = 1');
  db.close();
  await keys('create', 'new', '--expires', '1h');
  const { keys: all } = JSON.parse(await keys('list', '--json')) as {
    keys: { name: string; expires: string | null }[];
  };
  assert.deepEqual(all.map((key) => [key.name, key.expires]).toSorted(), [
    ['new', '2026-11-25T09:00:00.000Z'],
    ['old', null],
  ]);
});

test('traces: listed, searched, in full, and replayed without a model', async (t) => {
  const { data, traces, trace } = setUp(t);
  await assert.rejects(traces(), /there are no traces in .* yet/);
  assert.deepEqual(readdirSync(data), []);
  const [first, second, third] = await fill(data);
  const all = await traces();
  assert.deepEqual(all.match(/^[0-9a-f]{32}/gm)?.toSorted(), [first, second, third].toSorted());
  assert.ok(!all.includes('\u001b'));
  assert.match(all, /failed +mizan · local/);
  assert.match(await traces('--search', 'FRANCE', '--key', 'ann'), new RegExp(`^${first} [^\n]*\n$`));
  const { data: failed } = JSON.parse(await traces('--failed', '--json')) as { data: { id: string }[] };
  assert.deepEqual(
    failed.map((trace) => trace.id),
    [third],
  );
  assert.match(await traces('--limit', '2'), /more: --cursor [0-9a-f]{32}/);
  await assert.rejects(traces('--key', 'nobody'), /there is no key "nobody"/);
  const shown = await trace(first!);
  assert.match(
    shown,
    /by ann[\s\S]*solver small {2}\d+ \+ \d+ tokens[\s\S]*question\n {2}capital of France\?\n\nanswer\n {2}Paris/,
  );
  assert.match(await trace('req-and again'), new RegExp(`^trace {5}${second}`));
  assert.match(await trace(first!, '--replay'), /capital of France\?[\s\S]*Paris/);
  const events = (await trace(first!, '--replay', '--json'))
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { type: string }).type);
  assert.deepEqual([events.at(-1), events.filter((type) => type === 'done').length], ['done', 1]);
  assert.equal((JSON.parse(await trace(first!, '--json')) as { tree: unknown[] }).tree.length, 2);
  await assert.rejects(trace('0'.repeat(32)), /there is no trace/);
  await assert.rejects(trace(), UsageError);
});

test('spend by day, key and model adds up to the same', async (t) => {
  const { data, spend } = setUp(t);
  await fill(data);
  for (const by of ['day', 'key', 'model']) {
    const { total } = JSON.parse(await spend('--by', by, '--json')) as {
      total: { requests: number; failed: number; cost: number };
    };
    assert.deepEqual([total.requests, total.failed, total.cost], [3, 1, 0.875], by);
  }
  assert.match(await spend('--by', 'key'), /ann +2 +0 +20 +10 +\$0\.750000/);
  assert.match(await spend('--key', 'local'), /total +1 +1/);
  await assert.rejects(spend('--by', 'hour'), UsageError);
});

test('a damaged store is reported to who reads it, and left where it is', async (t) => {
  const { data, traces } = setUp(t);
  await fill(data);
  const db = new DatabaseSync(join(data, 'ledger.db'));
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  writeFileSync(join(data, 'ledger.db'), 'no database at all '.repeat(500));
  await assert.rejects(traces(), /could not open .*ledger\.db: the file is damaged/);
  assert.deepEqual(
    readdirSync(data).filter((name) => name.includes('damaged')),
    [],
  );
});
