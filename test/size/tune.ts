/**
 * Tuning at real size, opt-in (`npm run check:tune`): LoRA on random weights of Qwen2.5-0.5B's shape, as one graph over
 * exact weights and layer by layer over stored ones. Each way is a process of its own, in alternating order; printed
 * are the most memory of each, beside its estimate, and tokens per second and per processor second, which a busy
 * machine changes less, as ratios to the first way within a round.
 *
 * As one graph it needs 16 GB of memory. With --layers N it takes the first N layers only; with --ways f16,int8 these
 * ways only.
 */
import { execFileSync } from 'node:child_process';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { median } from '../../bench/timing.ts';
import { describeOptions, parseOptions } from '../../src/cli/flags/options.ts';

const options = {
  layers: { type: 'integer', about: 'take the first N layers of 24', value: 'N', min: 1, max: 24, default: 24 },
  tokens: { type: 'integer', about: 'tokens of an update', value: 'N', min: 16, max: 8192, default: 768 },
  threads: { type: 'integer', about: 'processor threads', value: 'N', min: 1, max: 1024, default: 2 },
  rounds: { type: 'integer', about: 'processes of each way', value: 'N', min: 1, max: 100, default: 3 },
  steps: { type: 'integer', about: 'updates of each process; the first is not timed', value: 'N', min: 2, default: 2 },
  ways: { type: 'text', about: 'of whole, f32, f16 and int8, comma-separated', value: 'LIST' },
} as const;

type Run = { way: string; seconds: number[]; cpu: number[]; losses: number[]; peak: number; estimate: number };

const main = (): void => {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    console.log(`npm run check:tune -- [options]\n\n${describeOptions(options)}`);
    return;
  }
  const { layers, tokens, threads, rounds, steps, ways } = parseOptions(options, args).values;
  const names = ways?.split(',') ?? ['whole', 'f32', 'f16', 'int8'];
  const child = fileURLToPath(new URL('./tune-step.ts', import.meta.url));
  const runs: (Run & { round: number; load: number })[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const way of round % 2 === 0 ? names : names.toReversed()) {
      const load = Number(loadavg()[0]!.toFixed(1));
      const found = execFileSync(process.execPath, [child, ...[layers, tokens, way, steps, threads].map(String)], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const run = { ...(JSON.parse(found) as Run), round, load };
      runs.push(run);
      const rate = tokens / median(run.seconds.slice(1));
      console.log(
        `round ${round + 1} ${way.padEnd(5)} peak ${(run.peak / 1e9).toFixed(2)} GB (estimate ${(run.estimate / 1e9).toFixed(2)}), ` +
          `${rate.toFixed(1)} tokens/s, ${(tokens / median(run.cpu.slice(1))).toFixed(1)} tokens per processor second, losses ${run.losses.map((loss) => loss.toFixed(4)).join(' ')}, load ${load}`,
      );
    }
  }
  const of = (way: string) => runs.filter((run) => run.way === way);
  const first = names[0]!;
  /** How many times the first way's seconds go into those of another, round by round: the median. */
  const ratioOf = (way: string, take: (run: Run) => number[]): number =>
    median(of(way).map((run, i) => median(take(of(first)[i]!).slice(1)) / median(take(run).slice(1))));
  const rows = names.map((way) => ({
    way,
    peak: Math.max(...of(way).map(({ peak }) => peak)),
    estimate: of(way)[0]!.estimate,
    rate: ratioOf(way, ({ seconds }) => seconds),
    work: ratioOf(way, ({ cpu }) => cpu),
  }));
  for (const { way, peak, rate, work } of rows)
    console.log(
      `${way.padEnd(5)} peak ${(peak / 1e9).toFixed(2)} GB, ${rate.toFixed(2)} × the tokens/s of ${first}, ${work.toFixed(2)} × per processor second`,
    );
  console.log(JSON.stringify({ check: 'tune', layers, tokens, threads, rows, runs }));
};

main();
