/**
 * `mizan pull` against a scripted hub, with a checkpoint made here in the layout of Qwen3, and against a scripted
 * Ollama.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { test, type TestContext } from 'node:test';
import { startServer } from '../gateway/serve.ts';
import { OFFERS } from '../hub/short-list.ts';
import { loadModel } from '../local/load-model.ts';
import { trainBpe } from '../model/bpe.ts';
import { countParameters, parseConfig } from '../model/config.ts';
import { llamaJson, qwen3Json, randomWeights } from '../model/testing.ts';
import { writeWeights } from '../model/weights.ts';
import { NO_CONFIG } from '../provider/config.ts';
import { startHub, type FakeHubOptions, type HubRepository } from '../testing/hub.ts';
import { startOllama } from '../testing/ollama.ts';
import { UsageError } from '../usage-error.ts';
import { run as ask } from './ask.ts';
import { processContext, type CliContext } from './flags/context.ts';
import { run as models } from './models.ts';
import { run as pull } from './pull.ts';
import { asTyped, commandName, VERB_WORDS } from './screen/command-name.ts';
import { VERBS } from './main.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

const temporary = (t: TestContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-pull-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

const chatMl =
  "{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

/** A repository with random weights in the layout that transformers writes, sharded. */
const checkpoint = (t: TestContext, json: object, further: Partial<HubRepository> = {}): HubRepository => {
  const folder = temporary(t);
  const config = parseConfig(json);
  const names = writeWeights(folder, new Map(Object.entries(randomWeights(config, 'hub'))) as never, {
    dtype: 'BF16',
    shardBytes: 60_000,
  });
  const specials = ['<|endoftext|>', '<|im_start|>', '<|im_end|>'];
  const tokenizer = trainBpe(['one two three '.repeat(3)], { vocabSize: 280, specials });
  return {
    files: {
      'README.md': '# made here',
      'config.json': JSON.stringify(json),
      'generation_config.json': JSON.stringify({ eos_token_id: [0, 2], temperature: 0.6 }),
      'tokenizer.json': JSON.stringify(tokenizer),
      'tokenizer_config.json': JSON.stringify({ eos_token: '<|im_end|>', bos_token: null, chat_template: chatMl }),
      ...Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name))])),
    },
    lfs: names.filter((name) => name.endsWith('.safetensors')),
    ...further,
  };
};

type Verb = (args: string[], signal: AbortSignal, context: CliContext) => Promise<number>;

/** A person with a data folder and a hub. */
const person = async (t: TestContext, repositories: Record<string, HubRepository>, options: FakeHubOptions = {}) => {
  const hub = await startHub(repositories, options);
  t.after(() => hub.close());
  const data = temporary(t);
  const env: Record<string, string> = {
    MIZAN_DATA: data,
    HF_ENDPOINT: hub.url,
    MODELSCOPE_ENDPOINT: hub.url,
    PATH: '',
  };
  const say = async (
    verb: Verb,
    args: string[],
    more: Partial<CliContext> = {},
    signal = new AbortController().signal,
  ) => {
    const texts = { out: '', err: '' };
    const context: CliContext = {
      ...processContext(),
      input: new PassThrough(),
      output: { isTTY: false, write: (part: string) => void (texts.out += part) },
      errors: { isTTY: false, write: (part: string) => void (texts.err += part) },
      env,
      places: { places: [] },
      ...more,
    };
    return { code: await verb(args, signal, context), ...texts };
  };
  return { hub, data, env, say };
};

