/**
 * Items of task families as training documents: an endless stream of token ids, each a pure function of the recipe's
 * data section and its number. This is where the text column (tasks) becomes what the numbers column (train) takes.
 */
import { defined } from '../../json.ts';
import { createRandom } from '../../random.ts';
import { trainBpe } from '../../model/bpe.ts';
import { specialTokens, type Tokenizer } from '../../model/tokenizer.ts';
import { exampleDocument } from '../../model/template.ts';
import { families, item as makeItem } from '../../task/registry.ts';
import type { Difficulty } from '../../task/family.ts';
import type { Document } from '../../train/pack.ts';
import type { Item } from '../../types.ts';
import type { TaskData } from '../recipe/sections.ts';

/** Which items become documents, the most tokens of one, and how many are held out for validation. */
export type TaskDocuments = { data: TaskData; length: number; validationItems: number };

/** How an item becomes a document, with its plan or without. */
export type ToDocument = (item: Item, planned: boolean) => Document;

/** The choice at `position` in 0..1 of weighted choices. */
const weightedPick = <T>(position: number, choices: readonly (readonly [T, number])[]): T => {
  let left = position * choices.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [choice, weight] of choices) if ((left -= weight) < 0) return choice;
  return choices.at(-1)![0];
};

const familyWeights = ({ families: chosen }: TaskData): [string, number][] => {
  if (chosen === 'all') return families.map(({ name }) => [name, 1]);
  return Array.isArray(chosen) ? chosen.map((name) => [name, 1]) : Object.entries(chosen);
};

/** Training item number k. Streams with different names share no randomness. All items are of the train split. */
export const trainingItem = (data: TaskData, k: number, stream = 'train'): { item: Item; planned: boolean } => {
  const { seed, difficulties, planned } = data;
  const random = createRandom(`document/${seed}/${stream}/${k}`);
  const family = weightedPick(random.next(), familyWeights(data));
  const difficulty = weightedPick(random.next(), Object.entries(difficulties));
  return {
    item: makeItem(family, 'train', random.int(0, 2 ** 30), k, Number(difficulty) as Difficulty),
    planned: random.chance(planned),
  };
};

/** Documents of Mizan's own models: question, perhaps a plan, thought, answer. */
const nativeDocument =
  (tokenizer: Tokenizer): ToDocument =>
  ({ question, plan, thought, gold }, planned) =>
    exampleDocument(tokenizer, { question, ...defined({ plan: planned ? plan : undefined }), thought, answer: gold });

/** Document number k. One that is longer than `length` is replaced by another item. */
export const itemDocument = ({ data, length }: TaskDocuments, toDocument: ToDocument, k: number): Document => {
  const { documents = Infinity } = data; // k % Infinity is k
  for (let attempt = 0; attempt < 20; attempt++) {
    const { item, planned } = trainingItem(data, k % documents, attempt === 0 ? 'train' : `train again ${attempt}`);
    const document = toDocument(item, planned);
    if (document.ids.length <= length) return document;
  }
  throw new Error(`20 documents in a row are longer than ${length} tokens; raise "length" in the recipe`);
};

/** Documents of test-split items, which the train split can't contain: the families and difficulties in turn. */
export const heldOutDocuments = (
  { data, length, validationItems }: TaskDocuments,
  toDocument: ToDocument,
): Document[] => {
  const names = familyWeights(data).map(([name]) => name);
  const levels = ([1, 2, 3] as const).filter((level) => data.difficulties[level] > 0);
  return Array.from({ length: validationItems }, (_, i) => {
    const level = levels[Math.floor(i / names.length) % levels.length]!;
    return toDocument(makeItem(names[i % names.length]!, 'test', data.seed, i, level), i % 2 === 1);
  }).filter(({ ids }) => ids.length <= length);
};

/** Document number k in the form of Mizan's own models. */
export const trainingDocument = (source: TaskDocuments, tokenizer: Tokenizer, k: number): Document =>
  itemDocument(source, nativeDocument(tokenizer), k);

/** The held-out documents in the form of Mizan's own models. */
export const validationDocuments = (source: TaskDocuments, tokenizer: Tokenizer): Document[] =>
  heldOutDocuments(source, nativeDocument(tokenizer));

/** A tokenizer.json with a vocabulary of `vocabSize`, trained on the texts of the first `items` training items. */
export const trainTokenizer = (
  data: TaskData,
  { vocabSize, items }: { vocabSize: number; items: number },
): Record<string, unknown> => {
  const texts = function* () {
    for (let k = 0; k < items; k++) {
      const { question, plan, thought, gold } = trainingItem(data, k).item;
      yield* [question, plan, thought, gold];
    }
  };
  return trainBpe(texts(), { vocabSize, specials: specialTokens });
};

/** The questions of the first n training items: what a model trained on them is familiar with. */
export const trainingQuestions = (data: TaskData, n: number): string[] =>
  Array.from({ length: n }, (_, k) => trainingItem(data, k).item.question);
