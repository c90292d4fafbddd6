/**
 * A kept request as the stream of events that it was, for whatever reads such streams: the terminal, the page, a replay.
 * Deltas are not kept; replies hold their texts in full. A request that passed straight through gets the events that its
 * output amounts to.
 */
import type { ChatEvent, Reply, ToolCall, Wire } from '../types.ts';
import type { Trace } from './ledger/trace.ts';

const textIn = (output: Wire | null, ...names: string[]): string => {
  for (const name of names) if (typeof output?.[name] === 'string') return output[name];
  return '';
};

/** Reads tool calls of the OpenAI form and of our own; others are left out. */
const toolCallsIn = (output: Wire | null): readonly ToolCall[] => {
  const calls = Array.isArray(output?.tool_calls) ? (output.tool_calls as Wire[]) : [];
  return calls.flatMap((call): ToolCall[] => {
    const made = (
      typeof call?.function === 'object' && call.function !== null ? { ...call, ...call.function } : call
    ) as Partial<ToolCall> | null;
    return typeof made?.name === 'string'
      ? [{ id: String(made.id ?? ''), name: made.name, arguments: String(made.arguments ?? '') }]
      : [];
  });
};

/** The events of the request, in order. One that never ended has no `done`. */
export const eventsOf = (trace: Trace): ChatEvent[] => {
  const [root] = trace.tree;
  const events = root ? [...root.events] : [];
  if (!root || trace.state !== 'finished' || events.some((event) => event.type === 'done')) return events;
  const { failure, output } = root;
  const toolCalls = toolCallsIn(output);
  const reply: Reply = {
    index: 0,
    plan: '',
    reasoning: textIn(output, 'reasoning', 'reasoning_content'),
    content: failure?.message ?? textIn(output, 'content'),
    finish: trace.finish ?? 'stop',
    tokens: trace.completion_tokens,
    logprob: 0,
    ...(toolCalls.length > 0 && { toolCalls }),
  };
  const usage = {
    promptTokens: trace.prompt_tokens,
    completionTokens: trace.completion_tokens,
    ...(trace.cost !== null && { cost: trace.cost }),
  };
  if (!failure && !events.some((event) => event.type === 'reply')) events.push({ type: 'reply', reply, usage });
  return [...events, { type: 'done', reply, usage, seconds: trace.seconds, ...(failure && { failure }) }];
};
