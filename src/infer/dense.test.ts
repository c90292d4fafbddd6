/**
 * Dense models of the published families against an independent forward pass in f64, written here from the published
 * descriptions of Qwen3, Qwen2 and Llama: whole sequences, and generation from the cache.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { formatConfig, parameterShapes, parseConfig, type DenseConfig } from '../model/config.ts';
import { llamaJson, qwen2Json, qwen3Json, randomWeights } from '../model/testing.ts';
import { forward, forwardInputs } from '../model/transformer.ts';
import { evaluate } from '../tensor/testing/reference.ts';
import type { Value } from '../tensor/run.ts';
import { variable } from '../tensor/trace.ts';
import { Generator } from './generator.ts';

/** Largest difference allowed between f32 log-probabilities and f64 ones of size 1 to 10. */
const TOLERANCE = 1e-4;

const small = { vocab_size: 61, max_position_embeddings: 128 };
const FAMILIES = {
  'Qwen3 (0.6B: norms of q and k, head_dim above hidden / heads, tied)': { ...qwen3Json, ...small },
  'Qwen3 (8B: a head matrix of its own)': { ...qwen3Json, ...small, tie_word_embeddings: false },
  'Qwen2.5': { ...qwen2Json, ...small },
  'SmolLM2 (Llama, tied)': { ...llamaJson, ...small, rope_scaling: null, head_dim: 12, tie_word_embeddings: true },
  'Llama 3.2 (tied, stretched by the llama3 rule)': {
    ...llamaJson,
    ...small,
    tie_word_embeddings: true,
    rope_scaling: { ...llamaJson.rope_scaling, factor: 32, original_max_position_embeddings: 32 },
  },
};

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.prototype.reduce.call(a, (sum, x, i) => (sum as number) + (x as number) * b[i]!, 0) as number;

/** Radians per position of pair `i`, from Llama 3's reference code. */
const frequency = ({ ropeTheta, ropeScaling, headDim }: DenseConfig, i: number): number => {
  const plain = ropeTheta ** ((-2 * i) / headDim);
  if (ropeScaling?.type !== 'llama3') return plain;
  const { factor, lowFreqFactor: low, highFreqFactor: high, originalMaxPositions: length } = ropeScaling;
  const wavelength = (2 * Math.PI) / plain;
  if (wavelength < length / high) return plain;
  if (wavelength > length / low) return plain / factor;
  const smooth = (length / wavelength - low) / (high - low);
  return ((1 - smooth) * plain) / factor + smooth * plain;
};

/** Logits (T, V) in f64. */
const reference = (config: DenseConfig, weights: Record<string, Value>, ids: readonly number[]): number[][] => {
  const { hiddenSize, numHeads, numKvHeads, headDim, rmsNormEps } = config;
  const vector = (name: string): Float64Array => Float64Array.from(weights[name]!.data);
  const times = (name: string, x: readonly number[]): number[] => {
    const data = vector(`${name}.weight`);
    const bias = weights[`${name}.bias`] && vector(`${name}.bias`);
    return Array.from(
      { length: data.length / x.length },
      (_, row) => dot(data.subarray(row * x.length, (row + 1) * x.length), x) + (bias?.[row] ?? 0),
    );
  };
  const norm = (x: readonly number[], name: string): number[] => {
    const scale = 1 / Math.sqrt(dot(x, x) / x.length + rmsNormEps);
    const gain = vector(`${name}.weight`);
    return x.map((value, i) => value * scale * gain[i]!);
  };
  const rotate = (x: readonly number[], position: number): number[] =>
    x.map((value, i) => {
      const half = headDim / 2;
      const angle = position * frequency(config, i % half);
      const partner = i < half ? -x[i + half]! : x[i - half]!;
      return value * Math.cos(angle) + partner * Math.sin(angle);
    });
  const headsOf = (x: readonly number[], count: number): number[][] =>
    Array.from({ length: count }, (_, head) => x.slice(head * headDim, (head + 1) * headDim));
  const embedding = vector('model.embed_tokens.weight');
  let states = ids.map((id) => [...embedding.subarray(id * hiddenSize, (id + 1) * hiddenSize)]);
  for (let layer = 0; layer < config.numLayers; layer++) {
    const at = `model.layers.${layer}`;
    const normed = states.map((x) => norm(x, `${at}.input_layernorm`));
    const turned = (name: 'q' | 'k', count: number): number[][][] =>
      normed.map((x, position) =>
        headsOf(times(`${at}.self_attn.${name}_proj`, x), count).map((head) =>
          rotate(config.modelType === 'qwen3' ? norm(head, `${at}.self_attn.${name}_norm`) : head, position),
        ),
      );
    const [q, k] = [turned('q', numHeads), turned('k', numKvHeads)];
    const v = normed.map((x) => headsOf(times(`${at}.self_attn.v_proj`, x), numKvHeads));
    states = states.map((x, t) => {
      const heads = Array.from({ length: numHeads }, (_, head) => {
        const shared = Math.floor(head / (numHeads / numKvHeads));
        const scores = ids.slice(0, t + 1).map((_id, s) => dot(q[t]![head]!, k[s]![shared]!) / Math.sqrt(headDim));
        const top = Math.max(...scores);
        const powers = scores.map((score) => Math.exp(score - top));
        const total = powers.reduce((a, b) => a + b, 0);
        return Array.from({ length: headDim }, (_, i) =>
          powers.reduce((sum, power, s) => sum + (power / total) * v[s]![shared]![i]!, 0),
        );
      });
      const mixed = times(`${at}.self_attn.o_proj`, heads.flat()).map((value, i) => value + x[i]!);
      const h = norm(mixed, `${at}.post_attention_layernorm`);
      const up = times(`${at}.mlp.up_proj`, h);
      const inner = times(`${at}.mlp.gate_proj`, h).map((gate, i) => (gate / (1 + Math.exp(-gate))) * up[i]!);
      return times(`${at}.mlp.down_proj`, inner).map((value, i) => value + mixed[i]!);
    });
  }
  const head = config.tieWordEmbeddings ? 'model.embed_tokens' : 'lm_head';
  return states.map((x) => times(head, norm(x, 'model.norm')));
};

