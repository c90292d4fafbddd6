/**
 * The upstream that the gateways stand in front of: answers every chat completion at once with the same bytes, plain or
 * as a stream. It parses no more of HTTP than a keep-alive client needs, so that it takes little of the machine. Prints
 * its port. Not a fake for tests: those have src/provider/testing.ts.
 */
import { createServer } from 'node:net';

const completion = {
  id: 'chatcmpl-bench',
  object: 'chat.completion',
  created: 1_700_000_000,
  model: 'bench',
  system_fingerprint: null,
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: 'The quick brown fox jumps over the lazy dog. '.repeat(8) },
      logprobs: null,
      finish_reason: 'stop',
    },
  ],
  usage: { prompt_tokens: 42, completion_tokens: 80, total_tokens: 122 },
};
const chunk = (delta: object, rest: object = {}): string =>
  `data: ${JSON.stringify({ id: 'chatcmpl-bench', object: 'chat.completion.chunk', created: 1_700_000_000, model: 'bench', choices: [{ index: 0, delta, finish_reason: null, ...rest }] })}\n\n`;
const events = [
  chunk({ role: 'assistant', content: '' }),
  ...Array.from({ length: 40 }, (_, i) => chunk({ content: ` word${i}` })),
  chunk({}, { finish_reason: 'stop' }),
  `data: ${JSON.stringify({ id: 'chatcmpl-bench', object: 'chat.completion.chunk', created: 1_700_000_000, model: 'bench', choices: [], usage: completion.usage })}\n\n`,
  'data: [DONE]\n\n',
];

const body = JSON.stringify(completion);
const plain = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: keep-alive\r\n\r\n${body}`,
);
const chunked = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const streamed = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\nconnection: keep-alive\r\n\r\n${events.map(chunked).join('')}0\r\n\r\n`,
);

const server = createServer((socket) => {
  let pending = Buffer.alloc(0);
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (data) => {
    pending = pending.length === 0 ? data : Buffer.concat([pending, data]);
    for (;;) {
      const head = pending.indexOf('\r\n\r\n');
      if (head < 0) return;
      const header = pending.toString('latin1', 0, head);
      const fixed = /content-length: *(\d+)/i.exec(header)?.[1];
      let end: number;
      if (fixed !== undefined) end = head + 4 + Number(fixed);
      else if (/transfer-encoding: *chunked/i.test(header)) {
        const last = pending.indexOf('0\r\n\r\n', head + 4);
        end = last < 0 ? Infinity : last + 5;
      } else end = head + 4;
      if (pending.length < end) return;
      socket.write(/"stream": *true/.test(pending.toString('latin1', head, end)) ? streamed : plain);
      pending = pending.subarray(end);
    }
  });
});
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: (server.address() as { port: number }).port })));
