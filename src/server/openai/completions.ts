/**
 * POST /v1/completions, the older API: a prompt in, text out. A prompt is asked as one turn of a user and answered; it
 * is not continued letter by letter. A prompt of token ids is passed on (passed-on.ts). Several prompts are answered
 * one after another. Thoughts never enter `text`: they stand beside it.
 */
import { z } from 'zod';
import type { ChatEvent, ChatRequest, Reply, TokenChoice, Usage, Wire } from '../../types.ts';
import { addUsage, NO_USAGE } from '../../usage.ts';
import { headOf, streamed } from './chat-completions.ts';
import { finishReason, reasoningUnder } from './chat-completions-format.ts';
import { badRequest, errorBody, failed, json } from '../http.ts';
import { openExchange, type Exchange, type ApiRequest, type ServerContext } from '../exchange.ts';
import {
  thinkingOptionsOf,
  optional,
  parseFields,
  unknownFields,
  samplingOf,
  sharedFields,
  stopOf,
  integerField,
} from './fields.ts';
import { withoutAbsent } from './absent-fields.ts';
import type { Limits } from '../limits.ts';
import { DONE, frame } from '../sse.ts';
import { isTokenIds, tokenCompletions } from './passed-on.ts';
import { chatUsage, createSummary } from './summary.ts';

const bodySchema = z.looseObject({
  ...sharedFields,
  prompt: z.union([z.string(), z.array(z.string()).min(1)], 'must be a string, a list of strings, or token ids'),
  max_tokens: integerField(1),
  n: integerField(1),
  stop: z.union([z.string(), z.array(z.string()).max(16)]).nullish(),
  logprobs: integerField(0, 5),
  echo: z.boolean().nullish(),
  suffix: z.string().max(0, 'is not served').nullish(),
  best_of: integerField(1),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
});

const KNOWN: ReadonlySet<string> = new Set(Object.keys(bodySchema.shape));

type CompletionCall = {
  model: string;
  prompts: string[];
  request: Omit<ChatRequest, 'messages'>;
  options: ReturnType<typeof thinkingOptionsOf>;
  stream: boolean;
  includeUsage: boolean;
  echo: boolean;
};

const readCompletion = (given: Wire, limits: Limits): CompletionCall => {
  const wire = withoutAbsent(given);
  const body = parseFields(bodySchema, wire);
  const prompts = typeof body.prompt === 'string' ? [body.prompt] : body.prompt;
  const n = body.n ?? 1;
  if (prompts.length * n > limits.choices)
    throw badRequest(`n: at most ${limits.choices} choices are served at once, prompts times n`, 'n');
  if ((body.best_of ?? n) !== n)
    throw badRequest(
      'best_of: it must equal n; choose how many answers are weighed by reasoning_effort or the field mizan',
      'best_of',
    );
  if (body.stream && prompts.length > 1) throw badRequest('stream: one prompt at a time can be streamed', 'stream');
  return {
    model: body.model,
    prompts,
    request: {
      ...samplingOf(body),
      ...stopOf(body.stop),
      ...optional('n', body.n),
      ...optional('maxTokens', body.max_tokens),
      ...optional('logprobs', body.logprobs),
      ...unknownFields(wire, KNOWN),
    },
    options: thinkingOptionsOf(wire, body.mizan),
    stream: body.stream ?? false,
    includeUsage: body.stream_options?.include_usage ?? false,
    echo: body.echo ?? false,
  };
};

/** Log-probabilities in the older form; `offset` is where the first token begins in `text`. */
const legacyLogprobs = (tokens: readonly TokenChoice[] | undefined, offset: number): Wire | null => {
  if (!tokens) return null;
  let at = offset;
  return {
    tokens: tokens.map(({ text }) => text),
    token_logprobs: tokens.map(({ logprob }) => logprob),
    top_logprobs: tokens.map(({ top }) => Object.fromEntries(top.map(({ text, logprob }) => [text, logprob]))),
    text_offset: tokens.map(({ text }) => {
      at += text.length;
      return at - text.length;
    }),
  };
};

const choiceOf = (reply: Reply, index: number, prefix: string, reasoningFields: readonly string[]): Wire => ({
  index,
  text: prefix + reply.content,
  logprobs: legacyLogprobs(reply.logprobs, prefix.length),
  finish_reason: finishReason(reply.finish, undefined),
  ...(reply.reasoning !== '' && reasoningUnder(reply.reasoning, reasoningFields)),
});

