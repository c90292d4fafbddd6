/**
 * One process of the training benchmark: Mizan's side. Loads the given weights, runs warm-up and timed steps on a fixed
 * batch and prints { losses, ms } as JSON. Started by peer.ts: node bench/train-mizan.ts SIZE WEIGHTS WARMUP STEPS
 * adamw|muonclip
 */
import { readSafetensors } from '../src/model/safetensors.ts';
import { openDevice, type Values } from '../src/tensor/run.ts';
import { adamwDefaults } from '../src/train/adamw.ts';
import { muonDefaults } from '../src/train/muon.ts';
import { qkClipDefaults } from '../src/train/qk-clip.ts';
import { crossEntropyLoss } from '../src/train/loss.ts';
import { compileTrainer, type StepOptions } from '../src/train/step.ts';
import { optimiserState } from '../src/train/optimiser.ts';
import type { Batch } from '../src/train/pack.ts';
import { sizeOf } from './sizes.ts';
import { THREADS } from './timing.ts';

const [name, path, warmup, steps, optimiser] = process.argv.slice(2) as [string, string, string, string, string];
const { config, rows, length } = sizeOf(name);
const variables: Values = {};
for (const [key, { data, shape }] of await readSafetensors(path)) {
  if (!(data instanceof Float32Array)) throw new TypeError(`${key} is not f32`);
  variables[key] = { data, shape };
}
const device = openDevice({ threads: THREADS });
const options: StepOptions = {
  clip: 1,
  optimiser: adamwDefaults,
  ...(optimiser === 'muonclip' ? { muon: muonDefaults, qkClip: qkClipDefaults } : {}),
};
await device.write({ ...variables, ...optimiserState(config, options) });
const trainer = compileTrainer(device, config, options, rows, length, crossEntropyLoss);

// The same numbers as in peer_torch.py: one document a row, every token a target.
const n = rows * length;
const ids = Int32Array.from({ length: n }, (_, i) => (i * 7919) % config.vocabSize);
const batch: Batch = {
  rows,
  length,
  ids,
  positions: Int32Array.from({ length: n }, (_, i) => i % length),
  segments: new Int32Array(n).fill(1),
  targets: ids.map((id) => (id * 7 + 3) % config.vocabSize),
  weights: new Float32Array(n).fill(1 / n),
};
const losses: number[] = [];
const ms: number[] = [];
for (let i = 1; i <= Number(warmup) + Number(steps); i++) {
  const started = performance.now();
  const { loss } = await trainer.step([batch], 1e-3, i);
  if (i > Number(warmup)) ms.push(performance.now() - started);
  losses.push(loss);
}
await device.close();
console.log(JSON.stringify({ losses, ms }));
