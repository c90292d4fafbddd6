/**
 * Pulls a model from a hub: lists its repository, chooses the files, checks disk and memory, fetches what is missing,
 * checks every hash, and makes it a model of the store. Killed anywhere, it goes on where it ended.
 *
 * What the files mean is not known here: `examine` reads a config, `check` a whole folder. gateway/pulls.ts gives both.
 */
import { existsSync } from 'node:fs';
import { readFile, stat, statfs } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { basename, join } from 'node:path';
import { ensureFolder, lockFolder } from '../files.ts';
import { defined } from '../json.ts';
import { chooseFiles, shardsOf, type Choice } from './choose-files.ts';
import { download, expectedHash, partPath } from './download.ts';
import { HubError } from './failure.ts';
import type { Hub, HubFile, Listing, RequestOptions } from './hub.ts';
import { createMeter, type Pace } from './meter.ts';
import type { ModelStore, StoredModel } from './model-store.ts';
import type { ModelReference } from './reference.ts';

/** What a pull says while it works. Bytes are of all files together. */
export type PullEvent =
  | { type: 'listed'; name: string; repo: string; licence?: string; bytes: number; have: number; memory?: number }
  | ({ type: 'progress'; file: string } & Pace)
  | { type: 'waiting'; seconds: number; why: string }
  | { type: 'checking' };

/** What a config says about its model. */
export type Examined = { parameters: number; contextLength: number; memory: number };

export type PullOptions = {
  hub: Hub;
  reference: Extract<ModelReference, { type: 'repository' }>;
  store: ModelStore;
  signal: AbortSignal;
  onEvent: (event: PullEvent) => void;
  /** Default: the name of the repository, or of the GGUF file. */
  name?: string | undefined;
  /** Reads the parsed config.json. Throws when the engine here can't run such a model. */
  examine: (config: unknown) => Examined;
  /** Checks a fetched folder of safetensors by its headers. */
  check: (folder: string) => Promise<void>;
  /** Free bytes where the store is. Default: asks the file system. */
  freeBytes?: (folder: string) => Promise<number>;
  /** Bytes of memory of this machine. */
  memory?: number;
  /** Milliseconds. */
  clock?: () => number;
} & Pick<RequestOptions, 'sleep' | 'silence'>;

/** Room that is left on the disk beyond the files, in bytes. */
const SPARE = 200e6;

/** 1234567890 → '1.2 GB'. */
export const inBytes = (bytes: number): string => {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  return bytes >= 1e6 ? `${Math.round(bytes / 1e6)} MB` : `${Math.ceil(bytes / 1e3)} kB`;
};

const freeOnDisk = async (folder: string): Promise<number> => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
};

/** The name that a pulled model gets. */
const nameFor = ({ repo }: { repo: string }, { kind, files }: Choice): string =>
  kind === 'gguf'
    ? basename(files[0]!.path)
        .replace(/\.gguf$/i, '')
        .replace(/-\d{5}-of-\d{5}$/, '')
    : repo.slice(repo.indexOf('/') + 1);

const referenceText = ({ hub, repo, revision, file }: PullOptions['reference']): string =>
  `${hub === 'modelscope' ? 'modelscope:' : ''}${repo}${revision === undefined ? '' : `@${revision}`}${file === undefined ? '' : `:${file}`}`;

const sum = (files: readonly HubFile[]): number => files.reduce((total, { size }) => total + size, 0);

const sameFile = (a: HubFile, b: HubFile): boolean =>
  a.path === b.path && a.size === b.size && a.sha256 === b.sha256 && a.gitHash === b.gitHash;

/** The fetch of one listing. */
type Job = PullOptions & { listing: Listing; choice: Choice; folder: string; model: string };

/** What tells a version of a file from others: its hash, or the commit where the hub states none. */
const versionOf = (file: HubFile, commit: string): string => expectedHash(file) ?? commit;

