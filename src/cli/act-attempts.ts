/**
 * `mizan act --attempts N`: several attempts at a task, each in a copy of the folder, of which one is taken over (agent/attempts).
 * In a copy an agent edits and runs commands without asking, in the sandbox; what reaches outside is not run. The
 * person is asked once, about the change that was chosen. All is written down, so that --resume makes only the attempts
 * that have not ended.
 */
import { join } from 'node:path';
import { openAttempts, type AttemptsJournal } from '../agent/attempts/attempts-journal.ts';
import { takeOver } from '../agent/attempts/copies.ts';
import { runAttempts, type Attempt, type Attempts } from '../agent/attempts/run-attempts.ts';
import { findTestCommand, runTestCommand } from '../agent/attempts/test-command.ts';
import { openJournal } from '../agent/journal.ts';
import { runAgent } from '../agent/loop.ts';
import type { Agent } from '../agent/run.ts';
import type { AgentEvent, AgentTool, Budget, Journal, Outcome, Permission } from '../agent/types.ts';
import type { Undo } from '../agent/undo/undo.ts';
import { defined } from '../json.ts';
import { printable } from '../terminal/text-width.ts';
import { UsageError } from '../usage-error.ts';
import { addUsage, NO_USAGE } from '../usage.ts';
import type { CliContext } from './flags/context.ts';
import { shownLine, shownText } from './screen/act-lines.ts';
import type { Person } from './screen/act-person.ts';

export type AttemptsPlace = {
  folder: string;
  data: string;
  id: string;
  agent: string;
  task: string;
  seed: number;
  n: number;
  /** Of each attempt. */
  budget: Budget;
  /** The command of the visible tests; found where it is absent. */
  test: string | undefined;
  /** Without a question: take the chosen change over, or only say it. */
  yes: boolean;
  dryRun: boolean;
  json: boolean;
  colour: boolean;
};

export type AttemptsParts = {
  toolsOf: (folder: string) => Promise<readonly AgentTool[]>;
  /** What the config and the flags forbid. */
  rules: Permission;
  build: (place: { tools: readonly AgentTool[]; permission: Permission }) => Agent;
  /** Opened when a change is about to be taken over. */
  undo: () => Undo;
  person: Person;
  context: CliContext;
  signal: AbortSignal;
};

/** In a copy whatever stays in it is allowed; what is denied stays denied. */
const inCopy =
  (rules: Permission): Permission =>
  (request) => {
    const said = rules(request);
    if (typeof said === 'object' || request.effect !== 'outside') return typeof said === 'object' ? said : 'allow';
    return said === 'allow' ? 'allow' : { deny: 'an attempt in a copy reaches nothing outside of it' };
  };

/** The task, so that undo and --resume find the run. */
const writeBegin = (journal: Journal, { id, agent, task, seed, folder }: AttemptsPlace): void => {
  if (journal.lines.length > 0) return;
  const messages = [{ role: 'user' as const, content: task }];
  const started = new Date().toISOString();
  const begin = { type: 'begin' as const, version: 1 as const, id, agent, seed, started, system: '', messages };
  journal.append({ ...begin, tools: [], repeats: true, folder, seconds: 0 });
};

/** Of the run as a whole its answer alone is kept; each attempt has a journal of its own. */
const writeEnd = (journal: Journal, outcome: Outcome): void => {
  const seconds = outcome.spent.seconds;
  const message = { role: 'assistant' as const, content: outcome.text };
  journal.append({ type: 'reply', step: 1, message, calls: [], finish: 'stop', usage: outcome.usage, seconds });
  journal.append({ type: 'stopped', reason: outcome.reason, text: outcome.text, seconds });
};

/** The attempts together, in one outcome: that of the chosen one with what all of them used. */
const together = (outcomes: readonly Outcome[], chosen: Outcome): Outcome => {
  const total = (figure: 'steps' | 'tokens' | 'seconds' | 'cost'): number =>
    outcomes.reduce((sum, { spent }) => sum + spent[figure], 0);
  return {
    ...chosen,
    spent: { steps: total('steps'), tokens: total('tokens'), seconds: total('seconds'), cost: total('cost') },
    usage: outcomes.reduce((sum, { usage }) => addUsage(sum, usage), NO_USAGE),
  };
};

