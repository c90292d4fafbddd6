/**
 * The law of the clip: a head's logits shrink by exactly its γ, every other head and every shared part stays bit for
 * bit. Weights before and after come from ONNX Runtime; logits are computed from them here, by the definition of
 * attention, in f64.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { createRandom } from '../random.ts';
import { evaluate } from '../tensor/testing/reference.ts';
import { openDevice, type Value, type Values } from '../tensor/run.ts';
import { constant, variable } from '../tensor/trace.ts';
import { parameterShapes, parseConfig, type ModelConfig } from '../model/config.ts';
import { gammas, qkClip, qkClipDefaults, type QkClipOptions } from './qk-clip.ts';

const shared = {
  vocab_size: 9,
  hidden_size: 8,
  intermediate_size: 8,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  max_position_embeddings: 16,
};
const latent = {
  model_type: 'deepseek_v3',
  kv_lora_rank: 6,
  qk_nope_head_dim: 4,
  qk_rope_head_dim: 2,
  v_head_dim: 3,
  n_routed_experts: 4,
  num_experts_per_tok: 2,
  moe_intermediate_size: 4,
  first_k_dense_replace: 2,
};
const KINDS: Record<string, ModelConfig> = {
  'a key head per query head, with biases': parseConfig({ ...shared, model_type: 'qwen2', num_key_value_heads: 4 }),
  'grouped queries': parseConfig({ ...shared, model_type: 'qwen2', num_key_value_heads: 2 }),
  'latent attention': parseConfig({ ...shared, ...latent }),
  'latent attention with a query latent': parseConfig({ ...shared, ...latent, q_lora_rank: 5 }),
};

const random = createRandom('clip');
const drawn = (config: ModelConfig): Values =>
  Object.fromEntries(
    Object.entries(parameterShapes(config)).map(([name, shape]): [string, Value] => [
      name,
      { shape, data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()) },
    ]),
  );

/** The weights after a clip of every layer by the same logits, as ONNX Runtime computes them. */
const clip = async (
  config: ModelConfig,
  weights: Values,
  maxLogits: readonly number[],
  options: Partial<QkClipOptions>,
): Promise<Values> => {
  const device = openDevice({ threads: 1, worker: false });
  await device.write(weights);
  const variables = Object.fromEntries(
    Object.entries(weights).map(([name, { shape }]) => [name, variable(name, shape as number[])]),
  );
  const largest = Array.from({ length: config.numLayers }, () =>
    constant(Float32Array.from(maxLogits), [maxLogits.length]),
  );
  const program = await device.compile({
    outputs: {},
    updates: qkClip(config, variables, largest, { ...qkClipDefaults, ...options }),
  });
  await program.run({});
  const after = await device.read();
  await device.close();
  return after;
};

const times = ({ data, shape }: Value, x: readonly number[], bias?: Value): number[] =>
  Array.from({ length: shape[0]! }, (_, row) =>
    x.reduce((sum, element, i) => sum + element * data[row * x.length + i]!, bias?.data[row] ?? 0),
  );

const turn = (x: readonly number[], angle: number): number[] => {
  const half = x.length / 2;
  return x.map((element, i) =>
    i < half
      ? element * Math.cos(angle) - x[i + half]! * Math.sin(angle)
      : element * Math.cos(angle) + x[i - half]! * Math.sin(angle),
  );
};

/**
 * q·k of every head (H) between a query at x and a key at y, at an angle of rotation; the value of the key's side
 * too.
 */
const logits = (
  config: ModelConfig,
  weights: Values,
  x: readonly number[],
  y: readonly number[],
  angle: number,
): number[] => {
  const of = (name: string) => weights[`model.layers.1.self_attn.${name}`]!;
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, element, i) => sum + element * b[i]!, 0);
  return Array.from({ length: config.numHeads }, (_, head) => {
    if (config.type === 'dense') {
      const d = config.headDim;
      const keyHead = Math.floor(head / (config.numHeads / config.numKvHeads));
      const q = times(of('q_proj.weight'), x, of('q_proj.bias')).slice(head * d, (head + 1) * d);
      const k = times(of('k_proj.weight'), y, of('k_proj.bias')).slice(keyHead * d, (keyHead + 1) * d);
      return dot(turn(q, angle), k);
    }
    const { qkNopeHeadDim: nope, qkRopeHeadDim: turned, vHeadDim, kvLoraRank } = config;
    const q = times(
      of(config.qLoraRank === undefined ? 'q_proj.weight' : 'q_b_proj.weight'),
      config.qLoraRank === undefined ? x : times(of('q_a_proj.weight'), x),
    ).slice(head * (nope + turned), (head + 1) * (nope + turned));
    const down = times(of('kv_a_proj_with_mqa.weight'), y);
    const k = times(of('kv_b_proj.weight'), down.slice(0, kvLoraRank)).slice(
      head * (nope + vHeadDim),
      head * (nope + vHeadDim) + nope,
    );
    return dot(q.slice(0, nope), k) + dot(turn(q.slice(nope), angle), down.slice(kvLoraRank));
  });
};

