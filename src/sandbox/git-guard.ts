/**
 * What of a working folder's git repository a command may not change: its hooks and settings, which git runs later as
 * the person and outside the sandbox. Everything else of .git stays writable, so that commits work. As arguments of
 * bubblewrap.
 */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { WORK_FOLDER } from './types.ts';

const GIT = `${WORK_FOLDER}/.git`;

const kindOf = (path: string): 'file' | 'folder' | 'other' | undefined => {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return undefined;
  if (found.isDirectory()) return 'folder';
  return found.isFile() ? 'file' : 'other';
};

/**
 * Arguments for a folder that is bound to /work. A mount can't be renamed away, so .git is one as well. A file named
 * .git (a work tree of a repository elsewhere) is read-only. A folder without a repository needs nothing.
 */
export const gitGuard = (folder: string): string[] => {
  const git = join(folder, '.git');
  const kind = kindOf(git);
  if (kind === 'file') return ['--ro-bind', git, GIT];
  if (kind !== 'folder') return [];
  const guarded = ['config', 'config.worktree', 'hooks'].flatMap((name) => {
    const found = kindOf(join(git, name));
    if (found === 'file' || found === 'folder') return ['--ro-bind', join(git, name), `${GIT}/${name}`];
    return name === 'hooks' ? ['--size', '4096', '--tmpfs', `${GIT}/hooks`, '--remount-ro', `${GIT}/hooks`] : [];
  });
  return ['--bind', git, GIT, ...guarded];
};
