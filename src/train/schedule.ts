/**
 * The learning rate over a run: warm-up, stable, decay (WSD; Hu et al. 2024, MiniCPM). A run may be extended while
 * stable.
 */
export type Schedule = {
  /** Peak learning rate. */
  lr: number;
  updates: number;
  /** Updates of linear warm-up. */
  warmup: number;
  /** Share of the updates, at the end, that decays linearly to `floor` × lr. */
  decay: number;
  floor?: number;
};

/** The learning rate of update `step`, counted from 1. */
export const learningRate = ({ lr, updates, warmup, decay, floor = 0 }: Schedule, step: number): number => {
  const start = decayStart({ lr, updates, warmup, decay });
  if (step <= warmup) return (lr * step) / warmup;
  if (step <= start) return lr;
  const left = (updates - step + 1) / (updates - start + 1);
  return lr * (floor + (1 - floor) * left);
};

/** The last update at the full learning rate. */
export const decayStart = ({ updates, decay }: Schedule): number => updates - Math.round(updates * decay);
