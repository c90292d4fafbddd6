/**
 * Agents, panels and MCP servers of a config that is edited while the server runs: what is listed and what runs next
 * changes, runs at work are not disturbed, and an edit that can't be used changes nothing and says why.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import OpenAI from 'openai';
import { openMcpConsents } from '../agent/mcp/consent.ts';
import { openMcpTools } from '../agent/mcp/open.ts';
import type { AgentTool } from '../agent/types.ts';
import { demoModel } from '../local/testing.ts';
import { readConfig } from '../provider/config.ts';
import { startFakeUpstream, type Answer, type Seen } from '../testing/upstream.ts';
import type { Wire } from '../types.ts';
import { mcpSources } from './mcp/sources.ts';
import { startServer } from './serve.ts';

/** Waits until `what` holds. */
const until = async (what: () => boolean | Promise<boolean>, why: string): Promise<void> => {
  for (let i = 0; i < 600; i++) {
    if (await what()) return;
    await sleep(50);
  }
  assert.fail(`it never happened: ${why}`);
};

type State = { waiting: number; go: () => void };

/** A tool that waits until the test lets it go on. */
const holdTool = (state: State): AgentTool => ({
  name: 'hold',
  effect: 'read',
  run: async () => {
    state.waiting++;
    await new Promise<void>((resolve) => {
      state.go = resolve;
    });
    return { content: 'held' };
  },
});

const start = async (t: TestContext, script: (request: Seen) => Answer, settings: Wire) => {
  const upstream = await startFakeUpstream(script, { models: ['small', 'other'] });
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'mizan-reload-')));
  const [path, data] = [join(base, 'mizan.json'), join(base, 'data')];
  const providers = { up: { baseUrl: upstream.url, models: { small: {}, other: {} } } };
  const textOf = (more: Wire): string => JSON.stringify({ providers, ...more });
  const read = (text: string) => readConfig(text, path, base);
  const state: State = { waiting: 0, go: () => {} };
  const said: string[] = [];
  let text = textOf(settings);
  writeFileSync(path, text);
  const server = await startServer({
    model: demoModel(),
    config: read(text),
    configFile: { path, read: () => read(text) },
    followMs: 30,
    data,
    port: 0,
    env: {},
    tools: async () => [holdTool(state)],
    log: (line) => said.push(line),
    report: (error) => assert.fail(String(error)),
  });
  t.after(async () => {
    await server.stop(0);
    await upstream.close();
    rmSync(base, { recursive: true, force: true });
  });
  const openai = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none', maxRetries: 0 });
  /** Edits the file as an editor does, and waits until the server has said what came of it. */
  const edit = async (next: Wire | string): Promise<string> => {
    const before = said.filter((line) => line.includes(path)).length;
    text = typeof next === 'string' ? next : textOf(next);
    writeFileSync(path, text);
    await until(() => said.filter((line) => line.includes(path)).length > before, 'the edit is seen');
    return said.findLast((line) => line.includes(path))!;
  };
  const models = async (): Promise<string[]> => (await openai.models.list()).data.map(({ id }) => id);
  const ask = async (model: string, content = 'Go.'): Promise<string> => {
    const completion = await openai.chat.completions.create({ model, messages: [{ role: 'user', content }] });
    return completion.choices[0]!.message.content ?? '';
  };
  return { upstream, server, data, edit, models, ask, state, read: () => read(text) };
};

const lastOf = ({ body }: Seen): Wire => (body.messages as Wire[]).at(-1)!;
const systemOf = ({ body }: Seen): string => String((body.messages as Wire[])[0]!.content);

