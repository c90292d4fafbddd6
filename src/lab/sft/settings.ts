/**
 * A recipe cut into what each part of training needs: optimiser, schedule, batches and run. This is the only place
 * that turns the names of the recipe's JSON into those of the code.
 */
import { adamwDefaults } from '../../train/adamw.ts';
import type { Frozen } from '../../train/frozen.ts';
import type { LoraOptions } from '../../train/lora.ts';
import type { Schedule } from '../../train/schedule.ts';
import type { StepOptions } from '../../train/step.ts';
import type { SftRecipe } from '../recipe/sft.ts';

export type SftSettings = {
  optimiser: StepOptions;
  schedule: Schedule;
  /** Rows of a batch, tokens of a row, batches of an update. */
  batches: { rows: number; length: number; accumulate: number };
  run: { seed: number; threads: number; saveEvery: number; validateEvery: number };
};

/** The settings of a recipe. `lora` and `frozen` come from the training job, since they depend on the model. */
export const settingsOf = (
  { seed, train }: SftRecipe,
  { lora, frozen }: { lora?: LoraOptions | undefined; frozen?: Frozen | undefined },
): SftSettings => ({
  optimiser: {
    clip: train.clip,
    optimiser: { ...adamwDefaults, beta1: train.betas[0], beta2: train.betas[1], weightDecay: train.weight_decay },
    muon: train.muon,
    qkClip: train.qk_clip,
    watchLogits: train.watch_logits ?? false,
    biasRate: train.bias_rate,
    checkpoint: train.checkpoint_activations ?? false,
    lora,
    frozen,
  },
  schedule: { lr: train.lr, updates: train.updates, warmup: train.warmup, decay: train.decay },
  batches: { rows: train.rows, length: train.length, accumulate: train.accumulate },
  run: { seed, threads: train.threads, saveEvery: train.save_every, validateEvery: train.validate_every },
});
