/**
 * The pipeline against the description of its source: which calls, in which order, with which settings; and its
 * defects.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scriptedChat, type ScriptedReply } from '../testing/scripted-chat.ts';
import type { Chat, ChatEvent, ChatRequest } from '../types.ts';
import { k2Think, type K2ThinkOptions } from './k2-think.ts';
import { sectionPlans } from './plans/plan.ts';

const QUESTION = 'How many primes are below 20?';
const kindOf = (request: ChatRequest): string => {
  const text = request.messages.at(-1)!.content;
  if (/is_hard/.test(text)) return 'triage';
  if (/Write the plan between/.test(text)) return 'plan';
  return /Answer 0:/.test(text) ? 'judge' : 'solve';
};
type Say = (kind: string, i: number, request: ChatRequest) => ScriptedReply;
const usual: Say = (kind, i) => {
  if (kind === 'triage') return '{"is_hard": true, "plan": "unused", "topics": ["primes", "sieve"]}';
  if (kind === 'plan') return `first <plan>draft</plan> then <plan>plan ${i}</plan> done`;
  return kind === 'judge' ? '{"index": 1, "explanation": "it is better"}' : `<answer>answer ${i}</answer>`;
};
/** One model in all roles, its calls told apart by what they ask; `i` counts calls of one kind. */
const model = (say: Say = usual) => {
  const counts = new Map<string, number>();
  return scriptedChat({
    replies: (request) => {
      const kind = kindOf(request);
      const i = counts.get(kind) ?? 0;
      counts.set(kind, i + 1);
      return say(kind, i, request);
    },
  });
};
const run = async (chat: Chat, options: K2ThinkOptions = {}, more: Partial<ChatRequest> = {}) => {
  const events: ChatEvent[] = [];
  for await (const event of k2Think(chat, { clock: () => 0, ...options })({
    messages: [{ role: 'user', content: QUESTION }],
    seed: 1,
    ...more,
  }))
    events.push(event);
  const done = events.at(-1)!;
  assert.equal(done.type, 'done');
  assert.equal(events.filter((event) => event.type === 'done').length, 1);
  return {
    events,
    done: done as ChatEvent & { type: 'done' },
    decision: events.find((event) => event.type === 'decision')?.decision,
  };
};
const kinds = (chat: { requests: ChatRequest[] }) =>
  Object.entries(Object.groupBy(chat.requests.map(kindOf), (kind) => kind))
    .map(([kind, list]) => `${list!.length} ${kind}`)
    .sort();

test('a hard question costs eleven calls: three times triage, plan and solution, and two judgements', async () => {
  const chat = model();
  const { done, decision, events } = await run(chat);
  assert.deepEqual(kinds(chat), ['2 judge', '3 plan', '3 solve', '3 triage']);
  assert.equal(done.reply.content, 'answer 2', 'the judge preferred the later one twice');
  assert.deepEqual([decision!.rule, decision!.chosen], ['judge', 2]);
  assert.deepEqual(events.flatMap((event) => (event.type === 'plan' ? [event.text] : [])).sort(), [
    'plan 0',
    'plan 1',
    'plan 2',
  ]);
  assert.equal(new Set(chat.requests.map((request) => request.seed)).size, 11);
});

test('settings of the calls: temperature 1 and top-p 0.95 for solutions, thinking off for plans, schemas for triage and judge', async () => {
  const chat = model();
  await run(chat, {}, { maxTokens: 99 });
  for (const request of chat.requests) {
    const kind = kindOf(request);
    assert.deepEqual([request.temperature, request.topP], kind === 'solve' ? [1, 0.95] : [undefined, undefined], kind);
    assert.equal(request.open, kind === 'plan' ? 'answer' : undefined);
    assert.equal(request.maxTokens, kind === 'solve' ? 99 : undefined);
    assert.equal(request.format?.type, kind === 'triage' || kind === 'judge' ? 'schema' : undefined);
  }
  const plan = chat.requests.find((request) => kindOf(request) === 'plan')!;
  assert.match(plan.messages[0]!.content, /primes; sieve/);
  const solve = chat.requests.find((request) => kindOf(request) === 'solve')!;
  assert.deepEqual(
    solve.messages.map((message) => message.role),
    ['system', 'user'],
  );
  assert.match(
    solve.messages[1]!.content,
    /<question>\nHow many primes are below 20\?\n<\/question>\n<ideas>\nplan \d\n<\/ideas>/,
  );
});

test('an easy question has no plan and the bare question, and is judged all the same: eight calls', async () => {
  const chat = model((kind, i, request) =>
    kind === 'triage' ? '{"is_hard": false, "plan": "", "topics": []}' : usual(kind, i, request),
  );
  await run(chat);
  assert.deepEqual(kinds(chat), ['2 judge', '3 solve', '3 triage']);
  assert.equal(chat.requests.find((request) => kindOf(request) === 'solve')!.messages.at(-1)!.content, QUESTION);
});

