/**
 * A local model whose weights are replaced while it answers. There are two slots, each a sampler with threads of its
 * own: new weights are compiled, warmed up and tried in the idle one beside the running one, and then requests go
 * there. What can't be used is refused, and the old version goes on serving.
 *
 * Streams that run at the switch: `finish` lets them end on the version that they began with, in the slot that has it,
 * so they are bitwise those of a run without swaps (exact weights). `continue` draws on with the new weights: keys and
 * values of the old ones are dropped and the sequence is read anew, as AReaL does (Fu et al. 2025, interruptible
 * rollouts) and vLLM by default (pause_generation with mode keep and clear_cache), so that every later token has
 * exactly the new weights' distribution. vLLM and SGLang can also keep the old keys and values; this is not offered.
 *
 * At most two versions are alive: a swap waits until the streams of the version before the present one have ended.
 */
import { batchesOf, EventStream } from '../event-stream.ts';
import type { SampleEvent } from '../types.ts';
import { createSampler, type LocalRequest, type LocalSampler, type SamplerOptions } from './generate.ts';
import { mergeStreams } from './think-budget.ts';
import type { ModelWeights } from './weight-source.ts';

export type SwapPolicy = 'finish' | 'continue';

/** Weights under a name. `try` rejects with a sentence when they may not serve; it samples from them alone. */
export type Candidate = {
  version: string;
  weights: ModelWeights;
  /** Adapters that requests may name from then on. Default: those of before. */
  adapters?: SamplerOptions['adapters'];
  try?: (sample: LocalSampler['sample']) => Promise<void>;
};

/** What a swap did, in milliseconds each. `moved`: streams that go on under the new weights. */
export type Swapped = {
  from: string;
  to: string;
  policy: SwapPolicy;
  moved: number;
  waitedMs: number;
  openedMs: number;
  triedMs: number;
};

export type VersionedSampler = LocalSampler & {
  /** The version that a new request gets. */
  version(): string;
  /** Streams that still end on the version before. */
  draining(): number;
  /**
   * Takes other weights of the same model into use, one swap after the other. Rejects when they can't be used or
   * `signal` aborts before the switch; the version before goes on serving then.
   */
  swap(next: Candidate, options?: { policy?: SwapPolicy; signal?: AbortSignal }): Promise<Swapped>;
};

/** One stream at work. `move` ends it in its slot so that it goes on in the other. */
type Stream = { move: AbortController };

/** `own`: memory that this file made for the slot's weights, which the next ones in the slot may take. */
type Slot = {
  version: string;
  sampler: LocalSampler;
  streams: Set<Stream>;
  bytes: number;
  own: ReadonlyMap<string, Numbers>;
  idle?: () => void;
};

type Numbers = Float32Array | Int32Array | Int8Array;

/**
 * Weights of more bytes than this are given back when their last stream has ended; the threads of smaller ones stay.
 */
const KEPT_BELOW = 2 ** 26;

/** Prompt and steps that a new version computes before it serves: what is allocated at first use is there then. */
const WARM = { prompt: Array.from({ length: 16 }, () => 0), maxTokens: 3, temperature: 0, seed: 0 } as const;

/**
 * The weights in memory that all threads share, so that each of them need not get a copy: in that of `old` weights of
 * the same sizes, which nobody may read any more. New memory at every swap would stay until each thread of the slot
 * happens to collect its garbage, which is dozens of versions later.
 */
const shared = (weights: ModelWeights, old: Slot['own'] = new Map()): { weights: ModelWeights; own: Slot['own'] } => {
  const own = new Map<string, Numbers>();
  const all = Object.entries(weights).map(([name, weight]) => {
    const { data } = weight;
    if (data.buffer instanceof SharedArrayBuffer) return [name, weight] as const;
    const kind = data.constructor as new (buffer: ArrayBuffer) => Numbers;
    const known = old.get(name);
    const fits = known instanceof kind && known.length === data.length;
    const copy = fits ? known : new kind(new SharedArrayBuffer(data.byteLength) as unknown as ArrayBuffer);
    copy.set(data);
    own.set(name, copy);
    return [name, { ...weight, data: copy } as typeof weight] as const;
  });
  return { weights: Object.fromEntries(all), own };
};

const bytesOf = (weights: ModelWeights): number =>
  Object.values(weights).reduce((sum, { data }) => sum + data.byteLength, 0);

const leave = (slot: Slot, stream: Stream): void => {
  slot.streams.delete(stream);
  if (slot.streams.size === 0) slot.idle?.();
};

class Versions {
  #options: Omit<SamplerOptions, 'weights'>;
  #current: Slot;
  /** The slot before: its streams end, or it is idle. */
  #other: Slot | undefined;
  #swapping: Promise<unknown> = Promise.resolve();

