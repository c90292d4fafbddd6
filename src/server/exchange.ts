/**
 * One request at work: a place in the queue, an entry in the ledger, the model made ready, and its events until
 * exactly one `done`, whatever the model, the clock or the caller do. It knows no wire format: the endpoints write the
 * events.
 */
import { emptyReply } from '../answer.ts';
import { batchesOf, EventStream, type EventBatch } from '../event-stream.ts';
import type { ChatEvent, ChatRequest, Failure, Reply, Usage, Wire } from '../types.ts';
import { NO_USAGE } from '../usage.ts';
import type { Catalog, ThinkingOptions, Opened, ServedModel } from './catalog.ts';
import { expectedOf } from './expected.ts';
import { findModel, RequestError } from './http.ts';
import { withAnswerFormat } from './openai/answer-format.ts';
import { optional } from './openai/fields.ts';
import type { BackgroundAnswers } from './conversations/background-answers.ts';
import type { Entry, Ledger } from './ledger/ledger.ts';
import type { EventLogs } from './openai/responses-events.ts';
import type { Release } from '../slots.ts';
import type { Limits, RequestSlots } from './limits.ts';

/** What the endpoints share: the models, the books, the bounds, and the outside world. */
export type ServerContext = {
  catalog: Catalog;
  ledger: Ledger;
  limits: Limits;
  slots: RequestSlots;
  /** Milliseconds since 1970. */
  clock: () => number;
  /** A new name that nobody can guess: letters and digits. */
  newId: () => string;
  /** Under which names thoughts leave. */
  reasoningFields: readonly string[];
  /** Of silence, before a stream says that it lives. */
  heartbeatSeconds: number;
  /** Exchanges at work, to be cancelled when the server stops. */
  working: Set<{ abort(failure: Failure): void }>;
  /** Responses in the background, by their id: how to cancel them. */
  background: Map<string, () => void>;
  /** Events of responses in the background. */
  eventLogs: EventLogs;
  /** Answers that go on when their client leaves; absent where none are kept. */
  answers?: BackgroundAnswers;
  /** A programmer's error, for the operator. */
  report(error: unknown): void;
};

/** One request as the endpoints get it. */
export type ApiRequest = {
  requestId: string;
  keyId: string;
  /** Of the key: how urgent its requests are, and whether it may make one more urgent than that. */
  rank: { priority: number; admin: boolean };
  path: string;
  body: Wire;
  /** Headers of the request. */
  requestHeaders: Headers;
  /** Of the response. */
  headers: Record<string, string>;
  /** Aborts when the client has gone. */
  signal: AbortSignal;
};

/** A place taken and an entry begun. `end` gives both back; only the first call counts. */
export type Turn = {
  entry: Entry;
  signal: AbortSignal;
  /** Cancels the model's work: the client has left. */
  abort(): void;
  /** Why it was cut short by this server; undefined while it was not, or when the client left. */
  cut(): Failure | undefined;
  end(end: { finish: Reply['finish']; usage: Usage; failure?: Failure; output?: Wire }): void;
};

export type Exchange = {
  model: ServedModel;
  /** The model as the caller named it. */
  name: string;
  opened: Opened;
  request: ChatRequest;
  turn: Turn;
  /** The version of the model's weights as the request begins; '' where it has none. */
  version: string;
  /** In seconds. */
  created: number;
  /**
   * The events of the chat; exactly one `done`, last, with a failure when its finish is 'error' or 'cancelled'. Never
   * throws.
   */
  events: AsyncIterable<ChatEvent>;
};

/** How long a chat that was cancelled may take to say what it used, in milliseconds. */
const GRACE = 500;

