/**
 * The child of the check of memory while answering: random weights of a shape, generated from as `mizan serve` does.
 * Prints the memory that the process held before the model, at most, and at the end.
 *
 *   node test/size/answer-step.ts CONFIG-JSON exact|int8 THREADS
 */
import { readFileSync } from 'node:fs';
import { createSampler } from '../../src/infer/generate.ts';
import { runOptions } from '../../src/local/run-options.ts';
import { parameterShapes, parseConfig } from '../../src/model/config.ts';
import { createRandom } from '../../src/random.ts';

const [json, precision, threads] = process.argv.slice(2) as [string, 'exact' | 'int8', string];
const config = parseConfig(JSON.parse(json));
const memory = (field: 'VmHWM' | 'VmRSS'): number =>
  Number(new RegExp(`${field}:\\s*(\\d+) kB`).exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? NaN) * 1024;
const before = memory('VmRSS');
const random = createRandom('size/answer');
const pool = Float32Array.from({ length: 4096 }, () => 0.02 * random.normal());
const weights = Object.fromEntries(
  Object.entries(parameterShapes(config)).map(([name, shape]) => {
    const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
    for (let at = 0; at < data.length; at += pool.length) data.set(pool.subarray(0, data.length - at), at);
    return [name, { data: name.endsWith('norm.weight') ? data.fill(1) : data, shape }];
  }),
);
const sampler = createSampler(
  { config, weights, ...runOptions(config, Number(threads), precision) },
  { handOver: true },
);
const prompt = Array.from({ length: 128 }, () => random.int(0, config.vocabSize - 1));
const request = { prompt, n: 4, maxTokens: 16, temperature: 1, stopIds: [], seed: 1 };
for await (const _ of sampler.sample(request));
console.log(JSON.stringify({ precision, before, peak: memory('VmHWM'), after: memory('VmRSS') }));
await sampler.close();
