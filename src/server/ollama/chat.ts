/**
 * Ollama's POST /api/chat and /api/generate over the events of an exchange: whole with `stream: false`, lines of JSON
 * otherwise.
 */
import type { Reply, Wire } from '../../types.ts';
import { NO_USAGE } from '../../usage.ts';
import { openExchange, type ApiRequest, type ServerContext } from '../exchange.ts';
import { findModel, json } from '../http.ts';
import { streamed } from '../openai/chat-completions.ts';
import { createSummary } from '../openai/summary.ts';
import { ollamaFailed } from './errors.ts';
import { readOllamaChat, readOllamaGenerate, type OllamaCall } from './request.ts';
import { answerLines, chatPiece, endOf, generatePiece, line, type Spell } from './stream.ts';

const HEADERS = { 'content-type': 'application/x-ndjson', 'cache-control': 'no-cache, no-transform' };

const answer = async (
  serving: ServerContext,
  incoming: ApiRequest,
  call: OllamaCall,
  spell: Spell,
): Promise<Response> => {
  const { headers } = incoming;
  const { model, request, options, stream, thinks } = call;
  const head = (): Wire => ({ model, created_at: new Date(serving.clock()).toISOString() });
  if (!request) {
    findModel(serving.catalog, model);
    return json({ ...head(), ...spell({}), ...endOf('stop', NO_USAGE, 0), done_reason: 'load' }, headers);
  }
  const outgoing = { ...incoming, body: { ...incoming.body, stream } };
  const exchange = await openExchange(serving, outgoing, { model, request, options });
  if (stream)
    return streamed(serving, incoming, exchange, (peeked) => answerLines(peeked, { head, spell, thinks }), {
      fail: ollamaFailed,
      headers: HEADERS,
      heartbeat: line({ ...head(), ...spell({}), done: false }),
    });
  const summary = createSummary(exchange);
  let seconds = 0;
  for await (const event of exchange.events) {
    summary.observe(event);
    if (event.type === 'done') ({ seconds } = event);
  }
  const failure = summary.failure();
  if (failure) return ollamaFailed(failure, headers);
  const { content, reasoning, toolCalls, finish }: Reply = summary.replies()[0]!;
  const piece = { content, ...(thinks && { thinking: reasoning }), ...(toolCalls && { toolCalls }) };
  return json(
    { ...head(), ...spell(piece), ...endOf(finish, summary.usage(), seconds), mizan: summary.mizan() },
    headers,
  );
};

/** POST /api/chat. */
export const ollamaChat = async (serving: ServerContext, incoming: ApiRequest): Promise<Response> =>
  answer(serving, incoming, readOllamaChat(incoming.body, serving.limits), chatPiece);

/** POST /api/generate. */
export const ollamaGenerate = async (serving: ServerContext, incoming: ApiRequest): Promise<Response> =>
  answer(serving, incoming, readOllamaGenerate(incoming.body), generatePiece);
