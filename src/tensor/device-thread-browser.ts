/** device-thread.ts in a browser, where a device works in the thread that opens it: the worker of the page. */
import type { OnnxRuntime } from './onnx-runtime.ts';

/** Throws: there is no further thread. */
export const startWorker = (): OnnxRuntime => {
  throw new Error('in a browser a device works in its own thread; open it with worker: false');
};
