/**
 * Every fault of an upstream, met by a Chat, asked for events alone or for what the upstream sent too: a well-formed
 * end within a bound, and nothing left behind.
 */
import assert from 'node:assert/strict';
import { after, test, type TestContext } from 'node:test';
import { refusedAddress, type Answer } from '../testing/upstream.ts';
import { doneOf, eventsOf, openFake, type FakeProvider } from './testing.ts';

const quick = { timeoutSeconds: { connect: 0.3, firstByte: 0.3, idle: 0.3, total: 20 }, retries: 0 };
const messages = [{ role: 'user', content: 'hello' }] as const;

const open = async (
  t: TestContext,
  script: Parameters<typeof openFake>[0],
  options: Parameters<typeof openFake>[1] = {},
): Promise<FakeProvider> => {
  const fake = await openFake(script, { ...options, provider: { ...quick, ...options.provider } });
  t.after(() => fake.close());
  return fake;
};

/** Waits until `test` holds, for a second. */
const soon = async (holds: () => boolean, what: string): Promise<void> => {
  for (let i = 0; i < 100 && !holds(); i++)
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  assert.ok(holds(), what);
};

/** Timers that are running; sockets and listeners are looked at through the upstream. */
const timers = (): number => process.getActiveResourcesInfo().filter((item) => item === 'Timeout').length;

/** What a fault looks like to a Chat: its status, what it says, and what was shown before it. */
type Expected = { status: number; says: RegExp; shown?: string; whole?: { status: number; says: RegExp } };

const long = { content: 'one two three four five six', reasoning: 'hm' };
const cases: [string, Answer, Expected][] = [
  ['reset', { fault: 'reset' }, { status: 502, says: /cut the connection \(ECONNRESET\)/ }],
  ['silent', { fault: 'silent' }, { status: 504, says: /sent nothing within 0\.3 s \(timeoutSeconds\.firstByte\)/ }],
  [
    'cut in the middle',
    { ...long, fault: 'cut', after: 4 },
    { status: 502, says: /cut the connection/, shown: 'one two' },
  ],
  [
    'stall in the middle',
    { ...long, fault: 'stall', after: 4 },
    { status: 504, says: /fell silent for 0\.3 s/, shown: 'one two' },
  ],
  [
    'broken JSON',
    { ...long, fault: 'broken', after: 4 },
    { status: 502, says: /sent a (stream with an event|body) that is not JSON/, shown: 'one two' },
  ],
  ['HTML', { fault: 'html' }, { status: 502, says: /page of HTML/ }],
  ['nothing in it', { fault: 'empty' }, { status: 502, says: /a response without a reply|an empty body/ }],
  ['no end', { fault: 'huge' }, { status: 502, says: /an event without end|more than \d+ bytes/ }],
  [
    'unfinished',
    { ...long, fault: 'unfinished', after: 4 },
    { status: 502, says: /ends in the middle of a reply/, shown: 'one two' },
  ],
  [
    'error in the stream',
    { ...long, fault: 'error-chunk', after: 4 },
    { status: 502, says: /the model ran out of memory/, shown: 'one two' },
  ],
  [
    '429',
    { status: 429, headers: { 'retry-after': '7' } },
    { status: 429, says: /at its limit \(429\): scripted 429/ },
  ],
  ['500', { status: 500 }, { status: 502, says: /failed \(500\): scripted 500/ }],
  [
    '503 in HTML',
    { status: 503, body: '<h1>Down</h1>', headers: { 'content-type': 'text/html' } },
    { status: 503, says: /failed \(503\)$/ },
  ],
  ['401', { status: 401 }, { status: 502, says: /refused the call; it seems to need a key/ }],
  ['402', { status: 402 }, { status: 502, says: /wants to be paid first/ }],
  [
    '400',
    { status: 400, body: { error: { message: 'too long', code: 'context_length_exceeded' } } },
    { status: 400, says: /^too long$/ },
  ],
  ['404', { status: 404, body: 'nope', headers: { 'content-type': 'text/plain' } }, { status: 404, says: /nope/ }],
  [
    'redirect',
    { status: 302, headers: { location: 'http://example.org' }, body: '' },
    { status: 502, says: /sends the call elsewhere \(302\)/ },
  ],
];

