import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { UpstreamScript } from '../testing/upstream.ts';
import type { ChatEvent, ChatRequest, Message, Wire } from '../types.ts';
import { doneOf, eventsOf, openFake } from './testing.ts';
import { messageForUpstream } from './turns.ts';

const open = async (t: TestContext, script: UpstreamScript, options: Parameters<typeof openFake>[1] = {}) => {
  const fake = await openFake(script, options);
  t.after(() => fake.close());
  const ask = (request: Partial<ChatRequest> = {}) =>
    eventsOf(fake.model.chat({ messages: [{ role: 'user', content: '2+3?' }], ...request }));
  return { ...fake, ask, body: (i = -1) => fake.upstream.requests.at(i)!.body };
};
const texts = (events: readonly ChatEvent[], section: string, index = 0): string =>
  events
    .map((event) => (event.type === 'delta' && event.section === section && event.index === index ? event.text : ''))
    .join('');

test('reasoning, text and usage of a streamed reply', async (t) => {
  const { ask, body } = await open(t, [{ reasoning: 'two and three', content: 'It is five.' }], {
    model: { price: { input: 1, output: 2 } },
  });
  const events = await ask({ temperature: 0.5, topP: 0.9, minP: 0.1, seed: 7, maxTokens: 50, stop: ['x'] });
  assert.equal(texts(events, 'think'), 'two and three');
  assert.equal(texts(events, 'answer'), 'It is five.');
  const { reply, usage } = doneOf(events);
  assert.deepEqual(reply, {
    index: 0,
    plan: '',
    reasoning: 'two and three',
    content: 'It is five.',
    finish: 'stop',
    tokens: 6,
    logprob: 0,
    wire: { reasoning_content: 'two and three' },
  });
  assert.deepEqual(usage, { promptTokens: 1, completionTokens: 6, reasoningTokens: 3, cost: (1 + 12) / 1e6 });
  assert.deepEqual(body(), {
    model: 'fake',
    messages: [{ role: 'user', content: '2+3?' }],
    stream: true,
    stream_options: { include_usage: true },
    temperature: 0.5,
    top_p: 0.9,
    min_p: 0.1,
    seed: 7,
    max_tokens: 50,
    stop: ['x'],
  });
});

test('every spelling of reasoning is read, and given for the next turn as it was spelled', async (t) => {
  const { ask } = await open(
    t,
    [
      { reasoning: 'a b', reasoningField: 'reasoning' },
      { reasoning: 'a b', reasoningField: 'reasoning_details' },
      '<think>a b</think>c',
    ],
    { model: { thinkTags: true } },
  );
  const named = doneOf(await ask()).reply;
  assert.deepEqual([named.reasoning, named.wire], ['a b', { reasoning: 'a b' }]);
  const detailed = doneOf(await ask()).reply;
  assert.deepEqual(
    [detailed.reasoning, detailed.wire],
    ['a b', { reasoning: 'a b', reasoning_details: [{ type: 'reasoning.text', text: 'a b', index: 0 }] }],
  );
  const events = await ask();
  assert.deepEqual([texts(events, 'think'), texts(events, 'answer')], ['a b', 'c']);
});

test('tools: the calls come by index with their fragments; the next turn takes calls, result and reasoning back', async (t) => {
  const { ask, body } = await open(
    t,
    [
      {
        reasoning: 'look it up',
        toolCalls: [
          { name: 'weather', arguments: '{"city":"Kabul"}' },
          { name: 'time', arguments: '{}' },
        ],
      },
      'Sunny.',
    ],
    { provider: { reasoning: 'reasoning' } },
  );
  const tools = [
    { name: 'weather', description: 'the weather', parameters: { type: 'object' }, strict: true },
    { name: 'time' },
  ];
  const events = await ask({ tools, toolChoice: { name: 'weather' }, parallelToolCalls: false });
  const pieces = events.filter((event) => event.type === 'tool');
  assert.deepEqual(
    pieces.filter((piece) => piece.id !== undefined).map(({ call, id, name }) => ({ call, id, name })),
    [
      { call: 0, id: 'call_0', name: 'weather' },
      { call: 1, id: 'call_1', name: 'time' },
    ],
  );
  assert.equal(
    pieces
      .filter((piece) => piece.call === 0)
      .map((item) => item.arguments)
      .join(''),
    '{"city":"Kabul"}',
  );
  const { reply } = doneOf(events);
  assert.equal(reply.finish, 'tools');
  assert.deepEqual(reply.toolCalls, [
    { id: 'call_0', name: 'weather', arguments: '{"city":"Kabul"}' },
    { id: 'call_1', name: 'time', arguments: '{}' },
  ]);
  assert.deepEqual(body().tools, [
    {
      type: 'function',
      function: { name: 'weather', description: 'the weather', parameters: { type: 'object' }, strict: true },
    },
    { type: 'function', function: { name: 'time' } },
  ]);
  assert.deepEqual(body().tool_choice, { type: 'function', function: { name: 'weather' } });
  assert.equal(body().parallel_tool_calls, false);

  const turns: Message[] = [
    { role: 'user', content: 'weather?' },
    { role: 'assistant', content: '', reasoning: reply.reasoning, toolCalls: reply.toolCalls!.slice(0, 1) },
    { role: 'tool', content: '{"sky":"clear"}', toolCallId: 'call_0' },
    { role: 'assistant', content: 'a remark', reasoning: 'not of a tool turn' },
    { role: 'user', content: 'so?' },
  ];
  await ask({ messages: turns, tools });
  assert.deepEqual((body().messages as object[]).slice(1, 4), [
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'call_0', type: 'function', function: { name: 'weather', arguments: '{"city":"Kabul"}' } }],
      reasoning: 'look it up',
    },
    { role: 'tool', content: '{"sky":"clear"}', tool_call_id: 'call_0' },
    { role: 'assistant', content: 'a remark' },
  ]);
});

