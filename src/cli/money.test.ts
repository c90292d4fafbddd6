/**
 * The server as a whole, over an upstream with prices: what is asked costs the same in any form, budgets hold, secrets
 * are nowhere.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { startFakeUpstream, type UpstreamScript } from '../testing/upstream.ts';
import { readConfig } from '../provider/config.ts';
import { openKeys, type KeyRecord } from '../server/ledger/keys.ts';
import type { TraceSummary } from '../server/ledger/request-trace.ts';
import type { Budget } from '../server/ledger/key-budget.ts';
import { scriptedChat } from '../testing/scripted-chat.ts';
import { startServer } from '../gateway/serve.ts';

const SECRET = 'planted-provider-secret-0123456789';

const setUp = async (
  t: TestContext,
  script: UpstreamScript,
  keys: Record<string, Budget> = {},
  server: object = {},
) => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-money-'));
  const upstream = await startFakeUpstream(script);
  const book = openKeys(join(folder, 'keys.db'));
  const made = new Map<string, { key: string; record: KeyRecord }>();
  for (const [name, budget] of Object.entries(keys))
    made.set(name, book.create({ name, budget, admin: name === 'root' }));
  book.close();
  const config = readConfig(
    JSON.stringify({
      providers: {
        p: { baseUrl: upstream.url, key: '$PLANTED', retries: 0, models: { qwen: { price: { input: 1, output: 2 } } } },
      },
      roles: { solver: 'qwen' },
      server,
    }),
    'mizan.json',
    folder,
  );
  const said: string[] = [];
  const serving = await startServer({
    model: {
      name: 'scripted',
      chat: scriptedChat({ replies: () => 'x' }),
      folder,
      sections: false,
      contextLength: 256,
      close: async () => {},
    },
    config,
    data: folder,
    port: 0,
    env: { PLANTED: SECRET },
    requireKeys: made.size > 0,
    log: (line) => said.push(line),
    report: (error) => said.push(String(error)),
  });
  t.after(async () => {
    await serving.stop(0);
    await upstream.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const call = async (path: string, name?: string, body?: object) => {
    const response = await fetch(serving.url + path, {
      headers: {
        'content-type': 'application/json',
        ...(name !== undefined && { authorization: `Bearer ${made.get(name)!.key}` }),
      },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const ask = (body: object, name?: string, content = 'What is the capital of France?') =>
    call('/v1/chat/completions', name, { model: 'qwen', messages: [{ role: 'user', content }], ...body });
  return { folder, upstream, call, ask, said, made, stop: () => serving.stop(0) };
};

test('streamed and plain requests cost the same: passed through, with thinking on top, with and without stream_options', async (t) => {
  const { call, ask } = await setUp(t, () => ({
    content: 'It is Paris.',
    usage: { prompt_tokens: 30, completion_tokens: 10 },
  }));
  for (const [model, calls] of [
    ['qwen', 1],
    ['qwen:n=2,plan=none', 2],
  ] as const) {
    for (const more of [{}, { stream: true }, { stream: true, stream_options: { include_usage: true } }]) {
      const { status, text } = await ask({ model, ...more });
      assert.equal(status, 200, text);
    }
    const { data } = JSON.parse((await call('/v1/traces?limit=3')).text) as { data: TraceSummary[] };
    const costs = data.map((row) => [row.state, row.prompt_tokens, row.completion_tokens, row.cost]);
    assert.deepEqual(costs[0], costs[1]);
    assert.deepEqual(costs[1], costs[2]);
    assert.equal(costs[0]![2], 10 * calls, model);
    assert.ok(Number(costs[0]![3]) > 0);
  }
});

test("the operator's ceilings hold for a plain model under its own name, whole and streamed", async (t) => {
  for (const [server, most] of [
    [{ maxTokens: 20 }, 20],
    [{ maxCost: 0.0002 }, 100],
  ] as const) {
    const { ask, call, upstream } = await setUp(
      t,
      (seen) => ({ content: 'word '.repeat(Math.min(300, Number(seen.body.max_tokens ?? 300))).trim() }),
      {},
      server,
    );
    for (const stream of [false, true]) {
      const { status, text } = await ask({ stream, reasoning_effort: 'low', max_tokens: 5000 });
      assert.equal(status, 200, text);
      const { body } = upstream.requests.at(-1)!;
      assert.ok(Number(body.max_tokens) <= most, `${String(body.max_tokens)} were asked for`);
      assert.equal(body.reasoning_effort, 'low', "the effort is still the upstream's");
      const {
        data: [trace],
      } = JSON.parse((await call('/v1/traces?limit=1')).text) as { data: TraceSummary[] };
      assert.ok(trace!.completion_tokens > 0 && trace!.completion_tokens <= most, `${trace!.completion_tokens} tokens`);
      assert.ok(trace!.cost! > 0 && trace!.cost! <= (2 * most + 50) / 1e6, `$${trace!.cost}`);
    }
  }
});

test('a budget stops requests, per key and per day and in all, before the upstream is asked', async (t) => {
  const { ask, upstream } = await setUp(
    t,
    () => ({ content: 'Paris', usage: { prompt_tokens: 30, completion_tokens: 10 } }),
    { day: { dayUsd: 0.00004 }, total: { totalTokens: 50 }, free: {} },
  );
  for (const [name, status, code] of [
    ['day', 429, 'daily_budget_exceeded'],
    ['total', 402, 'budget_exceeded'],
  ] as const) {
    for (let i = 0; i < 4; i++) {
      const { status: got } = await ask({ stream: i % 2 === 1 }, name);
      if (got !== 200) break;
    }
    const before = upstream.requests.length;
    const refused = await ask({}, name);
    const { error } = JSON.parse(refused.text) as { error: { code: string; type: string; message: string } };
    assert.deepEqual([refused.status, error.type, error.code], [status, 'insufficient_quota', code]);
    assert.match(error.message, /the budget of this key is spent/);
    assert.equal(refused.headers.get('retry-after') !== null, status === 429);
    assert.equal(upstream.requests.length, before);
  }
  assert.equal((await ask({}, 'free')).status, 200);
});

test('secrets are in no response, trace, log or file: keys of providers, of callers and in prompts', async (t) => {
  const { folder, ask, call, upstream, said, made, stop } = await setUp(
    t,
    (seen, i) =>
      i % 2 === 0
        ? {
            status: 401,
            body: JSON.stringify({
              error: {
                message: `Incorrect API key provided: ${String(seen.headers.authorization)}`,
                type: 'invalid_request_error',
              },
            }),
          }
        : { content: `you sent ${String(seen.headers.authorization)}` },
    { root: {} },
  );
  const prompt = 'my key is sk-prompt-abcdefghijklmnopqrstuvwx';
  const shown: string[] = [];
  for (const model of ['qwen', 'qwen', 'qwen:n=2,plan=none', 'mizan:none']) {
    for (const stream of [false, true]) shown.push((await ask({ model, stream }, 'root', prompt)).text);
  }
  assert.ok(
    upstream.requests.length >= 8 &&
      upstream.requests.every((request) => request.headers.authorization === `Bearer ${SECRET}`),
  );
  const { data } = JSON.parse((await call('/v1/traces', 'root')).text) as { data: TraceSummary[] };
  assert.equal(data.length, 8);
  for (const { id } of data)
    shown.push((await call(`/v1/traces/${id}`, 'root')).text, (await call(`/v1/traces/${id}/events`, 'root')).text);
  shown.push(
    JSON.stringify(data),
    (await call('/metrics', 'root')).text,
    (await call('/health', 'root')).text,
    (await call('/v1/models', 'root')).text,
  );
  await stop();
  const rootSecret = made.get('root')!.key.slice(14);
  const places = [
    ...said.map((text) => ['log', text]),
    ...readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'latin1')]),
    ...shown.slice(8).map((text) => ['shown', text]),
  ];
  for (const [where, text] of places)
    for (const secret of [SECRET, rootSecret, 'prompt-abcdefghijklmnopqrstuvwx'])
      assert.ok(!text!.includes(secret), `${where} holds ${secret}: ${text!.slice(0, 2000)}`);
  // An answer that passes through is the upstream's own; its errors are told in our words.
  for (const text of shown.slice(0, 8).filter((output) => output.includes('"error"')))
    for (const secret of [SECRET, rootSecret]) assert.ok(!text.includes(secret), text);
});