/** The frames of a streamed completion. Of a model that selects, the answer comes in one piece at the end. */
async function* textFrames(
  exchange: Exchange,
  head: Wire,
  { includeUsage, echo, prompts }: CompletionCall,
  reasoningFields: readonly string[],
): AsyncGenerator<string> {
  const { selects } = exchange.opened;
  const summary = createSummary(exchange);
  const offsets = new Map<number, number>();
  const chunk = (
    index: number,
    text: string,
    finish: string | null = null,
    logprobs?: readonly TokenChoice[],
    more: Wire = {},
  ): string => {
    const offset = offsets.get(index) ?? 0;
    offsets.set(index, offset + text.length);
    return frame({
      ...head,
      choices: [{ index, text, logprobs: legacyLogprobs(logprobs, offset), finish_reason: finish }],
      ...(includeUsage && { usage: null }),
      ...more,
    });
  };
  /** Thoughts stand beside the text, which they never enter. */
  const thoughts = (index: number, text: string): string =>
    frame({
      ...head,
      choices: [{ index, text: '', logprobs: null, finish_reason: null, ...reasoningUnder(text, reasoningFields) }],
      ...(includeUsage && { usage: null }),
    });
  const ends = new Map<number, Reply>();
  const thought = new Set<number>();
  const begin = function* (index: number): Generator<string> {
    if (offsets.has(index)) return;
    offsets.set(index, 0);
    if (echo) yield chunk(index, prompts[0]!);
  };
  const end = function* (): Generator<string> {
    for (const [i, reply] of [...ends.values()].entries()) {
      const fresh = !offsets.has(reply.index);
      if (!thought.has(reply.index) && reply.reasoning !== '') yield thoughts(reply.index, reply.reasoning);
      yield* begin(reply.index);
      if (fresh && reply.content !== '') yield chunk(reply.index, reply.content, null, reply.logprobs);
      yield chunk(
        reply.index,
        '',
        finishReason(reply.finish, undefined),
        undefined,
        i === ends.size - 1 && !includeUsage ? { mizan: summary.mizan() } : {},
      );
    }
  };
  const say = function* (event: ChatEvent): Generator<string> {
    if (event.type === 'delta' && event.section === 'think' && !selects) {
      thought.add(event.index);
      yield thoughts(event.index, event.text);
    } else if (event.type === 'delta' && event.section === 'answer' && !selects) {
      yield* begin(event.index);
      yield chunk(event.index, event.text, null, event.logprobs);
    } else if (event.type === 'reply' && !selects) {
      ends.set(event.reply.index, event.reply);
    } else if (event.type === 'done' && !event.failure) {
      if (selects) for (const reply of event.replies ?? [{ ...event.reply, index: 0 }]) ends.set(reply.index, reply);
      else if (!ends.has(event.reply.index)) ends.set(event.reply.index, event.reply);
      yield* end();
    }
  };
  for await (const event of exchange.events) {
    summary.observe(event);
    yield* say(event);
  }
  const failure = summary.failure();
  if (failure) yield frame(errorBody(failure));
  else if (includeUsage)
    yield frame({ ...head, choices: [], usage: chatUsage(summary.usage()), mizan: summary.mizan() });
  yield DONE;
}

export const completions = async (serving: ServerContext, incoming: ApiRequest): Promise<Response> => {
  if (isTokenIds(incoming.body.prompt)) return tokenCompletions(serving, incoming);
  const call = readCompletion(incoming.body, serving.limits);
  const choices: Wire[] = [];
  let usage: Usage = NO_USAGE;
  let head: Wire | undefined;
  let mizan: Wire = {};
  for (const prompt of call.prompts) {
    const request: ChatRequest = {
      ...call.request,
      messages: [{ role: 'user', content: prompt, wire: { role: 'user', content: prompt } }],
    };
    const exchange = await openExchange(serving, incoming, { ...call, request });
    head ??= headOf(exchange, `cmpl-${exchange.turn.entry.id || incoming.requestId}`, 'text_completion');
    if (call.stream)
      return streamed(serving, incoming, exchange, (peeked) =>
        textFrames(peeked, head!, call, serving.reasoningFields),
      );
    const summary = createSummary(exchange);
    for await (const event of exchange.events) summary.observe(event);
    const failure = summary.failure();
    if (failure) return failed(failure, incoming.headers);
    for (const reply of summary.replies())
      choices.push(choiceOf(reply, choices.length, call.echo ? prompt : '', serving.reasoningFields));
    usage = addUsage(usage, summary.usage());
    mizan = summary.mizan();
  }
  return json({ ...head, choices, usage: chatUsage(usage), mizan }, incoming.headers);
};
