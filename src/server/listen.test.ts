/** The socket: slow senders, large heads, taken ports, and an end that closes everything. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import test from 'node:test';
import { scriptedChat } from '../testing/scripted-chat.ts';
import { createApp } from './app.ts';
import { nullLedger } from './ledger/ledger.ts';
import { listen } from './listen.ts';
import { fakeCatalog } from './testing.ts';

const app = () => createApp({ catalog: fakeCatalog({ m: scriptedChat({ replies: () => 'hi' }) }), ledger: nullLedger });
const send = (port: number, text: string): Promise<string> =>
  new Promise((resolve) => {
    let got = '';
    const socket = connect({ port, host: '127.0.0.1' }, () => {
      socket.write(text);
    });
    socket
      .setEncoding('utf8')
      .on('data', (piece: string) => {
        got += piece;
      })
      .on('close', () => {
        resolve(got);
      })
      .on('error', () => {});
  });

test('a request that does not come to its end is answered 408 and its connection closed', async (t) => {
  const server = await listen(app(), { port: 0, receiveSeconds: 0.3 });
  t.after(() => server.stop(0));
  const head = 'POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n';
  const began = performance.now();
  const answers = await Promise.all([send(server.port, `${head}{"model"`), send(server.port, head.slice(0, 30))]);
  for (const answer of answers) assert.match(answer, /^HTTP\/1\.1 408/);
  assert.ok(performance.now() - began < 5000);
});

test('a large head is 431', async (t) => {
  const server = await listen(app(), { port: 0 });
  t.after(() => server.stop(0));
  assert.match(
    await send(server.port, `GET /health HTTP/1.1\r\nhost: localhost\r\nx-a: ${'y'.repeat(20_000)}\r\n\r\n`),
    /^HTTP\/1\.1 431/,
  );
});

test('a taken port is said with what to do; after a stop it is free', async () => {
  const server = await listen(app(), { port: 0 });
  await assert.rejects(
    listen(app(), { port: server.port }),
    /taken; stop what listens there or choose another with --port/,
  );
  await Promise.all([server.stop(0), server.stop(0)]);
  await (await listen(app(), { port: server.port })).stop(0);
});
