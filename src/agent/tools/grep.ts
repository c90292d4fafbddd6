/**
 * The tool `grep`: lines that fit a regular expression, in a file or in all files that .gitignore does not leave out.
 */
import { closeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { defined } from '../../json.ts';
import { literal as escaped } from '../patterns.ts';
import type { AgentTool, ToolResult } from '../types.ts';
import type { FileTools } from './change-file.ts';
import { defineTool, failed, shownPath } from './define.ts';
import { openInside, subjectOf } from './work-folder.ts';

/**
 * What the thread is given. `start` is a file or a folder; `most` is how many matches end the search. Without
 * `expression` it looks at the names alone, and every file that fits `glob` is a match.
 */
export type GrepJob = {
  root: string;
  start: string;
  file: boolean;
  expression?: { source: string; flags: string };
  glob?: string;
  context: number;
  most: number;
};

export type FileMatches = {
  type: 'file';
  path: string;
  lines: { line: number; text: string; match: boolean }[];
};

/** How many files were searched and why others were not. */
export type GrepEnd = {
  type: 'end';
  files: number;
  /** Files and folders whose names were looked at. */
  seen: number;
  binary: number;
  large: number;
  unreadable: number;
  /** Left out, since their names say that they hold secrets. */
  secret: number;
  full: boolean;
};

const MOST = 200;
const LONGEST = 14_000;
const MOST_SECONDS = 10;

const schema = z.object({
  pattern: z.string().min(1).describe('A regular expression, as in JavaScript'),
  path: z.string().optional().describe('File or folder to search; default: the working folder'),
  glob: z.string().optional().describe('Only files whose names fit, for example *.ts'),
  ignore_case: z.boolean().optional(),
  literal: z.boolean().optional().describe('The pattern is plain text'),
  context: z.int().min(0).max(10).optional().describe('Lines to show around each match'),
});

/** Without `end` the time was over. */
type Found = { files: FileMatches[]; end: GrepEnd | undefined };

/** Runs a job in a thread for at most some seconds. Rejects when the signal aborts. */
export const search = (job: GrepJob, seconds: number, signal: AbortSignal): Promise<Found> => {
  const file = import.meta.url.endsWith('.ts') ? './grep-worker.ts' : './grep-worker.js';
  const worker = new Worker(new URL(file, import.meta.url), {
    workerData: job,
    env: {},
    execArgv: ['--disable-warning=ExperimentalWarning'], // Node's stripping of types
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  const { promise, resolve, reject } = Promise.withResolvers<Found>();
  const files: FileMatches[] = [];
  const timer = setTimeout(() => resolve({ files, end: undefined }), seconds * 1000);
  const cancel = (): void => reject(signal.reason);
  worker.on('message', (message: FileMatches | GrepEnd) => {
    if (message.type === 'file') files.push(message);
    else resolve({ files, end: message });
  });
  worker.on('error', reject);
  worker.on('exit', () => resolve({ files, end: undefined }));
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  return promise.finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
    void worker.terminate();
  });
};

const shown = ({ files, end }: Found, seconds: number): ToolResult => {
  const rows = files.flatMap(({ path, lines }) =>
    lines.map(({ line, text, match }) => `${shownPath(path)}${match ? ':' : '-'}${line}${match ? ':' : '-'}${text}`),
  );
  let text = '';
  let count = 0;
  for (const row of rows) {
    if (text.length + row.length > LONGEST) break;
    text += `${row}\n`;
    count++;
  }
  const notes = [
    ...(end
      ? []
      : [`ended after ${seconds} seconds, so there may be more; search a smaller folder or a simpler pattern`]),
    ...(end?.full ? [`the first ${MOST} matches; narrow the search for the others`] : []),
    ...(count < rows.length ? [`${rows.length - count} more lines were left out`] : []),
    ...(end && end.large > 0 ? [`of ${end.large} large files only the first 4 MiB were searched`] : []),
    ...(end && end.secret > 0
      ? [`${end.secret} files that hold secrets by their names were left out; name one as path to search it`]
      : []),
    ...(end && end.unreadable > 0 ? [`${end.unreadable} files or folders can't be read`] : []),
  ];
  const binary = end && end.binary > 0 ? `, ${end.binary} of them binary` : '';
  const none = end ? `No match in ${end.files} files${binary}.` : 'No match so far.';
  const content = text === '' ? none : text.trimEnd();
  return { content: notes.length > 0 ? `${content}\n[${notes.join('. ')}]` : content, value: { files } };
};

/** `seconds` bounds one search. */
export const grepTool = ({ work }: Pick<FileTools, 'work'>, seconds: number = MOST_SECONDS): AgentTool =>
  defineTool({
    name: 'grep',
    description: 'Searches files for lines that fit a regular expression. What .gitignore leaves out is left out.',
    schema,
    effect: 'read',
    subject: ({ path }) => subjectOf(work, path ?? '.'),
    async run({ pattern, path, glob, ignore_case, literal, context = 0 }, { signal }) {
      const source = literal ? escaped(pattern) : pattern;
      const flags = ignore_case ? 'iu' : 'u';
      const fits = [flags, flags.replace('u', '')].find((each) => compiles(source, each));
      if (fits === undefined)
        return failed(`${pattern} is no regular expression; escape its special characters, or set literal.`);
      const opened = openInside(work, path ?? '.', { folders: true });
      if ('refusal' in opened) return failed(opened.refusal);
      const file = opened.stat.isFile();
      closeSync(opened.file);
      const expression = { source, flags: fits };
      const job = { root: work.root, start: opened.path, file, expression, context, most: MOST };
      return shown(await search({ ...job, ...defined({ glob }) }, seconds, signal), seconds);
    },
  });

const compiles = (source: string, flags: string): boolean => {
  try {
    return Boolean(new RegExp(source, flags));
  } catch {
    return false;
  }
};
