/**
 * Reads a model folder in the Hugging Face layout: config, tokenizer, chat template, weights, LoRA adapters. An error
 * is one sentence that names the folder, the file and what to do. load-model.ts makes a `Chat` of it.
 */
import { readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isObject } from '../json.ts';
import { isAdapterFolder, mergeAdapter, readAdapter } from '../model/adapter.ts';
import { parseConfig, type ModelConfig } from '../model/config.ts';
import { stackExperts } from '../model/experts.ts';
import { parseJson } from '../model/json-text.ts';
import { mizanTemplate, parseTemplate, type ChatTemplate } from '../model/template.ts';
import { loadTokenizer, type Tokenizer } from '../model/tokenizer.ts';
import { checkFolder, readWeights, visitWeights, type WeightCheck } from '../model/weights.ts';
import {
  adviceOnFile,
  adviceOnFolder,
  adviceOnName,
  adviceOnText,
  adviceOnTokenizer,
  adviceOnWeights,
} from './folder-advice.ts';

type Weight = { readonly shape: readonly number[]; readonly data: Float32Array };

export type ModelFolder = {
  name: string;
  /** The absolute path. */
  folder: string;
  /** The folder of config and tokenizer: the folder itself, or that of an adapter's base model. */
  source: string;
  config: ModelConfig;
  /** The content of config.json. */
  configJson: Record<string, unknown>;
  tokenizer: Tokenizer;
  /** The content of tokenizer.json. */
  tokenizerJson: unknown;
  /** The chat template. Throws one sentence when there is none, as in base models. */
  template(): Promise<ChatTemplate>;
  /**
   * The weights under the names of `parameterShapes`: the experts of a layer are one stacked tensor. `check` sees them
   * as they lie in the files.
   */
  weights(check?: WeightCheck): Promise<Map<string, Weight>>;
  /**
   * Gives the weights of `weights` to `take` one after another, so that a dense model need not be in memory whole. Of a
   * sparse one all are read first, since experts lie in single files and are stacked; so are those of an adapter's
   * base. The arrays are the caller's.
   */
  visit(take: (name: string, weight: Weight) => void, check?: WeightCheck): Promise<void>;
  /**
   * Checks the weights by their headers alone. Throws what `weights` would throw; with `memory` (bytes) as if that were
   * this machine's.
   */
  check(memory?: number): Promise<void>;
};

/** The folder of the embedded model, in a checkout as in the published package. */
export const EMBEDDED = fileURLToPath(new URL('../../models/mizan-1m', import.meta.url));

const NEEDED = 'a model folder holds config.json, tokenizer.json, tokenizer_config.json and model.safetensors';

/**
 * Largest text file that is read, in bytes. The largest published tokenizer.json have 35 million bytes, other files a
 * few thousand.
 */
const longest = (file: string): number => (basename(file) === 'tokenizer.json' ? 100_000_000 : 10_000_000);

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );

/** The text of a file, or undefined when there is none. */
const readText = async (file: string): Promise<string | undefined> => {
  try {
    const { size } = await stat(file);
    if (size > longest(file)) throw new Error(`it has ${size} bytes, and at most ${longest(file)} are read`);
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new Error(
      code === undefined ? messageOf(error) : `can't read it (${messageOf(error)}); correct its permissions`,
      { cause: error },
    );
  }
};

/** Reads a file of the folder through `parse`. Errors name the folder and the file. */
const readPart = async <T>(folder: string, name: string, parse: (json: unknown) => T, absent?: () => T): Promise<T> => {
  const file = join(folder, name);
  const fail = (why: string, cause?: unknown): never => {
    throw new Error(`can't load the model in ${folder}: ${why}`, { cause });
  };
  const text = await readText(file).catch((error: unknown) => fail(`${name}: ${messageOf(error)}`, error));
  if (text === undefined) {
    if (absent) return absent();
    const advice = name === 'config.json' ? adviceOnFolder(folder) : adviceOnTokenizer(folder);
    return fail(`${name} is missing; ${advice ?? NEEDED}`);
  }
  let json: unknown;
  try {
    json = parseJson(text);
  } catch (error) {
    return fail(`${name} ${adviceOnText(text, messageOf(error))}`, error);
  }
  try {
    return parse(json);
  } catch (error) {
    return fail(messageOf(error), error);
  }
};

/** The chat template of the folder. Newer Hugging Face folders store its text in chat_template.jinja. */
const readTemplate = async (folder: string, tokenizer: Tokenizer): Promise<ChatTemplate> => {
  const source = await readText(join(folder, 'chat_template.jinja'));
  const hasSections = tokenizer.idOf('<|answer|>') !== undefined && tokenizer.idOf('<|assistant|>') !== undefined;
  return readPart(
    folder,
    'tokenizer_config.json',
    (json) => parseTemplate(source === undefined || !isObject(json) ? json : { ...json, chat_template: source }),
    hasSections ? () => mizanTemplate : undefined,
  );
};

