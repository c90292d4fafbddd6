/**
 * Claim: Mizan's engine trains on a CPU about as fast as PyTorch. Tokens per second of whole training steps (forward,
 * backward, clipping, AdamW) of three sizes, beside the same transformer in plain PyTorch from the same weights on the
 * same batch. Before any speed is compared, the losses of the first three steps must agree. Every measurement is a fresh
 * process; the two sides alternate. The peer is tried with several settings and takes part with its fastest.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countParameters } from '../src/model/config.ts';
import { initWeights } from '../src/model/transformer.ts';
import { encodeSafetensors } from '../src/model/safetensors.ts';
import { SIZES, type Size } from './sizes.ts';
import { machine, median, runJson, short, THREADS, type BenchOptions } from './timing.ts';

const WARMUP = 3; // at least the three steps whose losses are compared
const TOLERANCE = 1e-3;
const PYTHON = process.platform === 'linux' ? '/usr/bin/python3' : 'python3';

type Measured = { losses: number[]; ms: number[] };
type Setting = { name: string; env: Record<string, string | undefined>; attention: 'grouped' | 'repeat'; foreach: boolean; mkldnn: boolean };

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

const THREAD_ENV = { OMP_NUM_THREADS: String(THREADS), MKL_NUM_THREADS: String(THREADS), OPENBLAS_NUM_THREADS: String(THREADS) };
/** OpenBLAS of 2022 does not know newer processors and falls back to slow kernels; Cooperlake has its AVX-512 ones. */
const TUNED_ENV = { ...THREAD_ENV, OMP_WAIT_POLICY: 'PASSIVE', OPENBLAS_CORETYPE: 'Cooperlake' };
const PLAIN_ENV = { ...THREAD_ENV, OMP_WAIT_POLICY: undefined, OPENBLAS_CORETYPE: undefined };

const SETTINGS: readonly Setting[] = [
  { name: 'tuned, grouped attention, foreach', env: TUNED_ENV, attention: 'grouped', foreach: true, mkldnn: true },
  { name: 'tuned, repeated heads, foreach', env: TUNED_ENV, attention: 'repeat', foreach: true, mkldnn: true },
  { name: 'tuned, grouped attention, one by one', env: TUNED_ENV, attention: 'grouped', foreach: false, mkldnn: true },
  { name: 'tuned, grouped attention, foreach, without MKLDNN', env: TUNED_ENV, attention: 'grouped', foreach: true, mkldnn: false },
  { name: 'untuned, grouped attention, foreach', env: PLAIN_ENV, attention: 'grouped', foreach: true, mkldnn: true },
  { name: 'untuned, grouped attention, foreach, without MKLDNN', env: PLAIN_ENV, attention: 'grouped', foreach: true, mkldnn: false },
];

const INSTALL = 'apt-get install python3-torch libopenblas0-pthread';

/** A 512 × 512 product in f32, in GFLOP/s: OpenBLAS gives many times this, the reference BLAS that torch may be linked to does not. */
const SLOWEST_PEER = 20;
const PROBE = `
import json, time, torch
torch.set_num_threads(${THREADS})
a = torch.randn(512, 512)
def once():
    start = time.perf_counter()
    a @ a
    return time.perf_counter() - start
print(json.dumps({"version": torch.__version__, "gflops": 2 * 512**3 / min(once() for _ in range(8)) / 1e9}))`;

/** The peer's version, or why there is no peer. A torch on a reference BLAS would be a crippled one, so it is none. */
const findTorch = (): { version: string } | { missing: string } => {
  try {
    const { version, gflops } = runJson(PYTHON, ['-c', PROBE], TUNED_ENV) as { version: string; gflops: number };
    return gflops < SLOWEST_PEER ? { missing: `PyTorch ${version} does only ${short(gflops)} GFLOP/s: its BLAS is the slow reference one` } : { version };
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) };
  }
};

const runMizan = (size: Size, weights: string, steps: number): Measured =>
  runJson(process.execPath, [here('./train-mizan.ts'), size.name, weights, String(WARMUP), String(steps)]) as Measured;

const runTorch = (size: Size, weights: string, steps: number, { env, attention, foreach, mkldnn }: Setting, limit?: number): Measured =>
  runJson(PYTHON, [here('./peer_torch.py'), JSON.stringify({
    config: size.json, weights, rows: size.rows, length: size.length, warmup: WARMUP, steps, attention, foreach, mkldnn, threads: THREADS,
  })], env, limit) as Measured;

/** Throws when the two sides don't compute the same losses in steps 1 to 3: then their speeds can't be compared. */
export const requireSameLosses = (name: string, mizan: readonly number[], torch: readonly number[]): number => {
  const gaps = [0, 1, 2].map((i) => Math.abs(mizan[i]! - torch[i]!));
  const worst = Math.max(...gaps);
  if (!(worst <= TOLERANCE)) {
    throw new Error(`${name}: the losses differ by ${worst} (mizan ${mizan.slice(0, 3).join(', ')}; torch ${torch.slice(0, 3).join(', ')}); they are not doing the same work`);
  }
  return worst;
};

