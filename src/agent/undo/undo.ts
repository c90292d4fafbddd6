/**
 * Undo: the working folder after each step of a run, and the way back to any of them. A step is what one call changed,
 * commands included. What somebody else changed meanwhile is a step of its own and is not undone unless that is asked
 * for.
 *
 * Bytes, modes, links, folders, deletions and new files come back; times, hard links and extended attributes do not.
 * Nothing of git is touched: .git is left out, and no repository of the person's is used.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { appendLine, ensureFolder } from '../../files.ts';
import { defined } from '../../json.ts';
import { removeInside, restoreInside, type Content, type WorkFolder } from '../tools/work-folder.ts';
import type { AgentTool, ToolResult } from '../types.ts';
import {
  entrySchema,
  LIMITS,
  readBlob,
  sameEntry,
  scan,
  type BlobStore,
  type Limits,
  type Manifest,
  type ManifestEntry,
} from './manifest.ts';

/** One line of the store. `changed`: null is a path that is gone. `outside`: it was not the agent. */
const stepSchema = z.object({
  step: z.int(),
  label: z.string(),
  outside: z.boolean(),
  at: z.string(),
  complete: z.boolean(),
  changed: z.record(z.string(), entrySchema.nullable()),
  leftOut: z.record(z.string(), z.string()),
});
type StepLine = z.output<typeof stepSchema>;

export type Change = { path: string; change: 'made' | 'changed' | 'removed' };

/** One step: what changed in it, and what of the folder is not kept, by path, with the reason. */
export type Step = {
  step: number;
  label: string;
  outside: boolean;
  at: string;
  changes: Change[];
  leftOut: Readonly<Record<string, string>>;
};

/** `kept`: changed by someone else since, and left as it is. `failed`: with the reason. */
export type Undone = { restored: string[]; removed: string[]; kept: string[]; failed: { path: string; why: string }[] };

export type Undo = {
  /** Records what has changed since the last step; undefined when nothing has. */
  record(label: string, outside?: boolean): Step | undefined;
  steps(): Step[];
  /** What a path held after a step: undefined when it was not there, `why` when that was not kept. */
  contentAt(step: number, path: string): Content | { why: string } | undefined;
  /** Makes the folder what it was after a step; 0 is the beginning. `force` also undoes what others changed. */
  undo(step: number, options?: { force?: boolean }): Undone;
};

const KEPT_RUNS = 20;

const folderSize = (folder: string): number => {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
};

/** Removes the stores of the oldest runs of a working folder. */
const removeOld = (folder: string): void => {
  if (!existsSync(folder)) return;
  const runs = readdirSync(folder)
    .map((name) => ({ name, time: statSync(join(folder, name)).mtimeMs }))
    .toSorted((a, b) => b.time - a.time);
  for (const { name } of runs.slice(KEPT_RUNS)) rmSync(join(folder, name), { recursive: true, force: true });
};

const readSteps = (path: string): StepLine[] => {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1); // a torn last line is a step that was not finished
  return lines.map((line) => stepSchema.parse(JSON.parse(line)));
};

/** The manifest after a step: the fold of the lines up to it. */
const manifestAt = (lines: readonly StepLine[], step: number): Map<string, ManifestEntry> => {
  const manifest = new Map<string, ManifestEntry>();
  for (const line of lines.filter((each) => each.step <= step))
    for (const [path, entry] of Object.entries(line.changed)) {
      if (entry) manifest.set(path, entry);
      else manifest.delete(path);
    }
  return manifest;
};

const differences = (before: Manifest, after: Manifest): Record<string, ManifestEntry | null> => {
  const changed: [string, ManifestEntry | null][] = [];
  for (const [path, entry] of after) if (!sameEntry(before.get(path), entry)) changed.push([path, entry]);
  for (const path of before.keys()) if (!after.has(path)) changed.push([path, null]);
  return Object.fromEntries(changed);
};

