/**
 * Reservations: what running requests of a key with a budget may still take. They lie in the ledger's file, so that
 * several servers on one data folder hold one budget. A reservation is made in one statement, only where what is spent
 * and reserved leaves room, and is settled in the commit that writes the request. One whose process died is charged in
 * full, since the upstream may have been paid.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Amount, Budget } from './key-budget.ts';
import { dayOf } from './tables.ts';

type Reservation = {
  /** The id of the request's trace. */
  id: string;
  key: string;
  model: string;
  /** The most that the request is expected to take. */
  amount: Amount;
};

type ReserveOptions = {
  budget: Budget;
  /** The caller set no bound, so the amount is a guess: alone the request may begin all the same. */
  unbounded: boolean;
  /** Spent by this process and not in the store yet. */
  unwritten: Amount;
  /** Milliseconds since 1970. */
  now: number;
};

export type Reservations = {
  /** Reserves, or answers false when the budget leaves no room. One statement: no other process can come between. */
  reserve(reservation: Reservation, options: ReserveOptions): boolean;
  /** Running requests of a key, in all processes. */
  count(key: string): number;
  /**
   * Says that these requests run, and raises a reservation that the request has passed. Inside the caller's
   * transaction.
   */
  touch(running: readonly { id: string; paid: Amount }[], now: number): void;
  /** The request has ended and is counted. Inside the caller's transaction. */
  settle(id: string): void;
  /** Removes and gives what nobody has touched since `before`. Inside the caller's transaction. */
  takeAbandoned(before: number): (Reservation & { day: string })[];
};

type Row = { id: string; key: string; model: string; day: string; tokens: number; cost: number };

/** Room under one bound, or no such bound. `spent` and `taken` are SQL. */
const room = (bound: string, spent: string, column: 'tokens' | 'cost'): string =>
  `(:${bound} IS NULL OR (${spent}) + :unwritten_${column} + reserved.${column} + :${column} <= :${bound})`;

const RESERVE = `
  INSERT INTO reservations (id, key, model, day, tokens, cost, touched)
  SELECT :id, :key, :model, :day, :tokens, :cost, :now
  FROM (SELECT count(*) AS running, coalesce(sum(tokens), 0) AS tokens, coalesce(sum(cost), 0) AS cost
        FROM reservations WHERE key = :key) AS reserved
  WHERE (:unbounded AND reserved.running = 0) OR (
    ${room('day_tokens', 'SELECT coalesce(sum(prompt + completion), 0) FROM tallies WHERE key = :key AND day = :day', 'tokens')}
    AND ${room('day_usd', 'SELECT coalesce(sum(cost), 0) FROM tallies WHERE key = :key AND day = :day', 'cost')}
    AND ${room('total_tokens', 'SELECT coalesce(sum(tokens), 0) FROM totals WHERE key = :key', 'tokens')}
    AND ${room('total_usd', 'SELECT coalesce(sum(cost), 0) FROM totals WHERE key = :key', 'cost')})`;

export const createReservations = (db: DatabaseSync): Reservations => {
  const reserve = db.prepare(RESERVE);
  const count = db.prepare('SELECT count(*) AS n FROM reservations WHERE key = ?');
  const touch = db.prepare(
    'UPDATE reservations SET touched = ?, tokens = max(tokens, ?), cost = max(cost, ?) WHERE id = ?',
  );
  const settle = db.prepare('DELETE FROM reservations WHERE id = ?');
  const abandoned = db.prepare(
    'DELETE FROM reservations WHERE touched < ? RETURNING id, key, model, day, tokens, cost',
  );
  return {
    reserve: ({ id, key, model, amount }, { budget, unbounded, unwritten, now }) => {
      const { changes } = reserve.run({
        id,
        key,
        model,
        day: dayOf(now),
        now,
        tokens: amount.tokens,
        cost: amount.cost,
        unwritten_tokens: unwritten.tokens,
        unwritten_cost: unwritten.cost,
        unbounded: unbounded ? 1 : 0,
        day_tokens: budget.dayTokens ?? null,
        day_usd: budget.dayUsd ?? null,
        total_tokens: budget.totalTokens ?? null,
        total_usd: budget.totalUsd ?? null,
      });
      return changes === 1;
    },
    count: (key) => (count.get(key) as { n: number }).n,
    touch: (running, now) => {
      for (const { id, paid } of running) touch.run(now, paid.tokens, paid.cost, id);
    },
    settle: (id) => {
      settle.run(id);
    },
    takeAbandoned: (before) =>
      (abandoned.all(before) as Row[]).map(({ id, key, model, day, tokens, cost }) => ({
        id,
        key,
        model,
        day,
        amount: { tokens, cost },
      })),
  };
};
