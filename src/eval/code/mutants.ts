/**
 * Exercism-mutants: bug-fix tasks made from the references of the exercises by one changed token each. A mutant counts
 * when its tests fail in part: at least one visible test fails, some test passes, and none hangs. It is a measure that
 * runs offline. It is not SWE-bench, whose issues are real and whose repositories are large.
 */
import { createRandom } from '../../random.ts';
import { visibleTests, type Exercise } from './exercises.ts';
import { mutationsOf } from './mutate.ts';
import type { RunTests, TestResult } from './run-tests.ts';

/** What an agent is given, and by what it is judged. `source` is the program in its folder at the beginning. */
export type CodeTask = {
  id: string;
  kind: 'mutant' | 'exercise';
  exercise: Exercise;
  source: string;
  /** The test file that it sees. */
  visible: string;
  /** Of the visible tests, at the beginning. */
  failing: readonly TestResult[];
  /** Of a mutant: what was changed. For reports, never for the agent. */
  mutation?: { at: number; from: string; to: string };
};

export type MutantOptions = {
  seed: number;
  /** Mutants of each exercise. */
  each: number;
  /** Mutations tried for that. */
  tries?: number;
  runTests: RunTests;
  signal?: AbortSignal;
};

/** The mutants of one exercise. Deterministic in the seed, as far as its tests are. */
export const mutantsOf = async (exercise: Exercise, options: MutantOptions): Promise<CodeTask[]> => {
  const { seed, each, tries = 4 * each, runTests, signal } = options;
  const { id, file, testFile, tests, reference } = exercise;
  const visible = visibleTests(exercise, seed);
  const shown = await runTests({ file, source: reference, testFile, tests: visible }, signal);
  const names = new Set(shown.results.map(({ name }) => name));
  const drawn = createRandom(`mutants/${seed}/${id}`).shuffle(mutationsOf(reference)).slice(0, tries);
  const found: CodeTask[] = [];
  for (const { source, at, from, to } of drawn) {
    if (found.length === each || signal?.aborted) break;
    const { results, ended } = await runTests({ file, source, testFile, tests }, signal);
    const failing = results.filter(({ name, pass }) => !pass && names.has(name));
    if (ended !== undefined || failing.length === 0 || !results.some(({ pass }) => pass)) continue;
    const number = found.length + 1;
    found.push({
      id: `${id}/${number}`,
      kind: 'mutant',
      exercise,
      source,
      visible,
      failing,
      mutation: { at, from, to },
    });
  }
  return found;
};

/** The exercise itself as a task: write the program. */
export const exerciseTask = (exercise: Exercise, seed: number): CodeTask => ({
  id: exercise.id,
  kind: 'exercise',
  exercise,
  source: exercise.stub,
  visible: visibleTests(exercise, seed),
  failing: [],
});

const MOST_SHOWN = 8;

/** The task in words. */
export const taskText = ({ kind, exercise, failing }: CodeTask): string => {
  const { file, testFile, instructions } = exercise;
  const run = `Run the tests with: node --run test\nDo not change ${testFile}.`;
  if (kind === 'exercise') return `Write ${file} so that the tests in ${testFile} pass.\n${run}\n\n${instructions}`;
  const shown = failing
    .slice(0, MOST_SHOWN)
    .map(({ name, message }) => `- ${name}${message === undefined ? '' : `: ${message}`}`);
  const more = failing.length > MOST_SHOWN ? `\n(and ${failing.length - MOST_SHOWN} more)` : '';
  return `There is a bug in ${file}. These tests fail:\n${shown.join('\n')}${more}\n\nMend it. ${run}\n\nWhat the program is for:\n${instructions}`;
};
