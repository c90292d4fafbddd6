/**
 * From finished candidates to a Decision: selection, then confidence, then whether to decline. The live system and the
 * evaluation of the first k candidates both decide here, so a number in a table is what a user would have got.
 */
import type { Decision } from '../types.ts';
import { meanLogprob, type Candidate } from './cluster.ts';
import { confidenceOf, type Calibration, type Evidence } from './confidence.ts';
import { select, type Comparison, type Selection } from './select.ts';

export type DecideOptions = {
  comparisons?: readonly Comparison[];
  calibration?: Calibration | undefined;
  /** Decline below this confidence, 0..1. Default 0: never. */
  abstainBelow?: number | undefined;
  /** Highest confidence of an answer that passed no check, 0..1. Default 0.99: nothing unchecked is certain. */
  uncheckedAtMost?: number | undefined;
};

const UNCHECKED_AT_MOST = 0.99;

/** What the confidence of a selection rests on; undefined when nothing was chosen. */
export const evidenceOf = (selection: Selection): Evidence | undefined =>
  selection.type === 'chosen'
    ? {
        rule: selection.rule,
        votes: selection.votes,
        ballots: selection.ballots,
        logprob: meanLogprob(selection.candidate),
      }
    : undefined;

/** A Decision from a settled selection; throws on an open one. */
export const toDecision = (selection: Selection, options: DecideOptions = {}): Decision => {
  const { calibration, abstainBelow = 0, uncheckedAtMost = UNCHECKED_AT_MOST } = options;
  if (selection.type === 'open')
    throw new Error('the selection is still open: draw more candidates, or select with remaining 0');
  if (selection.type === 'none') {
    return {
      chosen: undefined,
      answer: '',
      rule: selection.rule,
      confidence: 0,
      abstained: true,
      reason: selection.reason,
    };
  }
  const estimate = confidenceOf(evidenceOf(selection)!, calibration);
  const confidence = selection.rule === 'verified' ? estimate : Math.min(estimate, uncheckedAtMost);
  if (confidence < abstainBelow) {
    const percent = Math.round(confidence * 100);
    const reason = `the best answer that I found is right in about ${percent} of 100 such cases, too few to give it`;
    return { chosen: undefined, answer: '', rule: selection.rule, confidence, abstained: true, reason };
  }
  const { candidate, rule, reason } = selection;
  return { chosen: candidate.index, answer: candidate.answer, rule, confidence, abstained: false, reason };
};

/**
 * What the live system decides when these candidates end in this order and no more can come, and after how many of
 * them it stops. `candidates.slice(0, k)` gives the outcome for N = k.
 */
export const decideInOrder = (
  candidates: readonly Candidate[],
  options: DecideOptions = {},
): { decision: Decision; selection: Selection; used: number } => {
  for (let used = 1; used < candidates.length; used++) {
    const selection = select(candidates.slice(0, used), { remaining: candidates.length - used });
    if (selection.type !== 'open') return { decision: toDecision(selection, options), selection, used };
  }
  const selection = select(candidates, { comparisons: options.comparisons ?? [] });
  return { decision: toDecision(selection, options), selection, used: candidates.length };
};

/** The decision alone. */
export const decide = (candidates: readonly Candidate[], options: DecideOptions = {}): Decision =>
  decideInOrder(candidates, options).decision;
