/**
 * A run of several tokens of a dense model gives the bits of as many steps, exactly and in int8, which would make
 * another token of the smallest difference of rounding.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../random.ts';
import { parameterShapes, parseConfig, type ModelConfig } from '../../model/config.ts';
import { cacheShape } from '../../model/transformer.ts';
import { KvCache } from '../cache.ts';
import { openRunner } from '../runner.ts';

const shape = {
  vocab_size: 31,
  hidden_size: 64,
  intermediate_size: 96,
  num_hidden_layers: 3,
  num_attention_heads: 4,
  max_position_embeddings: 256,
};
const models: Record<string, ModelConfig> = {
  'grouped queries': parseConfig({ ...shape, model_type: 'qwen2', num_key_value_heads: 2, tie_word_embeddings: true }),
  'a key for each query': parseConfig({ ...shape, model_type: 'llama', tie_word_embeddings: false }),
};

const weightsOf = (config: ModelConfig) => {
  const random = createRandom('verify');
  return Object.fromEntries(
    Object.entries(parameterShapes(config)).map(([name, dims]) => {
      const scale = dims.length === 1 ? 0.2 : 1.3 / Math.sqrt(dims.at(-1)!);
      const data = Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, () => scale * random.normal());
      return [name, { shape: dims, data: name.endsWith('norm.weight') ? data.map((x) => 1 + x) : data }];
    }),
  );
};

for (const [name, config] of Object.entries(models)) {
  for (const precision of ['exact', 'int8'] as const) {
    test(`a run of several tokens has the bits of steps: ${name}, ${precision}`, async (t) => {
      const runner = await openRunner(config, weightsOf(config), { threads: 1, precision, verify: true });
      t.after(() => runner.close());
      const random = createRandom('ids');
      const ids = (count: number) => Array.from({ length: count }, () => random.int(0, 30));
      // the second sequence is read past the end of the first room, so that slots lie elsewhere
      const prompts = [ids(23), ids(61)];
      const open = async () => {
        const cache = new KvCache(config.numLayers, cacheShape(config));
        cache.reserve(2, 64);
        for (const [row, prompt] of prompts.entries()) {
          const own = new KvCache(config.numLayers, cacheShape(config));
          own.reserve(1, prompt.length);
          await runner.read(own, 0, prompt);
          cache.copyFrom(own, prompt.length, row);
        }
        return cache;
      };
      for (const rows of [1, 2]) {
        const [steps, runs] = [await open(), await open()];
        const lengths = prompts.map((prompt) => prompt.length);
        for (const tokens of [1, 2, 5, 9]) {
          const drafted = lengths.slice(0, rows).map(() => ids(tokens));
          // what was drafted before and did not hold lies where nothing counts
          runs.reserve(2, Math.max(...lengths) + tokens + 3);
          const wrong = drafted.map(() => ids(tokens + 2));
          for (const tried of [wrong, drafted]) {
            const logits = await runner.verify(
              runs,
              tried.map(([last, ...drafts], row) => ({ last: last!, drafts, length: lengths[row]! })),
            );
            if (tried === wrong) continue;
            for (let i = 0; i < tokens; i++) {
              steps.reserve(2, Math.max(...lengths) + i + 1);
              const step = await runner.step(
                steps,
                drafted.map((row, k) => ({ last: row[i]!, length: lengths[k]! + i })),
              );
              for (let row = 0; row < rows; row++) {
                const at = (row * tokens + i) * config.vocabSize;
                assert.deepEqual(
                  logits.slice(at, at + config.vocabSize),
                  step.slice(row * config.vocabSize, (row + 1) * config.vocabSize),
                  `${rows} rows, token ${i + 1} of ${tokens} of row ${row}`,
                );
              }
            }
          }
          for (let row = 0; row < rows; row++) lengths[row]! += tokens;
        }
      }
    });
  }
}
