/** The companion files of a model folder: everything beside config, tokenizer and weights, and copying them. */
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';

/** Companions of the tokenizer. They stay valid when the weights are trained further. */
export const TOKENIZER_COMPANION_FILES = [
  'tokenizer_config.json',
  'special_tokens_map.json',
  'generation_config.json',
  'chat_template.jinja',
];
/** All companions. Domain, calibration and recipe are valid for the same weights only. */
export const COMPANION_FILES = [...TOKENIZER_COMPANION_FILES, 'domain.json', 'calibration.json', 'recipe.json'];

/** Copies the companion files that exist. */
export const copyCompanions = (from: string, to: string, names: readonly string[] = COMPANION_FILES): void => {
  for (const name of names) if (existsSync(join(from, name))) copyFileSync(join(from, name), join(to, name));
};
