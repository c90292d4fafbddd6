/**
 * Traces in SQLite: written in batches, listed, read, removed. When a trace is written, retried or given up is decided
 * by write-queue.ts; totals are in totals.ts.
 */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { ChatEvent, Failure, Finish, Usage, Wire } from '../../types.ts';
import type { Redact } from '../../redact.ts';
import { openResponses, type ResponseStore } from './responses.ts';
import { forget, LEDGER_SCHEMA, isTraceId, timePrefix } from './tables.ts';
import type { Amount } from './key-budget.ts';
import { createReservations, type Reservations } from './reservations.ts';
import { createTotals, type Ended, type Totals } from './totals.ts';
import { createEncoder, decode, type EncodeLimits } from './encode.ts';
import { openSqlite, PATIENCE } from './sqlite.ts';
import type { Role } from './span.ts';
import type { Labels, Trace, TraceCall, TraceFilter, TracePage, TraceState, TraceSummary } from './request-trace.ts';

export type LedgerStore = {
  readonly path: string;
  readonly db: DatabaseSync;
  readonly totals: Totals;
  readonly reservations: Reservations;
  readonly responses: ResponseStore;
  /** Where a damaged file of this name was moved to when this one was opened. */
  readonly movedTo: string | undefined;
  /**
   * Writes traces in one commit: all or, when it throws, none. One of a known id takes the place of what was there.
   * Unless it is `patient`, it throws at once when another connection is writing: see `isBusy`.
   */
  write(traces: readonly Trace[], now: number, patient?: boolean): void;
  /**
   * Says that these requests run still, and what they have cost so far. It and the next two don't wait for another
   * writer.
   */
  touch(running: readonly TraceSummary[], now: number): void;
  /** Says that these reservations are still needed, and what their requests have paid so far. */
  touchReservations(running: readonly { id: string; paid: Amount }[], now: number): void;
  /**
   * Turns requests that nobody has touched since `before` into interrupted ones and charges what they cost or had
   * reserved.
   */
  interrupt(before: number): number;
  list(filter: TraceFilter): TracePage;
  get(id: string, key?: string): Trace | undefined;
  label(id: string, labels: Labels, key?: string): boolean;
  remove(id: string, key?: string): boolean;
  close(): void;
};

type RequestRow = {
  id: string;
  request_id: string;
  key: string;
  model: string;
  path: string;
  stream: number;
  state: TraceState;
  finish: Finish | null;
  failure: string | null;
  started: number;
  seconds: number;
  first: number | null;
  prompt: number;
  completion: number;
  cached: number;
  reasoning: number;
  cost: number | null;
  calls: number;
  rule: string | null;
  confidence: number | null;
  labels: string;
  question: string;
  answer: string;
};

const summaryOf = (row: RequestRow): TraceSummary => ({
  id: row.id,
  object: 'trace',
  request_id: row.request_id,
  key: row.key,
  model: row.model,
  path: row.path,
  stream: row.stream === 1,
  state: row.state,
  finish: row.finish,
  failure: row.failure === null ? null : (JSON.parse(row.failure) as Failure),
  started: row.started,
  seconds: row.seconds,
  first_token_seconds: row.first,
  prompt_tokens: row.prompt,
  completion_tokens: row.completion,
  cached_tokens: row.cached,
  reasoning_tokens: row.reasoning,
  cost: row.cost,
  calls: row.calls,
  rule: row.rule,
  confidence: row.confidence,
  labels: JSON.parse(row.labels) as Labels,
  question: row.question,
  answer: row.answer,
});

type CallRow = {
  id: string;
  parent: string | null;
  role: Role;
  model: string;
  started: number;
  first: number | null;
  seconds: number | null;
  finish: Finish | null;
  usage: string;
  detail: string;
};

type Detail = { failure: Failure | null; input: Wire; output: Wire | null; events: ChatEvent[] };

