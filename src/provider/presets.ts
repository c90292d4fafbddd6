/**
 * Presets of known upstreams, as data: address, environment variable of the key, capabilities, dialect. No code asks
 * for a provider by name: a difference that matters is a field here, and every field can be set in the config file.
 */
import type { Wire } from '../types.ts';

/** What an upstream can do. What it can't do is done here in another way or refused, never dropped in silence. */
export type Capabilities = {
  /** Several continuations in one call, all counted in its usage. Otherwise calls are made side by side. */
  n: boolean;
  tools: boolean;
  /** `response_format` of type json_object. */
  json: boolean;
  /** `response_format` of type json_schema. */
  schema: boolean;
  logprobs: boolean;
  seed: boolean;
  minP: boolean;
};

/** How an upstream spells what is not the same everywhere. */
export type Dialect = {
  /** The field of a message that carries the reasoning. Every spelling is read; this one is written. */
  reasoning: 'reasoning_content' | 'reasoning' | 'reasoning_details' | 'none';
  /** When an assistant turn takes its reasoning back: where tools were called in the turn, on every turn, never. */
  echo: 'tools' | 'always' | 'never';
  maxTokens: 'max_tokens' | 'max_completion_tokens';
  seed: 'seed' | 'random_seed';
  /**
   * Whether `stream_options: { include_usage: true }` is understood. Without it usage comes by itself or is estimated.
   */
  streamUsage: boolean;
  /** It parts thoughts from answers itself, for every model: no name makes one of its models write tags. */
  parts?: boolean;
  /** It tells the role developer from system, and takes several system turns. */
  developer?: boolean;
  /** It refuses turns whose content is null, or whose arguments of calls are no JSON: they are sent in another form. */
  plainTurns?: boolean;
  /** Whether `GET /models` lists the models. */
  lists: boolean;
  /** Fields of a body that keep a model from thinking, where there is such a thing. */
  noThink?: Wire;
};

export type Preset = Dialect & {
  title: string;
  baseUrl: string;
  /** The environment variable that usually holds the key; none for servers on this machine. */
  keyEnv?: string;
  local: boolean;
  capabilities: Capabilities;
  /** Calls at one time. */
  concurrency: number;
};

const DEFAULT_DIALECT: Dialect = {
  reasoning: 'reasoning_content',
  echo: 'tools',
  maxTokens: 'max_tokens',
  seed: 'seed',
  streamUsage: true,
  lists: true,
};
const DEFAULT_CAPABILITIES: Capabilities = {
  n: false,
  tools: true,
  json: true,
  schema: true,
  logprobs: true,
  seed: true,
  minP: false,
};

/** An upstream of which nothing is known but its address. */
export const UNKNOWN: Omit<Preset, 'baseUrl'> = {
  ...DEFAULT_DIALECT,
  title: 'OpenAI-compatible',
  local: false,
  // What the caller sends is sent on; an upstream that does not know min_p says so.
  capabilities: { ...DEFAULT_CAPABILITIES, minP: true },
  concurrency: 8,
};

const hosted = (
  title: string,
  baseUrl: string,
  keyEnv: string,
  dialect: Partial<Dialect> = {},
  can: Partial<Capabilities> = {},
): Preset => ({
  ...DEFAULT_DIALECT,
  ...dialect,
  title,
  baseUrl,
  keyEnv,
  local: false,
  capabilities: { ...DEFAULT_CAPABILITIES, ...can },
  concurrency: 8,
});

const local = (
  title: string,
  port: number,
  dialect: Partial<Dialect> = {},
  can: Partial<Capabilities> = {},
  concurrency = 4,
): Preset => ({
  ...DEFAULT_DIALECT,
  // Their templates parse arguments, and a conversation that they refuse could never go on.
  plainTurns: true,
  ...dialect,
  title,
  baseUrl: `http://127.0.0.1:${port}/v1`,
  local: true,
  capabilities: { ...DEFAULT_CAPABILITIES, ...can },
  concurrency,
});

const TEMPLATE_OFF: Wire = { chat_template_kwargs: { enable_thinking: false } };
const COMPLETION: Partial<Dialect> = { maxTokens: 'max_completion_tokens' };

