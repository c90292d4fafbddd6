/**
 * Crash-safe files: atomic replacement of a file or folder, a lock on a folder, and run files, which record events as
 * JSON Lines after a versioned header. Each event is one write, so a killed process loses at most the line that it was
 * writing; `readRun` reports such a line.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from './usage-error.ts';

const ADVICE: Record<string, string> = {
  ENOSPC: 'the disk is full: free some space and try again',
  EDQUOT: 'the disk quota is used up: free some space and try again',
  EFBIG: 'the file is larger than this system allows: raise the limit or choose another disk',
  EACCES: 'no permission: choose a folder you may write to',
  EPERM: 'not permitted: choose a folder you may write to',
  EROFS: 'the file system is read-only: choose another folder',
  EEXIST: 'a file of that name is in the way: choose another name',
  EISDIR: 'it is a folder: name a file',
  ENOTDIR: 'a part of the path is a file, not a folder: correct the path',
  ENOENT: 'it does not exist: check the path',
};

/** One sentence from a failed file operation: what, where, why, and what to do. */
export const failure = (doing: string, path: string, error: unknown): Error => {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const reason = ADVICE[code] ?? (error instanceof Error ? error.message : String(error));
  return new Error(`could not ${doing} ${path}: ${reason}${code ? ` (${code})` : ''}`, { cause: error });
};

const writeAll = (file: number, bytes: Uint8Array): void => {
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done, bytes.length - done);
};

const toBytes = (data: Uint8Array | string): Uint8Array =>
  typeof data === 'string' ? new TextEncoder().encode(data) : data;

/** Content of a file: bytes, text, or parts that are made one after the other while they are written. */
export type Content = Uint8Array | string | Iterable<Uint8Array>;

const partsOf = (data: Content): Iterable<Uint8Array> =>
  typeof data === 'string' || data instanceof Uint8Array ? [toBytes(data)] : data;

/**
 * The path that `path` resolves to through its links. Throws when that exists and is neither a file nor a folder, since
 * a device or a pipe can't be replaced.
 */
const followed = (path: string, links = 0): string => {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isSymbolicLink() && links < 40) return followed(resolve(dirname(path), readlinkSync(path)), links + 1);
  if (found && !found.isFile() && !found.isDirectory())
    throw new Error('it is no regular file, but a device, a pipe or a link that leads nowhere: name another');
  return path;
};

/**
 * Creates a folder and its missing parents, like `mkdir -p`. False: it existed. Node's own recursive mkdir never
 * returns below folders such as /proc that take no folders; this throws instead. `mode` is that of created folders.
 */
export const ensureFolder = (folder: string, mode = 0o777): boolean => {
  const path = resolve(folder);
  const missing: string[] = [];
  let at = path;
  while (!existsSync(at) && dirname(at) !== at) {
    missing.unshift(at);
    at = dirname(at);
  }
  if (!statSync(at).isDirectory()) {
    const code = at === path ? 'EEXIST' : 'ENOTDIR';
    throw Object.assign(new Error(`${code}: ${at} is a file, mkdir '${path}'`), { code });
  }
  for (const part of missing) {
    try {
      mkdirSync(part, { mode });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST') throw Object.assign(failure('make the folder', part, error), { code }); // else another process was faster
    }
  }
  return missing.length > 0;
};

let writes = 0;

/**
 * Replaces the file at `path`, or that its link leads to, by `data`, wholly or not at all: a reader, a crash or a
 * full disk never sees half a file. Makes the folder when it is missing. Throws one clear sentence on failure, and
 * then leaves no temporary file behind.
 */
export const writeAtomic = (path: string, data: Content): void => {
  let [file, temporary]: [number | undefined, string] = [undefined, ''];
  try {
    const target = followed(path);
    temporary = join(dirname(target), `.${process.pid}-${writes++}.tmp`);
    ensureFolder(dirname(target));
    file = openSync(temporary, 'wx');
    for (const part of partsOf(data)) writeAll(file, part);
    fsyncSync(file);
    closeSync(file);
    file = undefined;
    renameSync(temporary, target);
  } catch (error) {
    if (file !== undefined) closeSync(file);
    try {
      if (temporary !== '') rmSync(temporary, { force: true });
    } catch {
      /* the first failure is the one to report */
    }
    throw failure('write', path, error);
  }
};

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // it runs, as another user
  }
};

