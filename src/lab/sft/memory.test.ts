/** A run that does not fit is refused in words; one that fits says what it needs. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { parseConfig } from '../../model/config.ts';
import type { Frozen } from '../../train/frozen.ts';
import { loraTargets } from '../../train/lora.ts';
import { parseSftRecipe } from '../recipe/sft.ts';
import { requireMemory } from './memory.ts';

const config = parseConfig({
  model_type: 'qwen2',
  hidden_size: 896,
  intermediate_size: 4864,
  num_attention_heads: 14,
  num_hidden_layers: 24,
  num_key_value_heads: 2,
  tie_word_embeddings: true,
  vocab_size: 151_936,
  max_position_embeddings: 768,
});
const train = {
  updates: 10,
  rows: 1,
  length: 768,
  accumulate: 1,
  lr: 1e-3,
  warmup: 0,
  decay: 0,
  weight_decay: 0,
  betas: [0.9, 0.98],
  clip: 1,
  threads: 2,
  save_every: 5,
  validate_every: 5,
  validation_items: 1,
};
const recipe = (lora: boolean) =>
  parseSftRecipe(
    {
      name: 'tuned',
      about: 'large',
      seed: 1,
      base: 'somewhere',
      ...(lora ? { lora: { rank: 8, alpha: 16, targets: 'all' } } : {}),
      data: { file: 'chats.jsonl' },
      train,
    },
    'recipe.json',
  );
const lora = { rank: 8, alpha: 16, targets: loraTargets(config) };
const need = (frozen: Frozen | undefined, available: number): string =>
  requireMemory(recipe(true), { config, lora, frozen }, available);

test('what a run of adapters on 0.5 B parameters needs: int8 fits where one graph does not', () => {
  assert.match(need('int8', 5e9), /^needs about [23]\.\d GB of memory; 5\.0 GB are free$/);
  assert.throws(
    () => need(undefined, 5e9),
    /needs about [789]\.\d GB of memory \(494,\d+,\d+ parameters: .* 5\.0 GB are free; store the weights under the adapters as "frozen": "int8", or lower "rows"/,
  );
  assert.throws(
    () => need('int8', 1.1e9),
    /1\.1 GB are free; lower "rows" or "length" in the recipe \(they are 1 and 768\)/,
  );
  assert.throws(
    () => requireMemory(recipe(false), { config }, 1e10),
    /train adapters \("lora"\) instead of all weights/,
  );
});

test('a small run is never refused', () => {
  const small = parseConfig({
    model_type: 'llama',
    hidden_size: 32,
    intermediate_size: 64,
    num_attention_heads: 2,
    num_hidden_layers: 2,
    vocab_size: 64,
    max_position_embeddings: 768,
    hidden_act: 'silu',
  });
  assert.match(
    requireMemory(recipe(false), { config: small }, 1e6),
    /^needs about 0\.\d GB of memory; 0\.0 GB are free$/,
  );
});
