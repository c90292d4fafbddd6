/** Where a verb puts what it makes: a file or folder that did not exist, there as a whole or not at all. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../usage-error.ts';

/** Throws unless nothing is at `path` yet, or an empty folder: what is there is never written over. */
export const requireNewPath = (path: string): void => {
  if (!existsSync(path)) return;
  if (statSync(path).isDirectory() && readdirSync(path).length === 0) return;
  throw new UsageError(`${path} is there already; remove it, or name another place with --out`);
};

/** Lets `fill` write into a new folder beside `folder`, and moves it there when all is written. On failure nothing is left. */
export const createFolder = <T>(folder: string, fill: (at: string) => T): T => {
  const to = resolve(folder);
  requireNewPath(to);
  let at = '';
  try {
    mkdirSync(dirname(to), { recursive: true });
    at = join(dirname(to), `.${basename(to)}-${process.pid}`);
    rmSync(at, { recursive: true, force: true }); // left by a killed process of the same number
    mkdirSync(at);
    const result = fill(at);
    renameSync(at, to);
    return result;
  } catch (error) {
    if (at) rmSync(at, { recursive: true, force: true });
    // The place where it was made means nothing to the user.
    if (at && error instanceof Error && error.message.includes(at))
      throw new Error(error.message.replaceAll(at, to), { cause: error });
    throw error;
  }
};
