/**
 * Clusters candidates by answer: the members of a cluster have equal answers (answers/same.ts). When no candidate
 * has an extracted answer (essays), each whole text is its own cluster, and only a judge can compare them.
 */
import { groupAnswers } from '../answers/same.ts';
import type { Reply, Verdict } from '../types.ts';

/**
 * One finished continuation for selection. `answer` is '' when it has no vote. `question` tells whether the order of
 * several answers matters. `key` is equal for equal answers whose texts differ (programs with the same results).
 * `weight` is the weight of the vote when the candidate's program was run.
 */
export type Candidate = {
  index: number;
  answer: string;
  reply: Reply;
  question?: string | undefined;
  verdict?: Verdict | undefined;
  key?: string | undefined;
  weight?: number | undefined;
};

/** Whether a reply ended by itself and is not empty; it may still have no extracted answer. */
export const isWhole = ({ finish, content }: Pick<Reply, 'finish' | 'content'>): boolean =>
  finish === 'stop' && content.trim() !== '';

/** Candidates with one answer, in order of index. */
export type Cluster = { key: string; members: Candidate[]; best: Candidate; weight: number };

/** ln p per token, or undefined when the source gives no log-probabilities. */
export const meanLogprob = ({ reply }: Candidate): number | undefined =>
  Number.isFinite(reply.logprob) && reply.logprob < 0 && reply.tokens > 0 ? reply.logprob / reply.tokens : undefined;

/** Whether the votes of these candidates are weighted by the results of their programs. */
export const programsWereRun = (candidates: readonly Candidate[]): boolean =>
  candidates.some((candidate) => candidate.weight !== undefined);

/**
 * Tie order: fewer tokens first, then the lower index. Programs that were run are ordered by index alone: a short chain
 * of thought suggests a right answer, but a short program is often incomplete.
 */
export const shorterFirst = (a: Candidate, b: Candidate): number =>
  (a.weight === undefined && b.weight === undefined ? a.reply.tokens - b.reply.tokens : 0) || a.index - b.index;

/**
 * The clusters of these voters, in order of their first index; a voter without an answer is its own cluster. A vote has
 * the weight exp(mean logprob per token), in (0, 1]. All weights are 1 when any voter lacks log-probabilities.
 * Candidates whose programs were run have the weight that running gave. `best` is the member with the shortest chain of
 * thought.
 */
export const cluster = (candidates: readonly Candidate[]): Cluster[] => {
  const voters = candidates.toSorted((a, b) => a.index - b.index);
  const ran = programsWereRun(voters);
  const byLikelihood = voters.every((voter) => meanLogprob(voter) !== undefined);
  const weight = (candidate: Candidate): number => {
    if (ran) return candidate.weight ?? 0;
    return byLikelihood ? Math.exp(meanLogprob(candidate)!) : 1;
  };
  const groups = Map.groupBy(voters.keys(), groupOf(voters));
  return [...groups].map(([key, places]) => {
    const members = places.map((at) => voters[at]!);
    return {
      key,
      members,
      best: members.toSorted(shorterFirst)[0]!,
      weight: members.reduce((sum, member) => sum + weight(member), 0),
    };
  });
};

/** The group of a voter by its index: its program's behaviour, else its answer, else the voter alone. */
const groupOf = (voters: readonly Candidate[]): ((at: number) => string) => {
  const answers = voters.map(({ key, answer }) => (key === undefined ? answer : ''));
  const numbers = groupAnswers(answers, { question: voters.find((voter) => voter.question !== undefined)?.question });
  return (at) => {
    if (voters[at]!.key !== undefined) return `key ${voters[at]!.key}`;
    return numbers[at]! < 0 ? `text ${at}` : `answer ${numbers[at]}`;
  };
};
