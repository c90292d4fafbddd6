/**
 * The commit that a run proposes: its message, which files, how many lines. Nothing is committed before `makeCommit`,
 * and that is called only after a person's yes. A commit holds the given files alone: whatever else is staged stays
 * staged, and hooks of the repository are not run, since an agent may have changed what they call.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);

type FileStat = { path: string; added: number | undefined; removed: number | undefined };

export type Proposal = {
  message: string;
  files: FileStat[];
  /** Files that had uncommitted changes before the run: these would be committed too. */
  mixed: string[];
};

/** Runs git in a folder; undefined when it fails or is not installed. */
const git = async (folder: string, args: readonly string[]): Promise<string | undefined> => {
  try {
    const { stdout } = await exec('git', ['-c', 'core.fsmonitor=false', '-C', folder, ...args], {
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  } catch {
    return undefined;
  }
};

/**
 * What differs from the last commit: paths from `folder`, and which git does not know yet. Undefined: no repository
 * here.
 */
const statusOf = async (folder: string): Promise<{ path: string; isNew: boolean }[] | undefined> => {
  const prefix = (await git(folder, ['rev-parse', '--show-prefix']))?.trim();
  const listed =
    prefix === undefined
      ? undefined
      : await git(folder, ['status', '--porcelain=v1', '-z', '--no-renames', '-uall', '--', '.']);
  return listed
    ?.split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => ({ path: entry.slice(3).slice(prefix!.length), isNew: entry.startsWith('??') }));
};

/** Files with uncommitted changes; undefined where there is no git repository. */
export const uncommitted = async (folder: string): Promise<string[] | undefined> =>
  (await statusOf(folder))?.map(({ path }) => path);

const SUBJECT = 72;

const cutSubject = (text: string): string => {
  const line = text
    .replace(/\s+/g, ' ')
    .replace(/[.:\s]+$/, '')
    .trim();
  if (line.length <= SUBJECT) return line;
  const cut = line.slice(0, SUBJECT + 1);
  return cut.slice(0, cut.lastIndexOf(' ') > 20 ? cut.lastIndexOf(' ') : SUBJECT).trimEnd();
};

/** A message from what the agent said it did; the task where it said nothing short. */
export const commitMessage = (task: string, answer: string): string => {
  const plain = answer.replace(/[*_`#>]+/g, '').trim();
  const first = /^[^\n]+?[.!](?=\s|$)|^[^\n]+/.exec(plain)?.[0] ?? '';
  const subject = cutSubject(first.length > 0 && first.length <= 2 * SUBJECT ? first : task) || 'Change files';
  const body = plain.length > first.length || first.length > SUBJECT ? plain.slice(0, 2000) : '';
  return body === '' ? subject : `${subject}\n\n${body}`;
};

/**
 * What a run's changes would be as a commit. Undefined: no repository, or nothing of it differs from the last commit.
 */
export const proposeCommit = async (
  folder: string,
  {
    paths,
    before,
    task,
    answer,
  }: { paths: readonly string[]; before: readonly string[]; task: string; answer: string },
): Promise<Proposal | undefined> => {
  const status = (await statusOf(folder))?.filter(({ path }) => paths.includes(path));
  if (!status || status.length === 0) return undefined;
  const numbers = await git(folder, [
    'diff',
    '--numstat',
    '-z',
    '--no-renames',
    '--relative',
    'HEAD',
    '--',
    ...status.map(({ path }) => path),
  ]);
  const known = new Map(
    (numbers ?? '').split('\0').flatMap((line) => {
      const found = /^(\d+|-)\t(\d+|-)\t([\s\S]+)$/.exec(line);
      return found ? [[found[3]!, { added: numberOf(found[1]!), removed: numberOf(found[2]!) }] as const] : [];
    }),
  );
  const files = status.map(({ path }) => ({
    path,
    ...(known.get(path) ?? { added: linesOf(join(folder, path)), removed: 0 }),
  }));
  return { message: commitMessage(task, answer), files, mixed: paths.filter((path) => before.includes(path)) };
};

const numberOf = (text: string): number | undefined => (text === '-' ? undefined : Number(text));

const linesOf = (path: string): number | undefined => {
  try {
    const text = readFileSync(path, 'utf8');
    return text.includes('\0') ? undefined : text.split('\n').length - Number(text.endsWith('\n'));
  } catch {
    return 0;
  }
};

/** The diffstat as git shows it, without the bars. */
export const statText = ({ files, mixed }: Proposal): string => {
  const lines = files.map(
    ({ path, added, removed }) => ` ${path} | ${added === undefined ? 'binary' : `+${added} −${removed ?? 0}`}`,
  );
  const note = mixed.length > 0 ? [` with your own uncommitted changes in ${mixed.join(', ')}`] : [];
  return [...lines, ` ${files.length} ${files.length === 1 ? 'file' : 'files'} changed`, ...note].join('\n');
};

/**
 * Commits these files and nothing else. Gives the new commit's short name. Throws, with git's words, when git refuses.
 */
export const makeCommit = async (folder: string, { files }: Proposal, message: string): Promise<string> => {
  const paths = files.map(({ path }) => path);
  const status = (await statusOf(folder)) ?? [];
  const fresh = status.filter(({ path, isNew }) => isNew && paths.includes(path)).map(({ path }) => path);
  if (fresh.length > 0) await git(folder, ['add', '--intent-to-add', '--', ...fresh]);
  try {
    await exec('git', [
      '-c',
      'core.hooksPath=/dev/null',
      '-C',
      folder,
      'commit',
      '--quiet',
      '--only',
      '-m',
      message,
      '--',
      ...paths,
    ]);
  } catch (error) {
    if (fresh.length > 0) await git(folder, ['reset', '--quiet', '--', ...fresh]);
    const told = (error as { stderr?: string }).stderr?.trim();
    throw new Error(`git did not commit: ${told || String(error)}`);
  }
  return (await git(folder, ['rev-parse', '--short', 'HEAD']))?.trim() ?? '';
};
