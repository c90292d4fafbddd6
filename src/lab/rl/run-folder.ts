/**
 * The folder of an RL run: how it is begun, opened, resumed and saved. The loop is loop.ts, what it writes as it goes
 * log.ts.
 *
 * rollouts.jsonl and log.jsonl grow with every step. A checkpoint holds how long they were, and a resumed run cuts them
 * back to that, so each step stands in them once.
 */
import { cpSync, existsSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, prettyJson } from '../../json.ts';
import { isAdapterFolder } from '../../model/adapter.ts';
import { countParameters, type ModelConfig } from '../../model/config.ts';
import type { Tokenizer } from '../../model/tokenizer.ts';
import { createFolder, removeLeftovers, writeAtomic } from '../../files.ts';
import type { SuccessRates } from '../../task/curriculum.ts';
import type { Rubric } from '../../task/reward.ts';
import type { Values } from '../../tensor/run.ts';
import { loadCheckpoint, saveCheckpoint, type LoopState } from '../../train/checkpoint.ts';
import { DEFAULT_SHARD } from '../../train/source.ts';
import { openModelFolder } from '../../local/model-folder.ts';
import type { HeldOutResult } from '../exam/held-out.ts';
import type { TaskDocuments } from '../data/task-documents.ts';
import { parseRecipeJson, readRecipeJson } from '../recipe/read.ts';
import { taskData } from '../recipe/sections.ts';
import { readLog, RESTORE, type LogLine } from './log.ts';
import { readRlRecipe, requireConsistent, type RlRecipe } from '../recipe/rl.ts';
import { loadRubric } from './rubric-file.ts';
import { MODEL_FILES, OPTIONAL_MODEL_FILES, saveModel } from './save-model.ts';
import { OWN_FILES, questionSource, type QuestionSource } from './questions.ts';
import type { Group } from './rollouts.ts';
import type { RlState } from './step.ts';
import { trainableWeights } from './trainer.ts';

const startOf = (folder: string): string => join(folder, 'start');
const criticOf = (folder: string): string => join(folder, 'critic');

/** Checks that `from` is a model folder. `role` (what it is needed as) and `remedy` are for the message. */
const requireModel = (from: string, role: string, remedy: string): void => {
  if (isAdapterFolder(from))
    throw new Error(
      `${from} is an adapter and no ${role}; merge it into its base first: mizan export ${from} --out FOLDER`,
    );
  for (const name of MODEL_FILES)
    if (!existsSync(join(from, name))) throw new Error(`${from} is no ${role}: it has no ${name}; ${remedy}`);
};

/** Copies a model into the run, as a whole or not at all. The run then no longer depends on where it came from. */
const copyModel = (from: string, to: string): void =>
  createFolder(
    to,
    (folder) => {
      for (const name of [...MODEL_FILES, ...OPTIONAL_MODEL_FILES])
        if (existsSync(join(from, name))) cpSync(join(from, name), join(folder, name));
    },
    { replace: true },
  );

/** An opened run: its recipe, its copy of the start model, and how far it has come. */
export type RlRun = {
  folder: string;
  recipe: RlRecipe;
  config: ModelConfig;
  tokenizer: Tokenizer;
  questions: QuestionSource;
  rubric: Rubric;
  /** Folder of the run's own copy of the critic, when it has one. */
  critic: string | undefined;
  /** Weights before the first step. */
  start: Values;
  /** The SFT data that the start model has learned, for the PTX loss (train.ptx). */
  sftData: TaskDocuments | undefined;
  /** Held-out results before the first step; undefined while they are still to be measured. */
  before: HeldOutResult[] | undefined;
  log: LogLine[];
  /** From the last checkpoint; undefined for a new run. */
  resumed: { variables: Values; state: RlState } | undefined;
};

/** What a checkpoint holds besides variables: the state, and the sizes of the two files that grow. */
type Extra = { version: 2; state: RlState; bytes: { rollouts: number; log: number } };
/** As runs of before wrote it: two fields of the state had other names. */
type OldExtra = {
  version: 1;
  state: Omit<RlState, 'successRates' | 'unfinished'> & { standing: SuccessRates; underway: Group[] };
  bytes: Extra['bytes'];
};

