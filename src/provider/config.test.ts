import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createRandom } from '../random.ts';
import { ConfigError } from './complaint.ts';
import { headersOf, loadConfig, missingKeys, NO_CONFIG, readConfig } from './config.ts';
import { PRESET_NAMES, PRESETS } from './presets.ts';

const read = (value: unknown) => readConfig(JSON.stringify(value), 'mizan.json', '/project');
const problem = (value: unknown): string => {
  try {
    read(value);
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return error.message;
  }
  return assert.fail(`accepted ${JSON.stringify(value)}`);
};

test('the example file is read, and its defaults are filled in', () => {
  const { providers, roles } = readConfig(
    readFileSync(new URL('../../mizan.example.json', import.meta.url), 'utf8'),
    'mizan.example.json',
    '/project',
  );
  const [here, cluster, cerebras, openrouter, small] = providers;
  assert.equal(here!.baseUrl, 'http://127.0.0.1:11434/v1');
  assert.equal(here!.models, undefined);
  assert.equal(here!.key, undefined);
  assert.deepEqual(
    cluster!.models!.map(({ name, model, fallbacks }) => ({ name, model, fallbacks })),
    [{ name: 'qwen', model: 'Qwen/Qwen3-32B', fallbacks: ['qwen-fast'] }],
  );
  assert.equal(cluster!.capabilities.n, true);
  assert.deepEqual(cerebras!.timeouts, { connect: 10, firstByte: 20, idle: 60, total: 300 });
  assert.equal(cerebras!.dialect.maxTokens, 'max_completion_tokens');
  assert.deepEqual(openrouter!.key, { env: 'OPENROUTER_API_KEY' });
  assert.equal(small!.baseUrl, undefined);
  assert.equal(small!.llamaServer!.gguf, '/project/models/qwen3-4b-q4_k_m.gguf');
  assert.deepEqual(
    small!.models!.map(({ name }) => name),
    ['small'],
  );
  assert.deepEqual(roles, { solver: 'qwen', planner: 'qwen-fast', judge: 'qwen-fast' });
});

