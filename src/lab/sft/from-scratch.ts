/** The course of a recipe that trains a new model: its tokenizer, its config, its documents, and the model folder at the end. */
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
import type { TrainingJob } from './training-job.ts';
import { trainingDocument, trainingQuestions, trainTokenizer, validationDocuments } from '../data/task-documents.ts';
import type { FromScratchRecipe } from '../recipe/sft.ts';

/** The model's config: the recipe's fields with the tokenizer's size and ids. */
const configOf = (recipe: FromScratchRecipe, tokenizer: Tokenizer): ModelConfig =>
  parseConfig({
    hidden_act: 'silu',
    ...recipe.model,
    vocab_size: tokenizer.vocabSize,
    eos_token_id: specialTokens.indexOf('<|end|>'),
    pad_token_id: specialTokens.indexOf('<|pad|>'),
  });

/** The tokenizer.json of a run that has a checkpoint, or a new one. */
const settleTokenizer = (
  path: string,
  recipe: FromScratchRecipe,
  going: boolean,
): { tokenizerJson: object; tokenizer: Tokenizer } => {
  if (!going || !existsSync(path)) {
    const tokenizerJson = trainTokenizer(recipe);
    return { tokenizerJson, tokenizer: loadTokenizer(tokenizerJson) };
  }
  try {
    const tokenizerJson = JSON.parse(readFileSync(path, 'utf8')) as object;
    return { tokenizerJson, tokenizer: loadTokenizer(tokenizerJson) };
  } catch (error) {
    throw new Error(`${path} is damaged (${(error as Error).message}); remove it, and the recipe makes it again`, {
      cause: error,
    });
  }
};

/** `going`: the run in `folder` has a checkpoint, so its tokenizer stays. */
export const fromScratchJob = (recipe: FromScratchRecipe, folder: string, going: boolean): TrainingJob => {
  const tokenizerPath = join(folder, 'tokenizer.json');
  const { tokenizerJson, tokenizer } = settleTokenizer(tokenizerPath, recipe, going);
  const config = configOf(recipe, tokenizer);
  return {
    config,
    about: `${countParameters(config).toLocaleString('en')} parameters, vocabulary ${tokenizer.vocabSize}`,
    document: (k) => trainingDocument(recipe, tokenizer, k),
    validation: validationDocuments(recipe, tokenizer),
    begin: () => writeAtomic(tokenizerPath, prettyJson(tokenizerJson)),
    finish: (at, variables, state) => {
      const model = join(at, 'model');
      const weights = new Map(
        Object.keys(parameterShapes(config)).map((name) => [
          name,
          variables[name]! as { data: Float32Array; shape: number[] },
        ]),
      );
      writeAtomic(join(model, 'config.json'), prettyJson({ ...formatConfig(config), torch_dtype: 'float16' }));
      writeAtomic(join(model, 'tokenizer.json'), prettyJson(tokenizerJson));
      writeAtomic(join(model, 'tokenizer_config.json'), prettyJson(tokenizerConfig()));
      writeAtomic(join(model, 'domain.json'), JSON.stringify(fitDomain(trainingQuestions(recipe, 12_000))));
      writeAtomic(join(model, 'recipe.json'), prettyJson({ ...recipe, run: state }));
      writeAtomic(
        join(model, 'model.safetensors'),
        encodeSafetensors(unstackExperts(weights), { dtype: 'F16', metadata: { format: 'pt' } }),
      );
      return model;
    },
  };
};
