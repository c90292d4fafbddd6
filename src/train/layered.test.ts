/**
 * Training layer by layer against the same step as one graph; stored weights against exact ones.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { parameterShapes, parseConfig, type ModelConfig } from '../model/config.ts';
import { deepseekJson, qwen2Json, randomWeights } from '../model/testing.ts';
import { createRandom } from '../random.ts';
import { int8Range } from '../tensor/int8-range.ts';
import { openDevice, type Stored, type Values } from '../tensor/run.ts';
import { adamwDefaults } from './adamw.ts';
import { frozenBytes, scaleName, storageOf, storeFrozen, type Frozen } from './frozen.ts';
import { compileLayered, headRows } from './layered.ts';
import { loraShapes, loraTargets, type LoraOptions } from './lora.ts';
import { crossEntropyLoss } from './loss.ts';
import { optimiserState } from './optimiser.ts';
import { normaliseWeights, toBatch, type Batch, type Document } from './pack.ts';
import { compileTrainer, type StepOptions, type StepResult } from './step.ts';

const dense = parseConfig({ ...qwen2Json, vocab_size: 40, max_position_embeddings: 16 });
const sparse = parseConfig({ ...deepseekJson, vocab_size: 40, max_position_embeddings: 16 });
const [ROWS, LENGTH] = [3, 16];

/** Adapters in which nothing is zero. */
const filled = (config: ModelConfig, lora: LoraOptions): Values => {
  const random = createRandom('layered/filled');
  return Object.fromEntries(
    Object.entries(loraShapes(config, lora)).map(([name, shape]) => [
      name,
      { shape, data: Float32Array.from({ length: shape[0]! * shape[1]! }, () => 0.1 * random.normal()) },
    ]),
  );
};

/** Documents whose first half is not learnt, and one row without any. */
const batchOf = (seed: string): Batch => {
  const random = createRandom(seed);
  const document = (length: number): Document => ({
    ids: Array.from({ length }, () => random.int(1, 39)),
    mask: Array.from({ length }, (_, i) => i > length / 2),
  });
  return toBatch([[document(7), document(9)], [document(13)], []], LENGTH);
};

const optionsOf = (config: ModelConfig): StepOptions & { lora: LoraOptions } => ({
  clip: 1,
  optimiser: { ...adamwDefaults, eps: 1e-3 },
  lora: { rank: 3, alpha: 6, targets: loraTargets(config) },
  watchLogits: true,
});

type Outcome = { results: StepResult[]; evaluated: number; after: Values };

/** Two updates, the second of two batches, and a loss. */
const train = async (config: ModelConfig, frozen: Frozen | undefined): Promise<Outcome> => {
  const options = optionsOf(config);
  const base = randomWeights(config, 'layered') as Record<string, { data: Float32Array; shape: number[] }>;
  const device = openDevice({ threads: 1, worker: false });
  try {
    const range = frozen === 'int8' ? await int8Range() : 127;
    const stored: Record<string, Stored> = {};
    for (const [name, value] of Object.entries(base))
      Object.assign(stored, frozen ? storeFrozen(frozen, name, value, range) : { [name]: value });
    await device.write({ ...stored, ...filled(config, options.lora), ...optimiserState(config, options) });
    const trainer = frozen
      ? compileLayered(device, config, { ...options, frozen }, ROWS, LENGTH, crossEntropyLoss)
      : compileTrainer(device, config, options, ROWS, LENGTH, crossEntropyLoss);
    const results: StepResult[] = [];
    for (const [i, seeds] of [['a'], ['b', 'c']].entries()) {
      const batches = seeds.map(batchOf);
      normaliseWeights(batches);
      results.push(await trainer.step(batches, 1e-2, i + 1));
    }
    const batch = batchOf('d');
    normaliseWeights([batch]);
    const { loss } = await trainer.evaluate(batch);
    const names = [...Object.keys(loraShapes(config, options.lora)), ...Object.keys(optimiserState(config, options))];
    return { results, evaluated: loss, after: await device.read(names) };
  } finally {
    await device.close();
  }
};

const close = (a: number, b: number, tolerance: number, what: string): void =>
  assert.ok(Math.abs(a - b) <= tolerance * Math.max(1e-3, Math.abs(b)), `${what}: ${a} and ${b}`);

