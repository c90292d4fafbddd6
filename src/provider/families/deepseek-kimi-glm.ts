/** Families of DeepSeek, Moonshot (Kimi), Z.ai (GLM), MiniMax and LLM360 (K2 Think): see row.ts. */
import { ALWAYS, HF, NONE, type ModelFamily } from './row.ts';

export const DEEPSEEK_KIMI_GLM: readonly ModelFamily[] = [
  {
    name: 'k2-think',
    title: 'K2 Think',
    // Not K2 Think V2, which is another model.
    pattern: /^k2-think(?!-?v[2-9])/,
    // The report evaluates at these values; its system prompt asks for <think> and <answer> tags (arXiv 2509.07604).
    sampling: { temperature: 1, topP: 0.95 },
    contextLength: 32_768,
    // Of Qwen2.5-32B, which it is trained from.
    extendedLength: 131_072,
    thinking: ALWAYS,
    answer: 'answer-tags',
    source: `${HF}/LLM360/K2-Think`,
    // Neither the card nor the body of the report could be read; pages about it confirm the base model and its
    // thinking.
    checked: 'not found',
  },
  {
    name: 'kimi-k2-thinking',
    title: 'Kimi K2 Thinking',
    pattern: /^kimi-k2.*thinking/,
    sampling: { temperature: 1 },
    contextLength: 262_144,
    thinking: ALWAYS,
    source: `${HF}/moonshotai/Kimi-K2-Thinking`,
    checked: 'copy',
  },
  {
    name: 'kimi-k2.5',
    title: 'Kimi K2.5 and K2.6',
    pattern: /^kimi-k2\.[56]/,
    // The cards: 1 while it thinks, 0.6 while it does not, top-p 0.95. They are not sent: Moonshot's API sets these
    // values itself and refuses others, and servers read them from generation_config.json.
    sampling: {},
    contextLength: 262_144,
    thinking: { type: 'switch', initially: 'on', template: 'thinking' },
    source: `${HF}/moonshotai/Kimi-K2.5`,
    checked: 'copy',
  },
  {
    name: 'kimi-k2',
    title: 'Kimi K2',
    pattern: /^kimi-k2(?!\.)/,
    sampling: { temperature: 0.6 },
    // Of Kimi-K2-Instruct; the 0905 version has 262,144, and not every server names the version.
    contextLength: 131_072,
    extendedLength: 262_144,
    thinking: NONE,
    source: 'https://github.com/MoonshotAI/Kimi-K2',
    checked: 'vendor',
  },
  {
    name: 'deepseek-r1',
    title: 'DeepSeek-R1 and its distillations',
    // Not deepseek-reasoner: that name of the API has meant later models since DeepSeek-V3.1.
    pattern: /^deepseek-r1/,
    // The card: temperature 0.5 to 0.7, no system prompt, answers of maths in \boxed{}. Top-p: generation_config.json.
    sampling: { temperature: 0.6, topP: 0.95 },
    contextLength: 131_072,
    thinking: ALWAYS,
    answer: 'boxed',
    source: 'https://github.com/deepseek-ai/DeepSeek-R1',
    checked: 'vendor',
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
    checked: 'copy',
    notFound: ['sampling'],
  },
  {
    name: 'deepseek-v3.2-exp',
    title: 'DeepSeek-V3.2-Exp',
    pattern: /^deepseek-(?:v)?3\.2-exp/,
    // generation_config.json; the card of V3.2 itself advises temperature 1.
    sampling: { temperature: 0.6, topP: 0.95 },
    contextLength: 131_072,
    thinking: { type: 'switch', initially: 'off', template: 'thinking' },
    source: `${HF}/deepseek-ai/DeepSeek-V3.2-Exp`,
    checked: 'copy',
  },
  {
    name: 'deepseek-v3.2',
    title: 'DeepSeek-V3.2',
    pattern: /^deepseek-(?:v)?3\.2/,
    sampling: { temperature: 1, topP: 0.95 },
    // Its config.json allows 163,840, and some servers serve that.
    contextLength: 131_072,
    extendedLength: 163_840,
    thinking: { type: 'switch', initially: 'off', template: 'thinking' },
    source: `${HF}/deepseek-ai/DeepSeek-V3.2`,
    checked: 'engine',
  },
  {
    name: 'deepseek-v4',
    title: 'DeepSeek-V4',
    pattern: /^deepseek-(?:v)?4/,
    sampling: { temperature: 1, topP: 1 },
    contextLength: 1_048_576,
    // Its template answers at once unless told to think; DeepSeek's own API thinks unless told not to.
    thinking: { type: 'switch', initially: 'off', template: 'thinking' },
    source: `${HF}/deepseek-ai/DeepSeek-V4-Flash`,
    checked: 'engine',
  },
  {
    name: 'deepseek-v3',
    title: 'DeepSeek-V3',
    pattern: /^deepseek-(?:v)?3(?:$|-)/,
    // The card of V3-0324: the web application asks the model at 0.3, which the API calls 1.
    sampling: { temperature: 0.3 },
    contextLength: 131_072,
    extendedLength: 163_840,
    thinking: NONE,
    source: `${HF}/deepseek-ai/DeepSeek-V3-0324`,
    // Servers state windows of 131,072 and 163,840.
    checked: 'engine',
    notFound: ['sampling'],
  },
  {
    name: 'glm-5',
    title: 'GLM-5',
    // Not GLM-5.1 and later, nor the V models, which have cards of their own.
    pattern: /^glm-?5(?:$|-(?!v))/,
    sampling: { temperature: 1, topP: 0.95 },
    contextLength: 202_752,
    thinking: { type: 'switch', initially: 'on', template: 'enable_thinking' },
    source: 'https://docs.bigmodel.cn/cn/guide/start/migrate-to-glm-new',
    checked: 'vendor',
  },
  {
    name: 'glm-4.6',
    title: 'GLM-4.6 and GLM-4.7',
    pattern: /^glm-?4\.[67](?:$|-(?!v))/,
    // generation_config.json.
    sampling: { temperature: 1 },
    contextLength: 202_752,
    thinking: { type: 'switch', initially: 'on', template: 'enable_thinking' },
    source: `${HF}/zai-org/GLM-4.7`,
    checked: 'card',
  },
  {
    name: 'glm-4.5',
    title: 'GLM-4.5',
    pattern: /^glm-?4\.5(?:$|-(?!v))/,
    sampling: {},
    contextLength: 131_072,
    thinking: { type: 'switch', initially: 'on', template: 'enable_thinking' },
    source: 'https://github.com/zai-org/GLM-4.5',
    checked: 'vendor',
    notFound: ['sampling'],
  },
  {
    name: 'minimax-m2',
    title: 'MiniMax-M2',
    pattern: /^minimax-m2/,
    sampling: { temperature: 1, topP: 0.95, topK: 40 },
    thinking: ALWAYS,
    source: 'https://github.com/MiniMax-AI/MiniMax-M2.5',
    checked: 'vendor',
  },
];
