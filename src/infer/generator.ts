/**
 * Generation with continuous batching: each step computes one token of every running sequence. A job is a prompt with
 * n continuations; the prompt is computed once, and its cache is copied to each of them. Events are plain data;
 * streams and threads are in generate.ts and worker.ts.
 */
import { createRandom, type Random } from '../random.ts';
import type { Finish, SampleEvent, SampleRequest } from '../types.ts';
import { constant, variable, type Tensor } from '../tensor/trace.ts';
import { openDevice, type Device, type Program, type Value, type Values } from '../tensor/run.ts';
import { cacheShape, extend, extendInputs, ropeTables } from '../model/transformer.ts';
import type { ModelConfig } from '../model/config.ts';
import { KvCache, type Fresh } from './cache.ts';
import { continuationSeed, sampleToken } from './sampler.ts';

export type Job = Omit<SampleRequest, 'signal'> & { seed: number };

/** Where events of job `id` go. `failure` ends a job that can't be run. */
export type Emit = (id: number, event: SampleEvent | { type: 'failure'; message: string }) => void;

export type GeneratorOptions = {
  config: ModelConfig;
  /** They must stay as they are while the generator has them. */
  weights: Readonly<Record<string, Value>>;
  threads: number;
  /** Most sequences in one step. */
  maxRows?: number;
};

/** A sequence in flight. `length` tokens of it are in its cache row; `last` is drawn but not yet in the cache. */
type Row = { job: number; index: number; length: number; last: number; drawn: number; random: Random };

/** Weights above this many bytes are fed instead of built in: an ONNX file holds at most 2 GB. */
const BUILT_IN_LIMIT = 1 << 30;
const HIDDEN = -1e9;
/** Most tokens of a sequence, whatever a config.json claims: the rotary tables and the cache grow with it. */
const LONGEST_CONTEXT = 32_768;

type Programs = { prompt: Program; step: Program; close(): Promise<void> };

const compile = async (
  device: Device,
  config: ModelConfig,
  weights: Readonly<Record<string, Value>>,
  p: 1 | 'P',
): Promise<Program> => {
  const bytes = Object.values(weights).reduce((sum, { data }) => sum + data.byteLength, 0);
  // Built-in weights are packed once for the many small products of decoding; a prompt's large products gain nothing.
  const builtIn = p === 1 && bytes < BUILT_IN_LIMIT;
  const made = new Map<string, Tensor>();
  const weight = (name: string): Tensor => {
    const value = weights[name];
    if (!value) throw new Error(`the weights lack ${name}`);
    const { data, shape } = value;
    const tensor = made.get(name) ?? (builtIn ? constant(data, shape) : variable(name, shape));
    made.set(name, tensor);
    return tensor;
  };
  const { logits, fresh } = extend(
    config,
    weight,
    p,
    extendInputs(config, 'R', p, 'S'),
    ropeTables(config, config.maxPositions),
  );
  return device.compile({
    outputs: {
      logits,
      ...Object.fromEntries(
        fresh.flatMap(({ k, v }, i) => [
          [`k${i}`, k],
          [`v${i}`, v],
        ]),
      ),
    },
  });
};

/**
 * What generating with these weights takes, on a device of its own: closing it gives back all that the weights held.
 */
const prepare = async (
  config: ModelConfig,
  weights: Readonly<Record<string, Value>>,
  threads: number,
): Promise<Programs> => {
  const device = openDevice({ threads, worker: false });
  await device.adopt(weights); // nobody changes them, and a second copy of a large model may not fit
  return {
    prompt: await compile(device, config, weights, 'P'),
    step: await compile(device, config, weights, 1),
    close: () => device.close(),
  };
};

export class Generator {
  readonly #config: ModelConfig;
  readonly #threads: number;
  readonly #emit: Emit;
  readonly #maxRows: number;
  #programs: Promise<Programs>;
  readonly #cache: KvCache;
  readonly #jobs = new Map<number, Job>();
  readonly #waiting: number[] = [];
  readonly #cancelled = new Set<number>();
  #rows: Row[] = [];
  #running: Promise<void> | undefined;

