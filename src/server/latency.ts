/** Durations counted in buckets of equal ratio, so that percentiles of any number of requests take a few dozen rows. */
import type { Percentiles } from './ledger/trace.ts';

/** Buckets per doubling: neighbours differ by 12 %, so a bucket's middle is within 6 % of what it stands for. */
const FINE = 6;
const [LEAST, MOST] = [-60, 180]; // about 1 µs and 12 days

/** The bucket of a duration in seconds. */
export const bucketOf = (seconds: number): number =>
  Math.max(LEAST, Math.min(MOST, seconds > 0 ? Math.floor(Math.log2(seconds * 1000) * FINE) : LEAST));

/** The middle of a bucket, in seconds. */
const middleOf = (bucket: number): number => 2 ** ((bucket + 0.5) / FINE) / 1000;

/** Percentiles of what the buckets count; null of nothing. */
export const percentilesOf = (counts: ReadonlyMap<number, number>): Percentiles | null => {
  const sorted = [...counts].sort((a, b) => a[0] - b[0]);
  const all = sorted.reduce((sum, [, count]) => sum + count, 0);
  if (all === 0) return null;
  const at = (share: number): number => {
    let seen = 0;
    for (const [bucket, count] of sorted) {
      seen += count;
      if (seen >= share * all) return middleOf(bucket);
    }
    return middleOf(sorted.at(-1)![0]);
  };
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99) };
};
