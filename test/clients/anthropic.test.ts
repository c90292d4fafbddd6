/**
 * The contract of the door with the official `@anthropic-ai/sdk`: messages, streams, tools over turns, thoughts,
 * pictures, errors.
 */
import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import { ADD, lastTurns, leaving, openDoor, PERSON, QUESTION, type Door, type DoorOptions } from './door.ts';

const open = async (t: TestContext, options: DoorOptions = {}): Promise<{ door: Door; client: Anthropic }> => {
  const door = await openDoor(t, options);
  return { door, client: new Anthropic({ baseURL: door.url, apiKey: door.key, maxRetries: 0 }) };
};
const MODELS = ['up', 'up:n=2,plan=none', 'mizan'];
const TOOL: Anthropic.Tool = {
  name: ADD.name,
  description: ADD.description,
  input_schema: ADD.parameters as unknown as Anthropic.Tool.InputSchema,
};
const says = (content: string): Anthropic.MessageParam[] => [{ role: 'user', content }];
const kinds = (message: Anthropic.Message): string[] => message.content.map(({ type }) => type);
const textOf = (message: Anthropic.Message): string =>
  message.content.map((block) => (block.type === 'text' ? block.text : '')).join('');

test('anthropic: a message, whole and streamed, is the same; thoughts only where they were asked for', async (t) => {
  const { client, door } = await open(t);
  for (const model of MODELS) {
    const body = { model, max_tokens: 100, messages: says('hello'), system: 'be kind' };
    const whole = await client.messages.create(body);
    assert.deepEqual(
      [whole.type, whole.role, whole.stop_reason, kinds(whole)],
      ['message', 'assistant', 'end_turn', ['text']],
    );
    assert.ok(whole.usage.input_tokens > 0 && whole.usage.output_tokens > 0);
    const streamed = await client.messages.stream(body).finalMessage();
    assert.deepEqual([textOf(streamed), streamed.stop_reason], [textOf(whole), 'end_turn']);
    const thinking = { ...body, max_tokens: 5000, thinking: { type: 'enabled' as const, budget_tokens: 1024 } };
    assert.deepEqual(kinds(await client.messages.create(thinking)), ['thinking', 'text'], model);
    assert.deepEqual(kinds(await client.messages.stream(thinking).finalMessage()), ['thinking', 'text'], model);
  }
  assert.deepEqual(lastTurns(door)[0], { role: 'system', content: 'be kind' });
});

test('anthropic: the events of a stream come in its order', async (t) => {
  const { client } = await open(t);
  const types: string[] = [];
  const stream = await client.messages.create({
    model: 'up',
    max_tokens: 100,
    messages: says('add these'),
    tools: [TOOL],
    thinking: { type: 'enabled', budget_tokens: 1024 },
    stream: true,
  });
  for await (const event of stream) if (event.type !== types.at(-1)) types.push(event.type);
  const block = ['content_block_start', 'content_block_delta', 'content_block_stop'];
  assert.deepEqual(types, ['message_start', ...block, ...block, ...block, 'message_delta', 'message_stop']);
});

test('anthropic: tools over three turns, thoughts and calls given back', async (t) => {
  const { client, door } = await open(t);
  for (const streaming of [false, true])
    for (const model of ['up', 'up:low']) {
      const messages = says('add these');
      for (;;) {
        const body = {
          model,
          max_tokens: 5000,
          messages,
          tools: [TOOL],
          thinking: { type: 'enabled' as const, budget_tokens: 1024 },
        };
        const message = streaming
          ? await client.messages.stream(body).finalMessage()
          : await client.messages.create(body);
        messages.push({ role: 'assistant', content: message.content });
        const calls = message.content.filter((block) => block.type === 'tool_use');
        if (calls.length === 0) {
          assert.deepEqual([textOf(message), message.stop_reason], ['the sum is 10', 'end_turn']);
          break;
        }
        assert.equal(message.stop_reason, 'tool_use');
        messages.push({
          role: 'user',
          content: calls.map(({ id, input }) => {
            const { a, b } = input as { a: number; b: number };
            return { type: 'tool_result', tool_use_id: id, content: [{ type: 'text', text: String(a + b) }] };
          }),
        });
      }
      const turns = lastTurns(door);
      assert.deepEqual(
        turns.map(({ role }) => role),
        ['user', 'assistant', 'tool', 'tool', 'assistant', 'tool'],
      );
      if (model === 'up') assert.equal(turns[1]!.reasoning_content, 'both sums at once');
    }
});

test('anthropic: blocks of every kind reach the model, and what runs elsewhere is left out', async (t) => {
  const { client, door } = await open(t);
  const image = {
    type: 'image' as const,
    source: { type: 'base64' as const, media_type: 'image/png' as const, data: 'AAAA' },
  };
  const { response } = await client.messages
    .create({
      model: 'up',
      max_tokens: 100,
      system: [{ type: 'text', text: 'be kind', cache_control: { type: 'ephemeral' } }],
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'look', cache_control: { type: 'ephemeral' } }, image] },
        {
          role: 'assistant',
          content: [
            { type: 'redacted_thinking', data: 'x' },
            { type: 'tool_use', id: 't1', name: 'see', input: {} },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 't1', content: [image], is_error: false },
            { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'words' } },
          ],
        },
      ],
      tools: [{ type: 'web_search_20250305', name: 'web_search' }, TOOL],
      stop_sequences: ['END'],
      metadata: { user_id: 'u' },
      // Older clients send it; the current types have it no more.
      ...({ top_k: 5 } as object),
    })
    .withResponse();
  assert.equal(
    response.headers.get('x-mizan-left-out'),
    'tools[0] web_search_20250305, messages[1].content[0] redacted_thinking: not run by this server',
  );
  const picture = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } };
  assert.deepEqual(lastTurns(door), [
    { role: 'system', content: 'be kind' },
    { role: 'user', content: [{ type: 'text', text: 'look' }, picture] },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 't1', type: 'function', function: { name: 'see', arguments: '{}' } }],
    },
    { role: 'tool', tool_call_id: 't1', content: [picture] },
    { role: 'user', content: 'words' },
  ]);
  const { body } = door.requests.at(-1)!;
  assert.deepEqual([body.top_k, body.stop, body.metadata], [5, ['END'], undefined]);
});

