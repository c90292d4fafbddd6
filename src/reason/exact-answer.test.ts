/** The exact answer behind a model: what it corrects, what it confirms, and where it keeps out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scriptedChat } from '../testing/scripted-chat.ts';
import type { Message } from '../types.ts';
import { exactAnswer } from './exact-answer.ts';
import { collect } from './summary.ts';
import { think, type ThinkOptions } from './think.ts';

const asked = (content: string, ...before: readonly Message[]) => ({
  messages: [...before, { role: 'user' as const, content }],
  seed: 1,
});

const told = async (question: string, replies: readonly string[], options: ThinkOptions = {}) => {
  const chat = scriptedChat({ replies: [...replies] });
  const { summary, events } = await collect(think(chat, { clock: () => 0, ...options })(asked(question)));
  const chosen = events.find((event) => event.type === 'decision')?.decision.chosen;
  return { summary, calls: chat.requests.length, chosen };
};

const CORRECTED: readonly (readonly [question: string, said: string, answer: string])[] = [
  ['what is 17*23', '42', '391'],
  ['How many times is the letter r in strawberry?', 'There are 2.', '3'],
  ['What is MCMXCIV as a number?', 'It is \\boxed{1996}.', '1994'],
  ['Days between 2024-02-10 and 2024-03-10?', '28', '29'],
];

test('an answer that differs from the exact one fails, and the exact one is given', async () => {
  for (const [question, said, answer] of CORRECTED)
    for (const options of [{}, { n: 3 }, { n: 5, eager: {} }]) {
      const { summary, chosen } = await told(question, [said, said, said, said, said], options);
      assert.equal(summary.answer, answer, question);
      assert.equal(summary.rule, 'verified');
      assert.match(summary.candidates[0]!.verdict!.reason, /^the question reads as /);
      assert.equal(chosen, 1);
    }
});

test('one round of wrong answers is enough', async () => {
  const { calls } = await told('what is 17*23', ['42', '42', '42', '42', '42'], { n: 5, eager: {} });
  assert.equal(calls, 1);
});

test('an answer that is the same stays as the model put it', async () => {
  const { summary, chosen } = await told('what is 17*23', ['17 · 23 = 391, since 17 · 20 is 340.'], { n: 3 });
  assert.equal(summary.rule, 'verified');
  assert.equal(chosen, 0);
});

test('a number game that the model gives a number for has an expression', async () => {
  const { summary } = await told('Using 3, 7, 25 and 50, each at most once, make 128.', ['42']);
  assert.equal(summary.rule, 'verified');
  assert.match(summary.answer, /25/);
});

test('it keeps out where words may mean something else, or nothing was checked', () => {
  const question = 'what is 17*23';
  assert.equal(exactAnswer(asked(question))?.answer, '391');
  assert.ok(exactAnswer(asked(question, { role: 'system', content: 'You are a helpful assistant.' })));
  const system: Message = { role: 'system', content: 'Here * means addition. Answer in French.' };
  assert.equal(exactAnswer(asked(question, system)), undefined);
  assert.equal(
    exactAnswer(asked(question, { role: 'user', content: 'hi' }, { role: 'assistant', content: 'hello' })),
    undefined,
  );
  assert.equal(exactAnswer({ ...asked(question), format: { type: 'json' } }), undefined);
  assert.equal(exactAnswer(asked('Why is the sky blue?')), undefined);
  assert.equal(exactAnswer(asked('I had some eggs and lost two. How many are left?')), undefined);
  assert.equal(exactAnswer(asked(`${'word '.repeat(500)} what is 17*23`)), undefined);
});
