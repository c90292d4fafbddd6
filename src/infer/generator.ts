/**
 * Generation with continuous batching: each step computes one token of every running sequence, and prompts are read in
 * chunks between steps, so that a long prompt holds up nobody. A job is a prompt with n continuations; the prompt is
 * read once, and each continuation starts from a copy of its cache as soon as a row is free. Events are plain data;
 * streams and threads are in generate.ts and worker.ts, graphs in runner.ts.
 */
import { nextTurn } from '../next-turn.ts';
import { createRandom } from '../random.ts';
import type { Finish, SampleEvent, SampleRequest } from '../types.ts';
import type { Target } from '../tensor/onnx-graph.ts';
import { cacheShape } from '../model/transformer.ts';
import type { ModelConfig } from '../model/config.ts';
import { Batch, type Row } from './batch.ts';
import type { BlockRow } from './block.ts';
import { createBlockSteps, type BlockState } from './block-steps.ts';
import type { Adapters } from './adapted-source.ts';
import { KvCache } from './cache.ts';
import { DraftedSteps, openSources, type RowHooks, type SpeculationOptions } from './drafts/drafted-steps.ts';
import { MOST_ROWS } from './drafts/speculation.ts';
import { JobQueue } from './job-queue.ts';
import { createTokenMask, type MaskState, type TokenMask } from './mask.ts';
import { PrefixCache } from './prefix-cache.ts';
import { openRunner, type RunnerOptions } from './runner.ts';
import { continuationSeed, sampleToken } from './sampler.ts';
import type { ModelWeights, Precision } from './weight-source.ts';

/**
 * `first`: the index of the first of the n continuations, when another generator has those before it. `resumed`: so
 * many tokens at the end of the prompt were drawn before, under other weights; the one continuation goes on after them,
 * with its random source, its mask and its bound on tokens. `adapter`: of `GeneratorOptions.adapters`.
 */
export type Job = Omit<SampleRequest, 'signal'> & { seed: number; first?: number; resumed?: number; adapter?: string };

/** Where events of job `id` go. `failure` ends a job that can't be run; `first`: one of the first tokens. */
export type Emit = (id: number, event: SampleEvent | { type: 'failure'; message: string }, first?: boolean) => void;

/** Told without waiting for more: a reply may begin with markers, and its first text should not wait behind them. */
const FIRST_TOKENS = 4;

export type GeneratorOptions = {
  config: ModelConfig;
  /**
   * They must stay as they are while the generator has them. Those that are rounded already may be empty afterwards: a
   * large model keeps no copy beside its graph's.
   */
  weights: ModelWeights;
  threads: number;
  /** Most sequences in one step. */
  maxRows?: number;
  /**
   * 'exact' (default): f32, prompts read whole, nothing reused, so that a job gives the same alone and in company.
   * 'int8': see weight-source.ts.
   */
  precision?: Precision;
  /** Whether several steps may be computed in one run, which changes no token (block.ts). Default true. */
  blocks?: boolean;
  /** LoRA adapters that jobs may name. */
  adapters?: Adapters | undefined;
  /** Bytes for keys and values of earlier prompts and answers, with int8. Default 256 MiB. */
  prefixBytes?: number;
  /** Draft tokens of one or two sequences and check several in a run (drafts/speculation.ts). Default: no. */
  speculation?: SpeculationOptions | undefined;
  /** Where graphs run. Default 'cpu'; others take exact weights, without blocks and drafts. */
  device?: Target;
};

/** A job whose prompt is being read, or whose continuations wait for rows. `done` tokens are in row 0 of its cache. */
type Pending = {
  id: number;
  job: Job;
  cache: KvCache;
  done: number;
  /** A part of it was read. */
  begun: boolean;
  /** How many prompts were read before it since its last turn. */
  overtaken: number;
  logits?: Float32Array;
  next: number;
};

/** Most tokens of a sequence, whatever a config.json claims: the rotary tables and the cache grow with it. */
const LONGEST_CONTEXT = 32_768;
/** Prompt tokens in one run, and in all between two steps. An exact prompt is read whole if it is not very long. */
const CHUNK: Record<Precision, number> = { exact: 512, int8: 64 };
/**
 * Tokens before which a run of int8 takes as many: the further on, the more a token costs, and whoever comes meanwhile
 * waits for the run. It depends on the place alone, so that a prompt gives the same bits alone and in company.
 */
