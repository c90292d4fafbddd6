/**
 * What an evaluation found, computed offline from its records: how often a policy (greedy, majority, the full system)
 * is right with n draws, what it spends, and how much of what was there (pass@n) it failed to pick.
 *
 * A policy is a function: `measure` replays it over recorded draws and knows nothing of how it weighs them. With 32
 * recorded draws and n = 8, the four runs of 8 consecutive draws are four independent runs of the policy; an item's
 * score is their mean. Items are the unit of every interval (task/statistics.ts).
 */
import type { Grade, Item, Score } from '../types.ts';
import type { Arm, EvaluationRecord, SampledAnswer } from './collect.ts';
import { replay, runsOf, type SelectionPolicy } from './replay.ts';
import { mcnemar, mean, passAtK, pairedDifference, reliability, stratifiedMean, sum, wilson } from './statistics.ts';
import type { Interval, Prediction, Reliability } from './statistics.ts';

/** Means over the runs on one item. `right`, `oracle` (some candidate is right) and `abstained` are shares of the runs. */
export type ItemScore = {
  right: number;
  oracle: number;
  abstained: number;
  tokens: number;
  promptTokens: number;
  calls: number;
  finished: number;
  predictions: Prediction[];
};

/** Scores `policy` with n candidates on one record. */
export const scoreItem = (record: EvaluationRecord, policy: SelectionPolicy, n: number, grade: Grade): ItemScore => {
  const one: Item = { ...record.item, plan: '', thought: '' };
  const runs = runsOf(record, n, policy.greedyFirst);
  const outcomes = runs.map((run) => replay(policy, one.question, run, record.samplesUsage.promptTokens));
  if (runs.length === 0) {
    throw new RangeError(`a run with ${n} candidates needs more than the ${record.samples.length} draws of ${one.id}`);
  }
  const correct = (answer: string) => answer !== '' && grade(one, answer).correct;
  const right = outcomes.map(({ decision }) => !decision.abstained && correct(decision.answer));
  const planned = record.planUsage.promptTokens + record.planUsage.completionTokens > 0 ? 1 : 0;
  return {
    right: mean(right.map(Number)),
    oracle: mean(runs.map((run) => (run.some(({ answer }) => correct(answer)) ? 1 : 0))),
    abstained: mean(outcomes.map(({ decision }) => (decision.abstained ? 1 : 0))),
    tokens: mean(outcomes.map((outcome) => outcome.tokens)) + record.planUsage.completionTokens,
    promptTokens: mean(outcomes.map((outcome) => outcome.promptTokens)) + record.planUsage.promptTokens,
    calls: mean(outcomes.map((outcome) => outcome.calls)) + planned,
    finished: mean(outcomes.map((outcome) => outcome.finished.length)),
    predictions: outcomes.flatMap(({ decision: { abstained, confidence } }, i) =>
      abstained ? [] : [{ confidence, correct: right[i]! }],
    ),
  };
};

/** A policy with n draws: accuracy (an abstention is not right), and mean costs per question with families of equal weight. */
export type Cell = {
  n: number;
  accuracy: Interval;
  byFamily: Record<string, Interval>;
  /** How often a right answer was among the same candidates; `accuracy` falls short of it by what the selection missed. */
  oracle: { accuracy: Interval; byFamily: Record<string, Interval> };
  /** Share of questions that were declined, and of the others the share answered rightly. */
  abstained: number;
  rightWhenAnswered: number;
  tokens: number;
  promptTokens: number;
  calls: number;
  finished: number;
  confidence: Reliability;
};

export type ArmReport = {
  arm: Arm;
  items: number;
  /** Mean tokens of a plan per question; 0 without. */
  planTokens: number;
  /** Measured: one reply alone, and n at once; a plan first where there is one. */
  seconds: { plan: number; greedy: number; samples: number };
  draws: number;
  greedy: { accuracy: Interval; byFamily: Record<string, Interval>; tokens: number };
  /** Unbiased pass@n of the sampled draws alone, from all of them. */
  passAt: { n: number; accuracy: Interval; byFamily: Record<string, Interval> }[];
  policies: Record<string, Cell[]>;
};

