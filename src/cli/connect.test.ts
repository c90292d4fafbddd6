import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { test, type TestContext } from 'node:test';
import { scriptedChat } from '../testing/scripted-chat.ts';
import {
  refusedAddress,
  startFakeUpstream,
  type Seen,
  type UpstreamOptions,
  type UpstreamScript,
} from '../testing/upstream.ts';
import { UsageError } from '../usage-error.ts';
import { run as ask } from './ask.ts';
import { run as chat } from './chat.ts';
import { run as connect } from './connect.ts';
import type { CliContext } from './flags/context.ts';

const KEY = 'sk-secret-key-0123456789';
type Verb = (args: string[], signal: AbortSignal, context: CliContext) => Promise<number>;

const upstreamFor = async (t: TestContext, script: UpstreamScript, options: UpstreamOptions = {}) => {
  const upstream = await startFakeUpstream(script, options);
  t.after(() => upstream.close());
  return upstream;
};

/** A person at this machine: verbs share one data folder, and `found` are the servers on the usual ports. */
const person = (t: TestContext, found: { preset: 'ollama' | 'llama-server'; url: string }[] = []) => {
  const data = mkdtempSync(join(tmpdir(), 'mizan-connect-'));
  t.after(() => rmSync(data, { recursive: true, force: true }));
  const say = async (verb: Verb, args: string[], more: Partial<CliContext> = {}, code = 0): Promise<string> => {
    let text = '';
    const output = { isTTY: false, write: (part: string) => void (text += part) };
    const context: CliContext = {
      input: Readable.from([]),
      output,
      errors: output,
      env: { MIZAN_DATA: data },
      clock: Date.now,
      places: { places: found },
      open: async () => ({
        name: 'mizan-1m',
        chat: scriptedChat({ replies: () => 'a demo answer' }),
        folder: data,
        sections: true,
        contextLength: 256,
        close: async () => {},
      }),
      ...more,
    };
    assert.equal(await verb(args, new AbortController().signal, context), code, text);
    return text;
  };
  return { data, say };
};
const usage = (message: RegExp) => (error: unknown) => error instanceof UsageError && message.test(error.message);

test('Ollama is found, connected, asked, measured, chosen and removed', async (t) => {
  const upstream = await upstreamFor(
    t,
    () => ({ content: 'It is Paris.', reasoning: 'hm', reasoningField: 'reasoning' }),
    {
      models: ['nomic-embed-text', 'qwen3:8b', 'gemma3:4b'],
      kind: 'ollama',
    },
  );
  const { say } = person(t, [{ preset: 'ollama', url: upstream.url }]);
  assert.match(
    await say(connect, []),
    /no connection yet[\s\S]*found Ollama at .* with nomic-embed-text, qwen3:8b, gemma3:4b: npm start -- connect ollama/,
  );
  const question = 'What is the capital of France, and why?';
  const before = JSON.parse(await say(ask, ['--json', '--no-trace', '--effort', 'none', question]));
  assert.deepEqual([before.model, before.answer], ['mizan-1m', 'a demo answer']);

  assert.match(
    await say(connect, [upstream.url]),
    /^connected ollama at http.* with nomic-embed-text, qwen3:8b, gemma3:4b\n/,
  );
  const list = await say(connect, []);
  assert.match(
    list,
    /ollama +http\S+\/v1 +nomic-embed-text, qwen3:8b, gemma3:4b\nmizan thinks with qwen3:8b \(the first\)\n$/,
  );
  const after = JSON.parse(await say(ask, ['--json', '--no-trace', '--effort', 'none', question]));
  assert.deepEqual([after.model, after.answer, after.rule], ['qwen3:8b', 'It is Paris.', 'direct']);
  assert.equal(upstream.requests.at(-1)!.body.model, 'qwen3:8b');

  assert.match(
    await say(connect, ['test', '--model', 'gemma3:4b']),
    /^gemma3:4b: first text after [\d.]+ s, then [\d.]+ tokens\/s/,
  );
  assert.match(await say(connect, ['default', 'gemma3:4b']), /mizan thinks with gemma3:4b/);
  assert.equal(JSON.parse(await say(ask, ['--json', '--no-trace', '--effort', 'none', question])).model, 'gemma3:4b');
  assert.equal(
    JSON.parse(await say(ask, ['--json', '--no-trace', '--effort', 'none', '--solver', 'mizan', question])).model,
    'mizan-1m',
  );
  await assert.rejects(say(connect, ['default', 'gema3:4b']), usage(/did you mean gemma3:4b\?/));
  assert.match(await say(connect, ['default', '--none']), /the first model/);
  assert.match(await say(connect, ['remove', 'ollama']), /removed ollama/);
  assert.match(await say(connect, []), /no connection yet/);
});

