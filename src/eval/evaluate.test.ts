/** An own Chat evaluated in one call: a table with its accuracy; a failing one and a stopped one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scriptedChat } from '../testing/scripted-chat.ts';
import type { Chat } from '../types.ts';
import { ChatFailed, evaluationItems } from './collect.ts';
import { evaluateChat } from './evaluate.ts';
import { evaluationText } from './run.ts';

const gold = new Map(
  evaluationItems(['roman', 'units'], { split: 'test', seed: 1000, count: 4, difficulties: [1, 2, 3] }).map(
    ({ question, family, gold: answer }) => [question, family === 'roman' ? answer : 'no idea'],
  ),
);
const chat = scriptedChat({ replies: (request) => gold.get(request.messages[0]!.content)! });

test('accuracy by family, and a report as text', async () => {
  const seen: number[] = [];
  const evaluation = (await evaluateChat(chat, {
    name: 'mine',
    families: ['roman', 'units'],
    items: 4,
    n: 2,
    onRecord: (_record, done, total) => seen.push(done / total),
  }))!;
  const { greedy } = evaluation.report.arms[0]!;
  assert.equal(greedy.accuracy.value, 0.5);
  assert.deepEqual([greedy.byFamily.roman!.value, greedy.byFamily.units!.value], [1, 0]);
  assert.equal(seen.at(-1), 1);
  assert.match(evaluationText(evaluation), /model mine · 2 families × 4 questions[^]*roman +100\.0/);
});

test('a chat that fails says so; one that is stopped gives nothing', async () => {
  const failing: Chat = async function* () {
    const reply = { index: 0, plan: '', reasoning: '', content: 'out of memory', tokens: 0, logprob: 0 };
    yield {
      type: 'done',
      reply: { ...reply, finish: 'error' },
      usage: { promptTokens: 0, completionTokens: 0 },
      seconds: 0,
    };
  };
  await assert.rejects(evaluateChat(failing, { families: ['roman'], items: 1, n: 2 }), ChatFailed);
  const stop = new AbortController();
  stop.abort();
  assert.equal(await evaluateChat(chat, { families: ['roman'], items: 1, n: 2, signal: stop.signal }), undefined);
});