/** By name, as `preset` in the config file gives it. Local servers are looked for in this order. */
export const PRESETS = {
  ollama: local('Ollama', 11434, { reasoning: 'reasoning' }, { logprobs: false }),
  lmstudio: local('LM Studio', 1234, {}, { logprobs: false }),
  // n works there, but its usage counts one of the continuations only: so calls are made side by side.
  'llama-server': local('llama-server', 8080, { noThink: TEMPLATE_OFF }, { minP: true }),
  vllm: local('vLLM', 8000, { reasoning: 'reasoning', noThink: TEMPLATE_OFF }, { n: true, minP: true }, 64),
  sglang: local('SGLang', 30000, { noThink: TEMPLATE_OFF }, { n: true, minP: true }, 64),
  openai: hosted(
    'OpenAI',
    'https://api.openai.com/v1',
    'OPENAI_API_KEY',
    { ...COMPLETION, reasoning: 'none', echo: 'never', developer: true },
    { n: true },
  ),
  openrouter: hosted(
    'OpenRouter',
    'https://openrouter.ai/api/v1',
    'OPENROUTER_API_KEY',
    { reasoning: 'reasoning_details', noThink: { reasoning: { enabled: false } } },
    { minP: true },
  ),
  groq: hosted(
    'Groq',
    'https://api.groq.com/openai/v1',
    'GROQ_API_KEY',
    { ...COMPLETION, reasoning: 'reasoning', echo: 'never' },
    { logprobs: false },
  ),
  cerebras: hosted('Cerebras', 'https://api.cerebras.ai/v1', 'CEREBRAS_API_KEY', {
    ...COMPLETION,
    reasoning: 'reasoning',
  }),
  deepseek: hosted(
    'DeepSeek',
    'https://api.deepseek.com/v1',
    'DEEPSEEK_API_KEY',
    { parts: true },
    { schema: false, seed: false },
  ),
  together: hosted(
    'Together',
    'https://api.together.xyz/v1',
    'TOGETHER_API_KEY',
    { reasoning: 'reasoning' },
    { n: true, logprobs: false, minP: true },
  ),
  fireworks: hosted(
    'Fireworks',
    'https://api.fireworks.ai/inference/v1',
    'FIREWORKS_API_KEY',
    {},
    { n: true, minP: true },
  ),
  mistral: hosted(
    'Mistral',
    'https://api.mistral.ai/v1',
    'MISTRAL_API_KEY',
    { reasoning: 'none', echo: 'never', seed: 'random_seed', streamUsage: false, plainTurns: true },
    { n: true, logprobs: false },
  ),
  gemini: hosted(
    'Gemini',
    'https://generativelanguage.googleapis.com/v1beta/openai',
    'GEMINI_API_KEY',
    { reasoning: 'none', echo: 'never' },
    { logprobs: false, seed: false },
  ),
  xai: hosted('xAI', 'https://api.x.ai/v1', 'XAI_API_KEY', { parts: true, echo: 'never' }),
  moonshot: hosted(
    'Moonshot',
    'https://api.moonshot.ai/v1',
    'MOONSHOT_API_KEY',
    { parts: true },
    { logprobs: false, seed: false },
  ),
  dashscope: hosted(
    'DashScope',
    'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
    'DASHSCOPE_API_KEY',
    { parts: true },
    { schema: false },
  ),
  nvidia: hosted('NVIDIA', 'https://integrate.api.nvidia.com/v1', 'NVIDIA_API_KEY'),
  deepinfra: hosted(
    'DeepInfra',
    'https://api.deepinfra.com/v1/openai',
    'DEEPINFRA_API_KEY',
    {},
    { logprobs: false, minP: true },
  ),
  huggingface: hosted(
    'Hugging Face',
    'https://router.huggingface.co/v1',
    'HF_TOKEN',
    {},
    { logprobs: false, seed: false },
  ),
  sambanova: hosted(
    'SambaNova',
    'https://api.sambanova.ai/v1',
    'SAMBANOVA_API_KEY',
    {},
    { logprobs: false, seed: false },
  ),
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof PRESETS;
export const PRESET_NAMES = Object.keys(PRESETS) as PresetName[];