test('pulled, listed, asked by name, chosen for the server, removed', async (t) => {
  const { say, data, hub } = await person(t, { 'me/Tiny-Qwen3': checkpoint(t, qwen3Json) });
  const pulled = await say(pull, ['me/Tiny-Qwen3']);
  assert.equal(pulled.code, 0);
  assert.match(
    pulled.out,
    /Tiny-Qwen3: \d+ kB in .*models\/Tiny-Qwen3 \(apache-2\.0\)\nask it: .*ask --use Tiny-Qwen3/,
  );
  assert.match(pulled.err, /me\/Tiny-Qwen3: \d+ kB; \d+ MB of memory; licence apache-2\.0/);
  const listed = JSON.parse((await say(models, ['--json'])).out) as {
    solver: string;
    models: { id: string; provider: string; context_length: number }[];
  };
  assert.equal(listed.solver, 'Tiny-Qwen3', 'a pulled model comes before the demo');
  const row = listed.models.find(({ id }) => id === 'Tiny-Qwen3')!;
  assert.deepEqual([row.provider, row.context_length], ['pulled', 256]);
  for (const name of ['Tiny-Qwen3', 'tiny-qwen3', 'me/Tiny-Qwen3']) {
    const answer = await say(ask, ['--use', name, '--effort', 'none', '--json', '--seed', '3', 'one two']);
    assert.equal(answer.code, 0, answer.err);
  }
  await assert.rejects(
    say(ask, ['--use', 'Tiny-Qwen', 'one two']),
    (error) => error instanceof UsageError && /did you mean Tiny-Qwen3/.test(error.message),
  );

  const embedded = await loadModel(undefined, { lazy: true });
  t.after(() => embedded.close());
  const server = await startServer({
    model: embedded,
    config: NO_CONFIG,
    env: { HF_ENDPOINT: hub.url },
    data,
    port: 0,
  });
  t.after(() => server.stop(0));
  assert.equal(server.solver().id, 'Tiny-Qwen3');
  const response = await fetch(`${server.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'Tiny-Qwen3', max_tokens: 5, messages: [{ role: 'user', content: 'one' }] }),
  });
  const body = (await response.json()) as { usage: { completion_tokens: number } };
  assert.equal(response.status, 200, JSON.stringify(body));
  assert.ok(body.usage.completion_tokens <= 5);
  assert.match((await say(pull, ['rm', 'Tiny-Qwen3'])).out, /removed Tiny-Qwen3/);
  await server.refresh();
  assert.equal(server.solver().id, 'mizan-1m');
  await assert.rejects(say(pull, ['rm', 'Tiny-Qwen3']), /no model "Tiny-Qwen3" was pulled; there are: none/);
});

test('killed by SIGKILL in the middle, and resumed: the rest comes, and nothing twice', async (t) => {
  const { say, hub, env } = await person(
    t,
    { 'me/Tiny': checkpoint(t, { ...llamaJson, vocab_size: 4096 }) },
    { fault: ({ at }) => (at === 'store' && !resumed ? { type: 'slow', pauseMs: 60 } : undefined) },
  );
  let resumed = false;
  const child = spawn(process.execPath, [MAIN, 'pull', 'me/Tiny'], {
    env: { ...process.env, ...env, PATH: process.env.PATH ?? '' },
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  while (hub.requests.filter(({ at }) => at === 'store').length < 2)
    await new Promise((resolve) => setTimeout(resolve, 10));
  child.kill('SIGKILL');
  await ended;
  resumed = true;
  const before = hub.requests.filter(({ path }) => path.includes('config.json')).length;
  const listed = JSON.parse((await say(pull, ['--list', '--json'])).out) as {
    partials: { name: string; bytes: number; total: number }[];
  };
  assert.equal(listed.partials[0]!.name, 'Tiny');
  assert.ok(listed.partials[0]!.bytes > 0 && listed.partials[0]!.bytes < listed.partials[0]!.total);
  const done = await say(pull, ['me/Tiny', '--json']);
  assert.equal((JSON.parse(done.out) as { pulled: { engine: string } }).pulled.engine, 'mizan');
  assert.equal(
    hub.requests.filter(({ path }) => path.includes('config.json')).length,
    before,
    'whole files are not fetched again',
  );
});

test('Ctrl-C says how to go on; refusals are one sentence', async (t) => {
  const { say } = await person(
    t,
    {
      'me/Tiny': checkpoint(t, qwen3Json),
      'me/Gated': { ...checkpoint(t, qwen3Json), gated: true },
      'me/Odd': checkpointOf('{"model_type":"mamba"}'),
    },
    { fault: ({ at }) => (at === 'store' ? { type: 'stall', after: 100 } : undefined) },
  );
  const stop = new AbortController();
  const errors = {
    write: (part: string): void => {
      if (part.startsWith('me/Tiny')) setTimeout(() => stop.abort(), 50);
      texts.push(part);
    },
  };
  const texts: string[] = [];
  const stopped = await say(pull, ['me/Tiny'], { errors }, stop.signal);
  assert.equal(stopped.code, 130);
  assert.match(texts.join(''), /Tiny: \d+ kB of \d+ kB are here; go on: npm start -- pull me\/Tiny\n/);
  await assert.rejects(say(pull, ['me/Gated']), /me\/Gated is gated: accept its licence/);
  await assert.rejects(
    say(pull, ['me/Odd']),
    /can't be run by the engine of Mizan: config\.json: model_type is "mamba".*take a GGUF file/,
  );
  await assert.rejects(
    say(pull, ['qwen3-0.5b']),
    (error) => error instanceof UsageError && /did you mean qwen3-0\.6b\?/.test(error.message),
  );
  await assert.rejects(say(pull, ['a/b', 'c']), UsageError);
});

const checkpointOf = (config: string): HubRepository => ({
  files: { 'config.json': config, 'tokenizer.json': '{}', 'model.safetensors': Buffer.alloc(64) },
  lfs: ['model.safetensors'],
});

test('a GGUF file runs in llama-server where there is one; otherwise that is said', async (t) => {
  const gguf = Buffer.concat([Buffer.from('GGUF'), Buffer.alloc(100)]);
  const { say, env } = await person(t, {
    'me/Tiny-GGUF': { files: { 'tiny-Q8_0.gguf': gguf }, lfs: ['tiny-Q8_0.gguf'] },
  });
  const pulled = await say(pull, ['me/Tiny-GGUF:Q8_0']);
  assert.match(
    pulled.out,
    /tiny-Q8_0: 1 kB .*\na GGUF file runs in llama-server, which is not on the PATH; install it/s,
  );
  const listing = async () =>
    JSON.parse((await say(models, ['--json'])).out) as { models: { id: string }[]; problems: string[] };
  const without = await listing();
  assert.match(without.problems.join(), /tiny-Q8_0 was pulled and can't be asked: a GGUF file runs in llama-server/);
  const bin = temporary(t);
  writeFileSync(join(bin, 'llama-server'), '#!/bin/sh\nexit 1\n');
  chmodSync(join(bin, 'llama-server'), 0o755);
  env.PATH = bin;
  assert.ok((await listing()).models.some(({ id }) => id === 'tiny-Q8_0'));
});

test('into Ollama: progress, resumed after Ctrl-C, an unknown name, none there', async (t) => {
  const ollama = await startOllama({ library: { 'qwen3:0.6b': 500e6 }, pauseMs: 5 });
  t.after(() => ollama.close());
  const { say } = await person(t, {});
  const places = { places: [{ preset: 'ollama' as const, url: ollama.url }], patience: 20_000 };
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 60);
  assert.equal((await say(pull, ['ollama:qwen3:0.6b'], { places }, stop.signal)).code, 130);
  const done = await say(pull, ['ollama:qwen3:0.6b'], { places });
  assert.match(done.out, /Ollama has qwen3:0\.6b\n/);
  assert.match(done.err, /pulling manifest\n/);
  assert.ok(ollama.pulls[1]!.from > 0, 'it goes on where it ended');
  assert.deepEqual(ollama.models, ['qwen3:0.6b']);
  await assert.rejects(say(pull, ['ollama:nothing'], { places }), /Ollama knows no model nothing/);
  await assert.rejects(say(pull, ['ollama:qwen3:0.6b']), /no Ollama is connected or runs here/);
});

test('the list: every model has the parameters of its published config', () => {
  const llama = { model_type: 'llama', tie_word_embeddings: true, vocab_size: 49_152, max_position_embeddings: 8192 };
  const qwen = { model_type: 'qwen2', tie_word_embeddings: true, vocab_size: 151_936, max_position_embeddings: 32_768 };
  const shape = (
    hidden_size: number,
    intermediate_size: number,
    num_hidden_layers: number,
    num_attention_heads: number,
    num_key_value_heads: number,
  ) => ({ hidden_size, intermediate_size, num_hidden_layers, num_attention_heads, num_key_value_heads });
  const configs: Record<string, object> = {
    'smollm2-135m': { ...llama, ...shape(576, 1536, 30, 9, 3) },
    'smollm2-360m': { ...llama, ...shape(960, 2560, 32, 15, 5) },
    'smollm2-1.7b': { ...llama, ...shape(2048, 8192, 24, 32, 32) },
    'llama-3.2-1b': { ...llama, vocab_size: 128_256, ...shape(2048, 8192, 16, 32, 8) },
    'qwen2.5-0.5b': { ...qwen, ...shape(896, 4864, 24, 14, 2) },
    'qwen2.5-1.5b': { ...qwen, ...shape(1536, 8960, 28, 12, 2) },
    'qwen3-0.6b': { ...qwen, model_type: 'qwen3', head_dim: 128, ...shape(1024, 3072, 28, 16, 8) },
    'qwen3-1.7b': { ...qwen, model_type: 'qwen3', head_dim: 128, ...shape(2048, 6144, 28, 16, 8) },
  };
  for (const { name, parameters, embedding } of OFFERS) {
    const config = parseConfig(configs[name]);
    assert.equal(countParameters(config), parameters, name);
    assert.equal(config.vocabSize * config.hiddenSize, embedding, name);
  }
});

test('commands are told as they are typed here', () => {
  assert.deepEqual(VERB_WORDS.split('|'), [...Object.keys(VERBS), 'help'], 'every verb is known where hints are made');
  assert.equal(commandName({}, true), 'npm start --');
  assert.equal(commandName({ npm_command: 'exec' }, false), 'npx mizan');
  assert.equal(commandName({}, false), 'mizan');
  for (const [text, expected] of [
    ['use it: mizan connect ollama', 'use it: npm start -- connect ollama'],
    ['mizan pull qwen3-0.6b or mizan --use x', 'npm start -- pull qwen3-0.6b or npm start -- --use x'],
    ['mizan thinks with qwen3', 'mizan thinks with qwen3'],
    ['/home/mizan models', '/home/mizan models'],
  ])
    assert.equal(asTyped(text!, 'npm start --'), expected);
  assert.equal(existsSync(MAIN), true);
});
