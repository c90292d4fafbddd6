/**
 * HumanEval's recorded draws (microsoft/CodeT: 100 programs and 100 lists of tests of CodeGen-16B per problem), run in
 * the sandbox once: every program against every drawn test and against the official tests. What came of it is kept in a
 * file, so that rules of selection are replayed in a second and a stopped run goes on where it was.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { completeFunction, readAsserts } from '../../reason/code/read-code.ts';
import { readExamples } from '../../reason/code/read-examples.ts';
import type { ProgramRun, ProgramTest, RunTests, TestOutcome } from '../../sandbox/tests.ts';

/** One problem with all that was drawn for it. */
export type CodeProblem = {
  id: string;
  /** Name of the function asked for. */
  entry: string;
  programs: string[];
  /** Of each of the 100 draws, the tests that it holds. */
  tests: string[][];
  /** The examples of the problem as the benchmark words it; the prompts of the draws left them out. */
  examples: ProgramTest[];
  /** The hidden tests of the benchmark, as one statement. */
  official: string;
};

const drawsSchema = z.object({ prompt: z.string(), samples: z.array(z.string()) });
const problemSchema = z.object({ task_id: z.string(), prompt: z.string(), entry_point: z.string(), test: z.string() });

const jsonLines = <T>(schema: z.ZodType<T>, text: string): T[] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => schema.parse(JSON.parse(line)));

const commonPrefix = (a: string, b: string): number => {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return i;
};

const FILES = {
  problems: 'humaneval/HumanEval.jsonl.gz',
  programs: 'draws/humaneval-codegen16b-code_solution.jsonl',
  tests: 'draws/humaneval-codegen16b-test_case.jsonl',
};

/**
 * The problems of a data folder; undefined when it does not hold all three files. Throws when they don't belong
 * together.
 */
export const readCodeProblems = (data: string): CodeProblem[] | undefined => {
  const path = (file: string): string => join(data, file);
  if (!Object.values(FILES).every((file) => existsSync(path(file)))) return undefined;
  const problems = jsonLines(problemSchema, gunzipSync(readFileSync(path(FILES.problems))).toString('utf8'));
  const programs = jsonLines(drawsSchema, readFileSync(path(FILES.programs), 'utf8'));
  const tests = jsonLines(drawsSchema, readFileSync(path(FILES.tests), 'utf8'));
  const taken = new Set<string>();
  return programs.map(({ prompt, samples }) => {
    // The draws' prompts lack the examples of the problems'; some problems ask for functions of the same name.
    const named = problems.filter(({ entry_point: entry }) => new RegExp(`^def ${entry}\\(`, 'm').test(prompt));
    const problem = named.toSorted((a, b) => commonPrefix(b.prompt, prompt) - commonPrefix(a.prompt, prompt))[0];
    const drawn = tests.find((test) => test.prompt.startsWith(prompt.trimEnd()));
    if (!problem || !drawn || taken.has(problem.task_id)) {
      throw new Error(
        `${path(FILES.programs)}: no problem or no tests belong to ${JSON.stringify(prompt.slice(0, 80))}`,
      );
    }
    taken.add(problem.task_id);
    const entry = problem.entry_point;
    return {
      id: problem.task_id,
      entry,
      programs: samples.map((body) => completeFunction(prompt, body)),
      tests: drawn.samples.map((text) => readAsserts(`assert ${text}`, entry)),
      examples: readExamples(problem.prompt, entry, 'python'),
      official: `${problem.test}\ncheck(${entry})`,
    };
  });
};

const LETTERS: Readonly<Record<TestOutcome, string>> = { pass: 'p', fail: 'f', error: 'e', timeout: 't', unread: 'u' };

/**
 * What running one problem gave. `tests` are the different ones; `drawn` says for each draw which of them it holds, in
 * order. Of each different program: the draws that wrote it, whether it passes the official tests, one letter per
 * example, one letter per test (p pass, f fail, e error, t timeout, u unreadable) and one number per test that is equal
 * for equal values (-1: none).
 */
const codeRunSchema = z.object({
  id: z.string(),
  tests: z.array(z.string()),
  drawn: z.array(z.array(z.int())),
  programs: z.array(
    z.object({
      draws: z.array(z.int()),
      length: z.int(),
      right: z.boolean(),
      examples: z.string(),
      outcomes: z.string(),
      values: z.array(z.int()),
    }),
  ),
});
export type CodeRun = z.infer<typeof codeRunSchema>;

/** Runs one problem. Rejects when the sandbox fails or `signal` aborts. */
const runCodeProblem = async (problem: CodeProblem, run: RunTests, signal?: AbortSignal): Promise<CodeRun> => {
  const tests = [...new Set(problem.tests.flat())];
  const indexOf = new Map(tests.map((test, i) => [test, i]));
  const programs = [...new Set(problem.programs)];
  const limits = signal ? { signal } : {};
  const statement = (code: string) => ({ type: 'statement' as const, code });
  const drawn = await run({ programs, tests: tests.map(statement), ...limits });
  const official = await run({
    programs,
    tests: [statement(problem.official)],
    testSeconds: 5,
    programSeconds: 6,
    ...limits,
  });
  const examples = await run({ programs, tests: problem.examples, ...limits });
  const letters = ({ outcomes }: ProgramRun): string => outcomes.map((outcome) => LETTERS[outcome]).join('');
  const numbers = tests.map(() => new Map<string, number>());
  const number = (test: number, value: string | undefined): number => {
    if (value === undefined) return -1;
    const seen = numbers[test]!;
    if (!seen.has(value)) seen.set(value, seen.size);
    return seen.get(value)!;
  };
  return {
    id: problem.id,
    tests,
    drawn: problem.tests.map((list) => list.map((test) => indexOf.get(test)!)),
    programs: programs.map((text, i) => ({
      draws: problem.programs.flatMap((program, draw) => (program === text ? [draw] : [])),
      length: text.length,
      right: official[i]!.outcomes[0] === 'pass',
      examples: letters(examples[i]!),
      outcomes: letters(drawn[i]!),
      values: drawn[i]!.values.map((value, test) => number(test, value)),
    })),
  };
};

/** What a file of runs holds so far; a last line that was cut off is left out. */
export const readCodeRuns = (file: string): CodeRun[] =>
  !existsSync(file)
    ? []
    : readFileSync(file, 'utf8')
        .split('\n')
        .flatMap((line) => {
          try {
            const run = codeRunSchema.safeParse(JSON.parse(line));
            return run.success ? [run.data] : [];
          } catch {
            return [];
          }
        });

/**
 * Runs every problem that `file` does not hold yet, and adds each to it as it ends. Stops without an error when
 * `signal` aborts.
 */
export const collectCodeRuns = async (
  problems: readonly CodeProblem[],
  file: string,
  run: RunTests,
  { signal, onProgress }: { signal?: AbortSignal; onProgress?: (made: number, of: number) => void } = {},
): Promise<CodeRun[]> => {
  const runs = readCodeRuns(file);
  const made = new Set(runs.map(({ id }) => id));
  for (const problem of problems) {
    if (made.has(problem.id)) continue;
    if (signal?.aborted) break;
    const outcome = await runCodeProblem(problem, run, signal).catch((error: unknown) => {
      if (signal?.aborted) return undefined;
      throw error;
    });
    if (!outcome) break;
    appendFileSync(file, `${JSON.stringify(outcome)}\n`);
    runs.push(outcome);
    onProgress?.(runs.length, problems.length);
  }
  return runs;
};
