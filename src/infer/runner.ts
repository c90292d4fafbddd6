/**
 * One set of weights made ready to generate: two compiled graphs, one that reads part of a prompt and one that computes
 * a token of every running sequence, both against a KV cache. Which sequence does what is decided in generator.ts.
 */
import { openWeightFile } from '#weight-file';
import { extend, extendEach, extendEachInputs, extendInputs, cacheShape, ropeTables } from '../model/transformer.ts';
import type { ModelConfig } from '../model/config.ts';
import type { Weights } from '../model/dense.ts';
import { int8Range } from '../tensor/int8-range.ts';
import type { Target } from '../tensor/onnx-graph.ts';
import { openDevice, type Device, type Program, type Values } from '../tensor/run.ts';
import { blockFeeds, blockGraph, cuts, readBlock, type Block, type BlockRow } from './block.ts';
import { ADAPTER_MASK, adaptedSource, adapterMask, columnsOf, requireUsed, type Adapters } from './adapted-source.ts';
import type { Fresh, KvCache } from './cache.ts';
import {
  countNumbers,
  exactSource,
  int8Source,
  releaseRounded,
  valuesOf,
  type ModelWeights,
  type Precision,
  type Rounded,
} from './weight-source.ts';

/** Exact weights above this many bytes are fed instead of built in: an ONNX file holds at most 2 GB. */
const BUILT_IN_LIMIT = 2 ** 30;
/** Rounded weights above this many bytes are held once, by a graph that serves prompts and steps alike. */
const ONE_GRAPH_ABOVE = 2 ** 26;
/** Weights above this many bytes in f32 are not run in blocks: a step takes so long that a run costs nothing beside. */
const BLOCKS_BELOW = 2 ** 25;
const HIDDEN = -1e9;

/**
 * `verify`: with a graph for `Runner.verify`. `adapters`: that rows may name; there are no blocks and no `verify` then.
 * Only exact weights run on a `device` other than 'cpu' (the default).
 */
export type RunnerOptions = {
  threads: number;
  precision: Precision;
  verify?: boolean | undefined;
  adapters?: Adapters | undefined;
  device?: Target;
};

/**
 * A sequence and its last token. `adapter`: the name of the adapter that computes it, where it is not the base alone.
 */
type Stepped = { last: number; length: number; adapter?: string | undefined };

/** A sequence and ids that may come after its last one; all rows of a run have equally many. */
type Drafted = { last: number; length: number; drafts: readonly number[] };

export type Runner = {
  /**
   * Reads `tokens` of a sequence whose first `length` tokens lie in row 0 of `cache`, and puts them after those. Gives
   * the logits (V) of the last. The cache must have room for them.
   */
  read(cache: KvCache, length: number, tokens: readonly number[], adapter?: string): Promise<Float32Array>;
  /**
   * Computes a token of each sequence in the first rows of `cache`: `last` comes after the `length` tokens that lie
   * there, and is put after them. Gives the logits (R, V).
   */
  step(cache: KvCache, rows: readonly Stepped[]): Promise<Float32Array>;
  /**
   * Computes several tokens of each sequence in the first rows of `cache` in one run: `last` and the P − 1 ids of its
   * `drafts`, which come after the `length` tokens that lie there. Their keys and values are put there too, and stand
   * for nothing until the caller counts them. Gives the logits (R, P, V) after each. There must be room for P more.
   */
  verify(cache: KvCache, rows: readonly Drafted[]): Promise<Float32Array>;
  /**
   * Several steps of the first rows of `cache`, each going on with the token that the graph draws (block.ts); as many
   * as each row has uniforms, fewer where every row draws one of `stopIds`. Keys and values of all steps lie in the
   * cache afterwards. Undefined where this model is not run in blocks.
   */
  block?(cache: KvCache, rows: readonly BlockRow[], stopIds: readonly number[]): Promise<Block>;
  /** Gives back what the weights took. */
  close(): Promise<void>;
};

/** `traced` is called when the graph holds what it needs of the weights. */
const compile = async (
  device: Device,
  config: ModelConfig,
  base: Weights,
  p: 1 | 'P',
  adapters: Adapters | undefined,
  traced: () => void = () => {},
): Promise<Program> => {
  const tables = ropeTables(config, config.maxPositions);
  const used = new Set<string>();
  const weights = adapters ? adaptedSource(base, adapters, p, used) : base;
  const { logits, fresh } = extend(config, weights, p, extendInputs(config, 'R', p, 'S'), tables);
  if (adapters) requireUsed(adapters, used);
  traced();
  const parts = fresh.flatMap(({ k, v }, i) => [
    [`k${i}`, k],
    [`v${i}`, v],
  ]);
  return device.compile({ outputs: { logits, ...Object.fromEntries(parts) } });
};

