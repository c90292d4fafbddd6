/**
 * The models that the benchmarks run: Qwen2-style, and Kimi-K2-style in pairs of a sparse and a dense one with the same
 * active parameters; tied head, no bias, f32. Sizes only; nothing is run here.
 */
import { parseConfig, type ModelConfig } from '../src/model/config.ts';

export type Size = {
  name: string;
  /** As in a Hugging Face config.json: both sides of a comparison are built from it. */
  json: Readonly<Record<string, string | number | boolean>>;
  config: ModelConfig;
  /** Rows and tokens per row of a training batch. */
  rows: number;
  length: number;
  /** Timed training steps of one process. */
  steps: number;
};

type Widths = { hidden: number; layers: number; heads: number; kvHeads: number; mlp: number; vocab: number };

const size = (
  name: string,
  { hidden, layers, heads, kvHeads, mlp, vocab }: Widths,
  rows: number,
  length: number,
  steps: number,
): Size => {
  const json = {
    model_type: 'qwen2',
    hidden_size: hidden,
    num_hidden_layers: layers,
    num_attention_heads: heads,
    num_key_value_heads: kvHeads,
    intermediate_size: mlp,
    vocab_size: vocab,
    tie_word_embeddings: true,
    attention_bias: false,
    max_position_embeddings: 512,
    rms_norm_eps: 1e-6,
    rope_theta: 10_000,
  };
  return { name, json, config: parseConfig(json), rows, length, steps };
};

export const SIZES: readonly Size[] = [
  size('0.9M', { hidden: 128, layers: 4, heads: 4, kvHeads: 2, mlp: 384, vocab: 1024 }, 16, 128, 24),
  size('5M', { hidden: 256, layers: 6, heads: 8, kvHeads: 2, mlp: 768, vocab: 1024 }, 8, 256, 10),
  size('50M', { hidden: 640, layers: 10, heads: 10, kvHeads: 2, mlp: 1920, vocab: 4096 }, 4, 256, 5),
];

/**
 * Latent attention, and MLPs that are sparse (16 experts of which a token takes 2, and a shared one; the first layer is
 * dense) or dense, as wide as three experts.
 */
const latent = (
  name: string,
  kind: 'dense' | 'sparse',
  {
    hidden,
    layers,
    heads,
    expert,
    latentWidth,
  }: { hidden: number; layers: number; heads: number; expert: number; latentWidth: number },
  rows: number,
  length: number,
  steps: number,
): Size => {
  const json = {
    model_type: 'kimi_k2',
    hidden_size: hidden,
    num_hidden_layers: layers,
    num_attention_heads: heads,
    vocab_size: 1024,
    tie_word_embeddings: true,
    max_position_embeddings: 512,
    rms_norm_eps: 1e-6,
    rope_theta: 10_000,
    q_lora_rank: hidden / 2,
    kv_lora_rank: latentWidth,
    qk_nope_head_dim: 24,
    qk_rope_head_dim: 8,
    v_head_dim: 32,
    intermediate_size: 3 * expert,
    moe_intermediate_size: expert,
    n_routed_experts: 16,
    num_experts_per_tok: 2,
    n_shared_experts: 1,
    first_k_dense_replace: kind === 'dense' ? layers : 1,
    routed_scaling_factor: 1.991,
    aux_loss_alpha: 0.001,
  };
  return { name: `${name} ${kind}`, json, config: parseConfig(json), rows, length, steps };
};

/** Models with the same active parameters, but for the router. */
export const PAIRS: readonly { name: string; dense: Size; sparse: Size }[] = (
  [
    ['0.8M active', { hidden: 128, layers: 4, heads: 4, expert: 128, latentWidth: 48 }, 16, 128, 16],
    ['5M active', { hidden: 256, layers: 6, heads: 8, expert: 256, latentWidth: 96 }, 8, 256, 8],
  ] as const
).map(([name, widths, rows, length, steps]) => ({
  name,
  dense: latent(name, 'dense', widths, rows, length, steps),
  sparse: latent(name, 'sparse', widths, rows, length, steps),
}));

const ALL: readonly Size[] = [...SIZES, ...PAIRS.flatMap(({ dense, sparse }) => [dense, sparse])];

/** The size called `name`; throws with the names there are. */
export const sizeOf = (name: string): Size => {
  const found = ALL.find((size) => size.name === name);
  if (!found) throw new Error(`no size is called ${name}; choose one of ${ALL.map((size) => size.name).join(', ')}`);
  return found;
};
