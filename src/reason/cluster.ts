/** Groups candidates by what they answer. Equal answers are those whose canonical forms are equal (task/answer.ts). */
import { canonical } from '../task/answer.ts';
import type { Reply, Verdict } from '../types.ts';

/** One finished continuation as the selection sees it. `answer` is '' when it has no vote. */
export type Candidate = { index: number; answer: string; reply: Reply; verdict?: Verdict | undefined };

/** Candidates with one answer, in order of index. */
export type Cluster = { key: string; members: Candidate[]; best: Candidate; weight: number };

/** ln p per token, or undefined when the source gives no log-probabilities. */
export const meanLogprob = ({ reply }: Candidate): number | undefined =>
  Number.isFinite(reply.logprob) && reply.logprob < 0 && reply.tokens > 0 ? reply.logprob / reply.tokens : undefined;

/** Fewer tokens first, then the lower index: the order in which equals are preferred. */
export const shorterFirst = (a: Candidate, b: Candidate): number =>
  a.reply.tokens - b.reply.tokens || a.index - b.index;

/**
 * The clusters of the candidates that have an answer, in order of their first index. A vote weighs exp(mean logprob per
 * token), in (0, 1]; when any voter lacks log-probabilities all votes weigh 1. `best` is the shortest chain.
 */
export const cluster = (candidates: readonly Candidate[]): Cluster[] => {
  const voters = candidates.filter((one) => one.answer !== '').sort((a, b) => a.index - b.index);
  const weighs = voters.every((one) => meanLogprob(one) !== undefined);
  const groups = Map.groupBy(voters, (one) => canonical(one.answer));
  return [...groups].map(([key, members]) => ({
    key,
    members,
    best: members.toSorted(shorterFirst)[0]!,
    weight: members.reduce((sum, one) => sum + (weighs ? Math.exp(meanLogprob(one)!) : 1), 0),
  }));
};
