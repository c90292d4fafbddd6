/**
 * `mizan ask`: one question, one answer. It asks `mizan` of the same catalog as the server, so efforts, roles and
 * verifiers mean the same in both. How the answer comes about is reason/think.ts, how it looks is answer-view.ts.
 */
import { isAbsolute, resolve } from 'node:path';
import { thinkingOf } from '../reason/think-length.ts';
import { replay, type Summary } from '../reason/summary.ts';
import { defined } from '../json.ts';
import { readRun } from '../files.ts';
import type { ChatEvent, Thinking } from '../types.ts';
import { describeOptions, parseOptions, type Values } from './flags/options.ts';
import { UsageError } from '../usage-error.ts';
import { runsFolder } from '../gateway/data-folder.ts';
import { askOnce, show } from './screen/ask-once.ts';
import { processContext, type CliContext } from './flags/context.ts';
import { MODEL_FLAGS } from './flags/model-flags.ts';
import { CHECK_FLAG, effortHelp, THINKING_FLAGS, thinkingFields } from './flags/thinking-flags.ts';

const options = {
  ...THINKING_FLAGS,
  ...CHECK_FLAG,
  seed: {
    type: 'integer',
    about: 'same question, seed and model: same answer',
    value: 'N',
    min: 0,
    max: 4_294_967_295,
    default: 1,
  },
  ...MODEL_FLAGS,
  json: { type: 'flag', about: 'print one JSON object and nothing else' },
  'show-all': { type: 'flag', about: 'print every answer in full' },
  'trace-folder': { type: 'text', about: 'folder of the run file (default: runs in the data folder)', value: 'FOLDER' },
  'no-trace': { type: 'flag', about: 'write no run file' },
  replay: { type: 'text', about: 'show a recorded run again; no model is asked', value: 'FILE' },
} as const;

export const help = `mizan ask: answer one question, and show how the answer was found

  mizan ask "Using 3, 7, 25 and 50, each at most once, make 128."
  mizan ask --use ollama "How many weekdays does March 2027 have?"
  mizan ask --effort high --show-all "What is MCMXCIV as a number?"
  mizan ask --check "56" "How many legs have 7 spiders?"
  echo "What is 17 * 23?" | mizan ask --json -
  mizan ask --replay FILE.jsonl

At effort auto the model answers, and draws more answers only where they can be checked or voted on; medium and above
plan and draw several. Each answer is checked where a check exists, and the answers vote.
Marks: ✓ passed its check, ✗ failed it, · can't be checked, – no answer.

${describeOptions(options)}

Efforts:
${effortHelp()}

Text that begins with a dash goes after --. Without a question, or with -, the question is read from standard input.

--json prints: answer, outcome (answered, declined, failed, stopped), rule (what decided: verified, majority, judge, …; direct
for a plain answer), reason, verified (true only when the answer passed a check), check (of --check: what the answer was
before, and whether it stands), confidence, plan, candidates, usage,
seconds, model, trace.

Exit code: 0 answered; 1 failed, also when the run file could not be written (the answer is printed all the same);
2 a mistake in the command; 3 declined; 130 stopped by Ctrl-C.
`;

/** The exit code where there is no answer, so that a script notices. */
const DECLINED = 3;

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

/** What --think-tokens and --think-least ask for. Throws a `UsageError` when they contradict each other. */
export const thoughtOf = (values: { 'think-tokens'?: number; 'think-least'?: number }): Thinking | undefined => {
  try {
    return thinkingOf(values['think-tokens'], values['think-least']);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
};

type Outcome = 'answered' | 'declined' | 'failed' | 'stopped';

const outcomeOf = ({ finish, abstained }: Summary): Outcome => {
  if (finish === 'error' || finish === undefined) return 'failed';
  if (finish === 'cancelled') return 'stopped';
  return abstained ? 'declined' : 'answered';
};

/** Why a run ended as it did, in one sentence. */
const reasonOf = ({ reason, finish }: Summary, outcome: Outcome): string => {
  if (reason !== '') return reason;
  if (outcome === 'failed') return 'the model failed without saying why';
  if (outcome === 'stopped') return 'it was stopped before there was an answer';
  return finish === 'length' ? 'the answer was cut off at its token limit' : 'the model answered directly';
};

/** The object of --json. Every outcome has a rule, a reason and `verified`. */
const toJson = (summary: Summary, model: string, trace: string | undefined) => {
  const outcome = outcomeOf(summary);
  const decided = summary.rule ?? (outcome === 'answered' ? 'direct' : outcome);
  return {
    answer: summary.answer,
    outcome,
    abstained: summary.abstained,
    rule: decided,
    reason: reasonOf(summary, outcome),
    verified: summary.rule === 'verified',
    check: summary.first === undefined ? null : { before: summary.first.answer, stands: summary.first.stands },
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
  };
};

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
    const model = typeof header.model === 'string' ? header.model : undefined;
    await show(events, context, { model, showAll: values['show-all'], finish: () => path });
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
  thoughtOf(values);
  if (values.check?.trim() === '') throw new UsageError('--check is empty; give it the answer to check');
  const fields = defined({ ...thinkingFields(values), check: values.check });
  const { openModels, requireOwnModel } = await import('./flags/open-models.ts'); // much code, not needed to read a question or a replay
  // One question: where it is read and computed exactly, no weights are needed.
  const models = await openModels(values, context, signal, { lazy: true });
  const { opened, data, close } = models;
  try {
    requireOwnModel(models);
    const model = opened.solver().id;
    const { summary, trace, traceFailed } = await askOnce(
      opened.chat('mizan', fields),
      [{ role: 'user', content: question }],
      {
        seed: values.seed,
        signal,
        quiet: values.json,
        showAll: values['show-all'],
        traceFolder: values['no-trace'] ? undefined : (values['trace-folder'] ?? runsFolder(data)),
        header: { model, settings: fields },
      },
      context,
    );
    const path = trace === undefined || isAbsolute(trace) ? trace : resolve(trace);
    if (values.json) context.output.write(`${JSON.stringify(toJson(summary, model, path))}\n`);
    if (summary.finish === 'cancelled' || signal.aborted) return 130;
    if (summary.finish === 'error' && !values.json) return 1; // it was said with the answer
    if (summary.finish === 'error') throw new Error(summary.reason || 'the model failed without saying why');
    if (traceFailed) return 1;
    return summary.abstained ? DECLINED : 0;
  } finally {
    await close();
  }
};
