/**
 * A chat-completions body sent on as it came, but for the model's name and what the upstream spells in its own way, and the
 * response given back as it comes. It looks
 * at what passes as far as needed to say a fault in the client's language: no client sees a broken stream, half an object or a
 * page of HTML.
 */
import { createParser } from 'eventsource-parser';
import { rememberAnswering } from '../answering.ts';
import { rememberParsed } from '../parsed.ts';
import type { Failure, Wire } from '../types.ts';
import { respelled } from './body.ts';
import type { ModelEntry } from './config.ts';
import { malformed, tooLate, UpstreamError } from './failure.ts';
import { elsewhere, persist, type Outside } from './retry.ts';
import type { Received } from './transport.ts';
import { inOrder, type Target } from './upstream.ts';

export type Forward = (body: Wire, signal: AbortSignal, headers: Readonly<Record<string, string>>) => Promise<Response>;

/** Headers of the caller that are not the upstream's business: connection, credentials, encodings. */
const OWN = new Set(['authorization', 'connection', 'content-length', 'content-type', 'cookie', 'host', 'accept', 'accept-encoding', 'keep-alive',
  'transfer-encoding', 'upgrade', 'expect', 'te', 'trailer', 'proxy-authorization', 'x-api-key']);

const errorText = ({ type, message, code }: Failure): string => JSON.stringify({ error: { message, type, param: null, code: code ?? null } });

const errorResponse = (failure: Failure): Response =>
  new Response(errorText(failure), {
    status: failure.status,
    headers: { 'content-type': 'application/json', ...(failure.retryAfter !== undefined && { 'retry-after': String(Math.ceil(failure.retryAfter)) }) },
  });

/** Longest part of a stream that is held until its event is complete, in bytes. */
const LONGEST_EVENT = 8 * 2 ** 20;

/** How many of `bytes` are complete events: up to behind the last empty line. */
const completeUntil = (bytes: Buffer): number => {
  const plain = bytes.lastIndexOf('\n\n');
  const returned = bytes.lastIndexOf('\r\n\r\n');
  return Math.max(plain < 0 ? 0 : plain + 2, returned < 0 ? 0 : returned + 4);
};

/** The stream as it comes, in whole events that were seen to be JSON. Throws an `UpstreamError` where it breaks. */
async function* checkedEvents(received: Received, provider: string): AsyncGenerator<Uint8Array> {
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
  const check = (text: string): void => {
    parser.feed(text);
    if (broken) throw malformed(provider, 'a stream with an event that is not JSON');
  };
  for await (const piece of received.pieces()) {
    held = held.length === 0 ? piece : Buffer.concat([held, piece]);
    const until = completeUntil(held);
    if (until === 0 && held.length > LONGEST_EVENT) throw malformed(provider, 'an event without end', false);
    if (until === 0) continue;
    const ready = held.subarray(0, until);
    held = held.subarray(until);
    check(decoder.decode(ready, { stream: true }));
    rememberParsed(ready, values);
    values = [];
    if (over) received.over();
    yield ready;
    if (over) return;
  }
  check(`${decoder.decode(held)}\n\n`);
  if (!finished && !over) throw malformed(provider, 'a stream that ends in the middle of a reply');
  if (held.length > 0) yield Buffer.concat([held, Buffer.from('\n\n')]);
}

/** A response that has begun well: a body that is whole, or a stream whose first events are there. */
type Begun = { text: string } | { first: Uint8Array; rest: AsyncGenerator<Uint8Array> };
type Answered = { begun: Begun; by: ModelEntry };

const begin = async (received: Received, provider: string): Promise<Begun> => {
  const type = received.headers['content-type'] ?? '';
  if (/event-stream/i.test(type)) {
    const rest = checkedEvents(received, provider);
    const { done, value } = await rest.next();
    if (done) throw malformed(provider, 'a response without a reply');
    return { first: value, rest };
  }
  if (/html/i.test(type)) {
    received.drop();
    throw malformed(provider, 'a page of HTML; is its baseUrl right?', false);
  }
  const text = await received.text();
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw malformed(provider, text === '' ? 'an empty body' : 'a body that is not JSON');
  }
  const { choices, error } = (typeof parsed === 'object' && parsed !== null ? parsed : {}) as { choices?: unknown; error?: unknown };
  if (!Array.isArray(choices)) throw malformed(provider, error ? `an error in the place of a reply` : 'JSON that is no chat completion; is its baseUrl right?', false);
  return { text };
};

const encoder = new TextEncoder();

/** The body of a streamed response. A fault in the middle becomes an error event and an end; `close` runs once, at the end. */
const streamOf = (first: Uint8Array, rest: AsyncGenerator<Uint8Array>, controller: AbortController, close: () => void): ReadableStream<Uint8Array> => {
  let queued: Uint8Array | undefined = first;
  return new ReadableStream({
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
        const failure = error instanceof UpstreamError ? error.failure : controller.signal.reason instanceof UpstreamError ? controller.signal.reason.failure : undefined;
        if (!failure) {
          close();
          return sink.error(error); // the caller has left
        }
        sink.enqueue(encoder.encode(`data: ${errorText(failure)}\n\ndata: [DONE]\n\n`));
      }
      close();
      sink.close();
    },
    cancel() {
      controller.abort();
      void rest.return(undefined).catch(() => {});
      close();
    },
  }, { highWaterMark: 0 });
};

/** A `forward` over `targets`: the model that was asked for, then its fallbacks. Resolves for every fault of an upstream; rejects when `signal` aborts. */
export const upstreamForward = (targets: readonly Target[], outside: Outside): Forward =>
  async (body, outer, headers) => {
    const [asked] = targets;
    const { name, timeouts: { total } } = asked!.upstream.entry;
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
      const text = JSON.stringify({ ...model.body, ...respelled(body, model, upstream.entry.dialect), model: model.model });
      const { received, release } = await upstream.call('/chat/completions', text, group, signal, given);
      try {
        const begun = await begin(received, upstream.entry.name);
        giveBack = release;
        yield { begun, by: model };
      } catch (error) {
        release();
        received.drop();
        throw error;
      }
    }
    const ask = (target: Target) => persist(() => attempt(target), { retries: target.upstream.entry.retries, deadline: start + total * 1000, signal, outside });
    try {
      for await (const { begun, by } of elsewhere(inOrder(targets), ask, signal)) {
        const streams = 'first' in begun;
        if (!streams) close();
        const response = streams
          ? new Response(streamOf(begun.first, begun.rest, controller, close), { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' } })
          : new Response(begun.text, { headers: { 'content-type': 'application/json' } });
        if (by !== asked!.model) rememberAnswering(response, by.name);
        return response;
      }
      throw new Error('no target was asked');
    } catch (error) {
      close();
      if (outer.aborted) throw outer.reason;
      const reason: unknown = signal.aborted ? signal.reason : error;
      if (reason instanceof UpstreamError) return errorResponse(reason.failure);
      throw reason;
    }
  };
