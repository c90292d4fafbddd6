/**
 * How likely a decision is right, from what is known when it is made: the rule, the agreement, the mean ln p per token.
 * With a calibration table the number is measured; without one it is a documented prior, to be read as a rough guide.
 */
import type { Decision } from '../types.ts';

/** What is known about a decision. `logprob` is the mean ln p per token of the winner; undefined when not offered. */
export type Evidence = { rule: Decision['rule']; votes: number; ballots: number; logprob?: number | undefined };

/** A decision whose outcome is known. */
export type CalibrationRecord = Evidence & { correct: boolean };

/** Counts by rule, then agreement, then certainty. Plain JSON. `edges` cut the mean logprob into fifths. */
export type Calibration = {
  type: 'calibration';
  version: 1;
  records: number;
  edges: number[];
  bins: Record<string, { right: number; count: number }>;
};

/** A check by substitution is nearly a proof; 0.97 leaves room for checks that test less than the question asks. */
const VERIFIED = 0.97;

/**
 * Without a table: verified 0.97; otherwise the posterior mean of the agreement rate under a uniform Beta(1, 1) prior,
 * (votes + 1) / (ballots + 2): one lone answer 0.67, 3 of 3 0.80, 2 of 4 0.50. Declined decisions have 0.
 */
export const priorConfidence = ({ rule, votes, ballots }: Evidence): number => {
  if (votes === 0) return 0;
  return rule === 'verified' ? VERIFIED : (votes + 1) / (ballots + 2);
};

const agreement = ({ votes, ballots }: Evidence): string => {
  const share = votes / ballots;
  if (ballots <= 1) return 'one';
  return share === 1
    ? `all${Math.min(ballots, 8)}`
    : share > 2 / 3
      ? 'most'
      : share > 1 / 2
        ? 'half'
        : share > 1 / 4
          ? 'few'
          : share > 1 / 8
            ? 'rare'
            : 'lone';
};

/** From coarse to fine: everything, the rule, its agreement, its certainty. */
const keys = (evidence: Evidence, edges: readonly number[]): string[] => {
  const coarse = ['*', evidence.rule, `${evidence.rule}/${agreement(evidence)}`];
  if (evidence.logprob === undefined) return coarse;
  return [...coarse, `${coarse[2]}/${edges.filter((edge) => evidence.logprob! >= edge).length}`];
};

/** Counts outcomes per bin. Records of declined decisions (no votes) don't count. */
export const fitCalibration = (records: readonly CalibrationRecord[]): Calibration => {
  const used = records.filter((one) => one.votes > 0);
  const logprobs = used.flatMap((one) => (one.logprob === undefined ? [] : [one.logprob])).sort((a, b) => a - b);
  const edges =
    logprobs.length === 0 ? [] : [0.2, 0.4, 0.6, 0.8].map((q) => logprobs[Math.floor(q * logprobs.length)]!);
  const bins: Calibration['bins'] = {};
  for (const record of used) {
    for (const key of keys(record, edges)) {
      const bin = (bins[key] ??= { right: 0, count: 0 });
      bin.count++;
      if (record.correct) bin.right++;
    }
  }
  return { type: 'calibration', version: 1, records: used.length, edges, bins };
};

/** How many records a coarser bin's rate counts for in a finer bin. */
const STRENGTH = 4;

/**
 * Probability in 0..1 that the decision is right. A bin with few records leans on the coarser one, and that on the
 * prior. A table that has never seen the rule says nothing of it: the rate over all rules is that of checked answers
 * mostly. What a judge preferred is half of what the table says and half of what the votes do: in wordings that no
 * table was made of, a critic misreads the question as its model does, and only the votes show it.
 */
export const confidenceOf = (evidence: Evidence, calibration?: Calibration): number => {
  const prior = priorConfidence(evidence);
  if (!calibration || evidence.votes === 0 || !Object.hasOwn(calibration.bins, evidence.rule)) return prior;
  const measured = keys(evidence, calibration.edges).reduce((rate, key) => {
    const bin = Object.hasOwn(calibration.bins, key) ? calibration.bins[key]! : { right: 0, count: 0 };
    return (bin.right + STRENGTH * rate) / (bin.count + STRENGTH);
  }, prior);
  return evidence.rule === 'judge' ? (measured + prior) / 2 : measured;
};
