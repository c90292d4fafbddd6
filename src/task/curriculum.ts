/**
 * Which kind of question comes next: kinds (a family at a difficulty) are drawn by 1 − success rate, as Kimi K1.5 (§2.3.4)
 * draws problems, and the share of each difficulty moves over the run. Problems here are endless, so what is remembered is
 * how a kind went, not a problem. Pure functions; success rates are plain JSON that a checkpoint can hold.
 */
import type { Random } from '../random.ts';
import type { Difficulty } from './family.ts';

export type Shares = Readonly<Record<'1' | '2' | '3', number>>;

export type Curriculum = {
  /** Weight of each family, before its success counts. */
  families: Readonly<Record<string, number>>;
  /** Share of each difficulty at the start of the run and at its end; between, on a straight line. */
  difficulties: { start: Shares; end: Shares };
  /** Least of 1 − success rate, so that what is mastered is still practised. */
  floor: number;
  /** How much of the old success rate stays when a group is added: 0 to below 1. */
  memory: number;
};

/** Moving success rate by kind; a kind not yet asked counts as a half. */
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

/** The rates after a group of that kind of which `success` (0 to 1) was right. */
export const updateSuccessRates = (
  { memory }: Pick<Curriculum, 'memory'>,
  successRates: SuccessRates,
  kind: Kind,
  success: number,
): SuccessRates => {
  const before = successRates[kindName(kind)] ?? 0.5;
  return { ...successRates, [kindName(kind)]: Math.round((before * memory + success * (1 - memory)) * 1e9) / 1e9 };
};
