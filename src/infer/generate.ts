/**
 * A local model as a `Sample`: token ids in, a stream of tokens out. The model works in a thread of its own
 * (worker.ts), where requests that are open at the same time share its steps.
 */
import { Worker } from 'node:worker_threads';
import type { Finish, Sample, SampleEvent, SampleRequest } from '../types.ts';
import { buffersOf } from '../tensor/run.ts';
import type { GeneratorOptions, Job } from './generator.ts';
import type { FromThread, ToThread } from './worker.ts';

/** A whole continuation: its tokens, and ln p of each under the raw logits. */
export type Sampled = { ids: number[]; logprobs: number[]; finish: Finish };

export type LocalSampler = {
  sample: Sample;
  /**
   * Samples the continuations of all requests as one batch. Which of them share a step follows from the requests
   * alone, so the same requests give the same bits at one number of threads; requests that arrive one by one do not.
   * `ended` is called as each continuation ends.
   */
  sampleAll(
    requests: readonly (Omit<SampleRequest, 'signal'> & { seed: number })[],
    options?: { signal?: AbortSignal | undefined; ended?: () => void },
  ): Promise<Sampled[][]>;
  /** Replaces the weights by others of the same model. Throws while a request is open. */
  updateWeights(weights: GeneratorOptions['weights']): Promise<void>;
  /** Fails the open streams and resolves when the thread has ended, after the step that it is in. */
  close(): Promise<void>;
};

type Incoming = SampleEvent | { type: 'failure'; message: string };

const requireCounts = ({ n = 1, maxTokens }: Pick<SampleRequest, 'n' | 'maxTokens'>): void => {
  for (const [name, value] of Object.entries({ n, maxTokens })) {
    if (!Number.isInteger(value) || value < 1)
      throw new RangeError(`${name} is ${value}; it must be a whole number from 1`);
  }
};

/** The model's thread: where messages go, who waits for its answers, and how it ends. */
class GeneratorThread {
  /** Receivers of events by request. */
  readonly open = new Map<number, (event: Incoming) => void>();
  /** Why the thread has ended; undefined while it works. */
  ended: string | undefined;
  readonly #weightUpdates: { resolve(): void; reject(error: Error): void }[] = [];
  readonly #worker: Worker;
  readonly #exited: Promise<void>;
  #next = 0;

  constructor(options: GeneratorOptions, transfer: ArrayBuffer[]) {
    const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js';
    this.#worker = new Worker(new URL(file, import.meta.url), { workerData: options, transferList: transfer });
    this.#worker.on('message', (answer: FromThread) => this.#receive(answer));
    this.#worker.on('error', (error) => this.#end(`the model's thread failed: ${String(error)}`));
    this.#exited = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.#end("the model's thread has ended");
        resolve();
      });
    });
    this.#worker.unref();
  }

  #receive(answer: FromThread): void {
    if (answer.type === 'events') {
      for (const [id, event] of answer.events) this.open.get(id)?.(event);
      return;
    }
    const update = this.#weightUpdates.shift()!;
    this.rest();
    if (answer.error === undefined) update.resolve();
    else update.reject(new Error(answer.error));
  }

  #end(message: string): void {
    this.ended ??= message;
    for (const receive of this.open.values()) receive({ type: 'failure', message });
    for (const update of this.#weightUpdates.splice(0)) update.reject(new Error(message));
  }

  nextId(): number {
    return this.#next++;
  }

  post(message: ToThread): void {
    this.#worker.postMessage(message);
  }

  /** Throws when the thread has ended; otherwise keeps the process alive until `rest`. */
  use(): void {
    if (this.ended !== undefined) throw new Error(this.ended);
    this.#worker.ref();
  }

  /** Lets the process end when nothing is asked of the thread any more. */
  rest(): void {
    if (this.open.size === 0 && this.#weightUpdates.length === 0 && this.ended === undefined) this.#worker.unref();
  }

  updateWeights(weights: GeneratorOptions['weights']): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.ended !== undefined) return reject(new Error(this.ended));
      this.#weightUpdates.push({ resolve, reject });
      this.#worker.ref();
      return this.post({ type: 'weights', weights });
    });
  }

  /**
   * Asks the thread to end and waits. It is never terminated: ONNX Runtime aborts the process when that happens
   * during a run.
   */
  async close(): Promise<void> {
    if (this.ended === undefined) this.post({ type: 'close' });
    this.#end("the model's thread has ended");
    this.#worker.ref();
    await this.#exited;
  }
}

