/**
 * MuonClip against an independent implementation in f64, written from the formulas (arXiv 2507.20534, algorithm 1;
 * 2502.16982, section 2): two updates of a small sparse model with latent attention, with two micro-batches each.
 * Gradients and largest logits are taken from the traced graph, evaluated in f64 (they have tests of their own);
 * everything after them is here.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { createRandom } from '../random.ts';
import { evaluate, type Feed } from '../tensor/testing/reference.ts';
import { openDevice, type Values } from '../tensor/run.ts';
import { add, input, mul, sumAll, variable } from '../tensor/trace.ts';
import { gradients } from '../tensor/vjp.ts';
import { parameterShapes, parseConfig, type DeepseekConfig } from '../model/config.ts';
import { forward, forwardInputs, initWeights, type Diagnostics } from '../model/transformer.ts';
import { adamwDefaults } from './adamw.ts';
import { crossEntropy, crossEntropyLoss } from './loss.ts';
import { normaliseWeights, toBatch, type Batch, type Document } from './pack.ts';
import { compileTrainer, type StepOptions } from './step.ts';
import { optimiserState } from './optimiser.ts';

const config = parseConfig({
  model_type: 'kimi_k2',
  vocab_size: 13,
  hidden_size: 8,
  intermediate_size: 6,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  max_position_embeddings: 8,
  q_lora_rank: 6,
  kv_lora_rank: 4,
  qk_nope_head_dim: 3,
  qk_rope_head_dim: 2,
  v_head_dim: 3,
  n_routed_experts: 4,
  num_experts_per_tok: 2,
  moe_intermediate_size: 5,
  n_shared_experts: 1,
  first_k_dense_replace: 1,
  routed_scaling_factor: 1.4,
  aux_loss_alpha: 0.01,
}) as DeepseekConfig;
const LENGTH = 6;
const LR = 0.05;
const OPTIONS = {
  clip: 0.05,
  optimiser: { ...adamwDefaults, eps: 1e-3 },
  muon: { momentum: 0.95, rms: 0.2 },
  biasRate: 0.01,
  qkClip: { threshold: 0.2, alpha: 0.5, granularity: 'head' },
} as const satisfies StepOptions;
const SHAPES = parameterShapes(config);
const BIAS = 'model.layers.1.mlp.gate.e_score_correction_bias';
const NAMES = Object.keys(SHAPES).filter((name) => name !== BIAS);

const random = createRandom('muonclip');
const document = (length: number): Document => ({
  ids: Array.from({ length }, () => random.int(1, 12)),
  mask: Array.from({ length }, () => true),
});

/** Each micro-batch: two documents in a row, the second row shorter. */
const draw = (): Batch[] => {
  const batches = [0, 1].map(() => toBatch([[document(3), document(3)], [document(5)]], LENGTH));
  normaliseWeights(batches);
  return batches;
};

type State = Record<string, Float64Array>;

/** Gradients and largest logits of one micro-batch, and the loads, from the graph in f64. */
const graph = (() => {
  const params = Object.fromEntries(Object.entries(SHAPES).map(([name, shape]) => [name, variable(name, shape)]));
  const diagnostics: Diagnostics = { maxLogits: [], balance: new Map() };
  const logits = forward(config, (name) => params[name]!, forwardInputs(2, LENGTH), { diagnostics });
  const weights = input('weights', [2 * LENGTH]);
  const loss = crossEntropy(logits, input('targets', [2 * LENGTH], 'i32'), weights);
  const { load, loss: balance } = diagnostics.balance.get(1)!;
  const whole = add(loss, mul(mul(balance, sumAll(weights)), config.balanceLoss));
  return [
    ...diagnostics.maxLogits,
    load,
    ...gradients(
      whole,
      NAMES.map((name) => params[name]!),
    ),
  ];
})();

