/**
 * A body of Anthropic's Messages API, read into a `ChatRequest`: https://docs.anthropic.com/en/api/messages. Turns
 * become those of chat completions; results of tools become turns of their own. `cache_control` and `metadata` mean
 * nothing here. Tools and blocks of kinds that run at Anthropic are left out, and named.
 */
import { z } from 'zod';
import { textFrom } from '../../json.ts';
import type { AnswerFormat, ChatRequest, Message, ToolChoice, Wire } from '../../types.ts';
import type { ThinkingOptions } from '../catalog.ts';
import { badRequest } from '../http.ts';
import type { Limits } from '../limits.ts';
import { withoutAbsent } from '../openai/absent-fields.ts';
import { checkSchema } from '../openai/answer-format.ts';
import {
  integerField,
  jsonObject,
  optional,
  parseFields,
  samplingOf,
  thinkingOptionsOf,
  unknownFields,
} from '../openai/fields.ts';
import { toMessage } from '../openai/messages.ts';
import { unseal } from '../openai/responses-input.ts';

const text = z.looseObject({ type: z.literal('text'), text: z.string() });
const source = z.looseObject({
  type: z.string(),
  media_type: z.string().optional(),
  data: z.string().optional(),
  url: z.string().optional(),
  content: z.union([z.string(), z.array(z.looseObject({ type: z.string() }))]).optional(),
});
const image = z.looseObject({ type: z.literal('image'), source });
const document = z.looseObject({ type: z.literal('document'), source, title: z.string().nullish() });
const toolUse = z.looseObject({
  type: z.literal('tool_use'),
  id: z.string().min(1),
  name: z.string().min(1),
  input: z.unknown(),
});
const thinking = z.looseObject({ type: z.literal('thinking'), thinking: z.string(), signature: z.string().nullish() });
const other = z.looseObject({ type: z.string().min(1) });
const KNOWN_BLOCKS: ReadonlySet<string> = new Set(['text', 'image', 'document', 'tool_use', 'tool_result', 'thinking']);
/** A block of another kind than these is left out. */
const unknownBlock = other.refine(({ type }) => !KNOWN_BLOCKS.has(type), 'is not a block of its type');
const resultBlock = z.union([text, image, document, unknownBlock]);
const toolResult = z.looseObject({
  type: z.literal('tool_result'),
  tool_use_id: z.string().min(1),
  content: z.union([z.string(), z.array(resultBlock)]).nullish(),
  is_error: z.boolean().nullish(),
});
const block = z.union([text, image, document, toolUse, toolResult, thinking, unknownBlock]);
type Block = z.output<typeof block>;
type Known = z.output<
  typeof text | typeof image | typeof document | typeof toolUse | typeof toolResult | typeof thinking
>;

const turn = z.looseObject({
  role: z.enum(['user', 'assistant', 'system']),
  content: z.union([z.string(), z.array(block)]),
});

const tool = z.looseObject({
  type: z.string().nullish(),
  name: z.string().min(1).max(256),
  description: z.string().nullish(),
  input_schema: jsonObject.nullish(),
  strict: z.boolean().nullish(),
});

const bodySchema = z.looseObject({
  model: z.string().min(1).max(512),
  messages: z.array(turn).min(1),
  max_tokens: integerField(1),
  system: z.union([z.string(), z.array(text)]).nullish(),
  stream: z.boolean().nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  stop_sequences: z.array(z.string()).max(64).nullish(),
  tools: z.array(tool).max(512).nullish(),
  tool_choice: z
    .looseObject({
      type: z.enum(['auto', 'any', 'tool', 'none']),
      name: z.string().optional(),
      disable_parallel_tool_use: z.boolean().nullish(),
    })
    .nullish(),
  thinking: z.looseObject({ type: z.string(), budget_tokens: z.number().nullish() }).nullish(),
  output_config: z.looseObject({ effort: z.string().max(64).nullish(), format: jsonObject.nullish() }).nullish(),
  output_format: jsonObject.nullish(),
  mizan: jsonObject.nullish(),
});
type Body = z.output<typeof bodySchema>;

/** Read here, or of Anthropic's form only: not for an upstream of the chat-completions form. */
const OTHERS =
  'metadata service_tier container context_management mcp_servers betas anthropic_beta cache_control inference_geo speed diagnostics output';
