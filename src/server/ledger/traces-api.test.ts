/** The ledger over HTTP: what a key sees, what an admin sees, and that no query or id, however odd, is a 5xx. */
import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { createRandom } from '../../random.ts';
import { scriptedChat } from '../../testing/scripted-chat.ts';
import { createApp } from '../app.ts';
import { openLedger } from './open-ledger.ts';
import { fakeCatalog } from '../testing.ts';
import { tracesApi } from './traces-api.ts';
import type { Trace, TraceSummary } from './request-trace.ts';

const served = (t: TestContext, keyless = false) => {
  const ledger = openLedger({ folder: ':memory:' });
  t.after(() => ledger.close());
  const faults: unknown[] = [];
  const chat = scriptedChat({ replies: () => ({ reasoning: 'let me see', content: 'the answer' }) });
  const app = createApp({
    catalog: fakeCatalog({ mizan: chat }),
    ledger,
    keyless,
    routes: tracesApi(ledger),
    report: (error) => {
      faults.push(error);
    },
  });
  const call = async (path: string, key?: string, init: RequestInit = {}) => {
    const headers = {
      host: 'localhost',
      'content-type': 'application/json',
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
    };
    const response = await app.fetch(new Request(`http://localhost${path}`, { ...init, headers }));
    const text = await response.text();
    return {
      status: response.status,
      text,
      headers: response.headers,
      body: response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : undefined,
    };
  };
  const ask = (question: string, key?: string, stream = false) =>
    call('/v1/chat/completions', key, {
      method: 'POST',
      body: JSON.stringify({ model: 'mizan', stream, messages: [{ role: 'user', content: question }] }),
    });
  return { ledger, app, call, ask, faults };
};

test('a request is a trace once its response has ended, streamed or not, at the same cost', async (t) => {
  const { call, ask, faults } = served(t, true);
  const plain = await ask('first question');
  assert.equal(plain.status, 200, plain.text);
  const trace = (await call(`/v1/traces/${plain.body.mizan.trace}`)).body as Trace;
  assert.deepEqual(
    [trace.question, trace.answer, trace.state, trace.stream, trace.key],
    ['first question', 'the answer', 'finished', false, 'local'],
  );
  const streamed = await ask('first question', undefined, true);
  assert.match(streamed.text, /\[DONE\]/);
  const { data } = (await call('/v1/traces')).body as { data: TraceSummary[] };
  assert.deepEqual(
    data.map((entry) => entry.stream),
    [true, false],
  );
  assert.deepEqual(
    [data[0]!.prompt_tokens, data[0]!.completion_tokens, data[0]!.cost],
    [data[1]!.prompt_tokens, data[1]!.completion_tokens, data[1]!.cost],
  );
  const events = (await call(`/v1/traces/${trace.id}/events`)).body.data as { type: string }[];
  assert.equal(events.at(-1)!.type, 'done');
  const stats = (await call('/v1/stats')).body;
  assert.equal(stats.days[0].requests, 2);
  assert.equal(stats.keys[0].name, 'local');
  const metrics = await call('/metrics');
  assert.match(metrics.headers.get('content-type')!, /^text\/plain; version=0\.0\.4/);
  assert.match(
    metrics.text,
    /^gen_ai_server_request_duration_seconds_count\{gen_ai_operation_name="chat",gen_ai_request_model="mizan"\} 2$/m,
  );
  assert.match(
    metrics.text,
    /^gen_ai_client_token_usage_sum\{gen_ai_operation_name="chat",gen_ai_request_model="mizan",gen_ai_token_type="output"\} 10$/m,
  );
  assert.deepEqual(faults, []);
});

test('what a person says of an answer is set, changed and read, and mistakes in it are told', async (t) => {
  const { call, ask } = served(t, true);
  const { trace } = (await ask('first question')).body.mizan;
  const label = (id: string, body: string) => call(`/v1/traces/${id}/labels`, undefined, { method: 'PUT', body });
  assert.equal((await label(trace, '{"rating": "up"}')).status, 200);
  assert.equal((await label(trace, '{"rating": "down", "comment": "it is 7"}')).status, 200);
  assert.deepEqual(((await call(`/v1/traces/${trace}`)).body as Trace).labels, { rating: 'down', comment: 'it is 7' });
  for (const body of ['{"rating": "great"}', '{', '[]', '{"other": 1}'])
    assert.equal((await label(trace, body)).status, 400, body);
  assert.equal((await label('0'.repeat(32), '{}')).status, 404);
});

test('every line of /metrics is one that Prometheus reads', async (t) => {
  const { ask, call } = served(t, true);
  await ask('q');
  await call('/v1/chat/completions', undefined, { method: 'POST', body: '{' });
  const { text } = await call('/metrics');
  const typed = new Set<string>();
  for (const line of text.trimEnd().split('\n')) {
    const type = /^# TYPE ([a-z_]+) (counter|gauge|histogram)$/.exec(line)?.[1];
    if (type !== undefined) {
      assert.ok(!typed.has(type), `${type} twice`);
      typed.add(type);
    } else if (!/^# HELP [a-z_]+ \S/.test(line)) {
      const name =
        /^([a-z_]+)(\{[a-z_]+="(?:[^"\\\n]|\\["\\n])*"(?:,[a-z_]+="(?:[^"\\\n]|\\["\\n])*")*\})? (?:[-+]?[\d.]+(?:e[-+]?\d+)?|\+Inf|NaN)$/.exec(
          line,
        )?.[1];
      assert.ok(
        name !== undefined &&
          [...typed].some((item) => name === item || name.replace(/_(?:bucket|sum|count)$/, '') === item),
        line,
      );
    }
  }
  assert.match(text, /mizan_requests_refused_total\{status="400",type="[a-z_]+"\} 1/);
});

