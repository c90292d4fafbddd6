/**
 * The ledger on disk: who may ask (keys.ts), what may begin (accounts.ts), what runs (entry.ts), and what is written
 * when (write-queue.ts, recovering-store.ts).
 *
 * What a kill (kill -9, a crash, the out-of-memory killer) can lose: nothing of a request whose `committed` has
 * resolved, and so nothing that a client saw finish. A request that runs is written after a second and refreshed every
 * five: of one that never ended, its question and its cost up to then remain, as 'interrupted'. A power cut can lose
 * the last seconds, whole requests of them, since a commit does not wait for the disk.
 */
import { join } from 'node:path';
import { createRedact, type Redact } from '../../redact.ts';
import { RequestError } from '../http.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { createAccounts, type Accounts } from './accounts.ts';
import { withUsage, type CostOf } from './key-budget.ts';
import type { EncodeLimits } from './encode.ts';
import { createRunningRequest, type RunningRequest } from './entry.ts';
import { looksLikeKey, openKeys, type KeyStore } from './keys.ts';
import { LOCAL, type Caller, type Entry, type Ledger, type LedgerHealth, type RequestStart } from './ledger.ts';
import { isBusy, PATIENCE } from './sqlite.ts';
import { createRecoveringStore, type RecoveringStore } from './recovering-store.ts';
import { RETENTION, startRetention, type Retention, type RetentionWorker } from './retention.ts';
import { newTraceId } from './tables.ts';
import { openStore, type LedgerStore } from './store.ts';
import type { Trace } from './request-trace.ts';
import { createWriteQueue, type WriteQueue } from './write-queue.ts';

export type LedgerOptions = {
  /** Where ledger.db and keys.db lie; made when missing. ':memory:' keeps nothing on disk. */
  folder: string;
  /** Prices calls that report no cost, and tokens while they are drawn. */
  costOf?: CostOf;
  /** Default: knows the shapes of keys; give one that knows the configured secrets. */
  redact?: Redact;
  retention?: Retention;
  limits?: EncodeLimits;
  /** Gets each request once it has ended: an exporter. */
  onTrace?: (trace: Trace) => void;
  /** Told once when the ledger can't be written, and once when it can again. */
  log?: (line: string) => void;
  /** Milliseconds since 1970. */
  clock?: () => number;
  /** Milliseconds of a clock that never goes back. */
  timer?: () => number;
  /** Between looks at what runs, in milliseconds. Default 1000. */
  beat?: number;
};

/** A request that nobody refreshed for so long has lost its process. */
const ABANDONED_MS = 30_000;
const REFRESH_MS = 5000;

const fileOf = (folder: string, name: string): string => (folder === ':memory:' ? folder : join(folder, name));

const noKey = (message: string): RequestError =>
  new RequestError({ status: 401, type: 'invalid_request_error', code: 'invalid_api_key', message });

/** The caller behind a token. Throws a `RequestError` (401). */
const identify = (keys: KeyStore, token: string | undefined, keyless: boolean): Caller => {
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
    throw noKey('this API key is wrong, expired or was revoked; the operator makes keys with mizan keys create NAME');
  return { keyId: record.id, name: record.name, admin: record.admin, priority: record.priority };
};

/** Writes requests that run into the store, and says every few seconds that they still do. */
const createRefresher = (
  running: ReadonlyMap<string, RunningRequest>,
  store: RecoveringStore,
  queue: WriteQueue,
  { clock, timer, beat }: Required<Pick<LedgerOptions, 'clock' | 'timer' | 'beat'>>,
) => {
  /** Ids of running requests that are in the store already. */
  const written = new Set<string>();
  let refreshed = timer();
  return {
    ended: (id: string): void => {
      written.delete(id);
    },
    tick: (): void => {
      const now = timer();
      const fresh = [...running.values()].filter(({ begun, entry }) => now - begun >= beat && !written.has(entry.id));
      if (
        queue.tryWrite(
          fresh.map((request) => request.trace('running')),
          false,
        )
      )
        for (const { entry } of fresh) written.add(entry.id);
      if (now - refreshed < Math.min(REFRESH_MS, 5 * beat)) return;
      try {
        if (running.size > 0)
          store.current().touchReservations(
            [...running.values()].map(({ entry, paid }) => ({ id: entry.id, paid })),
            clock(),
          );
        if (store.replaceRemoved()) written.clear();
        const known = [...running.values()].filter(({ entry }) => written.has(entry.id));
        if (known.length > 0)
          store.current().touch(
            known.map((request) => request.summary('running')),
            clock(),
          );
        store.current().interrupt(clock() - ABANDONED_MS);
        refreshed = now;
      } catch (error) {
        if (isBusy(error)) return; // the next beat is early enough
        refreshed = now;
        queue.failed(error);
      }
    },
  };
};