/** Waits for a place, then begins an entry. Throws a `RequestError` on overload. */
export const takeTurn = async (
  serving: ServerContext,
  { requestId, keyId, path, body, signal: client }: ApiRequest,
  model: ServedModel,
  thinking?: { request: ChatRequest; options: ThinkingOptions },
): Promise<Turn> => {
  const { slots, ledger, limits, working } = serving;
  const place = slots.take(client, keyId);
  const release: Release = typeof place === 'function' ? place : await place;
  let entry: Entry;
  try {
    entry = ledger.begin({
      requestId,
      keyId,
      model: model.id,
      path,
      body,
      stream: body.stream === true,
      expected: () => expectedOf(model, body, thinking),
      free: model.free === true,
    });
  } catch (error) {
    release();
    throw error;
  }
  const controller = new AbortController();
  let cut: Failure | undefined;
  const handle = {
    abort: (failure?: Failure) => {
      if (controller.signal.aborted) return;
      cut = failure;
      controller.abort(failure && new RequestError(failure)); // an agent writes down why it ended
    },
  };
  const onClient = () => handle.abort();
  const onBudget = () =>
    handle.abort(
      entry.overBudget.reason instanceof RequestError
        ? entry.overBudget.reason.failure
        : { status: 402, type: 'insufficient_quota', message: 'the budget of this key ran out' },
    );
  const timer = setTimeout(
    () =>
      handle.abort({
        status: 504,
        type: 'timeout_error',
        code: 'request_timeout',
        message: `the request took longer than ${limits.seconds} s, the limit of this server`,
      }),
    limits.seconds * 1000,
  );
  client.addEventListener('abort', onClient, { once: true });
  entry.overBudget.addEventListener('abort', onBudget, { once: true });
  working.add(handle);
  if (client.aborted) onClient();
  if (entry.overBudget.aborted) onBudget();
  let ended = false;
  return {
    entry,
    signal: controller.signal,
    abort: onClient,
    cut: () => cut,
    end: (end) => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      client.removeEventListener('abort', onClient);
      entry.overBudget.removeEventListener('abort', onBudget);
      working.delete(handle);
      release();
      entry.end(end);
    },
  };
};

type Done = Extract<ChatEvent, { type: 'done' }>;

/** What to say of a `done` that is no answer. */
const failureOf = ({ reply, failure }: Done, cut: Failure | undefined): Failure | undefined => {
  if (cut && reply.finish !== 'stop' && reply.finish !== 'tools') return cut;
  if (reply.finish === 'error')
    return (
      failure ?? {
        status: 502,
        type: 'upstream_error',
        code: 'model_failed',
        message: reply.content || 'the model failed without a message',
      }
    );
  if (reply.finish === 'cancelled')
    return failure ?? { status: 499, type: 'cancelled', code: 'cancelled', message: 'the request was cancelled' };
  return undefined;
};

type EndWith = (finish: 'error' | 'cancelled', failure?: Failure) => Done;

/**
 * The events of the chat in batches. What it throws becomes a `done`, and so does its silence when it was cancelled and
 * does not end within the grace period.
 */
