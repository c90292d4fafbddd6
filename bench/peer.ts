/**
 * The peer of the training benchmarks: PyTorch on the CPU, found, set up and measured; and Mizan's own side of the same
 * measurement, each in a fresh process. A peer is tried with several settings and takes part with its fastest. What is
 * compared, and on which models, is each benchmark's affair.
 */
import { fileURLToPath } from 'node:url';
import type { Size } from './sizes.ts';
import { median, runJson, short, THREADS } from './timing.ts';

const WARMUP = 3; // at least the three steps whose losses are compared
const TOLERANCE = 1e-3;
const PYTHON = process.platform === 'linux' ? '/usr/bin/python3' : 'python3';

export type Measured = { losses: number[]; ms: number[] };
export type Setting = {
  name: string;
  env: Record<string, string | undefined>;
  attention: 'grouped' | 'repeat';
  foreach: boolean;
  mkldnn: boolean;
};

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

const THREAD_ENV = {
  OMP_NUM_THREADS: String(THREADS),
  MKL_NUM_THREADS: String(THREADS),
  OPENBLAS_NUM_THREADS: String(THREADS),
};
/** OpenBLAS of 2022 does not know newer processors and falls back to slow kernels; Cooperlake has its AVX-512 ones. */
const TUNED_ENV = { ...THREAD_ENV, OMP_WAIT_POLICY: 'PASSIVE', OPENBLAS_CORETYPE: 'Cooperlake' };
const PLAIN_ENV = { ...THREAD_ENV, OMP_WAIT_POLICY: undefined, OPENBLAS_CORETYPE: undefined };

export const SETTINGS: readonly Setting[] = [
  { name: 'tuned, grouped attention, foreach', env: TUNED_ENV, attention: 'grouped', foreach: true, mkldnn: true },
  { name: 'tuned, repeated heads, foreach', env: TUNED_ENV, attention: 'repeat', foreach: true, mkldnn: true },
  { name: 'tuned, grouped attention, one by one', env: TUNED_ENV, attention: 'grouped', foreach: false, mkldnn: true },
  {
    name: 'tuned, grouped attention, foreach, without MKLDNN',
    env: TUNED_ENV,
    attention: 'grouped',
    foreach: true,
    mkldnn: false,
  },
  { name: 'untuned, grouped attention, foreach', env: PLAIN_ENV, attention: 'grouped', foreach: true, mkldnn: true },
  {
    name: 'untuned, grouped attention, foreach, without MKLDNN',
    env: PLAIN_ENV,
    attention: 'grouped',
    foreach: true,
    mkldnn: false,
  },
];

export const INSTALL = 'apt-get install python3-torch libopenblas0-pthread';

/**
 * A 512 × 512 product in f32, in GFLOP/s: OpenBLAS gives many times this, the reference BLAS that torch may be linked
 * to does not.
 */
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
export const findTorch = (): { version: string } | { missing: string } => {
  try {
    const { version, gflops } = runJson(PYTHON, ['-c', PROBE], TUNED_ENV) as { version: string; gflops: number };
    return gflops < SLOWEST_PEER
      ? { missing: `PyTorch ${version} does only ${short(gflops)} GFLOP/s: its BLAS is the slow reference one` }
      : { version };
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) };
  }
};

export const runMizan = (
  size: Size,
  weights: string,
  steps: number,
  optimiser: 'adamw' | 'muonclip' = 'adamw',
): Measured =>
  runJson(process.execPath, [
    here('./train-mizan.ts'),
    size.name,
    weights,
    String(WARMUP),
    String(steps),
    optimiser,
  ]) as Measured;

export const runTorch = (
  script: string,
  size: Size,
  weights: string,
  steps: number,
  { env, attention, foreach, mkldnn }: Setting,
  limit?: number,
): Measured =>
  runJson(
    PYTHON,
    [
      here(`./${script}`),
      JSON.stringify({
        config: size.json,
        weights,
        rows: size.rows,
        length: size.length,
        warmup: WARMUP,
        steps,
        attention,
        foreach,
        mkldnn,
        threads: THREADS,
      }),
    ],
    env,
    limit,
  ) as Measured;

/** Throws when the two sides don't compute the same losses in steps 1 to 3: then their speeds can't be compared. */
export const requireSameLosses = (name: string, mizan: readonly number[], torch: readonly number[]): number => {
  const gaps = [0, 1, 2].map((i) => Math.abs(mizan[i]! - torch[i]!));
  const worst = Math.max(...gaps);
  if (!(worst <= TOLERANCE)) {
    throw new Error(
      `${name}: the losses differ by ${worst} (mizan ${mizan.slice(0, 3).join(', ')}; torch ${torch.slice(0, 3).join(', ')}); they are not doing the same work`,
    );
  }
  return worst;
};

/** Median ms a step of each setting; null for one that was stopped, being far slower than the best one before it. */
export const fastest = (
  script: string,
  size: Size,
  weights: string,
  steps: number,
  settings: readonly Setting[],
  log: (line: string) => void,
) => {
  const tried: Record<string, number | null> = {};
  let best = { setting: settings[0]!, ms: Infinity, wall: Infinity };
  for (const setting of settings) {
    const started = performance.now();
    try {
      // Loading takes seconds at any setting. Untuned OpenMP threads that wait by spinning can be 40 times slower on a
      // shared machine.
      const ms = median(
        runTorch(script, size, weights, steps, setting, Number.isFinite(best.wall) ? 10_000 + 3 * best.wall : undefined)
          .ms,
      );
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
