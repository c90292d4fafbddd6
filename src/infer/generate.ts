/**
 * A local model as a `Sample`: token ids in, a stream of tokens out, the work in a thread of its own. Any number of
 * requests may be open at once; they share the steps.
 */
import { Worker } from 'node:worker_threads';
import type { Finish, Sample, SampleEvent, SampleRequest } from '../types.ts';
import { buffersOf } from '../tensor/run.ts';
import type { GeneratorOptions, Job } from './generator.ts';
import type { Answer, Message } from './worker.ts';

/** A whole continuation: its tokens, and ln p of each under the raw logits. */
export type Drawn = { ids: number[]; logprobs: number[]; finish: Finish };

export type LocalSampler = {
  sample: Sample;
  /**
   * The continuations of all requests, handed over together: which of them share a step follows from the requests alone,
   * so the same requests give the same bits (at one number of threads), which requests that come one by one do not.
   * `ended` is called as each continuation ends.
   */
  sampleAll(
    requests: readonly (Omit<SampleRequest, 'signal'> & { seed: number })[],
    options?: { signal?: AbortSignal | undefined; ended?: () => void },
  ): Promise<Drawn[][]>;
  /** Everything asked from now on is drawn with other weights of the same model. Throws while a request is open. */
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

/** Starts the model's thread. With `handOver` it takes the weights' arrays, which are empty here afterwards. A failure of a request is thrown by its stream; a cancelled one ends with 'cancelled'. */
export const createSampler = (options: GeneratorOptions, { handOver = false } = {}): LocalSampler => {
  const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js';
  const worker = new Worker(new URL(file, import.meta.url), {
    workerData: options,
    transferList: handOver ? buffersOf(options.weights) : [],
  });
  const open = new Map<number, (event: Incoming) => void>();
  const exchanges: { resolve(): void; reject(error: Error): void }[] = [];
  const post = (message: Message) => worker.postMessage(message);
  let next = 0;
  let dead: string | undefined;
  const die = (message: string) => {
    dead ??= message;
    for (const push of open.values()) push({ type: 'failure', message });
    for (const one of exchanges.splice(0)) one.reject(new Error(message));
  };
  /** An idle model does not keep the process alive. */
  const settle = () => {
    if (open.size === 0 && exchanges.length === 0 && !dead) worker.unref();
  };
  worker.on('message', (answer: Answer) => {
    if (answer.type === 'events') {
      for (const [id, event] of answer.events) open.get(id)?.(event);
    } else {
      const one = exchanges.shift()!;
      settle();
      if (answer.error === undefined) one.resolve();
      else one.reject(new Error(answer.error));
    }
  });
  worker.on('error', (error) => die(`the model's thread failed: ${String(error)}`));
  const exited = new Promise<void>((resolve) => {
    worker.on('exit', () => {
      die("the model's thread has ended");
      resolve();
    });
  });
  worker.unref();

  async function* sample(request: Parameters<Sample>[0]): AsyncGenerator<SampleEvent> {
    const { signal, ...rest } = request;
    const n = request.n ?? 1;
    requireCounts(request);
    if (signal?.aborted) {
      for (let index = 0; index < n; index++) yield { type: 'finish', index, finish: 'cancelled' };
      return;
    }
    const id = next++;
    const events: Incoming[] = [];
    let wake: (() => void) | undefined;
    if (dead) throw new Error(dead);
    open.set(id, (event) => {
      events.push(event);
      wake?.();
    });
    worker.ref();
    const cancel = () => post({ type: 'cancel', id });
    signal?.addEventListener('abort', cancel, { once: true });
    post({ type: 'submit', jobs: [[id, { ...rest, seed: request.seed ?? Math.floor(Math.random() * 2 ** 32) }]] });
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
      if (finished < n && !dead) cancel();
      open.delete(id);
      settle();
    }
  }

  const sampleAll: LocalSampler['sampleAll'] = async (requests, { signal, ended } = {}) => {
    if (dead) throw new Error(dead);
    requests.forEach(requireCounts);
    if (requests.length === 0) return [];
    const drawn = requests.map(({ n = 1 }) =>
      Array.from({ length: n }, (): Drawn => ({ ids: [], logprobs: [], finish: 'cancelled' })),
    );
    const jobs = requests.map((request): [number, Job] => [next++, request]);
    const cancel = () => {
      for (const [id] of jobs) post({ type: 'cancel', id });
    };
    try {
      await new Promise<void>((resolve, reject) => {
        let left = drawn.flat().length;
        jobs.forEach(([id], i) =>
          open.set(id, (event) => {
            if (event.type === 'failure') return reject(new Error(event.message));
            const one = drawn[i]![event.index]!;
            if (event.type === 'token') {
              one.ids.push(event.id);
              one.logprobs.push(event.logprob);
              return undefined;
            }
            one.finish = event.finish;
            ended?.();
            return --left === 0 ? resolve() : undefined;
          }),
        );
        worker.ref();
        post({ type: 'submit', jobs });
        if (signal?.aborted) cancel();
        signal?.addEventListener('abort', cancel, { once: true });
      });
    } catch (error) {
      if (!dead) cancel();
      throw error;
    } finally {
      signal?.removeEventListener('abort', cancel);
      for (const [id] of jobs) open.delete(id);
      settle();
    }
    return drawn;
  };

  const updateWeights: LocalSampler['updateWeights'] = (weights) =>
    new Promise((resolve, reject) => {
      if (dead) return reject(new Error(dead));
      exchanges.push({ resolve, reject });
      worker.ref();
      return post({ type: 'weights', weights });
    });

  // Asked to end, never terminated: ONNX Runtime aborts the whole process when its thread is killed in the middle of a run.
  const close = async (): Promise<void> => {
    if (!dead) post({ type: 'close' });
    die("the model's thread has ended");
    worker.ref();
    await exited;
  };
  return { sample, sampleAll, updateWeights, close };
};
