/**
 * Totals of usage, cost and latency per key, day and model. They are added up in the commit that writes a request, so
 * they stay right when traces are removed. Budgets are compared with them in key-budget.ts.
 *
 * Latencies are counted in buckets of equal ratio: percentiles over any number of requests take a few dozen rows.
 */
import type { DatabaseSync } from 'node:sqlite';
import { dayOf } from './tables.ts';
import type { Amount, Spending } from './key-budget.ts';
import type { Percentiles, Stats, Tally, TraceSummary } from './request-trace.ts';

export type Totals = {
  /**
   * Counts requests that have ended; `before` is what was counted of one already. Those of one key, day and model are
   * added up first, so that a commit of many takes few statements. Inside the caller's transaction.
   */
  add(ended: readonly Ended[]): void;
  /** Counts what a request took that no trace tells of. Inside the caller's transaction. */
  charge(key: string, day: string, model: string, amount: Amount): void;
  /** What a key has spent on the day of `now` and in all. */
  spent(key: string, now: number): Spending;
  /** Of the last `days` days up to `now`. */
  stats(days: number, now: number, key: string | undefined, nameOf: (key: string) => string): Stats;
};

export type Ended = { request: TraceSummary; before: TraceSummary | undefined };

type TallyRow = { name: string; requests: number; failed: number; prompt: number; completion: number; cost: number };
type LatencyRow = { name: string; what: 's' | 'f'; bucket: number; count: number };

const DAY_MS = 86_400_000;

/** A request that its caller cancelled has not failed. */
const isFailed = ({ failure, state }: TraceSummary): boolean =>
  (failure !== null && failure.code !== 'cancelled') || state === 'interrupted';

/** Buckets per doubling: neighbours differ by 12 %, so a bucket's middle is within 6 % of what it stands for. */
const FINE = 6;
const [LEAST, MOST] = [-60, 180]; // about 1 µs and 12 days

/** The bucket of a duration in seconds. */
const bucketOf = (seconds: number): number =>
  Math.max(LEAST, Math.min(MOST, seconds > 0 ? Math.floor(Math.log2(seconds * 1000) * FINE) : LEAST));

/** The middle of a bucket, in seconds. */
const middleOf = (bucket: number): number => 2 ** ((bucket + 0.5) / FINE) / 1000;

/** Percentiles of what the buckets count; null of nothing. */
const percentilesOf = (counts: ReadonlyMap<number, number>): Percentiles | null => {
  const sorted = [...counts].sort((a, b) => a[0] - b[0]);
  const all = sorted.reduce((sum, [, count]) => sum + count, 0);
  if (all === 0) return null;
  const at = (share: number): number => {
    let seen = 0;
    for (const [bucket, count] of sorted) {
      seen += count;
      if (seen >= share * all) return middleOf(bucket);
    }
    return middleOf(sorted.at(-1)![0]);
  };
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99) };
};

/** Reads the totals of the last days, grouped by day, model and key. */
const readStats =
  (db: DatabaseSync): Totals['stats'] =>
  (days, now, key, nameOf) => {
    const where = `WHERE day >= ? AND day <= ?${key === undefined ? '' : ' AND key = ?'}`;
    const values = [dayOf(now - (days - 1) * DAY_MS), dayOf(now), ...(key === undefined ? [] : [key])];
    const by = (column: 'day' | 'model' | 'key'): Map<string, Tally> => {
      const sums = db
        .prepare(`SELECT ${column} AS name, sum(requests) AS requests, sum(failed) AS failed, sum(prompt) AS prompt,
      sum(completion) AS completion, sum(cost) AS cost FROM tallies ${where} GROUP BY ${column}`)
        .all(...values) as TallyRow[];
      const times = db
        .prepare(
          `SELECT ${column} AS name, what, bucket, sum(count) AS count FROM latencies ${where} GROUP BY ${column}, what, bucket`,
        )
        .all(...values) as LatencyRow[];
      const ofName = Map.groupBy(times, (row) => `${row.what}${row.name}`);
      const percentiles = (what: 's' | 'f', name: string) =>
        percentilesOf(new Map((ofName.get(what + name) ?? []).map((row) => [row.bucket, row.count])));
      return new Map(
        sums.map(({ name, prompt, completion, ...rest }) => [
          name,
          {
            requests: rest.requests,
            failed: rest.failed,
            prompt_tokens: prompt,
            completion_tokens: completion,
            cost: rest.cost,
            seconds: percentiles('s', name),
            first_token_seconds: percentiles('f', name),
          },
        ]),
      );
    };
    const byCost = <T extends Tally>(a: T, b: T): number => b.cost - a.cost || b.requests - a.requests;
    return {
      days: [...by('day')].map(([day, tally]) => ({ day, ...tally })).sort((a, b) => (a.day < b.day ? 1 : -1)),
      models: [...by('model')].map(([model, tally]) => ({ model, ...tally })).sort(byCost),
      keys: [...by('key')].map(([id, tally]) => ({ key: id, name: nameOf(id), ...tally })).sort(byCost),
    };
  };

