/**
 * What an evaluation found, computed offline from its records: how often a policy (greedy, majority, the full system)
 * is right with n draws, what it spends, and how much of what was there (pass@n) it failed to pick.
 *
 * A policy is a function: `measure` replays it over recorded draws and knows nothing of how it weighs them. With 32
 * recorded draws and n = 8, the four runs of 8 consecutive draws are four independent runs of the policy; an item's
 * score is their mean. Items are the unit of every interval (statistics.ts).
 */
import type { Grade, Item, Score } from '../types.ts';
import type { Arm, EvaluationRecord, SampledAnswer } from './collect.ts';
import { replay, runsOf, type SelectionPolicy } from './replay.ts';
import { mcnemar, mean, passAtK, pairedDifference, reliability, stratifiedMean, sum, wilson } from './statistics.ts';
import type { Interval, Prediction, Reliability } from './statistics.ts';

/**
 * Means over the runs on one item. `right`, `oracle` (some candidate is right) and `abstained` are shares of the runs.
 */
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
  const item: Item = { ...record.item, plan: '', thought: '' };
  const runs = runsOf(record, n, policy.greedyFirst);
  const outcomes = runs.map((run) => replay(policy, item.question, run, record.samplesUsage.promptTokens));
  if (runs.length === 0) {
    throw new RangeError(`a run with ${n} candidates needs more than the ${record.samples.length} draws of ${item.id}`);
  }
  const correct = (answer: string) => answer !== '' && grade(item, answer).correct;
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

/**
 * A policy with n draws: accuracy (an abstention is not right), and mean costs per question with families of equal
 * weight.
 */
