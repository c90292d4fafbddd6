/**
 * The whole decoder as traced tensors, of either kind: embedding, blocks of attention and MLP around a residual, head.
 * Two entries share every part: `forward` runs whole sequences (training, scoring), `extend` runs new tokens of sequences
 * whose earlier tokens are cached (generation). The parts are dense.ts's (Qwen2, Llama) and latent.ts's and moe.ts's
 * (DeepSeek-V3, Kimi K2). Weights have Hugging Face names and layout, (out, in). Shape letters: docs/notation.md.
 */
import { add, constant, equal, gather, input, less, matmul, reshape, where, type Tensor } from '../tensor/trace.ts';
import { times, type Dim } from '../tensor/shape.ts';
import { checkpoint as recompute } from '../tensor/vjp.ts';
import type { Value } from '../tensor/core.ts';
import { createRandom } from '../random.ts';
import { parameterShapes, type DenseConfig, type ModelConfig } from './config.ts';
import { attention, cachedAttention, joinHeads, linear, MASKED, mlp, norm, project, type KeyValue, type Weights } from './dense.ts';
import { rotaryTables } from './rope.ts';

/** Starting weights: normal(0, range), scaled down by √(2·layers) where a block writes to the residual (GPT-2). */
export const initWeights = (config: ModelConfig, seed: number | string, range = 0.02): Record<string, Value> => {
  const random = createRandom(`weights/${seed}`);
  return Object.fromEntries(Object.entries(parameterShapes(config)).map(([name, shape]) => {
    const data = new Float32Array(shape.reduce((product, dim) => product * dim, 1));
    const scale = /(o_proj|down_proj)\.weight$/.test(name) ? range / Math.sqrt(2 * config.numLayers) : range;
    if (name.endsWith('norm.weight')) data.fill(1);
    else if (!name.endsWith('.bias')) for (let i = 0; i < data.length; i++) data[i] = random.normal() * scale;
    return [name, { data, shape }];
  }));
};

/** Narrows to the kind of model that this file computes. */
export const denseOnly = (config: ModelConfig): DenseConfig => {
  if (config.type !== 'dense') throw new Error(`a model of type '${config.modelType}' can be read and written, but not run`);
  return config;
};

/** cos and sin of position × frequency, (positions, headDim / 2) each, as the config scales them. */
export const ropeTables = (given: ModelConfig, positions: number): [Tensor, Tensor] => {
  const config = denseOnly(given);
  const { cos, sin } = rotaryTables(config, config.headDim, positions);
  const shape = [positions, config.headDim / 2];
  return [constant(cos, shape), constant(sin, shape)];
};

/** x_N_E → logits_N_V */
const head = (config: ModelConfig, weights: Weights, x: Tensor): Tensor =>
  matmul(norm(config, weights, 'model.norm', x), weights(config.tieWordEmbeddings ? 'model.embed_tokens.weight' : 'lm_head.weight'), { transB: true });

/**
 * Logits (N, V) of every token of a batch, N = B·T. ids and positions (B, T) i32; segments (B, T) i32 number the
 * documents packed in a row: a token sees the tokens before it with its own number; index (T) i32 counts 0..T-1.
 * With `checkpoint`, each block is computed again in the backward pass instead of being kept.
 */
