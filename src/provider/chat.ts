/**
 * A model of an OpenAI-compatible upstream as a `Chat`. It always streams from the upstream; several continuations are one
 * call where the upstream can, and calls side by side where it can't. Failures are tried again and elsewhere as long as
 * nothing was passed on.
 */
import { createParser } from 'eventsource-parser';
import { emptyReply } from '../answer.ts';
import type { Chat, ChatEvent, ChatRequest, Failure, Reply, Usage } from '../types.ts';
import { addUsage, NO_USAGE, priced } from '../usage.ts';
import { createAssembler, type Assembler } from './assemble.ts';
import { requestBody } from './body.ts';
import { estimatePrompt } from './estimate.ts';
import { malformed, tooLate, UpstreamError } from './failure.ts';
import { merge } from './merge.ts';
import { withFallbacks, withRetries, type Runtime } from './retry.ts';
import { thinkTagsOf } from './think-tags.ts';
import { LONGEST_BODY, type HttpResponse } from './transport.ts';
import { availableFirst, type Target } from './upstream.ts';

type Passing = Extract<ChatEvent, { type: 'delta' | 'tool' | 'reply' }>;
/** The end of one call that went well, or of a call side by side that failed for good. */
type Ended = { type: 'ended'; replies: readonly Reply[]; usage: Usage; error?: unknown };

/** Longest single event of a stream, in characters. */
const LONGEST_EVENT = 8 * 2 ** 20;

/** The data of the server-sent events in `received`, as parsed JSON; ends after `[DONE]`, which gives true. */
async function* sseData(received: HttpResponse, provider: string): AsyncGenerator<unknown, boolean> {
  const decoder = new TextDecoder();
  let queue: string[] = [];
  let length = 0;
  const parser = createParser({
    maxBufferSize: LONGEST_EVENT,
    onEvent: ({ data }) => {
      queue.push(data);
    },
    onError: () => {},
  });
  const feed = (text: string): void => {
    try {
      parser.feed(text);
    } catch {
      throw malformed(provider, 'an event without end', false);
    }
  };
  for await (const piece of received.pieces()) {
    length += piece.length;
    if (length > LONGEST_BODY) throw malformed(provider, `a stream of more than ${LONGEST_BODY} bytes`, false);
    feed(decoder.decode(piece, { stream: true }));
    const events = queue;
    queue = [];
    for (const data of events) {
      if (data.trim() === '[DONE]') {
        received.over();
        return true;
      }
      let value: unknown;
      try {
        value = JSON.parse(data);
      } catch {
        throw malformed(provider, 'a stream with an event that is not JSON');
      }
      yield value;
    }
  }
  return false;
}

/** Reads a response into events, in whichever form it came. */
async function* readResponse(received: HttpResponse, provider: string, assembler: Assembler): AsyncGenerator<Passing> {
  const type = received.headers['content-type'] ?? '';
  if (/html/i.test(type)) {
    received.discard();
    throw malformed(provider, 'a page of HTML; is its baseUrl right?', false);
  }
  const pass = function* (events: ChatEvent[]): Generator<Passing> {
    yield* events as Passing[];
  };
  if (/json/i.test(type) && !/event-stream/i.test(type)) {
    let value: unknown;
    try {
      value = JSON.parse(await received.text());
    } catch (error) {
      throw error instanceof SyntaxError ? malformed(provider, 'a body that is not JSON') : error;
    }
    yield* pass(assembler.whole(value));
    yield* pass(assembler.end(false));
    return;
  }
  const data = sseData(received, provider);
  for (;;) {
    const { done, value } = await data.next();
    if (done) return yield* pass(assembler.end(value));
    try {
      yield* pass(assembler.chunk(value));
    } catch (error) {
      await data.return(false); // closes the connection
      throw error;
    }
  }
}

/** What was drawn by a call, for a caller that has to account for one that did not end well. */
type CallProgress = { tokens: number; prompt: number; target: Target | undefined };

