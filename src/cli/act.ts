/**
 * `mizan act`: a task for an agent in a folder. It runs in this process, asks for permission on the terminal, and is
 * written down in the data folder, so that it can be gone on with. How it works is agent/loop.ts, its tools are
 * agent/toolbox.ts.
 */
import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readAttempts } from '../agent/attempts/attempts-journal.ts';
import { dryRun } from '../agent/dry-run.ts';
import { listRuns, openJournal, type RunSummary } from '../agent/journal.ts';
import { runAgent } from '../agent/loop.ts';
import { createPermission, readRule, ruleFor, rulesOf, type Rule } from '../agent/permission.ts';
import { openRememberedRules } from '../agent/permission-file.ts';
import type { McpTools } from '../agent/mcp/open.ts';
import { removeUnbegun, tidyRuns } from '../agent/stored-runs.ts';
import { openToolbox } from '../agent/toolbox.ts';
import { openWorkFolder } from '../agent/tools/work-folder.ts';
import type { AgentTool, Answer, Ask, AskPerson, Budget, Outcome, StopReason } from '../agent/types.ts';
import { openUndo, withUndo, type Undo } from '../agent/undo/undo.ts';
import { DEFAULT_AGENT, type AgentPlace } from '../gateway/agents.ts';
import { SYSTEM } from '../gateway/catalog.ts';
import type { OpenCatalog } from '../gateway/open-catalog.ts';
import { keepingOf } from '../gateway/run-cleaning.ts';
import { defined } from '../json.ts';
import type { AgentSettings } from '../provider/config-schema.ts';
import { takesColour } from '../terminal/live-region.ts';
import { printable } from '../terminal/text-width.ts';
import { UsageError } from '../usage-error.ts';
import { actInAttempts } from './act-attempts.ts';
import { beforeRun, offerCommit } from './act-commit.ts';
import { checkQuestion } from './ask.ts';
import { processContext, type CliContext } from './flags/context.ts';
import { MODEL_FLAGS } from './flags/model-flags.ts';
import { openMcpFor } from './flags/open-mcp.ts';
import { openModels, requireOwnModel, type OpenedModels } from './flags/open-models.ts';
import { describeOptions, parseOptions, type Values } from './flags/options.ts';
import { lastRunIn, runById } from './flags/run-choice.ts';
import { shownLine, shownText } from './screen/act-lines.ts';
import { openPerson } from './screen/act-person.ts';
import { asTyped } from './screen/command-name.ts';

const options = {
  agent: { type: 'text', about: 'an agent of the config', value: 'NAME', default: DEFAULT_AGENT },
  folder: { type: 'text', about: 'the working folder (default: this one)', value: 'FOLDER' },
  resume: {
    type: 'text',
    about: 'go on with a run: its id, the beginning of it, or last, the last one in this folder',
    value: 'ID',
  },
  runs: { type: 'flag', about: 'list the runs' },
  steps: { type: 'integer', about: 'most replies of the model', value: 'N', min: 1, max: 10_000 },
  tokens: { type: 'integer', about: 'most tokens, prompts included', value: 'N', min: 1 },
  seconds: { type: 'number', about: 'most seconds of work', value: 'S', min: 0.1 },
  cost: { type: 'number', about: 'most US dollars', value: 'D', min: 0.000001 },
  yes: { type: 'flag', about: 'allow whatever would be asked' },
  allow: { type: 'list', about: 'run without a question: a tool, or TOOL:PATTERN; may be repeated', value: 'RULE' },
  deny: { type: 'list', about: 'never run: a tool, or TOOL:PATTERN; may be repeated', value: 'RULE' },
  host: { type: 'list', about: 'a host that fetch may reach; may be repeated', value: 'HOST' },
  'dry-run': { type: 'flag', about: 'say what would be changed, and change nothing' },
  network: { type: 'flag', about: 'let commands in the sandbox reach the network' },
  'unsafe-host-shell': { type: 'flag', about: 'run commands on this machine without a sandbox' },
  attempts: {
    type: 'integer',
    about: 'best of N: work in copies of the folder, and take the change that the tests and most attempts agree on',
    value: 'N',
    min: 1,
    max: 64,
    default: 1,
  },
  test: { type: 'text', about: 'with --attempts: the command of the tests (default: found)', value: 'COMMAND' },
  probe: { type: 'flag', about: 'try again whether the model sees what its tools give, even where that is known' },
  'no-probe': { type: 'flag', about: 'never try it, and go on whatever is known' },
  json: { type: 'flag', about: 'print every event as one line of JSON; the last line is the outcome' },
  seed: {
    type: 'integer',
    about: 'same task, seed and model: same steps',
    value: 'N',
    min: 0,
    max: 4_294_967_295,
    default: 1,
  },
  ...MODEL_FLAGS,
} as const;

