/** Replies in the form of chat completions: choices, deltas, log-probabilities, finish reasons. */
import type { Finish, Reply, TokenChoice, ToolCall, Wire } from '../../types.ts';

/** What a choice says about its end. */
export const finishReason = (finish: Finish, toolCalls: readonly ToolCall[] | undefined): string => {
  if (toolCalls?.length && finish === 'stop') return 'tool_calls';
  switch (finish) {
    case 'stop':
      return 'stop';
    case 'tools':
      return 'tool_calls';
    case 'length':
      return 'length';
    case 'filtered':
      return 'content_filter';
    case 'cancelled':
    case 'error':
      return 'stop';
    default:
      return finish satisfies never;
  }
};

const token = ({ text, logprob }: { text: string; logprob: number }): Wire => ({
  token: text,
  logprob,
  bytes: [...new TextEncoder().encode(text)],
});

/** A choice's `logprobs`, null when none were asked for. */
export const logprobsOf = (tokens: readonly TokenChoice[] | undefined): Wire | null =>
  tokens
    ? { content: tokens.map((item) => ({ ...token(item), top_logprobs: item.top.map(token) })), refusal: null }
    : null;

/** `text` under each name that thoughts leave by. */
export const reasoningUnder = (text: string, fields: readonly string[]): Wire =>
  Object.fromEntries(fields.map((field) => [field, text]));

/** What an upstream sent beside, without what the message says anyway. */
export const extraFields = (reply: Reply): Wire => {
  const {
    role: _role,
    content: _content,
    tool_calls: _calls,
    reasoning: _reasoning,
    reasoning_content: _alias,
    ...others
  } = reply.wire ?? {};
  return others;
};

const toolCallOf = ({ id, name, arguments: text }: ToolCall): Wire => ({
  id,
  type: 'function',
  function: { name, arguments: text },
});

/** A finished choice. */
export const choiceOf = (reply: Reply, index: number, reasoningFields: readonly string[]): Wire => ({
  index,
  message: {
    role: 'assistant',
    content: reply.content === '' && reply.toolCalls?.length ? null : reply.content,
    refusal: null,
    ...(reply.reasoning !== '' && reasoningUnder(reply.reasoning, reasoningFields)),
    ...(reply.toolCalls?.length && { tool_calls: reply.toolCalls.map(toolCallOf) }),
    ...extraFields(reply),
  },
  logprobs: logprobsOf(reply.logprobs),
  finish_reason: finishReason(reply.finish, reply.toolCalls),
});

/** Names under which upstreams send thoughts. */
const THOUGHTS = ['reasoning_content', 'reasoning', 'thinking', 'reasoning_details'];

/**
 * Whether the thoughts in a chunk or completion, if it has any, stand under the first name that clients are promised.
 */
export const passable = (value: Wire, field: 'delta' | 'message', reasoningFields: readonly string[]): boolean =>
  (value.choices as Wire[]).every((choice) => {
    const words = choice[field] as Wire;
    const thinks = THOUGHTS.some((name) => (words[name] ?? '') !== '');
    const [promised] = reasoningFields;
    return !thinks || (promised !== undefined && typeof words[promised] === 'string');
  });

/**
 * A completion or chunk of an upstream with the fields that OpenAI's form requires and many servers leave out. The
 * value itself when it lacks none.
 */
export const withRequiredFields = (value: Wire, field: 'delta' | 'message'): Wire => {
  const choices = value.choices as Wire[];
  const isWhole = choices.every((choice) =>
    field === 'delta'
      ? 'finish_reason' in choice
      : 'finish_reason' in choice && 'logprobs' in choice && 'refusal' in (choice.message as Wire),
  );
  if (isWhole) return value;
  return {
    ...value,
    choices: choices.map((choice) => {
      const words = choice[field] as Wire;
      return {
        finish_reason: null,
        logprobs: null,
        ...choice,
        ...(field === 'message' && { message: { refusal: null, ...words } }),
      };
    }),
  };
};
