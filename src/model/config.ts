/**
 * A model's config: a Hugging Face config.json parsed into the names that this project uses, and the tensors that
 * such a model has. Two architectures: `dense` (model_type 'qwen2', 'qwen3' or 'llama') and `deepseek` (model_type
 * 'deepseek_v3' or 'kimi_k2', whose further fields are in deepseek-config.ts).
 *
 * What would change the arithmetic and is not implemented (rope scalings that rope.ts lacks, sliding windows, other
 * activations) is refused here. So a model that loads computes what its authors meant.
 */
import { isObject, previewJson } from '../json.ts';
import {
  formatDeepseek,
  isSparse,
  latentShapes,
  parseDeepseek,
  sparseShapes,
  type DeepseekParts,
} from './deepseek-config.ts';
import { fail, fieldsOf } from './fields.ts';
import { formatRope, parseRope, type RopeScaling } from './rope.ts';

/** Fields of every model. */
type SharedConfig = {
  vocabSize: number;
  hiddenSize: number;
  /** Inner width of a dense MLP. */
  intermediateSize: number;
  numLayers: number;
  numHeads: number;
  ropeTheta: number;
  /** How the trained context is extended; absent: not at all. */
  ropeScaling?: RopeScaling;
  rmsNormEps: number;
  maxPositions: number;
  /** The output matrix is the embedding matrix; there is no lm_head.weight. */
  tieWordEmbeddings: boolean;
  /** Standard deviation of newly initialised matrices. */
  initializerRange: number;
  bosTokenId?: number;
  /** Ids that end a reply; empty when the file names none. */
  eosTokenIds?: readonly number[];
  padTokenId?: number;
};

/** Grouped-query attention and one MLP per layer. */
export type DenseConfig = SharedConfig & {
  type: 'dense';
  modelType: DenseType;
  numKvHeads: number;
  headDim: number;
  /** Biases on q, k and v (never on o). */
  attentionBias: boolean;
  /** Each head of q and k is normalised (RMSNorm over its width) before it is rotated, as in Qwen3. */
  qkNorm: boolean;
};

type DenseType = (typeof DENSE_TYPES)[number];

export type DeepseekConfig = SharedConfig & DeepseekParts;

export type ModelConfig = DenseConfig | DeepseekConfig;

const parseIds = (field: string, value: unknown, vocabSize: number): number[] => {
  return [value ?? []]
    .flat()
    .map((id) =>
      typeof id === 'number' && Number.isInteger(id) && id >= 0 && id < vocabSize
        ? id
        : fail(field, value, `every id must be a whole number from 0 to ${vocabSize - 1}`),
    );
};

const DENSE_TYPES = ['qwen2', 'qwen3', 'llama'] as const;
const SPARSE_TYPES = ['deepseek_v3', 'kimi_k2'] as const;
const MODEL_TYPES = [...DENSE_TYPES, ...SPARSE_TYPES] as const;

const isDense = (type: (typeof MODEL_TYPES)[number]): type is DenseType =>
  (DENSE_TYPES as readonly string[]).includes(type);

/** The width of a head where a file does not state it: transformers' Qwen3Config has 128, the others hidden / heads. */
const QWEN3_HEAD_DIM = 128;

/** Fields of a dense model beyond the shared ones. */
const parseDense = (
  { get, count, flag }: ReturnType<typeof fieldsOf>,
  modelType: DenseType,
  { hiddenSize, numHeads }: SharedConfig,
): Pick<DenseConfig, 'numKvHeads' | 'headDim' | 'attentionBias' | 'qkNorm'> => {
  const qkNorm = modelType === 'qwen3';
  const attentionBias = flag('attention_bias', modelType === 'qwen2');
  // In these two a bias would stand on o too.
  if (attentionBias && modelType !== 'qwen2') {
    fail(
      'attention_bias',
      true,
      `a model of type '${modelType}' must have no attention bias; use 'qwen2' for biases on q, k, v`,
    );
  }
  const numKvHeads = count('num_key_value_heads', numHeads);
  if (numHeads % numKvHeads !== 0) {
    fail('num_attention_heads', numHeads, `it must be a multiple of num_key_value_heads (${numKvHeads})`);
  }
  if (get('head_dim') === undefined && !qkNorm && hiddenSize % numHeads !== 0) {
    fail('hidden_size', hiddenSize, `without head_dim it must be a multiple of num_attention_heads (${numHeads})`);
  }
  const headDim = count('head_dim', qkNorm ? QWEN3_HEAD_DIM : hiddenSize / numHeads);
  if (headDim % 2 !== 0) fail('head_dim', headDim, 'rotary positions need an even number');
  return { numKvHeads, headDim, attentionBias, qkNorm };
};

