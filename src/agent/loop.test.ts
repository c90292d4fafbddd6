/** The ten rules of the loop, one by one, with a scripted model. Random episodes are in episodes.test.ts. */
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { scriptedChat, type ScriptedReply } from '../testing/scripted-chat.ts';
import type { Message, ToolCall } from '../types.ts';
import { memoryJournal, openJournal } from './journal.ts';
import { runAgent } from './loop.ts';
import type { Agent } from './run.ts';
import { subAgentTool } from './sub-agent.ts';
import type { AgentEvent, AgentTool, JournalLine, Task } from './types.ts';

const call = (name: string, args: unknown, id = ''): ToolCall => ({ id, name, arguments: JSON.stringify(args) });
const calls = (...toolCalls: ToolCall[]): ScriptedReply => ({ toolCalls });
const task = (content = 'Do it.', more: Partial<Task> = {}): Task => ({
  messages: [{ role: 'user', content }],
  ...more,
});

const pathSchema = {
  type: 'object',
  properties: { path: { type: 'string' } },
  required: ['path'],
  additionalProperties: false,
};

const tool = (
  name: string,
  effect: AgentTool['effect'],
  run: AgentTool['run'],
  more: Partial<AgentTool> = {},
): AgentTool => ({
  name,
  description: name,
  parameters: pathSchema,
  effect,
  run,
  ...more,
});
const read = tool('read', 'read', async ({ path }) => ({ content: `text of ${String(path)}` }));
const write = tool('write', 'write', async () => ({ content: 'written' }));
const allow: Agent['permission'] = () => 'allow';

const run = async (replies: ScriptedReply[], agent: Partial<Agent> = {}, given: Task = task()) => {
  const chat = scriptedChat({ replies });
  const events: AgentEvent[] = [];
  const outcome = await runAgent({ chat, tools: [read, write], permission: allow, ...agent }, given, (event) =>
    events.push(event),
  );
  return { outcome, events, chat, results: outcome.messages.filter(({ role }) => role === 'tool') };
};

/** Every call has exactly one result, in the order of the calls, right after its reply. */
const assertPaired = (messages: readonly Message[]): void => {
  for (const [at, message] of messages.entries()) {
    const ids = (message.toolCalls ?? []).map(({ id }) => id);
    const after = messages.slice(at + 1, at + 1 + ids.length);
    assert.deepEqual(
      after.map(({ role, toolCallId }) => [role, toolCallId]),
      ids.map((id) => ['tool', id]),
    );
  }
  const all = messages.filter(({ role }) => role === 'tool').map(({ toolCallId }) => toolCallId);
  assert.equal(new Set(all).size, all.length);
};

test('it calls a tool, sees the result and answers', async () => {
  const { outcome, chat } = await run([calls(call('read', { path: 'a' })), 'It says a.']);
  assert.equal(outcome.reason, 'answered');
  assert.equal(outcome.text, 'It says a.');
  assert.deepEqual(
    outcome.messages.map(({ role, content }) => [role, content]),
    [
      ['user', 'Do it.'],
      ['assistant', '(nothing)'],
      ['tool', 'text of a'],
      ['assistant', 'It says a.'],
    ].map(([role, content]) => [role, content === '(nothing)' ? '' : content]),
  );
  assert.equal(chat.requests[1]!.messages.at(-1)!.content, 'text of a');
  assert.equal(outcome.spent.steps, 2);
});

test('one result per call, in order, whatever happens', async () => {
  const slow = tool('slow', 'read', async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return { content: 'slow' };
  });
  const broken = tool('broken', 'read', () => {
    throw new Error('no disk');
  });
  const { outcome, results } = await run(
    [
      calls(
        call('slow', { path: 'x' }),
        call('read', { path: 'a' }),
        call('broken', { path: 'b' }),
        call('nothing', { path: 'c' }),
        call('read', { file: 'd' }),
        { id: '', name: 'read', arguments: '{"path": ' },
        call('write', { path: 'e' }),
      ),
      'done',
    ],
    {
      tools: [read, write, slow, broken],
      permission: ({ effect }) => (effect === 'write' ? { deny: 'not here' } : 'allow'),
    },
  );
  assertPaired(outcome.messages);
  const expected = [/^slow$/, /^text of a$/, /no disk/, /no tool "nothing"/, /path/, /cut off|read/, /not here/];
  for (const [i, pattern] of expected.entries()) assert.match(results[i]!.content, pattern);
  assert.equal(results.length, 7);
});

