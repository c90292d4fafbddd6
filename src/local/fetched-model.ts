/**
 * A model from files that were fetched, in the layout of a model folder: config, tokenizer, weights in one file, a
 * critic and a reader below. It touches no disk; a folder of this machine, with adapters and shards, is load-model.ts.
 */
import type { LocalSampler } from '../infer/generate.ts';
import { localChat } from '../infer/model-chat.ts';
import { checkWeights } from '../model/check-weights.ts';
import { parseConfig, type ModelConfig } from '../model/config.ts';
import { stackExperts } from '../model/experts.ts';
import { bytesSource, openSource, type FloatTensor, type WeightTensor } from '../model/safetensors-source.ts';
import { parseTemplate, type ChatTemplate } from '../model/template.ts';
import { loadTokenizer, type Tokenizer } from '../model/tokenizer.ts';
import type { Domain } from '../reason/abstain.ts';
import type { Calibration } from '../reason/confidence.ts';
import type { Chat } from '../types.ts';
import { isCritic } from './critic-version.ts';
import type { LoadedModel } from './load-model.ts';
import { isCalibration, isDomain, modelFacts, type ModelFacts } from './model-facts.ts';
import { createReader, type ReaderModel } from './read-forms.ts';

/** Reads a file by its path inside the model's folder; undefined when there is none. */
export type ReadFile = (path: string) => Promise<Uint8Array | undefined>;

/** The files of a model of this layout. Those after the first four are read where they are there. */
const [NEEDED, FACTS] = [
  ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'],
  ['domain.json', 'calibration.json'],
] as const;
const [CRITIC, READER] = ['critic/', 'reader/'];

/** The paths that may be read, for whoever provides the files. */
export const FETCHED_FILES: readonly string[] = [
  ...['', CRITIC, READER].flatMap((folder) => NEEDED.map((name) => `${folder}${name}`)),
  ...FACTS,
  `${CRITIC}critic.json`,
];

const needed = async (read: ReadFile, path: string): Promise<Uint8Array> => {
  const bytes = await read(path);
  if (!bytes) throw new Error(`the file ${path} of the model is missing`);
  return bytes;
};

const jsonOf = async (read: ReadFile, path: string): Promise<unknown> => {
  const bytes = await read(path);
  return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as unknown);
};

const readWeights = async (config: ModelConfig, bytes: Uint8Array): Promise<Map<string, FloatTensor>> => {
  const source = await openSource(bytesSource(bytes));
  const found = new Map<string, WeightTensor>();
  for (const entry of source.entries) found.set(entry.name, await source.read(entry));
  return checkWeights(config, found) as Map<string, FloatTensor>;
};

type Parts = { config: ModelConfig; tokenizer: Tokenizer; template: ChatTemplate; sampler(): Promise<LocalSampler> };

/** Config, tokenizer and template of the folder `at`; the weights when the sampler is first asked for. */
const openParts = async (read: ReadFile, at: string): Promise<Parts> => {
  const json = async (name: string): Promise<unknown> => {
    await needed(read, `${at}${name}`);
    return jsonOf(read, `${at}${name}`);
  };
  const config = parseConfig(await json('config.json'));
  const start = async (): Promise<LocalSampler> => {
    const weights = stackExperts(config, await readWeights(config, await needed(read, `${at}model.safetensors`)));
    const values = [...weights].map(([name, { data, shape }]) => [name, { data, shape }] as const);
    // With it comes ONNX Runtime, which a server that only lists the model never needs.
    const { createSampler } = await import('../infer/generate.ts');
    return createSampler({ config, weights: Object.fromEntries(values), threads: 1 });
  };
  let started: Promise<LocalSampler> | undefined;
  return {
    config,
    tokenizer: loadTokenizer(await json('tokenizer.json')),
    template: parseTemplate(await json('tokenizer_config.json')),
    sampler: () => (started ??= start()),
  };
};

const factsFrom = async (read: ReadFile): Promise<ModelFacts> => {
  const [domain, calibration] = await Promise.all(FACTS.map((name) => jsonOf(read, name)));
  if (domain !== undefined && !isDomain(domain as Domain)) throw new Error('domain.json has another form');
  if (calibration !== undefined && !isCalibration(calibration as Calibration))
    throw new Error('calibration.json has another form');
  return modelFacts(domain as Domain | undefined, calibration as Calibration | undefined);
};

const chatOf = ({ sampler, ...parts }: Parts): Chat =>
  localChat({
    ...parts,
    sample: async function* (request) {
      yield* (await sampler()).sample(request);
    },
  });

/**
 * The model called `name` of the files that `read` gives, with its critic and reader where they are there. It draws
 * exactly (f32). Weights are read with the first question. Throws when a file is missing or can't be used.
 */
export const openFetchedModel = async (
  name: string,
  read: ReadFile,
): Promise<{ model: LoadedModel; facts: ModelFacts }> => {
  const own = await openParts(read, '');
  const critic = isCritic(await jsonOf(read, `${CRITIC}critic.json`)) ? await openParts(read, CRITIC) : undefined;
  const openReader = async (): Promise<ReaderModel> => {
    const { sampler, ...parts } = await openParts(read, READER);
    return createReader({ ...parts, sampler: await sampler() });
  };
  let reader: Promise<ReaderModel> | undefined;
  const reads = (await read(`${READER}config.json`)) !== undefined;
  const model: LoadedModel = {
    name,
    folder: '',
    sections: own.tokenizer.idOf('<|plan|>') !== undefined,
    contextLength: own.config.maxPositions,
    chat: chatOf(own),
    ...(critic && { critic: chatOf(critic) }),
    ...(reads && { reader: async (question, draws) => (await (reader ??= openReader())).read(question, 1, draws) }),
    close: async () => {},
  };
  return { model, facts: await factsFrom(read) };
};
