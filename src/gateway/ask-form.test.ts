import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { messagePlans } from '../reason/plans/plan-message.ts';
import { readConfig } from '../provider/config.ts';
import { scriptedChat } from '../testing/scripted-chat.ts';
import { startFakeUpstream } from '../testing/upstream.ts';
import type { ChatRequest, Wire } from '../types.ts';
import { formFor } from './ask-form.ts';
import type { Backend } from './backend.ts';
import { EFFORTS } from './effort.ts';
import { startServer } from './serve.ts';
import { demoModel } from '../local/testing.ts';

const QUESTION = 'Janet has 16 eggs and eats 7. How many are left?';
const LINE = 'End with the final answer in \\boxed{}.';

const backend: Backend = {
  id: 'qwen',
  ownedBy: 'test',
  chat: scriptedChat({}),
  plans: messagePlans,
  efforts: EFFORTS.large,
  tools: true,
  judges: true,
  local: false,
  free: true,
  thinkDefaults: {},
  about: {},
  answers: 'box',
};
const user = (content: string) => ({ role: 'user' as const, content });
const system = (content: string) => ({ role: 'system' as const, content });
const asked = (more: Partial<ChatRequest>) => formFor({ messages: [user(QUESTION)], ...more }, backend);

test('a question with a short answer is asked for a form, also in a conversation and below a plain system prompt', () => {
  assert.equal(asked({}), 'box');
  assert.equal(asked({ messages: [system('You are a helpful assistant.'), user(QUESTION)] }), 'box');
  const chat = [user('Hi!'), { role: 'assistant' as const, content: 'Hello.' }, user(QUESTION)];
  assert.equal(asked({ messages: chat }), 'box');
  assert.equal(asked({ messages: [user('Which is prime?\nA) 4\nB) 7')] }), 'option');
  assert.equal(formFor({ messages: [user(QUESTION)] }, { ...backend, answers: 'label' }), 'label');
});

test('nothing is asked of the embedded model, nor where something else decides the form of the reply', () => {
  const { answers: _, ...embedded } = backend;
  assert.equal(formFor({ messages: [user(QUESTION)] }, embedded), undefined);
  const never: Partial<ChatRequest>[] = [
    { format: { type: 'json' } },
    { stop: ['\n'] },
    { tools: [{ name: 'add', description: '', parameters: {} }] },
    { open: 'answer' },
    { logprobs: 2 },
    { maxTokens: 5 },
    { wire: { guided_regex: '\\d+' } },
    { wire: { logit_bias: { 5: 10 } } },
    { messages: [user(QUESTION), { role: 'assistant', content: 'The answer is' }] },
    { messages: [system('Reply in one short sentence.'), user(QUESTION)] },
    { messages: [system('You are a classifier. Labels: easy, hard.'), user(QUESTION)] },
    { messages: [system('Translate what the user says into French.'), user(QUESTION)] },
    { messages: [system('Output JSON.'), user(QUESTION)] },
    { messages: [system('You are an agent. '.repeat(100)), user(QUESTION)] },
    { messages: [user('From now on answer only in JSON.'), user(QUESTION)] },
    { messages: [user(QUESTION), user('Thanks a lot, that was kind of you!')] },
    { messages: [user('Tell me a story about 16 eggs.')] },
    { messages: [] },
  ];
  for (const request of never) assert.equal(asked(request), undefined, JSON.stringify(request).slice(0, 100));
});

const embedded = demoModel();

/**
 * A server before an upstream that boxes its answer when it is asked to, and rambles otherwise; `model` as it is
 * called.
 */
const setUp = async (t: TestContext, model: string) => {
  const upstream = await startFakeUpstream(({ body }) => {
    const said = JSON.stringify(body.messages);
    if (said.includes('<plan> and </plan>')) return '<plan>subtract what was eaten</plan>';
    if (said.includes('boxed{}')) return 'Sixteen less seven eaten.\n\n$\\boxed{9}$';
    return said.includes('Answer: X') ? 'Sixteen less seven.\n\nAnswer: 9' : 'Well, eggs get eaten, as it goes in life';
  });
  t.after(() => upstream.close());
  const text = JSON.stringify({ providers: { p: { baseUrl: upstream.url, models: { [model]: {} } } } });
  const server = await startServer({
    model: embedded,
    config: readConfig(text, 'mizan.json', '/'),
    env: {},
    data: ':memory:',
    port: 0,
  });
  t.after(() => server.stop(0));
  const call = async (body: Wire): Promise<Wire> => {
    const response = await fetch(`${server.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ messages: [user(QUESTION)], ...body }),
    });
    assert.equal(response.status, 200);
    return (await response.json()) as Wire;
  };
  const sent = (): string[][] =>
    upstream.requests
      .splice(0)
      .filter(({ path }) => path.endsWith('/chat/completions'))
      .map(({ body }) => (body.messages as { content: string }[]).map(({ content }) => content));
  return { call, sent };
};
const contentOf = (body: Wire): string => (body.choices as { message: { content: string } }[])[0]!.message.content;
const settingsOf = (body: Wire): Wire => (body.mizan as Wire).settings as Wire;

test('over HTTP: an upstream that boxes only when asked is asked, and its words leave as they are', async (t) => {
  const { call, sent } = await setUp(t, 'qwen3-8b');
  const answer = await call({ model: 'mizan', mizan: { n: 3, plan: 'shared' } });
  assert.equal(contentOf(answer), 'Sixteen less seven eaten.\n\n$\\boxed{9}$');
  assert.equal(settingsOf(answer).asked_form, 'box');
  assert.doesNotMatch(JSON.stringify(answer), /End with/);
  const { plans = [], draws = [] } = Object.groupBy(sent(), ([said]) =>
    said!.includes('<plan> and') ? 'plans' : 'draws',
  );
  assert.ok(plans.length > 0 && draws.length > 0);
  for (const [said] of draws) assert.ok(said!.startsWith(QUESTION) && said!.endsWith(`</plan>\n\n${LINE}`), said);
  for (const [said] of plans) assert.ok(!said!.includes(LINE));
});

test('over HTTP: one that is used to plain text gets a label; nothing is asked by name, with a format, or when told not to', async (t) => {
  const { call, sent } = await setUp(t, 'llama-3.1-8b');
  const answer = await call({ model: 'mizan', mizan: { n: 2 } });
  assert.deepEqual([contentOf(answer), settingsOf(answer).asked_form], ['Sixteen less seven.\n\nAnswer: 9', 'label']);
  assert.match(sent().at(-1)![0]!, /\n\nEnd with a line "Answer: X"/);
  const told = await call({ model: 'mizan', mizan: { n: 2, answer_form: false } });
  assert.deepEqual([settingsOf(told).asked_form, settingsOf(told).answer_form], [undefined, false]);
  await call({ model: 'llama-3.1-8b' });
  await call({ model: 'mizan', reasoning_effort: 'none' });
  await call({ model: 'mizan', mizan: { n: 2 }, stop: ['###'] });
  assert.doesNotMatch(JSON.stringify(sent()), /End with/);
});
