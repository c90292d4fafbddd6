/**
 * Replays policies over recorded questions and says how often each is right, with intervals, paired differences and
 * what was paid. A policy with n draws of a model runs on each block of n consecutive draws; a question's score is the
 * mean of its blocks. The question is the unit of every interval (statistics.ts).
 */
import { mean, pairedDifference, stratifiedMean, type Interval } from '../statistics.ts';
import { seen, type RecordedPolicy, type Seen } from './policies.ts';
import type { RecordedQuestion } from './question.ts';

/** A policy with the number of draws it may use; absent: all candidates of the question in one run. */
export type Arm = {
  name: string;
  policy: RecordedPolicy;
  n?: number;
  /** The curve over numbers of draws that this arm is a point of. */
  series?: string;
  /** Name of another arm that this one is compared with, besides the baseline of all. */
  peer?: string;
};

export type ArmResult = {
  name: string;
  n: number | undefined;
  series: string | undefined;
  accuracy: Interval;
  /** Against the arm that was named as the baseline, over the same questions. */
  difference: Interval | undefined;
  /** Against the arm's own peer. */
  peer: { name: string; difference: Interval } | undefined;
  /** Some candidate of the run is right: what a perfect selection would get. */
  oracle: number;
  /**
   * Means per question: completion tokens and candidates that were drawn, and by model the share of questions that
   * asked it.
   */
  tokens: number;
  drawn: number;
  asked: Readonly<Record<string, number>>;
  byCategory: Readonly<Record<string, Interval>>;
};

type Score = {
  category: string;
  right: number;
  oracle: number;
  tokens: number;
  drawn: number;
  asked: ReadonlyMap<string, number>;
};

const runsOf = (candidates: readonly Seen[], n: number | undefined): (readonly Seen[])[] => {
  if (n === undefined) return [candidates];
  const runs = Math.floor(candidates.length / n);
  return Array.from({ length: runs }, (_, i) => candidates.slice(i * n, (i + 1) * n));
};

const scoreQuestion = (question: RecordedQuestion, candidates: readonly Seen[], { policy, n }: Arm): Score => {
  const runs = runsOf(candidates, n);
  const rightAt = (index: number): boolean => question.candidates[index]!.right;
  const shareRight = (chosen: readonly number[]): number =>
    chosen.length === 0 ? 0 : mean(chosen.map((index) => (rightAt(index) ? 1 : 0)));
  const choices = runs.map((run) => policy(run, question));
  const calls = new Map<string, number>();
  for (const { drawn } of choices) {
    for (const model of new Set(drawn.map((index) => question.candidates[index]!.model))) {
      calls.set(model, (calls.get(model) ?? 0) + 1 / choices.length);
    }
  }
  return {
    category: question.category,
    right: mean(choices.map(({ chosen = [] }) => shareRight([chosen].flat()))),
    oracle: mean(runs.map((run) => (run.some(({ index }) => rightAt(index)) ? 1 : 0))),
    tokens: mean(choices.map(({ drawn }) => drawn.reduce((sum, index) => sum + question.candidates[index]!.tokens, 0))),
    drawn: mean(choices.map(({ drawn }) => drawn.length)),
    asked: calls,
  };
};

const byCategory = (scores: readonly Score[]): Map<string, Score[]> => Map.groupBy(scores, ({ category }) => category);

/** Mean over categories of equal weight. */
const averaged = (scores: readonly Score[], of: (score: Score) => number): Interval =>
  stratifiedMean([...byCategory(scores).values()].map((list) => list.map(of)));

/**
 * One result per arm, in order. `baseline` names the arm that differences are taken against. Throws a RangeError when
 * an arm needs more draws than a question has.
 */
export const replayArms = (
  questions: readonly RecordedQuestion[],
  arms: readonly Arm[],
  { baseline, seed = 1 }: { baseline?: string; seed?: number } = {},
): ArmResult[] => {
  const shown = questions.map((question) => ({ question, candidates: seen(question) }));
  const scored = arms.map((arm) => {
    const short = arm.n === undefined ? undefined : questions.find(({ candidates }) => candidates.length < arm.n!);
    if (short)
      throw new RangeError(`${arm.name} needs ${arm.n} draws, and question ${short.id} has ${short.candidates.length}`);
    return shown.map(({ question, candidates }) => scoreQuestion(question, candidates, arm));
  });
  const against = (i: number, name: string | undefined): Interval | undefined => {
    const other = scored[arms.findIndex((arm) => arm.name === name)];
    if (!other || other === scored[i]) return undefined;
    const pairs = scored[i]!.map(({ category, right }, k) => ({ stratum: category, a: right, b: other[k]!.right }));
    return pairedDifference(pairs, { seed });
  };
  return arms.map((arm, i): ArmResult => {
    const scores = scored[i]!;
    const models = new Set(scores.flatMap(({ asked }) => [...asked.keys()]));
    const peer = against(i, arm.peer);
    return {
      name: arm.name,
      n: arm.n,
      series: arm.series,
      accuracy: averaged(scores, ({ right }) => right),
      difference: against(i, baseline),
      peer: peer && { name: arm.peer!, difference: peer },
      oracle: averaged(scores, ({ oracle }) => oracle).value,
      tokens: mean(scores.map(({ tokens }) => tokens)),
      drawn: mean(scores.map(({ drawn }) => drawn)),
      asked: Object.fromEntries(
        [...models].map((model) => [model, mean(scores.map(({ asked }) => asked.get(model) ?? 0))]),
      ),
      byCategory: Object.fromEntries(
        [...byCategory(scores)].map(([category, list]) => [category, averaged(list, ({ right }) => right)]),
      ),
    };
  });
};

/** 1, 2, 4, … and the number of draws itself. */
export const drawCounts = (draws: number): number[] => [
  ...new Set([1, 2, 4, 8, 16, 32, 64, 128].filter((n) => n < draws).concat(draws)),
];
