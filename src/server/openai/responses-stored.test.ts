/**
 * Stored responses: chains, references, GET, DELETE, the background, and that they outlive the server and go with their
 * trace.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { scriptedChat, type ScriptedReply } from '../../testing/scripted-chat.ts';
import type { Wire } from '../../types.ts';
import { openLedger } from '../ledger/open-ledger.ts';
import { tracesApi } from '../ledger/traces-api.ts';
import { startFake } from '../testing.ts';

type Answer = Wire & { id: string; status: string; output: Wire[]; error: Wire & { code: string; param: string } };

const open = async (t: TestContext, reply: ScriptedReply = 'fine', folder = ':memory:') => {
  const ledger = openLedger({ folder });
  const chat = scriptedChat({ replies: () => reply });
  const fake = await startFake({ m: chat }, { ledger, routes: tracesApi(ledger) });
  let open = true;
  const close = async (): Promise<void> => {
    if (open) await fake.server.stop(0);
    if (open) await ledger.close();
    open = false;
  };
  t.after(close);
  const call = async (method: string, path: string, body?: Wire) => {
    const response = await fetch(`${fake.url}/v1/${path}`, {
      method,
      ...(body && { body: JSON.stringify({ model: 'm', ...body }) }),
    });
    return { status: response.status, body: (await response.json()) as Answer };
  };
  const turns = () => chat.requests.at(-1)!.messages.map(({ role, content }) => [role, content]);
  return { ...fake, chat, ledger, close, call, turns };
};

test('a chain of responses is one conversation; instructions are not carried on', async (t) => {
  const { call, turns } = await open(t);
  const first = await call('POST', 'responses', { input: 'one', instructions: 'be kind' });
  const second = await call('POST', 'responses', { input: 'two', previous_response_id: first.body.id });
  const third = await call('POST', 'responses', {
    input: [{ role: 'user', content: 'three' }],
    previous_response_id: second.body.id,
  });
  assert.deepEqual([first.body.store, second.body.previous_response_id, third.status], [true, first.body.id, 200]);
  const said = [
    ['user', 'one'],
    ['assistant', 'fine'],
    ['user', 'two'],
    ['assistant', 'fine'],
    ['user', 'three'],
  ];
  assert.deepEqual(turns(), said);
  const items = await call('GET', `responses/${third.body.id}/input_items`);
  assert.equal((items.body.data as Wire[]).length, 1);
});

test('an item that is referred to is put in its place', async (t) => {
  const { call, turns } = await open(t);
  const { body } = await call('POST', 'responses', { input: 'one' });
  const input = [
    { role: 'user', content: 'hm' },
    { type: 'item_reference', id: body.output[0]!.id },
  ];
  assert.equal((await call('POST', 'responses', { input })).status, 200);
  assert.deepEqual(turns(), [
    ['user', 'hm'],
    ['assistant', 'fine'],
  ]);
});

test('GET and DELETE, store: false, and what is not there', async (t) => {
  const { call } = await open(t);
  const { body } = await call('POST', 'responses', { input: 'one' });
  assert.deepEqual((await call('GET', `responses/${body.id}`)).body, body);
  assert.deepEqual((await call('DELETE', `responses/${body.id}`)).body, {
    id: body.id,
    object: 'response',
    deleted: true,
  });
  const unstored = await call('POST', 'responses', { input: 'one', store: false });
  assert.equal(unstored.body.store, false);
  for (const id of [body.id, unstored.body.id, 'resp_1', '%F0%9F%98%80']) {
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['GET', '/input_items'],
      ['POST', '/cancel'],
    ] as const) {
      const found = await call(method, `responses/${id}${path}`);
      assert.deepEqual([found.status, found.body.error.code], [404, 'response_not_found'], `${method} ${id}${path}`);
    }
    const next = await call('POST', 'responses', { input: 'x', previous_response_id: id });
    assert.deepEqual([next.status, next.body.error.code], [400, 'previous_response_not_found']);
  }
});

test('in the background: at once in progress, later completed; cancelled when it is told to', async (t) => {
  const { call } = await open(t, { content: 'slow', reasoning: 'hm' });
  const { body } = await call('POST', 'responses', { input: 'one', background: true });
  assert.deepEqual([body.status, body.background], ['in_progress', true]);
  let now = body;
  for (let i = 0; i < 200 && now.status === 'in_progress'; i++) {
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
    now = (await call('GET', `responses/${body.id}`)).body;
  }
  assert.deepEqual([now.status, now.id, now.output.length], ['completed', body.id, 2]);
  assert.equal((await call('POST', `responses/${body.id}/cancel`)).body.status, 'completed');

  const stalled = await open(t, { content: 'so far', stall: true });
  const running = await stalled.call('POST', 'responses', { input: 'one', background: true });
  const early = await stalled.call('POST', 'responses', { input: 'x', previous_response_id: running.body.id });
  assert.equal(early.status, 400);
  assert.equal((await stalled.call('POST', `responses/${running.body.id}/cancel`)).body.status, 'cancelled');
  assert.equal(stalled.app.running(), 0);
});

test('it outlives the server, is private, and goes with its trace', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-responses-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const before = await open(t, 'fine', folder);
  const { body } = await before.call('POST', 'responses', { input: 'one' });
  await before.close();
  const { call, turns } = await open(t, 'again', folder);
  assert.deepEqual((await call('GET', `responses/${body.id}`)).body, body);
  assert.equal((await call('POST', 'responses', { input: 'two', previous_response_id: body.id })).status, 200);
  assert.equal(turns().length, 3);
  assert.equal(statSync(join(folder, 'ledger.db')).mode & 0o077, 0);
  assert.equal((await call('DELETE', `traces/${body.id.slice(5)}`)).status, 200);
  assert.equal((await call('GET', `responses/${body.id}`)).status, 404);
});

test('a key sees its own responses only', async (t) => {
  const { ledger, url, call } = await open(t);
  const key = ledger.keys.create({ name: 'other' }).key;
  const { body } = await call('POST', 'responses', { input: 'one' });
  const headers = { authorization: `Bearer ${key}` };
  assert.equal((await fetch(`${url}/v1/responses/${body.id}`, { headers })).status, 404);
  const next = await fetch(`${url}/v1/responses`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ model: 'm', input: 'x', previous_response_id: body.id }),
  });
  assert.equal(next.status, 400);
});

test('a stream in the background goes on when its client leaves; one that fails at once leaves nothing behind', async (t) => {
  const { url, call } = await open(t, { content: Array(200).fill('word').join(' ') });
  const leave = new AbortController();
  const response = await fetch(`${url}/v1/responses`, {
    method: 'POST',
    body: JSON.stringify({ model: 'm', input: 'one', background: true, stream: true }),
    signal: leave.signal,
  });
  const first = new TextDecoder().decode((await response.body!.getReader().read()).value);
  const id = /resp_[0-9a-f]{32}/.exec(first)![0];
  leave.abort();
  let status: unknown = 'in_progress';
  for (let i = 0; i < 200 && status === 'in_progress'; i++) {
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
    ({ status } = (await call('GET', `responses/${id}`)).body);
  }
  assert.equal(status, 'completed');

  const failing = await open(t, { error: 'out of memory' });
  const failed = await failing.call('POST', 'responses', { input: 'x', background: true, stream: true });
  assert.equal(failed.status, 502);
  const [trace] = failing.ledger.traces.list({ limit: 1 }).data;
  assert.equal((await failing.call('GET', `responses/resp_${trace!.id}`)).status, 404);
});

test('the tokens of an input are counted, with those of earlier responses', async (t) => {
  const { call, chat } = await open(t);
  const { body } = await call('POST', 'responses', { input: 'x'.repeat(4000) });
  const count = async (more: Wire) => Number((await call('POST', 'responses/input_tokens', more)).body.input_tokens);
  assert.ok((await count({ input: 'hi' })) < 20);
  assert.ok((await count({ input: 'hi', previous_response_id: body.id })) > 1000);
  assert.equal(chat.requests.length, 1);
});

test('compaction: a summary that a later request reads', async (t) => {
  const { call, turns } = await open(t, 'they said one');
  const first = await call('POST', 'responses', { input: 'one' });
  const compact = await call('POST', 'responses/compact', { previous_response_id: first.body.id });
  assert.equal(compact.body.object, 'response.compaction');
  assert.equal((await call('POST', 'responses/compact', {})).status, 400);
  const input = [...compact.body.output, { role: 'user', content: 'and then?' }];
  assert.equal((await call('POST', 'responses', { input })).status, 200);
  assert.deepEqual(turns(), [
    ['user', 'Summary of the conversation so far:\nthey said one'],
    ['user', 'and then?'],
  ]);
});

test('tools that run elsewhere are left out, and a header says so', async (t) => {
  const { url, chat } = await open(t);
  const tools = [
    { type: 'web_search' },
    { type: 'function', name: 'f', parameters: {} },
    { type: 'mcp', server_label: 'é' },
  ];
  const input = [
    { type: 'web_search_call', id: 'ws_1', status: 'completed' },
    { role: 'user', content: 'hi' },
  ];
  for (const stream of [false, true]) {
    const response = await fetch(`${url}/v1/responses`, {
      method: 'POST',
      body: JSON.stringify({ model: 'm', input, tools, stream }),
    });
    await response.text();
    assert.equal(
      response.headers.get('x-mizan-left-out'),
      'tools[0] web_search, tools[2] mcp, input[0] web_search_call: not run by this server',
    );
    assert.deepEqual(
      chat.requests.at(-1)!.tools!.map(({ name }) => name),
      ['f'],
    );
  }
});

test('the events of a response are told again, from the first or after the one that was seen last', async (t) => {
  const toolCalls = [{ id: 'c', name: 'add', arguments: '{"a":1}' }];
  const { url, call } = await open(t, { content: 'one two three', reasoning: 'let me see', toolCalls });
  const post = async (more: Wire) =>
    (
      await fetch(`${url}/v1/responses`, { method: 'POST', body: JSON.stringify({ model: 'm', input: 'x', ...more }) })
    ).text();
  const replay = async (id: string, after?: number | string) =>
    (
      await fetch(`${url}/v1/responses/${id}?stream=true${after === undefined ? '' : `&starting_after=${after}`}`)
    ).text();
  const framesOf = (text: string) => text.split('\n\n').filter((frame) => frame.startsWith('event:'));
  const eventsOf = (text: string) => framesOf(text).map((frame) => JSON.parse(frame.split('data: ')[1]!) as Wire);

  const streamed = framesOf(await post({ background: true, stream: true }));
  const id = /resp_[0-9a-f]{32}/.exec(streamed[0]!)![0];
  assert.deepEqual(framesOf(await replay(id)), streamed);
  assert.deepEqual(framesOf(await replay(id, 3)), streamed.slice(4));
  assert.deepEqual(framesOf(await replay(id, streamed.length - 1)), []);

  const begun = JSON.parse(await post({ background: true })) as Answer;
  assert.equal(begun.status, 'in_progress');
  const live = eventsOf(await replay(begun.id));
  assert.deepEqual([live[0]!.type, live.at(-1)!.type], ['response.created', 'response.completed']);

  const whole = JSON.parse(await post({})) as Answer;
  const told = eventsOf(await replay(whole.id));
  assert.deepEqual(
    told.map((event) => event.sequence_number),
    told.map((_, i) => i),
  );
  assert.deepEqual(new Set(told.map(({ type }) => type)), new Set(live.map(({ type }) => type)));
  const text = (type: string) =>
    told
      .filter((event) => event.type === `response.${type}.delta`)
      .map(({ delta }) => delta)
      .join('');
  assert.deepEqual(
    [text('output_text'), text('reasoning_text'), text('function_call_arguments')],
    ['one two three', 'let me see', '{"a":1}'],
  );
  assert.deepEqual((told.at(-1)!.response as Wire).output, whole.output);
  assert.deepEqual(
    eventsOf(await replay(whole.id, 9999)).map(({ type }) => type),
    ['response.completed'],
  );
  assert.equal((await call('GET', `responses/${whole.id}?stream=true&starting_after=x`)).status, 400);
});
