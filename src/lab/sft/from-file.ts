/**
 * The training job of a recipe that makes a new model of a file: a tokenizer trained on the first lines, a new model,
 * the file's conversations as documents, and a model folder at the end. The file must stay as it was when the run
 * began.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, prettyJson } from '../../json.ts';
import { writeAtomic } from '../../files.ts';
import { trainBpe } from '../../model/bpe.ts';
import { countParameters } from '../../model/config.ts';
import { mizanTemplate } from '../../model/template.ts';
import { specialTokens } from '../../model/tokenizer.ts';
import { readTrainingFile, repeatShuffled } from '../data/training-file.ts';
import type { FromFileRecipe } from '../recipe/sft.ts';
import { configOf, openTokenizer, writeNewModel } from './from-scratch.ts';
import type { TrainingJob } from './training-job.ts';

/** The texts of the first lines of a file. */
const textsOf = function* (path: string, lines: number): Generator<string> {
  for (const line of readFileSync(path, 'utf8').split('\n').slice(0, lines)) {
    if (line.trim() === '') continue;
    const json: unknown = JSON.parse(line);
    if (!isObject(json)) continue;
    const { messages, text } = json;
    if (typeof text === 'string') yield text;
    if (Array.isArray(messages))
      for (const one of messages as unknown[]) if (isObject(one) && typeof one.content === 'string') yield one.content;
  }
};

const SOURCE = 'source.json';

/** Throws when the data of the run in `folder` is not what it was. */
const requireSameFile = (folder: string, file: string, sha256: string): void => {
  const path = join(folder, SOURCE);
  const before: unknown = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
  if (!isObject(before) || before.sha256 !== sha256)
    throw new Error(
      `${file} has changed since the run in ${folder} began; restore it, or start again in another folder with --out`,
    );
};

/** The job of a recipe in `folder`. `resumed`: the run has a checkpoint, so its tokenizer and its file stay. */
export const fromFileJob = async (recipe: FromFileRecipe, folder: string, resumed: boolean): Promise<TrainingJob> => {
  const { data, train, tokenizer: sizes, seed } = recipe;
  const tokenizerPath = join(folder, 'tokenizer.json');
  const make = (): Record<string, unknown> =>
    trainBpe(textsOf(data.file, sizes.items), { vocabSize: sizes.vocab_size, specials: specialTokens });
  const { tokenizerJson, tokenizer } = openTokenizer(tokenizerPath, make, resumed);
  const config = configOf(recipe.model, tokenizer);
  const read = await readTrainingFile(
    data.file,
    { tokenizer, template: () => Promise.resolve(mizanTemplate), ends: config.eosTokenIds ?? [] },
    { heldOut: train.validation_items, length: train.length, seed },
  );
  if (resumed) requireSameFile(folder, data.file, read.sha256);
  return {
    config,
    about: `${countParameters(config).toLocaleString('en')} parameters, vocabulary ${tokenizer.vocabSize}; ${read.train.length} documents`,
    document: repeatShuffled(read.train, seed),
    validation: read.validation,
    begin: () => {
      writeAtomic(tokenizerPath, prettyJson(tokenizerJson));
      writeAtomic(join(folder, SOURCE), prettyJson({ sha256: read.sha256 }));
    },
    finish: (runFolder, variables, state) => {
      const model = join(runFolder, 'model');
      writeNewModel(model, { config, tokenizerJson, variables });
      writeAtomic(join(model, 'recipe.json'), prettyJson({ ...recipe, run: state }));
      return model;
    },
  };
};
