/**
 * The child of the check of real size: opens a model folder as `mizan serve` does, draws n continuations of a prompt of
 * 128 tokens, and prints how long each part took and the memory that the process held: before the weights, when they
 * were read, at most, and at the end.
 *
 *   node test/size/generate.ts FOLDER THREADS N TOKENS exact|int8
 */
import { readFileSync } from 'node:fs';
import { openModelFolder } from '../../src/local/model-folder.ts';
import { readModelWeights } from '../../src/local/read-weights.ts';
import { runOptions } from '../../src/local/run-options.ts';
import { createSampler } from '../../src/infer/generate.ts';
import { createRandom } from '../../src/random.ts';

type Args = [folder: string, threads: string, n: string, tokens: string, precision: 'exact' | 'int8'];
const [folder, threads, n, tokens, precision] = process.argv.slice(2) as Args;
/** Bytes that the process holds (Linux only, else NaN). */
const memory = (field: 'VmHWM' | 'VmRSS'): number => {
  try {
    return Number(new RegExp(`${field}:\\s*(\\d+) kB`).exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
  } catch {
    return NaN;
  }
};
const started = performance.now();
const seconds = (since: number): number => (performance.now() - since) / 1000;
const model = await openModelFolder(folder);
const { config } = model;
const before = memory('VmRSS');
const weights = await readModelWeights(model, precision);
const read = memory('VmRSS');
const sampler = createSampler(
  { config, weights, ...runOptions(config, Number(threads), precision) },
  { handOver: true },
);
const random = createRandom('size/prompt');
const prompt = Array.from({ length: 128 }, () => random.int(0, Math.min(150_000, config.vocabSize) - 1));
for await (const _ of sampler.sample({
  prompt: prompt.slice(0, 4),
  n: 1,
  maxTokens: 2,
  temperature: 1,
  stopIds: [],
  seed: 1,
})); // both programs are ready then
const load = seconds(started);

const beganAt = performance.now();
let [first, count] = [0, 0];
for await (const event of sampler.sample({
  prompt,
  n: Number(n),
  maxTokens: Number(tokens),
  temperature: 1,
  stopIds: [],
  seed: 1,
})) {
  if (event.type !== 'token') continue;
  count++;
  if (count <= Number(n)) first = seconds(beganAt);
}
const rate = (count - Number(n)) / (seconds(beganAt) - first);
console.log(JSON.stringify({ load, first, rate, before, read, peak: memory('VmHWM'), after: memory('VmRSS') }));
await sampler.close();
