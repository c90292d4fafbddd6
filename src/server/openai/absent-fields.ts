/**
 * Removes fields that say nothing from a body: null, empty texts and lists, and the usual spellings of "no limit" and
 * "none". Clients of llama.cpp, LM Studio and Open WebUI send max_tokens -1, SDKs send functions: null, forms send ''.
 */
import { isObject, type JsonObject } from '../../json.ts';
import type { Wire } from '../../types.ts';

/** A number that means no limit when it is not above 0. */
const noLimit = (value: unknown): boolean => typeof value === 'number' && value <= 0;
const negative = (value: unknown): boolean => typeof value === 'number' && value < 0;
const emptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
const emptyObject = (value: unknown): boolean => isObject(value) && Object.keys(value).length === 0;
const emptyText = (value: unknown): boolean => typeof value === 'string' && value.trim() === '';
const untyped = (value: unknown): boolean => isObject(value) && (value.type ?? '') === '';

/** When the field says nothing, besides being null, '', [] or {}. */
const SAYS_NOTHING: Readonly<Record<string, (value: unknown) => boolean>> = {
  max_tokens: noLimit,
  max_completion_tokens: noLimit,
  max_output_tokens: noLimit,
  n: noLimit,
  best_of: noLimit,
  seed: negative,
  temperature: negative,
  top_p: negative,
  min_p: negative,
  top_logprobs: negative,
  response_format: untyped,
  tool_choice: untyped,
  logprobs: (value) => value === false || negative(value),
};

/** Fields that are data of the caller: their being empty is told. */
const DATA: ReadonlySet<string> = new Set(['messages', 'prompt', 'input', 'model', 'mizan']);

const isEmpty = (value: unknown): boolean => emptyText(value) || emptyList(value) || emptyObject(value);

/** Stop sequences without empty ones; undefined when none is left. */
const stopsOf = (stop: unknown): unknown => {
  if (!Array.isArray(stop)) return stop;
  const stops = stop.filter((item) => item !== '' && item !== null);
  return stops.length > 0 ? stops : undefined;
};

/** An object without its own fields that are null or empty texts; undefined when nothing is left. */
const inner = (value: unknown): unknown => {
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([, field]) => field !== null && !emptyText(field));
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
};

/** `body` without the fields that say nothing. The body itself is not changed. */
export const withoutAbsent = (body: Wire): JsonObject => {
  const fields: JsonObject = {};
  for (const [name, value] of Object.entries(body)) {
    if (DATA.has(name)) {
      if (value !== null) fields[name] = value;
      continue;
    }
    if (value === null || value === undefined || isEmpty(value) || SAYS_NOTHING[name]?.(value)) continue;
    const said = name === 'stop' ? stopsOf(value) : name === 'reasoning' ? inner(value) : value;
    if (said !== undefined) fields[name] = said;
  }
  // A choice among no tools is none.
  if (fields.tools === undefined && (fields.tool_choice === 'none' || fields.tool_choice === 'auto'))
    delete fields.tool_choice;
  if (fields.functions === undefined && ['none', 'auto'].includes(fields.function_call as string))
    delete fields.function_call;
  if (fields.logprobs === undefined && fields.top_logprobs === 0) delete fields.top_logprobs;
  return fields;
};
