/**
 * A chat-completions body sent on as it came, but for the model's name and what the upstream spells in its own way, and the
 * response given back as it comes. It looks at what passes as far as needed to say a fault in the client's language: no client
 * sees a broken stream, half an object or a page of HTML. What it has parsed for that goes along.
 */
import { createParser } from 'eventsource-parser';
import type { Failure, Forward, ForwardedEvents } from '../types.ts';
import { forwardedBody } from './body.ts';
import type { ModelEntry } from './config.ts';
import { malformed, tooLate, UpstreamError } from './failure.ts';
import { withFallbacks, withRetries, type Runtime } from './retry.ts';
import type { HttpResponse } from './transport.ts';
import { availableFirst, type Target } from './upstream.ts';

/** Headers of the caller that are not the upstream's business: connection, credentials, encodings. */
const OWN = new Set([
  'authorization',
  'connection',
  'content-length',
  'content-type',
  'cookie',
  'host',
  'accept',
  'accept-encoding',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'expect',
  'te',
  'trailer',
  'proxy-authorization',
  'x-api-key',
]);

/** Longest part of a stream that is held until its event is complete, in bytes. */
const LONGEST_EVENT = 8 * 2 ** 20;

/** How many of `bytes` are complete events: up to behind the last empty line. */
const completeUntil = (bytes: Buffer): number => {
  const plain = bytes.lastIndexOf('\n\n');
  const returned = bytes.lastIndexOf('\r\n\r\n');
  return Math.max(plain < 0 ? 0 : plain + 2, returned < 0 ? 0 : returned + 4);
};

/** The stream as it comes, in whole events that were seen to be JSON. Throws an `UpstreamError` where it breaks. */
async function* checkedEvents(received: HttpResponse, provider: string): AsyncGenerator<ForwardedEvents> {
  let held: Buffer = Buffer.alloc(0);
  let over = false;
  let finished = false;
  let broken = false;
  let values: unknown[] = [];
  const decoder = new TextDecoder();
  const parser = createParser({
    onEvent({ data }) {
      if (data.trim() === '[DONE]') {
        over = true;
        return;
      }
      try {
        const value = JSON.parse(data) as { choices?: { finish_reason?: unknown }[] };
        values.push(value);
        const { choices } = value;
        if (Array.isArray(choices) && choices.some((choice) => choice?.finish_reason)) finished = true;
      } catch {
        broken = true;
      }
    },
  });
  const read = (text: string): readonly unknown[] => {
    values = [];
    parser.feed(text);
    if (broken) throw malformed(provider, 'a stream with an event that is not JSON');
    return values;
  };
  for await (const piece of received.pieces()) {
    held = held.length === 0 ? piece : Buffer.concat([held, piece]);
    const until = completeUntil(held);
    if (until === 0 && held.length > LONGEST_EVENT) throw malformed(provider, 'an event without end', false);
    if (until === 0) continue;
    const ready = held.subarray(0, until);
    held = held.subarray(until);
    const events = { bytes: ready, values: read(decoder.decode(ready, { stream: true })) };
    if (over) received.over();
    yield events;
    if (over) return;
  }
  const last = read(`${decoder.decode(held)}\n\n`);
  if (!finished && !over) throw malformed(provider, 'a stream that ends in the middle of a reply');
  if (held.length > 0) yield { bytes: Buffer.concat([held, Buffer.from('\n\n')]), values: last };
}

/** A response that has begun well: a body that is whole, or a stream whose first events are there. */
type Begun = { text: string; value: unknown } | { first: ForwardedEvents; rest: AsyncGenerator<ForwardedEvents> };
type Answered = { begun: Begun; by: ModelEntry };

const begin = async (received: HttpResponse, provider: string): Promise<Begun> => {
  const type = received.headers['content-type'] ?? '';
  if (/event-stream/i.test(type)) {
    const rest = checkedEvents(received, provider);
    const { done, value } = await rest.next();
    if (done) throw malformed(provider, 'a response without a reply');
    return { first: value, rest };
  }
  if (/html/i.test(type)) {
    received.discard();
    throw malformed(provider, 'a page of HTML; is its baseUrl right?', false);
  }
  const text = await received.text();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed(provider, text === '' ? 'an empty body' : 'a body that is not JSON');
  }
  const { choices, error } = (typeof value === 'object' && value !== null ? value : {}) as {
    choices?: unknown;
    error?: unknown;
  };
  if (!Array.isArray(choices))
    throw malformed(
      provider,
      error ? `an error in the place of a reply` : 'JSON that is no chat completion; is its baseUrl right?',
      false,
    );
  return { text, value };
};

