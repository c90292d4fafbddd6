/** Files of a model folder beside config, tokenizer and weights: what they are, and copying them. */
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';

/** Files that go along unchanged: those of the tokenizer, also when weights have been trained on, and those that hold for the weights. */
export const TOKENIZER_COMPANION_FILES = [
  'tokenizer_config.json',
  'special_tokens_map.json',
  'generation_config.json',
  'chat_template.jinja',
];
export const COMPANION_FILES = [...TOKENIZER_COMPANION_FILES, 'domain.json', 'calibration.json', 'recipe.json'];

/** Copies what a model folder holds beside config, tokenizer and weights. */
export const copyCompanions = (from: string, to: string, names: readonly string[] = COMPANION_FILES): void => {
  for (const name of names) if (existsSync(join(from, name))) copyFileSync(join(from, name), join(to, name));
};
