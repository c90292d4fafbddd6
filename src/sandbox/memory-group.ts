/**
 * A control group of the kernel that bounds the memory of a whole sandbox: all its processes and files in memory
 * together. Works where the groups are writable (cgroup v1 or v2, usually as root). Elsewhere there is none, and the
 * bound is the address space of each process (bubblewrap.ts).
 */
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export type MemoryGroup = {
  /** Puts this in front of a command line: it joins the group, then becomes the command. */
  join: readonly string[];
  /** Whether the kernel ended a process of the group for its memory. */
  exceeded(): boolean;
  remove(): Promise<void>;
};

type Version = { parent: string; limit: string; swap: string; events: string };

const V1: Version = {
  parent: '/sys/fs/cgroup/memory',
  limit: 'memory.limit_in_bytes',
  swap: 'memory.memsw.limit_in_bytes',
  events: 'memory.oom_control',
};
const V2: Version = { parent: '/sys/fs/cgroup', limit: 'memory.max', swap: 'memory.swap.max', events: 'memory.events' };

let count = 0;

const removeFolder = async (folder: string): Promise<void> => {
  for (let attempt = 0; attempt < 20; attempt++) {
    try {
      return rmdirSync(folder);
    } catch {
      await sleep(10); // the kernel may still be taking the last process out
    }
  }
};

const make = (version: Version, bytes: number): MemoryGroup | undefined => {
  const folder = `${version.parent}/mizan-${process.pid}-${count++}`;
  try {
    mkdirSync(folder);
  } catch {
    return undefined;
  }
  try {
    writeFileSync(`${folder}/${version.limit}`, `${bytes}`);
    const swap = `${folder}/${version.swap}`;
    if (existsSync(swap)) writeFileSync(swap, version === V1 ? `${bytes}` : '0');
  } catch {
    rmdirSync(folder);
    return undefined;
  }
  return {
    join: ['/bin/sh', '-c', 'echo $$ > "$0" && exec "$@"', `${folder}/cgroup.procs`],
    exceeded() {
      const events = readFileSync(`${folder}/${version.events}`, 'utf8');
      return Number(/^oom_kill (\d+)$/m.exec(events)?.[1] ?? 0) > 0;
    },
    remove: () => removeFolder(folder),
  };
};

/** A new group with this bound in bytes, or undefined where groups can't be made. */
export const createMemoryGroup = (bytes: number): MemoryGroup | undefined =>
  existsSync(V1.parent) ? make(V1, bytes) : make(V2, bytes);
