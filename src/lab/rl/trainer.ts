/**
 * The two sides of RL in one object: the policy that is trained, on its device, and the generators that sample from it,
 * each in a thread with a copy of the weights. `handOver` copies the trained weights to the generators. It knows no
 * tasks, rewards or files.
 */
import { createSampler, type LocalSampler } from '../../infer/generate.ts';
import { parameterShapes, type ModelConfig } from '../../model/config.ts';
import type { Tokenizer } from '../../model/tokenizer.ts';
import type { BatchSampler } from '../../local/batch-sampler.ts';
import { openDevice, type Values } from '../../tensor/run.ts';
import { compilePolicy, startVariables, type Policy } from '../../train/rl.ts';
import { optimiserState } from '../../train/optimiser.ts';
import type { StepOptions } from '../../train/step.ts';

export type PolicyTrainerOptions = {
  step: StepOptions;
  /** Rows of a training batch, and tokens of a row. */
  rows: number;
  length: number;
  /** Threads of the training device. */
  threads: number;
  /** Generator threads, and most answers at once in each. */
  generators: number;
  generatorRows: number;
};

export type PolicyTrainer = Policy & {
  sampler: BatchSampler;
  /** The weights that the generators have. */
  weights(): Values;
  /** Gives the weights as they are trained now to the generators. */
  handOver(): Promise<void>;
  /** Weights and optimiser state, as a checkpoint holds them. */
  variables(): Promise<Values>;
  close(): Promise<void>;
};

/** The parameters of a model folder as the trainer takes them. */
export const trainableWeights = (
  config: ModelConfig,
  weights: ReadonlyMap<string, { data: ArrayLike<number>; shape: readonly number[] }>,
): Values =>
  Object.fromEntries(
    Object.keys(parameterShapes(config)).map((name) => {
      const { data, shape } = weights.get(name)!;
      return [name, { data: Float32Array.from(data), shape }];
    }),
  );

/**
 * Compiles the policy and starts the generators. `start`: the weights before RL, which the distance (KL) is measured
 * from.
 * `resumed`: weights and optimiser state of a checkpoint; absent: training begins at `start`.
 */
export const openPolicyTrainer = async (
  { config, tokenizer }: { config: ModelConfig; tokenizer: Tokenizer },
  start: Values,
  options: PolicyTrainerOptions,
  resumed?: Values,
): Promise<PolicyTrainer> => {
  const { step, rows, length, threads, generators, generatorRows } = options;
  const names = Object.keys(parameterShapes(config));
  const state = optimiserState(config, step);
  const device = openDevice({ threads });
  await device.write({ ...(resumed ?? { ...start, ...state }), ...startVariables(start) });
  const policy = compilePolicy(device, config, { step, rows, length });
  let weights = await device.read(names);
  const samplers: LocalSampler[] = Array.from({ length: generators }, () =>
    createSampler({ config, weights, threads: 1, maxRows: generatorRows }),
  );
  return {
    ...policy,
    sampler: { tokenizer, samplers },
    weights: () => weights,
    handOver: async () => {
      weights = await device.read(names);
      await Promise.all(samplers.map((sampler) => sampler.updateWeights(weights)));
    },
    variables: () => device.read([...names, ...Object.keys(state)]),
    close: async () => {
      await Promise.all(samplers.map((sampler) => sampler.close()));
      await device.close();
    },
  };
};
