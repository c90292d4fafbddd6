/**
 * The shape of a dense transformer: a Hugging Face config.json of model_type 'qwen2' or 'llama', parsed into the names
 * that this project uses, and the list of tensors that such a model holds. No tensors and no files here.
 *
 * The one thing to know: what would change the arithmetic and is not implemented (other rope scalings than rope.ts has,
 * sliding windows, other activations) is refused here, so that a model which loads is a model which computes what its
 * author meant.
 */
import { formatRope, parseRope, type RopeScaling } from './rope.ts';

export type ModelConfig = {
  modelType: 'qwen2' | 'llama';
  vocabSize: number;
  hiddenSize: number;
  intermediateSize: number;
  numLayers: number;
  numHeads: number;
  numKvHeads: number;
  headDim: number;
  ropeTheta: number;
  /** Absent: the context is not stretched. */
  ropeScaling?: RopeScaling;
  rmsNormEps: number;
  maxPositions: number;
  /** The output matrix is the embedding matrix; there is no lm_head.weight. */
  tieWordEmbeddings: boolean;
  /** Biases on q, k and v (never on o). */
  attentionBias: boolean;
  /** Standard deviation of freshly drawn matrices. */
  initializerRange: number;
  bosTokenId?: number;
  /** Ids that end a reply; empty when the file names none. */
  eosTokenIds?: readonly number[];
  padTokenId?: number;
};

const show = (value: unknown): string => {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
};

const fail = (field: string, value: unknown, allowed: string): never => {
  throw new Error(`config.json: ${field} is ${show(value)}; ${allowed}`);
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads typed fields of one object; null counts as absent, as in Hugging Face files. */
const fieldsOf = (json: Record<string, unknown>) => {
  const get = (field: string): unknown => (Object.hasOwn(json, field) ? (json[field] ?? undefined) : undefined);
  const count = (field: string, fallback?: number, most = 2 ** 31 - 1): number => {
    const value = get(field) ?? fallback;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most) return value;
    return fail(field, value, `it must be a whole number from 1 to ${most}`);
  };
  const positive = (field: string, fallback?: number): number => {
    const value = get(field) ?? fallback;
    if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
    return fail(field, value, 'it must be a number above 0');
  };
  const flag = (field: string, fallback: boolean): boolean => {
    const value = get(field) ?? fallback;
    return typeof value === 'boolean' ? value : fail(field, value, 'it must be true or false');
  };
  return { get, count, positive, flag };
};

const parseIds = (field: string, value: unknown, vocabSize: number): number[] => {
  const list: unknown[] = value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
  return list.map((id) =>
    typeof id === 'number' && Number.isInteger(id) && id >= 0 && id < vocabSize
      ? id : fail(field, value, `every id must be a whole number from 0 to ${vocabSize - 1}`));
};

/**
 * Reads the parsed content of a config.json. Throws one sentence that names the field, its value and what is allowed.
 * `attention_bias` may be left out (Qwen2: true, Llama: false); a Llama with it would have a bias on o too: refused.
 */
