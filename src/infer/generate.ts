/**
 * A local model as a `Sample`: token ids in, a stream of tokens out. The model works in threads of its own (thread.ts).
 * Requests that are open at the same time share the steps of a thread, and the continuations of one request are spread
 * over the threads.
 */
import { EventStream } from '../event-stream.ts';
import type { Finish, Sample, SampleEvent, SampleRequest } from '../types.ts';
import { buffersOf } from '../tensor/onnx-runtime.ts';
import type { GeneratorOptions, Job } from './generator.ts';
import { GeneratorThread, type Incoming } from './thread.ts';

/** A whole continuation: its tokens, and ln p of each under the raw logits. */
export type Sampled = { ids: number[]; logprobs: number[]; finish: Finish };

/** A request to a model of this machine. `first`, `resumed` and `adapter`: see generator.ts. */
export type LocalRequest = SampleRequest & Pick<Job, 'first' | 'resumed' | 'adapter'>;

export type LocalSampler = {
  sample(request: LocalRequest): ReturnType<Sample>;
  /**
   * Samples the continuations of all requests as one batch. Which of them share a step follows from the requests
   * alone, so the same requests give the same bits at one number of threads; requests that arrive one by one do not.
   * `ended` is called as each continuation ends.
   */
  sampleAll(
    requests: readonly (Omit<SampleRequest, 'signal'> & { seed: number })[],
    options?: { signal?: AbortSignal | undefined; ended?: () => void },
  ): Promise<Sampled[][]>;
  /**
   * Replaces the weights by others of the same model. Throws while a request is open. `oneByOne`: by one thread after
   * the other, where others need the processor.
   */
  updateWeights(
    weights: GeneratorOptions['weights'],
    options?: { oneByOne?: boolean; adapters?: GeneratorOptions['adapters'] },
  ): Promise<void>;
  /** Continuations that have not ended, and those of them that have no token yet. */
  load(): { open: number; waiting: number };
  /** Fails the open streams and resolves when the thread has ended, after the step that it is in. */
  close(): Promise<void>;
};

const requireCounts = ({ n = 1, maxTokens }: Pick<SampleRequest, 'n' | 'maxTokens'>): void => {
  for (const [name, value] of Object.entries({ n, maxTokens })) {
    if (!Number.isInteger(value) || value < 1)
      throw new RangeError(`${name} is ${value}; it must be a whole number from 1`);
  }
};

const randomSeed = (): number => Math.floor(Math.random() * 2 ** 32);

/** A part of a request: the continuations that one thread draws. */
type Part = { thread: GeneratorThread; id: number; first: number; n: number };

/** Spreads n continuations over the threads, each to the one with the fewest open. Ties go to the first. */
const spread = (threads: readonly GeneratorThread[], n: number): Part[] => {
  const counts = threads.map(() => 0);
  for (let i = 0; i < n; i++) {
    const loads = threads.map(({ load }, k) => load + counts[k]!);
    counts[loads.indexOf(Math.min(...loads))]!++;
  }
  let first = 0;
  return threads.flatMap((thread, k) => {
    const count = counts[k]!;
    if (count === 0) return [];
    first += count;
    return [{ thread, id: thread.nextId(), first: first - count, n: count }];
  });
};

