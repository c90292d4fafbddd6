/**
 * Supervised fine-tuning (SFT), the loop: draw batches, update, now and then validate and save. Long chain-of-thought
 * SFT is this loop over documents whose mask covers plan, thought and answer. An update is in step.ts; documents and
 * display are the caller's. A version that fits one screen is recipes/sft-loop.ts.
 */
import { defined } from '../json.ts';
import type { Device, Stored } from '../tensor/run.ts';
import { initWeights } from '../model/transformer.ts';
import type { ModelConfig } from '../model/config.ts';
import { loadCheckpoint, saveCheckpoint, type LoopState } from './checkpoint.ts';
import { compileLayered } from './layered.ts';
import { initLora } from './lora.ts';
import { crossEntropyLoss } from './loss.ts';
import { optimiserState, updatedShapes } from './optimiser.ts';
import { countTokens, normaliseWeights, type Batch } from './pack.ts';
import { learningRate, type Schedule } from './schedule.ts';
import { createSource, type SourceOptions } from './source.ts';
import { compileTrainer, type StepOptions, type StepResult } from './step.ts';

export type SftOptions = {
  device: Device;
  config: ModelConfig;
  /** Folder of the checkpoints; a run that is found there is resumed. */
  folder: string;
  seed: number;
  /**
   * Weights to start from; without them, fresh ones of the seed. Adapters need them, and checkpoints don't hold them.
   * With `step.frozen` they are as `storeFrozen` gives them. The arrays belong to the run afterwards.
   */
  base?: Readonly<Record<string, Stored>> | undefined;
  source: SourceOptions;
  schedule: Schedule;
  step: StepOptions;
  /** Batches per update. */
  accumulate: number;
  /** Updates between checkpoints, and between measurements of the validation loss. */
  saveEvery: number;
  validateEvery: number;
  /** Fixed batches that are never trained on. */
  validation: readonly Batch[];
  signal?: AbortSignal;
  /** Seconds, for the record only. */
  clock: () => number;
};

/** Statistics of attention and experts of an update, rounded to four digits. */
type Observed = {
  /** Largest attention logit of each head, by layer, before the update. */
  maxLogits?: number[][];
  /** Share of heads that the clip shrank. */
  clipped?: number;
  /** Tokens of the busiest expert over the mean, by sparse layer. */
  busiest?: number[];
};

export type SftEvent =
  | { type: 'start'; state: LoopState }
  | ({
      type: 'update';
      update: number;
      loss: number;
      norm: number;
      lr: number;
      tokens: number;
      seconds: number;
    } & Observed)
  | { type: 'validation'; update: number; loss: number }
  | { type: 'saved'; update: number }
  | { type: 'end'; state: LoopState; finished: boolean };

/** The loss or the gradient is no longer finite. It follows from the recipe and would happen again. */
export class DivergedError extends Error {
  override name = 'DivergedError';
}

const firstState: LoopState = { update: 0, tokens: 0, seconds: 0, cursor: { shard: 0, offset: 0 } };

const digits = (x: number): number => Number(x.toPrecision(4));
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** The statistics that the log records of an update's logits and loads. */
const observe = (
  { maxLogits, loads }: Pick<StepResult, 'maxLogits' | 'loads'>,
  threshold: number | undefined,
): Observed => {
  const clips = threshold === undefined ? undefined : maxLogits?.flat().map((logit) => Number(logit > threshold));
  return defined({
    maxLogits: maxLogits?.map((layer) => layer.map(digits)),
    clipped: clips && digits(mean(clips)),
    busiest: loads?.map((layer) => digits(Math.max(...layer) / mean(layer))),
  });
};

/**
 * Trains until the schedule ends or the signal aborts; then a checkpoint is written and 'end' is the last event.
 * Resumed from a checkpoint, the run is bitwise the uninterrupted one (same seed, recipe and number of threads).
 * Throws `DivergedError` when the loss is no longer a number, leaving the last good checkpoint.
 */
export async function* runSft(options: SftOptions): AsyncGenerator<SftEvent> {
  const { device, config, folder, schedule, clock } = options;
  const resumed = await loadCheckpoint(folder);
  await device.adopt(options.base ?? (resumed ? {} : initWeights(config, options.seed)));
  const { lora } = options.step;
  await device.write(
    resumed?.variables ?? {
      ...(lora && initLora(config, lora, options.seed)),
      ...optimiserState(config, options.step),
    },
  );
  const saved = [
    ...Object.keys(updatedShapes(config, options.step)),
    ...Object.keys(optimiserState(config, options.step)),
  ];
  let state = resumed?.state ?? firstState;
  yield { type: 'start', state };

  const source = createSource(options.source, state.cursor);
  const { rows, length } = options.source;
  const { frozen } = options.step;
  const trainer = frozen
    ? compileLayered(device, config, { ...options.step, frozen }, rows, length, crossEntropyLoss)
    : compileTrainer(device, config, options.step, rows, length, crossEntropyLoss);
  const validation = options.validation.map((batch) => ({ ...batch, weights: batch.weights.slice() }));
  const validationTokens = normaliseWeights(validation);
  const draw = () => {
    const batches = Array.from({ length: options.accumulate }, () => source.next());
    return { batches, tokens: normaliseWeights(batches), cursor: source.cursor() };
  };
  const save = async () => {
    saveCheckpoint(folder, await device.read(saved), state);
  };

  const started = clock() - state.seconds;
  let next = draw();
  while (state.update < schedule.updates && !options.signal?.aborted) {
    const update = state.update + 1;
    const lr = learningRate(schedule, update);
    const running = trainer.step(next.batches, lr, update);
    const { cursor, batches } = next;
    if (update < schedule.updates) next = draw(); // made while the device works
    const { loss, norm, ...shown } = await running;
    if (!Number.isFinite(loss) || !Number.isFinite(norm)) {
      throw new DivergedError(
        `the loss of update ${update} is ${loss} (gradient norm ${norm}); train again in another folder (--out) with a lower "lr" in the recipe; the last checkpoint is kept`,
      );
    }
    const tokens = state.tokens + batches.reduce((total, batch) => total + countTokens(batch), 0);
    state = { update, tokens, seconds: clock() - started, cursor };
    yield {
      type: 'update',
      update,
      loss,
      norm,
      lr,
      tokens,
      seconds: state.seconds,
      ...observe(shown, options.step.qkClip?.threshold),
    };
    if (validationTokens > 0 && (update % options.validateEvery === 0 || update === schedule.updates)) {
      let sum = 0;
      for (const batch of validation) sum += (await trainer.evaluate(batch)).loss;
      yield { type: 'validation', update, loss: sum };
    }
    if (update % options.saveEvery === 0 && update < schedule.updates) {
      await save();
      yield { type: 'saved', update };
    }
  }
  await save();
  yield { type: 'end', state, finished: state.update >= schedule.updates };
}
