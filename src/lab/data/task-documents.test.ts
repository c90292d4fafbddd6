/** Documents of task items: a pure function of data and number, in rows that hold them, never of the held-out split. */
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
  type TaskDocuments,
} from './task-documents.ts';
import { parseFromScratchRecipe } from '../recipe/sft.ts';
import type { TaskData } from '../recipe/sections.ts';

const { data } = parseFromScratchRecipe(
  JSON.parse(readFileSync(new URL('../../../recipes/tiny.json', import.meta.url), 'utf8')),
  'tiny.json',
);
const VOCABULARY = { vocabSize: 320, items: 40 };
const source: TaskDocuments = { data, length: 256, validationItems: 8 };
const tokenizer = loadTokenizer(trainTokenizer(data, VOCABULARY));

test('a document follows from the data section and its number alone', () => {
  assert.deepEqual(trainTokenizer(data, VOCABULARY), trainTokenizer(data, VOCABULARY));
  const documents = Array.from({ length: 20 }, (_, k) => trainingDocument(source, tokenizer, k));
  for (const k of [19, 3, 0]) assert.deepEqual(trainingDocument(source, tokenizer, k), documents[k]);
  assert.equal(new Set(documents.map(({ ids }) => ids.join())).size, 20);
  assert.notDeepEqual(trainingQuestions({ ...data, seed: 2 }, 20), trainingQuestions(data, 20));
});

test('families, difficulties and plans are drawn by their weights', () => {
  const draw = (families: TaskData['families']) => {
    const weighted = { ...data, families, difficulties: { 1: 3, 2: 1, 3: 0 }, planned: 0.25 };
    return Array.from({ length: 400 }, (_, k) => trainingItem(weighted, k));
  };
  const items = draw({ roman: 3, linear: 1 });
  type Training = (typeof items)[number];
  const share = (is: (training: Training) => boolean) => items.filter(is).length / items.length;
  // Four standard deviations of a share of 400 draws.
  for (const [is, p] of [
    [(training: Training) => training.item.family === 'roman', 0.75],
    [(training: Training) => training.item.difficulty === 1, 0.75],
    [(training: Training) => training.planned, 0.25],
  ] as const) {
    assert.ok(Math.abs(share(is) - p) < 4 * Math.sqrt((p * (1 - p)) / 400), `${share(is)} instead of ${p}`);
  }
  assert.equal(
    share((training) => training.item.difficulty === 3),
    0,
  );
  assert.ok(draw(['linear']).every((training) => training.item.family === 'linear'));
});

test('documents fit their row; validation is of the other split', () => {
  for (const length of [100, 256]) {
    const narrow = { ...source, length };
    for (let k = 0; k < 50; k++) assert.ok(trainingDocument(narrow, tokenizer, k).ids.length <= length);
    for (const { ids } of validationDocuments(narrow, tokenizer)) assert.ok(ids.length <= length);
  }
  const trained = new Set(Array.from({ length: 200 }, (_, k) => trainingDocument(source, tokenizer, k).ids.join()));
  const heldOut = validationDocuments(source, tokenizer);
  assert.ok(heldOut.length > 0 && heldOut.every(({ ids }) => !trained.has(ids.join())));
});

test('validation has the families and difficulties of the data section in turn', () => {
  const texts = (difficulties: TaskData['difficulties']) =>
    validationDocuments({ ...source, data: { ...data, difficulties } }, tokenizer).map(({ ids }) =>
      tokenizer.decode(ids),
    );
  const levels = (written: readonly string[]) =>
    written.map((text, i) =>
      ([1, 2, 3] as const).find((level) =>
        text.startsWith(item(['roman', 'linear'][i % 2]!, 'test', data.seed, i, level).question),
      ),
    );
  assert.deepEqual(levels(texts({ 1: 1, 2: 0, 3: 0 })), [1, 1, 1, 1, 1, 1, 1, 1]);
  assert.deepEqual(levels(texts({ 1: 1, 2: 0, 3: 5 })), [1, 1, 3, 3, 1, 1, 3, 3]);
});

test('when nothing fits a row, one sentence names the length and what to change', () => {
  assert.throws(
    () => trainingDocument({ ...source, length: 8 }, tokenizer, 0),
    /^Error: 20 documents in a row are longer than 8 tokens; raise "length" in the recipe$/,
  );
});
