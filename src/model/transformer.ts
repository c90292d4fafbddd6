/**
 * The decoder-only transformer as traced tensors, dense and sparse: embedding, blocks of attention and MLP around a
 * residual, output head. It has two entry points with the same parts: `forward` runs whole sequences (training,
 * scoring), `extend` runs new tokens against a KV cache (generation). The parts are in dense.ts (Qwen2, Qwen3, Llama),
 * latent.ts and moe.ts (DeepSeek-V3, Kimi K2). Weights have Hugging Face names and layout, (out, in). Shape letters
 * are in docs/notation.md.
 */
import {
  add,
  broadcastTo,
  cast,
  constant,
  equal,
  gather,
  input,
  less,
  matmul,
  mul,
  reshape,
  transpose,
  where,
  type Tensor,
} from '../tensor/trace.ts';
import { times, type Dim } from '../tensor/shape.ts';
import { checkpoint as recompute } from '../tensor/vjp.ts';
import type { Value } from '../tensor/onnx-runtime.ts';
import { createRandom } from '../random.ts';
import { parameterShapes, type ModelConfig } from './config.ts';
import {
  attention,
  cachedAttention,
  joinHeads,
  linear,
  MASKED,
  mlp,
  norm,
  project,
  type KeyValue,
  type MaxLogitsReport,
  type Weights,
} from './dense.ts';
import { isSparse } from './deepseek-config.ts';
import { absorbedAttention, latentAttention } from './latent.ts';
import { sparseMlp, type Balance } from './moe.ts';
import { rotaryTables } from './rope.ts';

/** Initial weights: normal(0, range), scaled down by √(2·layers) where a block writes to the residual (GPT-2). */
export const initWeights = (config: ModelConfig, seed: number | string, range = 0.02): Record<string, Value> => {
  const random = createRandom(`weights/${seed}`);
  return Object.fromEntries(
    Object.entries(parameterShapes(config)).map(([name, shape]) => {
      const data = new Float32Array(shape.reduce((product, dim) => product * dim, 1));
      const scale = /(o_proj|down_proj)\.weight$/.test(name) ? range / Math.sqrt(2 * config.numLayers) : range;
      if (name.endsWith('norm.weight')) data.fill(1);
      else if (!name.endsWith('bias')) for (let i = 0; i < data.length; i++) data[i] = random.normal() * scale;
      return [name, { data, shape }];
    }),
  );
};

/** The cache entry of one token in one layer: a key and a value for each of `heads`, with their widths. */
export const cacheShape = (config: ModelConfig): { heads: number; keyWidth: number; valueWidth: number } =>
  config.type === 'dense'
    ? { heads: config.numKvHeads, keyWidth: config.headDim, valueWidth: config.headDim }
    : { heads: 1, keyWidth: config.qkRopeHeadDim, valueWidth: config.kvLoraRank };

/** cos and sin of position × frequency, (positions, rotated width / 2) each, with the config's scaling. */
export const ropeTables = (config: ModelConfig, positions: number): [Tensor, Tensor] => {
  const width = config.type === 'dense' ? config.headDim : config.qkRopeHeadDim;
  const { cos, sin } = rotaryTables(config, width, positions);
  const shape = [positions, width / 2];
  return [constant(cos, shape), constant(sin, shape)];
};

/** x_N_E → logits_N_V */
export const head = (config: ModelConfig, weights: Weights, x: Tensor): Tensor =>
  linear(
    norm(config, weights, 'model.norm', x),
    weights,
    config.tieWordEmbeddings ? 'model.embed_tokens' : 'lm_head',
    false,
  );

/** The MLP of layer `i` on x_N_E. */
const feedForward = (
  config: ModelConfig,
  weights: Weights,
  i: number,
  x: Tensor,
  watch?: Parameters<typeof sparseMlp>[4],
): Tensor =>
  config.type === 'deepseek' && isSparse(config, i)
    ? sparseMlp(config, weights, `model.layers.${i}`, x, watch)
    : mlp(weights, `model.layers.${i}.mlp`, x);

