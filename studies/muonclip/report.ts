/**
 * The findings of the study of MuonClip: claims, tables and curves, from the results of the runs that plan.ts names.
 * Pure functions. Losses are held-out, in nats per token; intervals are Student's over seeds, 95 %.
 */
import { parseConfig, type ModelConfig } from '../../src/model/config.ts';
import { cacheShape } from '../../src/model/transformer.ts';
import { mean, meanInterval, type Interval } from '../../src/eval/statistics.ts';
import { linePlot, type PlotOptions, type PlotPoint, type PlotSeries } from '../../src/eval/line-plot.ts';
import type { Table } from '../../src/eval/report.ts';
import type { Claim, Findings } from '../../src/lab/findings.ts';
import { readTexts } from '../texts.ts';
import type { Plan } from './plan.ts';
import { finalLoss, type RunResult } from '../training-runs.ts';

const texts = readTexts(new URL('./texts.md', import.meta.url));

type Runs = readonly RunResult[];
type Rates = { adamw: number; muon: number };

/** How far above the threshold a logit may come in the update before its clip, and still count as held. */
const SLACK = 1.1;

const losses = (runs: Runs): number[] => runs.map(finalLoss);
const loss = (value: number): string => (Number.isFinite(value) ? value.toFixed(3) : 'diverged');
const plain = (value: number): string => String(Number(value.toPrecision(3)));
const percent = (value: number): string => `${(100 * value).toFixed(0)} %`;
const signed = (value: number): string => `${value >= 0 ? '+' : '−'}${Math.abs(value).toFixed(3)}`;
const within = ({ value, low, high }: Interval): string => `${signed(value)} [${signed(low)}, ${signed(high)}]`;
const peak = ({ maxLogit }: RunResult): number => Math.max(...maxLogit.map(([, y]) => y));
/** The largest logit in the second half of a run. */
const latePeak = ({ maxLogit }: RunResult): number =>
  Math.max(...maxLogit.slice(maxLogit.length >> 1).map(([, y]) => y));
const last = (curve: readonly (readonly [number, number])[]): number => curve.at(-1)?.[1] ?? NaN;
/** Mean difference a − b over the seeds. */
const difference = (a: Runs, b: Runs): Interval => meanInterval(losses(a).map((x, i) => x - finalLoss(b[i]!)));
/** Whether a difference in loss is none, or in favour. */
const costless = (gap: Interval): Omit<Claim, 'claim'> => ({
  holds: gap.low <= 0,
  found: `It is ${within(gap)}${gap.high < 0 ? ': better with the clip' : ''}.`,
});

/** The mean of a curve over seeds, in the span of the seeds, where every seed has a point. */
const overSeeds = (runs: Runs, pick: (run: RunResult) => [number, number][]): PlotPoint[] => {
  const curves = runs.map((run) => new Map(pick(run)));
  return [...curves[0]!.keys()]
    .filter((x) => curves.every((curve) => curve.has(x)))
    .map((x) => {
      const ys = curves.map((curve) => curve.get(x)!);
      return [x, mean(ys), Math.min(...ys), Math.max(...ys)];
    });
};

/** The share of updates after which Muon would have AdamW's loss, between the runs of the shares and the whole one. */
const shareNeeded = (goal: number, points: readonly (readonly [share: number, loss: number])[]): number => {
  const at = points.findIndex(([, y]) => y <= goal);
  if (at <= 0) return at === 0 ? points[0]![0] : NaN;
  const [[x0, y0], [x1, y1]] = [points[at - 1]!, points[at]!];
  return x0 + ((x1 - x0) * (y0 - goal)) / (y0 - y1);
};

/** How few updates are enough, in words; `needed` is NaN where no run was good enough. */
const neededText = (needed: number, fewest: number): string => {
  if (Number.isNaN(needed)) return 'no run of Muon had it';
  return needed === fewest ? `${needed} of them are already enough` : `about ${needed.toFixed(2)} of them are enough`;
};

type Sets = Readonly<Record<string, Runs>>;

/** A claim on the sets that it needs; not measured while one of them is missing. */
const claimOn = <Name extends string>(
  sets: Sets,
  names: readonly Name[],
  claim: string,
  test: (found: Record<Name, Runs>) => Omit<Claim, 'claim'>,
): Claim => {
  const found = names.flatMap((name) => (sets[name] ? [[name, sets[name]] as const] : []));
  return {
    claim,
    ...(found.length === names.length
      ? test(Object.fromEntries(found) as Record<Name, Runs>)
      : { holds: null, found: '' }),
  };
};

