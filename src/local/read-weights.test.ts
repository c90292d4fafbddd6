/** Weights rounded while they are read: the same numbers as rounded later, at a fraction of the memory. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createSampler, type SamplerOptions } from '../infer/generate.ts';
import { openWeightFile } from '../infer/weight-file.ts';
import { weightUse } from '../infer/weight-source.ts';
import { trainBpe } from '../model/bpe.ts';
import { countParameters, formatConfig, parameterShapes, parseConfig } from '../model/config.ts';
import { writeWeights } from '../model/weights.ts';
import { createRandom } from '../random.ts';
import { memoryFor, memoryOfTied, weightBytes } from './memory.ts';
import { openModelFolder } from './model-folder.ts';
import { readModelWeights } from './read-weights.ts';

/** More numbers than are kept in memory on the way into a graph (infer/runner.ts). */
const config = parseConfig({
  model_type: 'qwen2',
  vocab_size: 16_000,
  hidden_size: 640,
  intermediate_size: 3072,
  num_hidden_layers: 9,
  num_attention_heads: 10,
  num_key_value_heads: 2,
  max_position_embeddings: 512,
  tie_word_embeddings: true,
});
const parameters = countParameters(config);

const writeModel = (folder: string): void => {
  const random = createRandom('read-weights');
  const pool = Float32Array.from({ length: 1 << 16 }, () => 0.05 * random.normal());
  const weights = Object.entries(parameterShapes(config)).map(([name, shape]) => {
    const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
    for (let at = 0; at < data.length; at += pool.length) {
      const shift = random.int(0, 1 << 15);
      data.set(pool.subarray(shift, Math.min(pool.length, shift + data.length - at)), at);
    }
    return [name, { shape, data: name.endsWith('norm.weight') ? data.fill(1) : data }] as const;
  });
  writeWeights(folder, new Map(weights), { dtype: 'BF16', shardBytes: 1e8 });
  writeFileSync(join(folder, 'config.json'), JSON.stringify(formatConfig(config)));
  writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(trainBpe(['a b c'], { vocabSize: 300, specials: [] })));
};

const draw = async (weights: SamplerOptions['weights']): Promise<unknown> => {
  const sampler = createSampler({ config, weights, threads: 1, precision: 'int8' }, { handOver: true });
  const request = { prompt: [5, 6, 7, 8, 9], maxTokens: 4, n: 2, temperature: 1, seed: 3 };
  try {
    return await sampler.sampleAll([request]);
  } finally {
    await sampler.close();
  }
};

test('a large model in int8', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-read-weights-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const temporary = mkdtempSync(join(tmpdir(), 'mizan-temporary-'));
  t.after(() => rmSync(temporary, { recursive: true, force: true }));
  writeModel(folder);

  await t.test('takes at most the memory that is estimated', () => {
    const child = fileURLToPath(new URL('../../test/size/generate.ts', import.meta.url));
    const printed = execFileSync(process.execPath, [child, folder, '1', '1', '4', 'int8'], {
      encoding: 'utf8',
      env: { ...process.env, TMPDIR: temporary },
    });
    const { before, peak } = JSON.parse(printed) as { before: number; peak: number };
    t.diagnostic(
      `${(parameters / 1e6).toFixed(0)} M parameters: ${((peak - before) / parameters).toFixed(2)} bytes each`,
    );
    if (Number.isNaN(peak)) return;
    assert.ok(peak < memoryFor(config), `${peak / 1e6} MB, estimated ${memoryFor(config) / 1e6}`);
    assert.deepEqual(readdirSync(temporary), [], 'neither weights nor the log of a telemetry are left');
  });

  await t.test('draws what it draws when the weights are rounded in the thread that generates', async () => {
    const model = await openModelFolder(folder);
    const late = Object.fromEntries(
      [...(await model.weights())].map(([name, { data, shape }]) => [name, { data, shape }]),
    );
    assert.deepEqual(await draw(await readModelWeights(model, 'int8')), await draw(late));
  });
});

test('what int8 leaves as it is: norms, biases, and an embedding, which is rounded too where it is the head', () => {
  const { plain, products } = weightUse(config);
  assert.ok(plain.has('model.layers.0.self_attn.q_proj.bias') && plain.has('model.norm.weight'));
  assert.ok(!plain.has('model.layers.0.self_attn.q_proj.weight'));
  assert.ok(plain.has('model.embed_tokens.weight') && products.has('model.embed_tokens.weight'));
  const [embedding, small] = [16_000 * 640, 19 * 640 + 9 * 14 * 64];
  assert.equal(weightBytes(config, 'int8'), 4 * (embedding + small) + (parameters - small));
  const apart = memoryFor(config) / memoryOfTied({ parameters, embedding }) - 1;
  assert.ok(Math.abs(apart) < 0.001, `the estimate from counts alone is ${apart} apart`);
});

test('a file that can not be written gives numbers back, and leaves nothing', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-weight-file-'));
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  t.after(() => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    rmSync(folder, { recursive: true, force: true });
  });
  assert.equal(openWeightFile(2 ** 60), undefined, 'there is no such disk');
  const file = openWeightFile(100)!;
  const first = file.add(Int8Array.of(1, 2, 3));
  assert.ok('file' in first && first.file.startsWith(folder) && first.offset === 0);
  const second = file.add(Int8Array.of(4));
  assert.ok('file' in second && second.offset === 3);
  file.remove();
  assert.deepEqual(readdirSync(folder), []);
  const given = Int8Array.of(5);
  assert.equal(file.add(given), given);
});
