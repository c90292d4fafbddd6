/**
 * Models are tried before an agent uses them: once for each, by itself, again when they change; those that do not see
 * results of tools, or whose window is too small, are named with the reason and the number.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import OpenAI from 'openai';
import type { AgentTool } from '../agent/types.ts';
import { demoModel } from '../local/testing.ts';
import { readConfig } from '../provider/config.ts';
import { startFakeUpstream, type Answer, type Seen, type UpstreamOptions } from '../testing/upstream.ts';
import type { Wire } from '../types.ts';
import { createModelProbes, togetherFacts, type ProbeTarget } from './model-probes.ts';
import { startServer } from './serve.ts';

const folderOf = (t: TestContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-probes-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** A target whose model sees results of tools or not, and counts how often it was tried. */
const scripted = (reply: (code: string) => string | Error = (code) => code) => {
  const state = { tried: 0, identity: 'one', window: 4096 as number | undefined };
  const target: ProbeTarget = {
    id: 'small',
    address: 'http://a/v1',
    model: 'small',
    chat: async function* ({ messages }) {
      state.tried++;
      const said = reply(/\w+(?=\.$)/.exec(messages.at(-1)!.content)![0]);
      if (said instanceof Error) throw said;
      const usage = { promptTokens: 20, completionTokens: 3 };
      yield {
        type: 'done',
        reply: { content: said, reasoning: '', finish: 'stop', tokens: 3 } as never,
        usage,
        seconds: 0,
      };
    },
    identity: async () => state.identity,
    window: async () => state.window,
  };
  return { state, target };
};

const TOOLS = { withTools: true };

