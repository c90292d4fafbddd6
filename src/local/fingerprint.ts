/**
 * Fingerprint: a SHA-256 over everything that a model's answers depend on (config, tokenizer, weights, critic). Resumed
 * runs of training and evaluation compare it with the one that they began with.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { openWeights } from '../model/weights.ts';
import { openModelFolder, type ModelFolder } from './model-folder.ts';
import { CRITIC_FOLDER } from './load-model.ts';

const hashFile = async (path: string, into: { update(bytes: Uint8Array): unknown }): Promise<void> => {
  for await (const part of createReadStream(path, { highWaterMark: 2 ** 20 })) into.update(part as Uint8Array);
};

/** The fingerprint of a model folder. For an adapter it covers the base model and the adapter. */
export const fingerprint = async ({ folder, source }: Pick<ModelFolder, 'folder' | 'source'>): Promise<string> => {
  const opened = await openWeights(source);
  await opened.close();
  const adapterFiles =
    folder === source ? [] : ['adapter_config.json', 'adapter_model.safetensors'].map((name) => join(folder, name));
  const hash = createHash('sha256');
  for (const path of [
    ...['config.json', 'tokenizer.json', ...opened.files].map((name) => join(source, name)),
    ...adapterFiles,
  ])
    await hashFile(path, hash);
  return hash.digest('hex');
};

/** The fingerprints of the model in `folder` and of its critic, if it has one. */
export const fingerprintWithCritic = async (folder: string): Promise<string> => {
  const critic = join(folder, CRITIC_FOLDER);
  const parts = [folder, ...(existsSync(critic) ? [critic] : [])];
  return (await Promise.all(parts.map(async (part) => fingerprint(await openModelFolder(part))))).join('/');
};
