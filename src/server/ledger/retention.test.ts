import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import { openLedger } from './open-ledger.ts';
import { retain } from './retention.ts';
import { usedBytes } from './sqlite.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 25, 12);

/**
 * A ledger of `count` finished requests a day over `days` days, the newest now, each of about 4 kB; and its file, open.
 */
const filled = async (
  t: TestContext,
  days: number,
  count: number,
): Promise<{ db: DatabaseSync; path: string; reopen: () => ReturnType<typeof openLedger> }> => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-keeper-'));
  let now = NOW;
  const ledger = openLedger({ folder, clock: () => now, retention: { days: 10_000, bytes: 1e12 } });
  for (let day = days - 1; day >= 0; day--) {
    now = NOW - day * DAY;
    const entries = Array.from({ length: count }, (_, i) => {
      const entry = ledger.begin({
        requestId: `d${day}-${i}`,
        keyId: 'local',
        model: 'm',
        path: '/v1/chat/completions',
        body: { messages: [{ role: 'user', content: randomBytes(2000).toString('hex') }] },
      });
      entry.end({ finish: 'stop', usage: { promptTokens: 1, completionTokens: 2, cost: 0.5 } });
      return entry;
    });
    await Promise.all(entries.map((entry) => entry.committed));
  }
  await ledger.close();
  const path = join(folder, 'ledger.db');
  const db = new DatabaseSync(path);
  t.after(() => {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { db, path, reopen: () => openLedger({ folder, clock: () => NOW, retention: { days: 10_000, bytes: 1e12 } }) };
};

const spentOf = async (
  ledger: ReturnType<typeof openLedger>,
): Promise<{ requests: number; cost: number; left: number }> => {
  const [model] = ledger.traces.stats(400).models;
  const left = ledger.traces.list({ limit: 500 }).data.length;
  await ledger.close();
  return { requests: model!.requests, cost: model!.cost, left };
};

test('traces that are too old go, in full; what they cost stays counted', async (t) => {
  const { db, reopen } = await filled(t, 40, 4);
  assert.equal(
    retain(db, { days: 30, bytes: 1e12 }, NOW),
    9 * 4,
    'those of 31 to 39 days ago; 30 days ago to the second is kept',
  );
  assert.equal(retain(db, { days: 30, bytes: 1e12 }, NOW), 0);
  for (const table of ['requests', 'calls']) {
    const { n } = db.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number };
    assert.equal(n, 31 * 4, table);
  }
  assert.deepEqual(await spentOf(reopen()), { requests: 160, cost: 80, left: 124 });
});

test('when the traces take too much room the oldest go, the newest stay, and the file gets smaller', async (t) => {
  const { db, path, reopen } = await filled(t, 3, 200);
  const before = usedBytes(db);
  db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all();
  const size = statSync(path).size;
  const gone = retain(db, { days: 10_000, bytes: before / 2 }, NOW);
  assert.ok(gone >= 200 && gone <= 400, `${gone} of 600 went for half of the room`);
  assert.ok(usedBytes(db) <= before / 2);
  db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all();
  assert.ok(statSync(path).size < size * 0.7, `the file had ${size} bytes and has ${statSync(path).size}`);
  const { oldest } = db.prepare('SELECT min(started) AS oldest FROM requests').get() as { oldest: number };
  assert.ok(oldest > NOW - 2 * DAY, 'the day before yesterday has gone');
  assert.equal((db.prepare('PRAGMA integrity_check').get() as { integrity_check: string }).integrity_check, 'ok');
  assert.equal((await spentOf(reopen())).requests, 600);
});
