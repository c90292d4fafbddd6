/**
 * The parts of a dense decoder layer (Qwen2, Qwen3, Llama) as traced tensors: grouped-query attention over whole
 * sequences and over a KV cache, rotary positions, SwiGLU. transformer.ts puts them together. Shape letters are in
 * docs/notation.md.
 */
import {
  add,
  custom,
  div,
  exp,
  matmul,
  max,
  maximum,
  mul,
  reshape,
  rmsNorm,
  rope,
  silu,
  softmax,
  sub,
  sum,
  transpose,
  type Tensor,
} from '../tensor/trace.ts';
import { times, type Dim } from '../tensor/shape.ts';
import type { DenseConfig, ModelConfig } from './config.ts';
import { timesWeight } from './low-rank.ts';

/** A source of weights: variables when training, constants when generating. */
export type Weights = {
  (name: string): Tensor;
  /**
   * x (N, K) times the transposes of the named weights (out, K), biases added where there are: (N, out) each. A source
   * has it when it knows a faster way than one product of f32 each (infer/weight-source.ts).
   */
  products?(x: Tensor, names: readonly string[], bias: boolean): Tensor[];
};

/** Added to a masked score. Finite, so that a row without any allowed key stays finite too. */
export const MASKED = -1e9;

/** Receives the largest score of each head (H) over all unmasked pairs. padding (B, 1, T) is MASKED at padding. */
export type MaxLogitsReport = { padding: Tensor; tell(maxLogits: Tensor): void };

/** masked_B_K_GT_S → (H): masked scores are far below, and rows of padding are put there too. */
const maxPerHead = (masked: Tensor, groups: number, queries: Dim, padding: Tensor): Tensor => {
  const [b, heads] = masked.shape as [Dim, number];
  const perRow = reshape(max(masked, [-1]), [b, heads * groups, queries]);
  return max(add(perRow, padding), [0, 2], false);
};

/**
 * softmax(α q kᵀ + mask) v, α being 1 / √D. q (B, K, G*T, D) holds the G query heads of each of the K key heads; k
 * and v (B, K, S, ·); mask (B, 1, T, S) is added for each of them. `watch` receives the largest score of each head.
 * The backward pass keeps only the probabilities and uses rowsum(dP ∘ P) = rowsum(dO ∘ O) (FlashAttention, Dao et al.
 * 2022), which is cheaper over D than over S.
 */
export const attention = (
  q: Tensor,
  k: Tensor,
  v: Tensor,
  mask: Tensor,
  groups: number,
  { alpha = 1 / Math.sqrt(q.shape[3] as number), watch }: { alpha?: number; watch?: MaxLogitsReport } = {},
): Tensor => {
  const [b, heads, rows] = q.shape as [Dim, Dim, Dim];
  const keys = k.shape[2]!;
  const queries = mask.shape[2]!;
  const scores = matmul(q, k, { transB: true, alpha });
  const masked =
    groups === 1
      ? add(scores, mask)
      : reshape(
          add(reshape(scores, [b, heads, groups, queries, keys]), reshape(mask, [mask.shape[0]!, 1, 1, queries, keys])),
          [b, heads, rows, keys],
        );
  watch?.tell(maxPerHead(masked, groups, queries, watch.padding));
  const p = softmax(masked);
  const out = matmul(p, v);
  return custom(out, [q, k, v], (dOut) => {
    const dScores = mul(p, sub(matmul(dOut, v, { transB: true }), sum(mul(dOut, out), [-1])));
    return [
      matmul(dScores, k, { alpha }),
      matmul(dScores, q, { transA: true, alpha }),
      matmul(p, dOut, { transA: true }),
    ];
  });
};

/** x_N_K times each of the named weights (out, K), with their biases: (N, out) each. */
const linears = (x: Tensor, weights: Weights, names: readonly string[], bias: boolean): Tensor[] =>
  weights.products?.(x, names, bias) ??
  names.map((name) => {
    const y = timesWeight(x, weights(`${name}.weight`));
    return bias ? add(y, weights(`${name}.bias`)) : y;
  });

export const linear = (x: Tensor, weights: Weights, name: string, bias: boolean): Tensor =>
  linears(x, weights, [name], bias)[0]!;