/**
 * Refuses sliding windows that would leave out a token. Files of full-attention models name one too: it does nothing
 * when
 * `use_sliding_window` is false, when it is as long as the context, or when it begins after the last layer
 * (`max_window_layers`). `layer_types` says the same by layer, and comes first where it stands.
 */
const checkWindows = ({ get, flag }: ReturnType<typeof fieldsOf>, maxPositions: number, numLayers: number): void => {
  const whole = (field: string): number | undefined => {
    const value = get(field);
    return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
  };
  const window = whole('sliding_window');
  if (window !== undefined && window >= maxPositions) return;
  const layerTypes = get('layer_types');
  if (Array.isArray(layerTypes)) {
    const slides = layerTypes.some((type) => type !== 'full_attention');
    if (slides) fail('layer_types', layerTypes, "every layer must be 'full_attention'");
    return;
  }
  if (!flag('use_sliding_window', false)) return;
  const first = whole('max_window_layers');
  if (first !== undefined && first >= numLayers) return;
  fail('use_sliding_window', true, 'sliding windows shorter than the context are not supported');
};

/** What to do with a model that this engine does not run. */
const ELSEWHERE = 'run such a model with llama-server, Ollama or vLLM and connect that';

/**
 * Reads the parsed content of a config.json. Throws one sentence that names the field, its value and what is allowed.
 * `attention_bias` may be left out (Qwen2: true, others: false); the others with it would have a bias on o too: refused.
 */
export const parseConfig = (json: unknown): ModelConfig => {
  if (!isObject(json)) throw new Error(`config.json: the file holds ${previewJson(json)}; it must be a JSON object`);
  const fields = fieldsOf(json);
  const { get, count, positive, flag } = fields;
  const modelType = MODEL_TYPES.find((known) => known === get('model_type'));
  if (modelType === undefined)
    return fail(
      'model_type',
      get('model_type'),
      `it must be 'qwen2', 'qwen3', 'llama', 'deepseek_v3' or 'kimi_k2'; ${ELSEWHERE}`,
    );
  const act = get('hidden_act') ?? 'silu';
  if (act !== 'silu') fail('hidden_act', act, `it must be 'silu'; ${ELSEWHERE}`);
  if (flag('mlp_bias', false)) fail('mlp_bias', true, 'biases in the MLP are not supported');
  // `quantization` is that of MLX.
  for (const field of ['quantization_config', 'quantization'])
    if ((get(field) ?? undefined) !== undefined)
      fail(field, get(field), `only unquantised weights (F32, F16, BF16) are supported; take those, or ${ELSEWHERE}`);
  const vocabSize = count('vocab_size');
  const maxPositions = count('max_position_embeddings');
  const [bosTokenId] = parseIds('bos_token_id', get('bos_token_id'), vocabSize);
  // Some Llama files say -1 for "no padding token".
  const [padTokenId] = get('pad_token_id') === -1 ? [] : parseIds('pad_token_id', get('pad_token_id'), vocabSize);
  const shared: SharedConfig = {
    vocabSize,
    hiddenSize: count('hidden_size'),
    intermediateSize: count('intermediate_size'),
    numLayers: count('num_hidden_layers', undefined, 1024),
    numHeads: count('num_attention_heads'),
    ...parseRope(json, maxPositions),
    rmsNormEps: positive('rms_norm_eps', 1e-6),
    maxPositions,
    tieWordEmbeddings: flag('tie_word_embeddings', false),
    initializerRange: positive('initializer_range', 0.02),
    eosTokenIds: parseIds('eos_token_id', get('eos_token_id'), vocabSize),
    ...(bosTokenId === undefined ? {} : { bosTokenId }),
    ...(padTokenId === undefined ? {} : { padTokenId }),
  };
  checkWindows(fields, maxPositions, shared.numLayers);
  if (isDense(modelType)) return { type: 'dense', modelType, ...shared, ...parseDense(fields, modelType, shared) };
  return { type: 'deepseek', modelType, ...shared, ...parseDeepseek(fields, shared) };
};

const ARCHITECTURES = {
  qwen2: 'Qwen2ForCausalLM',
  qwen3: 'Qwen3ForCausalLM',
  llama: 'LlamaForCausalLM',
  deepseek_v3: 'DeepseekV3ForCausalLM',
  kimi_k2: 'DeepseekV3ForCausalLM',
} as const;

