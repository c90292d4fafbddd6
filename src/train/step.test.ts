/**
 * Training steps of a very small model: it learns, and packing, accumulation and recomputation don't change what it
 * learns.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { parameterShapes, parseConfig } from '../model/config.ts';
import { forward, forwardInputs, initWeights } from '../model/transformer.ts';
import { createRandom } from '../random.ts';
import { openDevice, type Device, type Values } from '../tensor/run.ts';
import { variable } from '../tensor/trace.ts';
import { adamwDefaults } from './adamw.ts';
import { normaliseWeights, toBatch, type Document } from './pack.ts';
import { crossEntropyLoss } from './loss.ts';
import { policyLoss, toRewardedBatch } from './policy-loss.ts';
import { compileTrainer, type StepOptions } from './step.ts';
import { optimiserState } from './optimiser.ts';

const config = parseConfig({
  model_type: 'qwen2',
  hidden_size: 32,
  intermediate_size: 48,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  vocab_size: 40,
  max_position_embeddings: 32,
  tie_word_embeddings: true,
  attention_bias: true,
});
const LENGTH = 16;
// A large eps: where a gradient is near zero, Adam with a small one would turn rounding into whole steps.
const STEP: StepOptions = { clip: 1, optimiser: { ...adamwDefaults, eps: 1e-3 } };

const random = createRandom('step');
const document = (length: number): Document => ({
  ids: Array.from({ length }, () => random.int(1, 39)),
  mask: Array.from({ length }, () => true),
});
const DOCUMENTS = [9, 7, 12, 4].map(document);
const [a, b, c, d] = DOCUMENTS as [Document, Document, Document, Document];

const open = async (): Promise<Device> => {
  const device = openDevice({ threads: 1, worker: false });
  await device.write({ ...initWeights(config, 3), ...optimiserState(config) });
  return device;
};

const assertClose = (x: Values, y: Values, tolerance: number, names: readonly string[]): void => {
  for (const name of names) {
    x[name]!.data.forEach((value, i) =>
      assert.ok(Math.abs(value - y[name]!.data[i]!) <= tolerance, `${name}[${i}]: ${value} and ${y[name]!.data[i]}`),
    );
  }
};
const NAMES = Object.keys(parameterShapes(config));

test('four documents are learnt by heart', async () => {
  const device = await open();
  const trainer = compileTrainer(device, config, { clip: 1, optimiser: adamwDefaults }, 2, LENGTH, crossEntropyLoss);
  const batch = toBatch(
    [
      [a, b],
      [c, d],
    ],
    LENGTH,
  );
  normaliseWeights([batch]);
  const first = (await trainer.evaluate(batch)).loss;
  assert.ok(Math.abs(first - Math.log(40)) < 0.2, `an untrained model knows nothing: ${first}`);
  for (let step = 1; step <= 150; step++) await trainer.step([batch], 1e-2, step);
  const last = (await trainer.evaluate(batch)).loss;
  assert.ok(last < 0.05, `the loss is still ${last}`);
  await device.close();
});

test('two micro-batches make the update of one batch twice their size', async () => {
  const [first, second] = [await open(), await open()];
  const big = compileTrainer(first, config, STEP, 2, LENGTH, crossEntropyLoss);
  const small = compileTrainer(second, config, STEP, 1, LENGTH, crossEntropyLoss);
  for (let step = 1; step <= 3; step++) {
    // a third update would show gradients that were not cleared
    const whole = toBatch(
      [
        [a, b],
        [c, d],
      ],
      LENGTH,
    );
    const halves = [toBatch([[a, b]], LENGTH), toBatch([[c, d]], LENGTH)];
    normaliseWeights([whole]);
    normaliseWeights(halves);
    const [x, y] = [await big.step([whole], 1e-2, step), await small.step(halves, 1e-2, step)];
    assert.ok(
      Math.abs(x.loss - y.loss) < 1e-5 && Math.abs(x.norm - y.norm) < 1e-4 * x.norm,
      `${JSON.stringify(x)} and ${JSON.stringify(y)}`,
    );
  }
  const [after, start] = [await first.read(NAMES), initWeights(config, 3)];
  assertClose(after, await second.read(NAMES), 1e-5, NAMES);
  assert.ok(
    NAMES.some((name) => after[name]!.data.some((value, i) => Math.abs(value - start[name]!.data[i]!) > 1e-3)),
    'the updates moved nothing',
  );
  await first.close();
  await second.close();
});

test('packed documents do not see each other', async () => {
  const device = await open();
  const weights = Object.fromEntries(
    Object.entries(parameterShapes(config)).map(([name, shape]) => [name, variable(name, shape)]),
  );
  const program = await device.compile({
    outputs: { logits: forward(config, (name) => weights[name]!, forwardInputs('B', 'T')) },
  });
  const logits = async (rows: Document[][]): Promise<Float32Array> => {
    const { ids, positions, segments, rows: count, length } = toBatch(rows, LENGTH);
    const shape = [count, length];
    const index = { data: Int32Array.from({ length }, (_, i) => i), shape: [length] };
    return (
      await program.run({
        ids: { data: ids, shape },
        positions: { data: positions, shape },
        segments: { data: segments, shape },
        index,
      })
    ).logits!.data as Float32Array;
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
  const trainer = compileTrainer(device, config, STEP, 1, LENGTH, crossEntropyLoss);
  const loss = async (ids: number[]) => {
    // counts the first four targets only
    const batch = toBatch([[{ ids, mask: ids.map(() => true) }]], LENGTH);
    batch.weights.fill(0, 4);
    return (await trainer.evaluate(batch)).loss;
  };
  const expected = await loss(c.ids as number[]);
  assert.equal(await loss(c.ids.map((id, i) => (i > 4 ? 39 - id : id))), expected);
  assert.notEqual(await loss(c.ids.map((id, i) => (i === 2 ? 39 - id : id))), expected);
  await device.close();
});

test('with activation checkpointing loss, norm and updates agree', async () => {
  const results: { loss: number; norm: number; after: Values }[] = [];
  for (const checkpoint of [false, true]) {
    const device = await open();
    const trainer = compileTrainer(device, config, { ...STEP, checkpoint }, 2, LENGTH, crossEntropyLoss);
    const batch = toBatch(
      [
        [a, b],
        [c, d],
      ],
      LENGTH,
    );
    normaliseWeights([batch]);
    results.push({ ...(await trainer.step([batch], 1e-2, 1)), after: await device.read() });
    await device.close();
  }
  const [stored, recomputed] = results as [(typeof results)[0], (typeof results)[0]];
  assert.ok(
    Math.abs(stored.loss - recomputed.loss) < 1e-6 && Math.abs(stored.norm - recomputed.norm) < 1e-5 * stored.norm,
  );
  assertClose(stored.after, recomputed.after, 1e-6, [...NAMES, ...Object.keys(optimiserState(config))]);
});

const sparse = parseConfig({
  model_type: 'kimi_k2',
  hidden_size: 32,
  intermediate_size: 48,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  vocab_size: 40,
  max_position_embeddings: 32,
  tie_word_embeddings: true,
  kv_lora_rank: 12,
  qk_nope_head_dim: 8,
  qk_rope_head_dim: 4,
  v_head_dim: 8,
  n_routed_experts: 6,
  num_experts_per_tok: 2,
  moe_intermediate_size: 16,
  n_shared_experts: 1,
  first_k_dense_replace: 1,
  aux_loss_alpha: 0.001,
});

test('a sparse model learns four documents by heart; with its blocks computed again it learns the same', async () => {
  const results: { loss: number; after: Values }[] = [];
  for (const checkpoint of [false, true]) {
    const device = openDevice({ threads: 1, worker: false });
    const options: StepOptions = {
      ...STEP,
      checkpoint,
      muon: { momentum: 0.95, rms: 0.2 },
      qkClip: { threshold: 3, alpha: 0.5, granularity: 'head' },
    };
    await device.write({ ...initWeights(sparse, 4), ...optimiserState(sparse, options) });
    const trainer = compileTrainer(device, sparse, options, 2, LENGTH, crossEntropyLoss);
    const batch = toBatch(
      [
        [a, b],
        [c, d],
      ],
      LENGTH,
    );
    normaliseWeights([batch]);
    const updates = checkpoint ? 3 : 160;
    for (let step = 1; step <= updates; step++) {
      const { loads, maxLogits } = await trainer.step([batch], 2e-2, step);
      assert.equal(
        loads![0]!.reduce((x, y) => x + y, 0),
        2 * 32,
        'every token has its two experts',
      );
      assert.deepEqual(
        maxLogits!.map((layer) => layer.length),
        [4, 4],
      );
      if (step === 3)
        results.push({
          loss: (await trainer.evaluate(batch)).loss,
          after: await device.read(Object.keys(parameterShapes(sparse))),
        });
    }
    if (!checkpoint)
      assert.ok(
        (await trainer.evaluate(batch)).loss < 0.1,
        `the loss is still ${(await trainer.evaluate(batch)).loss}`,
      );
    await device.close();
  }
  const [stored, recomputed] = results as [(typeof results)[0], (typeof results)[0]];
  assert.ok(Math.abs(stored.loss - recomputed.loss) < 1e-5);
  assertClose(stored.after, recomputed.after, 1e-5, Object.keys(parameterShapes(sparse)));
});

test('the bias spreads tokens over experts that start out of balance', async () => {
  const busiest: number[] = [];
  for (const biasRate of [0, 0.02]) {
    const device = openDevice({ threads: 1, worker: false });
    const options: StepOptions = { ...STEP, biasRate };
    const start = initWeights(sparse, 3);
    start['model.layers.1.mlp.gate.e_score_correction_bias']!.data.set([0.3, 0.2, 0, 0, 0, 0]); // two favourites
    await device.write({ ...start, ...optimiserState(sparse, options) });
    const trainer = compileTrainer(device, sparse, options, 2, LENGTH, crossEntropyLoss);
    let last: number[] = [];
    for (let step = 1; step <= 60; step++) {
      const batch = toBatch(
        [
          [a, b],
          [c, d],
        ],
        LENGTH,
      );
      normaliseWeights([batch]);
      last = (await trainer.step([batch], 1e-3, step)).loads![0]!;
    }
    busiest.push(Math.max(...last) / (64 / 6));
    await device.close();
  }
  assert.ok(busiest[0]! > 2.5, `without it the favourite has ${busiest[0]} times its share`);
  assert.ok(busiest[1]! < 2.1, `with it ${busiest[1]} times`);
});

test("with AdamW and the clip (AdamClip) an update is AdamW's, but for the clipped heads", async () => {
  const qkClip = { threshold: 0.02, alpha: 0.5, granularity: 'head' } as const;
  const after: Values[] = [];
  let largest: number[][] = [];
  for (const options of [STEP, { ...STEP, qkClip }]) {
    const device = openDevice({ threads: 1, worker: false });
    await device.write({ ...initWeights(config, 3, 0.1), ...optimiserState(config) });
    const batch = toBatch(
      [
        [a, b],
        [c, d],
      ],
      LENGTH,
    );
    normaliseWeights([batch]);
    largest =
      (await compileTrainer(device, config, options, 2, LENGTH, crossEntropyLoss).step([batch], 1e-2, 1)).maxLogits ??
      [];
    after.push(await device.read(NAMES));
    await device.close();
  }
  const [plain, clipped] = after as [Values, Values];
  const rows = config.hiddenSize / config.numHeads; // of each head
  for (const name of NAMES) {
    const [, layer, kind] = /layers\.(\d+)\.self_attn\.q_proj\.(weight|bias)/.exec(name) ?? [];
    plain[name]!.data.forEach((value, i) => {
      const logit =
        layer === undefined
          ? 0
          : largest[Number(layer)]![Math.floor(i / (rows * (kind === 'weight' ? config.hiddenSize : 1)))]!;
      assert.ok(
        Math.abs(clipped[name]!.data[i]! - value * (logit > qkClip.threshold ? qkClip.threshold / logit : 1)) <= 1e-7,
        `${name}[${i}]`,
      );
    });
  }
  assert.ok(
    largest.flat().some((element) => element > qkClip.threshold),
    'some head must be over the threshold',
  );
  const device = openDevice({ threads: 1, worker: false });
  assert.throws(
    () =>
      compileTrainer(
        device,
        config,
        { ...STEP, qkClip, lora: { rank: 2, alpha: 4, targets: ['q_proj'] } },
        2,
        LENGTH,
        crossEntropyLoss,
      ),
    /remove either lora or qkClip/,
  );
  await device.close();
});

test('what the balance loss adds to the gradient is the same whichever sign the weights have, and that of imitation; each batch brings its share of the tokens', async () => {
  const router = 'model.layers.1.mlp.gate.weight';
  /** Twice the first moment after one update, which is half of the gradient. */
  const gradient = async (alpha: number, sign: number, rewarded: boolean, rows: Document[][][]): Promise<number[]> => {
    const options: StepOptions = { clip: 0, optimiser: { ...adamwDefaults, beta1: 0.5 } };
    const device = openDevice({ threads: 1, worker: false });
    await device.write({ ...initWeights(sparse, 3, 0.3), ...optimiserState(sparse, options) });
    const batches = rows.map((some) => toRewardedBatch(some, LENGTH));
    normaliseWeights(batches);
    for (const { weights } of batches)
      weights.forEach((weight, i) => {
        weights[i] = sign * weight;
      });
    const model = { ...sparse, balanceLoss: alpha } as typeof sparse;
    if (rewarded) await compileTrainer(device, model, options, 1, LENGTH, policyLoss).step(batches, 0, 1);
    else await compileTrainer(device, model, options, 1, LENGTH, crossEntropyLoss).step(batches, 0, 1);
    const moment = (await device.read([`m.${router}`]))[`m.${router}`]!.data;
    await device.close();
    return Array.from(moment, (x) => 2 * x);
  };
  const added = async (...setting: [sign: number, rewarded: boolean, rows: Document[][][]]) => {
    const without = await gradient(0, ...setting);
    return (await gradient(10, ...setting)).map((x, i) => x - without[i]!);
  };
  const assertEqual = (x: number[], y: number[]) =>
    x.forEach((value, i) => assert.ok(Math.abs(value - y[i]!) < 1e-4, `${value} and ${y[i]}`));
  const imitated = await added(1, false, [[[a]]]);
  assert.ok(imitated.some((value) => Math.abs(value) > 1e-2));
  for (const sign of [1, -1]) assertEqual(await added(sign, true, [[[a]]]), imitated);
  const other = await added(1, false, [[[d]]]);
  assertEqual(
    await added(-1, true, [[[a]], [[d]]]),
    imitated.map((value, i) => (9 * value + 4 * other[i]!) / 13),
  );
});
