/**
 * POST /v1/responses: a body in, a response or its stream out. What it means is read in responses-request.ts and spelled in
 * responses-format.ts; here is the way between them. Nothing is kept for a later request (`store` is always false).
 */
import { streamed } from './chat-completions.ts';
import { openExchange, type ApiRequest, type ServerContext } from '../exchange.ts';
import { failed, json } from '../http.ts';
import { itemsOf, responseOf } from './responses-format.ts';
import { readResponsesCall } from './responses-request.ts';
import { responseFrames } from './responses-stream.ts';
import { createSummary } from './summary.ts';

export const responses = async (serving: ServerContext, incoming: ApiRequest): Promise<Response> => {
  const call = readResponsesCall(incoming.body, serving.limits);
  const exchange = await openExchange(serving, incoming, call);
  const own = exchange.turn.entry.id || incoming.requestId;
  let made = 0;
  const newId = (kind: string): string => `${kind}_${own}_${made++}`;
  const head = { id: `resp_${own}`, createdAt: exchange.created, model: exchange.model.id, echo: call.echo };
  if (call.stream)
    return streamed(serving, incoming, exchange, (peeked) =>
      responseFrames(peeked, { head, summary: call.summary, newId }),
    );
  const summary = createSummary(exchange);
  for await (const event of exchange.events) summary.observe(event);
  const failure = summary.failure();
  if (failure) return failed(failure, incoming.headers);
  const [reply] = summary.replies();
  const end = { finish: reply!.finish, usage: summary.usage(), mizan: summary.mizan() };
  return json(responseOf(head, itemsOf(reply!, call.summary, newId), end), incoming.headers);
};
