/**
 * A planned change of one file: its bytes before and after. Planning changes nothing, so a preview, a dry run and the
 * change itself come from one plan. Shared by `write` and `edit`.
 */
import { closeSync } from 'node:fs';
import { createTwoFilesPatch } from 'diff';
import type { z } from 'zod';
import type { AgentTool, ToolResult } from '../types.ts';
import { cutText, defineTool, failed, shownPath, shownSize } from './define.ts';
import type { SeenFiles } from './seen-files.ts';
import { readText, type TextFile } from './text-file.ts';
import {
  locateForWriting,
  openInside,
  readBytes,
  refusal,
  subjectOf,
  writeInside,
  type Refusal,
  type WorkFolder,
} from './work-folder.ts';

/** Larger files are changed by commands. */
const LARGEST = 16 * 1024 * 1024;
const LONGEST_DIFF = 6000;

export type FileTools = { work: WorkFolder; seen: SeenFiles };

/** A file as it is; `undefined`: there is none yet. */
export type Existing = { path: string; bytes: Buffer; text: TextFile | undefined; seen: 'same' | 'changed' | 'never' };

export type Plan = { path: string; before: string | undefined; after: string; bytes: Uint8Array; note?: string };

/** The file at a path that is to be changed: its content, or that there is none, or why it can't be changed. */
export const existingFile = ({ work, seen }: FileTools, given: string): Existing | { path: string } | Refusal => {
  const place = locateForWriting(work, given);
  if ('refusal' in place) return place;
  const opened = openInside(work, place.absolute);
  if ('refusal' in opened) return opened.refusal.includes('does not exist') ? { path: place.path } : opened;
  try {
    if (opened.stat.size > LARGEST)
      return refusal(
        `${shownPath(place.path)} has ${shownSize(Number(opened.stat.size))}, and at most ${shownSize(LARGEST)} can be edited at once; use a command.`,
      );
    const bytes = readBytes(opened.file, 0, Number(opened.stat.size) + 1);
    return { path: place.path, bytes, text: readText(bytes), seen: seen.check(opened) };
  } finally {
    closeSync(opened.file);
  }
};

/** The change as a unified diff, at most `most` characters. */
const shownDiff = ({ path, before, after }: Pick<Plan, 'path' | 'before' | 'after'>, most = LONGEST_DIFF): string => {
  // Names are quoted there as Git does.
  const patch = createTwoFilesPatch(
    before === undefined ? '/dev/null' : `a/${path}`,
    `b/${path}`,
    before ?? '',
    after,
    '',
    '',
    {
      context: 3,
      timeout: 1000,
    },
  );
  if (patch === undefined) return `${shownPath(path)}: too much changes for a diff.`;
  const text = patch.replace(/^=+\n/, '');
  return text.length > most
    ? `${cutText(text, most)}\n[… the diff goes on for ${text.length - most} characters …]`
    : text;
};

/** How many lines a diff adds and removes, in words. */
const shownCounts = (diff: string): string => {
  const count = (mark: '+' | '-'): number =>
    diff.split('\n').filter((line) => line.startsWith(mark) && !line.startsWith(mark.repeat(3))).length;
  return `+${count('+')} −${count('-')} lines`;
};

/** Makes a planned change. */
const commit = ({ work, seen }: FileTools, plan: Plan): ToolResult => {
  const written = writeInside(work, plan.path, plan.bytes);
  if ('refusal' in written) return failed(written.refusal);
  const opened = openInside(work, written.absolute);
  if (!('refusal' in opened)) {
    seen.note(opened);
    closeSync(opened.file);
  }
  const diff = shownDiff(plan, 100_000);
  const what = plan.before === undefined ? 'made' : 'changed';
  const note = plan.note === undefined ? '' : ` Note: ${plan.note}.`;
  return {
    content: `${what} ${shownPath(plan.path)} (${shownCounts(diff)}).${note}`,
    value: { path: plan.path, made: plan.before === undefined, diff },
  };
};

/** The tool that plans a change of the file at `path`: the same plan is shown before, and carried out. */
export const changeTool = <S extends z.ZodObject<{ path: z.ZodString }>>(
  tools: FileTools,
  {
    name,
    description,
    schema,
    plan,
  }: {
    name: string;
    description: string;
    schema: S;
    plan(tools: FileTools, args: z.output<S>): Plan | Refusal;
  },
): AgentTool =>
  defineTool({
    name,
    description,
    schema,
    effect: 'write',
    subject: (args) => subjectOf(tools.work, args.path as string),
    preview: async (args) => {
      const planned = plan(tools, args);
      return 'refusal' in planned ? planned.refusal : shownDiff(planned);
    },
    run: async (args) => {
      const planned = plan(tools, args);
      return 'refusal' in planned ? failed(planned.refusal) : commit(tools, planned);
    },
  });
