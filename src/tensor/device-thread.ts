/** The core of a device in a worker thread of Node. Bundles for browsers take device-thread-browser.ts. */
import './no-telemetry.ts';
import { Worker } from 'node:worker_threads';
import type { Target } from './onnx-graph.ts';
import { buffersOf, type OnnxRuntime, type Values } from './onnx-runtime.ts';

/** A core in a worker thread, with the same functions. */
export const startWorker = (options: { target: Target; threads: number; worker: boolean }): OnnxRuntime => {
  const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js';
  const worker = new Worker(new URL(file, import.meta.url), { workerData: options });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let next = 0;
  let failure: Error | undefined;
  const failAll = (error: Error) => {
    failure ??= error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on('message', ({ id, value, error }: { id: number; value?: unknown; error?: string }) => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (waiting.size === 0) worker.unref(); // an idle device does not keep the process alive
    if (error === undefined) call?.resolve(value);
    else call?.reject(new Error(error));
  });
  worker.on('error', (error) => failAll(new Error(`the device's thread failed: ${String(error)}`)));
  worker.on('exit', () => failAll(new Error("the device's thread has ended")));
  const call = (method: keyof OnnxRuntime, args: unknown[], transfer: ArrayBuffer[] = []): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (failure) return reject(failure);
      waiting.set(next, { resolve, reject });
      worker.ref();
      worker.postMessage({ id: next++, method, args }, transfer);
    });
  worker.unref();
  return {
    load: (...args) => call('load', args) as Promise<number>,
    run: (...args) => call('run', args) as Promise<Values>,
    write: (...args) => call('write', args) as Promise<void>,
    adopt: (...args) => call('adopt', args, buffersOf(args[0])) as Promise<void>,
    read: (...args) => call('read', args) as Promise<Values>,
    close: async () => {
      await call('close', []).catch(() => {}); // waits for the run in progress: ending its thread would abort the process
      await worker.terminate();
    },
  };
};
