/**
 * Recipes of `mizan rl`: everything a run of reinforcement learning depends on, in one JSON file that is saved with
 * the run. Objectives are in train/objective.ts, the curriculum in task/curriculum.ts, rewards in task/reward.ts, the
 * loop in lab/rl.
 */
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { isObject, previewJson } from '../../json.ts';
import { families } from '../../task/registry.ts';
import { commonFields, flag, number, pair, section, text, whole } from './fields.ts';
import { parseRecipeJson, readRecipeJson, renameFields } from './read.ts';
import { dataSeed, difficultyWeights, familyChoice, optimiserFields } from './sections.ts';

/** Weights by family, whichever way they were written. */
const familyWeights = familyChoice.transform((chosen): Record<string, number> => {
  const names = chosen === 'all' ? families.map(({ name }) => name) : chosen;
  return Array.isArray(names) ? Object.fromEntries(names.map((name) => [name, 1])) : names;
});

const taskQuestions = section({
  seed: dataSeed,
  families: familyWeights,
  difficulties: section({ start: difficultyWeights, end: difficultyWeights }).describe(
    'How often each difficulty is drawn at the start of the run and at its end; between, on a straight line.',
  ),
  floor: number(1e-6, 1).describe('Questions are drawn by 1 − success rate of their kind, but at least by this.'),
  memory: number(0, 0.9999).describe('How much of a success rate stays when another group is added to it.'),
  planned: number(0, 1).describe('Share of groups that write a plan first.'),
});

const ownQuestions = section({
  seed: dataSeed,
  file: text.describe('JSON Lines of {"question", "answer"} to learn from; relative to the recipe.'),
  held_out: text.describe('As many to measure with, none of them in the other file: at least held_out.items + final.'),
  planned: number(0, 1).default(0).describe('Share of groups that write a plan first.'),
});

const rollouts = section({
  groups: whole(0, 65536).describe('Questions of a step. With 0 only the PTX loss is trained: the control of a run.'),
  size: whole(2, 4096).describe('Answers to each question.'),
  learn: whole(2, 4096).describe('Answers of a group that are learned from: those whose rewards differ most.'),
  temperature: pair(number(0.05, 5), 'two numbers from 0.05 to 5').describe(
    'Sampling temperature at the first step and at the last.',
  ),
  budget: section({ factor: number(0, 100), slack: whole(0, 65536), most: whole(1, 65536) }).describe(
    'Most tokens of an answer: factor × the tokens of its reference solution + slack, and never above most; without a reference: most.',
  ),
  partial_tokens: whole(1, 65536).describe(
    'Most tokens of one answer in one step. A longer answer goes on in the next step, under the new weights (partial rollout).',
  ),
  stale: flag.describe('Whether tokens that older weights sampled are learned from too.'),
  generators: whole(1, 64).describe('Threads that sample, each with a copy of the model.'),
  rows: whole(1, 4096).describe('Most answers at once in each of these threads.'),
});

const objectives = ['kimi', 'grpo', 'dr-grpo', 'rloo'] as const;
const objective = z
  .discriminatedUnion(
    'type',
    [
      section({ type: z.literal('kimi'), tau: number(1e-6, 1e3) }),
      section({ type: z.literal('grpo'), clip: number(0, 1) }),
      section({ type: z.literal('dr-grpo'), clip: number(0, 1), tokens: whole(1, 1e6) }),
      section({ type: z.literal('rloo') }),
    ],
    {
      error: ({ input }) => {
        if (!isObject(input)) return `must be an object with a "type", is ${previewJson(input, 60)}`;
        const { type } = input;
        return `must be ${objectives.slice(0, -1).join(', ')} or ${objectives.at(-1)}, is ${previewJson(type, 60)}`;
      },
    },
  )
  .describe('What is minimised: see train/objective.ts.');

const rewards = section({
  rubric: text.describe('"standard", "training", "critic", or the file of a rubric of your own.'),
  critic: text.optional().describe('Folder of a critic that scores each answer first, or "embedded".'),
  truncated: number(0, 100).describe('Subtracted from the reward of an answer that its budget cut off.'),
  length: number(0, 100).describe("Weight of Kimi K1.5's length reward."),
  steps: number(0, 100)
    .default(0)
    .describe('What the results of the sums in one answer earn together, by how likely each is the true one.'),
}).refine(({ rubric, critic }) => rubric !== 'critic' || critic !== undefined, {
  path: ['critic'],
  error: 'must name the folder of a critic (MODEL/critic, see mizan critic) or "embedded" when the rubric is "critic"',
});

const ptx = section({ weight: number(0, 1e3), documents: whole(0, 65536) }).describe(
  'The SFT loss that goes on beside, on data that the start model has learned: its weight, and documents per update.',
);

