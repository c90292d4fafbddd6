/**
 * Objectives: the slope of each by finite differences, the gradient of a whole model by finite differences in f64, what
 * theory says is equal, and the advantages by hand.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { parseConfig, parameterShapes } from '../model/config.ts';
import { forward, forwardInputs } from '../model/transformer.ts';
import { createRandom } from '../random.ts';
import { evaluate, type Feed } from '../tensor/testing/reference.ts';
import { input, variable } from '../tensor/trace.ts';
import { gradients } from '../tensor/vjp.ts';
import { crossEntropy } from './loss.ts';
import { drGrpo, grpo, kimi, maxVarianceSubset, rloo, hasSignal, type Objective } from './objective.ts';

const OBJECTIVES: Record<string, Objective> = {
  kimi: kimi({ tau: 0.3 }),
  grpo: grpo({ clip: 0.2 }),
  'dr-grpo': drGrpo({ clip: 0.2, tokens: 7 }),
  rloo: rloo(),
};
const random = createRandom('objective');
const draw = (n: number, scale = 1): number[] => Array.from({ length: n }, () => -Math.abs(scale * random.normal()));
const close = (a: number, b: number, tolerance: number, what: string): void =>
  assert.ok(Math.abs(a - b) <= tolerance, `${what}: ${a} and ${b}`);

test('advantages by hand', () => {
  assert.deepEqual(OBJECTIVES.kimi!.advantages([1, 0, 0, 0]), [0.75, -0.25, -0.25, -0.25]);
  assert.deepEqual(OBJECTIVES['dr-grpo']!.advantages([1, 0, 0, 0]), [0.75, -0.25, -0.25, -0.25]);
  OBJECTIVES.rloo!.advantages([1, 0, 0, 0]).forEach((element, i) =>
    close(element, [1, -1 / 3, -1 / 3, -1 / 3][i]!, 1e-12, 'leave one out'),
  );
  OBJECTIVES.grpo!.advantages([1, 0, 0, 0]).forEach((element, i) =>
    close(element, [3, -1, -1, -1][i]! / Math.sqrt(3), 1e-5, 'in deviations'),
  );
  for (const [name, objective] of Object.entries(OBJECTIVES)) {
    close(
      objective.advantages([0.3, 1, -0.2, 0.5]).reduce((a, b) => a + b, 0),
      0,
      1e-9,
      `${name} is centred`,
    );
    objective.advantages([0.7, 0.7, 0.7]).forEach((element) => close(element, 0, 1e-9, `${name} of equal rewards`));
  }
  assert.equal(hasSignal([0.7, 0.7, 0.7]), false);
  assert.equal(hasSignal([0.7, 0.7, 0.8]), true);
});

test('the answers that tell most are of the largest variance among all choices of as many', () => {
  assert.deepEqual(
    maxVarianceSubset([1, 1, 0, 1, 1, 1], 2)
      .map((i) => [1, 1, 0, 1, 1, 1][i])
      .sort(),
    [0, 1],
  );
  assert.deepEqual(maxVarianceSubset([0.5, 1], 4), [0, 1]);
  const variance = (some: readonly number[]) => {
    const m = some.reduce((a, b) => a + b) / some.length;
    return some.reduce((a, b) => a + (b - m) ** 2, 0);
  };
  for (let trial = 0; trial < 20; trial++) {
    const rewards = Array.from({ length: 7 }, () => random.int(0, 5) / 5);
    const all = Array.from({ length: 2 ** 7 }, (_, bits) => rewards.filter((_one, i) => bits & (1 << i))).filter(
      (some) => some.length === 3,
    );
    const chosen = maxVarianceSubset(rewards, 3);
    assert.equal(new Set(chosen).size, 3);
    close(variance(chosen.map((i) => rewards[i]!)), Math.max(...all.map(variance)), 1e-9, JSON.stringify(rewards));
  }
});

test('each slope is the derivative of the loss by that token, on-policy and off, clipped and not', () => {
  const eps = 1e-6;
  for (const [name, objective] of Object.entries(OBJECTIVES)) {
    for (const [advantage, apart] of [
      [0.8, 0],
      [-0.6, 0.05],
      [1.1, 0.6],
      [-1.1, 0.6],
      [0, 0.3],
    ] as const) {
      const old = draw(6);
      // Ratios well inside or outside the clip: at its edges there is no derivative.
      const now = old.map((element, t) => element + (apart === 0 ? 1e-9 : apart * (t % 2 ? 1 : -1)));
      const { slopes } = objective.answer(advantage, old, now);
      slopes.forEach((slope, t) => {
        const at = (x: number) => objective.answer(advantage, old, now.with(t, now[t]! + x)).loss;
        close(
          slope,
          (at(eps) - at(-eps)) / (2 * eps),
          1e-6,
          `${name}, advantage ${advantage}, ${apart} apart, token ${t}`,
        );
      });
    }
  }
});

test('the clip stops a token that has moved far enough in the direction of its advantage, and only that', () => {
  const at = (advantage: number, ratio: number) =>
    drGrpo({ clip: 0.2, tokens: 1 }).answer(advantage, [0], [Math.log(ratio)]).slopes[0]!;
  close(at(1, 1.1), -1.1, 1e-12, 'inside');
  assert.equal(Math.abs(at(1, 1.3)), 0);
  close(at(1, 0.5), -0.5, 1e-12, 'back again');
  assert.equal(Math.abs(at(-1, 0.5)), 0);
  close(at(-1, 1.3), 1.3, 1e-12, 'down again');
});

// — what theory says is equal —

const GROUP = 4;
const rewards = [1, 0.1, 0, 1];
const lengths = [3, 5, 5, 2];
const onPolicy = (objective: Objective, sizes = lengths) => {
  const advantages = objective.advantages(rewards);
  return sizes
    .map((size, i) => {
      const old = Array.from({ length: size }, (_, t) => -0.1 * (t + 1));
      return objective.answer(advantages[i]!, old, old).slopes;
    })
    .flat();
};
const proportional = (a: readonly number[], b: readonly number[], factor: number, what: string): void =>
  a.forEach((element, i) => close(element, b[i]! * factor, 1e-6, `${what}, token ${i}`));

test('on-policy, kimi is REINFORCE with a mean baseline whatever τ is: leave-one-out times (K − 1)/K', () => {
  for (const tau of [0.01, 1, 10])
    proportional(onPolicy(kimi({ tau })), onPolicy(rloo()), (GROUP - 1) / GROUP, `τ ${tau}`);
  const paper = (x: number) => {
    const D = 3 * x;
    return (0.75 - 0.3 * D) ** 2;
  }; // (A − τD)² as each of 3 tokens moves by x
  const slope = OBJECTIVES.kimi!.answer(0.75, [0, 0, 0], [0, 0, 0]).slopes.reduce((a, b) => a + b);
  close(slope * 2 * 0.3, (paper(1e-6) - paper(-1e-6)) / 2e-6, 1e-6, "times 2τ it is the paper's");
});

test("off-policy, kimi's slope is −(A − τD): the gradient of eq. 3, A·∇ln π − (τ/2)·∇D²", () => {
  const [old, now, tau, A] = [[-1, -2], [-0.5, -1.7], 0.3, 0.4];
  const D = 0.8;
  for (const slope of kimi({ tau }).answer(A, old, now).slopes) close(-slope, A - (tau / 2) * 2 * D, 1e-12, 'slope');
});

test('on-policy, Dr. GRPO is kimi over its constant, and GRPO is Dr. GRPO over deviation and length', () => {
  proportional(onPolicy(drGrpo({ clip: 0.2, tokens: 7 })), onPolicy(OBJECTIVES.kimi!), 1 / 7, 'Dr. GRPO');
  const deviation = Math.sqrt(rewards.map((element) => (element - 0.525) ** 2).reduce((a, b) => a + b) / GROUP);
  const equal = lengths.map(() => 7);
  proportional(
    onPolicy(grpo({ clip: 0.2 }), equal),
    onPolicy(drGrpo({ clip: 0.2, tokens: 7 }), equal),
    1 / deviation,
    'GRPO of equal lengths',
  );
  const [short, long] = [
    grpo({ clip: 0.2 }).answer(1, [-1, -1], [-1, -1]),
    grpo({ clip: 0.2 }).answer(1, [-1, -1, -1, -1], [-1, -1, -1, -1]),
  ];
  close(short.loss, long.loss, 1e-12, 'GRPO gives answers of any length one weight');
});

// — a whole model —

const config = parseConfig({
  model_type: 'llama',
  vocab_size: 11,
  hidden_size: 8,
  intermediate_size: 8,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  num_key_value_heads: 1,
  max_position_embeddings: 8,
  tie_word_embeddings: true,
});
const [ROWS, LENGTH, PROMPT] = [3, 6, 2];

test('the weighted cross-entropy has the gradient of the objective: finite differences through a model in f64', () => {
  const shapes = Object.entries(parameterShapes(config));
  const params = Object.fromEntries(shapes.map(([name, shape]) => [name, variable(name, shape)]));
  const inputs = forwardInputs(ROWS, LENGTH);
  const logits = forward(config, (name) => params[name]!, inputs);
  const loss = crossEntropy(logits, input('targets', [ROWS * LENGTH], 'i32'), input('weights', [ROWS * LENGTH]));
  const slots = gradients(loss, Object.values(params));
  const ids = Array.from({ length: ROWS * LENGTH }, () => random.int(0, 10));
  const targets = ids.map((_, i) => (i % LENGTH === LENGTH - 1 ? 0 : ids[i + 1]!));
  const start = Object.fromEntries(
    shapes.map(([name, shape]) => [
      name,
      Array.from(
        { length: shape.reduce((a, b) => a * b, 1) },
        () => (name.includes('norm') ? 1 : 0) + 0.5 * random.normal(),
      ),
    ]),
  );
  const grid = (data: ArrayLike<number>): Feed => ({ data, shape: [ROWS, LENGTH] });
  const feeds = (weights: Record<string, number[]>, tokenWeights: readonly number[]): Record<string, Feed> => ({
    ids: grid(ids),
    positions: grid(ids.map((_, i) => i % LENGTH)),
    segments: grid(ids.map(() => 1)),
    index: { data: [0, 1, 2, 3, 4, 5], shape: [LENGTH] },
    targets: { data: targets, shape: [ROWS * LENGTH] },
    weights: { data: tokenWeights, shape: [ROWS * LENGTH] },
    ...Object.fromEntries(shapes.map(([name, shape]) => [name, { data: weights[name]!, shape }])),
  });
  const places = (row: number) => Array.from({ length: LENGTH - PROMPT }, (_, t) => row * LENGTH + PROMPT - 1 + t);
  const logPs = (weights: Record<string, number[]>): number[][] => {
    const out = evaluate(
      [logits],
      feeds(
        weights,
        ids.map(() => 0),
      ),
    )[0]!;
    return Array.from({ length: ROWS }, (_, row) =>
      places(row).map((at) => {
        const scores = [...out.data.subarray(at * 11, at * 11 + 11)];
        return scores[targets[at]!]! - Math.log(scores.reduce((total, element) => total + Math.exp(element), 0));
      }),
    );
  };
  const before = logPs(start);
  const old = before.map((answer) => answer.map((element) => element + 0.3 * random.normal()));
  for (const [name, objective] of Object.entries(OBJECTIVES)) {
    const advantages = objective.advantages([1, 0, 0.4]);
    const value = (now: number[][]) =>
      now.reduce((total, answer, i) => total + objective.answer(advantages[i]!, old[i]!, answer).loss / ROWS, 0);
    const tokenWeights = ids.map(() => 0);
    before.forEach((now, row) =>
      objective.answer(advantages[row]!, old[row]!, now).slopes.forEach((slope, t) => {
        tokenWeights[places(row)[t]!] = -slope / ROWS;
      }),
    );
    const gradient = evaluate(slots, feeds(start, tokenWeights));
    let largest = 0;
    shapes.forEach(([parameter], k) => {
      for (let trial = 0; trial < 3; trial++) {
        const i = random.int(0, start[parameter]!.length - 1);
        const at = (x: number) =>
          value(logPs({ ...start, [parameter]: start[parameter]!.with(i, start[parameter]![i]! + x) }));
        const found = gradient[k]!.data[i]!;
        close(found, (at(1e-5) - at(-1e-5)) / 2e-5, 1e-6, `${name}, ${parameter} ${i}`);
        largest = Math.max(largest, Math.abs(found));
      }
    });
    assert.ok(largest > 1e-3, `${name}: the gradients that were compared are all tiny`);
  }
});
