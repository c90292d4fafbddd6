/**
 * A chat completion that is not thought about here: the body goes up nearly as it came, the response comes back as bytes.
 * What passes is read for the ledger after it has been sent on. The short path of the server: keep it so.
 */
import type { Failure, Finish, ForwardResult, ForwardedEvents, Usage, Wire } from '../../types.ts';
import { withCost } from '../../usage.ts';
import type { ServedModel } from '../catalog.ts';
import { answerError, errorBody, failed, RequestError } from '../http.ts';
import { takeTurn, type ApiRequest, type ServerContext, type Turn } from '../exchange.ts';
import { asPiece, createForwarded, parsePiece, type Piece } from './forwarded.ts';
import { byteStream, DONE, frame, SSE_HEADERS } from '../sse.ts';

/** Headers of the caller that an upstream may care about. None that says who the caller is. */
const PASSED = ['traceparent', 'tracestate', 'http-referer', 'x-title', 'openai-beta'];

const headersUp = (request: Headers, requestId: string): Record<string, string> => {
  const up: Record<string, string> = { 'x-request-id': requestId };
  for (const name of PASSED) {
    const value = request.get(name);
    if (value !== null) up[name] = value;
  }
  return up;
};

/** The body for the upstream: a stream always tells its usage. */
const bodyUp = (body: Wire): Wire =>
  body.stream === true
    ? { ...body, stream_options: { ...(body.stream_options as Wire | undefined), include_usage: true } }
    : body;

/** When the upstream says nothing: one token per piece, a quarter of a token per byte of the prompt. */
const guess = (body: Wire, drawn: number): Usage => ({
  promptTokens: Math.ceil(JSON.stringify(body.messages).length / 4),
  completionTokens: drawn,
  estimated: true,
});

/** The account of one forwarded request: what was seen of it, and its end in the ledger. Only the first `end` counts. */
type Account = {
  answeredBy(name: string): void;
  observe(piece: Piece): void;
  end(finish?: Finish, failure?: Failure): Promise<void>;
};

const openAccount = (model: ServedModel, { entry, end: endTurn }: Turn, body: Wire): Account => {
  const call = entry.child('upstream', model.id, body);
  const forwarded = createForwarded();
  let drawn = 0;
  let answering: string | undefined;
  return {
    answeredBy: (name) => {
      answering = name;
    },
    observe: (piece) => {
      const fresh = forwarded.observe(piece);
      if (fresh === 0) return;
      if (drawn === 0) {
        entry.firstToken();
        call.firstToken();
      }
      drawn += fresh;
      call.drew(fresh);
    },
    end: (finish, failure = forwarded.failure()) => {
      const usage = forwarded.usage() ?? guess(body, drawn);
      const end = {
        finish: failure ? ('error' as const) : (finish ?? forwarded.finish() ?? 'stop'),
        usage: withCost(usage, model.cost?.(usage, answering)),
        output: forwarded.output(),
        ...(failure && { failure }),
      };
      call.end(end);
      endTurn(end);
      return entry.committed;
    },
  };
};

/** Either spelling of a JSON key with a value that matters. */
const USAGE_KEYS = ['"usage":{', '"usage": {'];
const USAGE = USAGE_KEYS.map((text) => Buffer.from(text));
const LAST = Buffer.from('[DONE]');
const EMPTY_LINE = Buffer.from('\n\n');
const EMPTY_LINE_CR = Buffer.from('\r\n\r\n');

/** How many of `bytes` are whole events. */
const wholeEvents = (bytes: Buffer): number => {
  const plain = bytes.lastIndexOf(EMPTY_LINE);
  const returned = bytes.lastIndexOf(EMPTY_LINE_CR);
  return Math.max(plain < 0 ? 0 : plain + 2, returned < 0 ? 0 : returned + 4);
};

const eventsOf = (bytes: Buffer): string[] => bytes.toString('utf8').split(/(?<=\n\r?\n)/);
const pieceOf = (event: string): Piece | undefined =>
  event.startsWith('data:') ? parsePiece(event.slice(5)) : undefined;

/** `bytes` without the events that hold the usage and nothing else, for a client that did not ask for it. What stands before the first of them is not looked at. */
const withoutUsage = (bytes: Buffer): Buffer => {
  const first = USAGE.map((one) => bytes.indexOf(one))
    .filter((at) => at >= 0)
    .sort((a, b) => a - b)[0];
  if (first === undefined) return bytes;
  const from = wholeEvents(bytes.subarray(0, first));
  const kept = eventsOf(bytes.subarray(from)).filter((event) => {
    const piece = USAGE_KEYS.some((one) => event.includes(one)) ? pieceOf(event) : undefined;
    return !(piece?.usage && Array.isArray(piece.choices) && piece.choices.length === 0);
  });
  return Buffer.concat([bytes.subarray(0, from), Buffer.from(kept.join(''), 'utf8')]);
};