const claimsOf = (plan: Plan, sets: Sets): Claim[] => {
  const share = plan.shares.at(-1)!;
  const short = `short ${share}` as const;
  const experts = plan.experts.map((count) => `experts ${count}` as const);
  return [
    claimOn(sets, ['adamw', 'muon', short], texts('claim-share', { share }), ({ adamw, muon, [short]: less }) => {
      const points = [...plan.shares, 1].flatMap((part) => {
        const runs = part === 1 ? muon : sets[`short ${part}`];
        return runs ? [[part, mean(losses(runs))] as const] : [];
      });
      const gap = difference(less!, adamw);
      const needed = neededText(shareNeeded(mean(losses(adamw)), points), points[0]![0]);
      return { holds: gap.value <= 0, found: texts('found-share', { share, gap: within(gap), needed }) };
    }),
    claimOn(
      sets,
      ['muon', 'muonclip', 'high muon', 'high muonclip'],
      texts('claim-threshold', { threshold: plan.threshold, slack: percent(SLACK - 1) }),
      (found) => {
        const largest = (name: keyof typeof found) => Math.max(...found[name].map(peak));
        return {
          holds: Math.max(largest('muonclip'), largest('high muonclip')) <= plan.threshold * SLACK,
          found: texts('found-threshold', {
            clipped: plain(largest('muonclip')),
            clippedHigh: plain(largest('high muonclip')),
            high: plan.high,
            free: plain(largest('muon')),
            freeHigh: plain(largest('high muon')),
            late: plain(Math.max(...found.muonclip.map(latePeak))),
            lateHigh: plain(Math.max(...found['high muonclip'].map(latePeak))),
          }),
        };
      },
    ),
    claimOn(sets, ['muon', 'muonclip'], texts('claim-loss'), ({ muon, muonclip }) =>
      costless(difference(muonclip, muon)),
    ),
    claimOn(sets, ['high muon', 'high muonclip'], texts('claim-loss-high', { high: plan.high }), (found) =>
      costless(difference(found['high muonclip'], found['high muon'])),
    ),
    claimOn(sets, experts, texts('claim-experts', { from: plan.experts[0]!, to: plan.experts.at(-1)! }), (found) => {
      const many = experts.map((name) => mean(losses(found[name])));
      return {
        holds: many.every((average, i) => i === 0 || average < many[i - 1]!),
        found: `${plan.experts.map((count, i) => `${count}: ${loss(many[i]!)}`).join(', ')}.`,
      };
    }),
  ];
};

const gridTable = (plan: Plan, grid: { adamw: Runs; muon: Runs }): Table => ({
  title: 'Final loss by learning rate',
  note: texts('grid', { seed: plan.seeds[0]! }),
  head: ['learning rate', 'AdamW', 'Muon'],
  rows: [...new Set([...plan.rates.adamw, ...plan.rates.muon])]
    .sort((a, b) => a - b)
    .map((rate) => [
      String(rate),
      ...(['adamw', 'muon'] as const).map((of) => {
        const run = grid[of][plan.rates[of].indexOf(rate)];
        return run ? loss(finalLoss(run)) : '';
      }),
    ]),
});

const lossTable = (
  plan: Plan,
  lr: Rates,
  rows: readonly (readonly [name: string, rate: number, runs: Runs | undefined])[],
): Table => ({
  title: `Final loss after training, ${plan.seeds.length} seeds`,
  note: texts('losses', lr),
  head: [
    'optimiser',
    'learning rate',
    'updates',
    'tokens',
    'loss, mean',
    ...plan.seeds.map((seed) => `seed ${seed}`),
    'largest logit',
    'heads',
  ],
  rows: rows.flatMap(([name, rate, runs]) => {
    if (!runs) return [];
    const times = runs.flatMap(({ timesClipped }) => timesClipped.flat());
    return [
      [
        name,
        plain(rate),
        `${runs[0]!.training.at(-1)?.[0] ?? 0}`,
        `${Math.round(mean(runs.map(({ tokens }) => tokens)) / 1000)}k`,
        loss(mean(losses(runs))),
        ...losses(runs).map(loss),
        plain(Math.max(...runs.map(peak))),
        times.length > 0 ? percent(mean(times.map((n) => Number(n > 0)))) : '',
      ],
    ];
  }),
});

