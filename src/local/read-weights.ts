/**
 * The weights of a model folder as the engine takes them. For int8 they are rounded one by one while they are read: a
 * large model is never in memory in f32.
 */
import { roundWeight, weightUse, type ModelWeights, type Precision } from '../infer/weight-source.ts';
import { countParameters, parameterShapes } from '../model/config.ts';
import type { Value } from '../tensor/run.ts';
import type { WeightCheck } from '../model/weights.ts';
import { release } from '../release.ts';
import { requireMemory } from './memory.ts';
import type { ModelFolder } from './model-folder.ts';

/** Fewer numbers are handed over in f32: the thread that generates rounds them without holding up this one. */
const ROUNDED_FROM = 2 ** 24;

/** What is looked at on the way: `check` sees weights as they lie in the files, `each` in f32. */
type Watch = { check?: WeightCheck | undefined; each?: (name: string, weight: Value) => void };

/**
 * An array for all weights that are rounded, cut into pieces: large blocks of memory go back to the system when freed.
 */
const roomFor = (shapes: Readonly<Record<string, readonly number[]>>, names: readonly string[]) => {
  const sizeOf = (name: string): number => shapes[name]!.reduce((a, b) => a * b, 1);
  const all = new Int8Array(names.reduce((sum, name) => sum + sizeOf(name), 0));
  let at = 0;
  return (name: string): Int8Array => all.subarray(at, (at += sizeOf(name)));
};

/** Reads the weights of `model` for this precision. Throws one sentence when they can't be used. */
export const readModelWeights = async (
  model: Pick<ModelFolder, 'folder' | 'config' | 'visit'>,
  precision: Precision,
  { check, each }: Watch = {},
): Promise<ModelWeights> => {
  const { config } = model;
  requireMemory(model, precision);
  const { plain, products } = weightUse(config);
  const rounds = precision === 'int8' && countParameters(config) >= ROUNDED_FROM;
  const rounded = new Set(rounds ? [...products].filter((name) => !plain.has(name)) : []);
  const room = roomFor(parameterShapes(config), [...rounded]);
  // with it comes ONNX Runtime
  const range = rounds ? await (await import('../tensor/int8-range.ts')).int8Range() : 0;
  const weights: Record<string, ModelWeights[string]> = {};
  await model.visit((name, { data, shape }) => {
    each?.(name, { data, shape });
    if (!rounded.has(name)) weights[name] = { data, shape };
    else {
      weights[name] = roundWeight({ data, shape }, range, room(name));
      release(data);
    }
  }, check);
  return weights;
};
