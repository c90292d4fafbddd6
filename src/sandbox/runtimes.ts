/**
 * The Node that runs this program, made visible inside the sandbox. /usr is there anyway; a Node elsewhere (nvm, a
 * package's own) is one folder that can be read inside.
 */
import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

/**
 * What a `RunRequest` needs for it: a folder to read, and what PATH begins with. Empty where Node is in /usr already.
 */
export type Runtime = { readOnly: Readonly<Record<string, string>>; path: readonly string[]; node: string | undefined };

/** Whether any user may list or pass every folder down to the file. The owner of a working folder has to reach it. */
const reachable = (path: string): boolean => {
  for (let at = path; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o005) === 0) return false;
    if (dirname(at) === at) return true;
  }
};

const INSIDE = '/opt/node';

/**
 * The running Node for the sandbox; `node` is its path inside, undefined where another user could not reach it.
 * `changesUser`: the sandbox runs as someone else than this process.
 */
export const nodeRuntime = (changesUser: boolean, executable: string = process.execPath): Runtime => {
  const file = realpathSync(executable);
  if (file.startsWith('/usr/')) return { readOnly: {}, path: [], node: file };
  if (changesUser && !reachable(file)) return { readOnly: {}, path: [], node: undefined };
  const bin = dirname(file);
  const folder = basename(bin) === 'bin' ? dirname(bin) : bin;
  const path = join(INSIDE, relative(folder, bin));
  return { readOnly: { [INSIDE]: folder }, path: [path], node: join(path, basename(file)) };
};
