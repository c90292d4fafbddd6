/**
 * Bodies of Ollama's /api/chat and /api/generate, read into a `ChatRequest`:
 * https://github.com/ollama/ollama/blob/main/docs/api.md Settings stand in `options`; what of them means nothing here
 * (num_ctx, num_gpu, keep_alive) is left out. Answers stream unless `stream` is false. Calls have no ids there, so
 * results of tools are matched to them by name and order.
 */
import { z } from 'zod';
import type { AnswerFormat, ChatRequest, Message, Wire } from '../../types.ts';
import type { ThinkingOptions } from '../catalog.ts';
import { badRequest } from '../http.ts';
import type { Limits } from '../limits.ts';
import { withoutAbsent } from '../openai/absent-fields.ts';
import { checkSchema } from '../openai/answer-format.ts';
import { jsonObject, optional, parseFields, samplingOf, stopOf, thinkingOptionsOf } from '../openai/fields.ts';
import { toMessage } from '../openai/messages.ts';

const call = z.looseObject({
  id: z.string().nullish(),
  function: z.looseObject({ name: z.string().min(1), arguments: z.unknown() }),
});
const message = z.looseObject({
  role: z.enum(['system', 'user', 'assistant', 'tool', 'developer']),
  content: z.union([z.string(), z.array(z.looseObject({ type: z.string().nullish() }))]).nullish(),
  thinking: z.string().nullish(),
  images: z.array(z.string()).nullish(),
  tool_calls: z.array(call).nullish(),
  tool_name: z.string().nullish(),
  name: z.string().nullish(),
  tool_call_id: z.string().nullish(),
});
type Turn = z.output<typeof message>;

const options = z.looseObject({
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  min_p: z.number().min(0).max(1).nullish(),
  seed: z.number().int().nullish(),
  num_predict: z.number().int().nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(16)]).nullish(),
});
const shared = {
  model: z.string().min(1).max(512),
  stream: z.boolean().nullish(),
  format: z.union([z.string(), jsonObject], 'must be "json" or a JSON schema').nullish(),
  options: options.nullish(),
  think: z.union([z.boolean(), z.string().max(64)], 'must be true, false or an effort').nullish(),
  mizan: jsonObject.nullish(),
};
const tool = z.looseObject({
  type: z.string().default('function'),
  function: z.looseObject({
    name: z.string().min(1).max(256),
    description: z.string().nullish(),
    parameters: jsonObject.nullish(),
  }),
});
const chatSchema = z.looseObject({
  ...shared,
  messages: z.array(message).nullish(),
  tools: z.array(tool).max(512).nullish(),
});
const generateSchema = z.looseObject({
  ...shared,
  prompt: z.string().nullish(),
  system: z.string().nullish(),
  images: z.array(z.string()).nullish(),
  suffix: z.string().nullish(),
});

export type OllamaCall = {
  model: string;
  /** Undefined: nothing is asked; Ollama's clients load a model so. */
  request: ChatRequest | undefined;
  options: Omit<ThinkingOptions, 'suffix'>;
  stream: boolean;
  /** Thoughts are shown. */
  thinks: boolean;
};

/** The type of a picture by the beginning of its base64 text. */
const mediaType = (data: string): string => {
  const known = { '/9j/': 'jpeg', R0lGOD: 'gif', UklGR: 'webp' };
  return `image/${Object.entries(known).find(([head]) => data.startsWith(head))?.[1] ?? 'png'}`;
};

const withImages = (content: Turn['content'], images: readonly string[] | null | undefined): string | Wire[] => {
  if (!images?.length) return content ?? '';
  const pictures = images.map((data) => ({
    type: 'image_url',
    image_url: { url: /^(data|https?):/.test(data) ? data : `data:${mediaType(data)};base64,${data}` },
  }));
  const words = Array.isArray(content) ? content : [{ type: 'text', text: content }];
  return [...(content ? words : []), ...pictures];
};

/** The turns of the chat-completions form, with an id for every call. */
const turnsOf = (given: readonly Turn[]): Wire[] => {
  let made = 0;
  /** Calls that have no result yet. */
  let waiting: { id: string; name: string }[] = [];
  const answered = ({ tool_call_id: id, tool_name: name, name: alias }: Turn): string => {
    const at = waiting.findIndex((call) => (id ? call.id === id : call.name === (name ?? alias)));
    const [found] = waiting.splice(Math.max(0, at), 1);
    return found?.id ?? id ?? `call_${made++}`;
  };
  return given.map((turn): Wire => {
    const { role, content, thinking, images, tool_calls: calls } = turn;
    if (role === 'tool') return { role, tool_call_id: answered(turn), content: withImages(content, images) };
    if (role !== 'assistant') return { role, content: withImages(content, images) };
    const named = (calls ?? []).map(({ id, function: { name, arguments: args } }) => ({
      id: id || `call_${made++}`,
      type: 'function',
      function: { name, arguments: typeof args === 'string' ? args : JSON.stringify(args ?? {}) },
    }));
    if (named.length > 0) waiting = named.map(({ id, function: { name } }) => ({ id, name }));
    return {
      role,
      content: named.length > 0 && !content ? null : (content ?? ''),
      ...(thinking && { reasoning_content: thinking }),
      ...(named.length > 0 && { tool_calls: named }),
    };
  });
};

