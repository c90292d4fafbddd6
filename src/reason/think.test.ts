import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createRun, readRun } from '../files.ts';
import { scriptedChat, type ScriptedReply } from '../testing/scripted-chat.ts';
import type { Chat, ChatEvent, ChatRequest, Verify } from '../types.ts';
import { fitDomain } from './abstain.ts';
import type { Candidate } from './cluster.ts';
import { decide } from './decide.ts';
import { think, type ThinkOptions } from './think.ts';
import { collect, replay } from './summary.ts';

/** Without a check: no reader of problems reads it. */
const QUESTION = 'How many marbles are left in the other bag?';
const request = (more: Partial<ChatRequest> = {}): ChatRequest => ({
  messages: [{ role: 'user', content: QUESTION }],
  seed: 1,
  ...more,
});
const clock = () => 0;
const run = async (chat: Chat, options: ThinkOptions, more: Partial<ChatRequest> = {}) => {
  const { events, summary } = await collect(think(chat, { clock, ...options })(request(more)));
  assert.equal(events.filter((event) => event.type === 'done').length, 1, 'exactly one done');
  assert.equal(events.at(-1)!.type, 'done', 'done is last');
  const done = events.at(-1) as ChatEvent & { type: 'done' };
  return { events, summary, done, decision: events.find((event) => event.type === 'decision')?.decision };
};
const isSeven: Verify = (_, answer) => ({ pass: answer === '7', reason: `7 was due, ${answer} came` });
const slow = (answer: string): ScriptedReply => ({ reasoning: 'and '.repeat(30).trim(), content: answer });

test('one candidate: one request, greedy, and its answer', async () => {
  const chat = scriptedChat({ replies: ['7'] });
  const { done, decision } = await run(chat, {});
  assert.equal(chat.requests.length, 1);
  assert.equal(chat.requests[0]!.temperature, 0);
  assert.equal(chat.requests[0]!.open, 'think');
  assert.equal(done.reply.content, '7');
  assert.equal(decision!.rule, 'single');
  assert.deepEqual(done.usage, { promptTokens: QUESTION.split(' ').length, completionTokens: 1 });
});

test('two that agree settle a vote of three: the third is never drawn', async () => {
  const chat = scriptedChat({ replies: ['7', '7'] });
  const { done, decision } = await run(chat, { n: 3 });
  assert.deepEqual(
    chat.requests.map((request) => request.n),
    [2],
  );
  assert.equal(chat.requests[0]!.temperature, 1);
  assert.deepEqual([decision!.rule, decision!.confidence, done.reply.content], ['majority', 0.75, '7']);
});

test('a disagreement draws the third, numbered on, from another seed', async () => {
  const chat = scriptedChat({ replies: ['7', '8', '7.0'] });
  const { summary, events } = await run(chat, { n: 3 });
  assert.deepEqual(
    chat.requests.map((request) => request.n),
    [2, 1],
  );
  assert.notEqual(chat.requests[0]!.seed, chat.requests[1]!.seed);
  assert.deepEqual(
    summary.candidates.map((candidate) => [candidate.index, candidate.answer]),
    [
      [0, '7'],
      [1, '8'],
      [2, '7.0'],
    ],
  );
  assert.deepEqual([...new Set(events.flatMap((e) => (e.type === 'delta' ? [e.index] : [])))], [0, 1, 2]);
  assert.equal(summary.answer, '7');
});

test('a settled outcome stops those that still run and pays only for what was drawn', async () => {
  const chat = scriptedChat({ replies: ['8', '8', '7', slow('9')] });
  const { summary, done } = await run(chat, { n: 8, verify: isSeven });
  assert.equal(summary.answer, '7');
  assert.deepEqual(
    summary.candidates.map((candidate) => candidate.finish),
    ['stop', 'stop', 'stop', 'cancelled'],
  );
  assert.ok(done.usage.completionTokens <= 6, `${done.usage.completionTokens} tokens`);
  assert.equal(done.usage.completionTokens, chat.drawn());
});

test('a passed check ends it at the first candidate', async () => {
  const chat = scriptedChat({ replies: ['7'] });
  const { decision } = await run(chat, { n: 8, verify: isSeven });
  assert.deepEqual(
    chat.requests.map((request) => request.n),
    [1],
  );
  assert.deepEqual([decision!.rule, decision!.confidence], ['verified', 0.97]);
});

test('failed checks draw on in doubling rounds, and a pass overrules the many', async () => {
  const chat = scriptedChat({ replies: ['8', '8', '8', '7', '8', '8', '8', '8'] });
  const { decision, summary } = await run(chat, { n: 8, verify: isSeven });
  assert.deepEqual(
    chat.requests.map((request) => request.n),
    [1, 1, 2],
  );
  assert.equal(decision!.chosen, 3);
  assert.deepEqual(
    summary.candidates.map((candidate) => candidate.verdict?.pass),
    [false, false, false, true],
  );
});