/** `left` against `right` on the same items. `p`: exact McNemar test, where every score is 0 or 1. */
export type Comparison = {
  left: string;
  leftN: number;
  leftTokens: number;
  right: string;
  rightN: number;
  rightTokens: number;
  difference: Interval;
  p?: number;
};

export type Report = {
  families: string[];
  ns: number[];
  arms: ArmReport[];
  /** The same N with a plan and without; N = 1 is greedy where a policy draws the greedy candidate first. */
  plans: Comparison[];
  /** `right` is given at least as many tokens as `left`, unless it has no more to give. */
  equalTokens: Comparison[];
};

/** The same grade, asked once per item and answer: runs of many sizes hold the same draws. */
const remembered = (grade: Grade): Grade => {
  const known = new Map<string, Score>();
  return (item, answer) => {
    const key = `${item.id}\n${answer}`;
    if (!known.has(key)) known.set(key, grade(item, answer));
    return known.get(key)!;
  };
};

type Scored = { family: string; id: string; score: ItemScore };

const perFamily = (rows: readonly { family: string; value: number }[]) => {
  const strata = [...Map.groupBy(rows, (row) => row.family)].map(([family, group]) => ({
    family,
    scores: group.map((row) => row.value),
  }));
  return {
    accuracy: stratifiedMean(strata.map(({ scores }) => scores)),
    byFamily: Object.fromEntries(strata.map(({ family, scores }) => [family, wilson(sum(scores), scores.length)])),
  };
};

const cellOf = (n: number, scored: readonly Scored[]): Cell => {
  const average = (of: (score: ItemScore) => number) =>
    mean(
      [...Map.groupBy(scored, (row) => row.family).values()].map((group) => mean(group.map((row) => of(row.score)))),
    );
  const right = average((score) => score.right);
  const abstained = average((score) => score.abstained);
  return {
    n,
    ...perFamily(scored.map(({ family, score }) => ({ family, value: score.right }))),
    oracle: perFamily(scored.map(({ family, score }) => ({ family, value: score.oracle }))),
    abstained,
    rightWhenAnswered: abstained < 1 ? right / (1 - abstained) : NaN,
    tokens: average((score) => score.tokens),
    promptTokens: average((score) => score.promptTokens),
    calls: average((score) => score.calls),
    finished: average((score) => score.finished),
    confidence: reliability(scored.flatMap(({ score }) => score.predictions)),
  };
};

/** The N at which a policy is measured with `n` recorded draws: powers of two up to n. */
export const countsUpTo = (n: number): number[] => [1, 2, 4, 8, 16, 32, 64, 128].filter((count) => count <= n);

/**
 * Everything that `records` say about `policies`. `baseline` and `system` name the two that are compared at equal
 * tokens. Only items recorded in every arm present are counted, so that arms are compared on the same questions.
 */
