/**
 * `mizan ask`: one question, one weighed answer. It reads flags, opens the model and prints; how the answer comes about
 * is reason/think.ts, how it looks is view.ts.
 */
import { isAbsolute, resolve } from 'node:path';
import { thinkingFor, thinkingOf } from '../reason/think-length.ts';
import type { ThinkOptions } from '../reason/think.ts';
import { replay, type Summary } from '../reason/summary.ts';
import { readRun } from '../files.ts';
import type { ChatEvent, Thinking } from '../types.ts';
import { describeOptions, parseOptions, type Values } from './options.ts';
import { UsageError } from '../usage-error.ts';
import { processContext, show, askOnce, thinking, type CliContext } from './ask-once.ts';

/** How much to spend on a question. Explicit --n and --plan come before these. */
export const EFFORTS = {
  low: { n: 1, plan: 'none' },
  medium: { n: 32, plan: 'shared' },
  high: { n: 64, plan: 'each' },
} as const;

const options = {
  effort: {
    type: 'choice',
    about: 'low: 1 answer; medium: up to 32, a plan; high: up to 64, a plan each',
    choices: ['low', 'medium', 'high'],
    default: 'medium',
  },
  n: { type: 'integer', about: 'draw at most N answers', value: 'N', min: 1, max: 1024 },
  plan: { type: 'choice', about: 'plan before solving', choices: ['none', 'shared', 'each'] },
  temperature: { type: 'number', about: "0 is greedy, 1 the model's own spread", value: 'T', min: 0, max: 5 },
  'max-tokens': { type: 'integer', about: 'most tokens of one answer', value: 'N', min: 1, max: 1_000_000 },
  'think-tokens': {
    type: 'integer',
    about: 'a thought of N tokens is ended, and the answer asked for',
    value: 'N',
    min: 1,
    max: 1_000_000,
  },
  'think-least': {
    type: 'integer',
    about: 'a thought that would end before N tokens is told to go on',
    value: 'N',
    min: 1,
    max: 1_000_000,
  },
  'budget-tokens': {
    type: 'integer',
    about: 'most tokens of all answers together',
    value: 'N',
    min: 1,
    max: 1_000_000_000,
  },
  seconds: { type: 'number', about: 'decide after this long with what there is', value: 'S', min: 0.01, max: 86_400 },
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
  json: { type: 'flag', about: 'print one JSON object and nothing else' },
  'show-all': { type: 'flag', about: 'print every answer in full' },
  'trace-folder': { type: 'text', about: 'where the run file goes', value: 'FOLDER', default: 'runs' },
  'no-trace': { type: 'flag', about: 'write no run file' },
  replay: { type: 'text', about: 'show a recorded run again; asks nothing', value: 'FILE' },
} as const;

export const help = `mizan ask: answer one question, and show how the answer was found

  mizan ask "Using 3, 7, 25 and 50, each at most once, make 128."
  mizan ask --effort high --show-all "What is MCMXCIV as a number?"
  mizan ask --think-tokens 24 "What is 17 * 23?"
  echo "What is 17 * 23?" | mizan ask --json -
  mizan ask --replay runs/FILE.jsonl

The model plans, several answers are drawn, each is checked where a check exists, and the votes are weighed.
Marks: ✓ passed its check, ✗ failed it, · can't be checked, – no answer.

${describeOptions(options)}

Text that begins with a dash goes after --. Without a question, or with -, it is read from standard input.
Exit code: 0 answered or declined; 1 failed, also when the run file could not be written (the answer is printed all the
same); 2 a mistake in the command; 130 stopped by Ctrl-C.
`;

const MOST_BYTES = 100_000;

/** The question trimmed, or a `UsageError` that says what is wrong with it. */
export const checkQuestion = (text: string): string => {
  const question = text.trim();
  if (question === '') throw new UsageError('the question is empty; write it in quotes: mizan ask "What is 17 * 23?"');
  const bytes = Buffer.byteLength(question);
  if (bytes > MOST_BYTES)
    throw new UsageError(`the question is too long (${bytes} bytes or more, ${MOST_BYTES} at most); shorten it`);
  const control = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/.exec(question);
  if (control) {
    const code = control[0].charCodeAt(0).toString(16).padStart(2, '0');
    throw new UsageError(`the question holds a control character (0x${code} at position ${control.index}); remove it`);
  }
  return question;
};