  constructor(options: Omit<SamplerOptions, 'weights'>, first: Slot) {
    [this.#options, this.#current] = [options, first];
  }

  get version(): string {
    return this.#current.version;
  }
  get draining(): number {
    return this.#other?.streams.size ?? 0;
  }

  load(): ReturnType<LocalSampler['load']> {
    const loads = [this.#current, this.#other].flatMap((slot) => (slot ? [slot.sampler.load()] : []));
    const sum = (of: 'open' | 'waiting'): number => loads.reduce((total, load) => total + load[of], 0);
    return { open: sum('open'), waiting: sum('waiting') };
  }

  /** A request in the present slot, going on in a later one where it is moved. `before`: versions that drew so far. */
  async *sample(request: LocalRequest, before: readonly string[] = []): AsyncGenerator<readonly SampleEvent[]> {
    const slot = this.#current;
    const versions = before.at(-1) === slot.version ? before : [...before, slot.version];
    const stream: Stream = { move: new AbortController() };
    const { signal: given, seed = Math.floor(Math.random() * 2 ** 32) } = request;
    const signal = given ? AbortSignal.any([given, stream.move.signal]) : stream.move.signal;
    const drawn = new Map<number, number[]>();
    const open: number[] = [];
    slot.streams.add(stream);
    try {
      for await (const batch of batchesOf(slot.sampler.sample({ ...request, seed, signal }))) {
        yield batch.flatMap((event): readonly SampleEvent[] => {
          if (event.type === 'token') {
            const ids = drawn.get(event.index) ?? [];
            ids.push(event.id);
            drawn.set(event.index, ids);
            return [event];
          }
          const moves = event.finish === 'cancelled' && stream.move.signal.aborted && !given?.aborted;
          if (!moves) return [{ ...event, weights: versions.join('+') }];
          open.push(event.index);
          return [];
        });
      }
    } finally {
      leave(slot, stream);
    }
    const rest = mergeStreams();
    for (const index of open) {
      const ids = drawn.get(index) ?? [];
      const resumed = (request.resumed ?? 0) + ids.length;
      const further = { ...request, seed, prompt: [...request.prompt, ...ids], n: 1, first: index, resumed };
      rest.add(new EventStream(this.sample(further, ids.length > 0 ? versions : before)));
    }
    if (open.length > 0) for await (const event of rest.read()) yield [event];
  }

  /** A batch ends on the version that it began with, whatever the policy. */
  async sampleAll(...args: Parameters<LocalSampler['sampleAll']>): ReturnType<LocalSampler['sampleAll']> {
    const slot = this.#current;
    const stream: Stream = { move: new AbortController() };
    slot.streams.add(stream);
    try {
      return await slot.sampler.sampleAll(...args);
    } finally {
      leave(slot, stream);
    }
  }

  /** One after the other, in the order in which they were asked for. */
  swap(...args: Parameters<VersionedSampler['swap']>): Promise<Swapped> {
    const swapped = this.#swapping.then(() => this.#swap(...args));
    this.#swapping = swapped.catch(() => {});
    return swapped;
  }

  async #swap(...[next, { policy = 'finish', signal } = {}]: Parameters<VersionedSampler['swap']>): Promise<Swapped> {
    const times = [performance.now()];
    await this.#drained(signal);
    times.push(performance.now());
    const slot = await this.#open(next);
    times.push(performance.now());
    await next.try?.((request) => slot.sampler.sample(request));
    times.push(performance.now());
    signal?.throwIfAborted();
    const before = this.#current;
    this.#options = { ...this.#options, adapters: next.adapters ?? this.#options.adapters };
    [this.#current, this.#other] = [slot, before];
    const moved = policy === 'continue' ? before.streams.size : 0;
    if (policy === 'continue') for (const { move } of before.streams) move.abort();
    void this.#release(before);
    const [waitedMs, openedMs, triedMs] = [1, 2, 3].map((i) => times[i]! - times[i - 1]!) as [number, number, number];
    return { from: before.version, to: slot.version, policy, moved, waitedMs, openedMs, triedMs };
  }

  /** Resolves when no stream is left of the version before the present one. */
  async #drained(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const slot = this.#other;
    if (!slot || slot.streams.size === 0) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const stop = (): void => reject(signal?.reason as Error);
    signal?.addEventListener('abort', stop, { once: true });
    const others = slot.idle;
    slot.idle = () => {
      others?.();
      resolve();
    };
    try {
      await promise;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  /** The weights in the idle slot, compiled and warmed up in every thread of it. */
  async #open({ version, weights: given, adapters = this.#options.adapters }: Candidate): Promise<Slot> {
    const standby = this.#other;
    const { weights, own } = shared(given, standby?.own);
    this.#other = undefined;
    const sampler = standby?.sampler ?? createSampler({ ...this.#options, weights, adapters });
    try {
      if (standby) await sampler.updateWeights(weights, { oneByOne: true, adapters });
      await sampler.sampleAll(Array.from({ length: this.#options.workers ?? 1 }, () => ({ ...WARM })));
    } catch (error) {
      await sampler.close();
      throw error;
    }
    return { version, sampler, streams: new Set(), bytes: bytesOf(weights), own };
  }

  /** Gives back what a large slot holds once its streams have ended. */
  async #release(slot: Slot): Promise<void> {
    if (slot.bytes < KEPT_BELOW) return;
    await this.#drained();
    if (this.#other !== slot) return;
    this.#other = undefined;
    await slot.sampler.close();
  }

  async close(): Promise<void> {
    await Promise.all([this.#current, this.#other].map((slot) => slot?.sampler.close()));
  }
}

/** Starts the model with its first weights, under the name `version`. With `handOver` see `createSampler`. */
export const createVersionedSampler = (
  { version, ...options }: SamplerOptions & { version: string },
  { handOver = false } = {},
): VersionedSampler => {
  const bytes = bytesOf(options.weights);
  const { weights: _, ...kept } = options;
  const sampler = createSampler(options, { handOver });
  const versions = new Versions(kept, { version, sampler, streams: new Set(), bytes, own: new Map() });
  return {
    sample: (request) => new EventStream(versions.sample(request)),
    sampleAll: (requests, batch) => versions.sampleAll(requests, batch),
    updateWeights: async (weights) => {
      await versions.swap({ version: versions.version, weights });
    },
    load: () => versions.load(),
    version: () => versions.version,
    draining: () => versions.draining,
    swap: (next, swap) => versions.swap(next, swap),
    close: () => versions.close(),
  };
};
