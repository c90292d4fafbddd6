/**
 * How many steps the next run computes (block.ts). One where a block gains nothing or would hold somebody up; few for
 * sequences that have just begun, so that a reader sees the first tokens soon; then more. Measured by
 * `npm run bench -- blocks`.
 */

/** Steps of a block while a sequence has fewer tokens than twice as many, and afterwards. */
const [FIRST_STEPS, MOST_STEPS] = [4, 16] as const;
/** A step copies the cache of its rows: with more rows that costs more than runs do. */
const MOST_ROWS = 4;
/** Single steps before the graph of blocks is compiled, so that weights which change often do not pay for it. */
const WARM_UP = 24;

/** `left`: most tokens that the sequence may still draw. */
export type BlockState = { drawn: number; left: number; masked: boolean };

/** The policy of one runner. `reading`: prompts are being read between steps. */
export const createBlockSteps = () => {
  let single = 0;
  return (rows: readonly BlockState[], reading: boolean): number => {
    if (rows.length > MOST_ROWS || reading || rows.some(({ masked }) => masked)) return 1;
    if (single < WARM_UP) {
      single++;
      return 1;
    }
    const steps = rows.some(({ drawn }) => drawn < 2 * FIRST_STEPS) ? FIRST_STEPS : MOST_STEPS;
    return Math.max(1, Math.min(steps, ...rows.map(({ left }) => left)));
  };
};
