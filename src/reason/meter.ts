/**
 * What an answer has cost so far, and the budget that cuts it off. The budget is hard: the running request is aborted
 * at the token that reaches it, or when the time is up. It decides nothing about answers.
 */
import type { Usage } from '../types.ts';
import { gather, type Call, type Gathered } from './gather.ts';

/** `tokens` are completion tokens of everything: plans, candidates, judge. `seconds` is wall-clock time. */
export type Budget = { tokens?: number; seconds?: number; cost?: number };

export type Meter = {
  /** Everything paid for so far. */
  usage(): Usage;
  seconds(): number;
  /** Which bound has been reached. */
  spent(): 'tokens' | 'seconds' | undefined;
  /** Completion tokens left; Infinity without a bound. */
  left(): number;
  /** Aborted by the caller or by the budget. */
  signal: AbortSignal;
  /** Runs calls and counts them. `stop` ends these calls alone. */
  run(calls: readonly Call[], stop?: AbortSignal): AsyncGenerator<Gathered>;
  /** Ends whatever still runs and its timer. */
  close(): void;
};

/** Counts from now on. `clock` gives milliseconds; a real timer watches the time of a model that says nothing. */
export const createMeter = (budget: Budget, clock: () => number, outer?: AbortSignal): Meter => {
  const own = new AbortController();
  const signal = outer ? AbortSignal.any([outer, own.signal]) : own.signal;
  const start = clock();
  const paid: Usage[] = [];
  let reached: 'tokens' | 'seconds' | undefined;
  const cut = (bound: 'tokens' | 'seconds'): void => {
    reached ??= bound;
    own.abort();
  };
  const timer = budget.seconds === undefined ? undefined : setTimeout(() => cut('seconds'), budget.seconds * 1000);
  const seconds = () => (clock() - start) / 1000;
  const usage = (): Usage => ({
    promptTokens: paid.reduce((sum, one) => sum + one.promptTokens, 0),
    completionTokens: paid.reduce((sum, one) => sum + one.completionTokens, 0),
  });
  const left = () => (budget.tokens === undefined ? Infinity : Math.max(0, budget.tokens - usage().completionTokens));
  const check = (): void => {
    if (left() === 0) cut('tokens');
    else if (budget.seconds !== undefined && seconds() >= budget.seconds) cut('seconds');
  };

  async function* run(calls: readonly Call[], stop?: AbortSignal): AsyncGenerator<Gathered> {
    check();
    const costs = calls.map((): Usage => ({ promptTokens: 0, completionTokens: 0 }));
    paid.push(...costs);
    for await (const gathered of gather(calls, stop ? AbortSignal.any([signal, stop]) : signal)) {
      const cost = costs[gathered.source]!;
      const { event } = gathered;
      if (event.type === 'delta') cost.completionTokens += event.tokens;
      if (event.type === 'reply' || event.type === 'done') {
        // What the source reports covers tokens that no delta showed; what the deltas showed was certainly paid for.
        cost.promptTokens = Math.max(cost.promptTokens, event.usage.promptTokens);
        cost.completionTokens = Math.max(cost.completionTokens, event.usage.completionTokens);
      }
      check();
      yield gathered;
    }
  }
  const close = (): void => {
    clearTimeout(timer);
    own.abort();
  };
  return { usage, seconds, spent: () => reached, left, signal, run, close };
};
