/** Conversations and background answers over HTTP, against scripted models on a free port. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { scriptedChat } from '../../testing/scripted-chat.ts';
import type { Chat, ChatEvent } from '../../types.ts';
import { startFake } from '../testing.ts';
import { openConversations } from './store.ts';

const ID = 'answer-0001';
const DEADLINE = 20_000;

/** A model whose answer waits in its middle until it is let go, or until it is cancelled. */
const pausing = () => {
  const gate = Promise.withResolvers<void>();
  let cancelled = false;
  const chat: Chat = async function* ({ signal }) {
    const delta = (text: string): ChatEvent => ({ type: 'delta', index: 0, section: 'answer', text, tokens: 1 });
    yield delta('half ');
    await Promise.race([gate.promise, new Promise((resolve) => signal?.addEventListener('abort', resolve))]);
    cancelled = signal?.aborted === true;
    if (!cancelled) yield delta('whole');
    const finish = cancelled ? ('cancelled' as const) : ('stop' as const);
    const reply = { index: 0, plan: '', reasoning: '', content: 'half whole', finish, tokens: 2, logprob: 0 };
    yield { type: 'done', reply, usage: { promptTokens: 1, completionTokens: 2 }, seconds: 0 };
  };
  return { chat, letGo: () => gate.resolve(), wasCancelled: () => cancelled };
};

const failingChat: Chat = async function* () {
  const message = 'the model is on fire';
  const reply = {
    index: 0,
    plan: '',
    reasoning: '',
    content: message,
    finish: 'error' as const,
    tokens: 0,
    logprob: 0,
  };
  yield {
    type: 'done',
    reply,
    usage: { promptTokens: 0, completionTokens: 0 },
    seconds: 0,
    failure: { status: 502, type: 'upstream_error', message },
  };
};