const errorFrame = (failure: Failure): string => frame(errorBody(failure)) + DONE;

/** The stream of the upstream. Each piece is sent on first and read then; the last only when the ledger has it. */
async function* passOn(
  serving: ServerContext,
  events: ReadableStream<ForwardedEvents>,
  turn: Turn,
  account: Account,
  keepUsage: boolean,
): AsyncGenerator<Uint8Array | string> {
  const reader = events.getReader();
  // An upstream that is deaf to the abort is left all the same.
  turn.signal.addEventListener(
    'abort',
    () => {
      void reader.cancel().catch(() => {});
    },
    { once: true },
  );
  let over = false;
  const read = (values: readonly unknown[]): void => {
    for (const piece of values.map(asPiece)) if (piece) account.observe(piece);
  };
  try {
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      const {
        bytes: { buffer, byteOffset, byteLength },
        values,
      } = step.value;
      const bytes = Buffer.from(buffer, byteOffset, byteLength);
      const out = keepUsage ? bytes : withoutUsage(bytes);
      over = bytes.includes(LAST);
      if (over) {
        read(values);
        await account.end();
      }
      if (out.length > 0) yield out;
      if (!over) read(values);
    }
    await account.end(turn.signal.aborted ? 'cancelled' : undefined, turn.cut());
    if (!over && turn.cut()) yield errorFrame(turn.cut()!);
  } catch (error) {
    const cut =
      turn.cut() ??
      (turn.signal.aborted
        ? undefined
        : {
            status: 502,
            type: 'upstream_error',
            code: 'upstream_broken',
            message: 'the upstream broke off in the middle of its stream',
          });
    if (cut && !turn.cut()) serving.report(error);
    await account.end(cut ? 'error' : 'cancelled', cut);
    if (cut) yield errorFrame(cut);
  } finally {
    void reader.cancel().catch(() => {});
    void account.end('cancelled');
  }
}

/** A whole completion as the stream that was asked for, from an upstream that does not stream. */
const asStream = (completion: Piece & Wire, keepUsage: boolean): string => {
  const { choices = [], usage, ...head } = completion;
  const chunk = (more: Wire): string => frame({ ...head, object: 'chat.completion.chunk', ...more });
  const said = choices.map((choice, i) => {
    const { message, ...others } = choice ?? {};
    const calls = message?.tool_calls?.map((call, index) => ({ ...call, index }));
    return chunk({ choices: [{ index: i, ...others, delta: { ...message, ...(calls && { tool_calls: calls }) } }] });
  });
  return `${said.join('')}${keepUsage && usage ? chunk({ choices: [], usage }) : ''}${DONE}`;
};

/** Sends the body on and gives the response back. Throws a `RequestError` when there is no place. */
export const passThrough = async (
  serving: ServerContext,
  incoming: ApiRequest,
  model: ServedModel,
): Promise<Response> => {
  const { body, headers, requestId, requestHeaders: asked } = incoming;
  const turn = await takeTurn(serving, incoming, model);
  const account = openAccount(model, turn, body);
  const keepUsage = (body.stream_options as Wire | null | undefined)?.include_usage === true;
  let passed: ForwardResult;
  try {
    passed = await model.forward!(bodyUp(body), turn.signal, headersUp(asked, requestId));
  } catch (error) {
    const cut = turn.cut();
    if (cut) {
      await account.end('error', cut);
      return failed(cut, headers);
    }
    if (turn.signal.aborted) {
      await account.end('cancelled');
      return failed({ status: 499, type: 'cancelled', message: 'the request was cancelled' }, headers);
    }
    await account.end(
      'error',
      error instanceof RequestError
        ? error.failure
        : { status: 500, type: 'server_error', message: `the upstream of ${model.id} failed unexpectedly` },
    );
    return answerError(error, headers, serving.report);
  }
  if (passed.type === 'failed') {
    await account.end('error', passed.failure);
    return failed(passed.failure, headers);
  }
  account.answeredBy(passed.model);
  if (passed.type === 'stream') {
    const pieces = passOn(serving, passed.events, turn, account, keepUsage);
    const stream = byteStream(pieces, { heartbeatSeconds: serving.heartbeatSeconds, onLeave: turn.abort });
    return new Response(stream, { headers: { ...headers, ...SSE_HEADERS } });
  }
  const piece = asPiece(passed.value);
  if (piece) account.observe(piece);
  await account.end();
  if (body.stream === true && Array.isArray(piece?.choices))
    return new Response(asStream(piece, keepUsage), { headers: { ...headers, ...SSE_HEADERS } });
  return new Response(passed.text, { headers: { ...headers, 'content-type': 'application/json' } });
};