const sizeAt = async (path: string): Promise<number> => (await stat(path).catch(() => undefined))?.size ?? 0;

/** Whether this version of a file is whole in the folder of a pull. */
const hasFile = async ({ folder, store, model, listing }: Job, file: HubFile): Promise<boolean> =>
  store.whole(model)[file.path] === versionOf(file, listing.commit) &&
  (await sizeAt(join(folder, file.path))) === file.size;

/** Bytes of the files that are there, whole or in part. */
const bytesThere = async (job: Job, files: readonly HubFile[]): Promise<number> => {
  let bytes = 0;
  for (const file of files)
    bytes += (await hasFile(job, file))
      ? file.size
      : await sizeAt(partPath(join(job.folder, file.path), file, job.listing.commit));
  return bytes;
};

/** Fetches the files that are missing, in order. */
const fetchAll = async (job: Job, files: readonly HubFile[], meter: ReturnType<typeof createMeter>): Promise<void> => {
  const { hub, reference, listing, folder, signal, store, model, onEvent, sleep, silence } = job;
  const before = store.find(model);
  for (const file of files) {
    const old = before?.files.find((known) => sameFile(known, file));
    const version = versionOf(file, listing.commit);
    if (await hasFile(job, file)) continue;
    if (old && expectedHash(file) !== undefined && store.reuse(before!, file.path, model)) {
      store.markWhole(model, file.path, version);
      continue;
    }
    const tell = (bytes: number): void => {
      const pace = meter(file.path, bytes);
      if (pace) onEvent({ type: 'progress', file: file.path, ...pace });
    };
    const once = (): Promise<void> =>
      download({
        hub,
        repo: reference.repo,
        commit: listing.commit,
        file,
        target: join(folder, file.path),
        signal,
        onBytes: tell,
        onWait: (seconds, why) => onEvent({ type: 'waiting', seconds, why }),
        ...defined({ sleep, silence }),
      });
    await once().catch((error: unknown) => {
      // A file that came damaged is fetched once more, whole.
      if (error instanceof HubError && error.kind === 'damaged') return once();
      throw error;
    });
    store.markWhole(model, file.path, version);
    tell(file.size);
  }
};

const requireMemory = (needed: number, what: string, { memory = totalmem() }: PullOptions): void => {
  if (needed > 0.9 * memory)
    throw new HubError(
      'refused',
      `${what} needs about ${inBytes(needed)} of memory, and this machine has ${inBytes(memory)}; choose a smaller model, or a GGUF file of it with fewer bits`,
    );
};

const requireDisk = async (
  needed: number,
  what: string,
  { store, freeBytes = freeOnDisk }: PullOptions,
): Promise<void> => {
  const free = await freeBytes(store.folder);
  if (needed > 0 && needed + SPARE > free)
    throw new HubError(
      'disk',
      `${what} needs ${inBytes(needed)} on the disk, and ${inBytes(Math.max(0, free))} are free in ${store.folder}; free some, or choose another folder with --data`,
    );
};

const describeSafetensors = async (job: Job): Promise<Examined> => {
  const text = await readFile(join(job.folder, 'config.json'), 'utf8');
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch {
    throw new HubError('refused', `the config.json of ${job.reference.repo} is no JSON; choose another repository`);
  }
  try {
    return job.examine(config);
  } catch (error) {
    throw new HubError(
      'refused',
      `${job.reference.repo} can't be run by the engine of Mizan: ${(error as Error).message}; take a GGUF file of it for llama-server or Ollama`,
      { cause: error },
    );
  }
};

