/**
 * API keys of the server, in keys.db: created, listed, limited, revoked, authenticated. They outlive the traces. Only
 * the SHA-256 of a key is stored (a key is random, so it needs no slow hash); the key itself is shown once.
 *
 * A key is 'mz-', ten characters that identify it, '-', and 32 random bytes. The id finds the row, then the hashes are
 * compared in constant time. Every request reads the file anew, so a revoked key is refused from then on.
 */
import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { openSqlite, type Schema } from './sqlite.ts';
import type { Budget } from './key-budget.ts';

export type KeyRecord = {
  id: string;
  name: string;
  /** Sees the traces of all keys, the statistics of all and /metrics. */
  admin: boolean;
  budget: Budget;
  /** Requests of a lower one go first. Usually 0. */
  priority: number;
  /** Milliseconds since 1970. */
  created: number;
  revoked: number | null;
  /** From then on the key is refused. */
  expires: number | null;
};

/** Whether the key lets anybody in at the time `now`. */
export const isLive = ({ revoked, expires }: Pick<KeyRecord, 'revoked' | 'expires'>, now: number): boolean =>
  revoked === null && (expires === null || now < expires);

export type KeyStore = {
  /** Makes a key and returns it, the only time that it is to be had. Throws when the name is taken. */
  create(options: { name: string; admin?: boolean; budget?: Budget; expires?: number; priority?: number }): {
    key: string;
    record: KeyRecord;
  };
  /** All keys, oldest first, revoked ones too. */
  list(): KeyRecord[];
  /** The key of this id or of this name (a live one before a revoked one). */
  find(idOrName: string): KeyRecord | undefined;
  /** From now on the key is refused. False when it was already. Throws when there is none. */
  revoke(idOrName: string): boolean;
  /**
   * Puts a new budget in the place of the old one, and a new priority where one is given. Throws when there is no such
   * key.
   */
  limit(idOrName: string, budget: Budget, priority?: number): KeyRecord;
  /** Whose key it is; undefined for one that is unknown, revoked, expired or wrong. */
  authenticate(key: string): KeyRecord | undefined;
  close(): void;
};

const SCHEMA: Schema = {
  application: 0x4d7a4b31,
  version: 3,
  create: `
    CREATE TABLE keys (
      id TEXT PRIMARY KEY, name TEXT NOT NULL, hash BLOB NOT NULL, admin INTEGER NOT NULL, created INTEGER NOT NULL, revoked INTEGER,
      day_usd REAL, total_usd REAL, day_tokens INTEGER, total_tokens INTEGER, expires INTEGER,
      priority INTEGER
    ) WITHOUT ROWID;
    CREATE UNIQUE INDEX keys_by_name ON keys (name) WHERE revoked IS NULL;`,
  migrate: ['ALTER TABLE keys ADD COLUMN expires INTEGER', 'ALTER TABLE keys ADD COLUMN priority INTEGER'],
};

type KeyRow = {
  id: string;
  name: string;
  hash: Uint8Array;
  admin: number;
  created: number;
  revoked: number | null;
  expires: number | null;
  day_usd: number | null;
  total_usd: number | null;
  day_tokens: number | null;
  total_tokens: number | null;
  priority: number | null;
};

const FORM = /^mz-([a-z0-9]{10})-([A-Za-z0-9_-]{43})$/;
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._@+-]{0,63}$/u;

/** Whether a token claims to be a key of Mizan, rightly or not. */
export const looksLikeKey = (token: string): boolean => token.startsWith('mz-');

const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();

const recordOf = (row: KeyRow): KeyRecord => ({
  id: row.id,
  name: row.name,
  admin: row.admin === 1,
  priority: row.priority ?? 0,
  created: row.created,
  revoked: row.revoked,
  expires: row.expires,
  budget: {
    ...(row.day_usd !== null && { dayUsd: row.day_usd }),
    ...(row.total_usd !== null && { totalUsd: row.total_usd }),
    ...(row.day_tokens !== null && { dayTokens: row.day_tokens }),
    ...(row.total_tokens !== null && { totalTokens: row.total_tokens }),
  },
});

