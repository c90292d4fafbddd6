/**
 * The vocabulary of traced graphs: what a node can do, and what a tensor is. Plain data, so that a graph can be
 * printed, hashed and lowered. The functions that make nodes are in trace.ts.
 */
import type { Shape } from './shape.ts';

/**
 * Numbers that graphs compute with, and two that only weights are stored in, to be cast or multiplied: IEEE halves
 * ('f16') and 8-bit whole numbers ('i8').
 */
export type DType = 'f32' | 'i32' | 'bool' | 'f16' | 'i8';

export type UnaryType =
  | 'neg'
  | 'exp'
  | 'log'
  | 'sqrt'
  | 'reciprocal'
  | 'tanh'
  | 'sigmoid'
  | 'silu'
  | 'sin'
  | 'cos'
  | 'abs';
export type BinaryType = 'add' | 'sub' | 'mul' | 'div' | 'minimum' | 'maximum';
export type CompareType = 'equal' | 'less';
export type ReduceType = 'sum' | 'mean' | 'max';

/** Where numbers of a constant lie in a file, from byte `offset` on. */
export type FilePart = { file: string; offset: number };

/**
 * A matrix (rows, columns), row-major: element (i, j) is data[i * columns + j] · scales[j]. Numbers in a file are read
 * when the graph is compiled (CPU only); the file may go afterwards.
 */
export type Int8Matrix = { data: Int8Array | FilePart; scales: Float32Array; rows: number; columns: number };

/** What a node does to its inputs. */
export type Op =
  | { type: 'input'; name: string }
  /** Like an input, but its value lives with the device between runs: parameters, optimiser state. */
  | { type: 'variable'; name: string }
  | { type: 'constant'; data: Float32Array | Int32Array }
  | { type: UnaryType | BinaryType | CompareType }
  | { type: 'where' }
  | { type: 'cast' }
  /** a @ b over the last two axes, `alpha` times; transA/transB swap an operand's last two axes first. */
  | { type: 'matmul'; transA: boolean; transB: boolean; alpha: number }
  | { type: ReduceType; axes: readonly number[]; keepDims: boolean }
  | { type: 'reshape' }
  | { type: 'broadcastTo' }
  | { type: 'transpose'; perm: readonly number[] }
  | { type: 'concat'; axis: number }
  | { type: 'slice'; axis: number; start: number; end: number }
  /** Rows of a table (V, ...) by ids of any shape. */
  | { type: 'gather' }
  /** A copy of the first input with the entries at some places replaced. */
  | { type: 'put' }
  /** Token ids drawn from logits; see trace.ts. */
  | { type: 'draw'; cut: boolean }
  /** ids of any shape → (..., depth) of 0 and 1. */
  | { type: 'oneHot'; depth: number }
  /** Over the last axis. */
  | { type: 'softmax' }
  | { type: 'logSoftmax' }
  /** x / sqrt(mean(x²) + eps) * weight over the last axis (Zhang & Sennrich 2019). */
  | { type: 'rmsNorm'; eps: number }
  /**
   * Rotary position embedding (Su et al. 2021): halves rotated against each other (Hugging Face "rotate_half"), or,
   * with `interleaved`, neighbours (2i, 2i+1).
   */
  | { type: 'rope'; heads: number; interleaved: boolean }
  /** Places of the k largest of the last axis, largest first. */
  | { type: 'topK'; k: number }
  /** The places of a list of ids in the order of the ids. */
  | { type: 'argsort' }
  /** x times a matrix of 8-bit whole numbers with one scale a column; each row of x is rounded to 8 bits too. */
  | { type: 'int8Matmul'; matrix: Int8Matrix }
  /**
   * x times the transpose of W = diag(scales) · w, w being 8-bit whole numbers (out, in); without `transB` x times W.
   * Each row of x (of x · diag(scales) without `transB`) is rounded to 8 bits too. Inputs: x, w, scales.
   */
  | { type: 'int8Product'; transB: boolean }
  /** Rows in groups, each group times its own matrix. */
  | { type: 'groupedMatmul'; transB: boolean }
  /** Rows in groups, per group the sum of outer products. */
  | { type: 'groupedOuter' }
  /** The value of its one input; gradient and recomputation are its own affair (vjp.ts). */
  | { type: 'custom'; vjp: (dy: Tensor) => (Tensor | undefined)[] };

/** The operation with this type: `OpOf<'concat'>` has an `axis`. */
export type OpOf<K extends Op['type']> = Op extends infer O extends { type: string }
  ? O extends unknown
    ? K extends O['type']
      ? O
      : never
    : never
  : never;

export type Tensor = {
  readonly op: Op;
  readonly inputs: readonly Tensor[];
  readonly shape: Shape;
  readonly dtype: DType;
};
