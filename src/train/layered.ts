/**
 * A training step of adapters, layer by layer: the same update as step.ts makes in one graph, in far less memory. One
 * compiled block serves all layers, whose weights are bound to it in turn. Forward, only the input of each block is
 * kept; backward, the block is computed again from it (activation checkpointing, Chen et al. 2016) and its gradients
 * are added to sums on the device. The head sees the rows that are targets, a block of them at a time, so that logits
 * of the whole batch are never there. The weights under the adapters are stored as frozen.ts says.
 */
import { defined } from '../json.ts';
import { lazy } from '../lazy.ts';
import { add, broadcastTo, input, mul, variable, type Tensor } from '../tensor/trace.ts';
import { gradients } from '../tensor/vjp.ts';
import type { Device, Feeds, Value, Values } from '../tensor/run.ts';
import { block, contextOf, embed, forwardInputs, head, type Diagnostics } from '../model/transformer.ts';
import { parameterShapes, type ModelConfig } from '../model/config.ts';
import { isSparse } from '../model/deepseek-config.ts';
import { stepFeeds } from './adamw.ts';
import { scaleName, traceFrozen, type Frozen } from './frozen.ts';
import { loraWeights } from './lora.ts';
import type { TrainerLoss } from './loss.ts';
import { optimise, trainedShapes, zeros } from './optimiser.ts';
import type { Batch } from './pack.ts';
import type { StepOptions, StepResult, Trainer } from './step.ts';

/** Bytes of the logits of a block of targets. */
const LOGITS_BYTES = 2 ** 27;

/** Rows of the head's blocks: a multiple of 32 whose logits take at most `LOGITS_BYTES`, or all rows. */
export const headRows = ({ vocabSize }: ModelConfig, rows: number): number =>
  Math.min(rows, Math.max(32, Math.floor(LOGITS_BYTES / (4 * vocabSize * 32)) * 32));

const accumulatorName = (name: string): string => `g.${name}`;

/** The first layer of the same kind as layer `i`: its traced block serves both. */
const kindOf = (config: ModelConfig, i: number): number =>
  config.type === 'deepseek' && isSparse(config, i)
    ? Array.from({ length: i + 1 }, (_, layer) => layer).find((layer) => isSparse(config, layer))!
    : 0;

/** A function of a key whose results are made once. */
const once = <K, T>(make: (key: K) => T): ((key: K) => T) => {
  const made = new Map<K, T>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
};

/** The traced parts of a step, and the names of the variables that they use. */
const traceParts = <B extends Batch, Term extends string>(
  config: ModelConfig,
  options: StepOptions & { frozen: Frozen },
  [rows, length]: readonly [number, number],
  loss: TrainerLoss<B, Term>,
) => {
  const shapes = parameterShapes(config);
  const trained = trainedShapes(config, options);
  const frozen = once((name: string) => traceFrozen(options.frozen, name, shapes[name]!));
  const adapters = Object.fromEntries(Object.entries(trained).map(([name, shape]) => [name, variable(name, shape)]));
  const weights = loraWeights(config, options.lora!, (name) => adapters[name] ?? frozen(name).matrix);
  const { ids, ...inputs } = forwardInputs(rows, length);
  const context = contextOf(config, inputs);
  const x = input('x', [rows * length, config.hiddenSize]);
  const dy = input('dy', x.shape);
  const blockOf = (kind: number, seen?: Diagnostics): Tensor => block(config, weights, kind, x, context, seen);
  const adaptersOf = (kind: number): string[] =>
    Object.keys(trained).filter((name) => name.startsWith(`model.layers.${kind}.`));
  return {
    trained,
    adapters,
    embed: () => ({ outputs: { x: embed(config, (name) => frozen(name).stored, ids) } }),
    forward: (kind: number) => {
      const seen: Diagnostics | undefined = options.watchLogits ? { maxLogits: [], balance: new Map() } : undefined;
      const out = blockOf(kind, seen);
      return { outputs: { x: out, ...defined({ maxLogits: seen?.maxLogits[0] }) } };
    },
    /** dx, and the gradients of the layer's adapters added to their sums. */
    backward: (kind: number) => {
      const names = adaptersOf(kind);
      const [dx, ...found] = gradients(blockOf(kind), [x, ...names.map((name) => adapters[name]!)], dy);
      const updates = names.map((name, i) => {
        const sum = accumulatorName(name);
        return [sum, add(variable(sum, trained[name]!), found[i]!)];
      });
      return { outputs: { dx: dx! }, updates: Object.fromEntries(updates) as Record<string, Tensor> };
    },
    /** Loss, and with `withGradient` dx, of a block of rows. */
    head: (count: number, withGradient: boolean) => {
      const some = input('x', [count, config.hiddenSize]);
      const { objective, terms } = loss.trace(head(config, weights, some));
      return { outputs: { ...terms, ...(withGradient ? { dx: gradients(objective, [some])[0]! } : {}) } };
    },
    /** The variables of layer `i` by the names that the block of its kind uses. */
    bind: (i: number): Record<string, string> => {
      const [from, to] = [`model.layers.${kindOf(config, i)}.`, `model.layers.${i}.`];
      const names = Object.keys(shapes).filter((name) => name.startsWith(from));
      const all = [
        ...names.flatMap((name) => [name, scaleName(name)]),
        ...adaptersOf(kindOf(config, i)).flatMap((name) => [name, accumulatorName(name)]),
      ];
      return Object.fromEntries(all.map((name) => [name, name.replace(from, to)]));
    },
  };
};

