/**
 * A model of an OpenAI-compatible upstream as a `Chat`. Several continuations are one call where the upstream can do
 * that, and parallel calls where it can't. Failures are retried, and tried at fallbacks, as long as no text was passed
 * on.
 */
import { emptyReply } from '../answer.ts';
import type { Chat, ChatEvent, ChatRequest, Failure, Reply, Usage } from '../types.ts';
import { addUsage, NO_USAGE, priced } from '../usage.ts';
import { estimatePrompt } from './estimate.ts';
import { tooLate, UpstreamError } from './failure.ts';
import { merge } from './merge.ts';
import { createOpenAiReader, type OpenAiReader } from './openai-reader.ts';
import { requestBody } from './request-body.ts';
import { readValues } from './response-body.ts';
import { withFallbacks, withRetries, type Runtime } from './retry.ts';
import { thoughtFormOf } from './thought-parser.ts';
import type { HttpResponse } from './transport.ts';
import { availableFirst, type Target } from './upstream.ts';

type Passing = Exclude<ChatEvent, { type: 'done' | 'plan' | 'verdict' | 'decision' }>;
/** The end of one call that went well, or of a call side by side that failed for good. */
type Ended = { type: 'ended'; replies: readonly Reply[]; usage: Usage; error?: unknown };

/** Reads a response into events. Leaving it early closes the connection. */
async function* readResponse(received: HttpResponse, provider: string, reader: OpenAiReader): AsyncGenerator<Passing> {
  const values = readValues(received, provider);
  for (;;) {
    const { done, value } = await values.next();
    if (done) return yield* reader.end(value) as Passing[];
    try {
      yield* reader.read(value) as Passing[];
    } catch (error) {
      await values.return(false);
      throw error;
    }
  }
}

/** `events` with raw chunks that hold no text held back until some text comes: until then the call may be made anew. */
async function* holdOpening(events: AsyncIterable<Passing>): AsyncGenerator<Passing> {
  let opening: Passing[] | undefined = [];
  for await (const event of events) {
    if (opening && event.type === 'raw' && event.covers === 0) {
      opening.push(event);
      continue;
    }
    if (opening) yield* opening;
    opening = undefined;
    yield event;
  }
  if (opening) yield* opening;
}

/** What was drawn by a call, for a caller that has to account for one that did not end well. */
type CallProgress = { tokens: number; prompt: number; target: Target | undefined };

type CallOptions = { request: ChatRequest; n: number; group: object; signal: AbortSignal; progress: CallProgress };