const measure = (state: State, batch: Batch): { largest: Float64Array[]; load: Float64Array; gradient: State } => {
  const shape = [2, LENGTH];
  const feeds: Record<string, Feed> = {
    ...Object.fromEntries(Object.entries(SHAPES).map(([name, dims]) => [name, { data: state[name]!, shape: dims }])),
    ids: { data: batch.ids, shape },
    positions: { data: batch.positions, shape },
    segments: { data: batch.segments, shape },
    index: { data: [0, 1, 2, 3, 4, 5], shape: [LENGTH] },
    targets: { data: batch.targets, shape: [2 * LENGTH] },
    weights: { data: batch.weights, shape: [2 * LENGTH] },
  };
  const values = evaluate(graph, feeds).map(({ data }) => data);
  return {
    largest: values.slice(0, 2),
    load: values[2]!,
    gradient: Object.fromEntries(NAMES.map((name, i) => [name, values[3 + i]!])),
  };
};

/** Newton–Schulz of one r × c matrix, row-major. */
const orthogonal = (x: number[], r: number, c: number): number[] => {
  if (r > c) {
    const turned = Array.from({ length: c * r }, (_, i) => x[(i % r) * c + Math.floor(i / r)]!);
    const y = orthogonal(turned, c, r);
    return Array.from({ length: r * c }, (_, i) => y[(i % c) * r + Math.floor(i / c)]!);
  }
  const size = Math.sqrt(x.reduce((sum, element) => sum + element * element, 0)) + 1e-7;
  let y = x.map((element) => element / size);
  const times = (a: number[], b: number[], n: number, k: number, m: number) =>
    Array.from({ length: n * m }, (_, i) => {
      let sum = 0;
      for (let j = 0; j < k; j++) sum += a[Math.floor(i / m) * k + j]! * b[j * m + (i % m)]!;
      return sum;
    });
  for (let i = 0; i < 5; i++) {
    const a = Array.from({ length: r * r }, (_, at) => {
      let sum = 0;
      for (let j = 0; j < c; j++) sum += y[Math.floor(at / r) * c + j]! * y[(at % r) * c + j]!;
      return sum;
    });
    const square = times(a, a, r, r, r);
    const b = a.map((element, at) => -4.775 * element + 2.0315 * square[at]!);
    const more = times(b, y, r, r, c);
    y = y.map((element, at) => 3.4445 * element + more[at]!);
  }
  return y;
};