/** The update from the sums of gradients, which are cleared by it. */
const traceApply = (
  config: ModelConfig,
  options: StepOptions,
  { trained, adapters }: Pick<ReturnType<typeof traceParts>, 'trained' | 'adapters'>,
) => {
  const sums = Object.fromEntries(
    Object.entries(trained).map(([name, shape]) => [name, variable(accumulatorName(name), shape)]),
  );
  const { norm, updates } = optimise(config, options, { all: adapters, trained }, sums, {});
  const cleared = Object.entries(trained).map(([name, shape]) => [
    accumulatorName(name),
    broadcastTo(mul(norm, 0), shape),
  ]);
  return { outputs: { norm }, updates: { ...updates, ...(Object.fromEntries(cleared) as Record<string, Tensor>) } };
};

/** Rows of a matrix, or numbers of a list, by their places; missing places repeat the first row. */
const pickRows = ({ data, shape }: Value, places: Int32Array, count: number): Value => {
  const width = shape[1] ?? 1;
  const out = data instanceof Float32Array ? new Float32Array(count * width) : new Int32Array(count * width);
  for (let i = 0; i < count; i++) {
    const from = (places[i] ?? 0) * width;
    out.set(data.subarray(from, from + width), i * width);
  }
  return { data: out, shape: shape.length === 1 ? [count] : [count, width] };
};

/**
 * What each block of targets feeds to the head: its rows of x and of every list (N) that the loss is fed, with weight 0
 * where a block is not full. A batch without targets has one empty block.
 */
const headBlocks = (x: Value, batch: Batch, fed: Feeds, count: number): { places: Int32Array; feeds: Feeds }[] => {
  const n = batch.weights.length;
  const targets = Int32Array.from(batch.weights.keys()).filter((i) => batch.weights[i] !== 0);
  const lists = Object.entries(fed).filter(([, { shape }]) => shape.length === 1 && shape[0] === n);
  return Array.from({ length: Math.max(1, Math.ceil(targets.length / count)) }, (_, k) => {
    const places = targets.subarray(k * count, (k + 1) * count);
    const feeds = Object.fromEntries(lists.map(([name, list]) => [name, pickRows(list, places, count)]));
    (feeds.weights!.data as Float32Array).fill(0, places.length);
    return { places, feeds: { ...feeds, x: pickRows(x, places, count) } };
  });
};

/** The programs of a step, each compiled when it is first needed; those of a block by the layer that was traced. */
const compilePrograms = (
  device: Device,
  config: ModelConfig,
  options: StepOptions,
  parts: ReturnType<typeof traceParts>,
  count: number,
) => ({
  embed: lazy(() => device.compile(parts.embed())),
  forward: once((kind: number) => device.compile(parts.forward(kind))),
  backward: once((kind: number) => device.compile(parts.backward(kind))),
  score: lazy(() => device.compile(parts.head(count, false))),
  learn: lazy(() => device.compile(parts.head(count, true))),
  apply: lazy(async () => {
    await device.write(
      Object.fromEntries(Object.entries(parts.trained).map(([name, shape]) => [accumulatorName(name), zeros(shape)])),
    );
    return device.compile(traceApply(config, options, parts));
  }),
});

