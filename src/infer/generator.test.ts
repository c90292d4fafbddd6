/**
 * Generation against an independent forward pass in f64, written here from the published description of Qwen2 and
 * Llama: what is cached, batched and fused must give the numbers of what is not.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createRandom } from '../random.ts';
import type { Finish } from '../types.ts';
import { parameterShapes, parseConfig, type DenseConfig } from '../model/config.ts';
import { forward, forwardInputs } from '../model/transformer.ts';
import { openDevice, type Value } from '../tensor/run.ts';
import { variable } from '../tensor/trace.ts';
import { Generator, type Emit, type Job } from './generator.ts';
import { continuationSeed } from './sampler.ts';

/** Largest difference allowed between f32 log-probabilities or logits and f64 ones of size 1 to 10. */
const TOLERANCE = 1e-4;

const shape = {
  vocab_size: 61,
  hidden_size: 32,
  intermediate_size: 48,
  num_hidden_layers: 2,
  max_position_embeddings: 96,
};
/** Grouped queries and biases, tied head. */
const qwen = parseConfig({
  ...shape,
  model_type: 'qwen2',
  num_attention_heads: 4,
  num_key_value_heads: 2,
  tie_word_embeddings: true,
}) as DenseConfig;
/** One key head per query head, heads wider than the model, a head of its own. */
const llama = parseConfig({
  ...shape,
  model_type: 'llama',
  num_attention_heads: 3,
  head_dim: 12,
  rope_theta: 500,
  tie_word_embeddings: false,
}) as DenseConfig;

type Weights = Record<string, Value>;

/** Weights large enough that attention is sharp and every term matters; biases and norms are not left at 0 and 1. */
const randomWeights = (config: DenseConfig): Weights => {
  const random = createRandom('weights');
  return Object.fromEntries(
    Object.entries(parameterShapes(config)).map(([name, dims]) => {
      const scale = dims.length === 1 ? 0.3 : name.includes('embed') ? 0.5 : 1.2 / Math.sqrt(dims[1]!);
      const offset = name.endsWith('norm.weight') ? 1 : 0;
      return [
        name,
        {
          shape: dims,
          data: Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, () => offset + scale * random.normal()),
        },
      ];
    }),
  );
};

