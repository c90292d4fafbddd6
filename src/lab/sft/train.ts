/**
 * `trainRecipe`: supervised training of a recipe in a folder, from scratch or from an existing model. A run that was
 * stopped or killed resumes from its last checkpoint and ends bitwise as if it had never stopped. What differs
 * between the two kinds of recipe is in a training job (from-scratch.ts, finetune.ts); the loop itself is
 * train/sft.ts.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { prettyJson } from '../../json.ts';
import { countParameters } from '../../model/config.ts';
import { lockFolder, removeLeftovers, writeAtomic } from '../../files.ts';
import { openDevice } from '../../tensor/run.ts';
import { loadCheckpoint, type LoopState } from '../../train/checkpoint.ts';
import { packBatches, toBatch } from '../../train/pack.ts';
import { runSft } from '../../train/sft.ts';
import { isFinetune, isFromFile, type SftRecipe } from '../recipe/sft.ts';
import { finetuneJob } from './finetune.ts';
import { fromFileJob } from './from-file.ts';
import { fromScratchJob } from './from-scratch.ts';
import { requireFittingVariables, requireSameRecipe } from './resume.ts';
import { requireMemory } from './memory.ts';
import { openRunLog } from './run-log.ts';
import { settingsOf } from './settings.ts';
import type { TrainingJob } from './training-job.ts';

type Outcome = { finished: boolean; state: LoopState };

/** Runs the loop of a job. `from`: updates that were made before. */
const runJob = async (
  recipe: SftRecipe,
  job: TrainingJob,
  folder: string,
  from: number,
  signal: AbortSignal,
): Promise<Outcome> => {
  const { optimiser, schedule, batches, run } = settingsOf(recipe, job);
  const { rows, length, accumulate } = batches;
  const device = openDevice({ threads: run.threads });
  const log = openRunLog(folder, {
    name: recipe.name,
    updates: schedule.updates,
    tokensPerUpdate: rows * length * accumulate,
    from,
  });
  try {
    const events = runSft({
      device,
      config: job.config,
      base: await job.base?.(),
      folder,
      seed: run.seed,
      schedule,
      signal,
      accumulate,
      saveEvery: run.saveEvery,
      validateEvery: run.validateEvery,
      source: { document: job.document, rows, length, seed: run.seed },
      step: optimiser,
      validation: packBatches(job.validation, rows, length).map((packed) => toBatch(packed, length)),
      clock: () => performance.now() / 1000,
    });
    for await (const event of events) {
      log.add(event);
      if (event.type === 'end') return { finished: event.finished, state: event.state };
    }
  } finally {
    await device.close();
  }
  throw new Error('the training loop ended without an end event');
};

/**
 * State of a run after `trainRecipe`. `model` is the folder of a model or an adapter, or null while the run is not
 * finished.
 */
export type TrainingResult = Outcome & { model: string | null; parameters: number };

const jobOf = async (recipe: SftRecipe, folder: string, resumed: boolean): Promise<TrainingJob> => {
  if (isFinetune(recipe)) return finetuneJob(recipe, folder, resumed);
  return isFromFile(recipe) ? fromFileJob(recipe, folder, resumed) : fromScratchJob(recipe, folder, resumed);
};

/**
 * Trains a recipe in its folder, or resumes the run that is there; with `exportOnly` it trains nothing. A finished
 * run has its model in the folder. Throws one sentence, before anything is changed, when the folder holds another
 * run.
 */
export const trainRecipe = async (
  recipe: SftRecipe,
  folder: string,
  signal: AbortSignal,
  { exportOnly = false } = {},
): Promise<TrainingResult> => {
  using _lock = exportOnly ? undefined : lockFolder(folder);
  const before = await loadCheckpoint(folder);
  if (exportOnly && !before) throw new Error(`${folder} has no checkpoint to export; train first`);
  if (before) requireSameRecipe(folder, recipe, before.state);
  const resumed = before !== undefined;
  const job = await jobOf(recipe, folder, resumed);
  if (before) requireFittingVariables(folder, job, before.variables);
  const memory = exportOnly ? undefined : requireMemory(recipe, job);
  if (!exportOnly) {
    writeAtomic(join(folder, 'recipe.json'), prettyJson(recipe)); // nothing is written before everything has been checked
    job.begin(folder);
    for (const place of [folder, join(folder, 'model'), join(folder, 'adapter')])
      if (existsSync(place)) removeLeftovers(place);
  }
  console.error(`${recipe.name}: ${job.about}, run in ${folder}`);
  if (memory) console.error(memory);
  const { finished, state } = exportOnly
    ? { finished: true, state: before!.state }
    : await runJob(recipe, job, folder, before?.state.update ?? 0, signal);
  const parameters = countParameters(job.config);
  if (!finished) return { finished, state, parameters, model: null };
  const checkpoint = await loadCheckpoint(folder);
  if (!checkpoint) throw new Error(`${folder} has no checkpoint to export; train first`);
  return { finished, state, parameters, model: job.finish(folder, checkpoint.variables, checkpoint.state) };
};
