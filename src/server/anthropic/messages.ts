/**
 * Anthropic's Messages API: POST /v1/messages and /v1/messages/count_tokens, and /v1/models as its clients expect it. The
 * body is read by request.ts; format.ts and stream.ts write the message.
 */
import type { Wire } from '../../types.ts';
import type { Catalog } from '../catalog.ts';
import { openExchange, type ApiRequest, type ServerContext } from '../exchange.ts';
import { findModel, json } from '../http.ts';
import { streamed } from '../openai/chat-completions.ts';
import { leftOutHeader } from '../openai/responses-tools.ts';
import { createSummary } from '../openai/summary.ts';
import { SSE_HEADERS } from '../sse.ts';
import { anthropicFailed } from './errors.ts';
import { blocksOf, messageOf, stopReason } from './format.ts';
import { readMessagesCall } from './request.ts';
import { messageFrames, PING } from './stream.ts';

const FORM = { fail: anthropicFailed, headers: SSE_HEADERS, heartbeat: PING, opensAtOnce: true };

/** POST /v1/messages. */
export const messages = async (serving: ServerContext, incoming: ApiRequest): Promise<Response> => {
  const call = readMessagesCall(incoming.body, serving.limits);
  const leftOut = leftOutHeader(call.leftOut);
  const headers = {
    ...incoming.headers,
    'request-id': incoming.requestId,
    ...(leftOut !== undefined && { 'x-mizan-left-out': leftOut }),
  };
  const exchange = await openExchange(serving, incoming, call);
  const head = { id: `msg_${exchange.turn.entry.id || incoming.requestId}`, model: exchange.name };
  const { thinks } = call;
  if (call.stream)
    return streamed(
      serving,
      { headers },
      exchange,
      (peeked) => messageFrames(peeked, { head, thinks, requestId: incoming.requestId }),
      FORM,
    );
  const summary = createSummary(exchange);
  for await (const event of exchange.events) summary.observe(event);
  const failure = summary.failure();
  if (failure) return anthropicFailed(failure, headers);
  const reply = summary.replies()[0]!;
  const end = { reason: stopReason(reply.finish, reply.toolCalls), usage: summary.usage() };
  return json({ ...messageOf(head, blocksOf(reply, thinks), end), mizan: summary.mizan() }, headers);
};

/** Characters per token, tokens of a turn's frame and of a picture: what most tokenizers come near to. */
const PER_TOKEN = 4;
const PER_TURN = 4;
const PER_PICTURE = 1600;

/** POST /v1/messages/count_tokens: an estimate by the length of the texts, since upstreams do not count. */
export const countTokens = async (serving: ServerContext, incoming: ApiRequest): Promise<Response> => {
  const { model, request } = readMessagesCall(incoming.body, serving.limits, { counting: true });
  findModel(serving.catalog, model);
  let pictures = 0;
  const turns = request.messages.map(({ content, reasoning = '', toolCalls = [], wire }) => {
    const parts = Array.isArray(wire?.content) ? (wire.content as Wire[]) : [];
    pictures += parts.filter(({ type }) => type !== 'text').length;
    return content.length + reasoning.length + JSON.stringify(toolCalls).length;
  });
  const tools = request.tools ? JSON.stringify(request.tools).length : 0;
  const letters = turns.reduce((sum, letters) => sum + letters, tools);
  const count = Math.ceil(letters / PER_TOKEN) + PER_TURN * turns.length + PER_PICTURE * pictures;
  return json({ input_tokens: count }, { ...incoming.headers, 'request-id': incoming.requestId });
};

/** GET /v1/models for a client that sends `anthropic-version`. `created` in seconds since 1970. */
export const listAnthropicModels = ({ models }: Catalog, created: number): Wire => {
  const data = models().map(({ id }) => ({
    type: 'model',
    id,
    display_name: id,
    created_at: new Date(created * 1000).toISOString(),
  }));
  return { data, has_more: false, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
};
