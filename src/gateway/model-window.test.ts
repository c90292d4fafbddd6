import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { windowInError } from '../agent/window.ts';
import { demoModel } from '../local/testing.ts';
import { defined } from '../json.ts';
import { readConfig } from '../provider/config.ts';
import { startFakeUpstream, type Answer } from '../testing/upstream.ts';
import type { ChatEvent, Wire } from '../types.ts';
import { leastTokens, refusedSentence, tooLongSentence } from './model-window.ts';
import { openCatalog } from './open-catalog.ts';

const embedded = demoModel();
/** `n` times eight characters without runs of one character: at least n tokens. */
const words = (n: number): string => 'overlap '.repeat(n);

/** What the upstream got, and how the model ended, when `model` is asked `question` with these fields. */
const ask = async (
  t: TestContext,
  { preset, model, entry = {}, serverWindow, says = 'Yes.' }: AskOptions,
  question: string,
  fields: { maxTokens?: number } = {},
) => {
  const upstream = await startFakeUpstream(() => says, { models: [model], ...defined({ window: serverWindow }) });
  t.after(() => upstream.close());
  const text = JSON.stringify({ providers: { p: { preset, baseUrl: upstream.url, models: { [model]: entry } } } });
  const opened = await openCatalog({ model: embedded, config: readConfig(text, 'mizan.json', '/'), env: {} });
  t.after(() => opened.close());
  let done: Extract<ChatEvent, { type: 'done' }> | undefined;
  const chat = opened.chat(model);
  for await (const event of chat({ messages: [{ role: 'user', content: question }], ...fields }))
    if (event.type === 'done') done = event;
  const bodies = upstream.requests.map(({ body }) => body);
  return { bodies, done: done!, window: (await opened.probe(model, { withTools: false }))?.window };
};
type AskOptions = { preset: string; model: string; entry?: Wire; serverWindow?: number; says?: Answer };

test('an agent knows the window that the server says, else the longest of the card', async (t) => {
  for (const [options, window] of [
    [{ preset: 'vllm', model: 'Qwen/Qwen3-8B', serverWindow: 40_960 }, 40_960],
    [{ preset: 'vllm', model: 'Qwen/Qwen3-8B' }, 131_072],
    [{ preset: 'openai', model: 'Qwen/Qwen3-8B' }, 131_072],
    [{ preset: 'openai', model: 'gpt-4o' }, undefined],
  ] as const)
    assert.equal((await ask(t, options, 'Hello?')).window, window, JSON.stringify(options));
});

test('what can not fit is not sent, and the sentence has the numbers; what the server has room for is sent', async (t) => {
  const small = { preset: 'openai', model: 'smollm2:1.7b' };
  for (const [options, tokens, sent, says] of [
    [small, 7000, true, undefined],
    [small, 9000, false, /takes at least 9,\d{3} tokens, and the window has 8,192 \(the longest that the card/],
    [{ ...small, preset: 'vllm', serverWindow: 65_536 }, 9000, true, undefined],
    [{ ...small, preset: 'vllm', serverWindow: 4096 }, 9000, false, /has 4,096 \(as its server says\); shorten/],
    [{ ...small, entry: { contextLength: 2000 } }, 3000, false, /has 2,000 \(as the config says\)/],
    [{ ...small, entry: { family: false } }, 9000, true, undefined],
  ] as const) {
    const { bodies, done } = await ask(t, options, words(tokens));
    const name = JSON.stringify([options, tokens]);
    assert.equal(bodies.length, sent ? 1 : 0, name);
    assert.equal(done.failure?.code, sent ? undefined : 'context_length_exceeded', name);
    if (says) assert.match(done.failure!.message, says);
  }
});

test('a reply is not asked to be longer than the window leaves room for', async (t) => {
  const small = { preset: 'openai', model: 'smollm2:1.7b' };
  for (const [options, maxTokens, most] of [
    [small, 500, 500],
    [small, 20_000, 7192],
    [{ ...small, preset: 'vllm', serverWindow: 65_536 }, 20_000, 20_000],
    [{ preset: 'openai', model: 'gpt-4o' }, 20_000, 20_000],
  ] as const) {
    const { bodies } = await ask(t, options, words(1000), { maxTokens });
    const sent = bodies[0]!.max_tokens ?? bodies[0]!.max_completion_tokens;
    assert.ok(Math.abs((sent as number) - most) <= 10, `${JSON.stringify(options)} ${String(sent)}`);
  }
});

test("a server's own refusal is told in words, with its number or that of the card", async (t) => {
  const says = {
    status: 400,
    body: { error: { message: "This model's maximum context length is 4096 tokens. You requested 5000." } },
  };
  const { done } = await ask(t, { preset: 'openai', model: 'qwen3:8b', says }, 'Hello?');
  assert.equal(done.failure?.code, 'context_length_exceeded');
  assert.match(
    done.failure.message,
    /^the conversation is too long for qwen3:8b: its window has 4,096 tokens; shorten/,
  );
  assert.match(done.failure.message, /The server said: This model's maximum context length is 4096 tokens/);
  assert.equal(windowInError(done.failure.message), 4096, 'an agent still reads the window in it');
  const declared = { tokens: 131_072, by: 'family' } as const;
  assert.match(refusedSentence('m', 'prompt is too long', declared), /has at most 131,072 tokens; shorten/);
  assert.match(refusedSentence('m', 'prompt is too long', undefined), /^the conversation is too long for m; shorten/);
  assert.match(tooLongSentence('m', 9000, declared), /"contextLength" in the config$/);
});

test('tokens are counted too low: runs of one character count as one', () => {
  const least = (content: string): number => leastTokens({ messages: [{ role: 'user', content }] });
  assert.equal(least(' '.repeat(80_000)), 1);
  assert.equal(least('abcdefgh'), 1);
  assert.equal(least(words(100)), 100);
});
