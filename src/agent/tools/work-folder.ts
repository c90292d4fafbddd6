/**
 * The one folder that an agent's tools may read and write. Paths are checked twice: as text, and again on the file that
 * was opened, so that a link or a folder that is swapped in between leads nowhere else. Refusals are sentences.
 *
 * On Linux what was opened tells its real path (/proc/self/fd), and names are looked up below an opened folder.
 * Elsewhere the real path is asked for right before and after, which leaves a moment in between.
 */
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeSync,
  type BigIntStats,
} from 'node:fs';
import { basename, dirname, isAbsolute, join, normalize, relative, sep } from 'node:path';
import { WORK_FOLDER } from '../../sandbox/types.ts';
import { suggest } from '../../suggest.ts';
import { shownPath } from './define.ts';

/** Why something can't be done, and what to do instead: one or two sentences. */
export type Refusal = { refusal: string };
export const refusal = (text: string): Refusal => ({ refusal: text });

/** A place in the folder: '/'-separated and relative, '' for the folder itself. */
export type Place = { path: string; absolute: string };

/** An opened file and its path after links. Whoever opens it closes it. */
export type OpenFile = Place & { file: number; stat: BigIntStats; real: string };

const LINUX = process.platform === 'linux';
const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';

const isInside = (root: string, path: string): boolean =>
  path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);

const realPathOf = (file: number, path: string): string =>
  LINUX ? readlinkSync(`/proc/self/fd/${file}`) : realpathSync(path);

/** A name below an opened folder. */
const below = (folder: { file: number; real: string }, name: string): string =>
  LINUX ? `/proc/self/fd/${folder.file}/${name}` : join(folder.real, name);

const OUTSIDE = 'is outside the working folder, which tools may not leave; use a path inside it';

/** What an error of the file system means, and what to do. */
const explain = (path: string, error: unknown): Refusal => {
  const shown = shownPath(path);
  const sentences: Readonly<Record<string, string>> = {
    ENOENT: `${shown} does not exist`,
    ENOTDIR: `${shown}: a part of the path is a file, not a folder`,
    EISDIR: `${shown} is a folder; name a file in it`,
    EACCES: `${shown}: no permission`,
    EPERM: `${shown}: not permitted`,
    ELOOP: `${shown} is a link that leads in a circle`,
    ENAMETOOLONG: `the path is too long (${path.length} characters)`,
    ENXIO: `${shown} is no regular file but a pipe, a socket or a device; it can't be read or written`,
    ENOSPC: `${shown} was not written: the disk is full`,
    EROFS: `${shown}: the file system is read-only`,
    ETXTBSY: `${shown} is a program that runs just now`,
  };
  return refusal(
    `${sentences[codeOf(error)] ?? `${shown}: ${error instanceof Error ? error.message : String(error)}`}.`,
  );
};

/** A working folder by its real path. */
export type WorkFolder = { readonly root: string };

/** The working folder at a path. Throws when it is no folder. */
export const openWorkFolder = (folder: string): WorkFolder => {
  const root = realpathSync(folder);
  if (!lstatSync(root).isDirectory()) throw new Error(`${folder} is no folder; name a folder to work in`);
  return { root };
};

/** The place that a path names, by its text alone. Absolute paths are taken where they lead into the folder. */
export const locate = ({ root }: WorkFolder, given: string): Place | Refusal => {
  if (given.includes('\0')) return refusal('a path holds no zero byte.');
  const text = given === '' ? '.' : given;
  const absolute = isAbsolute(text);
  // A model that saw the folder inside the sandbox may call it so here.
  const inside =
    absolute && root !== WORK_FOLDER && isInside(WORK_FOLDER, normalize(text)) && !isInside(root, normalize(text));
  const full = normalize(absolute ? (inside ? join(root, relative(WORK_FOLDER, text)) : text) : join(root, text));
  const clean = full.length > root.length && full.endsWith(sep) ? full.slice(0, -1) : full;
  if (!isInside(root, clean)) return refusal(`${shownPath(given)} ${OUTSIDE}.`);
  return { path: relative(root, clean).split(sep).join('/'), absolute: clean };
};

const similar = (place: Place): string => {
  try {
    const names = readdirSync(dirname(place.absolute)).slice(0, 2000);
    const meant = suggest(basename(place.absolute), names);
    const parent = dirname(place.path);
    return meant === undefined ? '' : ` Did you mean ${shownPath(parent === '.' ? meant : `${parent}/${meant}`)}?`;
  } catch {
    return '';
  }
};

