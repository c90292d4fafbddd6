/**
 * Weights as a graph of generation takes them. Exact: f32, built into the graph or fed. int8: the matrices of linear
 * layers and of the head are rounded to whole numbers with one scale a row of the weight, and those that multiply the
 * same rows are joined into one product; norms, biases, routers, experts and the embedding stay f32.
 */
import { parameterShapes, type ModelConfig } from '../model/config.ts';
import type { Weights } from '../model/dense.ts';
import { extend, extendInputs, ropeTables } from '../model/transformer.ts';
import { release } from '../release.ts';
import type { Value } from '../tensor/run.ts';
import { add, constant, int8Matmul, matmul, slice, variable, type Int8Matrix, type Tensor } from '../tensor/trace.ts';
import type { WeightFile } from './weight-file.ts';

export type Precision = 'exact' | 'int8';

/** A weight (out, in) as whole numbers with one scale a row, for int8 alone. */
export type RoundedWeight = { data: Int8Array; scales: Float32Array; shape: readonly number[] };

/** The weights of a model by name. Those that int8 rounds may be rounded already, by `roundWeight` (`weightUse`). */
export type ModelWeights = Readonly<Record<string, Value | RoundedWeight>>;

/** f32 arrays above this many bytes are fed instead of built in: an ONNX file holds at most 2 GB. */
const FED_ABOVE = 64 * 2 ** 20;

const isRounded = (weight: Value | RoundedWeight): weight is RoundedWeight => weight.data instanceof Int8Array;

const weightOf = (weights: ModelWeights, name: string): Value | RoundedWeight => {
  const weight = weights[name];
  if (!weight) throw new Error(`the weights lack ${name}`);
  return weight;
};

const valueOf = (weights: ModelWeights, name: string): Value => {
  const weight = weightOf(weights, name);
  if (isRounded(weight)) throw new Error(`${name} is rounded to 8 bits, and is needed as it was`);
  return weight;
};

/** Weights of which none is rounded. */
export const valuesOf = (weights: ModelWeights): Record<string, Value> =>
  Object.fromEntries(Object.keys(weights).map((name) => [name, valueOf(weights, name)]));

/** Gives back the memory of weights that are rounded, when all are in matrices that lie in a file. */
export const releaseRounded = (weights: ModelWeights): void => {
  for (const weight of Object.values(weights)) if (isRounded(weight)) release(weight.data);
};

/** How many numbers the weights are. */
export const countNumbers = (weights: ModelWeights): number =>
  Object.values(weights).reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);

/**
 * The weights that graphs of generation use as they are, and those that they multiply with, which int8 rounds. A matrix
 * can be both: an embedding that is the head too.
 */
export const weightUse = (config: ModelConfig): { plain: ReadonlySet<string>; products: ReadonlySet<string> } => {
  const [plain, products] = [new Set<string>(), new Set<string>()];
  const shapes = parameterShapes(config);
  const take = (name: string, into: Set<string>): Tensor => {
    into.add(name);
    return variable(name, shapes[name]!);
  };
  const source: Weights = Object.assign((name: string) => take(name, plain), {
    products: (x: Tensor, names: readonly string[], bias: boolean) =>
      names.map((name) => {
        const y = matmul(x, take(`${name}.weight`, products), { transB: true });
        return bias ? add(y, take(`${name}.bias`, plain)) : y;
      }),
  });
  extend(config, source, 1, extendInputs(config, 'R', 1, 'S'), ropeTables(config, 1));
  return { plain, products };
};

/** A source of tensors by name, each made once. */
const once = (make: (name: string) => Tensor): ((name: string) => Tensor) => {
  const made = new Map<string, Tensor>();
  return (name) => {
    const tensor = made.get(name) ?? make(name);
    made.set(name, tensor);
    return tensor;
  };
};

/** The weights as they are, in f32: built into the graph, which packs them for many small products, or fed to it. */
export const exactSource = (weights: ModelWeights, builtIn: boolean): Weights =>
  once((name) => {
    const { data, shape } = valueOf(weights, name);
    return builtIn ? constant(data, shape) : variable(name, shape);
  });

