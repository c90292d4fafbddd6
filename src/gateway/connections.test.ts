import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { NO_CONFIG, readConfig } from '../provider/config.ts';
import { refusedAddress, startFakeUpstream, type UpstreamOptions, type UpstreamScript } from '../testing/upstream.ts';
import { UsageError } from '../usage-error.ts';
import { addConnection, presetNamed } from './add-connection.ts';
import { applyConnections, openConnections } from './connections.ts';
import { followFiles } from './follow-files.ts';
import { findModelServer, isChatModel, measureSpeed, parseAddress, presetFor } from './model-servers.ts';
import { openCatalog } from './open-catalog.ts';
import { startServer } from './serve.ts';
import { demoModel } from '../local/testing.ts';

const KEY = 'sk-secret-key-0123456789';

const temporary = (t: TestContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-connections-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};
const upstreamFor = async (t: TestContext, script: UpstreamScript, options: UpstreamOptions) => {
  const upstream = await startFakeUpstream(script, options);
  t.after(() => upstream.close());
  return upstream;
};
const embedded = demoModel();
const usage = (message: RegExp) => (error: unknown) => error instanceof UsageError && message.test(error.message);

test('connections are stored for the owner alone, and read again; the command and a server share the file', (t) => {
  const folder = join(temporary(t), 'data');
  const store = openConnections(folder);
  assert.deepEqual(store.list(), []);
  store.add({ name: 'box', preset: 'vllm', baseUrl: 'http://127.0.0.1:8000/v1', key: KEY });
  store.setDefault('qwen3');
  assert.equal(statSync(join(folder, 'connections.json')).mode & 0o777, 0o600);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  const other = openConnections(folder);
  assert.deepEqual(other.list(), store.list());
  assert.equal(other.defaultModel(), 'qwen3');
  assert.deepEqual(other.keys(), [KEY]);
  other.add({ name: 'box', baseUrl: 'http://127.0.0.1:8001/v1' });
  assert.deepEqual(store.list(), [{ name: 'box', baseUrl: 'http://127.0.0.1:8001/v1' }]);
  assert.equal(store.remove('box'), true);
  assert.equal(store.remove('box'), false);
  store.setDefault(undefined);
  assert.deepEqual(JSON.parse(readFileSync(join(folder, 'connections.json'), 'utf8')), { version: 1, connections: [] });
});

test('what can not be stored or read is told with what to do', (t) => {
  const folder = temporary(t);
  const store = openConnections(folder);
  for (const name of ['', '../x', 'a b', '-x'])
    assert.throws(() => store.add({ name, baseUrl: 'http://127.0.0.1:1/v1' }), usage(/needs a name of letters/));
  assert.throws(() => store.add({ name: 'x', baseUrl: 'ftp://x' }), /must be an address/);
  assert.deepEqual(store.list(), []);
  writeFileSync(join(folder, 'connections.json'), '{"version":1,"connections":[{');
  assert.throws(() => store.list(), /is damaged; repair it, or remove it/);
  writeFileSync(join(folder, 'file'), '');
  const blocked = openConnections(join(folder, 'file', 'data'));
  assert.throws(() => blocked.setDefault('x'), /name another folder with --data/);
});

test('a connection becomes a provider whose key is an environment variable; the config comes first', () => {
  const { config, env } = applyConnections(NO_CONFIG, { A: '1' }, [
    { name: 'my.box', baseUrl: 'http://127.0.0.1:8000/v1', key: KEY },
    { name: 'groq', preset: 'groq', baseUrl: 'https://api.groq.com/openai/v1' },
  ]);
  assert.deepEqual(
    config.providers.map(({ name, key }) => [name, key?.env]),
    [
      ['my.box', 'KEY_OF_CONNECTION_MY_BOX'],
      ['groq', undefined],
    ],
  );
  assert.deepEqual(env, { A: '1', KEY_OF_CONNECTION_MY_BOX: KEY });
  const withKey = applyConnections(NO_CONFIG, { GROQ_API_KEY: 'g' }, [
    { name: 'groq', preset: 'groq', baseUrl: 'https://api.groq.com/openai/v1' },
  ]);
  assert.equal(withKey.config.providers[0]!.key?.env, 'GROQ_API_KEY');
  const mine = readConfig('{"providers":{"box":{"baseUrl":"http://a/v1"}}}', 'mizan.json', '/');
  const twice = applyConnections(mine, {}, [{ name: 'box', baseUrl: 'http://b/v1' }]);
  assert.deepEqual(twice.config.providers, []);
  assert.match(twice.warnings[0]!, /the config has a provider of this name/);
});

test('a server is found with or without /v1, and known by the form of its list', async (t) => {
  for (const kind of ['ollama', 'llama-server'] as const) {
    const upstream = await upstreamFor(t, [], { models: ['qwen3:8b'], kind });
    const origin = upstream.url.replace('/v1', '');
    for (const address of [
      upstream.url,
      origin,
      `${origin}/`,
      origin.slice('http://'.length),
      `${upstream.url}/chat/completions`,
    ])
      assert.deepEqual(
        await findModelServer(address),
        { preset: kind, baseUrl: upstream.url, models: ['qwen3:8b'] },
        address,
      );
  }
  assert.equal(presetFor('https://api.groq.com/openai/v1'), 'groq');
  assert.equal(presetFor('http://127.0.0.1:1234/v1'), 'lmstudio');
  assert.equal(presetFor('http://gpu:9999/v1'), undefined);
});

