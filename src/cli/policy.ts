/**
 * The live system's way of weighing candidates (reason/select.ts, reason/decide.ts) as a `Policy` that evaluation can
 * replay over recorded draws. Adapts shapes; every decision is made by the functions that serve users.
 */
import type { Verdict, Verify } from '../types.ts';
import type { Candidate, Policy } from '../task/measure.ts';
import type { Asked } from '../task/evaluate.ts';
import type { Grade } from '../types.ts';
import { countsUpTo, replay, runsOf } from '../task/measure.ts';
import type { Candidate as Weighed } from '../reason/cluster.ts';
import { fitCalibration, type Calibration, type CalibrationRecord } from '../reason/confidence.ts';
import { evidenceOf, toDecision } from '../reason/decide.ts';
import { roundSize, select } from '../reason/select.ts';

export type SystemOptions = { verify: Verify; calibration?: Calibration | undefined; abstainBelow?: number | undefined };

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
const weighed = (question: string, { index, answer, finish, tokens, logprob }: Candidate, verify: Verify): Weighed => ({
  index, answer, verdict: answer === '' ? undefined : verify(question, answer),
  reply: { index, plan: '', reasoning: '', content: answer, finish, tokens, logprob },
});

/** The full system: adaptive rounds, checks, votes, early stop. No judge and no larger model take part. */
export const systemPolicy = ({ verify, calibration, abstainBelow }: SystemOptions): Policy => {
  const check = remembered(verify);
  const all = (question: string, list: readonly Candidate[]) => list.map((one) => weighed(question, one, check));
  return {
    greedyFirst: false,
    round: (question, finished, left) => roundSize(all(question, finished), left, true),
    decide: (question, finished, open) => {
      const selection = select(all(question, finished), { remaining: open });
      return selection.type === 'open' ? undefined : toDecision(selection, { calibration, abstainBelow });
    },
  };
};

/** A calibration table from what the system decided, at every N, on `records` of items kept for calibration. */
export const calibrate = (records: readonly Asked[], verify: Verify, grade: Grade): Calibration => {
  const check = remembered(verify);
  const policy = systemPolicy({ verify: check });
  const outcomes = records.flatMap((record) => countsUpTo(record.samples.length).flatMap((n) =>
    runsOf(record, n, policy.greedyFirst).map((run): CalibrationRecord | undefined => {
      const { question } = record.item;
      const { finished, open, decision } = replay(policy, question, run, 0);
      const evidence = evidenceOf(select(finished.map((one) => weighed(question, one, check)), { remaining: open }));
      return evidence && { ...evidence, correct: grade({ ...record.item, plan: '', thought: '' }, decision.answer).correct };
    })));
  return fitCalibration(outcomes.filter((one) => one !== undefined));
};
