/**
 * What must hold before a stopped run is resumed: the same recipe, and a checkpoint with the variables of its model.
 * Everything is checked before anything in the folder is changed.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Values } from '../../tensor/run.ts';
import type { LoopState } from '../../train/checkpoint.ts';
import { updatedShapes } from '../../train/optimiser.ts';
import { decayStart } from '../../train/schedule.ts';
import { readSftRecipe, type SftRecipe } from '../recipe/sft.ts';
import type { TrainingJob } from './training-job.ts';

/** Throws unless the run in `folder`, which is at `state`, was made from this recipe; its length may differ. */
export const requireSameRecipe = (folder: string, recipe: SftRecipe, state: LoopState): void => {
  const path = join(folder, 'recipe.json');
  if (!existsSync(path))
    throw new Error(
      `the run in ${folder} lacks its recipe.json; restore it, or start again in another folder with --out`,
    );
  const before = readSftRecipe(path);
  const comparable = ({
    train: { updates: _updates, decay: _decay, save_every: _save, ...train },
    about: _about,
    ...rest
  }: SftRecipe): unknown => JSON.parse(JSON.stringify({ ...rest, train }));
  if (!isDeepStrictEqual(comparable(before), comparable(recipe)))
    throw new Error(
      `the run in ${folder} was made from another recipe; choose another folder with --out, or continue with ${path}`,
    );
  const changed = before.train.updates !== recipe.train.updates || before.train.decay !== recipe.train.decay;
  if (changed && state.update > Math.min(decayStart(before.train), decayStart(recipe.train))) {
    throw new Error(
      `the run in ${folder} has made ${state.update} updates; its length can no longer be changed to ${recipe.train.updates}, because the learning rate has begun to fall`,
    );
  }
};

/** Throws unless the variables of a checkpoint are those of this model. */
export const requireFittingVariables = (folder: string, { config, lora }: TrainingJob, variables: Values): void => {
  for (const [name, shape] of Object.entries(updatedShapes(config, { lora }))) {
    const saved = variables[name]?.shape;
    if (saved?.join() !== shape.join()) {
      throw new Error(
        `the checkpoint in ${folder} does not fit its recipe and model: ${name} has shape [${saved ?? ''}], not [${shape}]; restore the folder, or start again in another one with --out`,
      );
    }
  }
};
