/**
 * The versions of a model that answers: other weights from a folder, and LoRA adapters over its weights, which requests
 * choose by name. An adapter comes into use like other weights do: compiled beside what serves, then switched to.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { SwapPolicy, Swapped, VersionedSampler } from '../infer/versions.ts';
import type { Precision } from '../infer/weight-source.ts';
import { isAdapterFolder, readAdapter, type Adapter } from '../model/adapter.ts';
import { MANIFEST } from '../model/manifest.ts';
import type { ModelFolder } from './model-folder.ts';
import { readVersion, type Checked } from './new-version.ts';
import { readModelWeights } from './read-weights.ts';

export type { SwapPolicy } from '../infer/versions.ts';

export type SwapReport = Swapped & { folder: string; checked: Checked };

/** An adapter in use. `bytes`: of its matrices; the base's are there once for all. */
type LoadedAdapter = { name: string; folder: string; rank: number; bytes: number };

type SwapOptions = {
  policy?: SwapPolicy;
  signal?: AbortSignal;
  /** The folder is a LoRA adapter, which requests name so from now on. */
  adapter?: string | undefined;
};

export type ModelVersions = {
  /** The version that a new request gets. */
  current(): string;
  /** The folder of its weights. */
  folder(): string;
  /** The file in the folder that it began with whose change says that other weights were published there. */
  published: string;
  adapters(): readonly LoadedAdapter[];
  /** Streams that still end on the version before. */
  draining(): number;
  /** Continuations in the engine, and those of them that have no token yet. */
  load(): { open: number; waiting: number };
  /**
   * Takes the weights of a folder into use. Rejects with one sentence when they can't be used; the version before goes
   * on serving.
   */
  swap(folder: string, options?: SwapOptions): Promise<SwapReport>;
};

type Held = LoadedAdapter & { adapter: Adapter; hash: string };

const ADAPTER_NAME = /^[\w.-]{1,64}$/;

/** Reads an adapter of the model for use under `name`. */
const holdAdapter = async (name: string, folder: string, { config }: ModelFolder): Promise<Held> => {
  const at = resolve(folder);
  if (!ADAPTER_NAME.test(name))
    throw new Error(
      `an adapter is called by 1 to 64 letters, digits or . _ -; got ${JSON.stringify(name.slice(0, 80))}`,
    );
  if (!isAdapterFolder(at)) throw new Error(`${at} is no LoRA adapter; its folder holds adapter_config.json`);
  const adapter = await readAdapter(at, config);
  const pairs = [...adapter.modules.values()];
  const bytes = pairs.reduce((sum, { a, b }) => sum + a.data.byteLength + b.data.byteLength, 0);
  const hash = createHash('sha256')
    .update(await readFile(join(at, 'adapter_model.safetensors')))
    .digest('hex');
  return { name, folder: at, rank: pairs[0]!.a.shape[0]!, bytes, adapter, hash };
};

type HeldAdapters = ReadonlyMap<string, Held>;

/** Reads the adapters of a model, given as folders by name. */
export const holdAdapters = async (
  folders: Readonly<Record<string, string>>,
  opened: ModelFolder,
): Promise<HeldAdapters> =>
  new Map(
    await Promise.all(
      Object.entries(folders).map(async ([name, at]) => [name, await holdAdapter(name, at, opened)] as const),
    ),
  );

/** As the engine takes them; undefined where there are none, which needs no further operations. */
export const engineAdapters = (held: HeldAdapters): ReadonlyMap<string, Adapter> | undefined =>
  held.size === 0 ? undefined : new Map([...held].map(([name, { adapter }]) => [name, adapter]));

/** The version of weights with adapters. */
export const versionWith = (weights: string, held: HeldAdapters): string => {
  if (held.size === 0) return weights;
  const hash = createHash('sha256');
  for (const [name, { hash: own }] of held) hash.update(`${name} ${own}\n`);
  return `${weights}.${hash.digest('hex').slice(0, 6)}`;
};

/** The versions of a model that began with the weights of `opened`. The gate's questions are those of that folder. */
export const modelVersions = (
  opened: ModelFolder,
  first: { weights: string; adapters: HeldAdapters; precision: Precision },
  sampler: () => Promise<VersionedSampler>,
): ModelVersions => {
  let running: VersionedSampler | undefined;
  let [serving, weights, held] = [opened, first.weights, first.adapters];

  const swapWeights = async (folder: string, options: SwapOptions): Promise<SwapReport> => {
    if (held.size > 0)
      throw new Error(
        `${opened.name} has adapters (${[...held.keys()].join(', ')}), which belong to the weights that they were trained on; start the server with the new weights and their adapters`,
      );
    const { candidate, checked, folder: read } = await readVersion(opened, folder, first.precision);
    running = await sampler();
    const swapped = await running.swap(candidate, options);
    [serving, weights] = [read, candidate.version];
    return { ...swapped, folder: read.folder, checked };
  };
  const putAdapter = async (name: string, folder: string, options: SwapOptions): Promise<SwapReport> => {
    const own = await holdAdapter(name, folder, opened);
    const next = new Map([...held, [name, own]]);
    const read = await readModelWeights(serving, first.precision);
    running = await sampler();
    const candidate = {
      version: versionWith(weights, next),
      weights: read,
      ...(engineAdapters(next) && { adapters: engineAdapters(next)! }),
    };
    const swapped = await running.swap(candidate, options);
    held = next;
    return { ...swapped, folder: own.folder, checked: { hashes: false, replies: 0, questions: 0 } };
  };

  return {
    current: () => running?.version() ?? versionWith(weights, held),
    folder: () => serving.folder,
    published: join(opened.folder, MANIFEST),
    adapters: () => [...held.values()].map(({ name, folder, rank, bytes }) => ({ name, folder, rank, bytes })),
    draining: () => running?.draining() ?? 0,
    load: () => running?.load() ?? { open: 0, waiting: 0 },
    swap: (folder, options = {}) =>
      options.adapter === undefined ? swapWeights(folder, options) : putAdapter(options.adapter, folder, options),
  };
};