/** y seen as (B, X, Y, D), its two middle axes swapped. With one of them 1 nothing moves. */
const swapHeads = (y: Tensor, [b, first, second, d]: [Dim, Dim, Dim, Dim]): Tensor =>
  first === 1 || second === 1
    ? reshape(y, [b, second, first, d])
    : transpose(reshape(y, [b, first, second, d]), [0, 2, 1, 3]);

/**
 * Rotated q and k (normalised by head before it, in Qwen3), and v, of x_N_E for positions_B_T: (B, K, G*T, D), (B, K,
 * T, D), (B, K, T, D).
 */
export const project = (
  config: DenseConfig,
  weights: Weights,
  layer: string,
  x: Tensor,
  positions: Tensor,
  tables: [Tensor, Tensor],
) => {
  const { numHeads, numKvHeads, headDim, attentionBias, qkNorm } = config;
  const [b, t] = positions.shape as [Dim, Dim];
  const names = ['q', 'k', 'v'].map((name) => `${layer}.self_attn.${name}_proj`);
  const [xq, xk, xv] = linears(x, weights, names, attentionBias) as [Tensor, Tensor, Tensor];
  const rows = (y: Tensor, count: number) => reshape(y, [b, t, count * headDim]);
  const normed = (y: Tensor, name: 'q' | 'k', count: number) =>
    qkNorm
      ? rows(norm(config, weights, `${layer}.self_attn.${name}_norm`, reshape(y, [b, t, count, headDim])), count)
      : rows(y, count);
  const split = (y: Tensor, count: number) => swapHeads(y, [b, t, count, headDim]); // (B, heads, T, D)
  const q = split(rope(normed(xq, 'q', numHeads), positions, ...tables, numHeads), numHeads);
  const k = split(rope(normed(xk, 'k', numKvHeads), positions, ...tables, numKvHeads), numKvHeads);
  const groups = numHeads / numKvHeads;
  return {
    q: reshape(q, [b, numKvHeads, times(groups, t), headDim]),
    k,
    v: split(rows(xv, numKvHeads), numKvHeads),
  };
};

/** (B, K, G*T, D) back to rows (N, H*D). */
export const joinHeads = (config: DenseConfig, out: Tensor, b: Dim, t: Dim): Tensor => {
  const { numHeads, headDim } = config;
  return reshape(swapHeads(out, [b, numHeads, t, headDim]), [times(b, t), numHeads * headDim]);
};

/** SwiGLU of x_N_E with the three matrices under the name `at`. */
export const mlp = (weights: Weights, at: string, x: Tensor): Tensor => {
  const [gate, up] = linears(x, weights, [`${at}.gate_proj`, `${at}.up_proj`], false) as [Tensor, Tensor];
  return linear(mul(silu(gate), up), weights, `${at}.down_proj`, false);
};

export const norm = (config: ModelConfig, weights: Weights, name: string, x: Tensor): Tensor =>
  rmsNorm(x, weights(`${name}.weight`), config.rmsNormEps);

export type KeyValue = { k: Tensor; v: Tensor };

/**
 * Attention over cached and new keys together, in two halves that are never joined: softmax of the scores (R, K, G*P,
 * ·) that `score` gives for keys, times their values. Cached keys and values (R, K, S, ·); new ones (R, K, P, ·);
 * masks (R, 1, 1, S) and, when P > 1, (1, 1, P, P).
 */
export const cachedAttention = (
  score: (keys: KeyValue) => Tensor,
  cached: KeyValue,
  fresh: KeyValue,
  cacheMask: Tensor,
  causal: Tensor | undefined,
  groups: number,
): Tensor => {
  const old = add(score(cached), cacheMask);
  const scores = score(fresh);
  const [r, heads, rows, p] = scores.shape as [Dim, Dim, Dim, Dim];
  const now = causal
    ? reshape(add(reshape(scores, [r, heads, groups, p, p]), reshape(causal, [1, 1, 1, p, p])), [r, heads, rows, p])
    : scores;
  const top = maximum(max(old, [-1]), causal ? max(now, [-1]) : now);
  const [oldP, nowP] = [exp(sub(old, top)), exp(sub(now, top))];
  const total = add(sum(oldP, [-1]), causal ? sum(nowP, [-1]) : nowP);
  return div(add(matmul(oldP, cached.v), causal ? matmul(nowP, fresh.v) : mul(nowP, fresh.v)), total);
};
