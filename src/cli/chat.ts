/**
 * `mizan chat`: questions one after the other at a prompt, or line by line from a pipe. Each is a question of its own:
 * the model remembers nothing of the one before, and this file pretends nothing else.
 */
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';
import type { PlanMode } from '../reason/plan.ts';
import { createRandom } from '../random.ts';
import { families, item } from '../task/registry.ts';
import type { Chat } from '../types.ts';
import { checkQuestion, EFFORTS } from './ask.ts';
import type { LoadedModel } from '../local/load-model.ts';
import { suggest } from '../suggest.ts';
import { describeOptions, parseOptions } from './options.ts';
import { UsageError } from '../usage-error.ts';
import { createLiveRegion, type Line } from '../terminal/live-region.ts';
import { wrap } from '../terminal/text-width.ts';
import { processContext, askOnce, thinking, type CliContext } from './ask-once.ts';

const options = {
  effort: {
    type: 'choice',
    about: 'how much to spend on a question',
    choices: ['low', 'medium', 'high'],
    default: 'medium',
  },
  seed: {
    type: 'integer',
    about: 'same question, seed and model: same answer',
    value: 'N',
    min: 0,
    max: 4_294_967_295,
    default: 1,
  },
  model: { type: 'text', about: 'a model folder instead of the one that comes with mizan', value: 'FOLDER' },
  threads: { type: 'integer', about: 'processor threads', value: 'N', min: 1, max: 1024 },
  'trace-folder': { type: 'text', about: 'where the run files go', value: 'FOLDER', default: 'runs' },
  'no-trace': { type: 'flag', about: 'write no run files' },
} as const;

const COMMANDS: Record<string, string> = {
  '/help': 'this list',
  '/n N': 'draw at most N answers (1 to 1024)',
  '/plan MODE': 'none, shared (one plan for all answers) or each',
  '/seed N': 'another seed draws other answers',
  '/examples': 'other example questions',
  '/quit': 'leave (so does Ctrl-D)',
};

export const help = `mizan chat: ask questions one after the other

  mizan chat
  mizan chat < questions.txt        one question a line, each answered in turn

Each question stands alone: the model does not remember the one before. Ctrl-C stops the running answer; Ctrl-D leaves.

${describeOptions(options)}

At the prompt:
${Object.entries(COMMANDS)
  .map(([name, about]) => `  ${name.padEnd(12)}${about}`)
  .join('\n')}
`;

const HEADLINE = 'Using 3, 7, 25 and 50, each at most once, make 128.';
const EXAMPLES = 6;

/** The headline question and one from each of a few families, drawn from the test split: never trained on. */
export const exampleQuestions = (seed: number): string[] => {
  const random = createRandom(`examples/${seed}`);
  const drawn = random.sample(families, Math.min(EXAMPLES, families.length));
  return [HEADLINE, ...drawn.map((family) => item(family.name, 'test', seed, random.int(0, 1_000_000), 1).question)];
};

type Settings = { n: number; plan: PlanMode; seed: number };

type Conversation = {
  model: LoadedModel;
  settings: Settings;
  examples: string[];
  exampleSeed: number;
  traceFolder: string | undefined;
  context: CliContext;
  print(lines: readonly Line[]): void;
  columns(): number;
};

const say = (chat: Conversation, text: string, style?: 'dim' | 'bold' | 'bad'): void =>
  chat.print(
    wrap(text, Math.min(chat.columns(), 100)).map((line): Line => [style ? { text: line, style } : { text: line }]),
  );

const sayExamples = (chat: Conversation): void => {
  chat.examples.forEach((question, i) => say(chat, `  ${i + 1}  ${question}`));
};

const greet = (chat: Conversation): void => {
  const { n, plan } = chat.settings;
  say(chat, `mizan, with the model ${chat.model.name}`, 'bold');
  say(
    chat,
    `It answers ${families.length} kind${families.length === 1 ? '' : 's'} of questions: ${families.map((one) => one.name).join(', ')}.`,
  );
  say(
    chat,
    `It plans (${plan}), draws up to ${n} answer${n === 1 ? '' : 's'}, checks what can be checked and weighs the votes. Asked anything else, it says so.`,
  );
  say(chat, '');
  say(chat, 'Type a question, or the number of one of these:');
  sayExamples(chat);
  say(chat, '/help lists the commands; Ctrl-D leaves.', 'dim');
  say(chat, '');
};

/** Carries out a /command; false when it is time to leave. Throws `UsageError` on a mistake. */
const obey = (chat: Conversation, line: string): boolean => {
  const [name = '', ...words] = line.split(/\s+/);
  const one = (about: object): unknown =>
    Object.values(parseOptions({ value: about as never }, [`--value=${words.join(' ')}`]).values)[0];
  const checked = (about: object): unknown => {
    try {
      return one(about);
    } catch (error) {
      throw new UsageError((error as Error).message.replaceAll('--value', name));
    }
  };
  switch (name) {
    case '/help':
      for (const [command, about] of Object.entries(COMMANDS)) say(chat, `  ${command.padEnd(12)}${about}`);
      say(chat, 'Each question stands alone: the model does not remember the one before.', 'dim');
      return true;
    case '/n':
      chat.settings.n = checked({ type: 'integer', about: '', value: 'N', min: 1, max: 1024 }) as number;
      say(chat, `draws up to ${chat.settings.n} from now on`, 'dim');
      return true;
    case '/plan':
      chat.settings.plan = checked({ type: 'choice', about: '', choices: ['none', 'shared', 'each'] }) as PlanMode;
      say(chat, `plan: ${chat.settings.plan} from now on`, 'dim');
      return true;
    case '/seed':
      chat.settings.seed = checked({ type: 'integer', about: '', value: 'N', min: 0, max: 4_294_967_295 }) as number;
      say(chat, `seed ${chat.settings.seed} from now on`, 'dim');
      return true;
    case '/examples':
      chat.examples = exampleQuestions(++chat.exampleSeed);
      sayExamples(chat);
      return true;
    case '/quit':
    case '/exit':
      return false;
    default: {
      const meant = suggest(
        name,
        Object.keys(COMMANDS).map((command) => command.split(' ')[0]!),
      );
      throw new UsageError(`no command ${name}; ${meant ? `did you mean ${meant}?` : '/help lists them'}`);
    }
  }
};

