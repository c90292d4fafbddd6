/**
 * Agents behind the door with the official clients of all its APIs: streams, calls that are handed back and gone on
 * with, and a client that leaves in the middle of a model's reply or of a tool.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import { Agent, OpenAIResponsesModel, run, setTracingDisabled, tool } from '@openai/agents';
import { Ollama, type Message } from 'ollama';
import OpenAI from 'openai';
import { z } from 'zod';
import { readJournal } from '../../src/agent/journal.ts';
import type { AgentTool, JournalLine } from '../../src/agent/types.ts';
import type { Answer, Seen } from '../../src/testing/upstream.ts';
import type { Wire } from '../../src/types.ts';
import { ADD, openDoor, within, type Door } from './door.ts';

setTracingDisabled(true);

const looked = { times: 0, waiting: 0, left: 0 };
const parameters = { type: 'object', properties: { at: { type: 'string' } }, required: ['at'] };
const look: AgentTool = {
  name: 'look',
  parameters,
  effect: 'read',
  run: async ({ at }) => (looked.times++, { content: `${String(at)} is 3` }),
};
/** Runs until it is stopped. */
const wait: AgentTool = {
  name: 'wait',
  parameters,
  effect: 'read',
  run: (_, { signal }) =>
    new Promise((resolve) => {
      looked.waiting++;
      signal.addEventListener('abort', () => (looked.left++, resolve({ content: 'left', error: 'cancelled' })), {
        once: true,
      });
    }),
};

const call = (name: string, args: Wire): Answer => ({ toolCalls: [{ name, arguments: JSON.stringify(args) }] });

/** Looks with its own tool, adds with the caller's, and says what came of it; "stall" and "wait" never end. */
const script = ({ body }: Seen): Answer => {
  const turns = body.messages as { role: string; content: string }[];
  const task = turns.findLast(({ role }) => role === 'user')!.content;
  if (task.includes('stall')) return { content: 'so far so good', fault: 'stall' };
  if (task.includes('wait')) return call('wait', { at: 'a' });
  const results = turns.filter(({ role }) => role === 'tool');
  if (results.length === 0) return call('look', { at: 'a' });
  if (results.length === 1) return call('add', { a: 3, b: 4 });
  return `the sum is ${results.at(-1)!.content}`;
};

/** The default agent and a named one. */
const MODELS = ['mizan:act', 'agent:adder'];

const open = async (t: TestContext) => {
  Object.assign(looked, { times: 0, waiting: 0, left: 0 });
  const data = mkdtempSync(join(tmpdir(), 'mizan-acting-'));
  t.after(() => rmSync(data, { recursive: true, force: true }));
  const settings = { model: 'up', tools: ['look', 'wait'], serve: 'everything' };
  const agents = { act: settings, adder: settings };
  const door = await openDoor(t, { answers: script, data, agents, tools: [look, wait] });
  const journals = (): JournalLine[][] =>
    readdirSync(join(data, 'agents')).map((id) => readJournal(join(data, 'agents', id)));
  /** Each run began once, and its own tool ran once, though two requests carried it. */
  const wentOn = (runs: number): void => {
    const begun = journals().map((lines) => lines.filter(({ type }) => type === 'begin').length);
    assert.deepEqual(
      begun,
      Array.from({ length: runs }, () => 1),
    );
    assert.equal(looked.times, runs);
    assert.ok(journals().every((lines) => lines.at(-1)?.type === 'stopped'));
  };
  return { door, journals, wentOn };
};

type Opened = Awaited<ReturnType<typeof open>>;

