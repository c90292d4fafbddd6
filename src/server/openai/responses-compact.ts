/**
 * What is asked about a conversation of the Responses API besides its next response. POST /v1/responses/input_tokens:
 * how long it is, by an estimate. POST /v1/responses/compact: a conversation in, one `compaction` item out that stands
 * for it in the `input` of a later request. The model writes a summary; it travels in `encrypted_content`, so nothing
 * is kept here.
 */
import type { ChatRequest } from '../../types.ts';
import { openExchange, type ApiRequest, type ServerContext } from '../exchange.ts';
import { estimateTokens } from '../token-count.ts';
import { badRequest, failed, findModel, json } from '../http.ts';
import { responsesUsage } from './responses-format.ts';
import { withHistory } from './responses-history.ts';
import { seal } from './responses-input.ts';
import { readResponsesCall } from './responses-request.ts';
import { createSummary } from './summary.ts';

const ASKED =
  'Summarize the conversation so far for someone who has to carry it on without having read it: what is wanted, what was decided, what was found out (names, numbers, paths, exact words that matter), what was done and what is left to do. Write the summary only.';

export const compactResponse = async (serving: ServerContext, given: ApiRequest): Promise<Response> => {
  const body = withHistory(serving.ledger.responses, given.keyId, given.body);
  if (body.input === undefined || body.input === null)
    throw badRequest('input: is missing; send the items of the conversation, or previous_response_id', 'input');
  const { model, input, instructions } = body;
  const { request: read, options } = readResponsesCall({ model, input, instructions }, serving.limits);
  const request: ChatRequest = { ...read, messages: [...read.messages, { role: 'user', content: ASKED }] };
  const exchange = await openExchange(serving, { ...given, body }, { model: model as string, request, options });
  const summary = createSummary(exchange);
  for await (const event of exchange.events) summary.observe(event);
  const failure = summary.failure();
  if (failure) return failed(failure, given.headers);
  const ownId = exchange.turn.entry.id || given.requestId;
  const text = summary.replies()[0]!.content;
  return json(
    {
      id: `resp_${ownId}`,
      object: 'response.compaction',
      created_at: exchange.created,
      output: [{ id: `cmp_${ownId}_0`, type: 'compaction', encrypted_content: seal({ summary: text }) }],
      usage: responsesUsage(summary.usage()),
    },
    given.headers,
  );
};

export const countResponseTokens = async (serving: ServerContext, given: ApiRequest): Promise<Response> => {
  const body = withHistory(serving.ledger.responses, given.keyId, given.body);
  const { model, request } = readResponsesCall(body, serving.limits);
  findModel(serving.catalog, model);
  return json({ object: 'response.input_tokens', input_tokens: estimateTokens(request) }, given.headers);
};
