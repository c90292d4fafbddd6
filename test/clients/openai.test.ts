/**
 * The contract of the door with the official `openai` SDK: chat, streams, tools over turns, schemas, responses,
 * leaving, errors.
 */
import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import OpenAI from 'openai';
import { ADD, lastTurns, leaving, openDoor, PERSON, QUESTION, type Door } from './door.ts';

const open = async (t: TestContext, options = {}): Promise<{ door: Door; client: OpenAI }> => {
  const door = await openDoor(t, options);
  return { door, client: new OpenAI({ baseURL: door.base, apiKey: door.key, maxRetries: 0 }) };
};
const says = (content: string): { role: 'user'; content: string }[] => [{ role: 'user', content }];
const tool = { type: 'function' as const, function: ADD };
const strict = { type: 'json_schema' as const, json_schema: { name: 'person', schema: PERSON, strict: true } };
/** Plain, and with thinking on top: one is bytes of the upstream, the other is spelled by the door. */
const MODELS = ['up', 'up:none'];

test('openai: chat, whole and streamed, are the same', async (t) => {
  const { client } = await open(t);
  for (const model of [...MODELS, 'up:n=2,plan=none']) {
    const { data, request_id: id } = await client.chat.completions
      .create({ model, messages: says('hello') })
      .withResponse();
    assert.equal(data.choices[0]!.message.content, 'hello from the upstream');
    assert.match(id!, /^req_/);
    let text = '';
    let thought = '';
    let usage: OpenAI.CompletionUsage | null | undefined;
    for await (const chunk of await client.chat.completions.create({
      model,
      messages: says('hello'),
      stream: true,
      stream_options: { include_usage: true },
    })) {
      text += chunk.choices[0]?.delta.content ?? '';
      thought += (chunk.choices[0]?.delta as { reasoning_content?: string } | undefined)?.reasoning_content ?? '';
      usage = chunk.usage ?? usage;
    }
    assert.equal(text, 'hello from the upstream');
    assert.match(thought, /they greet/);
    assert.deepEqual(
      [usage!.prompt_tokens, usage!.completion_tokens],
      [data.usage!.prompt_tokens, data.usage!.completion_tokens],
      model,
    );
  }
});

test('openai: the helper that gathers a stream, n, stop, seed and what travels on', async (t) => {
  const { client, door } = await open(t);
  for (const model of MODELS) {
    const stream = client.chat.completions.stream({
      model,
      messages: says('hello'),
      n: 2,
      seed: 5,
      stop: ['END'],
      temperature: 0.5,
    });
    const final = await stream.finalChatCompletion();
    assert.deepEqual(
      final.choices.map((choice) => [choice.index, choice.message.content, choice.finish_reason]),
      [
        [0, 'hello from the upstream', 'stop'],
        [1, 'hello from the upstream', 'stop'],
      ],
    );
    const { body } = door.requests.at(-1)!;
    assert.deepEqual([[body.stop].flat(), body.temperature], [['END'], 0.5]);
    if (model === 'up')
      assert.deepEqual(
        door.requests
          .slice(-2)
          .map((request) => [request.body.n, request.body.seed])
          .sort(),
        [
          [undefined, 5],
          [undefined, 6],
        ],
        'nothing says that it draws several: one call each',
      );
  }
});

test('openai: tools over three turns, thoughts given back verbatim', async (t) => {
  const { client, door } = await open(t);
  for (const model of [...MODELS, 'up:high']) {
    for (const streaming of [false, true]) {
      const messages: OpenAI.ChatCompletionMessageParam[] = says('add these');
      for (let turn = 0; ; turn++) {
        const body = { model, messages, tools: [tool] };
        const {
          choices: [choice],
        } = streaming
          ? await client.chat.completions.stream(body).finalChatCompletion()
          : await client.chat.completions.create(body);
        messages.push(choice!.message);
        if (!choice!.message.tool_calls?.length) break;
        assert.equal(choice!.finish_reason, 'tool_calls');
        assert.equal(choice!.message.tool_calls.length, turn === 0 ? 2 : 1);
        for (const call of choice!.message.tool_calls) {
          assert.ok(call.type === 'function');
          const { a, b } = JSON.parse(call.function.arguments) as { a: number; b: number };
          messages.push({ role: 'tool', tool_call_id: call.id, content: String(a + b) });
        }
      }
      assert.equal(messages.at(-1)!.content, 'the sum is 10');
      const turns = lastTurns(door);
      assert.deepEqual(
        turns.map((turn) => turn.role),
        ['user', 'assistant', 'tool', 'tool', 'assistant', 'tool'],
      );
      assert.deepEqual(
        (turns[1]!.tool_calls as { id: string }[]).map((call) => call.id),
        ['call_a', 'call_b'],
      );
      if (!streaming)
        assert.deepEqual(
          [turns[1]!.reasoning_content, turns[4]!.reasoning_content],
          ['both sums at once', 'now the sum of sums'],
        );
    }
  }
});

test('openai: a strict schema is kept or fails loudly', async (t) => {
  const { client } = await open(t);
  for (const model of MODELS) {
    const parsed = await client.chat.completions.parse({ model, messages: says('a person'), response_format: strict });
    assert.deepEqual(JSON.parse(parsed.choices[0]!.message.content!), { name: 'Ada', age: 36 });
    for (const stream of [false, true]) {
      await assert.rejects(
        async () => {
          const answer = await client.chat.completions.create({
            model,
            messages: says('no person'),
            response_format: strict,
            stream,
          });
          if (Symbol.asyncIterator in answer) for await (const _ of answer);
        },
        (error: InstanceType<typeof OpenAI.APIError>) => error.status === 422 && error.code === 'json_schema_violation',
      );
    }
  }
});

