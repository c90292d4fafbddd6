/**
 * `mizan chat`: questions one after the other at a prompt, or line by line from a pipe. A model that can follow a
 * conversation is given the turns before; the embedded model was trained on single questions and gets each alone.
 */
import { createInterface } from 'node:readline';
import type { PlanMode } from '../reason/plans/plan.ts';
import { createRandom } from '../random.ts';
import { families, item } from '../task/registry.ts';
import type { Message } from '../types.ts';
import { EFFORT_NAMES, type EffortName } from '../gateway/effort.ts';
import type { OpenCatalog } from '../gateway/open-catalog.ts';
import { MOST_CANDIDATES, type ThinkingFields } from '../gateway/thinking-options.ts';
import { defined } from '../json.ts';
import { suggest } from '../suggest.ts';
import { createLiveRegion, type Line } from '../terminal/live-region.ts';
import { wrap } from '../terminal/text-width.ts';
import { UsageError } from '../usage-error.ts';
import { checkQuestion } from './ask.ts';
import { runsFolder } from '../gateway/data-folder.ts';
import { askOnce } from './screen/ask-once.ts';
import { cancellable, readTypedLine } from './screen/chat-prompt.ts';
import { processContext, type CliContext } from './flags/context.ts';
import { MODEL_FLAGS } from './flags/model-flags.ts';
import { openModels, requireOwnModel } from './flags/open-models.ts';
import { describeOptions, parseOptions, type Options } from './flags/options.ts';
import { EFFORT_FLAG, effortHelp } from './flags/thinking-flags.ts';
import { asTyped } from './screen/command-name.ts';

const options = {
  ...EFFORT_FLAG,
  seed: {
    type: 'integer',
    about: 'same question, seed and model: same answer',
    value: 'N',
    min: 0,
    max: 4_294_967_295,
    default: 1,
  },
  ...MODEL_FLAGS,
  'trace-folder': {
    type: 'text',
    about: 'folder of the run files (default: runs in the data folder)',
    value: 'FOLDER',
  },
  'no-trace': { type: 'flag', about: 'write no run files' },
} as const;

const COMMANDS: Record<string, string> = {
  '/help': 'this list',
  '/effort NAME': `how much to think: ${EFFORT_NAMES.join(', ')}`,
  '/n N': `draw at most N answers (1 to ${MOST_CANDIDATES})`,
  '/plan MODE': 'none, shared (one plan for all answers) or each',
  '/seed N': 'another seed draws other answers',
  '/new': 'begin a new conversation',
  '/examples': 'other example questions',
  '/quit': 'leave (so does Ctrl-D)',
};
const COMMAND_NAMES = Object.keys(COMMANDS).map((command) => command.split(' ')[0]!);

export const help = `mizan chat: ask questions one after the other

  mizan chat
  mizan chat --use ollama
  mizan chat < questions.txt        one question a line, each answered in turn

A model of your own is given the conversation so far; /new begins another. The embedded demo model answers each question
alone. Ctrl-C stops the running answer; Ctrl-D leaves.

${describeOptions(options)}

Efforts:
${effortHelp()}

At the prompt:
${Object.entries(COMMANDS)
  .map(([name, about]) => `  ${name.padEnd(14)}${about}`)
  .join('\n')}
`;

const HEADLINE = 'Using 3, 7, 25 and 50, each at most once, make 128.';
const EXAMPLES = 6;

/**
 * Example questions: the headline, and one from each of a few families. They are of the test split: never trained on.
 */
export const exampleQuestions = (seed: number): string[] => {
  const random = createRandom(`examples/${seed}`);
  const chosen = random.sample(families, Math.min(EXAMPLES, families.length));
  return [HEADLINE, ...chosen.map((family) => item(family.name, 'test', seed, random.int(0, 1_000_000), 1).question)];
};

type Conversation = {
  opened: OpenCatalog;
  fields: { effort?: EffortName; n?: number; plan?: PlanMode };
  seed: number;
  /** The turns so far, for a model that can follow them. An answer that failed or was stopped is not among them. */
  history: Message[];
  examples: string[];
  exampleSeed: number;
  traceFolder: string | undefined;
  context: CliContext;
  print(lines: readonly Line[]): void;
  columns(): number;
};