/** Removes what processes that were killed inside `writeAtomic` left in `folder`. */
export const removeLeftovers = (folder: string): void => {
  for (const name of readdirSync(folder)) {
    const pid = /^\.(\d+)-\d+\.tmp$/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(folder, name), { force: true });
  }
};

/** Throws unless `path` does not exist or is an empty folder, so that nothing is overwritten. */
export const requireNewPath = (path: string): void => {
  if (!existsSync(path)) return;
  if (statSync(path).isDirectory() && readdirSync(path).length === 0) return;
  throw new UsageError(`${path} exists already; remove it, or choose another place with --out`);
};

/** Removes the half-made folders that killed processes left beside `folder`. */
const removeHalfMade = (folder: string): void => {
  for (const name of readdirSync(dirname(folder))) {
    const pid = name.startsWith(`.${basename(folder)}-`) && /-(\d+)\.part$/.exec(name)?.[1];
    if (pid && !isRunning(Number(pid))) rmSync(join(dirname(folder), name), { recursive: true, force: true });
  }
};

/**
 * Makes a folder atomically: `fill` writes into a new folder beside it, which then takes its name. A reader never
 * sees it half full, and after a failure nothing is left. An existing folder is refused unless it is empty; with
 * `replace` it is replaced. Errors name `folder`, not the temporary one. Gives what `fill` gives.
 */
export const createFolder = <T>(folder: string, fill: (temporary: string) => T, { replace = false } = {}): T => {
  const target = resolve(folder);
  if (!replace) requireNewPath(target);
  const temporary = join(dirname(target), `.${basename(target)}-${process.pid}.part`);
  try {
    ensureFolder(dirname(target));
    removeHalfMade(target);
    rmSync(temporary, { recursive: true, force: true }); // an earlier process with this number may have left it
    mkdirSync(temporary);
    const result = fill(temporary);
    if (replace) rmSync(target, { recursive: true, force: true });
    renameSync(temporary, target);
    return result;
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    if (error instanceof Error && error.message.includes(temporary))
      throw new Error(error.message.replaceAll(temporary, target), { cause: error });
    throw error;
  }
};

/** When a process began, in ticks of the machine's clock; '' where the system does not say. */
const beganAt = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[19]!;
  } catch {
    return '';
  }
};

/** The locks of this process. */
const locks = new Set<string>();

/** The process that is at work in a folder (`lockFolder`); undefined when there is none. */
export const lockHolder = (folder: string): number | undefined => holderOf(join(resolve(folder), 'lock'));

/** The process that holds a lock; undefined when the lock does not exist or its process has ended. */
const holderOf = (path: string): number | undefined => {
  if (!existsSync(path)) return undefined;
  const [number, began] = readFileSync(path, 'utf8').trimEnd().split(' ');
  const pid = Number.parseInt(number!, 10);
  const atWork = pid === process.pid ? locks.has(path) : isRunning(pid) && beganAt(pid) === (began ?? '');
  return atWork ? pid : undefined;
};

/**
 * Locks `folder`, which it creates when missing, until the returned object is disposed of. The lock of a process that
 * has ended is taken over; where the system does not tell when a process began, a later one with the same number counts
 * as the same. Throws one sentence when another process holds the lock, with `otherwise` as what else can be done.
 */
export const lockFolder = (folder: string, otherwise = ', or give another folder with --out'): Disposable => {
  const path = join(resolve(folder), 'lock');
  const holder = holderOf(path);
  if (holder !== undefined)
    throw new Error(`process ${holder} is at work in ${folder}; wait for it or stop it${otherwise}`);
  let made: boolean;
  try {
    made = ensureFolder(folder);
    rmSync(path, { force: true });
    writeFileSync(path, `${process.pid} ${beganAt(process.pid)}\n`, { flag: 'wx' });
  } catch (error) {
    throw failure('lock', folder, error);
  }
  locks.add(path);
  return {
    [Symbol.dispose]() {
      locks.delete(path);
      rmSync(path, { force: true });
      if (made && existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder); // nothing came of it
    },
  };
};

