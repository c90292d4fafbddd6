/**
 * Tool calls of small models through the door, streamed, with the official `openai` SDK: read, repaired, voted on, by
 * one model and by a panel.
 */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import OpenAI from 'openai';
import { startServer } from '../../src/gateway/serve.ts';
import type { LoadedModel } from '../../src/local/load-model.ts';
import { readConfig } from '../../src/provider/config.ts';
import { scriptedChat } from '../../src/testing/scripted-chat.ts';
import { startFakeUpstream, type Answer, type Seen } from '../../src/testing/upstream.ts';
import type { Wire } from '../../src/types.ts';
import { demoModel } from '../../src/local/testing.ts';

const WEATHER = {
  type: 'function' as const,
  function: {
    name: 'get_weather',
    description: 'the weather of a city',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, days: { type: 'integer' } },
      required: ['city'],
      additionalProperties: false,
    },
  },
};

const local: LoadedModel = demoModel(scriptedChat({ replies: () => 'forty-two' }));

type Up = (seen: Seen, i: number) => Answer;

/**
 * The door in front of one upstream per script, each a model called a, b, c. `model`: fields of every model's entry.
 */
const open = async (
  t: TestContext,
  scripts: readonly Up[],
  { roles = {}, model = {} }: { roles?: Wire; model?: Wire } = {},
) => {
  const ups = await Promise.all(scripts.map((script) => startFakeUpstream(script)));
  const providers = Object.fromEntries(
    ups.map((up, i) => ['abc'[i]!, { baseUrl: up.url, retries: 0, models: { ['abc'[i]!]: model } }]),
  );
  const config = readConfig(JSON.stringify({ providers, roles }), 'mizan.json', '/');
  const serving = await startServer({
    model: local,
    config,
    data: ':memory:',
    port: 0,
    report: (error) => assert.ifError(error),
  });
  t.after(async () => {
    await serving.stop(0);
    await Promise.all(ups.map((up) => up.close()));
  });
  const client = new OpenAI({ baseURL: `${serving.url}/v1`, apiKey: 'none', maxRetries: 0 });
  return { client, ups, asked: () => ups.map((up) => up.requests.length) };
};

type Streamed = {
  text: string;
  thoughts: string;
  calls: string[];
  finish: string | null | undefined;
  tokens: number;
  mizan: Wire;
};

const ask = async (
  client: OpenAI,
  model: string,
  more: Partial<OpenAI.ChatCompletionCreateParamsStreaming> = {},
): Promise<Streamed> => {
  const stream = await client.chat.completions.create({
    model,
    messages: [{ role: 'user', content: 'Weather in Paris?' }],
    tools: [WEATHER],
    stream: true,
    stream_options: { include_usage: true },
    ...more,
  });
  const calls: { name: string; arguments: string }[] = [];
  const out: Streamed = { text: '', thoughts: '', calls: [], finish: undefined, tokens: 0, mizan: {} };
  for await (const chunk of stream) {
    const choice = chunk.choices[0];
    out.text += choice?.delta.content ?? '';
    out.thoughts += (choice?.delta as { reasoning_content?: string } | undefined)?.reasoning_content ?? '';
    for (const piece of choice?.delta.tool_calls ?? []) {
      const call = (calls[piece.index] ??= { name: '', arguments: '' });
      call.name += piece.function?.name ?? '';
      call.arguments += piece.function?.arguments ?? '';
    }
    out.finish = choice?.finish_reason ?? out.finish;
    out.tokens = chunk.usage?.completion_tokens ?? out.tokens;
    out.mizan = (chunk as { mizan?: Wire }).mizan ?? out.mizan;
  }
  out.calls = calls.map((call) => `${call.name} ${call.arguments}`);
  return out;
};

const PARIS = 'get_weather {"city":"Paris"}';
const spelled = (city: string): string[] => [
  `<tool_call>\n{'name': 'get_weather', 'arguments': {'city': '${city}'}}\n</tool_call>`,
  `[get_weather(city="${city}")]`,
  `{"name": "get_weather", "parameters": {"city": "${city}"}}`,
];

