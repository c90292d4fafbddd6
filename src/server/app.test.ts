/**
 * The HTTP app: what is answered, to whom, with which status and headers; over a real socket, against scripted models.
 */
import assert from 'node:assert/strict';
import { request as send } from 'node:http';
import test, { type TestContext } from 'node:test';
import { scriptedChat } from '../testing/scripted-chat.ts';
import type { Wire } from '../types.ts';
import type { AppOptions } from './app.ts';
import { canonicalPath } from './app.ts';
import { RequestError } from './http.ts';
import { nullLedger } from './ledger/ledger.ts';
import { startFake, type FakeModel } from './testing.ts';

const echo = () => scriptedChat({ replies: (request) => request.messages.at(-1)!.content });
const hello = { model: 'echo', messages: [{ role: 'user', content: 'hello there' }] };

const start = async (
  t: TestContext,
  fakes: Record<string, FakeModel> = { echo: echo() },
  options: Partial<AppOptions> = {},
) => {
  const fake = await startFake(fakes, options);
  t.after(() => fake.server.stop(0));
  const post = (body: unknown, headers: Record<string, string> = {}, path = '/v1/chat/completions') =>
    fetch(fake.url + path, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) });
  return { ...fake, post };
};
const errorOf = async (response: Response): Promise<Wire> => ((await response.json()) as { error: Wire }).error;

/** A request with headers that fetch does not let through. */
const raw = (
  port: number,
  options: { path?: string; method?: string; headers?: Record<string, string>; body?: string },
): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const request = send({ host: '127.0.0.1', port, path: '/health', agent: false, ...options }, (response) => {
      let text = '';
      response
        .setEncoding('utf8')
        .on('data', (piece: string) => {
          text += piece;
        })
        .on('end', () => {
          resolve({ status: response.statusCode!, text });
        });
    });
    request.on('error', reject).end(options.body);
  });

test('a chat completion has every field of the form', async (t) => {
  const { post, reported } = await start(t);
  const response = await post(hello);
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type')!, /^application\/json/);
  const body = (await response.json()) as Record<string, unknown>;
  assert.match(body.id as string, /^chatcmpl-/);
  assert.equal(body.object, 'chat.completion');
  assert.equal(body.model, 'echo');
  assert.match(body.system_fingerprint as string, /^fp_[0-9a-f]{8}$/);
  assert.ok(Math.abs((body.created as number) - Date.now() / 1000) < 60);
  assert.deepEqual(body.choices, [
    {
      index: 0,
      message: { role: 'assistant', content: 'hello there', refusal: null },
      logprobs: null,
      finish_reason: 'stop',
    },
  ]);
  assert.deepEqual(body.usage, {
    prompt_tokens: 2,
    completion_tokens: 2,
    total_tokens: 4,
    prompt_tokens_details: { cached_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0 },
  });
  assert.deepEqual(reported, []);
});

test('models are listed and shown, also names with slashes and suffixes', async (t) => {
  const { url } = await start(t, {
    'org/small': { chat: echo(), about: { context_length: 512, id: 'hidden' } },
    mizan: echo(),
  });
  const list = (await (await fetch(`${url}/v1/models`)).json()) as { object: string; data: Wire[] };
  assert.equal(list.object, 'list');
  assert.deepEqual(
    list.data.map((entry) => [entry.id, entry.object, entry.owned_by, entry.context_length]),
    [
      ['org/small', 'model', 'test', 512],
      ['mizan', 'model', 'test', undefined],
    ],
  );
  for (const path of ['org/small', 'org%2Fsmall'])
    assert.equal(((await (await fetch(`${url}/v1/models/${path}`)).json()) as Wire).id, 'org/small');
  assert.equal(((await (await fetch(`${url}/v1/models/mizan:high`)).json()) as Wire).id, 'mizan');
  const none = await fetch(`${url}/v1/models/gone`);
  assert.equal(none.status, 404);
  assert.equal((await errorOf(none)).code, 'model_not_found');
});

test('health says what runs and needs no key', async (t) => {
  const { url } = await start(t, undefined, {
    keyless: false,
    ledger: {
      ...nullLedger,
      identify: () => {
        throw new RequestError({ status: 401, type: 'authentication_error', message: 'no key' });
      },
    },
  });
  const response = await fetch(`${url}/health`);
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { status: 'ok', models: 1, running: 0, problems: [] });
  assert.equal((await fetch(`${url}/v1/models`)).status, 401);
});