/** The content of a checkpoint of either version; undefined when it is of another kind of run. */
const readExtra = (value: unknown): Extra | undefined => {
  if (!isObject(value) || !isObject(value.state) || !isObject(value.bytes)) return undefined;
  if (value.version === 2 && Array.isArray(value.state.unfinished)) return value as Extra;
  if (value.version !== 1 || !Array.isArray(value.state.underway)) return undefined;
  const { state, bytes } = value as OldExtra;
  const { standing, underway, ...rest } = state;
  return { version: 2, state: { ...rest, successRates: standing, unfinished: underway }, bytes };
};

/** Cuts a file back to its first `size` bytes. */
const cutBack = (path: string, size: number): void => {
  const now = existsSync(path) ? statSync(path).size : 0;
  if (now < size) throw new Error(`${path} has ${now} bytes and the checkpoint knows of ${size}; ${RESTORE}`);
  if (now > size) truncateSync(path, size);
};

/**
 * The fields that make two recipes the same run, as text. A run has copied its start and its critic, so those may be
 * gone.
 */
const identityOf = (recipe: RlRecipe): string => {
  const { about: _about, start: _start, rewards, data, ...rest } = recipe;
  const { save_every: _save, ...train } = recipe.train;
  return JSON.stringify({
    ...rest,
    train,
    data: 'file' in data ? { ...data, ...OWN_FILES } : data,
    rewards: { ...rewards, critic: rewards.critic !== undefined },
  });
};

/** The recipe with the run's copies of its files of questions. */
const withOwnFiles = (folder: string, recipe: RlRecipe): RlRecipe => {
  const { data } = recipe;
  if (!('file' in data)) return recipe;
  const { file, held_out } = OWN_FILES;
  return { ...recipe, data: { ...data, file: join(folder, file), held_out: join(folder, held_out) } };
};

const sameContent = (a: string, b: string): boolean => readFileSync(a).equals(readFileSync(b));

/** Whether the run has copied these very questions. */
const hasQuestions = (folder: string, { data }: RlRecipe): boolean =>
  !('file' in data) ||
  (['file', 'held_out'] as const).every((field) => {
    const copy = join(folder, OWN_FILES[field]);
    return existsSync(copy) && sameContent(copy, data[field]);
  });

/**
 * Throws one sentence when a file of questions has changed since the run copied it. One that is gone does not matter.
 */
const requireSameQuestions = (folder: string, { data }: RlRecipe): void => {
  if (!('file' in data)) return;
  for (const field of ['file', 'held_out'] as const) {
    const copy = join(folder, OWN_FILES[field]);
    if (!existsSync(copy)) throw new Error(`the run in ${folder} lacks its ${OWN_FILES[field]}; ${RESTORE}`);
    if (existsSync(data[field]) && !sameContent(copy, data[field]))
      throw new Error(
        `${data[field]} has changed since the run in ${folder} began; give another folder with --out, or restore the file`,
      );
  }
};

/**
 * Whether the recipe saved in a run's folder makes the same run. Throws one sentence that names the file when it is
 * damaged.
 */
export const isSameRun = (saved: string, recipe: RlRecipe): boolean =>
  existsSync(saved) && identityOf(readRlRecipe(saved)) === identityOf(recipe);

/** Whether the run's copy of its start model has the weights of the folder `from`. */
const startsWith = (folder: string, from: string): boolean => {
  const copy = join(startOf(folder), 'model.safetensors');
  const weights = join(from, 'model.safetensors');
  return existsSync(copy) && existsSync(weights) && sameContent(copy, weights);
};

/** Held-out results before the first step; undefined when they are still to be measured. */
const readBefore = (folder: string): HeldOutResult[] | undefined => {
  const path = join(folder, 'before.json');
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as HeldOutResult[];
  } catch (error) {
    throw new Error(`${path} is damaged; ${RESTORE}`, { cause: error });
  }
};

/**
 * Checks that the run in `folder`, whose checkpoint has this state, was made from the recipe and is complete. Returns
 * what the loop stored. The run has a copy of its start model, so that may be gone, but it must not have changed.
 */
