/**
 * The child of the check of real size: opens a model folder, draws n continuations of a prompt of 128 tokens, and
 * prints how long each part took.
 */
import { openModelFolder } from '../../src/local/model-folder.ts';
import { createSampler } from '../../src/infer/generate.ts';
import { createRandom } from '../../src/random.ts';

const [folder, threads, n, tokens] = process.argv.slice(2) as [string, string, string, string];
const started = performance.now();
const seconds = (since: number): number => (performance.now() - since) / 1000;
const { config, weights } = await openModelFolder(folder);
const read = await weights();
const sampler = createSampler(
  {
    config,
    weights: Object.fromEntries([...read].map(([name, { data, shape }]) => [name, { data, shape }])),
    threads: Number(threads),
  },
  { handOver: true },
);
const random = createRandom('size/prompt');
const prompt = Array.from({ length: 128 }, () => random.int(0, 150_000));
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
console.log(JSON.stringify({ load, first, rate }));
await sampler.close();