for (const [name, answer, { status, says, shown = '' }] of cases) {
  test(`a Chat meets: ${name}`, async (t) => {
    const before = timers();
    const { model, upstream } = await open(t, [answer]);
    const start = performance.now();
    const events = await eventsOf(model.chat({ messages }));
    assert.ok(performance.now() - start < 15_000);
    const { reply, failure, usage } = doneOf(events);
    assert.equal(events.filter((event) => event.type === 'done').length, 1);
    assert.equal(reply.finish, 'error');
    assert.match(reply.content, says);
    assert.equal(failure!.status, status);
    assert.equal(
      events.flatMap((event) => (event.type === 'delta' && event.section === 'answer' ? [event.text] : [])).join(''),
      shown,
    );
    assert.equal(usage.completionTokens > 0, shown !== '');
    if (name === '429') assert.equal(failure!.retryAfter, 7);
    await soon(() => upstream.active() === 0, 'the upstream is let go');
    await soon(() => timers() <= before, 'no timer is left');
    assert.equal(model.provider.name, 'p');
  });

  test(`asked for raw events: ${name}`, async (t) => {
    const { model, upstream } = await open(t, [answer]);
    const onlyStreams = ['unfinished', 'error in the stream'].includes(name);
    for (const raw of onlyStreams ? (['chunks'] as const) : (['completion', 'chunks'] as const)) {
      const { reply, failure } = doneOf(await eventsOf(model.chat({ messages, raw })));
      assert.equal(reply.finish, 'error');
      assert.match(failure!.message, says);
      assert.equal(failure!.status, status);
    }
    await soon(() => upstream.active() === 0, 'the upstream is let go');
  });
}

test('JSON of another form is no reply, and is skipped in the middle of a stream', async (t) => {
  const { model } = await open(t, [
    { ...long, fault: 'wrong-json', after: 4 },
    { status: 200, body: { hello: 1 } },
  ]);
  assert.equal(doneOf(await eventsOf(model.chat({ messages }))).reply.finish, 'stop');
  assert.match(doneOf(await eventsOf(model.chat({ messages }))).failure!.message, /JSON that is no chat completion/);
});

test('nobody listens', async (t) => {
  const { providers } = await open(t, ['x'], {
    others: { gone: { baseUrl: await refusedAddress(), models: { gone: {} }, retries: 0 } },
  });
  const gone = providers.find('gone')!;
  const { failure } = doneOf(await eventsOf(gone.chat({ messages })));
  assert.deepEqual([failure!.status, failure!.code], [502, 'upstream_unreachable']);
  assert.match(
    failure!.message,
    /provider gone at 127\.0\.0\.1:\d+: nothing listens there; start it or correct its baseUrl \(ECONNREFUSED\)/,
  );
});

test('slow is not silent: a stream of many short waits passes, bounded by the total', async (t) => {
  const slow = { content: 'a b c d e f g h', pieceMs: 100 };
  const { model } = await open(t, [slow]);
  assert.equal(doneOf(await eventsOf(model.chat({ messages }))).reply.content, slow.content);
  const bounded = await open(t, [{ content: Array(100).fill('x').join(' '), pieceMs: 50 }], {
    provider: { ...quick, timeoutSeconds: { total: 0.6 } },
  });
  const { failure } = doneOf(await eventsOf(bounded.model.chat({ messages })));
  assert.match(failure!.message, /did not finish within 0\.6 s \(timeoutSeconds\.total\)/);
});

test('a storm of 429 and 500 is sat out, with growing waits that honour retry-after', async (t) => {
  const { model, waits, upstream } = await open(
    t,
    [{ status: 500 }, { status: 429, headers: { 'retry-after': '2' } }, { status: 502 }, 'at last'],
    { provider: { ...quick, retries: 3, timeoutSeconds: 60 } },
  );
  assert.equal(doneOf(await eventsOf(model.chat({ messages }))).reply.content, 'at last');
  assert.equal(waits.length, 3);
  assert.ok(
    waits[0]! >= 250 && waits[0]! <= 500 && waits[1] === 2000 && waits[2]! >= 1000 && waits[2]! <= 2000,
    String(waits),
  );
  const second = await open(t, [{ status: 503 }, 'whole'], { provider: { ...quick, retries: 1 } });
  assert.equal(doneOf(await eventsOf(second.model.chat({ messages, raw: 'completion' }))).reply.content, 'whole');
  assert.equal(upstream.requests.length, 4);
});

test('retry-after as an HTTP date; one too far away is passed on, not waited for', async (t) => {
  const date = await open(
    t,
    [{ status: 429, headers: { 'retry-after': new Date(Date.now() + 3600_000).toUTCString() } }, 'x'],
    { provider: { ...quick, retries: 2 } },
  );
  const { failure } = doneOf(await eventsOf(date.model.chat({ messages })));
  // The clock of the test starts at 0 in 1970: the date is far ahead by any of the two.
  assert.ok(failure!.retryAfter! > 3500);
  assert.equal(date.upstream.requests.length, 1);
});

