/**
 * The contract of the door with the OpenAI Agents SDK: runs with tools, streams, typed output and errors, over both of
 * its surfaces.
 */
import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { Agent, OpenAIChatCompletionsModel, OpenAIResponsesModel, run, setTracingDisabled, tool } from '@openai/agents';
import OpenAI from 'openai';
import { z } from 'zod';
import { ADD, lastTurns, leaving, openDoor, QUESTION, type Door } from './door.ts';

setTracingDisabled(true);

const open = async (
  t: TestContext,
  options = {},
): Promise<{ door: Door; models: (name: string) => (OpenAIChatCompletionsModel | OpenAIResponsesModel)[] }> => {
  const door = await openDoor(t, options);
  const client = new OpenAI({ baseURL: door.base, apiKey: door.key, maxRetries: 0 });
  return {
    door,
    models: (name) => [new OpenAIChatCompletionsModel(client, name), new OpenAIResponsesModel(client, name)],
  };
};
const add = tool({
  name: 'add',
  description: ADD.description,
  parameters: z.object({ a: z.number(), b: z.number() }),
  execute: async ({ a, b }) => String(a + b),
});

test('agents: a run with tools over three turns, whole and streamed', async (t) => {
  const { models, door } = await open(t);
  for (const model of ['up', 'up:none'].flatMap(models)) {
    const agent = new Agent({ name: 'adder', instructions: 'use the tool', model, tools: [add] });
    assert.equal((await run(agent, 'add these')).finalOutput, 'the sum is 10');
    const stream = await run(agent, 'add these', { stream: true });
    let text = '';
    for await (const event of stream)
      if (event.type === 'raw_model_stream_event' && event.data.type === 'output_text_delta') text += event.data.delta;
    await stream.completed;
    assert.equal(text, 'the sum is 10');
    assert.equal(stream.finalOutput, 'the sum is 10');
    assert.deepEqual(
      lastTurns(door).map((turn) => turn.role),
      ['system', 'user', 'assistant', 'tool', 'tool', 'assistant', 'tool'],
    );
  }
});

test('agents: typed output fits or fails loudly', async (t) => {
  const { models } = await open(t);
  for (const model of models('up')) {
    const agent = new Agent({ name: 'teller', model, outputType: z.object({ name: z.string(), age: z.number() }) });
    assert.deepEqual((await run(agent, 'a person')).finalOutput, { name: 'Ada', age: 36 });
    await assert.rejects(run(agent, 'no person'), (error: { status?: number }) => error.status === 422);
  }
});

test('agents: leaving stops the upstream within a second, errors keep their status', async (t) => {
  const { models, door } = await open(t);
  for (const model of models('up')) {
    const agent = new Agent({ name: 'waiter', model });
    const leave = new AbortController();
    const read = (async () => {
      for await (const _ of await run(agent, 'stall', { stream: true, signal: leave.signal }));
    })().catch(() => {});
    await leaving(door, () => {
      leave.abort();
    });
    await read;
    await assert.rejects(run(agent, 'fail 429'), (error: { status?: number }) => error.status === 429);
  }
});

test('agents: the embedded model thinks', async (t) => {
  const { models } = await open(t, { embedded: true });
  for (const model of models('mizan'))
    assert.match((await run(new Agent({ name: 'thinker', model }), QUESTION.text)).finalOutput!, QUESTION.answer);
});