const checkRun = (folder: string, recipe: RlRecipe, { update, extra: stored }: LoopState): Extra => {
  const saved = join(folder, 'recipe.json');
  const extra = readExtra(stored);
  if (!extra) throw new Error(`the checkpoint in ${folder} is not one of mizan rl; give another folder with --out`);
  for (const name of ['recipe.json', 'start', ...(update > 0 ? ['before.json'] : [])])
    if (!existsSync(join(folder, name))) throw new Error(`the run in ${folder} lacks its ${name}; ${RESTORE}`);
  if (!isSameRun(saved, recipe))
    throw new Error(
      `the run in ${folder} was made from another recipe; give another folder with --out, or go on with ${saved}`,
    );
  requireSameQuestions(folder, recipe);
  const copy = startOf(folder);
  if (!existsSync(join(recipe.start, 'model.safetensors')))
    console.error(`${recipe.start} is gone; the run goes on with its own copy, ${copy}`);
  else if (!startsWith(folder, recipe.start))
    throw new Error(
      `the run in ${folder} began with another model than ${recipe.start}; go on with --start ${copy}, or give another folder with --out`,
    );
  return extra;
};

type SavedRecipe = { data?: unknown; run?: { cursor?: { shard?: unknown } }; sft?: SavedRecipe };

/**
 * The SFT recipe at the beginning of a model's history: a model that RL made names the recipe of its start as "sft".
 */
const firstRecipe = (recipe: SavedRecipe): SavedRecipe => (recipe.sft ? firstRecipe(recipe.sft) : recipe);

/** The SFT data that the start model has learned, as far as it has read them, in rows of this run. */
const sftDataOf = (folder: string, { train: { ptx, length } }: RlRecipe): TaskDocuments | undefined => {
  if (ptx.weight === 0 || ptx.documents === 0) return undefined;
  const path = join(startOf(folder), 'recipe.json');
  const { data, run } = firstRecipe(existsSync(path) ? (readRecipeJson(path) as SavedRecipe) : {});
  if (data === undefined)
    throw new Error(
      `${path} names no SFT data, so there is none for the PTX loss; set train.ptx to {"weight": 0, "documents": 0}`,
    );
  const { documents = 2 ** 30, ...rest } = parseRecipeJson(taskData, data, path, ['data']);
  const shards = run?.cursor?.shard;
  const seen = typeof shards === 'number' && shards > 0 ? shards * DEFAULT_SHARD : documents;
  return { data: { ...rest, documents: Math.min(documents, seen) }, length, validationItems: 0 };
};

/** Names that a run writes. A folder that has one of them without the recipe of an RL run belongs to the user. */
const WRITTEN = [
  'recipe.json',
  'start',
  'critic',
  'before.json',
  'rollouts.jsonl',
  'log.jsonl',
  'results.json',
  'model',
  ...Object.values(OWN_FILES),
];

/** Whether the recipe.json in `folder` is that of an RL run. */
const isRun = (folder: string): boolean => {
  try {
    readRlRecipe(join(folder, 'recipe.json'));
    return true;
  } catch {
    return false;
  }
};

/**
 * Begins the run in `folder`. An earlier run there that ended before its first checkpoint is replaced, but what it has
 * measured of the same start model is used. Nothing is changed before everything has been checked.
 */
