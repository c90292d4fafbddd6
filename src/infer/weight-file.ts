/**
 * A temporary file for rounded weights on their way into a graph: ONNX Runtime maps it and packs one matrix after the
 * other, so that a large model is never in memory twice. It goes when the graphs are compiled. Bundles for browsers
 * take weight-file-browser.ts.
 */
import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FilePart } from '../tensor/trace.ts';

export type WeightFile = {
  /** Writes numbers at the end of the file. Gives them back where the file takes no more: its disk is full. */
  add(data: Int8Array): FilePart | Int8Array;
  /** Removes the file. */
  remove(): void;
};

const PREFIX = 'mizan-weights-';
/** Room that is left on the disk, in bytes. */
const SPARE = 2 ** 28;
/** A file of this age whose process has ended belongs to nobody. */
const STALE_MS = 3_600_000;

/** Folders for large temporary files: /tmp is in memory on many machines, /var/tmp on a disk. */
const folders = (): string[] => [
  ...(process.env.TMPDIR ? [process.env.TMPDIR] : []),
  ...(process.platform === 'win32' ? [] : ['/var/tmp']),
  tmpdir(),
];

const runs = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
};

/** Removes what killed processes left. */
const removeStale = (folder: string): void => {
  for (const name of readdirSync(folder).filter((each) => each.startsWith(PREFIX))) {
    const old = Date.now() - statSync(join(folder, name)).mtimeMs > STALE_MS;
    if (old && !runs(Number(name.slice(PREFIX.length).split('-')[0])))
      rmSync(join(folder, name), { recursive: true, force: true });
  }
};

const openIn = (folder: string, bytes: number): WeightFile | undefined => {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < bytes + SPARE) return undefined;
  try {
    removeStale(folder);
  } catch {
    // somebody else removed it, or may not be asked
  }
  const own = mkdtempSync(join(folder, `${PREFIX}${process.pid}-`));
  const file = join(own, 'weights');
  const handle = openSync(file, 'wx', 0o600);
  let [size, open] = [0, true];
  return {
    add: (data) => {
      if (!open) return data;
      try {
        const offset = size;
        for (let done = 0; done < data.length;) done += writeSync(handle, data, done, data.length - done);
        size += data.length;
        return { file, offset };
      } catch {
        open = false;
        return data;
      }
    },
    remove: () => {
      closeSync(handle);
      try {
        rmSync(own, { recursive: true, force: true });
      } catch {
        // Windows keeps a file that is mapped; it is stale later
      }
    },
  };
};

/** Opens a file with room for so many bytes. Undefined where no folder for temporary files has it. */
export const openWeightFile = (bytes: number): WeightFile | undefined => {
  for (const folder of folders()) {
    try {
      const file = openIn(folder, bytes);
      if (file) return file;
    } catch {
      // not there, or not to be written: the next one
    }
  }
  return undefined;
};