/**
 * What a forward pass reports to training besides the logits. `maxLogits` holds per layer the largest attention score
 * of each head (H) over all unmasked pairs; `balance` holds loads and balance losses of sparse layers, by layer.
 */
export type Diagnostics = { maxLogits: Tensor[]; balance: Map<number, Balance> };

/** The attention of layer `i` on x_N_E, to the residual's width. */
const attend = (
  config: ModelConfig,
  weights: Weights,
  i: number,
  x: Tensor,
  positions: Tensor,
  tables: [Tensor, Tensor],
  mask: Tensor,
  watch?: MaxLogitsReport,
): Tensor => {
  const [b, t] = positions.shape as [Dim, Dim];
  const layer = `model.layers.${i}`;
  const normed = norm(config, weights, `${layer}.input_layernorm`, x);
  const mix = (): Tensor => {
    if (config.type === 'deepseek')
      return latentAttention(config, weights, layer, normed, positions, tables, mask, watch);
    const { q, k, v } = project(config, weights, layer, normed, positions, tables);
    return joinHeads(
      config,
      attention(q, k, v, mask, config.numHeads / config.numKvHeads, watch ? { watch } : {}),
      b,
      t,
    );
  };
  return linear(mix(), weights, `${layer}.self_attn.o_proj`, false);
};

/** The inputs of a forward pass that all blocks share. */
export type Context = { positions: Tensor; tables: [Tensor, Tensor]; mask: Tensor; segments: Tensor };

/**
 * What blocks need of a batch besides its ids. positions and segments (B, T) i32; segments number the documents packed
 * in a row from 1, 0 being padding: a token sees the tokens before it with its own number; index (T) i32 counts 0..T-1.
 */
export const contextOf = (
  config: ModelConfig,
  { positions, segments, index }: Record<'positions' | 'segments' | 'index', Tensor>,
  tables: [Tensor, Tensor] = ropeTables(config, config.maxPositions),
): Context => {
  const [b, t] = segments.shape as [Dim, Dim];
  const causal = where(less(reshape(index, [1, t, 1]), reshape(index, [1, 1, t])), MASKED, 0);
  const mask = reshape(where(equal(reshape(segments, [b, t, 1]), reshape(segments, [b, 1, t])), causal, MASKED), [
    b,
    1,
    t,
    t,
  ]);
  return { positions, tables, mask, segments };
};

/** Rows of the embedding of ids (B, T): x_N_E. */
export const embed = (config: ModelConfig, weights: Weights, ids: Tensor): Tensor =>
  cast(reshape(gather(weights('model.embed_tokens.weight'), ids), [times(...ids.shape), config.hiddenSize]), 'f32');

/** Layer `i` on x_N_E: attention and MLP, each added to the residual. `seen` is filled in. */
export const block = (
  config: ModelConfig,
  weights: Weights,
  i: number,
  x: Tensor,
  { positions, tables, mask, segments }: Context,
  seen?: Diagnostics,
): Tensor => {
  const [b, t] = segments.shape as [Dim, Dim];
  const nothing = equal(segments, constant(Int32Array.of(0), []));
  const padding = where(reshape(nothing, [b, 1, t]), MASKED, 0);
  const real = where(reshape(nothing, [b, t, 1]), 0, 1);
  const watch = seen && { padding, tell: (max: Tensor) => seen.maxLogits.push(max) };
  const mixed = add(x, attend(config, weights, i, x, positions, tables, mask, watch));
  const normed = norm(config, weights, `model.layers.${i}.post_attention_layernorm`, mixed);
  const balance = seen && { real, tell: (found: Balance) => seen.balance.set(i, found) };
  return add(mixed, feedForward(config, weights, i, normed, balance));
};

/** Names of the parameters of layer `i`. */
const layerNames = (config: ModelConfig, i: number): string[] =>
  Object.keys(parameterShapes(config)).filter((name) => name.startsWith(`model.layers.${i}.`));

