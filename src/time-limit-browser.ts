/**
 * time-limit.ts where nothing can end code that runs: it is not begun, and counts as one that took too long. What is
 * known to end (plain numbers, fractions, roots) asks for no limit.
 */

/** Runs nothing. */
export const runInTime = (_work: () => void, limit: number): { ended: boolean; cpu: number } => ({
  ended: false,
  cpu: limit,
});
