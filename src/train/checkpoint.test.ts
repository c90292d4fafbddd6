/** Checkpoints on disk: what is saved comes back bit by bit; anything broken is one clear sentence. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import type { Values } from '../tensor/run.ts';
import { loadCheckpoint, saveCheckpoint, type LoopState } from './checkpoint.ts';

const VARIABLES: Values = {
  'w.weight': { data: Float32Array.of(1.5, -0, 1e-40, Math.PI, -3e38, 0.1), shape: [2, 3] },
  'm.w.weight': { data: new Float32Array(6), shape: [2, 3] },
};
const stateAt = (update: number): LoopState => ({
  update,
  tokens: update * 10,
  seconds: update / 2,
  cursor: { shard: 1, offset: update },
});

/** A folder with a checkpoint after update 7, and the path of its weights. */
const made = (t: { after(fn: () => void): void }): { folder: string; file: string } => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-checkpoint-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  saveCheckpoint(folder, VARIABLES, stateAt(7));
  return { folder, file: join(folder, 'checkpoint-0000007.safetensors') };
};

/** Asserts one sentence that names the folder, the reason and what to do. */
const refused = (folder: string, why: RegExp): Promise<void> =>
  assert.rejects(loadCheckpoint(folder), (error: Error) => {
    assert.match(error.message, why);
    assert.ok(
      error.message.includes(folder) &&
        /restore the folder, or start again/.test(error.message) &&
        !error.message.includes('\n'),
      error.message,
    );
    return true;
  });

test('what was saved comes back bit by bit', async (t) => {
  const { folder } = made(t);
  const back = (await loadCheckpoint(folder))!;
  assert.deepEqual(back.state, stateAt(7));
  assert.deepEqual(Object.keys(back.variables).sort(), Object.keys(VARIABLES).sort());
  for (const [name, { data, shape }] of Object.entries(VARIABLES)) {
    assert.deepEqual(back.variables[name]!.shape, shape);
    assert.deepEqual(
      Buffer.from(back.variables[name]!.data.buffer, back.variables[name]!.data.byteOffset, data.byteLength),
      Buffer.from(data.buffer),
    );
  }
});

test('an empty folder has no checkpoint, and that is no error', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-checkpoint-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  assert.equal(await loadCheckpoint(folder), undefined);
  assert.equal(await loadCheckpoint(join(folder, 'none')), undefined);
});

test('a new checkpoint replaces the one before and leaves no other file', async (t) => {
  const { folder } = made(t);
  writeFileSync(join(folder, 'notes.txt'), 'mine');
  saveCheckpoint(folder, VARIABLES, stateAt(8));
  assert.deepEqual(readdirSync(folder).sort(), ['checkpoint-0000008.safetensors', 'latest.json', 'notes.txt']);
  assert.equal((await loadCheckpoint(folder))!.state.update, 8);
});

test('weights that were written without latest.json, as by a killed run, do not count', async (t) => {
  const { folder } = made(t);
  writeFileSync(join(folder, 'checkpoint-0000009.safetensors'), 'half a file');
  writeFileSync(join(folder, '.123-0.tmp'), 'half a file');
  assert.equal((await loadCheckpoint(folder))!.state.update, 7);
});

test('one changed bit is noticed', async (t) => {
  const { folder, file } = made(t);
  const bytes = readFileSync(file);
  bytes[bytes.length - 3]! ^= 1;
  writeFileSync(file, bytes);
  await refused(folder, /checkpoint-0000007\.safetensors is damaged/);
});

test('a truncated file is noticed', async (t) => {
  const { folder, file } = made(t);
  truncateSync(file, readFileSync(file).length - 1);
  await refused(folder, /checkpoint-0000007\.safetensors is damaged/);
});

test('a missing file is noticed', async (t) => {
  const { folder, file } = made(t);
  rmSync(file);
  await refused(folder, /checkpoint-0000007\.safetensors is missing/);
});

test('a latest.json that is cut off, of another version or leads elsewhere is refused', async (t) => {
  const { folder } = made(t);
  const path = join(folder, 'latest.json');
  const text = readFileSync(path, 'utf8');
  const latest = JSON.parse(text) as Record<string, unknown>;
  writeFileSync(path, text.slice(0, -20));
  await refused(folder, /latest\.json is not JSON/);
  for (const change of [
    { version: 2 },
    { file: '../elsewhere.safetensors' },
    { file: 7 },
    { state: {} },
    { state: undefined },
  ]) {
    writeFileSync(path, JSON.stringify({ ...latest, ...change }));
    await refused(folder, /latest\.json is not a version 1 checkpoint/);
  }
});
