/**
 * What users of other agents have reported (docs/agent.md): each ends in the right correction or in a stop that names
 * its cause.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { scriptedChat, type ScriptedReply } from '../testing/scripted-chat.ts';
import type { Chat, Message, Tool } from '../types.ts';
import { runAgent } from './loop.ts';
import type { Agent } from './run.ts';
import { pairingFault } from './testing.ts';
import type { AgentTool, Outcome, StopReason, Task } from './types.ts';

const seen: unknown[] = [];
const tool = (
  name: string,
  properties: Record<string, unknown>,
  required: string[],
  more: Partial<AgentTool> = {},
): AgentTool => ({
  name,
  description: name,
  parameters: { type: 'object', properties, required, additionalProperties: false },
  effect: 'read',
  run: async (args) => (seen.push(args), { content: `${name} ran` }),
  ...more,
});
const tools = [
  tool(
    'search',
    { query: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } }, limit: { type: 'integer' } },
    ['query'],
  ),
  tool('now', {}, []),
  tool('long', { n: { type: 'integer' } }, ['n'], { run: async ({ n }) => ({ content: `${String(n)} `.repeat(900) }) }),
];

const native = (name: string, args: string): ScriptedReply => ({ toolCalls: [{ id: '', name, arguments: args }] });

type Case = {
  what: string;
  replies: ScriptedReply[] | ((i: number) => ScriptedReply);
  agent?: Partial<Agent>;
  task?: Partial<Task>;
  reason: StopReason;
  /** What the tools were given. */
  ran?: unknown[];
  /** The last result or the sentence of the stop. */
  says?: RegExp;
};

const CASES: Case[] = [
  {
    what: 'the window is too small for the tools: refused with the numbers, before any call',
    replies: [],
    agent: { window: 200 },
    reason: 'window',
    ran: [],
    says: /window of 200 tokens: the tools take \d+/,
  },
  {
    what: 'schemas of many tools exceed the window: the number is said',
    replies: [],
    agent: {
      window: 4096,
      tools: Array.from({ length: 80 }, (_, i) => tool(`tool_${i}`, { a: { type: 'string' } }, ['a'])),
    },
    reason: 'window',
    says: /the tools take \d{4}/,
  },
  {
    what: 'the call came as plain text: it is run',
    replies: ['{"name": "search", "arguments": {"query": "a"}}', 'done'],
    reason: 'answered',
    ran: [{ query: 'a' }],
  },
  {
    what: 'a call as an example in prose is not run',
    replies: [
      'For example, you could write:\n```json\n{"name": "search", "arguments": {"query": "a"}}\n```\nbut I will not.',
    ],
    reason: 'answered',
    ran: [],
  },
  {
    what: 'arguments that are no JSON are told as that',
    replies: [native('search', 'query=a, what'), 'done'],
    reason: 'answered',
    ran: [],
    says: /call of search can't be read|JSON object/,
  },
  {
    what: 'arguments that were cut off are told as that',
    replies: [native('search', '{"query": "a'), 'done'],
    reason: 'answered',
    ran: [],
    says: /cut off before its end/,
  },
  {
    what: 'the same mistake again and again ends with its cause',
    replies: () => native('search', '{"query": '),
    reason: 'malformed',
    says: /cut off\)/,
  },
  {
    what: 'an unknown tool: the nearest name is told',
    replies: [native('serach', '{"query": "a"}'), 'done'],
    reason: 'answered',
    ran: [],
    says: /Did you mean "search"/,
  },
  {
    what: 'an illegal name and broken arguments do not poison the history',
    replies: [native('search the web!', '{"query'), 'done'],
    reason: 'answered',
    ran: [],
    says: /no tool/,
  },
  {
    what: 'right JSON of the wrong shape is made to fit, and nothing else',
    replies: [native('search', '{"query": "a", "tags": "x", "limit": "3"}'), 'done'],
    reason: 'answered',
    ran: [{ query: 'a', tags: ['x'], limit: 3 }],
  },
  {
    what: 'a value that is missing is not guessed',
    replies: [native('search', '{"limit": 3}'), 'done'],
    reason: 'answered',
    ran: [],
    says: /\/query must be string/,
  },
  {
    what: 'a tool without arguments: none, empty text and an empty object',
    replies: [{ toolCalls: ['', '{}', 'null'].map((args) => ({ id: '', name: 'now', arguments: args })) }, 'done'],
    reason: 'answered',
    ran: [{}, {}],
  },
  {
    what: 'endless identical calls are reminded, refused, stopped',
    replies: () => native('search', '{"query": "a"}'),
    reason: 'repeated',
    ran: Array.from({ length: 4 }, () => ({ query: 'a' })),
  },
  {
    what: 'one turn with many long results is made to fit inside the turn',
    replies: (i) =>
      i === 0
        ? { toolCalls: Array.from({ length: 6 }, (_, n) => ({ id: '', name: 'long', arguments: `{"n": ${n + 10}}` })) }
        : 'done',
    agent: { window: 4000 },
    reason: 'answered',
  },
  {
    what: 'room that can not be made ends the run with the figures, not in a circle',
    replies: ['x'],
    agent: { window: 2000, instructions: 'be good '.repeat(1000) },
    reason: 'window',
    says: /the instructions \d{4}/,
  },
  {
    what: 'replies without a word are told, then stopped',
    replies: () => '',
    reason: 'malformed',
    says: /empty/,
  },
];

