/** A turn with tools: drawn, read, voted on, retried once; a panel as the chat below; and repair on the way. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scriptedChat, type ScriptedReply } from '../testing/scripted-chat.ts';
import type { Chat, ChatEvent, ChatRequest, Tool } from '../types.ts';
import { createPanel } from './panel.ts';
import { repairCalls } from './repair-calls.ts';
import { toolTurn, type ToolTurnOptions } from './tool-turn.ts';

const tools: Tool[] = [
  {
    name: 'get_weather',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, days: { type: 'integer' } },
      required: ['city'],
    },
  },
];

const request: ChatRequest = { messages: [{ role: 'user', content: 'Weather in Paris?' }], tools, seed: 7 };
const call = (city: string): string =>
  `<tool_call>{"name": "get_weather", "arguments": {"city": "${city}"}}</tool_call>`;
const native = (city: string, name = 'get_weather'): ScriptedReply => ({
  toolCalls: [{ id: 'call_x', name, arguments: JSON.stringify({ city }) }],
});

const run = async (chat: Chat, sent: ChatRequest = request): Promise<ChatEvent[]> => {
  const events: ChatEvent[] = [];
  for await (const event of chat(sent)) events.push(event);
  return events;
};

const turn = async (replies: readonly ScriptedReply[], options: ToolTurnOptions, sent = request) => {
  const chat = scriptedChat({ replies });
  const events = await run(toolTurn(chat, options), sent);
  const done = events.at(-1)!;
  assert.equal(done.type, 'done');
  assert.equal(events.filter((event) => event.type === 'done').length, 1);
  if (done.type !== 'done') throw new Error('no done');
  const decision = events.find((event) => event.type === 'decision')?.decision;
  return { chat, events, reply: done.reply, done, decision };
};

const made = (reply: { toolCalls?: readonly { name: string; arguments: string }[] }): string[] =>
  (reply.toolCalls ?? []).map((call) => `${call.name} ${call.arguments}`);

test('calls written as text leave as calls of the protocol, the words and thoughts beside them kept', async () => {
  const { reply } = await turn([{ content: `I look.\n${call('Paris')}`, reasoning: 'Paris it is.' }], {});
  assert.deepEqual(made(reply), ['get_weather {"city":"Paris"}']);
  assert.deepEqual([reply.content, reply.reasoning, reply.finish], ['I look.', 'Paris it is.', 'tools']);
  assert.match(reply.toolCalls![0]!.id, /^call_\w+$/);
});

test('the calls that most replies make win, and drawing stops when they are decided', async () => {
  const { reply, chat, decision } = await turn(
    [call('Rome'), native('Paris'), "[get_weather(city='Paris')]", 'never'],
    { n: 3 },
  );
  assert.deepEqual(made(reply), ['get_weather {"city":"Paris"}']);
  assert.deepEqual([decision!.rule, decision!.chosen, decision!.reason], ['majority', 1, '2 of 3 replies agree']);
  assert.equal(reply.toolCalls![0]!.id, 'call_x');
  const early = await turn([call('Paris'), native('Paris')], { n: 3 });
  assert.equal(
    early.chat.requests.reduce((sum, request) => sum + (request.n ?? 1), 0),
    2,
  );
  assert.deepEqual(
    chat.requests.map((request) => [request.n, request.temperature]),
    [
      [2, 1],
      [1, 1],
    ],
  );
  assert.notEqual(chat.requests[0]!.seed, chat.requests[1]!.seed);
});

test('text is an answer: that no tool fits can win', async () => {
  const { reply } = await turn(['It rains.', call('Paris'), 'Rain.'], { n: 3 });
  assert.deepEqual([reply.content, made(reply), reply.finish], ['It rains.', [], 'stop']);
});

test('of texts that win, one whose answer others share is given, and none that only declines', async () => {
  const { reply } = await turn(['I think \\boxed{3}', 'So \\boxed{4}', 'It is \\boxed{4}'], { n: 5 });
  assert.match(reply.content, /4/);
  const declined = await turn(['[]', 'No tool fits.', call('Paris')], { n: 3 });
  assert.equal(declined.reply.content, 'No tool fits.');
});

test('a call that can not be made has no vote', async () => {
  const { reply, events } = await turn([native('Paris', 'fly'), 'get_weather(days=3)', call('Rome')], { n: 3 });
  assert.deepEqual(made(reply), ['get_weather {"city":"Rome"}']);
  const verdicts = events.flatMap((event) => (event.type === 'verdict' ? [event.verdict!] : []));
  assert.deepEqual(verdicts.map((verdict) => verdict.pass).toSorted(), [false, false, true]);
  assert.equal(
    verdicts.some((verdict) => /no tool "fly"/.test(verdict.reason)),
    true,
  );
});

test('where none can be made the model is told once what is wrong', async () => {
  const { reply, chat, decision, done } = await turn(['get_weather(days=3)', call('Paris')], {});
  assert.deepEqual(made(reply), ['get_weather {"city":"Paris"}']);
  const [, second] = chat.requests;
  assert.deepEqual(second!.messages.at(-2), { role: 'assistant', content: 'get_weather(days=3)' });
  assert.match(
    second!.messages.at(-1)!.content,
    /^Call of get_weather: \/city must be string.*If no tool fits, answer in words\.$/,
  );
  assert.match(decision!.reason, /after the fault was named/);
  assert.equal(done.usage.completionTokens > 1, true);
  const still = await turn(['get_weather(days=3)', 'get_weather(days=4)'], {});
  assert.deepEqual([still.reply.content, made(still.reply)], ['get_weather(days=3)', []]);
  const off = await turn(['get_weather(days=3)'], { retry: false });
  assert.equal(off.chat.requests.length, 1);
});

test('an empty reply and one that was cut off are told what is wrong', async () => {
  const { chat } = await turn(['', call('Paris')], {});
  assert.match(chat.requests[1]!.messages.at(-1)!.content, /empty/);
  const cut = await turn([{ content: call('Paris'), finish: 'length' }, call('Rome')], {});
  assert.deepEqual(made(cut.reply), ['get_weather {"city":"Rome"}']);
});

test('the choice of the client holds', async () => {
  const must = await turn(['It rains.', call('Paris')], {}, { ...request, toolChoice: 'required' });
  assert.deepEqual(made(must.reply), ['get_weather {"city":"Paris"}']);
  const single = await turn([`${call('Paris')}${call('Rome')}`], {}, { ...request, parallelToolCalls: false });
  assert.deepEqual(made(single.reply), ['get_weather {"city":"Paris"}']);
});

test('a request without tools goes straight through', async () => {
  const { tools: _, ...plain } = request;
  const { chat, reply } = await turn(['A title'], { n: 5 }, plain);
  assert.equal(reply.content, 'A title');
  assert.equal(chat.requests.length, 1);
});

test('failures, cancellations and budgets end in one done', async () => {
  const failed = await turn([{ error: 'no model' }], { n: 1 });
  assert.deepEqual([failed.reply.finish, failed.reply.content], ['error', 'no model']);
  const some = await turn([{ error: 'no model' }, { error: 'no model' }], { n: 2 });
  assert.equal(some.reply.finish, 'error');
  const controller = new AbortController();
  controller.abort();
  const cancelled = await turn([call('Paris')], {}, { ...request, signal: controller.signal });
  assert.equal(cancelled.reply.finish, 'cancelled');
  const spent = await turn([{ content: 'one two three four five', stall: true }], { budget: { tokens: 2 } });
  assert.equal(['length', 'error'].includes(spent.reply.finish), true);
  assert.throws(() => toolTurn(scriptedChat({}), { n: 0 }), /n is 0/);
});

test('a panel draws from its members in turn and says who wrote what', async () => {
  const a = scriptedChat({ replies: [call('Paris'), call('Paris')] });
  const b = scriptedChat({ replies: ["[get_weather(city='Rome')]"] });
  const c = scriptedChat({ replies: [native('Paris')] });
  const panel = createPanel([a, b, c].map((chat, i) => ({ id: 'abc'[i]!, chat, price: { input: 1, output: 1 } })));
  const events = await run(toolTurn(panel, { n: 3 }));
  const done = events.at(-1)!;
  assert.equal(done.type === 'done' && made(done.reply)[0], 'get_weather {"city":"Paris"}');
  assert.deepEqual(
    [a, b, c].map((chat) => chat.requests.length),
    [1, 1, 1],
  );
  assert.deepEqual(events.flatMap((event) => (event.type === 'reply' ? [event.reply.model] : [])).toSorted(), [
    'a',
    'b',
    'c',
  ]);
  assert.equal(done.type === 'done' && done.usage.cost! > 0, true);
});

test('a member that fails has no say; a panel of which all fail fails', async () => {
  const failing = scriptedChat({ replies: () => ({ error: 'gone' }) });
  const good = scriptedChat({ replies: () => call('Paris') });
  const panel = createPanel([
    { id: 'a', chat: failing },
    { id: 'b', chat: good },
  ]);
  const events = await run(toolTurn(panel, { n: 2 }));
  const done = events.at(-1)!;
  assert.equal(done.type === 'done' && made(done.reply)[0], 'get_weather {"city":"Paris"}');
  const all = await run(createPanel([{ id: 'a', chat: failing }]));
  const end = all.at(-1)!;
  assert.deepEqual(end.type === 'done' && [end.reply.finish, end.reply.content], ['error', 'gone']);
  assert.throws(() => createPanel([]), /no members/);
});

const streamed = async (replies: readonly ScriptedReply[]) => {
  const events = await run(repairCalls(scriptedChat({ replies })));
  const text = events
    .flatMap((event) => (event.type === 'delta' && event.section === 'answer' ? [event.text] : []))
    .join('');
  const calls = events.flatMap((event) => (event.type === 'tool' ? [`${event.name ?? ''} ${event.arguments}`] : []));
  const done = events.at(-1)!;
  return { text, calls, done: done.type === 'done' ? done.reply : undefined, events };
};

test('on the way through, text streams and what may be a call is held until it is one', async () => {
  const prose = await streamed(['It rains <b>hard</b> in Paris: 3 > 2.']);
  assert.deepEqual([prose.text, prose.calls], ['It rains <b>hard</b> in Paris: 3 > 2.', []]);
  assert.equal(prose.events.filter((event) => event.type === 'delta').length > 3, true);
  const marked = await streamed([`I look. ${call('Paris')}`]);
  assert.deepEqual([marked.text, marked.calls], ['I look.', ['get_weather {"city":"Paris"}']]);
  assert.deepEqual([marked.done!.finish, made(marked.done!)], ['tools', ['get_weather {"city":"Paris"}']]);
  const whole = await streamed(['get_weather(city="Paris")']);
  assert.deepEqual([whole.text, whole.calls], ['', ['get_weather {"city":"Paris"}']]);
  const word = await streamed(['get_weather is a tool.']);
  assert.deepEqual([word.text, word.calls], ['get_weather is a tool.', []]);
  const json = await streamed(['{"city": "Paris"}']);
  assert.deepEqual([json.text, json.calls], ['{"city": "Paris"}', []]);
  const repaired = await streamed([
    { toolCalls: [{ id: 'x', name: 'get_weather', arguments: '{"city": "Paris", "days": "3"}' }] },
  ]);
  assert.deepEqual(repaired.calls, ['get_weather {"city":"Paris","days":3}']);
  const told = repaired.events.find((event) => event.type === 'verdict');
  assert.equal(told?.type === 'verdict' && told.verdict?.reason, 'repaired: text to number /days');
  const invalid = await streamed([{ toolCalls: [{ id: 'x', name: 'fly', arguments: '{}' }] }]);
  assert.equal(invalid.calls.join('').startsWith('fly'), true);
});
