/** Training steps of a very small model: it learns, and packing, accumulation and recomputation don't change what it learns. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { parameterShapes, parseConfig } from '../model/config.ts';
import { forward, forwardInputs, initWeights } from '../model/transformer.ts';
import { createRandom } from '../random.ts';
import { openDevice, type Device, type Values } from '../tensor/run.ts';
import { variable } from '../tensor/trace.ts';
import { adamwDefaults } from './adamw.ts';
import { normalise, toBatch, type Document } from './pack.ts';
import { compileTrainer, optimiserState, type StepOptions } from './step.ts';

const config = parseConfig({
  model_type: 'qwen2', hidden_size: 32, intermediate_size: 48, num_hidden_layers: 2, num_attention_heads: 4, num_key_value_heads: 2,
  vocab_size: 40, max_position_embeddings: 32, tie_word_embeddings: true, attention_bias: true,
});
const LENGTH = 16;
// A large eps: where a gradient is near zero, Adam with a small one would turn rounding into whole steps.
const STEP: StepOptions = { clip: 1, optimiser: { ...adamwDefaults, eps: 1e-3 } };

const random = createRandom('step');
const document = (length: number): Document => ({ ids: Array.from({ length }, () => random.int(1, 39)), mask: Array.from({ length }, () => true) });
const DOCUMENTS = [9, 7, 12, 4].map(document);
const [a, b, c, d] = DOCUMENTS as [Document, Document, Document, Document];

const open = async (): Promise<Device> => {
  const device = openDevice({ threads: 1, worker: false });
  await device.write({ ...initWeights(config, 3), ...optimiserState(config) });
  return device;
};

const assertClose = (x: Values, y: Values, tolerance: number, names: readonly string[]): void => {
  for (const name of names) {
    x[name]!.data.forEach((value, i) => assert.ok(Math.abs(value - y[name]!.data[i]!) <= tolerance, `${name}[${i}]: ${value} and ${y[name]!.data[i]}`));
  }
};
const NAMES = Object.keys(parameterShapes(config));

test('four documents are learnt by heart', async () => {
  const device = await open();
  const trainer = compileTrainer(device, config, { clip: 1, optimiser: adamwDefaults }, 2, LENGTH);
  const batch = toBatch([[a, b], [c, d]], LENGTH);
  normalise([batch]);
  const first = await trainer.loss(batch);
  assert.ok(Math.abs(first - Math.log(40)) < 0.2, `an untrained model knows nothing: ${first}`);
  for (let step = 1; step <= 150; step++) await trainer.step([batch], 1e-2, step);
  const last = await trainer.loss(batch);
  assert.ok(last < 0.05, `the loss is still ${last}`);
  await device.close();
});

test('two micro-batches make the update of one batch twice their size', async () => {
  const [one, two] = [await open(), await open()];
  const big = compileTrainer(one, config, STEP, 2, LENGTH);
  const small = compileTrainer(two, config, STEP, 1, LENGTH);
  for (let step = 1; step <= 3; step++) { // a third update would show gradients that were not cleared
    const whole = toBatch([[a, b], [c, d]], LENGTH);
    const halves = [toBatch([[a, b]], LENGTH), toBatch([[c, d]], LENGTH)];
    normalise([whole]);
    normalise(halves);
    const [x, y] = [await big.step([whole], 1e-2, step), await small.step(halves, 1e-2, step)];
    assert.ok(Math.abs(x.loss - y.loss) < 1e-5 && Math.abs(x.norm - y.norm) < 1e-4 * x.norm, `${JSON.stringify(x)} and ${JSON.stringify(y)}`);
  }
  const [after, start] = [await one.read(NAMES), initWeights(config, 3)];
  assertClose(after, await two.read(NAMES), 1e-5, NAMES);
  assert.ok(NAMES.some((name) => after[name]!.data.some((value, i) => Math.abs(value - start[name]!.data[i]!) > 1e-3)), 'the updates moved nothing');
  await one.close();
  await two.close();
});

test('packed documents do not see each other', async () => {
  const device = await open();
  const weights = Object.fromEntries(Object.entries(parameterShapes(config)).map(([name, shape]) => [name, variable(name, shape)]));
  const program = await device.compile({ outputs: { logits: forward(config, (name) => weights[name]!, forwardInputs('B', 'T')) } });
  const logits = async (rows: Document[][]): Promise<Float32Array> => {
    const { ids, positions, segments, rows: count, length } = toBatch(rows, LENGTH);
    const shape = [count, length];
    const index = { data: Int32Array.from({ length }, (_, i) => i), shape: [length] };
    return (await program.run({ ids: { data: ids, shape }, positions: { data: positions, shape }, segments: { data: segments, shape }, index })).logits!.data as Float32Array;
  };
  const V = config.vocabSize;
  const packed = await logits([[a, b]]);
  const alone = [await logits([[a]]), await logits([[b]])] as const;
  const gap = (x: Float32Array, y: Float32Array) => Math.max(...x.map((value, i) => Math.abs(value - y[i]!)));
  const [endA, endB] = [a.ids.length * V, (a.ids.length + b.ids.length) * V];
  assert.ok(gap(packed.subarray(0, endA), alone[0].subarray(0, endA)) < 1e-5);
  assert.ok(gap(packed.subarray(endA, endB), alone[1].subarray(0, endB - endA)) < 1e-5);
  // Side by side as one document they do: the test would notice a mask that hides everything, or nothing.
  const joined = await logits([[{ ids: [...a.ids, ...b.ids], mask: [...a.mask, ...b.mask] }]]);
  assert.ok(gap(joined.subarray(endA, endB), packed.subarray(endA, endB)) > 1e-3);
  await device.close();
});

test('a token sees nothing after it', async () => {
  const device = await open();
  const trainer = compileTrainer(device, config, STEP, 1, LENGTH);
  const loss = (ids: number[]) => { // counts the first four targets only
    const batch = toBatch([[{ ids, mask: ids.map(() => true) }]], LENGTH);
    batch.weights.fill(0, 4);
    return trainer.loss(batch);
  };
  const one = await loss(c.ids as number[]);
  assert.equal(await loss(c.ids.map((id, i) => (i > 4 ? 39 - id : id))), one);
  assert.notEqual(await loss(c.ids.map((id, i) => (i === 2 ? 39 - id : id))), one);
  await device.close();
});

test('with activation checkpointing loss, norm and updates agree', async () => {
  const results: { loss: number; norm: number; after: Values }[] = [];
  for (const checkpoint of [false, true]) {
    const device = await open();
    const trainer = compileTrainer(device, config, { ...STEP, checkpoint }, 2, LENGTH);
    const batch = toBatch([[a, b], [c, d]], LENGTH);
    normalise([batch]);
    results.push({ ...(await trainer.step([batch], 1e-2, 1)), after: await device.read() });
    await device.close();
  }
  const [kept, again] = results as [typeof results[0], typeof results[0]];
  assert.ok(Math.abs(kept.loss - again.loss) < 1e-6 && Math.abs(kept.norm - again.norm) < 1e-5 * kept.norm);
  assertClose(kept.after, again.after, 1e-6, [...NAMES, ...Object.keys(optimiserState(config))]);
});
