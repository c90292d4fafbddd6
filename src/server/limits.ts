/** Bounds on one request, and on how many run at once. Authentication is in access.ts, budgets are in the ledger. */
import { createSlots, type Release, type Slots } from '../slots.ts';
import { RequestError } from './http.ts';

export type Limits = {
  /** Most bytes of a request body, also of what a compressed one unpacks to. */
  bodyBytes: number;
  /** Deepest nesting of a body's JSON. */
  depth: number;
  /** Most messages of a conversation. */
  messages: number;
  /** Most answers to one request: `n`, or prompts times `n`. */
  choices: number;
  /** Longest time of the model's work, in seconds. */
  seconds: number;
  /** Requests at work, over all models. */
  concurrent: number;
  /** Requests that may wait for a place, and for how many seconds. */
  queue: number;
  queueSeconds: number;
};

export const LIMITS: Limits = {
  bodyBytes: 16 * 1024 * 1024,
  depth: 64,
  messages: 2048,
  choices: 64,
  seconds: 600,
  concurrent: 256,
  queue: 64,
  queueSeconds: 5,
};

/** The queue in front of the models: short and bounded, so that overload is answered early. */
export type RequestSlots = Pick<Slots, 'running' | 'waiting'> & {
  /** Throws the 429 at once when neither a place nor room to wait is left. For before the body is read. */
  check(): void;
  /**
   * A place, now or within `queueSeconds`; the keys that wait take turns. Throws a `RequestError` (429) when there is
   * none, or when `signal` aborts first.
   */
  take(signal: AbortSignal, keyId: string): Release | Promise<Release>;
};

const overloaded = (running: number, seconds: number): RequestError =>
  new RequestError({
    status: 429,
    type: 'overloaded_error',
    code: 'overloaded',
    retryAfter: seconds,
    message: `the server is serving ${running} requests, which is its limit; try again in ${seconds} s`,
  });

export const createRequestSlots = ({
  concurrent,
  queue,
  queueSeconds,
}: Pick<Limits, 'concurrent' | 'queue' | 'queueSeconds'>): RequestSlots => {
  const slots = createSlots(concurrent, queue);
  const refusal = (): RequestError => overloaded(slots.running(), Math.max(1, Math.ceil(queueSeconds)));
  const waitFor = async (place: Promise<Release | undefined>): Promise<Release> => {
    const release = await place.catch(() => undefined);
    if (!release) throw refusal();
    return release;
  };
  return {
    running: slots.running,
    waiting: slots.waiting,
    check: () => {
      if (slots.full()) throw refusal();
    },
    take: (signal, keyId) => {
      if (signal.aborted) throw refusal();
      const place = slots.acquire({ signal, group: keyId, patience: queueSeconds * 1000 });
      if (!place) throw refusal();
      return place instanceof Promise ? waitFor(place) : place;
    },
  };
};