type Ended = { request: RunningRequest; late: boolean };

/**
 * Commits requests that have ended: those of one turn of the event loop together. While another connection writes (a
 * second server, the emptying of the journal) they wait for it by a timer, so that all else goes on.
 */
const createCommitter = (queue: WriteQueue, timer: () => number, after: (ended: Ended, trace: Trace) => void) => {
  let pending: Ended[] = [];
  let scheduled = false;
  /** When those that wait for another writer were first tried. */
  let tried: number | undefined;
  const write = (ifBusy: 'wait' | 'later' | 'put off'): boolean => {
    const batch = pending.map((ended) => ({ ended, trace: ended.request.trace('finished') }));
    const traces = batch.map(({ trace }) => trace);
    if (!queue.commit(traces, { ifBusy })) return false;
    pending = [];
    tried = undefined;
    for (const { ended, trace } of batch) after(ended, trace);
    return true;
  };
  const commit = (): void => {
    scheduled = false;
    if (pending.length === 0) return;
    tried ??= timer();
    if (write(timer() - tried < PATIENCE ? 'later' : 'put off')) return;
    scheduled = true;
    setTimeout(commit, 2);
  };
  return {
    /** Writes all at once, and waits for another writer. */
    flush: (): void => {
      write('wait');
    },
    add: (ended: Ended): void => {
      pending.push(ended);
      if (!scheduled) setImmediate(commit);
      scheduled = true;
    },
  };
};

type BeginContext = Required<Pick<LedgerOptions, 'costOf' | 'clock' | 'timer'>> & {
  accounts: Accounts;
  running: Map<string, RunningRequest>;
};

/** Begins a request where its budget allows. Throws a `RequestError`. */
const beginRequest = (
  start: RequestStart,
  { accounts, running, costOf, clock, timer }: BeginContext,
  onEnd: (ended: Ended) => void,
): Entry => {
  const { keyId, free = false, expected } = start;
  const { tokens = 0, cost = 0, bounded = false } = (accounts.isLimited(keyId) && expected?.()) || {};
  const reserved = { tokens, cost };
  const id = newTraceId(clock());
  const refused = accounts.admit(keyId, { id, model: start.model, reserved, bounded, free }, clock());
  if (refused) throw new RequestError(refused);
  let watched = false;
  const request = createRunningRequest(start, {
    id,
    clock,
    timer,
    costOf,
    reserved,
    watched: () => watched,
    onPaid: () => accounts.paid(keyId, clock()),
    onEnd: (ended, late) => {
      running.delete(ended.entry.id);
      onEnd({ request: ended, late });
    },
  });
  running.set(request.entry.id, request);
  watched = accounts.enter(keyId, request);
  return request.entry;
};

/** Hands traces on; a fault of whoever takes them is a problem of the ledger's health, and no more. */
const createExporter = (onTrace: (trace: Trace) => void) => {
  let problem: string | undefined;
  return {
    send: (trace: Trace): void => {
      try {
        onTrace(trace);
        problem = undefined;
      } catch (error) {
        problem = `the exporter failed: ${String(error)}`;
      }
    },
    problems: (): string[] => (problem === undefined ? [] : [problem]),
  };
};

