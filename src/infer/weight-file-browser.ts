/** weight-file.ts in a browser, which has no files: weights stay in memory. */
import type { WeightFile } from './weight-file.ts';

export const openWeightFile = (_bytes: number): WeightFile | undefined => undefined;