const KNOWN: ReadonlySet<string> = new Set([...Object.keys(bodySchema.shape), ...OTHERS.split(' ')]);

export type MessagesCall = {
  model: string;
  request: ChatRequest;
  options: Omit<ThinkingOptions, 'suffix'>;
  stream: boolean;
  /** Thoughts were asked for, so they may be shown. */
  thinks: boolean;
  leftOut: string[];
};

type Source = z.output<typeof source>;

const urlOf = ({ type, media_type: kind, data, url }: Source, where: string): string => {
  if (type === 'url' && url !== undefined) return url;
  if (type === 'base64' && data !== undefined) return `data:${kind ?? 'application/octet-stream'};base64,${data}`;
  throw badRequest(`${where}: its source must be of type base64 (with data) or url (with url)`, where);
};

/** A block as a part of a chat-completions turn; undefined for one that has no place in it. */
const partOf = (given: Block, where: string): Wire | undefined => {
  const known = given as Known;
  switch (known.type) {
    case 'text':
      return { type: 'text', text: known.text };
    case 'image':
      return { type: 'image_url', image_url: { url: urlOf(known.source, where) } };
    case 'document': {
      const { source: from, title } = known;
      if (from.type === 'text') return { type: 'text', text: from.data ?? '' };
      if (from.type === 'content') {
        const { content } = from;
        const words =
          typeof content === 'string' ? content : (content ?? []).map((part) => textFrom(part.text)).join('\n');
        return { type: 'text', text: words };
      }
      return { type: 'file', file: { filename: title ?? 'document.pdf', file_data: urlOf(from, where) } };
    }
    default:
      return undefined;
  }
};

/** Words alone as a string, anything else as parts. */
const contentOf = (blocks: readonly Block[], where: string): string | Wire[] => {
  const parts = blocks.flatMap((block, i): Wire[] => {
    const part = partOf(block, `${where}[${i}]`);
    return part ? [part] : [];
  });
  return parts.every(({ type }) => type === 'text') ? parts.map((part) => part.text as string).join('\n') : parts;
};

/** The result of a tool; its fault is said in words, since the other form has no field for it. */
const resultTurn = (
  { tool_use_id: id, content, is_error: failed }: z.output<typeof toolResult>,
  where: string,
): Wire => {
  const told = typeof content === 'string' ? content : contentOf(content ?? [], where);
  const content_ = failed && typeof told === 'string' && !/error/i.test(told.slice(0, 200)) ? `Error: ${told}` : told;
  return { role: 'tool', tool_call_id: id, content: content_ };
};

const isType =
  <T extends Known['type']>(type: T) =>
  (block: Block): block is Extract<Known, { type: T }> =>
    block.type === type;

const assistantTurn = (blocks: readonly Block[], where: string): Wire => {
  const thoughts = blocks.filter(isType('thinking'));
  const calls = blocks.filter(isType('tool_use'));
  const words = contentOf(blocks.filter(isType('text')), where);
  return {
    ...thoughts.reduce<Wire>((all, thought) => ({ ...all, ...unseal(thought.signature) }), {}),
    role: 'assistant',
    content: words === '' && calls.length > 0 ? null : words,
    ...(thoughts.length > 0 && { reasoning_content: thoughts.map((thought) => thought.thinking).join('\n\n') }),
    ...(calls.length > 0 && {
      tool_calls: calls.map((call) => ({
        id: call.id,
        type: 'function',
        function: { name: call.name, arguments: JSON.stringify(call.input ?? {}) },
      })),
    }),
  };
};

const turnsOf = ({ role, content }: z.output<typeof turn>, where: string): Wire[] => {
  if (typeof content === 'string') return [{ role, content }];
  if (role === 'assistant') return [assistantTurn(content, where)];
  const results = content.filter(isType('tool_result')).map((block) => resultTurn(block, where));
  const others = content.filter((block) => block.type !== 'tool_result');
  const said = contentOf(others, where);
  return said.length > 0 || results.length === 0 ? [...results, { role, content: said }] : results;
};

const systemOf = ({ system }: Body): Wire[] => {
  if (!system || system.length === 0) return [];
  return [
    { role: 'system', content: typeof system === 'string' ? system : system.map((block) => block.text).join('\n\n') },
  ];
};

/** A tool that the client runs has a schema; one of a kind of Anthropic's own has a dated type instead. */
const isOwn = ({ type, input_schema: schema }: z.output<typeof tool>): boolean =>
  schema !== undefined && schema !== null && (type === 'custom' || (type ?? '') === '');

