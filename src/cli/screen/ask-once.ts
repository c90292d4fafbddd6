/**
 * Asks a `Chat` once: the event stream goes to the screen, into a run file and into a summary. `mizan ask` and
 * `mizan chat` share it.
 *
 * A run file that can't be written never costs the answer: the failure is reported once, the stream goes on, and the
 * command ends with exit code 1 so that a script notices.
 */
import { replay, type Summary } from '../../reason/summary.ts';
import { createRun, type Run } from '../../files.ts';
import type { Chat, ChatEvent, Message } from '../../types.ts';
import { createLiveRegion } from '../../terminal/live-region.ts';
import type { CliContext } from '../flags/context.ts';
import { foldEvent, newAnswerState } from '../../answer.ts';
import { liveLines, newsLines, resultLines, workLines } from './answer-view.ts';

export type AskResult = {
  summary: Summary;
  /** The final answer as text; '' when there is none. */
  content: string;
  /** The path of the run file. */
  trace: string | undefined;
  traceFailed: boolean;
};

export type AskOptions = {
  seed: number;
  signal: AbortSignal;
  /** Write nothing to the screen (for --json). */
  quiet?: boolean;
  showAll?: boolean;
  /** Folder of the run file, or undefined for none. */
  traceFolder?: string | undefined;
  /** Stored in the run file's header. */
  header?: Record<string, unknown>;
};

/** Writes a run file. After its first failure it writes nothing more, and says so once. */
const createRecorder = (folder: string | undefined, header: Record<string, unknown>, context: CliContext) => {
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
        `mizan: the run file of this question is missing or incomplete: ${message} (--no-trace writes none; --trace-folder or --data names another folder)\n`,
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

type ShowOptions = {
  quiet?: boolean;
  showAll?: boolean;
  onEvent?: (event: ChatEvent) => void;
  /** Called when the stream has ended. Gives the path of the run file. */
  finish?: () => string | undefined;
  /** What was asked. */
  question?: string;
  /** Who is asked. */
  model?: string | undefined;
};

/** Shows a stream of events as it comes and returns them all. */
export const show = async (
  stream: AsyncIterable<ChatEvent> | Iterable<ChatEvent>,
  context: CliContext,
  { question, model, quiet = false, showAll = false, onEvent = () => {}, finish = () => undefined }: ShowOptions,
): Promise<ChatEvent[]> => {
  const events: ChatEvent[] = [];
  const view = newAnswerState(question);
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
  // The run file is named where it holds more than was shown.
  const named = showAll || view.candidates.length > 1 ? trace : undefined;
  liveRegion.print(resultLines(view, liveRegion.columns(), { model, trace: named }));
  return events;
};

/**
 * Asks `chat` the last of `messages`, which is the user's; the earlier ones are the conversation before it. Resolves
 * also when the answer was cancelled or failed: see `summary.finish`.
 */
export const askOnce = async (
  chat: Chat,
  messages: readonly Message[],
  options: AskOptions,
  context: CliContext,
): Promise<AskResult> => {
  const { seed, signal, quiet = false, showAll = false, traceFolder, header = {} } = options;
  const question = messages.at(-1)!.content;
  const recorder = createRecorder(traceFolder, { kind: 'ask', question, seed, ...header }, context);
  let closed: ReturnType<typeof recorder.close> | undefined;
  const stream = chat({ messages, seed, signal });
  try {
    const events = await show(stream, context, {
      question,
      model: typeof header.model === 'string' ? header.model : undefined,
      quiet,
      showAll,
      onEvent: recorder.append,
      finish: () => (closed = recorder.close()).trace,
    });
    const done = events.at(-1);
    return { summary: replay(events), content: done?.type === 'done' ? done.reply.content : '', ...closed! };
  } finally {
    closed ??= recorder.close();
  }
};
