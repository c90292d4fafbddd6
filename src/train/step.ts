/**
 * A training step as compiled programs on a device: forward, backward, clipping, optimiser, the clip of attention logits and
 * the balance of experts in one graph, or, with gradient accumulation, one program that adds up and one that applies. Knows
 * nothing of data or schedules.
 */
import {
  add,
  broadcastTo,
  concat,
  exp,
  input,
  logSoftmax,
  maximum,
  mul,
  oneHot,
  reshape,
  scalar,
  slice,
  sub,
  sum,
  sumAll,
  variable,
  type Tensor,
} from '../tensor/trace.ts';
import type { Dim } from '../tensor/shape.ts';
import { gradients } from '../tensor/vjp.ts';
import type { Device, Value, Values } from '../tensor/run.ts';
import { balancedBias } from '../model/moe.ts';
import { forward, forwardInputs, type Watch } from '../model/transformer.ts';
import { parameterShapes, type ModelConfig } from '../model/config.ts';
import { adamw, clipFactor, globalNorm, stateNames, stepFeeds, stepInputs, type AdamWOptions } from './adamw.ts';
import { loraShapes, loraWeights, type LoraOptions } from './lora.ts';
import { crossEntropy } from './loss.ts';
import { momentumName, muon, takesMuon, type MuonOptions } from './muon.ts';
import { qkClip, type QkClipOptions } from './qk-clip.ts';

/** B rows of T tokens, packed. `weights` are the loss weights of the targets; over a whole update they add up to one. `sharpness`, `wanted`, `worth`: for a loss that is `rewarded`, see there. */
export type Batch = {
  rows: number;
  length: number;
  ids: Int32Array;
  positions: Int32Array;
  segments: Int32Array;
  targets: Int32Array;
  weights: Float32Array;
  sharpness?: Float32Array;
  wanted?: Int32Array;
  worth?: Float32Array;
};

export type StepOptions = {
  clip: number;
  optimiser: AdamWOptions;
  /** Gives the matrices inside the blocks to Muon; the rest stays with AdamW. */
  muon?: MuonOptions | undefined;
  checkpoint?: boolean;
  /** Trains adapters; the parameters themselves stay as they are. */
  lora?: LoraOptions | undefined;
  /** Holds attention logits at a threshold. */
  qkClip?: QkClipOptions | undefined;
  /** Reports the largest logits also when they are not clipped. */
  watchLogits?: boolean;
  /**
   * The loss is of logits × the batch's sharpness (one over the temperature of each token), and less the probability of the wanted id at
   * each place times its worth; otherwise it is the cross-entropy of the logits as they are.
   */
  rewarded?: boolean;
  /** How far the bias of an expert moves per update. Only sparse models have one. Default 0.001. */
  biasRate?: number | undefined;
};

/** What an update showed: the loss without the balance loss, and the gradient's norm before clipping. */
export type StepResult = {
  loss: number;
  /** What the probabilities of wanted ids were worth; the loss is without it. */
  worth?: number;
  norm: number;
  /** Largest attention logit of each head, by layer; when it is watched or clipped. */
  maxLogits?: number[][];
  /** Tokens of each expert, by sparse layer. */
  loads?: number[][];
};

export type Trainer = {
  /** One update from the batches, in order. */
  step(batches: readonly Batch[], lr: number, step: number): Promise<StepResult>;
  /** Loss alone, no update; weights as given. */
  loss(batch: Batch): Promise<number>;
};

const accumulatorName = (name: string): string => `g.${name}`;
const MAX_LOGITS = 'max.logits';
const LOADS = 'loads';
/** Below every logit. */
const LOWEST = -1e30;

const BIAS = '.mlp.gate.e_score_correction_bias';

const zeros = (shape: readonly number[]): Value => ({
  data: new Float32Array(shape.reduce((a, b) => a * b, 1)),
  shape,
});

/** Names and shapes of what an update changes: all parameters, or the adapters. */
export const keptShapes = (config: ModelConfig, { lora }: Pick<StepOptions, 'lora'> = {}): Record<string, number[]> =>
  lora ? loraShapes(config, lora) : parameterShapes(config);

