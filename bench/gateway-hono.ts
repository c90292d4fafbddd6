/**
 * The floor under any gateway on Node and Hono: a server that reads a body as JSON and answers at once with the same
 * completion, plain or as a stream. It asks no upstream and keeps no trace. Prints its port.
 */
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

const words = Array.from({ length: 40 }, (_, i) => ` word${i}`);
const head = { id: 'chatcmpl-bench', created: 1_700_000_000, model: 'bench' };
const completion = JSON.stringify({
  ...head,
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: words.join('').repeat(2) }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 42, completion_tokens: 80, total_tokens: 122 },
});
const chunk = (delta: object): string =>
  `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: null }] })}\n\n`;
const frames = new TextEncoder().encode(`${words.map((content) => chunk({ content })).join('')}data: [DONE]\n\n`);

const app = new Hono();
app.post('/v1/chat/completions', async (c) => {
  const body: { stream?: boolean } = await c.req.json();
  if (body.stream !== true) return c.body(completion, 200, { 'content-type': 'application/json' });
  const stream = new ReadableStream({
    start: (controller) => {
      controller.enqueue(frames);
      controller.close();
    },
  });
  return c.body(stream, 200, { 'content-type': 'text/event-stream' });
});
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => console.log(JSON.stringify({ port })));
