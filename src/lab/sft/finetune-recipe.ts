/**
 * A recipe that trains a model which is there already: an imported one, or Mizan's own. With `lora` only adapters are
 * trained; without it, every weight. Beside `train` and `data` it is like recipe.ts's; a recipe with "base" is of this kind.
 */
import {
  parseRecipe,
  readData,
  readName,
  reader,
  readRecipeJson,
  readTrain,
  show,
  type Recipe,
} from '../data/sft-recipe.ts';

export type TuneRecipe = Pick<Recipe, 'name' | 'about' | 'seed' | 'train'> & {
  /** A model folder, or "embedded". */
  base: string;
  lora?: { rank: number; alpha: number; targets: 'all' | string[] };
  /** Items of task families, or a file of conversations or texts, one JSON object a line. */
  data: Recipe['data'] | { file: string };
};

/** Checks the parsed content of such a recipe. Throws one clear sentence at the first thing that is wrong. */
const parseTuneRecipe = (json: unknown, path: string): TuneRecipe => {
  const top = reader(path, '', json, ['name', 'about', 'seed', 'base', 'lora', 'data', 'train']);
  const lora =
    top.object.lora === undefined ? undefined : reader(path, 'lora.', top.object.lora, ['rank', 'alpha', 'targets']);
  const targets = lora?.object.targets;
  if (
    lora &&
    targets !== 'all' &&
    !(Array.isArray(targets) && targets.length > 0 && targets.every((one) => typeof one === 'string'))
  ) {
    lora.fail('targets', `must be "all" or a list of module names such as q_proj, is ${show(targets)}`);
  }
  const train = readTrain(top.object.train, path);
  if (lora && train.qk_clip)
    lora.fail('', 'leaves the weights of the base alone, which train.qk_clip would change; leave one of the two out');
  const given = top.object.data;
  const isFile = typeof given === 'object' && given !== null && 'file' in given;
  return {
    name: readName(top),
    about: top.text('about'),
    seed: top.whole('seed', 0, 2 ** 31),
    base: top.text('base'),
    ...(lora
      ? {
          lora: {
            rank: lora.whole('rank', 1, 1024),
            alpha: lora.number('alpha', 1e-3, 1e4, false),
            targets: targets as 'all' | string[],
          },
        }
      : {}),
    data: isFile ? { file: reader(path, 'data.', given, ['file']).text('file') } : readData(given, path),
    train,
  };
};

export type TrainRecipe = Recipe | TuneRecipe;

/** Whether it trains a model that is there. */
export const isTune = (recipe: TrainRecipe): recipe is TuneRecipe => 'base' in recipe;

/** Either kind of recipe for `mizan train`. */
export const parseTrainRecipe = (json: unknown, path: string): TrainRecipe =>
  typeof json === 'object' && json !== null && 'base' in json ? parseTuneRecipe(json, path) : parseRecipe(json, path);

export const readTrainRecipe = (path: string): TrainRecipe => parseTrainRecipe(readRecipeJson(path), path);
