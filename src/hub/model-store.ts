/**
 * The models that were pulled, one folder each in the data folder's `models`: the files of the hub as they came, and a
 * manifest. Half-fetched ones lie in `.partial` beside them, with what was asked for, so that a pull can go on.
 */
import { existsSync, linkSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { ensureFolder, writeAtomic } from '../files.ts';
import { prettyJson } from '../json.ts';
import { suggest } from '../suggest.ts';
import { UsageError } from '../usage-error.ts';

const fileEntry = z.object({
  path: z.string(),
  size: z.number(),
  sha256: z.string().optional(),
  gitHash: z.string().optional(),
});
const manifest = z.object({
  version: z.literal(1),
  name: z.string(),
  hub: z.enum(['huggingface', 'modelscope']),
  repo: z.string(),
  commit: z.string(),
  kind: z.enum(['safetensors', 'gguf']),
  files: z.array(fileEntry),
  /** Bytes of all files. */
  bytes: z.number(),
  licence: z.string().optional(),
  /** Tokens of prompt and reply together. */
  contextLength: z.number().optional(),
  parameters: z.number().optional(),
  /** Bytes of memory that it takes while it answers. */
  memory: z.number().optional(),
  pulled: z.string(),
});
const partial = z.object({
  version: z.literal(1),
  /** What was typed, to go on with. */
  reference: z.string(),
  name: z.string(),
  /** Bytes of all files, where they are known. */
  bytes: z.number().optional(),
  /** Files that are whole, with the hash that they had on the hub. */
  done: z.record(z.string(), z.string()).optional(),
});

type Manifest = z.infer<typeof manifest>;

/** A pulled model. `folder` is absolute; `gguf` is the file to give to llama-server. */
export type StoredModel = Manifest & { folder: string; gguf?: string };

/** A pull that did not end: how many bytes are there. */
export type PartialModel = { name: string; reference: string; bytes: number; total?: number };

const MANIFEST = 'mizan-model.json';
const PARTIAL_FILE = 'pull.json';
const PARTIALS = '.partial';

const NAME = /^[A-Za-z0-9][\w.-]{0,95}$/;

/** The store of a data folder. Every call reads the disk, so that the command and a server share it. */
export type ModelStore = {
  folder: string;
  list(): StoredModel[];
  partials(): PartialModel[];
  find(name: string): StoredModel | undefined;
  /** The folder in which a pull collects its files. `begin` writes what was asked for. */
  partialFolder(name: string): string;
  begin(name: string, reference: string, bytes?: number): void;
  /** Files of a pull that are whole, by path, with their hashes. */
  whole(name: string): Readonly<Record<string, string>>;
  markWhole(name: string, path: string, hash: string): void;
  /** Hard-links a file of a stored model into a pull, so that it is not fetched again. False: it could not. */
  reuse(from: StoredModel, path: string, name: string): boolean;
  /** Makes the collected files a model. An older one of the name is replaced. */
  finish(entry: Manifest): StoredModel;
  /** Removes a model and what a pull of the name has left. False: there was neither. */
  remove(name: string): boolean;
};

const readFile = <T>(path: string, schema: z.ZodType<T>): T | undefined => {
  try {
    return schema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data;
  } catch {
    return undefined;
  }
};

const foldersIn = (folder: string): string[] => {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch {
    return [];
  }
};

const bytesIn = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).reduce(
    (sum, entry) => sum + (entry.isFile() ? statSync(join(entry.parentPath, entry.name)).size : 0),
    0,
  );

/** Throws a `UsageError` unless the name can be that of a folder. */
const requireModelName = (name: string): string => {
  if (NAME.test(name)) return name;
  throw new UsageError(`"${name.slice(0, 100)}" can't be the name of a model; use letters, digits, ".", "_" and "-"`);
};

/** The store in `data`, the data folder. Nothing is made until something is stored. */
export const openModelStore = (data: string): ModelStore => {
  const folder = resolve(data, 'models');
  const partialFolder = (name: string): string => join(folder, PARTIALS, requireModelName(name));
  const readPartial = (name: string) => readFile(join(partialFolder(name), PARTIAL_FILE), partial);
  const readModel = (name: string): StoredModel | undefined => {
    const at = join(folder, name);
    const entry = readFile(join(at, MANIFEST), manifest);
    if (!entry) return undefined;
    const gguf = entry.kind === 'gguf' ? entry.files[0]?.path : undefined;
    return { ...entry, name, folder: at, ...(gguf !== undefined && { gguf: join(at, gguf) }) };
  };
  return {
    folder,
    list: () => foldersIn(folder).flatMap((name) => (NAME.test(name) ? (readModel(name) ?? []) : [])),
    partials: () =>
      foldersIn(join(folder, PARTIALS)).flatMap((name) => {
        const at = join(folder, PARTIALS, name);
        const found = readFile(join(at, PARTIAL_FILE), partial);
        if (!found) return [];
        return { name, reference: found.reference, bytes: bytesIn(at), ...(found.bytes && { total: found.bytes }) };
      }),
    find: (name) => (NAME.test(name) ? readModel(name) : undefined),
    partialFolder,
    begin(name, reference, bytes) {
      const at = partialFolder(name);
      ensureFolder(at, 0o700);
      const done = readPartial(name)?.done;
      writeAtomic(join(at, PARTIAL_FILE), prettyJson({ version: 1, reference, name, bytes, done }));
    },
    whole: (name) => readPartial(name)?.done ?? {},
    markWhole(name, path, hash) {
      const now = readPartial(name);
      if (!now) return;
      writeAtomic(join(partialFolder(name), PARTIAL_FILE), prettyJson({ ...now, done: { ...now.done, [path]: hash } }));
    },
    reuse(from, path, name) {
      const target = join(partialFolder(name), path);
      try {
        if (!existsSync(target)) linkSync(join(from.folder, path), target);
        return true;
      } catch {
        return false;
      }
    },
    finish(entry) {
      const [from, to] = [partialFolder(entry.name), join(folder, entry.name)];
      for (const name of readdirSync(from))
        if (name === PARTIAL_FILE || name === 'lock' || name.endsWith('.part'))
          rmSync(join(from, name), { force: true });
      writeAtomic(join(from, MANIFEST), prettyJson(entry));
      rmSync(to, { recursive: true, force: true });
      renameSync(from, to);
      return readModel(entry.name)!;
    },
    remove(name) {
      const places = [join(folder, requireModelName(name)), partialFolder(name)].filter((at) => existsSync(at));
      for (const at of places) rmSync(at, { recursive: true, force: true });
      return places.length > 0;
    },
  };
};

/** The stored model of this name. Throws a `UsageError` that says what was meant. */
export const requireStored = (store: ModelStore, name: string): StoredModel => {
  const found = store.find(name);
  if (found) return found;
  const names = store.list().map((model) => model.name);
  const meant = suggest(name, names);
  throw new UsageError(
    `no model "${name}" was pulled; ${meant ? `did you mean ${meant}?` : `there are: ${names.join(', ') || 'none'}`}`,
  );
};