test('errors have the form, the field and the status', async (t) => {
  const { post, url } = await start(t);
  const cases: [body: unknown, status: number, param: string | null, says: RegExp][] = [
    ['{', 400, null, /not valid JSON/],
    ['[]', 400, null, /must be a JSON object/],
    ['', 400, null, /not valid JSON/],
    [{ model: 'echo' }, 400, 'messages', /messages/],
    [{ model: 'echo', messages: [] }, 400, 'messages', /messages/],
    [{ ...hello, model: 7 }, 400, 'model', /model/],
    [{ ...hello, model: 'gone' }, 404, 'model', /GET \/v1\/models/],
    [{ ...hello, temperature: 3 }, 400, 'temperature', /must be at most 2$/],
    [{ ...hello, n: 1000 }, 400, 'n', /at most 64/],
    [{ ...hello, top_logprobs: 3 }, 400, 'top_logprobs', /logprobs: true/],
    [{ ...hello, messages: [{ role: 'robot', content: 'x' }] }, 400, 'messages[0].role', /developer/],
    [{ ...hello, messages: [{ role: 'user', content: 7 }] }, 400, 'messages[0].content', /none of the forms/],
    [{ ...hello, tool_choice: 'required' }, 400, 'tool_choice', /tools is empty/],
    [{ ...hello, tools: [{ type: 'function' }] }, 400, 'tools[0].function', /object/],
    [
      { ...hello, response_format: { type: 'json_schema', json_schema: { name: 'x', schema: { $ref: '#/nowhere' } } } },
      400,
      'response_format.json_schema.schema',
      /can't be used/,
    ],
    [`{"model":"echo","messages":${'['.repeat(100)}${']'.repeat(100)}}`, 400, null, /deeper than 64/],
    ['{"model":"echo","messages":[],"__proto__":{}}', 400, null, /__proto__/],
  ];
  for (const [body, status, param, says] of cases) {
    const response = await post(body);
    const error = await errorOf(response);
    assert.equal(response.status, status, JSON.stringify(body));
    assert.equal(error.param, param, JSON.stringify(error));
    assert.match(error.message as string, says);
    assert.equal(typeof error.type, 'string');
    assert.ok('code' in error);
  }
  const bytes = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    body: Uint8Array.from([0x7b, 0xff, 0x7d]),
  });
  assert.match((await errorOf(bytes)).message as string, /UTF-8/);
  assert.equal((await fetch(`${url}/v1/nothing`)).status, 404);
  const get = await fetch(`${url}/v1/chat/completions`);
  assert.equal(get.status, 405);
  assert.equal(get.headers.get('allow'), 'POST');
});

test('x-request-id is given back, or made', async (t) => {
  const { post, url } = await start(t);
  assert.equal((await post(hello, { 'x-request-id': 'mine-1' })).headers.get('x-request-id'), 'mine-1');
  assert.match((await post(hello, { 'x-request-id': 'not ok!' })).headers.get('x-request-id')!, /^req_[0-9a-f]{32}$/);
  for (const path of ['/v1/models', '/health', '/none'])
    assert.match((await fetch(url + path)).headers.get('x-request-id')!, /^req_/);
  assert.match((await post('{')).headers.get('x-request-id')!, /^req_/);
});

test('a large body is refused, by its length and as it comes', async (t) => {
  const { url, post } = await start(t, undefined, { limits: { bodyBytes: 1000 } });
  const large = JSON.stringify({ ...hello, user: 'x'.repeat(2000) });
  assert.equal((await post(large)).status, 413);
  const chunked = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    duplex: 'half',
    body: new ReadableStream({
      start: (c) => {
        c.enqueue(new TextEncoder().encode(large));
        c.close();
      },
    }),
  } as RequestInit);
  assert.equal(chunked.status, 413);
  assert.equal((await errorOf(chunked)).code, 'request_too_large');
  assert.equal((await post(hello)).status, 200);
});

