/**
 * Runs of agents as they lie in a data folder: journals in agents/, what undo needs in undo/, copies of attempts in
 * attempts/. What is old or too much is removed by one rule: a run that works is never removed, one that can be gone on
 * with is removed only when nobody has touched it for a long time.
 *
 * What lies outside, the working folders and what agents changed there, is never touched.
 */
import { createReadStream, existsSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { lstat, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { lockFolder, lockHolder } from '../files.ts';
import { isUnfinished } from './attempts/attempts-journal.ts';
import type { JournalLine } from './types.ts';

/** Days since a run was touched, and bytes of all runs together. */
export type RunKeeping = { days: number; bytes: number; unfinishedDays: number };

export const RUN_KEEPING: RunKeeping = { days: 30, bytes: 1_073_741_824, unfinishedDays: 90 };

/**
 * `running`: a process has it open. `unfinished`: `mizan act --resume` goes on with it. `finished`: it was answered, or
 * nobody can come back to it.
 */
type RunState = 'running' | 'unfinished' | 'finished';

export type StoredRun = {
  id: string;
  state: RunState;
  /** When it was last touched, in milliseconds since 1970. */
  at: number;
  bytes: number;
  agent?: string;
  task?: string;
  folder?: string;
  /** Why it ended; absent when it was cut off. */
  stopped?: string;
};

const DAY = 86_400_000;
/** How long a run may take from its first file to its first line, in milliseconds. */
const BEGINNING = 600_000;
/** Runs of a server have such names. Their callers come back soon or never. */
const SERVED = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TAIL = 1 << 18;

type Size = { bytes: number; at: number };

/** Bytes below a folder, and when something in it was last written. A link counts itself alone. */
const sizeOf = async (folder: string): Promise<Size> => {
  const size: Size = { bytes: 0, at: 0 };
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (entry.isDirectory()) continue;
    const found = await lstat(join(entry.parentPath, entry.name)).catch(() => undefined);
    if (!found) continue;
    size.bytes += found.size;
    size.at = Math.max(size.at, found.mtimeMs);
  }
  return size;
};

const parsed = (text: string | undefined): JournalLine | undefined => {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as JournalLine);
  } catch {
    return undefined;
  }
};

const firstLine = async (path: string): Promise<string | undefined> => {
  const lines = createInterface({ input: createReadStream(path) });
  for await (const line of lines) return line; // leaving closes it
  return undefined;
};

/** The last whole line; of a long one, nothing. */
const lastLine = async (path: string): Promise<string | undefined> => {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - TAIL);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
    const lines = buffer.subarray(0, bytesRead).toString('utf8').split('\n').slice(0, -1);
    return from > 0 && lines.length === 1 ? undefined : lines.at(-1);
  } finally {
    await file.close();
  }
};

/** Where the parts of runs lie. */
const placesOf = (data: string) => ({
  runs: join(data, 'agents'),
  undo: join(data, 'undo'),
  attempts: join(data, 'attempts'),
});

const foldersIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

/** All folders of runs, by the id of the run. */
const partsOf = async (data: string): Promise<Map<string, string[]>> => {
  const { runs, undo, attempts } = placesOf(data);
  const parts = new Map<string, string[]>();
  const add = (id: string, path: string): void => void parts.set(id, [...(parts.get(id) ?? []), path]);
  for (const place of [runs, attempts]) for (const id of await foldersIn(place)) add(id, join(place, id));
  for (const place of await foldersIn(undo))
    for (const id of await foldersIn(join(undo, place))) add(id, join(undo, place, id));
  return parts;
};

/** Whether the journal of a run has a line. */
const hasBegun = (folder: string): boolean =>
  (statSync(join(folder, 'journal.jsonl'), { throwIfNoEntry: false })?.size ?? 0) > 0;

const stateOf = (id: string, folder: string, last: JournalLine | undefined, age: number): RunState => {
  if (lockHolder(folder) !== undefined) return 'running';
  if (SERVED.test(id)) return age < DAY && last?.type !== undefined && !isAnswered(last) ? 'unfinished' : 'finished';
  if (isUnfinished(folder)) return 'unfinished';
  // What undo needs is written before the journal: a run without one is about to begin, or never has.
  if (!hasBegun(folder)) return age < BEGINNING ? 'running' : 'finished';
  return isAnswered(last) ? 'finished' : 'unfinished';
};

