/**
 * The history in IndexedDB: conversations, their turns, and a journal of running answers, so that a crash loses
 * nothing that was shown. Where the browser offers no storage, the history is in memory and the reader is told.
 */
import { fold, settle, type Answer } from './answer.ts';
import type { Piece } from './piece.ts';
import type { Conversation, Turn } from './turn.ts';
import { t } from './language.ts';

/** Pieces with their times, as they were shown. */
type Batch = { answer: string; pieces: { at: number; piece: Piece }[] };

type Tables = { conversations: Conversation; turns: Turn; journal: Batch };
type Table = keyof Tables;

const NAME = 'mizan';
const VERSION = 1;
/** Turns that are read at a time. */
const PAGE = 500;

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error(t('the browser refused')));
  });

const openDatabase = (): Promise<IDBDatabase> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      const db = request.result;
      db.createObjectStore('conversations', { keyPath: 'id' });
      db.createObjectStore('turns', { keyPath: 'id' }).createIndex('conversation', 'conversation');
      db.createObjectStore('journal', { autoIncrement: true }).createIndex('answer', 'answer');
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error(t('no database')));
    request.onblocked = () => reject(new Error(t('another tab holds an older history open; close it and reload')));
  });

/** Whether a conversation is not there, or deleted and only waiting to be swept away. */
export const isGone = (conversation: Conversation | undefined): boolean =>
  conversation?.deleted !== undefined || !conversation;

/** Hears of every change that was made here. */
type StoreWatcher = {
  touched(kind: 'conversation' | 'turn', id: string, conversation: string): void;
  removed(conversation: string): void;
};

export type Store = {
  /** Newest first, without deleted ones. */
  conversations(): Promise<Conversation[]>;
  turns(conversation: string): Promise<Turn[]>;
  /** One conversation, also a deleted one. */
  conversation(id: string): Promise<Conversation | undefined>;
  turn(id: string): Promise<Turn | undefined>;
  putConversation(value: Conversation): Promise<void>;
  putTurn(value: Turn): Promise<void>;
  /** Notes what is about to be shown. */
  journal(batch: Batch): Promise<void>;
  /** Keeps a turn whose answer has ended, and drops the answer's journal in the same transaction. */
  finish(turn: Turn, answer: string): Promise<void>;
  remove(conversation: string): Promise<void>;
  /** Changes that come from elsewhere: nobody is told of them. */
  putHere<T extends 'conversations' | 'turns'>(table: T, value: Tables[T]): Promise<void>;
  removeHere(conversation: string): Promise<void>;
  watch(watcher: StoreWatcher): void;
  /** Whether a piece of this answer was shown here. */
  isJournalled(answer: string): Promise<boolean>;
  /**
   * An answer that was left in its middle is folded again from the journal and ends as interrupted. One that another
   * tab is receiving is left alone.
   */
  recover(turn: Turn, answer: Answer): Promise<void>;
  /** Removes conversations that were deleted before this time. */
  sweep(before: number): Promise<void>;
  clear(): Promise<void>;
  /** Every turn, one after the other; ends early when `visit` returns false. */
  eachTurn(visit: (turn: Turn) => boolean | void): Promise<void>;
};

/**
 * Opens the history. `trouble` hears, in plain words, of what could not be kept. Writes that fail stay in memory, and
 * reads see them, until the page is closed.
 */
