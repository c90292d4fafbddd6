import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { readConfig } from '../provider/config.ts';
import { startFakeUpstream } from '../testing/upstream.ts';
import type { Wire } from '../types.ts';
import { openCatalog } from './open-catalog.ts';
import { demoModel } from '../local/testing.ts';

const embedded = demoModel();

/**
 * Bodies that an upstream gets when `mizan` answers, by what they ask for; `about` as GET /v1/models shows the model.
 */
const bodiesFor = async (t: TestContext, preset: string, models: Wire, fields = {}, request = {}) => {
  const isPlan = (body: Wire): boolean => JSON.stringify(body.messages).includes('<plan> and </plan>');
  const upstream = await startFakeUpstream(({ body }) => (isPlan(body) ? '<plan>count</plan>' : 'The answer is 7.'));
  t.after(() => upstream.close());
  const config = readConfig(
    JSON.stringify({ providers: { p: { preset, baseUrl: upstream.url, models } } }),
    'mizan.json',
    '/',
  );
  const opened = await openCatalog({ model: embedded, config, env: {} });
  t.after(() => opened.close());
  const sent = { messages: [{ role: 'user' as const, content: 'Which number comes to your mind?' }], ...request };
  for await (const _ of opened.chat('mizan', fields)(sent));
  const bodies = upstream.requests.map(({ body }) => body);
  return {
    plans: bodies.filter(isPlan),
    solutions: bodies.filter((body) => !isPlan(body)),
    about: opened.catalog.models().find(({ id }) => id === Object.keys(models)[0])!.about,
  };
};
const lastContent = ({ messages }: Wire): string => (messages as { content: string }[]).at(-1)!.content;

test("candidates are drawn as the family's card advises; the plan of a thinking model is asked for without a thought", async (t) => {
  const { plans, solutions, about } = await bodiesFor(t, 'ollama', { 'qwen3:8b': {} }, { n: 3 });
  assert.ok(solutions.length >= 2);
  for (const body of solutions) {
    assert.deepEqual([body.temperature, body.top_p, body.top_k], [0.6, 0.95, undefined]);
    assert.doesNotMatch(JSON.stringify(body.messages), /no_think/);
  }
  assert.match(lastContent(plans[0]!), /\n\/no_think$/);
  const family = about.family as Wire;
  assert.deepEqual(
    [family.name, family.thinking, family.answer, family.context_length],
    ['qwen3', 'switch', 'boxed', 32_768],
  );
  assert.deepEqual(family.sampling, { temperature: 0.6, top_p: 0.95, top_k: 20, min_p: 0 });
});

test('a server with a field for it gets the field, and the sampling that the OpenAI form has no place for', async (t) => {
  const { plans, solutions } = await bodiesFor(t, 'vllm', { 'Qwen/Qwen3-8B': {} }, { n: 3 });
  assert.deepEqual(plans[0]!.chat_template_kwargs, { enable_thinking: false });
  assert.doesNotMatch(lastContent(plans[0]!), /no_think/);
  assert.deepEqual([solutions[0]!.top_k, solutions[0]!.min_p], [20, 0]);
});

test('thinking off is sent as the template of the family calls it, and drawn as advised without thinking', async (t) => {
  const deepseek = await bodiesFor(t, 'vllm', { 'deepseek-ai/DeepSeek-V3.1': {} }, { n: 3 });
  assert.deepEqual(deepseek.plans[0]!.chat_template_kwargs, { thinking: false });
  const qwen = await bodiesFor(t, 'sglang', { 'Qwen/Qwen3-8B': {} }, { n: 3 });
  assert.deepEqual(qwen.plans[0]!.chat_template_kwargs, { enable_thinking: false });
  assert.equal(qwen.plans[0]!.top_k, 20);
});

test('one answer is drawn as advised too, a low temperature is raised for votes, and other models stay as they were', async (t) => {
  const single = await bodiesFor(t, 'ollama', { 'gemma3:4b': {} }, { effort: 'minimal' });
  assert.deepEqual([single.solutions[0]!.temperature, single.solutions[0]!.top_p], [1, 0.95]);
  const low = await bodiesFor(t, 'ollama', { 'smollm2:1.7b': {} }, { n: 3, plan: 'none' });
  assert.deepEqual([low.solutions[0]!.temperature, low.solutions[0]!.top_p], [0.5, 0.9]);
  const unknown = await bodiesFor(t, 'ollama', { 'my-model': {} }, { n: 3, plan: 'none' });
  assert.deepEqual([unknown.solutions[0]!.temperature, unknown.solutions[0]!.top_p], [1, 0.95]);
  assert.equal(unknown.about.family, undefined);
});

test('the request and the config come before the card', async (t) => {
  const sent = await bodiesFor(
    t,
    'vllm',
    { 'qwen3:8b': {} },
    { n: 3, plan: 'none' },
    { temperature: 0.9, topP: 0.5, wire: { top_k: 3 } },
  );
  assert.deepEqual([sent.solutions[0]!.temperature, sent.solutions[0]!.top_p, sent.solutions[0]!.top_k], [0.9, 0.5, 3]);
  const none = await bodiesFor(t, 'vllm', { 'qwen3:8b': { family: false } }, { n: 3, plan: 'none' });
  assert.deepEqual([none.solutions[0]!.temperature, none.solutions[0]!.top_k], [1, undefined]);
  const named = await bodiesFor(t, 'vllm', { 'my-model': { family: 'qwen3' } }, { n: 3, plan: 'none' });
  assert.deepEqual([named.solutions[0]!.temperature, named.solutions[0]!.top_k], [0.6, 20]);
  assert.throws(
    () => readConfig('{"providers":{"p":{"baseUrl":"http://x/v1","models":{"m":{"family":"qwen33"}}}}}', 'c', '/'),
    /family.*must be false or one of qwq, /,
  );
});
