/**
 * Weights as a graph of generation takes them. Exact: f32, built into the graph or fed. int8: the matrices of linear
 * layers and of the head are rounded to whole numbers with one scale a row of the weight, and those that multiply the
 * same rows are joined into one product; norms, biases, routers, experts and the embedding stay f32.
 */
import type { Weights } from '../model/dense.ts';
import type { Value } from '../tensor/run.ts';
import { add, constant, int8Matmul, slice, variable, type Int8Matrix, type Tensor } from '../tensor/trace.ts';

export type Precision = 'exact' | 'int8';

/** f32 arrays above this many bytes are fed instead of built in: an ONNX file holds at most 2 GB. */
const FED_ABOVE = 64 * 2 ** 20;

type Values = Readonly<Record<string, Value>>;

const valueOf = (weights: Values, name: string): Value => {
  const value = weights[name];
  if (!value) throw new Error(`the weights lack ${name}`);
  return value;
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
export const exactSource = (weights: Values, builtIn: boolean): Weights =>
  once((name) => {
    const { data, shape } = valueOf(weights, name);
    return builtIn ? constant(data, shape) : variable(name, shape);
  });

/** Several weights (out, in) below each other, transposed and rounded to −range … range with one scale an output. */
const roundWeights = (weights: readonly Value[], range: number): Int8Matrix => {
  const rows = weights[0]!.shape[1]!;
  const columns = weights.reduce((sum, { shape }) => sum + shape[0]!, 0);
  const data = new Int8Array(rows * columns);
  const scales = new Float32Array(columns);
  let column = 0;
  for (const { data: values, shape } of weights) {
    for (let out = 0; out < shape[0]!; out++, column++) {
      const start = out * rows;
      let largest = 0;
      for (let i = 0; i < rows; i++) largest = Math.max(largest, Math.abs(values[start + i]!));
      const scale = (scales[column] = largest / range) || 1;
      for (let i = 0; i < rows; i++) data[i * columns + column] = Math.round(values[start + i]! / scale);
    }
  }
  return { data, scales, rows, columns };
};

/** Rounded matrices by the names that they join, so that two graphs of one model round them once. */
export type Rounded = Map<string, Int8Matrix>;

/**
 * The weights with every product of linear layers in int8. `range` is the largest whole number (see `int8Range`).
 * Nothing but what a graph uses is rounded. The names of `fed` must be on the device before the first run.
 */
export const int8Source = (weights: Values, range: number, rounded: Rounded, fed: Set<string>): Weights => {
  const plain = once((name) => {
    const { data, shape } = valueOf(weights, name);
    if (data.byteLength <= FED_ABOVE) return constant(data, shape);
    fed.add(name);
    return variable(name, shape);
  });
  return Object.assign(plain, {
    products: (x: Tensor, names: readonly string[], bias: boolean): Tensor[] => {
      const key = names.join();
      const parts = names.map((name) => valueOf(weights, `${name}.weight`));
      const matrix = rounded.get(key) ?? roundWeights(parts, range);
      rounded.set(key, matrix);
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
