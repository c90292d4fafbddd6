import assert from 'node:assert/strict';
import test from 'node:test';
import { scriptedChat } from '../testing/scripted-chat.ts';
import { collect } from './summary.ts';
import { readFirst, standsInQuestion } from './read-first.ts';
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

const decisionOf = (content: string) =>
  readFirst(ask(content))?.events.flatMap((event) => (event.type === 'decision' ? [event.decision] : []))[0];

test('a formula that stands in the question leaves nothing to misread', () => {
  const cases: [question: string, line: string, stands: boolean][] = [
    ['What is 17 * 23?', 'value 17*23', true],
    ['(12 + 6) ÷ 3 × 5 = ?', 'value (12+6)/3*5', true],
    ['Solve 4x − 9 = 27 for x.', 'solve x: 4x-9=27', true],
    ['What is 17 * 23 plus 2?', 'value 17*23', false],
    ['17 * 23 % of it', 'value 17*23', false],
    ['seventeen times 23', 'value 17*23', false],
    ['sort 3, 1, 2', 'sort ascending 3, 1, 2', false],
    ['What is 5?', 'value 5', false],
    ['-3k + 7 = 31 k is', 'solve k: -3k+7=31k', false],
    ['2x + 3 = 7 x = ?', 'solve x: 2x+3=7', true],
  ];
  for (const [question, line, stands] of cases) assert.equal(standsInQuestion(question, line), stands, question);
});

test('one reading alone is not called checked, nor trusted like it', () => {
  for (const [question, answer, rule] of [
    ['What is 17 * 23?', '391', 'verified'],
    // Word for word in one of the wordings: a second reading that leaves nothing over.
    ['pls sort 3, 1, 2 smallest first', '1, 2, 3', 'verified'],
    ['Sam is 8, Zoe is 10. Who is older?', 'Zoe', 'single'],
    // "31 k" may be two things, or one.
    ['-3k + 7 = 31 k is', 'k = -8', 'single'],
  ] as const) {
    const decision = decisionOf(question)!;
    assert.deepEqual([decision.answer, decision.rule], [answer, rule], question);
    assert.ok(rule === 'verified' ? decision.confidence > 0.9 : decision.confidence < 0.7, question);
  }
});
