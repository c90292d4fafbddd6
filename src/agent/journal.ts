/**
 * Journals: in memory, and as files that survive a kill. A run is a folder with `journal.jsonl`, the journals of its
 * sub-agents below `calls/`, and long results of tools below `kept/`. One process at a time has a run open.
 *
 * What a line means is state.ts's business. Whatever is read from a file is checked.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ensureFolder, failure, lockFolder } from '../files.ts';
import type { Journal, JournalLine } from './types.ts';

const TYPES = [
  'begin',
  'resumed',
  'window',
  'probed',
  'message',
  'reply',
  'ask',
  'answer',
  'call',
  'result',
  'compacted',
  'checked',
  'stopped',
] as const satisfies readonly JournalLine['type'][];

/** What every line must have; the rest is written by this program alone. */
const lineSchema = z.looseObject({ type: z.enum(TYPES), seconds: z.number() });

/** A journal in memory, with all its lines so far. `reopened` gives it as another process would find it. */
export type MemoryJournal = Journal & { written: readonly JournalLine[]; reopened(): MemoryJournal };

/** A journal that lives as long as the process. `lines` are those to go on from. */
export const memoryJournal = (lines: readonly JournalLine[] = []): MemoryJournal => inMemory([...lines], new Map());

const inMemory = (written: JournalLine[], children: Map<string, MemoryJournal>): MemoryJournal => ({
  lines: [...written],
  written,
  append: (line) => {
    written.push(line);
  },
  child: async (callId) => {
    const child = children.get(callId)?.reopened() ?? memoryJournal();
    children.set(callId, child);
    return child;
  },
  keep: () => undefined,
  close: () => {},
  reopened: () => inMemory(written, children),
});

/** The lines of a file, and how many bytes they take; a torn last line is left out. Throws one sentence on damage. */
const readLines = (path: string): { lines: JournalLine[]; bytes: number } => {
  if (!existsSync(path)) return { lines: [], bytes: 0 };
  const data = readFileSync(path);
  const bytes = data.lastIndexOf(10) + 1;
  const texts = data.subarray(0, bytes).toString('utf8').split('\n').slice(0, -1);
  const lines = texts.map((text, i): JournalLine => {
    try {
      return lineSchema.parse(JSON.parse(text)) as JournalLine;
    } catch {
      throw new Error(`the journal ${path} is damaged at line ${i + 1}; it can't be gone on with`);
    }
  });
  return { lines, bytes };
};

/** A safe name of a file for a call's id. */
const fileName = (id: string): string => id.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 100) || '_';

const openFolder = (folder: string, lock: Disposable | undefined): Journal => {
  const path = join(folder, 'journal.jsonl');
  ensureFolder(folder, 0o700);
  const { lines, bytes } = readLines(path);
  if (existsSync(path) && statSync(path).size > bytes) truncateSync(path, bytes);
  let file: number | undefined = openSync(path, 'a', 0o600);
  const children: Journal[] = [];
  return {
    lines,
    append: (line) => {
      if (file === undefined) throw new Error(`the journal ${path} is closed`);
      const data = Buffer.from(`${JSON.stringify(line)}\n`);
      try {
        for (let at = 0; at < data.length;) at += writeSync(file, data, at);
        fsyncSync(file);
      } catch (error) {
        throw failure('write the journal', path, error);
      }
    },
    child: async (callId) => {
      const child = openFolder(join(folder, 'calls', fileName(callId)), undefined);
      children.push(child);
      return child;
    },
    keep: (name, text) => {
      const kept = join(folder, 'kept');
      ensureFolder(kept, 0o700);
      const at = join(kept, `${fileName(name)}.txt`);
      writeFileSync(at, text, { mode: 0o600 });
      return at;
    },
    close: () => {
      if (file === undefined) return; // the lock may be another's by now
      for (const child of children) child.close();
      closeSync(file);
      file = undefined;
      lock?.[Symbol.dispose]();
    },
  };
};

/**
 * Opens the journal of the run in `folder`, which is made when it is missing. Throws one sentence when another process
 * has it open or when it is damaged. A torn last line, as a kill leaves it, is cut off.
 */
export const openJournal = (folder: string): Journal => {
  const lock = lockFolder(folder, ''); // its folder is not for the caller to choose
  try {
    return openFolder(folder, lock);
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
};

/** A run that lies in a folder of runs. */
export type RunSummary = {
  id: string;
  agent: string;
  task: string;
  started: string;
  /** The working folder of its tools. */
  folder?: string;
  /** Why it ended; absent when it was cut off. */
  stopped?: string;
  steps: number;
};

/** The lines of the run in `folder`, without opening it for writing. */
export const readJournal = (folder: string): JournalLine[] => readLines(join(folder, 'journal.jsonl')).lines;

/** The runs below `folder`, the newest first; what can't be read is left out. */
export const listRuns = (folder: string): RunSummary[] => {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((id): RunSummary[] => {
      try {
        const lines = readJournal(join(folder, id));
        const begin = lines[0];
        if (begin?.type !== 'begin') return [];
        const last = lines.at(-1)!;
        return [
          {
            id,
            agent: begin.agent,
            task: begin.messages.findLast(({ role }) => role === 'user')?.content ?? '',
            started: begin.started,
            steps: lines.filter(({ type }) => type === 'reply').length,
            ...(begin.folder !== undefined && { folder: begin.folder }),
            ...(last.type === 'stopped' && { stopped: last.reason }),
          },
        ];
      } catch {
        return [];
      }
    })
    .sort((a, b) => (a.started < b.started ? 1 : -1));
};