/** One call to one target. What it drew is kept in `drawn`, however it ends. */
async function* callOnce(
  target: Target,
  request: ChatRequest,
  n: number,
  group: object,
  signal: AbortSignal,
  drawn: CallProgress,
): AsyncGenerator<Passing | Ended> {
  const { upstream, model } = target;
  const { name } = upstream.entry;
  const body = JSON.stringify(requestBody(request, model, upstream.entry.dialect, n));
  const assembler = createAssembler({
    provider: name,
    redact: upstream.redact,
    n,
    tags: thinkTagsOf(model.thinkTags, model.model),
    section: request.open === 'plan' ? 'plan' : 'answer',
  });
  const { received, release } = await upstream.call('/chat/completions', body, group, signal);
  Object.assign(drawn, { tokens: 0, prompt: estimatePrompt(request), target } satisfies CallProgress);
  try {
    for await (const event of readResponse(received, name, assembler)) {
      drawn.tokens = assembler.drawn();
      yield event;
      if (n > 1)
        for (const reply of assembler.ended())
          yield { type: 'reply', reply, usage: { promptTokens: 0, completionTokens: reply.tokens, estimated: true } };
    }
    const counted = assembler.counted();
    const usage = priced(
      counted ?? { promptTokens: estimatePrompt(request), completionTokens: assembler.drawn(), estimated: true },
      model.price,
    );
    const replies = assembler
      .replies()
      .map((reply) => (n === 1 ? { ...reply, tokens: usage.completionTokens } : reply));
    if (n === 1) yield { type: 'reply', reply: replies[0]!, usage };
    else
      for (const reply of assembler.ended())
        yield { type: 'reply', reply, usage: { promptTokens: 0, completionTokens: reply.tokens, estimated: true } };
    yield { type: 'ended', replies, usage };
  } catch (error) {
    if (drawn.tokens === 0 && !signal.aborted) drawn.target = undefined; // nothing came of it, and it may be asked anew
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

/**
 * A `Chat` over `targets`: the model that was asked for first, then its fallbacks. `usage` is what the upstream counted, and
 * `estimated` where it counted nothing, as after a cancellation; its cost is the upstream's own or follows from the price.
 * Of calls side by side that fail for good, the reply ends with finish 'error'; only when all fail does the request.
 */
export const upstreamChat = (targets: readonly Target[], outside: Runtime): Chat =>
  async function* (request) {
    const { n = 1 } = request;
    if (!Number.isInteger(n) || n < 1) throw new RangeError(`n is ${n}; it must be a whole number from 1`);
    const start = outside.clock();
    const [first] = targets;
    const group = {};
    const { total } = first!.upstream.entry.timeouts;
    const controller = new AbortController();
    const leave = (): void => controller.abort(request.signal!.reason);
    const timer = setTimeout(
      () => controller.abort(tooLate(first!.upstream.entry.name, 'total', total)),
      total * 1000,
    ).unref();
    if (request.signal?.aborted) leave();
    else request.signal?.addEventListener('abort', leave, { once: true });
    const { signal } = controller;
    const patience = { deadline: start + total * 1000, signal, outside };
    const all: CallProgress[] = [];
    const ends = new Map<number, Ended>();

    /** One continuation, or several of one call; numbered from `base`. */
    async function* draw(count: number, base: number): AsyncGenerator<Passing> {
      const drawn: CallProgress = { tokens: 0, prompt: 0, target: undefined };
      all[base] = drawn;
      const single: ChatRequest = { ...request, ...(request.seed !== undefined && { seed: request.seed + base }) };
      const number = (reply: Reply, target: Target | undefined): Reply => ({
        ...reply,
        index: base + reply.index,
        ...(target && target.model !== first!.model && { model: target.model.name }),
      });
      try {
        const ask = (target: Target) =>
          withRetries(() => callOnce(target, single, count, group, signal, drawn), {
            ...patience,
            retries: target.upstream.entry.retries,
          });
        for await (const event of withFallbacks(availableFirst(targets), ask, signal)) {
          if (event.type === 'ended')
            ends.set(base, { ...event, replies: event.replies.map((reply) => number(reply, drawn.target)) });
          else if (event.type === 'reply') yield { ...event, reply: number(event.reply, drawn.target) };
          else yield { ...event, index: base + event.index };
        }
      } catch (error) {
        if (signal.aborted || count === n) throw error;
        const usage = lost(drawn);
        const reply = { ...emptyReply('error'), index: base, tokens: drawn.tokens };
        ends.set(base, { type: 'ended', replies: [reply], usage, error });
        yield { type: 'reply', reply, usage };
      }
    }
    /** The usage of a call that did not end well. */
    const lost = ({ tokens, prompt, target }: CallProgress): Usage =>
      target
        ? priced({ promptTokens: prompt, completionTokens: tokens, estimated: true }, target.model.price)
        : NO_USAGE;
    const usage = (): Usage =>
      all.map((drawn, base) => ends.get(base)?.usage ?? lost(drawn)).reduce(addUsage, NO_USAGE);
    const done = (reply: Reply, failure?: Failure): ChatEvent => ({
      type: 'done',
      reply,
      usage: usage(),
      seconds: (outside.clock() - start) / 1000,
      ...(failure && { failure }),
    });

    try {
      signal.throwIfAborted();
      const together = n === 1 || first!.model.capabilities.n;
      if (together) yield* draw(n, 0);
      else yield* merge(Array.from({ length: n }, (_, index) => draw(1, index)));
      const good = [...ends.values()]
        .filter((item) => item.error === undefined)
        .sort((a, b) => a.replies[0]!.index - b.replies[0]!.index);
      if (good.length === 0) throw ends.get(0)!.error;
      yield done(good[0]!.replies[0]!);
    } catch (error) {
      if (request.signal?.aborted) return yield done(emptyReply('cancelled'));
      const failure = failureOf(signal.aborted ? signal.reason : error);
      yield done(emptyReply('error', failure.message), failure);
    } finally {
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', leave);
      controller.abort(); // whatever still runs when the stream is left early
    }
  };
