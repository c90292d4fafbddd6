/** The body of a chat-completions call in an upstream's spelling, made from a `ChatRequest`. It sends nothing. */
import { familyFor, noThinkFields } from './model-families.ts';
import { defined } from '../json.ts';
import type { ChatRequest, Tool, Wire } from '../types.ts';
import type { ModelEntry } from './config.ts';
import { UpstreamError } from './failure.ts';
import type { Dialect } from './presets.ts';
import { thoughtFormOf } from './thought-parser.ts';
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

/** A tool as it came, with the fields that are known here in OpenAI's form; one of another type stays as it is. */
const toolOf = ({ name, description, parameters, strict, wire }: Tool): Wire =>
  wire && typeof wire.type === 'string' && wire.type !== 'function'
    ? wire
    : {
        ...wire,
        type: 'function',
        function: { ...(wire?.function as Wire | undefined), ...defined({ name, description, parameters, strict }) },
      };

/** The choice among the tools; one of a form that is not known here is sent on as it came. */
const toolChoiceOf = ({ toolChoice, wire }: ChatRequest): unknown => {
  if (toolChoice === undefined) return wire?.tool_choice;
  return typeof toolChoice === 'string' ? toolChoice : { type: 'function', function: { name: toolChoice.name } };
};

/**
 * The body for `n` continuations, to be streamed unless `whole`. Fields of `request.wire` and of the model's `body`
 * stand below those that are spelled out here. Throws an `UpstreamError` when the model can't do what is asked. A seed
 * and min_p are left out where they are not known: they change which answer is drawn, not whether it is right.
 */
export const requestBody = (
  request: ChatRequest,
  model: ModelEntry,
  dialect: Dialect,
  { n, whole }: { n: number; whole: boolean },
): Wire => {
  const { capabilities: can } = model;
  const { tools, logprobs, open } = request;
  if (tools?.length && !can.tools) throw unable(model, 'calls no tools', 'tools');
  if (logprobs !== undefined && !can.logprobs) throw unable(model, 'gives no log-probabilities', 'logprobs');
  const asJson = request.format !== undefined && (request.format.type === 'schema' ? !can.schema : !can.json);
  const quiet =
    open === 'plan' || open === 'answer'
      ? dialect.noThink && noThinkFields(dialect.noThink, familyFor(model))
      : undefined;
  return defined({
    ...model.body,
    ...request.wire,
    ...quiet,
    model: model.model,
    messages: messagesForUpstream(
      request,
      { ...dialect, tags: thoughtFormOf(model.thinkTags, model.model)?.type === 'markers' },
      asJson,
    ),
    stream: whole ? undefined : true,
    stream_options: !whole && dialect.streamUsage ? { include_usage: true } : undefined,
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
    tools: tools?.length ? tools.map(toolOf) : undefined,
    tool_choice: toolChoiceOf(request),
    parallel_tool_calls: request.parallelToolCalls,
    response_format: request.format ? formatOf(request, model) : request.wire?.response_format,
    logprobs: logprobs === undefined ? undefined : true,
    top_logprobs: logprobs === undefined || logprobs === 0 ? undefined : logprobs,
  });
};
