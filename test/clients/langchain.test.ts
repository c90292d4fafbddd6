/**
 * The contract of the door with LangChain.js (@langchain/openai): messages, streams, tools over turns, structured
 * output, leaving, errors.
 */
import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { AIMessageChunk, HumanMessage, ToolMessage, type BaseMessage } from '@langchain/core/messages';
import { ChatOpenAI } from '@langchain/openai';
import { ADD, lastTurns, leaving, openDoor, PERSON, QUESTION } from './door.ts';

const open = async (t: TestContext, options = {}) => {
  const door = await openDoor(t, options);
  const chat = (model: string, more = {}) =>
    new ChatOpenAI({ model, apiKey: door.key, maxRetries: 0, configuration: { baseURL: door.base }, ...more });
  return { door, chat };
};
const MODELS = ['up', 'up:none'];
const SURFACES = [{}, { useResponsesApi: true }];

test('langchain: messages, whole and streamed, over both surfaces', async (t) => {
  const { chat } = await open(t);
  for (const model of [...MODELS, 'up:n=2,plan=none']) {
    for (const surface of SURFACES) {
      const whole = await chat(model, surface).invoke('hello');
      assert.equal(whole.text, 'hello from the upstream');
      assert.ok(whole.usage_metadata!.output_tokens > 0);
      let gathered: AIMessageChunk | undefined;
      for await (const chunk of await chat(model, surface).stream('hello'))
        gathered = gathered ? gathered.concat(chunk) : chunk;
      assert.equal(gathered!.text, 'hello from the upstream');
      assert.equal(gathered!.usage_metadata!.output_tokens, whole.usage_metadata!.output_tokens);
    }
  }
});

/** The chunks of a stream as one message. */
const gathered = async (chunks: AsyncIterable<AIMessageChunk>): Promise<AIMessageChunk> => {
  let all: AIMessageChunk | undefined;
  for await (const chunk of chunks) all = all?.concat(chunk) ?? chunk;
  return all!;
};

test('langchain: tools over three turns, whole and streamed, over both surfaces', async (t) => {
  const { chat, door } = await open(t);
  const ways = SURFACES.flatMap((surface) => [false, true].map((streaming) => ({ surface, streaming })));
  for (const model of MODELS) {
    for (const { surface, streaming } of ways) {
      const bound = chat(model, surface).bindTools([{ type: 'function', function: ADD }]);
      const messages: BaseMessage[] = [new HumanMessage('add these')];
      for (let turn = 0; turn < 5; turn++) {
        const reply = streaming ? await gathered(await bound.stream(messages)) : await bound.invoke(messages);
        messages.push(reply);
        if (!reply.tool_calls?.length) break;
        for (const { id, args } of reply.tool_calls)
          messages.push(
            new ToolMessage({ tool_call_id: id!, content: String((args.a as number) + (args.b as number)) }),
          );
      }
      assert.equal(messages.at(-1)!.text, 'the sum is 10');
      assert.deepEqual(
        lastTurns(door).map((turn) => turn.role),
        ['user', 'assistant', 'tool', 'tool', 'assistant', 'tool'],
      );
    }
  }
});

test('langchain: structured output fits its schema or fails loudly', async (t) => {
  const { chat } = await open(t);
  for (const model of MODELS) {
    const structured = chat(model).withStructuredOutput(
      { title: 'human', ...PERSON },
      { method: 'jsonSchema', strict: true },
    );
    assert.deepEqual(await structured.invoke('a person'), { name: 'Ada', age: 36 });
    await assert.rejects(structured.invoke('no person'), (error: { status?: number }) => error.status === 422);
  }
});

test('langchain: leaving stops the upstream within a second', async (t) => {
  const { chat, door } = await open(t);
  for (const model of MODELS) {
    const leave = new AbortController();
    const read = (async () => {
      for await (const _ of await chat(model).stream('stall', { signal: leave.signal }));
    })().catch(() => {});
    await leaving(door, () => {
      leave.abort();
    });
    await read;
  }
});

test('langchain: errors keep their status', async (t) => {
  const { chat } = await open(t);
  for (const [model, text, status] of [
    ['gone', 'x', 404],
    ['up', 'fail 429', 429],
    ['up:none', 'fail 429', 429],
  ] as const) {
    await assert.rejects(chat(model).invoke(text), (error: { status?: number }) => error.status === status);
  }
});

test('langchain: the embedded model thinks', async (t) => {
  const { chat } = await open(t, { embedded: true });
  assert.match((await chat('mizan').invoke(QUESTION.text)).text, QUESTION.answer);
});
