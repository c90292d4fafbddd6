/**
 * The ledger: the interface through which the server records requests, their calls and their cost; and a ledger that
 * records nothing. The one on SQLite is open-ledger.ts, keys are in keys.ts, budgets in accounts.ts.
 *
 * A request's life: `identify` the caller, `allow` it, `begin` an entry, make calls below it, `end` it, await
 * `committed`. From then on it survives a kill of the process. The last byte of a response is sent after that, so a
 * request whose client saw it finish is in the ledger. Requests that end together are committed together.
 */
import type { Failure, Wire } from '../../types.ts';
import type { Amount } from './key-budget.ts';
import type { ResponseStore } from './responses.ts';
import { nullSpan, type Span } from './span.ts';
import type { TraceStore } from './request-trace.ts';

/** Who asks. `admin` sees the traces of all; requests of a lower `priority` go first. */
export type Caller = { keyId: string; name: string; admin: boolean; priority: number };

/** The caller on this machine when no key is asked for. */
export const LOCAL: Caller = { keyId: 'local', name: 'local', admin: true, priority: 0 };

/** What is known when a request has been read. Nothing here is changed afterwards by whoever gave it. */
export type RequestStart = {
  /** What the response carries as x-request-id. */
  requestId: string;
  keyId: string;
  /** The served model's id, of which there are few; the name as asked is in `body`. */
  model: string;
  /** '/v1/chat/completions', say. */
  path: string;
  body: Wire;
  stream?: boolean;
  /** Every model that it may ask costs nothing: budgets in dollars don't concern it. */
  free?: boolean;
  /**
   * What it is expected to take, and whether the caller bounded that (max_tokens). Only asked where the key has a
   * budget.
   */
  expected?: () => Amount & { bounded: boolean };
};

/**
 * One request: the root of its tree. Its `id` is the trace's. `end({ output })` takes the message that was answered
 * with.
 */
export type Entry = Span & {
  /** Aborts when the caller's budget is passed while the request runs; the reason is a `RequestError`. */
  readonly overBudget: AbortSignal;
  /**
   * Resolves once the request has ended and is committed, or could not be (see health); a fraction of a millisecond
   * after `end`. Never rejects.
   */
  readonly committed: Promise<void>;
  /** What was decided about the request: `Opened.settings`. */
  setSettings(settings: Wire): void;
};

export type LedgerHealth = {
  ok: boolean;
  /** Requests that have begun and not ended. */
  running: number;
  /** Finished requests that could not be written yet and are tried again. */
  waiting: number;
  /** Finished requests that could not be written and were given up since the start. */
  lost: number;
  /** What is wrong and what to do about it, in plain sentences. */
  problems: readonly string[];
};

export type Ledger = {
  /**
   * Who a request comes from, by its bearer token or x-api-key. With `keyless` (the server listens on loopback only) a
   * caller without a Mizan key is `LOCAL`; a Mizan key must be right all the same. Throws a `RequestError` of 401.
   */
  identify(token: string | undefined, options: { keyless: boolean }): Caller;
  /**
   * Why this caller may not ask now, its budget being spent: 429 with retryAfter, or 402. `free`: models that cost
   * nothing, so that only a budget in tokens counts.
   */
  allow(keyId: string, options?: { free?: boolean }): Failure | undefined;
  /**
   * Begins an entry and reserves what it is expected to take. Throws a `RequestError` (429, 402) when the budget
   * forbids it.
   */
  begin(request: RequestStart): Entry;
  /** Counts a request that was answered with an error before it began: a mistake, no key, no budget, overload. */
  refused(failure: Failure): void;
  health(): LedgerHealth;
  /** What has been kept, for /v1/traces and /v1/stats. */
  readonly traces: TraceStore;
  /** Responses that later requests refer to. */
  readonly responses: ResponseStore;
  /** The text of /metrics. */
  metrics(): string;
  /** Writes what is still to be written. Requests that run are kept as interrupted. */
  close(): Promise<void>;
};

const nullEntry: Entry = {
  ...nullSpan,
  overBudget: new AbortController().signal,
  committed: Promise.resolve(),
  setSettings: () => {},
};

/** Lets everybody in, keeps nothing. */
export const nullLedger: Ledger = {
  identify: () => LOCAL,
  allow: () => undefined,
  begin: () => nullEntry,
  refused: () => {},
  health: () => ({ ok: true, running: 0, waiting: 0, lost: 0, problems: [] }),
  traces: {
    list: () => ({ data: [], next: undefined }),
    get: () => undefined,
    remove: () => false,
    label: () => false,
    stats: () => ({ days: [], models: [], keys: [] }),
  },
  responses: { put: () => {}, get: () => undefined, remove: () => false },
  metrics: () => '',
  close: async () => {},
};
