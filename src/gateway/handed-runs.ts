/**
 * Runs of served agents that wait for their caller: it was handed calls of its own tools and will come back with their
 * results in a new request. The ids of such calls can't be guessed, so they find the run again. Runs are written down
 * in the data folder where there is one.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { memoryJournal, openJournal, type MemoryJournal } from '../agent/journal.ts';
import type { Journal } from '../agent/types.ts';
import type { ChatRequest } from '../types.ts';

/** Runs that are remembered at one time. */
const MOST = 1000;

/** `id` names the run, also after it was handed back. */
type OpenedRun = { id: string; journal: Journal };

export type HandedRuns = {
  /** The journal of a request: that of the run whose calls it answers, else a new one. */
  open(request: ChatRequest): OpenedRun;
};

/** `folder`: where runs are written down. Undefined: in memory. */
export const createHandedRuns = (folder: string | undefined): HandedRuns => {
  const waiting = new Map<string, () => OpenedRun>();
  const remember = (journal: Journal, reopen: () => OpenedRun): Journal => ({
    ...journal,
    append: (line) => {
      journal.append(line);
      if (line.type !== 'reply') return;
      for (const { id, handed } of line.calls) if (handed) waiting.set(id, reopen);
      for (const id of waiting.keys()) {
        if (waiting.size <= MOST) break;
        waiting.delete(id);
      }
    },
  });
  const inFolder = (path: string, id: string): OpenedRun => ({
    id,
    journal: remember(openJournal(path), () => inFolder(path, id)),
  });
  const inMemory = (journal: MemoryJournal, id: string): OpenedRun => ({
    id,
    journal: remember(journal, () => inMemory(journal.reopened(), id)),
  });
  return {
    open: ({ messages }) => {
      const last = messages.findLastIndex(({ role }) => role === 'assistant');
      for (const { toolCallId } of messages.slice(last + 1)) {
        const reopen = toolCallId === undefined ? undefined : waiting.get(toolCallId);
        if (!reopen) continue;
        waiting.delete(toolCallId!);
        return reopen();
      }
      const id = randomUUID();
      return folder === undefined ? inMemory(memoryJournal(), id) : inFolder(join(folder, id), id);
    },
  };
};
