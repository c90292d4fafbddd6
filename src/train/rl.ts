/**
 * Reinforcement learning as updates: from graded answers to one step of the trainer, and log-probabilities read back from it.
 * An answer is the token ids that were drawn, never text encoded again, and its mask is exactly those ids. Where answers come
 * from, what earns a reward and how often is the caller's affair; the arithmetic of objectives is objective.ts's.
 */
import { exp, input, logSoftmax, mul, neg, sum, variable } from '../tensor/trace.ts';
import type { Device, Program, Values } from '../tensor/run.ts';
import { forward, forwardInputs } from '../model/transformer.ts';
import { parameterShapes, type ModelConfig } from '../model/config.ts';
import type { Objective } from './objective.ts';
import { pack, toBatch, type Document } from './pack.ts';
import {
  compileTrainer,
  feedsOf,
  logProbabilityOf,
  tempered,
  type Batch,
  type StepOptions,
  type Trainer,
} from './step.ts';

/**
 * A stretch of an answer drawn by one version of the weights: its ids, and ln p of each when it was drawn. `step`, `thread`: of the
 * run that drew it, and of those that it draws with; checkpoints of older code do not say.
 */
export type PartialRollout = { version: number; step?: number; thread?: number; ids: number[]; logprobs: number[] };
/**
 * What was asked and what was drawn, at which temperature: the policy is the distribution that was drawn from. An answer that was
 * interrupted and resumed has several segments.
 */
export type Answer = { prompt: readonly number[]; segments: readonly PartialRollout[]; temperature?: number };
/** A place among the ids of an answer, and the id that is right there whatever was drawn. */
export type Step = { at: number; id: number };
/**
 * An answer to learn from. `from`: tokens drawn by older versions than this are left out of the loss. `steps`: places where the
 * reward is known for every token, 1 for one of them and 0 for all others, and what it weighs. Its expectation is that token's
 * probability, so the gradient is taken over all tokens instead of the one that was drawn and has no noise of drawing
 * (all-action policy gradient: Allen et al. 2017, arXiv:1709.00503; Ciosek & Whiteson 2018, arXiv:1801.03326).
 */
export type Lesson = Answer & { advantage: number; from?: number; steps?: { places: readonly Step[]; weight: number } };

export type PolicyOptions = {
  step: StepOptions;
  /** Rows of a batch and tokens of a row. */ rows: number;
  length: number;
};

/** ln p of each drawn token of each answer, under the trainer's weights and under those of the start, and the mean entropy. */
export type Scores = { now: number[][]; start: number[][]; entropy: number };

export type Policy = {
  score(answers: readonly Answer[], options?: { start?: boolean }): Promise<Scores>;
  /**
   * One update. `version` is that of the weights before it: lessons drawn by it need no scoring. `ptx`: documents to go on
   * imitating, and how much their mean loss weighs. Gives the objective, the loss of ptx and the gradient's norm.
   */
  update(
    lessons: readonly Lesson[],
    options: {
      objective: Objective;
      version: number;
      lr: number;
      step: number;
      ptx?: { documents: readonly Document[]; weight: number };
    },
  ): Promise<{ loss: number; ptx: number; norm: number }>;
};

/** Where the starting weights lie on the device, so that the distance from them can be measured. */
const startName = (name: string): string => `start.${name}`;

/** Copies of weights under the names that `compilePolicy` looks for. */
export const startVariables = (weights: Values): Values =>
  Object.fromEntries(Object.entries(weights).map(([name, value]) => [startName(name), value]));

export const idsOf = ({ prompt, segments }: Answer): number[] => [...prompt, ...segments.flatMap(({ ids }) => ids)];
const drawnBy = ({ segments }: Answer): number[] => segments.flatMap(({ version, ids }) => ids.map(() => version));
const oldOf = ({ segments }: Answer): number[] => segments.flatMap(({ logprobs }) => logprobs);

const asDocument = (answer: Answer, weights?: readonly number[]): Document => {
  const ids = idsOf(answer);
  const from = answer.prompt.length;
  return {
    ids,
    mask: ids.map((_, i) => i >= from),
    temperature: answer.temperature ?? 1,
    ...(weights ? { weights: ids.map((_, i) => (i < from ? 0 : weights[i - from]!)) } : {}),
  };
};

/** Documents in batches of `rows`; the last one is filled up with empty rows. */
const batchesOf = (
  documents: readonly Document[],
  rows: number,
  length: number,
): { packed: Document[][]; batch: Batch }[] => {
  const packed = pack(documents, length);
  while (packed.length % rows !== 0) packed.push([]);
  return Array.from({ length: packed.length / rows }, (_, i) => packed.slice(i * rows, (i + 1) * rows)).map((some) => ({
    packed: some,
    batch: toBatch(some, length),
  }));
};

const FEEDS = { weights: false, sharpness: true };