/** The end of a stream in which `failure` came up. */
const brokenOff = ({ type, message, code }: Failure): ForwardedEvents => {
  const value = { error: { message, type, param: null, code: code ?? null } };
  return { bytes: Buffer.from(`data: ${JSON.stringify(value)}\n\ndata: [DONE]\n\n`), values: [value] };
};

/** The events of a response. A fault in the middle becomes an error event and an end; `close` runs once, at the end. */
const streamOf = (
  first: ForwardedEvents,
  rest: AsyncGenerator<ForwardedEvents>,
  controller: AbortController,
  close: () => void,
): ReadableStream<ForwardedEvents> => {
  let queued: ForwardedEvents | undefined = first;
  return new ReadableStream(
    {
      async pull(sink) {
        if (queued) {
          sink.enqueue(queued);
          queued = undefined;
          return;
        }
        try {
          const { done, value } = await rest.next();
          if (!done) return sink.enqueue(value);
        } catch (error) {
          const failure =
            error instanceof UpstreamError
              ? error.failure
              : controller.signal.reason instanceof UpstreamError
                ? controller.signal.reason.failure
                : undefined;
          if (!failure) {
            close();
            return sink.error(error); // the caller has left
          }
          sink.enqueue(brokenOff(failure));
        }
        close();
        sink.close();
      },
      cancel() {
        controller.abort();
        void rest.return(undefined).catch(() => {});
        close();
      },
    },
    { highWaterMark: 0 },
  );
};

/** A `Forward` over `targets`: the model that was asked for, then its fallbacks. */
export const upstreamForward =
  (targets: readonly Target[], outside: Runtime): Forward =>
  async (body, outer, headers) => {
    const [asked] = targets;
    const {
      name,
      timeouts: { total },
    } = asked!.upstream.entry;
    const start = outside.clock();
    const controller = new AbortController();
    const { signal } = controller;
    const leave = (): void => controller.abort(outer.reason);
    const timer = setTimeout(() => controller.abort(tooLate(name, 'total', total)), total * 1000).unref();
    if (outer.aborted) leave();
    else outer.addEventListener('abort', leave, { once: true });
    let giveBack = (): void => {};
    const close = (): void => {
      clearTimeout(timer);
      outer.removeEventListener('abort', leave);
      giveBack();
    };
    const given = Object.fromEntries(Object.entries(headers).filter(([header]) => !OWN.has(header.toLowerCase())));
    const group = {};

    async function* attempt({ upstream, model }: Target): AsyncGenerator<Answered> {
      const text = JSON.stringify({
        ...model.body,
        ...forwardedBody(body, model, upstream.entry.dialect),
        model: model.model,
      });
      const { received, release } = await upstream.call('/chat/completions', text, group, signal, given);
      try {
        const begun = await begin(received, upstream.entry.name);
        giveBack = release;
        yield { begun, by: model };
      } catch (error) {
        release();
        received.discard();
        throw error;
      }
    }
    const ask = (target: Target) =>
      withRetries(() => attempt(target), {
        retries: target.upstream.entry.retries,
        deadline: start + total * 1000,
        signal,
        outside,
      });
    try {
      for await (const { begun, by } of withFallbacks(availableFirst(targets), ask, signal)) {
        if ('first' in begun)
          return { type: 'stream', model: by.name, events: streamOf(begun.first, begun.rest, controller, close) };
        close();
        return { type: 'whole', model: by.name, ...begun };
      }
      throw new Error('no target was asked');
    } catch (error) {
      close();
      if (outer.aborted) throw outer.reason;
      const reason: unknown = signal.aborted ? signal.reason : error;
      if (reason instanceof UpstreamError) return { type: 'failed', failure: reason.failure };
      throw reason;
    }
  };
