/**
 * POST /v1/chat/completions: a body in, a completion or its stream out. The body is read by
 * chat-completions-request.ts; the response is written by chat-completions-format.ts and chat-completions-stream.ts.
 */
import { batchesOf, EventStream } from '../../event-stream.ts';
import { hashString } from '../../random.ts';
import type { ChatEvent, ChatRequest, Failure, Wire } from '../../types.ts';
import { NO_USAGE } from '../../usage.ts';
import type { ServedModel } from '../catalog.ts';
import { openExchange, type ApiRequest, type Exchange, type ServerContext } from '../exchange.ts';
import { answerStream, isClientId } from '../conversations/answer-stream.ts';
import { badRequest, failed, json, RequestError } from '../http.ts';
import { byteStream, peek, SSE_HEADERS } from '../sse.ts';
import { choiceOf, passable, withRequiredFields } from './chat-completions-format.ts';
import { optional } from './fields.ts';
import { readChatCall, type ChatCall } from './chat-completions-request.ts';
import { chatFrames } from './chat-completions-stream.ts';
import { chatUsage, createSummary } from './summary.ts';

/**
 * How long a stream waits for its first event before it says 200, in milliseconds: until then a failure has a status.
 */
const PATIENCE = 1500;

const fingerprints = new WeakMap<ServedModel, { version: string; fingerprint: string }>();

/** Changes when the model's entry does, and with the version of its weights. */
const fingerprint = (model: ServedModel, version: string): string => {
  const known = fingerprints.get(model);
  if (known?.version === version) return known.fingerprint;
  const hash = hashString(`${model.id} ${JSON.stringify(model.about)} ${version}`);
  const made = `fp_${hash.toString(16).padStart(8, '0')}`;
  fingerprints.set(model, { version, fingerprint: made });
  return made;
};

/** The fields that a response begins with. It names the model as the caller did. */
export const headOf = (exchange: Exchange, id: string, object: string): Wire => ({
  id,
  object,
  created: exchange.created,
  model: exchange.name,
  system_fingerprint: fingerprint(exchange.model, exchange.version),
});

/**
 * Whether an event holds something for the caller. Until one does, the request may still fail with a status of its own.
 */
const tells = (event: ChatEvent): boolean => {
  switch (event.type) {
    case 'delta':
    case 'plan':
      return event.text !== '';
    case 'reply':
      return event.reply.finish !== 'error' && event.reply.finish !== 'cancelled';
    case 'verdict':
      return event.answer !== '';
    case 'decision':
      return event.decision.chosen !== undefined;
    case 'tool':
    case 'act':
    case 'raw':
    case 'done':
      return true;
    default:
      return event satisfies never;
  }
};

/** How an API streams. `opensAtOnce`: its first frame is sent before the model says anything. */
export type StreamForm = {
  fail: (failure: Failure, headers: Record<string, string>) => Response;
  headers: Readonly<Record<string, string>>;
  heartbeat?: string;
  opensAtOnce?: boolean;
};
const OPENAI: StreamForm = { fail: failed, headers: SSE_HEADERS };

/** The stream of an exchange: an error response when it fails before its first event, the frames otherwise. */
export const streamed = async (
  serving: ServerContext,
  { headers }: Pick<ApiRequest, 'headers'>,
  exchange: Exchange,
  frames: (exchange: Exchange) => AsyncIterable<string>,
  form: StreamForm = OPENAI,
): Promise<Response> => {
  const { first, all } = await peek(batchesOf(exchange.events), PATIENCE, (batch) => batch.some(tells));
  const told = first?.find(tells);
  if (told?.type === 'done' && told.failure) return form.fail(told.failure, headers);
  const body = byteStream(frames({ ...exchange, events: new EventStream(all) }), {
    heartbeatSeconds: serving.heartbeatSeconds,
    silent: first === undefined && !form.opensAtOnce,
    ...optional('heartbeat', form.heartbeat),
    onLeave: () => exchange.turn.abort(),
  });
  return new Response(body, { headers: { ...headers, ...form.headers } });
};

/** What an upstream sent may be passed on: nothing of Mizan's own was asked for, and nothing has to be checked here. */
const rawFor = ({ stream, request, options }: ChatCall): ChatRequest['raw'] => {
  if (options.mizan !== undefined || request.format) return undefined;
  return stream ? 'chunks' : 'completion';
};

