/**
 * The child of the check of tuning at real size: LoRA on random weights of a Qwen2.5 shape, one way of storing the
 * frozen weights, a few updates. Prints the seconds and processor seconds of each, losses, and the
 * most memory of the process.
 *
 *   node test/size/tune-step.ts LAYERS LENGTH whole|f32|f16|int8 STEPS THREADS
 */
import { readFileSync } from 'node:fs';
import { parameterShapes, parseConfig } from '../../src/model/config.ts';
import { createRandom } from '../../src/random.ts';
import { int8Range } from '../../src/tensor/int8-range.ts';
import { openDevice } from '../../src/tensor/run.ts';
import { adamwDefaults } from '../../src/train/adamw.ts';
import { storeFrozen, type Frozen } from '../../src/train/frozen.ts';
import { compileLayered } from '../../src/train/layered.ts';
import { initLora, loraTargets } from '../../src/train/lora.ts';
import { crossEntropyLoss } from '../../src/train/loss.ts';
import { trainingMemory } from '../../src/train/memory.ts';
import { optimiserState } from '../../src/train/optimiser.ts';
import type { Batch } from '../../src/train/pack.ts';
import { compileTrainer, type StepOptions } from '../../src/train/step.ts';

const [layers, length, way, steps, threads] = process.argv.slice(2) as [string, string, string, string, string];
const tokens = Number(length);
const frozen: Frozen | undefined = way === 'whole' ? undefined : (way as Frozen);

/** Qwen2.5-0.5B's shape. */
const config = parseConfig({
  model_type: 'qwen2',
  hidden_size: 896,
  intermediate_size: 4864,
  num_attention_heads: 14,
  num_hidden_layers: Number(layers),
  num_key_value_heads: 2,
  rms_norm_eps: 1e-6,
  rope_theta: 1e6,
  tie_word_embeddings: true,
  vocab_size: 151_936,
  max_position_embeddings: tokens,
});

const random = createRandom('tune/size');
const pool = Float32Array.from({ length: 1 << 20 }, () => 0.02 * random.normal());
const makeWeight = (name: string, shape: readonly number[]): Float32Array => {
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
  if (name.endsWith('norm.weight')) return data.fill(1);
  for (let at = 0; at < data.length;) {
    const start = random.int(0, pool.length - 2);
    const part = pool.subarray(start, start + data.length - at);
    data.set(part, at);
    at += part.length;
  }
  return data;
};

const options: StepOptions = {
  clip: 1,
  optimiser: { ...adamwDefaults, weightDecay: 0 },
  lora: { rank: 8, alpha: 16, targets: loraTargets(config) },
};
const device = openDevice({ threads: Number(threads) });
const range = await int8Range();
for (const [name, shape] of Object.entries(parameterShapes(config))) {
  const weight = { data: makeWeight(name, shape), shape };
  await device.adopt(frozen ? storeFrozen(frozen, name, weight, range) : { [name]: weight });
}
await device.write({ ...initLora(config, options.lora!, 1), ...optimiserState(config, options) });
const trainer = frozen
  ? compileLayered(device, config, { ...options, frozen }, 1, tokens, crossEntropyLoss)
  : compileTrainer(device, config, options, 1, tokens, crossEntropyLoss);
const ids = Int32Array.from({ length: tokens }, () => random.int(0, config.vocabSize - 1));
const batch: Batch = {
  rows: 1,
  length: tokens,
  ids,
  positions: Int32Array.from({ length: tokens }, (_, i) => i),
  segments: new Int32Array(tokens).fill(1),
  targets: ids.map((_, i) => ids[(i + 1) % tokens]!),
  weights: new Float32Array(tokens).fill(1 / tokens),
};
const seconds: number[] = [];
const cpu: number[] = [];
const losses: number[] = [];
for (let step = 1; step <= Number(steps); step++) {
  const started = performance.now();
  const before = process.cpuUsage();
  losses.push((await trainer.step([batch], 1e-3, step)).loss);
  seconds.push((performance.now() - started) / 1000);
  const { user, system } = process.cpuUsage(before);
  cpu.push((user + system) / 1e6);
}
const peak = Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? NaN) * 1024;
await device.close();
const { total: estimate } = trainingMemory(config, { ...options, frozen }, { rows: 1, length: tokens });
console.log(JSON.stringify({ way, seconds, cpu, losses, peak, estimate }));