export const openStore = async (trouble: (message: string) => void): Promise<Store> => {
  const memory = { conversations: new Map<string, Conversation>(), turns: new Map<string, Turn>() };
  let db: IDBDatabase | undefined;
  try {
    db = await openDatabase();
    db.onversionchange = () => db?.close();
  } catch (error) {
    trouble(
      t(
        'The history can’t be kept by this browser ({why}). It lasts until this page is closed; export what you need.',
        {
          why: (error as Error).message,
        },
      ),
    );
  }

  /** Runs `work` in one transaction; true when it is committed. */
  const write = async (
    tables: Table[],
    work: (table: <T extends Table>(name: T) => IDBObjectStore) => void,
  ): Promise<boolean> => {
    if (!db) return false;
    try {
      const change = db.transaction(tables, 'readwrite');
      work((name) => change.objectStore(name));
      await new Promise<void>((resolve, reject) => {
        change.oncomplete = () => resolve();
        change.onabort = change.onerror = () => reject(change.error ?? new Error(t('the browser refused')));
      });
      return true;
    } catch (error) {
      const full = (error as Error).name === 'QuotaExceededError';
      trouble(
        full
          ? t(
              'This browser’s storage is full. New answers last until this page is closed: export the history, then delete what you don’t need.',
            )
          : t(
              'The history could not be written ({why}). New answers last until this page is closed; export what you need.',
              {
                why: (error as Error).message,
              },
            ),
      );
      return false;
    }
  };

  const all = async <T extends 'conversations' | 'turns'>(name: T, from?: string): Promise<Tables[T][]> => {
    if (!db) return [];
    const table = db.transaction(name).objectStore(name);
    return settled(from === undefined ? table.getAll() : table.index('conversation').getAll(from)) as Promise<
      Tables[T][]
    >;
  };

  const batches = async (answer: string): Promise<Batch[]> =>
    db ? settled(db.transaction('journal').objectStore('journal').index('answer').getAll(answer)) : [];

  const dropJournal = (journal: IDBObjectStore, answer: string): void => {
    const cursor = journal.index('answer').openKeyCursor(answer);
    cursor.onsuccess = () => {
      const found = cursor.result;
      if (!found) return;
      journal.delete(found.primaryKey);
      found.continue();
    };
  };

  let watcher: StoreWatcher | undefined;

  const one = async <T extends 'conversations' | 'turns'>(name: T, id: string): Promise<Tables[T] | undefined> =>
    db ? (settled(db.transaction(name).objectStore(name).get(id)) as Promise<Tables[T] | undefined>) : undefined;

  const removeDocuments = async (conversation: string): Promise<void> => {
    const turns = await all('turns', conversation);
    for (const item of memory.turns.values()) if (item.conversation === conversation) memory.turns.delete(item.id);
    memory.conversations.delete(conversation);
    await write(['conversations', 'turns', 'journal'], (table) => {
      table('conversations').delete(conversation);
      for (const turn of turns) {
        table('turns').delete(turn.id);
        for (const answer of turn.answers) dropJournal(table('journal'), answer.id);
      }
    });
  };

  const store: Store = {
    async conversations() {
      const found = new Map((await all('conversations')).map((entry) => [entry.id, entry]));
      for (const [id, conversation] of memory.conversations) found.set(id, conversation);
      return [...found.values()].filter((item) => item.deleted === undefined).sort((a, b) => b.updated - a.updated);
    },
    async turns(conversation) {
      const found = new Map((await all('turns', conversation)).map((entry) => [entry.id, entry]));
      for (const [id, turn] of memory.turns) if (turn.conversation === conversation) found.set(id, turn);
      return [...found.values()].sort((a, b) => a.created - b.created);
    },
    conversation: async (id) => memory.conversations.get(id) ?? one('conversations', id),
    turn: async (id) => memory.turns.get(id) ?? one('turns', id),
    watch(next) {
      watcher = next;
    },
    isJournalled: async (answer) => (await batches(answer)).length > 0,
    async recover(turn, answer) {
      if (await isHeld(answer.id)) return;
      for (const { pieces } of await batches(answer.id)) for (const { at, piece } of pieces) fold(answer, piece, at);
      settle(answer, 'interrupted');
      await store.finish(turn, answer.id);
    },
    async putHere(name, value) {
      const done = await write([name], (table) => {
        table(name).put(value);
      });
      const here = memory[name] as Map<string, typeof value>;
      if (done) here.delete(value.id);
      else here.set(value.id, value);
    },
    async putConversation(value) {
      await store.putHere('conversations', value);
      watcher?.touched('conversation', value.id, value.id);
    },
    async putTurn(value) {
      await store.putHere('turns', value);
      watcher?.touched('turn', value.id, value.conversation);
    },
    async journal(batch) {
      await write(['journal'], (table) => {
        table('journal').add(batch);
      });
    },
    async finish(turn, answer) {
      const done = await write(['turns', 'journal'], (table) => {
        table('turns').put(turn);
        dropJournal(table('journal'), answer);
      });
      if (done) memory.turns.delete(turn.id);
      else memory.turns.set(turn.id, turn);
      watcher?.touched('turn', turn.id, turn.conversation);
    },
    removeHere: removeDocuments,
    async remove(conversation) {
      await removeDocuments(conversation);
      watcher?.removed(conversation);
    },
    async sweep(before) {
      const deleted = [...(await all('conversations')), ...memory.conversations.values()].filter(
        (item) => item.deleted !== undefined && item.deleted < before,
      );
      for (const { id } of deleted) await store.remove(id);
    },
    async clear() {
      for (const { id } of await store.conversations()) watcher?.removed(id);
      memory.conversations.clear();
      memory.turns.clear();
      await write(['conversations', 'turns', 'journal'], (table) => {
        for (const name of ['conversations', 'turns', 'journal'] as const) table(name).clear();
      });
    },
    async eachTurn(visit) {
      for (const turn of memory.turns.values()) if (visit(turn) === false) return;
      if (!db) return;
      // In pages: a cursor that goes from turn to turn is several times slower.
      for (let last: IDBValidKey | undefined, full = true; full;) {
        const range = last === undefined ? null : IDBKeyRange.lowerBound(last, true);
        const page: Turn[] = await settled(db.transaction('turns').objectStore('turns').getAll(range, PAGE));
        for (const turn of page) if (!memory.turns.has(turn.id) && visit(turn) === false) return;
        full = page.length === PAGE;
        last = page.at(-1)?.id;
      }
    },
  };
  return store;
};

const lockName = (answer: string): string => `mizan/${answer}`;

/** Whether some tab is receiving this answer now. Browsers without locks say no. */
const isHeld = async (answer: string): Promise<boolean> => {
  const state = await navigator.locks?.query().catch(() => undefined);
  return state?.held?.some((entry) => entry.name === lockName(answer)) ?? false;
};

/** Runs `work` while other tabs know that this answer is being received here. */
export const holding = async (answer: string, work: () => Promise<void>): Promise<void> => {
  if (navigator.locks) await navigator.locks.request(lockName(answer), work);
  else await work();
};
