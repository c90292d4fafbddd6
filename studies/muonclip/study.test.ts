/** The study of MuonClip: its recipes are sound, and its claims follow from results that are known. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KvCache } from '../../src/infer/cache.ts';
import { findingsText } from '../../src/lab/findings.ts';
import { parseFromScratchRecipe } from '../../src/lab/recipe/sft.ts';
import { parseConfig } from '../../src/model/config.ts';
import { cacheShape } from '../../src/model/transformer.ts';
import { finalLoss, type RunResult } from '../training-runs.ts';
import { conditions, gridRuns, muonClipPlan, tuned } from './plan.ts';
import { cacheBytes, muonClipFindings } from './report.ts';

test('every recipe of the plan is sound, and differs in what it is named for', () => {
  for (const quick of [false, true]) {
    const plan = muonClipPlan(quick);
    const sets = conditions(plan, { adamw: 0.001, muon: 0.01 });
    for (const run of [...gridRuns(plan, 'adamw'), ...gridRuns(plan, 'muon'), ...Object.values(sets).flat()])
      parseFromScratchRecipe(run.recipe, run.name);
    const names = new Map<string, string>();
    for (const run of Object.values(sets).flat()) {
      const text = JSON.stringify(run.recipe);
      assert.equal(names.get(run.name) ?? text, text, 'one name, one recipe');
      names.set(run.name, text);
    }
    const train = (set: string) =>
      sets[set]![0]!.recipe.train as { muon?: object; qk_clip?: object; lr: number; updates: number };
    assert.deepEqual(
      ['adamw', 'muon', 'muonclip'].map((set) => [train(set).muon !== undefined, train(set).qk_clip !== undefined]),
      [
        [false, false],
        [true, false],
        [true, true],
      ],
    );
    assert.equal(train('high muon').lr, 0.01 * plan.high);
  }
});

const made = (loss: number, more: Partial<RunResult> = {}): RunResult => ({
  name: 'x',
  parameters: 10,
  active: 5,
  tokens: 1000,
  seconds: 1,
  diverged: false,
  heldOut: [
    [1, loss + 1],
    [2, loss],
  ],
  training: [[2, loss]],
  maxLogit: [
    [1, 5],
    [2, 8],
  ],
  clipped: [],
  timesClipped: [],
  heads: [],
  busiest: [
    [1, 2],
    [2, 1.2],
  ],
  ...more,
});

test('claims follow from the results', () => {
  const plan = muonClipPlan(false);
  const three = (loss: number, more: Partial<RunResult> = {}) =>
    [loss - 0.01, loss, loss + 0.01].map((loss) => made(loss, more));
  const clipped: Partial<RunResult> = {
    maxLogit: [
      [1, plan.threshold],
      [2, plan.threshold * 1.05],
    ],
    clipped: [
      [1, 0.5],
      [2, 0],
    ],
    timesClipped: [[0, 3]],
  };
  const good: Record<string, RunResult[]> = {
    adamw: three(2),
    muon: three(1.5),
    muonclip: [1.5, 1.48, 1.52].map((loss) => made(loss, clipped)),
    'short 0.5': three(2.05),
    'short 0.65': three(1.9),
    'high muon': three(1.8, {
      maxLogit: [
        [1, 50],
        [2, 400],
      ],
    }),
    'high muonclip': three(1.7, clipped),
    ...Object.fromEntries(plan.experts.map((experts, i) => [`experts ${experts}`, three(1.6 - i / 20)])),
  };
  const grid = {
    adamw: plan.rates.adamw.map((_, i) => made(2 + Math.abs(i - 1))),
    muon: plan.rates.muon.map(() => made(NaN, { diverged: true })),
  };
  const found = muonClipFindings(plan, { adamw: 0.001, muon: 0.01 }, grid, good, { made: 34, missing: 0 });
  assert.deepEqual(
    found.claims.map(({ holds }) => holds),
    [true, true, true, true, true],
    JSON.stringify(found.claims, null, 1),
  );
  assert.match(found.claims[0]!.found, /−0\.100 .*about 0\.55 of them are enough/);
  assert.match(found.claims[1]!.found, /10\.5 at the tuned rate and 10\.5 at 4 times that; without the clip 8 and 400/);
  const bad = {
    ...good,
    'short 0.65': three(2.2),
    muonclip: three(1.9, clipped),
    'high muonclip': three(1.9, { ...clipped, maxLogit: [[1, plan.threshold * 1.2]] }),
    'experts 8': three(1.7),
  };
  assert.deepEqual(
    muonClipFindings(plan, { adamw: 0.001, muon: 0.01 }, grid, bad, { made: 34, missing: 0 }).claims.map(
      ({ holds }) => holds,
    ),
    [false, false, false, false, false],
  );
  const text = findingsText('muonclip', found, false);
  for (const part of found.parts)
    if (part.type === 'plot') {
      assert.match(part.svg, /<path class="line/);
      assert.ok(text.includes(`(muonclip-${part.name}.svg)`));
    }
  assert.match(text, /MuonClip, rate too high +\| +0\.04 .*50 %/);
  const { muonclip: _, 'experts 8': __, ...fewer } = good;
  const partial = muonClipFindings(plan, { adamw: 0.001, muon: 0.01 }, grid, fewer, { made: 30, missing: 4 });
  assert.deepEqual(
    partial.claims.map(({ holds }) => holds),
    [true, null, null, true, null],
  );
  assert.match(
    findingsText('muonclip', partial, false),
    /Not finished: 30 of 34 runs are made\.[^]*· not measured yet: MuonClip holds/,
  );
  assert.equal(tuned(plan.rates.adamw, grid.adamw), plan.rates.adamw[1]);
  assert.equal(finalLoss(grid.muon[0]!), Infinity);
});

test('bytes of the cache are those that the cache allocates', () => {
  const base = {
    vocab_size: 9,
    hidden_size: 8,
    intermediate_size: 8,
    num_hidden_layers: 3,
    num_attention_heads: 4,
    max_position_embeddings: 16,
  };
  const latent = parseConfig({
    ...base,
    model_type: 'kimi_k2',
    kv_lora_rank: 6,
    qk_nope_head_dim: 4,
    qk_rope_head_dim: 2,
    v_head_dim: 3,
    n_routed_experts: 4,
    num_experts_per_tok: 2,
    moe_intermediate_size: 4,
  });
  const grouped = parseConfig({ ...base, model_type: 'llama', num_key_value_heads: 2 });
  for (const [config, full] of [
    [latent, 3 * 4 * (6 + 3) * 4],
    [grouped, 3 * 4 * 2 * 2 * 4],
  ] as const) {
    const cache = new KvCache(config.numLayers, cacheShape(config));
    const cached = Array.from({ length: config.numLayers }, (_, layer) => cache.view(layer, 1)).reduce(
      (sum, { k, v }) => sum + k.byteLength + v.byteLength,
      0,
    );
    assert.deepEqual(cacheBytes(config, 4), { kept: cached / cache.room, full });
  }
});
