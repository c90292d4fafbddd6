/**
 * A training step as compiled programs on a device: forward pass, loss, gradients and optimiser in one graph. With
 * gradient accumulation there are two: one adds up the gradients of a batch, one applies the sums. What is minimised
 * is an argument (loss.ts, policy-loss.ts); where batches come from and how fast it learns is decided by the loop
 * (sft.ts, rl.ts).
 */
import { defined } from '../json.ts';
import {
  add,
  broadcastTo,
  concat,
  input,
  maximum,
  mul,
  reshape,
  slice,
  sub,
  variable,
  type Tensor,
} from '../tensor/trace.ts';
import { lazy } from '../lazy.ts';
import type { Dim } from '../tensor/shape.ts';
import { gradients } from '../tensor/vjp.ts';
import type { Device, Feeds, Value, Values } from '../tensor/run.ts';
import { forward, forwardInputs, type Diagnostics } from '../model/transformer.ts';
import { parameterShapes, type ModelConfig } from '../model/config.ts';
import { stepFeeds } from './adamw.ts';
import type { Frozen } from './frozen.ts';
import { loraWeights } from './lora.ts';
import type { TrainerLoss } from './loss.ts';
import { optimise, trainedShapes, zeros, type OptimiserOptions, type Parameters } from './optimiser.ts';
import { countTokens, type Batch } from './pack.ts';

export type StepOptions = OptimiserOptions & {
  /** Computes the activations of each block again in the backward pass, to save memory. */
  checkpoint?: boolean;
  /** With adapters: how the weights under them are stored. The step is then made layer by layer (layered.ts). */
  frozen?: Frozen | undefined;
  /** Reports the largest attention logits also without QK-Clip. */
  watchLogits?: boolean;
};

/**
 * What an update reported: the terms of the loss, without the balance loss, and the gradient's norm before clipping.
 */
export type StepResult<Term extends string = 'loss'> = Record<Term, number> & {
  norm: number;
  /** Largest attention logit of each head, by layer; when it is watched or clipped. */
  maxLogits?: number[][];
  /** Tokens of each expert, by sparse layer. */
  loads?: number[][];
};

export type Trainer<B extends Batch = Batch, Term extends string = 'loss'> = {
  /** One update from the batches, in order. `step` counts updates from 1. */
  step(batches: readonly B[], lr: number, step: number): Promise<StepResult<Term>>;
  /** The terms of the loss alone, without an update; weights as given. */
  evaluate(batch: B): Promise<Record<Term, number>>;
};

const MAX_LOGITS = 'max.logits';
const LOADS = 'loads';
/** Below every attention logit. */
const LOWEST = -1e30;

const accumulatorName = (name: string): string => `g.${name}`;

/** Vectors of equal length as the rows of one matrix, and back. */
const stack = (vectors: readonly Tensor[]): Tensor =>
  concat(
    vectors.map((vector) => reshape(vector, [1, vector.shape[0]!])),
    0,
  );
const unstack = (matrix: Tensor): Tensor[] =>
  Array.from({ length: matrix.shape[0] as number }, (_, i) => reshape(slice(matrix, 0, i, i + 1), [matrix.shape[1]!]));

/** A quantity that batches of an update add up: its value in one batch, what it starts from, how two are joined. */
type Accumulated = { value: Tensor; initial: number; join: (a: Tensor, b: Tensor) => Tensor };

/** Matrices (layers, ·) that a forward pass reports besides the loss. */
const reportedOf = (diagnostics: Diagnostics | undefined, withLogits: boolean): Record<string, Accumulated> => ({
  ...(diagnostics && withLogits
    ? { [MAX_LOGITS]: { value: stack(diagnostics.maxLogits), initial: LOWEST, join: maximum } }
    : {}),
  ...(diagnostics && diagnostics.balance.size > 0
    ? { [LOADS]: { value: stack([...diagnostics.balance.values()].map(({ load }) => load)), initial: 0, join: add } }
    : {}),
});

/** The traced step of one batch: what all programs of a trainer are made of. */
type TracedStep<Term extends string> = {
  parameters: Parameters;
  terms: Record<Term, Tensor>;
  reported: Record<string, Accumulated>;
  /** Sparse layers with a balance, in order. */
  sparseLayers: readonly number[];
  /** Gradients by the names of the trained parameters. */
  gradients: () => Record<string, Tensor>;
  /** Whether each batch is fed its share of the update's tokens. */
  feedsShare: boolean;
};

