/**
 * Replies as Anthropic's Messages API spells them: a message of blocks, its reason to stop, its usage. No events here.
 */
import { isObject } from '../../json.ts';
import type { Finish, Reply, ToolCall, Usage, Wire } from '../../types.ts';
import { sealOf } from '../openai/responses-format.ts';

/** Why a message ended. */
export const stopReason = (finish: Finish, calls: readonly ToolCall[] | undefined): string => {
  if (calls?.length && finish === 'stop') return 'tool_use';
  switch (finish) {
    case 'tools':
      return 'tool_use';
    case 'length':
      return 'max_tokens';
    case 'filtered':
      return 'refusal';
    case 'stop':
    case 'cancelled':
    case 'error':
      return 'end_turn';
    default:
      return finish satisfies never;
  }
};

/** The input of a call, which must be an object: arguments that are none are told under a name that no schema has. */
export const toolInput = (text: string): Wire => {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : { malformed_arguments: text };
  } catch {
    return { malformed_arguments: text };
  }
};

const toolUseBlock = ({ id, name, arguments: text }: ToolCall): Wire => ({
  type: 'tool_use',
  id,
  name,
  input: toolInput(text),
});

/** What an upstream wants back beside its thoughts travels in the signature. */
export const signatureOf = (reply: Reply): string => sealOf(reply) ?? '';

/** The blocks of a finished reply. `thinks`: with its thoughts. */
export const blocksOf = (reply: Reply, thinks: boolean): Wire[] => {
  const signature = signatureOf(reply);
  const thought = thinks && (reply.reasoning !== '' || signature !== '');
  return [
    ...(thought ? [{ type: 'thinking', thinking: reply.reasoning, signature }] : []),
    ...(reply.content === '' ? [] : [{ type: 'text', text: reply.content, citations: null }]),
    ...(reply.toolCalls ?? []).map(toolUseBlock),
  ];
};

/** Tokens from a cache count beside the others, not among them. */
export const messagesUsage = ({ promptTokens, completionTokens, cachedTokens = 0 }: Usage): Wire => ({
  input_tokens: Math.max(0, promptTokens - cachedTokens),
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: cachedTokens,
  output_tokens: completionTokens,
});

export type MessageHead = { id: string; model: string };

/** The message around `content`; without an end it has just begun. */
export const messageOf = (
  { id, model }: MessageHead,
  content: readonly Wire[],
  { reason, usage }: { reason: string | null; usage: Usage },
): Wire => ({
  id,
  type: 'message',
  role: 'assistant',
  model,
  content,
  stop_reason: reason,
  stop_sequence: null,
  usage: messagesUsage(usage),
});
