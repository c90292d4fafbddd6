/**
 * Places at a provider: so many calls at a time, so many waiting, the rest turned away at once. Those that wait are
 * served in turn by the request that they belong to, so that a request of many calls does not keep out a request of one.
 */

export type Release = () => void;

export type Limiter = {
  /**
   * A place, to be given back once. `group` is the request that the call belongs to. Rejects with the signal's reason
   * when it aborts; gives undefined when too many wait already.
   */
  acquire(group: object, signal?: AbortSignal): Promise<Release | undefined>;
  running(): number;
  waiting(): number;
};

type Waiting = { take: (release: Release) => void };

/** `places` calls at one time and `queue` waiting. */
export const createLimiter = (places: number, queue: number): Limiter => {
  let running = 0;
  let waiting = 0;
  /** Groups in the order of their turn; each with its calls in order. */
  const turns = new Map<object, Waiting[]>();

  const next = (): void => {
    const [group, calls] = turns.entries().next().value ?? [];
    if (!group || !calls) return;
    const caller = calls.shift()!;
    turns.delete(group);
    if (calls.length > 0) turns.set(group, calls); // to the end of the line
    waiting--;
    caller.take(place());
  };
  const place = (): Release => {
    running++;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      running--;
      next();
    };
  };
  return {
    running: () => running,
    waiting: () => waiting,
    async acquire(group, signal) {
      signal?.throwIfAborted();
      if (running < places) return place();
      if (waiting >= queue) return undefined;
      return new Promise((resolve, reject) => {
        const abort = (): void => {
          const calls = turns.get(group)!;
          calls.splice(calls.indexOf(caller), 1);
          if (calls.length === 0) turns.delete(group);
          waiting--;
          reject(signal!.reason as Error);
        };
        const caller: Waiting = {
          take(release) {
            signal?.removeEventListener('abort', abort);
            resolve(release);
          },
        };
        turns.set(group, [...(turns.get(group) ?? []), caller]);
        waiting++;
        signal?.addEventListener('abort', abort, { once: true });
      });
    },
  };
};