/** Traces forward pass and loss. Gradients are traced when they are first asked for. */
const traceStep = <B extends Batch, Term extends string>(
  config: ModelConfig,
  options: StepOptions,
  rows: Dim,
  length: Dim,
  loss: TrainerLoss<B, Term>,
): TracedStep<Term> => {
  const trained = trainedShapes(config, options);
  const all = Object.fromEntries(
    Object.entries({ ...parameterShapes(config), ...trained }).map(([name, shape]) => [name, variable(name, shape)]),
  );
  const parameter = (name: string): Tensor => all[name]!;
  const withLogits = options.qkClip !== undefined || options.watchLogits === true;
  // Adapters leave the routing bias alone, so its balance need not be known.
  const diagnostics: Diagnostics | undefined =
    withLogits || (config.type === 'deepseek' && !options.lora) ? { maxLogits: [], balance: new Map() } : undefined;
  const weights = options.lora ? loraWeights(config, options.lora, parameter) : parameter;
  const logits = forward(config, weights, forwardInputs(rows, length), {
    checkpoint: options.checkpoint ?? false,
    ...defined({ diagnostics }),
  });
  const { objective, terms, updateShare } = loss.trace(logits);
  const sparseLayers = diagnostics ? [...diagnostics.balance.keys()] : [];
  const balanceWeight = config.type === 'deepseek' && sparseLayers.length > 0 ? config.balanceLoss : 0;
  /** The objective with the balance loss, of which a batch brings its share of the update. */
  const balanced = (): Tensor => {
    if (balanceWeight === 0) return objective;
    const balance = [...diagnostics!.balance.values()].map((layer) => layer.loss).reduce((a, b) => add(a, b));
    return add(objective, mul(balance, mul(updateShare ?? input('share', []), balanceWeight)));
  };
  const names = Object.keys(trained);
  let traced: Record<string, Tensor> | undefined;
  return {
    parameters: { all, trained },
    terms,
    reported: reportedOf(diagnostics, withLogits),
    sparseLayers,
    gradients: () => {
      if (traced) return traced;
      const values = gradients(balanced(), names.map(parameter));
      return (traced = Object.fromEntries(names.map((name, i) => [name, values[i]!])));
    },
    feedsShare: balanceWeight !== 0 && updateShare === undefined,
  };
};

const valuesOf = (accumulated: Record<string, Accumulated>): Record<string, Tensor> =>
  Object.fromEntries(Object.entries(accumulated).map(([name, { value }]) => [name, value]));

/** The update that follows from gradients and reported matrices, whether of one batch or added up. */
const traceUpdate = <Term extends string>(
  config: ModelConfig,
  options: StepOptions,
  { parameters, sparseLayers }: TracedStep<Term>,
  gradientsByName: Record<string, Tensor>,
  { [MAX_LOGITS]: maxLogits, [LOADS]: loads }: Partial<Record<string, Tensor>>,
): ReturnType<typeof optimise> => {
  const perLayer = loads && unstack(loads);
  return optimise(config, options, parameters, gradientsByName, {
    maxLogits: options.qkClip && maxLogits ? unstack(maxLogits) : undefined,
    loads: perLayer && new Map(sparseLayers.map((layer, i) => [layer, perLayer[i]!])),
  });
};

