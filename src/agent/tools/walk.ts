/**
 * The files below a place of the working folder, in the order of their names, without what .gitignore files leave out
 * and without .git. Links are named and not followed, so a link that leads in a circle is harmless. Nothing above the
 * working folder is read.
 */
import { readdirSync, readFileSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import ignore, { type Ignore } from 'ignore';

export type Entry = { path: string; kind: 'file' | 'folder' | 'link' | 'other' };

export type WalkOptions = {
  /** Also files that .gitignore files leave out, but not the content of folders that they leave out. */
  ignoredFiles?: boolean;
  /** Called with the path of a folder that is left out. */
  onIgnored?: (path: string) => void;
  /** Called with the path of a folder that could not be read. */
  onUnreadable?: (path: string) => void;
};

/** Rules of one .gitignore file, for paths relative to its folder. */
type Rules = { base: string; rules: Ignore };

const kindOf = (entry: Dirent): Entry['kind'] => {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'other';
};

const readRules = (root: string, file: string, base: string): Rules[] => {
  try {
    const text = readFileSync(join(root, file), 'utf8');
    return [{ base, rules: ignore({ allowRelativePaths: true }).add(text) }];
  } catch {
    return []; // there is none, or it can't be read
  }
};

/** Whether the innermost rules that say something about a path leave it out. */
const isIgnored = (rules: readonly Rules[], path: string, folder: boolean): boolean => {
  for (const { base, rules: own } of rules.toReversed()) {
    const inside = base === '' ? path : path.slice(base.length + 1);
    const { ignored, unignored } = own.test(folder ? `${inside}/` : inside);
    if (ignored || unignored) return ignored;
  }
  return false;
};

/** Every file and folder below `start`, a relative path ('' for all). */
export function* walk(root: string, start: string, options: WalkOptions = {}): Generator<Entry> {
  const parts = start === '' ? [] : start.split('/');
  const above = parts.flatMap((_, i) => {
    const base = parts.slice(0, i).join('/');
    return readRules(root, join(base, '.gitignore'), base);
  });
  const rules = [...readRules(root, '.git/info/exclude', ''), ...above];
  // A folder that is left out is looked at when it is named.
  yield* walkFolder(root, start, start !== '' && isIgnored(rules, start, true) ? [] : rules, options);
}

function* walkFolder(root: string, folder: string, above: readonly Rules[], options: WalkOptions): Generator<Entry> {
  const rules = [...above, ...readRules(root, join(folder, '.gitignore'), folder)];
  let entries: Dirent[];
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true });
  } catch {
    options.onUnreadable?.(folder);
    return;
  }
  const names = entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
  names.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const { name, kind } of names) {
    if (name === '.git') continue;
    const path = folder === '' ? name : `${folder}/${name}`;
    if (isIgnored(rules, path, kind === 'folder')) {
      if (kind === 'folder') options.onIgnored?.(path);
      if (kind === 'folder' || !options.ignoredFiles) continue;
    }
    yield { path, kind };
    if (kind === 'folder') yield* walkFolder(root, path, rules, options);
  }
}
