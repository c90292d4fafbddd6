/** Documents of a recipe: made again alike, in rows that hold them, never of the held-out split; too long is one sentence. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { item } from '../../task/registry.ts';
import { loadTokenizer } from '../../model/tokenizer.ts';
import {
  validationDocuments,
  trainingDocument,
  trainingItem,
  trainTokenizer,
  trainingQuestions,
} from './task-documents.ts';
import { parseFromScratchRecipe, type FromScratchRecipe } from '../recipe/sft.ts';

const tiny = parseFromScratchRecipe(
  JSON.parse(readFileSync(new URL('../../../recipes/tiny.json', import.meta.url), 'utf8')),
  'tiny.json',
);
const recipe: FromScratchRecipe = {
  ...tiny,
  tokenizer: { vocab_size: 320, items: 40 },
  train: { ...tiny.train, length: 256, validation_items: 8 },
};
const tokenizer = loadTokenizer(trainTokenizer(recipe));

test('a document follows from the recipe and its number alone', () => {
  assert.deepEqual(trainTokenizer(recipe), trainTokenizer(recipe));
  const ids = Array.from({ length: 20 }, (_, k) => trainingDocument(recipe, tokenizer, k));
  for (const k of [19, 3, 0]) assert.deepEqual(trainingDocument(recipe, tokenizer, k), ids[k]);
  assert.equal(new Set(ids.map((one) => one.ids.join())).size, 20);
  const other = { ...recipe, data: { ...recipe.data, seed: 2 } };
  assert.notDeepEqual(trainingQuestions(other, 20), trainingQuestions(recipe, 20));
});

test('families, difficulties and plans are drawn as the recipe weighs them', () => {
  const drawn = (families: FromScratchRecipe['data']['families']) => {
    const one = { ...recipe, data: { ...recipe.data, families, difficulties: { 1: 3, 2: 1, 3: 0 }, planned: 0.25 } };
    return Array.from({ length: 400 }, (_, k) => trainingItem(one, k));
  };
  const items = drawn({ roman: 3, linear: 1 });
  const share = (is: (one: (typeof items)[number]) => boolean) => items.filter(is).length / items.length;
  // Four standard deviations of a share of 400 draws.
  for (const [is, p] of [
    [(one: (typeof items)[number]) => one.item.family === 'roman', 0.75],
    [(one: (typeof items)[number]) => one.item.difficulty === 1, 0.75],
    [(one: (typeof items)[number]) => one.planned, 0.25],
  ] as const) {
    assert.ok(Math.abs(share(is) - p) < 4 * Math.sqrt((p * (1 - p)) / 400), `${share(is)} instead of ${p}`);
  }
  assert.equal(
    share((one) => one.item.difficulty === 3),
    0,
  );
  assert.ok(drawn(['linear']).every((one) => one.item.family === 'linear'));
});

test('documents fit their row; validation is of the other split', () => {
  for (const length of [100, 256]) {
    const narrow = { ...recipe, train: { ...recipe.train, length } };
    for (let k = 0; k < 50; k++) assert.ok(trainingDocument(narrow, tokenizer, k).ids.length <= length);
    for (const { ids } of validationDocuments(narrow, tokenizer)) assert.ok(ids.length <= length);
  }
  const trained = new Set(Array.from({ length: 200 }, (_, k) => trainingDocument(recipe, tokenizer, k).ids.join()));
  const held = validationDocuments(recipe, tokenizer);
  assert.ok(held.length > 0 && held.every(({ ids }) => !trained.has(ids.join())));
});

test('validation asks what the recipe teaches: its families and difficulties in turn', () => {
  const of = (difficulties: FromScratchRecipe['data']['difficulties']) =>
    validationDocuments({ ...recipe, data: { ...recipe.data, difficulties } }, tokenizer).map(({ ids }) =>
      tokenizer.decode(ids),
    );
  const levels = (texts: readonly string[]) =>
    texts.map((text, i) =>
      ([1, 2, 3] as const).find((level) =>
        text.startsWith(item(['roman', 'linear'][i % 2]!, 'test', recipe.data.seed, i, level).question),
      ),
    );
  assert.deepEqual(levels(of({ 1: 1, 2: 0, 3: 0 })), [1, 1, 1, 1, 1, 1, 1, 1]);
  assert.deepEqual(levels(of({ 1: 1, 2: 0, 3: 5 })), [1, 1, 3, 3, 1, 1, 3, 3]);
});

test('when nothing fits a row, one sentence names the length and what to change', () => {
  const short = { ...recipe, train: { ...recipe.train, length: 8 } };
  assert.throws(
    () => trainingDocument(short, tokenizer, 0),
    /^Error: 20 documents in a row are longer than 8 tokens; raise "length" in the recipe$/,
  );
});