/**
 * Logits (N, V) of every token of a batch, N = B·T. ids (B, T) i32, the others as in `contextOf`. With `checkpoint`,
 * each block is computed again in the backward pass instead of being kept (but for what a balance loss needs, when
 * `diagnostics` asks for it). `diagnostics` is filled in.
 */
export const forward = (
  config: ModelConfig,
  weights: Weights,
  { ids, ...inputs }: Record<'ids' | 'positions' | 'segments' | 'index', Tensor>,
  {
    checkpoint = false,
    tables,
    diagnostics,
  }: { checkpoint?: boolean; tables?: [Tensor, Tensor]; diagnostics?: Diagnostics } = {},
): Tensor => {
  const context = contextOf(config, inputs, tables);
  let x = embed(config, weights, ids);
  for (let i = 0; i < config.numLayers; i++) {
    if (!checkpoint) {
      x = block(config, weights, i, x, context, diagnostics);
      continue;
    }
    const names = layerNames(config, i);
    let seen = diagnostics; // only the first computation reports, not its repetition
    x = recompute(
      (h, ...layerWeights) => {
        const out = block(config, (name) => layerWeights[names.indexOf(name)]!, i, h!, context, seen);
        seen = undefined;
        return out;
      },
      [x, ...names.map(weights)],
    );
  }
  return head(config, weights, x);
};

/**
 * New tokens of R sequences, P each, against a cache with room for S: logits (M, V) of the rows `picked` (M) of the
 * R·P tokens, and each layer's new keys and values as `cacheShape` says, (R, K, P, ·), which the caller puts into its
 * cache. ids and positions (R, P) i32; cacheMask (R, 1, 1, S) is 0 where the cache holds a token of the sequence and
 * very negative elsewhere; index (P) i32 counts 0..P-1. P may be the number 1, which makes a smaller graph that needs
 * neither `index` nor `picked`: it gives the logits of every row. `seen`: what new tokens see of the cache, if not the
 * cache as it is.
 */
export const extend = (
  config: ModelConfig,
  weights: Weights,
  p: Dim,
  {
    ids,
    positions,
    cacheMask,
    index,
    picked,
    cache,
  }: Record<'ids' | 'positions' | 'cacheMask' | 'index' | 'picked', Tensor> & { cache: readonly KeyValue[] },
  tables: [Tensor, Tensor],
  seen: (layer: number, fresh: KeyValue) => KeyValue = (layer) => cache[layer]!,
): { logits: Tensor; fresh: KeyValue[] } => {
  const r = ids.shape[0]!;
  const causal = p === 1 ? undefined : where(less(reshape(index, [p, 1]), reshape(index, [1, p])), MASKED, 0);
  const fresh: KeyValue[] = [];
  let x = reshape(gather(weights('model.embed_tokens.weight'), ids), [times(r, p), config.hiddenSize]);
  for (let i = 0; i < config.numLayers; i++) {
    const layer = `model.layers.${i}`;
    const normed = norm(config, weights, `${layer}.input_layernorm`, x);
    const mix = (): Tensor => {
      if (config.type === 'deepseek') {
        const { out, fresh: newKeyValue } = absorbedAttention(
          config,
          weights,
          layer,
          normed,
          positions,
          tables,
          (made) => seen(i, made),
          cacheMask,
          causal,
        );
        fresh.push(newKeyValue);
        return out;
      }
      const { q, k, v } = project(config, weights, layer, normed, positions, tables);
      fresh.push({ k, v });
      const score = (keys: KeyValue) => matmul(q, keys.k, { transB: true, alpha: 1 / Math.sqrt(config.headDim) });
      return joinHeads(
        config,
        cachedAttention(score, seen(i, { k, v }), { k, v }, cacheMask, causal, config.numHeads / config.numKvHeads),
        r,
        p,
      );
    };
    const h = add(x, linear(mix(), weights, `${layer}.self_attn.o_proj`, false));
    x = add(h, feedForward(config, weights, i, norm(config, weights, `${layer}.post_attention_layernorm`, h)));
  }
  return { logits: head(config, weights, p === 1 ? x : gather(x, picked)), fresh };
};

