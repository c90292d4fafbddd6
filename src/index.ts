/**
 * The package as a library: `import { serve, think } from 'mizan'`. Re-exports only; the AI SDK's provider is
 * 'mizan/ai-sdk'.
 *
 *   const { url, stop } = await serve({ port: 0 });
 *
 *   const model = await loadModel();
 *   const chat = think(model.chat, { n: 8, plan: 'shared', verify });
 *   for await (const event of chat({ messages: [{ role: 'user', content: 'What is 17 * 23?' }] })) console.log(event);
 *   await model.close();
 */
export type * from './types.ts';
export { serve, openModels, type LibraryOptions, type Served, type ServeOptions } from './gateway/library.ts';
export { loadModel, type LoadedModel } from './local/load-model.ts';
export { think, type ThinkOptions } from './reason/think.ts';
export { readAnswer, type ReadAnswer, type Readable, type ReadOptions } from './answers/read.ts';
export { groupAnswers, sameAnswer, type SameOptions } from './answers/same.ts';
export { answerForm, hasShortAnswer, type FormContext } from './answers/form.ts';
export { readCalls, type CallReading } from './reason/calls/read-calls.ts';
export { checkCall, validateCall, type CallFault, type CallLike, type ReadCall } from './reason/calls/check-call.ts';
export { sameCall } from './reason/calls/same-call.ts';
export type { Repair } from './reason/calls/repair.ts';
export type { ToolLike } from './reason/calls/tool-schema.ts';
export { codeRunners } from './sandbox/runners.ts';
export { openSandbox, type Sandbox } from './sandbox/sandbox.ts';
export { replay, type Summary } from './reason/summary.ts';
export { familiarity, fitDomain, type Domain } from './reason/abstain.ts';
export { families, grade, item, verify, verifyAny } from './task/registry.ts';
export { createRandom } from './random.ts';
export { scriptedChat } from './testing/scripted-chat.ts';
export {
  correct,
  noLoop,
  score,
  standardRubric,
  wellFormed,
  withinTokens,
  type Answered,
  type Criterion,
  type Reward,
  type Rubric,
} from './task/reward.ts';
