/**
 * Sparse models with latent attention against an independent forward pass in f64, written here from the published
 * description of DeepSeek-V3: the plain form over packed rows, and generation in the absorbed form from the latent
 * cache.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createRandom } from '../random.ts';
import { parameterShapes, parseConfig, type DeepseekConfig } from '../model/config.ts';
import { cacheShape, forward, forwardInputs, type Diagnostics } from '../model/transformer.ts';
import { evaluate } from '../tensor/testing/reference.ts';
import { openDevice, type Value } from '../tensor/run.ts';
import { variable } from '../tensor/trace.ts';
import { Generator } from './generator.ts';

/** Largest difference allowed between f32 log-probabilities or logits and f64 ones of size 1 to 10. */
const TOLERANCE = 1e-4;

const base = {
  model_type: 'kimi_k2',
  vocab_size: 53,
  hidden_size: 24,
  intermediate_size: 40,
  num_hidden_layers: 3,
  num_attention_heads: 3,
  max_position_embeddings: 80,
  q_lora_rank: 14,
  kv_lora_rank: 10,
  qk_nope_head_dim: 6,
  qk_rope_head_dim: 4,
  v_head_dim: 5,
  n_routed_experts: 6,
  num_experts_per_tok: 2,
  moe_intermediate_size: 16,
  n_shared_experts: 1,
  first_k_dense_replace: 1,
  routed_scaling_factor: 1.7,
  rope_theta: 300,
};
const CONFIGS: Record<string, DeepseekConfig> = Object.fromEntries(
  Object.entries({
    'as in Kimi K2': {},
    'without a query latent, groups of experts, two shared ones, halves rotated, weights as they are': {
      q_lora_rank: null,
      n_routed_experts: 12,
      n_group: 4,
      topk_group: 2,
      num_experts_per_tok: 3,
      n_shared_experts: 2,
      rope_interleave: false,
      norm_topk_prob: false,
      tie_word_embeddings: true,
    },
    'every layer sparse, no shared expert, context stretched by YaRN': {
      first_k_dense_replace: 0,
      n_shared_experts: 0,
      rope_scaling: {
        type: 'yarn',
        factor: 4,
        original_max_position_embeddings: 20,
        beta_fast: 32,
        beta_slow: 1,
        mscale: 1,
        mscale_all_dim: 0.8,
      },
    },
  }).map(([name, change]) => [name, parseConfig({ ...base, ...change }) as DeepseekConfig]),
);

type Weights = Record<string, Value>;

/**
 * Weights large enough that attention is sharp and every term matters; the bias is large enough to change who is
 * chosen.
 */