/** Those that gradients move: all but the experts' biases, which the balance moves. */
export const trainedShapes = (config: ModelConfig, options: Pick<StepOptions, 'lora'> = {}): Record<string, number[]> =>
  Object.fromEntries(Object.entries(keptShapes(config, options)).filter(([name]) => !name.endsWith(BIAS)));

/** Every variable that a run needs besides the parameters, as zeros. */
export const optimiserState = (
  config: ModelConfig,
  { muon: withMuon, lora }: Pick<StepOptions, 'muon' | 'lora'> = {},
): Record<string, Value> =>
  Object.fromEntries(
    Object.entries(trainedShapes(config, { lora })).flatMap(([name, shape]) =>
      (withMuon && takesMuon(name, shape) ? [momentumName(name)] : stateNames(name)).map((state) => [
        state,
        zeros(shape),
      ]),
    ),
  );

/** What a batch feeds to the loss and to all that looks at its targets. */
export const feedsOf = (batch: Batch, { weights = true, sharpness = false, rewarded = false } = {}) => {
  const shape = [batch.rows, batch.length];
  const column = [batch.ids.length];
  return {
    ids: { data: batch.ids, shape },
    positions: { data: batch.positions, shape },
    segments: { data: batch.segments, shape },
    index: { data: Int32Array.from({ length: batch.length }, (_, i) => i), shape: [batch.length] },
    targets: { data: batch.targets, shape: column },
    ...(weights && { weights: { data: batch.weights, shape: column } }),
    ...((sharpness || rewarded) && { sharpness: { data: batch.sharpness!, shape: column } }),
    ...(rewarded && { wanted: { data: batch.wanted!, shape: column }, worth: { data: batch.worth!, shape: column } }),
  };
};

/** Logits (N, V) over the temperatures of their tokens. */
export const tempered = (logits: Tensor): Tensor => {
  const n = logits.shape[0]!;
  return mul(logits, reshape(input('sharpness', [n]), [n, 1]));
};

/** ln p (N) of one id at each place, from logits (N, V). */
export const logProbabilityOf = (ids: Tensor, logits: Tensor): Tensor =>
  sum(mul(logSoftmax(logits), oneHot(ids, logits.shape[1] as number)), [-1], false);

/** Rows of equal length as one matrix, and back. */
const stack = (rows: readonly Tensor[]): Tensor =>
  concat(
    rows.map((row) => reshape(row, [1, row.shape[0]!])),
    0,
  );
const unstack = (matrix: Tensor): Tensor[] =>
  Array.from({ length: matrix.shape[0] as number }, (_, i) => reshape(slice(matrix, 0, i, i + 1), [matrix.shape[1]!]));

/** What a forward pass shows besides the loss, each (layers, ·), and how the micro-batches of an update add up. */
type Shown = Record<string, { value: Tensor; empty: number; join: (a: Tensor, b: Tensor) => Tensor }>;

const shownOf = (watch: Watch, withLogits: boolean): Shown => ({
  ...(withLogits ? { [MAX_LOGITS]: { value: stack(watch.maxLogits), empty: LOWEST, join: maximum } } : {}),
  ...(watch.balance.size > 0
    ? { [LOADS]: { value: stack([...watch.balance.values()].map(({ load }) => load)), empty: 0, join: add } }
    : {}),
});

const rowsOf = ({ data, shape }: Value): number[][] =>
  Array.from({ length: shape[0]! }, (_, i) => [...data.subarray(i * shape[1]!, (i + 1) * shape[1]!)]);

const resultOf = (losses: Pick<StepResult, 'loss' | 'worth'>, out: Values): StepResult => ({
  ...losses,
  norm: out.norm!.data[0]!,
  ...(out[MAX_LOGITS] && { maxLogits: rowsOf(out[MAX_LOGITS]) }),
  ...(out[LOADS] && { loads: rowsOf(out[LOADS]) }),
});