test('a key sees its own requests only; an admin sees all; /metrics is for admins', async (t) => {
  const { ledger, call, ask } = served(t);
  const [ann, ben, root] = (['ann', 'ben', 'root'] as const).map(
    (name) => ledger.keys.create({ name, admin: name === 'root' }).key,
  );
  const ofAnn = (await ask('from ann', ann)).body.mizan.trace as string;
  const ofBen = (await ask('from ben', ben)).body.mizan.trace as string;
  const list = async (key: string, query = '') =>
    ((await call(`/v1/traces${query}`, key)).body.data as TraceSummary[]).map((entry) => entry.question);
  assert.deepEqual(
    [await list(ann!), await list(ben!), await list(root!)],
    [['from ann'], ['from ben'], ['from ben', 'from ann']],
  );
  const idOfBen = ledger.keys.find('ben')!.id;
  assert.deepEqual(
    [await list(ann!, `?key=${idOfBen}`), await list(root!, `?key=${idOfBen}`)],
    [['from ann'], ['from ben']],
  );
  for (const path of [`/v1/traces/${ofBen}`, `/v1/traces/${ofBen}/events`])
    assert.deepEqual(
      [(await call(path, ann)).status, (await call(path, ben)).status, (await call(path, root)).status],
      [404, 200, 200],
    );
  assert.equal((await call(`/v1/traces/${ofBen}`, ann, { method: 'DELETE' })).status, 404);
  assert.deepEqual([(await call('/metrics', ann)).status, (await call('/metrics', root)).status], [403, 200]);
  const stats = (await call('/v1/stats', ann)).body;
  assert.deepEqual(
    stats.keys.map((key: { name: string; requests: number }) => [key.name, key.requests]),
    [['ann', 1]],
  );
  for (const path of ['/v1/traces', `/v1/traces/${ofAnn}`, '/v1/stats', '/metrics'])
    assert.equal((await call(path)).status, 401, path);
  assert.deepEqual((await call(`/v1/traces/${ofAnn}`, ann, { method: 'DELETE' })).body, {
    id: ofAnn,
    object: 'trace.deleted',
    deleted: true,
  });
  assert.equal((await call(`/v1/traces/${ofAnn}`, ann)).status, 404);
});

test('a spent budget is refused before a model is asked', async (t) => {
  const { ledger, ask, call } = served(t);
  const { key } = ledger.keys.create({ name: 'poor', budget: { dayTokens: 1 } });
  assert.equal((await ask('one', key)).status, 200);
  const refused = await ask('two', key, true);
  assert.equal(refused.status, 429);
  assert.equal(refused.body.error.code, 'daily_budget_exceeded');
  assert.ok(Number(refused.headers.get('retry-after')) > 0);
  assert.equal(((await call('/v1/traces', key)).body.data as unknown[]).length, 1);
});

test('odd ids and queries: a clear 4xx or an answer, never a fault (3,000 of them, seed 5)', async (t) => {
  const { call, ask, faults } = served(t, true);
  const { trace } = (await ask('q')).body.mizan as { trace: string };
  const random = createRandom('traces-api/5');
  const odd = (): string =>
    random.pick([
      '',
      '0',
      '-1',
      '1e9',
      '99999999999999999999',
      'NaN',
      'true',
      'null',
      '[]',
      '{}',
      "' OR 1=1 --",
      '%00',
      '\0',
      '../../etc/passwd',
      '%',
      '__proto__',
      'constructor',
      '\ud83d',
      '٣',
      'x'.repeat(600),
      trace,
      trace.slice(1),
      trace.toUpperCase(),
      '2026-13-45',
      '2026-11-25',
      '253402300800001',
      'running',
      'undefined',
      '\u0001' + '0',
      String.fromCharCode(...Array.from({ length: 20 }, () => random.int(1, 0xffff))),
    ]);
  const encode = (text: string): string =>
    random.chance(0.8) ? encodeURIComponent(text.toWellFormed()) : text.replace(/[^\x21-\x22\x24-\x7e]/g, '_');
  const seen = new Map<number, number>();
  for (let i = 0; i < 3000; i++) {
    const names = ['q', 'model', 'key', 'state', 'failed', 'since', 'until', 'limit', 'cursor', 'days', 'other'];
    const query = Array.from({ length: random.int(0, 4) }, () => `${random.pick(names)}=${encode(odd())}`).join('&');
    const path = random.pick([
      '/v1/traces',
      '/v1/stats',
      `/v1/traces/${encode(odd())}`,
      `/v1/traces/${encode(odd())}/events`,
      '/metrics',
    ]);
    const method = random.pick([
      'GET',
      'GET',
      'GET',
      'GET',
      path.startsWith('/v1/traces/') && !path.includes(trace) ? 'DELETE' : 'GET',
    ]);
    const { status, text } = await call(`${path}?${query}`, undefined, { method });
    assert.ok(status < 500, `${method} ${path}?${query}: ${status} ${text}`);
    seen.set(status, (seen.get(status) ?? 0) + 1);
  }
  assert.ok(
    (seen.get(200) ?? 0) > 100 && (seen.get(400) ?? 0) > 100 && (seen.get(404) ?? 0) > 100,
    JSON.stringify([...seen]),
  );
  assert.deepEqual(faults, []);
});