/** Adds the terms of the loss that a block of targets gave. */
const addTerms = <Term extends string>(total: Partial<Record<Term, number>>, { dx: _dx, ...terms }: Values): void => {
  for (const [name, { data }] of Object.entries(terms)) total[name as Term] = (total[name as Term] ?? 0) + data[0]!;
};

/** Largest logits by layer and head, over batches. */
const joinLogits = (a: number[][] | undefined, b: number[][]): number[][] =>
  a ? a.map((layer, i) => layer.map((logit, h) => Math.max(logit, b[i]![h]!))) : b;

/**
 * Compiles what a step of adapters needs, as `compileTrainer` does, for a loss that is a sum over targets of which
 * those of weight 0 bring nothing. `options.lora` and `options.frozen` must be there. Adapters and optimiser state are
 * variables of the device, and so are the weights, as `storeFrozen` gives them.
 */
export const compileLayered = <B extends Batch, Term extends string>(
  device: Device,
  config: ModelConfig,
  options: StepOptions & { frozen: Frozen },
  rows: number,
  length: number,
  loss: TrainerLoss<B, Term>,
): Trainer<B, Term> => {
  const parts = traceParts(config, options, [rows, length], loss);
  const count = headRows(config, rows * length);
  const layers = Array.from({ length: config.numLayers }, (_, i) => ({
    kind: kindOf(config, i),
    names: parts.bind(i),
  }));
  const programs = compilePrograms(device, config, options, parts, count);

  /** The input of every block and the output of the last; the largest logits where they are watched. */
  const runForward = async (fed: Feeds): Promise<{ inputs: Value[]; logits: number[][] }> => {
    const inputs = [(await (await programs.embed()).run(fed)).x!];
    const logits: number[][] = [];
    for (const { kind, names } of layers) {
      const out = await (await programs.forward(kind)).run({ ...fed, x: inputs.at(-1)! }, names);
      inputs.push(out.x!);
      if (out.maxLogits) logits.push([...out.maxLogits.data]);
    }
    return { inputs, logits };
  };

  /** Adds the gradients of a batch to the sums. */
  const accumulate = async (batch: B, total: Partial<Record<Term, number>>): Promise<number[][]> => {
    const fed = loss.feeds(batch);
    const { inputs, logits } = await runForward(fed);
    const last = inputs.pop()!;
    const dy = new Float32Array(last.data.length);
    for (const { places, feeds } of headBlocks(last, batch, fed, count)) {
      const out = await (await programs.learn()).run(feeds);
      addTerms(total, out);
      const width = config.hiddenSize;
      const dx = out.dx!.data as Float32Array;
      places.forEach((place, i) => dy.set(dx.subarray(i * width, (i + 1) * width), place * width));
    }
    let gradient: Value = { data: dy, shape: last.shape };
    for (const { kind, names } of layers.toReversed()) {
      const out = await (await programs.backward(kind)).run({ ...fed, x: inputs.pop()!, dy: gradient }, names);
      gradient = out.dx!;
    }
    return logits;
  };

  return {
    step: async (batches, lr, step) => {
      const update = await programs.apply();
      const total: Partial<Record<Term, number>> = {};
      let maxLogits: number[][] | undefined;
      for (const batch of batches) maxLogits = joinLogits(maxLogits, await accumulate(batch, total));
      const { norm } = await update.run(stepFeeds(lr, step, options.optimiser));
      return {
        ...(total as Record<Term, number>),
        norm: norm!.data[0]!,
        ...(options.watchLogits ? { maxLogits } : {}),
      } as StepResult<Term>;
    },
    evaluate: async (batch) => {
      const fed = loss.feeds(batch);
      const { inputs } = await runForward(fed);
      const total: Partial<Record<Term, number>> = {};
      for (const { feeds } of headBlocks(inputs.at(-1)!, batch, fed, count))
        addTerms(total, await (await programs.score()).run(feeds));
      return total as Record<Term, number>;
    },
  };
};
