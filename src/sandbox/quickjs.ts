/**
 * JavaScript and TypeScript from a model, run in QuickJS (quickjs-emscripten): an interpreter in WebAssembly with no file, network,
 * process, timer or clock of the host. It works on every system without anything installed.
 *
 * The interpreter blocks its thread, so it lives in a worker: each batch has one to itself, and an overdue one is ended.
 */
import { Worker } from 'node:worker_threads';
import { TEST_DEFAULTS, type ProgramRun, type RunTests, type TestRequest } from './tests.ts';

/** What the worker is given; `memory` in bytes per program. */
export type QuickJob = Required<Omit<TestRequest, 'signal'>> & { memory: number };

/** What the worker says: one run per program, then the end; `spoilt` when its interpreter should not be used again. */
export type QuickMessage = { type: 'run'; run: ProgramRun } | { type: 'end'; spoilt: boolean };

const MEMORY = 64 * 1024 * 1024;

const overdue = (tests: number): ProgramRun => ({
  fault: undefined,
  outcomes: Array.from({ length: tests }, () => 'timeout' as const),
  values: Array.from({ length: tests }, () => undefined),
});

/** A thread that waits for its next batch; starting one takes longer than most batches. It keeps no process alive. */
let idle: Worker | undefined;

const startWorker = (): Worker => {
  const file = import.meta.url.endsWith('.ts') ? './quickjs-worker.ts' : './quickjs-worker.js';
  const worker = new Worker(new URL(file, import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: 256 },
    env: {},
    execArgv: ['--disable-warning=ExperimentalWarning'], // Node's stripping of types
  });
  worker.on('error', () => {}); // heard by the batch that it has, if any
  return worker;
};

/**
 * `RunTests` for JavaScript. `export` before a declaration is allowed; imports have nothing to import from. A batch that
 * outlasts its bounds (a loop inside the interpreter's own C code) is ended, and what has no result by then timed out.
 */
export const quickjsTests: RunTests = (request) => {
  const { programs, tests, signal, ...limits } = request;
  if (signal?.aborted) return Promise.reject(signal.reason);
  if (programs.length === 0) return Promise.resolve([]);
  const job: QuickJob = { ...TEST_DEFAULTS, ...limits, tests, programs, memory: MEMORY };
  const worker = idle ?? startWorker();
  idle = undefined;
  worker.ref();
  const { promise, resolve, reject } = Promise.withResolvers<ProgramRun[]>();
  const runs: ProgramRun[] = [];
  let reusable = false;
  const finish = (): void => resolve(programs.map((_, i) => runs[i] ?? overdue(tests.length)));
  const onMessage = (message: QuickMessage): void => {
    if (message.type === 'run') {
      runs.push(message.run);
      return;
    }
    reusable = !message.spoilt;
    finish();
  };
  const fail = (error: unknown): void => (runs.length > 0 ? finish() : reject(error));
  const cancel = (): void => reject(signal!.reason);
  const timer = setTimeout(finish, (5 + programs.length * (job.programSeconds + 1)) * 1000);
  worker.on('message', onMessage).on('error', fail).on('exit', finish);
  signal?.addEventListener('abort', cancel, { once: true });
  worker.postMessage(job);
  return promise.finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
    worker.off('message', onMessage).off('error', fail).off('exit', finish);
    if (!reusable || idle) return void worker.terminate();
    idle = worker;
    worker.unref();
  });
};
