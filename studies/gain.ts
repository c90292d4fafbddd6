/**
 * What a run brought on held-out questions, by seed and over all seeds: greedy accuracy before and after on the same
 * questions.
 */
import { seededDifference, type Pair, type SeededDifference } from '../src/eval/statistics.ts';
import { compareResults, type HeldOutComparison, type HeldOutResult } from '../src/lab/exam/held-out.ts';

/** Results of one seed. */
export type BeforeAfter = { seed: number; before: HeldOutResult[]; after: HeldOutResult[] };

/** All seeds as one examination: a question of each seed counts as a question of its own. */
const pooled = (runs: readonly BeforeAfter[], of: 'before' | 'after'): HeldOutResult[] =>
  runs.flatMap((run) => run[of].map((result) => ({ ...result, id: `${run.seed}/${result.id}` })));

/** Rows per family and 'average', over the seeds together; undefined without runs. */
export const gainOf = (
  runs: readonly BeforeAfter[],
  draws: number,
): { seeds: number[]; rows: HeldOutComparison[] } | undefined =>
  runs.length === 0
    ? undefined
    : {
        seeds: runs.map(({ seed }) => seed),
        rows: compareResults(pooled(runs, 'before'), pooled(runs, 'after'), draws),
      };

/** After less before, greedily, with intervals over questions and over seeds. */
export const seededGain = (runs: readonly BeforeAfter[]): SeededDifference =>
  seededDifference(
    runs.map(({ before, after }) => {
      const later = new Map(after.map((result) => [result.id, result]));
      return before.map(({ id, family, greedy }): Pair => ({
        stratum: family,
        a: Number(later.get(id)!.greedy),
        b: Number(greedy),
      }));
    }),
    { seed: 1 },
  );
