/**
 * Watches the memory of a process and all its descendants together, where no control group bounds it: an ordinary user
 * on most systems. It looks some times a second, so a fast program overshoots; the bound of each process
 * (bubblewrap.ts) holds meanwhile. Linux only.
 */
import { readdirSync, readFileSync } from 'node:fs';

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // it has ended, or belongs to someone else
  }
};

/** Every process under `root` and itself. Orphans stay below it: the first process of a namespace takes them in. */
const familyOf = (root: number): number[] => {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({
      pid: Number(name),
      parent: Number(read(`/proc/${name}/stat`).split(') ').at(-1)!.split(' ')[1]),
    }));
  const children = Map.groupBy(parents, ({ parent }) => parent);
  const family = [root];
  for (const pid of family) family.push(...(children.get(pid) ?? []).map((child) => child.pid));
  return family;
};

const kilobytes = (text: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);

/** Bytes resident, shared pages counted once per process that maps them. */
const resident = (pid: number): number => 1024 * kilobytes(read(`/proc/${pid}/status`), 'VmRSS');

/** Bytes resident, shared pages divided by those who share them; slower to read. */
const proportional = (pid: number): number => {
  const text = read(`/proc/${pid}/smaps_rollup`);
  return text === '' ? resident(pid) : 1024 * kilobytes(text, 'Pss');
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Bytes of memory of a process and its descendants, exact only when it is more than `most`. */
const memoryOf = (root: number, most: number): number => {
  const family = familyOf(root);
  const upper = sum(family.map(resident));
  return upper <= most ? upper : sum(family.map(proportional));
};

/** Calls `exceeded` once when the family of `root` holds more than `most` bytes. */
export const watchMemory = (root: number, most: number, exceeded: () => void): { stop(): void } => {
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    const started = performance.now();
    if (memoryOf(root, most) > most) return exceeded();
    timer = setTimeout(look, Math.max(100, 10 * (performance.now() - started)));
  };
  timer = setTimeout(look, 100);
  return { stop: () => clearTimeout(timer) };
};