export type Cell = {
  n: number;
  accuracy: Interval;
  byFamily: Record<string, Interval>;
  /**
   * How often a right answer was among the same candidates; `accuracy` falls short of it by what the selection missed.
   */
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

export type MeasureOptions = {
  policies: Record<string, SelectionPolicy>;
  /** Names of the two policies that are compared at equal tokens. */
  baseline: string;
  system: string;
  grade: Grade;
  /** Of the bootstrap. */
  seed: number;
};

/** Records of items that every arm has, so that arms are compared on the same questions. */
const inEveryArm = (records: readonly EvaluationRecord[]): EvaluationRecord[] => {
  const ids = new Set(records.map(({ item }) => item.id));
  for (const group of Map.groupBy(records, ({ arm }) => arm).values()) {
    const present = new Set(group.map(({ item }) => item.id));
    for (const id of ids) if (!present.has(id)) ids.delete(id);
  }
  return records.filter(({ item }) => ids.has(item.id));
};

type ScoreOf = (arm: Arm, policy: string, n: number) => Scored[];

/** The scores of a policy with n candidates in one arm, worked out once. */
const scorer = (records: readonly EvaluationRecord[], { policies, grade }: MeasureOptions): ScoreOf => {
  const known = new Map<string, Scored[]>();
  return (arm, policy, n) => {
    const key = `${arm} ${policy} ${n}`;
    const scores =
      known.get(key) ??
      records
        .filter((record) => record.arm === arm)
        .map((record) => ({
          family: record.item.family,
          id: record.item.id,
          score: scoreItem(record, policies[policy]!, n, grade),
        }));
    known.set(key, scores);
    return scores;
  };
};

/** What the records of one arm say; `cells` are those of each policy. */
const armReport = (
  arm: Arm,
  records: readonly EvaluationRecord[],
  ns: readonly number[],
  grade: Grade,
  cells: Record<string, Cell[]>,
): ArmReport => {
  const correct = ({ item }: EvaluationRecord, { answer }: SampledAnswer) =>
    answer !== '' && grade({ ...item, plan: '', thought: '' }, answer).correct;
  const average = (of: (record: EvaluationRecord) => number) => mean(records.map(of));
  const values = (of: (record: EvaluationRecord) => number) =>
    perFamily(records.map((record) => ({ family: record.item.family, value: of(record) })));
  const right = new Map(
    records.map((record) => [record, record.samples.filter((sample) => correct(record, sample)).length]),
  );
  return {
    arm,
    items: records.length,
    planTokens: average(({ planUsage }) => planUsage.completionTokens),
    seconds: {
      plan: average(({ seconds }) => seconds.plan),
      greedy: average(({ seconds }) => seconds.greedy),
      samples: average(({ seconds }) => seconds.samples),
    },
    draws: Math.min(...records.map(({ samples }) => samples.length)),
    greedy: {
      ...values((record) => (correct(record, record.greedy) ? 1 : 0)),
      tokens: average(({ greedy, planUsage }) => greedy.tokens + planUsage.completionTokens),
    },
    passAt: ns.map((n) => ({ n, ...values((record) => passAtK(record.samples.length, right.get(record)!, n)) })),
    policies: cells,
  };
};

/** An arm, a policy and a number of candidates. */
type Side = readonly [arm: Arm, policy: string, n: number];

const spent = (rows: readonly Scored[]): number => mean(rows.map(({ score }) => score.tokens));

/** Two sides on the same items. */
const compareSides = (scores: ScoreOf, left: Side, right: Side, seed: number): Comparison => {
  const [leftRows, rightRows] = [scores(...left), scores(...right)];
  const rightById = new Map(rightRows.map(({ id, score }) => [id, score]));
  const pairs = leftRows.map(({ family, id, score }) => ({
    stratum: family,
    a: score.right,
    b: rightById.get(id)!.right,
  }));
  const binary = pairs.every(({ a, b }) => a * (1 - a) === 0 && b * (1 - b) === 0);
  return {
    left: `${left[1]} (${left[0]})`,
    right: `${right[1]} (${right[0]})`,
    leftN: left[2],
    rightN: right[2],
    leftTokens: spent(leftRows),
    rightTokens: spent(rightRows),
    difference: pairedDifference(pairs, { seed }),
    ...(binary
      ? { p: mcnemar(pairs.filter(({ a, b }) => a > b).length, pairs.filter(({ a, b }) => a < b).length) }
      : {}),
  };
};

/** Everything that `records` say about the policies. Only items recorded in every arm present are counted. */
export const measure = (records: readonly EvaluationRecord[], given: MeasureOptions): Report => {
  const options = { ...given, grade: remembered(given.grade) };
  const { policies, baseline, system, grade, seed } = options;
  const used = inEveryArm(records);
  const ns = countsUpTo(Math.min(...used.map(({ samples }) => samples.length), 128));
  const scores = scorer(used, options);
  const arms = [...new Set(records.map(({ arm }) => arm))].sort().map((arm) => {
    const cells = Object.keys(policies).map((name) => [name, ns.map((n) => cellOf(n, scores(arm, name, n)))]);
    const ofArm = used.filter((record) => record.arm === arm);
    return armReport(arm, ofArm, ns, grade, Object.fromEntries(cells) as Record<string, Cell[]>);
  });
  const counts = Array.from({ length: ns.at(-1) ?? 0 }, (_, i) => i + 1);
  const atEqualTokens = (left: Side, arm: Arm, policy: string): Comparison => {
    const enough = counts.find((n) => spent(scores(arm, policy, n)) >= spent(scores(...left)));
    return compareSides(scores, left, [arm, policy, enough ?? counts.at(-1)!], seed);
  };
  const both = arms.length === 2;
  return {
    families: [...new Set(used.map(({ item }) => item.family))].sort(),
    ns,
    arms,
    plans: both ? ns.map((n) => compareSides(scores, ['shared', system, n], ['none', system, n], seed)) : [],
    equalTokens: ns.flatMap((n) => [
      ...arms.map(({ arm }) => atEqualTokens([arm, system, n], arm, baseline)),
      ...(both ? [atEqualTokens(['shared', system, n], 'none', system)] : []),
    ]),
  };
};
