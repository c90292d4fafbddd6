/**
 * Control groups of the kernel that bound a whole sandbox: the memory of all its processes and files in memory
 * together, and the number of its processes. They work where the groups are writable (cgroup v1 or v2, usually as
 * root). Elsewhere there are none: memory is then bounded for each process (bubblewrap.ts) and watched
 * (watch-memory.ts), and the number of processes by the kernel's limit for a user, which does not hold for root.
 */
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a group may hold: bytes of memory, and processes with their threads. */
export type GroupLimits = { memory: number; processes: number };

export type ControlGroup = {
  /** Puts this in front of a command line: it joins the groups, then becomes the command. */
  join: readonly string[];
  /** What is bounded here. */
  bounds: ReadonlySet<keyof GroupLimits>;
  /** The bounds that the kernel has enforced: a process was ended for its memory, or one was not started. */
  exceeded(): (keyof GroupLimits)[];
  remove(): Promise<void>;
};

/** One bound in one folder: which file holds it, and which line of which file counts how often it was enforced. */
type Control = {
  bound: keyof GroupLimits;
  parent: string;
  limit: string;
  swap?: { file: string; same: boolean };
  events: { file: string; line: RegExp };
};

const V1: readonly Control[] = [
  {
    bound: 'memory',
    parent: '/sys/fs/cgroup/memory',
    limit: 'memory.limit_in_bytes',
    swap: { file: 'memory.memsw.limit_in_bytes', same: true },
    events: { file: 'memory.oom_control', line: /^oom_kill (\d+)$/m },
  },
  {
    bound: 'processes',
    parent: '/sys/fs/cgroup/pids',
    limit: 'pids.max',
    events: { file: 'pids.events', line: /^max (\d+)$/m },
  },
];

const V2: readonly Control[] = [
  {
    bound: 'memory',
    parent: '/sys/fs/cgroup',
    limit: 'memory.max',
    swap: { file: 'memory.swap.max', same: false },
    events: { file: 'memory.events', line: /^oom_kill (\d+)$/m },
  },
  {
    bound: 'processes',
    parent: '/sys/fs/cgroup',
    limit: 'pids.max',
    events: { file: 'pids.events', line: /^max (\d+)$/m },
  },
];

/** bubblewrap itself and the first process of its namespace. */
const AROUND = 2;

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

/** Sets one bound in a folder that is made where it is missing. False: it can't be set here. */
const bind = (control: Control, folder: string, { memory, processes }: GroupLimits): boolean => {
  const value = control.bound === 'memory' ? memory : processes + AROUND;
  const made = !existsSync(folder);
  try {
    if (made) mkdirSync(folder);
    writeFileSync(`${folder}/${control.limit}`, `${value}`);
    const swap = control.swap && `${folder}/${control.swap.file}`;
    if (swap && existsSync(swap)) writeFileSync(swap, control.swap!.same ? `${value}` : '0');
    return true;
  } catch {
    if (made && existsSync(folder)) rmdirSync(folder);
    return false;
  }
};

const enforced = ({ events }: Control, folder: string): boolean =>
  Number(events.line.exec(readFileSync(`${folder}/${events.file}`, 'utf8'))?.[1] ?? 0) > 0;

/** A new group with these bounds, as far as they can be set; undefined where none can. */
export const createControlGroup = (limits: GroupLimits): ControlGroup | undefined => {
  const name = `mizan-${process.pid}-${count++}`;
  const controls = (existsSync(V1[0]!.parent) ? V1 : V2)
    .map((control) => ({ control, folder: `${control.parent}/${name}` }))
    .filter(({ control, folder }) => bind(control, folder, limits));
  if (controls.length === 0) return undefined;
  const folders = [...new Set(controls.map(({ folder }) => folder))];
  const script =
    'for group; do shift; [ "$group" = -- ] && exec "$@"; echo $$ > "$group/cgroup.procs" || exit 125; done';
  return {
    join: ['/bin/sh', '-c', script, 'join', ...folders, '--'],
    bounds: new Set(controls.map(({ control }) => control.bound)),
    exceeded: () =>
      controls.filter(({ control, folder }) => enforced(control, folder)).map(({ control }) => control.bound),
    remove: async () => {
      await Promise.all(folders.map(removeFolder));
    },
  };
};
