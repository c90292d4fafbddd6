/**
 * What the study of MuonClip found: claims, tables and curves, from the results of its runs. Pure functions. The runs are named
 * in plan.ts. Losses are held-out, in nats per token; intervals are Student's over seeds, 95 %.
 */
import { parseConfig, type ModelConfig } from '../../src/model/config.ts';
import { cacheShape } from '../../src/model/transformer.ts';
import { mean, meanInterval, type Interval } from '../../src/eval/statistics.ts';
import { linePlot, type PlotOptions, type PlotPoint, type PlotSeries } from '../../src/eval/line-plot.ts';
import type { Table } from '../../src/eval/report.ts';
import type { Claim, Findings } from '../../src/lab/findings.ts';
import type { Plan } from './plan.ts';
import { finalLoss, type RunResult } from '../training-runs.ts';

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
  const experts = plan.experts.map((one) => `experts ${one}` as const);
  return [
    claimOn(
      sets,
      ['adamw', 'muon', short],
      `Muon has AdamW's final loss in at most ${share} of its updates, each at its own tuned learning rate and with its own schedule.`,
      ({ adamw, muon, [short]: less }) => {
        const points = [...plan.shares, 1].flatMap((one) => {
          const runs = one === 1 ? muon : sets[`short ${one}`];
          return runs ? [[one, mean(losses(runs))] as const] : [];
        });
        const needed = shareNeeded(mean(losses(adamw)), points);
        const gap = difference(less!, adamw);
        return {
          holds: gap.value <= 0,
          found: `In ${share} of the updates Muon's loss minus AdamW's is ${within(gap)}; ${Number.isNaN(needed) ? 'no run of Muon had it' : needed === points[0]![0] ? `${needed} of them are already enough` : `about ${needed.toFixed(2)} of them are enough`}.`,
        };
      },
    ),
    claimOn(
      sets,
      ['muon', 'muonclip', 'high muon', 'high muonclip'],
      `MuonClip holds the largest logit at the threshold (${plan.threshold}, and at most ${percent(SLACK - 1)} above it before the clip of the same update).`,
      (found) => {
        const largest = (name: keyof typeof found) => Math.max(...found[name].map(peak));
        return {
          holds: Math.max(largest('muonclip'), largest('high muonclip')) <= plan.threshold * SLACK,
          found: `The largest logit of any update was ${plain(largest('muonclip'))} at the tuned rate and ${plain(largest('high muonclip'))} at ${plan.high} times that; without the clip ${plain(largest('muon'))} and ${plain(largest('high muon'))}. In the second half of training it was at most ${plain(Math.max(...found.muonclip.map(latePeak)))} and ${plain(Math.max(...found['high muonclip'].map(latePeak)))}.`,
        };
      },
    ),
    claimOn(
      sets,
      ['muon', 'muonclip'],
      'At the tuned rate the clip costs no loss: MuonClip minus Muon is zero within its interval, or below.',
      ({ muon, muonclip }) => costless(difference(muonclip, muon)),
    ),
    claimOn(sets, ['high muon', 'high muonclip'], `Nor does it cost loss at ${plan.high} times that rate.`, (found) =>
      costless(difference(found['high muonclip'], found['high muon'])),
    ),
    claimOn(
      sets,
      experts,
      `More experts at equal active parameters give a lower loss, from ${plan.experts[0]} to ${plan.experts.at(-1)}.`,
      (found) => {
        const many = experts.map((name) => mean(losses(found[name])));
        return {
          holds: many.every((one, i) => i === 0 || one < many[i - 1]!),
          found: `${plan.experts.map((one, i) => `${one}: ${loss(many[i]!)}`).join(', ')}.`,
        };
      },
    ),
  ];
};

