/**
 * Question: how much of a policy gradient is signal? Batches of answers to different questions, drawn by one model
 * without an update between; the mean cosine of their gradients is about the share of a gradient's power that all have
 * in common. By temperature, and by what is paid: whole answers that are right, or the results that are true
 * (resultTargets), which need not be sampled and share one reward as in training. Beside them imitation of as many
 * worked solutions.
 */
import { openModelFolder } from '../src/local/model-folder.ts';
import { readAttempt, continueRollouts, newGroup, resultTargets } from '../src/lab/rl/rollouts.ts';
import { questionSource } from '../src/lab/rl/questions.ts';
import { parseRlRecipe } from '../src/lab/recipe/rl.ts';
import { createSampler } from '../src/infer/generate.ts';
import { parameterShapes } from '../src/model/config.ts';
import { exampleDocument } from '../src/model/template.ts';
import { gradeGroup } from '../src/task/penalty.ts';
import { standardRubric } from '../src/task/reward.ts';
import { openDevice } from '../src/tensor/run.ts';
import { adamwDefaults } from '../src/train/adamw.ts';
import { rloo, hasSignal } from '../src/train/objective.ts';
import type { Document } from '../src/train/pack.ts';
import { compilePolicy, startVariables, type GradedRollout } from '../src/train/rl.ts';
import { optimiserState, trainedShapes } from '../src/train/optimiser.ts';
import type { StepOptions } from '../src/train/step.ts';
import type { BenchOptions } from './timing.ts';

/** Read back as the first moment after one update from zero, which is the gradient times 1 − β1. */
const STEP: StepOptions = { clip: 0, optimiser: { ...adamwDefaults, beta1: 0.5, weightDecay: 0 } };

export type SignalOptions = {
  /** A model folder; default: the model that ships with Mizan. */
  folder?: string;
  families: string[] | 'all';
  difficulties: Record<string, number>;
  /** Batches, questions of each, answers to each. */
  parts: number;
  groups: number;
  size: number;
  temperatures: readonly number[];
  log: (line: string) => void;
};
/** `right`: share of right answers. Cosines over all pairs of batches. */
export type SignalRow = {
  temperature: number | null;
  of: 'answers' | 'results' | 'imitation';
  right: number | null;
  cosine: number | null;
  low: number | null;
  high: number | null;
};

const recipeOf = ({ families, difficulties, groups, size }: SignalOptions) =>
  parseRlRecipe(
    {
      name: 'signal',
      about: '',
      seed: 1,
      start: '-',
      data: {
        seed: 901,
        families,
        difficulties: { start: difficulties, end: difficulties },
        floor: 1,
        memory: 0.9,
        planned: 0.3,
      },
      rollouts: {
        groups,
        size,
        learn: size,
        temperature: [1, 1],
        budget: { factor: 3, slack: 48, most: 200 },
        partial_tokens: 200,
        stale: true,
        generators: 1,
        rows: 256,
      },
      objective: { type: 'rloo' },
      rewards: { rubric: 'standard', truncated: 0, length: 0 },
      train: {
        steps: 1,
        updates: 1,
        rows: 8,
        length: 256,
        threads: 1,
        lr: 0,
        warmup: 0,
        decay: 0,
        weight_decay: 0,
        betas: [0.5, 0.99],
        clip: 0,
        ptx: { weight: 0, documents: 0 },
        save_every: 1,
      },
      check: { answers: 1, max_logprob_gap: 1 },
      held_out: { every: 1, items: 1, final: 1, drawn: 1, draws: 1 },
    },
    'the benchmark',
  );

type Gradient = readonly Float32Array[];

const dot = (a: Gradient, b: Gradient): number =>
  a.reduce((total, part, i) => {
    const other = b[i]!;
    let sum = 0;
    for (let j = 0; j < part.length; j++) sum += part[j]! * other[j]!;
    return total + sum;
  }, 0);

/** Over all pairs; null when fewer than two batches taught anything. */
const cosines = (found: readonly Gradient[]) => {
  const gradients = found.filter((gradient) => dot(gradient, gradient) > 0);
  if (gradients.length < 2) return { cosine: null, low: null, high: null };
  const all = gradients.flatMap((a, i) =>
    gradients.slice(i + 1).map((b) => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))),
  );
  return { cosine: all.reduce((x, y) => x + y, 0) / all.length, low: Math.min(...all), high: Math.max(...all) };
};