test('only names of this machine are answered, and pages of no other site', async (t) => {
  const { server, post } = await start(t);
  for (const host of ['evil.example', 'evil.example:80', '10.0.0.1', '127.0.0.1.evil.example', '[::2]']) {
    const { status, text } = await raw(server.port, { headers: { host } });
    assert.equal(status, 403, host);
    assert.match(text, /host_not_allowed/);
  }
  for (const host of [
    'localhost',
    `localhost:${server.port}`,
    '127.0.0.1',
    '127.0.0.5:1',
    '[::1]:80',
    'mizan.localhost',
  ]) {
    assert.equal((await raw(server.port, { headers: { host } })).status, 200, host);
  }
  const cross = await post(hello, { origin: 'https://evil.example' });
  assert.equal(cross.status, 403);
  assert.equal(cross.headers.get('access-control-allow-origin'), null);
  assert.equal((await post(hello, { origin: `http://127.0.0.1:${server.port}` })).status, 200);
});

test('a listed origin may call, and is told so before it does', async (t) => {
  const { post, url } = await start(t, undefined, { origins: ['https://app.example'] });
  const response = await post(hello, { origin: 'https://app.example' });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('access-control-allow-origin'), 'https://app.example');
  const ask = (origin: string) =>
    fetch(`${url}/v1/chat/completions`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
  const before = await ask('https://app.example');
  assert.equal(before.status, 204);
  const allowed = before.headers.get('access-control-allow-headers')!.split(', ');
  for (const header of ['authorization', 'x-api-key', 'content-type', 'traceparent', 'tracestate'])
    assert.ok(allowed.includes(header), header);
  assert.equal((await ask('https://other.example')).status, 403);
});

test('overload is answered early with 429 and retry-after, and passes', async (t) => {
  const waiting = scriptedChat({ replies: () => ({ content: 'slow', stall: true }) });
  const { post, app, reported } = await start(
    t,
    { slow: waiting, echo: echo() },
    { limits: { concurrent: 2, queue: 1, queueSeconds: 0.3 } },
  );
  const body = { ...hello, model: 'slow' };
  const running = [0, 1].map(() => post(body));
  while (app.running() < 2)
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  const queued = post(hello);
  await new Promise((resolve) => {
    setTimeout(resolve, 50);
  });
  const refused = await post(hello);
  assert.equal(refused.status, 429);
  assert.equal(refused.headers.get('retry-after'), '1');
  assert.equal((await errorOf(refused)).code, 'overloaded');
  assert.equal((await queued).status, 429);
  app.cancel({ status: 503, type: 'server_error', message: 'stop' });
  for (const item of running) assert.equal((await item).status, 503);
  assert.equal((await post(hello)).status, 200);
  assert.deepEqual(reported, []);
});

test('a caller whose budget is spent is refused before any call', async (t) => {
  const refused: number[] = [];
  const ledger = {
    ...nullLedger,
    allow: () => ({ status: 429, type: 'insufficient_quota', message: 'spent', retryAfter: 3600 }),
    refused: ({ status }: { status: number }) => {
      refused.push(status);
    },
  };
  const chat = echo();
  const { post } = await start(t, { echo: chat }, { ledger });
  const response = await post(hello);
  assert.equal(response.status, 429);
  assert.equal(response.headers.get('retry-after'), '3600');
  assert.equal(chat.requests.length, 0);
  assert.deepEqual(refused, [429]);
});

test('a program fault is a 500 that gives nothing away, and is reported', async (t) => {
  const { post, app, reported } = await start(t, {
    echo: () => {
      throw new Error('secret /home/me');
    },
  });
  const response = await post(hello);
  assert.equal(response.status, 500);
  assert.doesNotMatch(JSON.stringify(await response.json()), /secret/);
  assert.equal(reported.length, 1);
  assert.equal(app.running(), 0);
});

