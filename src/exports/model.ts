/**
 * `mizan/model`: model folders, tokenizers, chat templates and generation. Reads and writes the Hugging Face layout (Qwen2,
 * Llama, DeepSeek-V3, Kimi K2; safetensors, tokenizer.json, PEFT adapters) and writes GGUF for llama.cpp.
 *
 * @example
 *   import { createSampler, openModelFolder, renderPrompt } from 'mizan/model';
 *
 *   const model = await openModelFolder(); // the model that ships with Mizan; or a folder
 *   const { tokenizer, config } = model;
 *   const sampler = createSampler({ config, threads: 1, weights: Object.fromEntries(await model.weights()) });
 *   const prompt = renderPrompt(tokenizer, await model.template(), [{ role: 'user', content: 'What is MCMXCIV as a number?' }]);
 *   const ids: number[] = [];
 *   for await (const event of sampler.sample({ prompt, maxTokens: 200, seed: 1, stopIds: config.eosTokenIds ?? [] }))
 *     if (event.type === 'token') ids.push(event.id);
 *   console.log(tokenizer.decode(ids, { special: true })); // a thought, <|answer|>, 1994
 *   await sampler.close();
 *
 * @module
 */
export type { Chat, ChatEvent, ChatRequest, Message, Sample, SampleEvent, SampleRequest, Section } from '../types.ts';
// A folder, and a model as a Chat or a Sample.
export { openModelFolder, type ModelFolder } from '../local/model-folder.ts';
export { loadModel, type LoadedModel, type LoadOptions } from '../local/load-model.ts';
export { readModelWeights } from '../local/read-weights.ts';
export { createSampler, type LocalSampler, type Sampled } from '../infer/generate.ts';
export type { GeneratorOptions } from '../infer/generator.ts';
export { localChat, type LocalChatOptions } from '../infer/model-chat.ts';
export { meanLoss, sequenceLogits } from '../infer/score.ts';
// Tokenizers and chat templates.
export { trainBpe } from '../model/bpe.ts';
export { loadTokenizer, specialTokens, type Decoder, type Tokenizer } from '../model/tokenizer.ts';
export {
  mizanTemplate,
  openSection,
  parseTemplate,
  renderConversation,
  renderPrompt,
  createSectionParser,
  tokenizerConfig,
  exampleDocument,
  type ChatTemplate,
  type SectionPart,
  type SectionParser,
} from '../model/template.ts';
export { conversationDocuments } from '../model/conversation.ts';
// Configs, weights and the transformer as a traced graph (mizan/tensor).
export {
  countActive,
  countParameters,
  formatConfig,
  parameterShapes,
  parseConfig,
  type ModelConfig,
} from '../model/config.ts';
export { forward, forwardInputs, initWeights } from '../model/transformer.ts';
export type { Weights } from '../model/dense.ts';
export { readWeights, writeWeights } from '../model/weights.ts';
export { readSafetensors, encodeSafetensors } from '../model/safetensors.ts';
export { stackExperts, unstackExperts } from '../model/experts.ts';
export { mergeAdapter, readAdapter, writeAdapter, type Adapter } from '../model/adapter.ts';
// Export.
export { exportFolder, exportGguf, type WholeModel } from '../model/export.ts';
