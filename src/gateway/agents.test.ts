/** Agents behind the server: real clients, tools of the caller and tools of the agent, parts by name, traces. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { openMcpConsents } from '../agent/mcp/consent.ts';
import { openMcpTools } from '../agent/mcp/open.ts';
import type { AgentTool } from '../agent/types.ts';
import { readConfig } from '../provider/config.ts';
import { startFakeUpstream, type Answer, type Seen } from '../testing/upstream.ts';
import type { Wire } from '../types.ts';
import { mcpSources } from './mcp/sources.ts';
import { startServer } from './serve.ts';
import { demoModel } from '../local/testing.ts';

const embedded = demoModel();

const parameters = { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] };
const written: string[] = [];
const own: AgentTool[] = [
  { name: 'read', parameters, effect: 'read', run: async ({ path }) => ({ content: `text of ${String(path)}` }) },
  {
    name: 'write',
    parameters,
    effect: 'write',
    run: async ({ path }) => (written.push(String(path)), { content: 'written' }),
  },
];

const toolCall = (name: string, args: Wire): Answer => ({ toolCalls: [{ name, arguments: JSON.stringify(args) }] });

const start = async (t: TestContext, script: (request: Seen, i: number) => Answer, config: Wire = {}) => {
  const upstream = await startFakeUpstream(script, { models: ['small', 'other'] });
  const data = mkdtempSync(join(tmpdir(), 'mizan-agents-'));
  const server = await startServer({
    model: embedded,
    config: readConfig(
      JSON.stringify({ providers: { up: { baseUrl: upstream.url, models: { small: {}, other: {} } } }, ...config }),
      'mizan.json',
      '/',
    ),
    data,
    port: 0,
    env: {},
    tools: async () => own,
    report: (error) => assert.fail(String(error)),
  });
  t.after(async () => {
    await server.stop(0);
    await upstream.close();
    rmSync(data, { recursive: true, force: true });
  });
  const openai = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none', maxRetries: 0 });
  const anthropic = new Anthropic({ baseURL: server.url, apiKey: 'none', maxRetries: 0 });
  return { upstream, server, openai, anthropic, data };
};

const user = (content: string) => ({ role: 'user' as const, content });
const mine = { type: 'function' as const, function: { name: 'mine', parameters } };
const lastOf = ({ body }: Seen): Wire => (body.messages as Wire[]).at(-1)!;

test('an agent reads with its own tools where the config lets it; its steps are thoughts, its calls are in the trace', async (t) => {
  const { openai, server, upstream } = await start(
    t,
    (_, i) => [toolCall('read', { path: 'a.txt' }), 'It says: text of a.txt'][i]!,
    { agents: { reader: { model: 'small', tools: ['read', 'write'], serve: 'reads', instructions: 'You read.' } } },
  );
  const stream = await openai.chat.completions.create({
    model: 'agent:reader',
    messages: [user('Read it.')],
    stream: true,
  });
  let [thoughts, answer, id] = ['', '', ''];
  for await (const chunk of stream) {
    const delta = chunk.choices[0]?.delta as { content?: string; reasoning_content?: string } | undefined;
    thoughts += delta?.reasoning_content ?? '';
    answer += delta?.content ?? '';
    id = chunk.id;
  }
  assert.notEqual(id, '');
  assert.equal(answer, 'It says: text of a.txt');
  assert.match(thoughts, /→ read\("path":"a.txt"\)[\s\S]*← read: text of a.txt/);
  const sent = upstream.requests.filter(({ body }) => body.messages);
  assert.equal((sent[0]!.body.messages as Wire[])[0]!.content, 'You read.');
  assert.deepEqual(
    (sent[0]!.body.tools as { function: Wire }[]).map((tool) => tool.function.name),
    ['read'],
  );
  assert.equal(lastOf(sent[1]!).content, 'text of a.txt');
  const get = async (path: string): Promise<Wire> =>
    (await (await fetch(`${server.url}/v1/traces${path}`)).json()) as Wire;
  const [newest] = (await get('')).data as Wire[];
  const trace = (await get(`/${String(newest!.id)}`)) as { tree: Wire[] };
  const calls = trace.tree.map(({ role, model }) => `${String(role)} ${String(model)}`);
  assert.deepEqual(calls.slice(1), ['probe small', 'solver small', 'tool read', 'solver small', 'agent stopped']);
});

test('without a word in the config no tool of an agent runs here; a caller gets the calls of its own tools back', async (t) => {
  const { openai, upstream } = await start(t, (_, i) => [toolCall('mine', { path: 'm' }), 'thanks'][i]!, {
    agents: { coder: { model: 'small', tools: ['read', 'write'] } },
  });
  const first = await openai.chat.completions.create({ model: 'agent:coder', messages: [user('Go.')], tools: [mine] });
  const message = first.choices[0]!.message;
  assert.equal(first.choices[0]!.finish_reason, 'tool_calls');
  const call = message.tool_calls![0]!;
  assert.ok(call.type === 'function' && call.function.name === 'mine');
  assert.deepEqual(
    (upstream.requests.at(-1)!.body.tools as { function: Wire }[]).map((tool) => tool.function.name),
    ['mine'],
  );
  const second = await openai.chat.completions.create({
    model: 'agent:coder',
    messages: [user('Go.'), message, { role: 'tool', tool_call_id: call.id, content: 'here' }],
    tools: [mine],
  });
  assert.equal(second.choices[0]!.message.content, 'thanks');
  assert.equal(lastOf(upstream.requests.at(-1)!).content, 'here');
});

test('a run that handed calls back goes on where it was, with what its own tools had found', async (t) => {
  const replies: Answer[] = [
    toolCall('read', { path: 'secret' }),
    {
      toolCalls: [
        { name: 'mine', arguments: '{"path": "m"}' },
        { name: 'read', arguments: '{"path": "b"}' },
      ],
    },
    'all of it',
  ];
  const { openai, upstream, data } = await start(t, (_, i) => replies[i]!, {
    agents: { act: { model: 'small', tools: ['read'], serve: 'reads' } },
  });
  const first = await openai.chat.completions.create({ model: 'mizan:act', messages: [user('Go.')], tools: [mine] });
  const message = first.choices[0]!.message;
  assert.deepEqual(
    message.tool_calls!.map((call) => call.type === 'function' && call.function.name),
    ['mine'],
  );
  const { id } = message.tool_calls![0]!;
  const second = await openai.chat.completions.create({
    model: 'mizan:act',
    messages: [user('Go.'), message, { role: 'tool', tool_call_id: id, content: 'here' }],
    tools: [mine],
  });
  assert.equal(second.choices[0]!.message.content, 'all of it');
  const contents = (upstream.requests.at(-1)!.body.messages as Wire[])
    .filter(({ role }) => role === 'tool')
    .map(({ content }) => content);
  assert.deepEqual(contents, ['text of secret', 'here', 'text of b']);
  assert.equal(readdirSync(join(data, 'agents')).length, 1);
});

test('a write needs "everything"; a reader is told that it may not', async (t) => {
  written.length = 0;
  const agents = {
    reader: { model: 'small', tools: ['read', 'agent:writer'], serve: 'reads' },
    writer: { model: 'small', tools: ['write'], serve: 'everything' },
  };
  const isInner = ({ body }: Seen): boolean => JSON.stringify(body.messages).includes('inner task');
  const { openai } = await start(
    t,
    (request) => {
      const done = lastOf(request).role === 'tool';
      if (isInner(request) && lastOf(request).role === 'user') return toolCall('write', { path: 'x' });
      if (done) return `end: ${String(lastOf(request).content)}`;
      return JSON.stringify(request.body.tools).includes('agent_writer')
        ? toolCall('agent_writer', { task: 'inner task' })
        : toolCall('write', { path: 'y' });
    },
    { agents },
  );
  const ask = async (model: string): Promise<string> =>
    (await openai.chat.completions.create({ model, messages: [user('Go.')] })).choices[0]!.message.content ?? '';
  assert.match(await ask('agent:reader'), /end:/);
  assert.deepEqual(written, [], 'an agent that may only read does not write through another');
  assert.match(await ask('agent:writer'), /written/);
  assert.deepEqual(written, ['y']);
});

test('the other APIs serve it too: responses and messages', async (t) => {
  const { openai, anthropic } = await start(
    t,
    (request) => (lastOf(request).role === 'tool' ? 'the end' : toolCall('read', { path: 'a' })),
    { agents: { reader: { model: 'small', tools: ['read'], serve: 'reads' } } },
  );
  const response = await openai.responses.create({ model: 'agent:reader', input: 'Go.' });
  assert.equal(response.output_text, 'the end');
  const message = await anthropic.messages.create({ model: 'agent:reader', max_tokens: 1000, messages: [user('Go.')] });
  assert.equal(message.content.map((part) => (part.type === 'text' ? part.text : '')).join(''), 'the end');
});

test('parts are listed by name: the default agent, agents, panels; a panel votes', async (t) => {
  const { openai, upstream } = await start(t, () => '42', {
    agents: { helper: { model: 'trio', about: 'answers' } },
    panels: { trio: ['small', 'other'] },
  });
  const ids = (await openai.models.list()).data.map(({ id }) => id);
  for (const id of ['mizan:act', 'agent:helper', 'trio']) assert.ok(ids.includes(id), id);
  const answer = await openai.chat.completions.create({
    model: 'agent:helper',
    messages: [user('How many moons has the planet Zog?')],
  });
  assert.match(answer.choices[0]!.message.content ?? '', /42/);
  assert.deepEqual(
    [...new Set(upstream.requests.filter(({ body }) => body.messages).map(({ body }) => body.model))].sort(),
    ['other', 'small'],
  );
});

test('what an agent cannot do is said: n, a model that is gone, a bound that is reached', async (t) => {
  const { openai } = await start(t, () => toolCall('mine', { path: 'a' }), {
    agents: {
      lost: { model: 'gone' },
      short: { model: 'small', tools: ['read'], serve: 'reads', budget: { steps: 1 } },
    },
  });
  const ask = (model: string, more: Wire = {}) =>
    openai.chat.completions.create({
      model,
      messages: [user('Go.')],
      ...more,
    } as OpenAI.ChatCompletionCreateParamsNonStreaming);
  await assert.rejects(ask('agent:lost'), /needs the model gone/);
  await assert.rejects(ask('agent:short', { n: 2 }), /one answer/);
  const bounded = await ask('agent:short');
  assert.equal(bounded.choices[0]!.finish_reason, 'length');
  assert.match(bounded.choices[0]!.message.content ?? '', /no answer after 1 steps/);
});

test('the config names what is wrong with agents', () => {
  const read = (config: Wire) => () => readConfig(JSON.stringify(config), 'mizan.json', '/');
  assert.throws(read({ agents: { a: { tools: ['agent:bb'] }, b: {} } }), /the agent "bb".*did you mean "b"/);
  assert.throws(read({ agents: { a: { checks: ['nope'] } } }), /the verifier "nope"/);
  assert.throws(read({ agents: { a: { budget: { steps: 0 } } } }), /agents\.a\.budget\.steps/);
  assert.throws(read({ agents: { 'a b': {} } }), /agents/);
  assert.throws(read({ panels: { 'mizan:x': ['a', 'b'] } }), /are taken/);
});

test('an agent that is served has the tools of MCP servers that the operator agreed to, as its entry lets callers use them', async (t) => {
  const raw = fileURLToPath(new URL('../agent/mcp/testing/raw-server.ts', import.meta.url));
  const peer = { command: process.execPath, args: [raw, 'plain'], allow: ['echo'] };
  const reader = { model: 'small', tools: ['mcp:peer'], serve: 'asked' };
  const agents = { reader, nothing: { ...reader, serve: 'nothing' }, all: { ...reader, serve: 'everything' } };
  const script = ({ body }: Seen): Answer => {
    const last = (body.messages as Wire[]).at(-1)!;
    if (last.role === 'tool') return String(last.content);
    const name = String(last.content);
    const names = ((body.tools ?? []) as { function: { name: string } }[]).map((tool) => tool.function.name);
    return names.includes(name) ? toolCall(name, { text: 'x' }) : `tools: ${names.join(' ')}`;
  };
  const { server, data, openai } = await start(t, script, { agents, mcpServers: { peer } });
  const ask = async (model: string, content: string): Promise<string> => {
    const completion = await openai.chat.completions.create({ model, messages: [user(content)] });
    return completion.choices[0]!.message.content ?? '';
  };
  assert.equal(await ask('agent:reader', 'peer__echo'), 'tools: ');
  const [source] = mcpSources(server.config(), {});
  const consents = openMcpConsents(data);
  const opened = await openMcpTools([source!], { consents, askConsent: async () => true });
  await opened.close();
  assert.match(await ask('agent:reader', 'peer__echo'), /From the MCP server peer .*echo: x/s);
  assert.match(await ask('agent:reader', 'peer__write'), /was not run: .*nobody is here/);
  assert.match(await ask('agent:all', 'peer__write'), /write: x/);
  assert.equal(await ask('agent:nothing', 'peer__echo'), 'tools: ');
});