/** The Hugging Face config.json of a config; `parseConfig` gives the same config back. */
export const formatConfig = (config: ModelConfig): Record<string, unknown> => {
  const eos = config.eosTokenIds ?? [];
  return {
    architectures: [ARCHITECTURES[config.modelType]],
    model_type: config.modelType,
    vocab_size: config.vocabSize,
    hidden_size: config.hiddenSize,
    intermediate_size: config.intermediateSize,
    num_hidden_layers: config.numLayers,
    num_attention_heads: config.numHeads,
    ...(config.type === 'dense'
      ? { num_key_value_heads: config.numKvHeads, head_dim: config.headDim, attention_bias: config.attentionBias }
      : { num_key_value_heads: config.numHeads, attention_bias: false, ...formatDeepseek(config) }),
    hidden_act: 'silu',
    ...formatRope(config),
    rms_norm_eps: config.rmsNormEps,
    max_position_embeddings: config.maxPositions,
    tie_word_embeddings: config.tieWordEmbeddings,
    initializer_range: config.initializerRange,
    bos_token_id: config.bosTokenId ?? null,
    eos_token_id: eos.length > 1 ? [...eos] : (eos[0] ?? null),
    pad_token_id: config.padTokenId ?? null,
    use_cache: true,
  };
};

const attentionShapes = (config: ModelConfig): Record<string, number[]> => {
  const { hiddenSize: d, numHeads } = config;
  if (config.type === 'deepseek') return latentShapes(config, d, numHeads);
  const [q, kv] = [numHeads * config.headDim, config.numKvHeads * config.headDim];
  const shapes: Record<string, number[]> = {};
  for (const [name, width] of [
    ['q', q],
    ['k', kv],
    ['v', kv],
  ] as const) {
    shapes[`${name}_proj.weight`] = [width, d];
    if (config.attentionBias) shapes[`${name}_proj.bias`] = [width];
  }
  if (config.qkNorm) for (const name of ['q', 'k']) shapes[`${name}_norm.weight`] = [config.headDim];
  return { ...shapes, 'o_proj.weight': [d, q] };
};

const mlpShapes = (config: ModelConfig, layer: number): Record<string, number[]> => {
  const { hiddenSize: d, intermediateSize: f } = config;
  if (config.type === 'deepseek' && isSparse(config, layer)) return sparseShapes(config, d);
  return { 'gate_proj.weight': [f, d], 'up_proj.weight': [f, d], 'down_proj.weight': [d, f] };
};

/**
 * Every tensor of the model with its shape, under its Hugging Face name, in the order of files. Matrices are (out,
 * in): a layer computes x Wᵀ. The routed experts of a layer are one stack per projection, (experts, out, in);
 * experts.ts turns them into the names of published files and back. Source: transformers, the architectures above.
 */
export const parameterShapes = (config: ModelConfig): Record<string, number[]> => {
  const { hiddenSize: d, vocabSize } = config;
  const shapes: Record<string, number[]> = { 'model.embed_tokens.weight': [vocabSize, d] };
  for (let layer = 0; layer < config.numLayers; layer++) {
    const at = `model.layers.${layer}`;
    shapes[`${at}.input_layernorm.weight`] = [d];
    for (const [name, shape] of Object.entries(attentionShapes(config))) shapes[`${at}.self_attn.${name}`] = shape;
    shapes[`${at}.post_attention_layernorm.weight`] = [d];
    for (const [name, shape] of Object.entries(mlpShapes(config, layer))) shapes[`${at}.mlp.${name}`] = shape;
  }
  shapes['model.norm.weight'] = [d];
  if (!config.tieWordEmbeddings) shapes['lm_head.weight'] = [vocabSize, d];
  return shapes;
};

/** Number of parameters; a tied output matrix counts once. */
export const countParameters = (config: ModelConfig): number =>
  Object.values(parameterShapes(config)).reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0);

/** Number of active parameters per token: of the routed experts only those that a token is sent to. */
export const countActive = (config: ModelConfig): number =>
  Object.entries(parameterShapes(config)).reduce((sum, [name, shape]) => {
    const size = shape.reduce((a, b) => a * b, 1);
    return (
      sum +
      (config.type === 'deepseek' && name.includes('.mlp.experts.')
        ? (size / config.numExperts) * config.expertsPerToken
        : size)
    );
  }, 0);