test('an empty object is a config, and so is a folder without the file', () => {
  assert.deepEqual(read({}), { ...NO_CONFIG, path: 'mizan.json' });
  const folder = mkdtempSync(join(tmpdir(), 'mizan-config-'));
  assert.deepEqual(loadConfig(undefined, folder), NO_CONFIG);
  assert.throws(() => loadConfig('other.json', folder), /other\.json: it can't be read \(ENOENT\)/);
  writeFileSync(join(folder, 'mizan.json'), '\uFEFF{ "providers": { "a": { "preset": "vllm" } } }');
  assert.equal(loadConfig(undefined, folder).providers[0]!.name, 'a');
});

test('a mistake is named by its path, with what would be right', () => {
  const withProvider = (provider: object) => ({
    providers: { p: { baseUrl: 'http://h/v1', models: { m: {} }, ...provider } },
  });
  const cases: [unknown, RegExp][] = [
    [[], /mizan\.json: the file is \[\]; it must be an object/],
    [{ agents: { 'a b': {} } }, /mizan\.json: agents has the name "a b"; it must be a name of letters, digits/],
    [{ provider: {} }, /provider is not a field; did you mean "providers"\?/],
    [withProvider({ retrys: 3 }), /providers\.p\.retrys is not a field; did you mean "retries"\?/],
    [withProvider({ retries: 'three' }), /providers\.p\.retries is "three"; it must be a whole number from 0 to 10/],
    [
      withProvider({ models: { 'a/b': { price: { input: '1' } } } }),
      /providers\.p\.models\["a\/b"\]\.price\.input is "1"; it must be US dollars per million tokens/,
    ],
    [
      withProvider({ models: { m: { capabilities: { toools: true } } } }),
      /capabilities\.toools is not a field; did you mean "tools"\?/,
    ],
    [withProvider({ preset: 'olama' }), /providers\.p\.preset is "olama"; it must be one of ollama/],
    [
      withProvider({ timeoutSeconds: -1 }),
      /providers\.p\.timeoutSeconds is -1; it must be a number of seconds above 0/,
    ],
    [withProvider({ timeoutSeconds: 'long' }), /it must be a number of seconds, or \{ connect/],
    [withProvider({ baseUrl: 'ftp://h' }), /providers\.p\.baseUrl must be an address such as/],
    [
      withProvider({ baseUrl: 'http://h/v1/chat/completions' }),
      /must end before \/chat\/completions, as in http:\/\/h\/v1/,
    ],
    [{ providers: { p: {} } }, /providers\.p has no address; give it a "preset", a "baseUrl" or a "llamaServer"/],
    [{ providers: { 'a b': { preset: 'vllm' } } }, /provider name "a b" may hold letters/],
    [{ providers: { p: { preset: 'vllm', lists: false } } }, /providers\.p\.models is missing/],
    [{ ...withProvider({}), roles: { solver: 'n' } }, /roles\.solver names "n", which no provider has/],
    [withProvider({ fallbacks: ['q'] }), /providers\.p\.fallbacks names "q"/],
    [withProvider({ models: { mizan: {} } }), /the model name "mizan" of providers\.p belongs to Mizan itself already/],
    [
      { verifiers: [{ type: 'command', name: 'x' }] },
      /verifiers\[0\]\.command is missing; it must be the command as a list of words/,
    ],
    [{ server: { port: 70000 } }, /server\.port is 70000; it must be a whole number from 0 to 65535/],
  ];
  for (const [value, expected] of cases) assert.match(problem(value), expected, JSON.stringify(value));
});

test('several mistakes are told at once', () => {
  assert.match(
    problem({ providers: { p: { preset: 'x', retries: -1 } }, serve: {} }),
    /preset.*; .*retries.*; .*serve is not a field/,
  );
});

test('text that is not JSON is located, not quoted', () => {
  assert.throws(
    () => readConfig('{\n  "providers": {\n    "key": sk-secret\n}', 'c.json', '/'),
    (error: Error) => {
      assert.match(error.message, /c\.json: it is not JSON from line 3, column 12 on/);
      assert.doesNotMatch(error.message, /secret/);
      return true;
    },
  );
});

test('a key is a reference; a key itself is refused and never repeated', () => {
  const secret = 'sk-live-0123456789';
  for (const given of [
    { key: secret },
    { key: { env: secret } },
    { key: { value: secret } },
    { headers: { authorization: `Bearer ${secret}` } },
    { headers: { 'x-api-key': secret } },
  ]) {
    const message = problem({ providers: { p: { preset: 'groq', ...given } } });
    assert.doesNotMatch(message, /0123/);
    assert.match(message, /"\$NAME"/);
  }
  const { providers } = read({
    providers: {
      p: { preset: 'groq', key: '$A', headers: { 'X-Org': '$B', 'X-Title': 'mizan' } },
      q: { preset: 'groq', key: { env: 'C' } },
    },
  });
  assert.deepEqual(headersOf(providers[0]!, { A: ' k\n', B: 'o' }), {
    authorization: 'Bearer k',
    'x-org': 'o',
    'x-title': 'mizan',
  });
  assert.throws(() => headersOf(providers[1]!, { C: '' }), /provider q: the environment variable C is not set; set it/);
  assert.throws(() => headersOf(providers[1]!, { C: 'a b' }), /holds characters that no key has/);
});

test('missing keys are warnings with names; a preset knows its variable; another address does not get that key', () => {
  const config = read({
    providers: { a: { preset: 'openai' }, b: { preset: 'openai', baseUrl: 'http://h/v1' }, c: { preset: 'ollama' } },
  });
  assert.deepEqual(missingKeys(config, {}), [
    "provider a: the environment variable OPENAI_API_KEY is not set; set it to the provider's key and start again",
  ]);
});

test('every preset is a provider by its name alone, at a valid address', () => {
  for (const preset of PRESET_NAMES) {
    const [entry] = read({ providers: { p: { preset } } }).providers;
    assert.equal(entry!.baseUrl, PRESETS[preset].baseUrl);
    assert.equal(new URL(entry!.baseUrl!).protocol, entry!.local ? 'http:' : 'https:');
    assert.equal(entry!.key === undefined, entry!.local);
  }
});

test('any JSON is a config or a ConfigError: 3000 random mutations of the example', () => {
  const random = createRandom('config');
  const seedText = readFileSync(new URL('../../mizan.example.json', import.meta.url), 'utf8');
  const junk = [null, 0, -1, '', 'x', [], {}, true, 1e99, '$X', { env: 'Y' }, '__proto__', [[]]];
  const mutate = (value: unknown): unknown => {
    if (random.chance(0.06)) return random.pick(junk);
    if (Array.isArray(value)) return value.map(mutate);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        random.chance(0.03) ? random.pick(['constructor', 'x y', '', 'key', 'toString']) : key,
        mutate(inner),
      ]),
    );
  };
  let accepted = 0;
  for (let i = 0; i < 3000; i++) {
    try {
      read(mutate(JSON.parse(seedText)));
      accepted++;
    } catch (error) {
      assert.ok(error instanceof ConfigError, String((error as Error).stack));
    }
  }
  assert.ok(accepted > 0 && accepted < 3000);
});
