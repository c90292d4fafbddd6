/**
 * `mizan eval --agent code`: a run over all tasks that can be stopped and gone on with, and its table. A run file holds the
 * settings, each mutant as it is found, and each task as it is judged; every number comes from these lines.
 */
import { appendLine, createRun, lockFolder, readRun } from '../../files.ts';
import { createProgress, type ProgressStream } from '../../terminal/progress.ts';
import { z } from 'zod';
import type { Table } from '../report.ts';
import { within } from '../report.ts';
import { mean, wilson } from '../statistics.ts';
import { visibleTests, type Exercise } from './exercises.ts';
import { exerciseTask, mutantsOf, type CodeTask } from './mutants.ts';
import type { RunTests } from './run-tests.ts';
import type { Solved } from './solve.ts';

const codeSettingSchema = z.object({
  agent: z.literal('code'),
  data: z.string(),
  model: z.string(),
  tasks: z.enum(['mutants', 'exercises']),
  seed: z.int(),
  each: z.int(),
  items: z.int(),
  attempts: z.int(),
  steps: z.int(),
});

/** What a run is of. `model` is a name for the table; a run is gone on with by the same one. */
export type CodeSetting = z.output<typeof codeSettingSchema>;

const testSchema = z.object({ name: z.string(), pass: z.boolean(), message: z.string().optional() });
const mutantSchema = z.object({
  type: z.literal('mutants'),
  exercise: z.string(),
  found: z.array(
    z.object({
      id: z.string(),
      source: z.string(),
      failing: z.array(testSchema),
      mutation: z.object({ at: z.int(), from: z.string(), to: z.string() }),
    }),
  ),
});
const solvedSchema = z.object({
  type: z.literal('solved'),
  id: z.string(),
  solved: z.boolean(),
  visible: z.boolean(),
  hidden: z.boolean(),
  touchedTests: z.boolean(),
  reason: z.string(),
  steps: z.number(),
  tokens: z.number(),
  seconds: z.number(),
  attempts: z.number(),
  why: z.string().optional(),
});
const lineSchema = z.discriminatedUnion('type', [mutantSchema, solvedSchema]);

/** A run at work, or read from its file. */
export type CodeRun = { path: string; setting: CodeSetting; lines: z.output<typeof lineSchema>[] };

/** Begins a run. */
export const createCodeRun = (folder: string, setting: CodeSetting): CodeRun => {
  const run = createRun(folder, setting);
  run.close();
  return { path: run.path, setting, lines: [] };
};

/** Opens a run to go on with it. A line that was cut off is asked for anew. */
export const openCodeRun = (path: string): CodeRun => {
  const { header, events } = readRun(path);
  return { path, setting: codeSettingSchema.parse(header), lines: events.map((line) => lineSchema.parse(line)) };
};

export type CompleteOptions = {
  exercises: readonly Exercise[];
  runTests: RunTests;
  solve: (task: CodeTask) => Promise<Solved>;
  signal: AbortSignal;
  clock: () => number;
  stream: ProgressStream;
};

/**
 * All tasks of a run: mutants that are not yet known are looked for and written down. Undefined when it was stopped.
 */
const tasksOf = async (run: CodeRun, options: CompleteOptions): Promise<CodeTask[] | undefined> => {
  const { setting } = run;
  const exercises = options.exercises.slice(0, setting.items);
  if (setting.tasks === 'exercises') return exercises.map((exercise) => exerciseTask(exercise, setting.seed));
  const known = new Map(
    run.lines.flatMap((line) => (line.type === 'mutants' ? [[line.exercise, line.found] as const] : [])),
  );
  const { clock, stream, signal, runTests } = options;
  const progress = createProgress({
    total: exercises.length,
    from: known.size,
    label: 'mutants',
    unit: 'exercises',
    clock,
    stream,
  });
  const tasks: CodeTask[] = [];
  for (const [i, exercise] of exercises.entries()) {
    const before = known.get(exercise.id);
    if (before) {
      const visible = visibleTests(exercise, setting.seed);
      tasks.push(...before.map((found): CodeTask => ({ ...found, kind: 'mutant', exercise, visible }) as CodeTask));
      continue;
    }
    const made = await mutantsOf(exercise, { seed: setting.seed, each: setting.each, runTests, signal });
    if (signal.aborted) {
      progress.finish('stopped');
      return undefined;
    }
    const found = made.map(({ id, source, failing, mutation }) => ({ id, source, failing, mutation }));
    appendLine(run.path, { type: 'mutants', exercise: exercise.id, found });
    tasks.push(...made);
    progress.update(i + 1);
  }
  progress.finish();
  return tasks;
};