/** One call to one target. What it drew is kept in `progress`, however it ends. */
async function* callOnce(target: Target, options: CallOptions): AsyncGenerator<Passing | Ended> {
  const { request, n, group, signal, progress } = options;
  const { upstream, model } = target;
  const { name, dialect } = upstream.entry;
  const thoughts = thoughtFormOf(model.thinkTags, model.model);
  // Only what can be passed on is asked for whole: a stream can be cancelled, and shows that it lives.
  const passable = thoughts === undefined && ['reasoning_content', 'none'].includes(dialect.reasoning);
  const whole = request.raw === 'completion' && passable;
  const body = JSON.stringify(requestBody(request, model, dialect, { n, whole }));
  const reader = createOpenAiReader({
    provider: name,
    redact: upstream.redact,
    n,
    thoughts,
    section: request.open === 'plan' ? 'plan' : 'answer',
    raw: request.raw !== undefined,
  });
  const { received, release } = await upstream.call('/chat/completions', body, group, signal, request.headers);
  Object.assign(progress, { tokens: 0, prompt: estimatePrompt(request), target } satisfies CallProgress);
  try {
    for await (const event of holdOpening(readResponse(received, name, reader))) {
      progress.tokens = reader.drawn();
      yield event;
    }
    const counted = reader.counted();
    const usage = priced(
      counted ?? { promptTokens: estimatePrompt(request), completionTokens: reader.drawn(), estimated: true },
      model.price,
    );
    const replies = reader.replies().map((reply) => (n === 1 ? { ...reply, tokens: usage.completionTokens } : reply));
    for (const reply of replies)
      yield {
        type: 'reply',
        reply,
        usage: n === 1 ? usage : { promptTokens: 0, completionTokens: reply.tokens, estimated: true },
      };
    yield { type: 'ended', replies, usage };
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
async function* draw(work: Work, count: number, base: number): AsyncGenerator<Passing> {
  const { targets, request, signal, runtime, deadline, group, ends } = work;
  const progress: CallProgress = { tokens: 0, prompt: 0, target: undefined };
  work.calls[base] = progress;
  const single: ChatRequest = { ...request, ...(request.seed !== undefined && { seed: request.seed + base }) };
  const number = (reply: Reply): Reply => ({
    ...reply,
    index: base + reply.index,
    ...(progress.target && progress.target.model !== targets[0]!.model && { model: progress.target.model.name }),
  });
  try {
    const ask = (target: Target) =>
      withRetries(() => callOnce(target, { request: single, n: count, group, signal, progress }), {
        deadline,
        signal,
        runtime,
        retries: target.upstream.entry.retries,
      });
    for await (const event of withFallbacks(availableFirst(targets), ask, signal)) {
      if (event.type === 'ended') ends.set(base, { ...event, replies: event.replies.map(number) });
      else if (event.type === 'reply') yield { ...event, reply: number(event.reply) };
      else if (event.type === 'raw' || base === 0) yield event;
      else yield { ...event, index: base + event.index };
    }
  } catch (error) {
    if (signal.aborted || count === work.n) throw error;
    const usage = lost(progress);
    const reply = { ...emptyReply('error'), index: base, tokens: progress.tokens };
    ends.set(base, { type: 'ended', replies: [reply], usage, error });
    yield { type: 'reply', reply, usage };
  }
}

/** All continuations of a request. The good replies come back; throws what the first call threw when there are none. */
async function* drawAll(work: Work): AsyncGenerator<Passing, Reply> {
  const { n, targets, ends, signal, request } = work;
  signal.throwIfAborted();
  if (n === 1 || targets[0]!.model.capabilities.n) yield* draw(work, n, 0);
  else {
    // Chunks of several streams are no stream of one completion.
    const { raw: _, ...each } = request;
    yield* merge(Array.from({ length: n }, (__, index) => draw({ ...work, request: each }, 1, index)));
  }
  const good = [...ends.values()]
    .filter((end) => end.error === undefined)
    .sort((a, b) => a.replies[0]!.index - b.replies[0]!.index);
  if (good.length === 0) throw ends.get(0)!.error;
  return good[0]!.replies[0]!;
}

/**
 * A `Chat` over `targets`: the model that was asked for first, then its fallbacks. `usage` is what the upstream counted, and
 * `estimated` where it counted nothing, as after a cancellation; its cost is the upstream's own or follows from the price.
 * Of calls side by side that fail for good, the reply ends with finish 'error'; only when all fail does the request.
 */
export const upstreamChat = (targets: readonly Target[], runtime: Runtime): Chat =>
  async function* (request) {
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
      usage: work.calls
        .map((progress, base) => work.ends.get(base)?.usage ?? lost(progress))
        .reduce(addUsage, NO_USAGE),
      seconds: (runtime.clock() - start) / 1000,
      ...(failure && { failure }),
    });
    try {
      yield done(yield* drawAll(work));
    } catch (error) {
      if (request.signal?.aborted) return yield done(emptyReply('cancelled'));
      const failure = failureOf(controller.signal.aborted ? controller.signal.reason : error);
      yield done(emptyReply('error', failure.message), failure);
    } finally {
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', leave);
      controller.abort(); // whatever still runs when the stream is left early
    }
  };
