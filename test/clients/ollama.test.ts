/**
 * The contract of the door with the official `ollama` client: chat, generate, tools, thoughts, pictures, formats,
 * models, errors.
 */
import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { Ollama, type Message } from 'ollama';
import { ADD, lastTurns, leaving, openDoor, PERSON, QUESTION, type Door, type DoorOptions } from './door.ts';

const open = async (t: TestContext, options: DoorOptions = {}): Promise<{ door: Door; client: Ollama }> => {
  const door = await openDoor(t, options);
  const headers = { authorization: `Bearer ${door.key}` };
  return { door, client: new Ollama({ host: door.url, headers }) };
};
const MODELS = ['up', 'up:latest', 'up:n=2,plan=none', 'mizan'];
const tools = [{ type: 'function', function: ADD }] as unknown as NonNullable<Parameters<Ollama['chat']>[0]['tools']>;
const says = (content: string): Message[] => [{ role: 'user', content }];

test('ollama: chat and generate, whole and streamed, are the same', async (t) => {
  const { client } = await open(t);
  for (const model of MODELS) {
    const whole = await client.chat({ model, messages: says('hello') });
    assert.deepEqual([whole.done, whole.done_reason, whole.model], [true, 'stop', model]);
    assert.ok(whole.prompt_eval_count > 0 && whole.eval_count > 0 && whole.total_duration >= 0);
    assert.ok(whole.message.thinking);
    let [content, thinking] = ['', ''];
    for await (const part of await client.chat({ model, messages: says('hello'), stream: true })) {
      content += part.message.content;
      thinking += part.message.thinking ?? '';
    }
    assert.equal(content, whole.message.content);
    assert.ok(thinking !== '');
    const generated = await client.generate({ model, prompt: 'hello', system: 'be kind' });
    assert.equal(generated.response, content);
    let text = '';
    for await (const part of await client.generate({ model, prompt: 'hello', stream: true })) text += part.response;
    assert.equal(text, content);
    const quiet = await client.chat({ model, messages: says('hello'), think: false });
    assert.equal(quiet.message.thinking, undefined);
  }
});

test('ollama: tools over three turns, matched by name and order', async (t) => {
  const { client, door } = await open(t);
  for (const streaming of [false, true]) {
    const messages = says('add these');
    for (;;) {
      let message: Message = { role: 'assistant', content: '' };
      if (streaming)
        for await (const { message: part } of await client.chat({ model: 'up', messages, tools, stream: true }))
          message = {
            ...message,
            content: message.content + part.content,
            ...(part.tool_calls && { tool_calls: part.tool_calls }),
          };
      else ({ message } = await client.chat({ model: 'up', messages, tools }));
      messages.push(message);
      if (!message.tool_calls?.length) {
        assert.equal(message.content, 'the sum is 10');
        break;
      }
      for (const { function: call } of message.tool_calls) {
        const { a, b } = call.arguments as { a: number; b: number };
        messages.push({ role: 'tool', content: String(a + b), tool_name: call.name });
      }
    }
    const turns = lastTurns(door);
    const ids = (turns[1]!.tool_calls as { id: string }[]).map(({ id }) => id);
    assert.deepEqual([turns[2]!.tool_call_id, turns[3]!.tool_call_id], ids);
  }
});

test('ollama: options, formats and pictures reach the model', async (t) => {
  const { client, door } = await open(t);
  const format = PERSON as unknown as object;
  const person = await client.chat({ model: 'up', messages: says('a person'), format });
  assert.deepEqual(JSON.parse(person.message.content), { name: 'Ada', age: 36 });
  const cut = await client.chat({
    model: 'up',
    messages: [{ role: 'user', content: 'hello', images: ['/9j/AAAA'] }],
    options: { num_predict: 3, temperature: 0.5, seed: 7, stop: ['END'], num_ctx: 4096, top_k: 9 },
    keep_alive: '5m',
  });
  assert.equal(cut.done, true);
  const { body } = door.requests.at(-1)!;
  assert.deepEqual(
    [body.max_tokens ?? body.max_completion_tokens, body.temperature, body.seed, body.stop, body.top_k, body.num_ctx],
    [3, 0.5, 7, ['END'], 9, undefined],
  );
  assert.deepEqual(lastTurns(door)[0]!.content, [
    { type: 'text', text: 'hello' },
    { type: 'image_url', image_url: { url: 'data:image/jpeg;base64,/9j/AAAA' } },
  ]);
});

test('ollama: models, versions, loading', async (t) => {
  const { client, door } = await open(t);
  assert.deepEqual(
    (await client.list()).models.map(({ name }) => name),
    ['mizan', 'mizan-1m', 'up'],
  );
  assert.match((await client.version()).version, /^\d+\.\d+\.\d+$/);
  assert.deepEqual((await client.ps()).models, []);
  assert.ok((await client.show({ model: 'up' })).capabilities.includes('completion'));
  const loaded = await client.generate({ model: 'up', prompt: '' });
  assert.deepEqual([loaded.done_reason, loaded.response], ['load', '']);
  assert.equal(door.requests.length, 0);
});

test('ollama: errors in its form, whole and within a stream; leaving stops the upstream', async (t) => {
  const { client, door } = await open(t);
  await assert.rejects(client.chat({ model: 'gone', messages: says('x') }), /no model called "gone"/);
  for (const status of [429, 500]) {
    await assert.rejects(client.chat({ model: 'up', messages: says(`fail ${status}`) }), /scripted/);
    await assert.rejects(client.chat({ model: 'up', messages: says(`fail ${status}`), stream: true }), /scripted/);
  }
  const stream = await client.chat({ model: 'up', messages: says('stall'), stream: true });
  const read = (async () => {
    for await (const _ of stream);
  })().catch(() => {});
  await leaving(door, () => {
    stream.abort();
  });
  await read;
  const bad: [string, object | string, RegExp][] = [
    ['chat', '{', /not valid JSON/],
    ['chat', {}, /model: is missing/],
    ['chat', { model: 'up', messages: 'x' }, /messages: must be a list/],
    ['chat', { model: 'up', messages: [{ role: 'robot' }] }, /messages\[0\]\.role/],
    ['chat', { model: 'up', messages: says('x'), format: 'yaml' }, /format: must be "json"/],
    ['chat', { model: 'up', messages: says('x'), options: { temperature: 9 } }, /temperature/],
    ['chat', { model: 'up', messages: says('x'), tools: [{}] }, /tools\[0\]\.function/],
    ['generate', { model: 'up', prompt: 'x', suffix: 'y' }, /suffix/],
    ['generate', { model: 'up', prompt: 7 }, /prompt: must be a string/],
    ['show', {}, /model: is missing/],
  ];
  for (const [path, body, says] of bad) {
    const response = await fetch(`${door.url}/api/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${door.key}` },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const answer = (await response.json()) as { error: string };
    assert.equal(response.status, 400, JSON.stringify(body));
    assert.match(answer.error, says);
  }
  const gone = await fetch(`${door.url}/api/pull`, { method: 'POST' });
  assert.deepEqual([gone.status, typeof ((await gone.json()) as { error: string }).error], [404, 'string']);
});

test('ollama: the embedded model answers', async (t) => {
  const { client } = await open(t, { embedded: true });
  const { message } = await client.chat({ model: 'mizan:low', messages: says(QUESTION.text) });
  assert.match(message.content, QUESTION.answer);
});
