/**
 * Reads the turns of a chat-completions body into `Message`: roles, content parts, tool calls, and reasoning in every
 * spelling. The turn as it came is in `wire`, in OpenAI's form. Pictures are not fetched; they are parts of `wire`.
 */
import { z } from 'zod';
import { isObject } from '../../json.ts';
import type { Message, ToolCall, Wire } from '../../types.ts';
import { optional, jsonObject } from './fields.ts';

/** A part of a content: text is read, all else is sent on as it came. */
const part = z.union([z.string(), z.looseObject({ type: z.string().optional() })]);
const content = z.union([z.string(), z.array(part), z.looseObject({ type: z.string() })]).nullish();

/** A call as clients send it back: arguments as text, an object, or missing. */
const toolCall = z.looseObject({
  id: z.string().nullish(),
  function: z.looseObject({ name: z.string(), arguments: z.unknown().optional() }).optional(),
});

const reasoningDetail = z.looseObject({
  type: z.string().optional(),
  text: z.string().nullish(),
  summary: z.string().nullish(),
});
const thinkingBlock = z.looseObject({ type: z.string().optional(), thinking: z.string().nullish() });

const system = z.looseObject({ role: z.enum(['system', 'developer']), content });
const user = z.looseObject({ role: z.literal('user'), content });
/** What a tool gave, when it is no text and no part: as JSON. */
const result = z.preprocess((value) => {
  const isText = value === null || value === undefined || typeof value === 'string' || Array.isArray(value);
  return isText || (isObject(value) && typeof value.type === 'string') ? value : JSON.stringify(value);
}, content);
const tool = z.looseObject({ role: z.literal('tool'), content: result, tool_call_id: z.string().nullish() });
const assistant = z.looseObject({
  role: z.literal('assistant'),
  content,
  refusal: z.string().nullish(),
  tool_calls: z.array(toolCall).nullish(),
  reasoning_content: z.string().nullish(),
  reasoning: z.union([z.string(), jsonObject]).nullish(),
  reasoning_details: z.array(reasoningDetail).nullish(),
  reasoning_text: z.string().nullish(),
  thinking: z.union([z.string(), jsonObject]).nullish(),
  thinking_blocks: z.array(thinkingBlock).nullish(),
});

export const messageSchema = z.discriminatedUnion('role', [system, user, tool, assistant]);
type WireMessage = z.output<typeof messageSchema>;
type Content = z.output<typeof content>;

/** The words of a content: its text parts, joined. */
const textOf = (given: Content): string => {
  if (typeof given === 'string') return given;
  const parts = Array.isArray(given) ? given : given ? [given] : [];
  return parts
    .map((part) => (typeof part === 'string' ? part : (part.text ?? part.refusal)))
    .filter((text) => typeof text === 'string')
    .join('');
};

const THOUGHT = /^\s*<think>([\s\S]*?)<\/think>\s*/;

/** Thoughts in the first spelling that has any, and the content without them. */
const reasoningOf = (turn: z.output<typeof assistant>): { content: string; reasoning?: string } => {
  const words = textOf(turn.content);
  const tagged = THOUGHT.exec(words);
  const content = tagged ? words.slice(tagged[0].length) : words;
  const details = turn.reasoning_details?.map((part) => part.text ?? part.summary ?? '').join('');
  const blocks = turn.thinking_blocks?.map((item) => item.thinking ?? '').join('');
  const spellings = [
    turn.reasoning_content,
    turn.reasoning,
    details,
    turn.reasoning_text,
    turn.thinking,
    blocks,
    tagged?.[1]?.trim(),
  ];
  const reasoning = spellings.find((spelling) => typeof spelling === 'string' && spelling !== '');
  return { content, ...optional('reasoning', reasoning as string | undefined) };
};

/** Arguments as the JSON text that OpenAI's form has; none are an empty object. */
const argumentsOf = (given: unknown): string => {
  if (typeof given === 'string') return given.trim() === '' ? '{}' : given;
  return given === undefined || given === null ? '{}' : JSON.stringify(given);
};

type WireCall = z.output<typeof toolCall>;

/** A call in OpenAI's form. One of another type than function is left as it is. */
const callOf = (call: WireCall, position: number): Wire =>
  call.function
    ? {
        ...call,
        id: call.id || `call_${position}`,
        type: 'function',
        function: { ...call.function, arguments: argumentsOf(call.function.arguments) },
      }
    : call;

const isCallInForm = (call: WireCall): boolean =>
  Boolean(call.id) &&
  call.type === 'function' &&
  typeof call.function?.arguments === 'string' &&
  call.function.arguments !== '';

/** Parts in OpenAI's form: texts as parts, a single part as a list. */
const contentOf = (given: Content): unknown => {
  if (typeof given === 'string' || given === null || given === undefined) return given;
  return (Array.isArray(given) ? given : [given]).map((value) =>
    typeof value === 'string' ? { type: 'text', text: value } : value,
  );
};

/** The turn in OpenAI's form for an upstream of that form: what is in that form already stays as it came. */
const wireOf = (turn: WireMessage, wire: Wire): Wire => {
  const calls = turn.role === 'assistant' ? turn.tool_calls : undefined;
  const nothing = Object.entries(wire).some(
    ([name, value]) => name !== 'content' && (value ?? undefined) === undefined,
  );
  const hasContent = typeof wire.content === 'string' || (wire.content === null && turn.role === 'assistant');
  if (hasContent && !nothing && (calls ?? []).every(isCallInForm)) return wire;
  const said = Object.entries(wire).filter(
    ([name, value]) => name !== 'tool_calls' && (value ?? undefined) !== undefined,
  );
  return {
    ...Object.fromEntries(said),
    content: contentOf(turn.content) ?? (turn.role === 'assistant' ? null : ''),
    ...(calls?.length && { tool_calls: calls.map(callOf) }),
  };
};

const toolCallsOf = (calls: readonly Wire[] | undefined): { toolCalls?: ToolCall[] } => {
  const made = (calls ?? []).flatMap((call): ToolCall[] => {
    const inner = call.function as { name: string; arguments: string } | undefined;
    return inner ? [{ id: call.id as string, name: inner.name, arguments: inner.arguments }] : [];
  });
  return made.length > 0 ? { toolCalls: made } : {};
};

/** One turn. `given` is the turn as it came in the body. */
export const toMessage = (turn: WireMessage, given: Wire): Message => {
  const wire = wireOf(turn, given);
  switch (turn.role) {
    case 'system':
    case 'developer':
      return { role: 'system', content: textOf(turn.content), wire };
    case 'user':
      return { role: 'user', content: textOf(turn.content), wire };
    case 'tool':
      return { role: 'tool', content: textOf(turn.content), ...optional('toolCallId', turn.tool_call_id), wire };
    case 'assistant':
      return {
        role: 'assistant',
        ...reasoningOf(turn),
        ...toolCallsOf(wire.tool_calls as readonly Wire[] | undefined),
        wire,
      };
    default:
      return turn satisfies never;
  }
};
