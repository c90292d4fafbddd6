/**
 * How weights that training leaves alone are stored (QLoRA, Dettmers et al. 2023, with 8 bits instead of 4): as 32-bit
 * floats, as IEEE halves, or the matrices inside the blocks as 8-bit whole numbers with one scale an output. Halves
 * hold published bfloat16 weights exactly, but for numbers below 6e-5, which they round to 3e-8. Norms, biases and
 * routers stay 32-bit floats. What a product with whole numbers rounds is in tensor/trace.ts (`int8Product`).
 */
import type { ModelConfig } from '../model/config.ts';
import { toF16 } from '../model/dtype.ts';
import { int8Weight } from '../model/low-rank.ts';
import { parameterShapes } from '../model/config.ts';
import type { Stored } from '../tensor/run.ts';
import { cast, variable, type Tensor } from '../tensor/trace.ts';

export const FROZEN = ['f32', 'f16', 'int8'] as const;
export type Frozen = (typeof FROZEN)[number];

/** What a weight of this name and shape is stored as. The embedding is looked up as well as multiplied: halves. */
export const storageOf = (frozen: Frozen, name: string, shape: readonly number[]): Frozen => {
  if (frozen === 'f32' || shape.length < 2 || name.endsWith('.mlp.gate.weight')) return 'f32';
  return frozen === 'int8' && shape.length === 2 && name.includes('.layers.') ? 'int8' : 'f16';
};

export const scaleName = (name: string): string => `${name}.scale`;

/** The rows of a matrix (out, in) rounded to −range … range, each with its own scale. */
const roundRows = (data: Float32Array, [out, width]: readonly number[], range: number) => {
  const whole = new Int8Array(data.length);
  const scales = new Float32Array(out!);
  for (let row = 0; row < out!; row++) {
    const start = row * width!;
    let largest = 0;
    for (let i = start; i < start + width!; i++) largest = Math.max(largest, Math.abs(data[i]!));
    const scale = (scales[row] = largest / range) || 1;
    for (let i = start; i < start + width!; i++) whole[i] = Math.round(data[i]! / scale);
  }
  return { whole, scales };
};

/**
 * The variables that store a weight. `range` is the largest whole number (`int8Range`). Throws on a number that a half
 * cannot hold.
 */
export const storeFrozen = (
  frozen: Frozen,
  name: string,
  { data, shape }: { data: Float32Array; shape: readonly number[] },
  range: number,
): Record<string, Stored> => {
  switch (storageOf(frozen, name, shape)) {
    case 'f32':
      return { [name]: { data, shape } };
    case 'f16':
      return { [name]: { data: toF16(data, name), shape } };
    case 'int8': {
      const { whole, scales } = roundRows(data, shape, range);
      return { [name]: { data: whole, shape }, [scaleName(name)]: { data: scales, shape: [shape[0]!] } };
    }
  }
};

/** Bytes that the weights of a model take. */
export const frozenBytes = (config: ModelConfig, frozen: Frozen): number =>
  Object.entries(parameterShapes(config)).reduce((sum, [name, shape]) => {
    const bytes = { f32: 4, f16: 2, int8: 1 }[storageOf(frozen, name, shape)];
    return sum + bytes * shape.reduce((a, b) => a * b, 1);
  }, 0);

/** A stored weight as traced tensors: the variable as it lies, and the matrix that products take. */
export const traceFrozen = (
  frozen: Frozen,
  name: string,
  shape: readonly number[],
): { stored: Tensor; matrix: Tensor } => {
  switch (storageOf(frozen, name, shape)) {
    case 'f32': {
      const stored = variable(name, shape);
      return { stored, matrix: stored };
    }
    case 'f16': {
      const stored = variable(name, shape, 'f16');
      return { stored, matrix: cast(stored, 'f32') };
    }
    case 'int8': {
      const stored = variable(name, shape, 'i8');
      return { stored, matrix: int8Weight(stored, variable(scaleName(name), [shape[0]!])) };
    }
  }
};
