/**
 * Selection policies (best-of-N, majority, the live system) replayed over recorded samples as if live. A policy sees
 * candidates and no gold answer. Accuracy and costs of the outcomes are worked out in metrics.ts.
 */
import type { Decision } from '../types.ts';
import { groupAnswers } from '../answers/same.ts';
import type { EvaluationRecord, SampledAnswer } from './collect.ts';

/** A candidate in replay; `index` counts in the order of drawing. */
export type Candidate = SampledAnswer & { index: number };

/** How candidates become an answer. The same functions decide live and in replay. */
export type SelectionPolicy = {
  /** The first candidate is the greedy one; the others are sampled. */
  greedyFirst: boolean;
  /**
   * How many candidates the next request draws, given those that have ended and how many are `left` to draw: 1..left.
   */
  round: (question: string, finished: readonly Candidate[], left: number) => number;
  /**
   * The decision when `finished` have ended, in that order, and `open` more may come. Undefined: go on (not at open =
   * 0).
   */
  decide: (question: string, finished: readonly Candidate[], open: number) => Decision | undefined;
  /** What is asked and drawn to decide when all have ended, such as a critic's requests and tokens. Absent: nothing. */
  deciding?: (question: string, finished: readonly Candidate[]) => { calls: number; tokens: number };
};

/**
 * One run of a policy. `tokens` are completion tokens and `calls` requests, with those of stopped candidates and of
 * deciding;
 * `promptTokens` are of sampling; `open` candidates had not ended.
 */
export type ReplayOutcome = {
  decision: Decision;
  tokens: number;
  promptTokens: number;
  calls: number;
  finished: Candidate[];
  open: number;
};

/**
 * Runs `policy` over recorded candidates as if live: the candidates of a round advance in step, a token each, so the
 * shortest ends first; once the policy has decided, those still running are stopped and pay only for what they drew.
 */
export const replay = (
  policy: SelectionPolicy,
  question: string,
  draws: readonly SampledAnswer[],
  promptTokens: number,
): ReplayOutcome => {
  const candidates = draws.map((draw, index): Candidate => ({ ...draw, index }));
  const finished: Candidate[] = [];
  let [tokens, calls] = [0, 0];
  for (let from = 0; from < candidates.length;) {
    const left = candidates.length - from;
    const size = policy.round(question, finished, left);
    if (!(size >= 1 && size <= left))
      throw new RangeError(`the policy asked for a round of ${size} with ${left} candidates left`);
    const round = candidates.slice(from, from + size);
    from += size;
    calls++;
    for (const ended of round.toSorted((a, b) => a.tokens - b.tokens)) {
      finished.push(ended);
      const open = candidates.length - finished.length;
      const decision = policy.decide(question, finished, open);
      if (!decision) continue;
      for (const candidate of round) tokens += Math.min(candidate.tokens, ended.tokens);
      const deciding = open === 0 ? policy.deciding?.(question, finished) : undefined;
      return {
        decision,
        tokens: tokens + (deciding?.tokens ?? 0),
        promptTokens: calls * promptTokens,
        calls: calls + (deciding?.calls ?? 0),
        finished,
        open,
      };
    }
    for (const candidate of round) tokens += candidate.tokens;
  }
  throw new Error(`the policy did not decide after all of its ${candidates.length} candidates`);
};

/**
 * The most frequent answer of all n draws, the earliest among equals; no checks. `early` draws in rounds just large
 * enough to decide and stops once no later vote can change the outcome: the same answers for fewer tokens.
 */
export const majority = ({ early, greedyFirst }: { early: boolean; greedyFirst: boolean }): SelectionPolicy => {
  const count = (question: string, finished: readonly Candidate[]) => {
    const ballots = finished.filter(({ answer }) => answer !== '').sort((a, b) => a.index - b.index);
    const groups = groupAnswers(
      ballots.map(({ answer }) => answer),
      { question },
    );
    const ranked = [...Map.groupBy(ballots.keys(), (at) => groups[at]!).values()].sort((a, b) => b.length - a.length);
    const most = ranked[0]?.length ?? 0;
    const chosen = ranked[0] && ballots[ranked[0][0]!];
    return { chosen, most, lead: most - (ranked[1]?.length ?? 0), ballots: ballots.length };
  };
  return {
    greedyFirst,
    round: (question, finished, left) =>
      early ? Math.min(left, Math.max(1, Math.floor((left - count(question, finished).lead) / 2) + 1)) : left,
    decide: (question, finished, open) => {
      if (open > 0 && !early) return undefined;
      const { chosen, lead, most, ballots } = count(question, finished);
      if (open > 0 && lead <= open) return undefined;
      if (!chosen) {
        const reason = 'no candidate has an answer';
        return { chosen: undefined, answer: '', abstained: true, rule: 'empty', confidence: 0, reason };
      }
      return {
        chosen: chosen.index,
        answer: chosen.answer,
        abstained: false,
        rule: 'majority',
        confidence: most / ballots,
        reason: `${most} of ${ballots} agree`,
      };
    },
  };
};

/**
 * The independent runs of a policy with n candidates that one record holds: of 32 draws, n = 8 makes four runs of 8
 * consecutive ones. Each run has draws of its own; a greedy candidate is shared. None when the record holds too few.
 */
export const runsOf = (record: EvaluationRecord, n: number, greedyFirst: boolean): SampledAnswer[][] => {
  const each = greedyFirst ? n - 1 : n;
  if (each === 0) return [[record.greedy]];
  const runs = Math.floor(record.samples.length / each);
  return Array.from({ length: runs }, (_, i) => {
    const drawn = record.samples.slice(i * each, (i + 1) * each);
    return greedyFirst ? [record.greedy, ...drawn] : drawn;
  });
};
