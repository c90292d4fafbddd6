/**
 * Retries with backoff, fallbacks to other models, and a circuit breaker. Both retries and fallbacks happen only while
 * nothing has been passed on. The error says what may be retried (failure.ts). Clock, randomness and waiting are
 * arguments.
 */
import type { Random } from '../random.ts';
import { UpstreamError } from './failure.ts';

export type Runtime = {
  /** Milliseconds since 1970. */
  clock(): number;
  random: Pick<Random, 'next'>;
  /** Rejects with the signal's reason when it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
};

/** Waits that double, in milliseconds. */
const FIRST_MS = 500;
const LONGEST_MS = 8000;
/** A longer wait than this is not waited for: the caller is told of it. */
const PATIENCE_SECONDS = 60;

/** A real wait. Leaves no timer and no listener behind. */
export const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      if (signal?.aborted) reject(signal.reason as Error);
      else resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
  });

/**
 * Milliseconds before try number `attempt` (from 1), or undefined when the upstream wants to be left alone for too
 * long.
 */
const waitBefore = (attempt: number, error: UpstreamError, random: Runtime['random']): number | undefined => {
  const retryAfter = error.failure.retryAfter;
  if (retryAfter !== undefined && retryAfter > PATIENCE_SECONDS) return undefined;
  const backoff = Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempt - 1)) * (0.5 + random.next() / 2);
  return Math.max(backoff, (retryAfter ?? 0) * 1000);
};

export type RetryOptions = {
  /** Tries after the first. */
  retries: number;
  /** Milliseconds since 1970: no wait goes beyond. */
  deadline: number;
  signal?: AbortSignal | undefined;
  runtime: Runtime;
};

/**
 * What `attempt` yields; when it fails before it has yielded anything, and again is worth it, it is made anew after a
 * wait. Throws what the last attempt threw.
 */
export async function* withRetries<T>(
  attempt: () => AsyncIterable<T>,
  { retries, deadline, signal, runtime }: RetryOptions,
): AsyncGenerator<T> {
  for (let tried = 1; ; tried++) {
    let passed = false;
    try {
      for await (const item of attempt()) {
        passed = true;
        yield item;
      }
      return;
    } catch (error) {
      if (passed || !(error instanceof UpstreamError) || !error.retryable || tried > retries || signal?.aborted)
        throw error;
      const wait = waitBefore(tried, error, runtime.random);
      if (wait === undefined || runtime.clock() + wait >= deadline) throw error;
      await runtime.sleep(wait, signal);
    }
  }
}

/**
 * What the first of `targets` yields that yields anything; the next is asked when one fails before that, and elsewhere
 * is worth it. Throws what the first target threw when none does better: that is the one that was asked for.
 */
export async function* withFallbacks<T, Target>(
  targets: readonly Target[],
  ask: (target: Target) => AsyncIterable<T>,
  signal?: AbortSignal,
): AsyncGenerator<T> {
  let first: unknown;
  for (const [i, target] of targets.entries()) {
    let passed = false;
    try {
      for await (const item of ask(target)) {
        passed = true;
        yield item;
      }
      return;
    } catch (error) {
      first ??= error;
      if (passed) throw error;
      const goOn = error instanceof UpstreamError && error.fallback && !signal?.aborted && i + 1 < targets.length;
      if (!goOn) throw first;
    }
  }
}

/** Failures in a row after which a provider is passed over, and for how long. */
const TRIPS = 5;
const REST_MS = 10_000;

/** Remembers that a provider is down, so that others are asked first for a while. It refuses nothing by itself. */
export const createCircuitBreaker = (clock: () => number) => {
  let failures = 0;
  let until = 0;
  return {
    isOpen: (): boolean => clock() < until,
    worked(): void {
      failures = 0;
      until = 0;
    },
    failed(): void {
      if (++failures >= TRIPS) until = clock() + REST_MS;
    },
  };
};