/** Rows `from` to `to` of a weight (out, in), rounded to −range … range into `into`; their scales go to `scales`. */
const roundRows = (
  { data, shape }: Value,
  [from, to]: readonly [number, number],
  range: number,
  into: Int8Array,
  scales: Float32Array,
): void => {
  const width = shape[1]!;
  for (let out = from; out < to; out++) {
    const start = out * width;
    const at = (out - from) * width;
    let largest = 0;
    for (let i = 0; i < width; i++) largest = Math.max(largest, Math.abs(data[start + i]!));
    const scale = (scales[out - from] = largest / range) || 1;
    for (let i = 0; i < width; i++) into[at + i] = Math.round(data[start + i]! / scale);
  }
};

/** A weight (out, in) rounded to −range … range with one scale a row. The numbers go to `data`. */
export const roundWeight = (weight: Value, range: number, data: Int8Array): RoundedWeight => {
  const { shape } = weight;
  const rounded = { data, scales: new Float32Array(shape[0]!), shape };
  roundRows(weight, [0, shape[0]!], range, data, rounded.scales);
  return rounded;
};

/** Rows that are rounded and transposed at a time: as many columns as a line of the cache has bytes. */
const BLOCK = 64;

/** Several weights (out, in) below each other, transposed and rounded. */
const joinWeights = (weights: readonly (Value | RoundedWeight)[], range: number): Int8Matrix => {
  const rows = weights[0]!.shape[1]!;
  const columns = weights.reduce((sum, { shape }) => sum + shape[0]!, 0);
  const data = new Int8Array(rows * columns);
  const scales = new Float32Array(columns);
  const block = new Int8Array(BLOCK * rows);
  let column = 0;
  for (const weight of weights) {
    const outs = weight.shape[0]!;
    for (let from = 0; from < outs; from += BLOCK) {
      const to = Math.min(outs, from + BLOCK);
      const own = scales.subarray(column, column + to - from);
      if (isRounded(weight)) {
        block.set(weight.data.subarray(from * rows, to * rows));
        own.set(weight.scales.subarray(from, to));
      } else roundRows(weight, [from, to], range, block, own);
      for (let i = 0; i < rows; i++)
        for (let o = 0; o < to - from; o++) data[i * columns + column + o] = block[o * rows + i]!;
      column += to - from;
    }
  }
  return { data, scales, rows, columns };
};

/**
 * Rounded matrices by the names that they join, so that two graphs of one model round them once; in `file`, if given.
 */
export type Rounded = { matrices: Map<string, Int8Matrix>; file?: WeightFile | undefined };

const matrixOf = (parts: readonly (Value | RoundedWeight)[], range: number, { file }: Rounded): Int8Matrix => {
  const joined = joinWeights(parts, range);
  if (!file) return joined;
  const data = file.add(joined.data as Int8Array);
  if (data !== joined.data) release(joined.data as Int8Array);
  return { ...joined, data };
};

/**
 * The weights with every product of linear layers in int8. `range` is the largest whole number (see `int8Range`).
 * Nothing but what a graph uses is rounded. The names of `fed` must be on the device before the first run.
 */
export const int8Source = (weights: ModelWeights, range: number, rounded: Rounded, fed: Set<string>): Weights => {
  const plain = once((name) => {
    const { data, shape } = valueOf(weights, name);
    if (data.byteLength <= FED_ABOVE) return constant(data, shape);
    fed.add(name);
    return variable(name, shape);
  });
  return Object.assign(plain, {
    products: (x: Tensor, names: readonly string[], bias: boolean): Tensor[] => {
      const key = names.join();
      const parts = names.map((name) => weightOf(weights, `${name}.weight`));
      const matrix = rounded.matrices.get(key) ?? matrixOf(parts, range, rounded);
      rounded.matrices.set(key, matrix);
      const product = int8Matmul(x, matrix);
      let start = 0;
      return names.map((name, i) => {
        const end = start + parts[i]!.shape[0]!;
        const part = slice(product, -1, start, end);
        start = end;
        return bias ? add(part, plain(`${name}.bias`)) : part;
      });
    },
  });
};