/** Every message that was sent is one that any upstream takes. */
const assertValid = (messages: readonly Message[]): void => {
  assert.equal(pairingFault(messages), undefined);
  for (const { toolCalls = [] } of messages)
    for (const { name } of toolCalls) assert.match(name, /^[A-Za-z0-9_-]{1,64}$/);
};

const play = async ({
  replies,
  agent,
  task,
}: Case): Promise<{ outcome: Outcome; sent: readonly (readonly Message[])[] }> => {
  const chat = scriptedChat({ replies: Array.isArray(replies) ? replies : (_, i) => replies(i) });
  const given = { messages: [{ role: 'user' as const, content: 'Find it.' }], ...task };
  const outcome = await runAgent({ chat, tools, permission: () => 'allow', ...agent }, given);
  return { outcome, sent: chat.requests.map(({ messages }) => messages) };
};

for (const given of CASES)
  test(given.what, async () => {
    seen.length = 0;
    const { outcome, sent } = await play(given);
    assert.equal(outcome.reason, given.reason, outcome.text);
    sent.forEach(assertValid);
    if (given.ran) assert.deepEqual(seen, given.ran);
    const said =
      outcome.reason === 'answered' ? outcome.messages.findLast(({ role }) => role === 'tool')?.content : outcome.text;
    if (given.says) assert.match(said ?? '', given.says);
  });

test('a window that an error names is believed, and room is made in it', async () => {
  let asked = 0;
  const chat: Chat = async function* (request) {
    const script: ScriptedReply[] = [
      native('long', '{"n": 1}'),
      native('long', '{"n": 2}'),
      native('long', '{"n": 3}'),
      'done',
    ];
    asked++;
    if (asked === 4)
      yield* scriptedChat({ replies: [{ error: "This model's maximum context length is 2048 tokens." }] })(request);
    else yield* scriptedChat({ replies: [script[Math.min(asked > 4 ? 3 : asked - 1, 3)]!] })(request);
  };
  const outcome = await runAgent(
    { chat, tools, permission: () => 'allow' },
    { messages: [{ role: 'user', content: 'x' }] },
  );
  assert.equal(outcome.reason, 'answered');
  assert.match(outcome.messages.find(({ role }) => role === 'tool')!.content, /left out to save room/);
});

test('the middle of a long conversation becomes a summary; task and last turns stay', async () => {
  const words = 'word '.repeat(300);
  const chat = scriptedChat({
    replies: (request, i) => {
      if (!request.tools) return 'In short: nothing was found.';
      return i < 14
        ? { content: words, toolCalls: [{ id: '', name: 'search', arguments: `{"query": "${i}"}` }] }
        : 'done';
    },
  });
  const outcome = await runAgent(
    { chat, tools, permission: () => 'allow', window: 5000 },
    { messages: [{ role: 'user', content: 'The task.' }] },
  );
  assert.equal(outcome.reason, 'answered', outcome.text);
  assert.equal(outcome.messages[0]!.content, 'The task.');
  assert.match(outcome.messages[1]!.content, /in short:\nIn short: nothing was found/);
  assertValid(outcome.messages);
});

test("equal names of the agent's and the caller's tools are told apart", async () => {
  const caller: Tool = { name: 'search', parameters: { type: 'object', properties: {} } };
  const chat = scriptedChat({ replies: ['done'] });
  await runAgent({ chat, tools }, { messages: [{ role: 'user', content: 'x' }], tools: [caller] });
  const names = chat.requests[0]!.tools!.map(({ name }) => name);
  assert.deepEqual(names, ['search_2', 'now', 'long', 'search']);
});
