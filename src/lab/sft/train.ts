/**
 * Trains a recipe in its folder: from scratch or from a model that exists, resumable after a kill, with a log and a loss
 * curve. What differs between the two is the training job's (from-scratch.ts, finetune.ts).
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { prettyJson } from '../../json.ts';
import { countParameters } from '../../model/config.ts';
import { appendLine, lockFolder, removeLeftovers, writeAtomic } from '../../files.ts';
import { openDevice, type Values } from '../../tensor/run.ts';
import { adamwDefaults } from '../../train/adamw.ts';
import { loadCheckpoint, type LoopState } from '../../train/checkpoint.ts';
import { pack, toBatch } from '../../train/pack.ts';
import { decayStart, type Schedule } from '../../train/schedule.ts';
import { runSft, type SftEvent, type SftOptions } from '../../train/sft.ts';
import { updatedShapes } from '../../train/optimiser.ts';
import type { TrainingJob } from './training-job.ts';
import { linePlot } from '../../eval/line-plot.ts';
import { createProgress } from '../../terminal/progress.ts';
import { fromScratchJob } from './from-scratch.ts';
import { finetuneJob } from './finetune.ts';
import { isFinetune, readSftRecipe, type SftRecipe } from '../recipe/sft.ts';

type LogLine = Extract<SftEvent, { type: 'update' | 'validation' }>;

/** Checks that the run in `folder`, which stands at `state`, was made from this recipe, but perhaps for its length. */
const checkRecipe = (folder: string, recipe: SftRecipe, state: LoopState): void => {
  const path = join(folder, 'recipe.json');
  if (!existsSync(path))
    throw new Error(
      `the run in ${folder} lacks its recipe.json; restore it, or train afresh in another folder with --out`,
    );
  const before = readSftRecipe(path);
  const lasting = ({
    train: { updates: _updates, decay: _decay, save_every: _save, ...train },
    about: _about,
    ...rest
  }: SftRecipe): unknown => JSON.parse(JSON.stringify({ ...rest, train }));
  if (!isDeepStrictEqual(lasting(before), lasting(recipe)))
    throw new Error(
      `the run in ${folder} was made from another recipe; give another folder with --out, or train on with ${path}`,
    );
  const changed = before.train.updates !== recipe.train.updates || before.train.decay !== recipe.train.decay;
  if (changed && state.update > Math.min(decayStart(before.train), decayStart(recipe.train))) {
    throw new Error(
      `the run in ${folder} has made ${state.update} updates; its length can't be changed to ${recipe.train.updates} any more, because the learning rate has begun to fall`,
    );
  }
};

/** Checks that the variables of a checkpoint are those of this model. */
const checkVariables = (folder: string, { config, lora }: TrainingJob, variables: Values): void => {
  for (const [name, shape] of Object.entries(updatedShapes(config, { lora }))) {
    const found = variables[name]?.shape;
    if (found?.join() !== shape.join()) {
      throw new Error(
        `the checkpoint in ${folder} does not fit its recipe and model: ${name} has shape [${found ?? ''}], not [${shape}]; restore the folder, or train afresh in another one with --out`,
      );
    }
  }
};

/** The log without what came after the checkpoint, so that a resumed run writes each update once. */
const readLog = (path: string, update: number): LogLine[] => {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as LogLine | null];
      } catch {
        return [];
      } // a torn last line
    })
    .filter((line) => line !== null && line.update <= update) as LogLine[];
  writeAtomic(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return lines;
};

/** Means over at most 200 stretches of the run. */
const smooth = (points: [number, number][]): [number, number][] => {
  const size = Math.ceil(points.length / 200) || 1;
  return Array.from({ length: Math.ceil(points.length / size) }, (_, i) => {
    const part = points.slice(i * size, (i + 1) * size);
    return [part.at(-1)![0], part.reduce((sum, [, y]) => sum + y, 0) / part.length];
  });
};

const drawRun = (folder: string, recipe: SftRecipe, log: readonly LogLine[]): void => {
  const series = (type: LogLine['type']): [number, number][] =>
    log.filter((line) => line.type === type).map((line) => [line.update, line.loss]);
  writeAtomic(
    join(folder, 'loss.svg'),
    linePlot({
      title: `${recipe.name}: loss per token`,
      xLabel: 'updates',
      yLabel: 'cross-entropy (nats)',
      yRange: [0, 0],
      series: [
        { name: 'training', points: smooth(series('update')) },
        { name: 'held-out', points: series('validation'), dashed: true },
      ],
    }),
  );
};

