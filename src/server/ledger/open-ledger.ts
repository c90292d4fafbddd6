/**
 * The ledger on disk: decides when a request is written, tried again, given up, and when a budget stops it. How rows are
 * written is ledger-store.ts, what a request looks like while it runs is ledger-entry.ts.
 *
 * What a kill (kill -9, a crash, the out-of-memory killer) can lose: nothing of a request whose `kept` has resolved, and
 * so nothing that a client saw finish. A request that runs is written down after a second and refreshed every five: of
 * one that never ended, its question and its cost up to then remain, as 'interrupted'. A power cut can lose the last
 * seconds, whole requests of them, since a commit does not wait for the disk.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { createRedact, type Redact } from '../../redact.ts';
import { RequestError } from '../errors.ts';
import { openKeys, looksLikeKey, type KeyStore } from './keys.ts';
import { LOCAL, type RequestStart, type Ledger, type LedgerHealth } from './ledger.ts';
import { createRunningRequest, type RunningRequest } from './entry.ts';
import { startRetention, RETENTION, type Retention } from './retention.ts';
import { openStore, type LedgerStore } from './store.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import type { EncodeLimits } from './encode.ts';
import { isLimited, overBudget, withUsage, type Budget, type CostOf, type Spending } from './budget.ts';
import { adviceOf, isDamage } from './sqlite.ts';
import type { Trace } from './trace.ts';

export type LedgerOptions = {
  /** Where ledger.db and keys.db lie; made when missing. ':memory:' keeps nothing on disk. */
  folder: string;
  /** Prices calls that report no cost, and tokens while they are drawn: `catalog.find(model)?.model.cost?.(usage)`. */
  costOf?: CostOf;
  /** Default: knows the shapes of keys; give one that knows the configured secrets. */
  redact?: Redact;
  retention?: Retention;
  limits?: EncodeLimits;
  /** Hears of each request once it has ended: an exporter. */
  onTrace?: (trace: Trace) => void;
  /** Hears once when the ledger can't be written, and once when it can again. */
  log?: (line: string) => void;
  /** Milliseconds since 1970. */
  clock?: () => number;
  /** Milliseconds of a clock that never goes back. */
  timer?: () => number;
  /** Between looks at what runs, in milliseconds. Default 1000. */
  beat?: number;
};

/** Finished requests held in memory while the disk refuses them; of more than these, only the cost is held. */
const MOST_WAITING = 64;
/** A request that nobody refreshed for so long has lost its process. */
const ABANDONED_MS = 30_000;
const REFRESH_MS = 5000;

/** The limits of one key, what was spent when last read, and its requests that run. */
type Account = { budget: Budget; spent: Spending; running: Set<RunningRequest> };

const noKey = (message: string): RequestError =>
  new RequestError({ status: 401, type: 'invalid_request_error', code: 'invalid_api_key', message });

const fileOf = (folder: string, name: string): string => (folder === ':memory:' ? folder : join(folder, name));

