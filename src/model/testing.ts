/**
 * Small models with random weights in the published layouts, for tests: configs as Hugging Face writes them, and
 * weights in which nothing is zero, so that a forgotten bias or scale shows.
 */
import { createRandom } from '../random.ts';
import type { Value } from '../tensor/onnx-runtime.ts';
import { parameterShapes, type ModelConfig } from './config.ts';

const common = {
  hidden_act: 'silu',
  torch_dtype: 'float32',
  rms_norm_eps: 1e-6,
  initializer_range: 0.02,
  max_position_embeddings: 256,
};

/** Qwen2: grouped queries, biases on q, k and v, one matrix for both ends. */
export const qwen2Json = {
  ...common,
  architectures: ['Qwen2ForCausalLM'],
  model_type: 'qwen2',
  hidden_size: 48,
  intermediate_size: 80,
  num_hidden_layers: 2,
  num_attention_heads: 6,
  num_key_value_heads: 2,
  vocab_size: 320,
  tie_word_embeddings: true,
  rope_theta: 1e6,
  use_sliding_window: false,
  sliding_window: 128,
  max_window_layers: 2,
};

/** Qwen3: each head of q and k normalised, heads wider than hidden size / heads, one matrix for both ends. */
export const qwen3Json = {
  ...common,
  architectures: ['Qwen3ForCausalLM'],
  model_type: 'qwen3',
  hidden_size: 48,
  intermediate_size: 80,
  num_hidden_layers: 2,
  num_attention_heads: 6,
  num_key_value_heads: 2,
  head_dim: 16,
  vocab_size: 320,
  tie_word_embeddings: true,
  rope_theta: 1e6,
  rope_scaling: null,
  attention_bias: false,
  use_sliding_window: false,
  sliding_window: null,
  max_window_layers: 2,
};

/** Llama: no biases, a head matrix of its own, heads wider than hidden size / heads, Llama 3's scaling. */
export const llamaJson = {
  ...common,
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  hidden_size: 48,
  intermediate_size: 96,
  num_hidden_layers: 3,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  head_dim: 16,
  vocab_size: 320,
  tie_word_embeddings: false,
  rope_theta: 500_000,
  rms_norm_eps: 1e-5,
  mlp_bias: false,
  attention_bias: false,
  rope_scaling: {
    rope_type: 'llama3',
    factor: 8,
    low_freq_factor: 1,
    high_freq_factor: 4,
    original_max_position_embeddings: 64,
  },
};

/** DeepSeek-V3: a query latent, one dense layer, then experts of which two and a shared one are taken. */
export const deepseekJson = {
  ...common,
  architectures: ['DeepseekV3ForCausalLM'],
  model_type: 'deepseek_v3',
  hidden_size: 48,
  intermediate_size: 96,
  num_hidden_layers: 3,
  num_attention_heads: 4,
  num_key_value_heads: 4,
  q_lora_rank: 24,
  kv_lora_rank: 16,
  qk_nope_head_dim: 12,
  qk_rope_head_dim: 8,
  v_head_dim: 10,
  n_routed_experts: 8,
  num_experts_per_tok: 2,
  moe_intermediate_size: 32,
  n_shared_experts: 1,
  first_k_dense_replace: 1,
  n_group: 1,
  topk_group: 1,
  norm_topk_prob: true,
  routed_scaling_factor: 1.4,
  scoring_func: 'sigmoid',
  topk_method: 'noaux_tc',
  vocab_size: 320,
  tie_word_embeddings: false,
  rope_theta: 10_000,
  attention_bias: false,
};

/** Weights of a config: matrices that keep the size of what they multiply, norms around 1, biases of either sign. */
export const randomWeights = (config: ModelConfig, seed: string): Record<string, Value> => {
  const random = createRandom(`specimen/${seed}`);
  return Object.fromEntries(
    Object.entries(parameterShapes(config)).map(([name, shape]) => {
      const scale = shape.length > 1 ? 1 / Math.sqrt(shape.at(-1)!) : 0.1;
      const centre = name.endsWith('norm.weight') ? 1 : 0;
      return [
        name,
        {
          shape,
          data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => centre + scale * random.normal()),
        },
      ];
    }),
  );
};
