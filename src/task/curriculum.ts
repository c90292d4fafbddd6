/**
 * The curriculum: which kind of question (a family at a difficulty) comes next. Kinds are drawn in proportion to
 * 1 − success rate, as Kimi K1.5 (§2.3.4) draws problems. The share of each difficulty changes over the run.
 * Questions are generated without end, so success rates are stored per kind and not per problem. Pure functions; the
 * rates are plain JSON for checkpoints.
 */
import type { Random } from '../random.ts';
import type { Difficulty } from './family.ts';

type Shares = Readonly<Record<'1' | '2' | '3', number>>;

export type Curriculum = {
  /** Weight of each family before its success rate is applied. */
  families: Readonly<Record<string, number>>;
  /** Share of each difficulty at the start and at the end of the run; linear in between. */
  difficulties: { start: Shares; end: Shares };
  /** Lower bound of 1 − success rate, so that mastered kinds are still practised. */
  floor: number;
  /** Weight of the old success rate in the moving average, 0 to below 1. */
  memory: number;
};

/** Moving average of the success rate by kind; 0.5 for a kind that was not asked yet. */
export type SuccessRates = Readonly<Record<string, number>>;
export type Kind = { family: string; difficulty: Difficulty };

export const kindName = ({ family, difficulty }: Kind): string => `${family}/${difficulty}`;

/** The weight of every kind at `progress` (0 to 1) through the run. */
export const kindWeights = (
  { families, difficulties, floor }: Curriculum,
  successRates: SuccessRates,
  progress: number,
): [Kind, number][] =>
  Object.entries(families).flatMap(([family, weight]) =>
    (['1', '2', '3'] as const).map((level): [Kind, number] => {
      const kind: Kind = { family, difficulty: Number(level) as Difficulty };
      const share = difficulties.start[level] + (difficulties.end[level] - difficulties.start[level]) * progress;
      return [kind, weight * share * Math.max(floor, 1 - (successRates[kindName(kind)] ?? 0.5))];
    }),
  );

export const drawKind = (
  curriculum: Curriculum,
  successRates: SuccessRates,
  progress: number,
  random: Random,
): Kind => {
  const entries = kindWeights(curriculum, successRates, progress);
  let left = random.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [kind, weight] of entries) if ((left -= weight) < 0) return kind;
  return entries.findLast(([, weight]) => weight > 0)![0];
};

/** The rates after a group of that kind with this share of right answers (0 to 1). */
export const updateSuccessRates = (
  { memory }: Pick<Curriculum, 'memory'>,
  successRates: SuccessRates,
  kind: Kind,
  success: number,
): SuccessRates => {
  const before = successRates[kindName(kind)] ?? 0.5;
  return { ...successRates, [kindName(kind)]: Math.round((before * memory + success * (1 - memory)) * 1e9) / 1e9 };
};