test('anthropic: a schema, a choice of tools, a token limit, counting and models', async (t) => {
  const { client, door } = await open(t);
  const parsed = await client.messages.create({
    model: 'up',
    max_tokens: 100,
    messages: says('a person'),
    output_config: { format: { type: 'json_schema', schema: PERSON as unknown as Record<string, unknown> } },
  });
  assert.deepEqual(JSON.parse(textOf(parsed)), { name: 'Ada', age: 36 });
  await client.messages.create({
    model: 'up',
    max_tokens: 100,
    messages: says('add these'),
    tools: [TOOL],
    tool_choice: { type: 'any', disable_parallel_tool_use: true },
  });
  const { body } = door.requests.at(-1)!;
  assert.deepEqual([body.tool_choice, body.parallel_tool_calls], ['required', false]);
  const counted = await client.messages.countTokens({ model: 'up', messages: says('x'.repeat(400)) });
  assert.ok(counted.input_tokens >= 100 && counted.input_tokens < 200);
  const { data } = await client.models.list();
  assert.deepEqual(
    data.map(({ id }) => id),
    ['mizan', 'mizan-1m', 'up'],
  );
});

test('anthropic: errors by class, in its form, with retry-after; leaving stops the upstream', async (t) => {
  const { client, door } = await open(t);
  const ask = (model: string, content: string, more = {}) =>
    client.messages.create({ model, max_tokens: 100, messages: says(content), ...more });
  const isType = (type: string) => (error: unknown) =>
    error instanceof Anthropic.APIError && (error.error as { error: { type: string } }).error.type === type;
  await assert.rejects(
    ask('gone', 'x'),
    (error) => error instanceof Anthropic.NotFoundError && isType('not_found_error')(error),
  );
  await assert.rejects(ask('up', 'x', { temperature: 9 }), isType('invalid_request_error'));
  await assert.rejects(
    ask('up', 'fail 429'),
    (error) => error instanceof Anthropic.RateLimitError && error.headers.get('retry-after') === '7',
  );
  for (const stream of [false, true])
    await assert.rejects(ask('up', 'fail 500', { stream }), Anthropic.InternalServerError);
  const stranger = new Anthropic({ baseURL: door.url, apiKey: `${door.key.slice(0, -4)}nope`, maxRetries: 0 });
  await assert.rejects(
    stranger.messages.create({ model: 'up', max_tokens: 1, messages: says('x') }),
    Anthropic.AuthenticationError,
  );
  const stream = client.messages.stream({ model: 'up', max_tokens: 100, messages: says('stall') });
  const read = stream.done().catch(() => {});
  await leaving(door, () => {
    stream.abort();
  });
  await read;
});

test('anthropic: bad bodies of every shape are told what is wrong', async (t) => {
  const { door } = await open(t);
  const base = { model: 'up', max_tokens: 10, messages: says('x') };
  const bad: [object | string, RegExp][] = [
    ['{', /not valid JSON/],
    ['[]', /JSON object/],
    [{ ...base, model: undefined }, /model: is missing/],
    [{ ...base, max_tokens: undefined }, /max_tokens: is missing/],
    [{ ...base, max_tokens: 'many' }, /max_tokens: must be a number/],
    [{ ...base, messages: [] }, /messages: must not be empty/],
    [{ ...base, messages: 'x' }, /messages: must be a list/],
    [{ ...base, messages: [{ role: 'robot', content: 'x' }] }, /messages\[0\]\.role/],
    [{ ...base, messages: [{ role: 'user', content: [{ type: 'text' }] }] }, /messages\[0\]\.content/],
    [{ ...base, messages: [{ role: 'user', content: [{ type: 'image', source: { type: 'file' } }] }] }, /base64/],
    [{ ...base, messages: [{ role: 'user', content: [{ type: 'tool_result' }] }] }, /messages\[0\]\.content/],
    [{ ...base, system: 7 }, /system/],
    [{ ...base, tools: [{ input_schema: {} }] }, /tools\[0\]\.name/],
    [{ ...base, tool_choice: { type: 'tool', name: 'gone' } }, /called "gone"/],
    [{ ...base, tool_choice: { type: 'any' } }, /tools is empty/],
    [{ ...base, output_config: { format: { type: 'json_schema' } } }, /schema: must be an object/],
    [{ ...base, stream: 'yes' }, /stream: must be true or false/],
  ];
  for (const path of ['messages', 'messages/count_tokens'])
    for (const [body, says] of bad) {
      if (path !== 'messages' && says.source.includes('max_tokens: is missing')) continue;
      const response = await fetch(`${door.base}/${path}`, {
        method: 'POST',
        headers: { 'x-api-key': door.key },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      const answer = (await response.json()) as { type: string; error: { type: string; message: string } };
      assert.deepEqual(
        [response.status, answer.type, answer.error.type],
        [400, 'error', 'invalid_request_error'],
        JSON.stringify(body),
      );
      assert.match(answer.error.message, says);
    }
});

test('anthropic: the embedded model answers', async (t) => {
  const { client } = await open(t, { embedded: true });
  const message = await client.messages.create({
    model: 'mizan:low',
    max_tokens: 500,
    messages: says(QUESTION.text),
  });
  assert.match(textOf(message), QUESTION.answer);
});