export type Taken = { outcome: Outcome; paths: readonly string[]; taken: boolean };

const NONE = 'no attempt changed anything';

type Working = { place: AttemptsPlace; parts: AttemptsParts; attempts: AttemptsJournal };

/** The tool that runs commands in this folder; undefined where no sandbox holds. */
const shellIn = async (folder: string, { toolsOf }: AttemptsParts): Promise<AgentTool | undefined> =>
  (await toolsOf(folder)).find(({ name }) => name === 'bash');

/** Shows what runs, and makes the attempts. */
const makeAttempts = async ({ place, parts, attempts }: Working): Promise<Attempts> => {
  const { folder, data, id, n, json, colour } = place;
  const { context, signal, person } = parts;
  const { errors, output } = context;
  const tell = (text: string): void => void (json ? undefined : errors.write(text));
  const command = place.test ?? findTestCommand(folder);
  if (command === undefined) tell('mizan: no tests were found, so agreement decides; --test "COMMAND" names them\n');
  const emit = (event: AgentEvent, attempt: number): void => {
    if (!json) errors.write(shownLine(event, colour, 1));
    else if (event.type !== 'model') output.write(`${JSON.stringify({ type: 'attempt', attempt, event })}\n`);
  };
  const tests = command !== undefined && (await shellIn(folder, parts)) !== undefined;
  if (command !== undefined && !tests) tell('mizan: without the sandbox no tests are run, so agreement decides\n');
  const test = async (copy: string) => {
    tell(`its tests: ${printable(command!)}\n`);
    return await runTestCommand((await shellIn(copy, parts))!, command!, signal);
  };
  const solve = async (copy: string, i: number): Promise<Outcome> => {
    const { journal, outcome } = attempts.agent(i);
    try {
      if (outcome) return outcome;
      tell(`attempt ${i + 1} of at most ${n}${journal.lines.length > 0 ? ', from where it was' : ''}\n`);
      const agent = parts.build({ tools: await parts.toolsOf(copy), permission: inCopy(parts.rules) });
      const budget = { ...agent.budget, ...place.budget };
      const messages = [{ role: 'user' as const, content: place.task }];
      const task = { messages, seed: place.seed + i, signal };
      return await runAgent({ ...agent, budget, journal, inbox: person.inbox }, task, (event) => emit(event, i + 1));
    } finally {
      journal.close();
    }
  };
  return runAttempts({
    folder,
    copies: { root: join(data, 'attempts'), run: id },
    n,
    signal,
    journal: attempts,
    solve,
    ...defined({ test: tests ? test : undefined }),
    onAttempt: (attempt, i) => (json ? output.write(attemptJson(attempt, i)) : tell(attemptLine(attempt, i))),
  });
};

const attemptJson = ({ tests, changes, outcome, seconds, diff, known }: Attempt, i: number): string => {
  const files = changes.map(({ path }) => path);
  const { spent, reason } = outcome;
  const line = { type: 'attempted', attempt: i + 1, reason, ...defined({ tests, known }), files, diff, spent, seconds };
  return `${JSON.stringify(line)}\n`;
};

const attemptLine = ({ tests, changes, outcome: { spent }, seconds, known }: Attempt, i: number): string => {
  const failed = tests?.failed === undefined ? 'tests fail' : `${tests.failed} tests fail`;
  const judged = tests ? `${tests.pass ? 'tests pass' : failed}, ` : '';
  const cost = spent.cost > 0 ? `, $${spent.cost.toFixed(4)}` : '';
  const before = known ? ' (made before)' : '';
  return `attempt ${i + 1}${before}: ${judged}${changes.length} files changed, ${spent.steps} steps, ${spent.tokens} tokens, ${seconds.toFixed(1)} s${cost}\n`;
};

