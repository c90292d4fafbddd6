/**
 * A model as the keys and tensors of a GGUF file, in the names and layouts of llama.cpp: architectures llama, qwen2,
 * qwen3 and deepseek2 (also for DeepSeek-V3 and Kimi K2). Source: llama.cpp, conversion/ and src/models/.
 *
 * Many keys have silent defaults in llama.cpp (rope.freq_base 10000, gating softmax, no biases). So everything that
 * matters is written, and a model that llama.cpp would compute differently is refused.
 */
import type { ModelConfig } from './config.ts';
import { fitsGguf, type GgufDtype, type GgufTensor, type GgufValue } from './gguf.ts';
import { inverseFrequencies, rotaryFactor } from './rope.ts';

type Weight = { readonly shape: readonly number[]; readonly data: Float32Array };

const ARCHITECTURES = {
  qwen2: 'qwen2',
  qwen3: 'qwen3',
  llama: 'llama',
  deepseek_v3: 'deepseek2',
  kimi_k2: 'deepseek2',
} as const;

/** general.file_type, for display. */
const fileTypes: Record<GgufDtype, number> = { F32: 0, F16: 1, Q8_0: 7, BF16: 32 };

const u32 = (value: number): GgufValue => ({ type: 'u32', value });
const f32 = (value: number): GgufValue => ({ type: 'f32', value });
const string = (value: string): GgufValue => ({ type: 'string', value });

const refuse = (why: string): never => {
  throw new Error(`this model can't be written to GGUF: ${why}; export it as a Hugging Face folder (--format hf)`);
};

/** rope.*: the rotated part of a head, and how the context is extended. */
const ropeKeys = (config: ModelConfig): [string, GgufValue][] => {
  const { ropeTheta, ropeScaling: scaling } = config;
  const keys: [string, GgufValue][] = [
    ['rope.freq_base', f32(ropeTheta)],
    ['rope.dimension_count', u32(config.type === 'dense' ? config.headDim : config.qkRopeHeadDim)],
  ];
  if (!scaling) return keys;
  // llama.cpp's latent attention also scales its scores by a factor that it derives; only this case comes out right.
  const latent = config.type === 'deepseek';
  if (
    latent &&
    (scaling.type !== 'yarn' ||
      scaling.mscale === undefined ||
      scaling.mscale !== scaling.mscaleAllDim ||
      scaling.attentionFactor !== undefined)
  ) {
    refuse('with latent attention llama.cpp knows YaRN with equal mscale and mscale_all_dim only');
  }
  switch (scaling.type) {
    case 'linear':
      return [...keys, ['rope.scaling.type', string('linear')], ['rope.scaling.factor', f32(scaling.factor)]];
    case 'llama3':
      return keys; // as a tensor: rope_freqs.weight
    case 'yarn': {
      if (!scaling.truncate) refuse('llama.cpp rounds the borders of the YaRN ramp');
      const factor = rotaryFactor(config) / (0.1 * Math.log(scaling.factor) + 1);
      const attention: [string, GgufValue][] = [];
      if (latent) attention.push(['rope.scaling.yarn_log_multiplier', f32(0.1 * scaling.mscaleAllDim!)]);
      else if (Math.abs(factor - 1) > 1e-6) attention.push(['rope.scaling.attn_factor', f32(factor)]);
      return [
        ...keys,
        ['rope.scaling.type', string('yarn')],
        ['rope.scaling.factor', f32(scaling.factor)],
        ['rope.scaling.original_context_length', u32(scaling.originalMaxPositions)],
        ['rope.scaling.yarn_beta_fast', f32(scaling.betaFast)],
        ['rope.scaling.yarn_beta_slow', f32(scaling.betaSlow)],
        ...attention,
      ];
    }
    default:
      return scaling satisfies never;
  }
};

const attentionKeys = (config: ModelConfig): [string, GgufValue][] => {
  const heads: [string, GgufValue][] = [
    ['attention.head_count', u32(config.numHeads)],
    ['attention.layer_norm_rms_epsilon', f32(config.rmsNormEps)],
  ];
  if (config.type === 'dense') {
    return [
      ...heads,
      ['attention.head_count_kv', u32(config.numKvHeads)],
      ['attention.key_length', u32(config.headDim)],
      ['attention.value_length', u32(config.headDim)],
    ];
  }
  const { kvLoraRank, qLoraRank, qkNopeHeadDim, qkRopeHeadDim, vHeadDim } = config;
  return [
    ...heads,
    ['attention.head_count_kv', u32(1)], // the latent is one key and value head that all query heads share
    ['attention.key_length', u32(kvLoraRank + qkRopeHeadDim)],
    ['attention.value_length', u32(kvLoraRank)],
    ['attention.key_length_mla', u32(qkNopeHeadDim + qkRopeHeadDim)],
    ['attention.value_length_mla', u32(vHeadDim)],
    ['attention.kv_lora_rank', u32(kvLoraRank)],
    ['attention.q_lora_rank', u32(qLoraRank ?? 0)],
  ];
};

