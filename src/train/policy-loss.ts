/**
 * The loss of reinforcement learning over a batch, as traced tensors. Two terms: a cross-entropy whose tokens weigh
 * −∂L/∂ln π of an objective (objective.ts), and the expected reward of places where the reward of every token is
 * known. Both are of the distribution that answers are drawn from, so logits are divided by the sampling temperature
 * first.
 */
import { exp, input, logSoftmax, mul, oneHot, reshape, sub, sum, sumAll, type Tensor } from '../tensor/trace.ts';
import { crossEntropy, type TrainerLoss } from './loss.ts';
import { batchFeeds, toBatch, type Batch, type Document } from './pack.ts';

/**
 * A document of a drawn answer: its sampling temperature (default 1), and by place in `ids` the id that is rewarded
 * there, whatever was drawn, with the weight of its probability in the objective.
 */
export type RolloutDocument = Document & {
  temperature?: number;
  rewarded?: ReadonlyMap<number, { id: number; weight: number }>;
};

/**
 * A batch with, per token, 1 / temperature, the id that is rewarded next and the weight of its probability (0: none).
 */
export type RewardedBatch = Batch & {
  inverseTemperature: Float32Array;
  rewardedIds: Int32Array;
  rewardWeights: Float32Array;
};

/** `toBatch` for drawn answers. */
export const toRewardedBatch = (rows: readonly (readonly RolloutDocument[])[], length: number): RewardedBatch => {
  const size = rows.length * length;
  const batch: RewardedBatch = {
    ...toBatch(rows, length),
    inverseTemperature: new Float32Array(size).fill(1),
    rewardedIds: new Int32Array(size),
    rewardWeights: new Float32Array(size),
  };
  rows.forEach((documents, row) => {
    let start = row * length;
    for (const { ids, temperature = 1, rewarded } of documents) {
      batch.inverseTemperature.fill(1 / temperature, start, start + ids.length);
      for (const [place, { id, weight }] of rewarded ?? []) {
        batch.rewardedIds[start + place - 1] = id; // the token before predicts it
        batch.rewardWeights[start + place - 1] = weight;
      }
      start += ids.length;
    }
  });
  return batch;
};

/** Logits (N, V) divided by the temperature of each token, which is fed as its inverse. */
export const temperedLogits = (logits: Tensor): Tensor => {
  const n = logits.shape[0]!;
  return mul(logits, reshape(input('inverseTemperature', [n]), [n, 1]));
};

/** ln p (N) of one id at each place, from logits (N, V). */
export const logProbabilityOf = (ids: Tensor, logits: Tensor): Tensor =>
  sum(mul(logSoftmax(logits), oneHot(ids, logits.shape[1] as number)), [-1], false);

/** Everything that policy losses and scores read of a batch. */
export const policyFeeds = (batch: RewardedBatch) => {
  const column = [batch.ids.length];
  return {
    ...batchFeeds(batch),
    inverseTemperature: { data: batch.inverseTemperature, shape: column },
    rewardedIds: { data: batch.rewardedIds, shape: column },
    rewardWeights: { data: batch.rewardWeights, shape: column },
  };
};

/** Minimises `loss` − `reward`: the weighted cross-entropy less the expected reward Σ weight · p(rewarded id). */
export const policyLoss: TrainerLoss<RewardedBatch, 'loss' | 'reward'> = {
  trace: (logits) => {
    const n = logits.shape[0]!;
    const tempered = temperedLogits(logits);
    const loss = crossEntropy(tempered, input('targets', [n], 'i32'), input('weights', [n]));
    const logP = logProbabilityOf(input('rewardedIds', [n], 'i32'), tempered);
    const reward = sumAll(mul(input('rewardWeights', [n]), exp(logP)));
    return { objective: sub(loss, reward), terms: { loss, reward } };
  },
  feeds: policyFeeds,
};
