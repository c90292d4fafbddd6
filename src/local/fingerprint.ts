/**
 * Whether a model is still the one that a run began with: a hash of all that its answers follow from. Resumed runs of training
 * and of evaluation ask for it.
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

/** Of config, tokenizer and weights; of an adapter, those of its base model and its own. */
export const fingerprint = async ({ folder, source }: Pick<ModelFolder, 'folder' | 'source'>): Promise<string> => {
  const opened = await openWeights(source);
  await opened.close();
  const own =
    folder === source ? [] : ['adapter_config.json', 'adapter_model.safetensors'].map((name) => join(folder, name));
  const hash = createHash('sha256');
  for (const path of [...['config.json', 'tokenizer.json', ...opened.files].map((name) => join(source, name)), ...own])
    await hashFile(path, hash);
  return hash.digest('hex');
};

/** Of the model in `folder` with its critic, where it has one. */
export const fingerprintWithCritic = async (folder: string): Promise<string> => {
  const critic = join(folder, CRITIC_FOLDER);
  const parts = [folder, ...(existsSync(critic) ? [critic] : [])];
  return (await Promise.all(parts.map(async (part) => fingerprint(await openModelFolder(part))))).join('/');
};