const expertKeys = (config: ModelConfig): [string, GgufValue][] => {
  if (config.type === 'dense') return [];
  if (config.sharedExperts === 0) refuse('llama.cpp needs a shared expert');
  return [
    ['expert_count', u32(config.numExperts)],
    ['expert_used_count', u32(config.expertsPerToken)],
    ['expert_shared_count', u32(config.sharedExperts)],
    ['expert_feed_forward_length', u32(config.expertSize)],
    ['leading_dense_block_count', u32(config.denseLayers)],
    ...(config.topGroups < config.groups
      ? ([
          ['expert_group_count', u32(config.groups)],
          ['expert_group_used_count', u32(config.topGroups)],
        ] as [string, GgufValue][])
      : []),
    ['expert_gating_func', u32(2)], // sigmoid
    ['expert_weights_norm', { type: 'bool', value: config.normTopk }],
    ['expert_weights_scale', f32(config.routedScale)],
  ];
};

/** The keys that describe the architecture. */
export const ggufKeys = (config: ModelConfig, name: string, dtype: GgufDtype): Map<string, GgufValue> => {
  const arch = ARCHITECTURES[config.modelType];
  // llama.cpp takes a deepseek2 of these depths for a V2-Lite, which has no query latent.
  if (config.type === 'deepseek' && config.qLoraRank !== undefined && [26, 27].includes(config.numLayers))
    refuse(`llama.cpp reads ${config.numLayers} layers as DeepSeek-V2-Lite, without q_lora_rank`);
  const values: [string, GgufValue][] = [
    ['context_length', u32(config.maxPositions)],
    ['embedding_length', u32(config.hiddenSize)],
    ['block_count', u32(config.numLayers)],
    ['feed_forward_length', u32(config.intermediateSize)],
    ['vocab_size', u32(config.vocabSize)],
    ...attentionKeys(config),
    ...ropeKeys(config),
    ...expertKeys(config),
  ];
  return new Map<string, GgufValue>([
    ['general.architecture', string(arch)],
    ['general.name', string(name)],
    ['general.file_type', u32(fileTypes[dtype])],
    ...(dtype === 'Q8_0' ? ([['general.quantization_version', u32(2)]] as [string, GgufValue][]) : []),
    ...values.map(([key, value]): [string, GgufValue] => [`${arch}.${key}`, value]),
  ]);
};

/** Hugging Face's name of a tensor after the layer number → llama.cpp's. */
const layerNames: Record<string, string> = {
  'input_layernorm.weight': 'attn_norm.weight',
  'post_attention_layernorm.weight': 'ffn_norm.weight',
  'self_attn.q_proj.weight': 'attn_q.weight',
  'self_attn.k_proj.weight': 'attn_k.weight',
  'self_attn.v_proj.weight': 'attn_v.weight',
  'self_attn.q_proj.bias': 'attn_q.bias',
  'self_attn.k_proj.bias': 'attn_k.bias',
  'self_attn.v_proj.bias': 'attn_v.bias',
  'self_attn.q_norm.weight': 'attn_q_norm.weight',
  'self_attn.k_norm.weight': 'attn_k_norm.weight',
  'self_attn.o_proj.weight': 'attn_output.weight',
  'self_attn.q_a_proj.weight': 'attn_q_a.weight',
  'self_attn.q_a_layernorm.weight': 'attn_q_a_norm.weight',
  'self_attn.q_b_proj.weight': 'attn_q_b.weight',
  'self_attn.kv_a_proj_with_mqa.weight': 'attn_kv_a_mqa.weight',
  'self_attn.kv_a_layernorm.weight': 'attn_kv_a_norm.weight',
  'mlp.gate_proj.weight': 'ffn_gate.weight',
  'mlp.up_proj.weight': 'ffn_up.weight',
  'mlp.down_proj.weight': 'ffn_down.weight',
  'mlp.gate.weight': 'ffn_gate_inp.weight',
  'mlp.gate.e_score_correction_bias': 'exp_probs_b.bias',
  'mlp.experts.gate_proj.weight': 'ffn_gate_exps.weight',
  'mlp.experts.up_proj.weight': 'ffn_up_exps.weight',
  'mlp.experts.down_proj.weight': 'ffn_down_exps.weight',
  'mlp.shared_experts.gate_proj.weight': 'ffn_gate_shexp.weight',
  'mlp.shared_experts.up_proj.weight': 'ffn_up_shexp.weight',
  'mlp.shared_experts.down_proj.weight': 'ffn_down_shexp.weight',
};
const topNames: Record<string, string> = {
  'model.embed_tokens.weight': 'token_embd.weight',
  'model.norm.weight': 'output_norm.weight',
  'lm_head.weight': 'output.weight',
};

