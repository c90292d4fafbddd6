/**
 * Graphs of several operations, checked like the cases of single ones: shared values, recomputation, a layer, a loss.
 */
import type { Dim } from '../shape.ts';
import {
  add,
  cast,
  constant,
  div,
  exp,
  gather,
  less,
  logSoftmax,
  matmul,
  mul,
  neg,
  oneHot,
  reshape,
  rmsNorm,
  rope,
  silu,
  sin,
  slice,
  softmax,
  sumAll,
  tanh,
  transpose,
  where,
  type Tensor,
} from '../trace.ts';
import { checkpoint } from '../vjp.ts';
import { ids, make, normal, type Case, type Leaf } from './case.ts';

/** A causal attention block with everything a transformer layer has: norm, heads, rotation, mask, softmax, residual. */
export const attention = (
  x: Tensor,
  positions: Tensor,
  norm: Tensor,
  wqkv: Tensor,
  wo: Tensor,
  c: Tensor,
  s: Tensor,
): Tensor => {
  const [batch, time, width] = x.shape as [Dim, Dim, number];
  const heads = 2;
  const qkv = matmul(rmsNorm(x, norm, 1e-5), wqkv);
  const split = (part: number, rotate: boolean) => {
    const flat = slice(qkv, -1, part * width, (part + 1) * width);
    return transpose(
      reshape(rotate ? rope(flat, positions, c, s, heads) : flat, [batch, time, heads, width / heads]),
      [0, 2, 1, 3],
    );
  };
  const scores = matmul(split(0, true), split(1, true), { transB: true, alpha: 1 / Math.sqrt(width / heads) });
  const future = less(reshape(positions, [batch, 1, time, 1]), reshape(positions, [batch, 1, 1, time]));
  const mixed = matmul(softmax(where(future, -1e9, scores)), split(2, false));
  return add(x, matmul(reshape(transpose(mixed, [0, 2, 1, 3]), [batch, time, width]), wo));
};

const layerLeaves: readonly Leaf[] = [
  normal('B', 'T', 8),
  ids(0, 6, 'B', 'T'),
  normal(8),
  normal(8, 24),
  normal(8, 8),
  { ...normal(7, 2), fixed: true },
  { ...normal(7, 2), fixed: true },
];
const mlp = (x: Tensor, w: Tensor, v: Tensor): Tensor => add(x, matmul(silu(matmul(x, w)), v));

/** Graphs of several operations: shared values, recomputation, a layer, a loss. */
export const COMPOSITIONS: readonly Case[] = [
  make('shared value', [normal('B', 3), normal(3)], (x, w) => {
    const y = tanh(mul(x, w));
    return add(mul(y, y), mul(x, exp(mul(y, 0.5))));
  }),
  make('deep sharing', [normal('B', 2)], (x) => {
    let y = x;
    for (let i = 0; i < 8; i++) y = mul(0.5, add(y, mul(y, tanh(y))));
    return y;
  }),
  make('unused input', [normal('B', 2), normal(3)], (x) => mul(x, x)),
  make('mlp', [normal('B', 'T', 4), normal(4, 6), normal(6, 4)], mlp),
  make('attention', layerLeaves, attention as Case['build']),
  make('cross-entropy', [normal('B', 'T', 5), ids(-1, 4, 'B', 'T')], (logits, targets) => {
    const valid = cast(less(constant(Int32Array.of(-1), []), targets), 'f32');
    return div(neg(sumAll(mul(logSoftmax(logits), oneHot(targets, 5)))), add(sumAll(valid), 1));
  }),
  make('embedding', [{ ...normal(5, 4), variable: true }, ids(0, 4, 'B', 'T')], (table, at) =>
    matmul(tanh(gather(table, at)), table, { transB: true }),
  ),
  make('checkpoint', [normal('B', 'T', 4), normal(4, 6), normal(6, 4)], (...leaves) =>
    checkpoint(mlp as Case['build'], leaves),
  ),
  make('checkpoint in a chain', [normal('B', 4), normal(4, 6), normal(6, 4)], (x, w, v) =>
    checkpoint((y) => tanh(y!), [checkpoint(mlp as Case['build'], [tanh(x!), w!, v!])]),
  ),
  make('checkpoint within', [normal('B', 4)], (x) =>
    checkpoint(
      (y) =>
        mul(
          y!,
          checkpoint((z) => sin(mul(z!, z!)), [y!]),
        ),
      [x!],
    ),
  ),
  make('checkpoint with ids', [normal(5, 4), ids(0, 4, 'B', 'T')], (...leaves) =>
    checkpoint((table, at) => tanh(gather(table!, at!)), leaves),
  ),
  make('checkpoint with ids, squared', [normal(5, 4), ids(0, 4, 'B', 'T')], (...leaves) => {
    const y = checkpoint((table, at) => tanh(gather(table!, at!)), leaves);
    return mul(y, y);
  }),
  make('checkpoint of one input twice', [normal('B', 3)], (x) => checkpoint((a, b) => mul(a!, mul(b!, b!)), [x!, x!])),
];
