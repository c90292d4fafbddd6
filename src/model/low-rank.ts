/**
 * Weight matrices that are sums or products of stored parts, as traced tensors that can be used like any matrix: a
 * low-rank update (LoRA, Hu et al. 2021) W + s·BA, and 8-bit whole numbers with one scale an output. A product with one
 * through `timesWeight` is computed from the parts: training A and B needs no gradient of the size of W, and whole
 * numbers are multiplied as such.
 */
import { add, cast, int8Product, matmul, mul, reshape, type Tensor } from '../tensor/trace.ts';

type Parts =
  | { type: 'low-rank'; base: Tensor; a: Tensor; b: Tensor; scale: number }
  | { type: 'int8'; data: Tensor; scales: Tensor };

/** The parts of every matrix made here. */
const partsOf = new WeakMap<Tensor, Parts>();

const withParts = (matrix: Tensor, parts: Parts): Tensor => {
  partsOf.set(matrix, parts);
  return matrix;
};

/** W + s·BA for base W (out, in), a (r, in) and b (out, r). */
export const lowRank = (base: Tensor, a: Tensor, b: Tensor, scale: number): Tensor =>
  withParts(add(base, mul(matmul(b, a), scale)), { type: 'low-rank', base, a, b, scale });

/** diag(scales) · data for data (out, in) of 8-bit whole numbers and scales (out). It has no gradient. */
export const int8Weight = (data: Tensor, scales: Tensor): Tensor =>
  withParts(mul(cast(data, 'f32'), reshape(scales, [scales.shape[0]!, 1])), { type: 'int8', data, scales });

/**
 * x (N, in) times the transpose of a weight (out, in). For a sum of `lowRank`: x Wᵀ + s·(x Aᵀ)Bᵀ. For an `int8Weight`
 * the rows of x are rounded too (`int8Product`).
 */
export const timesWeight = (x: Tensor, weight: Tensor): Tensor => {
  const parts = partsOf.get(weight);
  if (!parts) return matmul(x, weight, { transB: true });
  if (parts.type === 'int8') return int8Product(x, parts.data, parts.scales, { transB: true });
  const { base, a, b, scale } = parts;
  return add(timesWeight(x, base), mul(matmul(matmul(x, a, { transB: true }), b, { transB: true }), scale));
};
