/** The thread in which a model generates: jobs and cancellations arrive as messages, events are sent in bundles. */
import { parentPort, workerData } from 'node:worker_threads';
import { Generator, type Emit, type GeneratorOptions, type Job } from './generator.ts';

if (!parentPort) throw new Error('infer/worker.ts is started by infer/generate.ts');
const port = parentPort;

type Event = Parameters<Emit>[1];
/**
 * What this thread sends: events of requests in bundles, and the outcome of an exchange of weights (an error, or
 * none).
 */
export type FromThread = { type: 'events'; events: [number, Event][] } | { type: 'weights'; error?: string };
let bundle: [number, Event][] = [];
const generator = new Generator(workerData as GeneratorOptions, (id, event) => {
  if (bundle.length === 0)
    setImmediate(() => {
      port.postMessage({ type: 'events', events: bundle } satisfies FromThread);
      bundle = [];
    }); // one message a step
  bundle.push([id, event]);
});

(workerData as { weights?: unknown }).weights = undefined; // or it would keep them from being freed

export type ToThread =
  | { type: 'submit'; jobs: [id: number, job: Job][] }
  | { type: 'cancel'; id: number }
  | { type: 'weights'; weights: GeneratorOptions['weights'] }
  | { type: 'close' };

const replaceWeights = async (weights: GeneratorOptions['weights']): Promise<void> => {
  const error = await generator.updateWeights(weights).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  port.postMessage({ type: 'weights', ...(error === undefined ? {} : { error }) } satisfies FromThread);
};

port.on('message', (message: ToThread) => {
  switch (message.type) {
    case 'submit':
      return generator.submit(...message.jobs);
    case 'weights':
      return void replaceWeights(message.weights);
    case 'cancel':
      return generator.cancel(message.id);
    case 'close':
      return void generator.close().then(() => port.close()); // without its port the thread ends
    default:
      throw new Error(`unknown message ${JSON.stringify(message satisfies never)}`);
  }
});
