/**
 * Where a training run stands, on disk: all variables as f32 in one file, and latest.json, which names that file, its hash
 * and the loop's own state. latest.json is replaced last and atomically, so a killed run always finds a whole checkpoint.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { encodeSafetensors, readSafetensors } from '../model/safetensors.ts';
import { writeAtomic } from '../store.ts';
import type { Values } from '../tensor/run.ts';

/** What besides variables it takes to go on exactly: see source.ts for the cursor. */
export type LoopState = { update: number; tokens: number; seconds: number; cursor: { shard: number; offset: number } };

type Latest = { version: 1; file: string; sha256: string; state: LoopState };

const latestPath = (folder: string): string => join(folder, 'latest.json');
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Writes a checkpoint, then removes the ones before it. Throws one clear sentence; the previous one stays usable. */
export const saveCheckpoint = (folder: string, variables: Values, state: LoopState): void => {
  const bytes = encodeSafetensors(new Map(Object.entries(variables)), { dtype: 'F32' });
  const file = `checkpoint-${String(state.update).padStart(7, '0')}.safetensors`;
  writeAtomic(join(folder, file), bytes);
  writeAtomic(latestPath(folder), `${JSON.stringify({ version: 1, file, sha256: hashOf(bytes), state } satisfies Latest, null, 2)}\n`);
  for (const name of readdirSync(folder)) if (/^checkpoint-\d+\.safetensors$/.test(name) && name !== file) rmSync(join(folder, name));
};

/** The last checkpoint, or undefined when the folder has none. Throws one clear sentence when it is damaged. */
export const loadCheckpoint = async (folder: string): Promise<{ variables: Values; state: LoopState } | undefined> => {
  if (!existsSync(latestPath(folder))) return undefined;
  const fail = (why: string): never => {
    throw new Error(`the checkpoint in ${folder} can't be resumed: ${why}; restore the folder, or train afresh in another one with --out`);
  };
  let latest: Latest;
  try {
    latest = JSON.parse(readFileSync(latestPath(folder), 'utf8')) as Latest;
  } catch {
    return fail('latest.json is not JSON');
  }
  if (latest.version !== 1 || typeof latest.file !== 'string' || !/^checkpoint-\d+\.safetensors$/.test(latest.file) || !Number.isInteger(latest.state?.update)) {
    return fail('latest.json is not a version 1 checkpoint');
  }
  const path = join(folder, latest.file);
  if (!existsSync(path)) return fail(`${latest.file} is missing`);
  if (hashOf(readFileSync(path)) !== latest.sha256) return fail(`${latest.file} is damaged (its hash differs from latest.json)`);
  const variables: Values = {};
  for (const [name, tensor] of await readSafetensors(path)) if (tensor.data instanceof Float32Array) variables[name] = { data: tensor.data, shape: tensor.shape };
  return { variables, state: latest.state };
};
