/** Families of Qwen: see row.ts. The more special rows come first. */
import { ALWAYS, HF, NONE, type FamilySampling, type ModelFamily } from './row.ts';

const QWEN_THINKS: FamilySampling = { temperature: 0.6, topP: 0.95, topK: 20, minP: 0 };
const QWEN_ANSWERS: FamilySampling = { temperature: 0.7, topP: 0.8, topK: 20, minP: 0 };
/** The cards of the models with 262,144 tokens name about one million with YaRN. */
const MILLION = 1_010_000;

export const QWEN: readonly ModelFamily[] = [
  {
    name: 'qwq',
    title: 'QwQ',
    pattern: /^qwq/,
    // The card: no greedy decoding; top-k between 20 and 40; thoughts are no part of the history.
    sampling: { temperature: 0.6, topP: 0.95, topK: 20, minP: 0 },
    // "Full 131,072 tokens", but prompts above 8,192 tokens need YaRN. A prompt of 8,192 and the reply of 32,768 that
    // the card evaluates with are 40,960 together.
    contextLength: 40_960,
    extendedLength: 131_072,
    thinking: ALWAYS,
    answer: 'boxed',
    source: `${HF}/Qwen/QwQ-32B`,
    checked: 'copy',
  },
  {
    name: 'qwen3-coder-next',
    title: 'Qwen3-Coder-Next',
    pattern: /^qwen-?3-coder-next/,
    sampling: { temperature: 1, topP: 0.95, topK: 40 },
    contextLength: 262_144,
    thinking: NONE,
    source: `${HF}/Qwen/Qwen3-Coder-Next`,
    checked: 'copy',
  },
  {
    name: 'qwen3-coder',
    title: 'Qwen3-Coder',
    pattern: /^qwen-?3-coder/,
    sampling: { temperature: 0.7, topP: 0.8, topK: 20, repetitionPenalty: 1.05 },
    contextLength: 262_144,
    extendedLength: MILLION,
    thinking: NONE,
    source: `${HF}/Qwen/Qwen3-Coder-30B-A3B-Instruct`,
    // Window and thinking: the vendor's README. Sampling: LM Studio's copy of the recommended settings.
    checked: 'vendor',
  },
  {
    name: 'qwen3-vl-thinking',
    title: 'Qwen3-VL Thinking',
    pattern: /^qwen-?3-vl.*thinking/,
    // The vendor's README has temperature 0.8, later pages 1.
    sampling: { topP: 0.95, topK: 20 },
    contextLength: 262_144,
    extendedLength: MILLION,
    thinking: ALWAYS,
    source: 'https://github.com/QwenLM/Qwen3-VL',
    checked: 'vendor',
  },
  {
    name: 'qwen3-vl',
    title: 'Qwen3-VL Instruct',
    pattern: /^qwen-?3-vl/,
    // The vendor also advises a presence penalty of 1.5, which this table has no field for.
    sampling: { temperature: 0.7, topP: 0.8, topK: 20 },
    contextLength: 262_144,
    extendedLength: MILLION,
    thinking: NONE,
    source: 'https://github.com/QwenLM/Qwen3-VL',
    checked: 'vendor',
  },
  {
    name: 'qwen3-next-thinking',
    title: 'Qwen3-Next Thinking',
    pattern: /^qwen-?3-next.*thinking/,
    sampling: { temperature: 0.6, topP: 0.95 },
    contextLength: 262_144,
    extendedLength: MILLION,
    thinking: ALWAYS,
    source: `${HF}/Qwen/Qwen3-Next-80B-A3B-Thinking`,
    checked: 'engine',
  },
  {
    name: 'qwen3-next',
    title: 'Qwen3-Next Instruct',
    pattern: /^qwen-?3-next/,
    sampling: { temperature: 0.7, topP: 0.8 },
    contextLength: 262_144,
    extendedLength: MILLION,
    thinking: NONE,
    source: `${HF}/Qwen/Qwen3-Next-80B-A3B-Instruct`,
    checked: 'engine',
  },
  {
    name: 'qwen3.6',
    title: 'Qwen3.6',
    pattern: /^qwen-?3\.6/,
    sampling: {},
    contextLength: 262_144,
    extendedLength: MILLION,
    // /think and /no_think do nothing since Qwen3.5.
    thinking: { type: 'switch', initially: 'on', template: 'enable_thinking' },
    source: `${HF}/Qwen/Qwen3.6-35B-A3B`,
    checked: 'copy',
    notFound: ['sampling'],
  },
  {
    name: 'qwen3.5-0.8b',
    title: 'Qwen3.5 0.8B',
    pattern: /^qwen-?3\.5-0\.8b/,
    // Advised while it answers at once, which its card says is the default of this size.
    sampling: QWEN_ANSWERS,
    contextLength: 262_144,
    thinking: { type: 'switch', initially: 'off', template: 'enable_thinking' },
    source: `${HF}/Qwen/Qwen3.5-0.8B`,
    checked: 'copy',
    notFound: ['sampling'],
  },
  {
    name: 'qwen3.5',
    title: 'Qwen3.5',
    pattern: /^qwen-?3\.5/,
    // General tasks; the card also advises a presence penalty of 1.5, and temperature 0.6 for exact code.
    sampling: { temperature: 1, topP: 0.95, topK: 20, minP: 0 },
    withoutThinking: QWEN_ANSWERS,
    contextLength: 262_144,
    extendedLength: MILLION,
    thinking: { type: 'switch', initially: 'on', template: 'enable_thinking' },
    source: `${HF}/Qwen/Qwen3.5-35B-A3B`,
    checked: 'copy',
  },
  {
    name: 'qwen3-thinking-2507',
    title: 'Qwen3 Thinking 2507',
    pattern: /^qwen-?3.*thinking/,
    sampling: QWEN_THINKS,
    contextLength: 262_144,
    extendedLength: MILLION,
    thinking: ALWAYS,
    answer: 'boxed',
    source: `${HF}/Qwen/Qwen3-4B-Thinking-2507`,
    // The part of the card with sampling could not be read.
    checked: 'card',
    notFound: ['sampling', 'answer'],
  },
  {
    name: 'qwen3-instruct-2507',
    title: 'Qwen3 Instruct 2507',
    pattern: /^qwen-?3.*(?:instruct|2507)/,
    sampling: QWEN_ANSWERS,
    contextLength: 262_144,
    extendedLength: MILLION,
    thinking: NONE,
    answer: 'boxed',
    source: `${HF}/Qwen/Qwen3-4B-Instruct-2507`,
    checked: 'vendor',
    notFound: ['sampling', 'answer'],
  },
  {
    name: 'qwen3',
    title: 'Qwen3',
    // Names such as qwen3:8b, Qwen3-0.6B, qwen3-30b-a3b; not Qwen3-Embedding, Qwen3-Omni or Qwen3.8.
    pattern: /^qwen-?3(?:$|-\d|-latest)/,
    sampling: QWEN_THINKS,
    withoutThinking: QWEN_ANSWERS,
    contextLength: 32_768,
    extendedLength: 131_072,
    thinking: { type: 'switch', initially: 'on', template: 'enable_thinking', word: '/no_think' },
    answer: 'boxed',
    source: `${HF}/Qwen/Qwen3-8B`,
    // The vendor's README starts servers with these values; copies of the card have the window.
    checked: 'vendor',
    notFound: ['answer'],
  },
  {
    name: 'qwen2.5',
    title: 'Qwen2.5',
    pattern: /^qwen-?2\.5/,
    // generation_config.json of the instruct models.
    sampling: { temperature: 0.7, topP: 0.8, topK: 20, repetitionPenalty: 1.05 },
    contextLength: 32_768,
    extendedLength: 131_072,
    thinking: NONE,
    source: `${HF}/Qwen/Qwen2.5-7B-Instruct`,
    checked: 'copy',
    notFound: ['extendedLength'],
  },
];
