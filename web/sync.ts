/**
 * Keeps the history of this browser and that of the server the same, per key: what changed here is sent, what changed
 * elsewhere is fetched. Everything works without it: what can't be sent waits in this browser and is sent later. Two
 * devices that changed one turn are merged (merge.ts), so that no answer is lost.
 */
import { exchangeJson, savedKey } from './api.ts';
import { isStatic } from './static.ts';
import { t } from './language.ts';
import { mergeConversations, mergeTurns } from './merge.ts';
import { isObject, number, text, type Json } from './piece.ts';
import type { Store } from './store.ts';
import { openSyncState, type Kind, type SyncState, type Unsent } from './sync-state.ts';
import type { Conversation, Turn } from './turn.ts';

export type Sync = {
  /** Whether the server keeps conversations and answers, as far as is known: not after it said that it doesn't. */
  keeps(): boolean;
  /** Fetches what changed elsewhere, then sends what changed here. Never rejects. */
  run(): Promise<void>;
  /** Notes that a document changed here. */
  touch(kind: Kind, id: string, conversation: string): void;
  remove(conversation: string): void;
  /** Ends an answer at the server, now or as soon as it is reached. */
  cancel(answer: string): void;
  /** The server's stream of an answer is needed no more once its turn is sent. */
  received(turn: string, answer: string): void;
};

export type SyncEvents = {
  /** Conversations were changed from elsewhere. */
  changed(conversations: ReadonlySet<string>): void;
  trouble(message: string): void;
  /** The server could not be reached. */
  lost(): void;
};

const KEEPS = 'mizan.keeps';
const pathOf = ({ kind, id, conversation }: Unsent): string =>
  kind === 'turn'
    ? `v1/mizan/conversations/${encodeURIComponent(conversation)}/turns/${encodeURIComponent(id)}`
    : `v1/mizan/conversations/${encodeURIComponent(id)}`;

type Incoming = { kind: Kind; id: string; conversation: string; seq: number; value: Json | undefined };

/** Reads one document of the server; one of another form is left out. */
const readDocument = (value: unknown): Incoming | undefined => {
  if (!isObject(value)) return undefined;
  const [id, conversation, seq] = [text(value.id), text(value.conversation), number(value.seq)];
  if (!id || !conversation || seq === undefined || (value.kind !== 'turn' && value.kind !== 'conversation'))
    return undefined;
  return { kind: value.kind, id, conversation, seq, value: isObject(value.value) ? value.value : undefined };
};