test('a model is tried once; another process finds the record; a change or a month is a reason to try again', async (t) => {
  const folder = folderOf(t);
  let now = 1_800_000_000_000;
  const open = () => createModelProbes(folder, () => now);
  const { state, target } = scripted();
  const probes = open();
  const both = await Promise.all([probes.of(target, TOOLS), probes.of(target, TOOLS)]);
  assert.deepEqual(both[0], {
    visible: true,
    reason: '',
    window: 4096,
    usage: { promptTokens: 20, completionTokens: 3 },
  });
  assert.deepEqual(both[1], { visible: true, reason: '', window: 4096 }, 'it is paid for once');
  assert.equal(state.tried, 1);
  state.window = 8192;
  assert.deepEqual(await open().of(target, TOOLS), { visible: true, reason: '', window: 8192 });
  assert.equal(state.tried, 1);
  state.identity = 'two';
  await open().of(target, TOOLS);
  assert.equal(state.tried, 2, 'the server describes it otherwise');
  await open().of({ ...target, address: 'http://b/v1' }, TOOLS);
  await open().of({ ...target, model: 'other' }, TOOLS);
  assert.equal(state.tried, 4, 'another server, another model');
  now += 31 * 86_400_000;
  await open().of(target, TOOLS);
  assert.equal(state.tried, 5, 'a month is over');
  await open().of(target, { ...TOOLS, again: true });
  assert.equal(state.tried, 6);
  for (const name of readdirSync(folder)) writeFileSync(join(folder, name), '{');
  await open().of(target, TOOLS);
  assert.equal(state.tried, 7, 'a damaged record is none');
  assert.match(readFileSync(join(folder, readdirSync(folder)[0]!), 'utf8'), /\{/);
});

test('without tools nothing is tried; what can not be told is not written down, and not asked at every run', async (t) => {
  const folder = folderOf(t);
  let now = 1_800_000_000_000;
  const probes = createModelProbes(folder, () => now);
  const { state, target } = scripted(() => new Error('it is loading'));
  assert.deepEqual(await probes.of(target, { withTools: false }), { reason: '', window: 4096 });
  assert.equal(state.tried, 0);
  const facts = await probes.of(target, TOOLS);
  assert.deepEqual([facts.visible, facts.reason], [undefined, 'it is loading']);
  await probes.of(target, TOOLS);
  assert.equal(state.tried, 1);
  now += 700_000;
  await probes.of(target, TOOLS);
  assert.equal(state.tried, 2);
  assert.deepEqual(readdirSync(folder), []);
});

test('a panel sees results when all of its models do; its window is the smallest', () => {
  const seen = { visible: true, reason: '', window: 8192 };
  const blind = { visible: false, reason: 'it answered "What?"' };
  assert.deepEqual(
    togetherFacts([
      { id: 'a', facts: seen },
      { id: 'b', facts: { ...seen, window: 4096 } },
    ]),
    {
      visible: true,
      reason: '',
      window: 4096,
    },
  );
  assert.deepEqual(
    togetherFacts([
      { id: 'a', facts: seen },
      { id: 'b', facts: blind },
    ]),
    {
      visible: false,
      reason: 'b: it answered "What?"',
      window: 8192,
    },
  );
});

const look: AgentTool = { name: 'look', effect: 'read', run: async () => ({ content: 'seen' }) };

type Settings = { agents?: Wire; options?: UpstreamOptions; provider?: Wire; data: string };

const start = async (t: TestContext, { agents = {}, options = {}, provider = {}, data }: Settings) => {
  const calls: Answer = { toolCalls: [{ name: 'look', arguments: '{}' }] };
  const isDone = ({ body }: Seen): boolean => (body.messages as Wire[]).at(-1)!.role === 'tool';
  const upstream = await startFakeUpstream((seen) => (isDone(seen) ? 'the end' : calls), {
    models: ['small'],
    ...options,
  });
  const act = { model: 'small', tools: ['look'], serve: 'everything', ...agents };
  const config = { providers: { up: { baseUrl: upstream.url, models: { small: {} }, ...provider } }, agents: { act } };
  const server = await startServer({
    model: demoModel(),
    config: readConfig(JSON.stringify(config), 'mizan.json', '/'),
    data,
    port: 0,
    env: {},
    tools: async () => [look],
    report: (error) => assert.fail(String(error)),
  });
  t.after(async () => {
    await server.stop(0);
    await upstream.close();
  });
  const openai = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none', maxRetries: 0 });
  const ask = async (): Promise<string> => {
    const messages = [{ role: 'user' as const, content: 'Look.' }];
    return (await openai.chat.completions.create({ model: 'mizan:act', messages })).choices[0]!.message.content ?? '';
  };
  return { upstream, server, ask };
};

test('a served agent tries its model once, below its trace, and a restart does not try again', async (t) => {
  const data = folderOf(t);
  const first = await start(t, { data });
  assert.equal(await first.ask(), 'the end');
  assert.equal(await first.ask(), 'the end');
  assert.equal(first.upstream.probes(), 1);
  const get = async (path: string): Promise<Wire> =>
    (await (await fetch(`${first.server.url}/v1/traces${path}`)).json()) as Wire;
  const traces = (await get('')).data as Wire[];
  const roles = await Promise.all(
    traces.map(async ({ id }) => ((await get(`/${String(id)}`)).tree as Wire[]).map(({ role }) => role)),
  );
  assert.deepEqual(
    roles.map((each) => each.filter((role) => role === 'probe').length),
    [0, 1],
    'the newest trace has no probe, the first has one, which its key has paid for',
  );
  await first.server.stop(0);
  const config = { providers: { up: { baseUrl: first.upstream.url, models: { small: {} } } } };
  const again = await startServer({
    model: demoModel(),
    config: readConfig(
      JSON.stringify({ ...config, agents: { act: { model: 'small', tools: ['look'], serve: 'everything' } } }),
      'mizan.json',
      '/',
    ),
    data,
    port: 0,
    env: {},
    tools: async () => [look],
  });
  t.after(() => again.stop(0));
  const openai = new OpenAI({ baseURL: `${again.url}/v1`, apiKey: 'none', maxRetries: 0 });
  await openai.chat.completions.create({ model: 'mizan:act', messages: [{ role: 'user', content: 'Look.' }] });
  assert.equal(first.upstream.probes(), 1);
});

test('a model that does not see results of tools is said to be one, before it calls for ever; "probe": false goes on', async (t) => {
  const { ask, upstream } = await start(t, { data: folderOf(t), options: { results: 'lost' } });
  await assert.rejects(
    ask(),
    /does not see what its tools give: it was told a code and answered "What code\?".*--no-probe/,
  );
  await assert.rejects(ask(), /does not see/);
  assert.equal(upstream.probes(), 2, 'tried twice, then known');
  assert.equal(upstream.requests.length, 0);
  const off = await start(t, { data: folderOf(t), agents: { probe: false }, options: { results: 'lost' } });
  assert.equal(await off.ask(), 'the end');
  assert.equal(off.upstream.probes(), 0);
});

/** Ollama beside the fake upstream: it tells the window once the model is loaded, as Ollama does. */
const ollamaOf = async (t: TestContext, upstream: string, window: number) => {
  const state = { digest: 'sha-a', loaded: false };
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const json = (value: unknown) => response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
    if (path === '/api/ps')
      return void json({ models: state.loaded ? [{ name: 'small', context_length: window }] : [] });
    if (path === '/api/tags') return void json({ models: [{ name: 'small', digest: state.digest }] });
    if (path === '/api/version') return void json({ version: '0.20.0' });
    if (!path.startsWith('/v1')) return void response.writeHead(404).end();
    if (path.endsWith('/chat/completions')) state.loaded = true;
    void (async () => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const body = Buffer.concat(parts);
      const answer = await fetch(`${upstream}${path.slice(3)}`, {
        method: request.method!,
        headers: { 'content-type': 'application/json' },
        ...(body.length > 0 && { body }),
      });
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
      response.end(Buffer.from(await answer.arrayBuffer()));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return { state, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` };
};

test('a window that is too small for the tools is told with its number; a model that was replaced is tried anew', async (t) => {
  const upstream = await startFakeUpstream(() => 'the end', { models: ['small'] });
  t.after(() => upstream.close());
  const small = await ollamaOf(t, upstream.url, 256);
  const provider = { preset: 'ollama', baseUrl: small.url };
  const data = folderOf(t);
  const { ask } = await start(t, { data, provider, agents: { instructions: 'Look at it. '.repeat(60) } });
  await assert.rejects(
    ask(),
    /does not fit the model's window of 256 tokens: the tools take \d+, the instructions \d+/,
  );
  assert.equal(upstream.probes(), 1);
  assert.equal(upstream.requests.length, 0, 'nothing is sent that would be cut off in silence');
  const large = await ollamaOf(t, upstream.url, 8192);
  const fits = await start(t, { data: folderOf(t), provider: { ...provider, baseUrl: large.url } });
  assert.equal(await fits.ask(), 'the end');
  assert.equal(await fits.ask(), 'the end');
  assert.equal(upstream.probes(), 2);
  large.state.digest = 'sha-b';
  assert.equal(await fits.ask(), 'the end');
  assert.equal(upstream.probes(), 3);
});