test('--use takes an address or a preset for one command, and stores nothing', async (t) => {
  const upstream = await upstreamFor(t, ['from llama-server'], { models: ['qwen.gguf'], kind: 'llama-server' });
  const { say } = person(t);
  for (const address of [upstream.url, upstream.url.replace('/v1', '')]) {
    const result = JSON.parse(
      await say(ask, ['--json', '--no-trace', '--effort', 'none', '--use', address, 'Explain rain.']),
    );
    assert.deepEqual([result.model, result.answer], ['qwen.gguf', 'from llama-server']);
  }
  assert.match(await say(connect, []), /no connection yet/);
  const askWith = (...args: string[]) => say(ask, ['--no-trace', ...args, 'Explain rain.']);
  await assert.rejects(askWith('--use', 'olama'), usage(/did you mean ollama\?/));
  await assert.rejects(askWith('--use', await refusedAddress()), usage(/nothing listens there/));
  await assert.rejects(askWith('--use', upstream.url, '--solver', 'qwen.guf'), usage(/did you mean "qwen.gguf"\?/));
});

test('a key is typed once, stored for the owner alone, and shown nowhere', async (t) => {
  const upstream = await upstreamFor(t, ['yes'], { models: ['big'], key: KEY });
  const { data, say } = person(t);
  await assert.rejects(
    say(connect, [upstream.url]),
    usage(/asks for a key; give it with --key KEY, or through a pipe/),
  );
  await assert.rejects(say(connect, [upstream.url, '--key', 'wrong']), usage(/refused the key/));
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input });
  setTimeout(() => input.write(`${KEY}x\x7f\r`), 30);
  for (const key of ['\x03', '\x04']) {
    const left = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => left });
    setTimeout(() => left.write(key), 30);
    await say(connect, [upstream.url], { input: left }, 130);
  }
  assert.match(await say(connect, []), /no connection yet/, 'a key that is not typed connects nothing');
  const shown = await say(connect, [upstream.url, '--name', 'box'], { input });
  assert.match(shown, /API key of .* \(it is not shown\): \n[\s\S]*connected box at/);
  const texts = [shown, await say(connect, []), await say(connect, ['--json'])];
  for (const text of texts) assert.equal(text.includes(KEY.slice(0, 8)), false, text);
  assert.match(texts[1]!, /box .* stored +big/);
  const file = join(data, 'connections.json');
  assert.equal(statSync(file).mode & 0o077, 0);
  assert.ok(readFileSync(file, 'utf8').includes(KEY));
  assert.equal(JSON.parse(await say(ask, ['--json', '--no-trace', '--effort', 'none', 'Say yes.'])).answer, 'yes');
  assert.match(
    await say(connect, ['add', upstream.url, '--key', '-'], { input: Readable.from([Buffer.from(`${KEY}\n`)]) }),
    /connected box/,
  );
});

test('mistakes say what to do; a default that is gone is not replaced silently', async (t) => {
  const upstream = await upstreamFor(t, ['yes'], { models: ['a'], kind: 'ollama' });
  const { say } = person(t);
  for (const [args, message] of [
    [['olama'], /did you mean ollama\?/],
    [['tset', 'ollama'], /did you mean mizan connect test ollama\?/],
    [['remove', 'x'], /there is no connection "x"; there are: none/],
    [['remove'], /name the connection to remove/],
    [['test'], /there is no connection yet; add one/],
    [['default'], /name a model/],
    [['list', 'x'], /takes no "x"/],
    [['ollama', 'groq'], /takes one server, got "ollama" and "groq"/],
    [['add'], /add what\?/],
    [['http://me:pw@host/v1'], /no name or password/],
  ] as const)
    await assert.rejects(say(connect, [...args]), usage(message), args.join(' '));
  await say(connect, [upstream.url]);
  await say(connect, ['default', 'gone', '--force']);
  await assert.rejects(
    say(ask, ['--no-trace', 'Why?']),
    usage(/your default is "gone", which no model is called now; .* mizan connect default --none/),
  );
});

test('chat gives a model of your own the turns before; an answer that failed is not among them', async (t) => {
  const contents = ({ body }: Seen) => (body.messages as { content: string }[]).map(({ content }) => content);
  const script = (seen: Seen) => (contents(seen).at(-1) === 'This fails.' ? { status: 400 } : 'Paris.');
  const upstream = await upstreamFor(t, script, { models: ['a'], kind: 'ollama' });
  const { say } = person(t);
  await say(connect, [upstream.url]);
  const [first, second] = ['What is the capital of France?', 'Tell me about its people.'];
  const lines = [first, '/n 1', 'This fails.', second, '/new', second, '/quit', ''];
  const input = Readable.from([Buffer.from(lines.join('\n'))]);
  await assert.rejects(say(chat, ['--no-trace', '--effort', 'none'], { input }), /failed/);
  assert.deepEqual(upstream.requests.map(contents), [
    [first],
    [first, 'Paris.', 'This fails.'],
    [first, 'Paris.', second],
    [second],
  ]);
});
