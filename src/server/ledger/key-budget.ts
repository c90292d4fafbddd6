/**
 * Costs and budgets as pure functions: what a tree of calls costs, and whether a budget is spent.
 *
 * A call's own report and the sum of the calls below it describe the same money, so the larger of the two counts. That
 * is right for a report that left out a judge, and for a request that was cancelled before it reported.
 */
import type { Failure, Usage } from '../../types.ts';
import { addUsage, combineUsage, NO_USAGE, withCost } from '../../usage.ts';

/** Of one key; days are UTC. Absent: no bound. Tokens are those of prompts and completions together. */
export type Budget = { dayUsd?: number; totalUsd?: number; dayTokens?: number; totalTokens?: number };

export type Spending = { dayUsd: number; totalUsd: number; dayTokens: number; totalTokens: number };

/** Tokens and US dollars. */
export type Amount = { tokens: number; cost: number };

/** What a usage costs in US dollars by a model's prices; undefined when they are not known. */
export type CostOf = (model: string, usage: Usage) => number | undefined;

/** What `totalUsage` needs to know of a call. */
export type Counted = { model: string; usage: Usage; drawn: number; children: readonly Counted[] };

/**
 * What a call used by itself: a usage that came without tokens is what was seen to be drawn, one without a cost is
 * priced.
 */
export const ownUsage = ({ model, usage, drawn }: Omit<Counted, 'children'>, costOf: CostOf): Usage => {
  const counted: Usage =
    usage.completionTokens === 0 && drawn > 0 ? { ...usage, completionTokens: drawn, estimated: true } : usage;
  return withCost(counted, costOf(model, counted));
};

/** What a call and all below it come to. A call that made others is priced by them, unless it reports a cost itself. */
export const totalUsage = (call: Counted, costOf: CostOf): Usage => {
  if (call.children.length === 0) return ownUsage(call, costOf);
  const below = call.children.map((child) => totalUsage(child, costOf)).reduce(addUsage, NO_USAGE);
  return combineUsage(
    ownUsage(call, () => undefined),
    below,
    Math.max,
  );
};

/** Dollars with as many digits as a small sum needs: $12.50, $0.0123, $0.00004. */
const usd = (amount: number): string => {
  if (amount >= 1 || amount === 0) return `$${amount.toFixed(2)}`;
  return `$${
    amount >= 0.01
      ? amount.toFixed(4)
      : Number(amount.toPrecision(2))
          .toFixed(Math.min(12, 1 - Math.floor(Math.log10(amount))))
          .replace(/0+$/, '')
  }`;
};

/** Seconds until the next UTC day, at least 1. */
const untilTomorrow = (now: number): number =>
  Math.max(1, Math.ceil((Math.floor(now / 86_400_000) + 1) * 86_400 - now / 1000));

/**
 * Why a budget forbids to go on, or undefined. A day's budget comes back, so it answers 429 and says when; one for good
 * answers 402.
 */
export const overBudget = (budget: Budget, spent: Spending, now: number): Failure | undefined => {
  const failure = (what: string, day: boolean): Failure => ({
    status: day ? 429 : 402,
    type: 'insufficient_quota',
    code: day ? 'daily_budget_exceeded' : 'budget_exceeded',
    message: `the budget of this key is spent: ${what}; ${day ? 'it begins anew at midnight UTC, or ask' : 'ask'} the operator for more (mizan keys limit)`,
    ...(day && { retryAfter: untilTomorrow(now) }),
  });
  const { dayUsd, totalUsd, dayTokens, totalTokens } = budget;
  if (totalUsd !== undefined && spent.totalUsd >= totalUsd)
    return failure(`${usd(spent.totalUsd)} of ${usd(totalUsd)}`, false);
  if (totalTokens !== undefined && spent.totalTokens >= totalTokens)
    return failure(`${spent.totalTokens} of ${totalTokens} tokens`, false);
  if (dayUsd !== undefined && spent.dayUsd >= dayUsd)
    return failure(`${usd(spent.dayUsd)} of ${usd(dayUsd)} today`, true);
  if (dayTokens !== undefined && spent.dayTokens >= dayTokens)
    return failure(`${spent.dayTokens} of ${dayTokens} tokens today`, true);
  return undefined;
};

/** Whether `wanted` on top of what is spent and reserved already is more than the budget. */
export const exceeds = (budget: Budget, taken: Spending, wanted: Amount): boolean => {
  const all = withUsage(taken, wanted);
  return (['dayUsd', 'totalUsd', 'dayTokens', 'totalTokens'] as const).some(
    (bound) => budget[bound] !== undefined && all[bound] > budget[bound],
  );
};

/**
 * Why a request that may take `wanted` may not begin beside `running` requests: 429, or 402 when it is too large by
 * itself.
 */
export const reservedFailure = (wanted: Amount, running: number): Failure => {
  const needs = `it may take ${wanted.tokens} tokens${wanted.cost > 0 ? ` and ${usd(wanted.cost)}` : ''}`;
  return {
    status: running > 0 ? 429 : 402,
    type: 'insufficient_quota',
    code: 'budget_reserved',
    message:
      running > 0
        ? `the budget of this key is reserved by ${running} running requests: ${needs}; try again when they have ended`
        : `what is left of this key's budget is too small for this request: ${needs}; ask for fewer with max_tokens, or ask the operator for more (mizan keys limit)`,
    ...(running > 0 && { retryAfter: 1 }),
  };
};

export const isLimited = (budget: Budget): boolean => Object.values(budget).some((item) => item !== undefined);

/** What is spent with `usage` on top. */
export const withUsage = (spent: Spending, { tokens, cost }: Amount): Spending => ({
  dayUsd: spent.dayUsd + cost,
  totalUsd: spent.totalUsd + cost,
  dayTokens: spent.dayTokens + tokens,
  totalTokens: spent.totalTokens + tokens,
});