/** ln p of the target at each place (N), and the entropy (N) of what the model expects there. */
const scoring = (
  device: Device,
  config: ModelConfig,
  rows: number,
  length: number,
  name: (parameter: string) => string,
): Promise<Program> => {
  const made = new Map(
    Object.entries(parameterShapes(config)).map(([parameter, shape]) => [parameter, variable(name(parameter), shape)]),
  );
  const logits = tempered(forward(config, (parameter) => made.get(parameter)!, forwardInputs(rows, length)));
  const logP = logSoftmax(logits);
  return device.compile({
    outputs: {
      logP: logProbabilityOf(input('targets', [rows * length], 'i32'), logits),
      entropy: neg(sum(mul(exp(logP), logP), [-1], false)),
    },
  });
};

/** Means over tokens of ln π − ln π_start and of its low-variance, never negative form ρ − 1 − ln ρ, ρ = π_start/π (Schulman 2020). */
export const distance = ({ now, start }: Pick<Scores, 'now' | 'start'>): number => {
  let [total, count] = [0, 0];
  now.forEach((answer, i) =>
    answer.forEach((logP, t) => {
      const d = start[i]![t]! - logP;
      total += Math.exp(d) - 1 - d;
      count++;
    }),
  );
  return count === 0 ? 0 : total / count;
};

/** The largest difference of ln p between trainer and generator over the tokens that `step` drew; NaN where one is no number. */
export const disagreement = (answers: readonly Answer[], now: readonly (readonly number[])[], step: number): number => {
  let largest = 0;
  answers.forEach(({ segments }, i) => {
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

/** Compiles what RL needs on a device that holds the parameters, the optimiser's state and `startVariables`. */
export const compilePolicy = (device: Device, config: ModelConfig, { step, rows, length }: PolicyOptions): Policy => {
  const trainer: Trainer = compileTrainer(device, config, { ...step, rewarded: true }, rows, length);
  const lazy = <T>(compile: () => Promise<T>) => {
    let made: Promise<T> | undefined;
    return () => (made ??= compile());
  };
  const nowProgram = lazy(() => scoring(device, config, rows, length, (name) => name));
  const startProgram = lazy(() => scoring(device, config, rows, length, startName));

  const score: Policy['score'] = async (answers, { start = true } = {}) => {
    const documents = answers.map((answer) => asDocument(answer));
    const found = new Map<Document, { now: number[]; start: number[] }>();
    let [entropy, count] = [0, 0];
    for (const { packed, batch } of batchesOf(documents, rows, length)) {
      const out = await (await nowProgram()).run(feedsOf(batch, FEEDS));
      const from = start ? await (await startProgram()).run(feedsOf(batch, FEEDS)) : undefined;
      packed.forEach((some, row) => {
        let at = row * length;
        for (const document of some) {
          const first = at + document.mask.indexOf(true) - 1;
          const last = at + document.ids.length - 1;
          found.set(document, {
            now: Array.from(out.logP!.data.subarray(first, last)),
            start: from ? Array.from(from.logP!.data.subarray(first, last)) : [],
          });
          for (let i = first; i < last; i++) {
            entropy += out.entropy!.data[i]!;
            count++;
          }
          at += document.ids.length;
        }
      });
    }
    const all = documents.map((document) => found.get(document)!);
    return {
      now: all.map((one) => one.now),
      start: all.map((one) => one.start),
      entropy: count === 0 ? 0 : entropy / count,
    };
  };

  const update: Policy['update'] = async (lessons, { objective, version, lr, step: number, ptx }) => {
    const stale = lessons.filter((lesson) => drawnBy(lesson).some((one) => one !== version));
    const scored = stale.length > 0 ? (await score(stale, { start: false })).now : [];
    const now = lessons.map((lesson) => scored[stale.indexOf(lesson)] ?? oldOf(lesson));
    let [loss, linear] = [0, 0];
    const documents = lessons.map((lesson, i): Document => {
      const [old, by] = [oldOf(lesson), drawnBy(lesson)];
      const kept = by.flatMap((one, t) => (one >= (lesson.from ?? 0) ? [t] : []));
      const { loss: own, slopes } = objective.answer(
        lesson.advantage,
        kept.map((t) => old[t]!),
        kept.map((t) => now[i]![t]!),
      );
      loss += own / lessons.length;
      const weights = old.map(() => 0);
      kept.forEach((t, j) => {
        // cross-entropy is −ln p
        weights[t] = -slopes[j]! / lessons.length;
        linear -= weights[t]! * now[i]![t]!;
      });
      const steps = (lesson.steps?.places ?? []).filter(({ at }) => by[at]! >= (lesson.from ?? 0));
      return {
        ...asDocument(lesson, weights),
        wanted: new Map(
          steps.map(({ at, id }) => [lesson.prompt.length + at, { id, worth: lesson.steps!.weight / lessons.length }]),
        ),
      };
    });
    const imitated = (ptx?.documents ?? []).reduce((total, { mask }) => total + mask.filter(Boolean).length, 0);
    const share = imitated > 0 ? ptx!.weight / imitated : 0;
    const extra = (ptx?.documents ?? []).map(({ ids, mask }) => ({
      ids,
      mask,
      weights: mask.map((on) => (on ? share : 0)),
    }));
    const batches = batchesOf([...documents, ...extra], rows, length).map(({ batch }) => batch);
    const { loss: whole, worth, norm } = await trainer.step(batches, lr, number);
    return { loss: loss - worth!, ptx: share > 0 ? (whole - linear) / ptx!.weight : 0, norm };
  };
  return { score, update };
};
