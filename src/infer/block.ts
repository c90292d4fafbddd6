/**
 * A block: several steps of the same rows in one run, since at small models a run costs as much as a step. The graph
 * computes a token, draws the next one and goes on with it, so that what is fed and what comes back is paid for once a
 * block. Keys and values of the block are put into copies of the cache inside the run: every step adds up the same
 * numbers in the same order as a step by itself, and its logits are the same bits.
 *
 * What the graph draws is a guess, in f32 and of the likeliest tokens. The sampler draws again from the logits that
 * come back (generator.ts); where it differs, the rest of the row's block is not used. So blocks never change an
 * answer.
 */
import { cacheShape, extend, extendInputs, type ropeTables } from '../model/transformer.ts';
import type { ModelConfig } from '../model/config.ts';
import type { Weights } from '../model/dense.ts';
import type { Graph } from '../tensor/onnx.ts';
import type { Value, Values } from '../tensor/run.ts';
import { constant, draw, gather, input, less, max, mul, put, type Tensor } from '../tensor/trace.ts';
import type { Sampling } from '../types.ts';
import type { KvCache } from './cache.ts';

/** A row of a block: `last` comes after the `length` tokens in its cache row; one number in [0, 1) for each step. */
export type BlockRow = { last: number; length: number; sampling: Sampling; uniforms: readonly number[] };

/** Per step and row the logits (steps, R, V) and the id that the next step went on with (steps, R). */
export type Block = { steps: number; logits: Float32Array; ids: Int32Array };

/** A greedy draw: so cold that the likeliest token has all of the probability. */
const GREEDY_HEAT = 1e5;
/** A number drawn stays below 1 in f32. */
const LARGEST_UNIFORM = 1 - 2 ** -20;
const HIDDEN = -1e9;

/** Whether a row's draws need the graph that cuts the distribution. */
export const cuts = ({ topP = 1, minP = 0 }: Sampling): boolean => topP < 1 || minP > 0;

/** The graph of a block of any number of steps; with `cut` it knows top-p and min-p. */
export const blockGraph = (
  config: ModelConfig,
  weights: Weights,
  tables: ReturnType<typeof ropeTables>,
  cut: boolean,
): Graph => {
  const { heads } = cacheShape(config);
  const inputs = extendInputs(config, 'R', 1, 'S');
  const index = input('step', [], 'i32');
  const each = (name: string, shape: readonly (number | string)[], dtype: 'f32' | 'i32'): Tensor =>
    gather(input(name, ['N', 'R', ...shape], dtype), index);
  const positions = each('positions', [1], 'i32');
  const cacheMask = each('cacheMask', [1, 1, 'S'], 'f32');
  const { logits, fresh } = extend(config, weights, 1, { ...inputs, positions, cacheMask }, tables);
  const heats = input('heats', ['R', 1]);
  const ids = draw(logits, heats, each('uniforms', [1], 'f32'), cut ? input('cuts', ['R', 2]) : undefined);
  const places = each('places', [heads, 1, 3], 'i32');
  const alive = input('alive', ['R', 1]);
  const stillAlive = mul(alive, gather(input('goesOn', [config.vocabSize]), ids));
  const carried = new Map([
    [inputs.ids, ids],
    [alive, stillAlive],
    ...inputs.cache.flatMap(({ k, v }, i): [Tensor, Tensor][] => [
      [k, put(k, places, fresh[i]!.k)],
      [v, put(v, places, fresh[i]!.v)],
    ]),
  ]);
  const parts = fresh.flatMap(({ k, v }, i) => [
    [`k${i}`, k],
    [`v${i}`, v],
  ]);
  const goOn = less(constant(Float32Array.of(0), []), max(stillAlive, [0, 1], false));
  return { outputs: { logits, ids, ...Object.fromEntries(parts) }, repeat: { carried, index, goOn } };
};

/** What a block is fed besides the cache. `stopIds`: once each row has drawn one of them, the block ends. */
export const blockFeeds = (
  config: ModelConfig,
  rows: readonly BlockRow[],
  room: number,
  stopIds: readonly number[],
): Record<string, Value> => {
  const { heads } = cacheShape(config);
  const [count, steps] = [rows.length, rows[0]!.uniforms.length];
  const cells = Array.from({ length: steps * count }, (_, i) => ({ row: rows[i % count]!, i: Math.floor(i / count) }));
  const mask = new Float32Array(steps * count * room).fill(HIDDEN);
  const places = new Int32Array(steps * count * heads * 3);
  cells.forEach(({ row, i }, cell) => {
    mask.fill(0, cell * room, cell * room + row.length + i);
    for (let head = 0; head < heads; head++)
      places.set([cell % count, head, row.length + i], 3 * (cell * heads + head));
  });
  const goesOn = new Float32Array(config.vocabSize).fill(1);
  for (const id of stopIds) goesOn[id] = 0;
  const numbers = (of: (row: BlockRow) => number[], width: number): Value => ({
    data: Float32Array.from(rows.flatMap(of)),
    shape: [count, width],
  });
  return {
    steps: { data: Int32Array.of(steps), shape: [1] },
    ids: { data: Int32Array.from(rows, ({ last }) => last), shape: [count, 1] },
    positions: { data: Int32Array.from(cells, ({ row, i }) => row.length + i), shape: [steps, count, 1] },
    cacheMask: { data: mask, shape: [steps, count, 1, 1, room] },
    uniforms: {
      data: Float32Array.from(cells, ({ row, i }) => Math.min(row.uniforms[i]!, LARGEST_UNIFORM)),
      shape: [steps, count, 1],
    },
    heats: numbers(({ sampling: { temperature = 1 } }) => [temperature === 0 ? GREEDY_HEAT : 1 / temperature], 1),
    cuts: numbers(({ sampling: { topP = 1, minP = 0 } }) => [topP, minP], 2),
    places: { data: places, shape: [steps, count, heads, 1, 3] },
    alive: { data: new Float32Array(count).fill(1), shape: [count, 1] },
    goesOn: { data: goesOn, shape: [config.vocabSize] },
  };
};

/** Puts the keys and values of a block's steps into the cache, and gives the rest of what the graph computed. */
export const readBlock = (config: ModelConfig, cache: KvCache, rows: readonly BlockRow[], out: Values): Block => {
  const steps = out.ids!.shape[0]!;
  const numbers = (name: string) => out[name]!.data as Float32Array;
  const stepOf = (of: Float32Array, i: number) => of.subarray((i * of.length) / steps, ((i + 1) * of.length) / steps);
  for (let i = 0; i < steps; i++) {
    const fresh = Array.from({ length: config.numLayers }, (_, layer) => ({
      k: stepOf(numbers(`k${layer}`), i),
      v: stepOf(numbers(`v${layer}`), i),
    }));
    rows.forEach((row, at) => cache.put(fresh, at, 0, 1, at, row.length + i));
  }
  return { steps, logits: numbers('logits'), ids: out.ids!.data as Int32Array };
};