test('a turn in the OpenAI form goes out as it came, its reasoning in the spelling of the upstream, empty or not', async (t) => {
  const call = { tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{' } }] };
  const image = {
    role: 'user',
    content: [
      { type: 'image_url', image_url: { url: 'data:x' } },
      { type: 'text', text: 'what is it?' },
    ],
    name: 'ann',
  };
  const turns = (assistant: object): Message[] => [
    { role: 'user', content: 'what is it?', wire: image },
    { role: 'assistant', content: '', wire: { role: 'assistant', content: '', ...call, ...assistant } },
  ];
  const cases: [Record<string, unknown>, object, object][] = [
    [{}, { reasoning: 'so', custom: 1 }, { custom: 1, reasoning_content: 'so' }],
    [{}, { reasoning_content: '' }, { reasoning_content: '' }],
    [{}, {}, {}],
    [
      { reasoning: 'reasoning_details' },
      { reasoning_details: [{ type: 'reasoning.encrypted', data: 'xyz' }], reasoning: 'so' },
      { reasoning_details: [{ type: 'reasoning.encrypted', data: 'xyz' }] },
    ],
    [{ reasoning: 'reasoning_details' }, { reasoning_content: 'so' }, { reasoning: 'so' }],
    [{ echo: 'never' }, { reasoning: 'so' }, {}],
    [{ reasoning: 'none' }, { reasoning: 'so' }, {}],
  ];
  for (const [provider, given, expected] of cases) {
    const { ask, body } = await open(t, ['ok'], { provider });
    await ask({ messages: turns(given) });
    assert.deepEqual(
      body().messages,
      [image, { role: 'assistant', content: '', ...call, ...expected }],
      JSON.stringify([provider, given]),
    );
  }
  const tags = await open(t, ['ok'], { model: { thinkTags: true } });
  await tags.ask({ messages: turns({ reasoning: 'so' }) });
  assert.equal((tags.body().messages as { content: string }[])[1]!.content, '<think>\nso\n</think>\n\n');
});

test('a plan is asked for in words, and followed in words', async (t) => {
  const { ask, body } = await open(t, ['1. add them'], { provider: { noThink: { quiet: true } } });
  const events = await ask({ open: 'plan', maxTokens: 20 });
  assert.equal(texts(events, 'plan'), '1. add them');
  assert.deepEqual([doneOf(events).reply.plan, doneOf(events).reply.content], ['1. add them', '']);
  assert.match((body().messages as { content: string }[])[0]!.content, /^2\+3\?\n\nWrite only a plan/);
  assert.equal(body().quiet, true);
  await ask({
    messages: [
      { role: 'user', content: '2+3?' },
      { role: 'assistant', content: '', plan: '1. add them' },
    ],
  });
  assert.equal((body().messages as object[]).length, 1);
  assert.match((body().messages as { content: string }[])[0]!.content, /^2\+3\?\n\nHere is a plan.*\n1\. add them$/s);
});

test('a thought under two names goes back as the one that is not empty', () => {
  const turn = {
    role: 'assistant',
    content: '',
    tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }],
  };
  const back = (wire: Wire) =>
    messageForUpstream(
      { role: 'assistant', content: '', wire: { ...turn, ...wire } },
      { reasoning: 'reasoning', echo: 'tools', tags: false },
    ).reasoning;
  assert.equal(back({ reasoning_content: '', reasoning: 'THOUGHT' }), 'THOUGHT');
  assert.equal(back({ reasoning_content: 'THOUGHT', reasoning: '' }), 'THOUGHT');
  assert.equal(back({ reasoning_content: '', reasoning: '', reasoning_details: [{ text: 'THOUGHT' }] }), 'THOUGHT');
  assert.equal(back({ reasoning_content: '' }), '');
  assert.equal(back({}), undefined);
});