test('nothing is tried again once something was passed on', async (t) => {
  const { model, upstream } = await open(t, [{ content: 'a b c d', fault: 'cut', after: 3 }, 'x'], {
    provider: { ...quick, retries: 5 },
  });
  assert.equal(doneOf(await eventsOf(model.chat({ messages }))).reply.finish, 'error');
  assert.equal(upstream.requests.length, 1);
});

test('a purse that is empty is no matter of waiting', async (t) => {
  const { model, upstream } = await open(
    t,
    [{ status: 429, body: { error: { message: 'You exceeded your current quota', code: 'insufficient_quota' } } }],
    { provider: { ...quick, retries: 5 } },
  );
  assert.equal(doneOf(await eventsOf(model.chat({ messages }))).failure!.code, 'insufficient_quota');
  assert.equal(upstream.requests.length, 1);
});

test('fallbacks: another model answers, in order, and says that it did; a mistake of the caller goes nowhere else', async (t) => {
  const second = await open(t, [{ content: 'from the second', pieceMs: 1 }]);
  const others = {
    q: { baseUrl: second.upstream.url, models: { spare: { price: { input: 1, output: 1 } } } },
    gone: { baseUrl: await refusedAddress(), models: { gone: {} }, retries: 0 },
  };
  for (const answer of [{ status: 500 }, { status: 401 }, { fault: 'silent' }, { fault: 'html' }] as const) {
    const { model } = await open(t, [answer], { others, model: { fallbacks: ['gone', 'spare'] } });
    const { reply, usage } = doneOf(await eventsOf(model.chat({ messages })));
    assert.deepEqual([reply.content, reply.model], ['from the second', 'spare']);
    assert.ok(usage.cost! > 0);
    for (const raw of ['completion', 'chunks'] as const) {
      const passed = doneOf(await eventsOf(model.chat({ messages, raw }))).reply;
      assert.deepEqual([passed.content, passed.model], ['from the second', 'spare']);
    }
    assert.equal(model.cost({ promptTokens: 1e6, completionTokens: 0 }), undefined, 'it has no price of its own');
    assert.equal(model.cost({ promptTokens: 1e6, completionTokens: 0 }, 'spare'), 1);
    assert.equal(second.upstream.requests.at(-1)!.body.model, 'spare');
  }
  const { model } = await open(t, [{ status: 400, body: { error: { message: 'bad' } } }], {
    others,
    model: { fallbacks: ['spare'] },
  });
  const seen = second.upstream.requests.length;
  assert.equal(doneOf(await eventsOf(model.chat({ messages }))).failure!.message, 'bad');
  assert.equal(second.upstream.requests.length, seen);
  const none = await open(t, [{ status: 500, body: { error: { message: 'the first one' } } }], {
    others,
    model: { fallbacks: ['gone'] },
  });
  assert.match(doneOf(await eventsOf(none.model.chat({ messages }))).reply.content, /the first one/);
});

test('what an upstream sends in form is given along as it came, and is read as well', async (t) => {
  const script: Answer[] = [{ content: 'zwei Wörter', usage: { prompt_tokens: 30, completion_tokens: 2, cost: 0.25 } }];
  const { model, upstream } = await open(t, script, { model: { model: 'name-at-the-upstream' } });
  for (const raw of ['completion', 'chunks'] as const) {
    const events = await eventsOf(model.chat({ messages, raw }));
    assert.equal(upstream.requests.at(-1)!.body.model, 'name-at-the-upstream');
    const passed = events.filter((event) => event.type === 'raw');
    const chunks = passed.flatMap((event) => event.chunks);
    for (const { text, value } of chunks) assert.deepEqual(JSON.parse(text), value);
    assert.equal(chunks.length, raw === 'completion' ? 1 : 5);
    const { reply, usage } = doneOf(events);
    assert.equal(reply.content, 'zwei Wörter');
    assert.deepEqual(usage, { promptTokens: 30, completionTokens: 2, cost: 0.25 });
  }
});

test('a provider that failed five times in a row is asked last for a while', async (t) => {
  const second = await open(t, ['spare']);
  const { model, upstream } = await open(t, [{ fault: 'reset' }], {
    others: { q: { baseUrl: second.upstream.url, models: { spare: {} } } },
    model: { fallbacks: ['spare'] },
  });
  for (let i = 0; i < 8; i++) assert.equal(doneOf(await eventsOf(model.chat({ messages }))).reply.content, 'spare');
  assert.equal(upstream.requests.length, 5);
});