/** Leaves while the model writes, and while a tool runs: nothing goes on, and the run says that it was cancelled. */
const leaves = async (
  { door, journals }: Opened,
  ask: (task: string) => { leave(): void; ended: Promise<unknown> },
): Promise<void> => {
  const left = async (task: string, at: () => boolean): Promise<void> => {
    const { leave, ended } = ask(task);
    await within(10, at, `${task}: it is at work`);
    leave();
    await ended;
    await within(5, () => door.running() === 0 && door.active() === 0, `${task}: nothing goes on`);
  };
  await left('stall', () => door.active() > 0);
  const waiting = looked.waiting;
  await left('wait', () => looked.waiting > waiting);
  await within(5, () => looked.left === looked.waiting, 'the tool was stopped');
  await within(5, () => journals().every((lines) => lines.at(-1)?.type === 'stopped'), 'each run has its end');
  const ends = journals().map((lines) => lines.at(-1)!);
  const cancelled = ends.filter((end) => end.type === 'stopped' && end.reason === 'cancelled');
  assert.equal(cancelled.length, 2);
};

const openaiOf = ({ base, key }: Door): OpenAI => new OpenAI({ baseURL: base, apiKey: key, maxRetries: 0 });
const user = (content: string) => ({ role: 'user' as const, content });

test('responses: an agent streams, hands a call back and goes on; leaving stops it', async (t) => {
  const opened = await open(t);
  const client = openaiOf(opened.door);
  const tools = [
    { type: 'function' as const, name: 'add', description: ADD.description, parameters: ADD.parameters, strict: false },
  ];
  for (const [i, model] of MODELS.entries()) {
    const first = client.responses.stream({ model, input: 'add these', tools });
    const called = (await first.finalResponse()).output.find(({ type }) => type === 'function_call');
    assert.ok(called?.type === 'function_call' && called.name === 'add');
    assert.deepEqual(JSON.parse(called.arguments), { a: 3, b: 4 });
    const output = { type: 'function_call_output' as const, call_id: called.call_id, output: '7' };
    let said = '';
    const second = client.responses.stream({
      model,
      tools,
      ...(i === 0
        ? { previous_response_id: (await first.finalResponse()).id, input: [output] }
        : { input: [user('add these'), called, output] }),
    });
    for await (const event of second) if (event.type === 'response.output_text.delta') said += event.delta;
    assert.equal(said, 'the sum is 7');
    assert.equal((await second.finalResponse()).output_text, 'the sum is 7');
  }
  opened.wentOn(2);
  await leaves(opened, (task) => {
    const stop = new AbortController();
    const stream = client.responses.create({ model: 'mizan:act', input: task, stream: true }, { signal: stop.signal });
    return { leave: () => stop.abort(), ended: drained(stream) };
  });
});

/** Reads a stream to its end, however that is. */
const drained = async (stream: Promise<AsyncIterable<unknown>>): Promise<void> => {
  try {
    for await (const _ of await stream);
  } catch {
    // the client has left
  }
};

test('responses: the agents SDK runs an agent with its own tool over several turns', async (t) => {
  const { door, wentOn } = await open(t);
  const add = tool({
    name: 'add',
    description: ADD.description,
    parameters: z.object({ a: z.number(), b: z.number() }),
    execute: async ({ a, b }) => String(a + b),
  });
  const model = new OpenAIResponsesModel(openaiOf(door), 'mizan:act');
  const stream = await run(new Agent({ name: 'adder', model, tools: [add] }), 'add these', { stream: true });
  await stream.completed;
  assert.equal(stream.finalOutput, 'the sum is 7');
  wentOn(1);
});