/** A second process would judge the same tasks. */
const takeRun = (path: string): Disposable => {
  try {
    return lockFolder(`${path}.work`);
  } catch (error) {
    throw new Error(`another process works on ${path}; wait for it, or stop it`, { cause: error });
  }
};

/** Tasks in a row in which the model's server failed: it is gone, and says nothing of the model. */
const GONE = 3;

/**
 * Works on every task that is not judged yet. False when it was stopped. Throws when the model failed in three tasks in
 * a row; these are not judged then. Throws one sentence while another process is at it.
 */
export const completeCodeRun = async (run: CodeRun, options: CompleteOptions): Promise<boolean> => {
  using _ = takeRun(run.path);
  const { signal, clock, stream } = options;
  const tasks = await tasksOf(run, options);
  if (!tasks) return false;
  const judged = new Set(run.lines.flatMap((line) => (line.type === 'solved' ? [line.id] : [])));
  const open = tasks.filter(({ id }) => !judged.has(id));
  let solved = run.lines.filter((line) => line.type === 'solved' && line.solved).length;
  const total = tasks.length;
  const progress = createProgress({ total, from: total - open.length, label: 'tasks', unit: 'tasks', clock, stream });
  let unsure: Solved[] = [];
  const judge = (results: readonly Solved[]): void => {
    for (const { failure: _, ...result } of results) {
      const line = { type: 'solved' as const, ...result };
      appendLine(run.path, line);
      run.lines.push(line);
      solved += Number(result.solved);
    }
    unsure = [];
  };
  for (const [i, task] of open.entries()) {
    const result = await options.solve(task);
    if (signal.aborted) {
      progress.finish('stopped');
      return false;
    }
    unsure.push(result);
    if (result.failure === undefined) judge(unsure);
    if (unsure.length === GONE) {
      progress.finish('stopped');
      throw new Error(`the model failed in ${GONE} tasks in a row: ${result.failure ?? ''}`);
    }
    progress.update(total - open.length + i + 1, { solved });
  }
  judge(unsure);
  progress.finish();
  return true;
};

/** The figures of one row. */
const codeRow = (name: string, results: readonly Omit<Solved, 'id'>[]): string[] => {
  const share = (is: (result: Omit<Solved, 'id'>) => boolean): string =>
    within(wilson(results.filter(is).length, results.length));
  const average = (figure: 'steps' | 'tokens' | 'seconds' | 'attempts'): string =>
    mean(results.map((result) => result[figure])).toFixed(figure === 'tokens' ? 0 : 1);
  return [
    name,
    String(results.length),
    share(({ solved }) => solved),
    share(({ visible }) => visible),
    average('attempts'),
    average('steps'),
    average('tokens'),
    average('seconds'),
  ];
};

const CODE_HEAD = ['agent', 'tasks', 'solved: all tests', 'visible tests', 'attempts', 'steps', 'tokens', 'seconds'];

/** The table of a run. */
export const codeTable = ({ setting, lines }: CodeRun): Table => {
  const results = lines.flatMap((line) => (line.type === 'solved' ? [line as Solved] : []));
  const { tasks, seed, attempts, model, steps } = setting;
  const touched = results.filter(({ touchedTests }) => touchedTests).length;
  return {
    title:
      tasks === 'mutants'
        ? 'Exercism-mutants: one token of a reference is wrong'
        : 'Exercism: programs written from a stub',
    note:
      `Seed ${seed}, at most ${attempts} attempts of ${steps} steps. Half of the tests are hidden; solved means that all of them pass. ` +
      `Per cent with 95 % intervals; means a task. Test files were changed in ${touched} tasks, without effect on the judgement.`,
    head: CODE_HEAD,
    rows: results.length === 0 ? [] : [codeRow(model, results)],
  };
};