const gridTable = (plan: Plan, grid: { adamw: Runs; muon: Runs }): Table => ({
  title: 'Final loss by learning rate',
  note: `Seed ${plan.seeds[0]}. The lowest of each is what "tuned" means below.`,
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
  note: `Tuned learning rates: AdamW ${lr.adamw}, Muon ${lr.muon}. Largest logit: of any head in any update, over all seeds. Heads: share of (layer, head, seed) ever clipped.`,
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
  note: 'MuonClip at the tuned rate; a token takes 2 of the experts and the shared one. Busiest: tokens of the busiest expert over the mean, in the first and in the last eighth of training.',
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

/** Kimi K2's attention as published (arXiv 2507.20534; MoonshotAI/Kimi-K2, config.json); its experts don't matter here. */
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

/** Bytes that a token leaves in the caches of all layers: as this model keeps them, and as it would with full keys and values of every head. */
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
  note: 'By the shapes of the arrays that generation keeps (src/infer/cache.ts), and of full keys and values for the same heads.',
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

/** All findings. `sets` holds the results of the plan's conditions, one for each seed; conditions that are not complete are left out. */
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
  const high = lr.muon * plan.high;
  const series = (name: string, set: string, pick: (run: RunResult) => [number, number][]): PlotSeries => ({
    name,
    points: sets[set] ? overSeeds(sets[set], pick) : [],
  });
  const updates = { xLabel: 'updates' };
  const line: PlotSeries = {
    name: 'threshold',
    dashed: true,
    points: [
      [0, plan.threshold],
      [plan.updates, plan.threshold],
    ],
  };
  const log10 = (curve: [number, number][]): [number, number][] =>
    curve.map(([x, y]) => [x, Math.log10(Math.max(y, 1e-3))]);
  const { parameters, active } = grid.muon[0]!;
  return {
    title: 'MuonClip on a miniature Kimi K2',
    about: [
      `Latent attention and 16 experts of which a token takes 2: ${parameters.toLocaleString('en')} parameters, ${active.toLocaleString('en')} of them active; trained from scratch on all families of tasks for ${plan.updates} updates of ${(plan.recipe.train as { rows: number; length: number }).rows} × ${(plan.recipe.train as { length: number }).length} tokens, with as many tokens for every optimiser. Losses are held-out, in nats per token; intervals are Student's over ${plan.seeds.length} seeds, 95 %. Bands in the curves span the seeds.`,
    ],
    claims: claimsOf(plan, sets),
    runs,
    parts: [
      { type: 'table', table: gridTable(plan, grid) },
      plotOf('rates', 'Final loss by learning rate', {
        xLabel: 'learning rate',
        yLabel: 'held-out loss (nats)',
        logX: true,
        series: (['adamw', 'muon'] as const).map((of) => ({
          name: of === 'adamw' ? 'AdamW' : 'Muon',
          points: grid[of].map((run, i) => [plan.rates[of][i]!, finalLoss(run)]),
        })),
      }),
      {
        type: 'table',
        table: lossTable(plan, lr, [
          ['AdamW', lr.adamw, sets.adamw],
          ['Muon', lr.muon, sets.muon],
          ['MuonClip', lr.muon, sets.muonclip],
          ...plan.shares.map((share) => [`Muon, ${share} of the updates`, lr.muon, sets[`short ${share}`]] as const),
          ['Muon, rate too high', high, sets['high muon']],
          ['MuonClip, rate too high', high, sets['high muonclip']],
        ]),
      },
      plotOf('loss', 'Loss at equal tokens', {
        ...updates,
        yLabel: 'held-out loss (nats)',
        series: [
          series('AdamW', 'adamw', ({ heldOut }) => heldOut),
          series('Muon', 'muon', ({ heldOut }) => heldOut),
          series('MuonClip', 'muonclip', ({ heldOut }) => heldOut),
        ],
      }),
      plotOf('logits', 'Largest attention logit', {
        ...updates,
        yLabel: 'largest logit of any head (power of ten)',
        series: [
          series('Muon', 'muon', ({ maxLogit }) => log10(maxLogit)),
          series('MuonClip', 'muonclip', ({ maxLogit }) => log10(maxLogit)),
          series('Muon, rate too high', 'high muon', ({ maxLogit }) => log10(maxLogit)),
          series('MuonClip, rate too high', 'high muonclip', ({ maxLogit }) => log10(maxLogit)),
          series('AdamW', 'adamw', ({ maxLogit }) => log10(maxLogit)),
          { ...line, points: log10(line.points as [number, number][]) },
        ],
      }),
      plotOf('clipped', 'Share of heads clipped', {
        ...updates,
        yLabel: 'share of heads',
        yFormat: 'percent',
        yRange: [0, 0],
        series: [
          series('tuned rate', 'muonclip', ({ clipped }) => clipped),
          series('rate too high', 'high muonclip', ({ clipped }) => clipped),
        ],
      }),
      { type: 'table', table: sparsityTable(plan, sets) },
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
      }),
      plotOf('balance', 'Balance of experts', {
        ...updates,
        yLabel: 'tokens of the busiest expert over the mean',
        yRange: [1, 1],
        series: plan.experts.map((experts) =>
          series(`${experts} experts`, `experts ${experts}`, ({ busiest }) => busiest),
        ),
      }),
      { type: 'table', table: cacheTable(model) },
    ],
    results: { plan, tuned: lr, grid, conditions: sets },
  };
};