/** Takes a change over into the folder; gives the paths that were taken, and whether all were. */
const takeChange = ({ place, parts, attempts }: Working, chosen: Attempt, index: number): Omit<Taken, 'outcome'> => {
  const undo = parts.undo(); // before anything is changed
  attempts.writeTaking(index);
  const left = takeOver(place.folder, chosen.changes);
  undo.record(`attempt ${index + 1}`);
  for (const { path, why } of left) parts.context.errors.write(`mizan: ${path} was left as it is: ${why}\n`);
  const paths = chosen.changes.map(({ path }) => path).filter((path) => !left.some((other) => other.path === path));
  return { paths, taken: left.length === 0 };
};

/** Makes the attempts and takes one over, where that is allowed. */
const attemptAll = async (working: Working, journal: Journal): Promise<Taken> => {
  const { place, parts, attempts: written } = working;
  const { context, signal, person } = parts;
  const { errors, output } = context;
  const { json, colour } = place;
  const tell = (text: string): void => void (json ? undefined : errors.write(text));
  const { attempts, choice } = await makeAttempts(working);
  const outcomes = attempts.map(({ outcome }) => outcome);
  if (signal.aborted) return { outcome: together(outcomes, cancelled()), paths: [], taken: false };
  const chosen = choice && attempts[choice.index]!;
  const end = (outcome: Outcome, taken: Omit<Taken, 'outcome'>): Taken => {
    writeEnd(journal, outcome);
    written.writeOver(taken.taken);
    return { outcome, ...taken };
  };
  const first: Outcome = outcomes[0] ?? cancelled();
  if (!chosen) return end(together(outcomes, { ...first, text: first.text || NONE }), { paths: [], taken: false });
  const outcome = together(outcomes, chosen.outcome);
  tell(`\nchosen: attempt ${choice.index + 1} (${choice.why})\n${shownText(chosen.diff, colour)}`);
  if (json) output.write(`${JSON.stringify({ type: 'chosen', attempt: choice.index + 1, why: choice.why })}\n`);
  // --yes is no yes to a change that fails the tests. Somebody had said yes already when it was cut off.
  const fails = chosen.tests?.pass === false;
  if (fails && place.yes) tell('mizan: no attempt passes the tests, so --yes does not take it over\n');
  const said = (place.yes && !fails) || written.taking() === choice.index;
  const answer =
    said || place.dryRun ? undefined : await person.question('? Make this change here? [y]es, [n]o: ', signal);
  if (signal.aborted) return { outcome: together(outcomes, cancelled()), paths: [], taken: false };
  if (place.dryRun || !(said || /^y(?:es)?$/i.test(answer ?? ''))) {
    // A patch that can be applied later, where nobody could be asked.
    if (!json) output.write(chosen.diff);
    tell('mizan: nothing was changed here\n');
    return end(outcome, { paths: [], taken: false });
  }
  return end(outcome, takeChange(working, chosen, choice.index));
};

/**
 * Makes the attempts and takes one over, where that is allowed. `paths` are what was changed in the folder. Stopped in
 * between, it goes on with the same `id`: nothing that has ended is done again. Throws a `UsageError` where tests were
 * named that can't be run.
 */
export const actInAttempts = async (place: AttemptsPlace, parts: AttemptsParts): Promise<Taken> => {
  const { folder, data, id, agent, task, seed, n, budget, test } = place;
  if (test !== undefined && !(await shellIn(folder, parts)))
    throw new UsageError('--test runs a command in the sandbox, and there is none here; mizan act without it says why');
  const run = join(data, 'agents', id);
  const journal = openJournal(run);
  let attempts: AttemptsJournal | undefined;
  try {
    attempts = openAttempts(run, { task, agent, folder, seed, n, budget, ...defined({ test }) });
    writeBegin(journal, place);
    return await attemptAll({ place, parts, attempts }, journal);
  } finally {
    attempts?.close();
    journal.close();
  }
};

const cancelled = (): Outcome => ({
  reason: 'cancelled',
  text: 'the run was cancelled',
  answer: '',
  messages: [],
  calls: [],
  spent: { steps: 0, tokens: 0, seconds: 0, cost: 0 },
  usage: NO_USAGE,
});