const sparsityTable = (plan: Plan, sets: Sets): Table => ({
  title: 'Experts at equal active parameters',
  note: texts('sparsity'),
  head: [
    'experts',
    'parameters',
    'active',
    'loss, mean',
    ...plan.seeds.map((seed) => `seed ${seed}`),
    'busiest, first',
    'last',
  ],
  rows: plan.experts.flatMap((experts) => {
    const runs = sets[`experts ${experts}`];
    return !runs
      ? []
      : [
          [
            String(experts),
            runs[0]!.parameters.toLocaleString('en'),
            runs[0]!.active.toLocaleString('en'),
            loss(mean(losses(runs))),
            ...losses(runs).map(loss),
            mean(runs.map(({ busiest }) => busiest[0]?.[1] ?? NaN)).toFixed(2),
            mean(runs.map(({ busiest }) => last(busiest))).toFixed(2),
          ],
        ];
  }),
});

/**
 * Kimi K2's attention as published (arXiv 2507.20534; MoonshotAI/Kimi-K2, config.json); its experts don't matter here.
 */
const KIMI_K2 = {
  model_type: 'kimi_k2',
  vocab_size: 163_840,
  hidden_size: 7168,
  intermediate_size: 18_432,
  num_hidden_layers: 61,
  num_attention_heads: 64,
  max_position_embeddings: 131_072,
  q_lora_rank: 1536,
  kv_lora_rank: 512,
  qk_nope_head_dim: 128,
  qk_rope_head_dim: 64,
  v_head_dim: 128,
  n_routed_experts: 8,
  num_experts_per_tok: 8,
  moe_intermediate_size: 2048,
};

/**
 * Bytes of one token in the caches of all layers: as this model stores them, and with full keys and values of every
 * head.
 */
export const cacheBytes = (config: ModelConfig, bytesPerNumber: number): { kept: number; full: number } => {
  const { heads, keyWidth, valueWidth } = cacheShape(config);
  const full =
    config.type === 'deepseek'
      ? config.numHeads * (config.qkNopeHeadDim + config.qkRopeHeadDim + config.vHeadDim)
      : 2 * config.numHeads * config.headDim;
  return {
    kept: config.numLayers * heads * (keyWidth + valueWidth) * bytesPerNumber,
    full: config.numLayers * full * bytesPerNumber,
  };
};

const cacheTable = (model: ModelConfig): Table => ({
  title: 'Cache per token',
  note: texts('cache'),
  head: ['model', 'numbers', 'latents, bytes', 'keys and values, bytes', 'ratio'],
  rows: (
    [
      ['of this study', model, 4, 'f32'],
      ['Kimi K2', parseConfig(KIMI_K2), 2, 'bf16'],
    ] as const
  ).map(([name, config, bytes, dtype]) => {
    const { kept, full } = cacheBytes(config, bytes);
    return [name, dtype, kept.toLocaleString('en'), full.toLocaleString('en'), (full / kept).toFixed(1)];
  }),
});

const plotOf = (name: string, alt: string, options: Omit<PlotOptions, 'title'>): Findings['parts'][number] => ({
  type: 'plot',
  name,
  alt,
  svg: linePlot({ title: alt, ...options }),
});

type Series = (name: string, set: string, pick: (run: RunResult) => [number, number][]) => PlotSeries;

const log10 = (curve: readonly (readonly [number, number])[]): [number, number][] =>
  curve.map(([x, y]) => [x, Math.log10(Math.max(y, 1e-3))]);

const UPDATES = { xLabel: 'updates' };

const ratesPlot = (plan: Plan, grid: { adamw: Runs; muon: Runs }) =>
  plotOf('rates', 'Final loss by learning rate', {
    xLabel: 'learning rate',
    yLabel: 'held-out loss (nats)',
    logX: true,
    series: (['adamw', 'muon'] as const).map((of) => ({
      name: of === 'adamw' ? 'AdamW' : 'Muon',
      points: grid[of].map((run, i) => [plan.rates[of][i]!, finalLoss(run)]),
    })),
  });

