/**
 * The package as a library: `import { loadModel, think, verify } from 'mizan'`. Re-exports only.
 *
 *   const model = await loadModel();
 *   const chat = think(model.chat, { n: 8, plan: 'shared', verify });
 *   for await (const event of chat({ messages: [{ role: 'user', content: 'What is 17 * 23?' }] })) console.log(event);
 *   await model.close();
 */
export type * from './types.ts';
export { loadModel, type LoadedModel } from './cli/load.ts';
export { think, type ThinkOptions } from './reason/think.ts';
export { replay, type Summary } from './reason/trace.ts';
export { familiarity, fitDomain, type Domain } from './reason/abstain.ts';
export { families, grade, item, verify } from './task/index.ts';
export { createRandom } from './random.ts';
export { scriptedChat } from './testing.ts';
export { correct, noLoop, score, standardRubric, wellFormed, withinTokens, type Answered, type Criterion, type Reward, type Rubric } from './task/reward.ts';
