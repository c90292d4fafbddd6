/**
 * The tables of ledger.db, version 3, and how a trace's id carries its time. docs/formats.md tells the same in words.
 *
 * A request is a row of `requests`, small, for lists; its calls are rows of `calls`; the texts that they point to lie
 * once in `bodies` (encode.ts). What money and time went where is added up in `tallies`, `totals` and `latencies` in
 * the same commit, so that it outlives the traces.
 *
 * Tables with long rows have row ids: a row of more than about 1 kB of a table without them takes a page of its own,
 * which doubles what a commit writes. Files that were made before keep theirs; every statement works on both.
 */
import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Schema } from './sqlite.ts';

/**
 * Version 2: reservations of running requests; and of each request its labels (JSON: what people said of the answer),
 * the route that was taken, the model that answered, and what the largest model would have cost.
 */
const VERSION_2 = `
    ALTER TABLE requests ADD COLUMN labels TEXT NOT NULL DEFAULT '{}';
    ALTER TABLE requests ADD COLUMN route TEXT;
    ALTER TABLE requests ADD COLUMN answered_by TEXT;
    ALTER TABLE requests ADD COLUMN largest_cost REAL;
    CREATE TABLE reservations (
      id TEXT PRIMARY KEY, key TEXT NOT NULL, model TEXT NOT NULL, day TEXT NOT NULL, tokens INTEGER NOT NULL, cost REAL NOT NULL,
      touched INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX reservations_by_key ON reservations (key);`;

/**
 * Version 3: responses of the Responses API that later requests refer to, by the id of their trace, which they go with.
 */
const VERSION_3 = `
    CREATE TABLE responses (id TEXT PRIMARY KEY, key TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;`;

export const LEDGER_SCHEMA: Schema = {
  application: 0x4d7a4c31,
  version: 3,
  migrate: [VERSION_2, VERSION_3],
  create: `
    CREATE TABLE requests (
      id TEXT PRIMARY KEY, request_id TEXT NOT NULL, key TEXT NOT NULL, model TEXT NOT NULL, path TEXT NOT NULL,
      stream INTEGER NOT NULL, state TEXT NOT NULL, finish TEXT, failure TEXT, started INTEGER NOT NULL, touched INTEGER NOT NULL,
      seconds REAL NOT NULL, first REAL, prompt INTEGER NOT NULL, completion INTEGER NOT NULL, cached INTEGER NOT NULL,
      reasoning INTEGER NOT NULL, cost REAL, calls INTEGER NOT NULL, rule TEXT, confidence REAL,
      question TEXT NOT NULL, answer TEXT NOT NULL
    );
    CREATE INDEX requests_by_key ON requests (key, id);
    CREATE INDEX requests_running ON requests (touched) WHERE state = 'running';
    CREATE TABLE calls (
      request TEXT NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL, parent TEXT, role TEXT NOT NULL, model TEXT NOT NULL,
      started INTEGER NOT NULL, first REAL, seconds REAL, finish TEXT, usage TEXT NOT NULL, detail TEXT NOT NULL,
      PRIMARY KEY (request, position)
    );
    CREATE TABLE bodies (id TEXT PRIMARY KEY, words TEXT NOT NULL, settings TEXT NOT NULL, texts TEXT NOT NULL);
    CREATE TABLE tallies (
      key TEXT NOT NULL, day TEXT NOT NULL, model TEXT NOT NULL, requests INTEGER NOT NULL, failed INTEGER NOT NULL,
      prompt INTEGER NOT NULL, completion INTEGER NOT NULL, cost REAL NOT NULL,
      PRIMARY KEY (key, day, model)
    ) WITHOUT ROWID;
    CREATE TABLE totals (key TEXT PRIMARY KEY, tokens INTEGER NOT NULL, cost REAL NOT NULL) WITHOUT ROWID;
    CREATE TABLE latencies (
      key TEXT NOT NULL, day TEXT NOT NULL, model TEXT NOT NULL, what TEXT NOT NULL, bucket INTEGER NOT NULL, count INTEGER NOT NULL,
      PRIMARY KEY (key, day, model, what, bucket)
    ) WITHOUT ROWID;${VERSION_2}${VERSION_3}`,
};

/** 12 hexadecimal digits that sort as the times do. */
export const timePrefix = (ms: number): string =>
  Math.min(2 ** 48 - 1, Math.max(0, Math.floor(ms)))
    .toString(16)
    .padStart(12, '0');

/** A new id of 32 hexadecimal digits: time first, so that ids sort by age; also a W3C trace id. */
export const newTraceId = (ms: number): string => timePrefix(ms) + randomUUID().replaceAll('-', '').slice(12);

/** A new id of a call: 16 hexadecimal digits, a W3C span id. */
export const newCallId = (): string => randomUUID().replaceAll('-', '').slice(16);

export const isTraceId = (text: string): boolean => /^[0-9a-f]{32}$/.test(text);

/** The UTC day, 'YYYY-MM-DD'. */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Removes traces, not what was added up of them. Inside the caller's transaction. */
export const forget = (db: DatabaseSync, ids: readonly string[]): void => {
  const list = ids.map(() => '?').join(', ');
  db.prepare(`DELETE FROM calls WHERE request IN (${list})`).run(...ids);
  db.prepare(`DELETE FROM bodies WHERE id IN (${list})`).run(...ids);
  db.prepare(`DELETE FROM responses WHERE id IN (${list})`).run(...ids);
  db.prepare(`DELETE FROM requests WHERE id IN (${list})`).run(...ids);
};