/**
 * The cache entries (R, K, S, ·) of a layer with the P new ones of each sequence (R·P, K, 1, ·) in their places, once
 * for each new token: (R·P, K, S, ·). `place` (R, S, P) is 1 where a new token goes, `stays` (R, 1, S, 1) is 0 there.
 */
const inserted = (cached: Tensor, fresh: Tensor, place: Tensor, stays: Tensor): Tensor => {
  const [r, heads, room, width] = cached.shape as [Dim, Dim, Dim, Dim];
  const p = place.shape[2]!;
  const rows = reshape(fresh, [r, p, times(heads, width)]);
  const put = transpose(reshape(matmul(place, rows), [r, room, heads, width]), [0, 2, 1, 3]);
  const whole = add(mul(cached, stays), put);
  const each = broadcastTo(reshape(whole, [r, 1, heads, room, width]), [r, p, heads, room, width]);
  return reshape(each, [times(r, p), heads, room, width]);
};

/**
 * P new tokens of each of R sequences, like `extend`, but each token is computed with the same operations, of the same
 * sizes, as when it comes alone: it sees those before it as if they lay in the cache. So logits (R·P, V) and new keys and
 * values (R·P, K, 1, ·) of a dense model have the bits of P runs of one token, so that int8 rounds alike. ids and positions (R·P, 1) i32;
 * cacheMask (R·P, 1, 1, S) for each token, its predecessors among the new ones included; `place` and `stays` as in
 * `inserted`.
 */
export const extendEach = (
  config: ModelConfig,
  weights: Weights,
  { ids, positions, cacheMask, place, stays, cache }: ReturnType<typeof extendEachInputs>,
  tables: [Tensor, Tensor],
): { logits: Tensor; fresh: KeyValue[] } =>
  extend(config, weights, 1, { ids, positions, cacheMask, index: ids, picked: ids, cache }, tables, (i, fresh) => ({
    k: inserted(cache[i]!.k, fresh.k, place, stays),
    v: inserted(cache[i]!.v, fresh.v, place, stays),
  }));

/** The inputs of `extendEach`. */
export const extendEachInputs = (config: ModelConfig, r: Dim, p: Dim, s: Dim) => ({
  ids: input('ids', [times(r, p), 1], 'i32'),
  positions: input('positions', [times(r, p), 1], 'i32'),
  cacheMask: input('cacheMask', [times(r, p), 1, 1, s]),
  place: input('place', [r, s, p]),
  stays: input('stays', [r, 1, s, 1]),
  cache: extendInputs(config, r, p, s).cache,
});

/** The inputs of `extend` for R sequences, P new tokens each and room for S cached ones. */
export const extendInputs = (config: ModelConfig, r: Dim, p: Dim, s: Dim) => {
  const { heads, keyWidth, valueWidth } = cacheShape(config);
  return {
    ids: input('ids', [r, p], 'i32'),
    positions: input('positions', [r, p], 'i32'),
    cacheMask: input('cacheMask', [r, 1, 1, s]),
    index: input('index', [p], 'i32'),
    picked: input('picked', ['M'], 'i32'),
    cache: Array.from({ length: config.numLayers }, (_, i) => ({
      k: input(`k${i}`, [r, heads, s, keyWidth]),
      v: input(`v${i}`, [r, heads, s, valueWidth]),
    })),
  };
};

/** The inputs of `forward` for B rows of T tokens; either may be a name. */
export const forwardInputs = (b: Dim, t: Dim) => ({
  ids: input('ids', [b, t], 'i32'),
  positions: input('positions', [b, t], 'i32'),
  segments: input('segments', [b, t], 'i32'),
  index: input('index', [t], 'i32'),
});
