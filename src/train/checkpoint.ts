/**
 * Checkpoints of a training run: all variables as f32 in one safetensors file, and latest.json with its name, its
 * hash and the state of the loop. latest.json is replaced last and atomically, so that a killed run always has a
 * whole checkpoint. Before the first checkpoint latest.json names none, so a folder with checkpoints but without
 * latest.json is known to be damaged.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { encodeSafetensors, readSafetensors } from '../model/safetensors.ts';
import { removeLeftovers, writeAtomic } from '../files.ts';
import type { Values } from '../tensor/run.ts';

/**
 * The state of a loop besides variables, for exact resumption. `cursor` is that of source.ts; `extra` is plain JSON
 * of the caller.
 */
export type LoopState = {
  update: number;
  tokens: number;
  seconds: number;
  cursor: { shard: number; offset: number };
  extra?: unknown;
};

type Latest = { version: 1; file: string; sha256: string; state: LoopState };

const CHECKPOINT = /^checkpoint-\d+\.safetensors$/;

const latestPath = (folder: string): string => join(folder, 'latest.json');
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Writes a checkpoint, then removes the ones before it. Throws one clear sentence; the previous one stays usable. */
export const saveCheckpoint = (folder: string, variables: Values, state: LoopState): void => {
  const bytes = encodeSafetensors(new Map(Object.entries(variables)), { dtype: 'F32' });
  const file = `checkpoint-${String(state.update).padStart(7, '0')}.safetensors`;
  if (!existsSync(latestPath(folder)))
    writeAtomic(latestPath(folder), `${JSON.stringify({ version: 1, file: null })}\n`);
  writeAtomic(join(folder, file), bytes);
  writeAtomic(
    latestPath(folder),
    `${JSON.stringify({ version: 1, file, sha256: hashOf(bytes), state } satisfies Latest, null, 2)}\n`,
  );
  for (const name of readdirSync(folder)) if (CHECKPOINT.test(name) && name !== file) rmSync(join(folder, name));
  removeLeftovers(folder);
};

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

const isLatest = (value: Partial<Latest> | null): value is Latest => {
  const state = value?.state;
  return (
    value?.version === 1 &&
    typeof value.file === 'string' &&
    CHECKPOINT.test(value.file) &&
    typeof value.sha256 === 'string' &&
    isCount(state?.update) &&
    isCount(state?.tokens) &&
    Number.isFinite(state?.seconds) &&
    isCount(state?.cursor?.shard) &&
    isCount(state?.cursor?.offset)
  );
};

/** The last checkpoint, or undefined when the folder has none. Throws one clear sentence when it is damaged. */
export const loadCheckpoint = async (folder: string): Promise<{ variables: Values; state: LoopState } | undefined> => {
  const fail = (why: string): never => {
    throw new Error(
      `the checkpoint in ${folder} can't be resumed: ${why}; restore the folder, or start again in another one with --out`,
    );
  };
  if (!existsSync(latestPath(folder))) {
    const orphan =
      existsSync(folder) && statSync(folder).isDirectory()
        ? readdirSync(folder).find((name) => CHECKPOINT.test(name))
        : undefined;
    return orphan === undefined ? undefined : fail(`latest.json is missing, though ${orphan} is there`);
  }
  let latest: Partial<Latest> | { file: null } | null;
  try {
    latest = JSON.parse(readFileSync(latestPath(folder), 'utf8')) as typeof latest;
  } catch (error) {
    return fail(
      error instanceof SyntaxError
        ? 'latest.json is not JSON'
        : `latest.json can't be read (${(error as NodeJS.ErrnoException).code})`,
    );
  }
  if (latest?.file === null) return undefined; // killed while the first one was being written
  if (!isLatest(latest)) return fail('latest.json is not a version 1 checkpoint');
  const path = join(folder, latest.file);
  if (!existsSync(path)) return fail(`${latest.file} is missing`);
  if (hashOf(readFileSync(path)) !== latest.sha256)
    return fail(`${latest.file} is damaged (its hash differs from latest.json)`);
  const variables: Values = {};
  for (const [name, tensor] of await readSafetensors(path))
    if (tensor.data instanceof Float32Array) variables[name] = { data: tensor.data, shape: tensor.shape };
  return { variables, state: latest.state };
};