export const parseConfig = (json: unknown): ModelConfig => {
  if (!isObject(json)) throw new Error(`config.json: the file holds ${show(json)}; it must be a JSON object`);
  const { get, count, positive, flag } = fieldsOf(json);
  const modelType = get('model_type');
  if (modelType !== 'qwen2' && modelType !== 'llama') {
    return fail('model_type', modelType, "it must be 'qwen2' or 'llama'");
  }
  const act = get('hidden_act') ?? 'silu';
  if (act !== 'silu') fail('hidden_act', act, "it must be 'silu'");
  if (flag('use_sliding_window', false)) fail('use_sliding_window', true, 'sliding windows are not supported');
  if (flag('mlp_bias', false)) fail('mlp_bias', true, 'biases in the MLP are not supported');
  if (get('quantization_config') !== undefined) {
    fail('quantization_config', get('quantization_config'), 'only unquantised weights (F32, F16, BF16) are supported');
  }
  const layerTypes = get('layer_types');
  if (Array.isArray(layerTypes) && layerTypes.some((t) => t !== 'full_attention')) {
    fail('layer_types', layerTypes, "every layer must be 'full_attention'");
  }
  const attentionBias = flag('attention_bias', modelType === 'qwen2');
  if (attentionBias && modelType === 'llama') {
    fail('attention_bias', true, "a model of type 'llama' must have no attention bias; use 'qwen2' for biases on q, k, v");
  }

  const hiddenSize = count('hidden_size');
  const numHeads = count('num_attention_heads');
  const numKvHeads = count('num_key_value_heads', numHeads);
  if (numHeads % numKvHeads !== 0) {
    fail('num_attention_heads', numHeads, `it must be a multiple of num_key_value_heads (${numKvHeads})`);
  }
  if (get('head_dim') === undefined && hiddenSize % numHeads !== 0) {
    fail('hidden_size', hiddenSize, `without head_dim it must be a multiple of num_attention_heads (${numHeads})`);
  }
  const headDim = count('head_dim', hiddenSize / numHeads);
  if (headDim % 2 !== 0) fail('head_dim', headDim, 'rotary positions need an even number');

  const vocabSize = count('vocab_size');
  const maxPositions = count('max_position_embeddings');
  const eosTokenIds = parseIds('eos_token_id', get('eos_token_id'), vocabSize);
  const [bosTokenId] = parseIds('bos_token_id', get('bos_token_id'), vocabSize);
  // Some Llama files say -1 for "no padding token".
  const [padTokenId] = get('pad_token_id') === -1 ? [] : parseIds('pad_token_id', get('pad_token_id'), vocabSize);
  return {
    modelType,
    vocabSize,
    hiddenSize,
    intermediateSize: count('intermediate_size'),
    numLayers: count('num_hidden_layers', undefined, 1024),
    numHeads,
    numKvHeads,
    headDim,
    ...parseRope(json, maxPositions),
    rmsNormEps: positive('rms_norm_eps', 1e-6),
    maxPositions,
    tieWordEmbeddings: flag('tie_word_embeddings', false),
    attentionBias,
    initializerRange: positive('initializer_range', 0.02),
    eosTokenIds,
    ...(bosTokenId === undefined ? {} : { bosTokenId }),
    ...(padTokenId === undefined ? {} : { padTokenId }),
  };
};

/** The Hugging Face config.json of a config; `parseConfig` gives the same config back. */
export const formatConfig = (config: ModelConfig): Record<string, unknown> => {
  const eos = config.eosTokenIds ?? [];
  return {
    architectures: [config.modelType === 'qwen2' ? 'Qwen2ForCausalLM' : 'LlamaForCausalLM'],
    model_type: config.modelType,
    vocab_size: config.vocabSize,
    hidden_size: config.hiddenSize,
    intermediate_size: config.intermediateSize,
    num_hidden_layers: config.numLayers,
    num_attention_heads: config.numHeads,
    num_key_value_heads: config.numKvHeads,
    head_dim: config.headDim,
    hidden_act: 'silu',
    ...formatRope(config),
    rms_norm_eps: config.rmsNormEps,
    max_position_embeddings: config.maxPositions,
    tie_word_embeddings: config.tieWordEmbeddings,
    attention_bias: config.attentionBias,
    initializer_range: config.initializerRange,
    bos_token_id: config.bosTokenId ?? null,
    eos_token_id: eos.length === 0 ? null : eos.length === 1 ? eos[0] : [...eos],
    pad_token_id: config.padTokenId ?? null,
    use_cache: true,
  };
};

/**
 * Every tensor of the model with its shape, under its Hugging Face name, in file order. Matrices are (out, in): a
 * layer computes x Wᵀ. Source: transformers, Qwen2ForCausalLM and LlamaForCausalLM.
 */
export const parameterShapes = (config: ModelConfig): Record<string, number[]> => {
  const { hiddenSize: d, intermediateSize: f, headDim, vocabSize } = config;
  const q = config.numHeads * headDim;
  const kv = config.numKvHeads * headDim;
  const shapes: Record<string, number[]> = { 'model.embed_tokens.weight': [vocabSize, d] };
  for (let layer = 0; layer < config.numLayers; layer++) {
    const at = `model.layers.${layer}`;
    shapes[`${at}.input_layernorm.weight`] = [d];
    for (const [name, width] of [['q', q], ['k', kv], ['v', kv]] as const) {
      shapes[`${at}.self_attn.${name}_proj.weight`] = [width, d];
      if (config.attentionBias) shapes[`${at}.self_attn.${name}_proj.bias`] = [width];
    }
    shapes[`${at}.self_attn.o_proj.weight`] = [d, q];
    shapes[`${at}.post_attention_layernorm.weight`] = [d];
    shapes[`${at}.mlp.gate_proj.weight`] = [f, d];
    shapes[`${at}.mlp.up_proj.weight`] = [f, d];
    shapes[`${at}.mlp.down_proj.weight`] = [d, f];
  }
  shapes['model.norm.weight'] = [d];
  if (!config.tieWordEmbeddings) shapes['lm_head.weight'] = [vocabSize, d];
  return shapes;
};

/** The number of trained numbers; a tied output matrix counts once. */
export const countParameters = (config: ModelConfig): number =>
  Object.values(parameterShapes(config)).reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0);
