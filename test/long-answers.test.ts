/**
 * A thought and a text of 32,000 tokens each through the whole server: they arrive whole by every API, are kept whole
 * in the trace, and four times the length takes about four times the work. The page has its own test
 * (page-long.test.ts).
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { openDoor, type Door } from './clients/door.ts';
import type { Wire } from '../src/types.ts';

const TOKENS = 32_000;
/** Tokens in one event, as servers join them when they come fast. */
const JOINED = 16;

const events = (count: number, letter: string, field: string): string => {
  let out = '';
  for (let i = 0; i < count; i += JOINED) {
    const text = Array.from({ length: JOINED }, (_, k) => ` ${letter}${i + k}`).join('');
    const choices = [{ index: 0, delta: { [field]: text }, finish_reason: null }];
    out += `data: ${JSON.stringify({ id: 'u', object: 'chat.completion.chunk', created: 1, model: 'up', choices })}\n\n`;
  }
  return out;
};
const stream = (count: number): string =>
  `${events(count, 'r', 'reasoning_content')}${events(count, 'c', 'content')}data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n`;

const WAYS: readonly [path: string, body: Wire][] = [
  ['/v1/chat/completions', { messages: [{ role: 'user', content: 'hi' }] }],
  ['/v1/responses', { input: 'hi' }],
  [
    '/v1/messages',
    {
      max_tokens: 99_999,
      thinking: { type: 'enabled', budget_tokens: 50_000 },
      messages: [{ role: 'user', content: 'hi' }],
    },
  ],
  ['/api/chat', { messages: [{ role: 'user', content: 'hi' }], think: true }],
];

const ask = async (door: Door, [path, body]: (typeof WAYS)[number]): Promise<{ text: string; cpu: number }> => {
  const began = process.cpuUsage();
  const response = await fetch(door.url + path, {
    method: 'POST',
    body: JSON.stringify({ model: 'up', stream: true, ...body }),
  });
  const text = await response.text();
  assert.equal(response.status, 200, text.slice(0, 300));
  const { user, system } = process.cpuUsage(began);
  return { text, cpu: (user + system) / 1000 };
};

test('a thought and a text of 32,000 tokens each, by every API', async (t) => {
  const [short, long] = [stream(TOKENS / 4), stream(TOKENS)];
  let body = long;
  const door = await openDoor(t, {
    answers: () => ({ status: 200, body, headers: { 'content-type': 'text/event-stream' } }),
  });
  for (const way of WAYS) {
    const asked = await ask(door, way);
    t.diagnostic(`${way[0]}: ${asked.cpu.toFixed(0)} ms of CPU`);
    for (const end of [`r${TOKENS - 1}`, `c${TOKENS - 1}`])
      assert.ok(asked.text.includes(end), `${way[0]} says ${end}`);
    const [{ id }] = door.traces() as unknown as [{ id: string }];
    for (const part of ['', '/events']) {
      const trace = await (await fetch(`${door.base}/traces/${id}${part}`)).text();
      assert.ok(trace.includes(`r${TOKENS - 1}`) && trace.includes(`c${TOKENS - 1}`), `the trace${part} is whole`);
    }
  }
  const work: number[] = [];
  for (body of [short, short, long]) work.push((await ask(door, WAYS[1]!)).cpu);
  t.diagnostic(`a quarter: ${work[1]} ms, all: ${work[2]} ms`);
  assert.ok(work[2]! < 10 * work[1]! + 300, String(work));
});
