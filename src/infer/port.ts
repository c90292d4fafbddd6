/**
 * The way to a generator in a thread of Node. The thread is never terminated: ONNX Runtime aborts the process when that
 * happens during a run. Bundles for browsers take port-browser.ts.
 */
import '../tensor/no-telemetry.ts';
import { Worker } from 'node:worker_threads';
import type { GeneratorOptions } from './generator.ts';
import type { FromThread, ToThread } from './serve-generator.ts';

export type Port = {
  post(message: ToThread): void;
  /** Whether the process must not end while nothing else is left to do. */
  keepAlive(on: boolean): void;
};

/** Who hears of a generator. `failed` and `exited` say that nothing more will come. */
export type Hear = { answer(answer: FromThread): void; failed(error: unknown): void; exited(): void };

/** Starts a generator, which takes the arrays of `transfer`. */
export const openPort = (options: GeneratorOptions, transfer: ArrayBuffer[], hear: Hear): Port => {
  const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js';
  const worker = new Worker(new URL(file, import.meta.url), { workerData: options, transferList: transfer });
  worker.on('message', (answer: FromThread) => hear.answer(answer));
  worker.on('error', hear.failed);
  worker.on('exit', hear.exited);
  return {
    post: (message) => worker.postMessage(message),
    keepAlive: (on) => {
      if (on) worker.ref();
      else worker.unref();
    },
  };
};
