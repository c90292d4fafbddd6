/**
 * A training step as compiled programs on a device: forward, backward, clipping and optimiser in one graph, or, with gradient
 * accumulation, one program that adds gradients up and one that applies them. Knows nothing of data or schedules.
 */
import { add, broadcastTo, input, mul, scalar, variable, type Tensor } from '../tensor/trace.ts';
import type { Dim } from '../tensor/shape.ts';
import { gradients } from '../tensor/vjp.ts';
import type { Device, Value } from '../tensor/run.ts';
import { forward, forwardInputs } from '../model/transformer.ts';
import { parameterShapes, type ModelConfig } from '../model/config.ts';
import { adamw, clipFactor, globalNorm, stateNames, stepFeeds, stepInputs, type AdamWOptions } from './adamw.ts';
import { loraShapes, loraWeights, type LoraOptions } from './lora.ts';
import { crossEntropy } from './loss.ts';
import { momentumName, muon, takesMuon, type MuonOptions } from './muon.ts';

/** B rows of T tokens, packed. `weights` are the loss weights of the targets; over a whole update they add up to one. */
export type Batch = { rows: number; length: number; ids: Int32Array; positions: Int32Array; segments: Int32Array; targets: Int32Array; weights: Float32Array };

export type StepOptions = {
  clip: number;
  optimiser: AdamWOptions;
  /** Gives the matrices inside the blocks to Muon; the rest stays with AdamW. */
  muon?: MuonOptions | undefined;
  checkpoint?: boolean;
  /** Trains adapters; the parameters themselves stay as they are. */
  lora?: LoraOptions | undefined;
};

export type Trainer = {
  /** One update from the batches, in order. Gives the loss and the gradient's norm before clipping. */
  step(batches: readonly Batch[], lr: number, step: number): Promise<{ loss: number; norm: number }>;
  /** Loss alone, no update; weights as given. */
  loss(batch: Batch): Promise<number>;
};

const accumulatorName = (name: string): string => `g.${name}`;

/** Names and shapes of what is trained. */
export const trainedShapes = (config: ModelConfig, { lora }: Pick<StepOptions, 'lora'> = {}): Record<string, number[]> => (lora ? loraShapes(config, lora) : parameterShapes(config));

/** Every variable that a run needs besides the parameters, as zeros. */
export const optimiserState = (config: ModelConfig, { muon: withMuon, lora }: Pick<StepOptions, 'muon' | 'lora'> = {}): Record<string, Value> =>
  Object.fromEntries(Object.entries(trainedShapes(config, { lora })).flatMap(([name, shape]) =>
    (withMuon && takesMuon(name, shape) ? [momentumName(name)] : stateNames(name))
      .map((state) => [state, { data: new Float32Array(shape.reduce((a, b) => a * b, 1)), shape }])));

const feedsOf = (batch: Batch) => {
  const shape = [batch.rows, batch.length];
  return {
    ids: { data: batch.ids, shape }, positions: { data: batch.positions, shape }, segments: { data: batch.segments, shape },
    index: { data: Int32Array.from({ length: batch.length }, (_, i) => i), shape: [batch.length] },
    targets: { data: batch.targets, shape: [batch.ids.length] }, weights: { data: batch.weights, shape: [batch.ids.length] },
  };
};

/**
 * Compiles what training needs. Parameters and optimiser state are variables of the device, to be written before the
 * first step. `rows` and `length` may be names, for batches of changing size; fixed sizes run faster.
 */
export const compileTrainer = (device: Device, config: ModelConfig, options: StepOptions, rows: Dim, length: Dim): Trainer => {
  const shapes = trainedShapes(config, options);
  const params = Object.fromEntries(Object.entries({ ...parameterShapes(config), ...shapes }).map(([name, shape]) => [name, variable(name, shape)]));
  const names = Object.keys(shapes);
  const parameter = (name: string): Tensor => params[name]!;
  const inputs = forwardInputs(rows, length);
  const flat = (x: Tensor): Dim => x.shape[0]!;
  const logits = forward(config, options.lora ? loraWeights(config, options.lora, parameter) : parameter, inputs, { checkpoint: options.checkpoint ?? false });
  const n = flat(logits);
  const loss = crossEntropy(logits, input('targets', [n], 'i32'), input('weights', [n]));

  let gradient: Tensor[] | undefined;
  const grads = () => (gradient ??= gradients(loss, names.map((name) => params[name]!)));
  const byName = (values: readonly Tensor[]) => Object.fromEntries(names.map((name, i) => [name, values[i]!]));
  const apply = (values: readonly Tensor[]) => {
    const norm = globalNorm(values);
    const scale = options.clip > 0 ? clipFactor(norm, options.clip) : scalar(1);
    const scalars = stepInputs();
    const { true: matrices = [], false: others = [] } = Object.groupBy(names, (name) => `${options.muon !== undefined && takesMuon(name, shapes[name]!)}` as const);
    const only = (some: readonly string[]) => Object.fromEntries(some.map((name) => [name, params[name]!]));
    return {
      norm,
      updates: {
        ...adamw(only(others), byName(values), scale, scalars, options.optimiser),
        ...(options.muon ? muon(only(matrices), byName(values), scale, scalars.lr, options.muon, options.optimiser.weightDecay) : {}),
      },
    };
  };
  const lazy = <T>(compile: () => Promise<T>) => { let made: Promise<T> | undefined; return () => (made ??= compile()); };
  const whole = lazy(() => { const { norm, updates } = apply(grads()); return device.compile({ outputs: { loss, norm }, updates }); });
  const accumulators = names.map((name) => variable(accumulatorName(name), shapes[name]!));
  const accumulate = lazy(async () => {
    await device.write(Object.fromEntries(names.map((name, i) => [accumulatorName(name), { data: new Float32Array(shapes[name]!.reduce((a, b) => a * b, 1)), shape: accumulators[i]!.shape as number[] }])));
    return device.compile({ outputs: { loss }, updates: Object.fromEntries(names.map((name, i) => [accumulatorName(name), add(accumulators[i]!, grads()[i]!)])) });
  });
  const finish = lazy(() => {
    const { norm, updates } = apply(accumulators);
    const cleared = Object.fromEntries(names.map((name, i) => [accumulatorName(name), broadcastTo(mul(norm, 0), accumulators[i]!.shape)]));
    return device.compile({ outputs: { norm }, updates: { ...updates, ...cleared } });
  });
  const score = lazy(() => device.compile({ outputs: { loss } }));
  const number = (value: Value): number => value.data[0]!;

  return {
    step: async (batches, lr, step) => {
      const scalars = stepFeeds(lr, step, options.optimiser);
      if (batches.length === 1) {
        const out = await (await whole()).run({ ...feedsOf(batches[0]!), ...scalars });
        return { loss: number(out.loss!), norm: number(out.norm!) };
      }
      const program = await accumulate();
      let total = 0;
      for (const batch of batches) total += number((await program.run(feedsOf(batch))).loss!);
      const out = await (await finish()).run(scalars);
      return { loss: total, norm: number(out.norm!) };
    },
    loss: async (batch) => number((await (await score()).run(feedsOf(batch))).loss!),
  };
};