const logSoftmax = (row: readonly number[]): number[] => {
  const top = Math.max(...row);
  const total = top + Math.log(row.reduce((sum, x) => sum + Math.exp(x - top), 0));
  return row.map((x) => x - total);
};

const idsOf = (length: number): number[] => Array.from({ length }, (_, i) => (i * 17 + length) % 61);
const closing: (() => Promise<void>)[] = [];
after(async () => {
  for (const close of closing) await close();
});

/** Draws 12 tokens after a prompt from the cache. */
const generate = async (config: DenseConfig, weights: Record<string, Value>, prompt: number[]) => {
  const drawn: { id: number; logprob: number }[] = [];
  let finish = (): void => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const generator = new Generator({ config, weights, threads: 1 }, (_request, event) => {
    if (event.type === 'token') drawn.push({ id: event.id, logprob: event.logprob });
    else finish();
  });
  closing.push(() => generator.close());
  generator.submit([1, { prompt, n: 1, temperature: 1, maxTokens: 12, seed: 3 }]);
  await finished;
  return drawn;
};

for (const [name, json] of Object.entries(FAMILIES)) {
  test(`${name}: whole sequences and generation equal the f64 reference`, async () => {
    const config = parseConfig(json) as DenseConfig;
    assert.deepEqual(parseConfig(JSON.parse(JSON.stringify(formatConfig(config)))), config);
    const weights = randomWeights(config, 'dense');
    const ids = idsOf(40);
    const feeds = {
      ids: { data: Int32Array.from(ids), shape: [1, 40] },
      positions: { data: Int32Array.from(ids.keys()), shape: [1, 40] },
      segments: { data: new Int32Array(40).fill(1), shape: [1, 40] },
      index: { data: Int32Array.from(ids.keys()), shape: [40] },
    };
    const variables = Object.fromEntries(
      Object.entries(weights).map(([key, value]) => [key, variable(key, value.shape)]),
    );
    const logits = forward(config, (key) => variables[key]!, forwardInputs('B', 'T'));
    const exact = evaluate([logits], { ...feeds, ...weights })[0]!.data;
    const expected = reference(config, weights, ids).flat();
    const worst = Math.max(...expected.map((value, i) => Math.abs(value - exact[i]!)));
    assert.ok(worst < 1e-5, `the graph in f64 differs by ${worst}`); // the tables of rotation are f32
    const tokens = await generate(config, weights, ids);
    assert.equal(tokens.length, 12);
    const rows = reference(config, weights, [...ids, ...tokens.map(({ id }) => id)]).map(logSoftmax);
    tokens.forEach(({ id, logprob }, k) => {
      const gap = Math.abs(logprob - rows[ids.length - 1 + k]![id]!);
      assert.ok(gap < TOLERANCE, `token ${k} differs by ${gap}`);
    });
  });
}

test('norms of q and k stand in every layer of Qwen3 alone', () => {
  const norms = (json: object): string[] =>
    Object.keys(parameterShapes(parseConfig(json))).filter((name) => /[qk]_norm/.test(name));
  assert.deepEqual(norms(qwen3Json), [
    'model.layers.0.self_attn.q_norm.weight',
    'model.layers.0.self_attn.k_norm.weight',
    'model.layers.1.self_attn.q_norm.weight',
    'model.layers.1.self_attn.k_norm.weight',
  ]);
  assert.deepEqual([norms(qwen2Json), norms(llamaJson)], [[], []]);
});
