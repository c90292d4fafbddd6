/** Studies: the verb, runs that are made once and gone on with, and what the study of MuonClip says of results that are known. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { KvCache } from '../infer/cache.ts';
import { parseConfig } from '../model/config.ts';
import { cacheShape } from '../model/transformer.ts';
import { report } from './main.ts';
import { parseRecipe } from '../lab/data/sft-recipe.ts';
import { conditions, gridRuns, muonClipPlan, tuned } from '../lab/study/muonclip-plan.ts';
import { cacheBytes, muonClipFindings } from '../lab/study/muonclip-report.ts';
import { condense, finalLoss, makeRuns, type LogLine, type RunResult, type StudyRun } from '../lab/study/runs.ts';
import { findingsText } from '../lab/study/findings.ts';
import { run } from './study.ts';

const root = mkdtempSync(join(tmpdir(), 'mizan-study-'));
after(() => rmSync(root, { recursive: true, force: true }));
const never = new AbortController().signal;

test('a mistake in the command is one line that says what there is', async () => {
  for (const [args, message] of [
    [[], /takes one study: small-beats-large, rewards, muonclip/],
    [['muonclp'], /no study "muonclp"; did you mean muonclip\?/],
    [['muonclip', 'more'], /takes one study/],
    [['zzzzzz'], /there are: small-beats-large, rewards, muonclip/],
  ] as const) {
    let line = '';
    await assert.rejects(run([...args], never), (error) => {
      assert.equal(
        report(
          error,
          (text) => {
            line += text;
          },
          {},
        ),
        2,
      );
      return true;
    });
    assert.match(line, message);
  }
});

test('a log becomes points over stretches of updates', () => {
  const lines: LogLine[] = [
    {
      type: 'update',
      update: 1,
      loss: 4,
      tokens: 10,
      seconds: 1,
      maxLogits: [
        [1, 2],
        [3, 0],
      ],
      clipped: 0.25,
      busiest: [2, 4],
    },
    {
      type: 'update',
      update: 2,
      loss: 2,
      tokens: 20,
      seconds: 2,
      maxLogits: [
        [1, 5],
        [2, 0],
      ],
      clipped: 0.75,
      busiest: [1, 1],
    },
    { type: 'validation', update: 2, loss: 2.5 },
    {
      type: 'update',
      update: 3,
      loss: 1,
      tokens: 30,
      seconds: 3,
      maxLogits: [
        [0, 1],
        [9, 0],
      ],
      clipped: 0.25,
      busiest: [1, 2],
    },
  ];
  assert.deepEqual(condense(lines, 2, 2.5), {
    tokens: 30,
    seconds: 3,
    heldOut: [[2, 2.5]],
    training: [
      [2, 3],
      [3, 1],
    ],
    maxLogit: [
      [2, 5],
      [3, 9],
    ],
    clipped: [
      [2, 0.5],
      [3, 0.25],
    ],
    busiest: [
      [2, 2],
      [3, 1.5],
    ],
    heads: [
      [1, 5],
      [9, 0],
    ],
    timesClipped: [
      [0, 1],
      [2, 0],
    ],
  });
  const dense = condense([{ type: 'update', update: 1, loss: 4, tokens: 10, seconds: 1 }], 2, undefined);
  assert.deepEqual(
    [dense.maxLogit, dense.clipped, dense.busiest, dense.heads, dense.timesClipped],
    [[], [], [], [], []],
  );
});

const micro = (name: string, updates: number, lr = 0.003): StudyRun => ({
  name,
  recipe: {
    name,
    about: '',
    seed: 1,
    tokenizer: { vocab_size: 320, items: 40 },
    data: { seed: 1, families: ['roman'], difficulties: { 1: 1, 2: 0, 3: 0 }, planned: 0 },
    model: {
      model_type: 'llama',
      hidden_size: 16,
      num_hidden_layers: 1,
      num_attention_heads: 2,
      num_key_value_heads: 2,
      intermediate_size: 24,
      max_position_embeddings: 192,
      tie_word_embeddings: true,
    },
    train: {
      updates,
      rows: 2,
      length: 192,
      accumulate: 1,
      lr,
      warmup: 1,
      decay: 0.25,
      weight_decay: 0.1,
      betas: [0.9, 0.98],
      clip: 1,
      threads: 1,
      save_every: 2,
      validate_every: 3,
      validation_items: 4,
      watch_logits: true,
    },
  },
});

test('runs are made once; one that was stopped goes on; another recipe is another run', async () => {
  const folder = join(root, 'runs-test');
  const runs = [micro('a', 4), micro('b', 6)];
  const stop = new AbortController();
  const log = () => readdirSync(join(folder, 'runs')).find((name) => name.startsWith('b.'));
  const timer = setInterval(() => {
    try {
      if (readFileSync(join(folder, 'runs', log()!, 'log.jsonl'), 'utf8').includes('"update":2')) stop.abort();
    } catch {
      /* not there yet */
    }
  }, 1);
  const first = await makeRuns(folder, runs, stop.signal);
  clearInterval(timer);
  if (first.size < 2) {
    // stopped in time, as is usual: the first run is kept, the second stands where it was
    assert.ok(existsSync(join(folder, 'runs', 'a.json')) && !existsSync(join(folder, 'runs', 'b.json')) && log());
  }
  assert.equal((await makeRuns(folder, runs, never, { make: false })).size, first.size);
  const results = await makeRuns(folder, runs, never);
  assert.deepEqual(
    [...results].map(([name, { heldOut }]) => [name, heldOut.map(([x]) => x)]),
    [
      ['a', [3, 4]],
      ['b', [3, 6]],
    ],
  );
  assert.deepEqual(readdirSync(join(folder, 'runs')).sort(), ['a.json', 'b.json'], 'checkpoints are gone');
  const before = readFileSync(join(folder, 'runs', 'a.json'), 'utf8');
  assert.deepEqual(await makeRuns(folder, runs, never), results);
  assert.equal(readFileSync(join(folder, 'runs', 'a.json'), 'utf8'), before);
  writeFileSync(join(folder, 'runs', 'a.json'), before.slice(0, 40));
  assert.deepEqual(
    (await makeRuns(folder, runs, never)).get('a')!.heldOut,
    results.get('a')!.heldOut,
    'a damaged file is made again, and gives the same',
  );
  const other = (await makeRuns(folder, [micro('a', 5)], never)).get('a')!;
  assert.equal(other.heldOut.at(-1)![0], 5);
  await assert.rejects(
    makeRuns(folder, [micro('a', 5), { name: 'c', recipe: { ...micro('c', 5).recipe, seed: -1 } }], never),
    /c: seed must be/,
  );
});

test('every recipe of the plan is sound, and differs in what it is named for', () => {
  for (const quick of [false, true]) {
    const plan = muonClipPlan(quick);
    const sets = conditions(plan, { adamw: 0.001, muon: 0.01 });
    for (const one of [...gridRuns(plan, 'adamw'), ...gridRuns(plan, 'muon'), ...Object.values(sets).flat()])
      parseRecipe(one.recipe, one.name);
    const names = new Map<string, string>();
    for (const one of Object.values(sets).flat()) {
      const text = JSON.stringify(one.recipe);
      assert.equal(names.get(one.name) ?? text, text, 'one name, one recipe');
      names.set(one.name, text);
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
    [loss - 0.01, loss, loss + 0.01].map((one) => made(one, more));
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
    muonclip: [1.5, 1.48, 1.52].map((one) => made(one, clipped)),
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
    const held = Array.from({ length: config.numLayers }, (_, layer) => cache.view(layer, 1)).reduce(
      (sum, { k, v }) => sum + k.byteLength + v.byteLength,
      0,
    );
    assert.deepEqual(cacheBytes(config, 4), { kept: held / cache.room, full });
  }
});