/**
 * Compiles what training needs. Parameters and optimiser state are variables of the device, to be written before the
 * first step. `rows` and `length` may be names, for batches of changing size; fixed sizes run faster.
 */
export const compileTrainer = (
  device: Device,
  config: ModelConfig,
  options: StepOptions,
  rows: Dim,
  length: Dim,
): Trainer => {
  if (options.lora && options.qkClip)
    throw new Error(
      'the clip of attention logits changes the weights that adapters leave alone; leave out either lora or qkClip',
    );
  const shapes = trainedShapes(config, options);
  const params = Object.fromEntries(
    Object.entries({ ...parameterShapes(config), ...shapes }).map(([name, shape]) => [name, variable(name, shape)]),
  );
  const names = Object.keys(shapes);
  const parameter = (name: string): Tensor => params[name]!;
  const inputs = forwardInputs(rows, length);
  const withLogits = options.qkClip !== undefined || options.watchLogits === true;
  // Adapters leave the router's bias alone, so its balance need not be known.
  const watch: Watch | undefined =
    withLogits || (config.type === 'deepseek' && !options.lora) ? { maxLogits: [], balance: new Map() } : undefined;
  const logits = forward(config, options.lora ? loraWeights(config, options.lora, parameter) : parameter, inputs, {
    checkpoint: options.checkpoint ?? false,
    ...(watch && { watch }),
  });
  const n = logits.shape[0]!;
  const weights = input('weights', [n]);
  const sharp = options.rewarded ? tempered(logits) : logits;
  const loss = crossEntropy(sharp, input('targets', [n], 'i32'), weights);
  const worth = options.rewarded
    ? sumAll(mul(input('worth', [n]), exp(logProbabilityOf(input('wanted', [n], 'i32'), sharp))))
    : undefined;
  const shown = watch ? shownOf(watch, withLogits) : {};
  const balanceLoss = config.type === 'deepseek' && watch && watch.balance.size > 0 ? config.balanceLoss : 0;
  const shared = options.rewarded && balanceLoss !== 0;

  /** With the balance loss, of which a micro-batch brings the share that its targets have in the update; rewarded, where weights have both signs, its tokens. */
  const objective = (): Tensor => {
    const own = worth ? sub(loss, worth) : loss;
    if (balanceLoss === 0) return own;
    const all = [...watch!.balance.values()].map((one) => one.loss).reduce((a, b) => add(a, b));
    return add(own, mul(all, mul(shared ? input('share', []) : sumAll(weights), balanceLoss)));
  };
  /** What each batch of an update feeds. */
  const feedsFor = (batches: readonly Batch[]) => {
    const tokens = batches.map(({ segments }) => segments.reduce((sum, segment) => sum + (segment > 0 ? 1 : 0), 0));
    const total = tokens.reduce((a, b) => a + b, 0);
    return batches.map((batch, i) => ({
      ...feedsOf(batch, options),
      ...(shared && { share: { data: Float32Array.of(tokens[i]! / total), shape: [] } }),
    }));
  };
  const losses = { loss, ...(worth && { worth }) };
  let gradient: Tensor[] | undefined;
  const grads = () =>
    (gradient ??= gradients(
      objective(),
      names.map((name) => params[name]!),
    ));
  const byName = (values: readonly Tensor[]) => Object.fromEntries(names.map((name, i) => [name, values[i]!]));
  const balance = (loads: Tensor | undefined): Record<string, Tensor> => {
    if (!loads || !watch) return {};
    const perLayer = unstack(loads);
    return Object.fromEntries(
      [...watch.balance.keys()].map((layer, i) => {
        const name = `model.layers.${layer}${BIAS}`;
        return [name, balancedBias(params[name]!, perLayer[i]!, options.biasRate ?? 0.001)];
      }),
    );
  };
  const apply = (
    values: readonly Tensor[],
    { [MAX_LOGITS]: maxLogits, [LOADS]: loads }: Partial<Record<string, Tensor>>,
  ) => {
    const norm = globalNorm(values);
    const scale = options.clip > 0 ? clipFactor(norm, options.clip) : scalar(1);
    const scalars = stepInputs();
    const { true: matrices = [], false: others = [] } = Object.groupBy(
      names,
      (name) => `${options.muon !== undefined && takesMuon(name, shapes[name]!)}` as const,
    );
    const only = (some: readonly string[]) => Object.fromEntries(some.map((name) => [name, params[name]!]));
    const updates = {
      ...adamw(only(others), byName(values), scale, scalars, options.optimiser),
      ...(options.muon
        ? muon(only(matrices), byName(values), scale, scalars.lr, options.muon, options.optimiser.weightDecay)
        : {}),
    };
    return {
      norm,
      updates: {
        ...updates,
        ...(options.qkClip && maxLogits ? qkClip(config, updates, unstack(maxLogits), options.qkClip) : {}),
        ...balance(loads),
      },
    };
  };
  const lazy = <T>(compile: () => Promise<T>) => {
    let made: Promise<T> | undefined;
    return () => (made ??= compile());
  };
  const whole = lazy(() => {
    const seen = Object.fromEntries(Object.entries(shown).map(([name, { value }]) => [name, value]));
    const { norm, updates } = apply(grads(), seen);
    return device.compile({ outputs: { ...losses, norm, ...seen }, updates });
  });
  /** What micro-batches add up in: gradients, and what they show. */
  const sums: Shown = {
    ...Object.fromEntries(
      Object.entries(shown).map(([name, one]) => [
        name,
        { ...one, value: variable(name, one.value.shape as number[]) },
      ]),
    ),
    ...Object.fromEntries(
      names.map((name) => [
        accumulatorName(name),
        { value: variable(accumulatorName(name), shapes[name]!), empty: 0, join: add },
      ]),
    ),
  };
  const accumulate = lazy(async () => {
    await device.write(
      Object.fromEntries(
        Object.entries(sums).map(([name, { value, empty }]) => {
          const cleared = zeros(value.shape as number[]);
          cleared.data.fill(empty);
          return [name, cleared];
        }),
      ),
    );
    const one = {
      ...Object.fromEntries(names.map((name, i) => [accumulatorName(name), grads()[i]!])),
      ...Object.fromEntries(Object.entries(shown).map(([name, { value }]) => [name, value])),
    };
    return device.compile({
      outputs: losses,
      updates: Object.fromEntries(
        Object.entries(sums).map(([name, { value, join }]) => [name, join(value, one[name]!)]),
      ),
    });
  });
  const finish = lazy(() => {
    const seen = Object.fromEntries(Object.keys(shown).map((name) => [name, sums[name]!.value]));
    const { norm, updates } = apply(
      names.map((name) => sums[accumulatorName(name)]!.value),
      seen,
    );
    const cleared = Object.fromEntries(
      Object.entries(sums).map(([name, { value, empty }]) => [
        name,
        broadcastTo(empty === 0 ? mul(norm, 0) : sub(mul(norm, 0), -empty), value.shape),
      ]),
    );
    return device.compile({ outputs: { norm, ...seen }, updates: { ...updates, ...cleared } });
  });
  const score = lazy(() => device.compile({ outputs: { loss } }));
  const number = (value: Value): number => value.data[0]!;

  return {
    step: async (batches, lr, step) => {
      const scalars = stepFeeds(lr, step, options.optimiser);
      const feeds = feedsFor(batches);
      if (batches.length === 1) {
        const out = await (await whole()).run({ ...feeds[0]!, ...scalars });
        return resultOf({ loss: number(out.loss!), ...(out.worth && { worth: number(out.worth) }) }, out);
      }
      const program = await accumulate();
      const total = { loss: 0, ...(worth && { worth: 0 }) };
      for (const each of feeds) {
        const out = await program.run(each);
        total.loss += number(out.loss!);
        if (out.worth) total.worth! += number(out.worth);
      }
      return resultOf(total, await (await finish()).run(scalars));
    },
    loss: async (batch) => number((await (await score()).run(feedsOf(batch, options))).loss!),
  };
};
