/**
 * The documents of a recipe: an endless stream of task items as token ids, each a pure function of the recipe and its
 * number. Here the text column (tasks) is turned into what the numbers column (train) takes.
 */
import { createRandom } from '../../random.ts';
import { trainBpe } from '../../model/bpe.ts';
import { specialTokens, type Tokenizer } from '../../model/tokenizer.ts';
import { trainingRow } from '../../model/template.ts';
import { families, item } from '../../task/registry.ts';
import type { Difficulty } from '../../task/family.ts';
import type { Document } from '../../train/pack.ts';
import type { Item } from '../../types.ts';
import type { FromScratchRecipe } from '../recipe/sft.ts';

const weightedPick = <T>(at: number, entries: readonly (readonly [T, number])[]): T => {
  let left = at * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [one, weight] of entries) if ((left -= weight) < 0) return one;
  return entries.at(-1)![0];
};

/** What of a recipe its items follow from. */
export type Drawn = {
  data: FromScratchRecipe['data'];
  train: Pick<FromScratchRecipe['train'], 'length' | 'validation_items'>;
};

/** How an item becomes a document: with its plan, or without. */
export type ToDocument = (one: Item, planned: boolean) => Document;

const familyWeights = (recipe: Drawn): [string, number][] => {
  const { families: chosen } = recipe.data;
  if (chosen === 'all') return families.map((one) => [one.name, 1]);
  return Array.isArray(chosen) ? chosen.map((name) => [name, 1]) : Object.entries(chosen);
};

/** Training item number k. `stream` tells apart streams that share no randomness. All are of the train split. */
export const trainingItem = (recipe: Drawn, k: number, stream = 'train'): { item: Item; planned: boolean } => {
  const { seed, difficulties, planned } = recipe.data;
  const random = createRandom(`document/${seed}/${stream}/${k}`);
  const family = weightedPick(random.next(), familyWeights(recipe));
  const difficulty = weightedPick(random.next(), Object.entries(difficulties));
  return {
    item: item(family, 'train', random.int(0, 2 ** 30), k, Number(difficulty) as Difficulty),
    planned: random.chance(planned),
  };
};

/** Rows of Mizan's own models: question, perhaps a plan, thought, answer. */
const ownRow =
  (tokenizer: Tokenizer): ToDocument =>
  (one, planned) =>
    trainingRow(tokenizer, {
      question: one.question,
      ...(planned ? { plan: one.plan } : {}),
      thought: one.thought,
      answer: one.gold,
    });

/** Document number k. One that is too long for a row is drawn again. */
export const itemDocument = (recipe: Drawn, toDocument: ToDocument, k: number): Document => {
  const { documents = Infinity } = recipe.data; // k % Infinity is k
  for (let draw = 0; draw < 20; draw++) {
    const { item: one, planned } = trainingItem(recipe, k % documents, draw === 0 ? 'train' : `train again ${draw}`);
    const row = toDocument(one, planned);
    if (row.ids.length <= recipe.train.length) return row;
  }
  throw new Error(`20 documents in a row are longer than ${recipe.train.length} tokens; raise "length" in the recipe`);
};

/** Documents of held-out items, which the train split can't contain: families and difficulties of the recipe in turn. */
export const heldOutDocuments = (recipe: Drawn, toDocument: ToDocument): Document[] => {
  const names = familyWeights(recipe).map(([name]) => name);
  const levels = ([1, 2, 3] as const).filter((level) => recipe.data.difficulties[level] > 0);
  return Array.from({ length: recipe.train.validation_items }, (_, i) => {
    const one = item(
      names[i % names.length]!,
      'test',
      recipe.data.seed,
      i,
      levels[Math.floor(i / names.length) % levels.length]!,
    );
    return toDocument(one, i % 2 === 1);
  }).filter((row) => row.ids.length <= recipe.train.length);
};

/** Document number k and the held-out documents of a recipe, in the rows of Mizan's own models. */
export const trainingDocument = (recipe: Drawn, tokenizer: Tokenizer, k: number): Document =>
  itemDocument(recipe, ownRow(tokenizer), k);
export const validationDocuments = (recipe: Drawn, tokenizer: Tokenizer): Document[] =>
  heldOutDocuments(recipe, ownRow(tokenizer));

/** The tokenizer.json of a recipe, trained on its first items. */
export const trainTokenizer = (recipe: FromScratchRecipe): Record<string, unknown> => {
  const texts = function* () {
    for (let k = 0; k < recipe.tokenizer.items; k++) {
      const { item: one } = trainingItem(recipe, k);
      yield* [one.question, one.plan, one.thought, one.gold];
    }
  };
  return trainBpe(texts(), { vocabSize: recipe.tokenizer.vocab_size, specials: specialTokens });
};

/** The questions of the first n training items: what the model is familiar with. */
export const trainingQuestions = (recipe: FromScratchRecipe, n: number): string[] =>
  Array.from({ length: n }, (_, k) => trainingItem(recipe, k).item.question);
