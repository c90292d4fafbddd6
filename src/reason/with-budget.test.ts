import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scriptedChat } from '../testing/scripted-chat.ts';
import type { Chat, ChatEvent, ChatRequest } from '../types.ts';
import { asksAboutItself, isSmallTalk } from './small-talk.ts';
import { withBudget } from './with-budget.ts';
import { withChoices } from './choices.ts';
import { think } from './think.ts';

const ask = (content: string, more: Partial<ChatRequest> = {}): ChatRequest => ({
  messages: [{ role: 'user', content }],
  seed: 1,
  ...more,
});
const all = async (chat: Chat, request: ChatRequest) => {
  const events: ChatEvent[] = [];
  for await (const event of chat(request)) events.push(event);
  const done = events.at(-1)!;
  assert.equal(events.filter((event) => event.type === 'done').length, 1);
  assert.equal(done.type, 'done');
  return { events, done: done as ChatEvent & { type: 'done' } };
};
const long = 'word '.repeat(50).trim();

test('without a budget the events are those of the chat', async () => {
  const plain = await all(scriptedChat({ replies: ['a b c'] }), ask('q'));
  const passed = await all(withBudget(scriptedChat({ replies: ['a b c'] })), ask('q'));
  assert.deepEqual(passed.events, plain.events);
});

test('tokens and dollars are bounded in advance, and what came is kept', async () => {
  const chat = scriptedChat({ replies: [long, long] });
  const tokens = await all(withBudget(chat, { budget: { tokens: 7 } }), ask('q'));
  assert.deepEqual(
    [tokens.done.reply.finish, tokens.done.usage.completionTokens, tokens.done.reply.content.split(' ').length],
    ['length', 7, 7],
  );
  // 2 dollars per 10 tokens: 9 tokens cost 1.8, and the prompt a little.
  const money = await all(
    withBudget(chat, { budget: { cost: 2 }, price: { input: 100_000, output: 200_000 } }),
    ask('q'),
  );
  assert.equal(money.done.reply.finish, 'length');
  assert.ok(money.done.usage.cost! <= 2 && money.done.usage.cost! > 1.5, `${money.done.usage.cost}`);
});

test('time cuts off a chat that stalls, deaf or not; an abort ends it within a second', async () => {
  for (const deaf of [false, true]) {
    const timed = await all(
      withBudget(scriptedChat({ replies: [{ content: 'so far', stall: true, deaf }] }), { budget: { seconds: 0.05 } }),
      ask('q'),
    );
    assert.deepEqual([timed.done.reply.finish, timed.done.reply.content], ['length', 'so far']);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 20);
    const started = performance.now();
    const cancelled = await all(
      withBudget(scriptedChat({ replies: [{ content: 'so far', stall: true, deaf }] })),
      ask('q', { signal: stop.signal }),
    );
    assert.equal(cancelled.done.reply.finish, 'cancelled');
    assert.ok(performance.now() - started < 1000);
  }
});

test('n answers are n thoughts: their candidates are numbered on, every answer comes, everything is paid for', async () => {
  const chat = scriptedChat({ replies: (_, i) => ['7', '8', '7', '8'][i]! });
  const { done, events } = await all(withChoices(think(chat, { n: 2 }), 2), ask('q', { n: 2 }));
  assert.equal(done.replies!.length, 2);
  assert.deepEqual(
    done.replies!.map((reply) => reply.index),
    [0, 1],
  );
  assert.equal(done.reply, done.replies![0]);
  assert.deepEqual(events.flatMap((event) => (event.type === 'verdict' ? [event.index] : [])).sort(), [0, 1, 2, 3]);
  assert.equal(events.filter((event) => event.type === 'decision').length, 2);
  assert.equal(done.usage.completionTokens, 4);
  assert.notEqual(chat.requests[0]!.seed, chat.requests[1]!.seed);
});

test('of n answers one may fail; when all do, the failure is told', async () => {
  const failing: Chat = async function* (request) {
    const bad = request.seed !== 1;
    const failure = { status: 503, type: 'server_error', message: 'down' };
    yield {
      type: 'done',
      reply: {
        index: 0,
        plan: '',
        reasoning: '',
        content: bad ? 'down' : 'fine',
        finish: bad ? 'error' : 'stop',
        tokens: 1,
        logprob: 0,
      },
      usage: { promptTokens: 1, completionTokens: 1 },
      seconds: 0,
      ...(bad && { failure }),
    };
  };
  const some = await all(withChoices(failing, 1), ask('q', { n: 3 }));
  assert.deepEqual(
    some.done.replies!.map((reply) => reply.finish),
    ['stop', 'error', 'error'],
  );
  assert.equal(some.done.failure, undefined);
  const none = await all(withChoices(failing, 1), ask('q', { n: 2, seed: 5 }));
  assert.equal(none.done.failure?.status, 503);
});

test('small talk is easy, a question is not', () => {
  for (const text of ['Hi!', 'hello there', 'Thanks a lot!', 'ok', 'سلام', 'ممنون از شما', 'Guten Tag', '你好'])
    assert.ok(isSmallTalk(ask(text)), text);
  for (const text of [
    'Hi, what is 2 + 2',
    'thanks, and how much is it?',
    'no\nprint(1)',
    'History of Rome',
    'yesterday was a strange day for us',
    'ok so now prove that the sum of all of them converges',
    '',
  ]) {
    assert.ok(!isSmallTalk(ask(text)), text);
  }
  assert.ok(!isSmallTalk({ messages: [{ role: 'user', content: 'hi', wire: { content: [{ type: 'image_url' }] } }] }));
});

test('who asks what the program can do asks nothing else', () => {
  for (const text of [
    'help',
    'What can you do?',
    'hi! what can i ask you',
    'how does this work',
    'show me some examples',
  ])
    assert.ok(asksAboutItself(ask(text)), text);
  for (const text of ['help me with 3 + 4', 'What can you do with 3 apples and 2 pears?', 'what is this: 4 * 5', ''])
    assert.ok(!asksAboutItself(ask(text)), text);
});
