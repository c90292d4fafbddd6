/** Loads a model folder as a `Chat`: weights, tokenizer, chat template and sampler together. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defined } from '../json.ts';
import type { Chat } from '../types.ts';
import { localChat } from '../infer/model-chat.ts';
import type { VersionedSampler } from '../infer/versions.ts';
import type { Precision } from '../infer/weight-source.ts';
import type { Target } from '../tensor/onnx-graph.ts';
import type { Draws, Reading } from '../reading/slots/decide.ts';
import { isCritic } from './critic-version.ts';
import { draftFolder, openDraft } from './draft.ts';
import { openModelFolder, type ModelFolder } from './model-folder.ts';
import { engineAdapters, holdAdapters, modelVersions, versionWith, type ModelVersions } from './model-versions.ts';
import { folderVersion } from './new-version.ts';
import type { ReaderModel } from './read-forms.ts';
import { defaultThreads, runOptions } from './run-options.ts';

export type LoadedModel = {
  name: string;
  chat: Chat;
  /** The path of the folder. domain.json and calibration.json lie beside the weights. */
  folder: string;
  /** It was trained to write plans in a section of their own. */
  sections: boolean;
  /** Tokens of prompt and reply together. */
  contextLength: number;
  /** Its critic, a copy that was trained to judge answers, if there is one. It is asked as reason/critic.ts says. */
  critic?: Chat;
  /** Its reading model, which writes the formal problem of a question, if there is one (local/reader.ts). */
  reader?: (question: string, draws: Draws) => Promise<readonly Reading[]>;
  /** Its weights can be replaced while it answers. */
  versions?: ModelVersions;
  /** The model under one of its adapters (`versions.adapters`). */
  adapted?: (adapter: string) => Chat;
  close(): Promise<void>;
};

export type LoadOptions = {
  /** Processor threads. Default: `defaultThreads`. */
  threads?: number;
  /** 'auto' (default): int8 for models large enough that it pays. See infer/weight-source.ts. */
  precision?: Precision | 'auto';
  /**
   * A folder with a small model of the same tokenizer that drafts tokens for this one and for its critic. Default: the
   * folder `draft` in its own, if there is one; of a critic that of the critic first.
   */
  draft?: string;
  /**
   * Where it runs: 'cpu' (default), 'webgpu' or 'cuda'. Throws one sentence with what to install where there is none.
   */
  device?: Target;
  /**
   * Read the weights with the first question, for a server that may never be asked. Until then only headers are
   * checked.
   */
  lazy?: boolean;
  /** LoRA adapters by the names that requests use, and their folders. */
  adapters?: Readonly<Record<string, string>>;
};

/** The critic's folder inside a model folder, and the file with its accuracy. */
export const [CRITIC_FOLDER, CRITIC_FILE] = ['critic', 'critic.json'];

/** The folder of the reading model inside a model folder. */
const READER_FOLDER = 'reader';

/** A reading model that is opened with its first question. */
const lazyReader = (
  folder: string,
): { read: (question: string, draws: Draws) => Promise<readonly Reading[]>; close(): Promise<void> } => {
  let opened: Promise<ReaderModel> | undefined;
  const open = async (): Promise<ReaderModel> => {
    const { openReader } = await import('./reader.ts');
    return openReader(folder);
  };
  return {
    read: async (question, draws) => (await (opened ??= open())).read(question, 1, draws),
    close: async () => {
      await opened?.then(
        ({ close }) => close(),
        () => {},
      );
    },
  };
};

const hasCritic = (folder: string): boolean => {
  try {
    return isCritic(JSON.parse(readFileSync(join(folder, CRITIC_FILE), 'utf8')));
  } catch {
    return false;
  }
};

/** The drafting model of a model on the processor, if there is one. Throws where the device can't be used. */
const drafterOf = async (model: ModelFolder, draft: string | undefined, device: Target) => {
  if (device !== 'cpu') {
    if (draft !== undefined)
      throw new Error(`drafts are checked on the processor only; leave out the draft or the device ${device}`);
    await (await import('../tensor/check-device.ts')).checkDevice(device);
    return undefined;
  }
  const folder = draftFolder(model.folder, draft);
  return folder === undefined ? undefined : openDraft(folder, model);
};

