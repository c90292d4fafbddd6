/**
 * Efforts of agents: after a colon, in the request, in the config. With several replies a step, the calls that most of
 * them make are run, the others never.
 */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import OpenAI from 'openai';
import type { AgentTool } from '../agent/types.ts';
import { demoModel } from '../local/testing.ts';
import { readConfig } from '../provider/config.ts';
import { startFakeUpstream, type Answer, type Seen } from '../testing/upstream.ts';
import type { Wire } from '../types.ts';
import { startServer } from './serve.ts';

const ran: unknown[] = [];
const set: AgentTool = {
  name: 'set',
  parameters: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] },
  effect: 'write',
  run: async ({ n }) => (ran.push(n), { content: `set to ${String(n)}` }),
};

const call = (text: string): Answer => ({ toolCalls: [{ name: 'set', arguments: text }] });
/** Of five draws two call with another number, one of them in text; all spellings of 7 are one vote. */
const DRAWS: Answer[] = [
  call('{"n": 8}'),
  call('{"n": 7}'),
  '<tool_call>{"name": "set", "arguments": {"n": "7"}}</tool_call>',
  '```json\n{"name": "set", "arguments": {"n": 9}}\n```',
  call('{ "n" : 7 }'),
];

const start = async (t: TestContext, model: string) => {
  ran.length = 0;
  let draws = 0;
  const script = ({ body }: Seen): Answer =>
    (body.messages as Wire[]).at(-1)!.role === 'tool' ? 'It is set.' : DRAWS[draws++ % DRAWS.length]!;
  const upstream = await startFakeUpstream(script, { models: ['small'] });
  const agent = { model, tools: ['set'], serve: 'everything' };
  const providers = { up: { baseUrl: upstream.url, concurrency: 1, models: { small: {} } } };
  const config = { providers, roles: { solver: 'small' }, agents: { act: agent, setter: agent } };
  const server = await startServer({
    model: demoModel(),
    config: readConfig(JSON.stringify(config), 'mizan.json', '/'),
    data: ':memory:',
    port: 0,
    env: {},
    tools: async () => [set],
    report: (error) => assert.fail(String(error)),
  });
  t.after(async () => {
    await server.stop(0);
    await upstream.close();
  });
  const openai = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none', maxRetries: 0 });
  const ask = async (name: string, more: Partial<OpenAI.ChatCompletionCreateParamsNonStreaming> = {}) => {
    const messages = [{ role: 'user' as const, content: 'Set it to seven.' }];
    const completion = await openai.chat.completions.create({ model: name, messages, ...more });
    return completion.choices[0]!.message.content;
  };
  const trace = async (): Promise<{ role: string; model: string }[]> => {
    const get = async (path: string): Promise<Wire> =>
      (await (await fetch(`${server.url}/v1/traces${path}`)).json()) as Wire;
    const [newest] = (await get('')).data as Wire[];
    return (await get(`/${String(newest!.id)}`)).tree as { role: string; model: string }[];
  };
  return { upstream, ask, trace };
};

for (const [how, model, name, more] of [
  ['after a colon of the default agent', 'small', 'mizan:act:high', {}],
  ['after a colon of a named agent', 'small', 'agent:setter:high', {}],
  ['in the config', 'small:high', 'agent:setter', {}],
  ['as settings', 'small', 'mizan:act:n=5', {}],
  ['in the request, for the thinking system', 'mizan', 'mizan:act', { reasoning_effort: 'high' }],
] as const)
  test(`several replies a step vote on the call: ${how}`, async (t) => {
    const { ask, upstream, trace } = await start(t, model);
    assert.equal(await ask(name, more), 'It is set.');
    assert.deepEqual(ran, [7], 'the call of most replies ran, once');
    const [drawn, said] = [false, true].map(
      (after) =>
        upstream.requests.filter(({ body }) => ((body.messages as Wire[]).at(-1)!.role === 'tool') === after).length,
    );
    assert.equal(drawn, 5, 'five replies for the call');
    assert.ok(said! >= 2, 'and several for the answer');
    const roles = (await trace()).map(({ role }) => role);
    assert.ok(roles.filter((role) => role === 'solver').length >= 2, 'each step in the trace');
    assert.equal(roles.filter((role) => role === 'tool').length, 1);
  });

test('an effort that there is not is a mistake of the caller, refused before anything is asked', async (t) => {
  const { ask, upstream } = await start(t, 'small');
  for (const name of ['agent:setter:hihg', 'mizan:act:n=999'])
    await assert.rejects(ask(name), (error) => error instanceof OpenAI.BadRequestError && error.status === 400);
  assert.equal(upstream.requests.length, 0);
});

test('without an effort one reply decides; a model of its own name gets the effort passed on', async (t) => {
  const { ask, upstream } = await start(t, 'small');
  assert.equal(await ask('mizan:act', { reasoning_effort: 'low' }), 'It is set.');
  assert.deepEqual(ran, [8]);
  assert.equal(upstream.requests.length, 2);
  assert.deepEqual(
    upstream.requests.map(({ body }) => body.reasoning_effort),
    ['low', 'low'],
  );
  await assert.rejects(ask('mizan:act:huge'), /huge/);
});