/** Whether the model was trained on single questions only. */
const isSingleTurn = ({ opened }: Conversation): boolean => opened.solver().about.single_turn === true;

const say = (chat: Conversation, text: string, style?: 'dim' | 'bold' | 'bad'): void =>
  chat.print(
    wrap(text, Math.min(chat.columns(), 100)).map((line): Line => [style ? { text: line, style } : { text: line }]),
  );

const sayExamples = (chat: Conversation): void => {
  chat.examples.forEach((question, i) => say(chat, `  ${i + 1}  ${question}`));
};

const MEMORY_OF_DEMO = 'Each question stands alone: the one before is not remembered. Ask it in full.';
const MEMORY_OF_CHAT = 'The model is given the conversation so far; /new begins another.';

const greet = (chat: Conversation): void => {
  say(chat, `mizan, thinking with ${chat.opened.solver().id}`, 'bold');
  if (isSingleTurn(chat)) {
    say(chat, 'Without a model of yours, it reads questions with numbers in plain English and computes the answer.');
    say(chat, asTyped('Asked anything else, it declines. mizan connect puts your own model in its place.'));
    say(chat, '');
    say(chat, 'Type a question, or the number of one of these:');
    sayExamples(chat);
  } else {
    say(chat, MEMORY_OF_CHAT);
  }
  say(chat, '/help lists the commands; Ctrl-D leaves.', 'dim');
  say(chat, '');
};

/** The one value of a /command, checked like a flag. Throws a `UsageError` that names the command. */
const readValue = (command: string, option: Options[string], words: readonly string[]): unknown => {
  try {
    return Object.values(parseOptions({ value: option }, [`--value=${words.join(' ')}`]).values)[0];
  } catch (error) {
    throw new UsageError((error as Error).message.replaceAll('--value', command));
  }
};

const sayHelp = (chat: Conversation): void => {
  for (const [command, about] of Object.entries(COMMANDS)) say(chat, `  ${command.padEnd(14)}${about}`);
  say(chat, isSingleTurn(chat) ? MEMORY_OF_DEMO : MEMORY_OF_CHAT, 'dim');
};

/** Carries out a /command. False: it is time to leave. Throws a `UsageError` on a mistake. */
const runCommand = (chat: Conversation, line: string): boolean => {
  const [name = '', ...words] = line.split(/\s+/);
  const { fields } = chat;
  switch (name) {
    case '/help':
      sayHelp(chat);
      return true;
    case '/effort':
      chat.fields = {
        effort: readValue(name, { type: 'choice', about: '', choices: EFFORT_NAMES }, words) as EffortName,
      };
      say(chat, `effort: ${chat.fields.effort} from now on`, 'dim');
      return true;
    case '/n':
      fields.n = readValue(
        name,
        { type: 'integer', about: '', value: 'N', min: 1, max: MOST_CANDIDATES },
        words,
      ) as number;
      say(chat, `draws up to ${fields.n} from now on`, 'dim');
      return true;
    case '/plan':
      fields.plan = readValue(
        name,
        { type: 'choice', about: '', choices: ['none', 'shared', 'each'] },
        words,
      ) as PlanMode;
      say(chat, `plan: ${fields.plan} from now on`, 'dim');
      return true;
    case '/seed':
      chat.seed = readValue(
        name,
        { type: 'integer', about: '', value: 'N', min: 0, max: 4_294_967_295 },
        words,
      ) as number;
      say(chat, `seed ${chat.seed} from now on`, 'dim');
      return true;
    case '/new':
      chat.history = [];
      say(chat, 'a new conversation', 'dim');
      return true;
    case '/examples':
      chat.examples = exampleQuestions(++chat.exampleSeed);
      sayExamples(chat);
      return true;
    case '/quit':
    case '/exit':
      return false;
    default: {
      const meant = suggest(name, COMMAND_NAMES);
      throw new UsageError(`there is no command ${name}; ${meant ? `did you mean ${meant}?` : '/help lists them'}`);
    }
  }
};