export const help = `mizan act: give a task to an agent that works in a folder

  mizan act "Which files here mention a port? Name them."
  mizan act --use ollama --steps 20 "Make the failing test pass."
  mizan act --dry-run "Rename the function total to sum."
  mizan act --allow "bash:npm test *" --allow edit --deny "bash:git push *" "Make the tests pass."
  mizan act --attempts 5 --test "npm test" "Make the tests pass."
  mizan act --resume last
  mizan act --resume last "And now write a test for it."

The agent reads, searches, changes files and runs commands in the folder. Reads are free; before a change or a command
it asks, unless --yes is given or you allowed the same before in this folder. Commands run in a sandbox. Ctrl-C stops
it; what was done is written down, and --resume goes on. mizan undo takes back what it changed.

On a terminal you may type while it works: a line is told to it before its next step, /undo takes back the last step.
In a git repository it proposes a commit of what it changed, and makes it only after your yes.

${describeOptions(options)}

Exit code: 0 answered; 1 it failed, its answer did not pass its checks, or a change was not taken over; 2 a mistake in
the command; 3 a bound was reached
(steps, tokens, seconds, cost); 130 stopped by Ctrl-C.
`;

const BOUNDS: readonly StopReason[] = ['steps', 'tokens', 'seconds', 'cost', 'budget'];

const exitCode = ({ reason }: Outcome): number => {
  if (reason === 'answered') return 0;
  if (reason === 'cancelled') return 130;
  return BOUNDS.includes(reason) ? 3 : 1;
};

/** The real path of a folder to work in. Throws a `UsageError` when there is none. */
const workFolder = (folder: string): string => {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`--folder: ${printable(folder)} is no folder; name one that exists`);
  return openWorkFolder(folder).root;
};

/** The run that --resume means. Throws a `UsageError` when there is none, or more than one. */
const findRun = (runs: readonly RunSummary[], wanted: string, folder: string): RunSummary =>
  wanted === 'last'
    ? lastRunIn(runs, workFolder(resolve(folder)), (id) => `mizan act --resume ${id}`)
    : runById(runs, wanted);

const newId = (clock: () => number): string => {
  const stamp = new Date(clock()).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `${stamp}-${randomBytes(3).toString('hex')}`;
};

const showRuns = (folder: string, { output }: CliContext, json: boolean): number => {
  const runs = listRuns(folder);
  if (json) output.write(`${JSON.stringify(runs)}\n`);
  else if (runs.length === 0) output.write('no runs yet\n');
  else
    for (const { id, task, stopped, steps } of runs)
      output.write(
        `${id}  ${(stopped ?? 'cut off').padEnd(10)} ${String(steps).padStart(3)} steps  ${printable(task).slice(0, 80)}\n`,
      );
  return 0;
};

const budgetOf = ({ steps, tokens, seconds, cost }: Values<typeof options>): Budget =>
  defined({ steps, tokens, seconds, cost });

/** When the model is tried: see gateway/model-probes.ts. */
const probing = (values: Values<typeof options>): AgentPlace['probe'] => {
  if (values['no-probe']) return 'never';
  return values.probe ? 'again' : 'once';
};

type Place = { folder: string; data: string; runs: string; id: string };

/** What may be done without a question: the agent's entry, then the flags; a flag that denies is the last word. */
const rulesFor = ({ permissions = {} }: AgentSettings, { allow, deny }: Values<typeof options>): Rule[] => [
  ...rulesOf(permissions),
  ...allow.map((text) => readRule(text, 'allow')),
  ...deny.map((text) => readRule(text, 'deny')),
];

