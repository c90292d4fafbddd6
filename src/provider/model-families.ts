/**
 * Families of open models, and how their authors advise to use them: sampling, thinking switch, context window, form of
 * the answer. A model is recognised by its name, as Ollama, llama-server, vLLM and hosted APIs spell it.
 *
 * This is a table. It is applied by gateway/backend.ts, shown in GET /v1/models, and a config overrides it: "family" of
 * a model names another row or none ("family": false), and "body" sets single fields. Every row names its source; a
 * value that the source does not give is absent.
 */

import { defined } from '../json.ts';
import type { Wire } from '../types.ts';

/** Sampling that a model card advises. */
export type FamilySampling = {
  temperature?: number;
  topP?: number;
  topK?: number;
  minP?: number;
  repetitionPenalty?: number;
};

/**
 * Whether a model thinks before it answers. `switch`: it can do either, and thinks unless it is told not to
 * (`initially` 'off': it answers at once unless told to think). `template`: the field of chat_template_kwargs that
 * switches; `word`: a word in a user turn that switches thinking off. `effort`: it always thinks, for as long as
 * reasoning_effort says.
 */
type FamilyThinking =
  | { type: 'none' }
  | { type: 'always' }
  | { type: 'effort' }
  | { type: 'switch'; initially: 'on' | 'off'; template: 'enable_thinking' | 'thinking'; word?: string };

export type ModelFamily = {
  /** Unique; a config names a row by it. */
  name: string;
  title: string;
  /** Recognises a name in the spelling of `normalized`. The first row that does is taken. */
  pattern: RegExp;
  sampling: FamilySampling;
  /** While it does not think, where the card advises other values then. */
  withoutThinking?: FamilySampling;
  /**
   * Longest prompt and reply together that the card names without extensions such as YaRN, in tokens. A server may
   * allow less.
   */
  contextLength?: number;
  thinking: FamilyThinking;
  /** Where the final answer of a problem stands: in \boxed{}, or between <answer> tags. Absent: in plain text. */
  answer?: 'boxed' | 'answer-tags';
  /** The model card or documentation that the row follows. */
  source: string;
};

const HF = 'https://huggingface.co';
const QWEN_THINKS: FamilySampling = { temperature: 0.6, topP: 0.95, topK: 20, minP: 0 };
const QWEN_ANSWERS: FamilySampling = { temperature: 0.7, topP: 0.8, topK: 20, minP: 0 };
const NONE: FamilyThinking = { type: 'none' };
const ALWAYS: FamilyThinking = { type: 'always' };

