/**
 * The same training step on a WebGPU device. It needs one (a GPU, or a software Vulkan driver: docs/architecture.md),
 * so it runs only when asked for: MIZAN_WEBGPU=1.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfig } from '../model/config.ts';
import { initWeights } from '../model/transformer.ts';
import { openDevice } from '../tensor/run.ts';
import type { Target } from '../tensor/onnx-graph.ts';
import { adamwDefaults } from './adamw.ts';
import { muonDefaults } from './muon.ts';
import { crossEntropyLoss } from './loss.ts';
import { compileTrainer } from './step.ts';
import { optimiserState } from './optimiser.ts';
import type { Batch } from './pack.ts';

const [ROWS, LENGTH, VOCAB] = [2, 16, 64];
const config = parseConfig({
  model_type: 'qwen2',
  hidden_size: 32,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  intermediate_size: 64,
  vocab_size: VOCAB,
  tie_word_embeddings: true,
  max_position_embeddings: 32,
  rms_norm_eps: 1e-6,
  rope_theta: 10000,
  hidden_act: 'silu',
});

const batch = (): Batch => {
  const size = ROWS * LENGTH;
  const ids = Int32Array.from({ length: size }, (_, i) => (i * 7919) % VOCAB);
  return {
    rows: ROWS,
    length: LENGTH,
    ids,
    positions: Int32Array.from({ length: size }, (_, i) => i % LENGTH),
    segments: new Int32Array(size).fill(1),
    targets: ids.map((id) => (id * 7 + 3) % VOCAB),
    weights: new Float32Array(size).fill(1 / size),
  };
};

const losses = async (target: Target): Promise<number[]> => {
  const device = openDevice({ target, threads: 1, worker: false });
  await device.write({ ...initWeights(config, 1), ...optimiserState(config, { muon: muonDefaults }) });
  const trainer = compileTrainer(
    device,
    config,
    { clip: 1, optimiser: adamwDefaults, muon: muonDefaults },
    ROWS,
    LENGTH,
    crossEntropyLoss,
  );
  const found = [];
  for (let step = 1; step <= 5; step++) found.push((await trainer.step([batch()], 0.01, step)).loss);
  await device.close();
  return found;
};

test(
  'five updates on WebGPU have the losses of the CPU',
  { skip: process.env.MIZAN_WEBGPU ? false : 'set MIZAN_WEBGPU=1 on a machine with a WebGPU device' },
  async () => {
    const [cpu, webgpu] = [await losses('cpu'), await losses('webgpu')];
    cpu.forEach((loss, i) =>
      assert.ok(Math.abs(loss - webgpu[i]!) < 1e-4, `update ${i + 1}: ${loss} on the CPU, ${webgpu[i]} on WebGPU`),
    );
    assert.ok(cpu[4]! < cpu[0]! - 0.5);
  },
);
