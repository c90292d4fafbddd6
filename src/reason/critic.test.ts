/** The self-critic as a judge: what it is shown, what counts as its word, and that it is asked in its own form. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scriptedChat } from '../testing.ts';
import { criticForm, criticMessages, readCritic } from './critic.ts';
import { think } from './think.ts';
import { collect } from './trace.ts';

test('both thoughts and answers stand in the message, each under its letter', () => {
  const [message] = criticMessages('What is 3 + 4?', { thought: '3+4=7', answer: '7' }, { thought: '3+4=8', answer: '8' });
  assert.deepEqual(message, { role: 'user', content: 'Which is better?\nWhat is 3 + 4?\nA: 3+4=7\n7\nB: 3+4=8\n8' });
});

test('a letter alone is a verdict; words, other letters and a reply that was cut are none', () => {
  assert.deepEqual(['A', ' B ', 'C', 'A or B', ''].map((content) => readCritic({ content, finish: 'stop' })), ['A', 'B', undefined, undefined, undefined]);
  assert.equal(readCritic({ content: 'A', finish: 'length' }), undefined);
});

test('where votes do not decide it is asked in both orders, thinking first, and its word decides', async () => {
  const judge = scriptedChat({ replies: (request) => (/\nA: [^]*\n8\nB: /.test(request.messages[0]!.content) ? 'A' : 'B') });
  const solver = scriptedChat({ replies: [{ reasoning: '3+4=7', content: '7' }, { reasoning: '3+4=8, so', content: '8' }] });
  const { summary, events } = await collect(think(solver, { n: 2, judge, judgeForm: criticForm, clock: () => 0 })({ messages: [{ role: 'user', content: 'What is 3 + 4?' }], seed: 1 }));
  assert.equal(summary.answer, '8');
  assert.equal(events.find((event) => event.type === 'decision')!.decision.rule, 'judge');
  assert.equal(judge.requests.length, 2);
  assert.ok(judge.requests.every(({ messages, open, temperature }) => messages.length === 1 && messages[0]!.content.startsWith('Which is better?\nWhat is 3 + 4?\nA: ') && open === 'think' && temperature === 0));
});