const choiceOf = ({ tool_choice: choice }: Body): ToolChoice | undefined => {
  switch (choice?.type) {
    case 'any':
      return 'required';
    case 'tool':
      return { name: choice.name ?? '' };
    default:
      return choice?.type;
  }
};

const toolsOf = (body: Body): Pick<ChatRequest, 'tools' | 'toolChoice' | 'parallelToolCalls'> => {
  const tools = (body.tools ?? []).filter(isOwn);
  const choice = choiceOf(body);
  const named = typeof choice === 'object' ? choice.name : undefined;
  if (named !== undefined && !tools.some(({ name }) => name === named))
    throw badRequest(
      `tool_choice: there is no tool called ${JSON.stringify(named.slice(0, 100))} among the tools`,
      'tool_choice',
    );
  if (tools.length === 0) {
    if (choice === 'required') throw badRequest('tool_choice: it asks for a tool, and tools is empty', 'tool_choice');
    return {};
  }
  return {
    tools: tools.map(({ name, description, input_schema: parameters, strict }) => ({
      name,
      ...optional('description', description),
      ...optional('parameters', parameters),
      ...optional('strict', strict),
    })),
    ...optional('toolChoice', choice),
    ...(body.tool_choice?.disable_parallel_tool_use === true && { parallelToolCalls: false }),
  };
};

const formatOf = ({ output_config: config, output_format: older }: Body): { format?: AnswerFormat } => {
  const format = config?.format ?? older;
  if (format?.type !== 'json_schema') return {};
  const { schema } = format;
  const where = config?.format ? 'output_config.format.schema' : 'output_format.schema';
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema))
    throw badRequest(`${where}: must be an object`, where);
  checkSchema(schema as Wire, where);
  return { format: { type: 'schema', name: 'answer', schema: schema as Wire, strict: true } };
};

const leftOutOf = (body: Body): string[] => [
  ...(body.tools ?? []).flatMap((tool, i) => (isOwn(tool) ? [] : [`tools[${i}] ${tool.type ?? tool.name}`])),
  ...body.messages.flatMap(({ content }, i) =>
    typeof content === 'string'
      ? []
      : content.flatMap(({ type }, j) => (KNOWN_BLOCKS.has(type) ? [] : [`messages[${i}].content[${j}] ${type}`])),
  ),
];

/** The turns of a body, also for counting them. */
const messagesOf = (body: Body): Message[] => {
  const turns = [
    ...systemOf(body),
    ...body.messages.flatMap((message, i) => turnsOf(message, `messages[${i}].content`)),
  ];
  return turns.map((turn) => toMessage(turn as Parameters<typeof toMessage>[0], turn));
};

/** Reads a body. `counting`: it is only counted, so it needs no `max_tokens`. Throws a `RequestError` (400). */
export const readMessagesCall = (
  given: Wire,
  limits: Pick<Limits, 'messages'>,
  { counting = false } = {},
): MessagesCall => {
  if (Array.isArray(given.messages) && given.messages.length > limits.messages)
    throw badRequest(
      `messages: ${given.messages.length} messages are more than this server takes (${limits.messages})`,
      'messages',
    );
  const wire = withoutAbsent(given);
  const body = parseFields(bodySchema, wire);
  if (!counting && body.max_tokens === undefined)
    throw badRequest('max_tokens: is missing; it must be a whole number of at least 1', 'max_tokens');
  const effort = body.output_config?.effort ?? undefined;
  const options = thinkingOptionsOf({ ...wire, ...(effort !== undefined && { reasoning_effort: effort }) }, body.mizan);
  const onward = { ...unknownFields(wire, KNOWN).wire, ...optional('reasoning_effort', options.effort) };
  return {
    model: body.model,
    request: {
      messages: messagesOf(body),
      ...samplingOf(body),
      ...(body.stop_sequences?.length && { stop: body.stop_sequences }),
      ...toolsOf(body),
      ...formatOf(body),
      ...optional('maxTokens', body.max_tokens),
      ...(Object.keys(onward).length > 0 && { wire: onward }),
    },
    options,
    stream: body.stream ?? false,
    thinks: body.thinking !== undefined && body.thinking !== null && body.thinking.type !== 'disabled',
    leftOut: leftOutOf(body),
  };
};
