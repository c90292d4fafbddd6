/**
 * Finished requests on their way to the store. Those that end together are committed together; those that can't be
 * written wait and are tried again; of those that waited too long only the cost is kept, so that budgets hold. It knows
 * no clock.
 */
import type { Amount } from './key-budget.ts';
import { adviceOf, isBusy } from './sqlite.ts';
import type { Trace } from './request-trace.ts';

/** Finished requests held in memory while the disk refuses them; of more than these, only the cost is held. */
const MOST_WAITING = 64;

export type WriteQueueOptions = {
  /**
   * Writes traces in one commit: all, or none when it throws. Unless it is `patient`, it does not wait for another
   * writer.
   */
  write(traces: readonly Trace[], patient: boolean): void;
  /** Told once when nothing can be written, and once when it can again. */
  log(line: string): void;
};

export type WriteQueue = {
  /**
   * Writes in one commit; false when the store can't be written now, or not without waiting and it is not `patient`.
   */
  tryWrite(traces: readonly Trace[], patient?: boolean): boolean;
  /**
   * Writes finished requests, together or each by itself; what can't be written waits. With `ifBusy: 'later'` it does
   * nothing and answers false while another connection writes.
   */
  commit(traces: readonly Trace[], options?: { ifBusy: 'wait' | 'later' | 'put off' }): boolean;
  /** Tries again what waits. */
  retry(): void;
  /** Something else about the store failed. */
  failed(error: unknown): void;
  /** What requests of this key took that is not in the store. */
  unwritten(keyId: string): Amount;
  state(): { trouble: string | undefined; waiting: number; lost: number };
};

const amountOf = ({ prompt_tokens, completion_tokens, cost }: Trace): Amount => ({
  tokens: prompt_tokens + completion_tokens,
  cost: cost ?? 0,
});

const sum = (a: Amount, b: Amount): Amount => ({ tokens: a.tokens + b.tokens, cost: a.cost + b.cost });

const NOTHING: Amount = { tokens: 0, cost: 0 };

export const createWriteQueue = ({ write, log }: WriteQueueOptions): WriteQueue => {
  let waiting: Trace[] = [];
  /** What requests took that were given up, by key. */
  const given = new Map<string, Amount>();
  let lost = 0;
  let trouble: string | undefined;
  let warned = false;

  const failed = (error: unknown): void => {
    trouble = adviceOf(error);
    if (!warned) log(`the ledger can't be written (${trouble}); requests are answered all the same`);
    warned = true;
  };
  const tryWrite = (traces: readonly Trace[], patient = true): boolean => {
    if (traces.length === 0) return true;
    try {
      write(traces, patient);
      trouble = undefined;
      return true;
    } catch (error) {
      if (patient || !isBusy(error)) failed(error);
      return false;
    }
  };
  const putOff = (trace: Trace): void => {
    waiting.push(trace);
    if (waiting.length <= MOST_WAITING) return;
    const oldest = waiting.shift()!;
    lost++;
    given.set(oldest.key, sum(given.get(oldest.key) ?? NOTHING, amountOf(oldest)));
  };
  const retry = (): void => {
    const taken = waiting;
    waiting = [];
    for (const [i, trace] of taken.entries()) {
      if (tryWrite([trace], false)) continue;
      waiting.push(...taken.slice(i)); // the disk is full still, or another writes
      break;
    }
    if (!warned || trouble !== undefined || waiting.length > 0) return;
    warned = false;
    log('the ledger is written again');
  };

  return {
    tryWrite,
    commit: (traces, { ifBusy } = { ifBusy: 'wait' }) => {
      if (traces.length === 0) return true;
      try {
        write(traces, ifBusy === 'wait');
        trouble = undefined;
        return true;
      } catch (error) {
        if (isBusy(error) && ifBusy === 'later') return false;
        failed(error);
        // One that can't be written must not take the others with it.
        const alone = traces.length === 1 || isBusy(error);
        for (const trace of traces) if (alone || !tryWrite([trace])) putOff(trace);
        return true;
      }
    },
    retry,
    failed,
    unwritten: (keyId) =>
      waiting
        .filter(({ key }) => key === keyId)
        .map(amountOf)
        .reduce(sum, given.get(keyId) ?? NOTHING),
    state: () => ({ trouble, waiting: waiting.length, lost }),
  };
};