/** Everything on standard input, up to a little more than a question may hold. */
const readInput = async (context: CliContext, signal: AbortSignal): Promise<string> => {
  const parts: Buffer[] = [];
  let size = 0;
  const stop = (): void => {
    context.input.destroy();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const part of context.input) {
      parts.push(Buffer.from(part as Uint8Array));
      size += parts.at(-1)!.length;
      if (size > 2 * MOST_BYTES) break;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
  signal.throwIfAborted();
  const text = Buffer.concat(parts);
  const decoded = text.toString('utf8');
  if (size <= 2 * MOST_BYTES && decoded.includes('\ufffd') && !Buffer.from(decoded).equals(text)) {
    throw new UsageError('the question on standard input is not UTF-8 text; convert it first');
  }
  return decoded;
};

const questionFrom = async (
  positionals: readonly string[],
  context: CliContext,
  signal: AbortSignal,
): Promise<string> => {
  const fromInput = positionals.length === 1 && positionals[0] === '-';
  if (positionals.length > 0 && !fromInput) return checkQuestion(positionals.join(' '));
  if (!fromInput && context.input.isTTY)
    throw new UsageError('ask what? Write the question in quotes: mizan ask "What is 17 * 23?"');
  return checkQuestion(await readInput(context, signal));
};

/** The flags of a turn as `think` takes them. */
export const thinkOptions = (values: Values<typeof options>): ThinkOptions => {
  const { n, plan } = EFFORTS[values.effort];
  const budget = {
    ...(values['budget-tokens'] !== undefined && { tokens: values['budget-tokens'] }),
    ...(values.seconds !== undefined && { seconds: values.seconds }),
  };
  return {
    n: values.n ?? n,
    plan: values.plan ?? plan,
    budget,
    ...(values.temperature !== undefined && { temperature: values.temperature }),
    ...(values['max-tokens'] !== undefined && { maxTokens: values['max-tokens'] }),
  };
};

/** What --think-tokens and --think-least ask for. */
export const thoughtOf = (values: { 'think-tokens'?: number; 'think-least'?: number }): Thinking | undefined => {
  try {
    return thinkingOf(values['think-tokens'], values['think-least']);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
};

/** The object of --json. */
const toJson = (summary: Summary, model: string, trace: string | undefined) => ({
  answer: summary.answer,
  abstained: summary.abstained,
  confidence: summary.confidence ?? null,
  plan: summary.plan,
  candidates: summary.candidates.map(({ text, answer, verdict, tokens }) => ({
    text,
    answer,
    verdict: verdict ?? null,
    tokens,
  })),
  usage: summary.usage,
  seconds: summary.seconds,
  model,
  trace: trace ?? null,
});

const showRecorded = async (path: string, values: Values<typeof options>, context: CliContext): Promise<number> => {
  const { header, events, torn } = readRun<ChatEvent>(path);
  if (header.kind !== 'ask')
    throw new Error(
      `${path} records no question (it is a run of kind "${header.kind}"); choose a file that mizan ask wrote`,
    );
  if (torn !== undefined)
    context.errors.write(`mizan: the last line of ${path} is cut off; showing what comes before it\n`);
  const summary = replay(events);
  if (values.json) context.output.write(`${JSON.stringify(toJson(summary, String(header.model), path))}\n`);
  else {
    context.output.write(`${checkQuestion(String(header.question))}\n`);
    await show(events, context, { showAll: values['show-all'], finish: () => path });
  }
  return 0;
};

export const run = async (
  args: string[],
  signal: AbortSignal,
  context: CliContext = processContext(),
): Promise<number> => {
  const { values, positionals } = parseOptions(options, args);
  if (values.replay !== undefined) {
    if (positionals.length > 0)
      throw new UsageError(`--replay shows a recorded run and takes no question, got "${positionals[0]}"`);
    return showRecorded(values.replay, values, context);
  }
  const question = await questionFrom(positionals, context, signal);
  const chosen = thinkOptions(values);
  const thought = thoughtOf(values);
  const model = await context.open(values.model, values.threads === undefined ? {} : { threads: values.threads });
  try {
    const { summary, trace, traceFailed } = await askOnce(
      await thinking({ ...model, chat: thinkingFor(model.chat, thought) }, chosen),
      question,
      {
        seed: values.seed,
        signal,
        quiet: values.json,
        showAll: values['show-all'],
        traceFolder: values['no-trace'] ? undefined : values['trace-folder'],
        header: { model: model.name, options: chosen, ...(thought && { thinking: thought }) },
      },
      context,
    );
    if (summary.finish === 'cancelled' || signal.aborted) return 130;
    if (summary.finish === 'error') throw new Error(summary.reason || 'the model failed without saying why');
    const path = trace === undefined || isAbsolute(trace) ? trace : resolve(trace);
    if (values.json) context.output.write(`${JSON.stringify(toJson(summary, model.name, path))}\n`);
    return traceFailed ? 1 : 0;
  } finally {
    await model.close();
  }
};
