import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  longestWindow,
  modelFamilyNamed,
  modelFamilyOf,
  MODEL_FAMILIES,
  normalizedName,
  samplingFields,
} from './model-families.ts';

test('names as servers spell them are of their family', () => {
  for (const [family, ...names] of [
    [
      'qwen3',
      'qwen3:8b',
      'qwen3',
      'Qwen/Qwen3-0.6B',
      'hf.co/unsloth/Qwen3-4B-GGUF:Q4_K_M',
      '/models/qwen3-30b-a3b.gguf',
    ],
    ['qwen3-instruct-2507', 'Qwen/Qwen3-4B-Instruct-2507', 'qwen3:4b-instruct', 'qwen3-235b-a22b-2507'],
    ['qwen3-thinking-2507', 'Qwen3-4B-Thinking-2507', 'qwen3:30b-a3b-thinking-2507-q4_K_M'],
    ['qwen3-coder', 'qwen3-coder:30b', 'Qwen/Qwen3-Coder-480B-A35B-Instruct'],
    ['qwen3-coder-next', 'qwen3-coder-next', 'Qwen/Qwen3-Coder-Next-FP8'],
    ['qwen3-vl', 'qwen3-vl:8b', 'Qwen/Qwen3-VL-30B-A3B-Instruct'],
    ['qwen3-vl-thinking', 'Qwen/Qwen3-VL-8B-Thinking', 'qwen3-vl:8b-thinking'],
    ['qwen3-next', 'qwen3-next:80b', 'Qwen/Qwen3-Next-80B-A3B-Instruct'],
    ['qwen3-next-thinking', 'qwen3-next:80b-a3b-thinking'],
    ['qwen3.5', 'qwen3.5:9b', 'Qwen/Qwen3.5-397B-A17B'],
    ['qwen3.5-0.8b', 'qwen3.5:0.8b', 'Qwen/Qwen3.5-0.8B'],
    ['qwen3.6', 'qwen3.6:35b', 'Qwen/Qwen3.6-27B'],
    ['qwen2.5', 'qwen2.5:0.5b', 'Qwen/Qwen2.5-7B-Instruct', 'qwen2.5-coder:7b'],
    ['qwq', 'qwq', 'qwq:32b', 'Qwen/QwQ-32B'],
    ['k2-think', 'LLM360/K2-Think', 'k2-think:32b'],
    ['kimi-k2', 'moonshotai/Kimi-K2-Instruct', 'kimi-k2-0905-preview', 'kimi-k2:1t-cloud'],
    ['kimi-k2-thinking', 'moonshotai/Kimi-K2-Thinking', 'kimi-k2-thinking-turbo'],
    ['kimi-k2.5', 'kimi-k2.5', 'moonshotai/Kimi-K2.6', 'kimi-k2.5:cloud'],
    ['deepseek-r1', 'deepseek-r1:8b', 'deepseek-ai/DeepSeek-R1-Distill-Qwen-7B'],
    ['deepseek-v3', 'deepseek-v3:671b', 'deepseek-ai/DeepSeek-V3-0324'],
    ['deepseek-v3.1', 'deepseek-v3.1:671b', 'deepseek-ai/DeepSeek-V3.1-Terminus'],
    ['deepseek-v3.2', 'deepseek-v3.2', 'deepseek-ai/DeepSeek-V3.2-Speciale'],
    ['deepseek-v3.2-exp', 'deepseek-ai/DeepSeek-V3.2-Exp'],
    ['deepseek-v4', 'deepseek-v4-flash', 'deepseek-ai/DeepSeek-V4-Pro', 'deepseek-v4-pro:cloud'],
    ['glm-4.5', 'zai-org/GLM-4.5-Air', 'glm-4.5'],
    ['glm-4.6', 'glm-4.6:cloud', 'zai-org/GLM-4.7', 'glm-4.7-flash'],
    ['glm-5', 'zai-org/GLM-5', 'glm-5'],
    ['minimax-m2', 'MiniMaxAI/MiniMax-M2', 'minimax-m2.5:cloud'],
    ['magistral-small', 'magistral:24b', 'mistralai/Magistral-Small-2509'],
    ['ministral-3', 'ministral-3:8b', 'mistralai/Ministral-3-3B-Instruct-2512'],
    ['ministral-3-reasoning', 'mistralai/Ministral-3-14B-Reasoning-2512'],
    ['mistral-small-3', 'mistral-small3.2:24b', 'mistralai/Mistral-Small-3.2-24B-Instruct-2506'],
    ['devstral-2', 'devstral-small-2:24b', 'mistralai/Devstral-2-123B-Instruct-2512'],
    ['devstral-small-1', 'devstral:24b', 'devstral', 'mistralai/Devstral-Small-2507'],
    ['olmo-3-think', 'allenai/Olmo-3-7B-Think', 'olmo-3:32b-think', 'allenai/Olmo-3.1-32B-Think'],
    ['olmo-3-instruct', 'allenai/Olmo-3-7B-Instruct'],
    ['granite-4', 'granite4:3b', 'ibm-granite/granite-4.0-h-tiny'],
    ['nemotron-3-nano', 'nemotron-3-nano:30b', 'nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16'],
    [
      'llama-3',
      'llama3.2:1b',
      'meta-llama/Llama-3.1-8B-Instruct',
      'Meta-Llama-3.3-70B-Instruct',
      'llama-3.1-8b-instant',
    ],
    ['llama-4', 'llama4:scout', 'meta-llama/Llama-4-Maverick-17B-128E-Instruct'],
    ['gemma-3', 'gemma3:4b', 'google/gemma-3-27b-it'],
    ['gemma-3-1b', 'gemma-3-1b-it-Q8_0.gguf', 'gemma3:270m'],
    ['gemma-3n', 'gemma3n:e4b', 'google/gemma-3n-E2B-it'],
    ['gemma-4', 'gemma4:31b', 'google/gemma-4-26B-A4B-it'],
    ['gemma-4-e', 'gemma4:e4b', 'google/gemma-4-E2B-it'],
    ['gemma-2', 'gemma2:9b', 'google/gemma-2-2b-it'],
    ['gpt-oss', 'gpt-oss:20b', 'openai/gpt-oss-120b'],
    ['phi-4', 'phi4', 'phi4:14b', 'microsoft/phi-4'],
    ['phi-4-mini', 'phi4-mini', 'microsoft/Phi-4-mini-instruct'],
    ['phi-4-reasoning', 'phi4-reasoning:plus', 'microsoft/Phi-4-reasoning'],
    ['phi-4-mini-reasoning', 'phi4-mini-reasoning', 'microsoft/Phi-4-mini-reasoning'],
    ['smollm2', 'smollm2:135m', 'HuggingFaceTB/SmolLM2-1.7B-Instruct'],
    ['smollm3', 'HuggingFaceTB/SmolLM3-3B'],
  ] as const)
    for (const name of names) assert.equal(modelFamilyOf(name)?.name, family, `${name} (${normalizedName(name)})`);
});

