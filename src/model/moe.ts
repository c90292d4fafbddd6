/**
 * A sparse mixture of experts (MoE) as traced tensors, as in DeepSeek-V3 (arXiv 2412.19437, section 2.1.2) and Kimi
 * K2. Scores are sigmoids. A token is routed to the k experts that are best by score plus bias; their weights are the
 * scores alone, divided by their sum. A shared expert computes every token. Only routed experts compute a token: the
 * k copies of all tokens are sorted by expert, each expert computes its rows (`groupedMatmul`), and each copy returns
 * to its place. There is no capacity limit, and no token is dropped. Deviation from transformers: experts of groups
 * that were not chosen get -1e9 instead of 0, as in DeepSeek's own code.
 */
import {
  add,
  argsort,
  cast,
  custom,
  div,
  gather,
  groupedMatmul,
  less,
  maximum,
  minimum,
  matmul,
  mul,
  oneHot,
  reshape,
  scalar,
  sigmoid,
  silu,
  sub,
  sum,
  sumAll,
  topK,
  where,
  type Tensor,
} from '../tensor/trace.ts';
import { times, type Dim } from '../tensor/shape.ts';
import type { DeepseekConfig } from './config.ts';
import { MASKED, mlp, type Weights } from './dense.ts';

/**
 * The routing of each token: experts (N, k) i32 and weights (N, k); hot_N_k_E one-hot of experts; scores (N, E), all
 * sigmoids.
 */
type Routing = { experts: Tensor; weights: Tensor; hot: Tensor; scores: Tensor };

/**
 * What a sparse layer reports to the trainer: tokens per expert (E), and the balance loss of its sequences, an
 * unweighted scalar.
 */
export type Balance = { load: Tensor; loss: Tensor };

/**
 * Masks the routing scores (N, E) of experts outside the best groups. A group's score is the sum of its best two
 * experts.
 */
const maskOtherGroups = ({ numExperts, groups, topGroups }: DeepseekConfig, choice: Tensor): Tensor => {
  if (groups === topGroups) return choice;
  const n = choice.shape[0]!;
  const size = numExperts / groups;
  const grouped = reshape(choice, [n, groups, size]);
  const best = oneHot(topK(grouped, Math.min(2, size)), size); // (N, groups, 2, size)
  const good = sum(mul(best, reshape(grouped, [n, groups, 1, size])), [2, 3], false);
  const chosen = sum(oneHot(topK(good, topGroups), groups), [1], false); // (N, groups)
  return reshape(where(less(reshape(chosen, [n, groups, 1]), scalar(0.5)), MASKED, grouped), [n, numExperts]);
};

/** Routes x_N_E. The bias only affects which experts are chosen, and gets no gradient. */
const route = (config: DeepseekConfig, weights: Weights, layer: string, x: Tensor): Routing => {
  const { numExperts, expertsPerToken: k, normTopk, routedScale } = config;
  const n = x.shape[0]!;
  const scores = sigmoid(matmul(x, weights(`${layer}.mlp.gate.weight`), { transB: true }));
  const experts = topK(maskOtherGroups(config, add(scores, weights(`${layer}.mlp.gate.e_score_correction_bias`))), k);
  const hot = oneHot(experts, numExperts);
  const chosen = sum(mul(hot, reshape(scores, [n, 1, numExperts])), [-1], false);
  const share = normTopk ? div(chosen, add(sum(chosen, [-1]), 1e-20)) : chosen;
  return { experts, weights: mul(share, routedScale), hot, scores };
};

/**
 * The routed experts' output for x_N_E. Each copy of a token is used once, so forward and backward pass gather and
 * never scatter.
 */
const routedExperts = (
  config: DeepseekConfig,
  weights: Weights,
  layer: string,
  x: Tensor,
  { experts, weights: share, hot }: Routing,
): Tensor => {
  const { expertsPerToken: k, hiddenSize } = config;
  const n = x.shape[0]!;
  const copies = times(n, k);
  const order = argsort(reshape(experts, [copies])); // sorted place → copy; copy c is token ⌊c / k⌋'s
  const place = argsort(order); // copy → sorted place
  const token = cast(mul(add(cast(order, 'f32'), 0.5), 1 / k), 'i32');
  const counts = cast(sum(hot, [0, 1], false), 'i32');
  const perToken = (y: Tensor) => reshape(gather(y, place), [n, k, hiddenSize]);
  const sorted = custom(gather(x, token), [x], (dy) => [sum(perToken(dy), [1], false)]);
  const of = (name: string, y: Tensor) =>
    groupedMatmul(y, weights(`${layer}.mlp.experts.${name}_proj.weight`), counts, { transB: true });
  const out = of('down', mul(silu(of('gate', sorted)), of('up', sorted)));
  const back = custom(perToken(out), [out], (dy) => [gather(reshape(dy, [copies, hiddenSize]), order)]);
  return sum(mul(back, reshape(share, [n, k, 1])), [1], false);
};

/**
 * Tokens per expert over a batch, and the sequence-wise balance loss of the experts: Σ f·P with f the share of its
 * tokens' choices times E / k and P the mean of its normalised scores, mean over sequences (DeepSeek-V3, eq. 17 to
 * 20). A sequence is a row of the batch; padding, where real_B_T_1 is 0, does not count.
 */
const balanceOf = (config: DeepseekConfig, { hot, scores }: Routing, real: Tensor): Balance => {
  const { numExperts: e, expertsPerToken: k } = config;
  const [b, t] = real.shape as [Dim, Dim];
  const chosen = mul(reshape(sum(hot, [1], false), [b, t, e]), real);
  const tokens = sum(real, [1]); // (B, 1, 1)
  const safe = maximum(tokens, 1);
  const f = div(mul(sum(chosen, [1]), e / k), safe);
  const share = mul(reshape(div(scores, sum(scores, [-1])), [b, t, e]), real);
  const p = div(sum(share, [1]), safe);
  return { load: sum(chosen, [0, 1], false), loss: div(sumAll(mul(f, p)), maximum(sumAll(minimum(tokens, 1)), 1)) };
};

/** The MLP of a sparse layer: x_N_E → (N, E). `watch` receives the balance; its real_B_T_1 is 0 at padding. */
export const sparseMlp = (
  config: DeepseekConfig,
  weights: Weights,
  layer: string,
  x: Tensor,
  watch?: { real: Tensor; tell(balance: Balance): void },
): Tensor => {
  const routing = route(config, weights, layer, x);
  watch?.tell(balanceOf(config, routing, watch.real));
  const out = routedExperts(config, weights, layer, x, routing);
  return config.sharedExperts === 0 ? out : add(out, mlp(weights, `${layer}.mlp.shared_experts`, x));
};

/**
 * New bias (E) from the loads of one update: b + rate · (sign(e) - mean(sign(e))), where e is the difference from an
 * equal load (Moonlight, app. C).
 */
export const balancedBias = (bias: Tensor, load: Tensor, rate: number): Tensor => {
  const e = load.shape[0] as number;
  const missing = sub(mul(sumAll(load), 1 / e), load);
  const sign = sub(cast(less(scalar(0), missing), 'f32'), cast(less(missing, scalar(0)), 'f32'));
  return add(bias, mul(sub(sign, mul(sumAll(sign), 1 / e)), rate));
};
