/**
 * Responses that later requests refer to (`previous_response_id`, GET /v1/responses/ID), in ledger.db. A response has
 * the id of its trace and goes with it: whoever removes the trace, or its age or size does, removes both. Secrets are
 * taken out of all texts as they are out of traces.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Redact } from '../../redact.ts';
import type { Wire } from '../../types.ts';
import { isTraceId } from './tables.ts';

/** `input`: the items of its own request, without those of earlier responses. */
export type StoredResponse = { response: Wire; input: readonly unknown[] };

export type ResponseStore = {
  /**
   * Keeps a response, or replaces it. It is in the operating system's hands when this returns. Throws when it can't be
   * written.
   */
  put(id: string, key: string, value: StoredResponse): void;
  /** `key`: only if it is of that key. */
  get(id: string, key?: string): StoredResponse | undefined;
  /** Whether there was one. */
  remove(id: string, key?: string): boolean;
};

const redacted = (value: unknown, redact: Redact): unknown => {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((element) => redacted(element, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, redacted(member, redact)]));
};

/** The responses of an open ledger.db. */
export const openResponses = (db: DatabaseSync, redact: Redact): ResponseStore => {
  const insert = db.prepare('INSERT OR REPLACE INTO responses (id, key, body) VALUES (?, ?, ?)');
  const select = db.prepare('SELECT key, body FROM responses WHERE id = ?');
  const drop = db.prepare('DELETE FROM responses WHERE id = ?');
  const find = (id: string, key: string | undefined): { body: string } | undefined => {
    const row = isTraceId(id) ? (select.get(id) as { key: string; body: string } | undefined) : undefined;
    return row && (key === undefined || row.key === key) ? row : undefined;
  };
  return {
    put: (id, key, value) => {
      insert.run(id, key, JSON.stringify(redacted(value, redact)));
    },
    get: (id, key) => {
      const row = find(id, key);
      return row && (JSON.parse(row.body) as StoredResponse);
    },
    remove: (id, key) => {
      if (!find(id, key)) return false;
      drop.run(id);
      return true;
    },
  };
};
