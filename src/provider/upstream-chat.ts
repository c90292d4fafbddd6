/**
 * A model of an OpenAI-compatible upstream as a `Chat`. Several continuations are one call where the upstream can do
 * that, and parallel calls where it can't. Failures are retried, and tried at fallbacks, as long as no text was passed
 * on.
 */
import { emptyReply } from '../answer.ts';
import { EventStream } from '../event-stream.ts';
import type { Chat, ChatEvent, ChatRequest, Failure, Reply, Usage, Wire } from '../types.ts';
import { addUsage, NO_USAGE, priced } from '../usage.ts';
import { estimatePrompt } from './estimate.ts';
import { tooLate, UpstreamError } from './failure.ts';
import { merge } from './merge.ts';
import { createOpenAiReader, type OpenAiReader } from './openai-reader.ts';
import { requestBody } from './request-body.ts';
import { createBodyReader, type BodyValue } from './response-body.ts';
import { withFallbacks, withRetries, type Runtime } from './retry.ts';
import { thoughtFormOf } from './thought-parser.ts';
import { availableFirst, type Target } from './upstream.ts';

type Passing = Exclude<ChatEvent, { type: 'done' | 'plan' | 'verdict' | 'decision' | 'act' }>;
/** The end of one call that went well, or of a call side by side that failed for good. */
type Ended = { replies: readonly Reply[]; usage: Usage; error?: unknown };

/**
 * Events that came together: they travel as one through the retries, which costs a stream of small pieces much less.
 */
type Batch = Passing[];

type Delta = Extract<ChatEvent, { type: 'delta' }>;

/** Events with neighbouring deltas of one section as one. */
const joinDeltas = (events: readonly Passing[]): Batch => {
  const out: Batch = [];
  for (const event of events) {
    const last = out.at(-1);
    if (
      event.type !== 'delta' ||
      last?.type !== 'delta' ||
      last.index !== event.index ||
      last.section !== event.section
    ) {
      out.push(event);
      continue;
    }
    const logprobs =
      last.logprobs || event.logprobs ? [...(last.logprobs ?? []), ...(event.logprobs ?? [])] : undefined;
    const joined: Delta = { ...last, text: last.text + event.text, tokens: last.tokens + event.tokens };
    out[out.length - 1] = logprobs ? { ...joined, logprobs } : joined;
  }
  return out;
};

/** Raw events that follow each other as one, with what they cover. They came in one piece, and are passed on in one. */
const joined = (batch: Batch): Batch => {
  const out: Batch = [];
  for (let i = 0; i < batch.length;) {
    const event = batch[i]!;
    if (event.type !== 'raw') {
      out.push(event);
      i++;
      continue;
    }
    const chunks: { value: Wire; text: string }[] = [];
    const covered: Passing[] = [];
    for (let next: Passing | undefined = event; next?.type === 'raw'; next = batch[i]) {
      chunks.push(...next.chunks);
      covered.push(...batch.slice(i + 1, i + 1 + next.covers));
      i += 1 + next.covers;
    }
    const events = joinDeltas(covered);
    out.push({ type: 'raw', chunks, covers: events.length }, ...events);
  }
  return out;
};

/** Events, and the error that came after them. */
type Read = { batch: Batch; error?: unknown };

/** Whether a batch holds something for the caller, so that the call can not be made anew. */
const tells = (batch: Batch): boolean => batch.some((event) => event.type !== 'raw' || event.covers > 0);

/**
 * Reads the pieces of a body into events. Chunks without text at the beginning are held back until some text comes:
 * until then the call may be made anew.
 */
const createResponseReader = (provider: string, reader: OpenAiReader) => {
  const body = createBodyReader(provider);
  let opening: Batch | undefined = [];
  const read = (take: () => readonly BodyValue[]): Read => {
    const batch: Batch = [];
    try {
      for (const value of take()) batch.push(...(reader.read(value) as Batch));
      body.check();
      return { batch: joined(batch) };
    } catch (error) {
      return { batch, error };
    }
  };
  const afterOpening = (found: Read): Read => {
    if (!opening) return found;
    opening.push(...found.batch);
    if (!tells(found.batch)) return { ...found, batch: [] };
    const batch = opening;
    opening = undefined;
    return { ...found, batch };
  };
  return {
    over: body.over,
    read: (piece: Buffer): Read => afterOpening(read(() => body.read(piece))),
    end: (): Read => {
      const marked = body.over();
      const found = marked ? { batch: [] } : afterOpening(read(body.end));
      if (found.error !== undefined) return found;
      try {
        const ending = reader.end(marked || body.over()) as Batch;
        return { batch: [...(opening ?? []), ...found.batch, ...ending] };
      } catch (error) {
        return { batch: found.batch, error };
      }
    },
  };
};

