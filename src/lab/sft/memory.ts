/**
 * Whether a run of training fits the memory of this machine: said before it starts, and refused when it does not.
 */
import { freemem, totalmem } from 'node:os';
import { countParameters } from '../../model/config.ts';
import type { Frozen } from '../../train/frozen.ts';
import { trainingMemory } from '../../train/memory.ts';
import { isFinetune, type SftRecipe } from '../recipe/sft.ts';
import { settingsOf } from './settings.ts';
import type { TrainingJob } from './training-job.ts';

/** Below this many bytes nothing is refused: the estimate is coarse, and any machine has that much. */
const SMALL = 1e9;

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

/** Bytes that this process may still take: of the machine, or of its container. */
const availableMemory = (): number => Math.min(process.availableMemory?.() ?? freemem(), totalmem());

/** What would make a run smaller, as far as its recipe has not done it. */
const advice = (recipe: SftRecipe, frozen: Frozen | undefined): string => {
  const batch = `lower "rows" or "length" in the recipe (they are ${recipe.train.rows} and ${recipe.train.length})`;
  if (!isFinetune(recipe)) return `${batch}, or the sizes of the model`;
  if (!recipe.lora) return `train adapters ("lora") instead of all weights, or ${batch}`;
  return frozen === 'int8' ? batch : `store the weights under the adapters as "frozen": "int8", or ${batch}`;
};

/**
 * One line on the memory that a run needs. Throws one sentence, with what to change, when it is more than `available`
 * bytes.
 */
export const requireMemory = (
  recipe: SftRecipe,
  job: Pick<TrainingJob, 'config' | 'lora' | 'frozen'>,
  available = availableMemory(),
): string => {
  const { optimiser, batches } = settingsOf(recipe, job);
  const { total, weights, trained, activations, head } = trainingMemory(job.config, optimiser, batches);
  if (total > Math.max(available, SMALL))
    throw new Error(
      `this run needs about ${gigabytes(total)} of memory (${countParameters(job.config).toLocaleString('en')} parameters: ` +
        `${gigabytes(weights + trained)} for weights and optimiser, ${gigabytes(activations + head)} for activations and logits), ` +
        `and ${gigabytes(available)} are free; ${advice(recipe, job.frozen)}`,
    );
  return `needs about ${gigabytes(total)} of memory; ${gigabytes(available)} are free`;
};
