/**
 * Replies as the Responses API spells them: items of output, the response around them, its usage. No events and no
 * streams.
 */
import type { Failure, Finish, Reply, TokenChoice, ToolCall, Usage, Wire } from '../../types.ts';
import { extraFields } from './chat-completions-format.ts';
import { optional } from './fields.ts';
import { NO_USAGE } from '../../usage.ts';
import { seal } from './responses-input.ts';
import { callFields, type ToolForms } from './responses-tools.ts';

const token = ({ text, logprob }: { text: string; logprob: number }): Wire => ({
  token: text,
  logprob,
  bytes: [...new TextEncoder().encode(text)],
});
export const tokenLogprobs = (tokens: readonly TokenChoice[] | undefined): Wire[] =>
  (tokens ?? []).map((tokenChoice) => ({ ...token(tokenChoice), top_logprobs: tokenChoice.top.map(token) }));

export type ItemStatus = 'in_progress' | 'completed' | 'incomplete';

export const textPart = (text: string, logprobs?: readonly TokenChoice[]): Wire => ({
  type: 'output_text',
  text,
  annotations: [],
  logprobs: tokenLogprobs(logprobs),
});

export const messageItem = (id: string, status: ItemStatus, content: readonly Wire[]): Wire => ({
  id,
  type: 'message',
  status,
  role: 'assistant',
  content,
});

/** A call as its tool's kind has it; one of a tool that was not offered is a function's. */
export const callItem = (id: string, status: ItemStatus, call: ToolCall, forms?: ToolForms): Wire => ({
  id,
  status,
  ...callFields(forms?.get(call.name) ?? { type: 'function', name: call.name }, call),
});

export const thoughtPart = (text: string, summary: boolean): Wire => ({
  type: summary ? 'summary_text' : 'reasoning_text',
  text,
});

/** `parts` are of the kind that was asked for: a summary, or the text itself. */
export const reasoningItem = (
  id: string,
  status: ItemStatus,
  parts: readonly Wire[],
  summary: boolean,
  sealed?: string,
): Wire => ({
  id,
  type: 'reasoning',
  status,
  summary: summary ? parts : [],
  ...(!summary && { content: parts }),
  ...optional('encrypted_content', sealed),
});

/** What the upstream wants back beside the thoughts, for `encrypted_content`; undefined when it is nothing. */
export const sealOf = (reply: Reply): string | undefined => {
  const others = extraFields(reply);
  return Object.keys(others).length > 0 ? seal(others) : undefined;
};

/** The items of a finished reply. `newId` makes the name of an item from its kind. */
export const itemsOf = (
  reply: Reply,
  { summary, forms }: { summary: boolean; forms: ToolForms },
  newId: (kind: string) => string,
): Wire[] => {
  const status: ItemStatus = reply.finish === 'length' || reply.finish === 'filtered' ? 'incomplete' : 'completed';
  const sealed = sealOf(reply);
  return [
    ...(reply.reasoning !== '' || sealed !== undefined
      ? [
          reasoningItem(
            newId('rs'),
            'completed',
            reply.reasoning === '' ? [] : [thoughtPart(reply.reasoning, summary)],
            summary,
            sealed,
          ),
        ]
      : []),
    ...(reply.content !== '' || !reply.toolCalls?.length
      ? [messageItem(newId('msg'), status, [textPart(reply.content, reply.logprobs)])]
      : []),
    ...(reply.toolCalls ?? []).map((call) => callItem(newId('fc'), status, call, forms)),
  ];
};

/** Usage as the Responses API has it. Everything that the caller pays for is in the two sums. */
export const responsesUsage = (usage: Usage): Wire => ({
  input_tokens: usage.promptTokens,
  input_tokens_details: { cached_tokens: usage.cachedTokens ?? 0, cache_write_tokens: 0 },
  output_tokens: usage.completionTokens,
  output_tokens_details: { reasoning_tokens: usage.reasoningTokens ?? 0 },
  total_tokens: usage.promptTokens + usage.completionTokens,
  ...optional('cost', usage.cost),
});

export type ResponseHead = { id: string; createdAt: number; model: string; echo: Wire };
/** `at`: when it ended, in seconds since 1970. */
export type ResponseEnd = { finish: Finish; usage: Usage; mizan: Wire; failure?: Failure | undefined; at: number };

const REASONS: Readonly<Partial<Record<Finish, string>>> = { length: 'max_output_tokens', filtered: 'content_filter' };

/** The error of a response: OpenAI's description knows few codes. The code that tells more is in `mizan`. */
const errorOf = ({ status, message }: Failure): Wire => {
  if (status === 429) return { code: 'rate_limit_exceeded', message };
  return { code: status >= 400 && status < 500 ? 'invalid_prompt' : 'server_error', message };
};

const statusOf = (end: ResponseEnd | undefined): string => {
  if (!end) return 'in_progress';
  if (end.failure) return end.failure.code === 'cancelled' ? 'cancelled' : 'failed';
  return REASONS[end.finish] ? 'incomplete' : 'completed';
};

/** The response around `output`; in progress without `end`. */
export const responseOf = (
  { id, createdAt, model, echo }: ResponseHead,
  output: readonly Wire[],
  end?: ResponseEnd,
): Wire => {
  const status = statusOf(end);
  const reason = end && !end.failure ? REASONS[end.finish] : undefined;
  return {
    id,
    object: 'response',
    created_at: createdAt,
    completed_at: status === 'completed' ? end!.at : null,
    status,
    error: end?.failure && status === 'failed' ? errorOf(end.failure) : null,
    incomplete_details: reason ? { reason } : null,
    model,
    output,
    ...echo,
    usage: responsesUsage(end?.usage ?? NO_USAGE),
    ...(end && { mizan: { ...end.mizan, ...(end.failure && { failure: end.failure.code ?? end.failure.type }) } }),
  };
};