/** Opens the ledger in a folder. Throws one clear sentence when it can't be: see `openSqlite`. */
export const openLedger = (
  options: LedgerOptions,
): Ledger & { readonly store: () => LedgerStore; readonly keys: KeyStore } => {
  const {
    folder,
    costOf = () => undefined,
    redact = createRedact(),
    retention = RETENTION,
    limits,
    onTrace = () => {},
    log = () => {},
    clock = Date.now,
    timer = () => performance.now(),
    beat = 1000,
  } = options;
  const path = fileOf(folder, 'ledger.db');
  const openAgain = (): LedgerStore => openStore(path, { redact, clock, ...(limits && { limits }) });
  const keys = openKeys(fileOf(folder, 'keys.db'), clock);
  let store = openAgain();
  const keeper = folder === ':memory:' ? undefined : startRetention(path, retention);
  const metrics = createMetrics();

  const running = new Map<string, RunningRequest>();
  const accounts = new Map<string, Account>();
  const written = new Set<string>(); // ids of running requests that are in the store already
  let pending: { live: RunningRequest; late: boolean }[] = [];
  let waiting: { live: RunningRequest; trace: Trace }[] = [];
  /** What requests cost that could not be kept, by key: budgets hold all the same. */
  const owed = new Map<string, { tokens: number; cost: number }>();
  let lost = 0;
  let trouble: string | undefined;
  let warned = false;
  const notices: string[] = [];
  let scheduled = false;
  let closed = false;

  const noticeMove = (): void => {
    if (store.movedTo !== undefined)
      notices.push(`the ledger was damaged: it was moved to ${store.movedTo} and a new one was begun`);
  };
  noticeMove();

  const owe = (key: string, tokens: number, cost: number): void => {
    const before = owed.get(key) ?? { tokens: 0, cost: 0 };
    owed.set(key, { tokens: before.tokens + tokens, cost: before.cost + cost });
  };

  /** The store is closed, and a new one could not be opened yet. */
  let gone = false;
  const renew = (): void => {
    if (!gone) store.close();
    gone = true;
    store = openAgain();
    gone = false;
  };
  /** The store, open: one that could not be opened again is tried again. */
  const whole = () => {
    if (gone) renew();
    return store;
  };

  /** Writes, and begins a new file when this one turns out to be damaged. */
  const write = (traces: readonly Trace[]): void => {
    try {
      whole().write(traces, clock());
    } catch (error) {
      if (!isDamage(error)) throw error;
      try {
        renew();
      } catch {
        renew();
      } // another thread may just have had it open
      noticeMove();
      store.write(traces, clock());
    }
  };

  const ail = (error: unknown): void => {
    trouble = adviceOf(error);
    if (!warned) log(`the ledger can't be written (${trouble}); requests are answered all the same`);
    warned = true;
  };

  const tryWrite = (traces: readonly Trace[]): boolean => {
    if (traces.length === 0) return true;
    const before = timer();
    try {
      write(traces);
      metrics.committed((timer() - before) / 1000);
      trouble = undefined;
      return true;
    } catch (error) {
      ail(error);
      return false;
    }
  };

  const putOff = (live: RunningRequest, trace: Trace): void => {
    waiting.push({ live, trace });
    if (waiting.length <= MOST_WAITING) return;
    const { trace: given } = waiting.shift()!;
    lost++;
    owe(given.key, given.prompt_tokens + given.completion_tokens, given.cost ?? 0);
  };

  /** Commits what has ended since the last time. */
  const commit = (): void => {
    scheduled = false;
    const ended = pending;
    pending = [];
    const batch = ended.map(({ live, late }) => ({ live, late, trace: live.trace('finished') }));
    if (!tryWrite(batch.map(({ trace }) => trace))) {
      // One that can't be written must not take the others with it.
      for (const { live, trace } of batch) if (batch.length === 1 || !tryWrite([trace])) putOff(live, trace);
    }
    for (const { live, late, trace } of batch) {
      written.delete(trace.id);
      if (late) continue;
      accounts.get(live.keyId)?.running.delete(live);
      live.markCommitted();
      metrics.finished(trace);
      try {
        onTrace(trace);
      } catch (error) {
        trouble = `the exporter failed: ${String(error)}`;
      }
    }
  };

  const spentBy = (keyId: string): Spending => {
    const gone = owed.get(keyId) ?? { tokens: 0, cost: 0 };
    const held = waiting
      .filter(({ trace }) => trace.key === keyId)
      .reduce(
        (sum, { trace }) => ({
          tokens: sum.tokens + trace.prompt_tokens + trace.completion_tokens,
          cost: sum.cost + (trace.cost ?? 0),
        }),
        gone,
      );
    return withUsage(whole().totals.spent(keyId, clock()), held);
  };

  const budgetOf = (keyId: string): Budget => (keyId === LOCAL.keyId ? {} : (keys.find(keyId)?.budget ?? {}));

  const isOver = ({ budget, spent, running: now }: Account) =>
    overBudget(
      budget,
      [...now].reduce((sum, live) => withUsage(sum, live.paid), spent),
      clock(),
    );

  const check = (account: Account | undefined): void => {
    const failure = account && isOver(account);
    if (failure) for (const live of account.running) live.stop(new RequestError(failure));
  };

  /** The account of a key with a budget, read anew; undefined for one without. */
  const accountOf = (keyId: string): Account | undefined => {
    const budget = budgetOf(keyId);
    if (!isLimited(budget)) {
      accounts.delete(keyId);
      return undefined;
    }
    const account = {
      budget,
      spent: spentBy(keyId),
      running: accounts.get(keyId)?.running ?? new Set<RunningRequest>(),
    };
    accounts.set(keyId, account);
    return account;
  };

  /** Looks after what runs: writes it down, refreshes it, tries again what could not be written. */
  let refreshed = timer();
  const tick = (): void => {
    const now = timer();
    if (waiting.length > 0) {
      const again = waiting;
      waiting = [];
      for (const [i, { live, trace }] of again.entries()) {
        if (tryWrite([trace])) continue;
        waiting.push({ live, trace }, ...again.slice(i + 1)); // the disk is full still
        break;
      }
    }
    if (warned && trouble === undefined && waiting.length === 0) {
      warned = false;
      log('the ledger is written again');
    }
    const fresh = [...running.values()].filter((live) => now - live.begun >= beat && !written.has(live.entry.id));
    if (tryWrite(fresh.map((live) => live.trace('running')))) for (const live of fresh) written.add(live.entry.id);
    for (const [keyId, account] of accounts) {
      if (account.running.size === 0) accounts.delete(keyId);
      else check(accountOf(keyId));
    }
    if (now - refreshed < Math.min(REFRESH_MS, 5 * beat)) return;
    refreshed = now;
    try {
      if (path !== ':memory:' && statSync(path, { throwIfNoEntry: false }) === undefined) {
        renew();
        written.clear();
        notices.push('the ledger was removed while the server ran: a new one was begun');
      }
      const old = [...running.values()]
        .filter((live) => written.has(live.entry.id))
        .map((live) => live.summary('running'));
      if (old.length > 0) whole().touch(old, clock());
      whole().interrupt(clock() - ABANDONED_MS);
    } catch (error) {
      ail(error);
    }
  };
  const heart = setInterval(tick, beat);
  heart.unref();
  tick();

  const health = (): LedgerHealth => {
    const problems = [
      ...notices,
      ...(trouble === undefined
        ? []
        : [`the ledger can't be written (${trouble}); requests are answered all the same`]),
      ...(lost === 0 ? [] : [`${lost} finished request${lost === 1 ? ' was' : 's were'} not kept`]),
      ...(keeper?.problem() === undefined ? [] : [`the ledger can't be tidied: ${keeper.problem()}`]),
    ];
    return { ok: trouble === undefined && lost === 0, running: running.size, waiting: waiting.length, lost, problems };
  };

  return {
    keys,
    store: () => store,
    identify(token, { keyless }) {
      if (token === undefined || token === '' || !looksLikeKey(token)) {
        if (keyless) return LOCAL;
        throw noKey(
          token
            ? 'this is not an API key of this server; its keys begin with mz-'
            : 'an API key is needed: send the header "Authorization: Bearer mz-..."; the operator makes keys with mizan keys create NAME',
        );
      }
      const record = keys.authenticate(token);
      if (!record)
        throw noKey(
          'this API key is wrong, expired or was revoked; the operator makes keys with mizan keys create NAME',
        );
      return { keyId: record.id, name: record.name, admin: record.admin };
    },
    allow(keyId) {
      const account = accountOf(keyId);
      return account && isOver(account);
    },
    begin(request: RequestStart) {
      if (closed) throw new Error('the ledger is closed: no request can begin');
      const account = accountOf(request.keyId);
      const live = createRunningRequest(request, {
        clock,
        timer,
        costOf,
        watched: account !== undefined,
        onPaid: () => {
          if (account) check(accounts.get(request.keyId));
        },
        onEnd: (item, late) => {
          running.delete(item.entry.id);
          if (closed) return;
          pending.push({ live: item, late });
          if (!scheduled) setImmediate(commit);
          scheduled = true;
        },
      });
      running.set(live.entry.id, live);
      account?.running.add(live);
      return live.entry;
    },
    refused: (failure) => metrics.refused(failure),
    health,
    traces: {
      list: (filter) => whole().list(filter),
      get: (id, key) => whole().get(id, key),
      remove: (id, key) => whole().remove(id, key),
      stats: (days, key) =>
        whole().totals.stats(days, clock(), key, (id) =>
          id === LOCAL.keyId ? LOCAL.name : (keys.find(id)?.name ?? id),
        ),
    },
    metrics: () => metrics.text(health()),
    async close() {
      if (closed) return;
      clearInterval(heart);
      commit();
      tick();
      closed = true;
      tryWrite([...running.values()].map((live) => live.trace('interrupted')));
      for (const live of running.values()) live.markCommitted();
      await keeper?.close();
      if (!gone) store.close();
      keys.close();
    },
  };
};