/** Checks weights by their headers, and that this machine has the memory for them. Throws one sentence. */
const checkUsable = async (model: ModelFolder, precision: Precision): Promise<void> => {
  if (precision === 'exact') return model.check();
  await model.check(Infinity);
  const { requireMemory } = await import('./memory.ts');
  return requireMemory(model, precision);
};

/** Reads the weights of `model` and starts the engine with them. */
const startEngine = async (
  model: ModelFolder,
  running: ReturnType<typeof runOptions>,
  {
    version,
    adapters,
    drafter,
  }: {
    version: string;
    adapters: Awaited<ReturnType<typeof holdAdapters>>;
    drafter: Awaited<ReturnType<typeof drafterOf>>;
  },
): Promise<VersionedSampler> => {
  // With these come the tensor engine and ONNX Runtime, which a server that asks other models never needs.
  const { readModelWeights } = await import('./read-weights.ts');
  const { createVersionedSampler } = await import('../infer/versions.ts');
  const weights = await readModelWeights(model, running.precision);
  const drafts = await drafter?.read();
  return createVersionedSampler(
    {
      config: model.config,
      version: versionWith(version, adapters),
      adapters: engineAdapters(adapters),
      ...running,
      ...(drafts && { speculation: { model: drafts } }),
      weights,
    },
    { handOver: true },
  );
};

/**
 * Loads `folder` (default: the embedded model), which has the Hugging Face layout of a Qwen2, Qwen3, Llama, DeepSeek-V3
 * or Kimi K2 model. Throws one clear sentence when it is no usable model.
 */
export const loadModel = async (
  folder?: string,
  {
    threads = defaultThreads(),
    precision = 'auto',
    lazy = false,
    draft,
    device = 'cpu',
    adapters: named = {},
  }: LoadOptions = {},
): Promise<LoadedModel> => {
  const opened = await openModelFolder(folder);
  const { name, folder: at, config, tokenizer, template: readTemplate } = opened;
  const [template, version] = [await readTemplate(), await folderVersion(opened).catch(() => 'unknown')];
  const running = runOptions(config, threads, precision, device);
  const drafter = await drafterOf(opened, draft, device);
  const adapters = await holdAdapters(named, opened);
  const start = () => startEngine(opened, running, { version, adapters, drafter });
  let started: Promise<VersionedSampler> | undefined;
  const sampler = (): Promise<VersionedSampler> => (started ??= start());
  const first = { weights: version, adapters, precision: running.precision };
  const versions = modelVersions(opened, first, sampler);
  const chatOf = (adapter?: string): Chat =>
    localChat({
      sample: async function* (request) {
        yield* (await sampler()).sample({ ...request, ...defined({ adapter }) });
      },
      tokenizer,
      template,
      config,
      version: versions.current,
    });
  const criticFolder = join(at, CRITIC_FOLDER);
  // the critic is a copy of the model, so that what drafts for the one can draft for the other
  const criticDraft = draftFolder(criticFolder, undefined) ?? draftFolder(at, draft);
  const critic = hasCritic(criticFolder)
    ? await loadModel(criticFolder, {
        threads,
        precision,
        lazy: true,
        ...(device === 'cpu' && criticDraft !== undefined && { draft: criticDraft }),
      })
    : undefined;
  const readerFolder = join(at, READER_FOLDER);
  const reader = existsSync(join(readerFolder, 'config.json')) ? lazyReader(readerFolder) : undefined;
  if (lazy) await Promise.all([checkUsable(opened, running.precision), drafter?.check()]);
  else await sampler();
  return {
    name,
    folder: at,
    sections: tokenizer.idOf('<|plan|>') !== undefined,
    contextLength: config.maxPositions,
    chat: chatOf(),
    adapted: chatOf,
    versions,
    ...(critic && { critic: critic.chat }),
    ...(reader && { reader: reader.read }),
    close: async () => {
      await Promise.all([
        critic?.close(),
        reader?.close(),
        started?.then(
          ({ close }) => close(),
          () => {},
        ),
      ]);
    },
  };
};
