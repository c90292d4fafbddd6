/** The thread in which a model generates: jobs and cancellations come in as messages, events go out in bundles. */
import { parentPort, workerData } from 'node:worker_threads';
import { Generator, type Emit, type GeneratorOptions, type Job } from './generator.ts';

if (!parentPort) throw new Error('infer/worker.ts is started by infer/generate.ts');
const port = parentPort;

type Event = Parameters<Emit>[1];
let bundle: [number, Event][] = [];
const generator = new Generator(workerData as GeneratorOptions, (id, event) => {
  if (bundle.length === 0) setImmediate(() => { port.postMessage(bundle); bundle = []; }); // one message a step
  bundle.push([id, event]);
});

export type Message = { type: 'submit'; id: number; job: Job } | { type: 'cancel'; id: number } | { type: 'close' };

port.on('message', (message: Message) => {
  switch (message.type) {
    case 'submit': return generator.submit(message.id, message.job);
    case 'cancel': return generator.cancel(message.id);
    case 'close': return void generator.close().then(() => port.close()); // without its port the thread ends
    default: throw new Error(`unknown message ${JSON.stringify(message satisfies never)}`);
  }
});