const toStep = (line: StepLine, before: Manifest): Step => {
  const changes = Object.entries(line.changed).map(([path, entry]): Change => {
    if (entry === null) return { path, change: 'removed' };
    return { path, change: before.has(path) ? 'changed' : 'made' };
  });
  const { step, label, outside, at, leftOut } = line;
  return { step, label, outside, at, changes: line.step === 0 ? [] : changes, leftOut };
};

const contentOf = (entry: ManifestEntry, store: BlobStore): Content | { why: string } => {
  switch (entry.kind) {
    case 'link':
      return { target: entry.target };
    case 'folder':
      return { folder: true, mode: entry.mode, uid: entry.uid, gid: entry.gid };
    case 'file': {
      if (entry.hash === undefined) return { why: `its content was not kept: ${entry.leftOut ?? 'unknown'}` };
      const bytes = readBlob(store, entry.hash);
      if (!bytes) return { why: 'its copy is damaged or lost' };
      return { bytes, mode: entry.mode, uid: entry.uid, gid: entry.gid };
    }
    default:
      return entry satisfies never;
  }
};

const byDepth = (a: string, b: string): number => a.split('/').length - b.split('/').length;

/** Where the steps of a run lie: outside the working folder. `run` names the run. */
export type UndoPlace = { dataFolder: string; run: string };

/** Opens the steps of a run, or begins them with the folder as it is. */
export const openUndo = (work: WorkFolder, { dataFolder, run }: UndoPlace, limits: Limits = LIMITS): Undo => {
  const ofFolder = join(dataFolder, 'undo', createHash('sha256').update(work.root).digest('hex').slice(0, 32));
  const folder = join(ofFolder, run.replace(/[^\w-]/g, '_'));
  removeOld(ofFolder);
  ensureFolder(folder, 0o700);
  const path = join(folder, 'steps.jsonl');
  const store: BlobStore = { folder: join(folder, 'bytes'), bytes: folderSize(join(folder, 'bytes')) };
  const lines = readSteps(path);
  let latest: Manifest = manifestAt(lines, Infinity);

  const record = (label: string, outside = false): Step | undefined => {
    const { manifest, leftOut, complete } = scan(work, latest, store, limits);
    const before = latest;
    const changed = differences(before, manifest);
    latest = manifest;
    if (lines.length > 0 && Object.keys(changed).length === 0) return undefined;
    const at = new Date().toISOString();
    const line = { step: lines.length, label, outside, at, complete, changed, leftOut: Object.fromEntries(leftOut) };
    appendLine(path, line satisfies StepLine);
    lines.push(line);
    return toStep(line, before);
  };

  const undo: Undo['undo'] = (step, { force = false } = {}) => {
    if (!lines[step])
      throw new RangeError(`there is no step ${step} to go back to; there are 0 to ${lines.length - 1}`);
    record('changed outside', true);
    const target = manifestAt(lines, step);
    const others = lines
      .filter((line) => line.step > step && line.outside)
      .flatMap((line) => Object.keys(line.changed));
    const kept = new Set(force ? [] : others);
    const undone = restore(work, { target, kept, complete: lines[step]!.complete }, { store, limits });
    record(`undo to step ${step}`);
    return undone;
  };

  if (lines.length === 0) record('begin');
  const contentAt: Undo['contentAt'] = (step, at) => {
    const entry = manifestAt(lines, step).get(at);
    return entry && contentOf(entry, store);
  };
  return { record, undo, contentAt, steps: () => lines.map((line) => toStep(line, manifestAt(lines, line.step - 1))) };
};

type Goal = { target: Manifest; kept: ReadonlySet<string>; complete: boolean };

/**
 * Puts the .gitignore files back first: they say what belongs to the folder. Then removes what is new, then restores.
 */