  constructor({ config: given, weights, threads, maxRows = 64 }: GeneratorOptions, emit: Emit) {
    const config = { ...given, maxPositions: Math.min(given.maxPositions, LONGEST_CONTEXT) };
    [this.#config, this.#threads, this.#emit, this.#maxRows] = [config, threads, emit, maxRows];
    this.#cache = new KvCache(config.numLayers, cacheShape(config));
    this.#programs = prepare(config, weights, threads);
    this.#programs.catch(() => {}); // reported by the first job
  }

  /** Adds jobs, which join the steps in this order. Their events follow until each continuation has finished. */
  submit(...jobs: readonly (readonly [id: number, job: Job])[]): void {
    for (const [id, job] of jobs) {
      this.#jobs.set(id, job);
      this.#waiting.push(id);
    }
    this.#running ??= this.#loop();
  }

  /**
   * Generates with other weights from now on. Throws while a job is open: keys and values of two sets of weights must
   * not mix. When the new ones can't be used, the old ones stay.
   */
  async updateWeights(weights: Readonly<Record<string, Value>>): Promise<void> {
    if (this.#jobs.size > 0)
      throw new Error(`new weights came while ${this.#jobs.size} requests were open; wait for their ends first`);
    const old = this.#programs;
    const next = prepare(this.#config, weights, this.#threads);
    this.#programs = next.catch(() => old); // jobs that come meanwhile wait for the outcome
    await next;
    await old.then(
      (programs) => programs.close(),
      () => {},
    );
  }

  /** Ends a job's continuations with 'cancelled', after the step that is running. */
  cancel(id: number): void {
    if (this.#jobs.has(id)) this.#cancelled.add(id);
  }

  /** Between steps only: a running step relies on which row is whose. */
  #applyCancellations(): void {
    for (const id of this.#cancelled) {
      const job = this.#jobs.get(id);
      const at = this.#waiting.indexOf(id);
      if (at >= 0) {
        this.#waiting.splice(at, 1);
        this.#jobs.delete(id);
        for (let index = 0; index < (job?.n ?? 1); index++)
          this.#emit(id, { type: 'finish', index, finish: 'cancelled' });
      } else {
        for (const row of this.#rows.filter((row) => row.job === id)) this.#finish(row, 'cancelled');
      }
    }
    this.#cancelled.clear();
  }

  async close(): Promise<void> {
    for (const id of this.#jobs.keys()) this.cancel(id);
    await this.#running;
    await this.#programs.then(
      (programs) => programs.close(),
      () => {},
    );
  }

  async #loop(): Promise<void> {
    try {
      for (;;) {
        this.#applyCancellations();
        if (this.#waiting.length === 0 && this.#rows.length === 0) {
          this.#cache.shrink(1, 1); // what comes next is computed as by a generator that has just begun
          break;
        }
        const next = this.#waiting[0];
        const free = this.#maxRows - this.#rows.length;
        if (next !== undefined && (this.#rows.length === 0 || (this.#jobs.get(next)!.n ?? 1) <= free)) {
          this.#waiting.shift();
          await this.#admit(next);
        } else {
          await this.#step();
        }
        await new Promise((resolve) => setImmediate(resolve)); // let submissions and cancellations in
      }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      for (const id of this.#jobs.keys()) this.#emit(id, { type: 'failure', message });
      this.#jobs.clear();
      this.#cancelled.clear();
      this.#waiting.length = 0;
      this.#rows = [];
    } finally {
      this.#running = undefined;
    }
  }

  /** Computes a job's prompt and draws the first token of each continuation. */
  async #admit(id: number): Promise<void> {
    const job = this.#jobs.get(id)!;
    const { vocabSize, maxPositions } = this.#config;
    const bad = job.prompt.find((token) => !Number.isInteger(token) || token < 0 || token >= vocabSize);
    const problem =
      job.prompt.length === 0
        ? 'the prompt is empty'
        : bad !== undefined
          ? `token ${bad} is not in the vocabulary of ${vocabSize}`
          : job.prompt.length >= maxPositions
            ? `the prompt has ${job.prompt.length} tokens; this model has room for ${maxPositions - 1}`
            : undefined;
    if (problem) {
      this.#jobs.delete(id);
      this.#emit(id, { type: 'failure', message: problem });
      return;
    }
    const { prompt } = await this.#programs;
    const p = job.prompt.length;
    const n = job.n ?? 1;
    const index = Int32Array.from({ length: p }, (_, i) => i);
    const { numLayers } = this.#config;
    const { heads, keyWidth, valueWidth } = cacheShape(this.#config);
    const nothing = (width: number) => ({ data: new Float32Array(heads * width), shape: [1, heads, 1, width] });
    const empty = Object.fromEntries(
      Array.from({ length: numLayers }, (_, i) => [
        [`k${i}`, nothing(keyWidth)],
        [`v${i}`, nothing(valueWidth)],
      ]).flat(),
    );
    const out = await prompt.run({
      ids: { data: Int32Array.from(job.prompt), shape: [1, p] },
      positions: { data: index, shape: [1, p] },
      index: { data: index, shape: [p] },
      cacheMask: { data: Float32Array.of(HIDDEN), shape: [1, 1, 1, 1] },
      picked: { data: Int32Array.of(p - 1), shape: [1] },
      ...empty,
    });
    const fresh = freshOf(out, numLayers);
    const first = this.#rows.length;
    this.#cache.reserve(first + n, p + 1);
    for (let token = 0; token < p; token++) this.#cache.put(fresh, 0, token, p, first, token);
    const started = Array.from({ length: n }, (_, i): Row => ({
      job: id,
      index: i,
      length: p,
      last: -1,
      drawn: 0,
      random: createRandom(`sample/${continuationSeed(job.seed, i)}`),
    }));
    for (let i = 1; i < n; i++) this.#cache.copy(first, first + i);
    this.#rows.push(...started);
    for (const row of started) this.#draw(row, out.logits!.data as Float32Array);
  }

  /** One token more for every sequence in flight. */
  async #step(): Promise<void> {
    const { step } = await this.#programs;
    const rows = [...this.#rows];
    const count = rows.length;
    const cache = this.#cache;
    cache.reserve(count, Math.max(...rows.map((row) => row.length)) + 1);
    const { room } = cache;
    const mask = new Float32Array(count * room).fill(HIDDEN);
    rows.forEach((row, i) => mask.fill(0, i * room, i * room + row.length));
    const { numLayers } = this.#config;
    const { heads, keyWidth, valueWidth } = cacheShape(this.#config);
    const feeds: Values = {
      ids: { data: Int32Array.from(rows, (row) => row.last), shape: [count, 1] },
      positions: { data: Int32Array.from(rows, (row) => row.length), shape: [count, 1] },
      cacheMask: { data: mask, shape: [count, 1, 1, room] },
    };
    for (let i = 0; i < numLayers; i++) {
      const { k, v } = cache.view(i, count);
      feeds[`k${i}`] = { data: k, shape: [count, heads, room, keyWidth] };
      feeds[`v${i}`] = { data: v, shape: [count, heads, room, valueWidth] };
    }
    const out = await step.run(feeds);
    const fresh = freshOf(out, numLayers);
    rows.forEach((row, i) => {
      cache.put(fresh, i, 0, 1, i, row.length);
      row.length++;
    });
    const logits = out.logits!.data as Float32Array;
    const { vocabSize } = this.#config;
    // Backwards, since finishing a row moves the last one into its place.
    for (let i = count - 1; i >= 0; i--)
      if (this.#rows.includes(rows[i]!)) this.#draw(rows[i]!, logits.subarray(i * vocabSize, (i + 1) * vocabSize));
  }

  #draw(row: Row, logits: Float32Array): void {
    const job = this.#jobs.get(row.job)!;
    const { id, logprob } = sampleToken(logits, job, row.random);
    row.last = id;
    row.drawn++;
    this.#emit(row.job, { type: 'token', index: row.index, id, logprob });
    if (job.stopIds?.includes(id)) this.#finish(row, 'stop');
    else if (row.drawn >= job.maxTokens || row.length + 1 >= this.#config.maxPositions) this.#finish(row, 'length');
  }

  #finish(row: Row, finish: Finish): void {
    const at = this.#rows.indexOf(row);
    const last = this.#rows.length - 1;
    if (at !== last) {
      this.#cache.copy(last, at);
      this.#rows[at] = this.#rows[last]!;
    }
    this.#rows.pop();
    this.#emit(row.job, { type: 'finish', index: row.index, finish });
    if (!this.#rows.some((item) => item.job === row.job)) this.#jobs.delete(row.job);
  }
}

const freshOf = (out: Values, layers: number): Fresh =>
  Array.from({ length: layers }, (_, i) => ({
    k: out[`k${i}`]!.data as Float32Array,
    v: out[`v${i}`]!.data as Float32Array,
  }));
