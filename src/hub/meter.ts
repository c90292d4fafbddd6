/** How fast bytes come and how long the rest will take, over the last seconds. */

export type Pace = {
  /** Bytes of all files that are on disk, and that there will be. */
  done: number;
  total: number;
  /** Over the last ten seconds. */
  bytesPerSecond: number;
  /** Undefined while nothing can be said. */
  secondsLeft?: number;
};

const MEMORY_MS = 10_000;
/** How often a pace is given, in milliseconds. */
const EVERY_MS = 200;

/**
 * A meter for files of `total` bytes together. Called with the bytes of one file, it gives the pace of all; undefined
 * when it gave one a moment ago and no file ended.
 */
export const createMeter = (
  total: number,
  clock: () => number = () => performance.now(),
  files: readonly { path: string; size: number }[] = [],
): ((path: string, bytes: number) => Pace | undefined) => {
  const bytesOf = new Map<string, number>();
  const sizes = new Map(files.map(({ path, size }) => [path, size]));
  let marks: { at: number; done: number }[] = [];
  let given = -Infinity;
  return (path, bytes) => {
    // Files come in order: those before this one are whole, also those that were there already.
    for (const [before, size] of sizes) {
      if (before === path) break;
      bytesOf.set(before, size);
    }
    bytesOf.set(path, bytes);
    const done = [...bytesOf.values()].reduce((sum, part) => sum + part, 0);
    const at = clock();
    if (marks.length > 0 && done < marks.at(-1)!.done) marks = []; // a part was thrown away
    marks.push({ at, done });
    while (marks.length > 2 && at - marks[1]!.at > MEMORY_MS) marks.shift();
    const whole = bytes === sizes.get(path);
    if (at - given < EVERY_MS && !whole) return undefined;
    given = at;
    const first = marks[0]!;
    const bytesPerSecond = at > first.at ? ((done - first.done) * 1000) / (at - first.at) : 0;
    return { done, total, bytesPerSecond, ...(bytesPerSecond > 0 && { secondsLeft: (total - done) / bytesPerSecond }) };
  };
};
