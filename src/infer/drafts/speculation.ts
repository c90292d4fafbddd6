/**
 * Speculative decoding of one or two sequences: drafts of several sources are checked by the model in one run, and what
 * the model itself would have drawn is kept.
 *
 * The rule: after each place the model draws as it always does, with the sequence's own random numbers, and a draft
 * holds when it is what was drawn. So the text is the text without speculation, for a seed too, whatever the drafts
 * were. (Leviathan et al. 2211.17192 accept a draft x of a distribution q with probability min(1, p(x)/q(x)), and draw
 * from the rest otherwise. For drafts without randomness that is this rule, seen from the distribution. For a drafting
 * model it would accept somewhat more, but the text of a seed would depend on whether drafts were on.) A run of several
 * tokens has the bits of as many steps (model/transformer.ts, extendEach), so that rounding changes nothing either.
 */
import { DraftPolicy, MOST_DRAFTS, type Record } from './policy.ts';
import { NO_DRAFT, type Draft, type DraftDraw, type DraftSource } from './source.ts';

/** Most sequences that are drafted for: with more, a run is bound by arithmetic and a token more costs like a row. */
export const MOST_ROWS = 2;

/** A sequence as this file sees it. `tokens` are its prompt and what was drawn. */
export type Drafting = {
  tokens: readonly number[];
  record: Record;
  /** Its tokens are drawn at random; drafts hold less often than where the likeliest one is taken. */
  random: boolean;
  /** Most tokens that it may still take. */
  room: number;
  /** A way to draw ahead; see source.ts. */
  draw: () => DraftDraw;
};

/** Drafts of each sequence, and what free sources said, to be judged by what is drawn. */
export type Plan = { drafts: readonly Draft[]; guesses: readonly (readonly Draft[])[]; most: number };

export type DraftCounts = {
  /** Runs with drafts and without, and tokens that they gave. */
  runs: number;
  plain: number;
  tokens: number;
  /** Drafts that were checked and that held, by kind. */
  kinds: Map<string, { drafted: number; held: number }>;
};

/** The name under which drafts of a kind are judged for a sequence. */
const judgedAs = ({ random }: Pick<Drafting, 'random'>, kind: string): string => (random ? `${kind}, drawn` : kind);

/** How many of the first `ids` are what was drawn. */
const heldOf = (ids: readonly number[], drawn: readonly number[]): number => {
  const most = Math.min(ids.length, drawn.length);
  let held = 0;
  while (held < most && ids[held] === drawn[held]) held++;
  return held;
};

export class Speculation {
  readonly #free: readonly DraftSource[];
  readonly #model: DraftSource | undefined;
  readonly #policy = new DraftPolicy();
  readonly #clock: () => number;
  readonly counts: DraftCounts = { runs: 0, plain: 0, tokens: 0, kinds: new Map() };

  constructor(sources: readonly DraftSource[], clock: () => number = () => performance.now()) {
    this.#free = sources.filter(({ free }) => free);
    this.#model = sources.find(({ free }) => !free);
    this.#clock = clock;
  }

  /** What to check in the next run; `most` is 0 for a plain step. */
  async plan(rows: readonly Drafting[]): Promise<Plan> {
    const room = Math.max(0, Math.min(MOST_DRAFTS, ...rows.map((row) => row.room - 1)));
    const guesses = await Promise.all(
      rows.map(({ tokens, draw }) =>
        Promise.all(this.#free.map(({ propose }) => propose(tokens, MOST_DRAFTS, draw()))),
      ),
    );
    const best = rows.map((row, i) => this.#best(row, guesses[i]!));
    const free = this.#policy.choose(
      rows.map((row, i) => ({
        record: row.record,
        kind: judgedAs(row, best[i]!.kind),
        most: Math.min(room, best[i]!.ids.length),
      })),
    );
    const made = this.#model ? await this.#ask(rows, room, free.rate) : undefined;
    if (made) return { drafts: made, guesses, most: made[0]!.ids.length };
    return { drafts: best, guesses, most: free.drafts };
  }

  /** The draft of which most is expected. */
  #best(row: Drafting, drafts: readonly Draft[]): Draft {
    let [found, most] = [NO_DRAFT, 0];
    for (const draft of drafts) {
      const acceptance = draft.ids.length > 0 ? this.#policy.acceptance(row.record, judgedAs(row, draft.kind)) : 0;
      if (acceptance > most) [found, most] = [draft, acceptance];
    }
    return found;
  }

  /** Drafts of the model where they are expected to give more than `rate`; now and then to see whether they do. */
  async #ask(rows: readonly Drafting[], room: number, rate: number): Promise<Draft[] | undefined> {
    const chosen = this.#policy.choose(
      rows.map((row) => ({ record: row.record, kind: judgedAs(row, 'model'), most: room })),
      true,
    );
    const worth = chosen.drafts > 0 && chosen.rate > rate;
    const most = worth ? chosen.drafts : Math.min(room, 2);
    // every sequence is tried once: texts differ more than moments
    const untried = rows.some((row) => !row.record.has(judgedAs(row, 'model')));
    if ((!worth && !untried && !this.#policy.probe) || most < 1) return undefined;
    const started = this.#clock();
    const drafts: Draft[] = [];
    for (const { tokens, draw } of rows) drafts.push(await this.#model!.propose(tokens, most, draw()));
    this.#policy.drafted((this.#clock() - started) / most / rows.length);
    return drafts.every(({ ids }) => ids.length === most) ? drafts : undefined;
  }

  /** Whether a step should follow where no drafts are checked, though blocks of steps could. */
  wantsStep(rows: number): boolean {
    return this.#policy.wantsStep(rows, true);
  }

  /**
   * Hears what came of a plan: the ids that each sequence drew, one more than drafts held unless it ended, and how long
   * the run took in ms. `rows` have their new tokens. `block`: it was a block of steps.
   */
  drew(
    { drafts, guesses, most }: Plan,
    rows: readonly Drafting[],
    drawn: readonly (readonly number[])[],
    ms: number,
    block = false,
  ): void {
    const tokens = drawn.reduce((sum, ids) => sum + ids.length, 0) / rows.length;
    this.#policy.timed(rows.length, block ? tokens : most + 1, ms, block);
    this.counts[most > 0 ? 'runs' : 'plain']++;
    rows.forEach((row, i) => {
      const ids = drawn[i]!;
      this.counts.tokens += ids.length;
      const draft = drafts[i]!;
      const checked = most > 0 ? { ...draft, ids: draft.ids.slice(0, most) } : undefined;
      if (checked) this.#count(checked, ids);
      for (const guess of checked?.kind === 'model' ? [checked, ...guesses[i]!] : guesses[i]!)
        this.#judge(row, guess, ids);
      for (const { learn } of this.#free) learn?.(row.tokens, ids.length);
    });
  }

  #judge(row: Drafting, { ids, kind }: Draft, drawn: readonly number[]): void {
    const held = heldOf(ids, drawn);
    const judged = Math.min(ids.length, drawn.length, held + 1);
    if (judged > 0) this.#policy.judged(row.record, judgedAs(row, kind), held, judged);
  }

  #count({ ids, kind }: Draft, drawn: readonly number[]): void {
    if (ids.length === 0) return;
    const count = this.counts.kinds.get(kind) ?? { drafted: 0, held: 0 };
    this.counts.kinds.set(kind, count);
    count.drafted += ids.length;
    count.held += heldOf(ids, drawn);
  }

  async close(): Promise<void> {
    await this.#model?.close?.();
  }
}