test('agents and panels come, change and go; a run at work ends as it began', async (t) => {
  const script = (seen: Seen): Answer => {
    if (lastOf(seen).content === 'Hold.') return { toolCalls: [{ name: 'hold', arguments: '{}' }] };
    return `${String(seen.body.model)}: ${systemOf(seen)}`;
  };
  const holder = { model: 'small', tools: ['hold'], serve: 'everything', instructions: 'You are the first.' };
  const { edit, models, ask, state } = await start(t, script, { agents: { one: holder } });
  assert.ok((await models()).includes('agent:one'));
  assert.match(await ask('agent:one'), /^small: You are the first\.$/);
  const held = ask('agent:one', 'Hold.');
  await until(() => state.waiting === 1, 'the run is at work');

  const said = await edit({
    agents: {
      two: { model: 'duo', instructions: 'You are the second.' },
      one: { ...holder, model: 'other', instructions: 'Changed.' },
    },
    panels: { duo: ['small', 'other'] },
  });
  assert.match(said, /changed, and is in use now/);
  const listed = await models();
  for (const id of ['agent:one', 'agent:two', 'duo']) assert.ok(listed.includes(id), id);
  assert.match(await ask('agent:one'), /^other: Changed\.$/, 'the next run is of the new entry');
  assert.match(await ask('agent:two'), /You are the second\./);

  await edit({ agents: { two: { model: 'small' } } });
  const left = await models();
  assert.deepEqual(
    [left.includes('agent:one'), left.includes('duo'), left.includes('agent:two')],
    [false, false, true],
  );
  await assert.rejects(ask('agent:one'), /no model called "agent:one"/);
  state.go();
  assert.match(await held, /^small: You are the first\.$/, 'its model, its tools and its instructions stayed');
});

test('an edit that can not be used changes nothing and says why; the next good one is taken', async (t) => {
  const agents = { one: { model: 'small', instructions: 'The old one.' } };
  const { edit, models, ask } = await start(t, systemOf, { agents });
  for (const [bad, why] of [
    ['{ "agents": ', /old one stays: .*(JSON|end)/i],
    [{ agents: { one: { model: 'small', tools: ['agent:nobody'] } } }, /old one stays: .*"nobody"/],
    [{ agents: { one: { budget: { steps: 0 } } } }, /old one stays: .*agents\.one\.budget\.steps/],
    [{ panels: { 'mizan:x': ['small', 'other'] } }, /old one stays/],
    [{ mcpServers: { peer: { command: 'x', url: 'http://a' } }, agents }, /old one stays/],
  ] as const) {
    assert.match(await edit(bad), why);
    assert.ok((await models()).includes('agent:one'));
    assert.equal(await ask('agent:one'), 'The old one.');
  }
  await edit({ agents: { one: { model: 'small', instructions: 'The new one.' } } });
  assert.equal(await ask('agent:one'), 'The new one.');
});

test('MCP servers come and go with the config; what a run has open stays until it ends', async (t) => {
  const raw = fileURLToPath(new URL('../agent/mcp/testing/raw-server.ts', import.meta.url));
  const peer = { command: process.execPath, args: [raw, 'plain'], allow: ['echo'] };
  const reader = { model: 'small', tools: ['mcp:peer'], serve: 'asked' };
  const script = (seen: Seen): Answer => {
    if (lastOf(seen).role === 'tool') return String(lastOf(seen).content);
    const tools = ((seen.body.tools ?? []) as { function: { name: string } }[]).map((tool) => tool.function.name);
    const echo = { name: 'peer__echo', arguments: '{"text": "x"}' };
    return tools.includes('peer__echo') ? { toolCalls: [echo] } : `tools: ${tools.join(' ')}`;
  };
  const before = { agents: { reader: { ...reader, tools: [] } } };
  const after = { agents: { reader }, mcpServers: { peer } };
  const { edit, ask, data, read } = await start(t, script, before);
  assert.equal(await ask('agent:reader'), 'tools: ');
  await edit(after);
  const [source] = mcpSources(read(), {});
  const opened = await openMcpTools([source!], { consents: openMcpConsents(data), askConsent: async () => true });
  await opened.close();
  assert.match(await ask('agent:reader'), /echo: x/);
  assert.match(await edit({ ...after, mcpServers: { peer: { ...peer, disabled: true } } }), /in use now/);
  assert.equal(await ask('agent:reader'), 'tools: ');
  await edit(after);
  assert.match(await ask('agent:reader'), /echo: x/);
  await edit(before);
  assert.equal(await ask('agent:reader'), 'tools: ');
});