/** Opens what is there for reading, after links, if it lies inside. A folder is opened only when asked for. */
export const openInside = (work: WorkFolder, given: string, { folders = false } = {}): OpenFile | Refusal => {
  const place = locate(work, given);
  if ('refusal' in place) return place;
  let file: number | undefined;
  try {
    file = openSync(place.absolute, constants.O_RDONLY | constants.O_NONBLOCK); // a pipe would wait for its writer
    const stat = fstatSync(file, { bigint: true });
    const real = realPathOf(file, place.absolute);
    const inside = isInside(work.root, real);
    if (inside && (stat.isFile() || (folders && stat.isDirectory()))) return { ...place, file, stat, real };
    closeSync(file);
    if (!inside) return refusal(`${shownPath(given)} is a link that ${OUTSIDE.replace('is', 'leads')}.`);
    return explain(place.path, { code: stat.isDirectory() ? 'EISDIR' : 'ENXIO' });
  } catch (error) {
    if (file !== undefined) closeSync(file);
    const told = explain(place.path || given, error);
    return codeOf(error) === 'ENOENT' ? refusal(`${told.refusal}${similar(place)}`) : told;
  }
};

type OpenFolder = { file: number; real: string };

const openFolder = ({ root }: WorkFolder, path: string): OpenFolder => {
  const file = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
  const real = realPathOf(file, path);
  if (isInside(root, real)) return { file, real };
  closeSync(file);
  throw Object.assign(new Error('outside'), { code: 'OUTSIDE' });
};

/** What is made as root in a person's folder belongs to the owner of the folder around it. */
const giveToOwner = (path: string, parent: number): void => {
  const { uid, gid } = fstatSync(parent);
  const made = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  fchownSync(made, uid, gid);
  closeSync(made);
};

/** Opens the folder of a place part by part, making what is missing. */
const openParent = (work: WorkFolder, place: Place): OpenFolder => {
  let at = openFolder(work, work.root);
  for (const part of place.path.split('/').slice(0, -1)) {
    const next = below(at, part);
    try {
      if (!lstatSync(next, { throwIfNoEntry: false })) {
        mkdirSync(next);
        if (process.getuid?.() === 0) giveToOwner(next, at.file);
      }
      const opened = openFolder(work, next);
      closeSync(at.file);
      at = opened;
    } catch (error) {
      closeSync(at.file);
      throw error;
    }
  }
  return at;
};

/** Who a file belongs to and what may be done with it. */
type Rights = { mode: number; uid: number; gid: number };

/**
 * Replaces a name below a folder by a file; without `rights` those of the file that is there, or of the folder, stay.
 */
const writeBelow = (parent: OpenFolder, name: string, bytes: Uint8Array, rights?: Rights): void => {
  const target = below(parent, name);
  const existing = rights ?? lstatSync(target, { throwIfNoEntry: false });
  const temporary = below(parent, `.${name.slice(0, 100)}.${process.pid}.${Math.floor(performance.now() * 1000)}.tmp`);
  const file = openSync(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o666);
  try {
    for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done, bytes.length - done);
    if (process.getuid?.() === 0) {
      const owner = existing ?? fstatSync(parent.file);
      fchownSync(file, owner.uid, owner.gid);
    }
    if (existing) fchmodSync(file, existing.mode & 0o1777);
    fsyncSync(file);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
};

/** Follows the links at the end of a path to the place that is written, which has to be inside too. */
const resolveLinks = (work: WorkFolder, given: string, links = 0): Place | Refusal => {
  const place = locate(work, given);
  if ('refusal' in place) return place;
  if (links > 40) return explain(place.path, { code: 'ELOOP' });
  const found = lstatSync(place.absolute, { throwIfNoEntry: false });
  if (!found?.isSymbolicLink()) return place;
  const target = readlinkSync(place.absolute);
  const next = resolveLinks(work, isAbsolute(target) ? target : join(dirname(place.absolute), target), links + 1);
  return 'refusal' in next && next.refusal.includes(OUTSIDE)
    ? refusal(`${shownPath(given)} is a link that ${OUTSIDE.replace('is', 'leads')}.`)
    : next;
};

/** Why a place may not be written, whatever its content; undefined when it may. */
const writeRefusal = (place: Place): string | undefined => {
  if (place.path === '') return 'that is the working folder itself; name a file in it.';
  if (place.path.split('/').some((part) => part.toLowerCase() === '.git'))
    return `${shownPath(place.path)} belongs to git, whose hooks and settings run as the person; use git commands instead.`;
  const found = lstatSync(place.absolute, { throwIfNoEntry: false });
  if (found?.isDirectory()) return explain(place.path, { code: 'EISDIR' }).refusal;
  if (found && !found.isFile()) return explain(place.path, { code: 'ENXIO' }).refusal;
  if (found && (found.mode & 0o222) === 0)
    return `${shownPath(place.path)} is read-only. Ask the person, or change its mode first if the task says so.`;
  return undefined;
};

