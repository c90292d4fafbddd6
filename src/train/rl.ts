/**
 * Reinforcement learning as updates: from graded rollouts to one step of the trainer, and log-probabilities read back
 * from it. A rollout is the token ids that were drawn, never text encoded again, and the loss is on exactly those
 * ids. Where rollouts come from and what earns a reward is decided by the caller; the arithmetic of objectives is in
 * objective.ts.
 */
import { defined } from '../json.ts';
import { exp, input, logSoftmax, mul, neg, sum, variable } from '../tensor/trace.ts';
import { lazy } from '../lazy.ts';
import type { Device, Program, Values } from '../tensor/run.ts';
import { forward, forwardInputs } from '../model/transformer.ts';
import { parameterShapes, type ModelConfig } from '../model/config.ts';
import type { Objective } from './objective.ts';
import { packBatches, type Document } from './pack.ts';
import {
  logProbabilityOf,
  policyFeeds,
  policyLoss,
  temperedLogits,
  toRewardedBatch,
  type RolloutDocument,
} from './policy-loss.ts';
import { compileTrainer, type StepOptions } from './step.ts';

/**
 * A stretch of an answer drawn by one version of the weights: its ids, and ln p of each when it was drawn (Kimi K1.5
 * calls it a partial rollout). `step` and `thread` say which step of the run and which generator drew it; old
 * checkpoints lack them.
 */
export type PartialRollout = { version: number; step?: number; thread?: number; ids: number[]; logprobs: number[] };

/**
 * A prompt and the answer drawn to it, in one segment or, when it was interrupted and resumed, several. The policy is
 * the distribution at this temperature (default 1).
 */
export type Rollout = { prompt: readonly number[]; segments: readonly PartialRollout[]; temperature?: number };

/** A place among the drawn ids of a rollout, and the id that is right there whatever was drawn. */
export type RewardedPlace = { at: number; id: number };

/**
 * A rollout to learn from. Tokens drawn by versions older than `from` are left out of the loss. `rewarded` lists
 * places where the reward of every token is known, 1 for the right id and 0 for all others. The expected reward there
 * is that id's probability, so the gradient is taken over all tokens and has no sampling noise (all-action policy
 * gradient: Allen et al. 2017, arXiv:1709.00503; Ciosek & Whiteson 2018, arXiv:1801.03326).
 */
export type GradedRollout = Rollout & {
  advantage: number;
  from?: number;
  rewarded?: { places: readonly RewardedPlace[]; weight: number };
};

export type PolicyOptions = {
  step: StepOptions;
  /** Rows of a batch. */
  rows: number;
  /** Tokens of a row. */
  length: number;
};

/**
 * ln p of each drawn token of each rollout, under the present weights and under those of the start, and the mean
 * entropy.
 */
export type Scores = { now: number[][]; start: number[][]; entropy: number };

type UpdateOptions = {
  objective: Objective;
  /** Version of the weights before the update: rollouts drawn by it need no scoring. */
  version: number;
  lr: number;
  /** Number of the update, from 1. */
  step: number;
  /** Documents to imitate beside (the pretraining mix of InstructGPT), and the weight of their mean loss. */
  ptx?: { documents: readonly Document[]; weight: number };
};

export type Policy = {
  score(rollouts: readonly Rollout[], options?: { start?: boolean }): Promise<Scores>;
  /** One update. Gives the value of the objective, the mean loss of `ptx` and the gradient's norm. */
  update(
    rollouts: readonly GradedRollout[],
    options: UpdateOptions,
  ): Promise<{ loss: number; ptx: number; norm: number }>;
};

/** Where the starting weights lie on the device, so that the distance from them can be measured. */
const startName = (name: string): string => `start.${name}`;

/** Copies of weights under the names that `compilePolicy` expects the starting weights under. */
export const startVariables = (weights: Values): Values =>
  Object.fromEntries(Object.entries(weights).map(([name, value]) => [startName(name), value]));

