/**
 * The live system's selection of answers (reason/select.ts, reason/decide.ts) as a `SelectionPolicy` that evaluation
 * can replay over recorded samples. It adapts shapes; every decision is made by the functions that serve users.
 */
import type { Grade, Verdict, Verify } from '../types.ts';
import type { Candidate, SelectionPolicy } from './replay.ts';
import type { EvaluationRecord } from './collect.ts';
import { countsUpTo } from './metrics.ts';
import { replay, runsOf } from './replay.ts';
import type { Candidate as Selectable } from '../reason/cluster.ts';
import type { Calibration, CalibrationRecord } from '../reason/confidence.ts';
import { evidenceOf, toDecision } from '../reason/decide.ts';
import { compareByScores } from '../reason/judge.ts';
import { contenders, roundSize, select, type Comparison } from '../reason/select.ts';

export type SystemOptions = {
  verify: Verify;
  /** As in reason/think.ts: the first candidate is greedy, in a round of its own. */
  greedyFirst: boolean;
  calibration?: Calibration | undefined;
  abstainBelow?: number | undefined;
  /**
   * What a critic said of candidates, by their indices, for where votes don't decide. Default: the scores in their
   * records.
   */
  comparisons?: readonly Comparison[] | undefined;
};

/** The same check, asked once per question and answer: replay asks for each pair many times. */
const remembered = (verify: Verify): Verify => {
  const known = new Map<string, Verdict | undefined>();
  return (question, answer) => {
    const key = `${question}\n${answer}`;
    if (!known.has(key)) known.set(key, verify(question, answer));
    return known.get(key);
  };
};

/** A recorded candidate as the selection sees it, checked when it has an answer. */
const selectable = (
  question: string,
  { index, answer, finish, tokens, logprob }: Candidate,
  verify: Verify,
): Selectable => ({
  index,
  question,
  answer,
  verdict: answer === '' ? undefined : verify(question, answer),
  reply: { index, plan: '', reasoning: '', content: answer, finish, tokens, logprob },
});

/**
 * What the critic of a record says of the candidates that votes leave to choose from, and for how many requests and
 * tokens.
 */
const recordedCritic = (
  question: string,
  finished: readonly Candidate[],
  verify: Verify,
): { comparisons: Comparison[]; calls: number; tokens: number } => {
  const critiques = new Map(finished.map(({ index, critic }) => [index, critic]));
  const open = [...critiques.values()].some((critique) => critique !== undefined)
    ? contenders(finished.map((candidate) => selectable(question, candidate, verify)))
    : [];
  return {
    comparisons: compareByScores(open, question, (place) => critiques.get(open[place]!.index)?.score ?? undefined),
    calls: open.length < 2 ? 0 : open.length,
    tokens: open.length < 2 ? 0 : open.reduce((sum, { index }) => sum + (critiques.get(index)?.tokens ?? 0), 0),
  };
};

/**
 * The full system: adaptive rounds, checks, votes, the critic where the records have one, early stop. No judge that
 * writes text and no larger model take part.
 */
export const systemPolicy = ({
  verify,
  greedyFirst,
  calibration,
  abstainBelow,
  comparisons,
}: SystemOptions): SelectionPolicy => {
  const check = remembered(verify);
  const all = (question: string, list: readonly Candidate[]) =>
    list.map((candidate) => selectable(question, candidate, check));
  return {
    greedyFirst,
    round: (question, finished, left) => roundSize(all(question, finished), left, true),
    decide: (question, finished, open) => {
      const said = open > 0 ? [] : (comparisons ?? recordedCritic(question, finished, check).comparisons);
      const selection = select(all(question, finished), { remaining: open, comparisons: said });
      return selection.type === 'open' ? undefined : toDecision(selection, { calibration, abstainBelow });
    },
    deciding: (question, finished) => recordedCritic(question, finished, check),
  };
};

/** What the system decided at every N on `records` (of items kept for calibration), and whether it was right. */
export const decided = (
  records: readonly EvaluationRecord[],
  options: SystemOptions & { grade: Grade },
): CalibrationRecord[] => {
  const verify = remembered(options.verify);
  const policy = systemPolicy({ ...options, verify });
  return records.flatMap((record) =>
    countsUpTo(record.samples.length).flatMap((n) =>
      runsOf(record, n, policy.greedyFirst).flatMap((run): CalibrationRecord[] => {
        const { question } = record.item;
        const { finished, open, decision } = replay(policy, question, run, 0);
        const comparisons = open > 0 ? [] : recordedCritic(question, finished, verify).comparisons;
        const evidence = evidenceOf(
          select(
            finished.map((candidate) => selectable(question, candidate, verify)),
            { remaining: open, comparisons },
          ),
        );
        const item = { ...record.item, plan: '', thought: '' };
        return evidence ? [{ ...evidence, correct: options.grade(item, decision.answer).correct }] : [];
      }),
    ),
  );
};
