/**
 * Objectives of reinforcement learning as plain arithmetic on log-probabilities: from the rewards of a group of K
 * answers to one question, through advantages, to a loss and its slope ∂L/∂ℓ at every sampled token, ℓ = ln π(token).
 * By the chain rule the gradient is Σ ∂L/∂ℓ · ∇ℓ, which rl.ts computes as a weighted cross-entropy. So an objective
 * is a few lines, and any trainer of weighted cross-entropy can minimise it.
 *
 * Left out on purpose: a value network, a KL term to a reference model, an entropy bonus.
 */

/** The loss of one answer and its slope by each drawn token, before the mean over the answers of an update. */
type Slopes = { loss: number; slopes: number[] };

export type Objective = {
  /** Advantages from the rewards of one group. All zero when the rewards are equal: such a group has no signal. */
  advantages(rewards: readonly number[]): number[];
  /** `old`: ln p of each token when it was drawn; `now`: ln p under the weights to be updated. Equally long. */
  answer(advantage: number, old: readonly number[], now: readonly number[]): Slopes;
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
const centred = (rewards: readonly number[]): number[] => {
  const m = mean(rewards);
  return rewards.map((reward) => reward - m);
};

/**
 * The squared objective of Kimi K1.5 (arXiv 2501.12599, eq. 3) and K2 (arXiv 2507.20534, §3.2): (A − τ·D)² with A = r
 * − mean r and D = ln π(y) − ln π_old(y) of the whole answer. Off-policy answers are held back by the square, so
 * there is no ratio and no clip. Deviations: divided by 2τ, so that its first step is REINFORCE's for every τ; the
 * optimiser is not reset between iterations.
 */
export const kimi = ({ tau }: { tau: number }): Objective => ({
  advantages: centred,
  answer: (advantage, old, now) => {
    const rest = advantage - tau * (sum(now) - sum(old));
    return { loss: rest ** 2 / (2 * tau), slopes: now.map(() => -rest) };
  },
});

/** min(ρA, clip(ρ, 1 ± ε)·A) per token with ρ = π/π_old (PPO's clip), each token weighing `weight`. */
const clipped =
  (clip: number, weight: (tokens: number) => number): Objective['answer'] =>
  (advantage, old, now) => {
    const w = weight(now.length);
    let loss = 0;
    const slopes = now.map((logP, t) => {
      const ratio = Math.exp(logP - old[t]!);
      const bound = Math.min(1 + clip, Math.max(1 - clip, ratio));
      loss -= Math.min(ratio * advantage, bound * advantage) * w;
      return ratio * advantage <= bound * advantage ? -ratio * advantage * w : 0;
    });
    return { loss, slopes };
  };

/**
 * GRPO (Shao et al. 2024): advantages in standard deviations of the group, mean over the tokens of an answer, no KL
 * term.
 */
export const grpo = ({ clip }: { clip: number }): Objective => ({
  advantages: (rewards) => {
    const parts = centred(rewards);
    const deviation = Math.sqrt(mean(parts.map((part) => part ** 2)));
    return parts.map((part) => part / (deviation + 1e-6));
  },
  answer: clipped(clip, (tokens) => 1 / tokens),
});

/** Dr. GRPO (Liu et al. 2025): no division by the deviation, and by one constant instead of the answer's length. */
export const drGrpo = ({ clip, tokens }: { clip: number; tokens: number }): Objective => ({
  advantages: centred,
  answer: clipped(clip, () => 1 / tokens),
});

/**
 * REINFORCE with the mean of the other answers as baseline (Ahmadian et al. 2024). For answers drawn by these very
 * weights.
 */
export const rloo = (): Objective => ({
  advantages: (rewards) =>
    centred(rewards).map((centredReward) => (centredReward * rewards.length) / (rewards.length - 1)),
  answer: (advantage, _old, now) => ({ loss: -advantage * sum(now), slopes: now.map(() => -advantage) }),
});

/** An objective by name, with its numbers: what a recipe holds. */
export type ObjectiveOptions =
  | { type: 'kimi'; tau: number }
  | { type: 'grpo'; clip: number }
  | { type: 'dr-grpo'; clip: number; tokens: number }
  | { type: 'rloo' };

export const objectiveOf = (options: ObjectiveOptions): Objective => {
  switch (options.type) {
    case 'kimi':
      return kimi(options);
    case 'grpo':
      return grpo(options);
    case 'dr-grpo':
      return drGrpo(options);
    case 'rloo':
      return rloo();
    default:
      throw new TypeError(`no objective ${JSON.stringify(options satisfies never)}`);
  }
};

/**
 * Max-variance down-sampling (Xu et al. 2025, "Not all rollouts are useful"): the `count` answers of a group whose
 * rewards have the largest variance, which are always some of the best and some of the worst. Sampling costs less
 * than learning, so many answers may be sampled and few learned from. Gives indices in the group, ascending; all when
 * there are at most `count`.
 */
export const maxVarianceSubset = (rewards: readonly number[], count: number): number[] => {
  const order = rewards.map((_, i) => i).sort((a, b) => rewards[a]! - rewards[b]! || a - b);
  if (order.length <= count) return order.sort((a, b) => a - b);
  const choices = Array.from({ length: count + 1 }, (_, best) => [
    ...order.slice(0, count - best),
    ...order.slice(order.length - best),
  ]);
  const spread = (some: readonly number[]) => sum(centred(some.map((i) => rewards[i]!)).map((part) => part ** 2));
  return choices.reduce((a, b) => (spread(b) > spread(a) + 1e-12 ? b : a)).sort((a, b) => a - b);
};

/** Whether a group gives a gradient: not all of its rewards are equal. */
export const hasSignal = (rewards: readonly number[]): boolean => rewards.some((reward) => reward !== rewards[0]);