/** The programs of a trainer, each compiled when it is first needed. */
const compilePrograms = <Term extends string>(
  device: Device,
  config: ModelConfig,
  options: StepOptions,
  traced: TracedStep<Term>,
) => {
  const { parameters, terms, reported } = traced;
  const sums: Record<string, Accumulated> = {
    ...Object.fromEntries(
      Object.entries(reported).map(([name, matrix]) => [
        name,
        { ...matrix, value: variable(name, matrix.value.shape as number[]) },
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(parameters.trained).map(([name, shape]) => [
        accumulatorName(name),
        { value: variable(accumulatorName(name), shape), initial: 0, join: add },
      ]),
    ),
  };
  return {
    /** An update from one batch. */
    whole: lazy(() => {
      const seen = valuesOf(reported);
      const { norm, updates } = traceUpdate(config, options, traced, traced.gradients(), seen);
      return device.compile({ outputs: { ...terms, norm, ...seen }, updates });
    }),
    /** Adds the gradients of one batch to the sums, which start from `initial`. */
    accumulate: lazy(async () => {
      const empty = Object.entries(sums).map(([name, { value, initial }]): [string, Value] => {
        const cleared = zeros(value.shape as number[]);
        cleared.data.fill(initial);
        return [name, cleared];
      });
      await device.write(Object.fromEntries(empty));
      const ofBatch = {
        ...Object.fromEntries(
          Object.entries(traced.gradients()).map(([name, gradient]) => [accumulatorName(name), gradient]),
        ),
        ...valuesOf(reported),
      };
      return device.compile({
        outputs: terms,
        updates: Object.fromEntries(
          Object.entries(sums).map(([name, { value, join }]) => [name, join(value, ofBatch[name]!)]),
        ),
      });
    }),
    /** An update from the sums, which are cleared by it. */
    apply: lazy(() => {
      const seen = Object.fromEntries(Object.keys(reported).map((name) => [name, sums[name]!.value]));
      const summed = Object.fromEntries(
        Object.keys(parameters.trained).map((name) => [name, sums[accumulatorName(name)]!.value]),
      );
      const { norm, updates } = traceUpdate(config, options, traced, summed, seen);
      const cleared = Object.fromEntries(
        Object.entries(sums).map(([name, { value, initial }]) => [
          name,
          broadcastTo(initial === 0 ? mul(norm, 0) : sub(mul(norm, 0), -initial), value.shape),
        ]),
      );
      return device.compile({ outputs: { norm, ...seen }, updates: { ...updates, ...cleared } });
    }),
    evaluate: lazy(() => device.compile({ outputs: terms })),
  };
};

const scalarOf = ({ data }: Value): number => data[0]!;

const rowsOf = ({ data, shape }: Value): number[][] =>
  Array.from({ length: shape[0]! }, (_, i) => [...data.subarray(i * shape[1]!, (i + 1) * shape[1]!)]);

const resultOf = <Term extends string>(terms: Record<Term, number>, out: Values): StepResult<Term> => ({
  ...terms,
  norm: scalarOf(out.norm!),
  ...defined({ maxLogits: out[MAX_LOGITS] && rowsOf(out[MAX_LOGITS]), loads: out[LOADS] && rowsOf(out[LOADS]) }),
});

/** What each batch of an update feeds: the loss's inputs and, where asked for, its share of the update's tokens. */
const updateFeeds = <B extends Batch>(
  batches: readonly B[],
  feeds: (batch: B) => Feeds,
  withShare: boolean,
): Feeds[] => {
  if (!withShare) return batches.map(feeds);
  const tokens = batches.map(countTokens);
  const total = tokens.reduce((a, b) => a + b, 0);
  return batches.map((batch, i) => ({
    ...feeds(batch),
    share: { data: Float32Array.of(tokens[i]! / total), shape: [] },
  }));
};

/**
 * Compiles what training needs. Parameters and optimiser state are variables of the device, to be written before the
 * first step. `rows` and `length` may be names, for batches of changing size; fixed sizes run faster. Throws when
 * options contradict each other.
 */
export const compileTrainer = <B extends Batch, Term extends string>(
  device: Device,
  config: ModelConfig,
  options: StepOptions,
  rows: Dim,
  length: Dim,
  loss: TrainerLoss<B, Term>,
): Trainer<B, Term> => {
  if (options.lora && options.qkClip)
    throw new Error(
      'QK-Clip changes the weights that adapters leave alone; remove either lora or qkClip from the options',
    );
  const traced = traceStep(config, options, rows, length, loss);
  const programs = compilePrograms(device, config, options, traced);
  const termNames = Object.keys(traced.terms) as Term[];
  const termsOf = (out: Values): Record<Term, number> =>
    Object.fromEntries(termNames.map((name) => [name, scalarOf(out[name]!)])) as Record<Term, number>;
  return {
    step: async (batches, lr, step) => {
      const scalars = stepFeeds(lr, step, options.optimiser);
      const feeds = updateFeeds(batches, loss.feeds, traced.feedsShare);
      if (feeds.length === 1) {
        const out = await (await programs.whole()).run({ ...feeds[0]!, ...scalars });
        return resultOf(termsOf(out), out);
      }
      const accumulate = await programs.accumulate();
      const total = Object.fromEntries(termNames.map((name) => [name, 0])) as Record<Term, number>;
      for (const batch of feeds) {
        const terms = termsOf(await accumulate.run(batch));
        for (const name of termNames) total[name] += terms[name];
      }
      return resultOf(total, await (await programs.apply()).run(scalars));
    },
    evaluate: async (batch) => termsOf(await (await programs.evaluate()).run(loss.feeds(batch))),
  };
};
