/**
 * What one request may ask for and how many may run at once. `createSlots` is the queue in front of the models: short
 * and bounded, so that overload is answered early. Who may ask at all is in access.ts, money in the ledger.
 */
import { RequestError } from './errors.ts';

export type Limits = {
  /** Of a request body. */
  bodyBytes: number;
  /** Of a body's JSON, nesting. */
  depth: number;
  /** Turns of a conversation. */
  messages: number;
  /** Most answers to one request: `n`, or prompts times `n`. */
  choices: number;
  /** From the first byte of the model's work to its end. */
  seconds: number;
  /** Requests at work, over all models. */
  concurrent: number;
  /** Requests that may wait for a place, and for how long. */
  queue: number;
  queueSeconds: number;
};

export const LIMITS: Limits = {
  bodyBytes: 16 * 1024 * 1024,
  depth: 64,
  messages: 2048,
  choices: 16,
  seconds: 600,
  concurrent: 256,
  queue: 64,
  queueSeconds: 5,
};

/** Gives the place back; a second call counts for nothing. */
export type Release = () => void;

export type Slots = {
  /** Throws the 429 at once when neither a place nor room to wait is left. For before the body is read. */
  check(): void;
  /** A place, now or within `queueSeconds`. Throws a `RequestError` (429) when there is none, or when `signal` aborts first. */
  take(signal: AbortSignal): Release | Promise<Release>;
  running(): number;
};

type Waiter = { grant(release: Release): void; refuse(): void };

const overloaded = (running: number, seconds: number): RequestError =>
  new RequestError({
    status: 429,
    type: 'overloaded_error',
    code: 'overloaded',
    retryAfter: seconds,
    message: `${running} requests are being served, which is as many as this server takes; try again in ${seconds} s`,
  });

/** A queue of at most `limits.concurrent` places and `limits.queue` waiters, first come first served. */
export const createSlots = ({
  concurrent,
  queue,
  queueSeconds,
}: Pick<Limits, 'concurrent' | 'queue' | 'queueSeconds'>): Slots => {
  const waiters = new Set<Waiter>();
  let running = 0;

  const place = (): Release => {
    running++;
    let released = true;
    return () => {
      if (!released) return;
      released = false;
      running--;
      const [next] = waiters;
      if (next) {
        waiters.delete(next);
        next.grant(place());
      }
    };
  };
  const refusal = () => overloaded(running, Math.max(1, Math.ceil(queueSeconds)));

  return {
    running: () => running,
    check: () => {
      if (running >= concurrent && waiters.size >= queue) throw refusal();
    },
    take: (signal) => {
      if (running < concurrent) return place();
      if (waiters.size >= queue) throw refusal();
      return new Promise((resolve, reject) => {
        const settle = (then: () => void) => {
          clearTimeout(timer);
          signal.removeEventListener('abort', waiter.refuse);
          waiters.delete(waiter);
          then();
        };
        const waiter: Waiter = {
          grant: (release) => settle(() => resolve(release)),
          refuse: () => settle(() => reject(refusal())),
        };
        const timer = setTimeout(waiter.refuse, queueSeconds * 1000);
        signal.addEventListener('abort', waiter.refuse, { once: true });
        waiters.add(waiter);
      });
    },
  };
};
