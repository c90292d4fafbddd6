/**
 * The training job of a finetune recipe: an existing model's weights, documents in its own chat template, and at the
 * end an adapter in PEFT's layout (with "lora") or a whole model folder.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { defined, prettyJson } from '../../json.ts';
import { writeAdapter, type AdapterPair } from '../../model/adapter.ts';
import { countParameters, parameterShapes, type ModelConfig } from '../../model/config.ts';
import { conversationDocuments } from '../../model/conversation.ts';
import type { FloatDtype } from '../../model/dtype.ts';
import { exportFolder } from '../../model/export.ts';
import { writeAtomic } from '../../files.ts';
import { storeFrozen, type Frozen } from '../../train/frozen.ts';
import { adapterNames, loraModules, loraShapes, loraTargets, type LoraOptions } from '../../train/lora.ts';
import { int8Range } from '../../tensor/int8-range.ts';
import type { Stored, Values } from '../../tensor/run.ts';
import type { Document } from '../../train/pack.ts';
import type { TrainingJob } from './training-job.ts';
import { heldOutDocuments, itemDocument, type TaskDocuments, type ToDocument } from '../data/task-documents.ts';
import { copyCompanions, TOKENIZER_COMPANION_FILES } from '../../local/companions.ts';
import { fingerprint } from '../../local/fingerprint.ts';
import { EMBEDDED, openModelFolder, type ModelFolder } from '../../local/model-folder.ts';
import { release } from '../../release.ts';
import { short } from '../../terminal/progress.ts';
import { repeatShuffled, readTrainingFile } from '../data/training-file.ts';
import type { FinetuneRecipe } from '../recipe/sft.ts';

/** What a run was trained from: a resumed run must find the same. */
type Sources = { version: 1; base: string; file: string | null };

const SOURCES = 'sources.json';

/** Throws when the base model or the data file of the run in `folder` is not what it was. */
const requireSameSources = (folder: string, now: Sources, recipe: FinetuneRecipe): void => {
  const path = join(folder, SOURCES);
  if (!existsSync(path))
    throw new Error(
      `the run in ${folder} lacks its ${SOURCES}; restore it, or start again in another folder with --out`,
    );
  const before = JSON.parse(readFileSync(path, 'utf8')) as Sources;
  const fail = (changed: string): never => {
    throw new Error(
      `${changed} has changed since the run in ${folder} began; restore it, or start again in another folder with --out`,
    );
  };
  if (before.base !== now.base) fail(`the base model ${recipe.base}`);
  if (before.file !== now.file && 'file' in recipe.data) fail(recipe.data.file);
};

type Documents = Pick<TrainingJob, 'document' | 'validation'> & { about: string; sha256: string | null };

/** Documents of a file of conversations or texts. */
const fileDocuments = async (file: string, { train, seed }: FinetuneRecipe, model: ModelFolder): Promise<Documents> => {
  const { tokenizer, template } = model;
  const read = await readTrainingFile(
    file,
    { tokenizer, template, ends: model.config.eosTokenIds ?? [] },
    { heldOut: train.validation_items, length: train.length, seed },
  );
  const tooLong = read.tooLong > 0 ? `; ${read.tooLong} longer than ${train.length} tokens are left out` : '';
  return {
    document: repeatShuffled(read.train, seed),
    validation: read.validation,
    sha256: read.sha256,
    about: `${read.train.length} documents and ${read.validation.length} held out${tooLong}`,
  };
};

/** Items of task families as conversations in the model's own template. */
const itemDocuments = async (
  data: TaskDocuments['data'],
  { train }: FinetuneRecipe,
  model: ModelFolder,
): Promise<Documents> => {
  const template = await model.template();
  const ends = [...(model.config.eosTokenIds ?? []), model.tokenizer.idOf(template.eosToken)];
  const endIds = ends.filter((id) => id !== undefined);
  const toDocument: ToDocument = ({ question, plan, thought, gold }, planned): Document =>
    conversationDocuments(
      model.tokenizer,
      template,
      [
        { role: 'user', content: question },
        { role: 'assistant', content: gold, reasoning: thought, ...defined({ plan: planned ? plan : undefined }) },
      ],
      endIds,
    ).at(-1)!;
  const source: TaskDocuments = { data, length: train.length, validationItems: train.validation_items };
  return {
    document: (k) => itemDocument(source, toDocument, k),
    validation: heldOutDocuments(source, toDocument),
    sha256: null,
    about: 'items of the task families',
  };
};

const documentsOf = (recipe: FinetuneRecipe, model: ModelFolder): Promise<Documents> =>
  'file' in recipe.data ? fileDocuments(recipe.data.file, recipe, model) : itemDocuments(recipe.data, recipe, model);

const dtypeOf = ({ configJson }: ModelFolder): FloatDtype => {
  const dtype = configJson.torch_dtype ?? configJson.dtype;
  if (dtype === 'float32') return 'F32';
  return dtype === 'bfloat16' ? 'BF16' : 'F16';
};

type Matrix = { data: Float32Array; shape: number[] };

const matrixOf = (variables: Values, name: string): Matrix => variables[name]! as Matrix;