const checkBudget = (budget: Budget): void => {
  for (const [name, value] of Object.entries(budget)) {
    if (value !== undefined && !(Number.isFinite(value) && value >= 0))
      throw new Error(`a budget is a number from 0 on; ${name} is ${value}`);
  }
};

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const newId = (): string => Array.from({ length: 10 }, () => LETTERS[randomInt(LETTERS.length)]).join('');

/**
 * Opens keys.db, or makes it; ':memory:' keeps nothing. A damaged file is an error: lost keys are the operator's to
 * know of.
 */
export const openKeys = (path: string, clock: () => number = Date.now): KeyStore => {
  const { db } = openSqlite(path, SCHEMA);
  const insert = db.prepare('INSERT INTO keys VALUES (?, ?, ?, ?, ?, NULL, ?, ?, ?, ?, ?, ?)');
  const all = db.prepare('SELECT * FROM keys ORDER BY created, id');
  const byId = db.prepare('SELECT * FROM keys WHERE id = ?');
  const byName = db.prepare(
    'SELECT * FROM keys WHERE id = ?1 OR name = ?1 ORDER BY id = ?1 DESC, revoked IS NOT NULL, created DESC LIMIT 1',
  );
  const revoked = db.prepare('UPDATE keys SET revoked = ? WHERE id = ? AND revoked IS NULL');
  const limited = db.prepare(
    'UPDATE keys SET day_usd = ?, total_usd = ?, day_tokens = ?, total_tokens = ?, priority = ? WHERE id = ?',
  );
  const values = ({ dayUsd, totalUsd, dayTokens, totalTokens }: Budget) =>
    [dayUsd ?? null, totalUsd ?? null, dayTokens ?? null, totalTokens ?? null] as const;

  const find = (idOrName: string): KeyRecord | undefined => {
    const row = byName.get(idOrName) as KeyRow | undefined;
    return row && recordOf(row);
  };
  const findOrThrow = (idOrName: string): KeyRecord => {
    const found = find(idOrName);
    if (!found) throw new Error(`there is no key "${idOrName}"; mizan keys list shows them`);
    return found;
  };

  return {
    find,
    list: () => (all.all() as KeyRow[]).map(recordOf),
    create({ name, admin = false, budget = {}, expires, priority = 0 }) {
      if (!NAME.test(name))
        throw new Error(
          `a key's name has 1 to 64 letters, digits, spaces or . _ @ + -, and begins with a letter or digit; got "${name}"`,
        );
      checkBudget(budget);
      if (expires !== undefined && !(Number.isSafeInteger(expires) && expires > clock()))
        throw new Error('a key expires at a time to come');
      const taken = find(name);
      if (taken && taken.revoked === null)
        throw new Error(
          `there is a key "${name}" already; choose another name, or revoke it first: mizan keys revoke "${name}"`,
        );
      const id = newId();
      const key = `mz-${id}-${randomBytes(32).toString('base64url')}`;
      const created = clock();
      insert.run(id, name, hashOf(key), admin ? 1 : 0, created, ...values(budget), expires ?? null, priority);
      return { key, record: { id, name, admin, budget, priority, created, revoked: null, expires: expires ?? null } };
    },
    revoke(idOrName) {
      return revoked.run(clock(), findOrThrow(idOrName).id).changes === 1;
    },
    limit(idOrName, budget, given) {
      checkBudget(budget);
      const record = findOrThrow(idOrName);
      const priority = given ?? record.priority;
      limited.run(...values(budget), priority, record.id);
      return { ...record, budget, priority };
    },
    authenticate(key) {
      const id = FORM.exec(key)?.[1];
      if (id === undefined) return undefined;
      const row = byId.get(id) as KeyRow | undefined;
      const right = timingSafeEqual(hashOf(key), row?.hash ?? hashOf(''));
      return row && right && isLive(row, clock()) ? recordOf(row) : undefined;
    },
    close: () => db.close(),
  };
};