/** Takes back the last step of a run; an earlier one when it was taken back already. Says what was done. */
const undoLast = (undo: Undo): string => {
  const last = undo.steps().at(-1);
  const now = Number(/^undo to step (\d+)$/.exec(last?.label ?? '')?.[1] ?? last?.step ?? 0);
  if (now === 0) return 'there is nothing to take back';
  const { restored, removed, kept } = undo.undo(now - 1);
  const done = [...restored, ...removed].join(', ') || 'nothing';
  return `the person took back the last change: ${done}${kept.length > 0 ? `; left as it is: ${kept.join(', ')}` : ''}`;
};

type PlaceParts = { settings: AgentSettings; mcp: McpTools; context: CliContext };

/** The tools of a folder; what is missing is said once. */
const toolsOf = async (
  values: Values<typeof options>,
  folder: string,
  { settings, context }: Omit<PlaceParts, 'mcp'>,
  quiet = values.json,
): Promise<AgentTool[]> => {
  const { tools, missing } = await openToolbox({
    folder,
    hosts: [...(settings.hosts ?? []), ...values.host],
    network: values.network,
    unsafeHostShell: values['unsafe-host-shell'],
  });
  for (const sentence of missing) if (!quiet) context.errors.write(`mizan: ${printable(sentence)}\n`);
  return tools;
};

/** The tools of the folder and of MCP servers, and who is asked before they change anything. */
const openPlace = async (
  values: Values<typeof options>,
  { folder, data, id }: Place,
  { settings, mcp, context }: PlaceParts,
) => {
  for (const sentence of mcp.missing) if (!values.json) context.errors.write(`mizan: ${printable(sentence)}\n`);
  const alone = values.attempts === 1;
  const tools = alone ? [...(await toolsOf(values, folder, { settings, context })), ...mcp.tools] : [];
  const remembered = openRememberedRules(data, folder);
  const remember = ({ permission }: Ask, pattern: string | undefined): Rule | undefined => {
    const fits = permission && pattern !== undefined;
    const rule = fits
      ? { tool: permission.tool, pattern, action: 'allow' as const }
      : permission && ruleFor(permission, 'allow');
    if (rule) remembered.remember(rule);
    return rule;
  };
  let opened: Undo | undefined;
  const undo = (): Undo => (opened ??= openUndo(openWorkFolder(folder), { dataFolder: data, run: id }));
  const dry = values['dry-run'];
  const person = openPerson(context, {
    remember,
    undo: () => (dry ? 'nothing was changed: it is a dry run' : undoLast(undo())),
  });
  const allowed: Answer = { allow: true };
  const unasked = new Set<string>();
  /** --yes is no answer to a question of the agent's own. */
  const askPerson: AskPerson = async (ask, signal) => {
    if (ask.permission && (values.yes || dry)) return allowed;
    const answer = await person.ask(ask, signal);
    if (!answer && ask.permission && !signal.aborted) unasked.add(ask.permission.tool);
    return answer;
  };
  const undoable = (): AgentTool[] => (alone ? withUndo(tools, undo()) : tools);
  return {
    tools: dry ? dryRun(tools) : undoable(),
    mcp: mcp.byServer,
    permission: createPermission([...mcp.rules, ...rulesFor(settings, values)], () => remembered.rules()),
    askPerson,
    /** The tools that were refused because nobody could be asked. */
    unasked,
    person,
    undo,
    /** What the agent changed. */
    changed: (): string[] =>
      (opened?.steps() ?? []).flatMap(({ outside, changes }) => (outside ? [] : changes.map(({ path }) => path))),
  };
};

