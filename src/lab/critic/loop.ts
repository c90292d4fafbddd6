/**
 * How a copy of a model learns to judge that model's answers. Each round writes rows of critiques (rows.ts) and trains
 * the critic on them by SFT; at the end the critic is measured (measure.ts) and put beside the model. The model itself
 * stays as it was, so it answers as before.
 */
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { prettyJson } from '../../json.ts';
import { createFolder, lockFolder, writeAtomic } from '../../files.ts';
import { openBatchSampler } from '../../local/batch-sampler.ts';
import { EMBEDDED, openModelFolder } from '../../local/model-folder.ts';
import { CALIBRATION_FILE, readModelFacts } from '../../local/read-facts.ts';
import { CRITIC_FILE, CRITIC_FOLDER } from '../../local/load-model.ts';
import { CRITIC_VERSION } from '../../local/critic-version.ts';
import { readCriticRecipe, type CriticRecipe } from '../recipe/critic.ts';
import { trainRecipe } from '../sft/train.ts';
import { judgePairs, measureSelection, removeKeptAnswers } from './measure.ts';
import { agreementOf, type Agreement, type Selected } from './report.ts';
import { writeRows, type Models } from './rows.ts';

/**
 * What a run came to. `model`: the folder of the model with its critic; `learnt`: what training took, all rounds
 * together.
 */
export type CriticOutcome = {
  finished: boolean;
  model: string | null;
  agreement: Agreement[];
  selected: Selected[];
  learnt: { tokens: number; seconds: number };
};

/** Opens the model that answers and the critic for one piece of work, and closes both. */
const withModels = async <T>(
  start: string,
  critic: string,
  threads: number,
  work: (models: Models) => Promise<T>,
): Promise<T> => {
  const models = { solver: await openBatchSampler(start, threads), critic: await openBatchSampler(critic, threads) };
  try {
    return await work(models);
  } finally {
    await Promise.all([models.solver.close(), models.critic.close()]);
  }
};

type TrainedCritic = { folder: string; tokens: number; seconds: number };

/** One round: rows, unless they are there, and SFT on them. Undefined when the signal came first. */
const trainRound = async (
  recipe: CriticRecipe,
  folder: string,
  start: string,
  critic: string,
  round: number,
  signal: AbortSignal,
): Promise<TrainedCritic | undefined> => {
  const { name, about, seed, train } = recipe;
  const rows = join(folder, `rows-${round + 1}.jsonl`);
  const written =
    existsSync(rows) ||
    (await withModels(start, critic, train.threads, (models) => writeRows(recipe, models, rows, round, signal)));
  if (!written) return undefined;
  const finetune = { name: `${name}-${round + 1}`, about, seed, base: critic, data: { file: rows }, train };
  const { finished, model, state } = await trainRecipe(finetune, join(folder, `round-${round + 1}`), signal);
  return finished ? { folder: model!, tokens: state.tokens, seconds: state.seconds } : undefined;
};

/**
 * Writes the model as it was, with its critic in a folder of its own, as a whole or not at all. Bins of its calibration
 * that are about a judge are left out: they were measured with another one.
 */
const assembleModel = (
  recipe: CriticRecipe,
  start: string,
  critic: string,
  to: string,
  agreement: readonly Agreement[],
): void => {
  const fill = (folder: string): void => {
    cpSync(start, folder, { recursive: true, filter: (path) => relative(start, path) !== CRITIC_FOLDER });
    const { calibration } = readModelFacts(folder);
    if (calibration) {
      const bins = Object.entries(calibration.bins).filter(([key]) => key.split('/')[0] !== 'judge');
      writeAtomic(join(folder, CALIBRATION_FILE), JSON.stringify({ ...calibration, bins: Object.fromEntries(bins) }));
    }
    cpSync(critic, join(folder, CRITIC_FOLDER), { recursive: true });
    writeAtomic(join(folder, CRITIC_FOLDER, 'recipe.json'), prettyJson(recipe));
    writeAtomic(
      join(folder, CRITIC_FOLDER, CRITIC_FILE),
      `${JSON.stringify({ version: CRITIC_VERSION, families: agreement })}\n`,
    );
  };
  createFolder(to, fill, { replace: true });
};

/** Throws one sentence when `folder` was begun with another recipe, or that can't be read. */
const requireSameRecipe = (folder: string, recipe: CriticRecipe): void => {
  const saved = join(folder, 'recipe.json');
  if (!existsSync(saved)) return;
  const identityOf = ({ about: _about, ...rest }: CriticRecipe): string => JSON.stringify(rest);
  if (identityOf(readCriticRecipe(saved)) !== identityOf(recipe))
    throw new Error(`the run in ${folder} was made from another recipe; give another folder with --out`);
};

/** The outcome that a finished run has written down. */
const readOutcome = (path: string, model: string): CriticOutcome => {
  try {
    return {
      finished: true,
      model,
      learnt: { tokens: 0, seconds: 0 },
      ...(JSON.parse(readFileSync(path, 'utf8')) as Pick<CriticOutcome, 'agreement' | 'selected'>),
    };
  } catch (error) {
    throw new Error(`${path} is damaged (${(error as Error).message}); remove it to have the critic measured again`, {
      cause: error,
    });
  }
};

/**
 * Runs `recipe` in `folder`, or goes on there: answers, rows and training that are there are used, and a finished run
 * is only read. When `signal` aborts, it returns with `finished` false. Throws one sentence when the folder holds
 * another recipe's run.
 */
export const trainCritic = async (
  recipe: CriticRecipe,
  folder: string,
  signal: AbortSignal,
): Promise<CriticOutcome> => {
  using _lock = lockFolder(folder);
  requireSameRecipe(folder, recipe);
  const [model, results] = [join(folder, 'model'), join(folder, 'results.json')];
  if (existsSync(results) && existsSync(model)) return readOutcome(results, model);
  const start = recipe.start === 'embedded' ? EMBEDDED : recipe.start;
  await openModelFolder(start); // nothing is written before there is a model to start from
  writeAtomic(join(folder, 'recipe.json'), prettyJson(recipe));
  const learnt = { tokens: 0, seconds: 0 };
  const stopped: CriticOutcome = { finished: false, model: null, agreement: [], selected: [], learnt };
  let critic = start;
  for (let round = 0; round < recipe.rounds; round++) {
    const trained = await trainRound(recipe, folder, start, critic, round, signal);
    if (!trained) return stopped;
    critic = trained.folder;
    learnt.tokens += trained.tokens;
    learnt.seconds += trained.seconds;
  }
  const judged = await withModels(start, critic, recipe.train.threads, (models) =>
    judgePairs(recipe, models, folder, signal),
  );
  if (!judged) return stopped;
  const agreement = agreementOf(judged);
  assembleModel(recipe, start, critic, model, agreement);
  const selected = await measureSelection(recipe, model, signal);
  if (!selected) return stopped;
  writeAtomic(results, `${JSON.stringify({ agreement, selected, learnt })}\n`);
  removeKeptAnswers(folder);
  return { finished: true, model, agreement, selected, learnt };
};
