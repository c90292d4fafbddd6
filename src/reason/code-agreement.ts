/**
 * Which of several programs to trust, from what they do: programs that give the same results on all inputs are one
 * behaviour, and a behaviour is as good as its programs are many and the tests that it passes are many. A pure function
 * of a table of outcomes; it runs nothing.
 *
 * It follows CodeT (arXiv 2207.10397), whose rule (`dualAgreement`) is here as the peer: there programs agree when they
 * pass the same tests. Here they agree when they give the same values, which tells apart programs that fail a test in
 * different ways, and counts inputs whose expected value was drawn wrongly.
 */
import type { TestOutcome } from '../sandbox/tests.ts';

/** What one program did in every test: `values` are equal where its results were equal, undefined where it gave none. */
export type ProgramEvidence = {
  outcomes: readonly TestOutcome[];
  values: readonly (string | number | undefined)[];
};

/** Programs that agree, by their indices; the best group first. */
export type AgreementGroup = { members: number[]; passed: number; score: number };

const passedBy = ({ outcomes }: ProgramEvidence): number => outcomes.filter((outcome) => outcome === 'pass').length;

/** Equal for programs that do the same in every test. */
const behaviourOf = ({ outcomes, values }: ProgramEvidence): string =>
  outcomes.map((outcome, i) => values[i] ?? outcome).join('\u0001');

const ranked = (
  programs: readonly ProgramEvidence[],
  key: (program: ProgramEvidence) => string,
  score: (members: number, passed: number) => number,
): AgreementGroup[] =>
  [...Map.groupBy(programs.keys(), (i) => key(programs[i]!)).values()]
    .map((members) => {
      const passed = passedBy(programs[members[0]!]!);
      return { members, passed, score: score(members.length, passed) };
    })
    .sort((a, b) => b.score - a.score || b.members.length - a.members.length || a.members[0]! - b.members[0]!);

/** Groups by behaviour, scored by programs × passed tests. */
export const agreement = (programs: readonly ProgramEvidence[]): AgreementGroup[] =>
  ranked(programs, behaviourOf, (members, passed) => members * passed);

/** CodeT's dual execution agreement: groups by the set of passed tests, scored by √programs × tests. */
export const dualAgreement = (programs: readonly ProgramEvidence[]): AgreementGroup[] =>
  ranked(
    programs,
    ({ outcomes }) => outcomes.map((outcome) => (outcome === 'pass' ? '1' : '0')).join(''),
    (members, passed) => Math.sqrt(members) * passed,
  );
