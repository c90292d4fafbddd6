/**
 * Reads a chat-completions body into a `ChatRequest` and what the response has to know besides. Fields that mean
 * nothing here are sent on in `wire`.
 */
import { z } from 'zod';
import { isObject } from '../../json.ts';
import type { ChatRequest, Tool, Wire } from '../../types.ts';
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
import { withoutAbsent } from './absent-fields.ts';
import { checkSchema } from './answer-format.ts';
import type { Limits } from '../limits.ts';
import { messageSchema, toMessage } from './messages.ts';
import { withTools } from './legacy-functions.ts';

const name = z.string().min(1).max(256);

/** A tool; one of another type than function is sent on as it came. */
const toolSchema = z.looseObject({
  type: z.string().default('function'),
  function: z
    .looseObject({
      name,
      description: z.string().nullish(),
      parameters: jsonObject.nullish(),
      strict: z.boolean().nullish(),
    })
    .optional(),
});

const toolChoice = z.union([
  z.enum(['none', 'auto', 'required', 'any']),
  z.looseObject({ type: z.string(), name: name.optional(), function: z.looseObject({ name }).optional() }),
]);

const responseFormat = z.looseObject({
  type: z.string(),
  json_schema: z
    .looseObject({ name: z.string().nullish(), schema: jsonObject.nullish(), strict: z.boolean().nullish() })
    .nullish(),
});

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
});

type Body = z.output<typeof bodySchema>;

/** Fields that are read into a `ChatRequest` or meant for this server. All others are sent on as they came. */
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

/** Bounds that every request of this form is held to before anything else. */
const checkChatLimits = (body: Wire, limits: Pick<Limits, 'messages' | 'choices'>): void => {
  if (!Array.isArray(body.messages)) throw badRequest('messages: an array of messages is required', 'messages');
  if (body.messages.length > limits.messages)
    throw badRequest(
      `messages: ${body.messages.length} messages are more than this server takes (${limits.messages})`,
      'messages',
    );
  if (typeof body.n === 'number' && body.n > limits.choices)
    throw badRequest(`n: at most ${limits.choices} choices are served at once`, 'n');
};

type ToolFields = Pick<ChatRequest, 'tools' | 'toolChoice' | 'parallelToolCalls' | 'wire'>;

const toolOf = (tool: z.output<typeof toolSchema>, wire: Wire): Tool =>
  tool.type === 'function' && tool.function
    ? {
        name: tool.function.name,
        ...optional('description', tool.function.description),
        ...optional('parameters', tool.function.parameters),
        ...optional('strict', tool.function.strict),
        wire,
      }
    : { name: tool.type, wire };

const toolsOf = ({ tools, tool_choice: choice, parallel_tool_calls: parallel }: Body, wire: Wire): ToolFields => {
  if (!tools?.length) {
    if (choice && choice !== 'none' && choice !== 'auto')
      throw badRequest('tool_choice: it asks for a tool, and tools is empty', 'tool_choice');
    return {};
  }
  const bad = tools.findIndex((tool) => tool.type === 'function' && !tool.function);
  if (bad >= 0) throw badRequest(`tools[${bad}].function: is missing; it must be an object`, `tools[${bad}].function`);
  const read = {
    tools: tools.map((tool, i) => toolOf(tool, (wire.tools as Wire[])[i]!)),
    ...optional('parallelToolCalls', parallel),
  };
  if (typeof choice !== 'object') return { ...read, ...optional('toolChoice', choice === 'any' ? 'required' : choice) };
  if (!choice) return read;
  // The name stands beside the type in the Responses form.
  const wanted = choice.function?.name ?? (choice.type === 'function' ? choice.name : undefined);
  // A choice of another type (allowed_tools, custom) is sent on as it came.
  if (wanted === undefined) return { ...read, wire: { tool_choice: choice } };
  if (!tools.some((tool) => tool.function?.name === wanted))
    throw badRequest(`tool_choice: there is no tool called ${wanted}`, 'tool_choice');
  return { ...read, toolChoice: { name: wanted } };
};

const formatOf = ({ response_format: format }: Body): Pick<ChatRequest, 'format' | 'wire'> => {
  if (!format || format.type === 'text') return {};
  // llama.cpp and Together have a schema beside json_object; others forget the object around it.
  const beside = isObject(format.schema) ? { name: format.name, schema: format.schema } : undefined;
  if (format.type === 'json_object' && !beside) return { format: { type: 'json' } };
  // Grammars and other extensions are sent on as they came.
  if (format.type !== 'json_schema' && format.type !== 'json_object') return { wire: { response_format: format } };
  const { strict, ...inside } = format.json_schema ?? {};
  const schema = inside.schema ?? beside?.schema;
  const called = inside.name ?? (typeof beside?.name === 'string' ? beside.name : undefined);
  if (schema) checkSchema(schema, 'response_format.json_schema.schema');
  return { format: { type: 'schema', name: called ?? 'answer', schema: schema ?? {}, strict: strict ?? false } };
};

/** Reads a body. Throws a `RequestError` (400) that names the field at fault. */
export const readChatCall = (given: Wire, limits: Pick<Limits, 'messages' | 'choices'>): ChatCall => {
  checkChatLimits(given, limits);
  const wire = withTools(withoutAbsent(given));
  const body = parseFields(bodySchema, wire);
  if (body.top_logprobs && !body.logprobs) throw badRequest('top_logprobs: it needs logprobs: true', 'top_logprobs');
  const turns = wire.messages as Wire[];
  const [tools, format] = [toolsOf(body, wire), formatOf(body)];
  const onward = { ...unknownFields(wire, KNOWN).wire, ...tools.wire, ...format.wire };
  return {
    model: body.model,
    request: {
      messages: body.messages.map((turn, i) => toMessage(turn, turns[i]!)),
      ...samplingOf(body),
      ...stopOf(body.stop),
      ...tools,
      ...format,
      ...optional('n', body.n),
      ...optional('maxTokens', body.max_completion_tokens ?? body.max_tokens),
      ...(body.logprobs && { logprobs: body.top_logprobs ?? 0 }),
      ...(Object.keys(onward).length > 0 && { wire: onward }),
    },
    options: thinkingOptionsOf(wire, body.mizan),
    stream: body.stream ?? false,
    includeUsage: body.stream_options?.include_usage ?? false,
    events: body.mizan?.events === true,
  };
};
