/**
 * Converts the older form of tools (`functions`, `function_call`, turns of the role `function`) to the newer one.
 * Answers call tools in the newer form.
 */
import { isObject, type JsonObject } from '../../json.ts';
import type { Wire } from '../../types.ts';

/** Ids of calls that had none: the n-th call of a conversation. */
const idOf = (call: number): string => `call_function_${call}`;

/** Turns with calls and results in the newer form. */
const turnsOf = (messages: unknown): unknown => {
  if (!Array.isArray(messages)) return messages;
  let calls = 0;
  return messages.map((turn: unknown) => {
    if (!isObject(turn)) return turn;
    if (turn.role === 'function') {
      const { name: _, ...rest } = turn;
      return { ...rest, role: 'tool', tool_call_id: idOf(Math.max(0, calls - 1)), content: turn.content ?? '' };
    }
    const { function_call: call, ...rest } = turn;
    if (turn.role !== 'assistant' || !isObject(call)) return turn;
    return {
      ...rest,
      content: turn.content ?? null,
      tool_calls: [{ id: idOf(calls++), type: 'function', function: call }],
    };
  });
};

const choiceOf = (call: unknown): unknown => (isObject(call) ? { type: 'function', function: call } : call);

/** `body` in the newer form. */
export const withTools = (body: Wire): JsonObject => {
  const { functions, function_call: call, ...rest } = body;
  const listed = Array.isArray(functions)
    ? functions.map((declared: unknown) => ({ type: 'function', function: declared }))
    : [];
  return {
    ...rest,
    messages: turnsOf(body.messages),
    ...(listed.length > 0 && { tools: [...(Array.isArray(body.tools) ? (body.tools as unknown[]) : []), ...listed] }),
    ...(call !== undefined && body.tool_choice === undefined && { tool_choice: choiceOf(call) }),
  };
};
