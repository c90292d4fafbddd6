import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { startFakeUpstream } from '../testing/upstream.ts';
import { discover } from './discover.ts';

const listening = async (t: TestContext, listener: RequestListener): Promise<string> => {
  const server = createServer(listener).listen(0, '127.0.0.1');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => {
    server.once('listening', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
};

test('what lists models is found; silence, refusal, pages and endless listings are passed over', async (t) => {
  const models = JSON.stringify({ object: 'list', data: [{ id: 'qwen3:8b' }, { id: 7 }, null, { id: 'llama' }] });
  const requests: string[] = [];
  const ollama = await listening(t, (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    response.end(models);
  });
  const page = await listening(t, (_, response) => {
    response.end('<html>');
  });
  const silent = await listening(t, () => {});
  const moved = await listening(t, (_, response) => {
    response.writeHead(302, { location: `${ollama}/models` });
    response.end();
  });
  const locked = await listening(t, (_, response) => {
    response.writeHead(401);
    response.end('{}');
  });
  const endless = await listening(t, (_, response) => {
    const more = () => {
      if (response.write('x'.repeat(1 << 16))) setImmediate(more);
      else response.once('drain', more);
    };
    more();
  });
  const places = [ollama, page, silent, moved, locked, endless, 'http://127.0.0.1:9/v1'].map((url) => ({
    preset: 'ollama' as const,
    url,
  }));
  const before = performance.now();
  assert.deepEqual(await discover({ places, patience: 300 }), [
    { preset: 'ollama', name: 'Ollama', url: ollama, models: ['qwen3:8b', 'llama'] },
  ]);
  assert.ok(performance.now() - before < 2000);
  assert.deepEqual(requests, ['GET /v1/models']);
});

test('what the config has already is not looked for, however loopback is written', async (t) => {
  const upstream = await startFakeUpstream(() => 'x');
  t.after(() => upstream.close());
  const places = [{ preset: 'vllm' as const, url: upstream.url }];
  assert.equal((await discover({ places })).length, 1);
  assert.deepEqual(await discover({ places, known: [undefined, upstream.url.replace('127.0.0.1', 'localhost')] }), []);
});