test('openai: leaving stops the upstream within a second', async (t) => {
  const { client, door } = await open(t);
  for (const model of [...MODELS, 'up:n=3,plan=none']) {
    const leave = new AbortController();
    const stream = await client.chat.completions.create(
      { model, messages: says('stall'), stream: true },
      { signal: leave.signal },
    );
    const read = (async () => {
      for await (const _ of stream);
    })().catch(() => {});
    await leaving(door, () => {
      leave.abort();
    });
    await read;
    const whole = new AbortController();
    const pending = client.chat.completions.create({ model, messages: says('stall') }, { signal: whole.signal });
    pending.catch(() => {});
    await leaving(door, () => {
      whole.abort();
    });
    await assert.rejects(pending, OpenAI.APIUserAbortError);
  }
  assert.ok(door.traces().every((trace) => trace.finish === 'cancelled'));
});

test('openai: errors by class, with code, field, retry-after and the name of the request', async (t) => {
  const { client, door } = await open(t);
  const ask = (model: string, content: string, more = {}) =>
    client.chat.completions.create({ model, messages: says(content), ...more });
  await assert.rejects(
    ask('gone', 'hello'),
    (error: unknown) =>
      error instanceof OpenAI.NotFoundError &&
      error.code === 'model_not_found' &&
      error.param === 'model' &&
      error.requestID!.startsWith('req_'),
  );
  await assert.rejects(
    ask('mizan', 'hello', { temperature: 9 }),
    (error: unknown) => error instanceof OpenAI.BadRequestError && error.param === 'temperature',
  );
  for (const model of MODELS) {
    await assert.rejects(
      ask(model, 'fail 429'),
      (error: unknown) => error instanceof OpenAI.RateLimitError && error.headers.get('retry-after') === '7',
    );
    await assert.rejects(ask(model, 'fail 500'), OpenAI.InternalServerError);
  }
  const stranger = new OpenAI({ baseURL: door.base, apiKey: `${door.key.slice(0, -4)}nope`, maxRetries: 0 });
  await assert.rejects(stranger.models.list(), OpenAI.AuthenticationError);
  assert.deepEqual(
    (await client.models.list()).data.map((row) => row.id),
    ['mizan', 'mizan-1m', 'up'],
  );
});

test('openai: responses, whole and streamed, with tools, schemas and thoughts', async (t) => {
  const { client, door } = await open(t);
  const plain = await client.responses.create({ model: 'up', input: 'hello', instructions: 'be kind' });
  assert.equal(plain.output_text, 'hello from the upstream');
  assert.deepEqual(lastTurns(door)[0], { role: 'system', content: 'be kind' });
  const input: OpenAI.Responses.ResponseInput = [{ role: 'user', content: 'add these' }];
  const tools: OpenAI.Responses.Tool[] = [{ type: 'function', strict: true, ...ADD }];
  for (let turn = 0; ; turn++) {
    const stream = client.responses.stream({ model: 'up', input, tools, reasoning: { summary: 'auto' } });
    const types = new Set<string>();
    for await (const event of stream) types.add(event.type);
    const { output, output_text: text } = await stream.finalResponse();
    for (const { ...item } of output) {
      delete (item as { parsed_arguments?: unknown }).parsed_arguments;
      input.push(item as OpenAI.Responses.ResponseInputItem);
    }
    const calls = output.filter((item) => item.type === 'function_call');
    if (calls.length === 0) {
      assert.equal(text, 'the sum is 10');
      break;
    }
    assert.ok(types.has('response.reasoning_summary_text.delta') && types.has('response.function_call_arguments.done'));
    assert.equal(calls.length, turn === 0 ? 2 : 1);
    for (const call of calls) {
      const { a, b } = JSON.parse(call.arguments) as { a: number; b: number };
      input.push({ type: 'function_call_output', call_id: call.call_id, output: String(a + b) });
    }
  }
  assert.equal(lastTurns(door)[1]!.reasoning_content, 'both sums at once');
  const format = { type: 'json_schema' as const, name: 'person', schema: PERSON, strict: true };
  const parsed = await client.responses.parse({ model: 'up', input: 'a person', text: { format } });
  assert.deepEqual(JSON.parse(parsed.output_text), { name: 'Ada', age: 36 });
  await assert.rejects(
    client.responses.create({ model: 'up', input: 'no person', text: { format } }),
    (error: InstanceType<typeof OpenAI.APIError>) => error.status === 422,
  );
  await assert.rejects(
    client.responses.create({ model: 'up', input: 'x', previous_response_id: 'resp_1' }),
    OpenAI.BadRequestError,
  );
  const leave = new AbortController();
  const stream = await client.responses.create({ model: 'up', input: 'stall', stream: true }, { signal: leave.signal });
  const read = (async () => {
    for await (const _ of stream);
  })().catch(() => {});
  await leaving(door, () => {
    leave.abort();
  });
  await read;
});

test('openai: the embedded model thinks, whole, streamed and as responses', async (t) => {
  const { client } = await open(t, { embedded: true });
  const whole = await client.chat.completions.create({
    model: 'mizan',
    messages: says(QUESTION.text),
    reasoning_effort: 'low',
    seed: 1,
  });
  assert.match(whole.choices[0]!.message.content!, QUESTION.answer);
  assert.ok(whole.usage!.completion_tokens_details!.reasoning_tokens! > 0);
  const stream = client.chat.completions.stream({ model: 'mizan:low', messages: says(QUESTION.text) });
  assert.match((await stream.finalChatCompletion()).choices[0]!.message.content!, QUESTION.answer);
  const response = await client.responses.create({
    model: 'mizan',
    input: QUESTION.text,
    reasoning: { effort: 'low' },
  });
  assert.match(response.output_text, QUESTION.answer);
  assert.equal(response.status, 'completed');
});
