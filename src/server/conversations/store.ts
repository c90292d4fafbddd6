/**
 * conversations.db: conversations, their turns and answers of the background, by key, so that the page finds them on
 * every device. It keeps documents as they come and does not read them: what is in a turn is the page's business. Each
 * change has a number, and who knows the last one asks for what came later. It is no ledger: nothing here is counted.
 */
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { openSqlite, type Schema } from '../ledger/sqlite.ts';
import type { Wire } from '../../types.ts';

const SCHEMA: Schema = {
  application: 0x4d7a4331,
  version: 1,
  create: `
    CREATE TABLE documents (
      key TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, conversation TEXT NOT NULL, seq INTEGER NOT NULL,
      value TEXT, PRIMARY KEY (key, kind, id)
    ) WITHOUT ROWID;
    CREATE INDEX documents_by_seq ON documents (key, seq);
    CREATE INDEX documents_by_conversation ON documents (key, conversation);
    CREATE TABLE counter (seq INTEGER NOT NULL);
    INSERT INTO counter VALUES (0);
    CREATE TABLE answers (
      key TEXT NOT NULL, id TEXT NOT NULL, ended INTEGER NOT NULL, frames BLOB NOT NULL, PRIMARY KEY (key, id)
    ) WITHOUT ROWID;
    CREATE INDEX answers_by_age ON answers (ended);`,
};

export type Kind = 'conversation' | 'turn';

/** `value` is absent where it was deleted. */
type Document = { kind: Kind; id: string; conversation: string; seq: number; value?: Wire };

/** A frame of an answer's stream and when it came, in milliseconds since the answer was begun. */
export type Frame = { at: number; text: string };

export type ConversationStore = {
  /** Documents of a key that changed after `seq`, oldest change first, at most `limit`. */
  since(key: string, seq: number, limit: number): Document[];
  /**
   * Keeps a document. `base` is the number of the version that it was made from, 0 for a new one. A newer version wins:
   * then nothing is written and that one is given back. A deleted document may be made again from any base.
   */
  put(key: string, document: Omit<Document, 'seq'> & { value: Wire }, base: number): { seq: number; newer?: Document };
  /** Deletes a conversation with its turns; the number of the change. */
  remove(key: string, conversation: string): number;
  /** Keeps the frames of an answer that has ended. It is in the operating system's hands when this returns. */
  putAnswer(key: string, id: string, frames: readonly Frame[], ended: number): void;
  answer(key: string, id: string): Frame[] | undefined;
  removeAnswer(key: string, id: string): boolean;
  /** Forgets answers that ended before. */
  forgetAnswers(before: number): void;
  close(): void;
};

type Row = { kind: Kind; id: string; conversation: string; seq: number; value: string | null };

const toDocument = ({ kind, id, conversation, seq, value }: Row): Document => ({
  kind,
  id,
  conversation,
  seq,
  ...(value !== null && { value: JSON.parse(value) as Wire }),
});

/** Runs `work` in one transaction that other processes wait for. */
const transaction = <T>(db: DatabaseSync, work: () => T): T => {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
};

/**
 * Opens conversations.db in `folder`, or makes it; ':memory:' writes no file. Throws one clear sentence when it can't.
 */
export const openConversations = (folder: string): ConversationStore => {
  const path = folder === ':memory:' ? folder : join(folder, 'conversations.db');
  const { db } = openSqlite(path, SCHEMA, { replace: true });
  const columns = 'kind, id, conversation, seq, value';
  const later = db.prepare(`SELECT ${columns} FROM documents WHERE key = ? AND seq > ? ORDER BY seq LIMIT ?`);
  const one = db.prepare(`SELECT ${columns} FROM documents WHERE key = ? AND kind = ? AND id = ?`);
  const insert = db.prepare(`INSERT OR REPLACE INTO documents (key, ${columns}) VALUES (?, ?, ?, ?, ?, ?)`);
  const next = db.prepare('UPDATE counter SET seq = seq + 1 RETURNING seq');
  const drop = db.prepare('UPDATE documents SET value = NULL, seq = ? WHERE key = ? AND conversation = ?');
  const insertAnswer = db.prepare('INSERT OR REPLACE INTO answers (key, id, ended, frames) VALUES (?, ?, ?, ?)');
  const oneAnswer = db.prepare('SELECT frames FROM answers WHERE key = ? AND id = ?');
  const dropAnswer = db.prepare('DELETE FROM answers WHERE key = ? AND id = ?');
  const dropOld = db.prepare('DELETE FROM answers WHERE ended < ?');
  const nextSeq = (): number => (next.get() as { seq: number }).seq;
  return {
    since: (key, seq, limit) => (later.all(key, seq, limit) as Row[]).map(toDocument),
    put: (key, { kind, id, conversation, value }, base) =>
      transaction(db, () => {
        const found = one.get(key, kind, id) as Row | undefined;
        if (found && found.value !== null && found.seq !== base) return { seq: found.seq, newer: toDocument(found) };
        const seq = nextSeq();
        insert.run(key, kind, id, conversation, seq, JSON.stringify(value));
        return { seq };
      }),
    remove: (key, conversation) =>
      transaction(db, () => {
        const seq = nextSeq();
        drop.run(seq, key, conversation);
        return seq;
      }),
    putAnswer: (key, id, frames, ended) => {
      insertAnswer.run(key, id, ended, deflateRawSync(JSON.stringify(frames)));
    },
    answer: (key, id) => {
      const row = oneAnswer.get(key, id) as { frames: Uint8Array } | undefined;
      return row && (JSON.parse(inflateRawSync(row.frames).toString()) as Frame[]);
    },
    removeAnswer: (key, id) => dropAnswer.run(key, id).changes > 0,
    forgetAnswers: (before) => {
      dropOld.run(before);
    },
    close: () => db.close(),
  };
};
