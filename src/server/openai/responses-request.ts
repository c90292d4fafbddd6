/**
 * A Responses body, read into a `ChatRequest` and what the response says back. What refers to earlier
 * responses has been put in its place before (responses-history.ts).
 */
import { z } from 'zod';
import type { AnswerFormat, ChatRequest, Wire } from '../../types.ts';
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
import { withoutAbsent } from './absent-fields.ts';
import type { Limits } from '../limits.ts';
import { inputItem, readTurns } from './responses-input.ts';
import { echoOf } from './responses-echo.ts';
import { leftOutItems, toolsInItems, withKnownItems } from './responses-items.ts';
import { readTools, toolChoiceSchema, toolSchema, type ToolForms } from './responses-tools.ts';

const format = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text') }),
  z.looseObject({ type: z.literal('json_object') }),
  z.looseObject({
    type: z.literal('json_schema'),
    name: z.string().regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, underscores or dashes'),
    schema: jsonObject,
    strict: z.boolean().nullish(),
  }),
]);

const bodySchema = z.looseObject({
  ...sharedFields,
  input: z.union([z.string(), z.array(inputItem).min(1)], 'must be a string or a list of items'),
  instructions: z.string().nullish(),
  max_output_tokens: integerField(1),
  stop: z.union([z.string(), z.array(z.string()).max(16)]).nullish(),
  tools: z.array(toolSchema).max(512).nullish(),
  tool_choice: toolChoiceSchema.nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  reasoning: z
    .looseObject({
      effort: z.string().max(64).nullish(),
      summary: z.string().nullish(),
      generate_summary: z.string().nullish(),
    })
    .nullish(),
  text: z.looseObject({ format: format.nullish(), verbosity: z.string().nullish() }).nullish(),
  top_logprobs: integerField(0, 20),
  include: z.array(z.string()).nullish(),
  metadata: z.record(z.string(), z.string('must be a string')).nullish(),
  store: z.boolean().nullish(),
  truncation: z.string().nullish(),
  background: z.boolean().nullish(),
  previous_response_id: z.string().max(256).nullish(),
});
type Body = z.output<typeof bodySchema>;

/** Read here, or of the Responses form only: not for an upstream of the chat-completions form. */
const KNOWN: ReadonlySet<string> = new Set([
  ...Object.keys(bodySchema.shape),
  'conversation',
  'prompt',
  'max_tool_calls',
  'stream_options',
  'context_management',
]);

/** What would need a conversation, or anything else, that is kept here. */
const KEPT: Readonly<Record<string, string>> = {
  conversation:
    'no conversations are kept here; send previous_response_id, or the items of earlier turns in input, instead',
  prompt: 'no prompts are kept here; send instructions and input',
};

export type ResponsesCall = {
  model: string;
  request: ChatRequest;
  options: Omit<ThinkingOptions, 'suffix'>;
  stream: boolean;
  /** Thoughts leave as a summary, since the caller asked for one; otherwise as the text of reasoning. */
  summary: boolean;
  /** How calls of the tools leave. */
  forms: ToolForms;
  /** What of the request can not run here. */
  leftOut: string[];
  background: boolean;
  /** The response is kept for later requests. */
  store: boolean;
  /** Fields of the request that the response repeats. */
  echo: Wire;
};

const formatOf = ({ text }: Body): { format?: AnswerFormat } => {
  const found = text?.format;
  if (!found || found.type === 'text') return {};
  if (found.type === 'json_object') return { format: { type: 'json' } };
  checkSchema(found.schema, 'text.format.schema');
  return { format: { type: 'schema', name: found.name, schema: found.schema, strict: found.strict ?? false } };
};

/** Reads a body. Throws a `RequestError` (400) that names the field at fault. */
export const readResponsesCall = (given: Wire, limits: Pick<Limits, 'messages'>): ResponsesCall => {
  const offered = toolsInItems(given.input, given.tools);
  const wire: Wire = { ...withoutAbsent({ ...given, tools: offered }), input: withKnownItems(given.input) };
  if (Array.isArray(wire.input) && wire.input.length > limits.messages) {
    throw badRequest(`input: ${wire.input.length} items are more than this server takes (${limits.messages})`, 'input');
  }
  for (const [field, why] of Object.entries(KEPT)) {
    if ((wire[field] ?? undefined) !== undefined) throw badRequest(`${field}: ${why}`, field, 'unsupported_parameter');
  }
  const body = parseFields(bodySchema, wire);
  const { reasoning, text } = body;
  const { forms, leftOut, ...tools } = readTools(body.tools ?? [], body.tool_choice, body.parallel_tool_calls);
  const background = body.background ?? false;
  const store = background || body.store !== false;
  if (background && body.store === false)
    throw badRequest('store: a response in the background is fetched later, so store can not be false', 'store');
  const logprobs = body.top_logprobs ?? (body.include?.includes('message.output_text.logprobs') ? 0 : undefined);
  const options = thinkingOptionsOf(wire, body.mizan);
  const onward = {
    ...unknownFields(wire, KNOWN).wire,
    ...(text?.verbosity && { verbosity: text.verbosity }),
    ...optional('reasoning_effort', options.effort),
  };
  return {
    model: body.model,
    request: {
      messages: readTurns(body.instructions, body.input),
      ...samplingOf(body),
      ...stopOf(body.stop),
      ...tools,
      ...formatOf(body),
      ...optional('maxTokens', body.max_output_tokens),
      ...optional('logprobs', logprobs),
      ...(Object.keys(onward).length > 0 && { wire: onward }),
    },
    options,
    stream: body.stream ?? false,
    summary: (reasoning?.summary ?? reasoning?.generate_summary ?? undefined) !== undefined,
    forms,
    leftOut: [...leftOut, ...leftOutItems(given.input)],
    background,
    store,
    echo: echoOf(wire, store),
  };
};
