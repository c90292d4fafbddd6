/**
 * A SQLite file opened with care: private to its owner, of a known schema version, several processes at a time. What is
 * in it is the business of the two that use it (store.ts, keys.ts).
 *
 * Journal: WAL with synchronous NORMAL. A commit is in the operating system's hands when it returns, so a kill of the
 * process loses nothing; a power cut may lose the last seconds, and never damages what was there before.
 */
import { closeSync, openSync, renameSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { DatabaseSync, DatabaseSyncOptions } from 'node:sqlite';
import { ensureFolder } from '../../files.ts';

export type Schema = {
  /** Marks the file as of this kind. */
  application: number;
  version: number;
  /** Makes an empty file one of `version`. */
  create: string;
  /** Statements that make version i + 1 into i + 2. */
  migrate?: readonly string[];
};

/** SQLite's primary result codes: https://sqlite.org/rescode.html */
const CODES = { busy: 5, readonly: 8, ioError: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 } as const;

const codeOf = (error: unknown): number => ((error as { errcode?: number }).errcode ?? 0) & 0xff;

/** The file's content is not what SQLite wrote. */
export const isDamage = (error: unknown): boolean =>
  [CODES.corrupt, CODES.notADatabase].some((code) => code === codeOf(error));

/** Another connection is writing. */
export const isBusy = (error: unknown): boolean => codeOf(error) === CODES.busy;

/** What to do about a failed write or opening, in one sentence. */
export const adviceOf = (error: unknown): string => {
  switch (codeOf(error)) {
    case CODES.full:
      return 'the disk is full: free some space';
    case CODES.readonly:
      return 'the file or its folder is read-only: correct the permissions or choose another folder';
    case CODES.cannotOpen:
      return 'it can not be opened: check that the folder exists and that you may write to it';
    case CODES.busy:
      return 'another process holds it: end that process or choose another folder';
    case CODES.ioError:
      return 'the disk fails or is full: check it, or choose another folder';
    case CODES.corrupt:
    case CODES.notADatabase:
      return 'the file is damaged';
    default:
      return error instanceof Error ? error.message : String(error);
  }
};

/** How long a write waits for another process, in milliseconds. */
export const PATIENCE = 2000;
/** Files up to this size are checked page by page when opened; larger ones when a page is found to be damaged. */
const CHECKED = 16 * 1024 * 1024;

/**
 * Opens a database. node:sqlite is loaded here and not imported: the library can be imported on Node 20, which lacks
 * it.
 */
export const openDatabase = (path: string, options: DatabaseSyncOptions): DatabaseSync => {
  const sqlite = process.getBuiltinModule('node:sqlite');
  if (!sqlite)
    throw new Error(
      `keeping traces and keys needs Node 22.13 or newer, this is ${process.versions.node}; ` +
        'the command mizan brings its own Node: npx mizan serve',
    );
  return new sqlite.DatabaseSync(path, options);
};

const numberOf = (db: DatabaseSync, pragma: string): number =>
  Object.values(db.prepare(`PRAGMA ${pragma}`).get() as Record<string, number>)[0] ?? 0;

const isMemory = (path: string): boolean => path === ':memory:';

/** The file's identity, to notice that another process has put a new one in its place. */
const identity = (path: string): string => {
  try {
    const { dev, ino } = statSync(path);
    return `${dev}/${ino}`;
  } catch {
    return '';
  }
};

/**
 * Makes a missing file one for its owner only. One that is there is not opened: closing it would drop SQLite's locks on
 * it.
 */
const makePrivate = (path: string): void => {
  ensureFolder(dirname(path), 0o700);
  try {
    closeSync(openSync(path, 'ax', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
};

const prepareSchema = (db: DatabaseSync, path: string, schema: Schema): void => {
  const [application, version] = [numberOf(db, 'application_id'), numberOf(db, 'user_version')];
  if (version > schema.version && application === schema.application) {
    throw new Error(
      `${path} has version ${version} and this program reads up to ${schema.version}: update mizan, or choose another folder with --data`,
    );
  }
  const tables = (db.prepare('SELECT count(*) AS n FROM sqlite_schema').get() as { n: number }).n;
  if (application !== schema.application && (tables > 0 || version > 0)) {
    throw new Error(`${path} is a database of another program: choose another folder with --data`);
  }
  if (version === schema.version) return;
  db.exec('BEGIN IMMEDIATE');
  try {
    // Another process may have done it while this one waited.
    const now = numberOf(db, 'user_version');
    if (now === 0) db.exec(schema.create);
    for (const step of now === 0 ? [] : (schema.migrate ?? []).slice(now - 1)) db.exec(step);
    db.exec(`PRAGMA application_id = ${schema.application}; PRAGMA user_version = ${schema.version}; COMMIT`);
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
};

const openOnce = (path: string, schema: Schema): DatabaseSync => {
  if (!isMemory(path)) makePrivate(path);
  const db = openDatabase(path, { timeout: PATIENCE, enableForeignKeyConstraints: false });
  try {
    // Takes effect in an empty file only: pages of what is removed go back to the disk when asked for.
    db.exec(
      'PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY',
    );
    prepareSchema(db, path, schema);
    if (!isMemory(path) && statSync(path).size <= CHECKED) {
      const found = db.prepare('PRAGMA quick_check(1)').get() as { quick_check: string };
      if (found.quick_check !== 'ok') throw Object.assign(new Error(found.quick_check), { errcode: CODES.corrupt });
    }
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};

const stamp = (now: number): string => new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');

/**
 * Gives a damaged file and its journal another name; returns that name, or undefined when there was no such file any
 * more.
 */
const moveAside = (path: string, now: number): string | undefined => {
  const aside = `${path}.damaged-${stamp(now)}-${process.pid}`;
  let moved: string | undefined;
  for (const end of ['', '-wal', '-shm']) {
    try {
      renameSync(path + end, aside + end);
      if (end === '') moved = basename(aside);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return moved;
};

/**
 * Opens the file at `path`, or makes it; ':memory:' keeps nothing. With `replace`, a damaged file is moved aside and a
 * fresh one begun, and `movedTo` names where it went. Throws one clear sentence for a file that is damaged (without
 * `replace`), of a newer version, of another program, or that can't be opened.
 */
export const openSqlite = (
  path: string,
  schema: Schema,
  { replace = false, clock = Date.now }: { replace?: boolean; clock?: () => number } = {},
): { db: DatabaseSync; movedTo: string | undefined } => {
  let movedTo: string | undefined;
  const until = performance.now() + PATIENCE;
  for (let attempt = 0; ;) {
    const before = identity(path);
    try {
      return { db: openOnce(path, schema), movedTo };
    } catch (error) {
      // Two processes that make the same file at the same time: SQLite does not wait for a change of the journal's mode.
      if (isBusy(error) && performance.now() < until) {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
        continue;
      }
      const damaged = isDamage(error);
      if (damaged && replace && attempt++ < 3) {
        if (identity(path) === before || before === '') movedTo = moveAside(path, clock()) ?? movedTo;
        continue;
      }
      if (codeOf(error) === 0 && (error as NodeJS.ErrnoException).code === undefined) throw error; // says what to do already
      const advice = adviceOf(error);
      const more = advice.includes('--data') ? '' : '; name a folder that you may write to with --data or MIZAN_DATA';
      throw new Error(`could not open ${path}: ${advice}${more}`, { cause: error });
    }
  }
};

/** Bytes that the database takes, freed pages not counted. */
export const usedBytes = (db: DatabaseSync): number =>
  (numberOf(db, 'page_count') - numberOf(db, 'freelist_count')) * numberOf(db, 'page_size');
