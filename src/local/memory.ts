/** How much memory a model takes while it generates, from its config. */
import { totalmem } from 'node:os';
import { countParameters, parameterShapes, type ModelConfig } from '../model/config.ts';
import { weightUse, type Precision } from '../infer/weight-source.ts';
import { runOptions } from './run-options.ts';

/** Bytes of the weights in the engine: in int8 one for each number of a product and four for every other. */
export const weightBytes = (config: ModelConfig, precision: Precision): number => {
  if (precision === 'exact') return 4 * countParameters(config);
  const { plain, products } = weightUse(config);
  const shapes = parameterShapes(config);
  const sizeOf = (names: ReadonlySet<string>): number =>
    [...names].reduce((sum, name) => sum + shapes[name]!.reduce((a, b) => a * b, 1), 0);
  return 4 * sizeOf(plain) + sizeOf(products);
};

/**
 * Bytes of memory of a process that answers, loading included: its weights, a twentieth more that allocators keep, and
 * what the process, its cache and its graphs take. A model of 494 M parameters, of which weights in int8 are 1.04 GB,
 * took 1.49 GB at most (docs/results/lora.md).
 */
const processBytes = (weights: number): number => 1.05 * weights + 0.45e9;

/** Bytes of memory of a process that answers with a model of this config. */
export const memoryFor = (config: ModelConfig): number =>
  processBytes(weightBytes(config, runOptions(config, 1, 'auto').precision));

/** The same from counts alone, for a large model whose embedding is its output matrix too. */
export const memoryOfTied = ({ parameters, embedding }: { parameters: number; embedding: number }): number =>
  processBytes(parameters + 4 * embedding);

/** Throws when the weights alone are more than `memory` bytes (default: this machine's). */
export const requireMemory = (
  { folder, config }: { folder: string; config: ModelConfig },
  precision: Precision,
  memory = totalmem(),
): void => {
  const bytes = weightBytes(config, precision);
  if (bytes > memory)
    throw new Error(
      `can't load the model in ${folder}: the weights need ${(bytes / 1e9).toFixed(1)} GB` +
        ` ${precision === 'int8' ? 'in int8' : 'as 32-bit floats'}, but this machine has ${(memory / 1e9).toFixed(1)} GB`,
    );
};