/** A graph for `Runner.verify`: P tokens of each of R sequences, with the bits of P steps. */
const compileEach = (device: Device, config: ModelConfig, weights: Weights): Promise<Program> => {
  const inputs = extendEachInputs(config, 'R', 'P', 'S');
  const { logits, fresh } = extendEach(config, weights, inputs, ropeTables(config, config.maxPositions));
  const parts = fresh.flatMap(({ k, v }, i) => [
    [`k${i}`, k],
    [`v${i}`, v],
  ]);
  return device.compile({ outputs: { logits, ...Object.fromEntries(parts) } });
};

/** Bytes of the weights in f32. */
const bytesOf = (weights: ModelWeights): number => 4 * countNumbers(weights);

/**
 * A graph of prompts, one of steps, and one of drafts; for large rounded weights `one` graph is all of them. `weights`
 * gives the weights for a further graph.
 */
type Programs = { prompt: Program; step: Program; verify: Program | undefined; one: boolean; weights: () => Weights };

/**
 * Nobody changes the weights, and a second copy of a large model may not fit: the device takes the arrays as they are.
 */
const compileExact = async (
  device: Device,
  config: ModelConfig,
  given: ModelWeights,
  { verify: verifies = false, adapters }: RunnerOptions,
): Promise<Programs> => {
  const weights = valuesOf(given);
  await device.adopt(weights);
  // Built-in weights are packed once for the many small products of decoding; a prompt's large products gain nothing.
  const builtIn = exactSource(weights, bytesOf(weights) < BUILT_IN_LIMIT);
  const prompt = await compile(device, config, exactSource(weights, false), 'P', adapters);
  const verify = verifies ? await compileEach(device, config, builtIn) : undefined;
  return {
    prompt,
    step: await compile(device, config, builtIn, 1, adapters),
    verify,
    one: false,
    weights: () => exactSource(weights, true),
  };
};

/**
 * Large weights go into the graph by way of a file: their memory is given back before ONNX Runtime packs its own copy.
 * No graph is made of them after these.
 */
const compileInt8 = async (
  device: Device,
  config: ModelConfig,
  weights: ModelWeights,
  { verify: verifies = false, adapters }: RunnerOptions,
): Promise<Programs> => {
  const [range, fed] = [await int8Range(), new Set<string>()];
  const one = countNumbers(weights) > ONE_GRAPH_ABOVE;
  const rounded: Rounded = { matrices: new Map(), file: one ? openWeightFile(countNumbers(weights)) : undefined };
  const source = () => int8Source(weights, range, rounded, fed);
  try {
    const prompt = await compile(device, config, source(), 'P', adapters, () => {
      if (rounded.file) releaseRounded(weights);
    });
    const step = one ? prompt : await compile(device, config, source(), 1, adapters);
    await device.adopt(Object.fromEntries([...fed].map((name) => [name, weights[name]!])));
    const verify = verifies ? await compileEach(device, config, source()) : undefined;
    return { prompt, step, verify, one, weights: source };
  } finally {
    rounded.file?.remove();
  }
};

type Entry = { k: Float32Array; v: Float32Array };

/** An entry of the cache that nobody looks at: a graph needs room for one. */
const emptyEntry = (config: ModelConfig): Entry => {
  const { heads, keyWidth, valueWidth } = cacheShape(config);
  return { k: new Float32Array(heads * keyWidth), v: new Float32Array(heads * valueWidth) };
};

const cacheFeeds = (config: ModelConfig, arrays: (layer: number) => Entry, rows: number, room: number): Values => {
  const { heads, keyWidth, valueWidth } = cacheShape(config);
  const feeds: Values = {};
  for (let i = 0; i < config.numLayers; i++) {
    const { k, v } = arrays(i);
    feeds[`k${i}`] = { data: k, shape: [rows, heads, room, keyWidth] };
    feeds[`v${i}`] = { data: v, shape: [rows, heads, room, valueWidth] };
  }
  return feeds;
};

const freshIn = ({ numLayers }: ModelConfig, out: Values): Fresh =>
  Array.from({ length: numLayers }, (_, i) => ({
    k: out[`k${i}`]!.data as Float32Array,
    v: out[`v${i}`]!.data as Float32Array,
  }));

/** What rows of these lengths see of a cache with `room` (R · S). */
const cacheMask = (rows: readonly { length: number }[], room: number): Float32Array => {
  const mask = new Float32Array(rows.length * room).fill(HIDDEN);
  rows.forEach(({ length }, i) => mask.fill(0, i * room, i * room + length));
  return mask;
};