/** The rows, the more special of a family first. */
export const MODEL_FAMILIES: readonly ModelFamily[] = [
  {
    name: 'qwq',
    title: 'QwQ',
    pattern: /^qwq/,
    // The card: no greedy decoding; top-k between 20 and 40; thoughts are no part of the history.
    sampling: { temperature: 0.6, topP: 0.95, topK: 20, minP: 0 },
    contextLength: 131_072,
    thinking: ALWAYS,
    answer: 'boxed',
    source: `${HF}/Qwen/QwQ-32B`,
  },
  {
    name: 'qwen3-coder',
    title: 'Qwen3-Coder',
    pattern: /^qwen-?3-coder/,
    sampling: { temperature: 0.7, topP: 0.8, topK: 20, repetitionPenalty: 1.05 },
    contextLength: 262_144,
    thinking: NONE,
    source: `${HF}/Qwen/Qwen3-Coder-30B-A3B-Instruct`,
  },
  {
    name: 'qwen3-thinking-2507',
    title: 'Qwen3 Thinking 2507',
    pattern: /^qwen-?3.*thinking/,
    sampling: QWEN_THINKS,
    contextLength: 262_144,
    thinking: ALWAYS,
    answer: 'boxed',
    source: `${HF}/Qwen/Qwen3-4B-Thinking-2507`,
  },
  {
    name: 'qwen3-instruct-2507',
    title: 'Qwen3 Instruct 2507',
    pattern: /^qwen-?3.*(?:instruct|2507)/,
    sampling: QWEN_ANSWERS,
    contextLength: 262_144,
    thinking: NONE,
    answer: 'boxed',
    source: `${HF}/Qwen/Qwen3-4B-Instruct-2507`,
  },
  {
    name: 'qwen3',
    title: 'Qwen3',
    // Names such as qwen3:8b, Qwen3-0.6B, qwen3-30b-a3b; not Qwen3-VL, Qwen3-Next, Qwen3-Embedding or Qwen3.5.
    pattern: /^qwen-?3(?:$|-\d|-latest)/,
    sampling: QWEN_THINKS,
    withoutThinking: QWEN_ANSWERS,
    contextLength: 32_768,
    thinking: { type: 'switch', initially: 'on', template: 'enable_thinking', word: '/no_think' },
    answer: 'boxed',
    source: `${HF}/Qwen/Qwen3-8B`,
  },
  {
    name: 'qwen2.5',
    title: 'Qwen2.5',
    pattern: /^qwen-?2\.5/,
    // generation_config.json of the instruct models.
    sampling: { temperature: 0.7, topP: 0.8, topK: 20, repetitionPenalty: 1.05 },
    contextLength: 32_768,
    thinking: NONE,
    source: `${HF}/Qwen/Qwen2.5-7B-Instruct`,
  },
  {
    name: 'k2-think',
    title: 'K2 Think',
    pattern: /^k2-think/,
    // The report evaluates at these values; its system prompt asks for <think> and <answer> tags (arXiv 2509.07604).
    sampling: { temperature: 1, topP: 0.95 },
    contextLength: 32_768,
    thinking: ALWAYS,
    answer: 'answer-tags',
    source: `${HF}/LLM360/K2-Think`,
  },
  {
    name: 'kimi-k2-thinking',
    title: 'Kimi K2 Thinking',
    pattern: /^kimi-k2.*thinking/,
    sampling: { temperature: 1 },
    contextLength: 262_144,
    thinking: ALWAYS,
    source: `${HF}/moonshotai/Kimi-K2-Thinking`,
  },
  {
    name: 'kimi-k2',
    title: 'Kimi K2',
    // Not Kimi K2.5 and later, whose sampling is fixed by the API.
    pattern: /^kimi-k2(?!\.)/,
    sampling: { temperature: 0.6 },
    // Of Kimi-K2-Instruct; the 0905 version has 262,144.
    contextLength: 131_072,
    thinking: NONE,
    source: `${HF}/moonshotai/Kimi-K2-Instruct`,
  },
  {
    name: 'deepseek-r1',
    title: 'DeepSeek-R1 and its distillations',
    pattern: /^deepseek-(?:r1|reasoner)/,
    // The card: temperature 0.5 to 0.7, no system prompt, answers of maths in \boxed{}.
    sampling: { temperature: 0.6, topP: 0.95 },
    contextLength: 131_072,
    thinking: ALWAYS,
    answer: 'boxed',
    source: `${HF}/deepseek-ai/DeepSeek-R1`,
  },
  {
    name: 'deepseek-v3.1',
    title: 'DeepSeek-V3.1',
    pattern: /^deepseek-(?:v)?3\.1/,
    // generation_config.json.
    sampling: { temperature: 0.6, topP: 0.95 },
    contextLength: 131_072,
    thinking: { type: 'switch', initially: 'off', template: 'thinking' },
    source: `${HF}/deepseek-ai/DeepSeek-V3.1`,
  },
  {
    name: 'deepseek-v3.2',
    title: 'DeepSeek-V3.2',
    pattern: /^deepseek-(?:v)?3\.2/,
    sampling: { temperature: 1, topP: 0.95 },
    contextLength: 131_072,
    thinking: { type: 'switch', initially: 'off', template: 'thinking' },
    source: `${HF}/deepseek-ai/DeepSeek-V3.2-Exp`,
  },
  {
    name: 'deepseek-v3',
    title: 'DeepSeek-V3',
    pattern: /^deepseek-(?:v)?3(?:$|-)/,
    // The card of V3-0324: the web application asks the model at 0.3, which the API calls 1.
    sampling: { temperature: 0.3 },
    contextLength: 131_072,
    thinking: NONE,
    source: `${HF}/deepseek-ai/DeepSeek-V3-0324`,
  },
  {
    name: 'llama-4',
    title: 'Llama 4',
    pattern: /^(?:meta-)?llama-?4/,
    sampling: { temperature: 0.6, topP: 0.9 },
    thinking: NONE,
    source: `${HF}/meta-llama/Llama-4-Scout-17B-16E-Instruct`,
  },
  {
    name: 'llama-3',
    title: 'Llama 3.1, 3.2 and 3.3',
    pattern: /^(?:meta-)?llama-?3\.[123]/,
    // generation_config.json of the instruct models.
    sampling: { temperature: 0.6, topP: 0.9 },
    contextLength: 131_072,
    thinking: NONE,
    source: `${HF}/meta-llama/Llama-3.1-8B-Instruct`,
  },
  {
    name: 'gemma-3',
    title: 'Gemma 3',
    pattern: /^gemma-?3(?:$|-)/,
    // generation_config.json has top-k and top-p; temperature 1 is that of the Gemma team. 1B and 270M have 32,768
    // tokens.
    sampling: { temperature: 1, topP: 0.95, topK: 64 },
    contextLength: 131_072,
    thinking: NONE,
    source: `${HF}/google/gemma-3-4b-it`,
  },
  {
    name: 'gemma-2',
    title: 'Gemma 2',
    pattern: /^gemma-?2(?:$|-)/,
    sampling: {},
    contextLength: 8192,
    thinking: NONE,
    source: `${HF}/google/gemma-2-9b-it`,
  },
  {
    name: 'gpt-oss',
    title: 'gpt-oss',
    pattern: /^gpt-oss/,
    sampling: { temperature: 1, topP: 1 },
    contextLength: 131_072,
    thinking: { type: 'effort' },
    source: 'https://github.com/openai/gpt-oss',
  },
  {
    name: 'phi-4-mini-reasoning',
    title: 'Phi-4-mini-reasoning',
    pattern: /^phi-?4-mini-reasoning/,
    sampling: { temperature: 0.8, topP: 0.95 },
    contextLength: 131_072,
    thinking: ALWAYS,
    source: `${HF}/microsoft/Phi-4-mini-reasoning`,
  },
  {
    name: 'phi-4-reasoning',
    title: 'Phi-4-reasoning',
    pattern: /^phi-?4-reasoning/,
    sampling: { temperature: 0.8, topP: 0.95, topK: 50 },
    contextLength: 32_768,
    thinking: ALWAYS,
    source: `${HF}/microsoft/Phi-4-reasoning`,
  },
  {
    name: 'phi-4-mini',
    title: 'Phi-4-mini',
    pattern: /^phi-?4-mini/,
    sampling: {},
    contextLength: 131_072,
    thinking: NONE,
    source: `${HF}/microsoft/Phi-4-mini-instruct`,
  },
  {
    name: 'phi-4',
    title: 'Phi-4',
    pattern: /^phi-?4(?:$|-(?!mini|multimodal))/,
    sampling: {},
    contextLength: 16_384,
    thinking: NONE,
    source: `${HF}/microsoft/phi-4`,
  },
  {
    name: 'smollm3',
    title: 'SmolLM3',
    pattern: /^smollm-?3/,
    sampling: { temperature: 0.6, topP: 0.95 },
    contextLength: 65_536,
    // Its word belongs into the system prompt; the field of the template does the same.
    thinking: { type: 'switch', initially: 'on', template: 'enable_thinking' },
    source: `${HF}/HuggingFaceTB/SmolLM3-3B`,
  },
  {
    name: 'smollm2',
    title: 'SmolLM2',
    pattern: /^smollm-?2/,
    sampling: { temperature: 0.2, topP: 0.9 },
    contextLength: 8192,
    thinking: NONE,
    source: `${HF}/HuggingFaceTB/SmolLM2-1.7B-Instruct`,
  },
];

