/**
 * Runs one command in isolation, with all its bounds: bubblewrap's command line, a memory group where there is one, and
 * a watch over the working folder. What ended it is named. Whether isolation holds here is the self-test's business.
 */
import { lstat, readdir } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { isolate, type Host } from './bubblewrap.ts';
import { runChild } from './child.ts';
import { createMemoryGroup } from './memory-group.ts';
import type { Bound, Run, RunRequest, RunResult } from './types.ts';

const MIB = 1024 * 1024;
const DEFAULTS = { seconds: 10, memory: 512 * MIB, processes: 32, output: 64 * 1024, disk: 64 * MIB };
const MOST_FILES = 200;

/** Throws a RangeError that names the file when a path leaves the working folder. */
const requireInside = (path: string): string => {
  const clean = normalize(path);
  if (clean.startsWith('/') || clean.startsWith('..') || clean === '.' || clean.includes('\0')) {
    throw new RangeError(`the sandbox's file "${path}" must be a relative path inside the working folder`);
  }
  return clean;
};

/** Bytes in a folder and all below it; what vanishes meanwhile counts nothing. */
const bytesIn = async (folder: string): Promise<number> => {
  let total = 0;
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) total += 4096 + (await bytesIn(path));
    else total += (await lstat(path).catch(() => undefined))?.size ?? 0;
  }
  return total;
};

/** Ends the run when the folder grows by more than `most` bytes. The slower the folder is to read, the rarer it looks. */
const watchFolder = (folder: string, most: number, kill: (why: Bound) => void): { stop(): void } => {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let before: number | undefined;
  const look = async (): Promise<void> => {
    const started = performance.now();
    const bytes = await bytesIn(folder);
    before ??= bytes;
    if (bytes - before > most) kill('disk');
    if (!stopped) timer = setTimeout(() => void look(), Math.max(100, 5 * (performance.now() - started)));
  };
  void look();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
};

/** 128 + the number of the signal that ended the program inside. */
const SIGNALS: Readonly<Record<number, { name: string; bound?: Bound }>> = {
  134: { name: 'SIGABRT' },
  137: { name: 'SIGKILL' },
  139: { name: 'SIGSEGV' },
  152: { name: 'SIGXCPU', bound: 'time' },
  153: { name: 'SIGXFSZ', bound: 'disk' },
};

/** What a failed program says of the bound that it met, in the words of the C library, dash, bash and Python. */
const COMPLAINTS: readonly (readonly [RegExp, Bound])[] = [
  [/\bMemoryError\b|Cannot allocate memory|out of (?:memory|space)/i, 'memory'],
  [/No space left on device|File too large/, 'disk'],
  [/Cannot fork|fork: |can't start new thread|Resource temporarily unavailable/, 'processes'],
];

const named = (result: RunResult, memoryExceeded: boolean): RunResult => {
  const inside = SIGNALS[result.code ?? 0];
  const complaint = result.code === 0 ? undefined : COMPLAINTS.find(([words]) => words.test(result.stderr))?.[1];
  const broken = result.killed ?? inside?.bound ?? (memoryExceeded ? 'memory' : complaint);
  const killed = broken === 'time' && complaint === 'processes' ? complaint : broken; // a fork bomb runs until its time is up
  return {
    ...result,
    ...(inside && { code: undefined, signal: inside.name }),
    ...(killed && { killed }),
  };
};

/**
 * A `Run` over this host. Node and other JIT runtimes reserve far more address space than they use, so a command with
 * `readOnly` folders of its own, or where a memory group holds, has no bound on address space.
 */
export const createIsolatedRun =
  (host: Host): Run =>
  async (request: RunRequest) => {
    const { seconds, memory, processes, output, disk } = { ...DEFAULTS, ...request };
    if (request.argv.length === 0) throw new RangeError('the sandbox was given no command: argv is empty');
    const files = Object.entries(request.files ?? {}).map(([path, text]) => ({ path: requireInside(path), text }));
    if (files.length > MOST_FILES)
      throw new RangeError(`the sandbox takes ${MOST_FILES} files, not ${files.length}: lay them in a folder`);
    const group = createMemoryGroup(memory);
    try {
      const argv = isolate(host, {
        argv: request.argv,
        seconds,
        processes,
        disk,
        addressSpace: group || request.readOnly ? undefined : memory,
        files: files.map(({ path }) => path),
        folder: request.folder,
        readOnly: request.readOnly,
        environment: request.environment,
      });
      const { folder } = request;
      const result = await runChild({
        argv: [...(group?.join ?? []), ...argv],
        stdin: request.stdin ?? '',
        descriptors: files.map(({ text }) => text),
        seconds,
        output,
        signal: request.signal,
        ...(folder !== undefined && { watch: (kill) => watchFolder(folder, disk, kill) }),
      });
      return named(result, group?.exceeded() ?? false);
    } finally {
      await group?.remove();
    }
  };
