/** Reservations in the store: one budget for several servers, settled or charged, never for ever. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import type { Budget } from './key-budget.ts';
import { openLedger } from './open-ledger.ts';
import { LEDGER_SCHEMA } from './tables.ts';
import { openSqlite } from './sqlite.ts';
import { openStore } from './store.ts';

const NOTHING = { tokens: 0, cost: 0 };
const NOW = Date.UTC(2026, 0, 15, 12);

const openMemory = () => openStore(':memory:', { redact: (text) => text });

test('a reservation is made only where what is spent and reserved leaves room', () => {
  const cases: [
    name: string,
    budget: Budget,
    taken: number[],
    wants: number,
    options: { unbounded?: boolean; unwritten?: number; spent?: number },
    fits: boolean,
  ][] = [
    ['exactly the rest', { dayTokens: 100 }, [60], 40, {}, true],
    ['one token too many', { dayTokens: 100 }, [60], 41, {}, false],
    ['of all days', { totalTokens: 100 }, [60], 41, {}, false],
    ['what was spent counts', { totalTokens: 100 }, [], 60, { spent: 41 }, false],
    ['what is not written yet counts', { dayTokens: 100 }, [], 60, { unwritten: 41 }, false],
    ['a guess, alone', { dayTokens: 100 }, [], 999, { unbounded: true }, true],
    ['a guess, beside another', { dayTokens: 100 }, [60], 60, { unbounded: true }, false],
    ['a bound that does not fit, alone', { dayTokens: 100 }, [], 101, {}, false],
    ['dollars', { totalUsd: 1e-6 }, [], 101, {}, false],
    ['no bound of this kind', { dayUsd: 1 }, [], 1000, {}, true],
  ];
  for (const [name, budget, taken, wants, { unbounded = false, unwritten = 0, spent = 0 }, fits] of cases) {
    const { reservations, totals, close } = openMemory();
    const cost = (tokens: number): number => tokens / 1e8;
    if (spent > 0) totals.charge('k', '2026-01-15', 'm', { tokens: spent, cost: cost(spent) });
    const options = { budget, unbounded, unwritten: { tokens: unwritten, cost: 0 }, now: NOW };
    const reserve = (id: string, tokens: number): boolean =>
      reservations.reserve({ id, key: 'k', model: 'm', amount: { tokens, cost: cost(tokens) } }, options);
    taken.forEach((tokens, i) => assert.equal(reserve(`t${i}`, tokens), true, name));
    assert.equal(reserve('r', wants), fits, name);
    assert.equal(reservations.count('k'), taken.length + Number(fits), name);
    assert.equal(reservations.reserve({ id: 'o', key: 'other', model: 'm', amount: NOTHING }, options), true, name);
    close();
  }
});

test('what a dead process had reserved is charged, less what its trace tells, and nothing stays reserved', () => {
  const store = openMemory();
  const options = { budget: { dayTokens: 100 }, unbounded: false, unwritten: NOTHING, now: NOW };
  const reserve = (id: string, tokens: number) =>
    store.reservations.reserve({ id, key: 'k', model: 'm', amount: { tokens, cost: 0.5 } }, options);
  assert.equal(reserve('dead', 70), true);
  assert.equal(reserve('alive', 30), true);
  store.touchReservations([{ id: 'alive', paid: { tokens: 40, cost: 0 } }], NOW + 40_000);
  store.interrupt(NOW + 30_000);
  assert.equal(store.reservations.count('k'), 1);
  assert.deepEqual(store.totals.spent('k', NOW), { dayTokens: 70, dayUsd: 0.5, totalTokens: 70, totalUsd: 0.5 });
  assert.equal(reserve('late', 1), false); // the other has paid more than it had reserved
  store.interrupt(NOW + 80_000);
  assert.equal(store.reservations.count('k'), 0);
  assert.equal(store.totals.spent('k', NOW).dayTokens, 110);
  store.close();
});

test('two servers on one folder share a budget, and a request gives back what it did not take', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-reservations-'));
  const [a, b] = [openLedger({ folder }), openLedger({ folder })];
  try {
    const { record } = a.keys.create({ name: 'ann', budget: { totalTokens: 100 } });
    const start = (tokens: number) => ({
      requestId: 'r',
      keyId: record.id,
      model: 'm',
      path: '/v1/chat/completions',
      body: {},
      expected: () => ({ tokens, cost: 0, bounded: true }),
    });
    const first = a.begin(start(60));
    assert.throws(() => b.begin(start(60)), /reserved by 1 running request/);
    first.end({ finish: 'stop', usage: { promptTokens: 10, completionTokens: 20 } });
    await first.committed;
    const second = b.begin(start(60));
    second.end({ finish: 'stop', usage: { promptTokens: 10, completionTokens: 50 } });
    await second.committed;
    assert.throws(() => a.begin(start(11)), /too small for this request/);
    const third = a.begin(start(10));
    third.end({ finish: 'stop', usage: { promptTokens: 5, completionTokens: 5 } });
    await third.committed;
    assert.throws(() => b.begin(start(1)), /is spent/);
  } finally {
    await Promise.all([a.close(), b.close()]);
    rmSync(folder, { recursive: true });
  }
});

test('a ledger of version 1 is carried over, with what was counted in it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-migration-'));
  const path = join(folder, 'ledger.db');
  try {
    const first = LEDGER_SCHEMA.migrate!.reduce((text, step) => text.replace(step, ''), LEDGER_SCHEMA.create);
    const { db } = openSqlite(path, { ...LEDGER_SCHEMA, version: 1, create: first });
    db.exec("INSERT INTO totals VALUES ('k', 70, 0.5)");
    db.close();
    const store = openStore(path, { redact: (text) => text });
    assert.equal(store.totals.spent('k', NOW).totalTokens, 70);
    const options = { budget: { totalTokens: 100 }, unbounded: false, unwritten: NOTHING, now: NOW };
    const reserve = (id: string) =>
      store.reservations.reserve({ id, key: 'k', model: 'm', amount: { tokens: 30, cost: 0 } }, options);
    assert.deepEqual([reserve('a'), reserve('b')], [true, false]);
    store.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