/** What was drawn by a call, for a caller that has to account for one that did not end well. */
type CallProgress = {
  tokens: number;
  prompt: number;
  target: Target | undefined;
  /** The call went well. */
  ended?: Ended | undefined;
};

type CallOptions = { request: ChatRequest; n: number; group: object; signal: AbortSignal; progress: CallProgress };

/** The request of one call, and what reads its answer. */
const prepareCall = ({ upstream, model }: Target, request: ChatRequest, n: number) => {
  const { name, dialect } = upstream.entry;
  const thoughts = thoughtFormOf(model.thinkTags, model.model);
  // Only what can be passed on is asked for whole: a stream can be cancelled, and shows that it lives.
  const passable = thoughts === undefined && ['reasoning_content', 'none'].includes(dialect.reasoning);
  const whole = request.raw === 'completion' && passable;
  const reader = createOpenAiReader({
    provider: name,
    redact: upstream.redact,
    n,
    thoughts,
    section: request.open === 'plan' ? 'plan' : 'answer',
    raw: request.raw !== undefined,
  });
  return { body: JSON.stringify(requestBody(request, model, dialect, { n, whole })), reader };
};

/** The replies of a call that went well, and what it used. */
const endOf = (reader: OpenAiReader, { request, n }: CallOptions, { model }: Target): Ended => {
  const counted = reader.counted();
  const usage = priced(
    counted ?? { promptTokens: estimatePrompt(request), completionTokens: reader.drawn(), estimated: true },
    model.price,
  );
  const replies = reader.replies().map((reply) => (n === 1 ? { ...reply, tokens: usage.completionTokens } : reply));
  return { replies, usage };
};

/** The `reply` events of a call. */
const repliesOf = ({ replies, usage }: Ended): Batch =>
  replies.map((reply) => ({
    type: 'reply',
    reply,
    usage: replies.length === 1 ? usage : { promptTokens: 0, completionTokens: reply.tokens, estimated: true },
  }));

/**
 * One call to one target. What it drew, and how it ended, is kept in `progress`. Leaving it early closes the
 * connection.
 */
async function* callOnce(target: Target, options: CallOptions): AsyncGenerator<Batch> {
  const { request, n, group, signal, progress } = options;
  const { upstream } = target;
  const { name } = upstream.entry;
  const { body, reader } = prepareCall(target, request, n);
  const { received, release } = await upstream.call('/chat/completions', body, group, signal, request.headers);
  Object.assign(progress, { tokens: 0, prompt: estimatePrompt(request), target, ended: undefined });
  const response = createResponseReader(name, reader);
  let last: Batch = [];
  try {
    for await (const piece of received.pieces()) {
      const { batch, error } = response.read(piece);
      progress.tokens = reader.drawn();
      const over = response.over() && error === undefined;
      if (over) {
        received.over();
        last = batch; // goes out with what the end adds, in one step
        break;
      }
      if (batch.length > 0) yield batch;
      if (error !== undefined) throw error;
    }
    const { batch, error } = response.end();
    progress.tokens = reader.drawn();
    last.push(...batch);
    if (error === undefined) {
      progress.ended = endOf(reader, options, target);
      last.push(...repliesOf(progress.ended));
    }
    if (last.length > 0) yield last;
    if (error !== undefined) throw error;
  } catch (error) {
    if (progress.tokens === 0 && !signal.aborted) progress.target = undefined; // nothing came of it, and it may be asked anew
    throw error;
  } finally {
    release();
    received.discard();
  }
}

/** What is told of an error that ended a request. */
const failureOf = (error: unknown): Failure =>
  error instanceof UpstreamError
    ? error.failure
    : { status: 500, type: 'server_error', message: error instanceof Error ? error.message : String(error) };

/** The usage of a call that did not end well. */
const lost = ({ tokens, prompt, target }: CallProgress): Usage =>
  target ? priced({ promptTokens: prompt, completionTokens: tokens, estimated: true }, target.model.price) : NO_USAGE;

/** One request at work: its calls and how they ended. */
type Work = {
  targets: readonly Target[];
  request: ChatRequest;
  n: number;
  signal: AbortSignal;
  runtime: Runtime;
  deadline: number;
  group: object;
  calls: CallProgress[];
  ends: Map<number, Ended>;
};

