/**
 * The fields of a DeepSeek-V3 or Kimi K2 config.json beyond a dense one, for latent attention and experts, and the
 * tensors of their layers. config.ts joins them with the fields that all models share.
 */
import { createRandom } from '../random.ts';
import { fail, type Fields } from './fields.ts';

/**
 * Multi-head latent attention and a sparse mixture of experts (DeepSeek-V3, arXiv 2412.19437; Kimi K2, arXiv
 * 2507.20534).
 */
export type DeepseekParts = {
  type: 'deepseek';
  modelType: 'deepseek_v3' | 'kimi_k2';
  /**
   * Width of the latent that queries are made from; undefined: queries are projected from the hidden state directly.
   */
  qLoraRank?: number;
  /** Width of the latent that keys and values are made from, and that the cache holds. */
  kvLoraRank: number;
  /** Width of a head's query and key without position, and of the rotary part whose key all heads share. */
  qkNopeHeadDim: number;
  qkRopeHeadDim: number;
  vHeadDim: number;
  /** Rotary pairs are neighbours (2i, 2i+1), as in the published weights; false: halves, as in Llama. */
  ropeInterleave: boolean;
  /** Number of routed experts, how many of them each token is sent to, and the inner width of each. */
  numExperts: number;
  expertsPerToken: number;
  expertSize: number;
  /** Shared experts, which every token is sent to; together they are one MLP of sharedExperts · expertSize. 0: none. */
  sharedExperts: number;
  /** Number of first layers that have a dense MLP instead of experts. */
  denseLayers: number;
  /** Number of expert groups; a token's experts come from its best `topGroups` of them. */
  groups: number;
  topGroups: number;
  /** The weights of a token's experts are divided by their sum, and then multiplied by routedScale. */
  normTopk: boolean;
  routedScale: number;
  /** Weight of the balance loss over each sequence, in training. */
  balanceLoss: number;
};

/**
 * The factor that brings the routed experts' output to the size of one dense MLP's (Moonlight, arXiv 2502.16982, fig.
 * 6): the mean of 1 / ‖p‖₂ over draws, where p are the k largest of n sigmoids of standard normal scores, divided by
 * their sum.
 */
export const routedScaleOf = (n: number, k: number, draws = 4000): number => {
  const random = createRandom(`routed scale/${n}/${k}`);
  let total = 0;
  for (let draw = 0; draw < draws; draw++) {
    const scores = Float64Array.from({ length: n }, () => 1 / (1 + Math.exp(-random.normal())))
      .sort()
      .subarray(n - k);
    total += scores.reduce((sum, x) => sum + x, 0) / Math.sqrt(scores.reduce((sum, x) => sum + x * x, 0));
  }
  return total / draws;
};

/** Most experts of all layers together; Kimi K2 has 23,040. */
const MOST_EXPERTS = 200_000;

/**
 * Reads the fields beyond the shared ones. Throws one sentence. Without `routed_scaling_factor` it is
 * `routedScaleOf`.
 */
export const parseDeepseek = (
  { get, count, positive, flag }: Fields,
  { numLayers, numHeads }: { numLayers: number; numHeads: number },
): Omit<DeepseekParts, 'type' | 'modelType'> => {
  const only = (field: string, value: unknown): void => {
    const stated = get(field) ?? value;
    if (stated !== value) fail(field, stated, `it must be ${JSON.stringify(value)}`);
  };
  only('scoring_func', 'sigmoid');
  only('topk_method', 'noaux_tc');
  only('moe_layer_freq', 1);
  only('num_key_value_heads', numHeads);
  if (flag('attention_bias', false)) fail('attention_bias', true, 'biases in latent attention are not supported');
  const whole = (field: string, fallback: number, most: number): number => {
    const value = get(field) ?? fallback;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most) return value;
    return fail(field, value, `it must be a whole number from 0 to ${most}`);
  };
  const qkRopeHeadDim = count('qk_rope_head_dim');
  if (qkRopeHeadDim % 2 !== 0) fail('qk_rope_head_dim', qkRopeHeadDim, 'rotary positions need an even number');
  const numExperts = count('n_routed_experts', undefined, 4096);
  if (numExperts * numLayers > MOST_EXPERTS)
    fail('n_routed_experts', numExperts, `with ${numLayers} layers these are more than ${MOST_EXPERTS} experts`);
  const expertsPerToken = count('num_experts_per_tok', undefined, numExperts);
  const groups = count('n_group', 1, numExperts);
  if (numExperts % groups !== 0) fail('n_group', groups, `n_routed_experts (${numExperts}) must be a multiple of it`);
  const topGroups = count('topk_group', groups, groups);
  if (topGroups * (numExperts / groups) < expertsPerToken) {
    fail(
      'topk_group',
      topGroups,
      `${topGroups} groups of ${numExperts / groups} experts hold less than num_experts_per_tok (${expertsPerToken})`,
    );
  }
  const balanceLoss = get('aux_loss_alpha') ?? 0;
  if (typeof balanceLoss !== 'number' || !(balanceLoss >= 0 && balanceLoss < Infinity))
    fail('aux_loss_alpha', balanceLoss, 'it must be a number from 0');
  return {
    ...(get('q_lora_rank') === undefined ? {} : { qLoraRank: count('q_lora_rank') }),
    kvLoraRank: count('kv_lora_rank'),
    qkNopeHeadDim: count('qk_nope_head_dim'),
    qkRopeHeadDim,
    vHeadDim: count('v_head_dim'),
    ropeInterleave: flag('rope_interleave', true),
    numExperts,
    expertsPerToken,
    expertSize: count('moe_intermediate_size'),
    sharedExperts: whole('n_shared_experts', 0, 1024),
    denseLayers: whole('first_k_dense_replace', 0, numLayers),
    groups,
    topGroups,
    normTopk: flag('norm_topk_prob', true),
    routedScale:
      get('routed_scaling_factor') === undefined
        ? routedScaleOf(numExperts, expertsPerToken)
        : positive('routed_scaling_factor'),
    balanceLoss: balanceLoss as number,
  };
};

