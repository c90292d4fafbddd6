/**
 * Losses over logits, as traced tensors. A `TrainerLoss` is what a trainer minimises; which tokens are targets and
 * how much each weighs is decided by whoever makes the batch.
 */
import {
  custom,
  exp,
  input,
  logSoftmax,
  mul,
  neg,
  oneHot,
  reshape,
  sub,
  sum,
  sumAll,
  type Tensor,
} from '../tensor/trace.ts';
import type { Feeds } from '../tensor/run.ts';
import { batchFeeds, type Batch } from './pack.ts';

/**
 * Σ weight · −ln softmax(logits)[target]: a scalar. logits (N, V), targets (N) i32, weights (N). For a mean, the
 * weights add up to one; a token of weight 0 does not count.
 */
export const crossEntropy = (logits: Tensor, targets: Tensor, weights: Tensor): Tensor => {
  const [n, vocab] = logits.shape as [number, number];
  const logP = logSoftmax(logits);
  const hot = oneHot(targets, vocab);
  const column = reshape(weights, [n, 1]);
  const loss = neg(sumAll(mul(sum(mul(logP, hot), [-1]), column)));
  return custom(loss, [logits], (dy) => [mul(mul(sub(exp(logP), hot), column), dy)]);
};

/** A loss of one batch, traced. */
export type TracedLoss<Term extends string> = {
  /** The scalar that is minimised. */
  objective: Tensor;
  /** Scalars that are reported. Those of the batches of an update are added up. */
  terms: Record<Term, Tensor>;
  /**
   * This batch's share of the update, a scalar: it weighs losses that are means over the whole update, such as the
   * balance loss of experts. Without it, the trainer takes the batch's share of the update's tokens.
   */
  updateShare?: Tensor;
};

/**
 * What a trainer minimises: how the loss follows from logits (N, V), N = rows · length, and what a batch feeds to it.
 */
export type TrainerLoss<B extends Batch, Term extends string> = {
  trace(logits: Tensor): TracedLoss<Term>;
  feeds(batch: B): Feeds;
};

/** Cross-entropy of a batch's targets under their weights, which over a whole update add up to one. */
export const crossEntropyLoss: TrainerLoss<Batch, 'loss'> = {
  trace: (logits) => {
    const n = logits.shape[0]!;
    const weights = input('weights', [n]);
    const loss = crossEntropy(logits, input('targets', [n], 'i32'), weights);
    return { objective: loss, terms: { loss }, updateShare: sumAll(weights) };
  },
  feeds: batchFeeds,
};