test('kept defects: the incumbent stands first, each pair is shown once, agreement spares no judgement', async () => {
  const chat = model((kind, i, request) =>
    kind === 'solve'
      ? '<answer>8</answer>'
      : kind === 'judge'
        ? '{"index": 0, "explanation": ""}'
        : usual(kind, i, request),
  );
  const { decision } = await run(chat);
  const judged = chat.requests.filter((request) => kindOf(request) === 'judge');
  assert.equal(judged.length, 2);
  assert.deepEqual(
    Object.keys((judged[0]!.format as unknown as { schema: { properties: object } }).schema.properties),
    ['index', 'explanation'],
    'verdict before reasons',
  );
  assert.equal(decision!.chosen, 0);
});

test('kept defects: a leaking plan is followed, and a missing first candidate stands as champion', async () => {
  const leaking = model((kind, i, request) =>
    kind === 'plan' ? '<plan>the answer is 9</plan>' : usual(kind, i, request),
  );
  const { events } = await run(leaking);
  assert.ok(events.every((event) => event.type !== 'plan' || !event.leak));
  assert.match(
    leaking.requests.find((request) => kindOf(request) === 'solve')!.messages[1]!.content,
    /the answer is 9/,
  );
  const late = model((kind, i, request) =>
    kind === 'solve' && i === 0
      ? { stall: true }
      : kind === 'judge'
        ? '{"index": 0, "explanation": ""}'
        : usual(kind, i, request),
  );
  const { done, decision } = await run(late, { softSeconds: 0.1 });
  assert.match(
    late.requests.find((request) => kindOf(request) === 'judge')!.messages[0]!.content,
    /Answer 0:\nNo answer\./,
  );
  assert.deepEqual([decision!.chosen, decision!.abstained, done.reply.finish], [undefined, true, 'stop']);
});

test('where the source would stop with an error: replies that are no JSON, or name the other field', async () => {
  const chat = model((kind, i, request) =>
    kind === 'triage' || kind === 'judge' ? 'as you wish' : usual(kind, i, request),
  );
  assert.equal((await run(chat)).decision!.chosen, 0);
  assert.equal(kinds(chat).includes('3 plan'), true, 'counted as hard');
  const other = model((kind, i, request) => (kind === 'judge' ? '{"better_index": 1}' : usual(kind, i, request)));
  assert.equal((await run(other)).decision!.chosen, 2);
});

test('planner and judge are models of their own; the solver only solves', async () => {
  const [solver, planner, judge] = [model(), model(), model()];
  await run(solver, { planner, judge });
  assert.deepEqual([kinds(solver), kinds(planner), kinds(judge)], [['3 solve'], ['3 plan', '3 triage'], ['2 judge']]);
});

test('a model with a section for plans is asked there and knows no triage', async () => {
  const chat = scriptedChat({
    plans: ['go left', 'go right', 'go up'],
    replies: (request) => (kindOf(request) === 'judge' ? 'hm' : '8'),
  });
  const { done } = await run(chat, { plans: sectionPlans });
  assert.deepEqual(chat.requests.filter((request) => request.open === 'plan').length, 3);
  assert.deepEqual(
    chat.requests
      .filter((request) => request.messages.at(-1)?.plan !== undefined)
      .map((request) => request.messages.at(-1)!.plan)
      .sort(),
    ['go left', 'go right', 'go up'],
  );
  assert.equal(done.reply.content, '8');
});

test('a budget cuts everything off and gives what there is; an abort ends deaf calls within a second', async () => {
  const slow = model((kind, i, request) =>
    kind === 'solve' && i > 0 ? { content: 'word '.repeat(500) } : usual(kind, i, request),
  );
  const cut = await run(slow, { budget: { tokens: 120 } });
  // Three calls run at once: each may have one more token on its way when the third reaches the bound.
  assert.ok(cut.done.usage.completionTokens <= 122, `${cut.done.usage.completionTokens}`);
  assert.equal(cut.decision!.chosen, 0);
  for (const kind of ['triage', 'plan', 'solve', 'judge']) {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    const started = performance.now();
    const { done } = await run(
      model((role, i, request) =>
        role === kind ? { content: 'x', stall: true, deaf: true } : usual(role, i, request),
      ),
      {},
      { signal: stop.signal },
    );
    assert.equal(done.reply.finish, 'cancelled', kind);
    assert.ok(performance.now() - started < 1000, kind);
  }
});

test('one candidate that fails leaves the others; when all fail the failure is told', async () => {
  const single = model((kind, i, request) =>
    kind === 'solve' && i === 0
      ? { error: 'down' }
      : kind === 'judge'
        ? '{"index": 1, "explanation": ""}'
        : usual(kind, i, request),
  );
  assert.equal((await run(single)).decision!.abstained, false);
  const { done } = await run(
    model((kind, i, request) => (kind === 'solve' ? { error: 'down' } : usual(kind, i, request))),
  );
  assert.deepEqual([done.reply.finish, done.reply.content], ['error', 'down']);
});
