/**
 * How many steps the next run computes (block.ts). One where a block gains nothing or would hold somebody up; few for
 * sequences that have just begun, so that a reader sees the first tokens soon; then more. Measured by
 * `npm run bench -- serve`.
 */

/** Steps of a block while a sequence has fewer tokens than twice as many, and afterwards. */
const [FIRST_STEPS, MOST_STEPS] = [4, 16] as const;
/** A step of a block copies the keys and values of its rows, bytes: with more of them that costs more than runs do. */
const MOST_COPIED = 2 ** 20;
/** Single steps before the graph of blocks is compiled, so that weights which change often do not pay for it. */
const WARM_UP = 48;
/** Below this share of used tokens, a moving average, the guesses are bad: so many single steps follow. */
const [LEAST_USED, PAUSE] = [0.7, 128] as const;

/** `left`: most tokens that the sequence may still draw. */
export type BlockState = { drawn: number; left: number; masked: boolean };

export type BlockSteps = {
  /** Steps of the next run. `copied`: bytes of the rows' caches; `reading`: prompts are being read between steps. */
  next(rows: readonly BlockState[], copied: number, reading: boolean): number;
  /** What the last block computed, and how much of it was used. */
  report(computed: number, used: number): void;
};

/** The policy of one runner. */
export const createBlockSteps = (): BlockSteps => {
  let [single, share] = [WARM_UP, 1];
  return {
    next: (rows, copied, reading) => {
      if (copied > MOST_COPIED || reading || rows.some(({ masked }) => masked)) return 1;
      if (single > 0) {
        single--;
        return 1;
      }
      const steps = rows.some(({ drawn }) => drawn < 2 * FIRST_STEPS) ? FIRST_STEPS : MOST_STEPS;
      return Math.max(1, Math.min(steps, ...rows.map(({ left }) => left)));
    },
    report: (computed, used) => {
      share += (used / computed - share) / 4;
      if (share > LEAST_USED) return;
      [single, share] = [PAUSE, 1];
    },
  };
};
