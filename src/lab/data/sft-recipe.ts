/**
 * A training recipe: one small JSON file that says everything a run depends on, checked field by field. It is saved with
 * the run. How its data is made is dataset.ts's affair; how it is trained, train.ts's.
 */
import { readFileSync } from 'node:fs';
import { countParameters, parseConfig } from '../../model/config.ts';
import { families } from '../../task/registry.ts';
import { qkClipDefaults, type QkClipOptions } from '../../train/qk-clip.ts';

export type Recipe = {
  name: string;
  about: string;
  seed: number;
  /** Fields of a Hugging Face config.json; vocab_size and token ids are filled in from the tokenizer. */
  model: Record<string, unknown>;
  tokenizer: { vocab_size: number; items: number };
  data: {
    seed: number;
    families: 'all' | string[] | Record<string, number>;
    /** How often each difficulty is drawn, relative to the others. */
    difficulties: Record<'1' | '2' | '3', number>;
    /** Share of documents that hold a plan. */
    planned: number;
    /** How many documents there are: after the last comes the first again. Absent: they never end. */
    documents?: number;
  };
  train: {
    updates: number;
    rows: number;
    length: number;
    accumulate: number;
    lr: number;
    warmup: number;
    decay: number;
    weight_decay: number;
    betas: [number, number];
    clip: number;
    threads: number;
    save_every: number;
    validate_every: number;
    validation_items: number;
    checkpoint_activations?: boolean;
    /** Muon for the matrices inside the blocks, AdamW for the rest; absent: AdamW for all. */
    muon?: { momentum: number; rms: number };
    /** Holds attention logits at a threshold: with muon this is MuonClip. */
    qk_clip?: QkClipOptions;
    /** Logs the largest logit of each head also without a clip. */
    watch_logits?: boolean;
    /** How far the bias of an expert moves per update, to balance experts. */
    bias_rate?: number;
  };
};

type Fields = Record<string, unknown>;

/** A value as a message shows it: short, on one line. */
export const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};

/** Typed access to one object of the file; each failure names the field, its value and what is allowed. */
export const reader = (path: string, place: string, value: unknown, known: readonly string[]) => {
  const fail = (field: string, wanted: string): never => {
    throw new Error(`recipe ${path}: ${field ? `${place}${field}` : place.slice(0, -1) || 'the file'} ${wanted}`);
  };
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    fail('', `must be an object, is ${show(value)}`);
  const object = value as Fields;
  for (const field of Object.keys(object))
    if (!known.includes(field)) fail(field, `is not a field of a recipe; known here: ${known.join(', ')}`);
  const number = (field: string, low: number, high: number, whole: boolean): number => {
    const x = object[field];
    if (typeof x !== 'number' || !(x >= low && x <= high) || (whole && !Number.isInteger(x))) {
      return fail(field, `must be a ${whole ? 'whole ' : ''}number from ${low} to ${high}, is ${show(x)}`);
    }
    return x;
  };
  const text = (field: string): string => {
    const x = object[field];
    return typeof x === 'string' ? x : fail(field, `must be text, is ${show(x)}`);
  };
  return {
    object,
    fail,
    number,
    text,
    whole: (field: string, low: number, high: number) => number(field, low, high, true),
    share: (field: string) => number(field, 0, 1, false),
  };
};

export const readFamilies = (
  value: unknown,
  fail: (field: string, wanted: string) => never,
): Recipe['data']['families'] => {
  const names = families.map((one) => one.name);
  if (value === 'all') return value;
  const listed = Array.isArray(value)
    ? value
    : typeof value === 'object' && value !== null
      ? Object.keys(value)
      : undefined;
  const wrong = listed?.find((name) => !names.includes(name as string));
  const weights = !listed || Array.isArray(value) ? [1] : Object.values(value as Fields);
  if (
    !listed ||
    listed.length === 0 ||
    wrong !== undefined ||
    weights.some((weight) => typeof weight !== 'number' || !(weight > 0))
  ) {
    return fail(
      'families',
      `must be "all", a list, or an object of weights above 0, of these: ${names.join(', ')}; is ${show(wrong ?? value)}`,
    );
  }
  return value as Recipe['data']['families'];
};

