/**
 * Selection among candidates, verifier first, as a pure function. The judge's verdicts come in as data, so every rule
 * can be replayed on recorded candidates. The rules in their order:
 *
 *   passed check → strict majority → pairwise judge → confidence-weighted vote → shorter chain
 *
 * A candidate without an answer has no vote. One that failed its check loses its vote. When all candidates failed,
 * nothing is chosen, so an answer known to be wrong is never given. A partial check (`Verdict`) only sorts candidates:
 * those that pass it vote alone, and when all fail it they vote with confidence 0.
 */
import { cluster, isWhole, shorterFirst, programsWereRun, type Candidate, type Cluster } from './cluster.ts';
import type { Decision, Verdict } from '../types.ts';

/** The judge's verdict on two candidates; no winner means a tie. */
export type Comparison = { a: number; b: number; winner: number | undefined };

export type Selection =
  /** Candidates that are still to come can change the outcome. */
  | { type: 'open' }
  | { type: 'none'; rule: 'undecided' | 'empty'; reason: string }
  | { type: 'chosen'; rule: Decision['rule']; candidate: Candidate; votes: number; ballots: number; reason: string };

const EPSILON = 1e-9;

/** The ranks of candidates by their verdicts, best first. Only candidates of the best rank that occurs vote. */
const STANDINGS: readonly ((verdict: Verdict | undefined) => boolean)[] = [
  (verdict) => verdict?.pass === true && !verdict.partial,
  (verdict) => verdict?.pass === true,
  (verdict) => verdict === undefined,
  // When all fail a partial check, the question may have been misread: one of them may still be right.
  (verdict) => verdict?.pass === false && verdict.partial === true,
];

/**
 * The candidates whose votes count: those that passed when there are any, else all with an answer that did not fail.
 * When none has an extracted answer, the whole texts take part instead, each as its own cluster.
 */
const voters = (candidates: readonly Candidate[]): Candidate[] => {
  const withAnswer = candidates.filter((candidate) => candidate.answer !== '');
  const answered = withAnswer.length > 0 ? withAnswer : candidates.filter((candidate) => isWhole(candidate.reply));
  const standing = STANDINGS.find((has) => answered.some(({ verdict }) => has(verdict)));
  return standing ? answered.filter(({ verdict }) => standing(verdict)) : [];
};

/** Clusters by total weight of votes, then by their number, then by the shorter chain of thought. */
const ranked = (clusters: readonly Cluster[]): Cluster[] =>
  clusters.toSorted((a, b) =>
    Math.abs(a.weight - b.weight) > EPSILON
      ? b.weight - a.weight
      : b.members.length - a.members.length || shorterFirst(a.best, b.best),
  );

const MOST_CONTENDERS = 3;

/**
 * The candidates for the judge: the best of each of the (at most 3) strongest clusters; none when an earlier rule
 * decides.
 */
export const contenders = (candidates: readonly Candidate[]): Candidate[] => {
  const found = select(candidates);
  if (found.type !== 'chosen' || (found.rule !== 'confidence' && found.rule !== 'shorter')) return [];
  const voting = voters(candidates);
  // A program with more weight by its tests needs no judge.
  if (found.rule === 'confidence' && programsWereRun(voting)) return [];
  return ranked(cluster(voting))
    .slice(0, MOST_CONTENDERS)
    .map((cluster) => cluster.best);
};

/** The candidate with more wins than any other, if there is one. */
const judged = (comparisons: readonly Comparison[]): number | undefined => {
  const wins = new Map<number, number>();
  for (const { winner } of comparisons) if (winner !== undefined) wins.set(winner, (wins.get(winner) ?? 0) + 1);
  const order = [...wins].sort((a, b) => b[1] - a[1]);
  return order.length > 0 && order[0]![1] > (order[1]?.[1] ?? 0) ? order[0]![0] : undefined;
};

/**
 * Applies the rules to the candidates that have ended. `remaining` is how many may still end: while it is above 0 the
 * result is 'open' unless a check passed or one answer holds a strict majority of all ballots that can come, which no
 * later vote can undo. The order of `candidates` does not matter.
 */
export const select = (
  candidates: readonly Candidate[],
  { remaining = 0, comparisons = [] }: { remaining?: number; comparisons?: readonly Comparison[] } = {},
): Selection => {
  const voting = voters(candidates);
  const clusters = ranked(cluster(voting));
  const ballots = voting.length;
  const choose = (rule: Decision['rule'], from: Cluster, reason: string): Selection => {
    const { verdict } = from.best;
    const failed = verdict?.pass === false; // nothing better there is, and nobody is sure of it
    const unseen = programsWereRun(voting) && from.weight < EPSILON; // programs that pass no test agree in nothing but that
    return {
      type: 'chosen',
      rule,
      candidate: from.best,
      votes: failed ? 0 : unseen ? 1 : from.members.length,
      ballots,
      reason: verdict?.partial ? `${reason}; ${verdict.reason}` : reason,
    };
  };

  const standing = voting[0]?.verdict;
  if (standing?.pass && !standing.partial)
    return choose('verified', clusters[0]!, `it passed its check: ${clusters[0]!.best.verdict!.reason}`);

  const largest = clusters.toSorted((a, b) => b.members.length - a.members.length)[0];
  // Where programs were run, many that pass no test don't outvote a few that do.
  const counts = largest && (!programsWereRun(voting) || (largest === clusters[0] && largest.weight > EPSILON));
  const votes = counts ? largest.members.length : 0;
  if (remaining > 0 && (votes * 2 <= ballots + remaining || standing?.pass === false)) return { type: 'open' };
  if (largest === undefined) {
    const failed = candidates.find((candidate) => candidate.verdict?.pass === false);
    return failed
      ? { type: 'none', rule: 'undecided', reason: `every answer failed its check (${failed.verdict?.reason})` }
      : { type: 'none', rule: 'empty', reason: 'no candidate came to an answer' };
  }
  if (ballots === 1 && remaining === 0) return choose('single', largest, 'the only answer there is');
  if (votes * 2 > ballots) return choose('majority', largest, `${votes} of ${ballots} answers agree`);

  const winner = judged(comparisons);
  const preferred = clusters.find((cluster) => cluster.members.some((member) => member.index === winner));
  if (preferred) return choose('judge', preferred, 'the judge preferred it');

  const [first = largest, second] = clusters;
  if (second && first.weight - second.weight > EPSILON) {
    const best = programsWereRun(voting) ? 'most programs and passed tests of' : 'the most certain of';
    return choose('confidence', first, `${best} ${clusters.length} different answers`);
  }
  // One cluster comes here only when its programs pass no test: what they have in common proves nothing.
  if (clusters.length === 1) return choose('shorter', first, `${ballots} programs do the same, but no test was passed`);
  const way = programsWereRun(voting) ? 'the first' : 'the shortest way to one';
  return choose('shorter', first, `${way} of ${clusters.length} equally good answers`);
};

/**
 * How many candidates to draw next, 0..left. Without checks: the fewest that can decide the vote. With `checks` one
 * pass decides, so rounds start at 1 and double.
 */
export const roundSize = (candidates: readonly Candidate[], left: number, checks: boolean): number => {
  if (left <= 0) return 0;
  const drawn = candidates.length;
  if (checks && (drawn === 0 || candidates.some((candidate) => candidate.verdict !== undefined)))
    return Math.min(left, Math.max(1, drawn));
  const voting = voters(candidates);
  const votes = Math.max(0, ...cluster(voting).map((cluster) => cluster.members.length));
  return Math.min(left, Math.max(1, Math.floor((voting.length + left) / 2) + 1 - votes));
};
