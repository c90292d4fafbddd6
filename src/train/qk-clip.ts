/**
 * QK-Clip as traced tensors (Kimi K2, arXiv 2507.20534, section 2.1, algorithm 1). When a head's largest attention
 * logit S passed the threshold τ in an update's forward pass, its query and key weights are scaled after that update
 * so that its logits shrink by γ = τ / S. With Muon this is MuonClip, with AdamW AdamClip. Only weights change: not
 * the forward or backward pass, and not the momentum. What is scaled, by kind of attention (parts that other heads
 * share are not):
 *   a key head per query head   queries γ^α, keys γ^(1-α)
 *   grouped queries             queries γ, since their key is shared (not in the paper; this follows its rule)
 *   latent attention            the parts without position γ^α and γ^(1-α), the rotary queries γ; not the shared rotary key
 * With granularity 'layer' all heads of a layer take the smallest γ, as in the first published form (Su 2025); then a
 * shared key is scaled too.
 */
import {
  broadcastTo,
  concat,
  div,
  exp,
  log,
  max,
  maximum,
  mul,
  reshape,
  scalar,
  sqrt,
  type Tensor,
} from '../tensor/trace.ts';
import type { ModelConfig } from '../model/config.ts';

export type QkClipOptions = {
  /** τ: logits up to this are not changed. Kimi K2 uses 100. */
  threshold: number;
  /** The share α of log γ that queries take. */
  alpha: number;
  granularity: 'head' | 'layer';
};

export const qkClipDefaults: QkClipOptions = { threshold: 100, alpha: 0.5, granularity: 'head' };

/** γ of each head (H) from its largest logit (H): exactly 1 up to the threshold. */
export const gammas = (maxLogits: Tensor, { threshold, granularity }: QkClipOptions): Tensor => {
  const largest = granularity === 'layer' ? broadcastTo(max(maxLogits, [0]), maxLogits.shape) : maxLogits;
  return div(threshold, maximum(largest, threshold));
};

/** γ^power, exactly 1 for γ = 1. */
const power = (gamma: Tensor, exponent: number): Tensor => {
  if (exponent === 1) return gamma;
  return exponent === 0.5 ? sqrt(gamma) : exp(mul(log(gamma), exponent));
};

/**
 * w (heads · rows, in) or a bias (heads · rows) with the rows of each head cut into parts, each times its factor of
 * that head (heads).
 */
const scaleRows = (
  w: Tensor,
  heads: number,
  parts: readonly (readonly [rows: number, factor: Tensor | undefined])[],
): Tensor => {
  const rows = parts.reduce((sum, [count]) => sum + count, 0);
  const column = parts.map(([count, factor]) =>
    broadcastTo(reshape(factor ?? scalar(1), factor ? [heads, 1] : [1, 1]), [heads, count]),
  );
  return mul(w, reshape(concat(column, 1), [heads * rows, ...w.shape.slice(1).map(() => 1)]));
};

/**
 * New values of the weights that the clip changes, by name, from `updated` (the optimiser's new values, by name) and
 * each layer's largest logits (H).
 */
export const qkClip = (
  config: ModelConfig,
  updated: Readonly<Record<string, Tensor>>,
  maxLogits: readonly Tensor[],
  options: QkClipOptions,
): Record<string, Tensor> => {
  const { alpha, granularity } = options;
  if (config.type === 'dense' && config.qkNorm)
    throw new Error(
      'this model normalises queries and keys (Qwen3), so scaling their weights changes nothing; leave out qk_clip',
    );
  const out: Record<string, Tensor> = {};
  maxLogits.forEach((largest, i) => {
    const gamma = gammas(largest, options);
    const [ofQuery, ofKey] = [power(gamma, alpha), power(gamma, 1 - alpha)];
    const scale = (name: string, heads: number, parts: Parameters<typeof scaleRows>[2]): void => {
      for (const kind of ['weight', 'bias']) {
        const full = `model.layers.${i}.self_attn.${name}.${kind}`;
        const w = updated[full];
        if (w) out[full] = scaleRows(w, heads, parts);
      }
    };
    if (config.type === 'deepseek') {
      scale(config.qLoraRank === undefined ? 'q_proj' : 'q_b_proj', config.numHeads, [
        [config.qkNopeHeadDim, ofQuery],
        [config.qkRopeHeadDim, gamma],
      ]);
      scale('kv_b_proj', config.numHeads, [
        [config.qkNopeHeadDim, ofKey],
        [config.vHeadDim, undefined],
      ]);
      return;
    }
    const { numHeads, numKvHeads, headDim } = config;
    const keyMoves = numHeads === numKvHeads || granularity === 'layer';
    scale('q_proj', numHeads, [[headDim, keyMoves ? ofQuery : gamma]]);
    // In layer mode all factors are equal, so the first ones do for fewer key heads.
    if (keyMoves)
      scale('k_proj', numKvHeads, [
        [headDim, numKvHeads === numHeads ? ofKey : broadcastTo(max(ofKey, [0]), [numKvHeads])],
      ]);
  });
  return out;
};