const readEvents = (
  serving: ServerContext,
  { opened, request, turn: { signal }, model }: Omit<Exchange, 'events'>,
  ending: EndWith,
): { next(): Promise<EventBatch>; close(): void } => {
  const broken = (error: unknown): ChatEvent => {
    if (error instanceof RequestError) return ending('error', error.failure);
    serving.report(error);
    return ending('error', {
      status: 500,
      type: 'server_error',
      code: 'internal_error',
      message: `the model ${model.id} failed unexpectedly`,
    });
  };
  const stopped = (): ChatEvent =>
    ending('error', {
      status: 502,
      type: 'upstream_error',
      message: `the model ${model.id} stopped without an end`,
    });
  const chat = request.format ? withAnswerFormat(opened.chat, opened.selects) : opened.chat;
  let iterator: AsyncIterator<EventBatch> | undefined;
  // Within an async function, so that a chat that throws when it is called fails like one that throws later.
  const pull = async (): Promise<IteratorResult<EventBatch>> =>
    (iterator ??= batchesOf(chat({ ...request, signal }))[Symbol.asyncIterator]()).next();
  let force: ((event: ChatEvent) => void) | undefined;
  let grace: ReturnType<typeof setTimeout> | undefined;
  const onAbort = () => {
    grace = setTimeout(() => force?.(ending('cancelled')), GRACE);
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  return {
    next: () =>
      new Promise((resolve) => {
        force = (event) => resolve([event]);
        pull().then(
          ({ done, value }) => resolve(done ? [stopped()] : value),
          (error: unknown) => resolve([signal.aborted ? ending('cancelled') : broken(error)]),
        );
      }),
    close() {
      signal.removeEventListener('abort', onAbort);
      clearTimeout(grace);
      void iterator?.return?.().catch(() => {});
    },
  };
};

/** Ends the turn with what the last event says, and waits until the ledger holds it. */
const endTurn = async ({ entry, end }: Turn, { reply, usage, failure }: Done): Promise<void> => {
  end({
    finish: reply.finish,
    usage,
    ...(failure && { failure }),
    output: {
      content: reply.content,
      ...(reply.reasoning && { reasoning: reply.reasoning }),
      ...(reply.toolCalls && { tool_calls: reply.toolCalls }),
    },
  });
  await entry.committed; // so that whoever has seen the end finds it in the ledger, whatever happens to this process
};

/**
 * Events of an exchange, ended by force when a cancelled chat does not end by itself. What comes together with `done`
 * is given with it, once the ledger holds the request.
 */
async function* follow(serving: ServerContext, exchange: Omit<Exchange, 'events'>): AsyncGenerator<EventBatch> {
  const { turn } = exchange;
  const { entry } = turn;
  const paid: Usage = { ...NO_USAGE };
  const started = serving.clock();
  const events = readEvents(serving, exchange, (finish, failure) => ({
    type: 'done',
    reply: emptyReply(finish, failure?.message),
    usage: paid,
    seconds: (serving.clock() - started) / 1000,
    ...(failure && { failure }),
  }));
  const note = (event: Exclude<ChatEvent, Done>): void => {
    if (event.type === 'delta' || event.type === 'tool') {
      paid.completionTokens += event.tokens;
      entry.firstToken();
    } else if (event.type !== 'raw') {
      if (event.type === 'reply') paid.promptTokens = Math.max(paid.promptTokens, event.usage.promptTokens);
      entry.note(event);
    }
  };
  let last: Done | undefined;
  let rest: EventBatch = [];
  try {
    while (!last) {
      const batch = await events.next();
      const done = batch.find((event) => event.type === 'done');
      const before = (done ? batch.slice(0, batch.indexOf(done)) : batch) as Exclude<ChatEvent, Done>[];
      before.forEach(note);
      if (!done) {
        yield before;
        continue;
      }
      rest = before;
      const failure = failureOf(done, turn.cut());
      last = failure ? { ...done, failure } : done;
    }
  } finally {
    events.close();
    if (!last) turn.end({ finish: 'cancelled', usage: paid });
  }
  entry.note(last);
  await endTurn(turn, last);
  yield [...rest, last];
}

/** Headers of the caller that an upstream may care about. None that says who the caller is. */
const PASSED = ['traceparent', 'tracestate', 'http-referer', 'x-title', 'openai-beta', 'x-session-id'];

const headersUp = ({ requestHeaders, requestId }: ApiRequest): Record<string, string> => {
  const up: Record<string, string> = { 'x-request-id': requestId };
  for (const name of PASSED) {
    const value = requestHeaders.get(name);
    if (value !== null) up[name] = value;
  }
  return up;
};

/**
 * One call of an endpoint, read. `raw`: what an upstream sends may be passed on, where the answer is its reply alone.
 */
export type ModelCall = {
  model: string;
  request: ChatRequest;
  options: Omit<ThinkingOptions, 'suffix'>;
  raw?: ChatRequest['raw'];
};

/** Furthest from 0 that a priority counts. */
const MOST_PRIORITY = 1000;

/**
 * How urgent a request is: the key's priority and the body's `priority`, as vLLM spells it (lower goes first). Only an
 * admin can make a request more urgent than its key. Undefined: as usual.
 */
const priorityOf = ({ rank, body }: ApiRequest): number | undefined => {
  const asked = Number.isInteger(body.priority) ? (body.priority as number) : 0;
  const sum = rank.priority + (rank.admin ? asked : Math.max(0, asked));
  return sum === 0 ? undefined : Math.max(-MOST_PRIORITY, Math.min(MOST_PRIORITY, sum));
};

/** Takes a turn and makes the model ready. Throws a `RequestError` when there is no such model, place or option. */
export const openExchange = async (
  serving: ServerContext,
  incoming: ApiRequest,
  { model: name, request, options, raw }: ModelCall,
): Promise<Exchange> => {
  const { model, suffix } = findModel(serving.catalog, name);
  const turn = await takeTurn(serving, incoming, model, { request, options: { ...options, suffix } });
  try {
    const turns = { caller: incoming.keyId, ...optional('priority', priorityOf(incoming)) };
    const prepared = { ...request, ...turns, headers: headersUp(incoming), signal: turn.signal };
    const opened = model.open(prepared, { ...options, suffix, key: incoming.keyId }, turn.entry);
    const version = model.version?.() ?? '';
    turn.entry.setSettings(version === '' ? opened.settings : { ...opened.settings, weights: version });
    const passes = suffix === '' && opened.passes === true && raw !== undefined;
    const exchange = {
      model,
      name,
      opened,
      request: passes ? { ...prepared, raw } : prepared,
      turn,
      version,
      created: Math.floor(serving.clock() / 1000),
    };
    return { ...exchange, events: new EventStream(follow(serving, exchange)) };
  } catch (error) {
    const failure =
      error instanceof RequestError
        ? error.failure
        : { status: 500, type: 'server_error', message: 'the request failed unexpectedly' };
    turn.end({ finish: 'error', usage: NO_USAGE, failure });
    throw error;
  }
};
