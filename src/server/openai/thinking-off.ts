/**
 * Detects that a body switches thinking off, in the spellings of OpenAI, vLLM, SGLang, Qwen, DeepSeek, Anthropic,
 * Ollama, llama.cpp, Gemini and OpenRouter. Such a request gets the effort `none`; the fields themselves are sent on.
 */
import { isObject, type JsonObject } from '../../json.ts';
import type { Wire } from '../../types.ts';

const OFF: ReadonlySet<unknown> = new Set([false, 0, 'none', 'off', 'disable', 'disabled', 'false', 'no', '0']);
const isOff = (value: unknown): boolean => OFF.has(typeof value === 'string' ? value.toLowerCase() : value);

/** Fields that are off by their value. */
const SWITCHES = ['enable_thinking', 'enable_reasoning', 'think', 'thinking', 'reasoning', 'reasoning_effort'];
/** Fields that count tokens of thoughts: none is off. */
const BUDGETS = ['thinking_budget', 'reasoning_budget', 'thinking_budget_tokens'];

const switchedOff = (object: JsonObject): boolean =>
  SWITCHES.some((name) => isOff(object[name])) || BUDGETS.some((name) => object[name] === 0);

/** `{ type: 'disabled' }`, `{ enabled: false }`, `{ effort: 'none' }`, `{ max_tokens: 0 }` and their relatives. */
const isOffObject = (value: unknown): boolean =>
  isObject(value) &&
  (isOff(value.type) ||
    isOff(value.enabled) ||
    isOff(value.enable) ||
    isOff(value.effort) ||
    ['max_tokens', 'budget_tokens', 'thinking_budget', 'thinkingBudget'].some((name) => value[name] === 0));

/** Objects that hold switches of their own. */
const CONTAINERS = ['chat_template_kwargs', 'extra_body', 'options', 'google', 'thinking_config', 'thinkingConfig'];

/** The words with which Qwen3 and GLM are told not to think. */
const WORD = /(?:^|\s)\/no_?think(?=\s|[.!?]?$)/;

const isUserTurn = (turn: unknown): turn is JsonObject => isObject(turn) && turn.role === 'user';

const hasWord = (content: unknown): boolean => {
  if (typeof content === 'string') return WORD.test(content);
  return (
    Array.isArray(content) &&
    content.some((part) => isObject(part) && typeof part.text === 'string' && WORD.test(part.text))
  );
};

/** Whether the last turn of the user, or the one before all, says so in words. */
const saidInWords = ({ messages, input, prompt, system, instructions }: Wire): boolean => {
  const turns = [messages, input].find(Array.isArray) as unknown[] | undefined;
  const last = turns?.findLast(isUserTurn);
  const first = turns?.find(isObject);
  return [
    last?.content,
    first?.role === 'system' ? first.content : undefined,
    input,
    prompt,
    system,
    instructions,
  ].some(hasWord);
};

/** `depth` bounds how far containers are looked into. */
export const isThinkingOff = (body: Wire, depth = 3): boolean =>
  switchedOff(body as JsonObject) ||
  saidInWords(body) ||
  isOffObject(body.thinking) ||
  isOffObject(body.reasoning) ||
  isOffObject(body.thinking_config) ||
  isOffObject(body.thinkingConfig) ||
  (depth > 0 && CONTAINERS.some((name) => isObject(body[name]) && isThinkingOff(body[name], depth - 1)));
