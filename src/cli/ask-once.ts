/**
 * One question from asking to answer: the event stream goes to the screen, into a run file and into a summary. Shared
 * by `mizan ask` and `mizan chat`; it parses no flags and knows no prompt.
 *
 * A run file that can't be written never costs the answer: the failure is reported once, the stream goes on, and the
 * command ends with exit code 1 so that a script notices.
 */
import type { Readable } from 'node:stream';
import type { DiscoverOptions } from '../provider/discover.ts';
import type { ThinkOptions } from '../reason/think.ts';
import { replay, type Summary } from '../reason/summary.ts';
import { createRun, type Run } from '../files.ts';
import type { Chat, ChatEvent } from '../types.ts';
import type { LoadedModel, LoadOptions } from '../local/load-model.ts';
import { createLiveRegion, type Output } from '../terminal/live-region.ts';
import { STANDARD } from '../reason/defaults.ts';
import { liveLines, newsLines, resultLines, workLines } from './answer-view.ts';
import { foldEvent, newAnswerState } from '../answer.ts';

/** The context that a verb touches; tests bring their own. */
export type CliContext = {
  input: Readable & { isTTY?: boolean; setRawMode?: (raw: boolean) => unknown };
  output: Output;
  errors: Output;
  env: Record<string, string | undefined>;
  /** Milliseconds since 1970. */
  clock: () => number;
  open: (folder: string | undefined, options: LoadOptions) => Promise<LoadedModel>;
  /** Where to look for model servers. Default: the usual ports of this machine. */
  places?: DiscoverOptions;
};

/** The process itself. The model's code is loaded only when a model is opened. */
export const processContext = (): CliContext => ({
  input: process.stdin,
  output: process.stdout,
  errors: process.stderr,
  env: process.env,
  clock: Date.now,
  open: async (folder, options) => (await import('../local/load-model.ts')).loadModel(folder, options),
});

/** The model as a thinking `Chat`, with the domain and the calibration that lie in its folder, when they do. */
export const thinking = async (model: LoadedModel, options: ThinkOptions): Promise<Chat> => {
  const [{ think }, { readModelFacts }, { criticForm }] = await Promise.all([
    import('../reason/think.ts'),
    import('../local/model-facts.ts'),
    import('../reason/critic.ts'),
  ]);
  // One answer is the greedy one; several are the greedy one and draws at the standard temperature.
  const { temperature, ...standard } = STANDARD;
  const several = (options.n ?? 1) > 1;
  const judged = model.critic && several && { judge: model.critic, judgeForm: criticForm };
  return think(model.chat, {
    ...readModelFacts(model.folder),
    ...judged,
    ...standard,
    ...(several && { temperature }),
    ...options,
  });
};

export type AskResult = { summary: Summary; trace: string | undefined; traceFailed: boolean };

export type AskOptions = {
  seed: number;
  signal: AbortSignal;
  /** No screen output at all (for --json). */
  quiet?: boolean;
  showAll?: boolean;
  /** Folder of the run file, or undefined for none. */
  traceFolder?: string | undefined;
  /** Kept in the run file's header. */
  header?: Record<string, unknown>;
};

/** A run file that gives up at its first failure and says so once. */
const recorder = (folder: string | undefined, header: Record<string, unknown>, context: CliContext) => {
  let run: Run | undefined;
  let failed = false;
  const guard = (action: () => void): void => {
    if (failed) return;
    try {
      action();
    } catch (error) {
      failed = true;
      const message = error instanceof Error ? error.message : String(error);
      context.errors.write(
        `mizan: the trace of this question is missing or incomplete: ${message} (--no-trace asks for none, --trace-folder for another place)\n`,
      );
    }
  };
  if (folder !== undefined)
    guard(() => {
      run = createRun(folder, header, context.clock);
    });
  return {
    append: (event: ChatEvent) => guard(() => run?.append(event)),
    close: (): { trace: string | undefined; traceFailed: boolean } => {
      try {
        run?.close();
      } catch {
        /* what was appended is in the file */
      }
      return { trace: failed ? undefined : run?.path, traceFailed: failed };
    },
  };
};

/** Shows a stream of events as it comes and returns them all. */
export const show = async (
  stream: AsyncIterable<ChatEvent> | Iterable<ChatEvent>,
  context: CliContext,
  options: {
    quiet?: boolean;
    showAll?: boolean;
    onEvent?: (event: ChatEvent) => void;
    finish?: () => string | undefined;
  },
): Promise<ChatEvent[]> => {
  const { quiet = false, showAll = false, onEvent = () => {}, finish = () => undefined } = options;
  const events: ChatEvent[] = [];
  const view = newAnswerState();
  const liveRegion = createLiveRegion(context.output, context.env, context.clock);
  const started = context.clock();
  const paint = (): void =>
    liveRegion.paint(() =>
      liveLines(view, {
        columns: liveRegion.columns(),
        rows: liveRegion.rows(),
        seconds: (context.clock() - started) / 1000,
      }),
    );
  const timer = liveRegion.live && !quiet ? setInterval(paint, 100) : undefined;
  try {
    for await (const event of stream) {
      events.push(event);
      onEvent(event);
      foldEvent(view, event);
      if (quiet) continue;
      if (liveRegion.live) paint();
      else if (!showAll) liveRegion.print(newsLines(view, event));
    }
  } finally {
    clearInterval(timer);
    liveRegion.end();
  }
  const trace = finish();
  if (quiet) return events;
  if (liveRegion.live || showAll) liveRegion.print(workLines(view, liveRegion.columns(), showAll));
  liveRegion.print(resultLines(view, liveRegion.columns(), trace));
  return events;
};

/** Asks `chat` one question. Resolves also when it was cancelled or failed: see `summary.finish`. */
export const askOnce = async (
  chat: Chat,
  question: string,
  options: AskOptions,
  context: CliContext,
): Promise<AskResult> => {
  const { seed, signal, quiet = false, showAll = false, traceFolder, header = {} } = options;
  const record = recorder(traceFolder, { kind: 'ask', question, seed, ...header }, context);
  let closed: ReturnType<typeof record.close> | undefined;
  const stream = chat({ messages: [{ role: 'user', content: question }], seed, signal });
  try {
    const events = await show(stream, context, {
      quiet,
      showAll,
      onEvent: record.append,
      finish: () => (closed = record.close()).trace,
    });
    return { summary: replay(events), ...closed! };
  } finally {
    closed ??= record.close();
  }
};