/** `sample` of a local sampler, in the bundles in which a thread tells them. */
async function* sampleOne(threads: readonly GeneratorThread[], request: LocalRequest): AsyncGenerator<SampleEvent[]> {
  const { signal, ...rest } = request;
  const n = request.n ?? 1;
  requireCounts(request);
  if (signal?.aborted) {
    yield Array.from({ length: n }, (_, index): SampleEvent => ({ type: 'finish', index, finish: 'cancelled' }));
    return;
  }
  const parts = spread(threads, n);
  for (const { thread } of parts) thread.use();
  const events: Incoming[] = [];
  let wake: (() => void) | undefined;
  const cancel = () => {
    for (const { thread, id } of parts) if (thread.ended === undefined) thread.post({ type: 'cancel', id });
  };
  signal?.addEventListener('abort', cancel, { once: true });
  const seed = request.seed ?? randomSeed();
  for (const { thread, id, n: count, first } of parts) {
    thread.receive(id, count, (event) => {
      events.push(event);
      wake?.();
    });
    const share = { n: count, first: first + (request.first ?? 0) };
    thread.post({ type: 'submit', jobs: [[id, { ...rest, ...share, seed }]] });
  }
  let finished = 0;
  try {
    while (finished < n) {
      while (events.length === 0)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      const batch: SampleEvent[] = [];
      let failed: string | undefined;
      for (const event of events.splice(0)) {
        if (event.type === 'failure') failed ??= event.message;
        else if (failed === undefined) batch.push(event);
        if (event.type === 'finish') finished++;
      }
      if (batch.length > 0) yield batch;
      if (failed !== undefined) throw new Error(failed);
    }
  } finally {
    signal?.removeEventListener('abort', cancel);
    if (finished < n) cancel();
    for (const { thread, id } of parts) thread.leave(id);
  }
}

type BatchJob = { thread: GeneratorThread; id: number; job: Job };

/** Collects the continuations of `jobs`; resolves when all have ended. */
const collect = (jobs: readonly BatchJob[], onEnd?: () => void): Promise<Sampled[][]> =>
  new Promise((resolve, reject) => {
    const sampled = jobs.map(({ job: { n = 1 } }) =>
      Array.from({ length: n }, (): Sampled => ({ ids: [], logprobs: [], finish: 'cancelled' })),
    );
    let left = sampled.flat().length;
    jobs.forEach(({ thread, id, job: { n = 1 } }, i) =>
      thread.receive(id, n, (event) => {
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
  threads: readonly GeneratorThread[],
  ...[requests, { signal, ended } = {}]: Parameters<LocalSampler['sampleAll']>
): Promise<Sampled[][]> => {
  for (const thread of threads) if (thread.ended !== undefined) throw new Error(thread.ended);
  requests.forEach(requireCounts);
  if (requests.length === 0) return [];
  // by their place alone, so that the same requests share steps in every run
  const jobs = requests.map((job, i): BatchJob => {
    const thread = threads[i % threads.length]!;
    return { thread, id: thread.nextId(), job };
  });
  const cancel = () => {
    for (const { thread, id } of jobs) if (thread.ended === undefined) thread.post({ type: 'cancel', id });
  };
  try {
    const sampled = collect(jobs, ended);
    for (const thread of threads) {
      const own = jobs.filter((job) => job.thread === thread);
      if (own.length === 0) continue;
      thread.use();
      thread.post({ type: 'submit', jobs: own.map(({ id, job }) => [id, job]) });
    }
    if (signal?.aborted) cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    return await sampled;
  } catch (error) {
    cancel();
    throw error;
  } finally {
    signal?.removeEventListener('abort', cancel);
    for (const { thread, id } of jobs) thread.leave(id);
  }
};

export type SamplerOptions = GeneratorOptions & {
  /** Threads that generate, each with a copy of the weights and `threads` processor threads. Default 1. */
  workers?: number;
};

/**
 * Starts the model's threads. With `handOver` they take the weights' arrays, which are empty here afterwards. A failed
 * request throws from its stream; a cancelled one ends with 'cancelled'.
 */
export const createSampler = ({ workers = 1, ...options }: SamplerOptions, { handOver = false } = {}): LocalSampler => {
  const threads = Array.from(
    { length: workers },
    (_, i) => new GeneratorThread(options, handOver && i === workers - 1 ? buffersOf(options.weights) : []),
  );
  return {
    sample: (request) => new EventStream(sampleOne(threads, request)),
    sampleAll: (requests, batch) => sampleBatch(threads, requests, batch),
    updateWeights: async (weights, { oneByOne = false, adapters } = {}) => {
      if (oneByOne) for (const thread of threads) await thread.updateWeights(weights, adapters);
      else await Promise.all(threads.map((thread) => thread.updateWeights(weights, adapters)));
    },
    load: () => ({
      open: threads.reduce((sum, { load }) => sum + load, 0),
      waiting: threads.reduce((sum, { waiting }) => sum + waiting, 0),
    }),
    close: async () => {
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
};
