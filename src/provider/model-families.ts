/**
 * Families of open models, and how their authors advise to use them: sampling, thinking switch, context window, form of
 * the answer. A model is recognised by its name, as Ollama, llama-server, vLLM and hosted APIs spell it.
 *
 * The table is families/, by vendor. It is applied by gateway/backend.ts, shown in GET /v1/models, and a config
 * overrides it: "family" of a model names another row or none ("family": false), and "body" sets single fields. Every
 * row names its source and how it was checked; a value that the source does not give is absent.
 */

import { defined } from '../json.ts';
import type { Wire } from '../types.ts';
import { DEEPSEEK_KIMI_GLM } from './families/deepseek-kimi-glm.ts';
import { META_GOOGLE_MICROSOFT } from './families/meta-google-microsoft.ts';
import { MISTRAL_AND_OTHERS } from './families/mistral-and-others.ts';
import { QWEN } from './families/qwen.ts';
import type { FamilySampling, ModelFamily } from './families/row.ts';

/** The rows, the more special of a family first. */
export const MODEL_FAMILIES: readonly ModelFamily[] = [
  ...QWEN,
  ...DEEPSEEK_KIMI_GLM,
  ...META_GOOGLE_MICROSOFT,
  ...MISTRAL_AND_OTHERS,
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

/**
 * The longest window that a model of a family can have by its card, extensions such as YaRN included, in tokens. An
 * upper bound where a server does not say its own; undefined where the card says none.
 */
export const longestWindow = ({ contextLength, extendedLength }: ModelFamily): number | undefined =>
  extendedLength ?? contextLength;
