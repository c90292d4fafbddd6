/**
 * Groups candidates by what they answer: those of a cluster say the same (task/answers/same.ts). A whole text without an
 * answer, such as an essay, is a cluster of its own where nobody has an answer: only a judge can compare it.
 */
import { groupAnswers } from '../task/answers/same.ts';
import type { Reply, Verdict } from '../types.ts';

/**
 * One finished continuation as the selection sees it. `answer` is '' when it has no vote. `question` says whether the order
 * of several answers matters. `key`: what is equal for equal answers, where their texts don't show it (programs, by what
 * they do). `weight`: of its vote, where something was run.
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

/** Whether a reply came to its own end and says something, though it may give no answer. */
export const isWhole = ({ finish, content }: Pick<Reply, 'finish' | 'content'>): boolean =>
  finish === 'stop' && content.trim() !== '';

/** Candidates with one answer, in order of index. */
export type Cluster = { key: string; members: Candidate[]; best: Candidate; weight: number };

/** ln p per token, or undefined when the source gives no log-probabilities. */
export const meanLogprob = ({ reply }: Candidate): number | undefined =>
  Number.isFinite(reply.logprob) && reply.logprob < 0 && reply.tokens > 0 ? reply.logprob / reply.tokens : undefined;

/** Whether the votes of these candidates weigh what running them gave. */
export const wereRun = (candidates: readonly Candidate[]): boolean =>
  candidates.some((candidate) => candidate.weight !== undefined);

/**
 * Fewer tokens first, then the lower index: the order in which equals are preferred. Programs that were run go by the index
 * alone: a short chain of thought speaks for its answer, a short program is often an empty one.
 */
export const shorterFirst = (a: Candidate, b: Candidate): number =>
  (a.weight === undefined && b.weight === undefined ? a.reply.tokens - b.reply.tokens : 0) || a.index - b.index;

/**
 * The clusters of these voters, in order of their first index; one without an answer is a cluster of its own. A vote weighs
 * exp(mean logprob per token), in (0, 1]; when any voter lacks log-probabilities all votes weigh 1; where candidates were
 * run, a vote weighs what running gave it. `best` is the shortest chain.
 */
export const cluster = (candidates: readonly Candidate[]): Cluster[] => {
  const voters = candidates.toSorted((a, b) => a.index - b.index);
  const ran = wereRun(voters);
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

/** The group of the voter at a place: what it did when it was run, else what it says, else itself alone. */
const groupOf = (voters: readonly Candidate[]): ((at: number) => string) => {
  const answers = voters.map(({ key, answer }) => (key === undefined ? answer : ''));
  const numbers = groupAnswers(answers, { question: voters.find((voter) => voter.question !== undefined)?.question });
  return (at) => {
    if (voters[at]!.key !== undefined) return `key ${voters[at]!.key}`;
    return numbers[at]! < 0 ? `text ${at}` : `answer ${numbers[at]}`;
  };
};
