/**
 * A run that is stopped or killed and started again ends bitwise where an uninterrupted one ends. The killed run is a
 * process of its own: this file again, with MIZAN_RESUME_FOLDER set to the folder to train in.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseConfig } from '../model/config.ts';
import { createRandom } from '../random.ts';
import { openDevice } from '../tensor/run.ts';
import { adamwDefaults } from './adamw.ts';
import { toBatch, type Document } from './pack.ts';
import { runSft, type SftEvent } from './sft.ts';

const UPDATES = 12;
const SAVE_EVERY = 3;

const document = (k: number): Document => {
  const random = createRandom(`resume/${k}`);
  const length = random.int(3, 14);
  return { ids: Array.from({ length }, () => random.int(1, 29)), mask: Array.from({ length }, (_, i) => i > 0) };
};

/** Trains in `folder` until done or aborted, calling `watch` on every event. */
const train = async (
  folder: string,
  watch: (event: SftEvent) => void | Promise<void> = () => {},
  signal?: AbortSignal,
): Promise<void> => {
  const config = parseConfig({
    model_type: 'llama',
    hidden_size: 16,
    intermediate_size: 24,
    num_hidden_layers: 2,
    num_attention_heads: 2,
    num_key_value_heads: 1,
    vocab_size: 30,
    max_position_embeddings: 16,
    tie_word_embeddings: true,
  });
  const device = openDevice({ threads: 1, worker: false });
  const validation = [toBatch([[document(1e6)], [document(1e6 + 1)]], 16)];
  try {
    const events = runSft({
      device,
      config,
      folder,
      seed: 5,
      source: { document, rows: 2, length: 16, seed: 5, shard: 12 },
      step: { clip: 1, optimiser: adamwDefaults },
      schedule: { lr: 1e-2, updates: UPDATES, warmup: 2, decay: 0.5 },
      accumulate: 2,
      saveEvery: SAVE_EVERY,
      validateEvery: 4,
      validation,
      clock: () => 0,
      ...(signal ? { signal } : {}),
    });
    for await (const event of events) await watch(event);
  } finally {
    await device.close();
  }
};

const hashOf = (folder: string): string =>
  createHash('sha256')
    .update(readFileSync(join(folder, `checkpoint-${String(UPDATES).padStart(7, '0')}.safetensors`)))
    .digest('hex');

const runTests = (): void => {
  const folders: string[] = [];
  const folder = (): string => {
    folders.push(mkdtempSync(join(tmpdir(), 'mizan-resume-')));
    return folders.at(-1)!;
  };
  test.after(() => {
    for (const each of folders) rmSync(each, { recursive: true, force: true });
  });

  const losses: number[] = [];
  let whole = '';

  test('an uninterrupted run, twice, gives the same bits', async () => {
    const [first, second] = [folder(), folder()];
    await train(first, (event) => {
      if (event.type === 'update') losses.push(event.loss);
    });
    await train(second);
    whole = hashOf(first);
    assert.equal(hashOf(second), whole);
    assert.equal(new Set(losses).size, UPDATES, 'every update sees other data');
  });

  test('stopped after 7 updates and resumed for 5: the same losses, the same bits', async () => {
    const at = folder();
    const seen: number[] = [];
    const stop = new AbortController();
    let finished: boolean | undefined;
    const watch = (event: SftEvent): void => {
      if (event.type === 'update') {
        seen.push(event.loss);
        if (event.update === 7) stop.abort();
      }
      if (event.type === 'end') finished = event.finished;
    };
    await train(at, watch, stop.signal);
    assert.equal(finished, false);
    assert.equal(seen.length, 7);
    let started = -1;
    await train(at, (event) => {
      if (event.type === 'start') started = event.state.update;
      watch(event);
    });
    assert.equal(started, 7);
    assert.equal(finished, true);
    assert.deepEqual(seen, losses);
    assert.equal(hashOf(at), whole);
  });

  test('killed at a random moment after the first checkpoint and resumed: the same bits', async (t) => {
    const at = folder();
    const delay = Math.random() * 300;
    t.diagnostic(`killed ${delay.toFixed(0)} ms after the first checkpoint`);
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', fileURLToPath(import.meta.url)], {
      env: { ...process.env, MIZAN_RESUME_FOLDER: at },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let timer: NodeJS.Timeout | undefined;
    child.stdout.on('data', (text: Buffer) => {
      if (String(text).includes('saved')) timer ??= setTimeout(() => child.kill('SIGKILL'), delay);
    });
    const signal = await new Promise((resolve) => child.on('close', (_, by) => resolve(by)));
    assert.equal(signal, 'SIGKILL', 'the run ended before it could be killed');
    let started = -1;
    await train(at, (event) => {
      if (event.type === 'start') started = event.state.update;
    });
    t.diagnostic(`resumed after update ${started} of ${UPDATES}`);
    assert.ok(
      started >= SAVE_EVERY && started < UPDATES && started % SAVE_EVERY === 0,
      `resumed after update ${started}`,
    );
    assert.equal(hashOf(at), whole);
  });
};

const folderOfChild = process.env.MIZAN_RESUME_FOLDER;
if (folderOfChild === undefined) runTests();
else {
  await train(folderOfChild, async (event) => {
    if (event.type === 'saved') console.log('saved');
    if (event.type === 'update')
      await new Promise((resolve) => {
        setTimeout(resolve, event.update === UPDATES - 1 ? 60_000 : 40);
      }); // slow, and not done before it is hit
  });
}
