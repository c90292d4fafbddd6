import assert from 'node:assert/strict';
import test from 'node:test';
import { scriptedChat } from '../testing/scripted-chat.ts';
import { collect } from './summary.ts';
import { readFirst } from './read-first.ts';
import { think } from './think.ts';

const ask = (content: string) => ({ messages: [{ role: 'user' as const, content }] });

test('a question that is read needs no model; what is read is told before the answer', async () => {
  const chat = think(scriptedChat({ replies: () => 'the model' }), { reads: true, abstainBelow: 0.5 });
  const { events, summary } = await collect(chat(ask('hey whats 17 times 6')));
  assert.deepEqual([summary.answer, summary.rule, summary.usage.completionTokens], ['102', 'verified', 0]);
  assert.match(
    events.flatMap((event) => (event.type === 'plan' ? [event.text] : []))[0] ?? '',
    /^understood as: value 17\*6$/,
  );
  const other = await collect(chat(ask('Write a poem about the sea')));
  assert.equal(other.summary.answer, 'the model');
});

test('no answer, or two: one line with the reason', async () => {
  const none = readFirst(ask('Find the whole number x for which 2x + 1 = 10.'));
  assert.equal(none?.reply.content, "I can't answer that: there is no whole solution: x would be 4.5.");
  assert.equal(none?.why, 'no-solution');
});

test('a word problem is not checked and stays at 0.8 or below; tools and forms go to the model', async () => {
  const story = readFirst(ask('Tom had 12 sweets and ate 5. How many are left?'));
  const decision = story?.events.find((event) => event.type === 'decision');
  assert.ok(
    decision?.type === 'decision' && decision.decision.confidence <= 0.8 && decision.decision.rule === 'single',
  );
  assert.equal(readFirst({ ...ask('2 + 2'), tools: [{ name: 'f' }] }), undefined);
  assert.equal(readFirst({ ...ask('2 + 2'), format: { type: 'json' } }), undefined);
});
