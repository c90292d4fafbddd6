/** The thread of Node in which a model generates: it carries the messages of serve-generator.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import type { GeneratorOptions } from './generator.ts';
import { serveGenerator, type ToThread } from './serve-generator.ts';

if (!parentPort) throw new Error('infer/worker.ts is started by infer/port.ts');
const port = parentPort;

const take = serveGenerator(
  workerData as GeneratorOptions,
  (answer) => port.postMessage(answer),
  () => port.close(), // without its port the thread ends
);
(workerData as { weights?: unknown }).weights = undefined; // or it would keep them from being freed

port.on('message', (message: ToThread) => take(message));
