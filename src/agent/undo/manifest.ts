/**
 * What lies in a working folder: one entry for each file, link and folder, and the bytes of files by their hash in a
 * store outside. What is too large, ignored as a folder, or can't be read is left out, and said. Nothing in the folder
 * is changed.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  writeFileSync,
  type BigIntStats,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { shownSize } from '../tools/define.ts';
import { walk } from '../tools/walk.ts';
import { openInside, readBytes, type WorkFolder } from '../tools/work-folder.ts';

const rights = { mode: z.int(), uid: z.int(), gid: z.int() };

/** `stamp` tells whether a file may have changed. Without `hash` its bytes were not kept, and `leftOut` says why. */
export const entrySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('file'),
    stamp: z.string(),
    hash: z.string().optional(),
    leftOut: z.string().optional(),
    ...rights,
  }),
  z.object({ kind: z.literal('link'), target: z.string() }),
  z.object({ kind: z.literal('folder'), ...rights }),
]);
export type ManifestEntry = z.output<typeof entrySchema>;

/** By relative path. */
export type Manifest = ReadonlyMap<string, ManifestEntry>;

export type Limits = {
  /** Bytes of one file. */
  file: number;
  /** Bytes of the whole store. */
  store: number;
  /** Files, links and folders. */
  entries: number;
};

export const LIMITS: Limits = { file: 16 * 1024 * 1024, store: 1024 * 1024 * 1024, entries: 50_000 };

/** Folders that are made by tools and are large; they are made again by the same tools. */
const MADE = new Set(['node_modules', '.venv', '__pycache__', '.mypy_cache', '.pytest_cache', '.gradle', '.cache']);

/** The bytes of files by their hash, in a folder that its owner alone can read. */
export type BlobStore = { folder: string; bytes: number };

const blobPath = ({ folder }: BlobStore, hash: string): string => join(folder, hash.slice(0, 2), hash);

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The bytes of a hash; undefined when the store has lost or damaged them. */
export const readBlob = (store: BlobStore, hash: string): Buffer | undefined => {
  try {
    const bytes = readFileSync(blobPath(store, hash));
    return hashOf(bytes) === hash ? bytes : undefined;
  } catch {
    return undefined;
  }
};

const keep = (store: BlobStore, bytes: Uint8Array, limit: number): string | undefined => {
  const hash = hashOf(bytes);
  const path = blobPath(store, hash);
  if (existsSync(path)) return hash;
  if (store.bytes + bytes.length > limit) return undefined;
  // Not forced to the disk: thousands of files would take half a minute. What a failing machine loses is seen by its
  // hash.
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.part`, bytes);
  renameSync(`${path}.part`, path);
  store.bytes += bytes.length;
  return hash;
};

const stampOf = (stat: BigIntStats): string => `${stat.ino}:${stat.size}:${stat.mtimeNs}:${stat.ctimeNs}`;
const rightsOf = (stat: BigIntStats): { mode: number; uid: number; gid: number } => ({
  mode: Number(stat.mode) & 0o7777,
  uid: Number(stat.uid),
  gid: Number(stat.gid),
});

/** A file's entry; its bytes are read only when it is not as it was before. */
const fileEntry = (
  work: WorkFolder,
  path: string,
  before: ManifestEntry | undefined,
  store: BlobStore,
  limits: Limits,
): ManifestEntry => {
  const now = lstatSync(join(work.root, path), { bigint: true });
  const entry = { kind: 'file' as const, stamp: stampOf(now), ...rightsOf(now) };
  if (before?.kind === 'file' && before.stamp === entry.stamp && before.hash !== undefined)
    return { ...before, ...entry };
  if (now.size > limits.file) return { ...entry, leftOut: `larger than ${shownSize(limits.file)}` };
  const opened = openInside(work, join(work.root, path));
  if ('refusal' in opened) return { ...entry, leftOut: 'it can not be read' };
  try {
    const bytes = readBytes(opened.file, 0, Number(opened.stat.size) + 1);
    const hash = keep(store, bytes, limits.store);
    const read = { ...entry, stamp: stampOf(opened.stat), ...rightsOf(opened.stat) };
    return hash === undefined
      ? { ...read, leftOut: `the store is full (${shownSize(limits.store)})` }
      : { ...read, hash };
  } finally {
    closeSync(opened.file);
  }
};

/** `complete`: no entry was left out for the number of entries, so what is not in it was not there. */
export type Scan = { manifest: Manifest; leftOut: Map<string, string>; complete: boolean };

const isMade = (path: string): boolean => path.split('/').some((part) => MADE.has(part));

/** Looks at the whole folder. `before` is the manifest of the last look. */
export const scan = (work: WorkFolder, before: Manifest, store: BlobStore, limits: Limits = LIMITS): Scan => {
  const manifest = new Map<string, ManifestEntry>();
  const leftOut = new Map<string, string>();
  let complete = true;
  const options = {
    ignoredFiles: true,
    onIgnored: (path: string) => leftOut.set(path, '.gitignore leaves the folder out'),
    onUnreadable: (path: string) => leftOut.set(path, 'the folder can not be read'),
  };
  for (const { path, kind } of walk(work.root, '', options)) {
    if (isMade(path)) {
      if (!isMade(path.slice(0, path.lastIndexOf('/')))) leftOut.set(path, 'tools make the folder again');
      continue;
    }
    if (manifest.size >= limits.entries) {
      complete = false;
      leftOut.set('', `there are more than ${limits.entries} files`);
      break;
    }
    try {
      const entry = entryOf(work, path, kind, before.get(path), store, limits);
      if (entry) manifest.set(path, entry);
      if (entry?.kind === 'file' && entry.leftOut !== undefined) leftOut.set(path, entry.leftOut);
      if (!entry || path.includes('\ufffd'))
        leftOut.set(path, entry ? 'its name is not UTF-8' : 'it is a pipe, a socket or a device');
    } catch {
      // it vanished meanwhile
    }
  }
  return { manifest, leftOut, complete };
};

const entryOf = (
  work: WorkFolder,
  path: string,
  kind: 'file' | 'folder' | 'link' | 'other',
  before: ManifestEntry | undefined,
  store: BlobStore,
  limits: Limits,
): ManifestEntry | undefined => {
  if (kind === 'file') return fileEntry(work, path, before, store, limits);
  if (kind === 'link') return { kind, target: readlinkSync(join(work.root, path)) };
  if (kind === 'folder') return { kind, ...rightsOf(lstatSync(join(work.root, path), { bigint: true })) };
  return undefined;
};

/** Whether two entries are the same to a reader: kind, bytes and rights. */
export const sameEntry = (a: ManifestEntry | undefined, b: ManifestEntry | undefined): boolean => {
  if (a === undefined || b === undefined) return a === b;
  if (a.kind === 'link' || b.kind === 'link') return a.kind === 'link' && b.kind === 'link' && a.target === b.target;
  if (a.kind !== b.kind || a.mode !== b.mode || a.uid !== b.uid || a.gid !== b.gid) return false;
  if (a.kind === 'folder' || b.kind === 'folder') return true;
  return a.stamp === b.stamp || (a.hash !== undefined && a.hash === b.hash);
};
