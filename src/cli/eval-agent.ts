/**
 * `mizan eval --agent code DATA`: an agent on programming tasks, judged by tests that it did not see. Flags and output only; tasks,
 * judging and resuming are eval/code.
 */
import { join } from 'node:path';
import { openToolbox } from '../agent/toolbox.ts';
import type { AgentTool } from '../agent/types.ts';
import { codeTable, completeCodeRun, createCodeRun, openCodeRun, type CodeRun } from '../eval/code/code-run.ts';
import { readExercises } from '../eval/code/exercises.ts';
import { goldChat } from '../eval/code/gold.ts';
import { sandboxedTests } from '../eval/code/run-tests.ts';
import { solveTask } from '../eval/code/solve.ts';
import { tableText } from '../eval/report.ts';
import { DEFAULT_AGENT } from '../gateway/agents.ts';
import { SYSTEM } from '../gateway/catalog.ts';
import { sharedSandbox } from '../sandbox/sandbox.ts';
import type { Chat } from '../types.ts';
import { dataFolder, runsFolder } from '../gateway/data-folder.ts';
import { NO_CONFIG } from '../provider/config.ts';
import { UsageError } from '../usage-error.ts';
import { processContext, type CliContext } from './flags/context.ts';
import { MODEL_FLAGS } from './flags/model-flags.ts';
import { openModels, requireOwnModel } from './flags/open-models.ts';
import { describeOptions, parseOptions, type Options, type Values } from './flags/options.ts';
import { windowLine } from './screen/act-lines.ts';
import { asTyped } from './screen/command-name.ts';

const OPTIONS = {
  agent: { type: 'choice', choices: ['code'], about: 'what kind of tasks', default: 'code' },
  tasks: {
    type: 'choice',
    choices: ['mutants', 'exercises'],
    about: 'mend a reference in which one token is wrong, or write the program from its stub',
    default: 'mutants',
  },
  items: { type: 'integer', value: 'N', min: 1, max: 1000, about: 'at most N exercises of the data' },
  each: { type: 'integer', value: 'N', min: 1, max: 20, about: 'mutants of each exercise', default: 3 },
  seed: { type: 'integer', value: 'SEED', min: 1000, about: 'of mutants, hidden tests and steps', default: 1000 },
  steps: {
    type: 'integer',
    value: 'N',
    min: 1,
    max: 1000,
    about: 'most replies of the model in one attempt',
    default: 20,
  },
  attempts: {
    type: 'integer',
    value: 'N',
    min: 1,
    max: 64,
    about: 'best of N attempts by the visible tests',
    default: 1,
  },
  gold: { type: 'flag', about: 'a model that knows the reference, to try the evaluation itself' },
  resume: { type: 'text', value: 'FILE', about: 'go on with a run, or print a finished one again' },
  runs: { type: 'text', value: 'FOLDER', about: 'folder of the run file (default: runs in the data folder)' },
  json: { type: 'flag', about: 'print one JSON object instead of the table' },
  ...MODEL_FLAGS,
} as const satisfies Options;

export const agentHelp = `An agent on programming tasks, with tests that it does not see:

  mizan eval --agent code DATA --use ollama --solver qwen3:8b
  mizan eval --agent code DATA --attempts 5 --items 20

DATA is a folder with practice.jsonl: exercises of Exercism's TypeScript track. Programs run in the sandbox, without network.

${describeOptions(OPTIONS)}
`;

type AgentValues = Values<typeof OPTIONS>;

const TOOLS = ['read', 'glob', 'grep', 'edit', 'write', 'bash'] as const;

