/** What a call cost: the usage that an upstream reports, an estimate where it reports none, and the price of either. */
import type { Usage, Wire } from '../types.ts';
import type { Price } from './config.ts';

/** Characters per token that estimates go by: rather too many than too few, so that an estimate seldom exceeds the truth. */
const PER_TOKEN = 5;

/** Estimated tokens of a piece of text; a piece that came by itself holds one at least. */
export const estimateTokens = (text: string): number => Math.max(1, Math.round(text.length / PER_TOKEN));

/** US dollars for `usage`; undefined without a price. Tokens from the upstream's cache have the price `cached`. */
export const costOf = ({ promptTokens, completionTokens, cachedTokens = 0 }: Usage, price: Price | undefined): number | undefined => {
  if (!price) return undefined;
  const cached = Math.min(cachedTokens, promptTokens);
  return ((promptTokens - cached) * price.input + cached * (price.cached ?? price.input) + completionTokens * price.output) / 1e6;
};

const count = (value: unknown): number | undefined => (typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined);
const inner = (value: unknown): Wire => (typeof value === 'object' && value !== null ? value as Wire : {});

/** The `usage` object of a response, in OpenAI's form or that of its relatives; undefined when it counts nothing. `cost` is the upstream's own. */
export const readUsage = (value: unknown): Usage | undefined => {
  const wire = inner(value);
  const promptTokens = count(wire.prompt_tokens) ?? count(wire.input_tokens);
  const completionTokens = count(wire.completion_tokens) ?? count(wire.output_tokens);
  if (promptTokens === undefined || completionTokens === undefined) return undefined;
  const cachedTokens = count(inner(wire.prompt_tokens_details).cached_tokens) ?? count(wire.prompt_cache_hit_tokens) ?? count(wire.cached_tokens);
  const reasoningTokens = count(inner(wire.completion_tokens_details).reasoning_tokens) ?? count(wire.reasoning_tokens);
  const cost = count(wire.cost);
  return {
    promptTokens, completionTokens, ...(cachedTokens !== undefined && { cachedTokens }),
    ...(reasoningTokens !== undefined && { reasoningTokens }), ...(cost !== undefined && { cost }),
  };
};

/** `usage` with its cost by `price`, unless the upstream has said what it takes. */
export const priced = (usage: Usage, price: Price | undefined): Usage => {
  const cost = usage.cost ?? costOf(usage, price);
  return cost === undefined ? usage : { ...usage, cost };
};

const sum = (a: number | undefined, b: number | undefined): number | undefined => (a === undefined && b === undefined ? undefined : (a ?? 0) + (b ?? 0));

/** The sum of two usages. A cost that is known of one alone is a cost of that one alone. */
export const addUsage = (a: Usage, b: Usage): Usage => {
  const parts = { cachedTokens: sum(a.cachedTokens, b.cachedTokens), reasoningTokens: sum(a.reasoningTokens, b.reasoningTokens), cost: sum(a.cost, b.cost) };
  const known = Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
  return {
    promptTokens: a.promptTokens + b.promptTokens, completionTokens: a.completionTokens + b.completionTokens, ...known,
    ...((a.estimated || b.estimated) && { estimated: true as const }),
  };
};