test('an address that is no server, a missing key and a wrong key are told apart', async (t) => {
  const upstream = await upstreamFor(t, [], { key: KEY });
  const page = createServer((_, response) => response.end('<html>a page</html>'));
  await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
  t.after(() => page.close());
  await assert.rejects(findModelServer(upstream.url), usage(/asks for a key \(401\)/));
  await assert.rejects(findModelServer(upstream.url, { key: 'wrong' }), usage(/refused the key \(401\)/));
  assert.deepEqual((await findModelServer(upstream.url, { key: KEY })).models, ['fake']);
  await assert.rejects(findModelServer(await refusedAddress()), usage(/nothing listens there; start the server/));
  await assert.rejects(findModelServer(`127.0.0.1:${(page.address() as AddressInfo).port}`), usage(/lists no models/));
  await assert.rejects(findModelServer('http://nobody.invalid'), usage(/no host of this name|can't be reached/));
  assert.throws(() => parseAddress('http://'), usage(/is no address/));
  assert.throws(() => parseAddress('http://me:pass@host'), usage(/no name or password/));
  assert.equal(presetNamed('ollama'), 'ollama');
  assert.equal(presetNamed('localhost:8000'), undefined);
  assert.throws(() => presetNamed('olama'), usage(/did you mean ollama\?/));
  assert.throws(() => presetNamed('mybx', ['mybox']), usage(/did you mean mybox\?/));
});

test('adding looks at the server first; the same address keeps its name and its key', async (t) => {
  const upstream = await upstreamFor(t, [], { key: KEY, kind: 'ollama', models: ['a', 'b'] });
  const store = openConnections(':memory:');
  await assert.rejects(addConnection(store, { baseUrl: upstream.url }), UsageError);
  assert.deepEqual(store.list(), []);
  const { connection, models } = await addConnection(store, { baseUrl: upstream.url, key: ` ${KEY}\n` });
  assert.deepEqual([connection.name, connection.preset, connection.key, models], ['ollama', 'ollama', KEY, ['a', 'b']]);
  await addConnection(store, { baseUrl: upstream.url });
  assert.deepEqual(store.list(), [connection], 'the stored key was used');
  await assert.rejects(
    addConnection(store, { preset: 'groq', baseUrl: upstream.url, key: 'two words' }),
    /copy it again/,
  );
});

test('the speed of a model is measured by a question to it', async (t) => {
  const upstream = await upstreamFor(t, [{ content: 'one two three four five six', firstMs: 60, pieceMs: 20 }], {
    models: ['nomic-embed-text', 'qwen3:4b'],
    kind: 'ollama',
  });
  const { config, env } = applyConnections(NO_CONFIG, {}, [{ name: 'o', preset: 'ollama', baseUrl: upstream.url }]);
  const speed = await measureSpeed(config, env, undefined, AbortSignal.timeout(5000));
  assert.equal(speed.model, 'qwen3:4b', 'a model for embeddings is not asked');
  assert.ok(speed.firstTextSeconds >= 0.06, `${speed.firstTextSeconds}`);
  assert.ok(speed.tokensPerSecond > 5 && speed.tokensPerSecond < 200, `${speed.tokensPerSecond}`);
  assert.equal(speed.tokens, 6);
  await assert.rejects(
    measureSpeed(config, env, 'gone', AbortSignal.timeout(5000)),
    /there is no model gone; there are/,
  );
  assert.equal(isChatModel('bge-m3'), false);
});

test('the embedded model steps back when there is another: by name, by provider, by the default, the first', async (t) => {
  const upstream = await upstreamFor(t, ['from upstream'], { models: ['nomic-embed-text', 'a', 'b'], kind: 'ollama' });
  const connections = [{ name: 'box', preset: 'ollama' as const, baseUrl: upstream.url }];
  const solverOf = async (options: Partial<Parameters<typeof openCatalog>[0]>) => {
    const opened = await openCatalog({ model: embedded, config: NO_CONFIG, env: {}, ...options });
    const result = [opened.solver().id, opened.chosenBy(), opened.warnings().length];
    await opened.close();
    return result;
  };
  assert.deepEqual(await solverOf({}), ['mizan-1m', 'embedded', 0]);
  assert.deepEqual(await solverOf({ connections }), ['a', 'first', 0]);
  assert.deepEqual(await solverOf({ connections, choice: { preferred: 'b' } }), ['b', 'preferred', 0]);
  assert.deepEqual(await solverOf({ connections, choice: { preferred: 'gone' } }), ['a', 'first', 1]);
  assert.deepEqual(await solverOf({ connections, choice: { name: 'b', preferred: 'a' } }), ['b', 'name', 0]);
  assert.deepEqual(await solverOf({ connections, choice: { name: 'mizan' } }), ['mizan-1m', 'name', 0]);
  assert.deepEqual(await solverOf({ connections, choice: { provider: 'box' } }), ['a', 'provider', 0]);
  const config = readConfig('{"roles":{"solver":"mizan"}}', 'mizan.json', '/');
  assert.deepEqual(await solverOf({ connections, config }), ['mizan-1m', 'config', 0]);
  await assert.rejects(
    solverOf({ connections, choice: { name: 'aa' } }),
    usage(/--solver names "aa".*did you mean "a"/),
  );
  const none = [{ name: 'o', preset: 'ollama' as const, baseUrl: await refusedAddress() }];
  await assert.rejects(solverOf({ connections: none, choice: { provider: 'o' } }), usage(/provider o/));
  assert.deepEqual((await solverOf({ connections: none })).slice(0, 2), ['mizan-1m', 'embedded']);
});

type Json = Record<string, unknown> & { error: { message: string } };
const call = async (url: string, path: string, method = 'GET', body?: object) => {
  const response = await fetch(`${url}/v1/mizan/${path}`, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return { status: response.status, json: (await response.json()) as Json };
};

test('over HTTP: added, chosen, asked, tested and removed without a restart; the key is never given back', async (t) => {
  const upstream = await upstreamFor(t, ['from upstream'], { models: ['a', 'b'], kind: 'ollama', key: KEY });
  const data = temporary(t);
  const server = await startServer({ model: embedded, config: NO_CONFIG, env: {}, data, port: 0 });
  t.after(() => server.stop(0));
  const answer = async (): Promise<string> => {
    const response = await fetch(`${server.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'mizan', messages: [{ role: 'user', content: `Repeat: ${KEY}` }] }),
    });
    return ((await response.json()) as { choices: { message: { content: string } }[] }).choices[0]!.message.content;
  };
  assert.equal(await answer(), 'a demo answer');
  const refused = await call(server.url, 'connections', 'POST', { baseUrl: upstream.url });
  assert.deepEqual([refused.status, /asks for a key/.test(refused.json.error.message)], [400, true]);
  const added = await call(server.url, 'connections', 'POST', { baseUrl: upstream.url, key: KEY });
  assert.deepEqual(
    [added.status, added.json.name, added.json.models, added.json.has_key],
    [201, 'ollama', ['a', 'b'], true],
  );
  assert.equal(await answer(), 'from upstream');
  const list = await call(server.url, 'connections');
  assert.deepEqual(list.json.solver, { model: 'a', chosen_by: 'first' });
  assert.equal(JSON.stringify(list.json).includes(KEY), false);
  const chosen = await call(server.url, 'default', 'POST', { model: 'b' });
  assert.deepEqual(chosen.json, { default: 'b', solver: { model: 'b', chosen_by: 'preferred' } });
  assert.equal((await call(server.url, 'default', 'POST', { model: 'zzz' })).status, 400);
  const speed = await call(server.url, 'connections/ollama/test', 'POST', { model: 'b' });
  assert.deepEqual([speed.status, speed.json.model], [200, 'b']);
  const traces = await (await fetch(`${server.url}/v1/traces`)).text();
  assert.equal(traces.includes(KEY), false, 'keys are taken out of traces');
  assert.equal((await call(server.url, 'connections/nobody', 'DELETE')).status, 404);
  assert.equal((await call(server.url, 'connections', 'POST', { url: 'x' })).status, 400);
  assert.equal((await call(server.url, 'connections/ollama', 'DELETE')).status, 200);
  assert.equal(await answer(), 'a demo answer');
});

test('edits of the config and of the connections take effect while the server runs; a broken edit changes nothing', async (t) => {
  const upstream = await upstreamFor(t, ['from upstream'], { models: ['a'], kind: 'ollama' });
  const folder = temporary(t);
  const path = join(folder, 'mizan.json');
  writeFileSync(path, '{}');
  const lines: string[] = [];
  const connections = openConnections(folder);
  const opened = await openCatalog({ model: embedded, config: NO_CONFIG, env: {} });
  const unfollow = followFiles({
    opened,
    connections,
    configFile: { path, read: () => readConfig(readFileSync(path, 'utf8'), 'mizan.json', folder) },
    log: (line) => lines.push(line),
    intervalMs: 20,
  });
  t.after(async () => {
    unfollow();
    await opened.close();
  });
  const until = async (what: () => boolean): Promise<void> => {
    for (let i = 0; i < 400 && !what(); i++) await sleep(20);
    assert.ok(what(), lines.join('\n'));
  };
  writeFileSync(
    path,
    JSON.stringify({ providers: { p: { baseUrl: upstream.url, models: { mine: { model: 'a' } } } } }),
  );
  await until(() => opened.solver().id === 'mine');
  writeFileSync(path, '{"providers": ');
  await until(() => lines.some((line) => /changed, but can't be used; the old one stays: .*it is not JSON/.test(line)));
  assert.equal(opened.solver().id, 'mine');
  openConnections(folder).add({ name: 'box', preset: 'ollama', baseUrl: upstream.url });
  openConnections(folder).setDefault('a');
  await until(() => opened.solver().id === 'a');
});
