/**
 * Blocks of steps beside single steps of the same weights: the same tokens and the same bits of log-probabilities,
 * whatever is drawn how, alone and in company. And what a block costs where it is cut short.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createRandom } from '../random.ts';
import type { Finish } from '../types.ts';
import { parameterShapes, parseConfig, type ModelConfig } from '../model/config.ts';
import type { Value } from '../tensor/run.ts';
import { createBlockSteps } from './block-steps.ts';
import { Generator, type Emit, type GeneratorOptions, type Job } from './generator.ts';

const dense = parseConfig({
  model_type: 'qwen2',
  vocab_size: 97,
  hidden_size: 48,
  intermediate_size: 64,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  max_position_embeddings: 256,
  tie_word_embeddings: true,
});
const latent = parseConfig({
  model_type: 'kimi_k2',
  vocab_size: 61,
  hidden_size: 32,
  intermediate_size: 48,
  moe_intermediate_size: 16,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  max_position_embeddings: 128,
  tie_word_embeddings: true,
  q_lora_rank: 16,
  kv_lora_rank: 16,
  qk_nope_head_dim: 8,
  qk_rope_head_dim: 4,
  v_head_dim: 8,
  n_routed_experts: 4,
  num_experts_per_tok: 2,
  n_shared_experts: 1,
  first_k_dense_replace: 1,
  routed_scaling_factor: 1.5,
});

const weightsOf = (config: ModelConfig): Record<string, Value> => {
  const random = createRandom('blocks');
  return Object.fromEntries(
    Object.entries(parameterShapes(config)).map(([name, shape]) => {
      const scale = shape.length === 1 ? 0.1 : 1.2 / Math.sqrt(shape.at(-1)!);
      const offset = name.endsWith('norm.weight') ? 1 : 0;
      const data = Float32Array.from(
        { length: shape.reduce((a, b) => a * b, 1) },
        () => offset + scale * random.normal(),
      );
      return [name, { data, shape }];
    }),
  );
};

type Drawn = { ids: number[]; logprobs: number[]; finish: Finish | undefined };
const closing: (() => Promise<void>)[] = [];
after(async () => {
  for (const close of closing) await close();
});

const open = (config: ModelConfig, options: Partial<GeneratorOptions>) => {
  const receivers = new Map<number, Emit>();
  const weights = weightsOf(config);
  const generator = new Generator({ config, weights, threads: 1, prefixBytes: 0, ...options }, (id, event) =>
    receivers.get(id)?.(id, event),
  );
  closing.push(() => generator.close());
  let next = 0;
  const run = (job: Omit<Job, 'seed'> & { seed?: number }, watch?: (id: number) => void): Promise<Drawn[]> => {
    const drawn = Array.from({ length: job.n ?? 1 }, (): Drawn => ({ ids: [], logprobs: [], finish: undefined }));
    const id = next++;
    return new Promise((resolve, reject) => {
      receivers.set(id, (_, event) => {
        if (event.type === 'failure') return reject(new Error(event.message));
        if (event.type === 'finish') {
          drawn[event.index]!.finish = event.finish;
          return drawn.every(({ finish }) => finish) ? resolve(drawn) : undefined;
        }
        drawn[event.index]!.ids.push(event.id);
        drawn[event.index]!.logprobs.push(event.logprob);
        return watch?.(id);
      });
      generator.submit([id, { seed: 7, ...job }]);
    });
  };
  return { generator, run };
};

const promptOf = (length: number, of = 1) => Array.from({ length }, (_, i) => (i * 31 * of + length) % 61);

const JOBS: readonly Omit<Job, 'seed'>[] = [
  { prompt: promptOf(9), maxTokens: 70 },
  { prompt: promptOf(5), maxTokens: 60, temperature: 0 },
  { prompt: promptOf(13), maxTokens: 50, temperature: 0.7, topP: 0.9 },
  { prompt: promptOf(30), maxTokens: 40, temperature: 1.3, minP: 0.05 },
  { prompt: promptOf(11), maxTokens: 70, n: 2, topP: 0.5, minP: 0.01 },
  { prompt: promptOf(3), maxTokens: 90, stopIds: [3, 17, 40] },
];

for (const [name, config, precision] of [
  ['exact weights', dense, 'exact'],
  ['int8 weights', dense, 'int8'],
  ['latent attention and experts', latent, 'exact'],
] as const) {
  test(`blocks draw the bits of single steps, alone and in company: ${name}`, async () => {
    const [steps, blocks] = [open(config, { precision, blocks: false }), open(config, { precision })];
    await blocks.run(JOBS[0]!); // the first single steps, before the graph is compiled
    const alone: Drawn[][] = [];
    for (const job of JOBS) {
      const expected = await steps.run(job);
      assert.deepEqual(await blocks.run(job), expected, JSON.stringify(job));
      alone.push(expected);
    }
    assert.deepEqual(
      (await Promise.all(JOBS.map((job) => blocks.run(job)))).map((drawn) => drawn.map(({ ids }) => ids)),
      alone.map((drawn) => drawn.map(({ ids }) => ids)),
    );
    const { computed, used } = blocks.generator.blockTokens;
    assert.ok(used > 200, `${used} tokens came from blocks`);
    // a flat distribution over 97 ids has more inside of min-p than the graph looks at
    assert.ok(used / computed > 0.7, `${used} of ${computed} tokens were used`);
    assert.equal(steps.generator.blockTokens.computed, 0);
  });
}

test('a block ends where all of its rows draw a stop id, and at the last position of the model', async () => {
  const { generator, run } = open(dense, {});
  await run({ prompt: promptOf(4), maxTokens: 70 });
  const before = { ...generator.blockTokens };
  const [free] = await run({ prompt: promptOf(6), maxTokens: 60 });
  const stop = free!.ids[40]!;
  const [stopped] = await run({ prompt: promptOf(6), maxTokens: 60, stopIds: [stop] });
  assert.deepEqual(stopped, {
    ids: free!.ids.slice(0, free!.ids.indexOf(stop) + 1),
    logprobs: free!.logprobs.slice(0, free!.ids.indexOf(stop) + 1),
    finish: 'stop',
  });
  const [full] = await run({ prompt: promptOf(200), maxTokens: 900 });
  assert.deepEqual([full!.ids.length, full!.finish], [56, 'length']);
  const [computed, used] = [generator.blockTokens.computed - before.computed, generator.blockTokens.used - before.used];
  assert.equal(computed, used, 'nothing was computed in vain');
});

test('a cancelled row ends after the block that runs, and a grammar takes single steps', async () => {
  const { generator, run } = open(dense, {});
  await run({ prompt: promptOf(4), maxTokens: 70 });
  let seen = 0;
  const [cancelled] = await run({ prompt: promptOf(8), maxTokens: 200 }, (id) => {
    if (++seen === 30) generator.cancel(id);
  });
  assert.equal(cancelled!.finish, 'cancelled');
  assert.ok(cancelled!.ids.length < 30 + 16, `${cancelled!.ids.length} tokens`);
  const { computed } = generator.blockTokens;
  const pieces = Array.from({ length: 97 }, (_, id) => String.fromCharCode(97 + (id % 26)));
  const digits = { type: 'many', of: { type: 'chars', chars: 'abc' } } as const;
  const mask = { grammar: { start: 'text', rules: { text: digits } }, pieces };
  const [masked] = await run({ prompt: promptOf(8), maxTokens: 20, mask });
  assert.ok(masked!.ids.every((id) => id % 26 < 3));
  assert.equal(generator.blockTokens.computed, computed);
});

test('the number of steps follows from how far the rows are, who waits, and how much was used', () => {
  const steps = createBlockSteps();
  const row = { drawn: 40, left: 100, masked: false };
  assert.equal(steps.next([row], 1e5, false), 1, 'the first steps are single ones');
  for (let i = 0; i < 60; i++) steps.next([row], 1e5, false);
  assert.equal(steps.next([row], 1e5, false), 16);
  assert.equal(steps.next([row, { ...row, drawn: 2 }], 1e5, false), 4);
  assert.equal(steps.next([row, { ...row, left: 3 }], 1e5, false), 3);
  assert.equal(steps.next([row, { ...row, masked: true }], 1e5, false), 1);
  assert.equal(steps.next([row], 1e5, true), 1, 'a prompt is being read');
  assert.equal(steps.next([row, row], 5e6, false), 1, 'a step would copy too much');
  for (let i = 0; i < 8; i++) steps.report(16, 15);
  assert.equal(steps.next([row], 1e5, false), 16);
  for (let i = 0; i < 4; i++) steps.report(16, 3);
  assert.equal(steps.next([row], 1e5, false), 1, 'the guesses are bad');
});