export const idsOf = ({ prompt, segments }: Rollout): number[] => [...prompt, ...segments.flatMap(({ ids }) => ids)];
const versionsOf = ({ segments }: Rollout): number[] => segments.flatMap(({ version, ids }) => ids.map(() => version));
const oldLogprobsOf = ({ segments }: Rollout): number[] => segments.flatMap(({ logprobs }) => logprobs);

const documentOf = (rollout: Rollout, weights?: readonly number[]): RolloutDocument => {
  const ids = idsOf(rollout);
  const from = rollout.prompt.length;
  return {
    ids,
    mask: ids.map((_, i) => i >= from),
    temperature: rollout.temperature ?? 1,
    ...defined({ weights: weights && ids.map((_, i) => (i < from ? 0 : weights[i - from]!)) }),
  };
};

/** A program that gives ln p of the target (N) and the entropy of the model's distribution (N) at each place. */
const compileScoring = (
  device: Device,
  config: ModelConfig,
  rows: number,
  length: number,
  name: (parameter: string) => string,
): Promise<Program> => {
  const variables = new Map(
    Object.entries(parameterShapes(config)).map(([parameter, shape]) => [parameter, variable(name(parameter), shape)]),
  );
  const logits = temperedLogits(forward(config, (parameter) => variables.get(parameter)!, forwardInputs(rows, length)));
  const logP = logSoftmax(logits);
  return device.compile({
    outputs: {
      logP: logProbabilityOf(input('targets', [rows * length], 'i32'), logits),
      entropy: neg(sum(mul(exp(logP), logP), [-1], false)),
    },
  });
};

/**
 * Mean over tokens of ρ − 1 − ln ρ with ρ = π_start / π: an estimate of the KL divergence from the starting weights
 * that is never negative and has low variance (Schulman 2020, "Approximating KL divergence", k3).
 */
export const klEstimate = ({ now, start }: Pick<Scores, 'now' | 'start'>): number => {
  let [total, count] = [0, 0];
  now.forEach((rollout, i) =>
    rollout.forEach((logP, t) => {
      const logRatio = start[i]![t]! - logP;
      total += Math.exp(logRatio) - 1 - logRatio;
      count++;
    }),
  );
  return count === 0 ? 0 : total / count;
};

/**
 * The train-inference mismatch: the largest |Δ ln p| between trainer (`now`) and generator over the tokens drawn in
 * `step`; NaN where a log-probability is no number.
 */
export const maxLogprobGap = (
  rollouts: readonly Rollout[],
  now: readonly (readonly number[])[],
  step: number,
): number => {
  let largest = 0;
  rollouts.forEach(({ segments }, i) => {
    let at = 0;
    for (const segment of segments) {
      for (const logP of segment.logprobs) {
        const gap = Math.abs(logP - now[i]![at++]!);
        if (segment.step === step) largest = Math.max(largest, gap);
      }
    }
  });
  return largest;
};

/** `score` of a policy, given its programs. */
const scoreRollouts = async (
  rollouts: readonly Rollout[],
  { rows, length }: PolicyOptions,
  nowProgram: Program,
  startProgram: Program | undefined,
): Promise<Scores> => {
  const documents = rollouts.map((rollout) => documentOf(rollout));
  const scores = new Map<RolloutDocument, { now: number[]; start: number[] }>();
  let [entropy, count] = [0, 0];
  for (const packed of packBatches(documents, rows, length)) {
    const feeds = policyFeeds(toRewardedBatch(packed, length));
    const out = await nowProgram.run(feeds);
    const startOut = await startProgram?.run(feeds);
    packed.forEach((inRow, row) => {
      let at = row * length;
      for (const document of inRow) {
        const first = at + document.mask.indexOf(true) - 1; // the place that predicts the first drawn token
        const last = at + document.ids.length - 1;
        scores.set(document, {
          now: Array.from(out.logP!.data.subarray(first, last)),
          start: startOut ? Array.from(startOut.logP!.data.subarray(first, last)) : [],
        });
        for (let i = first; i < last; i++) {
          entropy += out.entropy!.data[i]!;
          count++;
        }
        at += document.ids.length;
      }
    });
  }
  const inOrder = documents.map((document) => scores.get(document)!);
  return {
    now: inOrder.map(({ now }) => now),
    start: inOrder.map(({ start }) => start),
    entropy: count === 0 ? 0 : entropy / count,
  };
};

