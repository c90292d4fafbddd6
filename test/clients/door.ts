/**
 * The whole server for the contract suites of clients: a socket, keys, a ledger in memory, a scripted upstream with the
 * model
 * `up` behind the door, and the embedded model where a test wants it. One script for all clients, so that each is held to the same.
 */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { AgentTool } from '../../src/agent/types.ts';
import { loadModel, type LoadedModel } from '../../src/local/load-model.ts';
import { startServer } from '../../src/gateway/serve.ts';
import { startFakeUpstream, type Answer, type Seen } from '../../src/testing/upstream.ts';
import { readConfig } from '../../src/provider/config.ts';
import type { Ledger } from '../../src/server/ledger/ledger.ts';
import type { openLedger } from '../../src/server/ledger/open-ledger.ts';
import { scriptedChat } from '../../src/testing/scripted-chat.ts';
import type { Wire } from '../../src/types.ts';

/** One that the embedded model thinks about: no exact solver reads it. */
export const QUESTION = {
  text: 'Two numbers a and b: 4 times a minus b makes 31, and 4 times a plus b is 65. Find them.',
  answer: /a=12, b=17/,
};

export const ADD = {
  name: 'add',
  description: 'adds two numbers',
  parameters: {
    type: 'object',
    properties: { a: { type: 'number' }, b: { type: 'number' } },
    required: ['a', 'b'],
    additionalProperties: false,
  },
};
export const PERSON = {
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'integer' } },
  required: ['name', 'age'],
  additionalProperties: false,
} as const;

type Turn = { role: string; content: unknown; tool_calls?: unknown[] };
const wordsOf = ({ content }: Turn): string =>
  typeof content === 'string'
    ? content
    : Array.isArray(content)
      ? content.map((part: { text?: string }) => part.text ?? '').join('')
      : '';

/**
 * What the upstream answers, by the last words of the user: `add` calls two tools at once, then one, then says the
 * result;
 * `person` and `no person` are JSON that fits PERSON and that does not; `stall` never ends; `fail 429` is that status.
 */
const script = ({ body }: Seen): Answer => {
  const turns = (body.messages ?? []) as Turn[];
  const question = wordsOf(turns.findLast((turn) => turn.role === 'user') ?? { role: 'user', content: '' });
  const results = turns.filter((turn) => turn.role === 'tool');
  const failing = /fail (\d+)/.exec(question);
  if (failing)
    return {
      status: Number(failing[1]),
      headers: { 'retry-after': '7' },
      body: { error: { message: `scripted ${failing[1]}`, type: 'scripted', code: null } },
    };
  if (question.includes('stall')) return { content: 'so far so good', fault: 'stall' };
  if (question.includes('no person')) return '{"name": "Ada"}';
  if (question.includes('person')) return '{"name": "Ada", "age": 36}';
  if (question.includes('add') && body.tools) {
    if (results.length === 0)
      return {
        reasoning: 'both sums at once',
        toolCalls: [
          { id: 'call_a', name: 'add', arguments: '{"a": 1, "b": 2}' },
          { id: 'call_b', name: 'add', arguments: '{"a": 3, "b": 4}' },
        ],
      };
    if (results.length === 2)
      return {
        reasoning: 'now the sum of sums',
        toolCalls: [{ id: 'call_c', name: 'add', arguments: '{"a": 3, "b": 7}' }],
      };
    return `the sum is ${wordsOf(results.at(-1)!)}`;
  }
  return { content: 'hello from the upstream', reasoning: 'they greet' };
};

export type Door = {
  url: string;
  base: string;
  port: number;
  key: string;
  requests: Seen[];
  ledger: Ledger;
  /** Calls that the upstream is at, and connections to it. */
  active(): number;
  connections(): number;
  running(): number;
  traces(): readonly { finish: string | null }[];
  /** Faults of the program that were reported. */
  reported: unknown[];
  /** Drops what the fakes have kept of requests so far. */
  forget(): void;
  close(): Promise<void>;
};
export type DoorOptions = {
  embedded?: boolean;
  answers?: (seen: Seen) => Answer;
  server?: Wire;
  data?: string;
  agents?: Wire;
  /** What agents may run here. */
  tools?: readonly AgentTool[];
};

/** `mizan` without weights: it always finds the same. */
const scripted = (chat: LoadedModel['chat']): LoadedModel => ({
  name: 'mizan-1m',
  chat,
  folder: '/nowhere',
  sections: false,
  contextLength: 256,
  close: async () => {},
});

/** Opens the door; whoever does closes it. */
export const startDoor = async ({
  embedded = false,
  answers = script,
  server = {},
  data = ':memory:',
  agents = {},
  tools = [],
}: DoorOptions = {}): Promise<Door> => {
  const upstream = await startFakeUpstream(answers);
  const chat = scriptedChat({
    replies: () => ({ content: 'forty-two', reasoning: 'well, let me see' }),
    plans: () => 'look it up',
  });
  const model = embedded ? await loadModel(undefined, { threads: 1 }) : scripted(chat);
  const config = readConfig(
    JSON.stringify({
      providers: {
        p: { baseUrl: upstream.url, retries: 0, concurrency: 1000, models: { up: { price: { input: 1, output: 2 } } } },
      },
      roles: { solver: 'mizan' },
      server,
      agents,
    }),
    'mizan.json',
    '/',
  );
  const reported: unknown[] = [];
  const serving = await startServer({
    model,
    config,
    data,
    port: 0,
    tools: async () => tools,
    report: (error) => {
      reported.push(error);
    },
  });
  const { key } = (serving.ledger as ReturnType<typeof openLedger>).keys.create({ name: 'client', admin: true });
  return {
    url: serving.url,
    base: `${serving.url}/v1`,
    port: serving.port,
    key,
    requests: upstream.requests,
    ledger: serving.ledger,
    reported,
    active: upstream.active,
    connections: upstream.connections,
    running: serving.running,
    traces: () => serving.ledger.traces.list({ limit: 100 }).data,
    forget: () => {
      upstream.requests.length = chat.requests.length = 0;
    },
    close: async () => {
      await serving.stop(0);
      await model.close();
      await upstream.close();
    },
  };
};

/** Opens the door for one test; it is closed after it, and no fault of the program may have been reported. */
export const openDoor = async (t: TestContext, options: DoorOptions = {}): Promise<Door> => {
  const door = await startDoor(options);
  t.after(async () => {
    await door.close();
    assert.deepEqual(door.reported, []);
  });
  return door;
};

/** Until `what` holds; fails after `seconds`. */
export const within = async (seconds: number, what: () => boolean, why: string): Promise<void> => {
  const until = performance.now() + seconds * 1000;
  while (!what()) {
    assert.ok(performance.now() < until, `${why}: not within ${seconds} s`);
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
};

/** Calls `leave` when the upstream is at work, and holds that its call has ended within a second. */
export const leaving = async (door: Door, leave: () => void): Promise<void> => {
  await within(5, () => door.active() > 0, 'the upstream is asked');
  leave();
  await within(1, () => door.active() === 0, 'the call upstream ends');
  await within(1, () => door.running() === 0, 'the request ends');
};

/** The turns that the upstream got last. */
export const lastTurns = ({ requests }: Door): Wire[] => requests.at(-1)!.body.messages as Wire[];
