/**
 * CodeT's rule (arXiv 2207.10397), the peer of voting by behaviour: programs agree when they pass the same drawn tests,
 * and a group is as good as √programs × tests, programs and tests counted as often as they were drawn. That is what the
 * published code computes; the paper's text has no root.
 */
import type { TestOutcome } from '../../sandbox/tests.ts';

/**
 * Indices of the programs of the best group, or of all groups that are as good. `drawn`: how often each test was drawn.
 */
export const dualAgreement = (programs: readonly (readonly TestOutcome[])[], drawn: readonly number[]): number[] => {
  const passed = (i: number): string => programs[i]!.flatMap((outcome, t) => (outcome === 'pass' ? [t] : [])).join(' ');
  const groups = [...Map.groupBy(programs.keys(), passed).values()].map((members) => {
    const tests = programs[members[0]!]!.reduce((sum, outcome, t) => sum + (outcome === 'pass' ? drawn[t]! : 0), 0);
    return { members, score: Math.sqrt(members.length) * tests };
  });
  const best = Math.max(...groups.map(({ score }) => score));
  return groups.flatMap(({ members, score }) => (score === best ? members : []));
};
