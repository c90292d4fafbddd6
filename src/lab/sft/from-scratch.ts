/**
 * The training job of a from-scratch recipe: a new tokenizer, a new model, documents of task items, and a model
 * folder at the end.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { prettyJson } from '../../json.ts';
import { countParameters, formatConfig, parameterShapes, parseConfig, type ModelConfig } from '../../model/config.ts';
import { unstackExperts } from '../../model/experts.ts';
import { encodeSafetensors } from '../../model/safetensors.ts';
import { tokenizerConfig } from '../../model/template.ts';
import { loadTokenizer, specialTokens, type Tokenizer } from '../../model/tokenizer.ts';
import { fitDomain } from '../../reason/abstain.ts';
import { writeAtomic } from '../../files.ts';
import type { Values } from '../../tensor/run.ts';
import {
  trainingDocument,
  trainingQuestions,
  trainTokenizer,
  validationDocuments,
  type TaskDocuments,
} from '../data/task-documents.ts';
import type { FromScratchRecipe } from '../recipe/sft.ts';
import type { TrainingJob } from './training-job.ts';

/** Questions that the domain of a new model is fitted to. */
const DOMAIN_QUESTIONS = 12_000;

/** The model's config: the recipe's fields with the tokenizer's size and ids. */
export const configOf = (model: FromScratchRecipe['model'], tokenizer: Tokenizer): ModelConfig =>
  parseConfig({
    hidden_act: 'silu',
    ...model,
    vocab_size: tokenizer.vocabSize,
    eos_token_id: specialTokens.indexOf('<|end|>'),
    pad_token_id: specialTokens.indexOf('<|pad|>'),
  });

/** The saved tokenizer.json of a resumed run, or a newly trained one. */
export const openTokenizer = (
  path: string,
  make: () => Record<string, unknown>,
  resumed: boolean,
): { tokenizerJson: object; tokenizer: Tokenizer } => {
  if (!resumed || !existsSync(path)) {
    const tokenizerJson = make();
    return { tokenizerJson, tokenizer: loadTokenizer(tokenizerJson) };
  }
  try {
    const tokenizerJson = JSON.parse(readFileSync(path, 'utf8')) as object;
    return { tokenizerJson, tokenizer: loadTokenizer(tokenizerJson) };
  } catch (error) {
    throw new Error(`${path} is damaged (${(error as Error).message}); remove it, and it is made again`, {
      cause: error,
    });
  }
};

/** Writes the files of a new model into its folder, in half precision and with its tokenizer. */
export const writeNewModel = (
  model: string,
  { config, tokenizerJson, variables }: { config: ModelConfig; tokenizerJson: object; variables: Values },
): void => {
  const weights = new Map(
    Object.keys(parameterShapes(config)).map((name) => [
      name,
      variables[name]! as { data: Float32Array; shape: number[] },
    ]),
  );
  writeAtomic(join(model, 'config.json'), prettyJson({ ...formatConfig(config), torch_dtype: 'float16' }));
  writeAtomic(join(model, 'tokenizer.json'), prettyJson(tokenizerJson));
  writeAtomic(join(model, 'tokenizer_config.json'), prettyJson(tokenizerConfig()));
  writeAtomic(
    join(model, 'model.safetensors'),
    encodeSafetensors(unstackExperts(weights), { dtype: 'F16', metadata: { format: 'pt' } }),
  );
};

/** The job of a recipe in `folder`. `resumed`: the run has a checkpoint, so its tokenizer stays. */
export const fromScratchJob = (recipe: FromScratchRecipe, folder: string, resumed: boolean): TrainingJob => {
  const tokenizerPath = join(folder, 'tokenizer.json');
  const { data, train } = recipe;
  const make = (): Record<string, unknown> =>
    trainTokenizer(data, { vocabSize: recipe.tokenizer.vocab_size, items: recipe.tokenizer.items });
  const { tokenizerJson, tokenizer } = openTokenizer(tokenizerPath, make, resumed);
  const config = configOf(recipe.model, tokenizer);
  const source: TaskDocuments = { data, length: train.length, validationItems: train.validation_items };
  return {
    config,
    about: `${countParameters(config).toLocaleString('en')} parameters, vocabulary ${tokenizer.vocabSize}`,
    document: (k) => trainingDocument(source, tokenizer, k),
    validation: validationDocuments(source, tokenizer),
    begin: () => writeAtomic(tokenizerPath, prettyJson(tokenizerJson)),
    finish: (runFolder, variables, state) => {
      const model = join(runFolder, 'model');
      writeNewModel(model, { config, tokenizerJson, variables });
      writeAtomic(join(model, 'domain.json'), JSON.stringify(fitDomain(trainingQuestions(data, DOMAIN_QUESTIONS))));
      writeAtomic(join(model, 'recipe.json'), prettyJson({ ...recipe, run: state }));
      return model;
    },
  };
};
