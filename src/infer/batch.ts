/**
 * The sequences that share the steps of one set of weights: their KV cache, one row each, dense from 0. Who may join,
 * and what becomes of a drawn token, is decided in generator.ts.
 */
import type { Random } from '../random.ts';
import { cacheShape } from '../model/transformer.ts';
import type { ModelConfig } from '../model/config.ts';
import type { Block, BlockRow } from './block.ts';
import { KvCache } from './cache.ts';
import type { Runner } from './runner.ts';

/** A sequence in flight. `length` tokens of it are in its cache row; `last` is drawn but not yet in the cache. */
export type Row = {
  job: number;
  index: number;
  length: number;
  last: number;
  /** What was drawn, `last` included. */
  drawn: number[];
  random: Random;
  /** The adapter that computes it; undefined: the base alone. */
  adapter?: string | undefined;
};

export class Batch {
  readonly runner: Runner;
  rows: Row[] = [];
  readonly #config: ModelConfig;
  readonly #cache: KvCache;

  constructor(runner: Runner, config: ModelConfig) {
    [this.runner, this.#config] = [runner, config];
    this.#cache = new KvCache(config.numLayers, cacheShape(config));
  }

  /** Adds a sequence whose first `row.length` tokens lie in row 0 of `prompt`. */
  add(row: Row, prompt: KvCache): void {
    this.#cache.reserve(this.rows.length + 1, row.length + 1);
    this.#cache.copyFrom(prompt, row.length, this.rows.length);
    this.rows.push(row);
  }

  /** Takes a sequence out; the last one moves into its place. */
  remove(row: Row): void {
    const [at, last] = [this.rows.indexOf(row), this.rows.length - 1];
    if (at !== last) {
      this.#cache.copy(last, at);
      this.rows[at] = this.rows[last]!;
    }
    this.rows.pop();
  }

  /** A copy of what the cache holds of a sequence. */
  copyOf(row: Row): KvCache {
    const copy = new KvCache(this.#config.numLayers, cacheShape(this.#config));
    copy.reserve(1, row.length);
    copy.copyFrom(this.#cache, row.length, 0, this.rows.indexOf(row));
    return copy;
  }

  /** Bytes of keys and values that a step of the present rows reads. */
  get bytes(): number {
    return this.#cache.bytesOf(this.rows.length);
  }

  /** One token more of every sequence goes into the cache. Gives each with its logits (V), the last first. */
  async step(): Promise<{ row: Row; logits: Float32Array }[]> {
    const rows = [...this.rows];
    this.#cache.reserve(rows.length, Math.max(...rows.map((row) => row.length)) + 1);
    const logits = await this.runner.step(this.#cache, rows);
    const { vocabSize } = this.#config;
    for (const row of rows) row.length++;
    // backwards, since taking a row out moves the last one into its place
    return rows.map((row, i) => ({ row, logits: logits.subarray(i * vocabSize, (i + 1) * vocabSize) })).toReversed();
  }

  /**
   * Computes the last token of every sequence and as many `drafts` of each, in one run. Gives each sequence with its
   * logits (P, V) after those tokens, the last first. The caller counts the tokens that stay: `row.length++` for each.
   */
  async verify(drafts: readonly (readonly number[])[]): Promise<{ row: Row; logits: Float32Array }[]> {
    const rows = this.rows.map((row, i) => ({ row, last: row.last, length: row.length, drafts: drafts[i]! }));
    const places = 1 + drafts[0]!.length;
    this.#cache.reserve(rows.length, Math.max(...rows.map(({ length }) => length)) + places);
    const logits = await this.runner.verify(this.#cache, rows);
    const size = places * this.#config.vocabSize;
    return rows.map(({ row }, i) => ({ row, logits: logits.subarray(i * size, (i + 1) * size) })).toReversed();
  }

  /** Several steps of every sequence (block.ts), whose keys and values go into the cache; `length` stays as it is. */
  async block(rows: readonly BlockRow[], stopIds: readonly number[]): Promise<Block> {
    const steps = rows[0]!.uniforms.length;
    this.#cache.reserve(rows.length, Math.max(...rows.map(({ length }) => length)) + steps);
    return this.runner.block!(this.#cache, rows, stopIds);
  }

  /** Drops every sequence. */
  clear(): void {
    this.rows = [];
  }

  /** Gives back unneeded room, when nothing runs: what comes next is computed as by a batch that has just begun. */
  rest(): void {
    this.#cache.shrink(1, 1);
  }
}
