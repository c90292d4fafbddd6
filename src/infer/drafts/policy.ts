/**
 * How many drafts are checked, from which source: what gives the most tokens a millisecond by what was measured, so
 * that speculation is off where it does not pay. Measured are the times of runs and how often drafts hold, by kind of
 * draft and by sequence, since a sequence may repeat itself and another one not. It decides on numbers alone; models,
 * caches and random numbers are in ../speculation.ts.
 */

/** Most drafts of a sequence in one run. */
export const MOST_DRAFTS = 12;
/** Where drafts do not pay, they are tried again after so many steps, and a drafting model is asked again. */
const PROBE_EVERY = 64;
/** After so many runs with drafts comes a step, so that what they are compared with stays measured; at first sooner. */
const [PLAIN_EVERY, PLAIN_AT_FIRST] = [32, 3];
/** What each token more in a run is thought to cost, in steps, until it is measured. */
const COST_OF_ONE_MORE = 0.06;
/** Measurements that count: of times, of which a few must be there to be sure, and runs whose drafts were judged. */
const [TIMES, SURE, JUDGED] = [15, 4, 12];
/** Drafts that the acceptance of all sequences counts for beside a sequence's own. */
const PRIOR = 2;
/** Drafts of a sequence that count: texts change. */
const RECENT = 40;
/** Most drafts of a kind in a run before a sequence has seen as many judged. */
const FIRST = 4;
/** Share of drafts that is thought to hold before any were judged. */
const HOPE = 0.5;
/** Speculation must be faster by this factor. */
const MARGIN = 1.03;

/** The median of the last few measurements. */
class Recent {
  #values: number[] = [];