test('places: so many at a time, so many waiting, the rest at once 429; who leaves the queue leaves no trace', async (t) => {
  const { model, upstream } = await open(t, [{ content: 'x', firstMs: 100 }], {
    provider: { ...quick, concurrency: 2, queue: 2 },
  });
  const controller = new AbortController();
  const waiting = Array.from({ length: 4 }, (_, i) =>
    eventsOf(model.chat({ messages, ...(i === 3 && { signal: controller.signal }) })),
  );
  await new Promise((resolve) => {
    setTimeout(resolve, 20);
  });
  const turnedAway = doneOf(await eventsOf(model.chat({ messages })));
  assert.deepEqual(
    [turnedAway.failure!.status, turnedAway.failure!.code, turnedAway.failure!.retryAfter],
    [429, 'overloaded', 1],
  );
  controller.abort();
  assert.deepEqual(
    (await Promise.all(waiting)).map((events) => doneOf(events).reply.finish),
    ['stop', 'stop', 'stop', 'cancelled'],
  );
  assert.equal(upstream.peak(), 2);
  assert.equal(upstream.requests.length, 3);
});

test('an abort reaches the upstream within a second, wherever it strikes', async (t) => {
  for (const answer of [
    { fault: 'silent' },
    { content: 'a b c', fault: 'stall', after: 2 },
    { content: 'a b c', pieceMs: 10_000 },
    { status: 503 },
  ] as const) {
    const { model, upstream } = await open(t, [answer], { provider: { ...quick, timeoutSeconds: 30, retries: 1 } });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 60);
    const start = performance.now();
    const { reply, failure } = doneOf(await eventsOf(model.chat({ messages, signal: controller.signal })));
    assert.ok(performance.now() - start < 1000);
    assert.ok(reply.finish === 'cancelled' || ('status' in answer && failure!.status === 503), JSON.stringify(answer));
    await soon(() => upstream.active() === 0, 'the upstream is let go');
  }
});

test('a caller that leaves in the middle closes the upstream and frees its place', async (t) => {
  const { model, upstream } = await open(t, [{ content: Array(200).fill('x').join(' '), pieceMs: 5 }], {
    provider: { ...quick, concurrency: 1 },
  });
  for (let i = 0; i < 3; i++) {
    for await (const event of model.chat({ messages, raw: 'chunks' })) if (event.type === 'delta') break;
    await soon(() => upstream.active() === 0, 'the upstream is let go');
  }
  assert.deepEqual(
    upstream.requests.map((request) => request.ended),
    ['cut', 'cut', 'cut'],
  );
});

test('no key in any message: of the provider, or whatever looks like one in what the upstream says', async (t) => {
  const key = 'correct-horse-battery-staple';
  for (const status of [400, 401, 429, 500]) {
    const { model, upstream } = await open(
      t,
      [{ status, body: { error: { message: `Incorrect API key provided: ${key}, also sk-0123456789abcdefghij` } } }],
      { env: { THE_KEY: key }, provider: { ...quick, key: '$THE_KEY' } },
    );
    const events = JSON.stringify(await eventsOf(model.chat({ messages })));
    const headers = { authorization: 'Bearer of-the-client', 'x-trace': '1' };
    const forwarded = JSON.stringify(await eventsOf(model.chat({ messages, headers })));
    assert.doesNotMatch(events + forwarded, /battery|abcdefghij/);
    assert.match(events, /\[redacted\]|THE_KEY/);
    assert.equal(upstream.requests[0]!.headers.authorization, `Bearer ${key}`);
    assert.equal(upstream.requests[1]!.headers.authorization, `Bearer ${key}`);
    assert.equal(upstream.requests[1]!.headers['x-trace'], '1');
  }
});

test('a key that is missing is an error when the provider is used, with its variable', async (t) => {
  const { model, upstream } = await open(t, ['x'], { provider: { ...quick, key: '$NO_SUCH_KEY' } });
  const { failure } = doneOf(await eventsOf(model.chat({ messages })));
  assert.deepEqual([failure!.status, failure!.code], [502, 'not_configured']);
  assert.match(failure!.message, /environment variable NO_SUCH_KEY is not set/);
  assert.equal(upstream.requests.length, 0);
});

test('connections are kept, and one that the other side has closed is no failure', async (t) => {
  const { model, upstream } = await open(t, ['x']);
  for (let i = 0; i < 10; i++) assert.equal(doneOf(await eventsOf(model.chat({ messages }))).reply.content, 'x');
  for (let i = 0; i < 10; i++) await eventsOf(model.chat({ messages, raw: i % 2 === 0 ? 'chunks' : 'completion' }));
  // The end of a stream may come a moment after its last event: then the next call has a connection of its own.
  assert.ok(upstream.connections() <= 2, String(upstream.connections()));
  for (let i = 0; i < 20; i++) {
    upstream.hangUp();
    assert.equal(doneOf(await eventsOf(model.chat({ messages }))).reply.content, 'x');
  }
});

const atStart = timers();
after(async () => {
  await soon(() => timers() <= atStart, 'no timer outlives the tests');
});
