/**
 * How likely a reading is right. A reading by exact patterns counts as checked; any other has at most 0.8, and word
 * problems what their rules had on the training part of MAWPS (docs/results/words.md).
 */
import type { Understood } from './understand.ts';

const SURE = 0.98;
/** Most for an answer whose reading was not sure. */
const UNCHECKED = 0.8;

export const confidenceOfReading = ({ sure, chance = UNCHECKED }: Understood): number =>
  sure ? SURE : Math.min(chance, UNCHECKED);