/** Fetches one listing to the end. */
const pullListing = async (job: Job): Promise<StoredModel> => {
  const { reference, store, listing, choice, folder, model, clock, onEvent } = job;
  const { repo } = reference;
  const isWeight = ({ path }: HubFile): boolean => /\.(?:safetensors|gguf)$/i.test(path);
  const [small, weights] = [choice.files.filter((file) => !isWeight(file)), choice.files.filter(isWeight)];
  const first = [...small, ...(choice.index ? [choice.index] : [])];
  const before = await bytesThere(job, first);
  await fetchAll(job, first, createMeter(sum(first), clock));
  const examined = choice.kind === 'safetensors' ? await describeSafetensors(job) : undefined;
  const shards = choice.index
    ? shardsOf(await readFile(join(folder, choice.index.path), 'utf8'), listing.files, repo)
    : [];
  const files = [...first, ...weights, ...shards];
  const memory = examined?.memory ?? 1.1 * sum(weights);
  requireMemory(memory, repo, job);
  const [bytes, have] = [sum(files), await bytesThere(job, files)];
  store.begin(model, referenceText(reference), bytes);
  await requireDisk(bytes - have, repo, job);
  const come = sum(first) - before;
  onEvent({
    type: 'listed',
    name: model,
    repo,
    bytes,
    have: have - come,
    memory,
    ...defined({ licence: listing.licence }),
  });
  await fetchAll(job, files, createMeter(bytes, clock, files));
  onEvent({ type: 'checking' });
  if (choice.kind === 'safetensors')
    await job.check(folder).catch((error: unknown) => {
      throw new HubError('refused', `${repo} came whole, and can't be used: ${(error as Error).message}`, {
        cause: error,
      });
    });
  return store.finish({
    version: 1,
    name: model,
    hub: reference.hub,
    repo,
    commit: listing.commit,
    kind: choice.kind,
    files: (choice.kind === 'gguf' ? weights : files).map(({ path, size, sha256, gitHash }) =>
      defined({ path, size, sha256, gitHash }),
    ),
    bytes,
    pulled: new Date().toISOString(),
    ...defined({
      licence: listing.licence,
      memory,
      parameters: examined?.parameters,
      contextLength: examined?.contextLength,
    }),
  });
};

const pullOnce = async (options: PullOptions): Promise<StoredModel> => {
  const { hub, reference, store, signal, onEvent, sleep, silence } = options;
  const listing = await hub.list(reference.repo, reference.revision, {
    signal,
    onWait: (seconds, why) => onEvent({ type: 'waiting', seconds, why }),
    ...defined({ sleep, silence }),
  });
  const choice = chooseFiles(listing.files, reference.file, reference.repo);
  const model = options.name ?? nameFor(reference, choice);
  const before = store.find(model);
  if (before && (before.repo !== reference.repo || before.hub !== reference.hub))
    throw new HubError('refused', `the name ${model} is taken by ${before.repo}; give another one with --name`);
  if (before?.commit === listing.commit && before.files.every(({ path }) => existsSync(join(before.folder, path))))
    return before;
  const folder = store.partialFolder(model);
  ensureFolder(folder, 0o700);
  using _lock = lockPull(folder, model);
  store.begin(model, referenceText(reference));
  return await pullListing({ ...options, listing, choice, folder, model });
};

const lockPull = (folder: string, model: string): Disposable => {
  try {
    return lockFolder(folder);
  } catch (error) {
    if (/is at work in/.test((error as Error).message))
      throw new HubError('refused', `${model} is being pulled by another process; wait for it, or stop it`, {
        cause: error,
      });
    throw error;
  }
};

/**
 * Pulls the model of `reference` into the store. A model that is there at the hub's present commit is given at once.
 * Rejects with a `HubError` in words, or the signal's reason; what has come stays, and the next call goes on there.
 * When the repository changes in the middle, it is listed anew once, and files that did not change are kept.
 */
export const pull = async (options: PullOptions): Promise<StoredModel> => {
  try {
    return await pullOnce(options);
  } catch (error) {
    if (!(error instanceof HubError) || error.kind !== 'changed') throw error;
    options.onEvent({
      type: 'waiting',
      seconds: 0,
      why: error.message.replace(/; pull again$/, '; it is listed anew'),
    });
    return pullOnce(options);
  }
};
