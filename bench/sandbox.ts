/**
 * What isolation costs: starting a command in the sandbox beside starting it plainly, in alternating order, and running
 * many programs against many tests in one start. Medians in milliseconds; the last line is one JSON object.
 */
import { spawnSync } from 'node:child_process';
import { pythonTests } from '../src/sandbox/python.ts';
import { quickjsTests } from '../src/sandbox/quickjs.ts';
import { openSandbox, type Sandbox } from '../src/sandbox/sandbox.ts';
import { median, type BenchOptions } from './timing.ts';

const timed = async (work: () => unknown): Promise<number> => {
  const started = performance.now();
  await work();
  return performance.now() - started;
};

type Pair = { plain: number; sandbox: number };

/** Starts in alternating order: plainly, then in the sandbox. */
const starts = async (sandbox: Sandbox, rounds: number): Promise<Record<string, Pair>> => {
  const commands: Record<string, string[]> = { sh: ['/bin/sh', '-c', ':'] };
  if (sandbox.python) commands['python'] = [sandbox.python, '-I', '-c', 'pass'];
  const found: Record<string, Pair> = {};
  for (const [name, argv] of Object.entries(commands)) {
    const [plain, inside]: [number[], number[]] = [[], []];
    for (let i = 0; i < rounds; i++) {
      plain.push(await timed(() => spawnSync(argv[0]!, argv.slice(1))));
      inside.push(await timed(() => sandbox.run({ argv })));
    }
    found[name] = { plain: median(plain), sandbox: median(inside) };
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
  const started = sandbox.offers.has('shell') ? await starts(sandbox, quick ? 5 : 21) : {};
  const batch = await batches(sandbox);
  if (!json) {
    for (const [name, { plain, sandbox: inside }] of Object.entries(started)) {
      const more = (inside - plain).toFixed(1);
      console.log(`${name}: plain ${plain.toFixed(1)} ms, in the sandbox ${inside.toFixed(1)} ms, ${more} ms more`);
    }
    for (const [name, ms] of Object.entries(batch))
      console.log(`100 programs × 100 tests, ${name}: ${ms.toFixed(0)} ms`);
  }
  console.log(JSON.stringify({ started, batch }));
};
