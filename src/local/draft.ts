/**
 * The drafting model of a model folder: a small model with the same tokenizer, which proposes tokens that the large one
 * checks (infer/drafts). It is named, or lies in the folder `draft` of the model's own.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DraftModelOptions } from '../infer/drafts/draft-model.ts';
import { openModelFolder, type ModelFolder } from './model-folder.ts';
import { canDraft, runOptions } from './run-options.ts';

/** The folder of the drafting model inside a model folder. */
const DRAFT_FOLDER = 'draft';

/** The folder of a model's drafting model: the one that was named, or its own; undefined when there is none. */
export const draftFolder = (folder: string, named: string | undefined): string | undefined => {
  const own = join(folder, DRAFT_FOLDER);
  return named ?? (existsSync(join(own, 'config.json')) ? own : undefined);
};

/**
 * Opens the drafting model in `folder` for `model`. Throws one sentence when it is no model, or when an id stands for
 * other text there: its drafts would never hold.
 */
export const openDraft = async (
  folder: string,
  model: Pick<ModelFolder, 'name' | 'tokenizer' | 'config'>,
): Promise<{ check(): Promise<void>; read(): Promise<DraftModelOptions> }> => {
  if (!canDraft(model.config))
    throw new Error(
      `drafts can't be checked for ${model.name}, which has latent attention or experts; leave out the draft ${folder}`,
    );
  const { config, tokenizer, weights, check } = await openModelFolder(folder);
  for (let id = 0; id < model.tokenizer.vocabSize; id++) {
    const [wanted, found] = [model.tokenizer.tokenOf(id), tokenizer.tokenOf(id)];
    if (wanted !== found)
      throw new Error(
        `the model in ${folder} can't draft for ${model.name}: token ${id} is ${JSON.stringify(found) ?? 'unknown'}` +
          ` there and ${JSON.stringify(wanted) ?? 'unknown'} here; name one with the same tokenizer`,
      );
  }
  return {
    check,
    read: async () => ({
      config,
      weights: Object.fromEntries([...(await weights())].map(([name, { data, shape }]) => [name, { data, shape }])),
      precision: runOptions(config, 1, 'auto').precision,
    }),
  };
};