/** The completion of an upstream as it came, when it came whole and in form. */
const passedOn = (
  raw: Extract<ChatEvent, { type: 'raw' }> | undefined,
  model: string,
  reasoningFields: readonly string[],
  headers: Record<string, string>,
): Response | undefined => {
  const completion = raw?.chunks[0];
  if (completion?.value.object !== 'chat.completion' || !passable(completion.value, 'message', reasoningFields))
    return undefined;
  const { value, text } = completion;
  const whole = withRequiredFields(value, 'message');
  if (whole !== value || value.model !== model) return json({ ...whole, model }, headers);
  return new Response(text, { headers: { ...headers, 'content-type': 'application/json' } });
};

/** Names the answer that goes on when its client leaves (conversations-api.ts). */
const ANSWER_HEADER = 'x-mizan-answer';

/**
 * The id of an answer that is to go on without its client; undefined where none is asked for. Throws a `RequestError`
 * for a bad one.
 */
const answerIdOf = (
  { answers }: ServerContext,
  { requestHeaders }: ApiRequest,
  stream: boolean,
): string | undefined => {
  const id = requestHeaders.get(ANSWER_HEADER);
  if (id === null || !answers || !stream) return undefined;
  if (isClientId(id)) return id;
  throw badRequest(`${ANSWER_HEADER}: an id has 8 to 64 letters, digits, - and _`, ANSWER_HEADER);
};

/**
 * The stream of an exchange that goes on when its client leaves: it is written into a log, which the client follows.
 */
const inBackground = async (
  serving: ServerContext,
  { headers, keyId }: ApiRequest,
  exchange: Exchange,
  frames: (exchange: Exchange) => AsyncIterable<string>,
  id: string,
): Promise<Response> => {
  const answers = serving.answers!;
  if (!answers.begin(keyId, id, () => exchange.turn.abort())) {
    exchange.turn.abort();
    exchange.turn.end({ finish: 'cancelled', usage: NO_USAGE });
    throw new RequestError({
      status: 409,
      type: 'invalid_request_error',
      code: 'answer_exists',
      message: `there is an answer ${id} already; follow it with GET /v1/mizan/answers/${id}, or make a new id`,
    });
  }
  const { first, all } = await peek(exchange.events, PATIENCE, tells);
  // Written also when it failed before its first event: a client that has left finds out why.
  const written = answers.write(keyId, id, frames({ ...exchange, events: all }));
  if (first?.type === 'done' && first.failure) {
    await written;
    return failed(first.failure, headers);
  }
  return answerStream(answers.follow(keyId, id, 0)!, headers, serving.heartbeatSeconds);
};

export const chatCompletions = async (serving: ServerContext, given: ApiRequest): Promise<Response> => {
  const call = readChatCall(given.body, serving.limits);
  const answerId = answerIdOf(serving, given, call.stream);
  const incoming = answerId === undefined ? given : { ...given, signal: new AbortController().signal };
  const exchange = await openExchange(serving, incoming, { ...call, raw: rawFor(call) });
  const { reasoningFields } = serving;
  const id = `chatcmpl-${exchange.turn.entry.id || incoming.requestId}`;
  if (call.stream) {
    const head = headOf(exchange, id, 'chat.completion.chunk');
    const frames = (peeked: Exchange): AsyncIterable<string> =>
      chatFrames(peeked, { head, includeUsage: call.includeUsage, events: call.events, reasoningFields });
    return answerId === undefined
      ? streamed(serving, incoming, exchange, frames)
      : inBackground(serving, incoming, exchange, frames, answerId);
  }
  const summary = createSummary(exchange);
  let raw: Extract<ChatEvent, { type: 'raw' }> | undefined;
  for await (const batch of batchesOf(exchange.events))
    for (const event of batch) {
      summary.observe(event);
      if (event.type === 'raw') raw = event;
    }
  const failure = summary.failure();
  if (failure) return failed(failure, incoming.headers);
  const passed = passedOn(raw, exchange.name, reasoningFields, incoming.headers);
  if (passed) return passed;
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
