/**
 * Generation with drafts against generation without, on real graphs: the same tokens for the same seeds, alone and in
 * company, whatever drafts; and how drafts are found.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createRandom } from '../../random.ts';
import type { SampleEvent } from '../../types.ts';
import { parameterShapes, parseConfig, type ModelConfig } from '../../model/config.ts';
import { Generator, type GeneratorOptions, type Job } from '../generator.ts';
import { ngramTable } from './ngram-table.ts';
import { promptLookup } from './prompt-lookup.ts';

const config = parseConfig({
  model_type: 'qwen2',
  vocab_size: 23,
  hidden_size: 32,
  intermediate_size: 48,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  max_position_embeddings: 160,
  tie_word_embeddings: true,
});
const small = { ...config, numLayers: 1 };

const weightsOf = (model: ModelConfig, sharpness: number, seed = 'weights') => {
  const random = createRandom(seed);
  return Object.fromEntries(
    Object.entries(parameterShapes(model)).map(([name, shape]) => {
      const scale = shape.length === 1 ? 0.1 : name.includes('embed') ? sharpness : 1 / Math.sqrt(shape[1]!);
      const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => scale * random.normal());
      return [name, { shape, data: name.endsWith('norm.weight') ? data.map((x) => 1 + x) : data }];
    }),
  );
};
const weights = weightsOf(config, 0.5);

const generators: Generator[] = [];
after(async () => {
  for (const generator of generators) await generator.close();
});

/** A generator whose jobs are promises of the ids of their continuations. */
const open = (options: Partial<GeneratorOptions> = {}) => {
  const waiting = new Map<
    number,
    { ids: number[][]; left: number; resolve(ids: number[][]): void; fail(error: Error): void }
  >();
  const generator = new Generator(
    { config, weights, threads: 1, ...options },
    (id, event: SampleEvent | { type: 'failure'; message: string }) => {
      const job = waiting.get(id)!;
      if (event.type === 'failure') job.fail(new Error(event.message));
      else if (event.type === 'token') job.ids[event.index]!.push(event.id);
      else if (--job.left === 0) job.resolve(job.ids);
    },
  );
  generators.push(generator);
  let next = 0;
  return {
    generator,
    run: (job: Job): Promise<number[][]> =>
      new Promise((resolve, fail) => {
        const n = job.n ?? 1;
        waiting.set(next, { ids: Array.from({ length: n }, () => []), left: n, resolve, fail });
        generator.submit([next++, job]);
      }),
  };
};

const prompt = [3, 5, 7, 9, 3, 5, 7, 11, 3, 5];
const requests: readonly (readonly [string, Job])[] = [
  ['greedy', { prompt, temperature: 0, maxTokens: 60, seed: 1 }],
  ['two rows', { prompt, n: 2, temperature: 0.8, maxTokens: 60, seed: 2 }],
  ['top-p', { prompt, temperature: 1.1, topP: 0.8, maxTokens: 60, seed: 3 }],
  ['min-p and a stop id', { prompt, temperature: 1, minP: 0.05, maxTokens: 60, seed: 4, stopIds: [4, 17] }],
  ['to the end of the context', { prompt, temperature: 0, maxTokens: 1000, seed: 5 }],
  ['four rows of which two are left', { prompt, n: 4, temperature: 0.9, maxTokens: 50, seed: 6, stopIds: [2] }],
];

test('tokens are those without drafts, for every way to draw and every source of drafts', async () => {
  const plain = open();
  const drafting = {
    'no model': open({ speculation: {} }),
    'the model itself': open({ speculation: { model: { config, weights, precision: 'exact' } } }),
    'another model': open({
      speculation: { model: { config: small, weights: weightsOf(small, 0.5, 'other'), precision: 'exact' } },
    }),
    'in int8': open({ speculation: { model: { config, weights, precision: 'int8' } } }),
  };
  for (const [name, job] of requests) {
    const expected = await plain.run(job);
    for (const [source, { run }] of Object.entries(drafting))
      assert.deepEqual(await run(job), expected, `${name}, drafts of ${source}`);
  }
  for (const [source, { generator }] of Object.entries(drafting)) {
    const { runs, kinds } = await generator.drafted!.counts();
    assert.ok(runs > 0, `${source}: drafts were checked`);
    const { drafted, held } = kinds.get('model') ?? { drafted: 0, held: 0 };
    assert.equal(drafted > 0, source !== 'no model', `${source}: ${drafted} drafts of a model`);
    if (source === 'the model itself') assert.ok(held > drafted * 0.8, `${held} of its own ${drafted} drafts held`);
  }
});

test('the same seed gives the same text alone and while others come and go', async () => {
  const { run } = open({ precision: 'int8', speculation: { model: { config, weights, precision: 'exact' } } });
  const jobs = [1, 2, 3, 4].map((seed): Job => ({ prompt, temperature: 1, maxTokens: 20 + seed * 12, seed }));
  const alone: number[][][] = [];
  for (const job of jobs) alone.push(await run(job));
  assert.deepEqual(await Promise.all(jobs.map(run)), alone);
});

test('a model that can not draft fails the request, and says why', async () => {
  const { 'model.norm.weight': _, ...lacking } = weights;
  const { run } = open({ speculation: { model: { config, weights: lacking, precision: 'exact' } } });
  await assert.rejects(run(requests[0]![1]), /the weights lack model\.norm\.weight/);
});

const draw = { next: (): number => assert.fail('nothing to draw from'), ahead: undefined };

test('prompt lookup takes what followed the longest match, the latest of several', async () => {
  const { propose } = promptLookup();
  assert.deepEqual(await propose([1, 2, 3, 9, 8, 1, 2, 3], 3, draw), { ids: [9, 8, 1], kind: 'lookup-3' });
  assert.deepEqual(await propose([5, 3, 7, 6, 3, 8, 4, 3], 2, draw), { ids: [8, 4], kind: 'lookup-1' });
  assert.deepEqual(await propose([1, 1], 4, draw), { ids: [1], kind: 'lookup-1' });
  assert.deepEqual(await propose([1, 2, 3], 4, draw), { ids: [], kind: 'none' });
  assert.deepEqual(await propose([], 4, draw), { ids: [], kind: 'none' });
});

test('the table learns what was generated, forgets what changed, and keeps its size', async () => {
  const { propose, learn } = ngramTable(2 ** 10);
  const text = [4, 9, 2, 7, 5, 1, 8, 3];
  learn!([50, 51, ...text], text.length);
  assert.deepEqual(await propose([4, 9], 3, draw), { ids: [2, 7, 5], kind: 'table-2' });
  assert.deepEqual(await propose([2, 7, 5, 1], 9, draw), { ids: [8, 3], kind: 'table-4' });
  assert.deepEqual(await propose([50, 51], 1, draw), { ids: [4], kind: 'table-2' });
  assert.deepEqual(await propose([1, 50], 1, draw), { ids: [], kind: 'none' }, 'a prompt is not learnt');
  learn!([4, 9, 6], 1);
  assert.deepEqual(
    await propose([4, 9], 1, draw),
    { ids: [6], kind: 'table-2' },
    'the newer of two that were seen once',
  );
  const random = createRandom('many');
  for (let k = 0; k < 200; k++)
    learn!(
      Array.from({ length: 40 }, () => random.int(0, 9999)),
      40,
    );
  learn!(text, text.length);
  assert.deepEqual(await propose([2, 7, 5, 1], 1, draw), { ids: [8], kind: 'table-4' }, 'a full table still learns');
});