/** Logits (T, V) in f64. Source: the Qwen2 report and transformers' modelling code, by formula. */
const reference = (config: DenseConfig, weights: Weights, ids: readonly number[]): number[][] => {
  const { hiddenSize, numHeads, numKvHeads, headDim, numLayers, ropeTheta, rmsNormEps } = config;
  const of = (name: string) => weights[name]!.data;
  const dot = (a: ArrayLike<number>, b: ArrayLike<number>, fromB = 0) => {
    let s = 0;
    for (let i = 0; i < a.length; i++) s += a[i]! * b[fromB + i]!;
    return s;
  };
  const linear = (x: number[], name: string) =>
    Array.from(
      { length: weights[`${name}.weight`]!.shape[0]! },
      (_, o) => dot(x, of(`${name}.weight`), o * x.length) + (weights[`${name}.bias`]?.data[o] ?? 0),
    );
  const norm = (x: number[], name: string) => {
    const scale = 1 / Math.sqrt(dot(x, x) / x.length + rmsNormEps);
    return x.map((value, i) => value * scale * of(`${name}.weight`)[i]!);
  };
  const rotate = (x: number[], position: number) =>
    x.map((value, i) => {
      const [half, within] = [headDim / 2, i % headDim];
      const angle = position * ropeTheta ** ((-2 * (within % half)) / headDim);
      return value * Math.cos(angle) + (within < half ? -x[i + half]! : x[i - half]!) * Math.sin(angle);
    });
  let states = ids.map((id) =>
    Array.from({ length: hiddenSize }, (_, j) => of('model.embed_tokens.weight')[id * hiddenSize + j]!),
  );
  for (let layer = 0; layer < numLayers; layer++) {
    const at = `model.layers.${layer}`;
    const inputs = states.map((x) => norm(x, `${at}.input_layernorm`));
    const q = inputs.map((x, t) => rotate(linear(x, `${at}.self_attn.q_proj`), t));
    const k = inputs.map((x, t) => rotate(linear(x, `${at}.self_attn.k_proj`), t));
    const v = inputs.map((x) => linear(x, `${at}.self_attn.v_proj`));
    states = states.map((x, t) => {
      const mixed = Array.from({ length: numHeads }, (_, h) => {
        const start = Math.floor(h / (numHeads / numKvHeads)) * headDim;
        const query = q[t]!.slice(h * headDim, (h + 1) * headDim);
        const scores = Array.from({ length: t + 1 }, (_, s) => dot(query, k[s]!, start) / Math.sqrt(headDim));
        const most = Math.max(...scores);
        const e = scores.map((score) => Math.exp(score - most));
        const total = e.reduce((a, b) => a + b, 0);
        return Array.from({ length: headDim }, (_, j) =>
          e.reduce((sum, p, s) => sum + (p / total) * v[s]![start + j]!, 0),
        );
      }).flat();
      const h = linear(mixed, `${at}.self_attn.o_proj`).map((value, i) => x[i]! + value);
      const y = norm(h, `${at}.post_attention_layernorm`);
      const up = linear(y, `${at}.mlp.up_proj`);
      const inner = linear(y, `${at}.mlp.gate_proj`).map((g, i) => (g / (1 + Math.exp(-g))) * up[i]!);
      return linear(inner, `${at}.mlp.down_proj`).map((value, i) => h[i]! + value);
    });
  }
  const out = config.tieWordEmbeddings ? 'model.embed_tokens' : 'lm_head';
  return states.map((x) => linear(norm(x, 'model.norm'), out));
};

const logSoftmax = (row: ArrayLike<number>): number[] => {
  const values = Array.from(row);
  const most = Math.max(...values);
  const total = most + Math.log(values.reduce((sum, x) => sum + Math.exp(x - most), 0));
  return values.map((x) => x - total);
};

type Drawn = { id: number; logprob: number };
type Result = { tokens: Drawn[][]; finish: (Finish | undefined)[] };
const closing: (() => Promise<void>)[] = [];
after(async () => {
  for (const close of closing) await close();
});

/** A generator whose jobs are promises; `watch` sees each token as it is drawn. */
const open = (config: DenseConfig, weights = randomWeights(config), maxRows?: number) => {
  const handlers = new Map<number, Emit>();
  const generator = new Generator({ config, weights, threads: 1, ...(maxRows && { maxRows }) }, (id, event) =>
    handlers.get(id)?.(id, event),
  );
  closing.push(() => generator.close());
  let next = 0;
  const run = (
    job: Omit<Job, 'seed'> & { seed?: number },
    watch?: (id: number, drawn: number) => void,
  ): Promise<Result> => {
    const id = next++;
    const n = job.n ?? 1;
    const result: Result = { tokens: Array.from({ length: n }, () => []), finish: Array.from({ length: n }) };
    return new Promise((resolve, reject) => {
      handlers.set(id, (_, event) => {
        if (event.type === 'failure') reject(new Error(event.message));
        else if (event.type === 'token') {
          assert.equal(result.finish[event.index], undefined, 'no token after the finish');
          result.tokens[event.index]!.push(event);
          watch?.(id, result.tokens.flat().length);
        } else {
          assert.equal(result.finish[event.index], undefined, 'one finish per continuation');
          result.finish[event.index] = event.finish;
          if (result.finish.every((finish) => finish)) resolve(result);
        }
      });
      generator.submit([id, { seed: 1, ...job }]);
    });
  };
  return { generator, run };
};

