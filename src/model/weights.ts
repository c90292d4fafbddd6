/**
 * The weights of a model folder: model.safetensors, or the shards that model.safetensors.index.json lists. Reading
 * checks names, shapes and total size from the headers before any number is read. The format of one file is in
 * safetensors.ts.
 */
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { totalmem } from 'node:os';
import path from 'node:path';
import { isObject, prettyJson } from '../json.ts';
import { writeAtomic } from '../files.ts';
import { checkWeights } from './check-weights.ts';
import type { ModelConfig } from './config.ts';
import { floatBytes, type FloatDtype } from './dtype.ts';
import { parseJson } from './json-text.ts';
import { openSafetensors, safetensorsParts, type Writable } from './safetensors.ts';
import {
  maxHeader,
  type Dtype,
  type Entry,
  type FloatTensor,
  type Seen,
  type WeightTensor,
} from './safetensors-source.ts';

/** A tensor of a folder that has not been read. `file` is its shard, `start` its place among the shard's data. */
type Listed = { dtype: Dtype; shape: number[]; bytes: number; file: string; start: number };

/** An opened folder: its headers have been read and agree with its index. */
export type WeightFolder = {
  /** By name, in the order of shards and data. */
  tensors: ReadonlyMap<string, Listed>;
  files: readonly string[];
  read(name: string, seen?: Seen): Promise<WeightTensor>;
  close(): Promise<void>;
};

const SINGLE = 'model.safetensors';
const INDEX = `${SINGLE}.index.json`;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );

/** The shards of an index, each with its tensors. Shards are plain file names in the same folder. */
const parseIndex = (text: string): Map<string, Set<string>> => {
  const json = parseJson(text, { unique: true });
  const map = isObject(json) ? json.weight_map : undefined;
  if (!isObject(map) || Object.keys(map).length === 0)
    throw new Error('it has no weight_map of tensor names to shard files');
  const shards = new Map<string, Set<string>>();
  for (const [name, shard] of Object.entries(map)) {
    if (typeof shard !== 'string' || !/^[\w.-]+\.safetensors$/u.test(shard) || shard.startsWith('.')) {
      throw new Error(
        `${name} is placed in ${JSON.stringify(shard)}; a shard is the plain name of a .safetensors file beside the index`,
      );
    }
    if (!shards.has(shard)) shards.set(shard, new Set());
    shards.get(shard)!.add(name);
  }
  return shards;
};

/** The files of a folder, each with the tensors that the index places in it; undefined without an index. */
const listFiles = async (folder: string): Promise<Map<string, Set<string> | undefined>> => {
  if (await exists(path.join(folder, SINGLE))) return new Map([[SINGLE, undefined]]);
  const index = path.join(folder, INDEX);
  const info = await stat(index).catch(() => undefined);
  if (!info) {
    const pickled = ['pytorch_model.bin', 'pytorch_model.bin.index.json', 'consolidated.00.pth'].find((name) =>
      existsSync(path.join(folder, name)),
    );
    throw new Error(
      `the folder has neither ${SINGLE} nor ${INDEX}` +
        (pickled
          ? `; ${pickled} holds Python objects, which are not read: take the safetensors files of the model, or save it so with save_pretrained`
          : ''),
    );
  }
  if (info.size > maxHeader) throw new Error(`the index has ${info.size} bytes; at most ${maxHeader} are allowed`);
  const shards = parseIndex(await readFile(index, 'utf8'));
  for (const shard of shards.keys()) {
    if (!(await exists(path.join(folder, shard)))) throw new Error(`the index names ${shard}, which is not there`);
  }
  return shards;
};

/**
 * Opens the weights of a folder. Shards must hold exactly the tensors that the index places in them. Names without the
 * leading 'model.', as a model saved without its head has them, are given with it. `tied`: the config ties embedding
 * and output, whose weights may then lie under either name. A name in the metadata that stands for another tensor is
 * that tensor.
 */
