/**
 * Multi-head latent attention (MLA; DeepSeek-V2, arXiv 2405.04434, section 2.1) as traced tensors. Keys and values of
 * all heads come from one latent vector per token, plus one rotary key that all heads share; the cache holds only
 * these two. There are two forms of the same function: the plain form computes every head's keys and values
 * (training); the absorbed form projects the queries into the latent space instead (generation). qNope and qRope are
 * the parts of a query without and with position.
 */
import {
  add,
  broadcastTo,
  concat,
  matmul,
  reshape,
  rmsNorm,
  rope,
  slice,
  transpose,
  type Tensor,
} from '../tensor/trace.ts';
import { times, type Dim } from '../tensor/shape.ts';
import type { DeepseekConfig } from './config.ts';
import { attention, cachedAttention, type KeyValue, type MaxLogitsReport, type Weights } from './dense.ts';
import { scoreFactor } from './rope.ts';

/** The factor on the scores: 1 / √width of a query, times YaRN's. */
const latentScale = (config: DeepseekConfig): number =>
  scoreFactor(config) / Math.sqrt(config.qkNopeHeadDim + config.qkRopeHeadDim);

/** Splits the rows of each head of a matrix (H · sum of parts, in) into parts (H, part, in). */
const headParts = (w: Tensor, heads: number, parts: readonly number[]): Tensor[] => {
  const whole = reshape(w, [heads, parts.reduce((a, b) => a + b, 0), w.shape[1]!]);
  let start = 0;
  return parts.map((part) => slice(whole, 1, start, (start += part)));
};

/** x_N_in @ wᵀ for w (H, part, in): (N, H·part). */
const perHead = (x: Tensor, w: Tensor): Tensor =>
  matmul(x, reshape(w, [times(w.shape[0]!, w.shape[1]!), w.shape[2]!]), { transB: true });

/**
 * qNope (N, H·nope), rotated qRope (B, T, H·rope), the normed latent c (N, rank) and the rotated shared key (B, T,
 * rope).
 */
const project = (
  config: DeepseekConfig,
  weights: Weights,
  layer: string,
  x: Tensor,
  positions: Tensor,
  tables: [Tensor, Tensor],
) => {
  const { numHeads, qLoraRank, kvLoraRank, qkNopeHeadDim, qkRopeHeadDim, rmsNormEps, ropeInterleave } = config;
  const [b, t] = positions.shape as [Dim, Dim];
  const of = (name: string) => weights(`${layer}.self_attn.${name}.weight`);
  const from =
    qLoraRank === undefined ? x : rmsNorm(matmul(x, of('q_a_proj'), { transB: true }), of('q_a_layernorm'), rmsNormEps);
  const [nope, turned] = headParts(of(qLoraRank === undefined ? 'q_proj' : 'q_b_proj'), numHeads, [
    qkNopeHeadDim,
    qkRopeHeadDim,
  ]) as [Tensor, Tensor];
  const down = of('kv_a_proj_with_mqa');
  const rotate = (y: Tensor, heads: number) =>
    rope(reshape(y, [b, t, heads * qkRopeHeadDim]), positions, ...tables, heads, ropeInterleave);
  return {
    qNope: perHead(from, nope),
    qRope: rotate(perHead(from, turned), numHeads),
    c: rmsNorm(matmul(x, slice(down, 0, 0, kvLoraRank), { transB: true }), of('kv_a_layernorm'), rmsNormEps),
    kRope: rotate(matmul(x, slice(down, 0, kvLoraRank, kvLoraRank + qkRopeHeadDim), { transB: true }), 1),
    /** kNope and v of a head from the latent: (H, nope, rank) and (H, v, rank). */
    up: headParts(of('kv_b_proj'), numHeads, [qkNopeHeadDim, config.vHeadDim]) as [Tensor, Tensor],
  };
};

/**
 * The plain form, over whole sequences: x_N_E → (N, H·v), before o_proj. `watch` receives the largest score of each
 * head.
 */
export const latentAttention = (
  config: DeepseekConfig,
  weights: Weights,
  layer: string,
  x: Tensor,
  positions: Tensor,
  tables: [Tensor, Tensor],
  mask: Tensor,
  watch?: MaxLogitsReport,
): Tensor => {
  const { numHeads: h, qkNopeHeadDim: nope, qkRopeHeadDim: turned, vHeadDim } = config;
  const [b, t] = positions.shape as [Dim, Dim];
  const { qNope, qRope, c, kRope, up } = project(config, weights, layer, x, positions, tables);
  const toHeads = (y: Tensor) => transpose(y, [0, 2, 1, 3]); // (B, T, H, D) → (B, H, T, D)
  const q = concat([reshape(qNope, [b, t, h, nope]), reshape(qRope, [b, t, h, turned])], -1);
  const k = concat(
    [reshape(perHead(c, up[0]), [b, t, h, nope]), broadcastTo(reshape(kRope, [b, t, 1, turned]), [b, t, h, turned])],
    -1,
  );
  const v = reshape(perHead(c, up[1]), [b, t, h, vHeadDim]);
  const out = attention(toHeads(q), toHeads(k), toHeads(v), mask, 1, {
    alpha: latentScale(config),
    ...(watch && { watch }),
  });
  return reshape(transpose(out, [0, 2, 1, 3]), [times(b, t), h * vHeadDim]);
};

/**
 * The absorbed form, against a cache: k is the rotated shared key (R, 1, S, rope), v the latent (R, 1, S, rank). The
 * score of a query q and a key W c is (Wᵀq) · c, and the mean of values W c is W times the mean of the c. Gives (R·P,
 * H·v) and the cache entries of the new tokens.
 */
export const absorbedAttention = (
  config: DeepseekConfig,
  weights: Weights,
  layer: string,
  x: Tensor,
  positions: Tensor,
  tables: [Tensor, Tensor],
  seen: (fresh: KeyValue) => KeyValue,
  cacheMask: Tensor,
  causal: Tensor | undefined,
): { out: Tensor; fresh: KeyValue } => {
  const { numHeads: h, qkNopeHeadDim: nope, qkRopeHeadDim: turned, kvLoraRank: rank, vHeadDim } = config;
  const [r, p] = positions.shape as [Dim, Dim];
  const n = times(r, p);
  const { qNope, qRope, c, kRope, up } = project(config, weights, layer, x, positions, tables);
  const lifted = matmul(transpose(reshape(qNope, [n, h, nope]), [1, 0, 2]), up[0]); // (H, N, rank)
  const qLatent = reshape(transpose(reshape(lifted, [h, r, p, rank]), [1, 0, 2, 3]), [r, 1, times(h, p), rank]);
  const qTurned = reshape(transpose(reshape(qRope, [r, p, h, turned]), [0, 2, 1, 3]), [r, 1, times(h, p), turned]);
  const fresh = { k: reshape(kRope, [r, 1, p, turned]), v: reshape(c, [r, 1, p, rank]) };
  const alpha = latentScale(config);
  const score = ({ k, v }: KeyValue) =>
    add(matmul(qLatent, v, { transB: true, alpha }), matmul(qTurned, k, { transB: true, alpha }));
  const mixed = reshape(cachedAttention(score, seen(fresh), fresh, cacheMask, causal, h), [r, h, p, rank]);
  const perHeadRows = reshape(transpose(mixed, [1, 0, 2, 3]), [h, n, rank]);
  const out = matmul(perHeadRows, up[1], { transB: true }); // (H, N, v)
  return { out: reshape(transpose(out, [1, 0, 2]), [n, h * vHeadDim]), fresh };
};
