/**
 * An agent at work on one programming task, and how its result is judged: the program it left is run with all tests,
 * the hidden half included, in a sandbox of its own. What the agent did to the test file or the harness in its folder
 * has no effect on that; it is reported.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runAttempts } from '../../agent/attempts/run-attempts.ts';
import { takeOver } from '../../agent/attempts/copies.ts';
import { runAgent } from '../../agent/loop.ts';
import type { AgentTool, Budget, Outcome } from '../../agent/types.ts';
import { defined } from '../../json.ts';
import { hashString } from '../../random.ts';
import type { Chat } from '../../types.ts';
import { harnessFiles } from './harness.ts';
import { taskText, type CodeTask } from './mutants.ts';
import { allPass, type RunTests } from './run-tests.ts';

/** One task, judged. `hidden`: the tests that the agent did not see pass; `visible`: those that it saw. */
export type Solved = {
  id: string;
  solved: boolean;
  visible: boolean;
  hidden: boolean;
  /** It changed the test file. */
  touchedTests: boolean;
  reason: string;
  steps: number;
  tokens: number;
  seconds: number;
  attempts: number;
  /** Of the attempts: how the taken one was chosen. */
  why?: string;
  /** What the model's server said, where every attempt ended since it failed. */
  failure?: string;
};

export type SolveOptions = {
  chat: Chat;
  tools: (folder: string) => Promise<readonly AgentTool[]>;
  runTests: RunTests;
  budget: Budget;
  seed: number;
  /** 1: one attempt, in the folder itself. */
  attempts: number;
  instructions?: string;
  /** Of the model, in tokens. */
  window?: number | undefined;
  signal?: AbortSignal;
  clock?: () => number;
};

const INSTRUCTIONS = `You mend and write programs with tools, step by step.
Read the program and its tests first. Run the tests after each change. When they pass, say so in one sentence.`;

const layFiles = (folder: string, files: Readonly<Record<string, string>>): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
};

const textAt = (folder: string, file: string): string => {
  try {
    return readFileSync(join(folder, file), 'utf8');
  } catch {
    return '';
  }
};

/** Runs the agent on a task in a folder of its own, and judges what it left. */
export const solveTask = async (task: CodeTask, options: SolveOptions): Promise<Solved> => {
  const { runTests, budget, seed, attempts: n, signal, clock = () => performance.now() } = options;
  const { file, testFile, tests } = task.exercise;
  const root = mkdtempSync(join(tmpdir(), 'mizan-code-'));
  const folder = join(root, 'work');
  const began = clock();
  const judge = (source: string, testText: string) => runTests({ file, source, testFile, tests: testText }, signal);
  const work = async (where: string, i: number): Promise<Outcome> =>
    runAgent(
      {
        chat: options.chat,
        tools: await options.tools(where),
        instructions: options.instructions ?? INSTRUCTIONS,
        permission: () => 'allow',
        budget,
        clock,
        ...defined({ window: options.window }),
      },
      {
        messages: [{ role: 'user', content: taskText(task) }],
        seed: hashString(`${seed}/${task.id}/${i}`),
        ...defined({ signal }),
      },
    );
  const several = async (): Promise<{ outcomes: Outcome[]; why?: string }> => {
    const test = async (where: string) => {
      const { results, ended } = await judge(textAt(where, file), task.visible);
      const failed = results.filter(({ pass }) => !pass).length;
      return { pass: ended === undefined && failed === 0, ...(ended === undefined && { failed }) };
    };
    const copies = { root: join(root, 'copies'), run: 'attempts' };
    const { attempts, choice } = await runAttempts({ folder, copies, n, solve: work, test, signal, clock });
    if (choice) takeOver(folder, attempts[choice.index]!.changes);
    return { outcomes: attempts.map(({ outcome }) => outcome), ...defined({ why: choice?.why }) };
  };
  try {
    layFiles(folder, { ...harnessFiles([testFile]), [file]: task.source, [testFile]: task.visible });
    const { outcomes, why } = n > 1 ? await several() : { outcomes: [await work(folder, 0)], why: undefined };
    const seconds = (clock() - began) / 1000;
    const source = textAt(folder, file);
    const shown = await judge(source, task.visible);
    const all = await judge(source, tests);
    const seen = new Set(shown.results.map(({ name }) => name));
    const failed = outcomes.every(({ reason }) => reason === 'failed');
    const total = (figure: 'steps' | 'tokens'): number => outcomes.reduce((sum, { spent }) => sum + spent[figure], 0);
    return {
      id: task.id,
      solved: allPass(all),
      visible: allPass(shown),
      hidden: all.ended === undefined && all.results.every(({ name, pass }) => pass || seen.has(name)),
      touchedTests: textAt(folder, testFile) !== task.visible,
      reason: outcomes.map(({ reason }) => reason).join(' '),
      steps: total('steps'),
      tokens: total('tokens'),
      seconds,
      attempts: outcomes.length,
      ...defined({ why, failure: failed ? outcomes.at(-1)!.text : undefined }),
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};
