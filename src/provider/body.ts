/** The body of a chat-completions call in an upstream's spelling: made from a `ChatRequest`, or one that came from a client. It sends nothing. */
import type { ChatRequest, Wire } from '../types.ts';
import type { ModelEntry } from './config.ts';
import { UpstreamError } from './failure.ts';
import type { Dialect } from './presets.ts';
import { thinkTagsOf } from './think-tags.ts';
import { messagesForUpstream } from './turns.ts';

const unable = (model: ModelEntry, what: string, field: string): UpstreamError =>
  new UpstreamError(
    {
      status: 400,
      type: 'invalid_request_error',
      code: 'unsupported',
      message: `the model ${model.name} ${what}; choose another model, or set capabilities.${field} in the config file if it can`,
    },
    { fallback: true },
  );

const formatOf = ({ format }: ChatRequest, { capabilities }: ModelEntry): Wire | undefined => {
  if (!format) return undefined;
  if (format.type === 'schema' && capabilities.schema) {
    const { name, schema, strict } = format;
    return { type: 'json_schema', json_schema: { name, schema, strict } };
  }
  return capabilities.json ? { type: 'json_object' } : undefined;
};

/** Without the fields that are undefined. */
const definedFields = (wire: Wire): Wire =>
  Object.fromEntries(Object.entries(wire).filter(([, value]) => value !== undefined));

/**
 * The body for `n` continuations, always to be streamed. Fields of `request.wire` and of the model's `body` stand below
 * those that are spelled out here. Throws an `UpstreamError` when the model can't do what is asked. A seed and min_p are
 * left out where they are not known: they change which answer is drawn, not whether it is right.
 */
export const requestBody = (request: ChatRequest, model: ModelEntry, dialect: Dialect, n: number): Wire => {
  const { capabilities: can } = model;
  const { tools, toolChoice, logprobs, open } = request;
  if (tools?.length && !can.tools) throw unable(model, 'calls no tools', 'tools');
  if (logprobs !== undefined && !can.logprobs) throw unable(model, 'gives no log-probabilities', 'logprobs');
  const asJson = request.format !== undefined && (request.format.type === 'schema' ? !can.schema : !can.json);
  const quiet = open === 'plan' || open === 'answer' ? dialect.noThink : undefined;
  return definedFields({
    ...model.body,
    ...request.wire,
    ...quiet,
    model: model.model,
    messages: messagesForUpstream(
      request,
      { ...dialect, tags: thinkTagsOf(model.thinkTags, model.model) !== 'none' },
      asJson,
    ),
    stream: true,
    stream_options: dialect.streamUsage ? { include_usage: true } : undefined,
    n: n > 1 ? n : undefined,
    temperature: request.temperature,
    top_p: request.topP,
    min_p: can.minP ? request.minP : undefined,
    seed: undefined,
    [dialect.seed]: can.seed ? request.seed : undefined,
    max_tokens: undefined,
    max_completion_tokens: undefined,
    [dialect.maxTokens]: request.maxTokens,
    stop: request.stop?.length ? request.stop : undefined,
    tools: tools?.length
      ? tools.map(({ name, description, parameters, strict }) => ({
          type: 'function',
          function: definedFields({ name, description, parameters, strict }),
        }))
      : undefined,
    tool_choice:
      toolChoice === undefined || typeof toolChoice === 'string'
        ? toolChoice
        : { type: 'function', function: { name: toolChoice.name } },
    parallel_tool_calls: request.parallelToolCalls,
    response_format: formatOf(request, model),
    logprobs: logprobs === undefined ? undefined : true,
    top_logprobs: logprobs === undefined || logprobs === 0 ? undefined : logprobs,
  });
};

/** `body` with what it has under `from` under `to`, unless that is there too. */
const renamed = (body: Wire, from: string, to: string): Wire => {
  if (from === to || !(from in body)) return body;
  const { [from]: value, ...others } = body;
  return { ...others, ...(value !== null && { [to]: others[to] ?? value }) };
};

const without = (body: Wire, field: string): Wire => {
  if (!(field in body)) return body;
  const { [field]: _, ...others } = body;
  return others;
};

/** A body in OpenAI's form that is sent on as it came, but for the few fields that the upstream spells in another way or does not know. */
export const forwardedBody = (
  body: Wire,
  { capabilities: can }: ModelEntry,
  { maxTokens, seed, streamUsage }: Dialect,
): Wire => {
  const limited = renamed(body, maxTokens === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens', maxTokens);
  const seeded = can.seed ? renamed(limited, 'seed', seed) : without(limited, 'seed');
  return streamUsage ? seeded : without(seeded, 'stream_options');
};
