/**
 * What isolation costs: starting a command in the sandbox beside starting it plainly, in alternating order, what ends
 * bombs and when, and running many programs against many tests in one start. Medians in milliseconds; the last line is
 * one JSON object.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostRun } from '../src/sandbox/host-shell.ts';
import { pythonTests } from '../src/sandbox/python.ts';
import { quickjsTests } from '../src/sandbox/quickjs.ts';
import { nodeRuntime } from '../src/sandbox/runtimes.ts';
import { openSandbox, type Sandbox } from '../src/sandbox/sandbox.ts';
import { throwBombs, type BombResult } from '../src/sandbox/testing.ts';
import type { RunRequest, RunResult } from '../src/sandbox/types.ts';
import { median, type BenchOptions } from './timing.ts';

const timed = async (work: () => unknown): Promise<number> => {
  const started = performance.now();
  await work();
  return performance.now() - started;
};

type Pair = { plain: number; sandbox: number };

/** A start that fails is no start. */
const started = async (run: Promise<RunResult>): Promise<void> => {
  const { code, stderr } = await run;
  if (code !== 0) throw new Error(`a program did not start in the sandbox: ${stderr}`);
};

/** Starts in alternating order: plainly, then in the sandbox, with its working folder in memory and on disk. */
const starts = async (sandbox: Sandbox, rounds: number): Promise<Record<string, Pair>> => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-bench-'));
  const node = nodeRuntime(false);
  const cases: Record<string, RunRequest> = {
    sh: { argv: ['/bin/sh', '-c', ':'] },
    'sh in a folder': { argv: ['/bin/sh', '-c', ':'], folder },
    ...(sandbox.python && { python: { argv: [sandbox.python, '-I', '-c', 'pass'] } }),
    ...(node.node && { node: { argv: [node.node, '-e', '0'], readOnly: node.readOnly, folder } }),
  };
  const found: Record<string, Pair> = {};
  try {
    for (const [name, request] of Object.entries(cases)) {
      const [plain, inside]: [number[], number[]] = [[], []];
      for (let i = 0; i < rounds; i++) {
        const argv = request.argv[0] === node.node ? [process.execPath, ...request.argv.slice(1)] : request.argv;
        plain.push(await timed(() => hostRun({ argv })));
        inside.push(await timed(() => started(sandbox.run(request))));
      }
      found[name] = { plain: median(plain), sandbox: median(inside) };
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return found;
};

/** Milliseconds of 100 programs × 100 tests in one start, by language. */
const batches = async (sandbox: Sandbox): Promise<Record<string, number>> => {
  const counts = Array.from({ length: 100 }, (_, i) => i);
  const tests = counts.map((i) => ({ type: 'equal' as const, call: `f(${i})`, expected: `${i * 7}` }));
  const found: Record<string, number> = {};
  const python = sandbox.python ? pythonTests(sandbox) : undefined;
  if (python) {
    found['python'] = await timed(() => python({ programs: counts.map((i) => `def f(x): return x * ${i}`), tests }));
  }
  found['javascript'] = await timed(() =>
    quickjsTests({ programs: counts.map((i) => `const f = (x) => x * ${i};`), tests }),
  );
  return found;
};

export const benchSandbox = async ({ quick, json }: BenchOptions): Promise<void> => {
  const sandbox = await openSandbox();
  if (sandbox.missing !== undefined) console.error(sandbox.missing);
  const begun = sandbox.offers.has('shell') ? await starts(sandbox, quick ? 5 : 21) : {};
  const bombs: BombResult[] = sandbox.offers.has('shell') ? await throwBombs(sandbox, { patience: 4.5 }) : [];
  const batch = await batches(sandbox);
  if (!json) {
    for (const [name, { plain, sandbox: inside }] of Object.entries(begun)) {
      const more = (inside - plain).toFixed(1);
      console.log(`${name}: plain ${plain.toFixed(1)} ms, in the sandbox ${inside.toFixed(1)} ms, ${more} ms more`);
    }
    for (const { bomb, killed, signal, seconds } of bombs)
      console.log(`${bomb}: ended by ${killed ?? signal ?? 'nothing'} after ${seconds.toFixed(1)} s`);
    for (const [name, ms] of Object.entries(batch))
      console.log(`100 programs × 100 tests, ${name}: ${ms.toFixed(0)} ms`);
  }
  console.log(JSON.stringify({ started: begun, bombs, batch }));
};