const callOf = (row: CallRow, texts: readonly string[]): TraceCall => ({
  id: row.id,
  parent: row.parent,
  role: row.role,
  model: row.model,
  started: row.started,
  first_token_seconds: row.first,
  seconds: row.seconds,
  finish: row.finish,
  usage: JSON.parse(row.usage) as Usage,
  ...(decode(row.detail, texts) as Detail),
});

/** The form in which texts are compared: without case, accents and ligatures. */
const foldText = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** Rows that one page of a filtered list looks at, so that no request for a list holds up the others for long. */
const WINDOW = 5000;

const insertInto = (table: string, columns: readonly string[]): string =>
  `INSERT OR REPLACE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;

/** Columns that are not written with a trace (labels) stay as they are. */
const upsertInto = (table: string, columns: readonly string[]): string =>
  `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
    ON CONFLICT DO UPDATE SET ${columns.map((name) => `${name} = excluded.${name}`).join(', ')}`;

const REQUEST_COLUMNS = [
  'id',
  'request_id',
  'key',
  'model',
  'path',
  'stream',
  'state',
  'finish',
  'failure',
  'started',
  'touched',
  'seconds',
  'first',
  'prompt',
  'completion',
  'cached',
  'reasoning',
  'cost',
  'calls',
  'rule',
  'confidence',
  'question',
  'answer',
];
const CALL_COLUMNS = [
  'request',
  'position',
  'id',
  'parent',
  'role',
  'model',
  'started',
  'first',
  'seconds',
  'finish',
  'usage',
  'detail',
];

/** The statements that are used again and again. */
const prepareStatements = (db: DatabaseSync) => ({
  begin: db.prepare('BEGIN IMMEDIATE'),
  end: db.prepare('COMMIT'),
  putRequest: db.prepare(upsertInto('requests', REQUEST_COLUMNS)),
  putCall: db.prepare(insertInto('calls', CALL_COLUMNS)),
  putBody: db.prepare(insertInto('bodies', ['id', 'words', 'settings', 'texts'])),
  dropCalls: db.prepare('DELETE FROM calls WHERE request = ?'),
  before: db.prepare('SELECT * FROM requests WHERE id = ?'),
  refresh: db.prepare(
    "UPDATE requests SET touched = ?, seconds = ?, prompt = ?, completion = ?, cost = ?, calls = ? WHERE id = ? AND state = 'running'",
  ),
  abandoned: db.prepare(
    "UPDATE requests SET state = 'interrupted', finish = 'cancelled' WHERE state = 'running' AND touched < ? RETURNING *",
  ),
  setLabels: db.prepare('UPDATE requests SET labels = ? WHERE id = ?'),
  callsById: db.prepare('SELECT * FROM calls WHERE request = ? ORDER BY position'),
  bodyById: db.prepare('SELECT settings, texts FROM bodies WHERE id = ?'),
});

type Statements = ReturnType<typeof prepareStatements>;
/** What writing and interrupting work on. */
type StoreParts = {
  statements: Statements;
  totals: Totals;
  reservations: Reservations;
  redact: Redact;
  limits: EncodeLimits | undefined;
};

/** Runs `work` in one commit, or leaves nothing of it. */
const transact = <T>(db: DatabaseSync, { begin, end }: Statements, work: () => T, patient = true): T => {
  if (!patient) db.exec('PRAGMA busy_timeout = 0'); // SQLite obeys it while it compiles it: preparing it once would not do
  try {
    begin.run();
  } finally {
    if (!patient) db.exec(`PRAGMA busy_timeout = ${PATIENCE}`);
  }
  try {
    const result = work();
    end.run();
    return result;
  } catch (error) {
    // A full disk may have rolled it back already.
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
};

/** Writes the calls of a trace; of each what came out before what went in, so that this is kept whole longest. */
const writeCalls = ({ putCall }: Statements, trace: Trace, packer: ReturnType<typeof createEncoder>): void => {
  trace.tree.forEach((call, position) => {
    const events = packer.encode(call.events);
    const rest = ['failure', 'output', 'input'].map(
      (name) => `"${name}":${packer.encode(call[name as 'failure' | 'output' | 'input'])}`,
    );
    putCall.run(
      trace.id,
      position,
      call.id,
      call.parent,
      call.role,
      call.model.toWellFormed(),
      call.started,
      call.first_token_seconds,
      call.seconds,
      call.finish,
      JSON.stringify(call.usage),
      `{"events":${events},${rest.join(',')}}`,
    );
  });
};

/** The values of `REQUEST_COLUMNS`, in their order, without question and answer, which come last. */
const requestValues = (trace: Trace, now: number, redact: Redact): SQLInputValue[] => [
  trace.id,
  trace.request_id.toWellFormed(),
  trace.key,
  trace.model.toWellFormed(),
  trace.path,
  trace.stream ? 1 : 0,
  trace.state,
  trace.finish,
  trace.failure === null ? null : redact(JSON.stringify(trace.failure)),
  trace.started,
  now,
  trace.seconds,
  trace.first_token_seconds,
  trace.prompt_tokens,
  trace.completion_tokens,
  trace.cached_tokens,
  trace.reasoning_tokens,
  trace.cost,
  trace.calls,
  trace.rule,
  trace.confidence,
];

/** Writes a trace in place of what was there; gives what is to be counted when it has ended. */
const writeTrace = (
  { statements, reservations, redact, limits }: StoreParts,
  trace: Trace,
  now: number,
): Ended | undefined => {
  const known = statements.before.get(trace.id) as RequestRow | undefined;
  if (known) statements.dropCalls.run(trace.id);
  const packer = createEncoder(redact, limits);
  // The request itself comes first, so that it is kept whole longest.
  const settings = packer.encode(trace.settings);
  const question = redact(trace.question).toWellFormed();
  const answer = redact(trace.answer).toWellFormed();
  writeCalls(statements, trace, packer);
  statements.putRequest.run(...requestValues(trace, now, redact), question, answer);
  statements.putBody.run(trace.id, '', settings, packer.texts());
  if (trace.state === 'running') return undefined;
  reservations.settle(trace.id);
  return { request: trace, before: known && known.state !== 'running' ? summaryOf(known) : undefined };
};

/** One page of a filtered list, newest first. */
const listTraces = (
  db: DatabaseSync,
  { key, model, state, failed, search, since, until, limit = 50, cursor }: TraceFilter,
): TracePage => {
  const [within, withinValues]: [string[], SQLInputValue[]] = [[], []];
  const [where, values]: [string[], SQLInputValue[]] = [[], []];
  const bound = (clause: string, value: SQLInputValue | undefined): void => {
    if (value === undefined) return;
    within.push(clause);
    withinValues.push(value);
  };
  bound('key = ?', key);
  bound('id < ?', cursor);
  bound('id >= ?', since === undefined ? undefined : timePrefix(since));
  bound('id < ?', until === undefined ? undefined : timePrefix(until));
  const filter = (clause: string, value: SQLInputValue | undefined): void => {
    if (value === undefined) return;
    where.push(clause);
    values.push(value);
  };
  filter('model = ?', model);
  filter('state = ?', state);
  filter(
    "(failure IS NOT NULL AND failure ->> 'code' IS NOT 'cancelled') = ?",
    failed === undefined ? undefined : Number(failed),
  );
  filter('instr(fold(question || char(10) || answer), ?) > 0', search === undefined ? undefined : foldText(search));
  const window = `FROM requests ${within.length > 0 ? `WHERE ${within.join(' AND ')}` : ''} ORDER BY id DESC LIMIT`;
  const rows = db
    .prepare(
      `SELECT * FROM (SELECT * ${window} ${WINDOW}) r ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''} ORDER BY id DESC LIMIT ?`,
    )
    .all(...withinValues, ...values, limit) as RequestRow[];
  const last =
    rows.length === limit
      ? rows.at(-1)
      : (db.prepare(`SELECT id ${window} 1 OFFSET ${WINDOW - 1}`).get(...withinValues) as { id: string } | undefined);
  return { data: rows.map(summaryOf), next: last?.id };
};

/** Turns requests that nobody has touched since `since` into interrupted ones and charges them. Gives their number. */
const interruptTraces = (
  { statements, totals, reservations }: Omit<StoreParts, 'redact' | 'limits'>,
  since: number,
): number => {
  const rows = statements.abandoned.all(since) as RequestRow[];
  totals.add(rows.map((row) => ({ request: summaryOf(row), before: undefined })));
  for (const { id, key, day, model, amount } of reservations.takeAbandoned(since)) {
    const counted = statements.before.get(id) as RequestRow | undefined;
    const tokens = Math.max(0, amount.tokens - (counted ? counted.prompt + counted.completion : 0));
    totals.charge(key, day, model, { tokens, cost: Math.max(0, amount.cost - (counted?.cost ?? 0)) });
  }
  return rows.length;
};

/**
 * Opens the store in the file `path` (':memory:' keeps nothing). A damaged file is moved aside and a fresh one begun,
 * unless `replace` is false; a newer one or another program's is refused with a clear error.
 */
export const openStore = (
  path: string,
  {
    redact,
    limits,
    clock = Date.now,
    replace = true,
  }: { redact: Redact; limits?: EncodeLimits; clock?: () => number; replace?: boolean },
): LedgerStore => {
  const { db, movedTo } = openSqlite(path, LEDGER_SCHEMA, { replace, clock });
  // Copying the journal into the file waits for the disk: it is done aside (retention.ts), not inside a commit.
  db.exec('PRAGMA wal_autocheckpoint = 0');
  db.function('fold', { deterministic: true }, (text) => foldText(String(text)));
  const totals = createTotals(db);
  const reservations = createReservations(db);
  const responses = openResponses(db, redact);
  const statements = prepareStatements(db);
  const parts: StoreParts = { statements, totals, reservations, redact, limits };
  const commit = <T>(work: () => T, patient?: boolean): T => transact(db, statements, work, patient);
  const find = (id: string, key: string | undefined): RequestRow | undefined => {
    const row = isTraceId(id) ? (statements.before.get(id) as RequestRow | undefined) : undefined;
    return row && (key === undefined || row.key === key) ? row : undefined;
  };

  return {
    path,
    db,
    totals,
    reservations,
    responses,
    movedTo,
    list: (filter) => listTraces(db, filter),
    write: (traces, now, patient) =>
      commit(() => {
        totals.add(traces.flatMap((trace) => writeTrace(parts, trace, now) ?? []));
      }, patient),
    touch: (running, now) =>
      commit(() => {
        for (const item of running)
          statements.refresh.run(
            now,
            item.seconds,
            item.prompt_tokens,
            item.completion_tokens,
            item.cost,
            item.calls,
            item.id,
          );
      }, false),
    touchReservations: (running, now) => commit(() => reservations.touch(running, now), false),
    interrupt: (since) => commit(() => interruptTraces(parts, since), false),
    get(id, key) {
      const row = find(id, key);
      if (!row) return undefined;
      const body = statements.bodyById.get(id) as { settings: string; texts: string };
      const texts = JSON.parse(body.texts) as string[];
      const tree = (statements.callsById.all(id) as CallRow[]).map((call) => callOf(call, texts));
      return { ...summaryOf(row), settings: decode(body.settings, texts) as Wire | null, tree };
    },
    label(id, labels, key) {
      if (!find(id, key)) return false;
      statements.setLabels.run(JSON.stringify(labels), id);
      return true;
    },
    remove(id, key) {
      const row = find(id, key);
      if (!row || row.state === 'running') return false;
      commit(() => forget(db, [id]));
      return true;
    },
    close: () => db.close(),
  };
};
