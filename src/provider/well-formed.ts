/**
 * Checks whether an upstream's chunk or completion has the form that OpenAI describes and SDKs rely on, so that it may
 * be passed on as it is. Anything else is read and written anew.
 */
import { isObject, type JsonObject } from '../json.ts';

const FINISHES: ReadonlySet<unknown> = new Set(['stop', 'length', 'tool_calls', 'content_filter']);

const isIndex = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;
const isTextOrNothing = (value: unknown): boolean => value === undefined || value === null || typeof value === 'string';
const isName = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** Counts of zeros are none: some servers send them with every chunk. */
const isUsage = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (isObject(value) &&
    typeof value.prompt_tokens === 'number' &&
    typeof value.completion_tokens === 'number' &&
    value.prompt_tokens + value.completion_tokens > 0);

const isHead = (value: JsonObject, object: string): boolean =>
  isName(value.id) &&
  value.object === object &&
  Number.isInteger(value.created) &&
  isName(value.model) &&
  Array.isArray(value.choices) &&
  isUsage(value.usage);

/** Log-probabilities as chat completions have them; those of the older API are not. */
const isLogprobs = (value: unknown): boolean =>
  (value ?? undefined) === undefined ||
  (isObject(value) && (Array.isArray(value.content) || (value.content === null && value.tokens === undefined)));

/** Fields of a message or delta whose content is text. */
const isWords = (value: unknown): value is JsonObject =>
  isObject(value) &&
  (value.role === undefined || value.role === 'assistant') &&
  isTextOrNothing(value.content) &&
  isTextOrNothing(value.refusal) &&
  isTextOrNothing(value.reasoning_content) &&
  (value.function_call ?? undefined) === undefined;

/** A fragment of a call: an index, and texts where there are any. */
const isCallFragment = (value: unknown): boolean =>
  isObject(value) &&
  isIndex(value.index) &&
  (value.id === undefined || isName(value.id)) &&
  (value.type === undefined || value.type === 'function') &&
  isObject(value.function) &&
  (value.function.name === undefined || isName(value.function.name)) &&
  (value.function.arguments === undefined || typeof value.function.arguments === 'string');

const isCall = (value: unknown): boolean =>
  isObject(value) &&
  isName(value.id) &&
  value.type === 'function' &&
  isObject(value.function) &&
  isName(value.function.name) &&
  isName(value.function.arguments);

const areCalls = (value: unknown, each: (call: unknown) => boolean): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.length > 0 && value.every(each));

/** A chunk of a stream. */
export const isChunk = (value: JsonObject): boolean =>
  isHead(value, 'chat.completion.chunk') &&
  (value.choices as unknown[]).every(
    (choice) =>
      isObject(choice) &&
      isIndex(choice.index) &&
      isWords(choice.delta) &&
      isLogprobs(choice.logprobs) &&
      areCalls(choice.delta.tool_calls, isCallFragment) &&
      ((choice.finish_reason ?? null) === null || FINISHES.has(choice.finish_reason)),
  );

/** A whole completion with at least one choice. */
export const isCompletion = (value: JsonObject): boolean =>
  isHead(value, 'chat.completion') &&
  (value.choices as unknown[]).length > 0 &&
  (value.choices as unknown[]).every(
    (choice) =>
      isObject(choice) &&
      isIndex(choice.index) &&
      isWords(choice.message) &&
      choice.message.role === 'assistant' &&
      choice.message.content !== undefined &&
      isLogprobs(choice.logprobs) &&
      areCalls(choice.message.tool_calls, isCall) &&
      FINISHES.has(choice.finish_reason),
  );