/** The published fields of these parts; `parseDeepseek` gives them back. */
export const formatDeepseek = (parts: DeepseekParts): Record<string, unknown> => ({
  q_lora_rank: parts.qLoraRank ?? null,
  kv_lora_rank: parts.kvLoraRank,
  qk_nope_head_dim: parts.qkNopeHeadDim,
  qk_rope_head_dim: parts.qkRopeHeadDim,
  v_head_dim: parts.vHeadDim,
  rope_interleave: parts.ropeInterleave,
  n_routed_experts: parts.numExperts,
  num_experts_per_tok: parts.expertsPerToken,
  moe_intermediate_size: parts.expertSize,
  n_shared_experts: parts.sharedExperts,
  first_k_dense_replace: parts.denseLayers,
  moe_layer_freq: 1,
  n_group: parts.groups,
  topk_group: parts.topGroups,
  norm_topk_prob: parts.normTopk,
  routed_scaling_factor: parts.routedScale,
  scoring_func: 'sigmoid',
  topk_method: 'noaux_tc',
  aux_loss_alpha: parts.balanceLoss,
  seq_aux: true,
  num_nextn_predict_layers: 0,
});

/** Whether layer `layer` has experts. */
export const isSparse = (parts: Pick<DeepseekParts, 'denseLayers'>, layer: number): boolean =>
  layer >= parts.denseLayers;

/** The attention's tensors of one layer, names after 'self_attn.'. Source: transformers, DeepseekV3Attention. */
export const latentShapes = (parts: DeepseekParts, hidden: number, heads: number): Record<string, number[]> => {
  const query = heads * (parts.qkNopeHeadDim + parts.qkRopeHeadDim);
  return {
    ...(parts.qLoraRank === undefined
      ? { 'q_proj.weight': [query, hidden] }
      : {
          'q_a_proj.weight': [parts.qLoraRank, hidden],
          'q_a_layernorm.weight': [parts.qLoraRank],
          'q_b_proj.weight': [query, parts.qLoraRank],
        }),
    'kv_a_proj_with_mqa.weight': [parts.kvLoraRank + parts.qkRopeHeadDim, hidden],
    'kv_a_layernorm.weight': [parts.kvLoraRank],
    'kv_b_proj.weight': [heads * (parts.qkNopeHeadDim + parts.vHeadDim), parts.kvLoraRank],
    'o_proj.weight': [hidden, heads * parts.vHeadDim],
  };
};

/**
 * The tensors of a sparse layer's MLP, names after 'mlp.': each projection of the routed experts is one stack (experts,
 * out, in). Published files hold a matrix per expert instead: see experts.ts.
 */
export const sparseShapes = (parts: DeepseekParts, hidden: number): Record<string, number[]> => {
  const [n, f, shared] = [parts.numExperts, parts.expertSize, parts.sharedExperts * parts.expertSize];
  return {
    'gate.weight': [n, hidden],
    'gate.e_score_correction_bias': [n],
    'experts.gate_proj.weight': [n, f, hidden],
    'experts.up_proj.weight': [n, f, hidden],
    'experts.down_proj.weight': [n, hidden, f],
    ...(shared === 0
      ? {}
      : {
          'shared_experts.gate_proj.weight': [shared, hidden],
          'shared_experts.up_proj.weight': [shared, hidden],
          'shared_experts.down_proj.weight': [hidden, shared],
        }),
  };
};