const same = (a: Value, b: Value): boolean => a.data.every((element, i) => Object.is(element, b.data[i]));
const changed = (before: Values, after: Values): string[] =>
  Object.keys(before).filter((name) => !same(before[name]!, after[name]!));
const point = (): number[] => Array.from({ length: shared.hidden_size }, () => random.normal());

/** Heads 1 and 3 are above the threshold of 10, head 2 stands at it. */
const LARGEST = [3, 25, 10, 40];
const GAMMAS = [1, 0.4, 1, 0.25];

for (const [kind, config] of Object.entries(KINDS)) {
  test(`${kind}: head by head, logits shrink by γ; the other heads' stay bit for bit`, async () => {
    const before = drawn(config);
    for (const alpha of [0.5, 0.3, 1]) {
      const after = await clip(config, before, LARGEST, { threshold: 10, alpha });
      for (let trial = 0; trial < 20; trial++) {
        const [x, y, angle] = [point(), point(), trial / 3];
        const [old, now] = [logits(config, before, x, y, angle), logits(config, after, x, y, angle)];
        old.forEach((logit, head) => {
          if (GAMMAS[head] === 1) assert.ok(Object.is(now[head], logit), `head ${head} was not over the threshold`);
          else
            assert.ok(
              Math.abs(now[head]! - GAMMAS[head]! * logit) < 2e-6 * Math.max(1, Math.abs(logit)),
              `head ${head}: ${now[head]} is not ${GAMMAS[head]} × ${logit}`,
            );
        });
      }
    }
  });

  test(`${kind}: shared parts and values stay bit for bit`, async () => {
    const before = drawn(config);
    const after = await clip(config, before, LARGEST, { threshold: 10 });
    const names = (...parts: string[]) =>
      [0, 1].flatMap((layer) => parts.map((part) => `model.layers.${layer}.self_attn.${part}`));
    const wanted =
      config.type === 'deepseek'
        ? names(config.qLoraRank === undefined ? 'q_proj.weight' : 'q_b_proj.weight', 'kv_b_proj.weight')
        : config.numKvHeads === 4
          ? names('q_proj.weight', 'q_proj.bias', 'k_proj.weight', 'k_proj.bias')
          : names('q_proj.weight', 'q_proj.bias');
    assert.deepEqual(changed(before, after).sort(), wanted.sort());
    if (config.type !== 'deepseek') return;
    const rows = config.qkNopeHeadDim + config.vHeadDim; // of kv_b: a head's keys, then its values
    const [old, now] = [before, after].map((weights) => weights['model.layers.1.self_attn.kv_b_proj.weight']!.data) as [
      Float32Array,
      Float32Array,
    ];
    old.forEach((element, i) => {
      if (Math.floor(i / config.kvLoraRank) % rows >= config.qkNopeHeadDim)
        assert.ok(Object.is(now[i], element), `value row at ${i}`);
    });
  });

  test(`${kind}: nothing happens at or below the threshold`, async () => {
    const before = drawn(config);
    for (const granularity of ['head', 'layer'] as const) {
      assert.deepEqual(
        changed(before, await clip(config, before, [3, 10, -1e9, 9.999], { threshold: 10, granularity })),
        [],
      );
    }
  });

  test(`${kind}: layer by layer, every head shrinks by the smallest γ`, async () => {
    const before = drawn(config);
    const after = await clip(config, before, LARGEST, { threshold: 10, granularity: 'layer' });
    for (let trial = 0; trial < 20; trial++) {
      const [x, y] = [point(), point()];
      const [old, now] = [logits(config, before, x, y, trial), logits(config, after, x, y, trial)];
      old.forEach((logit, head) =>
        assert.ok(Math.abs(now[head]! - 0.25 * logit) < 2e-6 * Math.max(1, Math.abs(logit)), `head ${head}`),
      );
    }
    if (config.type !== 'dense') return;
    // The first published form: the query and the key matrix of the layer, each times √(τ / S).
    for (const name of ['q_proj.weight', 'k_proj.weight']) {
      const [old, now] = [before, after].map((weights) => weights[`model.layers.0.self_attn.${name}`]!.data) as [
        Float32Array,
        Float32Array,
      ];
      old.forEach((element, i) => assert.equal(now[i], Math.fround(element * Math.fround(Math.sqrt(10 / 40)))));
    }
  });
}

test('γ is τ / S above the threshold and exactly 1 up to it', () => {
  const of = (granularity: 'head' | 'layer') => [
    ...evaluate(
      [gammas(constant(Float32Array.from([-5, 0, 30, 30.5, 120]), [5]), { threshold: 30, alpha: 0.5, granularity })],
      {},
    )[0]!.data,
  ];
  assert.deepEqual(of('head'), [1, 1, 1, 30 / 30.5, 0.25]);
  assert.deepEqual(of('layer'), [0.25, 0.25, 0.25, 0.25, 0.25]);
});

test('a model that normalises queries and keys is refused: its logits do not follow the weights', () => {
  const config = parseConfig({ ...shared, model_type: 'qwen3', head_dim: 2 });
  const largest = constant(new Float32Array(4), [4]);
  assert.throws(() => qkClip(config, {}, [largest], qkClipDefaults), /normalises queries and keys \(Qwen3\)/);
});