  add(value: number): void {
    this.#values.push(value);
    if (this.#values.length > TIMES) this.#values.shift();
  }

  get count(): number {
    return this.#values.length;
  }

  get median(): number | undefined {
    return this.#values.toSorted((a, b) => a - b)[Math.floor(this.#values.length / 2)];
  }
}

/** How often drafts hold that stand after one that held. Old ones fade. */
class Acceptance {
  #held = 0;
  #judged = 0;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  add(held: number, judged: number): void {
    const keep = Math.max(0, 1 - judged / this.#most);
    [this.#held, this.#judged] = [this.#held * keep + held, this.#judged * keep + judged];
  }

  get judged(): number {
    return this.#judged;
  }

  /** The share with `prior` further drafts of which the share `expected` holds. */
  share(expected: number, prior: number): number {
    return (this.#held + expected * prior) / (this.#judged + prior);
  }
}

/** Tokens that a run is expected to give: 1 + a + a² + … + aᵏ for k drafts, each held with probability a. */
export const expectedTokens = (acceptance: number, drafts: number): number =>
  acceptance >= 1 ? drafts + 1 : (1 - acceptance ** (drafts + 1)) / (1 - acceptance);

/** A sequence that may be drafted for: its own record by kind of draft. */
export type Record = Map<string, Acceptance>;

/** Drafts of a sequence: of which kind, and at most how many. */
export type Offer = { record: Record; kind: string; most: number };

/** A run as it was timed; `perDraft` are the ms that each of its drafts took a model. */
type Run = { rows: number; tokens: number; ms: number; perDraft: number | undefined; block: boolean };

const isStep = ({ tokens, block }: Run): boolean => tokens === 1 && !block;

/**
 * Times count in steps, the run of one token a sequence. A run with drafts is compared with a step right before or
 * after it, so that other work on the machine changes both; the cost of a run grows linearly with its tokens.
 */
export class DraftPolicy {
  /** What a token more costs, by rows, and what a draft of a model costs. */
  readonly #slopes = new Map<number, Recent>();
  readonly #drafting = new Recent();
  /** Tokens that blocks of steps give in the time of a step, by rows. */
  readonly #blocks = new Map<number, Recent>();
  readonly #kinds = new Map<string, Acceptance>();
  #last: Run | undefined;
  #perDraft: number | undefined;
  #sinceAsked = 0;
  #sinceDrafts = 0;
  #sincePlain = 0;

  /**
   * A run of `rows` sequences took `ms`, each with `tokens` tokens; 1: a step without drafts. `block`: it was a block
   * of steps (../block.ts), of which each sequence used so many tokens on average.
   */
  timed(rows: number, tokens: number, ms: number, block = false): void {
    const [last, now] = [this.#last, { rows, tokens, ms, perDraft: this.#perDraft, block }];
    const plain = tokens === 1 && !block;
    [this.#last, this.#perDraft] = [now, undefined];
    this.#sincePlain = plain ? 0 : this.#sincePlain + 1;
    this.#sinceDrafts = plain || block ? this.#sinceDrafts + 1 : 0;
    this.#sinceAsked++;
    if (last?.rows !== rows || isStep(last) === plain) return;
    const [run, step] = plain ? [last, now] : [now, last];
    if (run.block) {
      const rates = this.#blocks.get(rows) ?? new Recent();
      this.#blocks.set(rows, rates);
      return rates.add((run.tokens * step.ms) / run.ms);
    }
    const slopes = this.#slopes.get(rows) ?? new Recent();
    this.#slopes.set(rows, slopes);
    slopes.add((run.ms / step.ms - 1) / (run.tokens - 1));
    return run.perDraft === undefined ? undefined : this.#drafting.add(run.perDraft / step.ms);
  }

  /** Whether the next run should be a step, to measure others by: not where a block or drafts may follow it. */
  wantsStep(rows: number, blocks: boolean): boolean {
    const sure = !blocks || (this.#blocks.get(rows)?.count ?? 0) >= SURE;
    return this.#last?.rows !== rows || this.#sincePlain >= (sure ? PLAIN_EVERY : PLAIN_AT_FIRST);
  }

  /** A model took `ms` for each of the drafts that it made for the next run. */
  drafted(ms: number): void {
    [this.#perDraft, this.#sinceAsked] = [ms, 0];
  }

  /** Of `judged` drafts of a kind for a sequence, each after one that held, `held` did. */
  judged(record: Record, kind: string, held: number, judged: number): void {
    const add = (of: Map<string, Acceptance>, most: number, share: number, count: number): void => {
      const acceptance = of.get(kind) ?? new Acceptance(most);
      of.set(kind, acceptance);
      acceptance.add(share * count, count);
    };
    // for all sequences a run counts once: a long one that held says no more of another text than a short one that
    // failed
    add(this.#kinds, JUDGED, held / judged, 1);
    add(record, RECENT, held / judged, judged);
  }

  /** The share of drafts of a kind that is expected to hold in a sequence. */
  acceptance(record: Record, kind: string): number {
    const all = this.#kinds.get(kind)?.share(HOPE, 1) ?? HOPE;
    return record.get(kind)?.share(all, PRIOR) ?? all;
  }

  /** What a run costs, in steps. */
  #cost(rows: number, tokens: number): number {
    return Math.max(0.3, 1 + (this.#slopes.get(rows)?.median ?? COST_OF_ONE_MORE) * (tokens - 1));
  }

  /**
   * How many drafts of each sequence to check in one run: 0 when a plain step, or a block of them where blocks run,
   * gives more tokens in its time. `made`: a model makes them, which takes time too. `rate` is how many times faster
   * than plain steps that is expected to be.
   */
  choose(offers: readonly Offer[], made = false): { drafts: number; rate: number } {
    const rows = offers.length;
    const perDraft = made ? (this.#drafting.median ?? 0) * rows : 0;
    const plain = { drafts: 0, rate: MARGIN * Math.max(1, this.#blocks.get(rows)?.median ?? 1) };
    const sure = (this.#slopes.get(rows)?.count ?? 0) >= SURE && (!made || this.#drafting.count >= SURE);
    if (this.#last?.rows !== rows || this.#sincePlain >= (sure ? PLAIN_EVERY : PLAIN_AT_FIRST)) return plain;
    let best = { drafts: 0, rate: 0 };
    const known = offers.map(({ record, kind, most }) =>
      (record.get(kind)?.judged ?? 0) < FIRST ? Math.min(FIRST, most) : most,
    );
    const most = Math.min(MOST_DRAFTS, Math.max(...known));
    for (let drafts = 1; drafts <= most; drafts++) {
      const cost = this.#cost(rows, 1 + drafts) + perDraft * drafts;
      const tokens = offers.map(({ record, kind }, i) =>
        expectedTokens(this.acceptance(record, kind), Math.min(known[i]!, drafts)),
      );
      const rate = tokens.reduce((a, b) => a + b, 0) / rows / cost;
      if (rate > best.rate) best = { drafts, rate };
    }
    return best.rate > plain.rate || (!made && this.#sinceDrafts >= PROBE_EVERY) ? best : plain;
  }

  /** Whether a model that drafts should be asked although it does not seem to pay. */
  get probe(): boolean {
    return (
      this.#last !== undefined && isStep(this.#last) && (this.#drafting.count < SURE || this.#sinceAsked >= PROBE_EVERY)
    );
  }
}