/** Curves of loss, logits and clipping over the updates. */
const curvePlots = (plan: Plan, series: Series) => {
  const loss = ({ heldOut }: RunResult) => heldOut;
  const logit = ({ maxLogit }: RunResult) => log10(maxLogit);
  const clipped = (run: RunResult) => run.clipped;
  const threshold = log10([
    [0, plan.threshold],
    [plan.updates, plan.threshold],
  ]);
  return [
    plotOf('loss', 'Loss at equal tokens', {
      ...UPDATES,
      yLabel: 'held-out loss (nats)',
      series: [series('AdamW', 'adamw', loss), series('Muon', 'muon', loss), series('MuonClip', 'muonclip', loss)],
    }),
    plotOf('logits', 'Largest attention logit', {
      ...UPDATES,
      yLabel: 'largest logit of any head (power of ten)',
      series: [
        series('Muon', 'muon', logit),
        series('MuonClip', 'muonclip', logit),
        series('Muon, rate too high', 'high muon', logit),
        series('MuonClip, rate too high', 'high muonclip', logit),
        series('AdamW', 'adamw', logit),
        { name: 'threshold', dashed: true, points: threshold },
      ],
    }),
    plotOf('clipped', 'Share of heads clipped', {
      ...UPDATES,
      yLabel: 'share of heads',
      yFormat: 'percent',
      yRange: [0, 0],
      series: [series('tuned rate', 'muonclip', clipped), series('rate too high', 'high muonclip', clipped)],
    }),
  ];
};

const expertsPlot = (plan: Plan, sets: Sets) =>
  plotOf('experts', 'Final loss by number of experts', {
    xLabel: 'routed experts, 2 active',
    yLabel: 'held-out loss (nats)',
    logX: true,
    series: [
      {
        name: 'loss',
        points: plan.experts.flatMap((experts): PlotPoint[] => {
          const all = losses(sets[`experts ${experts}`] ?? []);
          return all.length > 0 ? [[experts, mean(all), Math.min(...all), Math.max(...all)]] : [];
        }),
      },
    ],
  });

const balancePlot = (plan: Plan, series: Series) =>
  plotOf('balance', 'Balance of experts', {
    ...UPDATES,
    yLabel: 'tokens of the busiest expert over the mean',
    yRange: [1, 1],
    series: plan.experts.map((experts) => series(`${experts} experts`, `experts ${experts}`, ({ busiest }) => busiest)),
  });

/** The rows of the table of losses: name, rate and runs of each condition. */
const conditionRows = (plan: Plan, lr: Rates, sets: Sets) => {
  const high = lr.muon * plan.high;
  return [
    ['AdamW', lr.adamw, sets.adamw],
    ['Muon', lr.muon, sets.muon],
    ['MuonClip', lr.muon, sets.muonclip],
    ...plan.shares.map((share) => [`Muon, ${share} of the updates`, lr.muon, sets[`short ${share}`]] as const),
    ['Muon, rate too high', high, sets['high muon']],
    ['MuonClip, rate too high', high, sets['high muonclip']],
  ] as const;
};

const aboutText = (plan: Plan, { parameters, active }: RunResult): string => {
  const { rows, length } = plan.recipe.train as { rows: number; length: number };
  return texts('about', {
    parameters: parameters.toLocaleString('en'),
    active: active.toLocaleString('en'),
    updates: plan.updates,
    rows,
    length,
    seeds: plan.seeds.length,
  });
};

/**
 * All findings. `sets` holds the results of the plan's conditions, one for each seed; incomplete conditions are left
 * out.
 */
export const muonClipFindings = (
  plan: Plan,
  lr: Rates,
  grid: { adamw: Runs; muon: Runs },
  sets: Sets,
  runs: Findings['runs'],
): Findings => {
  const model = parseConfig({
    hidden_act: 'silu',
    ...(plan.recipe.model as object),
    vocab_size: (plan.recipe.tokenizer as { vocab_size: number }).vocab_size,
  });
  const series: Series = (name, set, pick) => ({ name, points: sets[set] ? overSeeds(sets[set], pick) : [] });
  return {
    title: texts('title'),
    about: [aboutText(plan, grid.muon[0]!)],
    claims: claimsOf(plan, sets),
    runs,
    parts: [
      { type: 'table', table: gridTable(plan, grid) },
      ratesPlot(plan, grid),
      { type: 'table', table: lossTable(plan, lr, conditionRows(plan, lr, sets)) },
      ...curvePlots(plan, series),
      { type: 'table', table: sparsityTable(plan, sets) },
      expertsPlot(plan, sets),
      balancePlot(plan, series),
      { type: 'table', table: cacheTable(model) },
    ],
    results: { plan, tuned: lr, grid, conditions: sets },
  };
};