const SHORTER_FROM: readonly (readonly [place: number, most: number])[] = [
  [1536, 16],
  [512, 32],
];
/** A prompt that has begun lets so many new ones pass before its next turn. */
const LETS_PASS = 4;
/** Room of a prompt's cache beyond what has been read, as a share of that: attention costs what the room costs. */
const SPARE = 0.25;
/** Jobs whose prompt is read although no row is free, so that they take turns with those that have all rows. */
const READ_AHEAD = 4;
/** Fewest tokens that are worth copying from an earlier sequence. */
const LEAST_PREFIX = 16;

export class Generator {
  readonly #config: ModelConfig;
  #options: RunnerOptions;
  readonly #emit: Emit;
  readonly #maxRows: number;
  readonly #blocks: boolean;
  readonly #prefixes: PrefixCache;
  #batch: Promise<Batch>;
  #blockSteps = createBlockSteps();
  /** Steps with drafts, and how often those held. */
  readonly drafted: DraftedSteps | undefined;
  readonly #jobs = new Map<number, Job>();
  readonly #waiting = new JobQueue();
  readonly #cancelled = new Set<number>();
  readonly #masks = new Map<number, TokenMask>();
  readonly #states = new WeakMap<Row, MaskState>();
  #pending: Pending[] = [];
  #running: Promise<void> | undefined;
  /** Tokens of prompts that were read, and that were known from earlier sequences. */
  readonly promptTokens = { read: 0, reused: 0 };
  /** Tokens that blocks of steps computed, and those of them that a sequence went on with. */
  readonly blockTokens = { computed: 0, used: 0 };