/** `from`: updates that were made before. */
const trainTo = async (
  folder: string,
  recipe: SftRecipe,
  job: TrainingJob,
  from: number,
  signal: AbortSignal,
): Promise<{ finished: boolean; state: LoopState }> => {
  const { train } = recipe;
  const device = openDevice({ threads: train.threads });
  const schedule: Schedule = train;
  const sft: SftOptions = {
    device,
    config: job.config,
    base: job.base,
    folder,
    seed: recipe.seed,
    schedule,
    signal,
    accumulate: train.accumulate,
    saveEvery: train.save_every,
    validateEvery: train.validate_every,
    source: { document: job.document, rows: train.rows, length: train.length, seed: recipe.seed },
    step: {
      clip: train.clip,
      optimiser: { ...adamwDefaults, beta1: train.betas[0], beta2: train.betas[1], weightDecay: train.weight_decay },
      muon: train.muon,
      qkClip: train.qk_clip,
      watchLogits: train.watch_logits ?? false,
      biasRate: train.bias_rate,
      checkpoint: train.checkpoint_activations ?? false,
      lora: job.lora,
    },
    validation: batchesOf(job, train),
    clock: () => performance.now() / 1000,
  };
  const logPath = join(folder, 'log.jsonl');
  let log: LogLine[] = [];
  const perUpdate = train.rows * train.length * train.accumulate;
  const progress = createProgress({
    total: train.updates * perUpdate,
    from: from * perUpdate,
    label: 'train',
    unit: 'tok',
  });
  let heldOut = NaN;
  const keep = (line: LogLine) => {
    log.push(line);
    appendLine(logPath, line);
  };
  try {
    for await (const event of runSft(sft)) {
      switch (event.type) {
        case 'start':
          log = readLog(logPath, event.state.update);
          if (event.state.update > 0) progress.log(`going on after update ${event.state.update}`);
          break;
        case 'update': {
          keep(event);
          const recent = log.slice(-50).filter((line) => line.type === 'update');
          const loss = recent.reduce((sum, line) => sum + line.loss, 0) / recent.length;
          progress.update(event.update * perUpdate, {
            update: `${event.update}/${train.updates}`,
            loss: loss.toFixed(3),
            ...(Number.isNaN(heldOut) ? {} : { 'held-out': heldOut.toFixed(3) }),
            ...(event.maxLogits && { logit: Math.max(...event.maxLogits.flat()).toFixed(1) }),
            ...(event.clipped ? { clipped: `${Math.round(100 * event.clipped)} %` } : {}),
            lr: event.lr.toExponential(1),
          });
          break;
        }
        case 'validation':
          heldOut = event.loss;
          keep(event);
          break;
        case 'saved':
          drawRun(folder, recipe, log);
          break;
        case 'end':
          drawRun(folder, recipe, log);
          progress.finish(
            event.finished ? 'finished' : `stopped at update ${event.state.update}; run the same command to go on`,
          );
          return { finished: event.finished, state: event.state };
        default:
          event satisfies never;
      }
    }
  } finally {
    await device.close();
  }
  throw new Error('the training loop ended without an end');
};

const batchesOf = ({ validation }: TrainingJob, { rows, length }: SftRecipe['train']) => {
  const packed = pack(validation, length);
  while (packed.length % rows !== 0) packed.push([]);
  return Array.from({ length: packed.length / rows }, (_, i) =>
    toBatch(packed.slice(i * rows, (i + 1) * rows), length),
  );
};

/** Where a run stands after `trainRecipe`; `model`, a model or an adapter, is null while it is not finished. */
export type Trained = { finished: boolean; model: string | null; parameters: number; state: LoopState };

/**
 * Trains a recipe in its folder, or goes on with the run that is there; with `exportOnly` it trains nothing. A finished
 * run has its model in the folder. Throws one sentence, before anything is changed, when the folder holds another run.
 */
export const trainRecipe = async (
  recipe: SftRecipe,
  folder: string,
  signal: AbortSignal,
  { exportOnly = false } = {},
): Promise<Trained> => {
  using _lock = exportOnly ? undefined : lockFolder(folder);
  const before = await loadCheckpoint(folder);
  if (exportOnly && !before) throw new Error(`${folder} has no checkpoint to export; train first`);
  if (before) checkRecipe(folder, recipe, before.state);
  const job = isFinetune(recipe)
    ? await finetuneJob(recipe, folder, before !== undefined)
    : fromScratchJob(recipe, folder, before !== undefined);
  if (before) checkVariables(folder, job, before.variables);
  if (!exportOnly) {
    writeAtomic(join(folder, 'recipe.json'), prettyJson(recipe)); // nothing is written before everything has been checked
    job.begin(folder);
    for (const place of [folder, join(folder, 'model'), join(folder, 'adapter')])
      if (existsSync(place)) removeLeftovers(place);
  }
  console.error(`${recipe.name}: ${job.about}, run in ${folder}`);
  const { finished, state } = exportOnly
    ? { finished: true, state: before!.state }
    : await trainTo(folder, recipe, job, before?.state.update ?? 0, signal);
  const parameters = countParameters(job.config);
  if (!finished) return { finished, state, parameters, model: null };
  const checkpoint = await loadCheckpoint(folder);
  if (!checkpoint) throw new Error(`${folder} has no checkpoint to export; train first`);
  return { finished, state, parameters, model: job.finish(folder, checkpoint.variables, checkpoint.state) };
};