test('messages: an agent streams its steps as thoughts, hands a call back and goes on; leaving stops it', async (t) => {
  const opened = await open(t);
  const { door, wentOn } = opened;
  const client = new Anthropic({ baseURL: door.url, apiKey: door.key, maxRetries: 0 });
  const tools = [
    { name: 'add', description: ADD.description, input_schema: ADD.parameters as Anthropic.Tool.InputSchema },
  ];
  for (const model of MODELS) {
    const body = { model, max_tokens: 4000, tools, thinking: { type: 'enabled' as const, budget_tokens: 1024 } };
    const first = await client.messages.stream({ ...body, messages: [user('add these')] }).finalMessage();
    assert.equal(first.stop_reason, 'tool_use');
    const thoughts = first.content.flatMap((block) => (block.type === 'thinking' ? [block.thinking] : []));
    assert.match(thoughts.join(''), /→ look\("at":"a"\)[\s\S]*← look: a is 3/);
    const use = first.content.find((block) => block.type === 'tool_use');
    assert.deepEqual([use?.name, use?.input], ['add', { a: 3, b: 4 }]);
    const result = { type: 'tool_result' as const, tool_use_id: use!.id, content: '7' };
    const stream = client.messages.stream({
      ...body,
      messages: [user('add these'), { role: 'assistant', content: first.content }, { role: 'user', content: [result] }],
    });
    let said = '';
    stream.on('text', (text) => void (said += text));
    assert.equal((await stream.finalMessage()).stop_reason, 'end_turn');
    assert.equal(said, 'the sum is 7');
  }
  wentOn(2);
  await leaves(opened, (task) => {
    const stream = client.messages.stream({ model: 'mizan:act', max_tokens: 1000, messages: [user(task)] });
    return { leave: () => stream.abort(), ended: stream.finalMessage().catch(() => {}) };
  });
});

test("Ollama's API: an agent streams, hands a call back and goes on; leaving stops it", async (t) => {
  const opened = await open(t);
  const { door, wentOn } = opened;
  const client = new Ollama({ host: door.url, headers: { authorization: `Bearer ${door.key}` } });
  const tools = [{ type: 'function', function: ADD }] as unknown as NonNullable<Parameters<Ollama['chat']>[0]['tools']>;
  const streamed = async (model: string, messages: Message[]): Promise<Message> => {
    const whole: Message = { role: 'assistant', content: '', thinking: '' };
    for await (const { message } of await client.chat({ model, messages, tools, stream: true, think: true })) {
      whole.content += message.content;
      whole.thinking += message.thinking ?? '';
      if (message.tool_calls) whole.tool_calls = message.tool_calls;
    }
    return whole;
  };
  for (const model of MODELS) {
    const messages: Message[] = [user('add these')];
    const first = await streamed(model, messages);
    assert.match(first.thinking ?? '', /← look: a is 3/);
    assert.deepEqual(
      first.tool_calls?.map(({ function: { name, arguments: args } }) => [name, args]),
      [['add', { a: 3, b: 4 }]],
    );
    messages.push(first, { role: 'tool', tool_name: 'add', content: '7' });
    assert.equal((await streamed(model, messages)).content, 'the sum is 7');
  }
  wentOn(2);
  await leaves(opened, (task) => {
    const stream = client.chat({ model: 'mizan:act', messages: [user(task)], stream: true });
    return { leave: () => void stream.then((made) => made.abort()), ended: drained(stream) };
  });
});

test('chat completions: an agent streams, hands a call back and goes on; leaving stops it', async (t) => {
  const opened = await open(t);
  const client = openaiOf(opened.door);
  const tools = [{ type: 'function' as const, function: ADD }];
  for (const model of MODELS) {
    const messages: OpenAI.ChatCompletionMessageParam[] = [user('add these')];
    const first = await client.chat.completions.stream({ model, messages, tools }).finalMessage();
    const [called] = first.tool_calls ?? [];
    assert.ok(called?.type === 'function' && called.function.name === 'add');
    messages.push(first, { role: 'tool', tool_call_id: called.id, content: '7' });
    assert.equal(
      (await client.chat.completions.stream({ model, messages, tools }).finalMessage()).content,
      'the sum is 7',
    );
  }
  opened.wentOn(2);
  await leaves(opened, (task) => {
    const stop = new AbortController();
    const body = { model: 'mizan:act', messages: [user(task)], stream: true as const };
    return { leave: () => stop.abort(), ended: drained(client.chat.completions.create(body, { signal: stop.signal })) };
  });
});