export const measure = (
  records: readonly EvaluationRecord[],
  options: { policies: Record<string, SelectionPolicy>; baseline: string; system: string; grade: Grade; seed: number },
): Report => {
  const { policies } = options;
  const grade = remembered(options.grade);
  const byArm = Map.groupBy(records, (record) => record.arm);
  const ids = new Set(records.map((record) => record.item.id));
  for (const group of byArm.values()) {
    const present = new Set(group.map((record) => record.item.id));
    for (const id of ids) if (!present.has(id)) ids.delete(id);
  }
  const used = records.filter((record) => ids.has(record.item.id));
  const ns = countsUpTo(Math.min(...used.map((record) => record.samples.length), 128));
  const correct = ({ item }: EvaluationRecord, { answer }: SampledAnswer) =>
    answer !== '' && grade({ ...item, plan: '', thought: '' }, answer).correct;

  const scores = new Map<string, Scored[]>();
  const scored = (arm: Arm, policy: string, n: number): Scored[] => {
    const key = `${arm} ${policy} ${n}`;
    if (!scores.has(key)) {
      scores.set(
        key,
        used
          .filter((record) => record.arm === arm)
          .map((record) => ({
            family: record.item.family,
            id: record.item.id,
            score: scoreItem(record, policies[policy]!, n, grade),
          })),
      );
    }
    return scores.get(key)!;
  };

  const arms = [...byArm.keys()].sort().map((arm): ArmReport => {
    const own = used.filter((record) => record.arm === arm);
    const values = (of: (record: EvaluationRecord) => number) =>
      perFamily(own.map((record) => ({ family: record.item.family, value: of(record) })));
    const right = new Map(own.map((record) => [record, record.samples.filter((draw) => correct(record, draw)).length]));
    return {
      arm,
      items: own.length,
      planTokens: mean(own.map((record) => record.planUsage.completionTokens)),
      seconds: {
        plan: mean(own.map((record) => record.seconds.plan)),
        greedy: mean(own.map((record) => record.seconds.greedy)),
        samples: mean(own.map((record) => record.seconds.samples)),
      },
      draws: Math.min(...own.map((record) => record.samples.length)),
      greedy: {
        ...values((record) => (correct(record, record.greedy) ? 1 : 0)),
        tokens: mean(own.map((record) => record.greedy.tokens + record.planUsage.completionTokens)),
      },
      passAt: ns.map((n) => ({ n, ...values((record) => passAtK(record.samples.length, right.get(record)!, n)) })),
      policies: Object.fromEntries(
        Object.keys(policies).map((name) => [name, ns.map((n) => cellOf(n, scored(arm, name, n)))]),
      ),
    };
  });

  const spent = (rows: readonly Scored[]) => mean(rows.map((row) => row.score.tokens));
  const compare = (left: readonly [Arm, string, number], right: readonly [Arm, string, number]): Comparison => {
    const [mine, theirs] = [scored(...left), new Map(scored(...right).map((row) => [row.id, row.score]))];
    const pairs = mine.map((row) => ({ stratum: row.family, a: row.score.right, b: theirs.get(row.id)!.right }));
    const binary = pairs.every(({ a, b }) => a * (1 - a) === 0 && b * (1 - b) === 0);
    return {
      left: `${left[1]} (${left[0]})`,
      right: `${right[1]} (${right[0]})`,
      leftN: left[2],
      rightN: right[2],
      leftTokens: spent(mine),
      rightTokens: spent(scored(...right)),
      difference: pairedDifference(pairs, { seed: options.seed }),
      ...(binary
        ? { p: mcnemar(pairs.filter(({ a, b }) => a > b).length, pairs.filter(({ a, b }) => a < b).length) }
        : {}),
    };
  };
  const all = Array.from({ length: ns.at(-1) ?? 0 }, (_, i) => i + 1);
  const atEqualTokens = (left: readonly [Arm, string, number], arm: Arm, policy: string): Comparison => {
    const enough = all.find((n) => spent(scored(arm, policy, n)) >= spent(scored(...left)));
    return compare(left, [arm, policy, enough ?? all.at(-1)!]);
  };
  const both = arms.length === 2;
  return {
    families: [...new Set(used.map((record) => record.item.family))].sort(),
    ns,
    arms,
    plans: both ? ns.map((n) => compare(['shared', options.system, n], ['none', options.system, n])) : [],
    equalTokens: ns.flatMap((n) => [
      ...arms.map(({ arm }) => atEqualTokens([arm, options.system, n], arm, options.baseline)),
      ...(both ? [atEqualTokens(['shared', options.system, n], 'none', options.system)] : []),
    ]),
  };
};