/** The run that the flags ask for. Throws a `UsageError`. */
const runFor = (
  values: AgentValues,
  data: string | undefined,
  items: (data: string) => number,
  model: string,
): CodeRun => {
  if (values.resume !== undefined) {
    const run = openCodeRun(values.resume);
    if (run.setting.model !== model)
      throw new UsageError(`${values.resume} is a run of ${run.setting.model}, not of ${model}; name the model again`);
    return run;
  }
  if (data === undefined)
    throw new UsageError('which data? mizan eval --agent code DATA, a folder with practice.jsonl');
  const { tasks, seed, each, attempts, steps } = values;
  return createCodeRun(join(values.runs ?? runsFolder(dataFolder(values.data, NO_CONFIG, process.env)), 'agent'), {
    agent: 'code',
    data,
    model,
    tasks: tasks === 'exercises' ? 'exercises' : 'mutants',
    seed,
    each,
    items: Math.min(values.items ?? Infinity, items(data)),
    attempts,
    steps,
  });
};

/** The model by its name for the table, its Chat, and its window where that is known. */
type Player = { name: string; chat: Chat | undefined; window?: number | undefined; close: () => Promise<void> };

const openPlayer = async (values: AgentValues, context: CliContext, signal: AbortSignal): Promise<Player> => {
  if (values.gold) return { name: 'the reference', chat: undefined, close: async () => {} };
  const models = await openModels(values, context, signal);
  const { opened, close } = models;
  try {
    requireOwnModel(models);
    const { agent, model } = opened.agent(DEFAULT_AGENT, { tools: [] })!;
    const { id, tools } = opened.solver();
    const solver = model === SYSTEM;
    if (solver && !tools)
      throw new UsageError(
        `the model ${id} calls no tools, so there is nothing to measure; name another: --use ollama`,
      );
    const facts = await agent.probe?.(signal, true);
    if (facts?.visible === false) throw new UsageError(`${facts.reason}; give another model`);
    const window = facts?.window ?? agent.window;
    const name = solver ? id : model;
    context.errors.write(
      `${name}: ${facts?.visible ? 'it sees what its tools give; ' : ''}${windowLine(facts ?? { window })}\n`,
    );
    return { name, chat: agent.chat, window, close };
  } catch (error) {
    await close();
    throw error;
  }
};

/** How a stopped run is gone on with, as it was begun. */
const onward = (path: string, values: AgentValues): string => {
  const { use, solver, config, data, model, gold } = values;
  const named = Object.entries({ use, solver, config, data, model }).flatMap(([flag, value]) =>
    value === undefined ? [] : [` --${flag} ${value}`],
  );
  return `go on with: mizan eval --agent code --resume ${path}${gold ? ' --gold' : ''}${named.join('')}\n`;
};

/** Runs `mizan eval --agent`. Gives the exit code. */
export const evaluateAgent = async (
  args: string[],
  signal: AbortSignal,
  context: CliContext = processContext(),
): Promise<number> => {
  const { values, positionals } = parseOptions(OPTIONS, args);
  if (positionals.length > 1) throw new UsageError(`one folder of data, got ${positionals.length}`);
  const sandbox = await sharedSandbox();
  const runTests = sandboxedTests(sandbox);
  const player = await openPlayer(values, context, signal);
  try {
    const run = runFor(values, positionals[0], (data) => readExercises(data).length, player.name);
    const { data, seed, attempts, steps } = run.setting;
    const tools = async (folder: string): Promise<AgentTool[]> =>
      (await openToolbox({ folder, names: TOOLS, sandbox })).tools;
    const budget = { steps };
    const finished = await completeCodeRun(run, {
      exercises: readExercises(data),
      runTests,
      solve: (task) =>
        solveTask(task, {
          chat: player.chat ?? goldChat(task),
          window: player.window,
          tools,
          runTests,
          budget,
          seed,
          attempts,
          signal,
        }),
      signal,
      clock: () => performance.now(),
      stream: context.errors,
    }).catch((error: unknown) => {
      context.errors.write(asTyped(onward(run.path, values)));
      throw error;
    });
    if (!finished) {
      context.errors.write(asTyped(`stopped; ${onward(run.path, values)}`));
      return 130;
    }
    const table = codeTable(run);
    context.output.write(
      values.json ? `${JSON.stringify({ ...run.setting, ...table })}\n` : `${tableText(table, 'plain')}\n`,
    );
    context.errors.write(`records: ${run.path}\n`);
    return 0;
  } finally {
    await player.close();
  }
};