/**
 * A model's name without what servers put around it: 'hf.co/Qwen/Qwen3-8B-GGUF:Q4_K_M', '/models/qwen3-8b.gguf' and
 * 'qwen3:8b' are all 'qwen3-8b…'. Lower case; ':' and '_' become '-'.
 */
export const normalizedName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/^.*[/\\]/, '')
    .replace(/\.gguf$/, '')
    .replaceAll(/[:_\s]+/g, '-')
    .replace(/^(?:unsloth|bartowski|lmstudio|mlx|ggml|the-?bloke)-/, '');

/** The family of a model by its name, or undefined when no row knows it. */
export const modelFamilyOf = (name: string): ModelFamily | undefined => {
  const normal = normalizedName(name);
  return MODEL_FAMILIES.find(({ pattern }) => pattern.test(normal));
};

/** The row of this name, as a config gives it. */
export const modelFamilyNamed = (name: string): ModelFamily | undefined =>
  MODEL_FAMILIES.find((family) => family.name === name);

/** The family of a model of a config: the config's word, else that of its name at the upstream. */
export const familyFor = ({
  family,
  model,
}: {
  family?: string | false | undefined;
  model: string;
}): ModelFamily | undefined => {
  if (family === false) return undefined;
  return family === undefined ? modelFamilyOf(model) : modelFamilyNamed(family);
};

/**
 * The fields that switch thinking off, `noThink` of a server's dialect, in the spelling of a family: templates of
 * DeepSeek call the switch `thinking`, most others `enable_thinking`.
 */
export const noThinkFields = (noThink: Wire, family: ModelFamily | undefined): Wire =>
  noThink.chat_template_kwargs !== undefined &&
  family?.thinking.type === 'switch' &&
  family.thinking.template === 'thinking'
    ? { ...noThink, chat_template_kwargs: { thinking: false } }
    : noThink;

/** The names that a config can give. */
export const MODEL_FAMILY_NAMES = MODEL_FAMILIES.map(({ name }) => name);

/**
 * The advised sampling that the OpenAI form has no field for, as the server of a preset spells it. Empty for servers
 * that take no such fields, and for Ollama, whose models bring their own.
 */
export const samplingFields = ({ topK, repetitionPenalty }: FamilySampling, preset: string | undefined): Wire => {
  const penalty = {
    vllm: 'repetition_penalty',
    sglang: 'repetition_penalty',
    'llama-server': 'repeat_penalty',
    lmstudio: 'repeat_penalty',
  }[preset ?? ''];
  if (penalty === undefined) return {};
  return defined({ top_k: topK, [penalty]: repetitionPenalty });
};
