/** The models that the benchmarks run: Qwen2-style, tied head, no bias, f32. Sizes only; nothing is run here. */
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

const size = (name: string, { hidden, layers, heads, kvHeads, mlp, vocab }: Widths, rows: number, length: number, steps: number): Size => {
  const json = {
    model_type: 'qwen2', hidden_size: hidden, num_hidden_layers: layers, num_attention_heads: heads, num_key_value_heads: kvHeads,
    intermediate_size: mlp, vocab_size: vocab, tie_word_embeddings: true, attention_bias: false, max_position_embeddings: 512,
    rms_norm_eps: 1e-6, rope_theta: 10_000,
  };
  return { name, json, config: parseConfig(json), rows, length, steps };
};

export const SIZES: readonly Size[] = [
  size('0.9M', { hidden: 128, layers: 4, heads: 4, kvHeads: 2, mlp: 384, vocab: 1024 }, 16, 128, 24),
  size('5M', { hidden: 256, layers: 6, heads: 8, kvHeads: 2, mlp: 768, vocab: 1024 }, 8, 256, 10),
  size('50M', { hidden: 640, layers: 10, heads: 10, kvHeads: 2, mlp: 1920, vocab: 4096 }, 4, 256, 5),
];

/** The size called `name`; throws with the names there are. */
export const sizeOf = (name: string): Size => {
  const found = SIZES.find((one) => one.name === name);
  if (!found) throw new Error(`no size is called ${name}; choose one of ${SIZES.map((one) => one.name).join(', ')}`);
  return found;
};
