/**
 * Question: how much of a policy gradient is signal? Two batches of answers to different questions, drawn by one model without an
 * update between; the cosine of their gradients is about the share of a gradient's power that both have in common. By
 * temperature: the policy is the distribution that was drawn from.
 */
import { openFolder } from '../src/cli/folder.ts';
import { drawOn, newGroup, attemptOf } from '../src/cli/rollouts.ts';
import { parseRlRecipe } from '../src/cli/rl-recipe.ts';
import { createSampler } from '../src/infer/generate.ts';
import { parameterShapes } from '../src/model/config.ts';
import { gradeGroup } from '../src/task/penalty.ts';
import { standardRubric } from '../src/task/reward.ts';
import { openDevice } from '../src/tensor/run.ts';
import { adamwDefaults } from '../src/train/adamw.ts';
import { rloo, teaches } from '../src/train/objective.ts';
import { compilePolicy, startVariables } from '../src/train/rl.ts';
import { optimiserState, trainedShapes, type StepOptions } from '../src/train/step.ts';
import type { BenchOptions } from './timing.ts';

const BETA1 = 0.5;
const STEP: StepOptions = { clip: 0, optimiser: { ...adamwDefaults, beta1: BETA1, weightDecay: 0 } };

export type SignalOptions = { folder?: string; families: string[] | 'all'; difficulties: Record<string, number>; /** Batches, and questions of each. */ parts: number; groups: number; size: number; temperatures: readonly number[]; log: (line: string) => void };
export type SignalRow = { temperature: number; right: number; mixed: number; /** Mean over all pairs of batches, and the least and the largest. */ cosine: number; low: number; high: number };

const recipeOf = ({ families, difficulties, groups, size }: SignalOptions) => parseRlRecipe({
  name: 'signal', about: '', seed: 1, start: '-', data: { seed: 901, families, difficulties: { start: difficulties, end: difficulties }, floor: 1, memory: 0.9, planned: 0.3 },
  rollouts: { groups, size, learn: size, temperature: [1, 1], budget: { factor: 3, slack: 48, most: 200 }, segment: 200, stale: true, generators: 1, rows: 256 },
  objective: { type: 'rloo' }, rewards: { rubric: 'standard', truncated: 0, length: 0 },
  train: { steps: 1, updates: 1, rows: 8, length: 256, threads: 1, lr: 0, warmup: 0, decay: 0, weight_decay: 0, betas: [BETA1, 0.99], clip: 0, ptx: { weight: 0, documents: 0 }, save_every: 1 },
  check: { answers: 1, bound: 1 }, held_out: { every: 1, items: 1, final: 1, drawn: 1, draws: 1 },
}, 'the benchmark');

const cosine = (a: readonly Float32Array[], b: readonly Float32Array[]): number => {
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((part, i) => part.forEach((x, j) => { const y = b[i]![j]!; ab += x * y; aa += x * x; bb += y * y; }));
  return ab / Math.sqrt(aa * bb);
};

const meanCosine = (gradients: readonly (readonly Float32Array[])[]) => {
  const all = gradients.flatMap((a, i) => gradients.slice(i + 1).map((b) => cosine(a, b)));
  return { cosine: all.reduce((x, y) => x + y, 0) / all.length, low: Math.min(...all), high: Math.max(...all) };
};

/** Cosines of pairs of gradients of one model. */
export const measureSignal = async (options: SignalOptions): Promise<SignalRow[]> => {
  const recipe = recipeOf(options);
  const model = await openFolder(options.folder);
  const { config, tokenizer } = model;
  const all = await model.weights();
  const weights = Object.fromEntries(Object.keys(parameterShapes(config)).map((name) => [name, { data: Float32Array.from(all.get(name)!.data), shape: all.get(name)!.shape }]));
  const device = openDevice({ threads: 1 });
  await device.write({ ...weights, ...optimiserState(config, STEP), ...startVariables(weights) });
  const policy = compilePolicy(device, config, { step: STEP, rows: recipe.train.rows, length: recipe.train.length });
  const sampler = createSampler({ config, weights, threads: 1, maxRows: recipe.rollouts.rows });
  const moments = Object.keys(trainedShapes(config)).map((name) => `m.${name}`);
  const rows: SignalRow[] = [];
  try {
    for (const temperature of options.temperatures) {
      const batches = [];
      for (let part = 0; part < options.parts; part++) {
        const fresh = Array.from({ length: options.groups }, (_, i) => newGroup(recipe, tokenizer, {}, 0, part * options.groups + i));
        const drawn = (await drawOn([sampler], tokenizer, fresh, { segment: recipe.rollouts.segment, temperature, version: 0, seed: 1, step: 1 }))!;
        batches.push(drawn.map((group) => ({ group, graded: gradeGroup(standardRubric, recipe.rewards, group.answers.map((answer) => attemptOf(tokenizer, group, answer))) })));
      }
      const graded = batches.flat();
      const right = graded.flatMap((one) => one.graded).filter(({ correct }) => correct).length / (graded.length * options.size);
      const mixed = graded.filter((one) => teaches(one.graded.map(({ reward }) => reward))).length / graded.length;
      const objective = rloo();
      const gradients = [];
      for (const batch of batches) {
        const lessons = batch.flatMap(({ group, graded: some }) => {
          const rewards = some.map(({ reward }) => reward);
          if (!teaches(rewards)) return [];
          const advantages = objective.advantages(rewards);
          return group.answers.map(({ segments }, i) => ({ prompt: group.prompt, segments, temperature, advantage: advantages[i]! }));
        });
        await device.write(optimiserState(config, STEP));
        await policy.update(lessons, { objective, version: 0, lr: 0, step: 1 });
        const found = await device.read(moments);
        gradients.push(moments.map((name) => Float32Array.from(found[name]!.data)));
      }
      const row = { temperature, right, mixed, ...meanCosine(gradients) };
      rows.push(row);
      options.log(`temperature ${`${temperature}`.padEnd(4)}  right ${(100 * right).toFixed(1).padStart(5)} %  groups that teach ${(100 * mixed).toFixed(0).padStart(3)} %  cosine ${row.cosine.toFixed(3)} (${row.low.toFixed(2)} to ${row.high.toFixed(2)})`);
    }
    return rows;
  } finally {
    await sampler.close();
    await device.close();
  }
};

/** Runs the comparison on the model that ships with Mizan. */
export const benchSignal = async ({ quick, json }: BenchOptions): Promise<void> => {
  const log = (line: string) => { if (!json) console.log(line); };
  const rows = await measureSignal({ families: 'all', difficulties: { 1: 1, 2: 1, 3: 1 }, parts: quick ? 3 : 6, groups: quick ? 8 : 64, size: 8, temperatures: quick ? [1, 0.5] : [1, 0.7, 0.5, 0.35], log });
  if (json) console.log(JSON.stringify({ rows }));
};