/** The end on the screen: the answer on standard output, everything else beside it. */
const showEnd = (outcome: Outcome, { id }: Place, json: boolean, context: CliContext): void => {
  const { reason, text, answer, spent, usage } = outcome;
  if (json) {
    context.output.write(`${JSON.stringify({ type: 'outcome', run: id, reason, text, answer, spent, usage })}\n`);
    return;
  }
  const steps = `${spent.steps} ${spent.steps === 1 ? 'step' : 'steps'}, ${spent.tokens} tokens, ${spent.seconds.toFixed(1)} s`;
  // A pipe gets the answer as it is, a terminal without what would move its cursor.
  if (reason === 'answered') context.output.write(context.output.isTTY ? shownText(text, false) : `${text}\n`);
  else if (reason === 'cancelled') context.errors.write('mizan: stopped\n');
  else context.errors.write(`mizan: stopped (${reason}): ${printable(text)}\n`);
  const onward = reason === 'answered' ? '' : asTyped(`, to go on: mizan act --resume ${id}`);
  context.errors.write(`${steps}; run ${id}${onward}\n`);
};

type Built = NonNullable<ReturnType<OpenCatalog['agent']>>;
type OpenedPlace = Awaited<ReturnType<typeof openPlace>>;

/** Everything that a run is made of. */
type Work = {
  values: Values<typeof options>;
  place: Place;
  words: string | undefined;
  before: RunSummary | undefined;
  settings: AgentSettings;
  opened: OpenCatalog;
  built: Built;
  here: OpenedPlace;
  context: CliContext;
  signal: AbortSignal;
};

/** One attempt, in the folder itself. */
const actHere = async ({ values, place, words, before, built, here, context, signal }: Work): Promise<Outcome> => {
  const journal = openJournal(join(place.runs, place.id));
  const further = before && words !== undefined ? [words] : [];
  const colour = takesColour(context.errors, context.env);
  try {
    return await runAgent(
      {
        ...built.agent,
        id: place.id,
        folder: place.folder,
        journal,
        budget: { ...built.agent.budget, ...budgetOf(values) },
        inbox: () => [...further.splice(0), ...here.person.inbox()],
      },
      { messages: [{ role: 'user', content: words ?? '' }], seed: values.seed, signal },
      (event) => {
        if (!values.json) context.errors.write(shownLine(event, colour));
        else if (event.type !== 'model') context.output.write(`${JSON.stringify(event)}\n`);
      },
    );
  } finally {
    journal.close();
  }
};

/** Several attempts in copies, one of them taken over. */
const actInCopies = ({ values, place, words, settings, opened, built, here, context, signal }: Work) =>
  actInAttempts(
    {
      ...place,
      agent: built.agent.name ?? DEFAULT_AGENT,
      task: words!,
      seed: values.seed,
      n: values.attempts,
      budget: budgetOf(values),
      test: values.test,
      yes: values.yes,
      dryRun: values['dry-run'],
      json: values.json,
      colour: takesColour(context.errors, context.env),
    },
    {
      toolsOf: (folder) => toolsOf(values, folder, { settings, context }, true),
      rules: here.permission,
      build: ({ tools, permission }) =>
        opened.agent(built.agent.name ?? DEFAULT_AGENT, { tools, permission, probe: probing(values) })!.agent,
      undo: here.undo,
      person: here.person,
      context,
      signal,
    },
  );

/**
 * Refuses an agent that is not in the config, and one that has tools where the model calls none: the embedded model
 * answers questions alone. It is asked before anything is opened or written.
 */
const requireAgent = (name: string, models: OpenedModels): void => {
  const { opened } = models;
  const { agents } = opened.config();
  if (name !== DEFAULT_AGENT && !Object.hasOwn(agents, name))
    throw new UsageError(`there is no agent "${name}" in the config; the default one is ${DEFAULT_AGENT}`);
  const { model = SYSTEM, tools: named } = agents[name] ?? {};
  if (model === SYSTEM) requireOwnModel(models);
  const { id, tools } = opened.solver();
  if (model !== SYSTEM || tools || (named ? named.length === 0 : name !== DEFAULT_AGENT)) return;
  throw new UsageError(
    `the model ${id} calls no tools; connect one that does (mizan connect ollama), or name its server: --use ollama`,
  );
};

/** What was asked of the attempts of a run that have not all ended; undefined when it has none. */
const attemptsToGoOnWith = (folder: string) => {
  const found = readAttempts(folder);
  if (!found || found.over) return undefined;
  const { n, seed, test, budget, task } = found.header;
  return { attempts: n, seed, test, budget, task };
};

