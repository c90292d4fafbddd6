/** What passes straight through: bytes as they came, an account beside them, faults said in the client's language, and leaving. */
import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { startFakeUpstream, type Answer, type UpstreamScript } from '../../testing/upstream.ts';
import { scriptedChat } from '../../testing/scripted-chat.ts';
import type { Wire } from '../../types.ts';
import type { AppOptions } from '../app.ts';
import { nullLedger, type Ledger } from '../ledger/ledger.ts';
import { nullSpan, type SpanEnd } from '../ledger/span.ts';
import { forwardTo, startFake } from '../testing.ts';

/** A ledger that remembers how requests and the calls below them ended. */
const notes = () => {
  const ends: SpanEnd[] = [];
  const calls: SpanEnd[] = [];
  const ledger: Ledger = {
    ...nullLedger,
    begin: (request) => ({
      ...nullLedger.begin(request),
      end: (end) => {
        ends.push(end);
      },
      child: () => ({
        ...nullSpan,
        end: (end) => {
          calls.push(end);
        },
      }),
    }),
  };
  return { ledger, ends, calls };
};

const start = async (t: TestContext, script: UpstreamScript, options: Partial<AppOptions> = {}, about: Wire = {}) => {
  const upstream = await startFakeUpstream(script);
  const book = notes();
  const chat = scriptedChat({ replies: () => 'thought about' });
  const fake = await startFake(
    { up: { chat, forward: forwardTo(upstream.url, 'up'), about } },
    { ledger: book.ledger, ...options },
  );
  t.after(async () => {
    await fake.server.stop(0);
    await upstream.close();
  });
  const post = (body: Wire, more: RequestInit = {}) =>
    fetch(`${fake.url}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ model: 'up', messages: [{ role: 'user', content: 'hi' }], ...body }),
      ...more,
    });
  return { ...fake, ...book, upstream, post };
};
const dataOf = (text: string): Wire[] =>
  text
    .split('\n\n')
    .filter((block) => block.startsWith('data: {'))
    .map((block) => JSON.parse(block.slice(6)) as Wire);
const until = async (what: () => boolean): Promise<number> => {
  const began = performance.now();
  while (!what()) {
    assert.ok(performance.now() - began < 5000, 'waited 5 s in vain');
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
  return performance.now() - began;
};

test('a completion passes byte for byte, fields of no known kind included, and is accounted for', async (t) => {
  const body = {
    id: 'x',
    choices: [
      { index: 0, message: { role: 'assistant', content: 'hello', odd: [1, { two: null }] }, finish_reason: 'length' },
    ],
    usage: { prompt_tokens: 5, completion_tokens: 7 },
  };
  const { post, upstream, ends, calls } = await start(t, [{ status: 200, body: JSON.stringify(body, null, 1) }]);
  const response = await post(
    { top_k: 4, reasoning_effort: 'high', user: null },
    { headers: { 'x-request-id': 'abc', traceparent: '00-1-2-01', authorization: 'Bearer mine', cookie: 'c=1' } },
  );
  assert.equal(await response.text(), JSON.stringify(body, null, 1));
  assert.equal(response.headers.get('x-request-id'), 'abc');
  const [seen] = upstream.requests;
  assert.deepEqual(seen!.body, {
    model: 'up',
    messages: [{ role: 'user', content: 'hi' }],
    top_k: 4,
    reasoning_effort: 'high',
    user: null,
  });
  assert.equal(seen!.headers['x-request-id'], 'abc');
  assert.equal(seen!.headers.traceparent, '00-1-2-01');
  assert.equal(seen!.headers.authorization, undefined);
  assert.equal(seen!.headers.cookie, undefined);
  for (const list of [ends, calls])
    assert.deepEqual(list, [
      { finish: 'length', usage: { promptTokens: 5, completionTokens: 7 }, output: { content: 'hello' } },
    ]);
});

test('a stream passes in its own chunks; the usage is read always and shown when asked for', async (t) => {
  const answer: Answer = {
    content: 'one two three',
    reasoning: 'hm well',
    toolCalls: [{ id: 'c1', name: 'f', arguments: '{"a":1}' }],
  };
  const { post, ends, upstream } = await start(t, [answer]);
  const plain = await (await post({ stream: true })).text();
  const asked = await (await post({ stream: true, stream_options: { include_usage: true } })).text();
  assert.deepEqual(
    upstream.requests.map((request) => (request.body.stream_options as Wire).include_usage),
    [true, true],
  );
  assert.ok(asked.endsWith('data: [DONE]\n\n') && plain.endsWith('data: [DONE]\n\n'));
  assert.equal(dataOf(plain).filter((item) => item.usage).length, 0);
  assert.equal(dataOf(asked).filter((item) => item.usage).length, 1);
  assert.deepEqual(
    dataOf(plain),
    dataOf(asked).filter((item) => !item.usage),
  );
  const output = {
    content: 'one two three',
    reasoning: 'hm well',
    tool_calls: [{ id: 'c1', name: 'f', arguments: '{"a":1}' }],
  };
  for (const end of ends) assert.deepEqual([end.finish, end.usage.completionTokens, end.output], ['tools', 8, output]);
  assert.equal(ends.length, 2);
});

test('several choices go up where the upstream can draw them, and are drawn here where it cannot', async (t) => {
  for (const [about, asked, content] of [
    [{ capabilities: { n: true } }, [2], 'from above'],
    [{ capabilities: { n: false } }, [], 'thought about'],
    [{}, [], 'thought about'],
  ] as const) {
    const { post, upstream } = await start(
      t,
      (seen) => ({
        status: 200,
        body: {
          choices: Array.from({ length: Number(seen.body.n) }, (_, index) => ({
            index,
            message: { role: 'assistant', content: 'from above' },
            finish_reason: 'stop',
          })),
        },
      }),
      {},
      about,
    );
    const { choices } = (await (await post({ n: 2 })).json()) as { choices: { message: { content: string } }[] };
    assert.deepEqual(
      choices.map((choice) => choice.message.content),
      [content, content],
    );
    assert.deepEqual(
      upstream.requests.map((request) => request.body.n),
      asked,
    );
  }
});

test('each piece is there when the upstream sends it', async (t) => {
  const { post } = await start(t, [{ content: 'a b c d', pieceMs: 100 }]);
  const response = await post({ stream: true });
  const came: number[] = [];
  for await (const _ of response.body!) came.push(performance.now());
  assert.ok(came.length >= 4, `${came.length} pieces`);
  assert.ok(came.at(-1)! - came[0]! > 150, 'pieces are spread in time');
});

test('errors of the upstream pass with status and retry-after', async (t) => {
  const { post, ends } = await start(t, [
    {
      status: 429,
      headers: { 'retry-after': '7' },
      body: { error: { message: 'slow down', type: 'rate_limit_error', code: 'rate' } },
    },
  ]);
  for (const stream of [false, true]) {
    const response = await post({ stream });
    assert.equal(response.status, 429);
    assert.equal(response.headers.get('retry-after'), '7');
    assert.match(await response.text(), /slow down/);
  }
  assert.deepEqual(ends[0]!.failure, {
    status: 429,
    type: 'rate_limit_error',
    message: 'slow down',
    code: 'rate',
    retryAfter: 7,
  });
  assert.equal(ends[0]!.finish, 'error');
});

test('a stream that breaks off ends in an error frame; one without an end ends', async (t) => {
  const script: Answer[] = [
    { content: 'a b c d', fault: 'cut' },
    { content: 'a b c d', fault: 'unfinished' },
  ];
  const { post, ends, reported } = await start(t, script);
  const cut = await (await post({ stream: true })).text();
  assert.match(cut, /upstream_broken/);
  assert.ok(cut.endsWith('data: [DONE]\n\n'));
  await (await post({ stream: true })).text();
  assert.deepEqual(
    ends.map((end) => end.finish),
    ['error', 'stop'],
  );
  assert.equal(ends[1]!.usage.estimated, true);
  assert.equal(reported.length, 1);
});

test('an upstream that does not stream is streamed', async (t) => {
  const body = {
    id: 'x',
    object: 'chat.completion',
    model: 'm',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: 'whole',
          tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }],
        },
        finish_reason: 'tool_calls',
      },
    ],
    usage: { prompt_tokens: 1, completion_tokens: 1 },
  };
  const { post } = await start(t, [{ status: 200, body }]);
  const response = await post({ stream: true });
  assert.match(response.headers.get('content-type')!, /event-stream/);
  const [chunk, ...others] = dataOf(await response.text());
  assert.equal(others.length, 0);
  assert.equal(chunk!.object, 'chat.completion.chunk');
  const [{ delta, finish_reason: finish }] = chunk!.choices as [
    { delta: { content: string; tool_calls: Wire[] }; finish_reason: string },
  ];
  assert.deepEqual([delta.content, delta.tool_calls[0]!.index, finish], ['whole', 0, 'tool_calls']);
});

test('a client that leaves stops the upstream within a second, streaming or not', async (t) => {
  const { post, upstream, ends, app, reported } = await start(t, [{ content: 'a b c d', fault: 'stall' }]);
  for (const stream of [true, false]) {
    const leave = new AbortController();
    const response = post({ stream }, { signal: leave.signal }).then((part) => part.text());
    await until(() => upstream.active() === 1);
    leave.abort();
    await assert.rejects(response);
    assert.ok((await until(() => upstream.active() === 0)) < 1000);
    await until(() => app.running() === 0);
  }
  assert.deepEqual(
    ends.map((end) => end.finish),
    ['cancelled', 'cancelled'],
  );
  assert.deepEqual(reported, []);
});

test('a silent upstream: heartbeats, then the time limit as an error in the stream', async (t) => {
  const { post, ends } = await start(t, [{ content: 'a b c d', fault: 'stall' }], {
    heartbeatSeconds: 0.05,
    limits: { seconds: 0.4 },
  });
  const text = await (await post({ stream: true })).text();
  assert.ok(text.split(': heartbeat\n\n').length > 3);
  assert.match(text, /request_timeout[\s\S]*\[DONE\]\n\n$/);
  assert.equal(ends[0]!.failure?.status, 504);
});

test('a thinking option is not passed through', async (t) => {
  const { post, upstream } = await start(t, ['passed']);
  for (const body of [{ model: 'up:high' }, { mizan: {} }])
    assert.match(await (await post(body)).text(), /thought about/);
  assert.equal(upstream.requests.length, 0);
  assert.match(await (await post({ mizan: null })).text(), /passed/);
});