/** One update of everything, by the formulas. */
const update = (state: State, batches: readonly Batch[], step: number): { state: State; clippedHeads: number } => {
  const seen = batches.map((batch) => measure(state, batch));
  const gradient: State = Object.fromEntries(
    NAMES.map((name) => [name, seen[0]!.gradient[name]!.map((element, i) => element + seen[1]!.gradient[name]![i]!)]),
  );
  const norm = Math.sqrt(NAMES.reduce((sum, name) => sum + gradient[name]!.reduce((a, b) => a + b * b, 0), 0));
  const factor = Math.min(1, OPTIONS.clip / (norm + 1e-6));
  const next: State = { ...state };
  for (const name of NAMES) {
    const [p, shape] = [state[name]!, SHAPES[name]!];
    const g = gradient[name]!.map((element) => element * factor);
    if (name.includes('.layers.') && shape.length > 1) {
      // Muon, one matrix at a time
      const m = state[`m.${name}`]!.map((element, i) => 0.95 * element + g[i]!);
      const [r, c] = shape.slice(-2) as [number, number];
      const direction = Array.from({ length: m.length / (r * c) }, (_, at) => {
        const place = (i: number) => at * r * c + i;
        return orthogonal(
          Array.from({ length: r * c }, (__, i) => g[place(i)]! + 0.95 * m[place(i)]!),
          r,
          c,
        );
      }).flat();
      next[`m.${name}`] = m;
      next[name] = p.map(
        (element, i) => element - LR * (direction[i]! * 0.2 * Math.sqrt(Math.max(r, c)) + 0.1 * element),
      );
      continue;
    }
    const { beta1, beta2, eps } = OPTIONS.optimiser;
    const m = state[`m.${name}`]!.map((element, i) => beta1 * element + (1 - beta1) * g[i]!);
    const v = state[`v.${name}`]!.map((element, i) => beta2 * element + (1 - beta2) * g[i]! ** 2);
    [next[`m.${name}`], next[`v.${name}`]] = [m, v];
    next[name] = p.map(
      (element, i) =>
        element -
        LR *
          (m[i]! / (1 - beta1 ** step) / (Math.sqrt(v[i]! / (1 - beta2 ** step)) + eps) +
            (shape.length > 1 ? 0.1 * element : 0)),
    );
  }
  let clippedHeads = 0;
  for (const layer of [0, 1]) {
    for (const head of [0, 1]) {
      const largest = Math.max(seen[0]!.largest[layer]![head]!, seen[1]!.largest[layer]![head]!);
      if (largest <= OPTIONS.qkClip.threshold) continue;
      clippedHeads++;
      const gamma = OPTIONS.qkClip.threshold / largest;
      const rows = (name: string, width: number, from: number, count: number, by: number) => {
        const w = next[`model.layers.${layer}.self_attn.${name}.weight`]!;
        for (let i = from * width; i < (from + count) * width; i++) w[i]! *= by;
      };
      rows('q_b_proj', 6, head * 5, 3, Math.sqrt(gamma));
      rows('q_b_proj', 6, head * 5 + 3, 2, gamma);
      rows('kv_b_proj', 4, head * 6, 3, Math.sqrt(gamma));
    }
  }
  const load = seen[0]!.load.map((element, i) => element + seen[1]!.load[i]!);
  const missing = load.map((element) => load.reduce((a, b) => a + b, 0) / 4 - element).map(Math.sign);
  const mean = missing.reduce((a, b) => a + b, 0) / 4;
  next[BIAS] = state[BIAS]!.map((element, i) => element + OPTIONS.biasRate * (missing[i]! - mean));
  return { state: next, clippedHeads };
};

test('three updates of MuonClip equal the formulas, state and all', async () => {
  // Larger weights than a fresh model's, so that some heads pass the threshold and others don't.
  const start: Values = Object.fromEntries(
    Object.entries(initWeights(config, 4, 0.35)).map(([name, value]) => [name, value]),
  );
  const device = openDevice({ threads: 1, worker: false });
  await device.write({ ...start, ...optimiserState(config, OPTIONS) });
  const trainer = compileTrainer(device, config, OPTIONS, 2, LENGTH, crossEntropyLoss);
  let state: State = Object.fromEntries(
    Object.entries({ ...start, ...optimiserState(config, OPTIONS) }).map(([name, { data }]) => [
      name,
      Float64Array.from(data),
    ]),
  );
  let clipped = 0;
  for (let step = 1; step <= 3; step++) {
    const batches = draw();
    const { maxLogits, loads } = await trainer.step(batches, LR, step);
    const before = batches.map((batch) => measure(state, batch));
    maxLogits!.forEach((layer, i) =>
      layer.forEach((element, head) =>
        assert.ok(
          Math.abs(element - Math.max(before[0]!.largest[i]![head]!, before[1]!.largest[i]![head]!)) < 1e-4,
          'the largest logit is that of both micro-batches',
        ),
      ),
    );
    assert.deepEqual(
      loads![0],
      before[0]!.load
        .map((element, i) => element + before[1]!.load[i]!)
        .values()
        .toArray(),
    );
    const next = update(state, batches, step);
    clipped += next.clippedHeads;
    state = next.state;
    const got = await device.read(Object.keys(state));
    for (const [name, wanted] of Object.entries(state)) {
      const scale = Math.max(1e-3, ...wanted.map(Math.abs));
      wanted.forEach((element, i) =>
        assert.ok(
          Math.abs(got[name]!.data[i]! - element) < 2e-4 * scale,
          `update ${step}, ${name}[${i}]: ${got[name]!.data[i]} for ${element}`,
        ),
      );
    }
  }
  assert.ok(clipped > 0 && clipped < 12, `${clipped} of 12 heads were clipped: the test needs some, not all`);
  await device.close();
});