/** `Runner.verify`, by a graph with P tokens a row. */
const verifyDrafts = async (
  program: Program,
  config: ModelConfig,
  cache: KvCache,
  rows: readonly Drafted[],
): Promise<Float32Array> => {
  const [count, { room }, p] = [rows.length, cache, 1 + rows[0]!.drafts.length];
  const tokens = rows.flatMap(({ last, drafts, length }) =>
    [last, ...drafts].map((id, i) => ({ id, length: length + i })),
  );
  const place = new Float32Array(count * room * p);
  const stays = new Float32Array(count * room).fill(1);
  rows.forEach(({ length }, row) => {
    for (let i = 0; i < p; i++) {
      place[(row * room + length + i) * p + i] = 1;
      stays[row * room + length + i] = 0;
    }
  });
  const out = await program.run({
    ids: { data: Int32Array.from(tokens, ({ id }) => id), shape: [count * p, 1] },
    positions: { data: Int32Array.from(tokens, ({ length }) => length), shape: [count * p, 1] },
    cacheMask: { data: cacheMask(tokens, room), shape: [count * p, 1, 1, room] },
    place: { data: place, shape: [count, room, p] },
    stays: { data: stays, shape: [count, 1, room, 1] },
    ...cacheFeeds(config, (layer) => cache.view(layer, count), count, room),
  });
  const fresh = freshIn(config, out);
  tokens.forEach(({ length }, i) => cache.put(fresh, i, 0, 1, Math.floor(i / p), length));
  return out.logits!.data as Float32Array;
};

/** `Runner.block`. The two graphs, with the weights once more in each, are compiled when they are first needed. */
const runBlocks = (device: Device, config: ModelConfig, weights: () => Weights): NonNullable<Runner['block']> => {
  const programs = new Map<boolean, Promise<Program>>();
  const tables = ropeTables(config, config.maxPositions);
  return async (cache, rows, stopIds) => {
    const cut = rows.some(({ sampling }) => cuts(sampling));
    const compiled = programs.get(cut) ?? device.compile(blockGraph(config, weights(), tables, cut));
    programs.set(cut, compiled);
    const program = await compiled;
    const out = await program.run({
      ...blockFeeds(config, rows, cache.room, stopIds),
      ...cacheFeeds(config, (layer) => cache.view(layer, rows.length), rows.length, cache.room),
    });
    return readBlock(config, cache, rows, out);
  };
};

/** Compiles the graphs on a device of their own, in this thread. */
export const openRunner = async (
  config: ModelConfig,
  weights: ModelWeights,
  options: RunnerOptions,
): Promise<Runner> => {
  const { threads, precision, adapters, device: target = 'cpu' } = options;
  const device = openDevice({ threads, worker: false, target });
  const {
    prompt,
    step,
    verify,
    one,
    weights: source,
  } = await (precision === 'exact' ? compileExact : compileInt8)(device, config, weights, {
    ...options,
    verify: options.verify === true && !adapters,
  });
  const columns = adapters && columnsOf(adapters);
  const masksOf = (names: readonly (string | undefined)[]): Values =>
    columns ? { [ADAPTER_MASK]: { data: adapterMask(columns, names), shape: [names.length, columns.width] } } : {};
  const nothing = emptyEntry(config);
  const feedsOf = (arrays: (layer: number) => Entry, rows: number, room: number) =>
    cacheFeeds(config, arrays, rows, room);
  const freshOf = (out: Values): Fresh => freshIn(config, out);

  return {
    read: async (cache, length, tokens, adapter) => {
      const p = tokens.length;
      const [count, room] = [Int32Array.from(tokens.keys()), length === 0 ? 1 : cache.room];
      const out = await prompt.run({
        ids: { data: Int32Array.from(tokens), shape: [1, p] },
        positions: { data: count.map((i) => length + i), shape: [1, p] },
        index: { data: count, shape: [p] },
        cacheMask: { data: cacheMask([{ length }], room), shape: [1, 1, 1, room] },
        picked: { data: Int32Array.of(p - 1), shape: [1] },
        ...masksOf([adapter]),
        ...(length === 0 ? feedsOf(() => nothing, 1, 1) : feedsOf((layer) => cache.view(layer, 1), 1, room)),
      });
      cache.putAll(freshOf(out), p, length);
      return out.logits!.data as Float32Array;
    },
    step: async (cache, rows) => {
      const [count, { room }] = [rows.length, cache];
      const out = await step.run({
        ids: { data: Int32Array.from(rows, (row) => row.last), shape: [count, 1] },
        positions: { data: Int32Array.from(rows, (row) => row.length), shape: [count, 1] },
        cacheMask: { data: cacheMask(rows, room), shape: [count, 1, 1, room] },
        ...(one && {
          index: { data: Int32Array.of(0), shape: [1] },
          picked: { data: Int32Array.from(rows.keys()), shape: [count] },
        }),
        ...masksOf(rows.map(({ adapter }) => adapter)),
        ...feedsOf((layer) => cache.view(layer, count), count, room),
      });
      const fresh = freshOf(out);
      rows.forEach((row, i) => cache.put(fresh, i, 0, 1, i, row.length));
      return out.logits!.data as Float32Array;
    },
    verify: (cache, rows) => {
      if (!verify) throw new Error('this runner was opened without `verify`');
      return verifyDrafts(verify, config, cache, rows);
    },
    ...(!adapters && bytesOf(weights) <= BLOCKS_BELOW && { block: runBlocks(device, config, source) }),
    close: () => device.close(),
  };
};
