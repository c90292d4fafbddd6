/**
 * Logits of whole sequences, without a cache and without sampling: for comparing, measuring and trying a model.
 * Generation is in generator.ts.
 */
import type { ModelConfig } from '../model/config.ts';
import { forward, forwardInputs } from '../model/transformer.ts';
import { openDevice } from '../tensor/run.ts';
import { variable } from '../tensor/trace.ts';

type Weight = { readonly shape: readonly number[]; readonly data: Float32Array };

/**
 * Logits (V) after each token of each row of ids. Rows hold one token at least. Runs in this thread unless `worker`;
 * with `handOver` the weights' arrays are given to that thread and are empty here afterwards.
 */
export const sequenceLogits = async (
  config: ModelConfig,
  weights: ReadonlyMap<string, Weight>,
  rows: readonly (readonly number[])[],
  options: { threads?: number; worker?: boolean; handOver?: boolean } = {},
): Promise<Float32Array[][]> => {
  // Rotary tables for positions beyond the longest row would only take memory.
  const longest = Math.max(1, ...rows.map((row) => row.length));
  const short = { ...config, maxPositions: Math.min(config.maxPositions, longest) };
  const device = openDevice({ threads: options.threads ?? 1, worker: options.worker ?? false });
  try {
    const values = Object.fromEntries([...weights].map(([name, { data, shape }]) => [name, { data, shape }]));
    await (options.handOver ? device.adopt(values) : device.write(values));
    const made = new Map([...weights].map(([name, { shape }]) => [name, variable(name, [...shape])]));
    const program = await device.compile({
      outputs: { logits: forward(short, (name) => made.get(name)!, forwardInputs('B', 'T')) },
    });
    const results: Float32Array[][] = [];
    for (const row of rows) {
      const shape = [1, row.length];
      const index = Int32Array.from(row, (_, i) => i);
      const out = await program.run({
        ids: { data: Int32Array.from(row), shape },
        positions: { data: index, shape },
        segments: { data: new Int32Array(row.length).fill(1), shape },
        index: { data: index, shape: [row.length] },
      });
      const logits = out.logits!.data as Float32Array;
      results.push(row.map((_, i) => logits.subarray(i * config.vocabSize, (i + 1) * config.vocabSize)));
    }
    return results;
  } finally {
    await device.close();
  }
};

/** Mean −ln p of each token of a row given those before it, in nats. NaN when a logit is not a number. */
export const meanLoss = (row: readonly number[], logits: readonly Float32Array[]): number => {
  let sum = 0;
  for (let i = 1; i < row.length; i++) {
    const before = logits[i - 1]!;
    const top = before.reduce((a, b) => Math.max(a, b), -Infinity);
    sum += Math.log(before.reduce((total, x) => total + Math.exp(x - top), 0)) + top - before[row[i]!]!;
  }
  return sum / (row.length - 1);
};
