/**
 * How much memory a training step takes, estimated from shapes: weights, optimiser, what a forward pass keeps for the
 * backward pass, and the logits. The factors were fitted to measured peaks of whole processes (`npm run check:tune`,
 * docs/results/lora.md); the estimate is for a person who plans a run, and for refusing one that cannot fit.
 */
import { parameterShapes, type ModelConfig } from '../model/config.ts';
import { frozenBytes } from './frozen.ts';
import { headRows } from './layered.ts';
import { takesMuon } from './muon.ts';
import { trainedShapes } from './optimiser.ts';
import type { StepOptions } from './step.ts';

/** Node, ONNX Runtime and compiled graphs. */
const PROGRAM = 2.5e8;

/** Copies of each logit while a loss and its gradient are computed. */
const LOGIT_COPIES = { whole: 5, layered: 6 };

export type MemoryNeed = {
  /** Weights that are not trained, and those that are, with optimiser state and gradients. */
  weights: number;
  trained: number;
  /** What the layers keep and compute with. */
  activations: number;
  /** The head: logits, their gradient, and its weights as it multiplies them. */
  head: number;
  /** All of it, with the program itself. */
  total: number;
};

const sizeOf = (shapes: Readonly<Record<string, readonly number[]>>): number =>
  Object.values(shapes).reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0);

/** Numbers per token of one layer: its linear maps' inputs and outputs, and its attention over `length` tokens. */
const perToken = (config: ModelConfig, length: number): { linear: number; attention: number } => {
  const prefix = `model.layers.${config.numLayers - 1}.`;
  const linear = Object.entries(parameterShapes(config))
    .filter(([name, shape]) => name.startsWith(prefix) && shape.length === 2)
    .reduce((sum, [, [out, width]]) => sum + out! + width! / 3, 0);
  return { linear, attention: config.numHeads * length };
};

/** The memory of training in bytes. `batch`: rows and tokens per row. */
export const trainingMemory = (
  config: ModelConfig,
  options: Pick<StepOptions, 'lora' | 'frozen' | 'muon' | 'checkpoint'>,
  { rows, length }: { rows: number; length: number },
): MemoryNeed => {
  const { lora, frozen } = options;
  const tokens = rows * length;
  const shapes = trainedShapes(config, options);
  const updated = sizeOf(shapes);
  const state = Object.entries(shapes).reduce(
    (sum, [name, shape]) => sum + (options.muon && takesMuon(name, shape) ? 1 : 2) * sizeOf({ [name]: shape }),
    0,
  );
  // New values are written beside the old ones; a gradient lives until its update, or in a sum that is written beside.
  const trained = 4 * (2 * (updated + state) + (frozen ? 2 : 1) * updated);
  const weights = lora ? frozenBytes(config, frozen ?? 'f32') : 0;
  const { linear, attention } = perToken(config, length);
  const layer = 4 * tokens * (3 * linear + 6 * attention);
  const keepsAll = !frozen && options.checkpoint !== true;
  const kept = 4 * tokens * config.numLayers * (keepsAll ? 1.5 * linear + 2 * attention : config.hiddenSize);
  const activations = kept + layer;
  const logits = 4 * config.vocabSize * (frozen ? headRows(config, tokens) : tokens);
  const unpacked = frozen && frozen !== 'f32' ? 4 * config.vocabSize * config.hiddenSize : 0;
  const head = logits * (frozen ? LOGIT_COPIES.layered : LOGIT_COPIES.whole) + unpacked;
  return { weights, trained, activations, head, total: PROGRAM + weights + trained + activations + head };
};