test('other models are of no family: a later version or another kind has its own card', () => {
  for (const name of [
    'qwen3-embedding',
    'qwen3-omni',
    'qwen3.8:27b',
    'kimi-k2.7-code',
    'deepseek-reasoner',
    'deepseek-chat',
    'k2-think-v2',
    'glm-4.6v',
    'glm-5.1',
    'granite4.1:8b',
    'magistral-medium-latest',
    'nemotron-3-nano-omni-30b',
    'llama3:8b',
    'llama2',
    'gemma:2b',
    'mistral',
    'my-qwen3',
    'phi3',
    'smollm:135m',
    'gpt-4o',
    'deepseek-coder',
    '',
    '/',
    'constructor',
  ])
    assert.equal(modelFamilyOf(name)?.name, undefined, name);
});

test('every row is sound: unique, with a source, values within their ranges', () => {
  assert.equal(new Set(MODEL_FAMILIES.map(({ name }) => name)).size, MODEL_FAMILIES.length);
  for (const row of MODEL_FAMILIES) {
    assert.equal(modelFamilyNamed(row.name), row);
    assert.ok(URL.canParse(row.source), row.name);
    for (const { temperature = 1, topP = 1, topK = 1, minP = 0, repetitionPenalty = 1 } of [
      row.sampling,
      row.withoutThinking ?? {},
    ]) {
      assert.ok(temperature > 0 && temperature <= 2, row.name);
      assert.ok(topP > 0 && topP <= 1 && minP >= 0 && minP < 1 && topK >= 1 && repetitionPenalty >= 1, row.name);
    }
    assert.ok((row.contextLength ?? 8192) >= 4096, row.name);
    assert.ok((row.extendedLength ?? Infinity) > (row.contextLength ?? 0), row.name);
    assert.ok(row.thinking.type === 'switch' || !row.withoutThinking, row.name);
    for (const field of row.notFound ?? [])
      assert.ok(row[field] !== undefined, `${row.name}: a field that is absent can't be unchecked`);
    assert.equal(row.pattern.flags, '', `${row.name}: a pattern with state would forget names`);
  }
});

test('fields beyond the OpenAI form are spelled as each server does, and sent to no other', () => {
  const { sampling } = modelFamilyNamed('qwen2.5')!;
  assert.deepEqual(samplingFields(sampling, 'vllm'), { top_k: 20, repetition_penalty: 1.05 });
  assert.deepEqual(samplingFields(sampling, 'llama-server'), { top_k: 20, repeat_penalty: 1.05 });
  assert.deepEqual(samplingFields(modelFamilyNamed('qwen3')!.sampling, 'sglang'), { top_k: 20 });
  for (const preset of ['groq', 'ollama', undefined]) assert.deepEqual(samplingFields(sampling, preset), {});
});

test("a window that no server told is bounded by the longest that the family's card names", () => {
  for (const [name, longest] of [
    ['qwen3:8b', 131_072],
    ['qwq', 131_072],
    ['smollm2:1.7b', 8192],
    ['gemma3:1b', 32_768],
    ['gemma3:4b', 131_072],
    ['kimi-k2:1t-cloud', 262_144],
    ['llama4:scout', undefined],
  ] as const)
    assert.equal(longestWindow(modelFamilyOf(name)!), longest, name);
});