/** One continuation, or several of one call; numbered from `base`. */
async function* draw(work: Work, count: number, base: number): AsyncGenerator<Batch> {
  const { targets, request, signal, runtime, deadline, group, ends } = work;
  const progress: CallProgress = { tokens: 0, prompt: 0, target: undefined };
  work.calls[base] = progress;
  const single: ChatRequest = { ...request, ...(request.seed !== undefined && { seed: request.seed + base }) };
  const number = (reply: Reply): Reply => ({
    ...reply,
    index: base + reply.index,
    ...(progress.target && progress.target.model !== targets[0]!.model && { model: progress.target.model.name }),
  });
  const numbered = (event: Passing): Passing => {
    if (event.type === 'reply') return { ...event, reply: number(event.reply) };
    return event.type === 'raw' || base === 0 ? event : { ...event, index: base + event.index };
  };
  try {
    const ask = (target: Target) =>
      withRetries(() => callOnce(target, { request: single, n: count, group, signal, progress }), {
        deadline,
        signal,
        runtime,
        retries: target.upstream.entry.retries,
      });
    for await (const batch of withFallbacks(availableFirst(targets), ask, signal)) {
      yield base === 0 && progress.target?.model === targets[0]!.model ? batch : batch.map(numbered);
    }
    if (progress.ended) ends.set(base, { ...progress.ended, replies: progress.ended.replies.map(number) });
  } catch (error) {
    if (signal.aborted || count === work.n) throw error;
    const usage = lost(progress);
    const reply = { ...emptyReply('error'), index: base, tokens: progress.tokens };
    ends.set(base, { replies: [reply], usage, error });
    yield [{ type: 'reply', reply, usage }];
  }
}

/** The events of all continuations of a request. */
const drawAll = (work: Work): AsyncGenerator<Batch> => {
  const { n, targets, request } = work;
  if (n === 1 || targets[0]!.model.capabilities.n) return draw(work, n, 0);
  // Chunks of several streams are no stream of one completion.
  const { raw: _, ...each } = request;
  return merge(Array.from({ length: n }, (__, index) => draw({ ...work, request: each }, 1, index)));
};

/** The first good reply. Throws what the first call threw when there is none. */
const firstReply = ({ ends }: Work): Reply => {
  const good = [...ends.values()]
    .filter((end) => end.error === undefined)
    .sort((a, b) => a.replies[0]!.index - b.replies[0]!.index);
  if (good.length === 0) throw ends.get(0)!.error;
  return good[0]!.replies[0]!;
};

/**
 * A `Chat` over `targets`: the model that was asked for first, then its fallbacks. `usage` is what the upstream
 * counted, and
 * `estimated` where it counted nothing, as after a cancellation; its cost is the upstream's own or follows from the price.
 * Of calls side by side that fail for good, the reply ends with finish 'error'; only when all fail does the request.
 */
export const upstreamChat =
  (targets: readonly Target[], runtime: Runtime): Chat =>
  (request) =>
    new EventStream(answer(targets, runtime, request));

/** The events of one request, in batches. */
async function* answer(
  targets: readonly Target[],
  runtime: Runtime,
  request: ChatRequest,
): AsyncGenerator<readonly ChatEvent[]> {
  const { n = 1 } = request;
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`n is ${n}; it must be a whole number from 1`);
  const start = runtime.clock();
  const { name, timeouts } = targets[0]!.upstream.entry;
  const controller = new AbortController();
  const leave = (): void => controller.abort(request.signal!.reason);
  const expire = (): void => controller.abort(tooLate(name, 'total', timeouts.total));
  const timer = setTimeout(expire, timeouts.total * 1000).unref();
  if (request.signal?.aborted) leave();
  else request.signal?.addEventListener('abort', leave, { once: true });
  const work: Work = {
    targets,
    request,
    n,
    signal: controller.signal,
    runtime,
    deadline: start + timeouts.total * 1000,
    group: {},
    calls: [],
    ends: new Map(),
  };
  const done = (reply: Reply, failure?: Failure): ChatEvent => ({
    type: 'done',
    reply,
    usage: work.calls.map((progress, base) => work.ends.get(base)?.usage ?? lost(progress)).reduce(addUsage, NO_USAGE),
    seconds: (runtime.clock() - start) / 1000,
    ...(failure && { failure }),
  });
  let over = false;
  /** What comes with the last reply goes out with the end, in one step. */
  let last: Batch = [];
  let replies = 0;
  try {
    work.signal.throwIfAborted();
    for await (const batch of drawAll(work)) {
      for (const event of batch) if (event.type === 'reply') replies++;
      if (replies < n) yield batch;
      else last = batch;
    }
    over = true;
    yield [...last, done(firstReply(work))];
  } catch (error) {
    if (request.signal?.aborted) return yield [...last, done(emptyReply('cancelled'))];
    const failure = failureOf(controller.signal.aborted ? controller.signal.reason : error);
    yield [...last, done(emptyReply('error', failure.message), failure)];
  } finally {
    clearTimeout(timer);
    request.signal?.removeEventListener('abort', leave);
    if (!over) controller.abort(); // whatever still runs when the stream is left early
  }
}
