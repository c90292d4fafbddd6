/**
 * A Responses body, read into a `ChatRequest` and what the response says back. Nothing of a conversation is kept between
 * requests, so what relies on that is refused in one sentence; so are tools that would run here.
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
import { withoutAbsent } from './absent-fields.ts';
import type { Limits } from '../limits.ts';
import { inputItem, readTurns } from './responses-input.ts';
import { withKnownItems } from './responses-items.ts';

const name = z.string().min(1).max(256);
const functionRef = z.looseObject({ type: z.literal('function'), name });
/** A tool. Those of other types than function run elsewhere: they are left out of what the model may call. */
const tool = z.looseObject({
  type: z.string(),
  name: name.optional(),
  description: z.string().nullish(),
  parameters: jsonObject.nullish(),
  strict: z.boolean().nullish(),
});
const modes = z.enum(['none', 'auto', 'required']);
const toolChoice = z.union([
  modes,
  functionRef,
  z.looseObject({
    type: z.literal('allowed_tools'),
    mode: z.enum(['auto', 'required']),
    tools: z.array(z.looseObject({ type: z.string(), name: name.optional() })).min(1),
  }),
  z.looseObject({ type: z.string(), name: name.optional() }),
]);

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
  tools: z.array(tool).max(512).nullish(),
  tool_choice: toolChoice.nullish(),
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
  metadata: jsonObject.nullish(),
  store: z.boolean().nullish(),
  truncation: z.string().nullish(),
  background: z.literal(false, 'is not served: ask with stream: true instead').nullish(),
});
type Body = z.output<typeof bodySchema>;

/** Read here, or of the Responses form only: not for an upstream of the chat-completions form. */
const KNOWN: ReadonlySet<string> = new Set([
  ...Object.keys(bodySchema.shape),
  'previous_response_id',
  'conversation',
  'prompt',
  'max_tool_calls',
  'stream_options',
  'context_management',
]);

/** What would need a conversation, or anything else, that is kept here. */
const KEPT: Readonly<Record<string, string>> = {
  previous_response_id:
    'no conversation is kept between requests; send the items of earlier turns in input instead (output items may be sent back as they came)',
  conversation: 'no conversation is kept between requests; send the items of earlier turns in input instead',
  prompt: 'no prompts are kept here; send instructions and input',
};

export type ResponsesCall = {
  model: string;
  request: ChatRequest;
  options: Omit<ThinkingOptions, 'suffix'>;
  stream: boolean;
  /** Thoughts leave as a summary, since the caller asked for one; otherwise as the text of reasoning. */
  summary: boolean;
  /** Fields of the request that the response repeats. */
  echo: Wire;
};

type Tools = NonNullable<Body['tools']>;
type Callable = Tools[number] & { name: string };

const isCallable = (one: Tools[number]): one is Callable => one.type === 'function' && one.name !== undefined;

/** The names that a choice of tools asks for; undefined when it names none. */
const wantedOf = (choice: Body['tool_choice']): string[] | undefined => {
  if (typeof choice !== 'object' || !choice) return undefined;
  const asked =
    choice.type === 'allowed_tools' ? ((choice as { tools: Tools }).tools ?? []) : [choice as Tools[number]];
  return asked.map((one) => one.name ?? one.type);
};

const toolsOf = ({
  tools,
  tool_choice: choice,
  parallel_tool_calls: parallel,
}: Body): Pick<ChatRequest, 'tools' | 'toolChoice' | 'parallelToolCalls'> => {
  const callable = (tools ?? []).filter(isCallable);
  const wanted = wantedOf(choice);
  const isAllowed = typeof choice === 'object' && choice?.type === 'allowed_tools';
  const known = (one: string): boolean => callable.some((other) => other.name === one);
  const missing = isAllowed ? (wanted!.some(known) ? undefined : wanted![0]) : wanted?.find((one) => !known(one));
  if (missing !== undefined)
    throw badRequest(`tool_choice: there is no function called ${missing} among the tools`, 'tool_choice');
  if (callable.length === 0) {
    if (choice === 'required')
      throw badRequest('tool_choice: it asks for a tool, and tools has no function', 'tool_choice');
    return {};
  }
  const allowed = isAllowed ? callable.filter((one) => wanted!.includes(one.name)) : callable;
  const named = typeof choice === 'object' && choice && !isAllowed ? { name: wanted![0]! } : undefined;
  const mode = isAllowed
    ? (choice as { mode: 'auto' | 'required' }).mode
    : typeof choice === 'string'
      ? choice
      : undefined;
  return {
    tools: allowed.map((one) => ({
      name: one.name,
      ...optional('description', one.description),
      ...optional('parameters', one.parameters),
      ...optional('strict', one.strict),
    })),
    ...optional('toolChoice', (named ?? mode) as ToolChoice | undefined),
    ...optional('parallelToolCalls', parallel),
  };
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
  const wire: Wire = { ...withoutAbsent(given), input: withKnownItems(given.input) };
  if (Array.isArray(wire.input) && wire.input.length > limits.messages) {
    throw badRequest(`input: ${wire.input.length} items are more than this server takes (${limits.messages})`, 'input');
  }
  for (const [field, why] of Object.entries(KEPT)) {
    if ((wire[field] ?? undefined) !== undefined) throw badRequest(`${field}: ${why}`, field, 'unsupported_parameter');
  }
  if (
    Array.isArray(wire.input) &&
    wire.input.some((one: unknown) => (one as { type?: unknown } | null)?.type === 'item_reference')
  ) {
    throw badRequest(
      'input: an item_reference names an item that was kept, and none is kept here; send the item itself',
      'input',
      'unsupported_parameter',
    );
  }
  const body = parseFields(bodySchema, wire);
  const { reasoning, text, metadata } = body;
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
      ...toolsOf(body),
      ...formatOf(body),
      ...optional('maxTokens', body.max_output_tokens),
      ...optional('logprobs', logprobs),
      ...(Object.keys(onward).length > 0 && { wire: onward }),
    },
    options,
    stream: body.stream ?? false,
    summary: (reasoning?.summary ?? reasoning?.generate_summary ?? undefined) !== undefined,
    echo: {
      instructions: body.instructions ?? null,
      max_output_tokens: body.max_output_tokens ?? null,
      metadata: metadata ?? {},
      parallel_tool_calls: body.parallel_tool_calls ?? true,
      previous_response_id: null,
      reasoning: {
        effort: reasoning?.effort ?? null,
        summary: reasoning?.summary ?? reasoning?.generate_summary ?? null,
      },
      store: false,
      temperature: body.temperature ?? null,
      top_p: body.top_p ?? null,
      top_logprobs: body.top_logprobs ?? 0,
      text: { format: text?.format ?? { type: 'text' }, ...optional('verbosity', text?.verbosity) },
      tool_choice: wire.tool_choice ?? 'auto',
      tools: wire.tools ?? [],
      truncation: body.truncation ?? 'disabled',
      user: wire.user ?? null,
    },
  };
};