test('a form is asked for in the field where there is one, and in words where there is none', async (t) => {
  const format = { type: 'schema', name: 'n', schema: { type: 'object' }, strict: true } as const;
  const can = await open(t, ['{}']);
  await can.ask({ format });
  assert.deepEqual(can.body().response_format, {
    type: 'json_schema',
    json_schema: { name: 'n', schema: { type: 'object' }, strict: true },
  });
  await can.ask({ format: { type: 'json' } });
  assert.deepEqual(can.body().response_format, { type: 'json_object' });
  const half = await open(t, ['{}'], { model: { capabilities: { schema: false } } });
  await half.ask({ format });
  assert.deepEqual(half.body().response_format, { type: 'json_object' });
  assert.match(JSON.stringify(half.body().messages), /JSON schema:\\n\{\\"type\\":\\"object\\"\}/);
  const cannot = await open(t, ['{}'], { model: { capabilities: { schema: false, json: false } } });
  await cannot.ask({ format: { type: 'json' } });
  assert.equal(cannot.body().response_format, undefined);
  assert.match(JSON.stringify(cannot.body().messages), /JSON only/);
});

test("what a model can't do is refused, not dropped", async (t) => {
  const { ask, upstream } = await open(t, ['x'], { model: { capabilities: { tools: false, logprobs: false } } });
  for (const [request, said] of [
    [{ tools: [{ name: 'f' }] }, /fake calls no tools.*capabilities\.tools/],
    [{ logprobs: 2 }, /gives no log-probabilities/],
  ] as const) {
    const { reply, failure } = doneOf(await ask(request));
    assert.equal(reply.finish, 'error');
    assert.equal(failure!.status, 400);
    assert.match(reply.content, said);
  }
  assert.equal(upstream.requests.length, 0);
});

test('log-probabilities come with the text and add up', async (t) => {
  const { ask, body } = await open(t, [{ content: 'a b', logprobs: true }]);
  const { reply } = doneOf(await ask({ logprobs: 3 }));
  assert.deepEqual([body().logprobs, body().top_logprobs], [true, 3]);
  assert.equal(reply.logprob, -0.5);
  assert.deepEqual(reply.logprobs, [
    { text: 'a', logprob: -0.25, top: [{ text: 'a', logprob: -0.25 }] },
    { text: ' b', logprob: -0.25, top: [{ text: ' b', logprob: -0.25 }] },
  ]);
});

test("fields of the request, of the model and of the upstream's spelling meet in that order", async (t) => {
  const { ask, body } = await open(t, ['x'], {
    provider: {
      body: { top_k: 5, user: 'config' },
      maxTokens: 'max_completion_tokens',
      seed: 'random_seed',
      streamUsage: false,
    },
    model: { body: { top_k: 7 }, model: 'vendor/x' },
  });
  await ask({
    wire: { user: 'caller', reasoning_effort: 'high', model: 'other', max_tokens: 3 },
    maxTokens: 9,
    seed: 4,
  });
  assert.deepEqual(body(), {
    model: 'vendor/x',
    messages: [{ role: 'user', content: '2+3?' }],
    stream: true,
    top_k: 7,
    user: 'caller',
    reasoning_effort: 'high',
    max_completion_tokens: 9,
    random_seed: 4,
  });
});

test('a completion that can be passed on is asked for whole; all else is streamed', async (t) => {
  const streams = async (options: object): Promise<unknown> => {
    const { model, body } = await open(t, ['x'], options);
    await eventsOf(model.chat({ messages: [], raw: 'completion' }));
    return body().stream;
  };
  assert.equal(await streams({}), undefined);
  assert.equal(await streams({ provider: { reasoning: 'reasoning' } }), true);
  assert.equal(await streams({ model: { thinkTags: true } }), true);
});

