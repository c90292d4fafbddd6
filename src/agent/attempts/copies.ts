/**
 * Copies of a working folder for attempts, and what an attempt changed in its copy. Nothing in the folder itself is
 * touched until a change is taken over, and neither is its git repository: `.git` is not copied, so neither index nor
 * HEAD can be moved.
 *
 * A copy holds uncommitted work and what .gitignore leaves out, such as installed packages. It is as large as the
 * folder, or free where the file system shares blocks. Copies of a process that is gone are removed by the next one,
 * but for those that can be gone on with.
 */
import {
  constants,
  cpSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { ensureFolder } from '../../files.ts';
import { openWorkFolder, removeInside, restoreInside, type Content } from '../tools/work-folder.ts';
import { openUndo, type Undo } from '../undo/undo.ts';

/** A file before and after; undefined: it is not there. */
export type FileChange = { path: string; before: Content | undefined; after: Content | undefined };

export type WorkCopy = {
  readonly folder: string;
  /** What differs from the beginning. Files that .gitignore leaves out are not part of it, nor what was too large. */
  changes(): FileChange[];
  /** Makes the copy what it was in the beginning, with these changes. */
  reset(changes: readonly FileChange[]): void;
};

const OWNER = 'pid';
/** A place with this file can be gone on with. */
const KEPT = 'kept';

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** Removes the copies of processes that are gone. */
const removeAbandoned = (root: string): void => {
  for (const name of existsSync(root) ? readdirSync(root) : []) {
    if (existsSync(join(root, name, KEPT))) continue;
    const path = join(root, name, OWNER);
    const pid = existsSync(path) ? Number(readFileSync(path, 'utf8')) : NaN;
    if (!Number.isInteger(pid) || !alive(pid)) rmSync(join(root, name), { recursive: true, force: true });
  }
};

/**
 * The place of one run's copies, removed by `remove`. `root` lies outside every working folder. `keep`: what is left
 * when the process ends is not removed by the next one.
 */
export const openCopies = (root: string, run: string, { keep = false } = {}) => {
  removeAbandoned(root);
  const place = join(root, run);
  ensureFolder(place, 0o700);
  writeFileSync(join(place, OWNER), String(process.pid));
  if (keep) writeFileSync(join(place, KEPT), '');
  const pathOf = (folder: string, name: string): string => join(place, name, basename(folder) || 'folder');
  const open = (to: string, name: string): WorkCopy => {
    const undo = openUndo(openWorkFolder(to), { dataFolder: join(place, name), run: 'copy' });
    return {
      folder: to,
      changes: () => changesOf(to, undo),
      reset: (changes) => {
        undo.undo(0, { force: true });
        takeOver(to, changes);
      },
    };
  };
  return {
    /** The copy of this name as it was left; undefined when there is none. */
    reopen: (folder: string, name: string): WorkCopy | undefined =>
      existsSync(pathOf(folder, name)) ? open(pathOf(folder, name), name) : undefined,
    /** A copy of a folder. Throws when it can't be made. */
    copy: (folder: string, name: string): WorkCopy => {
      const to = pathOf(folder, name);
      if (`${to}/`.startsWith(`${folder}/`))
        throw new Error(
          `${root} lies inside ${folder}, so copies would hold themselves; give a data folder outside of it`,
        );
      ensureFolder(to, 0o755);
      cpSync(folder, to, {
        recursive: true,
        verbatimSymlinks: true,
        mode: constants.COPYFILE_FICLONE,
        filter: (path) => basename(path) !== '.git' && kept(path),
      });
      return open(to, name);
    },
    /** Removes one copy. */
    drop: (name: string): void => rmSync(join(place, name), { recursive: true, force: true }),
    remove: (): void => rmSync(place, { recursive: true, force: true }),
  };
};

/** Pipes and sockets can't be copied. */
const kept = (path: string): boolean => {
  const found = lstatSync(path);
  return found.isFile() || found.isDirectory() || found.isSymbolicLink();
};

const contentOf = (folder: string, path: string): Content | undefined => {
  const absolute = join(folder, path);
  const found = lstatSync(absolute, { throwIfNoEntry: false });
  if (!found) return undefined;
  const { mode, uid, gid } = found;
  if (found.isSymbolicLink()) return { target: readlinkSync(absolute) };
  return found.isDirectory() ? { folder: true, mode, uid, gid } : { bytes: readFileSync(absolute), mode, uid, gid };
};

/** The changes of a copy: what its undo has of the beginning, against what lies there now. Changes nothing. */
const changesOf = (folder: string, undo: Undo): FileChange[] => {
  undo.record('attempt');
  const paths = [...new Set(undo.steps().flatMap(({ changes }) => changes.map(({ path }) => path)))];
  return paths.flatMap((path): FileChange[] => {
    const before = undo.contentAt(0, path);
    if (before && 'why' in before) return [];
    const after = contentOf(folder, path);
    return sameContent(before, after) ? [] : [{ path, before, after }];
  });
};

const sameContent = (a: Content | undefined, b: Content | undefined): boolean => {
  if (!a || !b) return a === b;
  if ('bytes' in a)
    return 'bytes' in b && Buffer.compare(a.bytes, b.bytes) === 0 && (a.mode & 0o777) === (b.mode & 0o777);
  if ('target' in a) return 'target' in b && a.target === b.target;
  return 'folder' in b;
};

const LONGEST = 200_000;

const textOf = (content: Content | undefined): string | undefined => {
  if (!content || 'folder' in content) return '';
  if ('target' in content) return `link to ${content.target}\n`;
  const text = Buffer.from(content.bytes).toString('utf8');
  return content.bytes.length > LONGEST || text.includes('\0') ? undefined : text;
};

/** Changes as one unified diff. Binary and very large files are named only. */
export const diffOf = (changes: readonly FileChange[]): string =>
  changes
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, before, after }) => {
      const [old, now] = [textOf(before), textOf(after)];
      const head = `diff --git a/${path} b/${path}\n`;
      if (old === undefined || now === undefined) return `${head}Binary files differ\n`;
      const patch = createTwoFilesPatch(
        before ? `a/${path}` : '/dev/null',
        after ? `b/${path}` : '/dev/null',
        old,
        now,
        '',
        '',
        {
          context: 3,
          timeout: 1000,
        },
      );
      return head + (patch ?? 'too much changes for a diff\n').replace(/^=+\n/, '');
    })
    .join('');

/** A path and why it was not taken over. */
export type NotTaken = { path: string; why: string };

/**
 * Takes changes over into a folder. What someone changed there in the meantime is left as it is, and named. Each file
 * is written beside its place and renamed, so nobody sees half of one.
 */
export const takeOver = (folder: string, changes: readonly FileChange[]): NotTaken[] => {
  const work = openWorkFolder(folder);
  const order = changes.toSorted((a, b) => a.path.split('/').length - b.path.split('/').length);
  const write = order.filter(({ after }) => after);
  const remove = order.filter(({ after }) => !after).toReversed();
  return [...write, ...remove].flatMap(({ path, before, after }) => {
    const now = contentOf(work.root, path);
    if (sameContent(now, after)) return []; // it was taken over already
    if (!sameContent(now, before)) return [{ path, why: 'it was changed in the meantime' }];
    const refused = after ? restoreInside(work, path, after) : removeInside(work, path);
    return refused ? [{ path, why: refused.refusal }] : [];
  });
};
