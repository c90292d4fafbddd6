/**
 * Retention of ledger.db, in a worker thread: removes traces that are too old or too many, returns their pages to the
 * disk, and checkpoints the journal, which waits for the disk. Totals stay.
 *
 * As a worker it tends its file every few seconds; imported, it is the functions.
 */
import { fdatasyncSync, fstatSync, openSync, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { forget, timePrefix } from './tables.ts';
import { adviceOf, openDatabase, usedBytes } from './sqlite.ts';

export type Retention = {
  /** Traces that began longer ago are removed. */
  days: number;
  /** When the traces take more bytes than this, the oldest are removed. */
  bytes: number;
};

export const RETENTION: Retention = { days: 30, bytes: 1_073_741_824 };

/** Bytes of a page in the journal, with its head. */
const FRAME = 4096 + 24;
/** Removed per commit: a request waits no longer than these take. */
const BATCH = 100;
/** A journal of more bytes than this is begun anew even if writers have to wait for it. */
const LONG_JOURNAL = 64 * 1024 * 1024;
/** They wait for the copying of about this many pages at most, since the rest is copied before. */
const FEW_PAGES = 500;
const MOST_ROUNDS = 5;
const EVERY_MS = 2000;

const removeWhere = (db: DatabaseSync, where: string, values: readonly string[]): number => {
  const ids = (
    db
      .prepare(`SELECT id FROM requests WHERE state != 'running' ${where} ORDER BY id LIMIT ${BATCH}`)
      .all(...values) as { id: string }[]
  ).map(({ id }) => id);
  if (ids.length === 0) return 0;
  db.exec('BEGIN IMMEDIATE');
  try {
    forget(db, ids);
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
  return ids.length;
};

/**
 * Removes what is too old, then the oldest until what is left fits; returns how many traces went. `now` in ms since
 * 1970.
 */
export const retain = (db: DatabaseSync, { days, bytes }: Retention, now: number): number => {
  let gone = 0;
  const oldest = timePrefix(now - days * 86_400_000);
  for (let n = BATCH; n === BATCH; gone += n) n = removeWhere(db, 'AND id < ?', [oldest]);
  while (usedBytes(db) > bytes) {
    const n = removeWhere(db, '', []);
    if (n === 0) break;
    gone += n;
  }
  if (gone > 0) db.prepare('PRAGMA incremental_vacuum').all();
  return gone;
};

let opened: number | undefined;

/**
 * Waits until what was copied into the file is on the disk, while others write: emptying the journal waits for the
 * same, and nobody may write then. The file stays open for as long as the process lives, since closing it would drop
 * SQLite's locks.
 */
const settle = (path: string): void => {
  if (opened === undefined || fstatSync(opened).ino !== statSync(path).ino) opened = openSync(path, 'r+');
  fdatasyncSync(opened);
};

/**
 * Copies the journal into the file as far as nobody is in the way. A long one is begun anew; its file keeps its length,
 * since cutting that off takes a tenth of a second or more in which nobody may write.
 */
const checkpoint = (db: DatabaseSync, path: string): void => {
  if ((statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) === 0) return;
  const copy = db.prepare('PRAGMA wal_checkpoint(PASSIVE)');
  /** Whether the journal is long, and not in the file as a whole: else the next writer begins it anew by itself. */
  const copyMost = (): boolean => {
    let [pages, left] = [0, 0];
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const { log, checkpointed } = copy.get() as { log: number; checkpointed: number };
      [pages, left] = [log, log - checkpointed];
      if (left < FEW_PAGES) break;
    }
    return pages * FRAME > LONG_JOURNAL && left > 0;
  };
  if (!copyMost()) return;
  settle(path);
  if (!copyMost()) return;
  settle(path);
  db.prepare('PRAGMA wal_checkpoint(RESTART)').all();
};

/** One round. A file that is gone, or another one by now, is opened anew. */
const tend = (path: string, retention: Retention): void => {
  const db = openDatabase(path, { timeout: 2000 });
  try {
    db.exec('PRAGMA synchronous = NORMAL');
    retain(db, retention, Date.now());
    checkpoint(db, path);
  } finally {
    db.close();
  }
};

export type RetentionWorker = { problem(): string | undefined; close(): Promise<void> };

/** Starts the thread for the file at `path`. When it ends by itself, that is a `problem`, no error. */
export const startRetention = (path: string, retention: Retention): RetentionWorker => {
  let problem: string | undefined;
  const worker = new Worker(new URL(import.meta.url), {
    workerData: { tends: path, retention },
    trackUnmanagedFds: false, // see settle
    resourceLimits: { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 64 }, // it holds a list of ids
  });
  worker.unref();
  worker.on('message', (message: string | undefined) => {
    problem = message;
  });
  worker.on('error', (error) => {
    problem = `its thread ended: ${error.message}`;
  });
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  return {
    problem: () => problem,
    async close() {
      worker.postMessage('end');
      await Promise.race([ended, new Promise<void>((resolve) => setTimeout(resolve, 3000))]);
      await worker.terminate();
    },
  };
};

if (!isMainThread && parentPort && typeof (workerData as { tends?: unknown } | null)?.tends === 'string') {
  const { tends: path, retention } = workerData as { tends: string; retention: Retention };
  const port = parentPort;
  const round = (): void => {
    try {
      if (statSync(path, { throwIfNoEntry: false })) tend(path, retention);
      port.postMessage(undefined);
    } catch (error) {
      port.postMessage(adviceOf(error));
    }
  };
  round();
  const timer = setInterval(round, EVERY_MS);
  port.once('message', () => {
    clearInterval(timer);
    round();
    port.close();
  });
}