const restore = (
  work: WorkFolder,
  { target, kept, complete }: Goal,
  { store, limits }: { store: BlobStore; limits: Limits },
): Undone => {
  const undone: Undone = { restored: [], removed: [], kept: [], failed: [] };
  const put = (path: string, entry: ManifestEntry): void => {
    const content = contentOf(entry, store);
    const why = 'why' in content ? content.why : restoreInside(work, path, content)?.refusal;
    if (why === undefined) undone.restored.push(path);
    else undone.failed.push({ path, why });
  };
  let now = scan(work, target, store, limits).manifest;
  for (const [path, entry] of target) {
    if (path.split('/').at(-1) !== '.gitignore' || kept.has(path) || sameEntry(entry, now.get(path))) continue;
    put(path, entry);
  }
  now = scan(work, target, store, limits).manifest;
  const added = [...now.keys()].filter((path) => !target.has(path)).toSorted((a, b) => byDepth(b, a));
  for (const path of added) {
    if (kept.has(path)) undone.kept.push(path);
    else if (!complete)
      undone.failed.push({ path, why: 'it may have been there before: the folder has too many files' });
    else {
      const refused = removeInside(work, path);
      if (!refused) undone.removed.push(path);
      else if (!undone.kept.some((other) => other.startsWith(`${path}/`)))
        undone.failed.push({ path, why: refused.refusal });
    }
  }
  // Folders are made with their parents first, and get their rights last, so that a read-only one can be filled.
  const wanted = [...target]
    .filter(([path, entry]) => !sameEntry(entry, now.get(path)))
    .toSorted(([a], [b]) => byDepth(a, b));
  const due = wanted.filter(([path]) => {
    if (kept.has(path)) undone.kept.push(path);
    return !kept.has(path);
  });
  const folders = due.filter(([, entry]) => entry.kind === 'folder');
  for (const [path, entry] of folders)
    if (entry.kind === 'folder' && now.get(path)?.kind !== 'folder')
      restoreInside(work, path, { folder: true, ...entry, mode: entry.mode | 0o700 });
  for (const [path, entry] of due) if (entry.kind !== 'folder') put(path, entry);
  for (const [path, entry] of folders.toReversed()) put(path, entry);
  return undone;
};

/** What a call changed, as a result tells it. */
const shownChanges = ({ changes }: Step): string =>
  changes
    .slice(0, 20)
    .map(({ path, change }) => `${change} ${path}`)
    .join(', ') + (changes.length > 20 ? ` and ${changes.length - 20} more` : '');

/**
 * The same tools, of which each that writes leaves a step. `bash` also tells which files it changed; what others
 * changed meanwhile is told to the model.
 */
export const withUndo = (tools: readonly AgentTool[], undo: Undo): AgentTool[] =>
  tools.map((tool) => {
    const { effect } = tool;
    if (effect === 'read' || tool.resumable) return tool;
    const run: AgentTool['run'] = async (args, context) => {
      if (typeof effect === 'function' && effect(args) === 'read') return await tool.run(args, context);
      const others = undo.record('changed outside', true);
      const label = `${tool.name} ${tool.subject?.(args) ?? ''}`.trim().slice(0, 200);
      let result: ToolResult | undefined;
      try {
        result = await tool.run(args, context);
        return told(result, { step: undo.record(label), others, name: tool.name });
      } finally {
        if (!result) undo.record(label); // it threw; what it did can be undone all the same
      }
    };
    return { ...tool, run };
  });

type Told = { step: Step | undefined; others: Step | undefined; name: string };

const told = (result: ToolResult, { step, others, name }: Told): ToolResult => {
  const notes = [
    ...(name === 'bash' && step ? [`changed files: ${shownChanges(step)}`] : []),
    ...(others ? [`changed by someone else since the last step: ${shownChanges(others)}`] : []),
  ];
  const value =
    typeof result.value === 'object' && result.value !== null ? result.value : defined({ result: result.value });
  return {
    ...result,
    content: notes.length > 0 ? `${result.content}\n[${notes.join('. ')}]` : result.content,
    value: { ...value, ...defined({ step: step?.step, changes: step?.changes }) },
  };
};
