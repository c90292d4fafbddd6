/** Published JSON Schemas of recipes: up to date, they take the shipped recipes and refuse what the reader refuses. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Validator, type Schema } from '@cfworker/json-schema';
import { questionFiles } from '../../../recipes/write-questions.ts';
import { recipeSchemaFiles } from './schemas.ts';

const recipes = new URL('../../../recipes/', import.meta.url);
const files = recipeSchemaFiles();

/** The JSON Schema that a shipped recipe names at its top. */
const shipped = readdirSync(recipes)
  .filter((name) => name.endsWith('.json'))
  .map((name) => ({ name, recipe: JSON.parse(readFileSync(new URL(name, recipes), 'utf8')) as { $schema?: string } }))
  .filter(({ recipe }) => recipe.$schema !== undefined);

const validatorOf = (file: string): Validator => new Validator(JSON.parse(files.get(file)!) as Schema, '2020-12');

test('the published schemas are those of the code; npm run recipes:schema writes them again', () => {
  assert.deepEqual(readdirSync(new URL('schema/', recipes)).sort(), [...files.keys()].sort());
  for (const [name, text] of files) assert.equal(readFileSync(new URL(`schema/${name}`, recipes), 'utf8'), text, name);
});

test('a shipped recipe fits the schema that it names', () => {
  assert.ok(shipped.length >= 4);
  for (const { name, recipe } of shipped) {
    const { valid, errors } = validatorOf(recipe.$schema!.replace('schema/', '')).validate(recipe);
    assert.ok(valid, `${name}: ${JSON.stringify(errors[0])}`);
  }
});

test('a schema refuses an unknown field, a missing one and a value out of range', () => {
  const { recipe } = shipped.find(({ name }) => name === 'tiny.json')!;
  const validator = validatorOf('from-scratch.json');
  const train = (recipe as unknown as { train: object }).train;
  for (const wrong of [
    { ...recipe, sed: 1 },
    { ...recipe, seed: undefined },
    { ...recipe, train: { ...train, lr: 11 } },
    { ...recipe, train: { ...train, betas: [0.9, 1] } },
    { ...recipe, data: { seed: 1, families: ['romn'], difficulties: { 1: 1, 2: 0, 3: 0 }, planned: 0 } },
  ])
    assert.ok(!validator.validate(JSON.parse(JSON.stringify(wrong))).valid, JSON.stringify(wrong).slice(0, 80));
});

test('the questions of recipes/rl-tiny.json are those that their script writes', () => {
  for (const [name, text] of questionFiles())
    assert.equal(readFileSync(new URL(`rl-tiny/${name}`, recipes), 'utf8'), text, name);
});