/** Answers one line. Returns whether it went well and whether to go on. */
const handle = async (
  chat: Conversation,
  line: string,
  signal: AbortSignal,
): Promise<{ well: boolean; on: boolean }> => {
  const { settings, context } = chat;
  const text = line.trim();
  if (text === '') return { well: true, on: true };
  try {
    if (text.startsWith('/')) return { well: true, on: obey(chat, text) };
    const picked = /^\d{1,2}$/.test(text) ? chat.examples[Number(text) - 1] : undefined;
    const question = checkQuestion(picked ?? text);
    if (picked !== undefined || !context.input.isTTY) say(chat, question, 'bold');
    const options = { n: settings.n, plan: settings.plan, budget: {} };
    const thinker: Chat = await thinking(chat.model, options);
    const { summary, traceFailed } = await askOnce(
      thinker,
      question,
      {
        seed: settings.seed,
        signal,
        traceFolder: chat.traceFolder,
        header: { model: chat.model.name, options },
      },
      context,
    );
    say(chat, '');
    if (traceFailed) chat.traceFolder = undefined; // said once is enough
    return { well: summary.finish !== 'error' && !traceFailed, on: true };
  } catch (error) {
    context.errors.write(`mizan: ${(error as Error).message}\n`);
    if (context.env.MIZAN_DEBUG) context.errors.write(`${(error as Error).stack}\n`);
    return { well: false, on: true };
  }
};

/** One line typed at the prompt; undefined when it is time to leave. `history` is newest first and grows. */
const typed = (context: CliContext, history: string[], signal: AbortSignal): Promise<string | undefined> =>
  new Promise((resolve) => {
    const editor = createInterface({
      input: context.input,
      output: context.output as unknown as Writable,
      terminal: true,
      prompt: '› ',
      history: [...history],
      historySize: 200,
      removeHistoryDuplicates: true,
      completer: (line: string) => [
        line.startsWith('/')
          ? Object.keys(COMMANDS)
              .map((one) => one.split(' ')[0]!)
              .filter((one) => one.startsWith(line))
          : [],
        line,
      ],
    });
    let result: string | undefined;
    const stop = (): void => editor.close();
    signal.addEventListener('abort', stop, { once: true });
    editor.on('history', (lines: string[]) => history.splice(0, history.length, ...lines));
    editor.on('line', (line: string) => {
      result ??= line;
      editor.close();
    });
    editor.on('SIGINT', () => {
      const hint = editor.line === '' ? '(Ctrl-D leaves)' : '';
      context.output.write(`${hint}\n`);
      editor.write(null, { ctrl: true, name: 'e' });
      editor.write(null, { ctrl: true, name: 'u' });
      editor.prompt();
    });
    editor.on('close', () => {
      signal.removeEventListener('abort', stop);
      if (result === undefined) context.output.write('\n');
      resolve(result);
    });
    editor.prompt();
  });

const CTRL_C = 3;

/** Runs `work` with a signal that Ctrl-C aborts; a second Ctrl-C ends the process. Other keys are dropped meanwhile. */
const cancellable = async <T>(
  context: CliContext,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const inner = new AbortController();
  const onKey = (bytes: Buffer | string): void => {
    if (!Buffer.from(bytes as string).includes(CTRL_C)) return;
    if (inner.signal.aborted) {
      context.input.setRawMode?.(false);
      process.exit(130);
    }
    inner.abort();
  };
  context.input.setRawMode?.(true);
  context.input.on('data', onKey);
  context.input.resume();
  try {
    return await work(AbortSignal.any([outer, inner.signal]));
  } finally {
    context.input.off('data', onKey);
    context.input.pause();
    context.input.setRawMode?.(false);
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
  const model = await context.open(values.model, values.threads === undefined ? {} : { threads: values.threads });
  const liveRegion = createLiveRegion(context.output, context.env, context.clock);
  const exampleSeed = context.clock() % 1_000_000;
  const chat: Conversation = {
    model,
    context,
    exampleSeed,
    examples: exampleQuestions(exampleSeed),
    settings: { ...EFFORTS[values.effort], seed: values.seed },
    traceFolder: values['no-trace'] ? undefined : values['trace-folder'],
    print: liveRegion.print,
    columns: liveRegion.columns,
  };
  try {
    if (context.input.isTTY && liveRegion.live) {
      greet(chat);
      const history: string[] = [];
      while (!signal.aborted) {
        const line = await typed(context, history, signal);
        if (line === undefined) break;
        if (!(await cancellable(context, signal, (inner) => handle(chat, line, inner))).on) break;
      }
      return signal.aborted ? 130 : 0;
    }
    let well = true;
    const lines = createInterface({ input: context.input, crlfDelay: Infinity });
    signal.addEventListener('abort', () => lines.close(), { once: true });
    for await (const line of lines) {
      if (signal.aborted) break;
      const outcome = await handle(chat, line, signal);
      well &&= outcome.well;
      if (!outcome.on) break;
    }
    return signal.aborted ? 130 : well ? 0 : 1;
  } finally {
    await model.close();
  }
};