/** Adds one line of JSON to the file at `path`. Throws one clear sentence. A reader has to expect a torn last line. */
export const appendLine = (path: string, event: unknown): void => appendText(path, `${JSON.stringify(event)}\n`);

/** Adds text to the file at `path`, as `appendLine` does. */
export const appendText = (path: string, text: string): void => {
  let file: number | undefined;
  try {
    file = openSync(path, 'a');
    writeAll(file, toBytes(text));
  } catch (error) {
    throw failure('append to', path, error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
};

const VERSION = 1;

export type RunHeader = { type: 'run'; version: number; started: string; [key: string]: unknown };

/** A run file that is being written. */
export type Run = {
  readonly path: string;
  /** Adds one event: any value that JSON can carry. It is in the file when this returns. */
  append(event: unknown): void;
  /** Ends the file; a second call does nothing. */
  close(): void;
};

/**
 * Starts a run file in `folder`, named by UTC time and a counter: names sort by time and never collide.
 * `header` is kept in the first line. `clock` gives milliseconds since 1970.
 */
export const createRun = (
  folder: string,
  header: Record<string, unknown> = {},
  clock: () => number = Date.now,
): Run => {
  const now = new Date(clock()).toISOString();
  const stamp = now.replace(/[-:]/g, '').replace('T', '-').replace('.', '-').replace('Z', '');
  let file: number | undefined;
  let path = '';
  try {
    ensureFolder(folder);
    for (let count = 0; file === undefined; count++) {
      path = join(folder, `${stamp}-${String(count).padStart(3, '0')}.jsonl`);
      try {
        file = openSync(path, 'ax');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
  } catch (error) {
    throw failure('start the run file', path || folder, error);
  }
  const append = (event: unknown): void => {
    if (file === undefined) throw new Error(`run file ${path} is closed; start a new run to append to`);
    const line = JSON.stringify(event);
    if (line === undefined) throw new TypeError(`a run file takes JSON values, not ${typeof event}`);
    try {
      writeAll(file, toBytes(`${line}\n`));
    } catch (error) {
      throw failure('append to', path, error);
    }
  };
  const close = (): void => {
    if (file !== undefined) closeSync(file);
    file = undefined;
  };
  try {
    append({ ...header, type: 'run', version: VERSION, started: now } satisfies RunHeader);
  } catch (error) {
    close();
    rmSync(path, { force: true });
    throw error;
  }
  return { path, append, close };
};

export type RunFile<E = unknown> = {
  header: RunHeader;
  events: E[];
  /** The last line when it was cut off in the middle, as after a crash; it is not among the events. */
  torn?: string;
};

/**
 * Reads a run file. A last line without its end is reported as `torn`; damage anywhere else throws, as does a file of
 * another version. `E` is what the caller knows the events to be; nothing checks it.
 */
export const readRun = <E = unknown>(path: string): RunFile<E> => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw failure('read the run file', path, error);
  }
  const lines = text.split('\n');
  const torn = lines.pop()!;
  const values = lines.map((line, i): unknown => {
    try {
      return JSON.parse(line);
    } catch {
      throw new Error(
        `run file ${path} is damaged at line ${i + 1}: "${line.slice(0, 60)}" is not JSON; restore it from a copy`,
      );
    }
  });
  const header = values.shift() as RunHeader | undefined;
  if (header?.type !== 'run') throw new Error(`${path} is not a run file: its first line is not a run header`);
  if (header.version !== VERSION) {
    throw new Error(
      `run file ${path} has version ${header.version}; this program reads version ${VERSION}: use the matching release`,
    );
  }
  return { header, events: values as E[], ...(torn ? { torn } : {}) };
};