/** Writes the adapter of a finished run into its folder. */
const writeLora = (
  runFolder: string,
  config: ModelConfig,
  lora: LoraOptions,
  base: string,
  variables: Values,
): string => {
  const folder = join(runFolder, 'adapter');
  const modules = loraModules(config, lora).map((module): [string, AdapterPair] => {
    const { a, b } = adapterNames(module);
    return [module, { a: matrixOf(variables, a), b: matrixOf(variables, b) }];
  });
  writeAdapter(folder, new Map(modules), { ...lora, base: base === 'embedded' ? basename(EMBEDDED) : base });
  return folder;
};

/** Writes the model of a finished run into its folder, in the base model's number type and with its tokenizer. */
const writeModel = (runFolder: string, config: ModelConfig, model: ModelFolder, variables: Values): string => {
  const folder = join(runFolder, 'model');
  const names = Object.keys(parameterShapes(config));
  const weights = new Map(names.map((name) => [name, matrixOf(variables, name)]));
  mkdirSync(folder, { recursive: true });
  copyCompanions(model.folder, folder, TOKENIZER_COMPANION_FILES);
  exportFolder(
    folder,
    { config: model.config, weights, tokenizerJson: model.tokenizerJson },
    { dtype: dtypeOf(model), configJson: model.configJson },
  );
  return folder;
};

/** From this many parameters on, weights under adapters are stored as 8-bit numbers unless a recipe says otherwise. */
const LARGE = 1e8;

/** How the weights under adapters are stored: as the recipe says; without a word, of large models as int8. */
const frozenOf = ({ lora, train }: FinetuneRecipe, config: ModelConfig): Frozen | undefined => {
  if (!lora) return undefined;
  if (lora.frozen) return lora.frozen;
  if (countParameters(config) >= LARGE) return 'int8';
  return train.checkpoint_activations ? 'f32' : undefined;
};

/** The base model's weights as training stores them, read one after another. */
const readBase = async (model: ModelFolder, frozen: Frozen | undefined): Promise<Record<string, Stored>> => {
  const range = frozen === 'int8' ? await int8Range() : 127;
  const base: Record<string, Stored> = {};
  await model.visit((name, { data, shape }) => {
    const stored = frozen ? storeFrozen(frozen, name, { data, shape }, range) : { [name]: { data, shape } };
    if (stored[name]!.data !== data) release(data);
    Object.assign(base, stored);
  });
  return base;
};

/** Opens the base model of a recipe. Throws one sentence when it is an adapter, or too small for the recipe's rows. */
const openBase = async ({ base, train }: FinetuneRecipe): Promise<ModelFolder> => {
  const model = await openModelFolder(base === 'embedded' ? undefined : base);
  if (model.source !== model.folder)
    throw new Error(`the base ${base} is an adapter; merge it first: mizan export ${base} --out FOLDER`);
  if (train.length > model.config.maxPositions)
    throw new Error(
      `train.length is ${train.length}, and the model in ${base} has room for ${model.config.maxPositions}; lower it in the recipe`,
    );
  return model;
};

const countNumbers = (shapes: Record<string, number[]>): number =>
  Object.values(shapes).reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0);

/** The job of a recipe in `folder`. `resumed`: the run has a checkpoint, so base model and data must be unchanged. */
export const finetuneJob = async (recipe: FinetuneRecipe, folder: string, resumed: boolean): Promise<TrainingJob> => {
  const model = await openBase(recipe);
  const lora: LoraOptions | undefined = recipe.lora && {
    rank: recipe.lora.rank,
    alpha: recipe.lora.alpha,
    targets: recipe.lora.targets === 'all' ? loraTargets(model.config) : recipe.lora.targets,
  };
  const frozen = frozenOf(recipe, model.config);
  if (lora) loraModules(model.config, lora); // throws on a target that the model lacks, before its weights are read
  const { about, sha256, ...documents } = await documentsOf(recipe, model);
  const sources: Sources = { version: 1, base: await fingerprint(model), file: sha256 };
  if (resumed) requireSameSources(folder, sources, recipe);
  await model.check(Infinity); // whether it fits this machine depends on how it is stored (memory.ts)
  // Rotary tables for positions beyond the rows would only take memory.
  const config = { ...model.config, maxPositions: recipe.train.length };
  const trained = countNumbers(lora ? loraShapes(config, lora) : parameterShapes(config));
  const total = lora ? countParameters(config) + trained : trained;
  return {
    config,
    base: () => readBase(model, frozen),
    lora,
    frozen,
    ...documents,
    about: `${model.name}, ${short(trained)} of ${short(total)} parameters trained${frozen ? `, the others stored as ${frozen}` : ''}; ${about}`,
    begin: (runFolder) => writeAtomic(join(runFolder, SOURCES), prettyJson(sources)),
    finish: (runFolder, variables, state) => {
      const result = lora
        ? writeLora(runFolder, config, lora, recipe.base, variables)
        : writeModel(runFolder, config, model, variables);
      writeAtomic(join(result, 'recipe.json'), prettyJson({ ...recipe, run: state }));
      return result;
    },
  };
};
