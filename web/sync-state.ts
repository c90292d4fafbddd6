/**
 * What sync.ts remembers in this browser, in a database of its own: the last change that was fetched, the version of
 * each document that the server has, what is still to be sent. Without storage it lasts as long as the page.
 */

export type Kind = 'conversation' | 'turn';
/** A document that changed here and was not sent yet. */
export type Unsent = { kind: Kind; id: string; conversation: string; removed?: true };

export type SyncState = {
  seq(): Promise<number>;
  setSeq(seq: number): Promise<void>;
  /** The version of a document that is here, 0 when the server has none. */
  version(kind: Kind, id: string): Promise<number>;
  setVersion(kind: Kind, id: string, seq: number): Promise<void>;
  touch(item: Unsent): Promise<void>;
  isUnsent(kind: Kind, id: string): Promise<boolean>;
  unsent(): Promise<Unsent[]>;
  /** It was sent as it was noted. */
  sent(item: Unsent): Promise<void>;
  cancel(answer: string): Promise<void>;
  cancels(): Promise<string[]>;
  cancelled(answer: string): Promise<void>;
  /** Whether the history of before was noted. */
  isBegun(): Promise<boolean>;
  begin(): Promise<void>;
};

/** A table of JSON by name. */
type Table = {
  get(name: string): Promise<unknown>;
  put(name: string, value: unknown): Promise<void>;
  /** Removes it when it is still `expected`, compared as JSON. */
  drop(name: string, expected?: unknown): Promise<void>;
  all(prefix: string): Promise<unknown[]>;
};

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the browser refused'));
  });

const inMemory = (): Table => {
  const map = new Map<string, unknown>();
  return {
    get: async (name) => map.get(name),
    put: async (name, value) => void map.set(name, value),
    drop: async (name) => void map.delete(name),
    all: async (prefix) => [...map].filter(([name]) => name.startsWith(prefix)).map(([, value]) => value),
  };
};

const inDatabase = (db: IDBDatabase): Table => {
  const table = (mode: IDBTransactionMode): IDBObjectStore => db.transaction('state', mode).objectStore('state');
  return {
    get: (name) => settled(table('readonly').get(name)),
    put: async (name, value) => {
      await settled(table('readwrite').put(value, name));
    },
    drop: async (name, expected) => {
      const store = table('readwrite');
      if (expected === undefined || JSON.stringify(await settled(store.get(name))) === JSON.stringify(expected))
        await settled(store.delete(name));
    },
    all: (prefix) => settled(table('readonly').getAll(IDBKeyRange.bound(prefix, `${prefix}\uffff`))),
  };
};

/** A short name for a key that does not tell it. */
const hashOf = (key: string): string => {
  let hash = 2_166_136_261;
  for (const letter of key) hash = Math.imul(hash ^ letter.codePointAt(0)!, 16_777_619);
  return (hash >>> 0).toString(16);
};

/** Opens what was remembered for this key of the server. */
export const openSyncState = async (key: string): Promise<SyncState> => {
  let table: Table;
  try {
    const request = indexedDB.open('mizan-sync', 1);
    request.onupgradeneeded = () => void request.result.createObjectStore('state');
    table = inDatabase(await settled(request));
  } catch {
    table = inMemory();
  }
  const scope = hashOf(key);
  const name = (...parts: string[]): string => [scope, ...parts].join('/');
  /** Counts notes, so that one that came while another was sent is told apart. */
  let notes = Date.now();
  return {
    seq: async () => Number((await table.get(name('seq'))) ?? 0),
    setSeq: (seq) => table.put(name('seq'), seq),
    version: async (kind, id) => Number((await table.get(name('version', kind, id))) ?? 0),
    setVersion: (kind, id, seq) => table.put(name('version', kind, id), seq),
    touch: (item) => table.put(name('unsent', item.kind, item.id), { ...item, note: ++notes }),
    isUnsent: async (kind, id) => (await table.get(name('unsent', kind, id))) !== undefined,
    unsent: async () => (await table.all(name('unsent', ''))) as Unsent[],
    sent: (item) => table.drop(name('unsent', item.kind, item.id), item),
    cancel: (answer) => table.put(name('cancel', answer), answer),
    cancels: async () => (await table.all(name('cancel', ''))) as string[],
    cancelled: (answer) => table.drop(name('cancel', answer)),
    isBegun: async () => (await table.get(name('begun'))) === true,
    begin: () => table.put(name('begun'), true),
  };
};
