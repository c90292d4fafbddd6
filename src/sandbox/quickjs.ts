/**
 * JavaScript and TypeScript from a model, run in QuickJS (quickjs-emscripten): an interpreter in WebAssembly with no file, network,
 * process, timer or clock of the host. It works on every system without anything installed.
 *
 * The interpreter blocks its thread, so it lives in a worker of its own that is ended when a batch is done or overdue.
 */
import { Worker } from 'node:worker_threads';
import { TEST_DEFAULTS, type ProgramRun, type RunTests, type TestRequest } from './tests.ts';

/** What the worker is given; `memory` in bytes per program. */
export type QuickJob = Required<Omit<TestRequest, 'signal'>> & { memory: number };

const MEMORY = 64 * 1024 * 1024;

const overdue = (tests: number): ProgramRun => ({
  fault: undefined,
  outcomes: Array.from({ length: tests }, () => 'timeout' as const),
  values: Array.from({ length: tests }, () => undefined),
});

/**
 * `RunTests` for JavaScript. `export` before a declaration is allowed; imports have nothing to import from. A batch that
 * outlasts its bounds (a loop inside the interpreter's own C code) is ended, and what has no result by then timed out.
 */
export const quickjsTests: RunTests = (request) => {
  const { programs, tests, signal, ...limits } = request;
  signal?.throwIfAborted();
  if (programs.length === 0) return Promise.resolve([]);
  const job: QuickJob = { ...TEST_DEFAULTS, ...limits, tests, programs, memory: MEMORY };
  const file = import.meta.url.endsWith('.ts') ? './quickjs-worker.ts' : './quickjs-worker.js';
  const worker = new Worker(new URL(file, import.meta.url), {
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb: 256 },
    env: {},
    stdout: true,
    stderr: true, // where Node warns that its stripping of types is experimental
  });
  const { promise, resolve, reject } = Promise.withResolvers<ProgramRun[]>();
  const runs: ProgramRun[] = [];
  const finish = (): void => resolve(programs.map((_, i) => runs[i] ?? overdue(tests.length)));
  const cancel = (): void => reject(signal!.reason);
  const timer = setTimeout(finish, (5 + programs.length * (job.programSeconds + 1)) * 1000);
  worker.on('message', (run: ProgramRun) => runs.push(run));
  worker.on('error', (error) => (runs.length > 0 ? finish() : reject(error)));
  worker.on('exit', finish);
  signal?.addEventListener('abort', cancel, { once: true });
  return promise.finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
    void worker.terminate();
  });
};