/** Rows of `width` numbers in another order: row i of the result is row `from(i)`. */
const takeRows = (data: Float32Array, rows: number, from: (row: number) => number): Float32Array => {
  const width = data.length / rows;
  const out = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) out.set(data.subarray(from(row) * width, (from(row) + 1) * width), row * width);
  return out;
};

/**
 * Rotary halves (i, i + n/2) of each head, or of the last `rotary` rows of each head, laid as neighbours (2i, 2i +
 * 1).
 */
const interleaveHalves = (data: Float32Array, rows: number, head: number, rotary = head): Float32Array =>
  takeRows(data, rows, (row) => {
    const [start, within] = [row - (row % head) + head - rotary, (row % head) - (head - rotary)];
    return within < 0 ? row : start + (within % 2) * (rotary / 2) + Math.floor(within / 2);
  });

/**
 * kv_b's rows are, per head, keys without position and then values; llama.cpp wants (heads, latent, nope) and (heads,
 * v, latent).
 */
const splitLatent = (
  layer: string,
  { data }: Weight,
  { numHeads, qkNopeHeadDim: nope, vHeadDim: v, kvLoraRank: latent }: Extract<ModelConfig, { type: 'deepseek' }>,
) => {
  const rowOf = (head: number, row: number) => (head * (nope + v) + row) * latent;
  return [
    {
      name: `${layer}.attn_k_b.weight`,
      shape: [numHeads, latent, nope],
      data: () =>
        Float32Array.from(
          { length: numHeads * latent * nope },
          (_, i) => data[rowOf(Math.floor(i / (latent * nope)), i % nope) + (Math.floor(i / nope) % latent)]!,
        ),
    },
    {
      name: `${layer}.attn_v_b.weight`,
      shape: [numHeads, v, latent],
      data: () =>
        takeRows(data, numHeads * (nope + v), (row) => row).filter(
          (_, i) => Math.floor(i / latent) % (nope + v) >= nope,
        ),
    },
  ];
};

/** The rows of q and k in the order in which this architecture rotates them. */
const inRotaryOrder = (config: ModelConfig, part: string, { data, shape }: Weight): (() => Float32Array) => {
  const rows = shape[0]!;
  if (config.modelType === 'llama' && /^self_attn\.[qk]_proj\.weight$/.test(part))
    return () => interleaveHalves(data, rows, config.headDim);
  if (config.type === 'deepseek' && !config.ropeInterleave) {
    const rotary = config.qkRopeHeadDim;
    if (/^self_attn\.q(_b)?_proj\.weight$/.test(part))
      return () => interleaveHalves(data, rows, config.qkNopeHeadDim + rotary, rotary);
    if (part === 'self_attn.kv_a_proj_with_mqa.weight') return () => interleaveHalves(data, rows, rows, rotary);
  }
  return () => data;
};

/**
 * Every tensor of the model. Matrices take `dtype` where their rows allow it, else F16; what is one row (norms, biases)
 * and the router stay F32, as in llama.cpp's own conversion.
 */
export const ggufTensors = (
  config: ModelConfig,
  weights: ReadonlyMap<string, Weight>,
  dtype: GgufDtype,
): GgufTensor[] => {
  const tensors: GgufTensor[] = [];
  const add = (name: string, shape: readonly number[], data: () => Float32Array, keep = false): void => {
    const matrixDtype = fitsGguf(dtype, shape.at(-1)!) ? dtype : 'F16';
    tensors.push({ name, shape, data, dtype: shape.length === 1 || keep ? 'F32' : matrixDtype });
  };
  for (const [name, weight] of weights) {
    const layer = /^model\.layers\.(\d+)\.(.+)$/.exec(name);
    if (!layer) {
      add(topNames[name] ?? refuse(`llama.cpp has no name for ${name}`), weight.shape, () => weight.data);
      continue;
    }
    const [block, part] = [`blk.${layer[1]}`, layer[2]!];
    if (config.type === 'deepseek' && part === 'self_attn.kv_b_proj.weight') {
      for (const part of splitLatent(block, weight, config)) add(part.name, part.shape, part.data);
      continue;
    }
    const known = layerNames[part] ?? refuse(`llama.cpp has no name for ${name}`);
    add(`${block}.${known}`, weight.shape, inRotaryOrder(config, part, weight), part === 'mlp.gate.weight');
  }
  if (config.ropeScaling?.type === 'llama3' && config.type === 'dense') {
    const [plain, scaled] = [
      inverseFrequencies({ ropeTheta: config.ropeTheta }, config.headDim),
      inverseFrequencies(config, config.headDim),
    ];
    add('rope_freqs.weight', [config.headDim / 2], () => Float32Array.from(plain, (f, i) => f / scaled[i]!));
  }
  return tensors;
};