const close = (a: number, b: number, what: string) =>
  assert.ok(Math.abs(a - b) < TOLERANCE, `${what}: ${a} and ${b} differ by ${Math.abs(a - b)}`);
const sameDrawn = (a: Drawn[], b: Drawn[], what: string) => {
  assert.deepEqual(
    a.map(({ id }) => id),
    b.map(({ id }) => id),
    what,
  );
  a.forEach(({ logprob }, i) => close(logprob, b[i]!.logprob, `${what}, token ${i}`));
};
const prompts = [1, 7, 40].map((length) => Array.from({ length }, (_, i) => (i * 17 + length) % 61));
const shared = open(qwen);

test('the uncached forward pass equals the f64 reference, with packed rows', async () => {
  for (const config of [qwen, llama]) {
    const weights = randomWeights(config);
    const device = openDevice({ threads: 1, worker: false });
    closing.push(() => device.close());
    await device.write(weights);
    const variables = Object.fromEntries(
      Object.entries(weights).map(([name, value]) => [name, variable(name, value.shape)]),
    );
    const graph = forward(config, (name) => variables[name]!, forwardInputs('B', 'T'));
    const program = await device.compile({ outputs: { logits: graph } });
    const [first, second] = [prompts[1]!, prompts[2]!];
    const ids = [...first, ...second];
    const { logits } = await program.run({
      ids: { data: Int32Array.from(ids), shape: [1, ids.length] },
      positions: { data: Int32Array.from([...first.keys(), ...second.keys()]), shape: [1, ids.length] },
      segments: { data: Int32Array.from([...first.map(() => 1), ...second.map(() => 2)]), shape: [1, ids.length] },
      index: { data: Int32Array.from(ids.keys()), shape: [ids.length] },
    });
    const want = [...reference(config, weights, first), ...reference(config, weights, second)].flat();
    want.forEach((value, i) => close(logits!.data[i]!, value, `${config.modelType} logit ${i}`));
  }
});

test('cached generation equals the reference on the whole sequence: greedy tokens, and log-probabilities of drawn ones', async () => {
  for (const [config, { run }] of [
    [qwen, shared],
    [llama, open(llama)],
  ] as const) {
    const weights = randomWeights(config);
    for (const prompt of prompts) {
      const greedy = await run({ prompt, temperature: 0, maxTokens: 28 });
      const drawn = await run({ prompt, n: 3, maxTokens: 28, seed: 5 });
      for (const tokens of [...greedy.tokens, ...drawn.tokens]) {
        const rows = reference(config, weights, [...prompt, ...tokens.map(({ id }) => id)]).map(logSoftmax);
        tokens.forEach(({ id, logprob }, i) => {
          const row = rows[prompt.length - 1 + i]!;
          close(logprob, row[id]!, `${config.modelType}, prompt of ${prompt.length}, token ${i}`);
          if (tokens === greedy.tokens[0]) assert.equal(id, row.indexOf(Math.max(...row)), `greedy token ${i}`);
        });
      }
      assert.deepEqual(drawn.finish, ['length', 'length', 'length']);
    }
  }
});

test('n continuations are n separate requests with the seeds of the rule', async () => {
  const request = { prompt: prompts[1]!, maxTokens: 20, temperature: 1.3, topP: 0.95, seed: 11 };
  const together = await shared.run({ ...request, n: 3 });
  assert.equal(
    new Set(together.tokens.map((tokens) => tokens.map(({ id }) => id).join())).size,
    3,
    'continuations differ',
  );
  for (let i = 0; i < 3; i++) {
    const alone = await shared.run({ ...request, seed: continuationSeed(11, i) });
    sameDrawn(alone.tokens[0]!, together.tokens[i]!, `continuation ${i}`);
  }
});

