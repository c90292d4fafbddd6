/**
 * Programs that a sandbox has to end, each with the bound that ends it, thrown at a sandbox all at once. Shared by the
 * tests as root and as an ordinary user, and by the benchmark. Started as a program it prints what became of them here:
 * that is how a test sees another user.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defined } from '../json.ts';
import { openSandbox, type Sandbox } from './sandbox.ts';
import type { Bound } from './types.ts';

const MIB = 1024 * 1024;

/** What each bomb runs, and the bound that has to be named. */
const BOMBS: Readonly<Record<string, { script: string; bound: Bound }>> = {
  'endless loop': { script: 'while :; do :; done', bound: 'time' },
  'endless loop that hides in a session of its own': {
    script: "setsid sh -c 'while :; do :; done' & while :; do sleep 1; done",
    bound: 'time',
  },
  '1 GB of output': { script: 'head -c 1000000000 /dev/zero', bound: 'output' },
  'full disk': {
    script: 'i=0; while :; do i=$((i+1)); head -c 1000000 /dev/zero > "$i" || exit 1; done',
    bound: 'disk',
  },
  'one huge file': { script: 'head -c 1000000000 /dev/zero > huge', bound: 'disk' },
  'fork bomb': {
    script: 'bomb() { bomb | bomb & }; bomb; sleep 1; for i in $(seq 50); do sleep 1 & done; wait',
    bound: 'processes',
  },
  'memory bomb': { script: 'x=a; while :; do x=$x$x; done', bound: 'memory' },
  'memory bomb of many processes': {
    script: 'for i in 1 2 3 4 5 6; do sh -c \'x=$(head -c 12000000 /dev/zero | tr "\\0" a); sleep 9\' & done; wait',
    bound: 'memory',
  },
};

/**
 * `signal`: what ended the shell itself. One that gets no memory says so, or crashes with SIGSEGV and names no bound.
 */
export type BombResult = {
  bomb: string;
  bound: Bound;
  killed: Bound | undefined;
  signal: string | undefined;
  seconds: number;
};

export type ThrowOptions = {
  /** A folder of the disk instead of memory; then only bombs that a folder bounds otherwise are thrown. */
  folder?: string;
  /** Seconds of bombs that end by another bound; a busy machine needs more of them. Default 2, as for endless loops. */
  patience?: number;
};

/** Throws the bombs at once. */
export const throwBombs = (sandbox: Sandbox, { folder, patience = 2 }: ThrowOptions = {}): Promise<BombResult[]> =>
  Promise.all(
    Object.entries(BOMBS)
      .filter(([, { bound }]) => folder === undefined || bound === 'disk' || bound === 'memory')
      .map(async ([bomb, { script, bound }]) => {
        const place = folder && mkdtempSync(join(folder, 'bomb-'));
        const limits = { seconds: bound === 'time' ? 2 : patience, processes: 40, memory: 48 * MIB, disk: 8 * MIB };
        const { killed, signal, seconds } = await sandbox.run({
          argv: ['sh', '-c', script],
          ...limits,
          ...defined({ folder: place }),
        });
        return { bomb, bound, killed, signal, seconds };
      }),
  );

/**
 * What a user finds: why the sandbox is not offered, in memory and in a folder of its own, and what became of the
 * bombs.
 */
export type Findings = { missing: string[]; bombs: BombResult[]; inFolder: BombResult[] };

/** Tries everything here, as whoever runs this, however busy the machine is. */
export const findings = async (patience = 60): Promise<Findings> => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-bombs-'));
  try {
    const sandbox = await openSandbox();
    const missing = [
      ...(sandbox.offers.has('shell') ? [] : [sandbox.missing!]),
      ...[(await sandbox.refusesFolder(folder)) ?? []].flat(),
    ];
    if (missing.length > 0) return { missing, bombs: [], inFolder: [] };
    return {
      missing,
      bombs: await throwBombs(sandbox, { patience }),
      inFolder: await throwBombs(sandbox, { folder, patience }),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

if (import.meta.main) console.log(JSON.stringify(await findings()));