/** Cosines of the gradients of one model. */
export const measureSignal = async (options: SignalOptions): Promise<SignalRow[]> => {
  const recipe = recipeOf(options);
  const questions = questionSource(recipe);
  const model = await openModelFolder(options.folder);
  const { config, tokenizer } = model;
  const all = await model.weights();
  const weights = Object.fromEntries(
    Object.keys(parameterShapes(config)).map((name) => [
      name,
      { data: Float32Array.from(all.get(name)!.data), shape: all.get(name)!.shape },
    ]),
  );
  const device = openDevice({ threads: 1 });
  await device.write({ ...weights, ...startVariables(weights) });
  const policy = compilePolicy(device, config, { step: STEP, rows: recipe.train.rows, length: recipe.train.length });
  const sampler = createSampler({ config, weights, threads: 1, maxRows: recipe.rollouts.rows });
  const moments = Object.keys(trainedShapes(config)).map((name) => `m.${name}`);
  const objective = rloo();
  const gradientOf = async (
    lessons: readonly GradedRollout[],
    documents: readonly Document[] = [],
  ): Promise<Gradient> => {
    await device.write(optimiserState(config, STEP));
    await policy.update(lessons, {
      objective,
      version: 0,
      lr: 0,
      step: 1,
      ptx: { documents, weight: documents.length > 0 ? 1 : 0 },
    });
    const found = await device.read(moments);
    return moments.map((name) => Float32Array.from(found[name]!.data));
  };
  const rows: SignalRow[] = [];
  const keep = (row: SignalRow) => {
    rows.push(row);
    options.log(
      `${row.temperature === null ? '           ' : `at ${row.temperature.toFixed(2)}    `}${row.of.padEnd(11)}right ${row.right === null ? '    –' : (100 * row.right).toFixed(1).padStart(5)}   cosine ${row.cosine === null ? '–, nothing to learn' : `${row.cosine.toFixed(3)} (${row.low!.toFixed(2)} to ${row.high!.toFixed(2)})`}`,
    );
  };
  const groupsOf = (part: number) =>
    Array.from({ length: options.groups }, (_, i) =>
      newGroup(recipe, questions, tokenizer, {}, 0, part * options.groups + i),
    );
  const parts = Array.from({ length: options.parts }, (_, part) => part);
  try {
    for (const temperature of options.temperatures) {
      const [answers, results]: [Gradient[], Gradient[]] = [[], []];
      let right = 0;
      for (const part of parts) {
        const drawn = (await continueRollouts({ tokenizer, samplers: [sampler] }, groupsOf(part), {
          maxTokens: recipe.rollouts.partial_tokens,
          temperature,
          version: 0,
          seed: 1,
          step: 1,
        }))!;
        const lessons: { whole: GradedRollout[]; steps: GradedRollout[] } = { whole: [], steps: [] };
        for (const group of drawn) {
          const graded = gradeGroup(
            standardRubric,
            recipe.rewards,
            group.answers.map((answer) => readAttempt(tokenizer, group, answer)),
          );
          right += graded.filter(({ correct }) => correct).length / (options.parts * options.groups * options.size);
          const rewards = graded.map(({ reward }) => reward);
          const advantages = objective.advantages(rewards);
          group.answers.forEach(({ segments }, i) => {
            const answer = { prompt: group.prompt, segments, temperature };
            if (hasSignal(rewards)) lessons.whole.push({ ...answer, advantage: advantages[i]! });
            const places = resultTargets(
              tokenizer,
              group,
              segments.flatMap(({ ids }) => ids),
            );
            if (places.length > 0)
              lessons.steps.push({ ...answer, advantage: 0, rewarded: { places, weight: 1 / places.length } });
          });
        }
        answers.push(await gradientOf(lessons.whole));
        results.push(await gradientOf(lessons.steps));
      }
      keep({ temperature, of: 'answers', right, ...cosines(answers) });
      keep({ temperature, of: 'results', right, ...cosines(results) });
    }
    const imitated: Gradient[] = [];
    for (const part of parts) {
      const documents = groupsOf(part).map(({ item: { question, thought, gold } }) =>
        exampleDocument(tokenizer, { question, thought, answer: gold }),
      );
      imitated.push(
        await gradientOf(
          [],
          documents.filter(({ ids }) => ids.length <= recipe.train.length),
        ),
      );
    }
    keep({ temperature: null, of: 'imitation', right: null, ...cosines(imitated) });
    return rows;
  } finally {
    await sampler.close();
    await device.close();
  }
};

/** Runs the comparison on the model that ships with Mizan. */
export const benchSignal = async ({ quick, json }: BenchOptions): Promise<void> => {
  const log = (line: string) => {
    if (!json) console.log(line);
  };
  const rows = await measureSignal({
    families: 'all',
    difficulties: { 1: 1, 2: 1, 3: 1 },
    parts: quick ? 3 : 6,
    groups: quick ? 8 : 64,
    size: 8,
    temperatures: quick ? [1, 0.5] : [1, 0.7, 0.5],
    log,
  });
  if (json) console.log(JSON.stringify({ rows }));
};
