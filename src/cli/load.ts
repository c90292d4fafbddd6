/** Opens a model folder as a `Chat`: the one place where weights, tokenizer, template and sampler meet. */
import { readFile, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Chat } from '../types.ts';
import { localChat } from '../infer/chat.ts';
import { createSampler } from '../infer/generate.ts';
import { parseConfig, type ModelConfig } from '../model/config.ts';
import { stackExperts } from '../model/experts.ts';
import { checkWeights, readWeights } from '../model/safetensors.ts';
import { mizanTemplate, parseTemplate, type ChatTemplate } from '../model/template.ts';
import { loadTokenizer, type Tokenizer } from '../model/tokenizer.ts';

export type LoadedModel = {
  name: string;
  chat: Chat;
  /** The folder, where domain.json and calibration.json lie beside the weights. */
  folder: string;
  close(): Promise<void>;
};

/** Where the model that ships with the package lies, from the source as from a build beside it. */
const EMBEDDED = fileURLToPath(new URL('../../models/mizan-1m', import.meta.url));

const NEEDED = 'a model folder holds config.json, tokenizer.json, tokenizer_config.json and model.safetensors';

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const exists = (file: string): Promise<boolean> => stat(file).then(() => true, () => false);

/** The text of a file, or undefined when there is none. */
const readText = async (file: string): Promise<string | undefined> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`can't read it (${messageOf(error)}); correct its permissions`, { cause: error });
  }
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A file of the folder through `parse`; what is wrong with it becomes an error that names the file's path. */
const readPart = async <T>(folder: string, name: string, parse: (json: unknown) => T, absent?: () => T): Promise<T> => {
  const file = join(folder, name);
  const fail = (why: string, cause?: unknown): never => { throw new Error(`can't load the model in ${folder}: ${why}`, { cause }); };
  const text = await readText(file).catch((error: unknown) => fail(`${name}: ${messageOf(error)}`, error));
  if (text === undefined) return absent ? absent() : fail(`${name} is missing; ${NEEDED}`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return fail(`${name} is not valid JSON (${messageOf(error)}); copy the file again`, error);
  }
  try {
    return parse(json);
  } catch (error) {
    return fail(messageOf(error), error);
  }
};

/** The chat template of the folder; newer Hugging Face folders keep its text in a file of its own. */
const readTemplate = async (folder: string, tokenizer: Tokenizer): Promise<ChatTemplate> => {
  const source = await readText(join(folder, 'chat_template.jinja'));
  const own = tokenizer.idOf('<|answer|>') !== undefined && tokenizer.idOf('<|assistant|>') !== undefined;
  return readPart(
    folder, 'tokenizer_config.json',
    (json) => parseTemplate(source === undefined || !isObject(json) ? json : { ...json, chat_template: source }),
    own ? () => mizanTemplate : undefined,
  );
};

/** Chat models often name further end markers in generation_config.json. */
const withGenerationEnds = (folder: string, config: ModelConfig): Promise<ModelConfig> =>
  readPart(folder, 'generation_config.json', (json) => {
    const named: unknown[] = isObject(json) ? [json.eos_token_id].flat() : [];
    const ids = named.filter((id): id is number => typeof id === 'number' && Number.isInteger(id) && id >= 0 && id < config.vocabSize);
    return { ...config, eosTokenIds: [...new Set([...(config.eosTokenIds ?? []), ...ids])] };
  }, () => config);

const requireFolder = async (folder: string, embedded: boolean): Promise<void> => {
  const info = await stat(folder).catch(() => undefined);
  if (!info && embedded) throw new Error(`the embedded model is missing (${folder}); reinstall the package, or name a model folder`);
  if (!info) throw new Error(`there is no model folder ${folder}; name a folder that exists (${NEEDED})`);
  if (!info.isDirectory()) throw new Error(`${folder} is a file; name the folder that it lies in (${NEEDED})`);
  if (!(await exists(join(folder, 'config.json'))) && await exists(join(folder, 'model', 'config.json'))) {
    throw new Error(`${folder} is a training run; name its model, ${join(folder, 'model')}`);
  }
};

/**
 * Loads `folder` (default: the embedded model), in the Hugging Face layout of a Qwen2 or Llama model. `threads` defaults
 * to the cores of the machine, 8 at most. Throws one clear sentence when the folder is not a usable model.
 */
export const loadModel = async (folder?: string, options: { threads?: number } = {}): Promise<LoadedModel> => {
  const at = resolve(folder ?? EMBEDDED);
  await requireFolder(at, folder === undefined);
  const config = await withGenerationEnds(at, await readPart(at, 'config.json', parseConfig));
  const tokenizer = await readPart(at, 'tokenizer.json', loadTokenizer);
  if (tokenizer.vocabSize > config.vocabSize) {
    throw new Error(`can't load the model in ${at}: tokenizer.json has ids up to ${tokenizer.vocabSize - 1}, but config.json`
      + ` has a vocab_size of ${config.vocabSize}; take both files from the same model`);
  }
  const template = await readTemplate(at, tokenizer);
  const weights = await readWeights(at).then((found) => stackExperts(config, checkWeights(config, found))).catch((error: unknown) => {
    throw new Error(`can't load the model in ${at}: ${messageOf(error)}; copy the files of the model again`, { cause: error });
  });
  const { sample, close } = createSampler({
    config, threads: options.threads ?? Math.min(8, availableParallelism()),
    weights: Object.fromEntries([...weights].map(([name, { data, shape }]) => [name, { data, shape }])),
  });
  return { name: basename(at), chat: localChat({ sample, tokenizer, template, config }), folder: at, close };
};