/** Opens the ledger in a folder. Throws one clear sentence when it can't be: see `openSqlite`. */
export const openLedger = (
  options: LedgerOptions,
): Ledger & { readonly store: () => LedgerStore; readonly keys: KeyStore } => {
  const { folder, costOf = () => undefined, redact = createRedact(), retention = RETENTION, limits } = options;
  const {
    onTrace = () => {},
    log = () => {},
    clock = Date.now,
    timer = () => performance.now(),
    beat = 1000,
  } = options;
  const path = fileOf(folder, 'ledger.db');
  const keys = openKeys(fileOf(folder, 'keys.db'), clock);
  const store = createRecoveringStore(path, () => openStore(path, { redact, clock, ...(limits && { limits }) }));
  const retainer = folder === ':memory:' ? undefined : startRetention(path, retention);
  const metrics = createMetrics();
  const running = new Map<string, RunningRequest>();
  const exporter = createExporter(onTrace);
  let closed = false;

  const queue = createWriteQueue({
    log,
    write: (traces, patient) => {
      const before = timer();
      store.write(traces, clock(), patient);
      metrics.committed((timer() - before) / 1000);
    },
  });
  const accounts = accountsOf(keys, store, queue, clock);
  const refresher = createRefresher(running, store, queue, { clock, timer, beat });
  const committer = createCommitter(queue, timer, ({ request, late }, trace) => {
    refresher.ended(trace.id);
    if (late) return;
    accounts.leave(request.keyId, request);
    request.markCommitted();
    metrics.finished(trace);
    exporter.send(trace);
  });
  const tick = (): void => {
    queue.retry();
    refresher.tick();
    accounts.refresh(clock());
  };
  const heart = setInterval(tick, beat).unref();
  tick();

  const begin = (start: RequestStart): Entry => {
    if (closed) throw new Error('the ledger is closed: no request can begin');
    return beginRequest(start, { accounts, running, costOf, clock, timer }, (ended) => {
      if (!closed) committer.add(ended);
    });
  };
  const health = (): LedgerHealth => {
    const problems = [...store.notices(), ...exporter.problems(), ...tidyingProblems(retainer)];
    return healthOf(running.size, queue.state(), problems);
  };
  return {
    keys,
    store: store.current,
    identify: (token, { keyless }) => identify(keys, token, keyless),
    allow: (keyId, { free = false } = {}) => accounts.refusal(keyId, free, clock()),
    begin,
    refused: (failure) => metrics.refused(failure),
    health,
    traces: tracesOf(store, keys, clock),
    responses: responsesOf(store),
    metrics: () => metrics.text(health()),
    async close() {
      if (closed) return;
      clearInterval(heart);
      committer.flush();
      tick();
      closed = true;
      interrupt(running, queue);
      await retainer?.close();
      store.close();
      keys.close();
    },
  };
};

/** The budgets of keys.db against what the store and the queue have counted. */
const accountsOf = (keys: KeyStore, store: RecoveringStore, queue: WriteQueue, clock: () => number): Accounts =>
  createAccounts({
    budgetOf: (keyId) => (keyId === LOCAL.keyId ? {} : (keys.find(keyId)?.budget ?? {})),
    spentBy: (keyId) => withUsage(store.current().totals.spent(keyId, clock()), queue.unwritten(keyId)),
    reserve: (key, { id, model, reserved, bounded }, budget, now) =>
      store
        .current()
        .reservations.reserve(
          { id, key, model, amount: reserved },
          { budget, unbounded: !bounded, unwritten: queue.unwritten(key), now },
        ),
    runningOf: (keyId) => store.current().reservations.count(keyId),
  });

/** Writes what still runs when the ledger closes. */
const interrupt = (running: ReadonlyMap<string, RunningRequest>, queue: WriteQueue): void => {
  queue.tryWrite([...running.values()].map((request) => request.trace('interrupted')));
  for (const request of running.values()) request.markCommitted();
};

const healthOf = (
  running: number,
  { trouble, waiting, lost }: ReturnType<WriteQueue['state']>,
  others: readonly string[],
): LedgerHealth => ({
  ok: trouble === undefined && lost === 0,
  running,
  waiting,
  lost,
  problems: [
    ...others,
    ...(trouble === undefined ? [] : [`the ledger can't be written (${trouble}); requests are answered all the same`]),
    ...(lost === 0 ? [] : [`${lost} finished request${lost === 1 ? ' was' : 's were'} not kept`]),
  ],
});

const tidyingProblems = (retainer: RetentionWorker | undefined): string[] => {
  const problem = retainer?.problem();
  return problem === undefined ? [] : [`the ledger can't be tidied: ${problem}`];
};

/** The responses of whichever store is open. */
const responsesOf = (store: RecoveringStore): Ledger['responses'] => ({
  put: (id, key, value) => store.current().responses.put(id, key, value),
  get: (id, key) => store.current().responses.get(id, key),
  remove: (id, key) => store.current().responses.remove(id, key),
});

const tracesOf = (store: RecoveringStore, keys: KeyStore, clock: () => number): Ledger['traces'] => ({
  list: (filter) => store.current().list(filter),
  get: (id, key) => store.current().get(id, key),
  remove: (id, key) => store.current().remove(id, key),
  label: (id, labels, key) => store.current().label(id, labels, key),
  stats: (days, key) =>
    store
      .current()
      .totals.stats(days, clock(), key, (id) => (id === LOCAL.keyId ? LOCAL.name : (keys.find(id)?.name ?? id))),
});
