/**
 * Claim: rows of different LoRA adapters in one step are faster than a step per adapter, and take less memory than a
 * merged copy each. Milliseconds of a step of 32 rows of the 5 M model in int8 over 1, 4 and 16 adapters of rank 8:
 * together under a mask; grouped, one step for the rows of each adapter; merged, one step of each model's own copy. All
 * alternate in one run beside the base alone.
 */
import { KvCache } from '../src/infer/cache.ts';
import { openRunner, type Runner } from '../src/infer/runner.ts';
import type { Adapter } from '../src/model/adapter.ts';
import { parameterShapes } from '../src/model/config.ts';
import { cacheShape, initWeights } from '../src/model/transformer.ts';
import { sizeOf } from './sizes.ts';
import { machine, median, short, type BenchOptions } from './timing.ts';

const { config } = sizeOf('5M');
const ROWS = 32;
const LENGTH = 128;
const RANK = 8;

const adapterOf = (seed: number): Adapter => {
  const numbers = (shape: number[]) => ({
    shape,
    data: Float32Array.from({ length: shape[0]! * shape[1]! }, (_, i) => Math.sin(i * 0.37 + seed) / 50),
  });
  const modules = Object.entries(parameterShapes(config)).filter(([name]) =>
    /(q|k|v|o|gate|up|down)_proj\.weight$/.test(name),
  );
  return {
    scale: 2,
    modules: new Map(
      modules.map(([name, [out, width]]) => [
        name.slice(0, -'.weight'.length),
        { a: numbers([RANK, width!]), b: numbers([out!, RANK]) },
      ]),
    ),
  };
};

const bytesOf = ({ modules }: Adapter): number =>
  [...modules.values()].reduce((sum, { a, b }) => sum + a.data.byteLength + b.data.byteLength, 0);

/** A step of `groups` groups of rows, each in a run of its own. `names`: the adapter of each row of a group. */
const stepsOf = (runner: Runner, groups: number, names: (row: number) => string | undefined) => {
  const count = ROWS / groups;
  const caches = Array.from({ length: groups }, () => {
    const cache = new KvCache(config.numLayers, cacheShape(config));
    cache.reserve(count, LENGTH + 1);
    return cache;
  });
  const rows = Array.from({ length: count }, (_, i) => ({ last: i + 1, length: LENGTH, adapter: names(i) }));
  return async (): Promise<number> => {
    const started = performance.now();
    for (const cache of caches) await runner.step(cache, rows);
    return performance.now() - started;
  };
};

/** Runs the benchmark and prints a table, then one JSON object. */
export const benchAdapters = async ({ quick, json }: BenchOptions): Promise<void> => {
  const weights = initWeights(config, 1);
  const rounds = quick ? 5 : 60;
  const runners: Runner[] = [];
  const open = async (count: number): Promise<Runner> => {
    const adapters = new Map(Array.from({ length: count }, (_, i) => [`a${i}`, adapterOf(i)] as const));
    const runner = await openRunner(config, weights, {
      threads: 1,
      precision: 'int8',
      ...(count > 0 && { adapters }),
    });
    runners.push(runner);
    return runner;
  };
  const base = await open(0);
  const single = await open(1);
  const ways = new Map([['base alone', stepsOf(base, 1, () => undefined)]]);
  for (const count of [1, 4, 16]) {
    ways.set(
      `${count} together`,
      stepsOf(await open(count), 1, (row) => `a${row % count}`),
    );
    ways.set(
      `${count} grouped`,
      stepsOf(single, count, () => 'a0'),
    );
    ways.set(
      `${count} merged`,
      stepsOf(base, count, () => undefined),
    );
  }
  const times = new Map([...ways.keys()].map((name): [string, number[]] => [name, []]));
  for (let round = -1; round < rounds; round++)
    for (const [name, step] of round % 2 === 0 ? ways : [...ways].toReversed()) {
      const ms = await step();
      if (round >= 0) times.get(name)!.push(ms);
    }
  await Promise.all(runners.map((runner) => runner.close()));
  const alone = median(times.get('base alone')!);
  const rows = [...times].map(([name, values]) => ({
    name,
    ms: Number(median(values).toFixed(2)),
    ratio: Number((median(values) / alone).toFixed(2)),
  }));
  const size = {
    base: Object.values(weights).reduce((sum, { data }) => sum + data.byteLength, 0),
    adapter: bytesOf(adapterOf(0)),
  };
  if (!json) {
    for (const { name, ms, ratio } of rows)
      console.log(`  ${name.padEnd(12)} ${short(ms).padStart(5)} ms a step  ${ratio} × the base alone`);
    console.log(
      `  bytes: base ${short(size.base / 1e6)} MB, an adapter of rank ${RANK} ${short(size.adapter / 1e6)} MB`,
    );
  }
  console.log(
    JSON.stringify({
      bench: 'adapters',
      quick,
      rows: ROWS,
      rank: RANK,
      machine: machine(),
      results: rows,
      bytes: size,
    }),
  );
};
