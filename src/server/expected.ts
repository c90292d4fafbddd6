/**
 * The most that a request is expected to take, before it begins: what its key's budget must have room for. Prompts are
 * counted too high rather than too low, so that a bounded request never takes more than was reserved.
 */
import { isObject } from '../json.ts';
import type { ChatRequest, Wire } from '../types.ts';
import type { ServedModel, ThinkingOptions } from './catalog.ts';
import type { RequestStart } from './ledger/ledger.ts';

/** Bytes per token, at the least: English has about four, other scripts two or three. */
const BYTES_PER_TOKEN = 2;
/** Tokens that frame a turn, at the most. */
const PER_TURN = 16;
/** Tokens of a picture, about what providers charge at most for a detailed one. */
const PER_PICTURE = 1600;
/**
 * Completion tokens of a request that sets no bound: a guess, since such a request may begin and is stopped when need
 * be.
 */
const UNBOUNDED = 2048;

/** Tokens of the prompt in a body of any of the APIs, at the most. */
export const mostPromptTokens = (body: Wire): number => {
  let pictures = 0;
  const withoutData = (_: string, value: unknown): unknown => {
    if (typeof value !== 'string' || !/^data:[\w/+.-]+;base64,/.test(value)) return value;
    pictures++;
    return '';
  };
  const { messages, input, prompt, instructions, system, tools } = body;
  const text = JSON.stringify({ messages, input, prompt, instructions, system, tools }, withoutData);
  const turns = [messages, input].reduce<number>((sum, list) => sum + (Array.isArray(list) ? list.length : 1), 1);
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN) + PER_TURN * turns + PER_PICTURE * pictures;
};

const positive = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.ceil(value) : undefined;

/** The bound of completion tokens that a body sets, by the names of all APIs. */
export const maxTokensOf = (body: Wire): number | undefined =>
  positive(body.max_completion_tokens) ??
  positive(body.max_output_tokens) ??
  positive(body.max_tokens) ??
  (isObject(body.options) ? positive(body.options.num_predict) : undefined);

/** What `model` takes for this request at the most. `thinking` is absent where the request is passed on. */
export const expectedOf = (
  model: ServedModel,
  body: Wire,
  thinking?: { request: ChatRequest; options: ThinkingOptions },
): ReturnType<NonNullable<RequestStart['expected']>> => {
  const promptTokens = mostPromptTokens(body);
  const maxTokens = maxTokensOf(body);
  const n = positive(body.n) ?? 1;
  const once = {
    promptTokens,
    completionTokens: (maxTokens ?? UNBOUNDED) * n,
  };
  const most = thinking && model.mostUsage?.(thinking.request, thinking.options, once);
  const usage = most ?? once;
  return {
    tokens: usage.promptTokens + usage.completionTokens,
    cost: most?.cost ?? model.cost?.(once) ?? 0,
    bounded: maxTokens !== undefined || most?.bounded === true,
  };
};
