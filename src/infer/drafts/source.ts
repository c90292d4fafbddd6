/**
 * Sources of drafts for speculative decoding: each proposes ids that may come next in a sequence, and the model checks
 * them all in one run (../speculation.ts). A wrong draft costs time and never changes what is generated.
 */

import type { Sampling } from '../../types.ts';

/** Proposed ids, perhaps none. `kind` says how they were found; how often drafts hold is measured by kind. */
export type Draft = { ids: readonly number[]; kind: string };

export const NO_DRAFT: Draft = { ids: [], kind: 'none' };

/**
 * What the sequence would draw at its next places, one after the other: the likeliest id, or one drawn with the very
 * random numbers that the sequence will use there. A source that computes logits draws through it, so that its drafts
 * hold as often as its distribution is like the model's.
 */
export type DraftDraw = {
  /** Draws from logits (V). */
  next(logits: Float32Array): number;
  /** For graphs that draw: how, and `count` random numbers. Undefined where a grammar decides what may follow. */
  ahead: ((count: number) => { sampling: Sampling; uniforms: number[] }) | undefined;
};

/** At most `most` ids that may come after `tokens`, all tokens of a sequence so far, its prompt included. */
type Propose = (tokens: readonly number[], most: number, draw: DraftDraw) => Draft | Promise<Draft>;

export type DraftSource = {
  /** A free source takes no time worth counting, so its drafts are judged even where they are not used. */
  free: boolean;
  propose: Propose;
  /** Hears of the last `count` tokens of a sequence, which were generated just now. */
  learn?(tokens: readonly number[], count: number): void;
  close?(): Promise<void>;
};
