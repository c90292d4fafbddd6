/**
 * The turns of a chat-completions body, read into `Message`: roles, content parts, tool calls, and thoughts in every
 * spelling. The turn as it came is kept in `wire`. Nothing is fetched: a picture is a part of `wire` and no more.
 */
import { z } from 'zod';
import type { Message, ToolCall, Wire } from '../../types.ts';
import { optional, jsonObject } from './fields.ts';

const text = z.looseObject({ type: z.literal('text'), text: z.string() });
const refusal = z.looseObject({ type: z.literal('refusal'), refusal: z.string() });
const image = z.looseObject({ type: z.literal('image_url'), image_url: z.looseObject({ url: z.string() }) });
const audio = z.looseObject({ type: z.literal('input_audio'), input_audio: jsonObject });
const file = z.looseObject({ type: z.literal('file'), file: jsonObject });

const texts = z.union([z.string(), z.array(text)]);
const userContent = z.union([z.string(), z.array(z.discriminatedUnion('type', [text, image, audio, file]))]);
const assistantContent = z.union([z.string(), z.array(z.discriminatedUnion('type', [text, refusal]))]).nullish();

const toolCall = z.looseObject({
  id: z.string(),
  type: z.literal('function').default('function'),
  function: z.looseObject({ name: z.string(), arguments: z.string() }),
});

const reasoningDetail = z.looseObject({
  type: z.string().optional(),
  text: z.string().nullish(),
  summary: z.string().nullish(),
});
const thinkingBlock = z.looseObject({ type: z.string().optional(), thinking: z.string().nullish() });

const system = z.looseObject({ role: z.enum(['system', 'developer']), content: texts });
const user = z.looseObject({ role: z.literal('user'), content: userContent });
const tool = z.looseObject({ role: z.literal('tool'), content: texts, tool_call_id: z.string().min(1) });
const assistant = z.looseObject({
  role: z.literal('assistant'),
  content: assistantContent,
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

type Part = { type: string; text?: unknown; refusal?: unknown };

/** The words of a content: its text parts, joined. */
const textOf = (content: string | readonly Part[] | null | undefined): string => {
  if (typeof content === 'string') return content;
  return (content ?? [])
    .map((part) => part.text ?? part.refusal)
    .filter((value) => typeof value === 'string')
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

const toolCallsOf = (calls: z.output<typeof toolCall>[] | null | undefined): { toolCalls?: ToolCall[] } =>
  calls?.length
    ? { toolCalls: calls.map(({ id, function: { name, arguments: text } }) => ({ id, name, arguments: text })) }
    : {};

/** One turn. `wire` is the turn as it came in the body, by reference. */
export const toMessage = (turn: WireMessage, wire: Wire): Message => {
  switch (turn.role) {
    case 'system':
    case 'developer':
      return { role: 'system', content: textOf(turn.content), wire };
    case 'user':
      return { role: 'user', content: textOf(turn.content), wire };
    case 'tool':
      return { role: 'tool', content: textOf(turn.content), toolCallId: turn.tool_call_id, wire };
    case 'assistant':
      return { role: 'assistant', ...reasoningOf(turn), ...toolCallsOf(turn.tool_calls), wire };
    default:
      return turn satisfies never;
  }
};
