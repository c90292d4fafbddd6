/**
 * One question from asking to answer: the event stream goes to the screen, into a run file and into a summary. Shared
 * by `mizan ask` and `mizan chat`; it parses no flags and knows no prompt.
 *
 * A run file that can't be written never costs the answer: the failure is reported once, the stream goes on, and the
 * command ends with exit code 1 so that a script notices.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Calibration } from '../reason/confidence.ts';
import type { Domain } from '../reason/abstain.ts';
import type { ThinkOptions } from '../reason/think.ts';
import { replay, type Summary } from '../reason/trace.ts';
import { createRun, type Run } from '../store.ts';
import type { Chat, ChatEvent } from '../types.ts';
import type { LoadedModel } from './load.ts';
import { createPainter, type Output } from './paint.ts';
import { STANDARD } from './policy.ts';
import { createView, liveLines, newsLines, observe, resultLines, workLines } from './view.ts';

/** The world that a verb touches; tests bring their own. */
export type World = {
  input: Readable & { isTTY?: boolean; setRawMode?: (raw: boolean) => unknown };
  output: Output;
  errors: Output;
  env: Record<string, string | undefined>;
  /** Milliseconds since 1970. */
  clock: () => number;
  open: (folder: string | undefined, options: { threads?: number }) => Promise<LoadedModel>;
};

/** The process itself. The model's code is loaded only when a model is opened. */
export const realWorld = (): World => ({
  input: process.stdin,
  output: process.stdout,
  errors: process.stderr,
  env: process.env,
  clock: Date.now,
  open: async (folder, options) => (await import('./load.ts')).loadModel(folder, options),
});

const readJson = <T>(path: string, isRight: (value: T) => boolean): T | undefined => {
  let text: string;
  let value: T;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`can't read ${path}: ${(error as Error).message}; correct its permissions or remove it`, { cause: error });
  }
  try {
    value = JSON.parse(text) as T;
  } catch (error) {
    throw new Error(`${path} is not JSON; make the model's folder again or remove the file`, { cause: error });
  }
  if (!isRight(value)) throw new Error(`${path} does not hold what this version reads; make the model's folder again or remove the file`);
  return value;
};

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isListOf = (type: 'string' | 'number', value: unknown): boolean => Array.isArray(value) && value.every((one) => typeof one === type);

const isDomain = (value: Domain): boolean => isObject(value) && value.type === 'domain' && value.version === 1
  && isObject(value.after) && isListOf('string', Object.values(value.after)) && isListOf('string', value.open)
  && typeof value.bare === 'boolean' && Number.isFinite(value.longest) && Number.isFinite(value.threshold);

const isCalibration = (value: Calibration): boolean => isObject(value) && value.type === 'calibration' && value.version === 1
  && isListOf('number', value.edges) && isObject(value.bins)
  && Object.values(value.bins).every((bin) => isObject(bin) && Number.isFinite(bin.right) && Number.isFinite(bin.count));

/** The model as a thinking `Chat`, with the domain and the calibration that lie in its folder, when they do. */
export const thinking = async (model: LoadedModel, options: ThinkOptions): Promise<Chat> => {
  const [{ think }, { describeAbilities }, { families, verify }] = await Promise.all([
    import('../reason/think.ts'), import('../reason/abstain.ts'), import('../task/index.ts'),
  ]);
  const domain = readJson<Domain>(join(model.folder, 'domain.json'), isDomain);
  const calibration = readJson<Calibration>(join(model.folder, 'calibration.json'), isCalibration);
  const abilities = describeAbilities(families.map((family) => family.about));
  // One answer is the greedy one; several are the greedy one and draws at the standard temperature.
  const { temperature, ...standard } = STANDARD;
  const several = (options.n ?? 1) > 1;
  return think(model.chat, { verify, abilities, ...standard, ...(several && { temperature }), ...(domain && { domain }), ...(calibration && { calibration }), ...options });
};

export type Turn = { summary: Summary; trace: string | undefined; traceFailed: boolean };

export type TurnOptions = {
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
const recorder = (folder: string | undefined, header: Record<string, unknown>, world: World) => {
  let run: Run | undefined;
  let failed = false;
  const guard = (action: () => void): void => {
    if (failed) return;
    try {
      action();
    } catch (error) {
      failed = true;
      const message = error instanceof Error ? error.message : String(error);
      world.errors.write(`mizan: the trace of this question is missing or incomplete: ${message} (--no-trace asks for none, --trace-folder for another place)\n`);
    }
  };
  if (folder !== undefined) guard(() => { run = createRun(folder, header, world.clock); });
  return {
    append: (event: ChatEvent) => guard(() => run?.append(event)),
    close: (): { trace: string | undefined; traceFailed: boolean } => {
      try { run?.close(); } catch { /* what was appended is in the file */ }
      return { trace: failed ? undefined : run?.path, traceFailed: failed };
    },
  };
};

/** Shows a stream of events as it comes and returns them all. */
export const show = async (
  stream: AsyncIterable<ChatEvent> | Iterable<ChatEvent>, world: World,
  options: { quiet?: boolean; showAll?: boolean; onEvent?: (event: ChatEvent) => void; finish?: () => string | undefined },
): Promise<ChatEvent[]> => {
  const { quiet = false, showAll = false, onEvent = () => {}, finish = () => undefined } = options;
  const events: ChatEvent[] = [];
  const view = createView();
  const painter = createPainter(world.output, world.env, world.clock);
  const started = world.clock();
  const paint = (): void =>
    painter.paint(() => liveLines(view, { columns: painter.columns(), rows: painter.rows(), seconds: (world.clock() - started) / 1000 }));
  const timer = painter.live && !quiet ? setInterval(paint, 100) : undefined;
  try {
    for await (const event of stream) {
      events.push(event);
      onEvent(event);
      observe(view, event);
      if (quiet) continue;
      if (painter.live) paint();
      else if (!showAll) painter.print(newsLines(view, event));
    }
  } finally {
    clearInterval(timer);
    painter.end();
  }
  const trace = finish();
  if (quiet) return events;
  if (painter.live || showAll) painter.print(workLines(view, painter.columns(), showAll));
  painter.print(resultLines(view, painter.columns(), trace));
  return events;
};

/** Asks `chat` one question. Resolves also when it was cancelled or failed: see `summary.finish`. */
export const takeTurn = async (chat: Chat, question: string, options: TurnOptions, world: World): Promise<Turn> => {
  const { seed, signal, quiet = false, showAll = false, traceFolder, header = {} } = options;
  const record = recorder(traceFolder, { kind: 'ask', question, seed, ...header }, world);
  let closed: ReturnType<typeof record.close> | undefined;
  const stream = chat({ messages: [{ role: 'user', content: question }], seed, signal });
  try {
    const events = await show(stream, world, { quiet, showAll, onEvent: record.append, finish: () => (closed = record.close()).trace });
    return { summary: replay(events), ...closed! };
  } finally {
    closed ??= record.close();
  }
};
