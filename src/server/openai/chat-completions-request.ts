/**
 * A chat-completions body, read into a `ChatRequest` and what the response has to know besides. Fields that mean nothing
 * here travel on in `wire`; fields that would be ignored to the caller's loss are refused.
 */
import { z } from 'zod';
import type { AnswerFormat, ChatRequest, ToolChoice, Wire } from '../../types.ts';
import type { ThinkingOptions } from '../catalog.ts';
import { badRequest } from '../http.ts';
import {
  thinkingOptionsOf,
  optional,
  parseFields,
  jsonObject,
  unknownFields,
  samplingOf,
  sharedFields,
  stopOf,
  integerField,
} from './fields.ts';
import { checkSchema } from './answer-format.ts';
import type { Limits } from '../limits.ts';
import { messageSchema, toMessage } from './messages.ts';

const functionName = z
  .string()
  .regex(/^[\w.-]{1,128}$/, 'must be 1 to 128 letters, digits, underscores, dots or dashes');

const functionSchema = z.looseObject({
  name: functionName,
  description: z.string().nullish(),
  parameters: jsonObject.nullish(),
  strict: z.boolean().nullish(),
});
const toolSchema = z.looseObject({
  type: z.literal('function', 'only tools of type function are served'),
  function: functionSchema,
});

const toolChoice = z.union([
  z.enum(['none', 'auto', 'required']),
  z.looseObject({ type: z.literal('function'), function: z.looseObject({ name: functionName }) }),
]);

const responseFormat = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text') }),
  z.looseObject({ type: z.literal('json_object') }),
  z.looseObject({
    type: z.literal('json_schema'),
    json_schema: z.looseObject({
      name: z.string().regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, underscores or dashes'),
      schema: jsonObject.nullish(),
      strict: z.boolean().nullish(),
    }),
  }),
]);

const bodySchema = z.looseObject({
  ...sharedFields,
  messages: z.array(messageSchema).min(1),
  max_tokens: integerField(1),
  max_completion_tokens: integerField(1),
  n: integerField(1),
  stop: z.union([z.string(), z.array(z.string()).max(16)]).nullish(),
  tools: z.array(toolSchema).max(512).nullish(),
  tool_choice: toolChoice.nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  response_format: responseFormat.nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: integerField(0, 20),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  reasoning_effort: z.string().max(64).nullish(),
  reasoning: z.looseObject({ effort: z.string().max(64).nullish() }).nullish(),
  modalities: z.array(z.literal('text', 'only text is served')).nullish(),
});

type Body = z.output<typeof bodySchema>;

/** Fields that are read into a `ChatRequest` or meant for this server. Reasoning effort travels by `Dials`. */
const KNOWN: ReadonlySet<string> = new Set(Object.keys(bodySchema.shape));

export type ChatCall = {
  model: string;
  request: ChatRequest;
  options: Omit<ThinkingOptions, 'suffix'>;
  stream: boolean;
  /** A last chunk with the usage is wanted. */
  includeUsage: boolean;
  /** Every chunk shall carry the event that it comes from. */
  events: boolean;
};

/** What every request of this form is held to before anything else, also when it is only passed on. */
export const checkChatLimits = (body: Wire, limits: Pick<Limits, 'messages' | 'choices'>): void => {
  if (!Array.isArray(body.messages)) throw badRequest('messages: an array of messages is required', 'messages');
  if (body.messages.length > limits.messages)
    throw badRequest(
      `messages: ${body.messages.length} messages are more than this server takes (${limits.messages})`,
      'messages',
    );
  if (typeof body.n === 'number' && body.n > limits.choices)
    throw badRequest(`n: at most ${limits.choices} choices are served at once`, 'n');
};

const toolsOf = ({
  tools,
  tool_choice: choice,
  parallel_tool_calls: parallel,
}: Body): Pick<ChatRequest, 'tools' | 'toolChoice' | 'parallelToolCalls'> => {
  if (!tools?.length) {
    if (choice && choice !== 'none' && choice !== 'auto')
      throw badRequest('tool_choice: it asks for a tool, and tools is empty', 'tool_choice');
    return {};
  }
  const toolChoice: ToolChoice | undefined =
    typeof choice === 'object' && choice ? { name: choice.function.name } : (choice ?? undefined);
  if (typeof toolChoice === 'object' && !tools.some((item) => item.function.name === toolChoice.name)) {
    throw badRequest(`tool_choice: there is no tool called ${toolChoice.name}`, 'tool_choice');
  }
  return {
    tools: tools.map(({ function: one }) => ({
      name: one.name,
      ...optional('description', one.description),
      ...optional('parameters', one.parameters),
      ...optional('strict', one.strict),
    })),
    ...optional('toolChoice', toolChoice),
    ...optional('parallelToolCalls', parallel),
  };
};

const formatOf = ({ response_format: format }: Body): { format?: AnswerFormat } => {
  if (!format || format.type === 'text') return {};
  if (format.type === 'json_object') return { format: { type: 'json' } };
  const { name, schema, strict } = format.json_schema;
  if (schema) checkSchema(schema, 'response_format.json_schema.schema');
  return { format: { type: 'schema', name, schema: schema ?? {}, strict: strict ?? false } };
};

/** Reads a body. Throws a `RequestError` (400) that names the field at fault. */
export const readChatCall = (wire: Wire, limits: Pick<Limits, 'messages' | 'choices'>): ChatCall => {
  checkChatLimits(wire, limits);
  if ('functions' in wire || 'function_call' in wire)
    throw badRequest("functions: this form is of the past; use 'tools' and 'tool_choice'", 'functions');
  const body = parseFields(bodySchema, wire);
  if (body.top_logprobs && !body.logprobs) throw badRequest('top_logprobs: it needs logprobs: true', 'top_logprobs');
  const turns = wire.messages as Wire[];
  return {
    model: body.model,
    request: {
      messages: body.messages.map((turn, i) => toMessage(turn, turns[i]!)),
      ...samplingOf(body),
      ...stopOf(body.stop),
      ...toolsOf(body),
      ...formatOf(body),
      ...optional('n', body.n),
      ...optional('maxTokens', body.max_completion_tokens ?? body.max_tokens),
      ...(body.logprobs && { logprobs: body.top_logprobs ?? 0 }),
      ...unknownFields(wire, KNOWN),
    },
    options: thinkingOptionsOf(body.reasoning_effort ?? body.reasoning?.effort, body.mizan),
    stream: body.stream ?? false,
    includeUsage: body.stream_options?.include_usage ?? false,
    events: body.mizan?.events === true,
  };
};
