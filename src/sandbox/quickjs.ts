/**
 * JavaScript and TypeScript from a model, run in QuickJS (quickjs-emscripten): an interpreter in WebAssembly with no
 * file, network, process, timer or clock of the host. It works on every system without anything installed.
 *
 * The interpreter blocks its thread, so it lives in a worker: each batch has one to itself, and an overdue one is
 * ended.
 */
import { Worker } from 'node:worker_threads';
import { TEST_DEFAULTS, type ProgramRun, type RunTests, type TestRequest } from './tests.ts';

/** Programs to try against tests; `memory` in bytes per program. */
export type TestJob = { type: 'tests'; memory: number } & Required<Omit<TestRequest, 'signal'>>;

/** One program to run for what it prints and for the value of its last expression. */
export type ScriptJob = { type: 'script'; code: string; memory: number; seconds: number; output: number };

/** What the worker is given. */
export type QuickJob = TestJob | ScriptJob;

/** What a script did. `value` is that of its last expression, as text; '' when it is undefined. */
export type ScriptRun = { output: string; truncated: boolean; value: string; fault: string | undefined; late: boolean };

/**
 * What the worker says: one run per program, or what a script did, then the end; `spoilt` when its interpreter should
 * not be used again.
 */
export type QuickMessage =
  | { type: 'run'; run: ProgramRun }
  | { type: 'script'; run: ScriptRun }
  | { type: 'end'; spoilt: boolean };

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
 * Gives a job to a worker of its own and hands on what it says. Resolves when the worker has said its end or `seconds`
 * are over; rejects when it fails or the signal aborts. A worker that is not at its end by then is ended.
 */
const runJob = (
  job: QuickJob,
  {
    seconds,
    signal,
    onMessage,
  }: { seconds: number; signal: AbortSignal | undefined; onMessage(message: QuickMessage): void },
): Promise<void> => {
  if (signal?.aborted) return Promise.reject(signal.reason);
  const worker = idle ?? startWorker();
  idle = undefined;
  worker.ref();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let reusable = false;
  const finish = (): void => resolve();
  const listen = (message: QuickMessage): void => {
    if (message.type !== 'end') return onMessage(message);
    reusable = !message.spoilt;
    resolve();
  };
  const cancel = (): void => reject(signal!.reason);
  const timer = setTimeout(finish, seconds * 1000);
  worker.on('message', listen).on('error', reject).on('exit', finish);
  signal?.addEventListener('abort', cancel, { once: true });
  worker.postMessage(job);
  return promise.finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
    worker.off('message', listen).off('error', reject).off('exit', finish);
    if (!reusable || idle) return void worker.terminate();
    idle = worker;
    worker.unref();
  });
};

/**
 * `RunTests` for JavaScript. `export` before a declaration is allowed; imports have nothing to import from. A batch that
 * outlasts its bounds (a loop inside the interpreter's own C code) is ended, and what has no result by then timed out.
 */
export const quickjsTests: RunTests = async (request) => {
  const { programs, tests, signal, ...limits } = request;
  signal?.throwIfAborted();
  if (programs.length === 0) return [];
  const job: TestJob = { type: 'tests', ...TEST_DEFAULTS, ...limits, tests, programs, memory: MEMORY };
  const runs: ProgramRun[] = [];
  const seconds = 5 + programs.length * (job.programSeconds + 1);
  const onMessage = (message: QuickMessage): void => {
    if (message.type === 'run') runs.push(message.run);
  };
  try {
    await runJob(job, { seconds, signal, onMessage });
  } catch (error) {
    signal?.throwIfAborted();
    if (runs.length === 0) throw error;
  }
  return programs.map((_, i) => runs[i] ?? overdue(tests.length));
};

/** Bounds of a script. Each has a default: 5 seconds, 64 MiB of memory, 16 KiB of output. */
export type ScriptOptions = { seconds?: number; memory?: number; output?: number; signal?: AbortSignal };

/** Runs one program in JavaScript or TypeScript. What goes wrong in it is `fault`; rejects only when cancelled. */
export const quickjsScript = async (code: string, options: ScriptOptions = {}): Promise<ScriptRun> => {
  const { seconds = 5, memory = MEMORY, output = 16 * 1024, signal } = options;
  let run: ScriptRun | undefined;
  const onMessage = (message: QuickMessage): void => {
    if (message.type === 'script') run = message.run;
  };
  const over = (fault: string, late: boolean): ScriptRun => ({ output: '', truncated: false, value: '', fault, late });
  try {
    await runJob({ type: 'script', code, memory, seconds, output }, { seconds: seconds + 3, signal, onMessage });
  } catch (error) {
    signal?.throwIfAborted();
    return over(`the interpreter gave up: ${String(error).split('\n')[0]}`, false);
  }
  return run ?? over(`ended after ${seconds} seconds`, true);
};