/** Adds the end tokens of generation_config.json: chat models often name further ones there. */
const withGenerationEnds = (folder: string, config: ModelConfig): Promise<ModelConfig> =>
  readPart(
    folder,
    'generation_config.json',
    (json) => {
      const named: unknown[] = isObject(json) ? [json.eos_token_id].flat() : [];
      const ids = named.filter(
        (id): id is number => typeof id === 'number' && Number.isInteger(id) && id >= 0 && id < config.vocabSize,
      );
      return { ...config, eosTokenIds: [...new Set([...(config.eosTokenIds ?? []), ...ids])] };
    },
    () => config,
  );

const requireFolder = async (folder: string, given: string | undefined): Promise<void> => {
  const info = await stat(folder).catch(() => undefined);
  if (!info && given === undefined)
    throw new Error(`the embedded model is missing (${folder}); reinstall the package, or name a model folder`);
  if (!info) throw new Error(`there is no model folder ${folder}; ${adviceOnName(given ?? folder)} (${NEEDED})`);
  if (!info.isDirectory()) throw new Error(`${folder} is a file; ${adviceOnFile(folder)} (${NEEDED})`);
  if (!(await exists(join(folder, 'config.json'))) && (await exists(join(folder, 'model', 'config.json')))) {
    throw new Error(`${folder} is a training run; name its model, ${join(folder, 'model')}`);
  }
};

/** The base model of an adapter: a path from here or from the adapter's folder. Undefined: the embedded model. */
const baseOf = async (folder: string): Promise<string | undefined> => {
  const named = await readPart(folder, 'adapter_config.json', (json) =>
    isObject(json) ? json.base_model_name_or_path : undefined,
  );
  if (typeof named !== 'string')
    throw new Error(
      `the adapter in ${folder} names no base model; write its folder into adapter_config.json as base_model_name_or_path`,
    );
  if (named === basename(EMBEDDED)) return undefined;
  for (const place of [resolve(named), resolve(folder, named)])
    if (await exists(join(place, 'config.json'))) return place;
  throw new Error(
    `the adapter in ${folder} needs its base model ${named}, which does not exist; correct base_model_name_or_path in adapter_config.json, or run from the folder that it was trained in`,
  );
};

/** An adapter merged into the weights of its base model. Domain and calibration of the base are not valid for it. */
const openAdapter = async (folder: string): Promise<ModelFolder> => {
  const base = await openModelFolder(await baseOf(folder));
  return {
    ...base,
    name: basename(folder),
    folder,
    weights: async (check) => {
      const adapter = await readAdapter(folder, base.config); // before the weights: it is small
      return mergeAdapter(await base.weights(check), adapter);
    },
    visit: async (take, check) => {
      const adapter = await readAdapter(folder, base.config);
      mergeAdapter(await base.weights(check), adapter).forEach((weight, name) => take(name, weight));
    },
    check: async (memory) => {
      await readAdapter(folder, base.config);
      await base.check(memory);
    },
  };
};

/**
 * Opens `folder` (default: the embedded model), a model or a LoRA adapter. Config and tokenizer are read and checked
 * now, the rest when it is needed. `tokenizerJson` replaces a tokenizer.json that the folder lacks.
 */
export const openModelFolder = async (folder?: string, tokenizerJson?: unknown): Promise<ModelFolder> => {
  const at = resolve(folder ?? EMBEDDED);
  if (isAdapterFolder(at)) return openAdapter(at);
  await requireFolder(at, folder);
  const { json: configJson, config: plainConfig } = await readPart(at, 'config.json', (json) => ({
    json: json as Record<string, unknown>,
    config: parseConfig(json),
  }));
  const config = await withGenerationEnds(at, plainConfig);
  const read = (json: unknown): Pick<ModelFolder, 'tokenizer' | 'tokenizerJson'> => ({
    tokenizerJson: json,
    tokenizer: loadTokenizer(json),
  });
  const parts = tokenizerJson === undefined ? await readPart(at, 'tokenizer.json', read) : read(tokenizerJson);
  const { tokenizer } = parts;
  if (tokenizer.vocabSize > config.vocabSize) {
    throw new Error(
      `can't load the model in ${at}: tokenizer.json has ids up to ${tokenizer.vocabSize - 1}, but config.json` +
        ` has a vocab_size of ${config.vocabSize}; take both files from the same model`,
    );
  }
  const failure = (error: unknown): never => {
    throw new Error(`can't load the model in ${at}: ${adviceOnWeights(messageOf(error))}`, { cause: error });
  };
  return {
    name: basename(at),
    folder: at,
    source: at,
    config,
    configJson,
    ...parts,
    template: () => readTemplate(at, tokenizer),
    weights: (check) =>
      readWeights(config, at, undefined, check)
        .then((found) => stackExperts(config, found))
        .catch(failure),
    visit: async (take, check) => {
      if (config.type === 'dense') return visitWeights(config, at, take, check).catch(failure);
      const found = await readWeights(config, at, undefined, check).catch(failure);
      stackExperts(config, found).forEach((weight, name) => take(name, weight));
    },
    check: (memory) => checkFolder(config, at, memory).catch(failure),
  };
};