  constructor(options: GeneratorOptions, emit: Emit) {
    const { config: given, weights, threads, maxRows = 64, precision = 'exact', prefixBytes = 2 ** 28 } = options;
    this.#blocks = options.blocks ?? true;
    this.#config = { ...given, maxPositions: Math.min(given.maxPositions, LONGEST_CONTEXT) };
    [this.#options, this.#emit, this.#maxRows] = [
      {
        threads,
        precision,
        verify: options.speculation !== undefined,
        device: options.device ?? 'cpu',
        adapters: options.adapters,
      },
      emit,
      maxRows,
    ];
    this.#prefixes = new PrefixCache(precision === 'exact' ? 0 : prefixBytes);
    this.#batch = this.#open(weights);
    this.#batch.catch(() => {}); // reported by the first job
    this.drafted = options.speculation && new DraftedSteps(openSources(options.speculation, threads), this.#rowHooks());
  }

  async #open(weights: GeneratorOptions['weights']): Promise<Batch> {
    this.#blockSteps = createBlockSteps();
    return new Batch(await openRunner(this.#config, weights, this.#options), this.#config);
  }

  /** Adds jobs, which are read in this order. Their events follow until each continuation has finished. */
  submit(...jobs: readonly (readonly [id: number, job: Job])[]): void {
    for (const [id, job] of jobs) {
      this.#jobs.set(id, job);
      this.#waiting.push(id, job);
    }
    this.#running ??= this.#loop();
  }

  /**
   * Generates with other weights from now on. Throws while a job is open: keys and values of two sets of weights must
   * not mix. Jobs that were cancelled end first, with the step that runs. When the new weights can't be used, the old
   * ones stay. `adapters`: the names that jobs may give from now on.
   */
  async updateWeights(weights: GeneratorOptions['weights'], adapters = this.#options.adapters): Promise<void> {
    const open = [...this.#jobs.keys()].filter((id) => !this.#cancelled.has(id)).length;
    if (open > 0) throw new Error(`new weights came while ${open} requests were open; wait for their ends first`);
    while (this.#running) await this.#running;
    const [old, before] = [this.#batch, this.#options];
    this.#options = { ...before, adapters };
    const next = this.#open(weights);
    this.#batch = next.catch(() => {
      this.#options = before;
      return old;
    }); // jobs that come meanwhile wait for the outcome
    await next;
    this.#prefixes.clear();
    await old.then(
      ({ runner }) => runner.close(),
      () => {},
    );
  }

  /** Ends a job's continuations with 'cancelled', after the step or the part of a prompt that is running. */
  cancel(id: number): void {
    if (this.#jobs.has(id)) this.#cancelled.add(id);
  }

  async close(): Promise<void> {
    for (const id of this.#jobs.keys()) this.cancel(id);
    await this.#running;
    await this.drafted?.close();
    await this.#batch.then(
      ({ runner }) => runner.close(),
      () => {},
    );
  }

  async #loop(): Promise<void> {
    try {
      const batch = await this.#batch;
      for (;;) {
        this.#applyCancellations(batch);
        if (this.#jobs.size === 0) {
          batch.rest();
          break;
        }
        await this.#readPrompts(batch);
        if (batch.rows.length > 0) await this.#step(batch);
        await nextTurn(); // let submissions and cancellations in
      }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      for (const id of this.#jobs.keys()) this.#emit(id, { type: 'failure', message });
      this.#jobs.clear();
      this.#cancelled.clear();
      this.#waiting.clear();
      this.#pending = [];
      await this.#batch.then(
        (batch) => batch.clear(),
        () => {},
      );
    } finally {
      this.#running = undefined;
    }
  }

  /** Between steps only: a running step relies on which row is whose. */
  #applyCancellations(batch: Batch): void {
    for (const id of this.#cancelled) {
      const { n = 1, first = 0 } = this.#jobs.get(id) ?? {};
      const pending = this.#pending.find((item) => item.id === id);
      const from = this.#waiting.remove(id) ? 0 : (pending?.next ?? n);
      this.#pending = this.#pending.filter((item) => item !== pending);
      for (let i = from; i < n; i++) this.#emit(id, { type: 'finish', index: first + i, finish: 'cancelled' });
      for (const row of batch.rows.filter((item) => item.job === id)) this.#finish(batch, row, 'cancelled');
      this.#jobs.delete(id);
    }
    this.#cancelled.clear();
  }

  /**
   * Starts continuations whose prompt has been read, and reads prompts, a chunk of each in turn, until as many tokens
   * were read as one chunk holds or enough jobs wait for rows.
   */
  async #readPrompts(batch: Batch): Promise<void> {
    for (let left = CHUNK[this.#options.precision]; ;) {
      if (this.#startReady(batch) > 0) await nextTurn(); // first tokens go out before more is read
      const free = this.#maxRows - batch.rows.length;
      if (left <= 0 || this.#pending.filter(({ logits }) => logits).length >= READ_AHEAD) return;
      if (this.#waiting.length > 0 && this.#pending.length < Math.max(free, READ_AHEAD))
        this.#admit(this.#waiting.shift()!);
      const next = this.#nextPrompt();
      if (next) left -= await this.#read(batch, next);
      else if (this.#waiting.length === 0 || this.#pending.length >= Math.max(free, READ_AHEAD)) return;
    }
  }

  /**
   * The prompt to read on: one that has let enough others pass, else a new one, else the one that has waited longest.
   */
  #nextPrompt(): Pending | undefined {
    const open = this.#pending.filter(({ logits }) => !logits);
    const next = open.find(({ overtaken }) => overtaken >= LETS_PASS) ?? open.find(({ begun }) => !begun) ?? open[0];
    for (const item of open) item.overtaken++;
    return next;
  }

  /** Gives free rows to the continuations that wait for them, one of each job in turn. Gives how many have begun. */
  #startReady(batch: Batch): number {
    for (let started = 0; ; started++) {
      const item = batch.rows.length < this.#maxRows ? this.#pending.find(({ logits }) => logits) : undefined;
      if (!item) return started;
      const { id, job, cache, logits } = item;
      const at = item.next++;
      this.#pending = this.#pending.filter((other) => other !== item);
      if (item.next < (job.n ?? 1)) this.#pending.push(item);
      const row = this.#startRow(id, job, (job.first ?? 0) + at);
      batch.add(row, cache);
      this.#draw(batch, row, logits!);
    }
  }

  /** A continuation about to draw its first token, or its next one when it was resumed. */
  #startRow(id: number, job: Job, index: number): Row {
    const drawn = job.resumed ? job.prompt.slice(-job.resumed) : [];
    const random = createRandom(`sample/${continuationSeed(job.seed, index)}`);
    if (job.temperature !== 0) for (const _ of drawn) random.next(); // as many as sampleToken took
    const { prompt, adapter } = job;
    const row: Row = { job: id, index, length: prompt.length, last: -1, drawn, random, adapter };
    const mask = this.#maskOf(id, job);
    if (mask && drawn.length > 0)
      this.#states.set(
        row,
        drawn.reduce((state, token) => mask.advance(state, token), mask.start),
      );
    return row;
  }

  /** Begins a job: checks its prompt, and takes what is known of it from earlier sequences. */
  #admit(id: number): void {
    const job = this.#jobs.get(id)!;
    const { prompt, adapter } = job;
    const problem = this.#problemOf(job);
    if (problem) {
      this.#jobs.delete(id);
      this.#emit(id, { type: 'failure', message: problem });
      return;
    }
    const cache = new KvCache(this.#config.numLayers, cacheShape(this.#config));
    const known = this.#prefixes.find(prompt, LEAST_PREFIX, adapter);
    const done = known ? Math.min(known.length, prompt.length - 1) : 0; // the last one is read for its logits
    cache.reserve(1, Math.max(1, done));
    if (known) cache.copyFrom(known.cache, done, 0);
    this.promptTokens.reused += done;
    this.#pending.push({ id, job, cache, done, begun: false, overtaken: 0, next: 0 });
  }

  #problemOf({ prompt, adapter }: Job): string | undefined {
    const { vocabSize, maxPositions } = this.#config;
    if (adapter !== undefined && !this.#options.adapters?.has(adapter)) return `there is no adapter ${adapter}`;
    if (prompt.length === 0) return 'the prompt is empty';
    const bad = prompt.find((token) => !Number.isInteger(token) || token < 0 || token >= vocabSize);
    if (bad !== undefined) return `token ${bad} is not in the vocabulary of ${vocabSize}`;
    return prompt.length >= maxPositions
      ? `the prompt has ${prompt.length} tokens; this model has room for ${maxPositions - 1}`
      : undefined;
  }

  /** Reads the next part of a prompt and gives how many tokens it had. A job with more to read goes last. */
  async #read(batch: Batch, item: Pending): Promise<number> {
    const { job, cache, done } = item;
    const { precision } = this.#options;
    const shorter = precision === 'exact' ? undefined : SHORTER_FROM.find(([place]) => done >= place);
    const tokens = job.prompt.slice(done, done + (shorter?.[1] ?? CHUNK[precision]));
    const end = done + tokens.length;
    if (end > cache.room) cache.reserve(1, Math.min(job.prompt.length, Math.ceil(end * (1 + SPARE))));
    [item.begun, item.overtaken] = [true, 0];
    const logits = await batch.runner.read(cache, done, tokens, job.adapter);
    item.done += tokens.length;
    this.promptTokens.read += tokens.length;
    this.#pending = [...this.#pending.filter((other) => other !== item), item];
    if (item.done === job.prompt.length) {
      item.logits = logits;
      this.#prefixes.add(job.prompt, cache, job.adapter);
    }
    return tokens.length;
  }

  /** One token more for every sequence in flight, or several: where drafts hold, or in a block of steps. */
  async #step(batch: Batch): Promise<void> {
    const block = async (): Promise<boolean> => {
      const steps = this.#blocks && batch.runner.block ? this.#stepsOf(batch) : 1;
      if (steps > 1) await this.#block(batch, steps);
      return steps > 1;
    };
    if (this.drafted && !this.#options.adapters && batch.rows.length <= MOST_ROWS)
      return this.drafted.step(batch, (row, logits) => this.#draw(batch, row, logits), block);
    if (await block()) return undefined;
    for (const { row, logits } of await batch.step()) this.#draw(batch, row, logits);
    return undefined;
  }

  #roomOf(row: Row): number {
    const { maxTokens } = this.#jobs.get(row.job)!;
    return Math.min(maxTokens - row.drawn.length, this.#config.maxPositions - 1 - row.length);
  }

  #stepsOf(batch: Batch): number {
    const states = batch.rows.map((row): BlockState => {
      const masked = this.#jobs.get(row.job)!.mask !== undefined;
      return { drawn: row.drawn.length, left: this.#roomOf(row), masked };
    });
    return this.#blockSteps.next(
      states,
      batch.bytes,
      this.#waiting.length > 0 || this.#pending.some(({ logits }) => !logits),
    );
  }

  /** Several steps in one run. A row goes on up to its end, or to the first token that the graph did not guess. */
  async #block(batch: Batch, steps: number): Promise<void> {
    const rows = [...batch.rows];
    const jobs = rows.map(({ job }) => this.#jobs.get(job)!);
    const blockRows = rows.map(({ last, length, random }, at): BlockRow => {
      const ahead = random.copy();
      return { last, length, sampling: jobs[at]!, uniforms: Array.from({ length: steps }, () => ahead.next()) };
    });
    const block = await batch.block(
      blockRows,
      jobs.flatMap(({ stopIds = [] }) => stopIds),
    );
    const { vocabSize } = this.#config;
    const [computed, before] = [block.steps * rows.length, this.blockTokens.used];
    this.blockTokens.computed += computed;
    // backwards, since taking a row out moves the last one into its place
    for (const [at, row] of [...rows.entries()].toReversed()) {
      for (let i = 0; i < block.steps && !this.#cancelled.has(row.job); i++) {
        const cell = i * rows.length + at;
        row.length++;
        this.blockTokens.used++;
        const open = this.#draw(batch, row, block.logits.subarray(cell * vocabSize, (cell + 1) * vocabSize));
        if (!open || row.last !== block.ids[cell]) break;
      }
    }
    this.#blockSteps.report(computed, this.blockTokens.used - before);
  }

  /** What drafting needs to know of rows. */
  #rowHooks(): RowHooks {
    const jobOf = (row: Row): Job => this.#jobs.get(row.job)!;
    return {
      prompt: (row) => jobOf(row).prompt,
      random: (row) => jobOf(row).temperature !== 0,
      room: (row) => this.#roomOf(row),
      ahead: (row) => {
        const [job, random] = [jobOf(row), row.random.copy()];
        const mask = this.#maskOf(row.job, job);
        let state = mask && (this.#states.get(row) ?? mask.start);
        return {
          next: (logits) => {
            const { id } = sampleToken(mask && state ? mask.apply(state, logits) : logits, job, random);
            if (mask && state) state = mask.advance(state, id);
            return id;
          },
          ahead: mask
            ? undefined
            : (count) => ({ sampling: job, uniforms: Array.from({ length: count }, () => random.next()) }),
        };
      },
    };
  }

  /** Draws a token of a row. Gives whether the row goes on. */
  #draw(batch: Batch, row: Row, logits: Float32Array): boolean {
    const job = this.#jobs.get(row.job)!;
    const mask = this.#maskOf(row.job, job);
    const state = mask && (this.#states.get(row) ?? mask.start);
    const allowed = mask && state ? mask.apply(state, logits) : logits;
    const { id, logprob } = sampleToken(allowed, job, row.random);
    if (mask && state) this.#states.set(row, mask.advance(state, id));
    row.last = id;
    row.drawn.push(id);
    const first = row.drawn.length - (job.resumed ?? 0) <= FIRST_TOKENS;
    this.#emit(row.job, { type: 'token', index: row.index, id, logprob }, first);
    const stopped = job.stopIds?.includes(id) ?? false;
    const full = row.drawn.length >= job.maxTokens || row.length + 1 >= this.#config.maxPositions;
    if (stopped || full) this.#finish(batch, row, stopped ? 'stop' : 'length');
    return !stopped && !full;
  }

  /** The mask of a job that has a grammar, made once. */
  #maskOf(id: number, { mask, stopIds = [] }: Job): TokenMask | undefined {
    if (!mask) return undefined;
    if (!this.#masks.has(id)) this.#masks.set(id, createTokenMask(mask.grammar, mask.pieces, stopIds));
    return this.#masks.get(id);
  }

  #finish(batch: Batch, row: Row, finish: Finish): void {
    const job = this.#jobs.get(row.job)!;
    // the last token was drawn and never computed
    if (this.#prefixes.room > 0 && (job.n ?? 1) === 1)
      this.#prefixes.add([...job.prompt, ...row.drawn.slice(job.resumed ?? 0, -1)], batch.copyOf(row), job.adapter);
    batch.remove(row);
    this.#emit(row.job, { type: 'finish', index: row.index, finish });
    const open = batch.rows.some((item) => item.job === row.job) || this.#pending.some((item) => item.id === row.job);
    if (open) return;
    this.#jobs.delete(row.job);
    this.#masks.delete(row.job);
  }
}
