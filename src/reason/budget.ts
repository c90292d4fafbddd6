/**
 * The budget of an answer in tokens, seconds and dollars, and the usage so far. The budget is hard: running calls are
 * aborted at the token that reaches it, or when the time is up.
 *
 * An upstream says what it used when it ends; until then tokens are those of its deltas, and the prompt of a call with
 * a price is estimated at a quarter of its characters. A limit in dollars therefore holds before the upstream reports
 * usage.
 */
import type { ChatRequest, Usage } from '../types.ts';
import { NO_USAGE, priced, sumUsage, type Price } from '../usage.ts';
import { mergeStreams, type Call, type SourcedEvent } from './merge-streams.ts';

/**
 * `tokens` are completion tokens of everything: plans, candidates, judge. `seconds` is wall-clock time. `cost` is in US
 * dollars, over all calls whose price is known.
 */
export type Budget = { tokens?: number; seconds?: number; cost?: number };

/** A call with what its tokens cost, when that is known. */
type PricedCall = Call & { price?: Price | undefined };

type Bound = keyof Budget;

export type Meter = {
  /** Everything paid for so far. `cost` is there when every call that used tokens has a price or named its cost. */
  usage(): Usage;
  seconds(): number;
  /** Which bound has been reached. */
  spent(): Bound | undefined;
  /** Completion tokens left, at this price where one is given; Infinity without a bound. */
  left(price?: Price): number;
  /** Aborted by the caller or by the budget. */
  signal: AbortSignal;
  /** Runs calls and counts them. `stop` ends these calls alone. */
  run(calls: readonly PricedCall[], stop?: AbortSignal): AsyncGenerator<SourcedEvent>;
  /** Ends whatever still runs and its timer. */
  close(): void;
};

/** Estimated tokens of a prompt: a quarter of its characters. */
const guessedPrompt = ({ messages }: ChatRequest): number =>
  Math.ceil(
    messages.reduce(
      (sum, message) => sum + message.content.length + (message.plan?.length ?? 0) + (message.reasoning?.length ?? 0),
      0,
    ) / 4,
  );

type Paid = { usage: Usage; price: Price | undefined; guess: number };

/** What a call has cost; its prompt is estimated until the upstream reports it. */
const feared = ({ usage, price, guess }: Paid): number =>
  priced({ ...usage, promptTokens: usage.promptTokens || guess }, price).cost ?? 0;

/** Counts from now on. `clock` gives milliseconds; a real timer watches the time of a model that says nothing. */
export const createMeter = (budget: Budget, clock: () => number, outer?: AbortSignal): Meter => {
  const controller = new AbortController();
  const signal = outer ? AbortSignal.any([outer, controller.signal]) : controller.signal;
  const start = clock();
  const paid: Paid[] = [];
  let reached: Bound | undefined;
  const cut = (bound: Bound): void => {
    reached ??= bound;
    controller.abort();
  };
  const timer = budget.seconds === undefined ? undefined : setTimeout(() => cut('seconds'), budget.seconds * 1000);
  const seconds = () => (clock() - start) / 1000;
  const usage = (): Usage => sumUsage(paid.map((paidCall) => priced(paidCall.usage, paidCall.price)));
  const drawn = () => paid.reduce((total, paidCall) => total + paidCall.usage.completionTokens, 0);
  const money = () =>
    budget.cost === undefined ? Infinity : budget.cost - paid.reduce((total, paidCall) => total + feared(paidCall), 0);
  const left = (price?: Price) => {
    const tokens = budget.tokens === undefined ? Infinity : Math.max(0, budget.tokens - drawn());
    return price && price.output > 0 && budget.cost !== undefined
      ? Math.min(tokens, Math.max(0, Math.floor((money() * 1e6) / price.output)))
      : tokens;
  };
  /** `next`: what one more token could cost, in dollars. */
  const check = (next: number): void => {
    if (left() === 0) cut('tokens');
    else if (budget.cost !== undefined && (money() <= 0 || money() < next)) cut('cost');
    else if (budget.seconds !== undefined && seconds() >= budget.seconds) cut('seconds');
  };

  async function* run(calls: readonly PricedCall[], stop?: AbortSignal): AsyncGenerator<SourcedEvent> {
    const costs = calls.map(({ price, request }): Paid => ({
      usage: { ...NO_USAGE },
      price,
      guess: guessedPrompt(request),
    }));
    const next = Math.max(0, ...calls.map(({ price }) => price?.output ?? 0)) / 1e6;
    check(next);
    if (
      budget.cost !== undefined &&
      !signal.aborted &&
      money() < next + costs.reduce((total, paidCall) => total + feared(paidCall), 0)
    )
      cut('cost');
    if (signal.aborted) return;
    paid.push(...costs);
    for await (const gathered of mergeStreams(calls, stop ? AbortSignal.any([signal, stop]) : signal)) {
      const cost = costs[gathered.source]!.usage;
      const { event } = gathered;
      if (event.type === 'delta' || event.type === 'tool') cost.completionTokens += event.tokens;
      if (event.type === 'reply') {
        cost.promptTokens = Math.max(cost.promptTokens, event.usage.promptTokens);
        cost.completionTokens = Math.max(cost.completionTokens, event.usage.completionTokens);
      }
      if (event.type === 'done') {
        // The bill of a call that came to its end is right; one that was cut off has at least cost what it showed.
        const whole =
          event.reply.finish !== 'cancelled' && event.reply.finish !== 'error' && event.usage.completionTokens > 0;
        Object.assign(cost, {
          ...event.usage,
          promptTokens: Math.max(cost.promptTokens, event.usage.promptTokens),
          completionTokens: whole
            ? event.usage.completionTokens
            : Math.max(cost.completionTokens, event.usage.completionTokens),
        });
      }
      check(next);
      yield gathered;
    }
  }
  const close = (): void => {
    clearTimeout(timer);
    controller.abort();
  };
  return { usage, seconds, spent: () => reached, left, signal, run, close };
};