const isAnswered = (line: JournalLine | undefined): boolean => line?.type === 'stopped' && line.reason === 'answered';

const readRun = async (data: string, id: string, parts: readonly string[], now: number): Promise<StoredRun> => {
  const folder = join(placesOf(data).runs, id);
  const path = join(folder, 'journal.jsonl');
  const sizes = await Promise.all(parts.map(sizeOf));
  const bytes = sizes.reduce((sum, size) => sum + size.bytes, 0);
  const at = Math.max(0, ...sizes.map((size) => size.at));
  const there = existsSync(path);
  const begin = there ? parsed(await firstLine(path)) : undefined;
  const last = there ? parsed(await lastLine(path)) : undefined;
  const task = begin?.type === 'begin' ? begin.messages.findLast(({ role }) => role === 'user')?.content : undefined;
  return {
    id,
    state: stateOf(id, folder, last, now - at),
    at,
    bytes,
    ...(begin?.type === 'begin' && { agent: begin.agent, ...(begin.folder !== undefined && { folder: begin.folder }) }),
    ...(task !== undefined && { task }),
    ...(last?.type === 'stopped' && { stopped: last.reason }),
  };
};

/** All runs of a data folder, the newest first. `now` in milliseconds since 1970. */
export const storedRuns = async (data: string, now: number = Date.now()): Promise<StoredRun[]> => {
  const parts = await partsOf(data);
  const runs: StoredRun[] = [];
  for (const [id, folders] of parts) runs.push(await readRun(data, id, folders, now));
  return runs.toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
};

/** Removes all that is kept of a run. False: it works, and was left. */
export const removeRun = async (data: string, id: string): Promise<boolean> => {
  const folder = join(placesOf(data).runs, id);
  const parts = (await partsOf(data)).get(id) ?? [];
  let lock: Disposable;
  try {
    lock = lockFolder(folder);
  } catch {
    return false;
  }
  try {
    for (const path of parts) await rm(path, { recursive: true, force: true });
  } finally {
    lock[Symbol.dispose]();
  }
  return true;
};

/** Removes what is kept of a run that ended before the first line of its journal: nobody can come back to it. */
export const removeUnbegun = async (data: string, id: string): Promise<void> => {
  if (!hasBegun(join(placesOf(data).runs, id))) await removeRun(data, id);
};

/** What goes by the rule: what is too old, then finished runs, the oldest first, until the rest fits. Pure. */
export const runsToRemove = (runs: readonly StoredRun[], keeping: RunKeeping, now: number): StoredRun[] => {
  const daysOf = ({ state }: StoredRun): number => (state === 'unfinished' ? keeping.unfinishedDays : keeping.days);
  const old = runs.filter((run) => run.state !== 'running' && now - run.at > daysOf(run) * DAY);
  const left = runs.filter((run) => !old.includes(run));
  let bytes = left.reduce((sum, run) => sum + run.bytes, 0);
  const tooMuch = left
    .filter(({ state }) => state === 'finished')
    .toSorted((a, b) => a.at - b.at)
    .filter((run) => {
      if (bytes <= keeping.bytes) return false;
      bytes -= run.bytes;
      return true;
    });
  return [...old, ...tooMuch];
};

/** Removes what goes by the rule. Gives what went. */
export const cleanRuns = async (
  data: string,
  keeping: Partial<RunKeeping> = {},
  now: number = Date.now(),
): Promise<StoredRun[]> => {
  const gone: StoredRun[] = [];
  for (const run of runsToRemove(await storedRuns(data, now), { ...RUN_KEEPING, ...keeping }, now))
    if (await removeRun(data, run.id)) gone.push(run);
  return gone;
};

const HOUR = 3_600_000;

/** Cleans, but at most once an hour for all processes of a data folder. A failure is for the next time. */
export const tidyRuns = async (data: string, keeping: Partial<RunKeeping>, now: number = Date.now()): Promise<void> => {
  const stamp = join(data, 'runs-cleaned');
  const cleaned = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (!existsSync(placesOf(data).runs) || Math.abs(now - cleaned) < HOUR) return;
  try {
    writeFileSync(stamp, '');
    utimesSync(stamp, now / 1000, now / 1000);
    await cleanRuns(data, keeping, now);
  } catch {
    // the folder can't be written, or another process cleans it
  }
};