test('when every answer fails its check, none is given', async () => {
  for (const n of [1, 3]) {
    const { decision, done } = await run(scriptedChat({ replies: ['8', '8', '8'] }), { n, verify: isSeven });
    assert.deepEqual([decision!.rule, decision!.abstained, decision!.chosen], ['undecided', true, undefined]);
    assert.match(done.reply.content, /^I don't know: every answer failed its check/);
  }
});

test('truncated candidates have no vote; when all are, the reply says so', async () => {
  const chat = scriptedChat({
    replies: [{ content: '8 8', finish: 'length' }, { content: '8 8', finish: 'length' }, '7'],
  });
  const { summary } = await run(chat, { n: 3 });
  assert.deepEqual([summary.answer, summary.rule], ['7', 'single']);
  const cut = await run(scriptedChat({ replies: ['1 2 3'] }), { maxTokens: 2 });
  assert.deepEqual([cut.decision!.rule, cut.done.reply.finish], ['empty', 'length']);
});

test('a shared plan is asked for once and followed by all; it is part of the reply', async () => {
  const chat = scriptedChat({ plans: ['add the two numbers'], replies: ['7', '8', '7'] });
  const { summary, events, done } = await run(chat, { n: 3, plan: 'shared' });
  assert.deepEqual(
    chat.requests.map((request) => request.open),
    ['plan', undefined, undefined],
  );
  assert.deepEqual(chat.requests[2]!.messages.at(-1), { role: 'assistant', content: '', plan: 'add the two numbers' });
  assert.equal(summary.plan, 'add the two numbers');
  assert.equal(done.reply.plan, 'add the two numbers');
  assert.ok(events.some((event) => event.type === 'delta' && event.section === 'plan'));
});

test('a plan that gives the answer away is reported and dropped', async () => {
  const chat = scriptedChat({ plans: ['the answer is 9'], replies: ['7'] });
  const { events, summary } = await run(chat, { plan: 'shared' });
  assert.deepEqual(
    events.flatMap((e) => (e.type === 'plan' ? [e.leak] : [])),
    [true],
  );
  assert.equal(chat.requests[1]!.messages.length, 1);
  assert.deepEqual([summary.plan, summary.answer], ['', '7']);
});

test('a plan for each: candidates with one plan share a request', async () => {
  const chat = scriptedChat({ plans: ['add them', 'count on', 'add them', 'go up'], replies: ['7', '8', '7', '9'] });
  const { summary } = await run(chat, { n: 4, plan: 'each' });
  assert.equal(chat.requests[0]!.n, 3);
  assert.deepEqual(
    chat.requests.slice(1, 3).map((request) => [request.n, request.messages.at(-1)!.plan]),
    [
      [2, 'add them'],
      [1, 'count on'],
    ],
  );
  assert.deepEqual(summary.candidates.map((candidate) => candidate.index).sort(), [0, 1, 2, 3]);
  assert.deepEqual([chat.requests[3]!.n, chat.requests[4]!.messages.at(-1)!.plan], [1, 'go up']);
});

test('a judge is asked in both orders, only when votes do not decide', async () => {
  const better = (want: string) =>
    scriptedChat({
      replies: ({ messages }) => {
        const a = /--- A ---\n[^]*?Answer: (.*)/.exec(messages[1]!.content)![1];
        return `One of them adds wrongly. Better: ${a === want ? 'A' : 'B'}`;
      },
    });
  const judge = better('7');
  const { decision, done } = await run(scriptedChat({ replies: ['8', '7'] }), { n: 2, judge });
  assert.deepEqual([decision!.rule, decision!.answer], ['judge', '7']);
  assert.equal(judge.requests.length, 2);
  assert.notEqual(judge.requests[0]!.messages[1]!.content, judge.requests[1]!.messages[1]!.content);
  assert.ok(done.usage.completionTokens > 10, 'the judge is paid for');

  const partial = scriptedChat({ replies: () => 'It stands first. Better: A' });
  assert.equal((await run(scriptedChat({ replies: ['8', '7'] }), { n: 2, judge: partial })).decision!.rule, 'shorter');
  const idle = better('7');
  await run(scriptedChat({ replies: ['7', '7'] }), { n: 3, judge: idle });
  assert.equal(idle.requests.length, 0);
  const three = better('7');
  assert.equal((await run(scriptedChat({ replies: ['7', '8', '9'] }), { n: 3, judge: three })).decision!.rule, 'judge');
  assert.equal(three.requests.length, 6);
});

test('a greedy first candidate is drawn by itself', async () => {
  const chat = scriptedChat({ replies: ['7', '7'] });
  await run(chat, { n: 3, greedyFirst: true });
  assert.deepEqual(
    chat.requests.map((request) => [request.n, request.temperature]),
    [
      [1, 0],
      [1, 1],
    ],
  );
});

test('the token budget cuts the request, and what is there decides', async () => {
  const chat = scriptedChat({ replies: ['7', slow('9'), slow('9'), slow('9')] });
  const { done, decision } = await run(chat, { n: 6, budget: { tokens: 12 } });
  assert.ok(done.usage.completionTokens <= 12, `${done.usage.completionTokens}`);
  assert.equal(chat.drawn(), 12);
  assert.equal(decision!.answer, '7');
  const none = await run(scriptedChat({ replies: [slow('9')] }), { budget: { tokens: 5 } });
  assert.deepEqual([none.decision!.rule, none.done.reply.finish], ['empty', 'length']);
  assert.match(none.decision!.reason, /the budget of 5 tokens ran out/);
});

test('the time budget ends a model that has gone silent, even one that ignores the abort', async () => {
  for (const deaf of [false, true]) {
    const chat = scriptedChat({ replies: ['7', { content: '8', stall: true, deaf }] });
    const { decision } = await run(chat, { n: 2, budget: { seconds: 0.5 }, clock: () => performance.now() });
    assert.equal(decision!.answer, '7');
  }
  let now = 0;
  const fake = await run(scriptedChat({ replies: [slow('9')] }), { budget: { seconds: 1 }, clock: () => (now += 200) });
  assert.match(fake.decision!.reason, /the budget of 1 seconds ran out/);
});

test('a cancellation reaches the model in the same tick and ends with a cancelled done', async () => {
  const chat = scriptedChat({ replies: [slow('7'), slow('8')] });
  const stop = new AbortController();
  const events: ChatEvent[] = [];
  for await (const event of think(chat, { n: 2, clock })(request({ signal: stop.signal }))) {
    events.push(event);
    if (events.length === 3) {
      stop.abort();
      assert.equal(chat.requests[0]!.signal!.aborted, true);
    }
  }
  assert.ok(chat.drawn() < 10, `${chat.drawn()} drawn`);
  const last = events.at(-1)!;
  assert.equal(last.type === 'done' && last.reply.finish, 'cancelled');
  assert.equal(
    events.some((event) => event.type === 'decision'),
    false,
  );
});

test('a consumer that walks away stops the model', async () => {
  const chat = scriptedChat({ replies: [slow('7')] });
  for await (const event of think(chat, { clock })(request())) if (event.type === 'delta') break;
  assert.equal(chat.requests[0]!.signal!.aborted, true);
});

test('a request that is cancelled before it starts asks for nothing', async () => {
  const chat = scriptedChat({ replies: ['7'] });
  const { done } = await run(chat, { plan: 'shared' }, { signal: AbortSignal.abort() });
  assert.equal(done.reply.finish, 'cancelled');
  assert.equal(chat.requests.length, 0);
});

test('a model that fails: its message, unless other candidates suffice; a throw is a failure too', async () => {
  const broken = await run(scriptedChat({ replies: [{ error: 'no connection' }] }), {});
  assert.deepEqual(
    [broken.done.reply.finish, broken.done.reply.content, broken.decision],
    ['error', 'no connection', undefined],
  );
  const enough = await run(scriptedChat({ replies: ['7', { content: 'a b', error: 'lost' }] }), { n: 2 });
  assert.deepEqual([enough.decision!.answer, enough.done.reply.finish], ['7', 'stop']);
  assert.deepEqual(
    enough.summary.candidates.map((candidate) => candidate.finish),
    ['stop', 'error'],
  );
  const thrown = await run(scriptedChat({ replies: [] }), {});
  assert.match(thrown.done.reply.content, /the script has no reply number 1/);
  const noPlan = await run(scriptedChat({ plans: [{ error: 'down' }], replies: ['7'] }), { plan: 'shared' });
  assert.equal(noPlan.summary.answer, '7');
});

test('a question outside the domain costs nothing, and what can be done is named', async () => {
  const domain = fitDomain([QUESTION, 'What is 12 + 9?', 'Compute 3 + 9.']);
  const chat = scriptedChat({ replies: ['7'] });
  const outside = await run(
    chat,
    { domain, elsewhere: 'Ask another.' },
    { messages: [{ role: 'user', content: 'Who painted the Mona Lisa?' }] },
  );
  assert.equal(chat.requests.length, 0);
  assert.deepEqual([outside.decision!.rule, outside.decision!.abstained], ['outside', true]);
  assert.match(outside.done.reply.content, /"painted".* for example: What is 15 % of 80\? Ask another\.$/);
  assert.equal((await run(chat, { domain })).summary.answer, '7');
});

test('what reading declines ends with where else to turn, unless no model could answer it', async () => {
  const chat = scriptedChat({ replies: ['7'] });
  const answer = async (content: string): Promise<string> => {
    const events = [];
    for await (const event of think(chat, { reads: true, elsewhere: 'Ask another.' })({
      messages: [{ role: 'user', content }],
    }))
      events.push(event);
    const done = events.at(-1)!;
    return done.type === 'done' ? done.reply.content : '';
  };
  assert.match(await answer('What is the probability of a six?'), /probabilities\. Ask another\.$/);
  assert.doesNotMatch(await answer('What is 5 / 0?'), /Ask another/);
  assert.equal(await answer('What is 2 + 3?'), '5');
});

test('low confidence declines', async () => {
  const { decision, done } = await run(scriptedChat({ replies: ['7'] }), { abstainBelow: 0.9 });
  assert.deepEqual([decision!.abstained, decision!.chosen, decision!.rule], [true, undefined, 'single']);
  assert.match(done.reply.content, /^I don't know: the best answer that I found is right in about 67 of 100/);
});

test('n must be a whole number; a plan request goes straight through', async () => {
  assert.throws(() => think(scriptedChat({}), { n: 0 }), /n is 0; give a whole number/);
  const chat = scriptedChat({ plans: ['so'] });
  const events: ChatEvent[] = [];
  for await (const event of think(chat, {})(request({ open: 'plan' }))) events.push(event);
  assert.equal(events.at(-1)!.type, 'done');
});

test('the same seed gives the same events; the run file replays to the live summary', async () => {
  const script = () =>
    scriptedChat({ plans: ['add them', 'count'], replies: (request, i) => `${((request.seed ?? 0) + i) % 3}` });
  const options: ThinkOptions = { n: 5, plan: 'shared', verify: () => undefined };
  const first = await run(script(), options);
  const second = await run(script(), options);
  assert.deepEqual(second.events, first.events);

  const folder = mkdtempSync(join(tmpdir(), 'think-'));
  try {
    const file = createRun(folder, { question: QUESTION });
    for (const event of first.events) file.append(event);
    file.close();
    assert.deepEqual(replay(readRun<ChatEvent>(file.path).events), first.summary);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('live and offline agree: the finished candidates decide the same without the chat', async () => {
  for (let seed = 0; seed < 30; seed++) {
    const chat = scriptedChat({
      replies: (request, i) => ({
        content: `${((request.seed ?? 0) + i * 7) % 4}`,
        reasoning: 'so '.repeat((i * 5) % 4),
      }),
    });
    const { events, decision } = await run(
      chat,
      { n: 6, verify: (_, answer) => (seed % 2 ? { pass: answer === '3', reason: 'checked' } : undefined) },
      { seed },
    );
    const ended = events.flatMap((event): Candidate[] => {
      if (event.type !== 'reply' || event.reply.finish !== 'stop') return [];
      const found = events.find(
        (verdictEvent) => verdictEvent.type === 'verdict' && verdictEvent.index === event.reply.index,
      );
      return found?.type === 'verdict'
        ? [{ index: event.reply.index, answer: found.answer, verdict: found.verdict, reply: event.reply }]
        : [];
    });
    assert.deepEqual(decide(ended), decision);
  }
});

test('a question that is read for sure has its check at every effort: one right answer decides, beside any wrong ones', async () => {
  const messages = [{ role: 'user' as const, content: 'What is 17 * 23?' }];
  for (const options of [{ n: 1 }, { n: 3 }, { n: 3, plan: 'shared' as const }]) {
    const right = await run(scriptedChat({ replies: () => '391' }), options, { messages });
    assert.deepEqual([right.decision?.rule, right.decision?.answer], ['verified', '391'], JSON.stringify(options));
  }
  // Beside instructions no exact answer takes part (exact-answer.ts).
  const instructed = [{ role: 'system' as const, content: 'Show every step.' }, ...messages];
  const late = await run(scriptedChat({ replies: ['381', '381', '391'] }), { n: 4 }, { messages: instructed });
  assert.deepEqual([late.decision?.rule, late.decision?.answer], ['verified', '391']);
  const wrong = await run(scriptedChat({ replies: () => '381' }), { n: 2 }, { messages: instructed });
  assert.notEqual(wrong.decision?.rule, 'verified');
});