test('reads run side by side, writes alone and in order, a write after the reads before it', async () => {
  const log: string[] = [];
  const logged = (name: string, effect: 'read' | 'write') =>
    tool(name, effect, async ({ path }) => {
      log.push(`+${String(path)}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      log.push(`-${String(path)}`);
      return { content: '' };
    });
  await run(
    [
      calls(
        call('r', { path: '1' }),
        call('r', { path: '2' }),
        call('w', { path: '3' }),
        call('w', { path: '4' }),
        call('r', { path: '5' }),
      ),
      'done',
    ],
    { tools: [logged('r', 'read'), logged('w', 'write')] },
  );
  assert.deepEqual(log.slice(0, 2), ['+1', '+2']);
  assert.deepEqual(log.slice(4), ['+3', '-3', '+4', '-4', '+5', '-5']);
});

test('a line is written before its effect: a write begins only after its `call` line', async () => {
  const journal = memoryJournal();
  let seen: JournalLine | undefined;
  const spy = tool('spy', 'write', async () => {
    seen = journal.written.at(-1);
    return { content: 'ok' };
  });
  await run([calls(call('spy', { path: 'a' })), 'done'], { journal, tools: [spy] });
  assert.equal(seen?.type, 'call');
});

test('repeats: a reminder at the third, not run from the fifth, stopped in the end', async () => {
  let ran = 0;
  const same = tool('same', 'read', async () => ({ content: `${++ran > 0}` }));
  const again = Array.from({ length: 20 }, () => calls(call('same', { path: 'a' })));
  const { outcome, results } = await run(again, { tools: [same] });
  assert.equal(outcome.reason, 'repeated');
  assert.equal(ran, 4);
  assert.match(results[2]!.content, /same result 3 times/);
  assert.doesNotMatch(results[1]!.content, /same result/);
  assert.match(results[4]!.content, /not run/);
  assert.equal(results.length, 8);
});

test('repeats are healthy where the result changes, where the tool polls, after a new write, and when switched off', async () => {
  let count = 0;
  const changing = tool('poll', 'read', async () => ({ content: String(++count) }));
  const polling = tool('poll', 'read', async () => ({ content: 'waiting' }), { polls: true });
  const constant = tool('poll', 'read', async () => ({ content: 'waiting' }));
  const ten = Array.from({ length: 10 }, () => calls(call('poll', { path: 'a' })));
  for (const agent of [{ tools: [changing] }, { tools: [polling] }, { tools: [constant], repeats: false }]) {
    const { outcome, results } = await run([...ten, 'done'], agent);
    assert.equal(outcome.reason, 'answered');
    assert.ok(results.every(({ content }) => !content.includes('same result')));
  }
  const edits = Array.from({ length: 9 }, (_, i) => [
    calls(call('write', { path: `v${i}` })),
    calls(call('poll', { path: 'test' })),
  ]).flat();
  const { outcome } = await run([...edits, 'done'], { tools: [constant, write] });
  assert.equal(outcome.reason, 'answered');
});

test('two calls that alternate are stopped too', async () => {
  const turns = Array.from({ length: 30 }, (_, i) => calls(call('read', { path: i % 2 ? 'a' : 'b' })));
  const { outcome } = await run(turns);
  assert.equal(outcome.reason, 'repeated');
  assert.ok(outcome.spent.steps <= 12);
});

test('bounds hold: steps, tokens, seconds, cost', async () => {
  const endless = Array.from({ length: 60 }, (_, i) => calls(call('read', { path: String(i) })));
  assert.equal((await run(endless, { budget: { steps: 3 } })).outcome.spent.steps, 3);
  const tokens = (await run(endless, { budget: { tokens: 400 } })).outcome;
  assert.equal(tokens.reason, 'tokens');
  assert.ok(tokens.spent.tokens <= 400, String(tokens.spent.tokens));
  const price = { input: 1, output: 10 };
  const cost = (await run(endless, { budget: { cost: 0.001 }, price })).outcome;
  assert.equal(cost.reason, 'cost');
  assert.ok(cost.spent.cost <= 0.001, String(cost.spent.cost));
  const hang = tool('hang', 'read', async (_, { signal }) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    return { content: 'stopped' };
  });
  const began = performance.now();
  const seconds = (await run([calls(call('hang', { path: '' })), 'x'], { tools: [hang], budget: { seconds: 0.05 } }))
    .outcome;
  assert.equal(seconds.reason, 'seconds');
  assert.ok(performance.now() - began < 5000);
  assertPaired(seconds.messages);
  const stalled = (await run([{ content: 'a', stall: true }], { budget: { seconds: 0.05 } })).outcome;
  assert.equal(stalled.reason, 'seconds');
});

test('a cancelled run ends soon with one result per call, even where a tool is deaf', async () => {
  const stop = new AbortController();
  const deaf = tool('deaf', 'write', () => {
    setTimeout(() => stop.abort(), 5);
    return new Promise(() => {});
  });
  const { outcome, results } = await run(
    [calls(call('deaf', { path: '1' }), call('deaf', { path: '2' })), 'done'],
    { tools: [deaf], grace: 10 },
    task('x', { signal: stop.signal }),
  );
  assert.equal(outcome.reason, 'cancelled');
  assertPaired(outcome.messages);
  assert.match(results[0]!.content, /not known/);
  assert.match(results[1]!.content, /was not run/);
});

test('a tool that takes too long is stopped and told so', async () => {
  const slow = tool('slow', 'read', () => new Promise(() => {}), { timeout: 0.02 });
  const { outcome, results } = await run([calls(call('slow', { path: '1' })), 'done'], { tools: [slow], grace: 5 });
  assert.equal(outcome.reason, 'answered');
  assert.match(results[0]!.content, /longer than 0.02 s/);
});

test('a final answer passes the checks; the model is told why not, at most twice', async () => {
  const checks: Agent['checks'] = [({ answer }) => ({ pass: answer === 'right', reason: 'It is not right.' })];
  const good = await run(['wrong', 'right'], { checks });
  assert.equal(good.outcome.reason, 'answered');
  assert.equal(good.outcome.text, 'right');
  assert.match(good.chat.requests[1]!.messages.at(-1)!.content, /did not pass a check: It is not right/);
  const bad = await run(['wrong', 'wrong', 'wrong', 'right'], { checks });
  assert.equal(bad.outcome.reason, 'unchecked');
  assert.equal(bad.outcome.answer, 'wrong');
});

test('messages in the middle are told before the next step, and one at the end goes on with the run', async () => {
  const said: string[][] = [['use b'], [], ['and now c'], []];
  const { outcome, chat } = await run([calls(call('read', { path: 'a' })), 'b it is', 'c too'], {
    inbox: () => said.shift() ?? [],
  });
  assert.equal(outcome.text, 'c too');
  assert.equal(chat.requests[0]!.messages.at(-1)!.content, 'use b');
  assert.equal(chat.requests[2]!.messages.at(-1)!.content, 'and now c');
});

test('permission: asked of the person, refused without one, and three refusals in a row end the run', async () => {
  const asked: string[] = [];
  const permission: Agent['permission'] = () => 'ask';
  const yes = await run([calls(call('write', { path: 'a' })), 'done'], {
    permission,
    askPerson: async ({ question }) => {
      asked.push(question);
      return { allow: true };
    },
  });
  assert.match(asked[0]!, /write/);
  assert.equal(yes.results[0]!.content, 'written');
  const nobody = await run(
    Array.from({ length: 5 }, (_, i) => calls(call('write', { path: String(i) }))),
    { permission },
  );
  assert.equal(nobody.outcome.reason, 'denied');
  assert.equal(nobody.results.length, 3);
});

test("calls of the caller's tools are handed back, and the run goes on with their results", async () => {
  const journal = memoryJournal();
  const mine = { name: 'mine', parameters: pathSchema };
  const chat = scriptedChat({
    replies: [calls(call('mine', { path: 'm' }, 'm1'), call('read', { path: 'a' }, 'r1')), 'all done'],
  });
  const given = task('x', { tools: [mine] });
  const first = await runAgent({ chat, tools: [read], journal }, given);
  assert.equal(first.reason, 'handed');
  assert.deepEqual(
    first.calls.map(({ name }) => name),
    ['mine'],
  );
  const then = memoryJournal(journal.written);
  const { id } = first.calls[0]!;
  assert.match(id, /^call_[0-9a-f]{24}$/);
  const messages: Message[] = [...given.messages, { role: 'tool', content: 'from the caller', toolCallId: id }];
  const second = await runAgent({ chat, tools: [read], journal: then }, { ...given, messages });
  assert.equal(second.text, 'all done');
  assertPaired(second.messages);
  assert.deepEqual(
    second.messages.filter(({ role }) => role === 'tool').map(({ content }) => content),
    ['from the caller', 'text of a'],
  );
});

test('a sub-agent is a tool: its own steps, a share of the budget, its events inside the call', async () => {
  const inner = scriptedChat({ replies: [calls(call('read', { path: 'deep' })), 'It says deep.'] });
  const helper = subAgentTool({ name: 'helper', open: () => ({ chat: inner, tools: [read], budget: { steps: 40 } }) });
  const { outcome, events, results } = await run(
    [calls({ id: '', name: 'agent_helper', arguments: '{"task": "Read deep."}' }), 'done'],
    { tools: [helper], budget: { steps: 11 } },
  );
  assert.equal(results[0]!.content, 'It says deep.');
  assert.equal(outcome.spent.steps, 4);
  assert.ok(events.some((event) => event.type === 'child' && event.event.type === 'result'));
  const tight = scriptedChat({
    replies: Array.from({ length: 20 }, (_, i) => calls(call('read', { path: String(i) }))),
  });
  const endless = subAgentTool({ name: 'endless', open: () => ({ chat: tight, tools: [read] }) });
  const bounded = await run([calls({ id: '', name: 'agent_endless', arguments: '{"task": "x"}' }), 'done'], {
    tools: [endless],
    budget: { steps: 9 },
  });
  assert.match(bounded.results[0]!.content, /no answer after 4 steps/);
  assert.equal(bounded.outcome.spent.steps, 6);
});

test('a journal in a folder is gone on with by another process, and only by one at a time', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'agent-'));
  const journal = openJournal(folder);
  assert.throws(() => openJournal(folder), /is at work in .*; wait for it or stop it$/);
  await run([calls(call('read', { path: 'a' })), 'first'], { journal });
  journal.close();
  const again = openJournal(folder);
  const said = [['more'], []];
  const { outcome } = await run(['second'], { journal: again, inbox: () => said.shift() ?? [] });
  again.close();
  assert.equal(outcome.text, 'second');
  assert.deepEqual(
    outcome.messages.filter(({ role }) => role !== 'tool').map(({ content }) => content),
    ['Do it.', '', 'first', 'more', 'second'],
  );
});

test('what is known of the model is written down before it is asked first, and once: window, results, what it took', async () => {
  let asked = 0;
  const probe: Agent['probe'] = async (_signal, withTools) => {
    asked++;
    return { visible: withTools, window: 4096, reason: '', usage: { promptTokens: 40, completionTokens: 2 } };
  };
  const { outcome, events } = await run([calls(call('read', { path: 'a' })), 'done'], { probe });
  assert.equal(outcome.reason, 'answered');
  assert.equal(asked, 1);
  const lines = events.filter(({ type }) => type !== 'model') as JournalLine[];
  assert.deepEqual(
    lines.map(({ type }) => type),
    ['begin', 'probed', 'reply', 'call', 'result', 'reply', 'stopped'],
  );
  assert.ok(outcome.usage.promptTokens > 40, 'it counts');
  const journal = memoryJournal(lines.slice(0, 3));
  const again = await run(['done'], { probe: async () => ({ visible: true, window: 4096, reason: '' }), journal });
  assert.equal(again.events.filter(({ type }) => type === 'probed').length, 0, 'nothing new');
  const less = await run(['done'], { probe: async () => ({ window: 300, reason: '' }), instructions: 'x'.repeat(900) });
  assert.equal(less.outcome.reason, 'window');
  assert.match(less.outcome.text, /window of 300 tokens: the tools take \d+, the instructions 3\d\d/);
  assert.equal(less.chat.requests.length, 0);
});

test('a model that does not see results is not asked, but for an agent without tools; what throws is not known', async () => {
  const probe: Agent['probe'] = async () => ({ visible: false, reason: 'it does not see what its tools give' });
  const blind = await run(['done'], { probe });
  assert.equal(blind.outcome.reason, 'blind');
  assert.match(blind.outcome.text, /does not see.*--no-probe/);
  assert.equal(blind.chat.requests.length, 0);
  assert.equal((await run(['done'], { probe, tools: [] })).outcome.reason, 'answered');
  const failing: Agent['probe'] = () => Promise.reject(new Error('gone'));
  assert.equal((await run(['done'], { probe: failing })).outcome.reason, 'answered');
});
