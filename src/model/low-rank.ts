/**
 * A weight matrix with a low-rank update (LoRA, Hu et al. 2021): W + s·BA as a traced tensor. It can be used like any
 * matrix. A product with it through `timesWeight` is computed in two parts, so that training A and B needs no
 * gradient of the size of W.
 */
import { add, matmul, mul, type Tensor } from '../tensor/trace.ts';

type Parts = { base: Tensor; a: Tensor; b: Tensor; scale: number };

/** The parts of every sum made by `lowRank`. */
const partsOf = new WeakMap<Tensor, Parts>();

/** W + s·BA for base W (out, in), a (r, in) and b (out, r). */
export const lowRank = (base: Tensor, a: Tensor, b: Tensor, scale: number): Tensor => {
  const sum = add(base, mul(matmul(b, a), scale));
  partsOf.set(sum, { base, a, b, scale });
  return sum;
};

/** x (N, in) times the transpose of a weight (out, in). For a sum of `lowRank`: x Wᵀ + s·(x Aᵀ)Bᵀ. */
export const timesWeight = (x: Tensor, weight: Tensor): Tensor => {
  const parts = partsOf.get(weight);
  if (!parts) return matmul(x, weight, { transB: true });
  const { base, a, b, scale } = parts;
  return add(
    matmul(x, base, { transB: true }),
    mul(matmul(matmul(x, a, { transB: true }), b, { transB: true }), scale),
  );
};
