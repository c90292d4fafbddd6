/** The chunks of a streamed chat completion, and what the fields of a body come to. */
import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { scriptedChat, type ScriptedReply } from '../../testing/scripted-chat.ts';
import type { Chat, Wire } from '../../types.ts';
import { startFake, type FakeModel } from '../testing.ts';

type Delta = {
  role?: string;
  content?: string;
  reasoning?: string;
  reasoning_content?: string;
  tool_calls?: { index: number; id?: string; type?: string; function: { name?: string; arguments: string } }[];
};
type Chunk = Wire & {
  choices: { index: number; delta: Delta; finish_reason: string | null; logprobs: Wire | null }[];
  usage?: Wire | null;
  mizan?: Wire;
  error?: Wire;
};

const start = async (t: TestContext, model: FakeModel, options = {}) => {
  const fake = await startFake({ m: model }, options);
  t.after(() => fake.server.stop(0));
  const post = (body: Wire, init: RequestInit = {}) =>
    fetch(`${fake.url}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hi' }], ...body }),
      ...init,
    });
  const stream = async (body: Wire): Promise<Chunk[]> => {
    const text = await (await post({ stream: true, ...body })).text();
    assert.ok(text.endsWith('data: [DONE]\n\n'));
    return text
      .split('\n\n')
      .filter((block) => block.startsWith('data: {'))
      .map((block) => JSON.parse(block.slice(6)) as Chunk);
  };
  return { ...fake, post, stream };
};
const talker = (reply: ScriptedReply) => scriptedChat({ replies: () => reply });
const calls = [
  { id: 'a', name: 'f', arguments: '{"x": 1, "y": 2}' },
  { id: 'b', name: 'g', arguments: '{"z": 3}' },
];

test('role first, thoughts under both names, content, calls by index in fragments, one finish', async (t) => {
  const { stream } = await start(t, talker({ reasoning: 'let me see', content: 'one two', toolCalls: calls }));
  const chunks = await stream({ tools: calls.map(({ name }) => ({ type: 'function', function: { name } })) });
  const deltas = chunks.map((chunk) => chunk.choices[0]!.delta);
  assert.deepEqual(deltas.map((delta) => delta.role).filter(Boolean), ['assistant']);
  assert.equal(deltas[0]!.role, 'assistant');
  for (const field of ['reasoning', 'reasoning_content'] as const)
    assert.equal(deltas.map((delta) => delta[field] ?? '').join(''), 'let me see');
  assert.equal(deltas.map((delta) => delta.content ?? '').join(''), 'one two');
  for (const [index, call] of calls.entries()) {
    const pieces = deltas.flatMap((delta) => delta.tool_calls ?? []).filter((item) => item.index === index);
    assert.ok(pieces.length > 2);
    assert.deepEqual([pieces[0]!.id, pieces[0]!.type, pieces[0]!.function.name], [call.id, 'function', call.name]);
    assert.ok(pieces.slice(1).every((piece) => piece.id === undefined && piece.function.name === undefined));
    assert.equal(pieces.map((piece) => piece.function.arguments).join(''), call.arguments);
  }
  assert.deepEqual(chunks.map((chunk) => chunk.choices[0]!.finish_reason).filter(Boolean), ['tool_calls']);
  assert.ok(chunks.every((chunk) => !('usage' in chunk)));
  assert.ok('winner_tokens' in chunks.at(-1)!.mizan!);
});

test('n choices, the usage once at the end and null before', async (t) => {
  const { stream } = await start(t, talker('one two'));
  const chunks = await stream({ n: 2, stream_options: { include_usage: true } });
  for (const index of [0, 1])
    assert.equal(
      chunks
        .flatMap((chunk) => chunk.choices)
        .filter((choice) => choice.index === index)
        .map((part) => part.delta.content ?? '')
        .join(''),
      'one two',
    );
  assert.deepEqual(chunks.at(-1)!.choices, []);
  assert.equal(chunks.at(-1)!.usage!.completion_tokens, 4);
  assert.ok(chunks.slice(0, -1).every((chunk) => chunk.usage === null));
});

test('log-probabilities of content, whole and streamed', async (t) => {
  const top = [
    { text: 'a', logprob: -0.1 },
    { text: 'b', logprob: -2 },
  ];
  const reply = {
    index: 0,
    plan: '',
    reasoning: '',
    content: 'a',
    finish: 'stop' as const,
    tokens: 1,
    logprob: -0.1,
    logprobs: [{ text: 'a', logprob: -0.1, top }],
  };
  const chat: Chat = async function* () {
    yield { type: 'delta', index: 0, section: 'answer', text: 'a', tokens: 1, logprobs: reply.logprobs };
    yield { type: 'done', reply, usage: { promptTokens: 1, completionTokens: 1 }, seconds: 0 };
  };
  const { stream, post, catalog } = await start(t, chat);
  const token = { token: 'a', logprob: -0.1, bytes: [97] };
  const expected = {
    content: [{ ...token, top_logprobs: [token, { token: 'b', logprob: -2, bytes: [98] }] }],
    refusal: null,
  };
  const fields = { logprobs: true, top_logprobs: 2 };
  assert.deepEqual(
    ((await (await post(fields)).json()) as { choices: { logprobs: Wire }[] }).choices[0]!.logprobs,
    expected,
  );
  assert.deepEqual(
    (await stream(fields)).find((item) => item.choices[0]!.delta.content === 'a')!.choices[0]!.logprobs,
    expected,
  );
  assert.equal(catalog.opened[0]!.request.logprobs, 2);
});

test('the fields of a body reach the model, those of no known kind in wire', async (t) => {
  const { post, catalog } = await start(t, talker('x'));
  const tool = { type: 'function', function: { name: 'f', parameters: { type: 'object' }, strict: true } };
  await (
    await post({
      n: 1,
      stop: 'END',
      seed: 7,
      temperature: 0.2,
      top_p: 0.9,
      max_tokens: 5,
      max_completion_tokens: 9,
      reasoning_effort: 'high',
      mizan: { n: 3 },
      top_k: 40,
      user: null,
      tools: [tool],
      tool_choice: { type: 'function', function: { name: 'f' } },
      parallel_tool_calls: false,
    })
  ).text();
  const {
    request: { signal: _signal, messages: _messages, headers: _headers, ...request },
    options,
  } = catalog.opened[0]!;
  assert.deepEqual(request, {
    n: 1,
    stop: ['END'],
    seed: 7,
    temperature: 0.2,
    topP: 0.9,
    maxTokens: 9,
    wire: { top_k: 40, reasoning_effort: 'high' },
    tools: [{ name: 'f', parameters: { type: 'object' }, strict: true, wire: tool }],
    toolChoice: { name: 'f' },
    parallelToolCalls: false,
    caller: 'local',
  });
  assert.deepEqual(options, { suffix: '', key: 'local', effort: 'high', mizan: { n: 3 } });
});

test('finish reasons', async (t) => {
  for (const [finish, spelled] of [
    ['stop', 'stop'],
    ['length', 'length'],
    ['filtered', 'content_filter'],
  ] as const) {
    const { post, stream } = await start(t, talker({ content: 'x', finish }));
    assert.equal(((await (await post({})).json()) as Chunk).choices[0]!.finish_reason, spelled);
    assert.deepEqual((await stream({})).map((item) => item.choices[0]!.finish_reason).filter(Boolean), [spelled]);
  }
});

test('a failure before the first event has a status, one in the middle is a frame', async (t) => {
  const early = await start(t, talker({ error: 'no memory' }));
  assert.equal((await early.post({ stream: true })).status, 502);
  const late = await start(t, talker({ content: 'one', error: 'no memory' }));
  assert.deepEqual((await late.stream({})).at(-1)!.error, {
    message: 'no memory',
    type: 'upstream_error',
    param: null,
    code: 'model_failed',
  });
});

test('a silent model: heartbeats; a client that leaves cancels it within a second, even a deaf one', async (t) => {
  for (const deaf of [false, true]) {
    const chat = talker({ content: 'one', stall: true, deaf });
    const { post, app, reported } = await start(t, chat, { heartbeatSeconds: 0.05 });
    const leave = new AbortController();
    const response = await post({ stream: true }, { signal: leave.signal });
    let text = '';
    const read = (async () => {
      for await (const piece of response.body!) text += Buffer.from(piece).toString();
    })().catch(() => {});
    while (!/(: heartbeat\n\n){3}/.test(text))
      await new Promise((resolve) => {
        setTimeout(resolve, 10);
      });
    assert.equal(app.running(), 1);
    const left = performance.now();
    leave.abort();
    while (app.running() > 0)
      await new Promise((resolve) => {
        setTimeout(resolve, 5);
      });
    assert.ok(performance.now() - left < 1000);
    await read;
    assert.deepEqual(reported, []);
  }
});

test('reasoning tokens are all but those of the answer, whether the plan was drawn by itself or in the reply', async (t) => {
  for (const selects of [true, false]) {
    const reply = {
      index: 0,
      plan: 'add',
      reasoning: 'three and four',
      content: '7',
      finish: 'stop' as const,
      tokens: selects ? 8 : 18,
      logprob: 0,
    };
    const chat: Chat = async function* () {
      yield { type: 'delta', index: 0, section: 'plan', text: 'add', tokens: 10 };
      yield { type: 'delta', index: 0, section: 'think', text: 'three and four', tokens: 5 };
      yield { type: 'delta', index: 0, section: 'answer', text: '7', tokens: 3 };
      yield { type: 'done', reply, usage: { promptTokens: 1, completionTokens: 18 }, seconds: 0 };
    };
    const { post } = await start(t, { chat, selects });
    const { usage } = (await (await post({})).json()) as {
      usage: { completion_tokens: number; completion_tokens_details: { reasoning_tokens: number } };
    };
    assert.deepEqual(
      [usage.completion_tokens, usage.completion_tokens_details.reasoning_tokens],
      [18, 15],
      `selects ${selects}`,
    );
  }
});

test('with events: true every chunk says the event that it comes from', async (t) => {
  const { stream } = await start(t, { chat: talker({ content: 'four', reasoning: 'two and two' }), selects: true });
  const events = (await stream({ mizan: { events: true } })).flatMap((item) =>
    item.mizan?.event ? [(item.mizan.event as { type: string }).type] : [],
  );
  assert.deepEqual(events, ['delta', 'delta', 'delta', 'delta', 'reply', 'done']);
});
