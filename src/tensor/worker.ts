/**
 * The worker thread of a device: runs calls of `OnnxRuntime` that arrive as messages, one after another, and answers
 * each.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { createOnnxRuntime, type OnnxRuntime } from './onnx-runtime.ts';

if (!parentPort) throw new Error('tensor/worker.ts is started by tensor/run.ts');
const port = parentPort;
const core = createOnnxRuntime(workerData as Parameters<typeof createOnnxRuntime>[0]);

let last: Promise<void> = Promise.resolve();
port.on('message', ({ id, method, args }: { id: number; method: keyof OnnxRuntime; args: never[] }) => {
  last = last.then(async () => {
    try {
      const local = method === 'write' ? 'adopt' : method; // what came in a message belongs to this thread
      port.postMessage({ id, value: await (core[local] as (...values: never[]) => Promise<unknown>)(...args) });
    } catch (error) {
      port.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
    }
  });
});
