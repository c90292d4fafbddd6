/**
 * The plan of the study of MuonClip: which runs it takes. First a small grid finds the learning rate of AdamW and of
 * Muon; then both, and MuonClip, over seeds at those rates; Muon in fewer updates; Muon and MuonClip at a rate too
 * high; and experts from few to many at equal active parameters. All are the miniature Kimi K2 of recipes/k2-tiny.json
 * with other fields. study.ts runs it, report.ts reads the results.
 */
import { readFileSync } from 'node:fs';
import { applySetting, type Setting } from '../../src/lab/sweep/plan.ts';
import { finalLoss, type RunResult, type StudyRun } from '../training-runs.ts';

export type Plan = {
  recipe: Readonly<Record<string, unknown>>;
  updates: number;
  /** Learning rates of the grid; a tuned rate that lies at an end says so in the report. */
  rates: { adamw: number[]; muon: number[] };
  seeds: number[];
  /** Shares of the updates in which Muon is to reach what AdamW has at the end. */
  shares: number[];
  /** The clip's, and how many times the tuned rate is "too high". */
  threshold: number;
  high: number;
  /** Numbers of routed experts; a token takes two of each. */
  experts: number[];
};

/** Fields that differ from recipes/k2-tiny.json: less deep, more kinds of tasks, so that no run learns them all. */
const MODEL: Setting = {
  'model.num_hidden_layers': 3,
  'model.intermediate_size': 128,
  'model.moe_intermediate_size': 48,
  'data.families': 'all',
  'data.difficulties': { 1: 1, 2: 1, 3: 0 },
  'train.rows': 8,
  'train.threads': 1,
  'train.decay': 0.5,
  'train.validation_items': 90,
  'train.watch_logits': true,
  'train.qk_clip': null,
};
const QUICK: Setting = {
  'model.hidden_size': 32,
  'model.num_hidden_layers': 2,
  'model.moe_intermediate_size': 16,
  'tokenizer.vocab_size': 320,
  'tokenizer.items': 45,
  'train.rows': 2,
  'train.length': 256,
  'train.validation_items': 6,
};

export const muonClipPlan = (quick: boolean): Plan => {
  const base = JSON.parse(readFileSync(new URL('../../recipes/k2-tiny.json', import.meta.url), 'utf8')) as Record<
    string,
    unknown
  >;
  const updates = quick ? 8 : 400;
  return {
    recipe: applySetting(base, {
      ...MODEL,
      ...(quick ? QUICK : {}),
      'train.updates': updates,
      'train.warmup': Math.ceil(updates / 20),
      'train.validate_every': updates / 8,
      'train.save_every': quick ? 1000 : 100,
    }),
    updates,
    threshold: quick ? 0.05 : 10,
    high: 4,
    shares: quick ? [0.5] : [0.5, 0.65],
    rates: quick
      ? { adamw: [0.003], muon: [0.003] }
      : { adamw: [0.00075, 0.0015, 0.003, 0.006], muon: [0.003, 0.006, 0.012, 0.024] },
    seeds: quick ? [1, 2] : [1, 2, 3],
    experts: quick ? [4, 16] : [4, 8, 16, 32],
  };
};

type Optimiser = 'adamw' | 'muon' | 'muonclip';

/** The recipe of a run; its name says how it differs. */
const runOf = (
  plan: Plan,
  name: string,
  optimiser: Optimiser,
  lr: number,
  seed: number,
  more: Setting = {},
): StudyRun => ({
  name: `${name}-${seed}`,
  recipe: applySetting(plan.recipe, {
    name,
    seed,
    'train.lr': lr,
    ...(optimiser === 'adamw' ? { 'train.muon': null } : {}),
    ...(optimiser === 'muonclip' ? { 'train.qk_clip': { threshold: plan.threshold } } : {}),
    ...more,
  }),
});

export const gridRuns = (plan: Plan, optimiser: 'adamw' | 'muon'): StudyRun[] =>
  plan.rates[optimiser].map((lr) => runOf(plan, `${optimiser}-lr${lr}`, optimiser, lr, plan.seeds[0]!));

/** The rate with the lowest loss. */
export const tuned = (rates: readonly number[], grid: readonly RunResult[]): number =>
  rates.reduce((best, rate, i) => (finalLoss(grid[i]!) < finalLoss(grid[rates.indexOf(best)]!) ? rate : best));

/**
 * What is compared once the rates are known. `muon` and `adamw` at the first seed are runs of the grid again, under its
 * names.
 */
export const conditions = (plan: Plan, lr: { adamw: number; muon: number }): Record<string, StudyRun[]> => {
  const over = (run: (seed: number) => StudyRun): StudyRun[] => plan.seeds.map(run);
  const shortened = (share: number) => {
    const updates = Math.round(plan.updates * share);
    return over((seed) => runOf(plan, `muon-short${share}`, 'muon', lr.muon, seed, { 'train.updates': updates }));
  };
  const high = lr.muon * plan.high;
  return {
    adamw: over((seed) => runOf(plan, `adamw-lr${lr.adamw}`, 'adamw', lr.adamw, seed)),
    muon: over((seed) => runOf(plan, `muon-lr${lr.muon}`, 'muon', lr.muon, seed)),
    muonclip: over((seed) => runOf(plan, 'muonclip', 'muonclip', lr.muon, seed)),
    ...Object.fromEntries(plan.shares.toReversed().map((share) => [`short ${share}`, shortened(share)])),
    'high muon': over((seed) => runOf(plan, 'muon-high', 'muon', high, seed)),
    'high muonclip': over((seed) => runOf(plan, 'muonclip-high', 'muonclip', high, seed)),
    ...Object.fromEntries(
      plan.experts.map((experts) => [
        `experts ${experts}`,
        experts === 16
          ? over((seed) => runOf(plan, 'muonclip', 'muonclip', lr.muon, seed))
          : over((seed) =>
              runOf(plan, `experts${experts}`, 'muonclip', lr.muon, seed, { 'model.n_routed_experts': experts }),
            ),
      ]),
    ),
  };
};
