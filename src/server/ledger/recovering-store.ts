/**
 * The store of a server that runs for months: when its file turns out to be damaged, or is removed by somebody, a new
 * one is begun and a notice says so. A store that could not be opened again is tried again at the next use.
 */
import { statSync } from 'node:fs';
import { isDamage } from './sqlite.ts';
import type { LedgerStore } from './store.ts';
import type { Trace } from './request-trace.ts';

export type RecoveringStore = {
  /** The store, open. Throws when it can't be opened. */
  current(): LedgerStore;
  /** Writes in one commit; a damaged file is replaced first. `patient`: see `LedgerStore.write`. */
  write(traces: readonly Trace[], now: number, patient?: boolean): void;
  /** Begins a new file when the old one was removed; true when it was. */
  replaceRemoved(): boolean;
  /** What was replaced, in plain sentences. */
  notices(): readonly string[];
  close(): void;
};

/** `open` opens the file at `path`, which may be ':memory:'. Throws what `open` throws at first. */
export const createRecoveringStore = (path: string, open: () => LedgerStore): RecoveringStore => {
  let store = open();
  /** The store is closed, and a new one could not be opened yet. */
  let closed = false;
  const notices: string[] = [];

  const noticeMove = (): void => {
    if (store.movedTo !== undefined)
      notices.push(`the ledger was damaged: it was moved to ${store.movedTo} and a new one was begun`);
  };
  const reopen = (): void => {
    if (!closed) store.close();
    closed = true;
    store = open();
    closed = false;
  };
  const current = (): LedgerStore => {
    if (closed) reopen();
    return store;
  };
  noticeMove();

  return {
    current,
    write: (traces, now, patient) => {
      try {
        current().write(traces, now, patient);
      } catch (error) {
        if (!isDamage(error)) throw error;
        try {
          reopen();
        } catch {
          reopen(); // another thread may just have had it open
        }
        noticeMove();
        store.write(traces, now, patient);
      }
    },
    replaceRemoved: () => {
      if (path === ':memory:' || statSync(path, { throwIfNoEntry: false }) !== undefined) return false;
      reopen();
      notices.push('the ledger was removed while the server ran: a new one was begun');
      return true;
    },
    notices: () => notices,
    close: () => {
      if (!closed) store.close();
    },
  };
};
