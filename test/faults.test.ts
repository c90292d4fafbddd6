/**
 * Upstream faults, seen by a client of the whole door: config, providers, thinking and server together. Whatever the
 * upstream does, and by whichever way it is asked, the client gets a well-formed result or error within a bound, and
 * nothing stays open behind it.
 */
import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import { openCatalog } from '../src/gateway/open-catalog.ts';
import {
  refusedAddress,
  startFakeUpstream,
  type Answer,
  type FakeUpstream,
  type UpstreamScript,
} from '../src/testing/upstream.ts';
import { readConfig } from '../src/provider/config.ts';
import { createApp } from '../src/server/app.ts';
import { nullLedger } from '../src/server/ledger/ledger.ts';
import { listen } from '../src/server/listen.ts';
import { scriptedChat } from '../src/testing/scripted-chat.ts';
import type { Wire } from '../src/types.ts';

const QUICK = { timeoutSeconds: { connect: 0.5, firstByte: 0.4, idle: 0.4, total: 4 }, retries: 0 };
const long = { content: 'one two three four five six', reasoning: 'hm' };

type Open = { url: string; upstream: FakeUpstream; running(): number; reported: unknown[] };

/** The door over one provider with the model `up`; `local` is a scripted one. */
const open = async (t: TestContext, script: UpstreamScript, provider: Wire = {}): Promise<Open> => {
  const upstream = await startFakeUpstream(script);
  const config = readConfig(
    JSON.stringify({ providers: { p: { baseUrl: upstream.url, models: { up: {} }, ...QUICK, ...provider } } }),
    'mizan.json',
    '/',
  );
  const model = {
    name: 'local',
    chat: scriptedChat({ replies: () => 'x' }),
    folder: '/',
    sections: false,
    contextLength: 256,
    close: async () => {},
  };
  const { catalog, close } = await openCatalog({ model, config, env: {} });
  const reported: unknown[] = [];
  const app = createApp({
    catalog,
    ledger: nullLedger,
    report: (error) => {
      reported.push(error);
    },
  });
  const server = await listen(app, { port: 0 });
  t.after(async () => {
    await server.stop(0);
    await close();
    await upstream.close();
  });
  return { url: server.url, upstream, running: () => app.running(), reported };
};

const soon = async (holds: () => boolean, what: string): Promise<void> => {
  for (let i = 0; i < 100 && !holds(); i++)
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  assert.ok(holds(), what);
};

/** Ways to ask. `model` up passes straight through; with a suffix, or by another endpoint, it is a Chat below. */
const WAYS: Record<string, { path: string; body: Wire }> = {
  'pass-through': {
    path: '/v1/chat/completions',
    body: { model: 'up', messages: [{ role: 'user', content: 'hello' }] },
  },
  thinking: { path: '/v1/chat/completions', body: { model: 'up:n=2', messages: [{ role: 'user', content: 'hello' }] } },
  responses: { path: '/v1/responses', body: { model: 'up', input: 'hello' } },
  completions: { path: '/v1/completions', body: { model: 'up', prompt: 'hello' } },
  messages: {
    path: '/v1/messages',
    body: { model: 'up', max_tokens: 5000, messages: [{ role: 'user', content: 'hello' }] },
  },
  ollama: { path: '/api/chat', body: { model: 'up', messages: [{ role: 'user', content: 'hello' }] } },
};

/** The events of a stream, each of which must be JSON; `[DONE]` has to be the last where the form has one. */
const framesOf = (text: string, path: string): Wire[] => {
  assert.ok(text.endsWith('\n\n'), `the stream ends in the middle of an event: ${JSON.stringify(text.slice(-80))}`);
  const data = text.split('\n\n').flatMap((event) =>
    event
      .split('\n')
      .filter((line) => line.startsWith('data:'))
      .map((line) => line.slice(5).trim()),
  );
  if (path !== '/v1/responses' && path !== '/v1/messages') assert.equal(data.at(-1), '[DONE]');
  return data.filter((frame) => frame !== '[DONE]').map((frame) => JSON.parse(frame) as Wire);
};

type Outcome = { status: number; error: Wire | undefined };

/** Asks once, checks that what came is well formed, and says how it ended. */
const ask = async ({ url }: Open, way: string, stream: boolean): Promise<Outcome> => {
  const { path, body } = WAYS[way]!;
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...body, stream }),
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  if (response.headers.get('content-type')!.startsWith('text/event-stream')) {
    assert.equal(response.status, 200);
    const failed = framesOf(text, path)
      .map((frame) => (frame.error ?? (frame.response as Wire | undefined)?.error ?? undefined) as Wire | undefined)
      .find(Boolean);
    return { status: 200, error: failed };
  }
  const lines = response.headers.get('content-type') === 'application/x-ndjson' ? text.trimEnd().split('\n') : [text];
  assert.match(response.headers.get('content-type')!, /^application\/(json|x-ndjson)/);
  const value = JSON.parse(lines.at(-1)!) as Wire;
  assert.ok(lines.length === 1 || value.error !== undefined || value.done === true, text.slice(-200));
  // Ollama's errors are a sentence.
  const error = typeof value.error === 'string' ? { message: value.error } : (value.error as Wire | null);
  return { status: response.status, error: error ?? undefined };
};