/** The place that writing to a path would change, or why that can't be. Changes nothing. */
export const locateForWriting = (work: WorkFolder, given: string): Place | Refusal => {
  try {
    const place = resolveLinks(work, given);
    if ('refusal' in place) return place;
    const why = writeRefusal(place);
    return why === undefined ? place : refusal(why);
  } catch (error) {
    return explain(given, error);
  }
};

/**
 * Replaces or makes a file, wholly or not at all, and the folders around it. Mode and owner of a file that is there
 * stay.
 */
export const writeInside = (work: WorkFolder, given: string, bytes: Uint8Array): Place | Refusal => {
  const place = locateForWriting(work, given);
  if ('refusal' in place) return place;
  let parent: OpenFolder | undefined;
  try {
    parent = openParent(work, place);
    writeBelow(parent, basename(place.absolute), bytes);
    return place;
  } catch (error) {
    return codeOf(error) === 'OUTSIDE' ? refusal(`${shownPath(given)} ${OUTSIDE}.`) : explain(place.path, error);
  } finally {
    if (parent) closeSync(parent.file);
  }
};

/** What a path can be put back to. */
export type Content = ({ bytes: Uint8Array } & Rights) | { target: string } | ({ folder: true } & Rights);

/** Runs some work on a name below its opened folder, which is made where it is missing; the refusal when that fails. */
const inParent = (
  work: WorkFolder,
  path: string,
  change: (parent: OpenFolder, name: string) => void,
): Refusal | undefined => {
  const place = locate(work, path);
  if ('refusal' in place) return place;
  let parent: OpenFolder | undefined;
  try {
    parent = openParent(work, place);
    change(parent, basename(place.absolute));
    return undefined;
  } catch (error) {
    return codeOf(error) === 'OUTSIDE' ? refusal(`${shownPath(path)} ${OUTSIDE}.`) : explain(path, error);
  } finally {
    if (parent) closeSync(parent.file);
  }
};

/** Removes a file, a link or an empty folder; what is not there is fine. */
export const removeInside = (work: WorkFolder, path: string): Refusal | undefined =>
  inParent(work, path, (parent, name) => {
    const target = below(parent, name);
    const found = lstatSync(target, { throwIfNoEntry: false });
    if (found?.isDirectory()) rmdirSync(target);
    else if (found) unlinkSync(target);
  });

/** Makes a path what it was, without following a link in its place. A folder with content in its place is a refusal. */
export const restoreInside = (work: WorkFolder, path: string, content: Content): Refusal | undefined =>
  inParent(work, path, (parent, name) => {
    const target = below(parent, name);
    const found = lstatSync(target, { throwIfNoEntry: false });
    if (found && found.isDirectory() !== 'folder' in content) {
      if (found.isDirectory()) rmdirSync(target);
      else unlinkSync(target);
    }
    if ('bytes' in content) return writeBelow(parent, name, content.bytes, content);
    if ('target' in content) {
      if (lstatSync(target, { throwIfNoEntry: false })) unlinkSync(target);
      return symlinkSync(content.target, target);
    }
    if (!lstatSync(target, { throwIfNoEntry: false })) mkdirSync(target);
    if (process.getuid?.() === 0) chownSync(target, content.uid, content.gid);
    chmodSync(target, content.mode & 0o1777);
  });

/**
 * What a permission is about when a tool is given this path: the relative path after all links, so that a link to a
 * file is that file. A path that leads outside stays as it was given.
 */
export const subjectOf = (work: WorkFolder, given: string): string => {
  const place = locate(work, given);
  if ('refusal' in place) return given;
  const missing: string[] = [];
  for (let at = place.absolute; ; at = dirname(at)) {
    try {
      const real = join(realpathSync(at), ...missing);
      return isInside(work.root, real) ? relative(work.root, real).split(sep).join('/') || '.' : real;
    } catch {
      missing.unshift(basename(at));
      if (dirname(at) === at) return place.path;
    }
  }
};

/** Up to `most` bytes of an opened file from a position on. */
export const readBytes = (file: number, position: number, most: number): Buffer => {
  const bytes = Buffer.alloc(most);
  let done = 0;
  for (;;) {
    const got = readSync(file, bytes, done, most - done, position + done);
    done += got;
    if (got === 0 || done === most) return bytes.subarray(0, done);
  }
};
