/**
 * POST /v1/responses: a body in, a response or its stream out, or its beginning when it goes on in the background. What
 * it means is read in responses-request.ts and spelled in responses-format.ts; here is the way between them. A response
 * is kept (`store`, which is true where it is not said) in the ledger, for later requests.
 */
import type { Wire } from '../../types.ts';
import { openExchange, type ApiRequest, type Exchange, type ServerContext } from '../exchange.ts';
import { failed, json } from '../http.ts';
import { streamed } from './chat-completions.ts';
import { noted } from './responses-events.ts';
import { itemsOf, responseOf, type ResponseHead } from './responses-format.ts';
import { inputItems, withHistory } from './responses-history.ts';
import { readResponsesCall, type ResponsesCall } from './responses-request.ts';
import { responseFrames } from './responses-stream.ts';
import { leftOutHeader } from './responses-tools.ts';
import { createSummary } from './summary.ts';

/** One response on its way. `keep` stores it and gives it as it is told. */
type Work = {
  exchange: Exchange;
  call: ResponsesCall;
  head: ResponseHead;
  newId: (kind: string) => string;
  now: () => number;
  keep(response: Wire): Wire;
};

/** The response, once its model has ended. */
const finished = async ({ exchange, call, head, newId, now }: Work) => {
  const summary = createSummary(exchange);
  for await (const event of exchange.events) summary.observe(event);
  const [reply] = summary.replies();
  const failure = summary.failure();
  const end = {
    finish: reply?.finish ?? ('error' as const),
    usage: summary.usage(),
    mizan: summary.mizan(),
    failure,
    at: now(),
  };
  return { failure, response: responseOf(head, failure ? [] : itemsOf(reply!, call, newId), end) };
};

/** The events of a response as frames; of one in the background, noted for whoever asks for them later. */
const framesOf = (serving: ServerContext, { exchange, call, head, newId, now, keep }: Work): AsyncIterable<string> => {
  const { summary, forms, background } = call;
  const onEnd = (response: Wire): Wire => {
    serving.background.delete(head.id);
    return keep(response);
  };
  const frames = responseFrames(exchange, { head, summary, forms, newId, now, onEnd });
  return background ? noted(frames, serving.eventLogs.open(head.id)) : frames;
};

/** Goes on after the response to the request has been sent, until the model ends or the response is cancelled. */
const inBackground = (serving: ServerContext, work: Work): void => {
  const { id } = work.head;
  serving.background.set(id, () => work.exchange.turn.abort());
  const run = async (): Promise<void> => {
    for await (const _ of framesOf(serving, work));
  };
  run()
    .catch((error: unknown) => serving.report(error))
    .finally(() => serving.background.delete(id));
};

/** The stream of a response. One in the background goes on when its client leaves. */
const streamedResponse = async (serving: ServerContext, incoming: ApiRequest, work: Work): Promise<Response> => {
  const { exchange, call, head } = work;
  const turn = call.background ? { ...exchange.turn, abort: () => {} } : exchange.turn;
  if (call.background) serving.background.set(head.id, () => exchange.turn.abort());
  const sent = await streamed(serving, incoming, { ...exchange, turn }, (peeked) =>
    framesOf(serving, { ...work, exchange: peeked }),
  );
  // It failed before its first event, and was answered with an error: there is no response.
  if (!sent.ok && call.background) {
    serving.background.delete(head.id);
    serving.ledger.responses.remove(exchange.turn.entry.id);
  }
  return sent;
};

export const responses = async (serving: ServerContext, given: ApiRequest): Promise<Response> => {
  const { ledger } = serving;
  const body = withHistory(ledger.responses, given.keyId, given.body);
  const call = readResponsesCall(body, serving.limits);
  const leftOut = leftOutHeader(call.leftOut);
  const headers = { ...given.headers, ...(leftOut !== undefined && { 'x-mizan-left-out': leftOut }) };
  // What goes on in the background does not end with its client.
  const signal = call.background ? new AbortController().signal : given.signal;
  const incoming = { ...given, body, headers, signal };
  const exchange = await openExchange(serving, incoming, call);
  const { id } = exchange.turn.entry;
  const stored = call.store && id !== '';
  const responseId = id || incoming.requestId;
  const input = inputItems(given.body.input);
  let made = 0;
  const work: Work = {
    exchange,
    call,
    head: {
      id: `resp_${responseId}`,
      createdAt: exchange.created,
      model: exchange.model.id,
      echo: { ...call.echo, store: stored },
    },
    newId: (kind) => `${kind}_${responseId}_${made++}`,
    now: () => Math.floor(serving.clock() / 1000),
    keep: (response) => {
      if (!stored) return response;
      try {
        ledger.responses.put(id, given.keyId, { response, input });
        return response;
      } catch {
        // The disk is full, say, which the ledger's health tells; the answer counts for more.
        return { ...response, store: false };
      }
    },
  };
  if (call.background) work.keep(responseOf(work.head, []));
  if (call.stream) return streamedResponse(serving, incoming, work);
  if (call.background) {
    inBackground(serving, work);
    return json(responseOf(work.head, []), headers);
  }
  const { failure, response } = await finished(work);
  return failure ? failed(failure, headers) : json(work.keep(response), headers);
};