const beginRun = (folder: string, recipe: RlRecipe): void => {
  const { start } = recipe;
  const { critic } = recipe.rewards;
  requireConsistent(recipe);
  questionSource(recipe); // its files can be read and fit
  requireModel(
    start,
    'model to start from',
    'train one to start from (mizan train recipes/mizan-1m.json), or name one with --start',
  );
  if (critic !== undefined)
    requireModel(
      critic,
      'critic',
      'train one (mizan critic recipes/critic-1m.json) and name its folder, MODEL/critic, in rewards.critic',
    );
  const begun = isRun(folder);
  const foreign = begun ? undefined : WRITTEN.find((name) => existsSync(join(folder, name)));
  if (foreign !== undefined)
    throw new Error(
      `${folder} is no run of mizan rl, which would overwrite its ${foreign}; give another folder with --out`,
    );
  const saved = join(folder, 'recipe.json');
  const measured = begun && isSameRun(saved, recipe) && startsWith(folder, start) && hasQuestions(folder, recipe);
  for (const name of ['rollouts.jsonl', 'log.jsonl', 'results.json', ...(measured ? [] : ['before.json'])])
    rmSync(join(folder, name), { force: true });
  writeAtomic(saved, prettyJson(recipe)); // before the folders: a run that is killed here finds that they are its own
  if ('file' in recipe.data)
    for (const field of ['file', 'held_out'] as const)
      writeAtomic(join(folder, OWN_FILES[field]), readFileSync(recipe.data[field]));
  copyModel(start, startOf(folder));
  if (critic !== undefined) copyModel(critic, criticOf(folder));
};

const requireTrainable = ({ start, train }: RlRecipe, tokenizer: Tokenizer, config: ModelConfig): void => {
  for (const marker of ['<|plan|>', '<|think|>', '<|answer|>', '<|end|>'])
    if (tokenizer.idOf(marker) === undefined)
      throw new Error(`the model in ${start} has no ${marker}; mizan rl trains models of Mizan's own kind`);
  if (train.length > config.maxPositions)
    throw new Error(
      `train.length is ${train.length}, and the model in ${start} has room for ${config.maxPositions}; lower it in the recipe`,
    );
};

/**
 * Opens the run in `folder`, new or to be resumed. Throws one sentence when it was made from another recipe or is
 * damaged; nothing is changed then.
 */
export const openRun = async (folder: string, recipe: RlRecipe): Promise<RlRun> => {
  const rubric = await loadRubric(recipe.rewards.rubric);
  const checkpoint = await loadCheckpoint(folder);
  const extra = checkpoint && checkRun(folder, recipe, checkpoint.state);
  if (!extra) beginRun(folder, recipe);
  const before = readBefore(folder);
  if (extra) for (const name of ['rollouts', 'log'] as const) cutBack(join(folder, `${name}.jsonl`), extra.bytes[name]);
  removeLeftovers(folder);
  const model = await openModelFolder(startOf(folder));
  const { config, tokenizer } = model;
  requireTrainable(recipe, tokenizer, config);
  return {
    folder,
    recipe,
    config,
    tokenizer,
    questions: questionSource(withOwnFiles(folder, recipe)),
    rubric,
    critic: recipe.rewards.critic === undefined ? undefined : criticOf(folder),
    start: trainableWeights(config, await model.weights()),
    sftData: sftDataOf(folder, recipe),
    before,
    log: readLog(folder),
    resumed: extra && { variables: checkpoint!.variables, state: extra.state },
  };
};

const sizeOf = (path: string): number => (existsSync(path) ? statSync(path).size : 0);

/** Writes a checkpoint: weights, optimiser state, where the run stands, and how long its two growing files are. */
export const saveRun = (folder: string, variables: Values, state: RlState): void => {
  const extra: Extra = {
    version: 2,
    state,
    bytes: { rollouts: sizeOf(join(folder, 'rollouts.jsonl')), log: sizeOf(join(folder, 'log.jsonl')) },
  };
  const { step: update, tokens, seconds } = state;
  saveCheckpoint(folder, variables, { update, tokens, seconds, cursor: { shard: 0, offset: 0 }, extra });
};

/** Writes the model as it is now to model/, in the layout of the start model. Returns that folder. */
export const exportModel = ({ folder, recipe, config }: RlRun, weights: Values, state: RlState): string => {
  const model = join(folder, 'model');
  saveModel(startOf(folder), model, config, weights);
  const before = join(startOf(folder), 'recipe.json');
  const { unfinished: _unfinished, ...run } = state;
  writeAtomic(
    join(model, 'recipe.json'),
    prettyJson({
      rl: { ...recipe, run },
      ...(existsSync(before) ? { sft: JSON.parse(readFileSync(before, 'utf8')) as unknown } : {}),
      parameters: countParameters(config),
    }),
  );
  return model;
};
