/**
 * A provider's model within its window. What the server says of the window holds; where it says nothing, the config's
 * contextLength, and without that the longest window that the card of the model's family names, is an upper bound: a
 * reply is not asked to be longer than could fit, and a conversation that can't fit is refused in words with the
 * numbers. Nothing is refused or shortened that would fit: tokens are counted too low here. An upstream's own refusal
 * of a long conversation is told in the same words.
 */
import { windowInError } from '../agent/window.ts';
import { emptyReply } from '../answer.ts';
import { batchesOf, EventStream, type EventBatch } from '../event-stream.ts';
import type { ModelEntry, ProviderEntry } from '../provider/config.ts';
import { familyFor, longestWindow } from '../provider/model-families.ts';
import { findWindow } from '../provider/window.ts';
import type { Chat, ChatRequest, Failure } from '../types.ts';
import { NO_USAGE } from '../usage.ts';

/** A window in tokens, and whose word it is. */
type KnownWindow = { tokens: number; by: 'server' | 'config' | 'family' };

/** What a window is known from, without asking its server. */
type Known = Pick<ModelEntry, 'contextLength' | 'family' | 'model'>;

/** The window that the config or the card of the family says; undefined when neither does. */
const declaredWindow = (entry: Known): KnownWindow | undefined => {
  if (entry.contextLength !== undefined) return { tokens: entry.contextLength, by: 'config' };
  const family = familyFor(entry);
  const tokens = family && longestWindow(family);
  return tokens === undefined ? undefined : { tokens, by: 'family' };
};

/** The window: what the server says, else what is declared. Asks the server. */
const windowFor = async (
  entry: Known,
  { preset, baseUrl }: Pick<ProviderEntry, 'preset' | 'baseUrl'>,
  declared: KnownWindow,
): Promise<KnownWindow> => {
  const tokens = baseUrl === undefined ? undefined : await findWindow({ baseUrl, model: entry.model }, preset);
  return tokens === undefined ? declared : { tokens, by: 'server' };
};

/** More characters than a token of text has on average, in any language and in code. */
const PER_TOKEN_AT_MOST = 8;

/**
 * Tokens that a conversation takes at the least. A run of one character counts as one, as tokenizers have tokens for
 * runs of spaces and the like.
 */
export const leastTokens = ({ messages, tools = [] }: Pick<ChatRequest, 'messages' | 'tools'>): number => {
  const texts = messages.map(({ content, reasoning = '', toolCalls = [] }) =>
    [content, reasoning, ...toolCalls.map((call) => call.arguments)].join(''),
  );
  const declared = tools.length === 0 ? '' : JSON.stringify(tools);
  return [...texts, declared].reduce(
    (sum, text) => sum + Math.ceil(text.replaceAll(/(.)\1+/gsu, '$1').length / PER_TOKEN_AT_MOST),
    0,
  );
};

const number = (tokens: number): string => tokens.toLocaleString('en-US');

/** Whose word a window is, for sentences. */
const WINDOW_BY = {
  server: 'as its server says',
  config: 'as the config says',
  family: 'the longest that the card of its family names, as its server does not say its own',
} as const;

const ADVICE = 'shorten the conversation or start a new one';

/** The sentence for a conversation that is not sent. */
export const tooLongSentence = (name: string, tokens: number, window: KnownWindow): string =>
  `the conversation is too long for ${name}: it takes at least ${number(tokens)} tokens, and the window has ` +
  `${number(window.tokens)} (${WINDOW_BY[window.by]}); ${ADVICE}` +
  (window.by === 'server' ? '' : `, or say a larger "contextLength" in the config`);

/** An upstream's refusal of a long conversation, with what is known of the numbers before its own words. */
export const refusedSentence = (name: string, said: string, declared: KnownWindow | undefined): string => {
  const tokens = windowInError(said);
  const window =
    tokens === undefined ? declared && `its window has at most ${number(declared.tokens)} tokens` : undefined;
  const told = tokens === undefined ? window : `its window has ${number(tokens)} tokens`;
  return `the conversation is too long for ${name}${told === undefined ? '' : `: ${told}`}; ${ADVICE}. The server said: ${said}`;
};

const refused = (message: string): Failure => ({
  status: 400,
  type: 'invalid_request_error',
  code: 'context_length_exceeded',
  message,
});

/** A batch whose end is an upstream's refusal of a long conversation tells it in words. */
const inWords = (batch: EventBatch, name: string, declared: KnownWindow | undefined): EventBatch =>
  batch.map((event) => {
    if (event.type !== 'done' || event.failure?.code !== 'context_length_exceeded') return event;
    const message = refusedSentence(name, event.failure.message, declared);
    return { ...event, reply: { ...event.reply, content: message }, failure: { ...event.failure, message } };
  });

/**
 * `chat` within the window. The server is asked only when what is declared would bound the request. A conversation is
 * not refused when there is a fallback, whose window may be larger.
 */
export const withinWindow = (chat: Chat, entry: ModelEntry, provider: ProviderEntry): Chat => {
  const declared = declaredWindow(entry);

  /** The request as it can be sent, or why it is not. */
  const bounded = async (request: ChatRequest): Promise<ChatRequest | Failure> => {
    if (declared === undefined) return request;
    const tokens = leastTokens(request);
    if (tokens + (request.maxTokens ?? 1) <= declared.tokens) return request;
    const window = await windowFor(entry, provider, declared);
    if (tokens >= window.tokens)
      return entry.fallbacks.length > 0 ? request : refused(tooLongSentence(entry.name, tokens, window));
    const most = window.tokens - tokens;
    return request.maxTokens !== undefined && request.maxTokens > most ? { ...request, maxTokens: most } : request;
  };

  return (request) => {
    async function* batches(): AsyncGenerator<EventBatch> {
      const sent = await bounded(request);
      if ('messages' in sent)
        for await (const batch of batchesOf(chat(sent))) yield inWords(batch, entry.name, declared);
      else
        yield [{ type: 'done', reply: emptyReply('error', sent.message), usage: NO_USAGE, seconds: 0, failure: sent }];
    }
    return new EventStream(batches());
  };
};