test("n: one call where the upstream can, side by side where it can't; either way n replies and the whole usage", async (t) => {
  const opened = await open(t, ['a b'], { model: { capabilities: { n: true }, price: { input: 10, output: 10 } } });
  const together = await opened.ask({ n: 3 });
  assert.equal(opened.upstream.requests.length, 1);
  assert.equal(opened.body().n, 3);
  assert.deepEqual(
    together.flatMap((event) => (event.type === 'reply' ? [event.reply.index] : [])),
    [0, 1, 2],
  );
  assert.deepEqual(doneOf(together).usage, { promptTokens: 1, completionTokens: 6, cost: 70 / 1e6 });

  const each = await open(t, (_, i) => ({ content: `reply number ${i}`, firstMs: 20 }), {
    provider: { concurrency: 2 },
  });
  const apart = await each.ask({ n: 5, seed: 100 });
  assert.equal(each.upstream.requests.length, 5);
  assert.equal(each.upstream.peak(), 2);
  assert.deepEqual(each.upstream.requests.map(({ body }) => body.seed).sort(), [100, 101, 102, 103, 104]);
  assert.deepEqual(
    apart.flatMap((event) => (event.type === 'reply' ? [event.reply.index] : [])).sort(),
    [0, 1, 2, 3, 4],
  );
  for (let index = 0; index < 5; index++) assert.match(texts(apart, 'answer', index), /^reply number \d$/);
  assert.deepEqual(doneOf(apart).usage, { promptTokens: 5, completionTokens: 15 });
  assert.equal(doneOf(apart).reply.index, 0);
});

test('of calls side by side one may fail: its reply says so, the others stand', async (t) => {
  const { ask } = await open(
    t,
    ({ body }) => (body.seed === 1 ? { status: 400, body: { error: { message: 'no' } } } : 'fine'),
    { provider: { retries: 0 } },
  );
  const events = await ask({ n: 3, seed: 0 });
  const finishes = events
    .flatMap((event) => (event.type === 'reply' ? [[event.reply.index, event.reply.finish]] : []))
    .sort();
  assert.deepEqual(finishes, [
    [0, 'stop'],
    [1, 'error'],
    [2, 'stop'],
  ]);
  assert.equal(doneOf(events).reply.content, 'fine');
  const all = await open(t, [{ status: 400, body: { error: { message: 'no' } } }]);
  assert.deepEqual(
    [doneOf(await all.ask({ n: 2 })).reply.finish, doneOf(await all.ask({ n: 2 })).failure!.status],
    ['error', 400],
  );
});

test("usage that is missing is estimated and says so; an upstream's own cost goes before the price", async (t) => {
  const { ask } = await open(
    t,
    [
      { content: 'some words of an answer', usage: null },
      { usage: { prompt_tokens: 10, completion_tokens: 2, cost: 0.5, prompt_tokens_details: { cached_tokens: 8 } } },
      { usage: { prompt_tokens: 10, completion_tokens: 2, prompt_tokens_details: { cached_tokens: 8 } } },
    ],
    { model: { price: { input: 1, output: 1, cached: 0.1 } } },
  );
  const missing = doneOf(await ask()).usage;
  assert.equal(missing.estimated, true);
  assert.ok(missing.promptTokens > 0 && missing.completionTokens > 0 && missing.cost! > 0);
  assert.deepEqual(doneOf(await ask()).usage, { promptTokens: 10, completionTokens: 2, cachedTokens: 8, cost: 0.5 });
  assert.ok(Math.abs(doneOf(await ask()).usage.cost! - (2 + 0.8 + 2) / 1e6) < 1e-12);
});

test('a response that came whole though a stream was asked for', async (t) => {
  const { ask } = await open(t, [
    {
      headers: { 'content-type': 'application/json' },
      body: {
        id: 'r',
        choices: [
          {
            index: 0,
            finish_reason: 'stop',
            message: {
              role: 'assistant',
              content: [
                { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] },
                { type: 'text', text: 'five' },
              ],
              tool_calls: [{ function: { name: 'f', arguments: { a: 1 } } }],
            },
          },
        ],
        usage: { prompt_tokens: 3, completion_tokens: 4 },
      },
    },
  ]);
  const { reply, usage } = doneOf(await ask());
  assert.deepEqual(
    [reply.reasoning, reply.content, reply.finish, reply.toolCalls],
    ['hm', 'five', 'tools', [{ id: 'call_r_0_0', name: 'f', arguments: '{"a":1}' }]],
  );
  assert.deepEqual(usage, { promptTokens: 3, completionTokens: 4 });
});

test('finishes', async (t) => {
  for (const [finish, expected] of [
    ['length', 'length'],
    ['content_filter', 'filtered'],
    ['end_turn', 'stop'],
    ['tool_calls', 'stop'],
  ] as const) {
    const { ask } = await open(t, [{ content: 'x', finish }]);
    assert.equal(doneOf(await ask()).reply.finish, expected);
  }
});
