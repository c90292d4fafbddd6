/** The self-critic as a judge: what it is shown, what its word is worth, and that it is asked in its own form. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scriptedChat } from '../testing/scripted-chat.ts';
import { criticForm, criticMessages, readCritic } from './critic.ts';
import { think } from './think.ts';
import { collect } from './summary.ts';

test('thought and answer stand in the message', () => {
  assert.deepEqual(criticMessages('What is 3 + 4?', { thought: '3+4=8', answer: '8' }), [
    { role: 'user', content: 'Does this hold?\nWhat is 3 + 4?\n3+4=8\n8' },
  ]);
});

const said = (content: string, p?: number, finish: 'stop' | 'length' = 'stop') =>
  readCritic({
    content,
    finish,
    ...(p !== undefined && { logprobs: [{ text: content, logprob: Math.log(p), top: [] }] }),
  });

test('the word counts for as much as it is likely; other words and a reply that was cut for nothing', () => {
  assert.deepEqual([said('yes'), said(' no ')], [1, 0]);
  assert.ok(Math.abs(said('yes', 0.75)! - 0.75) < 1e-12 && Math.abs(said('no', 0.75)! - 0.25) < 1e-12);
  assert.deepEqual([said('yes and no'), said(''), said('yes', 0.9, 'length')], [undefined, undefined, undefined]);
});

const question = {
  messages: [{ role: 'user' as const, content: 'How many marbles are left in the other bag?' }],
  seed: 1,
};
const solver = () =>
  scriptedChat({
    replies: [
      { reasoning: '3+4=7', content: '7' },
      { reasoning: '3+4=8, so', content: '8' },
    ],
  });

test('where votes do not decide it reads each answer once, thinking first, and its word decides', async () => {
  const judge = scriptedChat({ replies: (request) => (request.messages[0]!.content.endsWith('\n8') ? 'yes' : 'no') });
  const { summary, events } = await collect(
    think(solver(), { n: 2, judge, judgeForm: criticForm, clock: () => 0 })(question),
  );
  assert.equal(summary.answer, '8');
  assert.equal(events.find((event) => event.type === 'decision')!.decision.rule, 'judge');
  assert.deepEqual(
    judge.requests.map(({ messages }) => messages[0]!.content).sort(),
    ['7', '8'].map(
      (answer) =>
        `Does this hold?\nHow many marbles are left in the other bag?\n3+4=${answer}${answer === '8' ? ', so' : ''}\n${answer}`,
    ),
  );
  assert.ok(
    judge.requests.every(({ open, temperature, logprobs }) => open === 'think' && temperature === 0 && logprobs === 0),
  );
});

test('a critic that says the same of all, or nothing, leaves the votes as they are', async () => {
  for (const word of ['yes', 'perhaps']) {
    const { events } = await collect(
      think(solver(), { n: 2, judge: scriptedChat({ replies: () => word }), judgeForm: criticForm, clock: () => 0 })(
        question,
      ),
    );
    assert.notEqual(events.find((event) => event.type === 'decision')!.decision.rule, 'judge', word);
  }
});
