/** Losses over logits, as traced tensors. Formulas only: what is a target and what it weighs is decided by the caller. */
import { custom, exp, logSoftmax, mul, neg, oneHot, reshape, sub, sum, sumAll, type Tensor } from '../tensor/trace.ts';

/**
 * Σ weight · −ln softmax(logits)[target]: a scalar. logits (N, V), targets (N) i32, weights (N). For a mean, weights add
 * up to one; a token of weight 0 does not count.
 */
export const crossEntropy = (logits: Tensor, targets: Tensor, weights: Tensor): Tensor => {
  const [n, vocab] = logits.shape as [number, number];
  const logP = logSoftmax(logits);
  const hot = oneHot(targets, vocab);
  const column = reshape(weights, [n, 1]);
  const loss = neg(sumAll(mul(sum(mul(logP, hot), [-1]), column)));
  return custom(loss, [logits], (dy) => [mul(mul(sub(exp(logP), hot), column), dy)]);
};