const serve = async (t: TestContext, chat: Chat, folder = ':memory:') => {
  const conversations = openConversations(folder);
  const { server, url, reported } = await startFake({ model: chat }, { conversations });
  const call = (path: string, method = 'GET', body?: unknown, headers: Record<string, string> = {}) =>
    fetch(`${url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const ask = (id: string) =>
    call(
      '/v1/chat/completions',
      'POST',
      { model: 'model', stream: true, messages: [{ role: 'user', content: 'x' }] },
      { 'x-mizan-answer': id },
    );
  let open = true;
  const stop = async (): Promise<void> => {
    if (open) await server.stop(0);
    if (open) conversations.close();
    open = false;
  };
  t.after(async () => {
    await stop();
    assert.deepEqual(reported, []);
  });
  return { call, ask, stop };
};

const until = async (read: () => boolean | Promise<boolean>, what: string): Promise<void> => {
  const end = performance.now() + DEADLINE;
  while (!(await read())) {
    assert.ok(performance.now() < end, what);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

/** Reads a stream until its text holds `part`. */
const readUntil = async (response: Response, part: string): Promise<string> => {
  const reader = response.body!.getReader();
  const decoder = new TextDecoder();
  let text = '';
  while (!text.includes(part)) {
    const { done, value } = await reader.read();
    assert.ok(!done, `the stream ended without ${part}: ${text}`);
    text += decoder.decode(value, { stream: true });
  }
  await reader.cancel();
  return text;
};

test('an answer goes on when its client leaves, and is followed from any frame, live and later', async (t) => {
  const model = pausing();
  const { call, ask } = await serve(t, model.chat);
  const first = await readUntil(await ask(ID), 'half ');
  assert.match(first, /^id: 0:\d+$/m);
  assert.equal((await ask(ID)).status, 409, 'an id is given once');
  const live = await call(`/v1/mizan/answers/${ID}?starting_after=0`);
  const rest = readUntil(live, '[DONE]');
  model.letGo();
  assert.match(await rest, /whole[\s\S]*"finish_reason":"stop"/);
  assert.equal(model.wasCancelled(), false);
  const again = await (await call(`/v1/mizan/answers/${ID}`)).text();
  assert.equal(again.match(/^id: /gm)!.length, again.match(/^data: /gm)!.length, 'each event has its number');
  assert.match(again, /half [\s\S]*whole[\s\S]*\[DONE\]/);
  const tail = await (await call(`/v1/mizan/answers/${ID}?starting_after=0`)).text();
  assert.ok(!tail.includes('half ') && tail.includes('whole'), tail);
  assert.equal(
    ((await (await call(`/v1/mizan/answers/${ID}`, 'DELETE')).json()) as { deleted: boolean }).deleted,
    true,
  );
  assert.equal((await call(`/v1/mizan/answers/${ID}`)).status, 404);
});

test('cancel ends the model, and a client that follows hears of it', async (t) => {
  const model = pausing();
  const { call, ask } = await serve(t, model.chat);
  await readUntil(await ask(ID), 'half ');
  assert.deepEqual(await (await call(`/v1/mizan/answers/${ID}/cancel`, 'POST')).json(), {
    object: 'answer',
    id: ID,
    cancelled: true,
  });
  await until(model.wasCancelled, 'the model is cancelled');
  const text = await (await call(`/v1/mizan/answers/${ID}`)).text();
  assert.match(text, /the request was cancelled[\s\S]*\[DONE\]/);
});

test('a failure is kept too, and a finished answer outlives the server', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-conversations-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const failing = await serve(t, failingChat, folder);
  const refused = await failing.ask(ID);
  assert.equal(refused.status, 502);
  assert.match(await (await failing.call(`/v1/mizan/answers/${ID}`)).text(), /on fire[\s\S]*\[DONE\]/);
  await failing.stop();
  const server = await serve(t, scriptedChat({ replies: () => 'Fine.' }), folder);
  await readUntil(await server.ask('answer-0002'), '[DONE]');
  await server.stop();
  const later = await serve(t, scriptedChat({}), folder);
  assert.match(await (await later.call('/v1/mizan/answers/answer-0002')).text(), /Fine\.[\s\S]*\[DONE\]/);
});

test('documents: changes in order, a newer one is never overwritten, deleted with their turns', async (t) => {
  const { call } = await serve(t, scriptedChat({}));
  const list = async (after = 0) =>
    (await (await call(`/v1/mizan/conversations?after=${after}`)).json()) as {
      data: { kind: string; id: string; value?: { title?: string; question?: string } }[];
      seq: number;
    };
  const put = (path: string, base: number, value: object) => call(path, 'PUT', { base, value });
  const one = '/v1/mizan/conversations/conv-0001';
  assert.equal((await put(one, 0, { title: 'a' })).status, 200);
  const { seq } = (await (await put(`${one}/turns/turn-0001`, 0, { question: 'q' })).json()) as { seq: number };
  const conflict = await put(`${one}/turns/turn-0001`, 0, { question: 'other' });
  assert.equal(conflict.status, 409);
  assert.equal(((await conflict.json()) as { newer: { value: { question: string } } }).newer.value.question, 'q');
  assert.equal((await put(`${one}/turns/turn-0001`, seq, { question: 'edited' })).status, 200);
  const all = await list();
  assert.deepEqual(
    all.data.map(({ kind, value }) => [kind, value?.title ?? value?.question]),
    [
      ['conversation', 'a'],
      ['turn', 'edited'],
    ],
  );
  assert.deepEqual((await list(all.seq)).data, []);
  assert.equal((await call(one, 'DELETE')).status, 200);
  assert.deepEqual(
    (await list(all.seq)).data.map(({ id, value }) => [id, value]),
    [
      ['conv-0001', undefined],
      ['turn-0001', undefined],
    ],
  );
  assert.equal((await put(one, 0, { title: 'back' })).status, 200, 'what was deleted may come back');
  for (const [path, method, body] of [
    ['/v1/mizan/conversations/x', 'PUT', { value: {} }],
    [one, 'PUT', { value: 3 }],
    [one, 'PUT', { value: {}, more: 1 }],
    ['/v1/mizan/conversations?after=-1', 'GET', undefined],
    ['/v1/mizan/answers/..%2Fx', 'GET', undefined],
  ] as const)
    assert.equal((await call(path, method, body)).status, 400, `${method} ${path}`);
});