export const forward = (
  given: ModelConfig, weights: Weights,
  { ids, positions, segments, index }: Record<'ids' | 'positions' | 'segments' | 'index', Tensor>,
  options: { checkpoint?: boolean; tables?: [Tensor, Tensor] } = {},
): Tensor => {
  const config = denseOnly(given);
  const [b, t] = ids.shape as [Dim, Dim];
  const tables = options.tables ?? ropeTables(config, config.maxPositions);
  const causal = where(less(reshape(index, [1, t, 1]), reshape(index, [1, 1, t])), MASKED, 0);
  const mask = reshape(where(equal(reshape(segments, [b, t, 1]), reshape(segments, [b, 1, t])), causal, MASKED), [b, 1, t, t]);
  const groups = config.numHeads / config.numKvHeads;
  let x = reshape(gather(weights('model.embed_tokens.weight'), ids), [times(b, t), config.hiddenSize]);
  for (let i = 0; i < config.numLayers; i++) {
    const layer = `model.layers.${i}`;
    const block = (h: Tensor, use: Weights): Tensor => {
      const { q, k, v } = project(config, use, layer, norm(config, use, `${layer}.input_layernorm`, h), positions, tables);
      const mixed = add(h, linear(joinHeads(config, attention(q, k, v, mask, groups), b, t), use, `${layer}.self_attn.o_proj`, false));
      return add(mixed, mlp(use, layer, norm(config, use, `${layer}.post_attention_layernorm`, mixed)));
    };
    if (!options.checkpoint) { x = block(x, weights); continue; }
    const names = Object.keys(parameterShapes(config)).filter((name) => name.startsWith(`${layer}.`));
    x = recompute((h, ...given) => block(h!, (name) => given[names.indexOf(name)]!), [x, ...names.map(weights)]);
  }
  return head(config, weights, x);
};

/**
 * New tokens of R sequences, P each, against a cache with room for S: logits (M, V) of the rows `picked` (M) of the R·P
 * tokens, and each layer's new keys and values (R, K, P, D), which the caller puts into its cache. ids and positions
 * (R, P) i32; cacheMask (R, 1, 1, S) is 0 where the cache holds a token of the sequence and very negative elsewhere;
 * index (P) i32 counts 0..P-1. P may be the number 1, which makes a smaller graph that needs neither `index` nor `picked`:
 * it gives the logits of every row.
 */
export const extend = (
  given: ModelConfig, weights: Weights, p: Dim,
  { ids, positions, cacheMask, index, picked, cache }: { ids: Tensor; positions: Tensor; cacheMask: Tensor; index: Tensor; picked: Tensor; cache: readonly KeyValue[] },
  tables: [Tensor, Tensor],
): { logits: Tensor; fresh: KeyValue[] } => {
  const config = denseOnly(given);
  const r = ids.shape[0]!;
  const groups = config.numHeads / config.numKvHeads;
  const causal = p === 1 ? undefined : where(less(reshape(index, [p, 1]), reshape(index, [1, p])), MASKED, 0);
  const fresh: KeyValue[] = [];
  let x = reshape(gather(weights('model.embed_tokens.weight'), ids), [times(r, p), config.hiddenSize]);
  for (let i = 0; i < config.numLayers; i++) {
    const layer = `model.layers.${i}`;
    const { q, k, v } = project(config, weights, layer, norm(config, weights, `${layer}.input_layernorm`, x), positions, tables);
    fresh.push({ k, v });
    const mixed = cachedAttention(q, cache[i]!, { k, v }, cacheMask, causal, groups);
    const h = add(x, linear(joinHeads(config, mixed, r, p), weights, `${layer}.self_attn.o_proj`, false));
    x = add(h, mlp(weights, layer, norm(config, weights, `${layer}.post_attention_layernorm`, h)));
  }
  return { logits: head(config, weights, p === 1 ? x : gather(x, picked)), fresh };
};

/** The inputs of `extend` for R sequences, P new tokens each and room for S cached ones. */
export const extendInputs = (config: DenseConfig, r: Dim, p: Dim, s: Dim) => ({
  ids: input('ids', [r, p], 'i32'),
  positions: input('positions', [r, p], 'i32'),
  cacheMask: input('cacheMask', [r, 1, 1, s]),
  index: input('index', [p], 'i32'),
  picked: input('picked', ['M'], 'i32'),
  cache: Array.from({ length: config.numLayers }, (_, i) => ({
    k: input(`k${i}`, [r, config.numKvHeads, s, config.headDim]),
    v: input(`v${i}`, [r, config.numKvHeads, s, config.headDim]),
  })),
});

/** The inputs of `forward` for B rows of T tokens; either may be a name. */
export const forwardInputs = (b: Dim, t: Dim) => ({
  ids: input('ids', [b, t], 'i32'),
  positions: input('positions', [b, t], 'i32'),
  segments: input('segments', [b, t], 'i32'),
  index: input('index', [t], 'i32'),
});

