/**
 * Runs one command in isolation, with all its bounds: bubblewrap's command line, control groups where they can be made,
 * and a watch over the working folder and the memory. What ended it is named. Whether isolation holds here is the
 * self-test's business.
 */
import { statSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { isolate, NOBODY, type Host, type Isolation } from './bubblewrap.ts';
import { runChild } from './child.ts';
import { createControlGroup, type ControlGroup } from './control-group.ts';
import type { Bound, Run, RunRequest, RunResult } from './types.ts';
import { watchMemory } from './watch-memory.ts';

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

/**
 * Ends the run when the folder grows by more than `most` bytes. The slower the folder is to read, the rarer it looks.
 */
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

/**
 * Names the bound that ended a run. A bomb may run on until its time is up: then the bound that it met is the cause.
 */
const named = (result: RunResult, exceeded: readonly Bound[]): RunResult => {
  const inside = SIGNALS[result.code ?? 0];
  const complaint = result.code === 0 ? undefined : COMPLAINTS.find(([words]) => words.test(result.stderr))?.[1];
  const broken = result.killed ?? inside?.bound ?? (exceeded.includes('memory') ? 'memory' : complaint);
  const met = complaint === 'processes' ? complaint : (exceeded.find((bound) => bound === 'processes') ?? exceeded[0]);
  const killed = broken === 'time' && met ? met : broken;
  return {
    ...result,
    ...(inside && { code: undefined, signal: inside.name }),
    ...(killed && { killed }),
  };
};

/** A folder of root's whose processes can't be counted: the kernel's limit for a user does not hold for root. */
export class UncountedRoot extends Error {
  constructor(folder: string) {
    super(
      `${folder} belongs to root and no control group can bound the processes of root here: give the folder to an ordinary user (chown), or start as one`,
    );
  }
}

/**
 * Who runs the command outside when this process is root: the owner of the working folder, or nobody. Undefined is
 * root.
 */
const userOf = (folder: string | undefined): { uid: number; gid: number } | undefined => {
  if (folder === undefined) return { uid: NOBODY, gid: NOBODY };
  const { uid, gid } = statSync(folder);
  return uid === 0 ? undefined : { uid, gid };
};

type Watch = { stop(): void };

/**
 * Ends a run when the kernel has ended one of its processes for memory: the rest would wait for it or fill up again.
 */
const watchGroup = (group: ControlGroup, exceeded: () => void): Watch => {
  const timer = setInterval(() => {
    if (group.exceeded().includes('memory')) exceeded();
  }, 250);
  return { stop: () => clearInterval(timer) };
};

/** What is watched while a command runs: its folder where it has one, and its memory. */
const watching =
  (request: RunRequest, { disk, memory, group }: { disk: number; memory: number; group: ControlGroup | undefined }) =>
  (kill: (why: Bound) => void, pid: number): Watch => {
    const outOfMemory = (): void => kill('memory');
    const watches = [
      group?.bounds.has('memory') ? watchGroup(group, outOfMemory) : watchMemory(pid, memory, outOfMemory),
      ...(request.folder === undefined ? [] : [watchFolder(request.folder, disk, kill)]),
    ];
    return { stop: () => watches.forEach((watch) => watch.stop()) };
  };

/** Node counts half a GiB of reserved code as written before it has started. */
const RESERVED = 1024 * MIB;

/**
 * The bounds of each process, in bytes. Node and other JIT runtimes reserve far more address space than they use, so a
 * command with a folder or with `readOnly` folders is bounded in what it may write to, and the watch sees the rest.
 */
const memoryBounds = (
  memory: number,
  grouped: boolean,
  reserves: boolean,
): Pick<Isolation, 'addressSpace' | 'data'> => {
  if (grouped) return { addressSpace: undefined, data: undefined };
  return reserves ? { addressSpace: undefined, data: memory + RESERVED } : { addressSpace: memory, data: undefined };
};

/** A `Run` over this host. */
export const createIsolatedRun =
  (host: Host): Run =>
  async (request: RunRequest) => {
    const { seconds, memory, processes, output, disk } = { ...DEFAULTS, ...request };
    if (request.argv.length === 0) throw new RangeError('the sandbox was given no command: argv is empty');
    const files = Object.entries(request.files ?? {}).map(([path, text]) => ({ path: requireInside(path), text }));
    if (files.length > MOST_FILES)
      throw new RangeError(`the sandbox takes ${MOST_FILES} files, not ${files.length}: lay them in a folder`);
    const { folder, readOnly, environment, network, onOutput, signal } = request;
    const user = userOf(folder);
    const group = createControlGroup({ memory, processes });
    const grouped = group?.bounds.has('memory') ?? false;
    try {
      if (host.root && !user && !group?.bounds.has('processes')) throw new UncountedRoot(folder!);
      const { argv, descriptors } = isolate(host, {
        argv: request.argv,
        seconds,
        processes,
        disk,
        ...memoryBounds(memory, grouped, readOnly !== undefined || folder !== undefined),
        files,
        user,
        folder,
        readOnly,
        environment,
        network,
      });
      const result = await runChild({
        argv: [...(group?.join ?? []), ...argv],
        stdin: request.stdin ?? '',
        descriptors,
        seconds,
        output,
        signal,
        onOutput,
        group: true,
        watch: watching(request, { disk, memory, group }),
      });
      return named(result, group?.exceeded() ?? []);
    } finally {
      await group?.remove();
    }
  };