const messagesOf = (turns: readonly Wire[]): Message[] =>
  turns.map((turn) => toMessage(turn as Parameters<typeof toMessage>[0], turn));

const formatOf = (format: string | Wire | null | undefined): { format?: AnswerFormat } => {
  if (format === null || format === undefined || format === '') return {};
  if (format === 'json') return { format: { type: 'json' } };
  if (typeof format === 'string') throw badRequest('format: must be "json" or a JSON schema', 'format');
  checkSchema(format, 'format');
  return { format: { type: 'schema', name: 'answer', schema: format, strict: true } };
};

/** Fields of `options` that are read here, or that say how Ollama loads a model. All others are sent on. */
const NOT_SENT: ReadonlySet<string> = new Set(
  [
    ['temperature', 'top_p', 'min_p', 'seed', 'num_predict', 'stop'],
    ['num_ctx', 'num_batch', 'num_gpu', 'main_gpu', 'num_thread', 'num_keep', 'numa', 'low_vram', 'f16_kv'],
    ['use_mmap', 'use_mlock', 'vocab_only', 'penalize_newline', 'embedding_only', 'think'],
  ].flat(),
);

/** What both bodies have in common. */
const settingsOf = (body: z.output<z.ZodObject<typeof shared>>, wire: Wire) => {
  const given = withoutAbsent(body.options ?? {});
  const settings = parseFields(options, given);
  const effort = typeof body.think === 'string' ? body.think : undefined;
  const thinking = thinkingOptionsOf({ ...wire, ...optional('reasoning_effort', effort) }, body.mizan);
  const onward = {
    ...Object.fromEntries(Object.entries(given).filter(([name]) => !NOT_SENT.has(name))),
    ...optional('reasoning_effort', thinking.effort),
  };
  return {
    options: thinking,
    stream: body.stream ?? true,
    thinks: thinking.effort !== 'none',
    settings: {
      ...samplingOf(settings),
      ...stopOf(settings.stop),
      ...formatOf(body.format),
      ...(settings.num_predict && settings.num_predict > 0 && { maxTokens: settings.num_predict }),
      ...(Object.keys(onward).length > 0 && { wire: onward }),
    },
  };
};

/** Reads a body of /api/chat. Throws a `RequestError` (400) that names the field at fault. */
export const readOllamaChat = (given: Wire, limits: Pick<Limits, 'messages'>): OllamaCall => {
  const wire = withoutAbsent(given);
  const body = parseFields(chatSchema, wire);
  const turns = body.messages ?? [];
  if (turns.length > limits.messages)
    throw badRequest(
      `messages: ${turns.length} messages are more than this server takes (${limits.messages})`,
      'messages',
    );
  const { settings, ...rest } = settingsOf(body, wire);
  const tools = (body.tools ?? []).map(({ function: { name, description, parameters } }) => ({
    name,
    ...optional('description', description),
    ...optional('parameters', parameters),
  }));
  return {
    model: body.model,
    ...rest,
    request:
      turns.length === 0
        ? undefined
        : { messages: messagesOf(turnsOf(turns)), ...settings, ...(tools.length > 0 && { tools }) },
  };
};

/** Reads a body of /api/generate. Throws a `RequestError` (400) that names the field at fault. */
export const readOllamaGenerate = (given: Wire): OllamaCall => {
  const wire = withoutAbsent(given);
  const body = parseFields(generateSchema, wire);
  if (body.suffix) throw badRequest('suffix: filling in the middle is not served; leave it out', 'suffix');
  const { settings, ...rest } = settingsOf(body, wire);
  const turns = [
    ...(body.system ? [{ role: 'system', content: body.system }] : []),
    { role: 'user', content: withImages(body.prompt ?? '', body.images) },
  ];
  const isEmpty = !body.prompt && !body.images?.length;
  return { model: body.model, ...rest, request: isEmpty ? undefined : { messages: messagesOf(turns), ...settings } };
};
