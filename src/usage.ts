/**
 * Token usage and its price: reads the usage that an upstream reports, adds usages, computes costs. Pure functions.
 * Estimates are in provider/estimate.ts, budgets in reason/budget.ts and server/ledger/key-budget.ts.
 */
import type { Usage, Wire } from './types.ts';

/** US dollars per million tokens. `cached`: of prompt tokens that the upstream had in its cache; default `input`. */
export type Price = { input: number; output: number; cached?: number };

/** The usage of a call that never began. */
export const NO_USAGE: Readonly<Usage> = { promptTokens: 0, completionTokens: 0 };

const count = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
const inner = (value: unknown): Wire => (typeof value === 'object' && value !== null ? (value as Wire) : {});

/** The optional figures of a usage that are known. */
const known = (figures: {
  [name in 'cachedTokens' | 'reasoningTokens' | 'cost']: number | undefined;
}): Partial<Usage> => Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined));

/**
 * The `usage` object of a response, in OpenAI's form or that of its relatives; undefined unless it counts both. `cost`
 * is the upstream's own.
 */
export const readUsage = (value: unknown): Usage | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  const wire = inner(value);
  const promptTokens = count(wire.prompt_tokens) ?? count(wire.input_tokens);
  const completionTokens = count(wire.completion_tokens) ?? count(wire.output_tokens);
  if (promptTokens === undefined || completionTokens === undefined) return undefined;
  return {
    promptTokens,
    completionTokens,
    ...known({
      cachedTokens:
        count(inner(wire.prompt_tokens_details).cached_tokens) ??
        count(wire.prompt_cache_hit_tokens) ??
        count(wire.cached_tokens),
      reasoningTokens: count(inner(wire.completion_tokens_details).reasoning_tokens) ?? count(wire.reasoning_tokens),
      cost: count(wire.cost),
    }),
  };
};

/**
 * US dollars for `usage`; undefined without a price. More cached tokens than prompt tokens count as a fully cached
 * prompt.
 */
export const costOf = (
  { promptTokens, completionTokens, cachedTokens = 0 }: Usage,
  price: Price | undefined,
): number | undefined => {
  if (!price) return undefined;
  const cached = Math.min(cachedTokens, promptTokens);
  return (
    ((promptTokens - cached) * price.input + cached * (price.cached ?? price.input) + completionTokens * price.output) /
    1e6
  );
};

/** `usage` at this cost, unless the upstream reported one. */
export const withCost = (usage: Usage, cost: number | undefined): Usage =>
  usage.cost !== undefined || cost === undefined ? usage : { ...usage, cost };

/** `usage` with its cost by `price`, unless the upstream reported one. */
export const priced = (usage: Usage, price: Price | undefined): Usage => withCost(usage, costOf(usage, price));

/** Two usages as one, figure by figure; an optional figure that one of them lacks is that of the other. */
export const combineUsage = (a: Usage, b: Usage, pick: (a: number, b: number) => number): Usage => {
  const optional = (name: 'cachedTokens' | 'reasoningTokens' | 'cost'): number | undefined => {
    const [x, y] = [a[name], b[name]];
    return x === undefined ? y : y === undefined ? x : pick(x, y);
  };
  return {
    promptTokens: pick(a.promptTokens, b.promptTokens),
    completionTokens: pick(a.completionTokens, b.completionTokens),
    ...known({
      cachedTokens: optional('cachedTokens'),
      reasoningTokens: optional('reasoningTokens'),
      cost: optional('cost'),
    }),
    ...((a.estimated || b.estimated) && { estimated: true as const }),
  };
};

/** The sum of two usages. A cost that is known of one alone is a cost of that one alone. */
export const addUsage = (a: Usage, b: Usage): Usage => combineUsage(a, b, (x, y) => x + y);

/**
 * The sum of `usages`. `cost` is present when each usage with tokens has one; optional figures that are all unknown are
 * left out.
 */
export const sumUsage = (usages: readonly Usage[]): Usage => {
  const { cachedTokens = 0, reasoningTokens = 0, cost: _, ...counted } = usages.reduce(addUsage, NO_USAGE);
  const costs = usages.filter((usage) => usage.promptTokens + usage.completionTokens > 0).map((item) => item.cost);
  const complete = costs.length > 0 && costs.every((cost) => cost !== undefined);
  return {
    ...counted,
    ...(cachedTokens > 0 && { cachedTokens }),
    ...(reasoningTokens > 0 && { reasoningTokens }),
    ...(complete && { cost: costs.reduce((sum, item) => sum + item, 0) }),
  };
};
