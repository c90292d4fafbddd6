/**
 * The fields of a Responses request that its response repeats, each within the values that OpenAI's description of the
 * form allows: what a client wrote outside of them is told as the default.
 */
import type { Wire } from '../../types.ts';
import { echoTools } from './responses-tools.ts';

/** `value` when it is one of `values`, else `standard`. */
const among = (values: readonly string[], value: unknown, standard: string | null): string | null =>
  values.includes(value as string) ? (value as string) : standard;
const numberOr = (value: unknown, standard: number | null): number | null =>
  typeof value === 'number' ? value : standard;
const textOr = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];
const SUMMARIES = ['auto', 'concise', 'detailed'];
const TIERS = ['auto', 'default', 'flex', 'scale', 'priority', 'fast', 'ultrafast'];
const VERBOSITIES = ['low', 'medium', 'high'];

const child = (body: Wire, field: string): Wire => {
  const value = body[field];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Wire) : {};
};

/** `body` has been checked. `store`: whether the response is kept. */
export const echoOf = (body: Wire, store: boolean): Wire => {
  const reasoning = child(body, 'reasoning');
  const text = child(body, 'text');
  return {
    background: body.background === true,
    instructions: body.instructions ?? null,
    max_output_tokens: numberOr(body.max_output_tokens, null),
    max_tool_calls: numberOr(body.max_tool_calls, null),
    metadata: body.metadata ?? {},
    parallel_tool_calls: body.parallel_tool_calls ?? true,
    previous_response_id: textOr(body.previous_response_id),
    reasoning: {
      effort: among(EFFORTS, reasoning.effort, null),
      summary: among(SUMMARIES, reasoning.summary ?? reasoning.generate_summary, null),
    },
    service_tier: among(TIERS, body.service_tier, 'default'),
    store,
    temperature: numberOr(body.temperature, 1),
    top_p: numberOr(body.top_p, 1),
    top_logprobs: numberOr(body.top_logprobs, 0),
    presence_penalty: numberOr(body.presence_penalty, 0),
    frequency_penalty: numberOr(body.frequency_penalty, 0),
    safety_identifier: textOr(body.safety_identifier),
    prompt_cache_key: textOr(body.prompt_cache_key),
    text: { format: text.format ?? { type: 'text' }, verbosity: among(VERBOSITIES, text.verbosity, 'medium') },
    tool_choice: body.tool_choice ?? 'auto',
    tools: echoTools((body.tools as Wire[] | undefined) ?? []),
    truncation: among(['auto', 'disabled'], body.truncation, 'disabled'),
    ...(typeof body.user === 'string' && { user: body.user }),
  };
};
