/**
 * The mixture of experts: gradients against finite differences, the balance loss and the bias against their formulas.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { createRandom } from '../random.ts';
import { evaluate, type Feed } from '../tensor/testing/reference.ts';
import { add, input, mul, sumAll, variable, type Tensor } from '../tensor/trace.ts';
import { gradients } from '../tensor/vjp.ts';
import { parameterShapes, parseConfig, type DeepseekConfig } from './config.ts';
import { balancedBias, sparseMlp, type Balance } from './moe.ts';

const config = parseConfig({
  model_type: 'deepseek_v3',
  vocab_size: 8,
  hidden_size: 5,
  intermediate_size: 4,
  num_hidden_layers: 1,
  num_attention_heads: 1,
  max_position_embeddings: 8,
  kv_lora_rank: 4,
  qk_nope_head_dim: 2,
  qk_rope_head_dim: 2,
  v_head_dim: 2,
  n_routed_experts: 5,
  num_experts_per_tok: 2,
  moe_intermediate_size: 3,
  n_shared_experts: 1,
  first_k_dense_replace: 0,
  routed_scaling_factor: 1.5,
}) as DeepseekConfig;
const layer = 'model.layers.0';
const NAMES = Object.entries(parameterShapes(config)).filter(([name]) => name.includes('.mlp.'));
const [B, T, E] = [2, 4, 5];
const random = createRandom('moe');
const draw = (shape: readonly number[]): Feed => ({
  shape,
  data: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()),
});

const x = input('x', [B * T, 5]);
const real = input('real', [B, T, 1]);
const weights = Object.fromEntries(NAMES.map(([name, shape]) => [name, variable(name, shape)]));
let seen: Balance | undefined;
const out = sparseMlp(config, (name) => weights[name]!, layer, x, {
  real,
  tell: (balance) => {
    seen = balance;
  },
});
const balance = seen!;
const feeds: Record<string, Feed> = {
  ...Object.fromEntries(NAMES.map(([name, shape]) => [name, draw(shape)])),
  x: draw([B * T, 5]),
  seed: draw([B * T, 5]),
  real: { shape: [B, T, 1], data: [1, 1, 1, 1, 1, 1, 1, 0] },
};

test('gradients of output and balance loss equal finite differences, in f64', () => {
  const loss = add(sumAll(mul(out, input('seed', [B * T, 5]))), balance.loss);
  const wrt: [string, Tensor][] = [['x', x], ...Object.entries(weights).filter(([name]) => !name.endsWith('bias'))];
  const exact = evaluate(
    gradients(
      loss,
      wrt.map(([, element]) => element),
    ),
    feeds,
  );
  const at = (name: string, i: number, by: number) => {
    const { data, shape } = feeds[name]!;
    return evaluate([loss], { ...feeds, [name]: { shape, data: Float64Array.from(data).with(i, data[i]! + by) } })[0]!
      .data[0]!;
  };
  wrt.forEach(([name], k) => {
    const { data } = exact[k]!;
    assert.ok(
      data.some((element) => element !== 0),
      `${name} has no gradient`,
    );
    for (let i = 0; i < data.length; i += Math.ceil(data.length / 12)) {
      const numeric = (at(name, i, 1e-5) - at(name, i, -1e-5)) / 2e-5;
      assert.ok(
        Math.abs(data[i]! - numeric) < 1e-6 * Math.max(1, Math.abs(numeric)),
        `${name}[${i}]: ${data[i]} and ${numeric}`,
      );
    }
  });
  assert.deepEqual(
    [...evaluate(gradients(loss, [weights[`${layer}.mlp.gate.e_score_correction_bias`]!]), feeds)[0]!.data],
    [0, 0, 0, 0, 0],
    'the bias has no gradient',
  );
});

test('loads and balance loss are those of the formula; padding does not count', () => {
  const [load, loss] = evaluate([balance.load, balance.loss], feeds);
  const gate = feeds[`${layer}.mlp.gate.weight`]!.data;
  const bias = feeds[`${layer}.mlp.gate.e_score_correction_bias`]!.data;
  const [counts, terms] = [Array.from({ length: E }, () => 0), [] as number[]];
  for (let row = 0; row < B; row++) {
    const tokens = Array.from({ length: T }, (_, t) => row * T + t).filter((token) => feeds.real!.data[token] === 1);
    const f = Array.from({ length: E }, () => 0);
    const p = Array.from({ length: E }, () => 0);
    for (const token of tokens) {
      const s = Array.from(
        { length: E },
        (_, e) =>
          1 /
          (1 +
            Math.exp(
              -Array.from({ length: 5 }, (__, j) => gate[e * 5 + j]! * feeds.x!.data[token * 5 + j]!).reduce(
                (a, b) => a + b,
                0,
              ),
            )),
      );
      const chosen = s
        .map((_, e) => e)
        .sort((a, b) => s[b]! + bias[b]! - s[a]! - bias[a]!)
        .slice(0, 2);
      for (const e of chosen) {
        counts[e]!++;
        f[e]! += E / (2 * tokens.length);
      }
      s.forEach((element, e) => {
        p[e]! += element / s.reduce((a, b) => a + b, 0) / tokens.length;
      });
    }
    terms.push(f.reduce((sum, element, e) => sum + element * p[e]!, 0));
  }
  assert.deepEqual([...load!.data], counts);
  assert.ok(Math.abs(loss!.data[0]! - (terms[0]! + terms[1]!) / 2) < 1e-9);
  const [empty] = evaluate([balance.loss], { ...feeds, real: { shape: [B, T, 1], data: [1, 1, 1, 1, 0, 0, 0, 0] } });
  assert.ok(Math.abs(empty!.data[0]! - terms[0]!) < 1e-9, 'a row of padding is no sequence');
});

test('the bias moves by the signs of what is missing, and its sum stays', () => {
  const step = (load: number[]) => [
    ...evaluate([balancedBias(input('b', [4]), input('load', [4]), 0.5)], {
      b: { shape: [4], data: [1, 2, 3, 4] },
      load: { shape: [4], data: load },
    })[0]!.data,
  ];
  assert.deepEqual(step([5, 5, 5, 5]), [1, 2, 3, 4], 'in balance nothing moves');
  assert.deepEqual(step([0, 0, 10, 10]), [1.5, 2.5, 2.5, 3.5]);
  // e = (3, 3, 3, -9): signs 1, 1, 1, -1, their mean 1/2
  assert.deepEqual(step([2, 2, 2, 14]), [1.25, 2.25, 3.25, 3.25]);
  // e = (1, 0, 0, -1)
  assert.deepEqual(step([4, 5, 5, 6]), [1.5, 2, 3, 3.5]);
});