const FAULTS: Record<string, Answer> = {
  reset: { fault: 'reset' },
  silence: { fault: 'silent' },
  'a cut in the middle': { ...long, fault: 'cut', after: 4 },
  'a stall in the middle': { ...long, fault: 'stall', after: 4 },
  'broken JSON': { ...long, fault: 'broken', after: 4 },
  'JSON of another form': { fault: 'wrong-json', after: 0 },
  HTML: { fault: 'html' },
  'an empty body': { fault: 'empty' },
  'a body without end': { fault: 'huge' },
  '429': { status: 429, headers: { 'retry-after': '7' } },
  '500': { status: 500 },
  '401': { status: 401 },
  '400': { status: 400, body: { error: { message: 'too long' } } },
  '503 in HTML': { status: 503, body: '<h1>Down</h1>', headers: { 'content-type': 'text/html' } },
};

/** What stays when nothing is asked: read before the first fault, compared after the last. */
let handles = 0;
const resources = (): number =>
  process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout' || resource === 'TCPSocketWrap').length;
before(() => {
  handles = resources();
});
after(async () => {
  await soon(() => resources() <= handles, 'no timer and no socket outlives the tests');
});

for (const [name, answer] of Object.entries(FAULTS)) {
  test(`${name}: an error in the client's language, by every way, plain and streamed`, async (t) => {
    const door = await open(t, [answer]);
    await Promise.all(
      Object.keys(WAYS).flatMap((way) =>
        [false, true].map(async (stream) => {
          const start = performance.now();
          const { status, error } = await ask(door, way, stream);
          const what = `${way}, ${stream ? 'streamed' : 'plain'}: ${status} ${JSON.stringify(error)}`;
          // An event of a stream that is no chunk is skipped; a completion of another form is none.
          if (name === 'JSON of another form' && (way !== 'pass-through' || stream))
            return assert.equal(error, undefined, what);
          assert.ok(error && typeof error.message === 'string' && error.message !== '', what);
          assert.ok([200, 400, 429, 502, 503, 504].includes(status) && (stream || status !== 200), what);
          assert.ok(performance.now() - start < 5000, what);
        }),
      ),
    );
    await soon(() => door.upstream.active() === 0, 'every upstream call is let go');
    await soon(() => door.running() === 0, 'no request is at work');
    assert.deepEqual(door.reported, []);
  });
}

test('an upstream that refuses connections, by every way', async (t) => {
  const door = await open(t, ['x'], { baseUrl: await refusedAddress() });
  for (const way of Object.keys(WAYS)) {
    for (const stream of [false, true]) {
      const { error } = await ask(door, way, stream);
      assert.match(String(error!.message), /nothing listens there/, way);
    }
  }
});

test('no usage, and slow: the answer is whole and something is counted', async (t) => {
  const door = await open(t, [{ content: 'one two three', usage: null, pieceMs: 50, firstMs: 100 }]);
  for (const way of Object.keys(WAYS)) {
    for (const stream of [false, true])
      assert.deepEqual(await ask(door, way, stream), { status: 200, error: undefined }, way);
  }
  const { usage, choices } = (await (
    await fetch(`${door.url}/v1/completions`, { method: 'POST', body: JSON.stringify(WAYS.completions!.body) })
  ).json()) as { usage: { completion_tokens: number }; choices: { text: string }[] };
  assert.equal(choices[0]!.text, 'one two three');
  assert.ok(usage.completion_tokens > 0);
});

test('a storm of 429 and 500 under load: every client is answered, and the provider keeps its places', async (t) => {
  const door = await open(
    t,
    (_, i) => (i % 3 === 0 ? 'fine' : { status: i % 3 === 1 ? 429 : 500, headers: { 'retry-after': '0' } }),
    { concurrency: 4, queue: 8, retries: 1 },
  );
  const ways = Object.keys(WAYS);
  const outcomes = await Promise.all(
    Array.from({ length: 60 }, (_, i) => ask(door, ways[i % ways.length]!, i % 2 === 0)),
  );
  const answered = outcomes.filter(({ error }) => !error).length;
  t.diagnostic(
    `${answered} of 60 were answered, ${outcomes.filter(({ error }) => error?.code === 'overloaded').length} turned away`,
  );
  assert.ok(answered > 0 && outcomes.every(({ error }) => !error || String(error.message) !== ''));
  assert.ok(door.upstream.peak() <= 4, String(door.upstream.peak()));
  await soon(() => door.running() === 0 && door.upstream.active() === 0, 'all is quiet');
  assert.deepEqual(door.reported, []);
});

test('a client that leaves ends every upstream call within a second, by every way', async (t) => {
  const door = await open(
    t,
    ({ body }) => ({
      content: Array(500).fill('word').join(' '),
      ...(body.stream === true ? { pieceMs: 20 } : { firstMs: 10_000 }),
    }),
    { timeoutSeconds: 60 },
  );
  for (const way of Object.keys(WAYS)) {
    for (const stream of [false, true]) {
      const { path, body } = WAYS[way]!;
      const controller = new AbortController();
      const seen = door.upstream.requests.length;
      const pending = fetch(door.url + path, {
        method: 'POST',
        body: JSON.stringify({ ...body, stream }),
        signal: controller.signal,
      }).then((response) => response.text());
      await soon(
        () => door.upstream.active() > 0 && door.upstream.requests.length > seen,
        `${way}, ${stream ? 'streamed' : 'plain'}: it is asked`,
      );
      controller.abort();
      await assert.rejects(pending);
      const left = performance.now();
      await soon(
        () => door.upstream.active() === 0,
        `${way}, ${stream ? 'streamed' : 'plain'}: the upstream is let go`,
      );
      assert.ok(performance.now() - left < 1000);
      await soon(() => door.running() === 0, 'no request is at work');
    }
  }
  assert.deepEqual(door.reported, []);
});