const train = section({
  steps: whole(1, 1e7),
  updates: whole(1, 1024).describe('Updates of a step: its answers are divided among them.'),
  rows: whole(1, 65536).describe('Rows of a training batch.'),
  length: whole(16, 65536).describe('Tokens of a row; a question and its answer fit into one.'),
  threads: whole(1, 256),
  warmup: whole(0, 1e7).describe('Steps in which the learning rate rises linearly.'),
  ...optimiserFields,
  ptx,
  save_every: whole(1, 1e7).describe('Steps between checkpoints.'),
});

/** A recipe with questions of one kind. */
const recipeOf = <D extends z.ZodType>(data: D) =>
  section({
    ...commonFields,
    start: text.describe('The model to start from: a model folder, or "embedded".'),
    data,
    rollouts,
    objective,
    rewards,
    train,
    check: section({
      answers: whole(1, 65536).describe('Answers of a step that are checked, taken from all generators alike.'),
      max_logprob_gap: number(0, 10).describe(
        'Most nats by which trainer and generator may differ about a token. More ends the run.',
      ),
    }),
    held_out: section({
      every: whole(1, 1e7).describe('Steps between measurements of held-out accuracy.'),
      items: whole(1, 1e5).describe('Questions of each family in these measurements.'),
      final: whole(1, 1e5).describe('Questions of each family before and after the run.'),
      drawn: whole(0, 1e5).describe('How many of those are also sampled.'),
      draws: whole(1, 128).describe('Samples of each of these, for pass@draws.'),
    }),
  }).refine((recipe) => recipe.rollouts.groups > 0 || recipe.train.ptx.weight * recipe.train.ptx.documents > 0, {
    path: ['rollouts', 'groups'],
    error: 'must be at least 1 where there is no PTX loss (train.ptx)',
  });
const taskRecipe = recipeOf(taskQuestions);
const ownRecipe = recipeOf(ownQuestions);

/**
 * A union for the published JSON Schema; `parseRlRecipe` picks one of the two, so that errors are about the right one.
 */
export const rlSchema = z.union([taskRecipe, ownRecipe]);
export type RlRecipe = Omit<z.output<typeof taskRecipe>, 'data'> & {
  data: z.output<typeof taskQuestions> | z.output<typeof ownQuestions>;
};

/** Names that fields had in recipes of before; runs saved with them go on. */
const OLD_NAMES = { 'check.bound': 'max_logprob_gap', 'rollouts.segment': 'partial_tokens' };

/**
 * Reads an RL recipe from the JSON of the file `path`. Files of questions are named from the folder of that file.
 * Throws one sentence for the first mistake.
 */
export const parseRlRecipe = (json: unknown, path: string): RlRecipe => {
  const recipe: RlRecipe = parseRecipeJson(
    isObject(json) && isObject(json.data) && 'file' in json.data ? ownRecipe : taskRecipe,
    renameFields(json, OLD_NAMES),
    path,
  );
  const { data } = recipe;
  if (!('file' in data)) return recipe;
  const from = (file: string): string => resolve(dirname(path), file);
  return { ...recipe, data: { ...data, file: from(data.file), held_out: from(data.held_out) } };
};

/** Reads an RL recipe from its file. */
export const readRlRecipe = (path: string): RlRecipe => parseRlRecipe(readRecipeJson(path), path);

/** The fewest tokens of a complete answer: a thought, its end, an answer and its end. */
const SHORTEST_ANSWER = 4;

/**
 * Checks fields against one another, before a run begins. It is not part of the schema, so that a run that began
 * before a rule existed goes on. Throws one sentence.
 */
export const requireConsistent = ({ name, objective: { type }, rollouts: r, train: t, check }: RlRecipe): void => {
  const fail = (sentence: string): never => {
    throw new Error(`recipe ${name}: ${sentence}`);
  };
  if (type === 'rloo' && t.updates > 1)
    fail(
      `train.updates must be 1 with rloo, which needs answers sampled by the very weights that learn from them, is ${t.updates}; lower it, or take another objective`,
    );
  if (r.learn > r.size) fail(`rollouts.learn must be at most rollouts.size, ${r.size}, is ${r.learn}`);
  const { factor, slack, most } = r.budget;
  if ((factor === 0 ? Math.min(slack, most) : most) < SHORTEST_ANSWER)
    fail(`rollouts.budget leaves every answer less than ${SHORTEST_ANSWER} tokens; raise it`);
  if (check.answers < r.generators)
    fail(
      `check.answers must be at least rollouts.generators, ${r.generators}, so that each is checked, is ${check.answers}`,
    );
};
