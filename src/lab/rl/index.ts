/**
 * Reinforcement learning as a library: the parts that recipes/rl-loop.ts puts together, and whole runs by recipe.
 * Re-exports only; it is part of 'mizan/train'.
 *
 * @example
 *   // A run by recipe, with rewards of your own: rewards.rubric names a file that exports `rubric` (see Rubric).
 *   const recipe = readRlRecipe('recipes/rl-tiny.json');
 *   const { comparison, model } = await runRl(recipe, 'runs/mine', new AbortController().signal);
 */
export { runRl, type RlOutcome } from './loop.ts';
export { parseRlRecipe, readRlRecipe, type RlRecipe } from '../recipe/rl.ts';
export { openPolicyTrainer, trainableWeights, type PolicyTrainer, type PolicyTrainerOptions } from './trainer.ts';
export { saveModel } from './save-model.ts';
export { readLog, type HeldOutLine, type LogLine, type StepLine } from './log.ts';
export { trainCritic, type CriticOutcome } from '../critic/loop.ts';
export { parseCriticRecipe, readCriticRecipe, type CriticRecipe } from '../recipe/critic.ts';
export {
  drGrpo,
  grpo,
  hasSignal,
  kimi,
  maxVarianceSubset,
  rloo,
  type Objective,
  type ObjectiveOptions,
} from '../../train/objective.ts';
export type { GradedRollout, PartialRollout, Policy, Rollout } from '../../train/rl.ts';
export { adamwDefaults, type AdamWOptions } from '../../train/adamw.ts';
export { learningRate } from '../../train/schedule.ts';
export { openModelFolder, type ModelFolder } from '../../local/model-folder.ts';
export { decodeSections, openBatchSampler, sampleAll, type BatchSampler } from '../../local/batch-sampler.ts';
export { mizanTemplate, renderPrompt } from '../../model/template.ts';
export { createRandom, type Random } from '../../random.ts';
export { score, standardRubric, type Answered, type Criterion, type Reward, type Rubric } from '../../task/reward.ts';
