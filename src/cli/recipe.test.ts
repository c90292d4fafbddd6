/**
 * Recipes: the shipped ones are read; every mistake is one sentence that names the field, its value and what is
 * allowed.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { report } from './main.ts';
import { parseFromScratchRecipe, readFromScratchRecipe } from '../lab/recipe/sft.ts';
import { parseSftRecipe, readSftRecipe } from '../lab/recipe/sft.ts';

const recipes = new URL('../../recipes/', import.meta.url);
const root = mkdtempSync(join(tmpdir(), 'mizan-recipe-'));
after(() => rmSync(root, { recursive: true, force: true }));

type Fields = { [field: string]: unknown };

/** A right recipe with the field at `place` ('train.lr') replaced, or removed (undefined). */
const changed = (place: string, value: unknown): unknown => {
  const recipe = JSON.parse(readFileSync(new URL('tiny.json', recipes), 'utf8')) as Fields;
  const names = place.split('.');
  const last = names.pop()!;
  const object = names.reduce((at, name) => at[name] as Fields, recipe);
  if (value === undefined) delete object[last];
  else object[last] = value;
  return recipe;
};

/** What the user reads of an error: one line, which does not call it a bug. */
const messageOf = (action: () => unknown): string => {
  let error: unknown;
  try {
    action();
  } catch (caught) {
    error = caught;
  }
  assert.ok(error instanceof Error, 'it was accepted');
  let line = '';
  assert.equal(
    report(
      error,
      (text) => {
        line += text;
      },
      {},
    ),
    1,
  );
  assert.equal(line.split('\n').length, 2, line);
  assert.doesNotMatch(line, /looks like a bug|undefined|\[object/);
  return line;
};

test('the recipes of the project are read, and a recipe as saved is the same recipe', () => {
  // Those with a start are recipes of mizan rl, which reads them itself.
  const names = readdirSync(recipes).filter(
    (name) =>
      name.endsWith('.json') && !('start' in (JSON.parse(readFileSync(new URL(name, recipes), 'utf8')) as Fields)),
  );
  assert.ok(names.length >= 2);
  for (const name of names) {
    const recipe = readSftRecipe(new URL(name, recipes).pathname);
    assert.deepEqual(parseSftRecipe(JSON.parse(JSON.stringify(recipe)), name), recipe);
  }
});

test('each mistake names the field, its value and what is allowed', () => {
  for (const [place, value, message] of [
    ['name', '../up', /name may hold letters, digits.*is "\.\.\/up"/],
    ['name', '..', /name may hold .*is "\.\."/],
    ['name', undefined, /name must be text, is missing/],
    ['seed', 1.5, /seed must be a whole number from 0 to \d+, is 1\.5/],
    ['seed', -1, /seed must be .*is -1/],
    ['sed', 1, /sed is not a field of a recipe; did you mean seed\? known here: name, about, seed/],
    ['train.lr_', 1, /train\.lr_ is not a field of a recipe; did you mean lr\?/],
    ['train.learning_rate', 1, /train\.learning_rate is not a field/],
    ['train.lr', '0.1', /train\.lr must be a number from 0 to 10, is "0\.1"/],
    ['train.lr', null, /train\.lr must be .*is null/],
    ['train.updates', 0, /train\.updates must be a whole number from 1 to \d+, is 0/],
    ['train.decay', 1.01, /train\.decay must be a number from 0 to 1, is 1\.01/],
    ['train.betas', [0.9], /train\.betas must be two numbers from 0 to below 1, is \[0\.9\]/],
    ['train.betas', [0.9, 1], /train\.betas\.1 must be a number from 0 to below 1, is 1/],
    ['train.checkpoint_activations', 'yes', /train\.checkpoint_activations must be true or false, is "yes"/],
    ['train.muon', 1, /train\.muon must be an object, is 1/],
    ['train.qk_clip', {}, /train\.qk_clip\.threshold must be a number from 0\.001 to 1000000, is missing/],
    [
      'train.qk_clip',
      { threshold: 100, granularity: 'model' },
      /train\.qk_clip\.granularity must be "head" or "layer", is "model"/,
    ],
    ['train.qk_clip', { threshold: 100, alpha: 2 }, /train\.qk_clip\.alpha must be a number from 0 to 1, is 2/],
    ['train.bias_rate', -1, /train\.bias_rate must be a number from 0 to 1, is -1/],
    ['train.length', 513, /train\.length must be a whole number from 8 to model\.max_position_embeddings, 512, is 513/],
    ['train', [], /train must be an object, is \[\]/],
    ['tokenizer.vocab_size', 299, /tokenizer\.vocab_size must be a whole number from 300 to 65536, is 299/],
    ['data.seed', 1000, /data\.seed must be a whole number from 0 to 999, is 1000/],
    ['data.families', ['roman', 'romn'], /data\.families must be "all", a list.*roman.*is "romn"/],
    ['data.families', [], /data\.families .*is \[\]/],
    ['data.families', { roman: 0 }, /data\.families\.roman must be a number above 0, is 0/],
    ['data.families', { toString: 1 }, /data\.families\.toString is not a task family; known here: countdown/],
    ['data.families', { romn: 1 }, /data\.families\.romn is not a task family; did you mean roman\?/],
    ['data.families', {}, /data\.families must be "all", a list, .*is \{\}/],
    ['data.difficulties', { 1: 0, 2: 0, 3: 0 }, /data\.difficulties must have a number above 0, all are 0/],
    ['data.difficulties', { 1: 1, 2: 0 }, /data\.difficulties\.3 must be a number from 0 to 1000000, is missing/],
    ['model', undefined, /model must be an object, is missing/],
    ['model', null, /model must be an object, is null/],
    ['model.hidden', 64, /model\.hidden is not a field.*hidden_size/],
    [
      'model.hidden_size',
      66,
      /model\.hidden_size is 66; without head_dim it must be a multiple of num_attention_heads \(4\)/,
    ],
    [
      'model.num_key_value_heads',
      3,
      /model\.num_attention_heads is 4; it must be a multiple of num_key_value_heads \(3\)/,
    ],
    ['model.hidden_size', 1e8, /model must have at most 1000000000 parameters, has \d+/],
    [
      'model.model_type',
      'gpt2',
      /model\.model_type is "gpt2"; it must be 'qwen2', 'qwen3', 'llama', 'deepseek_v3' or 'kimi_k2'/,
    ],
  ] as const) {
    const line = messageOf(() => parseFromScratchRecipe(changed(place, value), 'r.json'));
    assert.match(line, /^mizan: recipe r\.json: /);
    assert.match(line, message);
  }
  for (const value of [null, [], 'text', 3])
    assert.match(
      messageOf(() => parseFromScratchRecipe(value, 'r.json')),
      /recipe r\.json: the file must be an object, is /,
    );
});

test('a long wrong value is shown in part', () => {
  assert.ok(messageOf(() => parseFromScratchRecipe(changed('seed', 'x'.repeat(10_000)), 'r.json')).length < 200);
});

test('a file that is missing, a folder, cut off or no JSON at all', () => {
  const path = join(root, 'r.json');
  assert.match(
    messageOf(() => readFromScratchRecipe(path)),
    /can't read the recipe .*r\.json \(ENOENT\); the recipes of this project are in recipes\//,
  );
  assert.match(
    messageOf(() => readFromScratchRecipe(root)),
    /can't read the recipe .* \(EISDIR\)/,
  );
  const text = readFileSync(new URL('tiny.json', recipes), 'utf8');
  for (const content of [
    '',
    'name: tiny\nseed: 1\n',
    `${text.slice(0, 300)}\n\n`,
    `${text.slice(0, 40)}\n  oops\n${text.slice(40)}`,
    Buffer.from([0xff, 0xfe, 0, 1]),
  ]) {
    writeFileSync(path, content);
    assert.match(
      messageOf(() => readFromScratchRecipe(path)),
      /recipe .*r\.json is not valid JSON: /,
    );
  }
});
