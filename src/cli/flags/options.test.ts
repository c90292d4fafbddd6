import { test } from 'node:test';
import assert from 'node:assert/strict';
import { editDistance, suggest } from '../../suggest.ts';
import { describeOptions, parseOptions } from './options.ts';
import { UsageError } from '../../usage-error.ts';

const options = {
  n: { type: 'integer', about: 'how many', value: 'N', min: 1, max: 64, default: 8 },
  temperature: { type: 'number', about: 'randomness', value: 'T', min: 0, max: 2 },
  plan: { type: 'choice', about: 'planning', choices: ['none', 'shared', 'each'], default: 'shared' },
  model: { type: 'text', about: 'folder', value: 'FOLDER' },
  json: { type: 'flag', about: 'JSON' },
} as const;

const refuses = (args: string[], message: RegExp) =>
  assert.throws(
    () => parseOptions(options, args),
    (error) => error instanceof UsageError && message.test(error.message),
  );

test('values, defaults and positionals', () => {
  assert.deepEqual(parseOptions(options, []), {
    values: { n: 8, temperature: undefined, plan: 'shared', model: undefined, json: false },
    positionals: [],
  });
  const { values, positionals } = parseOptions(options, [
    'what',
    '--n',
    '16',
    '--plan=each',
    'is it',
    '--json',
    '--',
    '--n',
  ]);
  assert.deepEqual(values, { n: 16, temperature: undefined, plan: 'each', model: undefined, json: true });
  assert.deepEqual(positionals, ['what', 'is it', '--n']);
});

test('mistakes say what is allowed', () => {
  refuses(['--n', '0'], /^--n takes a whole number from 1 to 64, got "0"$/);
  refuses(['--n', '-3'], /whole number from 1 to 64, got "-3"/);
  for (const bad of ['2.5', '1e3', '0x10', 'many', ' 5', '99999999999999999999']) refuses(['--n', bad], /whole number/);
  refuses(['--temperature', 'NaN'], /a number from 0 to 2, got "NaN"/);
  refuses(['--temperature=Infinity'], /a number/);
  refuses(['--plan', 'share'], /none, shared, each; got "share". Did you mean shared\?/);
  refuses(['--modle', 'x'], /unknown option --modle; did you mean --model\?/);
  refuses(['--wholly-other'], /known: --n, --temperature/);
  refuses(['-x'], /unknown option -x/);
  refuses(['--constructor'], /unknown option/);
  refuses(['--model'], /--model needs a value: --model FOLDER/);
  refuses(['--model', '--json'], /--model needs a value/);
  refuses(['--model='], /--model needs a value/);
  refuses(['--json=yes'], /--json takes no value, got "yes"/);
});

test('numbers may group digits, and small decimals work', () => {
  assert.equal(
    parseOptions({ tokens: { type: 'integer', about: '', value: 'N' } }, ['--tokens', '10_000']).values.tokens,
    10000,
  );
  assert.equal(parseOptions(options, ['--temperature', '.5']).values.temperature, 0.5);
});

test('nearest word', () => {
  assert.equal(editDistance('kitten', 'sitting'), 3);
  assert.equal(editDistance('aks', 'ask'), 1);
  assert.equal(editDistance('', 'abc'), 3);
  assert.equal(suggest('aks', ['ask', 'chat', 'eval']), 'ask');
  assert.equal(suggest('evaluate', ['ask', 'chat', 'eval']), undefined);
  assert.equal(suggest('ev', ['ask', 'chat', 'eval']), 'eval');
  assert.equal(suggest('zzzz', ['ask', 'chat', 'eval']), undefined);
});

test('help lists every option with its default', () => {
  const help = describeOptions(options);
  assert.equal(help.split('\n').length, 5);
  assert.match(help, /--plan none\|shared\|each +planning \(default shared\)/);
  assert.match(help, /--json +JSON$/);
});
