/** Trained weights as a model folder: the files of the model that they began as, and the weights in F16. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomic } from '../../files.ts';
import { parameterShapes, type ModelConfig } from '../../model/config.ts';
import { encodeSafetensors } from '../../model/safetensors.ts';
import type { Values } from '../../tensor/run.ts';

const WEIGHTS = 'model.safetensors';

/** Files that every model folder has, and files that it may have. */
export const MODEL_FILES = ['config.json', 'tokenizer.json', 'tokenizer_config.json', WEIGHTS];
export const OPTIONAL_MODEL_FILES = ['domain.json', 'generation_config.json', 'recipe.json'];

/** Writes the folder `to` from the files of `from` and the given weights. Each file is replaced as a whole. */
export const saveModel = (from: string, to: string, config: ModelConfig, weights: Values): void => {
  mkdirSync(to, { recursive: true });
  for (const name of [...MODEL_FILES, ...OPTIONAL_MODEL_FILES])
    if (name !== WEIGHTS && existsSync(join(from, name))) writeAtomic(join(to, name), readFileSync(join(from, name)));
  const tensors = new Map(Object.keys(parameterShapes(config)).map((name) => [name, weights[name]!]));
  writeAtomic(join(to, WEIGHTS), encodeSafetensors(tensors, { dtype: 'F16', metadata: { format: 'pt' } }));
};