/** Cosine of the angle between two sets of arrays. */
const cosine = (a: Values, b: Values, names: readonly string[]): number => {
  let [ab, aa, bb] = [0, 0, 0];
  for (const name of names)
    a[name]!.data.forEach((x, i) => {
      const y = b[name]!.data[i]!;
      [ab, aa, bb] = [ab + x * y, aa + x * x, bb + y * y];
    });
  return ab / Math.sqrt(aa * bb);
};

const momenta = (config: ModelConfig): string[] =>
  Object.keys(loraShapes(config, optionsOf(config).lora)).map((name) => `m.${name}`);

for (const [name, config] of Object.entries({ dense, sparse })) {
  test(`${name}: exact weights make the update of one graph`, async () => {
    const [whole, layered] = [await train(config, undefined), await train(config, 'f32')];
    whole.results.forEach((result, i) => {
      const found = layered.results[i]!;
      close(found.loss, result.loss, 1e-6, `loss ${i}`);
      close(found.norm, result.norm, 1e-5, `norm ${i}`);
      assert.equal(found.maxLogits!.length, config.numLayers);
      found.maxLogits!.flat().forEach((x, k) => close(x, result.maxLogits!.flat()[k]!, 1e-5, `logit ${k}`));
    });
    close(layered.evaluated, whole.evaluated, 1e-6, 'evaluated');
    for (const [variable, { data }] of Object.entries(whole.after)) {
      const largest = (data as Float32Array).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
      data.forEach((x, i) =>
        assert.ok(
          Math.abs(layered.after[variable]!.data[i]! - x) <= 1e-5 * largest,
          `${variable}[${i}]: ${layered.after[variable]!.data[i]} and ${x}`,
        ),
      );
    }
  });

  test(`${name}: halves and whole numbers stay near`, async () => {
    const exact = await train(config, 'f32');
    for (const [frozen, loss, angle] of [
      ['f16', 1e-3, 0.99999],
      ['int8', 1e-2, 0.99],
    ] as const) {
      const stored = await train(config, frozen);
      stored.results.forEach(({ loss: found }, i) => close(found, exact.results[i]!.loss, loss, `${frozen} loss ${i}`));
      const found = cosine(stored.after, exact.after, momenta(config));
      assert.ok(found > angle, `${frozen}: gradients at a cosine of ${found}`);
      assert.ok(found < 1, `${frozen} changed nothing`);
    }
  });
}

test('what is stored how, and its bytes', () => {
  const name = 'model.layers.0.self_attn.q_proj.weight';
  const at = (frozen: Frozen) => [
    storageOf(frozen, name, [4, 4]),
    storageOf(frozen, 'model.embed_tokens.weight', [40, 4]),
    storageOf(frozen, 'model.norm.weight', [4]),
    storageOf(frozen, 'model.layers.1.mlp.gate.weight', [4, 4]),
    storageOf(frozen, 'model.layers.1.mlp.experts.up_proj.weight', [4, 4, 4]),
  ];
  assert.deepEqual(at('f32'), ['f32', 'f32', 'f32', 'f32', 'f32']);
  assert.deepEqual(at('f16'), ['f16', 'f16', 'f32', 'f32', 'f16']);
  assert.deepEqual(at('int8'), ['int8', 'f16', 'f32', 'f32', 'f16']);
  const stored = storeFrozen('int8', name, { data: Float32Array.of(1, -2, 0, 0, 0.5, 4), shape: [3, 2] }, 127);
  assert.deepEqual([...stored[name]!.data], [64, -127, 0, 0, 16, 127]);
  assert.deepEqual([...stored[scaleName(name)]!.data], [2 / 127, 0, 4 / 127].map(Math.fround));
  assert.throws(() => storeFrozen('f16', name, { data: Float32Array.of(1e6), shape: [1, 1] }, 127), /F16/);
  const numbers = Object.values(parameterShapes(dense)).reduce((sum, shape) => sum + shape.reduce((a, b) => a * b), 0);
  assert.equal(frozenBytes(dense, 'f32'), 4 * numbers);
  assert.ok(frozenBytes(dense, 'int8') < frozenBytes(dense, 'f16') && frozenBytes(dense, 'f16') < 2.2 * numbers);
  assert.deepEqual([headRows(dense, 48), headRows({ ...dense, vocabSize: 151_936 }, 768)], [48, 192]);
});