/** Answers a question and takes both into the history, when the answer came to its end. True: all went well. */
const answer = async (chat: Conversation, question: string, signal: AbortSignal): Promise<boolean> => {
  const { fields, seed, opened, context, traceFolder } = chat;
  const turn: Message = { role: 'user', content: question };
  const model = opened.solver().id;
  const { summary, content, traceFailed } = await askOnce(
    opened.chat('mizan', defined(fields) as ThinkingFields),
    isSingleTurn(chat) ? [turn] : [...chat.history, turn],
    { seed, signal, traceFolder, header: { model, settings: fields } },
    context,
  );
  say(chat, '');
  if (traceFailed) chat.traceFolder = undefined; // said once is enough
  const ended = summary.finish === 'stop' || summary.finish === 'length';
  if (ended && !summary.abstained && content !== '') chat.history.push(turn, { role: 'assistant', content });
  return summary.finish !== 'error' && !traceFailed;
};

/** Handles one line, a question or a /command. `ok`: it went well; `continues`: the conversation goes on. */
const handleLine = async (
  chat: Conversation,
  line: string,
  signal: AbortSignal,
): Promise<{ ok: boolean; continues: boolean }> => {
  const { context } = chat;
  const text = line.trim();
  if (text === '') return { ok: true, continues: true };
  try {
    if (text.startsWith('/')) return { ok: true, continues: runCommand(chat, text) };
    const example = /^\d{1,2}$/.test(text) && isSingleTurn(chat) ? chat.examples[Number(text) - 1] : undefined;
    const question = checkQuestion(example ?? text);
    if (example !== undefined || !context.input.isTTY) say(chat, question, 'bold');
    return { ok: await answer(chat, question, signal), continues: true };
  } catch (error) {
    context.errors.write(`mizan: ${(error as Error).message}\n`);
    if (context.env.MIZAN_DEBUG) context.errors.write(`${(error as Error).stack}\n`);
    return { ok: false, continues: true };
  }
};

/** Answers the lines of a pipe in turn. False: something went wrong with at least one. */
const answerPipe = async (chat: Conversation, signal: AbortSignal): Promise<boolean> => {
  const lines = createInterface({ input: chat.context.input, crlfDelay: Infinity });
  signal.addEventListener('abort', () => lines.close(), { once: true });
  let allOk = true;
  for await (const line of lines) {
    if (signal.aborted) break;
    const { ok, continues } = await handleLine(chat, line, signal);
    allOk &&= ok;
    if (!continues) break;
  }
  return allOk;
};

/** Reads and answers lines at a terminal until the person leaves. */
const answerTerminal = async (chat: Conversation, signal: AbortSignal): Promise<void> => {
  greet(chat);
  const history: string[] = [];
  while (!signal.aborted) {
    const line = await readTypedLine(chat.context, history, COMMAND_NAMES, signal);
    if (line === undefined) return;
    if (!(await cancellable(chat.context, signal, (inner) => handleLine(chat, line, inner))).continues) return;
  }
};

export const run = async (
  args: string[],
  signal: AbortSignal,
  context: CliContext = processContext(),
): Promise<number> => {
  const { values, positionals } = parseOptions(options, args);
  if (positionals.length > 0)
    throw new UsageError(`chat takes no question, got "${positionals[0]}"; use mizan ask, or type it at the prompt`);
  const models = await openModels(values, context, signal);
  const { opened, data, close } = models;
  const liveRegion = createLiveRegion(context.output, context.env, context.clock);
  const exampleSeed = context.clock() % 1_000_000;
  const chat: Conversation = {
    opened,
    context,
    exampleSeed,
    history: [],
    examples: exampleQuestions(exampleSeed),
    fields: values.effort === undefined ? {} : { effort: values.effort },
    seed: values.seed,
    traceFolder: values['no-trace'] ? undefined : (values['trace-folder'] ?? runsFolder(data)),
    print: liveRegion.print,
    columns: liveRegion.columns,
  };
  try {
    requireOwnModel(models);
    if (context.input.isTTY && liveRegion.live) {
      await answerTerminal(chat, signal);
      return signal.aborted ? 130 : 0;
    }
    const ok = await answerPipe(chat, signal);
    if (signal.aborted) return 130;
    return ok ? 0 : 1;
  } finally {
    await close();
  }
};
