/**
 * The AI SDK (the real `ai` package) over Mizan in process: text, thoughts, tools over two turns, objects, usage,
 * abort, errors.
 */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { generateText, jsonSchema, Output, stepCountIs, streamText, tool } from 'ai';
import { createMizan, languageModel, MizanError } from 'mizan/ai-sdk';
import { scriptedChat, type LoadedModel } from 'mizan';
import { startFakeUpstream, type UpstreamScript } from '../src/testing/upstream.ts';

const loaded = (chat: LoadedModel['chat']): LoadedModel => ({
  name: 'scripted',
  chat,
  folder: '/nowhere',
  sections: false,
  contextLength: 256,
  close: async () => {},
});
const unused = loaded(scriptedChat({}));

/** A provider over one scripted upstream, whose model is called qwen. */
const over = async (t: TestContext, script: UpstreamScript) => {
  const upstream = await startFakeUpstream(script);
  const mizan = createMizan({
    model: unused,
    config: {
      providers: { p: { baseUrl: upstream.url, models: { qwen: { price: { input: 1, output: 2 } } } } },
      roles: { solver: 'qwen' },
    },
  });
  t.after(async () => {
    await mizan.close();
    await upstream.close();
  });
  return { mizan, upstream };
};

test('generateText: several candidates, one answer, all of them paid for, the decision beside it', async (t) => {
  const { mizan, upstream } = await over(t, (seen) =>
    JSON.stringify(seen.body).includes('<plan> and </plan>')
      ? '<plan>look it up</plan>'
      : { content: 'Paris', reasoning: 'of France' },
  );
  const { text, reasoningText, usage, finishReason, providerMetadata } = await generateText({
    model: mizan('mizan'),
    prompt: 'What is the capital of France?',
    reasoning: 'high',
    providerOptions: { mizan: { n: 2, plan: 'shared' } },
  });
  assert.equal(text, 'Paris');
  assert.match(reasoningText ?? '', /of France/);
  assert.equal(finishReason, 'stop');
  assert.equal(upstream.requests.length, 3);
  const written = upstream.requests.length - 1;
  assert.ok(usage.outputTokens! >= 3 * written, `${usage.outputTokens} tokens of two candidates and a plan`);
  const { decision, settings } = providerMetadata!.mizan as {
    decision: { rule: string };
    settings: { n: number; effort: string };
  };
  assert.equal(decision.rule, 'majority');
  assert.deepEqual([settings.effort, settings.n], ['high', 2]);
});

test('streamText: a plain model streams straight through, one that selects streams its thoughts first', async (t) => {
  const { mizan } = await over(t, () => ({ content: 'It is Paris', reasoning: 'of France' }));
  for (const name of ['qwen', 'qwen:n=2,plan=none']) {
    const types: string[] = [];
    let text = '';
    let thought = '';
    for await (const part of streamText({ model: mizan(name), prompt: 'What is the capital of France?' }).fullStream) {
      if (types.at(-1) !== part.type) types.push(part.type);
      if (part.type === 'text-delta') text += part.text;
      if (part.type === 'reasoning-delta') thought += part.text;
      assert.notEqual(part.type, 'error');
    }
    assert.equal(text, 'It is Paris', name);
    assert.match(thought, /of France/);
    assert.ok(types.indexOf('reasoning-delta') < types.indexOf('text-delta'), types.join(' '));
    assert.equal(types.at(-1), 'finish');
  }
});

test('tools over two turns: the call, its arguments in pieces, the result, the answer', async (t) => {
  const { mizan, upstream } = await over(t, (seen) => {
    const { messages } = seen.body as { messages: { role: string; content: string }[] };
    return messages.at(-1)!.role === 'tool'
      ? `It is ${messages.at(-1)!.content}`
      : { toolCalls: [{ id: 'call_a', name: 'weather', arguments: '{"city": "Paris"}' }] };
  });
  const prompts: string[] = [];
  const weather = tool({
    description: 'The weather of a city',
    inputSchema: jsonSchema<{ city: string }>({
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
    }),
    execute: ({ city }) => {
      prompts.push(city);
      return 'sunny';
    },
  });
  const common = {
    model: mizan('mizan'),
    prompt: 'What is the weather in Paris?',
    tools: { weather },
    stopWhen: stepCountIs(3),
  };
  assert.equal((await generateText(common)).text, 'It is sunny');
  const streamed = streamText(common);
  let text = '';
  for await (const piece of streamed.textStream) text += piece;
  assert.equal(text, 'It is sunny');
  assert.deepEqual(prompts, ['Paris', 'Paris']);
  const { messages, tools } = upstream.requests[1]!.body as {
    messages: { role: string; tool_call_id?: string; tool_calls?: { id: string }[] }[];
    tools: unknown[];
  };
  assert.deepEqual(
    messages.map((message) => message.role),
    ['user', 'assistant', 'tool'],
  );
  assert.deepEqual([messages[1]!.tool_calls![0]!.id, messages[2]!.tool_call_id, tools.length], ['call_a', 'call_a', 1]);
});

test('an object of a schema', async (t) => {
  const { mizan } = await over(t, () => '{"capital": "Paris"}');
  const schema = jsonSchema<{ capital: string }>({
    type: 'object',
    properties: { capital: { type: 'string' } },
    required: ['capital'],
    additionalProperties: false,
  });
  const { output } = await generateText({
    model: mizan('mizan'),
    prompt: 'What is the capital of France?',
    output: Output.object({ schema }),
    providerOptions: { mizan: { n: 2, plan: 'none' } },
  });
  assert.deepEqual(output, { capital: 'Paris' });
});

test('an abort ends the call and everything below it within a second', async (t) => {
  const { mizan, upstream } = await over(t, () => ({ content: 'a long one', fault: 'stall', after: 1 }));
  const stop = new AbortController();
  const call = generateText({
    model: mizan('mizan'),
    prompt: 'What is the capital of France?',
    abortSignal: stop.signal,
    providerOptions: { mizan: { n: 3, plan: 'none' } },
  });
  while (upstream.active() === 0)
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  const before = performance.now();
  stop.abort();
  await assert.rejects(call, { name: 'AbortError' });
  while (upstream.active() > 0)
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  assert.ok(performance.now() - before < 1000);
});

test("what can't be done is said: an unknown model, a failing one, a wrong option, a closed provider", async (t) => {
  const { mizan } = await over(t, () => ({ status: 400, body: { error: { message: 'the context is too long' } } }));
  const ask = (name: string, options = {}) =>
    generateText({ model: mizan(name), prompt: 'What is the capital of France?', maxRetries: 0, ...options });
  await assert.rejects(ask('nobody'), /there is no model "nobody"; there are mizan, scripted, qwen/);
  await assert.rejects(ask('qwen'), /the context is too long/);
  await assert.rejects(
    ask('qwen', { providerOptions: { mizan: { candidates: 3 } } }),
    /mizan has no field "candidates"/,
  );
  await assert.rejects(
    generateText({
      model: languageModel(scriptedChat({ replies: [{ error: 'it broke' }] })),
      prompt: 'x',
      maxRetries: 0,
    }),
    /it broke/,
  );
  const closed = createMizan({ model: unused });
  await closed.close();
  await assert.rejects(generateText({ model: closed(), prompt: 'x', maxRetries: 0 }), /this provider is closed/);
  assert.throws(() => mizan.embeddingModel('x'), MizanError);
});