/** Refuses flags that can't go together. */
const checkAttempts = ({ attempts, resume, 'unsafe-host-shell': host }: Values<typeof options>): void => {
  if (attempts === 1) return;
  if (resume !== undefined)
    throw new UsageError('--attempts begins anew; a run of attempts is gone on with by --resume alone');
  if (host)
    throw new UsageError(
      '--attempts runs commands without asking, so it needs the sandbox; leave out --unsafe-host-shell',
    );
};

/** Runs it to its end, shows that, and offers a commit. Gives the exit code. */
const finish = async (work: Work): Promise<number> => {
  const { values, place, words, before, here, context, signal } = work;
  const uncommittedBefore = values['dry-run'] ? undefined : await beforeRun(place.folder);
  const several = values.attempts > 1 ? await actInCopies(work) : undefined;
  const outcome = several?.outcome ?? (await actHere(work));
  const { json } = values;
  const offer = async (): Promise<void> => {
    if (outcome.reason !== 'answered') return;
    const paths = [...new Set(several?.paths ?? here.changed())];
    const task = words ?? before?.task ?? '';
    const offered = { folder: place.folder, before: uncommittedBefore, json, context, person: here.person, signal };
    if (paths.length > 0) await offerCommit({ paths, task, answer: outcome.text }, offered);
  };
  if (json) await offer();
  else if (here.unasked.size > 0)
    context.errors.write(
      `mizan: refused, since nobody could be asked: ${printable([...here.unasked].join(', '))}; --allow RULE or --yes allows it\n`,
    );
  // Where a change was not taken over, standard output holds it as a patch and nothing else.
  if (several && !several.taken && !json && outcome.reason !== 'cancelled')
    context.errors.write(`${printable(outcome.text)}\n`);
  else showEnd(outcome, place, json, context);
  if (!json) await offer();
  const refused = several && !several.taken && !values['dry-run'];
  return refused && outcome.reason === 'answered' ? 1 : exitCode(outcome);
};

export const run = async (
  args: string[],
  signal: AbortSignal,
  context: CliContext = processContext(),
): Promise<number> => {
  const { values: typed, positionals } = parseOptions(options, args);
  checkAttempts(typed);
  let values = typed;
  const models = await openModels(values, context, signal);
  const { opened, data, close } = models;
  let mcp: McpTools | undefined;
  let here: OpenedPlace | undefined;
  let begins: string | undefined;
  try {
    const runs = join(data, 'agents');
    if (values.runs) return showRuns(runs, context, values.json);
    const before =
      values.resume === undefined ? undefined : findRun(listRuns(runs), values.resume, values.folder ?? '.');
    if (positionals.length === 0 && !before)
      throw new UsageError('do what? Write the task in quotes: mizan act "Which files here mention a port?"');
    const begun = before && attemptsToGoOnWith(join(runs, before.id));
    if (begun) {
      if (positionals.length > 0)
        throw new UsageError('attempts are gone on with as they were asked; leave out the task');
      values = { ...values, ...begun, ...begun.budget };
    }
    const words = positionals.length > 0 ? checkQuestion(positionals.join(' ')) : begun?.task;
    // Its real path: what is remembered for a folder holds by whatever name it is reached.
    const folder = workFolder(resolve(values.folder ?? before?.folder ?? '.'));
    const place: Place = { folder, data, runs, id: before?.id ?? newId(context.clock) };
    if (!before) begins = place.id;
    const name = before?.agent ?? values.agent;
    requireAgent(name, models);
    const settings = opened.config().agents[name] ?? {};
    mcp = await openMcpFor(name, opened.config(), { data, context, signal });
    const opening = await openPlace(values, place, { settings, mcp, context });
    here = opening;
    const built = opened.agent(name, { ...opening, probe: probing(values) })!;
    if (values.attempts === 1)
      for (const tool of built.missing) context.errors.write(`mizan: the tool ${tool} is not here\n`);
    return await finish({ values, place, words, before, settings, opened, built, here, context, signal });
  } finally {
    here?.person.close();
    if (begins !== undefined) await removeUnbegun(data, begins);
    await tidyRuns(data, keepingOf(opened.config()), context.clock());
    await mcp?.close();
    await close();
  }
};