test('stop lets a request finish within the grace and cancels it after', async () => {
  const slow = scriptedChat({ replies: () => ({ content: 'never ends', stall: true }) });
  const fake = await startFake({ slow });
  const pending = fetch(`${fake.url}/v1/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ ...hello, model: 'slow' }),
  });
  while (fake.app.running() === 0)
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  const began = performance.now();
  const stopped = fake.server.stop(0.2);
  const response = await pending;
  assert.equal(response.status, 503);
  assert.equal((await errorOf(response)).code, 'shutting_down');
  await stopped;
  assert.ok(performance.now() - began < 3000);
  await assert.rejects(fetch(`${fake.url}/health`));
});

test('n answers of a model that selects are n choices, whole and streamed', async (t) => {
  const reply = (index: number) => ({
    index,
    plan: '',
    reasoning: '',
    content: `answer ${index}`,
    finish: 'stop' as const,
    tokens: 2,
    logprob: 0,
  });
  const weigher: FakeModel = {
    selects: true,
    chat: async function* () {
      yield {
        type: 'done',
        reply: reply(0),
        replies: [reply(0), reply(1)],
        usage: { promptTokens: 1, completionTokens: 9 },
        seconds: 0,
      };
    },
  };
  const { post } = await start(t, { weigher });
  const weigherBody = { ...hello, model: 'weigher', n: 2 };
  const body = (await (await post(weigherBody)).json()) as {
    choices: { index: number; message: { content: string } }[];
    usage: Wire;
    mizan: Wire;
  };
  assert.deepEqual(
    body.choices.map((choice) => [choice.index, choice.message.content]),
    [
      [0, 'answer 0'],
      [1, 'answer 1'],
    ],
  );
  assert.deepEqual([body.usage.completion_tokens, body.mizan.winner_tokens], [9, 4]);
  const text = await (await post({ ...weigherBody, stream: true })).text();
  for (const i of [0, 1]) assert.match(text, new RegExp(`"index":${i},"delta":\\{[^}]*"content":"answer ${i}"`));
});

test('a stream that is cut by the stop ends with an error frame; one that is nearly done is finished', async () => {
  for (const [stall, says] of [
    [true, /"code":"shutting_down"[\s\S]*\[DONE\]\n\n$/],
    [false, /"finish_reason":"stop"[\s\S]*\[DONE\]\n\n$/],
  ] as const) {
    const inner = scriptedChat({ replies: () => ({ content: 'one two', stall }) });
    const paced: FakeModel = async function* (request) {
      for await (const event of inner(request)) {
        if (event.type === 'delta')
          await new Promise((resolve) => {
            setTimeout(resolve, 50);
          });
        yield event;
      }
    };
    const fake = await startFake({ paced });
    const response = await fetch(`${fake.url}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ ...hello, model: 'paced', stream: true }),
    });
    const [text] = await Promise.all([response.text(), fake.server.stop(0.4)]);
    assert.match(text, says);
    assert.equal(fake.app.running(), 0);
  }
});

test('a path with a slash or /v1 too many or too few is the path that is meant', () => {
  const cases: [string, string][] = [
    ['/v1/chat/completions', '/v1/chat/completions'],
    ['/v1/chat/completions/', '/v1/chat/completions'],
    ['//v1/chat/completions', '/v1/chat/completions'],
    ['/v1//chat/completions', '/v1/chat/completions'],
    ['/v1/v1/chat/completions', '/v1/chat/completions'],
    ['/chat/completions', '/v1/chat/completions'],
    ['/openai/v1/responses', '/v1/responses'],
    ['/completions/', '/v1/completions'],
    ['/models', '/v1/models'],
    ['/v1/models/', '/v1/models'],
    ['/v1/models/a/b', '/v1/models/a/b'],
    // The page keeps its paths.
    ['/', '/'],
    ['/app.ts', '/app.ts'],
    ['/health', '/health'],
  ];
  for (const [path, meant] of cases) assert.equal(canonicalPath(path), meant, path);
});

test('thoughts leave under the names that were chosen, whole and streamed', async (t) => {
  const chat = scriptedChat({ replies: () => ({ content: 'four', reasoning: 'two and two' }) });
  for (const reasoningFields of [['reasoning_content', 'reasoning'], ['thinking'], ['reasoning'], []]) {
    const { server, url } = await startFake({ m: chat }, { reasoningFields });
    t.after(() => server.stop(0));
    const ask = async (stream: boolean) => {
      const body = JSON.stringify({ model: 'm', stream, messages: [{ role: 'user', content: 'hi' }] });
      return (await fetch(`${url}/v1/chat/completions`, { method: 'POST', body })).text();
    };
    const [whole, streamed] = [await ask(false), await ask(true)];
    for (const name of ['reasoning_content', 'reasoning', 'thinking']) {
      const said = `"${name}":"two`;
      assert.deepEqual(
        [whole.includes(said), streamed.includes(said)],
        [reasoningFields.includes(name), reasoningFields.includes(name)],
        `${name} with ${reasoningFields.join(', ')}`,
      );
    }
  }
});
