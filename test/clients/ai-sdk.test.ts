/**
 * The contract of the door with the Vercel AI SDK over HTTP (@ai-sdk/openai-compatible): text, thoughts, tools,
 * objects, leaving, errors.
 */
import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, generateText, jsonSchema, Output, stepCountIs, streamText, tool } from 'ai';
import { ADD, lastTurns, leaving, openDoor, PERSON, QUESTION } from './door.ts';

const open = async (t: TestContext, options = {}) => {
  const door = await openDoor(t, options);
  return {
    door,
    provider: createOpenAICompatible({
      name: 'mizan',
      baseURL: door.base,
      apiKey: door.key,
      includeUsage: true,
      supportsStructuredOutputs: true,
    }),
  };
};
const MODELS = ['up', 'up:none'];
const add = tool({
  description: ADD.description,
  inputSchema: jsonSchema<{ a: number; b: number }>(ADD.parameters as Parameters<typeof jsonSchema>[0]),
  execute: async ({ a, b }) => a + b,
});

test('ai sdk: text and thoughts, whole and streamed', async (t) => {
  const { provider } = await open(t);
  for (const name of [...MODELS, 'up:n=2,plan=none']) {
    const whole = await generateText({ model: provider(name), prompt: 'hello' });
    assert.equal(whole.text, 'hello from the upstream');
    assert.match(whole.reasoningText!, /they greet/);
    const stream = streamText({ model: provider(name), prompt: 'hello' });
    assert.equal(await stream.text, 'hello from the upstream');
    assert.match((await stream.reasoningText)!, /they greet/);
    assert.deepEqual(
      [(await stream.usage).outputTokens, await stream.finishReason],
      [whole.usage.outputTokens, 'stop'],
    );
  }
});

test('ai sdk: tools over three turns', async (t) => {
  const { provider, door } = await open(t);
  for (const name of MODELS) {
    const options = { model: provider(name), prompt: 'add these', tools: { add }, stopWhen: stepCountIs(5) };
    const whole = await generateText(options);
    const stream = streamText(options);
    for (const [text, steps] of [
      [whole.text, whole.steps],
      [await stream.text, await stream.steps],
    ] as const) {
      assert.equal(text, 'the sum is 10');
      assert.deepEqual(
        steps.map((step) => step.toolCalls.length),
        [2, 1, 0],
      );
    }
    const turns = lastTurns(door);
    assert.deepEqual(
      turns.map((turn) => turn.role),
      ['user', 'assistant', 'tool', 'tool', 'assistant', 'tool'],
    );
    assert.equal(turns[1]!.reasoning_content, 'both sums at once');
  }
});

test('ai sdk: objects fit their schema or fail loudly', async (t) => {
  const { provider } = await open(t);
  const output = Output.object({
    schema: jsonSchema<{ name: string; age: number }>(PERSON as Parameters<typeof jsonSchema>[0]),
  });
  for (const name of MODELS) {
    const { output: found } = await generateText({ model: provider(name), prompt: 'a person', output });
    assert.deepEqual(found, { name: 'Ada', age: 36 });
    await assert.rejects(
      generateText({ model: provider(name), prompt: 'no person', output, maxRetries: 0 }),
      (error: unknown) => APICallError.isInstance(error) && error.statusCode === 422,
    );
  }
});

test('ai sdk: leaving stops the upstream within a second', async (t) => {
  const { provider, door } = await open(t);
  for (const name of MODELS) {
    const leave = new AbortController();
    const stream = streamText({ model: provider(name), prompt: 'stall', abortSignal: leave.signal, onError: () => {} });
    const read = (async () => {
      for await (const _ of stream.textStream);
    })().catch(() => {});
    await leaving(door, () => {
      leave.abort();
    });
    await read;
  }
});

test('ai sdk: errors with their status and whether to try again', async (t) => {
  const { provider } = await open(t);
  const ask = (name: string, prompt: string) => generateText({ model: provider(name), prompt, maxRetries: 0 });
  for (const [name, prompt, status, retried] of [
    ['gone', 'x', 404, false],
    ['up', 'fail 429', 429, true],
    ['up:none', 'fail 429', 429, true],
    ['up', 'fail 500', 500, true],
  ] as const) {
    await assert.rejects(
      ask(name, prompt),
      (error: unknown) =>
        APICallError.isInstance(error) &&
        (error.statusCode === status || (status === 500 && error.statusCode === 502)) &&
        error.isRetryable === retried &&
        (status !== 429 || error.responseHeaders?.['retry-after'] === '7'),
    );
  }
});

test('ai sdk: the embedded model thinks', async (t) => {
  const { provider } = await open(t, { embedded: true });
  const stream = streamText({ model: provider('mizan'), prompt: QUESTION.text });
  assert.match(await stream.text, QUESTION.answer);
  assert.ok((await stream.reasoningText)!.length > 0);
});