const randomSeed = (): number => Math.floor(Math.random() * 2 ** 32);

/** `sample` of a local sampler. */
async function* sampleOne(thread: GeneratorThread, request: SampleRequest): AsyncGenerator<SampleEvent> {
  const { signal, ...rest } = request;
  const n = request.n ?? 1;
  requireCounts(request);
  if (signal?.aborted) {
    for (let index = 0; index < n; index++) yield { type: 'finish', index, finish: 'cancelled' };
    return;
  }
  thread.use();
  const id = thread.nextId();
  const events: Incoming[] = [];
  let wake: (() => void) | undefined;
  thread.open.set(id, (event) => {
    events.push(event);
    wake?.();
  });
  const cancel = () => thread.post({ type: 'cancel', id });
  signal?.addEventListener('abort', cancel, { once: true });
  thread.post({ type: 'submit', jobs: [[id, { ...rest, seed: request.seed ?? randomSeed() }]] });
  let finished = 0;
  try {
    while (finished < n) {
      while (events.length === 0)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      for (const event of events.splice(0)) {
        if (event.type === 'failure') throw new Error(event.message);
        if (event.type === 'finish') finished++;
        yield event;
      }
    }
  } finally {
    signal?.removeEventListener('abort', cancel);
    if (finished < n && thread.ended === undefined) cancel();
    thread.open.delete(id);
    thread.rest();
  }
}

/** Collects the continuations of `jobs`; resolves when all have ended. */
const collect = (thread: GeneratorThread, jobs: readonly [number, Job][], onEnd?: () => void): Promise<Sampled[][]> =>
  new Promise((resolve, reject) => {
    const sampled = jobs.map(([, { n = 1 }]) =>
      Array.from({ length: n }, (): Sampled => ({ ids: [], logprobs: [], finish: 'cancelled' })),
    );
    let left = sampled.flat().length;
    jobs.forEach(([id], i) =>
      thread.open.set(id, (event) => {
        if (event.type === 'failure') return reject(new Error(event.message));
        const continuation = sampled[i]![event.index]!;
        if (event.type === 'token') {
          continuation.ids.push(event.id);
          continuation.logprobs.push(event.logprob);
          return undefined;
        }
        continuation.finish = event.finish;
        onEnd?.();
        return --left === 0 ? resolve(sampled) : undefined;
      }),
    );
  });

/** `sampleAll` of a local sampler. */
const sampleBatch = async (
  thread: GeneratorThread,
  ...[requests, { signal, ended } = {}]: Parameters<LocalSampler['sampleAll']>
): Promise<Sampled[][]> => {
  if (thread.ended !== undefined) throw new Error(thread.ended);
  requests.forEach(requireCounts);
  if (requests.length === 0) return [];
  const jobs = requests.map((request): [number, Job] => [thread.nextId(), request]);
  const cancel = () => {
    for (const [id] of jobs) thread.post({ type: 'cancel', id });
  };
  try {
    const sampled = collect(thread, jobs, ended);
    thread.use();
    thread.post({ type: 'submit', jobs });
    if (signal?.aborted) cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    return await sampled;
  } catch (error) {
    if (thread.ended === undefined) cancel();
    throw error;
  } finally {
    signal?.removeEventListener('abort', cancel);
    for (const [id] of jobs) thread.open.delete(id);
    thread.rest();
  }
};

/**
 * Starts the model's thread. With `handOver` it takes the weights' arrays, which are empty here afterwards. A failed
 * request throws from its stream; a cancelled one ends with 'cancelled'.
 */
export const createSampler = (options: GeneratorOptions, { handOver = false } = {}): LocalSampler => {
  const thread = new GeneratorThread(options, handOver ? buffersOf(options.weights) : []);
  return {
    sample: (request) => sampleOne(thread, request),
    sampleAll: (requests, batch) => sampleBatch(thread, requests, batch),
    updateWeights: (weights) => thread.updateWeights(weights),
    close: () => thread.close(),
  };
};