const MODEL_FIELDS = [
  'model_type',
  'hidden_size',
  'num_hidden_layers',
  'num_attention_heads',
  'num_key_value_heads',
  'intermediate_size',
  'head_dim',
  'hidden_act',
  'max_position_embeddings',
  'rope_theta',
  'rope_scaling',
  'rms_norm_eps',
  'attention_bias',
  'tie_word_embeddings',
  'initializer_range',
  'q_lora_rank',
  'kv_lora_rank',
  'qk_nope_head_dim',
  'qk_rope_head_dim',
  'v_head_dim',
  'rope_interleave',
  'n_routed_experts',
  'num_experts_per_tok',
  'moe_intermediate_size',
  'n_shared_experts',
  'first_k_dense_replace',
  'n_group',
  'topk_group',
  'norm_topk_prob',
  'routed_scaling_factor',
  'aux_loss_alpha',
];
/** In f32, with gradient and optimiser state, about 16 GB. */
const MOST_PARAMETERS = 1e9;

/** Checks that `model` describes a model that can be built, with rows of `length` tokens. */
const checkModel = (model: Fields, vocabSize: number, length: number, path: string): void => {
  let config;
  try {
    config = parseConfig({ hidden_act: 'silu', ...model, vocab_size: vocabSize });
  } catch (error) {
    throw new Error(`recipe ${path}: ${(error as Error).message.replace(/^config\.json: /, 'model.')}`, {
      cause: error,
    });
  }
  if (length > config.maxPositions) {
    throw new Error(
      `recipe ${path}: train.length must be a whole number from 8 to model.max_position_embeddings, ${config.maxPositions}, is ${length}`,
    );
  }
  const parameters = countParameters(config);
  if (parameters > MOST_PARAMETERS)
    throw new Error(
      `recipe ${path}: model must have at most ${MOST_PARAMETERS} parameters, has ${parameters}; lower hidden_size or num_hidden_layers`,
    );
};

/** The name of a recipe, fit for a folder. */
export const readName = ({ text, fail }: ReturnType<typeof reader>): string => {
  const name = text('name');
  if (!/^\w[\w.-]*$/.test(name))
    fail(
      'name',
      `may hold letters, digits, dot, dash and underscore only and begins with none of dot and dash, is ${show(name)}`,
    );
  return name;
};

/** The items of task families that a recipe draws its documents from. */
export const readData = (value: unknown, path: string): Recipe['data'] => {
  const data = reader(path, 'data.', value, ['seed', 'families', 'difficulties', 'planned', 'documents']);
  const difficulties = reader(path, 'data.difficulties.', data.object.difficulties, ['1', '2', '3']);
  const found: Recipe['data'] = {
    seed: data.whole('seed', 0, 999), // seeds from 1000 are for evaluation
    families: readFamilies(data.object.families, data.fail),
    difficulties: {
      1: difficulties.number('1', 0, 1e6, false),
      2: difficulties.number('2', 0, 1e6, false),
      3: difficulties.number('3', 0, 1e6, false),
    },
    planned: data.share('planned'),
    ...(data.object.documents === undefined ? {} : { documents: data.whole('documents', 1, 1e9) }),
  };
  if (Object.values(found.difficulties).every((weight) => weight === 0))
    data.fail('difficulties', 'must have a number above 0, all are 0');
  return found;
};

