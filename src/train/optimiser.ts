/**
 * From gradients to new weights, as traced tensors: clipping by the global norm, AdamW or Muon, then the two rules
 * that change weights without a gradient, QK-Clip and the balance of experts. The state of an optimiser is variables
 * of the device.
 */
import { scalar, type Tensor } from '../tensor/trace.ts';
import type { Value } from '../tensor/run.ts';
import { balancedBias } from '../model/moe.ts';
import { parameterShapes, type ModelConfig } from '../model/config.ts';
import { adamw, clipFactor, globalNorm, stateNames, stepInputs, type AdamWOptions } from './adamw.ts';
import { loraShapes, type LoraOptions } from './lora.ts';
import { momentumName, muon, takesMuon, type MuonOptions } from './muon.ts';
import { qkClip, type QkClipOptions } from './qk-clip.ts';

export type OptimiserOptions = {
  /** Largest norm of all gradients together; 0 means no clipping. */
  clip: number;
  optimiser: AdamWOptions;
  /** Gives the matrices inside the blocks to Muon; the rest stays with AdamW. */
  muon?: MuonOptions | undefined;
  /** Trains adapters; the parameters themselves stay as they are. */
  lora?: LoraOptions | undefined;
  /** Holds attention logits at a threshold. */
  qkClip?: QkClipOptions | undefined;
  /** How far an expert's routing bias moves per update. Sparse models only. Default 0.001. */
  biasRate?: number | undefined;
};

/** A model's parameters by name, and the names and shapes of those that gradients move. */
export type Parameters = {
  all: Readonly<Record<string, Tensor>>;
  trained: Readonly<Record<string, number[]>>;
};

/**
 * What a forward pass reports to the optimiser: each layer's largest attention logits (H), each sparse layer's tokens
 * per expert (E).
 */
export type Reported = { maxLogits?: readonly Tensor[] | undefined; loads?: ReadonlyMap<number, Tensor> | undefined };

const ROUTING_BIAS = '.mlp.gate.e_score_correction_bias';

export const zeros = (shape: readonly number[]): Value & { data: Float32Array } => ({
  data: new Float32Array(shape.reduce((a, b) => a * b, 1)),
  shape,
});

/** Names and shapes of what an update changes: all parameters, or the adapters. */
export const updatedShapes = (
  config: ModelConfig,
  { lora }: Partial<OptimiserOptions> = {},
): Record<string, number[]> => (lora ? loraShapes(config, lora) : parameterShapes(config));

/** Those of `updatedShapes` that gradients move: all but the experts' routing biases. */
export const trainedShapes = (config: ModelConfig, options: Partial<OptimiserOptions> = {}): Record<string, number[]> =>
  Object.fromEntries(Object.entries(updatedShapes(config, options)).filter(([name]) => !name.endsWith(ROUTING_BIAS)));

/** Every variable that an optimiser needs besides the parameters, as zeros. */
export const optimiserState = (
  config: ModelConfig,
  { muon: withMuon, lora }: Partial<OptimiserOptions> = {},
): Record<string, Value> =>
  Object.fromEntries(
    Object.entries(trainedShapes(config, { lora })).flatMap(([name, shape]) =>
      (withMuon && takesMuon(name, shape) ? [momentumName(name)] : stateNames(name)).map((state) => [
        state,
        zeros(shape),
      ]),
    ),
  );

/** New routing biases from the tokens of each expert, by name. */
const balanceExperts = (
  parameters: Parameters,
  loads: ReadonlyMap<number, Tensor>,
  rate: number,
): Record<string, Tensor> =>
  Object.fromEntries(
    [...loads].map(([layer, load]) => {
      const name = `model.layers.${layer}${ROUTING_BIAS}`;
      return [name, balancedBias(parameters.all[name]!, load, rate)];
    }),
  );

/**
 * New values of parameters and optimiser state by name, and the norm of the gradients before clipping. `gradients`
 * are by the names of `parameters.trained`.
 */
export const optimise = (
  config: ModelConfig,
  options: OptimiserOptions,
  parameters: Parameters,
  gradients: Readonly<Record<string, Tensor>>,
  { maxLogits, loads }: Reported,
): { norm: Tensor; updates: Record<string, Tensor> } => {
  const names = Object.keys(parameters.trained);
  const norm = globalNorm(names.map((name) => gradients[name]!));
  const scale = options.clip > 0 ? clipFactor(norm, options.clip) : scalar(1);
  const scalars = stepInputs();
  const goesToMuon = (name: string) => options.muon !== undefined && takesMuon(name, parameters.trained[name]!);
  const pick = (chosen: readonly string[]) => Object.fromEntries(chosen.map((name) => [name, parameters.all[name]!]));
  const matrices = pick(names.filter(goesToMuon));
  const others = pick(names.filter((name) => !goesToMuon(name)));
  const updates = {
    ...adamw(others, gradients, scale, scalars, options.optimiser),
    ...(options.muon && muon(matrices, gradients, scale, scalars.lr, options.muon, options.optimiser.weightDecay)),
  };
  return {
    norm,
    updates: {
      ...updates,
      ...(options.qkClip && maxLogits && qkClip(config, updates, maxLogits, options.qkClip)),
      ...(loads && balanceExperts(parameters, loads, options.biasRate ?? 0.001)),
    },
  };
};
