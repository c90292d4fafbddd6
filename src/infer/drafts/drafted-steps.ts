/**
 * The steps of a batch that drafts: what speculation.ts plans is run, drawn token by token, and reported back. The
 * generator draws, since only it knows masks, stops and events; this file knows rows and what has been drafted for
 * them.
 */
import type { Batch, Row } from '../batch.ts';
import { openDraftModel, type DraftModelOptions } from './draft-model.ts';
import { ngramTable } from './ngram-table.ts';
import { promptLookup } from './prompt-lookup.ts';
import type { DraftDraw, DraftSource } from './source.ts';
import { Speculation, type DraftCounts, type Drafting, type Plan } from './speculation.ts';

/** `model`: a small model with the same tokenizer that drafts besides what costs nothing. */
export type SpeculationOptions = { model?: DraftModelOptions };

/** What the generator knows of a row. */
export type RowHooks = {
  prompt(row: Row): readonly number[];
  /** Whether its tokens are drawn at random. */
  random(row: Row): boolean;
  /** Most tokens that the row may still take. */
  room(row: Row): number;
  /** Draws as the row will, any number of times, and changes nothing. */
  ahead(row: Row): DraftDraw;
};

/** Everything that can draft: the sequence itself, what the model wrote before, and a small model if there is one. */
export const openSources = async ({ model }: SpeculationOptions, threads: number): Promise<DraftSource[]> => [
  promptLookup(),
  ngramTable(),
  ...(model ? [await openDraftModel(model, threads)] : []),
];

type Known = Drafting & { tokens: number[] };

export class DraftedSteps {
  readonly #speculation: Promise<Speculation>;
  readonly #hooks: RowHooks;
  readonly #known = new WeakMap<Row, Known>();

  readonly #clock: () => number;

  constructor(
    sources: Promise<readonly DraftSource[]>,
    hooks: RowHooks,
    clock: () => number = () => performance.now(),
  ) {
    [this.#hooks, this.#clock] = [hooks, clock];
    this.#speculation = sources.then((opened) => new Speculation(opened, clock));
    this.#speculation.catch(() => {}); // reported by the first step
  }

  /**
   * One token more of every sequence of `batch`, or several where drafts hold. `draw` draws the next token of a row and
   * gives whether it goes on. `block` runs a block of steps instead of one, if it can, and gives whether it did.
   */
  async step(
    batch: Pick<Batch, 'rows' | 'step' | 'verify'>,
    draw: (row: Row, logits: Float32Array) => boolean,
    block: () => Promise<boolean> = () => Promise.resolve(false),
  ): Promise<void> {
    const speculation = await this.#speculation;
    const owners = [...batch.rows];
    const before = owners.map((row) => row.drawn.length);
    const rows = owners.map((row) => this.#drafting(row));
    const plan = await speculation.plan(rows);
    const started = this.#clock();
    const inBlock = plan.most === 0 && !speculation.wantsStep(rows.length) && (await block());
    if (!inBlock) await this.#run(batch, plan, draw);
    const ms = this.#clock() - started;
    const drawn = owners.map((row, i) => row.drawn.slice(before[i]));
    rows.forEach(({ tokens }, i) => tokens.push(...drawn[i]!));
    speculation.drew(plan, rows, drawn, ms, inBlock);
  }

  /** A step, or a run that checks drafts. */
  async #run(
    batch: Pick<Batch, 'rows' | 'step' | 'verify'>,
    { drafts, most }: Plan,
    draw: (row: Row, logits: Float32Array) => boolean,
  ): Promise<void> {
    const owners = [...batch.rows];
    const checked = drafts.map(({ ids }) => Array.from({ length: most }, (_, i) => ids[i] ?? 0));
    const results = await (most === 0 ? batch.step() : batch.verify(checked));
    for (const { row, logits } of results) {
      const [ids, width] = [checked[owners.indexOf(row)]!, logits.length / (most + 1)];
      for (let i = 0; i <= most; i++) {
        if (most > 0) row.length++;
        const open = draw(row, logits.subarray(i * width, (i + 1) * width));
        if (!open || row.last !== ids[i]) break;
      }
    }
  }

  /** What speculation knows of a row, with what was drawn in company meanwhile. */
  #drafting(row: Row): Known {
    const known = this.#known.get(row) ?? {
      tokens: [...this.#hooks.prompt(row)],
      record: new Map(),
      random: this.#hooks.random(row),
      room: 0,
      draw: () => this.#hooks.ahead(row),
    };
    this.#known.set(row, known);
    for (let missing = row.length + 1 - known.tokens.length; missing > 0; missing--)
      known.tokens.push(row.drawn.at(-missing)!);
    known.room = this.#hooks.room(row);
    return known;
  }

  /** How often drafts were checked and held so far. */
  async counts(): Promise<DraftCounts> {
    return (await this.#speculation).counts;
  }

  async close(): Promise<void> {
    await this.#speculation.then(
      (speculation) => speculation.close(),
      () => {},
    );
  }
}
