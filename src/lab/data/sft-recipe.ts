/**
 * Hand-written readers for the recipes of RL and of the critic, until they are zod schemas too: src/lab/recipe has the fields,
 * the sections and the reading that all kinds share.
 */
import { previewJson } from '../../json.ts';
import { families } from '../../task/registry.ts';
import { qkClipDefaults, type QkClipOptions } from '../../train/qk-clip.ts';
import type { SftSection, TaskData } from '../recipe/sections.ts';

export { readRecipeJson } from '../recipe/read.ts';

type Fields = Record<string, unknown>;

const show = (value: unknown): string => previewJson(value, 60);

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

export const readFamilies = (value: unknown, fail: (field: string, wanted: string) => never): TaskData['families'] => {
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
  return value as TaskData['families'];
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
export const readData = (value: unknown, path: string): TaskData => {
  const data = reader(path, 'data.', value, ['seed', 'families', 'difficulties', 'planned', 'documents']);
  const difficulties = reader(path, 'data.difficulties.', data.object.difficulties, ['1', '2', '3']);
  const found: TaskData = {
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
export const readTrain = (value: unknown, path: string): SftSection => {
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