/** Median ms a step of each setting; null for one that was stopped, being far slower than the best one before it. */
const fastest = (size: Size, weights: string, steps: number, settings: readonly Setting[], log: (line: string) => void) => {
  const tried: Record<string, number | null> = {};
  let best = { setting: settings[0]!, ms: Infinity, wall: Infinity };
  for (const setting of settings) {
    const started = performance.now();
    try {
      // Loading takes seconds at any setting. Untuned OpenMP threads that wait by spinning can be 40 times slower on a shared machine.
      const ms = median(runTorch(size, weights, steps, setting, Number.isFinite(best.wall) ? 10_000 + 3 * best.wall : undefined).ms);
      tried[setting.name] = Number(ms.toFixed(2));
      log(`  peer, ${setting.name}: ${short(ms)} ms a step`);
      if (ms < best.ms) best = { setting, ms, wall: performance.now() - started };
    } catch (error) {
      if (!Number.isFinite(best.ms)) throw error;
      tried[setting.name] = null;
      log(`  peer, ${setting.name}: stopped after ${short((performance.now() - started) / 1e3)} s`);
    }
  }
  return { setting: best.setting, tried };
};

/** Runs the benchmark and prints a table, then one JSON object. */
export const benchTrain = ({ quick, json }: BenchOptions): void => {
  const log = (line: string) => { if (!json) console.log(line); };
  const torch = findTorch();
  const rounds = quick ? 1 : 3;
  log(`Training on the CPU: f32, ${THREADS} threads, ${rounds} round${rounds > 1 ? 's' : ''}, median of all timed steps.`);
  if ('missing' in torch) log(`WITHOUT PEER: ${torch.missing}\nTo compare with PyTorch: ${INSTALL}`);
  else log(`Peer: PyTorch ${torch.version}.`);
  const folder = mkdtempSync(join(tmpdir(), 'mizan-bench-'));
  const results: Record<string, unknown>[] = [];
  try {
    for (const size of SIZES) {
      const tokens = size.rows * size.length;
      const steps = quick ? 2 : size.steps;
      const weights = join(folder, `${size.name}.safetensors`);
      writeFileSync(weights, encodeSafetensors(new Map(Object.entries(initWeights(size.config, 1))), { dtype: 'F32' }));
      log(`\n${size.name}: ${countParameters(size.config).toLocaleString('en')} parameters, ${JSON.stringify(size.json)}, batch ${size.rows} × ${size.length}`);
      const chosen = 'missing' in torch ? undefined : fastest(size, weights, quick ? 1 : Math.max(3, size.steps >> 1), quick ? SETTINGS.slice(0, 2) : SETTINGS, log);
      const ms: { mizan: number[][]; torch: number[][] } = { mizan: [], torch: [] };
      let gap: number | undefined;
      for (let round = 0; round < rounds; round++) {
        const runs: Partial<Record<'mizan' | 'torch', Measured>> = {};
        for (const side of round % 2 === 0 ? (['mizan', 'torch'] as const) : (['torch', 'mizan'] as const)) {
          if (side === 'mizan') runs.mizan = runMizan(size, weights, steps);
          else if (chosen) runs.torch = runTorch(size, weights, steps, chosen.setting);
        }
        for (const side of ['mizan', 'torch'] as const) if (runs[side]) ms[side].push(runs[side].ms.map((x) => Number(x.toFixed(2))));
        if (runs.torch) gap = Math.max(gap ?? 0, requireSameLosses(size.name, runs.mizan!.losses, runs.torch.losses));
      }
      const rate = (values: readonly number[][]) => (tokens / median(values.flat())) * 1e3;
      // The ratio of each round's medians: both sides of a round met the same machine.
      const ratios = chosen ? ms.mizan.map((values, i) => median(ms.torch[i]!) / median(values)) : [];
      for (const side of ['mizan', 'torch'] as const) {
        if (ms[side].length > 0) log(`  ${side.padEnd(6)} ${short(rate(ms[side])).padStart(7)} tokens/s; ms a step by round: ${ms[side].map((values) => short(median(values))).join(', ')}`);
      }
      if (chosen) log(`  mizan / torch: ${median(ratios).toFixed(2)} (by round ${ratios.map((x) => x.toFixed(2)).join(', ')}); losses of steps 1-3 differ by at most ${gap!.toExponential(1)}`);
      results.push({
        size: size.name, parameters: countParameters(size.config), config: size.json, rows: size.rows, length: size.length,
        mizanTokensPerSecond: Math.round(rate(ms.mizan)), ms,
        ...(chosen ? {
          torchTokensPerSecond: Math.round(rate(ms.torch)), ratio: Number(median(ratios).toFixed(3)), ratios: ratios.map((x) => Number(x.toFixed(3))),
          lossGap: gap, setting: chosen.setting.name, tried: chosen.tried,
        } : {}),
      });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(JSON.stringify({ bench: 'train', quick, threads: THREADS, rounds, peer: 'missing' in torch ? null : `torch ${torch.version}`, machine: machine(), results }));
};
