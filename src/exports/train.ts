/**
 * `mizan/train`: supervised training and reinforcement learning of small models. Three levels: a recipe file
 * (`trainRecipe`, `runRl`), a loop over your own documents (`runSft`), and single updates (`compileTrainer`,
 * `compileLayered`, `compilePolicy`), of which recipes/sft-loop.ts and recipes/rl-loop.ts make a whole loop that fits one screen.
 *
 * @example
 *   // A recipe: a model folder in runs/tiny/model.
 *   import { readSftRecipe, trainRecipe } from 'mizan/train';
 *   await trainRecipe(readSftRecipe('recipes/tiny.json'), 'runs/tiny', new AbortController().signal);
 *
 * @example
 *   // One update on documents of your own: token ids, and a mask of those that the model must produce.
 *   import { initWeights, parseConfig } from 'mizan/model';
 *   import { openDevice } from 'mizan/tensor';
 *   import { adamwDefaults, compileTrainer, normaliseWeights, optimiserState, packBatches, crossEntropyLoss, toBatch } from 'mizan/train';
 *
 *   const config = parseConfig({ model_type: 'llama', vocab_size: 16, hidden_size: 32, intermediate_size: 64,
 *     num_hidden_layers: 2, num_attention_heads: 2, hidden_act: 'silu', max_position_embeddings: 32 });
 *   const device = openDevice({ threads: 1 });
 *   const options = { clip: 1, optimiser: adamwDefaults };
 *   await device.write({ ...initWeights(config, 1), ...optimiserState(config, options) });
 *   const trainer = compileTrainer(device, config, options, 2, 16, crossEntropyLoss);
 *   const documents = [{ ids: [1, 2, 3, 4], mask: [false, true, true, true] }];
 *   const batches = packBatches(documents, 2, 16).map((rows) => toBatch(rows, 16));
 *   normaliseWeights(batches); // loss weights of an update add up to one
 *   console.log((await trainer.step(batches, 1e-3, 1)).loss);
 *   await device.close();
 *
 * @example
 *   // One update of LoRA adapters over a model whose own weights are stored in 8 bits, layer by layer.
 *   import { openModelFolder } from 'mizan/model';
 *   import { int8Range, openDevice } from 'mizan/tensor';
 *   import { adamwDefaults, compileLayered, crossEntropyLoss, initLora, loraTargets, normaliseWeights, optimiserState,
 *     packBatches, storeFrozen, toBatch, trainingMemory } from 'mizan/train';
 *
 *   const { config, visit } = await openModelFolder(); // the model that ships with Mizan; or a folder
 *   const lora = { rank: 4, alpha: 8, targets: loraTargets(config) };
 *   const options = { clip: 1, optimiser: adamwDefaults, lora, frozen: 'int8' as const };
 *   console.log(trainingMemory(config, options, { rows: 1, length: 64 }).total); // bytes, estimated
 *   const range = await int8Range();
 *   const stored = {};
 *   await visit((name, weight) => void Object.assign(stored, storeFrozen('int8', name, weight, range)));
 *   const device = openDevice({ threads: 1 });
 *   await device.adopt(stored);
 *   await device.write({ ...initLora(config, lora, 1), ...optimiserState(config, options) });
 *   const trainer = compileLayered(device, config, options, 1, 64, crossEntropyLoss);
 *   const batches = packBatches([{ ids: [1, 2, 3, 4], mask: [false, true, true, true] }], 1, 64)
 *     .map((rows) => toBatch(rows, 64));
 *   normaliseWeights(batches);
 *   console.log((await trainer.step(batches, 1e-3, 1)).loss);
 *   await device.close(); // device.read() gives the adapters; writeAdapter of mizan/model writes them
 *
 * @module
 */
// Recipes.
export { trainRecipe, type TrainingResult } from '../lab/sft/train.ts';
export {
  isFinetune,
  parseSftRecipe,
  readSftRecipe,
  type FinetuneRecipe,
  type FromScratchRecipe,
  type SftRecipe,
} from '../lab/recipe/sft.ts';
export { readTrainingFile, repeatShuffled, type TrainingFile } from '../lab/data/training-file.ts';
// The loop of supervised training, with checkpoints: documents in, events out.
export { DivergedError, runSft, type SftEvent, type SftOptions } from '../train/sft.ts';
export { createSource, type Source, type SourceOptions } from '../train/source.ts';
export { loadCheckpoint, saveCheckpoint, type LoopState } from '../train/checkpoint.ts';
export { decayStart, type Schedule } from '../train/schedule.ts';
// Single updates: batches, losses, optimisers.
export { countTokens, normaliseWeights, pack, packBatches, toBatch, type Batch, type Document } from '../train/pack.ts';
export { crossEntropy, crossEntropyLoss, type TracedLoss, type TrainerLoss } from '../train/loss.ts';
export { compileTrainer, type StepOptions, type StepResult, type Trainer } from '../train/step.ts';
export { optimiserState, trainedShapes, updatedShapes, type OptimiserOptions } from '../train/optimiser.ts';
export { muonDefaults, type MuonOptions } from '../train/muon.ts';
export { qkClipDefaults, type QkClipOptions } from '../train/qk-clip.ts';
export { initLora, loraTargets, type LoraOptions } from '../train/lora.ts';
// Adapters over weights that are stored in fewer bits, and the memory of a step.
export { compileLayered } from '../train/layered.ts';
export { FROZEN, storeFrozen, type Frozen } from '../train/frozen.ts';
export { trainingMemory, type MemoryNeed } from '../train/memory.ts';
// Reinforcement learning: recipes, trainer and generators, objectives, and updates from rollouts.
export * from '../lab/rl/index.ts';
export { compilePolicy, klEstimate, maxLogprobGap, startVariables, type PolicyOptions } from '../train/rl.ts';
