/**
 * What was spent and how long it took, added up per key, day and model in the commit that keeps the request, so that it
 * stays right when traces are removed. It holds no limits: spend.ts compares.
 */
import type { DatabaseSync } from 'node:sqlite';
import { dayOf } from './schema.ts';
import { bucketOf, percentilesOf } from '../latency.ts';
import type { Spent } from './budget.ts';
import type { Stats, Tally, TraceSummary } from './trace.ts';

export type Sums = {
  /** Counts a request that has ended; `before` is what was counted of it already. Inside the caller's transaction. */
  add(request: TraceSummary, before: TraceSummary | undefined): void;
  /** What a key has spent on the day of `now` and in all. */
  spent(key: string, now: number): Spent;
  /** Of the last `days` days up to `now`. */
  stats(days: number, now: number, key: string | undefined, nameOf: (key: string) => string): Stats;
};

type TallyRow = { name: string; requests: number; failed: number; prompt: number; completion: number; cost: number };
type LatencyRow = { name: string; what: 's' | 'f'; bucket: number; count: number };

const DAY_MS = 86_400_000;

const isFailed = (one: TraceSummary): boolean => one.failure !== null || one.state === 'interrupted';

export const createSums = (db: DatabaseSync): Sums => {
  const tally =
    db.prepare(`INSERT INTO tallies VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET requests = requests + excluded.requests,
    failed = failed + excluded.failed, prompt = prompt + excluded.prompt, completion = completion + excluded.completion, cost = cost + excluded.cost`);
  const total = db.prepare(
    'INSERT INTO totals VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET tokens = tokens + excluded.tokens, cost = cost + excluded.cost',
  );
  const latency = db.prepare(
    'INSERT INTO latencies VALUES (?, ?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1',
  );
  const today = db.prepare(
    'SELECT coalesce(sum(prompt + completion), 0) AS tokens, coalesce(sum(cost), 0) AS cost FROM tallies WHERE key = ? AND day = ?',
  );
  const ever = db.prepare('SELECT tokens, cost FROM totals WHERE key = ?');

  const add = (one: TraceSummary, before: TraceSummary | undefined): void => {
    const day = dayOf(one.started);
    const prompt = one.prompt_tokens - (before?.prompt_tokens ?? 0);
    const completion = one.completion_tokens - (before?.completion_tokens ?? 0);
    const cost = (one.cost ?? 0) - (before?.cost ?? 0);
    const failed = Number(isFailed(one)) - Number(before !== undefined && isFailed(before));
    tally.run(one.key, day, one.model.toWellFormed(), before ? 0 : 1, failed, prompt, completion, cost);
    total.run(one.key, prompt + completion, cost);
    // How long a failure took says nothing about how long an answer takes.
    if (isFailed(one) || one.finish === 'cancelled') return;
    latency.run(one.key, day, one.model.toWellFormed(), 's', bucketOf(one.seconds));
    if (one.first_token_seconds !== null)
      latency.run(one.key, day, one.model.toWellFormed(), 'f', bucketOf(one.first_token_seconds));
  };

  const spent = (key: string, now: number): Spent => {
    const day = today.get(key, dayOf(now)) as { tokens: number; cost: number };
    const all = ever.get(key) as { tokens: number; cost: number } | undefined;
    return { dayTokens: day.tokens, dayUsd: day.cost, totalTokens: all?.tokens ?? 0, totalUsd: all?.cost ?? 0 };
  };

  const stats: Sums['stats'] = (days, now, key, nameOf) => {
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
    const dearest = <T extends Tally>(a: T, b: T): number => b.cost - a.cost || b.requests - a.requests;
    return {
      days: [...by('day')].map(([day, one]) => ({ day, ...one })).sort((a, b) => (a.day < b.day ? 1 : -1)),
      models: [...by('model')].map(([model, one]) => ({ model, ...one })).sort(dearest),
      keys: [...by('key')].map(([id, one]) => ({ key: id, name: nameOf(id), ...one })).sort(dearest),
    };
  };
  return { add, spent, stats };
};
