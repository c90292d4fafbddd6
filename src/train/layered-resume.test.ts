/** Adapters over stored weights: a run that is stopped and resumed ends bitwise where an uninterrupted one ends. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { parseConfig } from '../model/config.ts';
import { qwen2Json, randomWeights } from '../model/testing.ts';
import { createRandom } from '../random.ts';
import { int8Range } from '../tensor/int8-range.ts';
import { openDevice, type Values } from '../tensor/run.ts';
import { adamwDefaults } from './adamw.ts';
import { loadCheckpoint } from './checkpoint.ts';
import { storeFrozen } from './frozen.ts';
import { loraTargets } from './lora.ts';
import type { Document } from './pack.ts';
import { runSft } from './sft.ts';

const config = parseConfig({ ...qwen2Json, vocab_size: 40, max_position_embeddings: 16 });

const document = (k: number): Document => {
  const random = createRandom(`layered/resume/${k}`);
  const length = random.int(4, 14);
  return { ids: Array.from({ length }, () => random.int(1, 39)), mask: Array.from({ length }, (_, i) => i > 1) };
};

/** Trains in `folder` to the end, or until `stopAfter` updates. Gives the variables of the last checkpoint. */
const train = async (folder: string, stopAfter = Infinity): Promise<Values> => {
  const range = await int8Range();
  const base = Object.assign(
    {},
    ...Object.entries(randomWeights(config, 'resume')).map(([name, value]) =>
      storeFrozen('int8', name, value as { data: Float32Array; shape: number[] }, range),
    ),
  ) as ReturnType<typeof storeFrozen>;
  const device = openDevice({ threads: 1, worker: false });
  const stop = new AbortController();
  try {
    const events = runSft({
      device,
      config,
      folder,
      seed: 3,
      base,
      source: { document, rows: 2, length: 16, seed: 3, shard: 12 },
      step: {
        clip: 1,
        optimiser: adamwDefaults,
        lora: { rank: 2, alpha: 4, targets: loraTargets(config) },
        frozen: 'int8',
      },
      schedule: { lr: 1e-2, updates: 6, warmup: 1, decay: 0.5 },
      accumulate: 2,
      saveEvery: 2,
      validateEvery: 100,
      validation: [],
      signal: stop.signal,
      clock: () => 0,
    });
    for await (const event of events) if (event.type === 'update' && event.update >= stopAfter) stop.abort();
  } finally {
    await device.close();
  }
  return (await loadCheckpoint(folder))!.variables;
};

test('a run over int8 weights that is stopped and resumed ends bitwise like one that never stopped', async () => {
  const root = mkdtempSync(join(tmpdir(), 'mizan-layered-'));
  try {
    const whole = await train(join(root, 'whole'));
    const stopped = await train(join(root, 'stopped'), 3);
    const resumed = await train(join(root, 'stopped'));
    const name = Object.keys(whole).find((variable) => variable.endsWith('lora_B.weight'))!;
    assert.notDeepEqual(stopped[name]!.data, whole[name]!.data, 'it was not stopped');
    assert.deepEqual(Object.keys(resumed), Object.keys(whole));
    for (const [variable, { data }] of Object.entries(whole)) assert.deepEqual(resumed[variable]!.data, data, variable);
    assert.ok(!Object.keys(whole).some((variable) => variable === 'model.norm.weight'), 'the base is not saved');
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
