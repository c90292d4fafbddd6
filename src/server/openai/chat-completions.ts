/**
 * POST /v1/chat/completions: a body in, a completion or its stream out. What it means is read in
 * chat-completions-request.ts and spelled in chat-completions-format.ts; here is the way between them.
 */
import { hashString } from '../../random.ts';
import type { Wire } from '../../types.ts';
import type { ServedModel } from '../catalog.ts';
import { choiceOf } from './chat-completions-format.ts';
import { checkChatLimits, readChatCall } from './chat-completions-request.ts';
import { chatFrames } from './chat-completions-stream.ts';
import { openExchange, type Exchange, type ApiRequest, type ServerContext } from '../exchange.ts';
import { passThrough } from './pass-through.ts';
import { failed, findModel, json } from '../http.ts';
import { byteStream, peek, SSE_HEADERS } from '../sse.ts';
import { chatUsage, createSummary } from './summary.ts';

/** How long a stream waits for its first event before it says 200, in milliseconds: until then a failure has a status. */
const PATIENCE = 1500;

/** Changes when the model's entry does. */
const fingerprint = ({ id, about }: Pick<ServedModel, 'id' | 'about'>): string =>
  `fp_${hashString(`${id} ${JSON.stringify(about)}`)
    .toString(16)
    .padStart(8, '0')}`;

export const headOf = (exchange: Exchange, id: string, object: string): Wire => ({
  id,
  object,
  created: exchange.created,
  model: exchange.model.id,
  system_fingerprint: fingerprint(exchange.model),
});

/** The stream of an exchange: an error response when it fails before its first event, SSE otherwise. */
export const streamed = async (
  serving: ServerContext,
  { headers }: ApiRequest,
  exchange: Exchange,
  frames: (exchange: Exchange) => AsyncIterable<string>,
): Promise<Response> => {
  const { first, all } = await peek(exchange.events, PATIENCE);
  if (first?.type === 'done' && first.failure) return failed(first.failure, headers);
  const onLeave = () => exchange.turn.abort();
  const body = byteStream(frames({ ...exchange, events: all }), {
    heartbeatSeconds: serving.heartbeatSeconds,
    onLeave,
  });
  return new Response(body, { headers: { ...headers, ...SSE_HEADERS } });
};

/** An answer that must fit a schema is checked here, so that a wrong one fails loudly whatever the upstream does. */
const isStrict = ({ response_format: format }: Wire): boolean =>
  (format as { json_schema?: { strict?: unknown } | null } | null | undefined)?.json_schema?.strict === true;

/** One choice is asked for, or the upstream can draw several by itself; else they are drawn side by side here. */
const drawsChoices = ({ n }: Wire, { about }: ServedModel): boolean =>
  (n ?? 1) === 1 || (about.capabilities as Wire | undefined)?.n === true;

/** The model to pass the body to, when no thinking option is set on top and nothing has to be done here. */
const passing = (serving: ServerContext, { body }: ApiRequest): ServedModel | undefined => {
  if (typeof body.model !== 'string' || (body.mizan ?? undefined) !== undefined || isStrict(body)) return undefined;
  const { model, suffix } = findModel(serving.catalog, body.model);
  return suffix === '' && model.forward && !model.bounded && drawsChoices(body, model) ? model : undefined;
};

export const chatCompletions = async (serving: ServerContext, incoming: ApiRequest): Promise<Response> => {
  const direct = passing(serving, incoming);
  if (direct) {
    checkChatLimits(incoming.body, serving.limits);
    return passThrough(serving, incoming, direct);
  }
  const call = readChatCall(incoming.body, serving.limits);
  const exchange = await openExchange(serving, incoming, call);
  const { reasoningFields } = serving;
  const id = `chatcmpl-${exchange.turn.entry.id || incoming.requestId}`;
  if (call.stream) {
    const head = headOf(exchange, id, 'chat.completion.chunk');
    return streamed(serving, incoming, exchange, (peeked) =>
      chatFrames(peeked, { head, includeUsage: call.includeUsage, events: call.events, reasoningFields }),
    );
  }
  const summary = createSummary(exchange);
  for await (const event of exchange.events) summary.observe(event);
  const failure = summary.failure();
  if (failure) return failed(failure, incoming.headers);
  return json(
    {
      ...headOf(exchange, id, 'chat.completion'),
      choices: summary.replies().map((reply, index) => choiceOf(reply, index, reasoningFields)),
      usage: chatUsage(summary.usage()),
      mizan: summary.mizan(),
    },
    incoming.headers,
  );
};