/**
 * A rollout as a document of an update of `count` rollouts, with its part of the objective and the weight of each
 * drawn token. By the chain rule the gradient of an objective is that of a cross-entropy whose tokens weigh −∂L/∂ln
 * π.
 */
const toUpdate = (
  rollout: GradedRollout,
  now: readonly number[],
  objective: Objective,
  count: number,
): { document: RolloutDocument; loss: number; weights: number[] } => {
  const [old, versions] = [oldLogprobsOf(rollout), versionsOf(rollout)];
  const isRecent = (t: number): boolean => versions[t]! >= (rollout.from ?? 0);
  const tokens = versions.flatMap((_, t) => (isRecent(t) ? [t] : []));
  const { loss, slopes } = objective.answer(
    rollout.advantage,
    tokens.map((t) => old[t]!),
    tokens.map((t) => now[t]!),
  );
  const weights = old.map(() => 0);
  tokens.forEach((t, j) => {
    weights[t] = -slopes[j]! / count;
  });
  const { places = [], weight = 0 } = rollout.rewarded ?? {};
  const rewarded = places
    .filter(({ at }) => isRecent(at))
    .map(({ at, id }) => [rollout.prompt.length + at, { id, weight: weight / count }] as const);
  return { document: { ...documentOf(rollout, weights), rewarded: new Map(rewarded) }, loss: loss / count, weights };
};

/** Documents to imitate, each token with its share of `weight`. */
const imitationDocuments = ({ documents, weight }: NonNullable<UpdateOptions['ptx']>): Document[] => {
  const tokens = documents.reduce((total, { mask }) => total + mask.filter(Boolean).length, 0);
  const perToken = tokens > 0 ? weight / tokens : 0;
  return documents.map(({ ids, mask }) => ({ ids, mask, weights: mask.map((learnt) => (learnt ? perToken : 0)) }));
};

/** Compiles what RL needs on a device that holds the parameters, the optimiser's state and `startVariables`. */
export const compilePolicy = (device: Device, config: ModelConfig, options: PolicyOptions): Policy => {
  const { step: stepOptions, rows, length } = options;
  const trainer = compileTrainer(device, config, stepOptions, rows, length, policyLoss);
  const nowProgram = lazy(() => compileScoring(device, config, rows, length, (name) => name));
  const startProgram = lazy(() => compileScoring(device, config, rows, length, startName));

  const score: Policy['score'] = async (rollouts, { start = true } = {}) =>
    scoreRollouts(rollouts, options, await nowProgram(), start ? await startProgram() : undefined);

  const update: Policy['update'] = async (rollouts, { objective, version, lr, step, ptx }) => {
    const stale = rollouts.filter((rollout) => versionsOf(rollout).some((drawnBy) => drawnBy !== version));
    const scored = stale.length > 0 ? (await score(stale, { start: false })).now : [];
    const now = rollouts.map((rollout) => scored[stale.indexOf(rollout)] ?? oldLogprobsOf(rollout));
    const updates = rollouts.map((rollout, i) => toUpdate(rollout, now[i]!, objective, rollouts.length));
    const imitated = ptx ? imitationDocuments(ptx) : [];
    const documents = [...updates.map(({ document }) => document), ...imitated];
    const batches = packBatches(documents, rows, length).map((packed) => toRewardedBatch(packed, length));
    const { loss: crossEntropy, reward, norm } = await trainer.step(batches, lr, step);
    let [loss, ofRollouts] = [0, 0]; // of the cross-entropy, which is linear in ln p, only the part of `ptx` is a loss
    updates.forEach((update, i) => {
      loss += update.loss;

      update.weights.forEach((weight, t) => {
        if (weight !== 0) ofRollouts -= weight * now[i]![t]!;
      });
    });
    const imitates = imitated.some(({ weights }) => weights!.some((weight) => weight > 0));
    return { loss: loss - reward, ptx: imitates ? (crossEntropy - ofRollouts) / ptx!.weight : 0, norm };
  };
  return { score, update };
};
