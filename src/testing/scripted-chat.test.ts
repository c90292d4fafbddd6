import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byteTokenizer, scriptedChat, uniformSample } from './scripted-chat.ts';
import type { ChatEvent, SampleEvent } from '../types.ts';

const all = async <T>(stream: AsyncIterable<T>): Promise<T[]> => {
  const out: T[] = [];
  for await (const item of stream) out.push(item);
  return out;
};
const ask = (content: string) => [{ role: 'user' as const, content }];

test('scriptedChat: deltas add up to replies, which take turns; one done, last', async () => {
  const chat = scriptedChat({ replies: ['one two three', { reasoning: 'so then', content: 'x' }, 'next'] });
  const events = await all(chat({ messages: ask('how many?'), n: 2 }));
  const text = (index: number, section: string) =>
    events.map((e) => (e.type === 'delta' && e.index === index && e.section === section ? e.text : '')).join('');
  assert.equal(text(0, 'answer'), 'one two three');
  assert.equal(text(1, 'think'), 'so then');
  assert.deepEqual(
    events.filter((e) => e.type === 'delta').map((e) => e.index),
    [0, 1, 0, 1, 0, 1],
  );
  assert.deepEqual(
    events.filter((e) => e.type === 'reply').map((e) => e.reply.index),
    [0, 1],
  );
  const dones = events.filter((e) => e.type === 'done');
  assert.equal(dones.length, 1);
  assert.equal(events.at(-1), dones[0]);
  assert.deepEqual(dones[0]!.usage, { promptTokens: 2, completionTokens: 6 });
  await all(chat({ messages: ask('again') }));
  assert.equal(chat.requests.length, 2);
  await assert.rejects(all(chat({ messages: ask('more') })), /no reply number 4/);
});

test('scriptedChat: maxTokens truncates, plans are handed out apart, errors and aborts end the request', async () => {
  const cut = await all(scriptedChat({ replies: ['a b c'] })({ messages: ask('q'), maxTokens: 2 }));
  assert.deepEqual(
    cut.flatMap((e) => (e.type === 'reply' ? [e.reply.content, e.reply.finish] : [])),
    ['a b', 'length'],
  );
  const planned = await all(scriptedChat({ plans: ['first this'] })({ messages: ask('q'), open: 'plan' }));
  assert.deepEqual(
    planned.flatMap((e) => (e.type === 'reply' ? [e.reply.plan, e.reply.content] : [])),
    ['first this', ''],
  );
  const failed = (await all(scriptedChat({ replies: [{ content: 'a', error: 'broken' }] })({ messages: ask('q') }))).at(
    -1,
  ) as ChatEvent & { type: 'done' };
  assert.deepEqual([failed.reply.finish, failed.reply.content], ['error', 'broken']);
  const stop = new AbortController();
  const stream = scriptedChat({ replies: [{ content: 'a', stall: true }] })({
    messages: ask('q'),
    signal: stop.signal,
  });
  setTimeout(() => stop.abort(), 5);
  const last = (await all(stream)).at(-1) as ChatEvent & { type: 'done' };
  assert.equal(last.reply.finish, 'cancelled');
});

test('uniformSample: seeded, uniform, stops at stop ids and at maxTokens', async () => {
  const sample = uniformSample(4);
  const run = (seed: number) => all(sample({ prompt: [1], n: 2, maxTokens: 400, seed }));
  assert.deepEqual(await run(1), await run(1));
  assert.notDeepEqual(await run(1), await run(2));
  const tokens = (await run(1)).filter((e): e is SampleEvent & { type: 'token' } => e.type === 'token');
  assert.equal(tokens.length, 800);
  for (let id = 0; id < 4; id++) {
    const count = tokens.filter((e) => e.id === id).length;
    assert.ok(Math.abs(count - 200) < 50, `id ${id} came ${count} times of 800`);
  }
  assert.equal(tokens[0]!.logprob, -Math.log(4));
  const stopped = await all(sample({ prompt: [], maxTokens: 1000, stopIds: [3], seed: 1 }));
  assert.deepEqual(
    stopped.slice(-2).map((e) => (e.type === 'token' ? e.id : e.finish)),
    [3, 'stop'],
  );
});

test('byteTokenizer: text comes back', () => {
  const text = 'mīzān ميزان 1/2';
  assert.equal(byteTokenizer.decode(byteTokenizer.encode(text)), text);
  assert.ok(byteTokenizer.encode(text).every((id) => id >= 0 && id < byteTokenizer.size));
});
