/**
 * Claim: drawing several answers costs much less than drawing one several times. Tokens per second of generation at 1,
 * 8 and 32 continuations of one prompt, and the time of N = 8 against N = 1. The 5M model with untrained weights: speed
 * does not depend on what the weights say, since no continuation stops early.
 */
import { initWeights } from '../src/model/transformer.ts';
import { countParameters } from '../src/model/config.ts';
import { createSampler } from '../src/infer/generate.ts';
import { sizeOf } from './sizes.ts';
import { machine, median, short, THREADS, type BenchOptions } from './timing.ts';

const BATCHES = [1, 8, 32] as const;

/** Runs the benchmark and prints a table, then one JSON object. */
export const benchDecode = async ({ quick, json }: BenchOptions): Promise<void> => {
  const log = (line: string) => {
    if (!json) console.log(line);
  };
  const { config, json: configJson } = sizeOf('5M');
  const [promptTokens, newTokens, rounds] = [64, quick ? 16 : 128, quick ? 1 : 7];
  const sampler = createSampler({ config, weights: initWeights(config, 1), threads: THREADS });
  const prompt = Array.from({ length: promptTokens }, (_, i) => (i * 7919) % config.vocabSize);
  const generate = async (n: number, seed: number): Promise<number> => {
    const started = performance.now();
    let count = 0;
    for await (const event of sampler.sample({ prompt, n, maxTokens: newTokens, seed, temperature: 1 }))
      if (event.type === 'token') count++;
    if (count !== n * newTokens) throw new Error(`drew ${count} tokens, expected ${n * newTokens}`);
    return performance.now() - started;
  };
  log(
    `Generation on the CPU: ${countParameters(config).toLocaleString('en')} parameters, ${JSON.stringify(configJson)}, f32, ${THREADS} threads.`,
  );
  log(
    `Prompt of ${promptTokens} tokens, ${newTokens} new tokens each, temperature 1, ${rounds} round${rounds > 1 ? 's' : ''}.`,
  );
  const ms = new Map<number, number[]>(BATCHES.map((n) => [n, []]));
  try {
    for (const n of BATCHES) await generate(n, 0); // compiles, and lets the cache grow to its size
    for (let round = 1; round <= rounds; round++) {
      for (const n of round % 2 === 1 ? BATCHES : BATCHES.toReversed())
        ms.get(n)!.push(Number((await generate(n, round)).toFixed(2)));
    }
  } finally {
    await sampler.close();
  }
  const rates = Object.fromEntries(BATCHES.map((n) => [n, ((n * newTokens) / median(ms.get(n)!)) * 1e3]));
  for (const n of BATCHES)
    log(
      `  N = ${String(n).padStart(2)}  ${short(rates[n]!).padStart(7)} tokens/s; ms: ${ms.get(n)!.map(short).join(', ')}`,
    );
  const ratios = ms.get(8)!.map((value, i) => value / ms.get(1)![i]!);
  log(
    `  N = 8 takes ${median(ratios).toFixed(2)} × the time of N = 1 (by round ${ratios.map((x) => x.toFixed(2)).join(', ')})`,
  );
  console.log(
    JSON.stringify({
      bench: 'decode',
      quick,
      threads: THREADS,
      parameters: countParameters(config),
      config: configJson,
      promptTokens,
      newTokens,
      rounds,
      machine: machine(),
      tokensPerSecond: Object.fromEntries(BATCHES.map((n) => [n, Math.round(rates[n]!)])),
      ms: Object.fromEntries(ms),
      timeOf8Over1: Number(median(ratios).toFixed(3)),
    }),
  );
};