/** How a recipe trains. */
export const readTrain = (value: unknown, path: string): Recipe['train'] => {
  const train = reader(path, 'train.', value, [
    'updates',
    'rows',
    'length',
    'accumulate',
    'lr',
    'warmup',
    'decay',
    'weight_decay',
    'betas',
    'clip',
    'threads',
    'save_every',
    'validate_every',
    'validation_items',
    'checkpoint_activations',
    'muon',
    'qk_clip',
    'watch_logits',
    'bias_rate',
  ]);
  const betas = train.object.betas;
  if (
    !Array.isArray(betas) ||
    betas.length !== 2 ||
    betas.some((beta) => typeof beta !== 'number' || !(beta >= 0 && beta < 1))
  )
    train.fail('betas', `must be two numbers from 0 to below 1, is ${show(betas)}`);
  const checkpoint = train.object.checkpoint_activations;
  if (checkpoint !== undefined && typeof checkpoint !== 'boolean')
    train.fail('checkpoint_activations', `must be true or false, is ${show(checkpoint)}`);
  const watchLogits = train.object.watch_logits;
  if (watchLogits !== undefined && typeof watchLogits !== 'boolean')
    train.fail('watch_logits', `must be true or false, is ${show(watchLogits)}`);
  const muon =
    train.object.muon === undefined ? undefined : reader(path, 'train.muon.', train.object.muon, ['momentum', 'rms']);
  const qkClip =
    train.object.qk_clip === undefined
      ? undefined
      : reader(path, 'train.qk_clip.', train.object.qk_clip, ['threshold', 'alpha', 'granularity']);
  const granularity = qkClip?.object.granularity ?? qkClipDefaults.granularity;
  if (granularity !== 'head' && granularity !== 'layer')
    qkClip?.fail('granularity', `must be "head" or "layer", is ${show(granularity)}`);
  return {
    updates: train.whole('updates', 1, 1e8),
    rows: train.whole('rows', 1, 65536),
    length: train.whole('length', 8, 65536),
    accumulate: train.whole('accumulate', 1, 65536),
    lr: train.number('lr', 0, 10, false),
    warmup: train.whole('warmup', 0, 1e8),
    decay: train.share('decay'),
    weight_decay: train.number('weight_decay', 0, 10, false),
    betas: betas as [number, number],
    clip: train.number('clip', 0, 1e6, false),
    threads: train.whole('threads', 1, 256),
    save_every: train.whole('save_every', 1, 1e8),
    validate_every: train.whole('validate_every', 1, 1e8),
    validation_items: train.whole('validation_items', 1, 1e6),
    ...(muon
      ? { muon: { momentum: muon.number('momentum', 0, 0.9999, false), rms: muon.number('rms', 0, 10, false) } }
      : {}),
    ...(qkClip
      ? {
          qk_clip: {
            threshold: qkClip.number('threshold', 0.001, 1e6, false),
            alpha: qkClip.object.alpha === undefined ? qkClipDefaults.alpha : qkClip.share('alpha'),
            granularity: granularity as QkClipOptions['granularity'],
          },
        }
      : {}),
    ...(watchLogits === undefined ? {} : { watch_logits: watchLogits as boolean }),
    ...(train.object.bias_rate === undefined ? {} : { bias_rate: train.number('bias_rate', 0, 1, false) }),
    ...(checkpoint === undefined ? {} : { checkpoint_activations: checkpoint as boolean }),
  };
};

/** Checks the parsed content of a recipe file. Throws one clear sentence at the first thing that is wrong. */
export const parseRecipe = (json: unknown, path: string): Recipe => {
  const top = reader(path, '', json, ['name', 'about', 'seed', 'model', 'tokenizer', 'data', 'train']);
  const name = readName(top);
  const tokenizer = reader(path, 'tokenizer.', top.object.tokenizer, ['vocab_size', 'items']);
  const model = reader(path, 'model.', top.object.model, MODEL_FIELDS).object;
  const recipe: Recipe = {
    name,
    about: top.text('about'),
    seed: top.whole('seed', 0, 2 ** 31),
    model,
    tokenizer: { vocab_size: tokenizer.whole('vocab_size', 300, 65536), items: tokenizer.whole('items', 15, 1e6) },
    data: readData(top.object.data, path),
    train: readTrain(top.object.train, path),
  };
  checkModel(model, recipe.tokenizer.vocab_size, recipe.train.length, path);
  return recipe;
};

/** The parsed content of a recipe file of any kind. */
export const readRecipeJson = (path: string): unknown => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(
      `can't read the recipe ${path} (${(error as NodeJS.ErrnoException).code}); the recipes of this project are in recipes/`,
      { cause: error },
    );
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`recipe ${path} is not valid JSON: ${(error as Error).message}`, { cause: error });
  }
};

/** Reads and checks a recipe file. */
export const readRecipe = (path: string): Recipe => parseRecipe(readRecipeJson(path), path);