const randomWeights = (config: DeepseekConfig): Weights => {
  const random = createRandom('sparse weights');
  return Object.fromEntries(
    Object.entries(parameterShapes(config)).map(([name, dims]) => {
      const scale = dims.length === 1 ? 0.3 : name.includes('embed') ? 0.5 : 1.2 / Math.sqrt(dims.at(-1)!);
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

type Seen = { logits: number[][]; maxLogits: number[][]; chosen: number[][][] };

const yarn = (config: DeepseekConfig, pair: number): number => {
  const [scaling, width] = [config.ropeScaling, config.qkRopeHeadDim];
  const plain = config.ropeTheta ** ((-2 * pair) / width);
  if (scaling?.type !== 'yarn') return plain;
  const at = (turns: number) =>
    (width * Math.log(scaling.originalMaxPositions / (2 * Math.PI * turns))) / (2 * Math.log(config.ropeTheta));
  const [low, high] = [
    Math.max(0, Math.floor(at(scaling.betaFast))),
    Math.min(width - 1, Math.ceil(at(scaling.betaSlow))),
  ];
  const stretched = Math.min(1, Math.max(0, (pair - low) / (high === low ? 0.001 : high - low)));
  return plain * (1 - stretched + stretched / scaling.factor);
};

/** Logits (T, V), the largest score of each layer and head, and who computed each token, in f64. */
const reference = (config: DeepseekConfig, weights: Weights, ids: readonly number[]): Seen => {
  const {
    hiddenSize,
    numHeads,
    qkNopeHeadDim: nope,
    qkRopeHeadDim: turned,
    vHeadDim,
    kvLoraRank,
    numExperts,
    expertsPerToken,
    groups,
    topGroups,
  } = config;
  const of = (name: string) => weights[`${name}.weight`]!;
  const times = ({ data, shape }: Value, x: readonly number[], rows = shape.at(-2)!, from = 0) =>
    Array.from({ length: rows }, (_, o) =>
      x.reduce((sum, element, i) => sum + element * data[from + o * x.length + i]!, 0),
    );
  const norm = (x: number[], name: string) => {
    const scale = 1 / Math.sqrt(x.reduce((sum, element) => sum + element * element, 0) / x.length + config.rmsNormEps);
    return x.map((element, i) => element * scale * of(name).data[i]!);
  };
  const scaling = config.ropeScaling?.type === 'yarn' ? config.ropeScaling : undefined;
  const mscale = (m: number) => (scaling ? 0.1 * m * Math.log(scaling.factor) + 1 : 1);
  const onTables = scaling ? mscale(scaling.mscale!) / mscale(scaling.mscaleAllDim!) : 1;
  const onScores = (scaling ? mscale(scaling.mscaleAllDim!) ** 2 : 1) / Math.sqrt(nope + turned);
  const rotate = (x: number[], position: number) => {
    const out = [...x];
    for (let pair = 0; pair < turned / 2; pair++) {
      const [i, j] = config.ropeInterleave ? [2 * pair, 2 * pair + 1] : [pair, pair + turned / 2];
      const [c, s] = [
        Math.cos(position * yarn(config, pair)) * onTables,
        Math.sin(position * yarn(config, pair)) * onTables,
      ];
      [out[i], out[j]] = [x[i]! * c - x[j]! * s, x[j]! * c + x[i]! * s];
    }
    return out;
  };
  const silu = (x: number) => x / (1 + Math.exp(-x));
  const plain = (x: number[], at: string) => {
    const up = times(of(`${at}.up_proj`), x);
    return times(
      of(`${at}.down_proj`),
      times(of(`${at}.gate_proj`), x).map((g, i) => silu(g) * up[i]!),
    );
  };
  const seen: Seen = { logits: [], maxLogits: [], chosen: [] };
  let states = ids.map((id) =>
    Array.from({ length: hiddenSize }, (_, j) => of('model.embed_tokens').data[id * hiddenSize + j]!),
  );
  for (let layer = 0; layer < config.numLayers; layer++) {
    const at = `model.layers.${layer}`;
    const self = `${at}.self_attn`;
    const tokens = states.map((x, position) => {
      const h = norm(x, `${at}.input_layernorm`);
      const q =
        config.qLoraRank === undefined
          ? times(of(`${self}.q_proj`), h)
          : times(of(`${self}.q_b_proj`), norm(times(of(`${self}.q_a_proj`), h), `${self}.q_a_layernorm`));
      const down = times(of(`${self}.kv_a_proj_with_mqa`), h);
      const up = times(of(`${self}.kv_b_proj`), norm(down.slice(0, kvLoraRank), `${self}.kv_a_layernorm`));
      const shared = rotate(down.slice(kvLoraRank), position);
      return Array.from({ length: numHeads }, (_, head) => {
        const headQ = q.slice(head * (nope + turned), (head + 1) * (nope + turned));
        const headKv = up.slice(head * (nope + vHeadDim), (head + 1) * (nope + vHeadDim));
        return {
          q: [...headQ.slice(0, nope), ...rotate(headQ.slice(nope), position)],
          k: [...headKv.slice(0, nope), ...shared],
          v: headKv.slice(nope),
        };
      });
    });
    const most = Array.from({ length: numHeads }, () => -Infinity);
    states = states.map((x, i) => {
      const mixed = Array.from({ length: numHeads }, (_, head) => {
        const scores = tokens
          .slice(0, i + 1)
          .map((token) => onScores * token[head]!.k.reduce((sum, k, j) => sum + k * tokens[i]![head]!.q[j]!, 0));
        most[head] = Math.max(most[head]!, ...scores);
        const e = scores.map((score) => Math.exp(score - Math.max(...scores)));
        const total = e.reduce((a, b) => a + b, 0);
        return Array.from({ length: vHeadDim }, (__, j) =>
          e.reduce((sum, element, t) => sum + (element / total) * tokens[t]![head]!.v[j]!, 0),
        );
      }).flat();
      const out = times(of(`${self}.o_proj`), mixed);
      return x.map((element, j) => element + out[j]!);
    });
    seen.maxLogits.push(most);
    const who: number[][] = [];
    states = states.map((x) => {
      const h = norm(x, `${at}.post_attention_layernorm`);
      if (layer < config.denseLayers) {
        const out = plain(h, `${at}.mlp`);
        return x.map((element, j) => element + out[j]!);
      }
      const scores = times(of(`${at}.mlp.gate`), h).map((element) => 1 / (1 + Math.exp(-element)));
      const biased = scores.map((element, e) => element + weights[`${at}.mlp.gate.e_score_correction_bias`]!.data[e]!);
      const size = numExperts / groups;
      const best = (list: number[], k: number) =>
        list
          .map((_, i) => i)
          .sort((a, b) => list[b]! - list[a]! || a - b)
          .slice(0, k);
      const grouped = Array.from({ length: groups }, (_, g) => biased.slice(g * size, (g + 1) * size));
      const open = best(
        grouped.map((group) => best(group, 2).reduce((sum, e) => sum + group[e]!, 0)),
        topGroups,
      );
      const chosen = best(
        biased.map((element, e) => (open.includes(Math.floor(e / size)) ? element : -Infinity)),
        expertsPerToken,
      );
      who.push(chosen);
      const total = config.normTopk ? chosen.reduce((sum, e) => sum + scores[e]!, 0) : 1;
      const out = x.map(() => 0);
      for (const e of chosen) {
        const f = config.expertSize;
        const stack = (name: string) => of(`${at}.mlp.experts.${name}_proj`);
        const up = times(stack('up'), h, f, e * f * hiddenSize);
        const y = times(
          stack('down'),
          times(stack('gate'), h, f, e * f * hiddenSize).map((g, i) => silu(g) * up[i]!),
          hiddenSize,
          e * f * hiddenSize,
        );
        y.forEach((element, j) => {
          out[j] += (config.routedScale * scores[e]! * element) / total;
        });
      }
      const shared = config.sharedExperts > 0 ? plain(h, `${at}.mlp.shared_experts`) : x.map(() => 0);
      return x.map((element, j) => element + out[j]! + shared[j]!);
    });
    seen.chosen.push(who);
  }
  seen.logits = states.map((x) =>
    times(of(config.tieWordEmbeddings ? 'model.embed_tokens' : 'lm_head'), norm(x, 'model.norm')),
  );
  return seen;
};

const logSoftmax = (row: number[]): number[] => {
  const top = Math.max(...row);
  const total = top + Math.log(row.reduce((sum, x) => sum + Math.exp(x - top), 0));
  return row.map((x) => x - total);
};

const close = (a: number, b: number, what: string, tolerance = TOLERANCE) =>
  assert.ok(Math.abs(a - b) < tolerance, `${what}: ${a} and ${b} differ by ${Math.abs(a - b)}`);

const closing: (() => Promise<void>)[] = [];
after(async () => {
  for (const close of closing) await close();
});

const idsOf = (length: number) => Array.from({ length }, (_, i) => (i * 17 + length) % 53);

for (const [name, config] of Object.entries(CONFIGS)) {
  const weights = randomWeights(config);

  test(`${name}: the plain form equals the f64 reference, with packed rows and padding; so do the largest scores and the loads`, async () => {
    const [first, second] = [idsOf(5), idsOf(11)];
    const length = 18; // two places of padding
    const place = (values: number[]) => ({
      data: Int32Array.from({ length }, (_, i) => values[i] ?? 0),
      shape: [1, length],
    });
    const feeds = {
      ids: place([...first, ...second]),
      positions: place([...first.keys(), ...second.keys()]),
      segments: place([...first.map(() => 1), ...second.map(() => 2)]),
      index: { data: Int32Array.from({ length }, (_, i) => i), shape: [length] },
    };
    const variables = Object.fromEntries(
      Object.entries(weights).map(([key, value]) => [key, variable(key, value.shape)]),
    );
    const diagnostics: Diagnostics = { maxLogits: [], balance: new Map() };
    const logits = forward(config, (key) => variables[key]!, forwardInputs('B', 'T'), { diagnostics });
    const outputs = {
      logits,
      ...Object.fromEntries([...diagnostics.maxLogits.entries()].map(([i, element]) => [`max${i}`, element])),
      ...Object.fromEntries([...diagnostics.balance].map(([i, { load }]) => [`load${i}`, load])),
    };
    const device = openDevice({ threads: 1, worker: false });
    closing.push(() => device.close());
    await device.write(weights);
    const got = await (await device.compile({ outputs })).run(feeds);
    const exact = evaluate([logits], { ...feeds, ...weights })[0]!.data;
    const [a, b] = [reference(config, weights, first), reference(config, weights, second)];
    [...a.logits, ...b.logits].flat().forEach((value, i) => {
      close(exact[i]!, value, `logit ${i} of the graph in f64`, 1e-6); // the tables of rotation are f32
      close(got.logits!.data[i]!, value, `logit ${i}`);
    });
    for (let layer = 0; layer < config.numLayers; layer++) {
      a.maxLogits[layer]!.forEach((value, head) =>
        close(
          got[`max${layer}`]!.data[head]!,
          Math.max(value, b.maxLogits[layer]![head]!),
          `largest score of layer ${layer}, head ${head}`,
        ),
      );
      if (layer < config.denseLayers) continue;
      const load = Array.from(
        { length: config.numExperts },
        (_, e) => [...a.chosen[layer]!, ...b.chosen[layer]!].flat().filter((element) => element === e).length,
      );
      assert.deepEqual([...got[`load${layer}`]!.data], load, `loads of layer ${layer}, padding left out`);
      assert.ok(
        load.some((element) => element !== load[0]),
        'experts of one load would not show who is who',
      );
    }
  });

  test(`${name}: generation from the latent cache equals the reference on the whole sequence`, async () => {
    const handlers = new Map<
      number,
      (event: { type: string; id?: number; logprob?: number; index?: number }) => void
    >();
    const generator = new Generator({ config, weights, threads: 1 }, (id, event) => handlers.get(id)?.(event as never));
    closing.push(() => generator.close());
    const run = (id: number, prompt: number[], n: number, temperature: number) =>
      new Promise<{ id: number; logprob: number }[][]>((resolve, reject) => {
        const drawn: { id: number; logprob: number }[][] = Array.from({ length: n }, () => []);
        let open = n;
        handlers.set(id, (event) => {
          if (event.type === 'failure') reject(new Error(JSON.stringify(event)));
          else if (event.type === 'token') drawn[event.index!]!.push({ id: event.id!, logprob: event.logprob! });
          else if (--open === 0) resolve(drawn);
        });
        generator.submit([id, { prompt, n, temperature, maxTokens: 16, seed: 3 }]);
      });
    const all = await Promise.all([1, 9, 30].map((length, i) => run(i, idsOf(length), i + 1, i === 0 ? 0 : 1)));
    for (const [i, length] of [1, 9, 30].entries()) {
      for (const tokens of all[i]!) {
        const rows = reference(config, weights, [...idsOf(length), ...tokens.map(({ id }) => id)]).logits.map(
          logSoftmax,
        );
        tokens.forEach(({ id, logprob }, k) =>
          close(logprob, rows[length - 1 + k]![id]!, `prompt of ${length}, token ${k}`),
        );
        if (i === 0)
          tokens.forEach(({ id }, k) => assert.equal(id, rows[k]!.indexOf(Math.max(...rows[k]!)), `greedy token ${k}`));
      }
    }
  });
}

test('the cache of a token holds one latent and one rotary key, whatever the number of heads', () => {
  assert.deepEqual(cacheShape(CONFIGS['as in Kimi K2']!), { heads: 1, keyWidth: 4, valueWidth: 10 });
});