type Sum = {
  key: string;
  day: string;
  model: string;
  requests: number;
  failed: number;
  prompt: number;
  completion: number;
  cost: number;
  /** By kind and bucket, such as 's42'. */
  latencies: Map<string, number>;
};

/** What requests come to, by key, day and model. */
const sumUp = (ended: readonly Ended[]): Sum[] => {
  const sums = new Map<string, Sum>();
  for (const { request, before } of ended) {
    const [key, day, model] = [request.key, dayOf(request.started), request.model.toWellFormed()];
    const name = JSON.stringify([key, day, model]);
    const empty = { requests: 0, failed: 0, prompt: 0, completion: 0, cost: 0 };
    const sum = sums.get(name) ?? { key, day, model, ...empty, latencies: new Map<string, number>() };
    sums.set(name, sum);
    sum.requests += before ? 0 : 1;
    sum.failed += Number(isFailed(request)) - Number(before !== undefined && isFailed(before));
    sum.prompt += request.prompt_tokens - (before?.prompt_tokens ?? 0);
    sum.completion += request.completion_tokens - (before?.completion_tokens ?? 0);
    sum.cost += (request.cost ?? 0) - (before?.cost ?? 0);
    // How long a failure took says nothing about how long an answer takes.
    if (isFailed(request) || request.finish === 'cancelled') continue;
    const count = (at: string): unknown => sum.latencies.set(at, (sum.latencies.get(at) ?? 0) + 1);
    count(`s${bucketOf(request.seconds)}`);
    if (request.first_token_seconds !== null) count(`f${bucketOf(request.first_token_seconds)}`);
  }
  return [...sums.values()];
};

export const createTotals = (db: DatabaseSync): Totals => {
  const tally =
    db.prepare(`INSERT INTO tallies VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET requests = requests + excluded.requests,
    failed = failed + excluded.failed, prompt = prompt + excluded.prompt, completion = completion + excluded.completion, cost = cost + excluded.cost`);
  const total = db.prepare(
    'INSERT INTO totals VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET tokens = tokens + excluded.tokens, cost = cost + excluded.cost',
  );
  const latency = db.prepare(
    'INSERT INTO latencies VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count',
  );
  const today = db.prepare(
    'SELECT coalesce(sum(prompt + completion), 0) AS tokens, coalesce(sum(cost), 0) AS cost FROM tallies WHERE key = ? AND day = ?',
  );
  const ever = db.prepare('SELECT tokens, cost FROM totals WHERE key = ?');

  const add = (ended: readonly Ended[]): void => {
    for (const group of sumUp(ended)) {
      const { key, day, model, requests, failed, prompt, completion, cost, latencies } = group;
      tally.run(key, day, model, requests, failed, prompt, completion, cost);
      total.run(key, prompt + completion, cost);
      for (const [at, count] of latencies) latency.run(key, day, model, at[0]!, Number(at.slice(1)), count);
    }
  };

  const charge = (key: string, day: string, model: string, { tokens, cost }: Amount): void => {
    tally.run(key, day, model.toWellFormed(), 0, 0, tokens, 0, cost);
    total.run(key, tokens, cost);
  };

  const spent = (key: string, now: number): Spending => {
    const day = today.get(key, dayOf(now)) as { tokens: number; cost: number };
    const all = ever.get(key) as { tokens: number; cost: number } | undefined;
    return { dayTokens: day.tokens, dayUsd: day.cost, totalTokens: all?.tokens ?? 0, totalUsd: all?.cost ?? 0 };
  };

  return { add, charge, spent, stats: readStats(db) };
};