test('at an effort that was chosen, replies vote by their calls and the winner is streamed as a call', async (t) => {
  const replies = [
    spelled('Rome')[0]!,
    spelled('Paris')[0]!,
    spelled('Paris')[1]!,
    spelled('Paris')[2]!,
    spelled('Oslo')[1]!,
  ];
  const { client, asked } = await open(t, [(_seen, i) => ({ content: replies[i % 5]!, reasoning: 'let me look' })]);
  const high = await ask(client, 'a:high');
  assert.deepEqual([high.calls, high.finish, high.text], [[PARIS], 'tool_calls', '']);
  assert.match(high.thoughts, /let me look/);
  assert.match(high.thoughts, /of \d replies agree/);
  assert.equal(asked()[0]! >= 3, true);
  assert.equal(high.tokens > 10, true);
  const low = await ask(client, 'a:low');
  assert.equal(low.calls.length, 1);
});

test('what is wrong is told once, and the second reply is taken', async (t) => {
  const { client, ups } = await open(t, [(_seen, i) => (i === 0 ? 'get_weather(days="3")' : spelled('Paris')[0]!)]);
  const found = await ask(client, 'a:low');
  assert.deepEqual(found.calls, [PARIS]);
  const messages = ups[0]!.requests[1]!.body.messages as { role: string; content: string }[];
  assert.match(messages.at(-1)!.content, /\/city must be string/);
});

test('the thinking system repairs calls on their way without asking more often; a model by its own name is left as it is', async (t) => {
  const { client, asked } = await open(t, [() => `I look. ${spelled('Paris')[0]!}`], { roles: { solver: 'a' } });
  const system = await ask(client, 'mizan');
  assert.deepEqual([system.calls, system.text, system.finish], [[PARIS], 'I look.', 'tool_calls']);
  assert.deepEqual(asked(), [1]);
  const plain = await ask(client, 'a');
  assert.deepEqual([plain.calls, plain.finish], [[], 'stop']);
  assert.match(plain.text, /<tool_call>/);
  const repaired = await ask(client, 'a:repair=true');
  assert.deepEqual(repaired.calls, [PARIS]);
  assert.deepEqual(asked(), [3]);
});

test('an entry of the config has its calls repaired under its own name', async (t) => {
  const native = { toolCalls: [{ id: 'x', name: 'getWeather', arguments: '{"city": ["Paris"], "days": "3"}' }] };
  const { client } = await open(t, [() => native], { model: { repair: true } });
  assert.deepEqual((await ask(client, 'a')).calls, ['get_weather {"city":"Paris","days":3}']);
});

test('a panel draws from each of its models and answers by their vote', async (t) => {
  const says =
    (call: string): Up =>
    ({ body }) =>
      body.tools ? call : 'The answer is \\boxed{4}.';
  const scripts = [says(spelled('Rome')[0]!), says(spelled('Paris')[1]!), says(spelled('Paris')[2]!)];
  const { client, asked } = await open(t, scripts, { roles: { solver: ['a', 'b', 'c'] } });
  const found = await ask(client, 'mizan:medium');
  assert.deepEqual(found.calls, [PARIS]);
  assert.deepEqual(asked(), [1, 1, 1]);
  const said = (content: string) => ({ tools: undefined, messages: [{ role: 'user' as const, content }] });
  const text = await ask(client, 'mizan:n=3,plan=none', said('How many doors has the blue house?'));
  assert.match(text.text, /4/);
  // Two that agree decide a vote of three.
  assert.deepEqual(asked(), [2, 2, 1]);
  await ask(client, 'mizan:high', said('Generate a short title for this conversation.'));
  assert.deepEqual(asked(), [3, 2, 1]);
});

test('a panel that can not be is refused in one sentence', () => {
  const providers = { p: { baseUrl: 'http://127.0.0.1:1/v1', models: { a: {}, b: {} } } };
  const read = (roles: Wire) => () => readConfig(JSON.stringify({ providers, roles }), 'mizan.json', '/');
  assert.throws(read({ solver: ['a', 'z'] }), /roles\.solver\[1\] names "z"/);
  assert.throws(read({ solver: ['a'] }), /roles\.solver/);
  assert.throws(read({ solver: 7 }), /a list of them: a panel/);
  assert.deepEqual(read({ solver: ['a', 'b'], judge: 'a' })().roles, { solver: 'a', panel: ['a', 'b'], judge: 'a' });
});