test('requests that overlap do not disturb each other, and a cancelled one leaves the others as they were', async () => {
  const [a, b] = [
    { prompt: prompts[0]!, n: 2, maxTokens: 25, seed: 1 },
    { prompt: prompts[2]!, n: 3, maxTokens: 12, seed: 2 },
  ];
  const [onlyA, onlyB] = [await shared.run(a), await shared.run(b)];
  let late: Promise<Result> | undefined;
  let doomed: Promise<Result> | undefined;
  const first = await shared.run(a, (_, drawn) => {
    if (drawn === 4)
      doomed = shared.run({ ...b, maxTokens: 50, seed: 3 }, (id, count) => {
        if (count === 9) shared.generator.cancel(id);
      });
    if (drawn === 10) late = shared.run(b);
  });
  const [second, cancelled] = [await late!, await doomed!];
  for (let i = 0; i < 2; i++) sameDrawn(first.tokens[i]!, onlyA.tokens[i]!, `first ${i}`);
  for (let i = 0; i < 3; i++) sameDrawn(second.tokens[i]!, onlyB.tokens[i]!, `second ${i}`);
  assert.deepEqual(cancelled.finish, ['cancelled', 'cancelled', 'cancelled']);
  assert.equal(cancelled.tokens.flat().length, 9, 'the step in which it was cancelled was its last');
});

test('cancelling before the first token, and while waiting for rows', async () => {
  const { run, generator } = open(qwen, undefined, 2);
  const full = run({ prompt: prompts[0]!, n: 2, maxTokens: 10 }, (_, drawn) => {
    if (drawn === 6) generator.cancel(1);
  });
  const waiting = await run({ prompt: prompts[0]!, n: 2, maxTokens: 10 });
  assert.deepEqual(waiting, { tokens: [[], []], finish: ['cancelled', 'cancelled'] });
  assert.deepEqual((await full).finish, ['length', 'length']);
  const early = run({ prompt: prompts[0]!, maxTokens: 10 });
  generator.cancel(2);
  assert.deepEqual((await early).finish, ['cancelled']);
  assert.equal(
    (await run({ prompt: prompts[0]!, n: 4, maxTokens: 2 })).tokens.flat().length,
    8,
    'more continuations than rows still run',
  );
});

test('a reply ends at a stop id, at its token limit and at the end of the context', async () => {
  const free = await shared.run({ prompt: prompts[1]!, maxTokens: 20, seed: 4 });
  const stop = free.tokens[0]![8]!.id;
  const cut = await shared.run({ prompt: prompts[1]!, maxTokens: 20, seed: 4, stopIds: [stop] });
  const at = free.tokens[0]!.findIndex(({ id }) => id === stop);
  assert.deepEqual(
    cut.tokens[0]!.map(({ id }) => id),
    free.tokens[0]!.slice(0, at + 1).map(({ id }) => id),
  );
  assert.deepEqual(cut.finish, ['stop']);
  const whole = await shared.run({ prompt: prompts[2]!, maxTokens: 1000, n: 2 });
  assert.deepEqual(
    whole.tokens.map((tokens) => tokens.length),
    [56, 56],
  ); // 96 positions, 40 of them the prompt's
  assert.deepEqual(whole.finish, ['length', 'length']);
});

test('a request that can not be run fails alone and says why', async () => {
  const good = shared.run({ prompt: prompts[0]!, maxTokens: 5 });
  await assert.rejects(shared.run({ prompt: [], maxTokens: 5 }), /the prompt is empty/);
  await assert.rejects(shared.run({ prompt: [1, 61], maxTokens: 5 }), /token 61 is not in the vocabulary of 61/);
  await assert.rejects(
    shared.run({ prompt: Array.from({ length: 96 }, () => 1), maxTokens: 5 }),
    /has 96 tokens; this model has room for 95/,
  );
  assert.equal((await good).tokens[0]!.length, 5);
  const { 'model.norm.weight': _, ...lacking } = randomWeights(qwen);
  await assert.rejects(open(qwen, lacking).run({ prompt: [1], maxTokens: 1 }), /the weights lack model.norm.weight/);
});
