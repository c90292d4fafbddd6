/**
 * Anthropic's Messages API: POST /v1/messages and /v1/messages/count_tokens, and /v1/models as its clients expect it.
 * The body is read by request.ts; format.ts and stream.ts write the message.
 */
import type { Wire } from '../../types.ts';
import type { Catalog } from '../catalog.ts';
import { openExchange, type ApiRequest, type ServerContext } from '../exchange.ts';
import { findModel, json } from '../http.ts';
import { streamed } from '../openai/chat-completions.ts';
import { leftOutHeader } from '../openai/responses-tools.ts';
import { createSummary } from '../openai/summary.ts';
import { SSE_HEADERS } from '../sse.ts';
import { estimateTokens } from '../token-count.ts';
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

/** POST /v1/messages/count_tokens: an estimate. */
export const countTokens = async (serving: ServerContext, incoming: ApiRequest): Promise<Response> => {
  const { model, request } = readMessagesCall(incoming.body, serving.limits, { counting: true });
  findModel(serving.catalog, model);
  return json({ input_tokens: estimateTokens(request) }, { ...incoming.headers, 'request-id': incoming.requestId });
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
