/**
 * What every benchmark shares: medians, fresh processes, the command's options, the machine in words. Measures nothing
 * by itself. The rule of all benchmarks here: variants alternate in one run, raw values are printed beside medians, and
 * the last line of output is one JSON object.
 */
import { spawnSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';

export type BenchOptions = {
  /** Few rounds and steps: shows that it works, not how fast it is. */
  quick: boolean;
  /** Nothing but the JSON line. */
  json: boolean;
};

export const THREADS = 2;

/** The middle value, or the mean of the middle two. Throws on an empty list. */
export const median = (values: readonly number[]): number => {
  if (values.length === 0) throw new RangeError('the median of no values');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** Rounded for print: three significant digits, plainly written. */
export const short = (value: number): string =>
  value >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));

/** Processor, cores and load: without these a number of a benchmark means little. */
export const machine = () => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  load: Number(loadavg()[0]!.toFixed(2)),
  node: process.version,
});

/**
 * Runs a program to its end and gives the JSON on its last line. Throws one sentence with the program's own last words
 * when it fails or takes longer than `limit` ms. `env` is added to this process's environment; undefined removes a
 * name.
 */
export const runJson = (
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
  limit?: number,
): unknown => {
  const result = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 1 << 26,
    ...(limit === undefined ? {} : { timeout: Math.ceil(limit) }),
  });
  const last = (text: string | null) => (text ?? '').trim().split('\n').at(-1) ?? '';
  if (result.error || result.status !== 0) {
    const why = result.error?.message ?? (last(result.stderr) || `status ${result.status}, signal ${result.signal}`);
    throw new Error(`${command} ${args[0] ?? ''} failed: ${why}`);
  }
  return JSON.parse(last(result.stdout));
};
