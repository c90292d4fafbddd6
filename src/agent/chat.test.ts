/** An agent keeps the contract of a Chat: one `done`, last; steps as thoughts; cancellation; failures as values. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { scriptedChat } from '../testing/scripted-chat.ts';
import type { ChatEvent, ChatRequest } from '../types.ts';
import { agent, type AgentOptions } from './chat.ts';
import type { AgentTool } from './types.ts';

const read: AgentTool = {
  name: 'read',
  parameters: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
  effect: 'read',
  run: async () => ({ content: 'the text' }),
};
const callRead = { content: 'Let me look.', toolCalls: [{ id: '1', name: 'read', arguments: '{"path": "a"}' }] };

const play = async (options: AgentOptions, more: Partial<ChatRequest> = {}): Promise<ChatEvent[]> => {
  const events: ChatEvent[] = [];
  for await (const event of agent(options)({ messages: [{ role: 'user', content: 'Go.' }], ...more }))
    events.push(event);
  assert.equal(events.filter(({ type }) => type === 'done').length, 1);
  assert.equal(events.at(-1)!.type, 'done');
  return events;
};
const doneOf = (events: readonly ChatEvent[]) => events.at(-1) as Extract<ChatEvent, { type: 'done' }>;
const textOf = (events: readonly ChatEvent[], section: 'think' | 'answer'): string =>
  events.map((event) => (event.type === 'delta' && event.section === section ? event.text : '')).join('');

test('steps are thoughts, the answer is the answer, the run is told as events', async () => {
  const events = await play({ chat: scriptedChat({ replies: [callRead, 'It says: the text.'] }), tools: [read] });
  assert.equal(textOf(events, 'answer'), 'It says: the text.');
  assert.match(textOf(events, 'think'), /Let me look\.\n→ read\("path":"a"\)\n← read: the text/);
  assert.equal(doneOf(events).reply.content, 'It says: the text.');
  const acts = events.flatMap((event) => (event.type === 'act' ? [event.event.type] : []));
  assert.deepEqual(acts, ['begin', 'reply', 'call', 'result', 'reply', 'stopped']);
});

test('a call that can not be read is shown as it was written, its name once', async () => {
  const made = (name: string, text: string) => ({ content: '', toolCalls: [{ id: '1', name, arguments: text }] });
  const replies = [made('read', '{"path": "a'), made('fly', '{"to": "Rome"}'), 'Done.'];
  const told = textOf(await play({ chat: scriptedChat({ replies }), tools: [read] }), 'think');
  assert.match(told, /→ read\(\{"path": "a\)\n← read: cut off: /);
  assert.match(told, /→ fly\(\{"to": "Rome"\}\)\n← fly: unknown: /);
  const bare = textOf(await play({ chat: scriptedChat({ replies: [replies[1]!, 'Done.'] }), tools: [] }), 'think');
  assert.match(bare, /There is no tool "fly"\. There are no tools: answer in words\.\n/);
});

test('a bound is finish length; a failure of the model is its own failure; a loop says what it was', async () => {
  const bounded = await play({ chat: scriptedChat({ replies: () => callRead }), tools: [read], budget: { steps: 1 } });
  assert.equal(doneOf(bounded).reply.finish, 'length');
  const gone = doneOf(await play({ chat: scriptedChat({ replies: [{ error: 'it is gone' }] }) }));
  assert.deepEqual([gone.reply.finish, gone.failure?.message], ['error', 'it is gone']);
  const loop = doneOf(await play({ chat: scriptedChat({ replies: () => callRead }), tools: [read] }));
  assert.deepEqual([loop.reply.finish, loop.failure?.code], ['error', 'repeated']);
});

test('a cancelled agent ends with cancelled, and one whose reader leaves stops its model', async () => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 10);
  const events = await play(
    { chat: scriptedChat({ replies: [{ content: 'a', stall: true }] }) },
    { signal: stop.signal },
  );
  assert.equal(doneOf(events).reply.finish, 'cancelled');
  const chat = scriptedChat({ replies: [{ content: 'a b c', stall: true }] });
  for await (const event of agent({ chat })({ messages: [{ role: 'user', content: 'Go.' }] }))
    if (event.type === 'delta') break;
  assert.equal(chat.requests[0]!.signal?.aborted, true);
});

test('an answer that did not pass its checks is given with a verdict that says so', async () => {
  const checks = [() => ({ pass: false, reason: 'It is wrong.' })];
  const events = await play({ chat: scriptedChat({ replies: () => 'nine' }), checks });
  assert.equal(doneOf(events).reply.content, 'nine');
  const verdict = events.find((event) => event.type === 'verdict');
  assert.equal(verdict?.type === 'verdict' && verdict.verdict?.pass, false);
});

test('a journal that can not be written is a failure, not a throw', async () => {
  const openJournal = (): never => {
    throw new Error('the disk is full');
  };
  const done = doneOf(await play({ chat: scriptedChat({ replies: ['x'] }), openJournal }));
  assert.deepEqual([done.reply.finish, done.reply.content], ['error', 'the disk is full']);
});