/** `live` says which turns are being received here: these are not replaced under the hand that writes them. */
export const createSync = (store: Store, live: (turn: string) => boolean, events: SyncEvents): Sync => {
  // Until the server has said that it keeps nothing, it is asked to: the first question may come before its first word.
  let keeps = !isStatic;
  try {
    keeps &&= localStorage.getItem(KEEPS) !== 'no';
  } catch {
    /* storage is off */
  }
  const opening = openSyncState(savedKey());
  const streams = new Map<string, string[]>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let working: Promise<void> | undefined;

  const setKeeps = (value: boolean): void => {
    keeps = value;
    try {
      localStorage.setItem(KEEPS, value ? 'yes' : 'no');
    } catch {
      /* it is asked again next time */
    }
  };

  /** Puts a document of the server into the history here. */
  const take = async (state: SyncState, { kind, id, conversation, seq, value }: Incoming): Promise<void> => {
    const unsent = await state.isUnsent(kind, id);
    if (value === undefined) {
      if (!unsent && kind === 'conversation') await store.removeHere(id);
    } else if (kind === 'conversation') {
      const mine = unsent ? await store.conversation(id) : undefined;
      const theirs = value as unknown as Conversation;
      await store.putHere('conversations', mine ? mergeConversations(mine, theirs) : theirs);
    } else if (!live(id)) {
      const mine = await store.turn(id);
      const theirs = value as unknown as Turn;
      await store.putHere('turns', mine ? mergeTurns(mine, theirs) : theirs);
    } else return void (await state.touch({ kind, id, conversation }));
    await state.setVersion(kind, id, seq);
  };

  const pull = async (state: SyncState): Promise<boolean> => {
    const touched = new Set<string>();
    for (;;) {
      const { status, body } = await exchangeJson('GET', `v1/mizan/conversations?after=${await state.seq()}`);
      const listed = status === 200 && isObject(body) && Array.isArray(body.data) ? body : undefined;
      if (status === 404 || (status === 200 && !listed)) setKeeps(false);
      if (!listed) return false;
      setKeeps(true);
      for (const item of (listed.data as unknown[]).map(readDocument)) {
        if (!item || (await state.version(item.kind, item.id)) === item.seq) continue;
        await take(state, item);
        touched.add(item.conversation);
      }
      await state.setSeq(number(listed.seq) ?? 0);
      if (listed.has_more !== true) break;
    }
    if (touched.size > 0) events.changed(touched);
    return true;
  };

  /** What an answer to a write says; true when there is nothing more to do for this document. */
  const settleWrite = async (state: SyncState, item: Unsent, status: number, body: unknown): Promise<boolean> => {
    if (status === 409 && isObject(body)) {
      const newer = readDocument(body.newer);
      if (newer) await take(state, newer);
      return !newer;
    }
    if (status === 200) {
      if (isObject(body) && number(body.seq) !== undefined)
        await state.setVersion(item.kind, item.id, body.seq as number);
      for (const answer of streams.get(item.id) ?? [])
        void exchangeJson('DELETE', `v1/mizan/answers/${encodeURIComponent(answer)}`).catch(() => {});
      streams.delete(item.id);
      return true;
    }
    if (status === 413) events.trouble(t('A turn is too large for the server to keep. It stays in this browser only.'));
    return status === 413 || status === 400;
  };

  const sendOne = async (state: SyncState, item: Unsent): Promise<void> => {
    for (let tries = 0; tries < 5; tries++) {
      const value = item.kind === 'turn' ? await store.turn(item.id) : await store.conversation(item.id);
      if (!value && item.removed !== true) return state.sent(item);
      const { status, body } = item.removed
        ? await exchangeJson('DELETE', pathOf(item))
        : await exchangeJson('PUT', pathOf(item), { base: await state.version(item.kind, item.id), value });
      if (await settleWrite(state, item, status, body)) return state.sent(item);
      if (status !== 409) return;
    }
  };

  const push = async (state: SyncState): Promise<void> => {
    for (const answer of await state.cancels()) {
      await exchangeJson('POST', `v1/mizan/answers/${encodeURIComponent(answer)}/cancel`);
      await state.cancelled(answer);
    }
    for (const item of await state.unsent()) await sendOne(state, item);
  };

  /** The first time, the history that this browser has already is sent too. */
  const markAll = async (state: SyncState): Promise<void> => {
    if (await state.isBegun()) return;
    for (const { id } of await store.conversations()) await state.touch({ kind: 'conversation', id, conversation: id });
    const turns: Unsent[] = [];
    await store.eachTurn(({ id, conversation }) => {
      turns.push({ kind: 'turn', id, conversation });
    });
    for (const turn of turns) await state.touch(turn);
    await state.begin();
  };

  const work = async (): Promise<void> => {
    const state = await opening;
    try {
      if (!(await pull(state))) return;
      await markAll(state);
      await push(state);
    } catch {
      events.lost(); // what could not be sent is sent later
    }
  };
  /** One tab at a time; others have their turn at their next change. */
  const exclusively = async (): Promise<void> => {
    if (navigator.locks) await navigator.locks.request('mizan/sync', work);
    else await work();
  };
  let again = false;
  const run = (): Promise<void> => {
    if (isStatic) return Promise.resolve();
    if (working) again = true;
    working ??= exclusively().finally(() => {
      working = undefined;
      if (again) soon();
      again = false;
    });
    return working;
  };
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void run(), 50);
  };
  const note = (change: (state: SyncState) => Promise<void>): void => {
    void opening.then(change).then(soon, () => {});
  };

  return {
    keeps: () => keeps,
    run,
    touch: (kind, id, conversation) => note((state) => state.touch({ kind, id, conversation })),
    remove: (id) => note((state) => state.touch({ kind: 'conversation', id, conversation: id, removed: true })),
    cancel(answer) {
      // At once, beside the queue: the model should stop now.
      void exchangeJson('POST', `v1/mizan/answers/${encodeURIComponent(answer)}/cancel`).catch(() =>
        note((state) => state.cancel(answer)),
      );
    },
    received(turn, answer) {
      streams.set(turn, [...(streams.get(turn) ?? []), answer]);
    },
  };
};