export const openWeights = async (folder: string, tied = false): Promise<WeightFolder> => {
  const opened: {
    entries: Map<string, Entry>;
    file: string;
    read(entry: Entry, seen?: Seen): Promise<WeightTensor>;
    close(): Promise<void>;
  }[] = [];
  /** Tensors that were left out of a file since another of its tensors has the same data. */
  const aliases = new Map<string, string>(tied ? [['model.embed_tokens.weight', 'lm_head.weight']] : []);
  const close = async (): Promise<void> => {
    for (const shard of opened.splice(0)) await shard.close();
  };
  try {
    const files = await listFiles(folder).catch((error: unknown) => {
      throw new Error(`can't read the weights in ${folder}: ${messageOf(error)}`, { cause: error });
    });
    for (const [file, due] of files) {
      const { entries, metadata, read, close: closeFile } = await openSafetensors(path.join(folder, file));
      for (const [name, same] of Object.entries(metadata)) aliases.set(name, same);
      const byName = new Map(entries.map((entry) => [entry.name, entry]));
      opened.push({ entries: byName, file, read, close: closeFile });
      const missing = [...(due ?? [])].find((name) => !byName.has(name));
      const odd = due && entries.find(({ name }) => !due.has(name));
      if (missing !== undefined)
        throw new Error(`can't read the weights in ${folder}: ${file} lacks ${missing}, which the index places there`);
      if (odd)
        throw new Error(
          `can't read the weights in ${folder}: ${file} holds ${odd.name}, which the index does not place there`,
        );
    }
    const tensors = opened.flatMap((shard) => [...shard.entries.values()].map((entry) => ({ shard, entry })));
    const bare = tensors.some(({ entry }) => entry.name === 'embed_tokens.weight');
    const named = new Map(
      tensors.map((each) => [
        bare && !each.entry.name.startsWith('lm_head.') ? `model.${each.entry.name}` : each.entry.name,
        each,
      ]),
    );
    for (const [name, same] of aliases) {
      const shared = named.get(same);
      if (shared && !named.has(name)) named.set(name, shared);
    }
    return {
      tensors: new Map(
        [...named].map(([name, { shard, entry }]) => [
          name,
          {
            dtype: entry.dtype,
            shape: entry.shape,
            bytes: entry.end - entry.start,
            file: shard.file,
            start: entry.start,
          },
        ]),
      ),
      files: [...files.keys()],
      read: (name, seen) => {
        const { shard, entry } = named.get(name)!;
        return shard.read(entry, seen);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
};

/**
 * Checks from the headers that the tensors are those of the config and that they fit `memory` bytes as 32-bit floats.
 */
const checkOpened = (config: ModelConfig, opened: WeightFolder, memory: number): string[] => {
  const checked = checkWeights(config, opened.tensors);
  const bytes = [...checked.values()].reduce((sum, { shape }) => sum + 4 * shape.reduce((a, b) => a * b, 1), 0);
  if (bytes > memory)
    throw new Error(
      `the weights need ${(bytes / 1e9).toFixed(1)} GB as 32-bit floats, but this machine has ${(memory / 1e9).toFixed(1)} GB`,
    );
  return [...checked.keys()];
};

/** Checks the weights of a folder from their headers. Throws like `readWeights`. */
export const checkFolder = async (config: ModelConfig, folder: string, memory = totalmem()): Promise<void> => {
  const opened = await openWeights(folder, config.tieWordEmbeddings);
  try {
    checkOpened(config, opened, memory);
  } finally {
    await opened.close();
  }
};

/** What is read of a folder, tensor by tensor, before it is decoded: see manifest.ts. */
export type WeightCheck = (read: { name: string; dtype: Dtype; shape: readonly number[]; bytes: Uint8Array }) => void;

const readOne = async (opened: WeightFolder, name: string, check?: WeightCheck): Promise<FloatTensor> => {
  const { dtype, shape } = opened.tensors.get(name)!;
  return (await opened.read(name, check && ((bytes) => check({ name, dtype, shape, bytes })))) as FloatTensor;
};

/**
 * The weights of a folder for this config, as 32-bit floats by name. Everything is checked from the headers before
 * the first number is read; a model that would not fit `memory` bytes (default: this machine's) is refused. What
 * `check` throws ends the reading.
 */
export const readWeights = async (
  config: ModelConfig,
  folder: string,
  memory = totalmem(),
  check?: WeightCheck,
): Promise<Map<string, FloatTensor>> => {
  const opened = await openWeights(folder, config.tieWordEmbeddings);
  try {
    const tensors = new Map<string, FloatTensor>();
    for (const name of checkOpened(config, opened, memory)) tensors.set(name, await readOne(opened, name, check));
    return tensors;
  } finally {
    await opened.close();
  }
};

/**
 * Gives the weights of a folder to `take` one after another, as 32-bit floats, in the order of `publishedShapes`: a
 * model need not be in memory whole. Everything is checked from the headers before the first number is read; `check` as
 * in `readWeights`.
 */
export const visitWeights = async (
  config: ModelConfig,
  folder: string,
  take: (name: string, tensor: FloatTensor) => void,
  check?: WeightCheck,
): Promise<void> => {
  const opened = await openWeights(folder, config.tieWordEmbeddings);
  try {
    for (const name of checkOpened(config, opened, Infinity)) take(name, await readOne(opened, name, check));
  } finally {
    await opened.close();
  }
};

/** Largest shard in bytes, unless a single tensor is larger. */
const shardSize = 5e9;

/**
 * Writes model.safetensors, or shards of at most `shardBytes` with their index, written last. Tensors keep their
 * order. Gives the names of the files. Throws one clear sentence.
 */
export const writeWeights = (
  folder: string,
  tensors: ReadonlyMap<string, Writable>,
  { dtype, shardBytes = shardSize }: { dtype: FloatDtype; shardBytes?: number },
): string[] => {
  const sizeOf = (tensor: Writable): number =>
    (tensor.data instanceof Float32Array ? floatBytes[dtype] : tensor.data.BYTES_PER_ELEMENT) * tensor.data.length;
  const shards: [string, Writable][][] = [[]];
  let room = shardBytes;
  for (const [name, tensor] of tensors) {
    const size = sizeOf(tensor);
    if (size > room && shards.at(-1)!.length > 0) {
      shards.push([]);
      room = shardBytes;
    }
    shards.at(-1)!.push([name, tensor]);
    room -= size;
  }
  const options = { dtype, metadata: { format: 'pt' } };
  if (shards.length === 1) {
    writeAtomic(path.join(folder, SINGLE), safetensorsParts(tensors, options));
    return [SINGLE];
  }
  const number = (n: number): string => String(n).padStart(5, '0');
  const named = shards.map((shard, i) => ({
    file: `model-${number(i + 1)}-of-${number(shards.length)}.safetensors`,
    shard,
  }));
  for (const { file, shard } of named) writeAtomic(path.join(folder, file), safetensorsParts(new Map(shard), options));
  const total = [...tensors.values()].reduce((sum, tensor) => sum + sizeOf(tensor), 0);
  const map = Object.fromEntries(named.flatMap(({ file, shard }) => shard.map(([name]) => [name, file])));
  writeAtomic(path.join(folder, INDEX), prettyJson({ metadata: { total_size: total }, weight_map: map }));
  return [...named.map(({ file }) => file), INDEX];
};
