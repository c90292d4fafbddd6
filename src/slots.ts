/**
 * A semaphore with a bounded queue: a fixed number of holders, a fixed number of waiters, others are refused at once.
 * It limits requests of the server and calls to a provider. Waiters are served round robin by group, so that a request
 * of many calls does not block a request of one. Within a group it is first come, first served.
 */

/** Gives the place back; a second call does nothing. */
export type Release = () => void;

type AcquireOptions = {
  /** What the caller belongs to, by identity or by name. Default: one group for all. */
  group?: object | string;
  /** Rejects with its reason when it aborts while waiting. */
  signal?: AbortSignal | undefined;
  /** How long to wait, in milliseconds. Default: without a bound. */
  patience?: number;
};

export type Slots = {
  /** A place, at once where there is one; undefined when the queue is full or `patience` has passed. */
  acquire(options?: AcquireOptions): Release | undefined | Promise<Release | undefined>;
  /** No place is free and nobody else may wait. */
  full(): boolean;
  running(): number;
  waiting(): number;
};

type Waiter = { group: object | string; grant(release: Release): void };

/** `places` holders at one time and `queue` waiters. */
export const createSlots = (places: number, queue: number): Slots => {
  let running = 0;
  let waiting = 0;
  const everybody = {};
  /** Groups in the order of their turn; each with its waiters in order. */
  const groups = new Map<object | string, Set<Waiter>>();

  const take = (): Release => {
    running++;
    let released = false;
    return () => {
      if (released) return;
      released = true;
      running--;
      serveNext();
    };
  };
  const remove = (waiter: Waiter): void => {
    const waiters = groups.get(waiter.group)!;
    waiters.delete(waiter);
    waiting--;
    if (waiters.size === 0) groups.delete(waiter.group);
  };
  const serveNext = (): void => {
    const [group, waiters] = groups.entries().next().value ?? [];
    if (!group || !waiters) return;
    const [waiter] = waiters;
    remove(waiter!);
    if (groups.delete(group)) groups.set(group, waiters); // to the end of the line
    waiter!.grant(take());
  };
  const wait = ({ group = everybody, signal, patience }: AcquireOptions): Promise<Release | undefined> =>
    new Promise((resolve, reject) => {
      const settle = (then: () => void): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        then();
      };
      const waiter: Waiter = { group, grant: (release) => settle(() => resolve(release)) };
      const leave = (then: () => void): void => {
        remove(waiter);
        settle(then);
      };
      const onAbort = (): void => leave(() => reject(signal!.reason as Error));
      const timer = patience === undefined ? undefined : setTimeout(() => leave(() => resolve(undefined)), patience);
      const waiters = groups.get(group) ?? new Set();
      groups.set(group, waiters.add(waiter));
      waiting++;
      signal?.addEventListener('abort', onAbort, { once: true });
    });

  return {
    acquire: (options = {}) => {
      options.signal?.throwIfAborted();
      if (running < places) return take();
      return waiting >= queue ? undefined : wait(options);
    },
    full: () => running >= places && waiting >= queue,
    running: () => running,
    waiting: () => waiting,
  };
};
