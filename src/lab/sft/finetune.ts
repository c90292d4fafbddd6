/**
 * The course of a recipe that trains a model which is there: its weights to begin with, documents in its own chat template,
 * and at the end an adapter in PEFT's layout (lora) or a whole model folder.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { prettyJson } from '../../json.ts';
import { writeAdapter, type AdapterPair } from '../../model/adapter.ts';
import { countParameters, parameterShapes } from '../../model/config.ts';
import { conversationRows } from '../../model/conversation.ts';
import type { FloatDtype } from '../../model/dtype.ts';
import { exportFolder } from '../../model/export.ts';
import { writeAtomic } from '../../files.ts';
import { adapterNames, loraModules, loraShapes, loraTargets, type LoraOptions } from '../../train/lora.ts';
import type { Document } from '../../train/pack.ts';
import type { TrainingJob } from './training-job.ts';
import { heldOutDocuments, itemDocument, type ToDocument } from '../data/task-documents.ts';
import { copyCompanions, TOKENIZER_COMPANION_FILES } from '../../local/companions.ts';
import { fingerprint } from '../../local/fingerprint.ts';
import { EMBEDDED, openModelFolder, type ModelFolder } from '../../local/model-folder.ts';
import { short } from '../../terminal/progress.ts';
import { endless, readTrainingFile } from '../data/training-file.ts';
import type { FinetuneRecipe } from '../recipe/sft.ts';

/** What a run was trained from: a resumed run must find the same. */
type Sources = { version: 1; base: string; file: string | null };

const SOURCES = 'sources.json';

const checkSources = (folder: string, now: Sources, recipe: FinetuneRecipe): void => {
  const path = join(folder, SOURCES);
  if (!existsSync(path))
    throw new Error(
      `the run in ${folder} lacks its ${SOURCES}; restore it, or train afresh in another folder with --out`,
    );
  const before = JSON.parse(readFileSync(path, 'utf8')) as Sources;
  const changed =
    before.base !== now.base
      ? `the base model ${recipe.base}`
      : before.file !== now.file && 'file' in recipe.data
        ? recipe.data.file
        : undefined;
  if (changed !== undefined)
    throw new Error(
      `${changed} has changed since the run in ${folder} began; restore it, or train afresh in another folder with --out`,
    );
};

/** The documents of the recipe's data, in the model's own template, with what there is to say about them. */
const documentsOf = async (
  recipe: FinetuneRecipe,
  model: ModelFolder,
): Promise<Pick<TrainingJob, 'document' | 'validation'> & { about: string; sha256: string | null }> => {
  const { data, train } = recipe;
  const ends = model.config.eosTokenIds ?? [];
  if ('file' in data) {
    const { tokenizer, template } = model;
    const found = await readTrainingFile(
      data.file,
      { tokenizer, template, ends },
      { held: train.validation_items, length: train.length, seed: recipe.seed },
    );
    const left = found.tooLong > 0 ? `; ${found.tooLong} longer than ${train.length} tokens are left out` : '';
    return {
      document: endless(found.train, recipe.seed),
      validation: found.validation,
      sha256: found.sha256,
      about: `${found.train.length} documents and ${found.validation.length} held out${left}`,
    };
  }
  const template = await model.template();
  const end = model.tokenizer.idOf(template.eosToken);
  const toDocument: ToDocument = (one, planned): Document =>
    conversationRows(
      model.tokenizer,
      template,
      [
        { role: 'user', content: one.question },
        { role: 'assistant', content: one.gold, reasoning: one.thought, ...(planned ? { plan: one.plan } : {}) },
      ],
      end === undefined ? ends : [...ends, end],
    ).at(-1)!;
  const drawn = { data, train };
  return {
    document: (k) => itemDocument(drawn, toDocument, k),
    validation: heldOutDocuments(drawn, toDocument),
    sha256: null,
    about: 'items of the task families',
  };
};

const dtypeOf = ({ configJson }: ModelFolder): FloatDtype => {
  const named = configJson.torch_dtype ?? configJson.dtype;
  return named === 'float32' ? 'F32' : named === 'bfloat16' ? 'BF16' : 'F16';
};

/** `going`: the run in `folder` has a checkpoint, so base model and data must be what they were. */
export const finetuneJob = async (recipe: FinetuneRecipe, folder: string, going: boolean): Promise<TrainingJob> => {
  const model = await openModelFolder(recipe.base === 'embedded' ? undefined : recipe.base);
  if (model.source !== model.folder)
    throw new Error(`the base ${recipe.base} is an adapter; merge it first: mizan export ${recipe.base} --out FOLDER`);
  if (recipe.train.length > model.config.maxPositions)
    throw new Error(
      `train.length is ${recipe.train.length}, and the model in ${recipe.base} has room for ${model.config.maxPositions}; lower it in the recipe`,
    );
  const lora: LoraOptions | undefined = recipe.lora && {
    ...recipe.lora,
    targets: recipe.lora.targets === 'all' ? loraTargets(model.config) : recipe.lora.targets,
  };
  if (lora) loraModules(model.config, lora); // throws on a target that the model lacks, before its weights are read
  const { about, sha256, ...documents } = await documentsOf(recipe, model);
  const sources: Sources = { version: 1, base: await fingerprint(model), file: sha256 };
  if (going) checkSources(folder, sources, recipe);
  const base = Object.fromEntries(
    [...(await model.weights())].map(([name, { data, shape }]) => [name, { data, shape }]),
  );
  const config = { ...model.config, maxPositions: recipe.train.length }; // tables of positions beyond the rows would only take room
  const trained = Object.values(lora ? loraShapes(config, lora) : parameterShapes(config)).reduce(
    (sum, shape) => sum + shape.reduce((a, b) => a * b, 1),
    0,
  );
  return {
    config,
    base,
    lora,
    ...documents,
    about: `${model.name}, ${short(trained)} of ${short(lora ? countParameters(config) + trained : trained)} parameters trained; ${about}`,
    begin: (at) => writeAtomic(join(at, SOURCES), prettyJson(sources)),
    finish: (at, variables, state) => {
      if (lora) {
        const adapter = join(at, 'adapter');
        const modules = new Map(
          loraModules(config, lora).map((module): [string, AdapterPair] => {
            const { a, b } = adapterNames(module);
            return [module, { a: variables[a] as AdapterPair['a'], b: variables[b] as AdapterPair['b'] }];
          }),
        );
        writeAdapter(adapter, modules, {
          ...lora,
          base: recipe.base === 'embedded' ? basename(EMBEDDED) : recipe.base,
        });
        writeAtomic(join(adapter, 'recipe.json'), prettyJson({ ...recipe, run: state }));
        return adapter;
      }
      const place = join(at, 'model');
      const weights = new Map(
        Object.keys(parameterShapes(config)).map((name) => [
          name,
          variables[name]! as { data: Float32Array; shape: number[] },
        ]),
      );
      mkdirSync(place, { recursive: true });
      copyCompanions(model.folder, place, TOKENIZER_COMPANION_FILES);
      exportFolder(
        place,
        { config: model.config, weights, tokenizerJson: model.tokenizerJson },
        { dtype: dtypeOf(model), configJson: model.configJson },
      );
      writeAtomic(join(place, 'recipe.json'), prettyJson({ ...recipe, run: state }));
      return place;
    },
  };
};
