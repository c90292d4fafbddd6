/**
 * A local model as a `Sample`: token ids in, a stream of tokens out, the work in a thread of its own. Any number of
 * requests may be open at once; they share the steps.
 */
import { Worker } from 'node:worker_threads';
import type { Sample, SampleEvent } from '../types.ts';
import type { GeneratorOptions } from './generator.ts';

export type LocalSampler = {
  sample: Sample;
  /** Fails the open streams and resolves when the thread has ended, after the step that it is in. */
  close(): Promise<void>;
};

type Incoming = SampleEvent | { type: 'failure'; message: string };

/** Starts the model's thread. A failure of a request is thrown by its stream; a cancelled one ends with 'cancelled'. */
export const createSampler = (options: GeneratorOptions): LocalSampler => {
  const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js';
  const worker = new Worker(new URL(file, import.meta.url), { workerData: options });
  const open = new Map<number, (event: Incoming) => void>();
  let next = 0;
  let dead: string | undefined;
  const die = (message: string) => {
    dead ??= message;
    for (const push of open.values()) push({ type: 'failure', message });
  };
  worker.on('message', (events: [number, Incoming][]) => { for (const [id, event] of events) open.get(id)?.(event); });
  worker.on('error', (error) => die(`the model's thread failed: ${String(error)}`));
  const ended = new Promise<void>((resolve) => {
    worker.on('exit', () => { die("the model's thread has ended"); resolve(); });
  });
  worker.unref();

  async function* sample(request: Parameters<Sample>[0]): AsyncGenerator<SampleEvent> {
    const { signal, ...rest } = request;
    const n = request.n ?? 1;
    for (const [name, value] of [['n', n], ['maxTokens', request.maxTokens]] as const) {
      if (!Number.isInteger(value) || value < 1) throw new RangeError(`${name} is ${value}; it must be a whole number from 1`);
    }
    if (signal?.aborted) {
      for (let index = 0; index < n; index++) yield { type: 'finish', index, finish: 'cancelled' };
      return;
    }
    const id = next++;
    const events: Incoming[] = [];
    let wake: (() => void) | undefined;
    if (dead) throw new Error(dead);
    open.set(id, (event) => { events.push(event); wake?.(); });
    worker.ref();
    const cancel = () => worker.postMessage({ type: 'cancel', id });
    signal?.addEventListener('abort', cancel, { once: true });
    worker.postMessage({ type: 'submit', id, job: { ...rest, seed: request.seed ?? Math.floor(Math.random() * 2 ** 32) } });
    let finished = 0;
    try {
      while (finished < n) {
        while (events.length === 0) await new Promise<void>((resolve) => { wake = resolve; });
        for (const event of events.splice(0)) {
          if (event.type === 'failure') throw new Error(event.message);
          if (event.type === 'finish') finished++;
          yield event;
        }
      }
    } finally {
      signal?.removeEventListener('abort', cancel);
      if (finished < n && !dead) cancel();
      open.delete(id);
      if (open.size === 0 && !dead) worker.unref();
    }
  }
  // Asked to end, never terminated: ONNX Runtime aborts the whole process when its thread is killed in the middle of a run.
  const close = async (): Promise<void> => {
    if (!dead) worker.postMessage({ type: 'close' });
    die("the model's thread has ended");
    worker.ref();
    await ended;
  };
  return { sample, close };
};
