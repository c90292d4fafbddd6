/**
 * Azure's paths and key header with the official `openai` SDK; embeddings, rerank and prompts of token ids, passed on
 * to an upstream that has them.
 */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test from 'node:test';
import { Ollama } from 'ollama';
import OpenAI, { AzureOpenAI } from 'openai';
import { startServer } from '../../src/gateway/serve.ts';
import type { openLedger } from '../../src/server/ledger/open-ledger.ts';
import { readConfig } from '../../src/provider/config.ts';
import type { LoadedModel } from '../../src/local/load-model.ts';
import { scriptedChat } from '../../src/testing/scripted-chat.ts';
import type { Wire } from '../../src/types.ts';
import { openDoor } from './door.ts';
import { demoModel } from '../../src/local/testing.ts';

test('azure: the deployment names the model, api-key is the key', async (t) => {
  const door = await openDoor(t);
  for (const deployment of ['up', 'mizan', 'up:n=2,plan=none']) {
    const client = new AzureOpenAI({ endpoint: door.url, apiKey: door.key, apiVersion: '2024-10-21', deployment });
    const messages = [{ role: 'user' as const, content: 'hello' }];
    const whole = await client.chat.completions.create({ model: 'ignored', messages });
    assert.ok(whole.choices[0]!.message.content);
    assert.equal(whole.model, deployment);
    let text = '';
    for await (const chunk of await client.chat.completions.create({ model: 'ignored', messages, stream: true }))
      text += chunk.choices[0]?.delta.content ?? '';
    assert.equal(text, whole.choices[0]!.message.content);
  }
  const gone = new AzureOpenAI({
    endpoint: door.url,
    apiKey: door.key,
    apiVersion: '1',
    deployment: 'gone',
    maxRetries: 0,
  });
  await assert.rejects(gone.completions.create({ model: 'x', prompt: 'x' }), OpenAI.NotFoundError);
});

const local: LoadedModel = demoModel(scriptedChat({ replies: () => 'x' }));

test('embeddings, rerank and token ids are passed on, priced and traced', async (t) => {
  const seen: { path: string; body: Wire }[] = [];
  const upstream = createServer((request, response) => {
    let text = '';
    request.on('data', (piece: Buffer) => (text += piece.toString()));
    request.on('end', () => {
      const body = JSON.parse(text) as Wire;
      seen.push({ path: request.url!, body });
      const failing = body.input === 'fail';
      response.writeHead(failing ? 400 : 200, { 'content-type': 'application/json' });
      if (failing)
        return response.end(JSON.stringify({ error: { message: 'too long', type: 'invalid_request_error' } }));
      if (body.input === 'broken') return response.end('<html>');
      const usage = { prompt_tokens: 1000, total_tokens: 1000 };
      const embedding = Buffer.from(new Float32Array([0.5, -0.5]).buffer).toString('base64');
      const answers: Record<string, Wire> = {
        '/v1/completions': { object: 'text_completion', choices: [{ index: 0, text: 'words', finish_reason: 'stop' }] },
        '/v1/rerank': { results: [{ index: 0, relevance_score: 0.9 }] },
        '/v1/embeddings': { object: 'list', data: [{ object: 'embedding', index: 0, embedding }] },
      };
      return response.end(JSON.stringify({ model: body.model, ...answers[request.url!], usage }));
    });
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/v1`;
  const models = { embedder: { model: 'bge-small', price: { input: 3, output: 0 } } };
  const config = readConfig(JSON.stringify({ providers: { p: { baseUrl, retries: 0, models } } }), 'mizan.json', '/');
  const serving = await startServer({
    model: local,
    config,
    data: ':memory:',
    port: 0,
    report: (error) => assert.ifError(error),
  });
  t.after(async () => {
    await serving.stop(0);
    upstream.close();
    upstream.closeAllConnections();
  });
  const { key } = (serving.ledger as ReturnType<typeof openLedger>).keys.create({ name: 'client' });
  const client = new OpenAI({ baseURL: `${serving.url}/v1`, apiKey: key, maxRetries: 0 });
  const found = await client.embeddings.create({ model: 'embedder', input: ['hello'], dimensions: 2 });
  assert.deepEqual(found.data[0]!.embedding, [0.5, -0.5]);
  assert.equal(found.model, 'embedder');
  assert.deepEqual([seen[0]!.path, seen[0]!.body.model, seen[0]!.body.dimensions], ['/v1/embeddings', 'bge-small', 2]);
  const ollama = new Ollama({ host: serving.url, headers: { authorization: `Bearer ${key}` } });
  const embedded = await ollama.embed({ model: 'embedder', input: 'hello' });
  assert.deepEqual([embedded.embeddings.length, embedded.prompt_eval_count], [1, 1000]);
  await assert.rejects(ollama.embed({ model: 'embedder', input: 'fail' }), /too long/);
  await assert.rejects(ollama.embed({ model: 'mizan', input: 'x' }), /gives no embeddings/);
  const trace = serving.ledger.traces.list({ limit: 10 }).data.find(({ path }) => path === '/v1/embeddings');
  assert.deepEqual([trace!.prompt_tokens, trace!.cost, trace!.finish], [1000, 0.003, 'stop']);

  const post = async (path: string, body: Wire) => {
    const response = await fetch(`${serving.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      body: JSON.stringify({ model: 'embedder', ...body }),
    });
    return { status: response.status, body: (await response.json()) as Wire & { error?: { message: string } } };
  };
  const ranked = await post('/v1/rerank', { query: 'q', documents: ['a'] });
  assert.deepEqual([ranked.status, ranked.body.results], [200, [{ index: 0, relevance_score: 0.9 }]]);
  for (const prompt of [
    [1, 2, 3],
    [[1, 2], [3]],
  ]) {
    const completed = await client.completions.create({ model: 'embedder', prompt });
    assert.deepEqual([completed.choices[0]!.text, seen.at(-1)!.body.prompt], ['words', prompt]);
  }
  for (const [path, body, status, says] of [
    ['/v1/completions', { prompt: [1, 2], stream: true }, 400, /stream/],
    ['/v1/completions', { prompt: [1, 'x'] }, 400, /prompt/],
    ['/v1/completions', { prompt: [[]] }, 400, /prompt/],
    ['/v1/completions', { model: 'mizan', prompt: [1] }, 400, /token ids/],
    ['/v1/embeddings', { input: 'fail' }, 400, /too long/],
    ['/v1/embeddings', { input: 'broken' }, 502, /no JSON/],
    ['/v1/embeddings', {}, 400, /input/],
    ['/v1/embeddings', { input: [] }, 400, /input/],
    ['/v1/embeddings', { model: 'gone', input: 'x' }, 404, /gone/],
    ['/v1/embeddings', { model: 'mizan', input: 'x' }, 400, /mizan gives no embeddings/],
    ['/v1/embeddings', { model: 'embedder:high', input: 'x' }, 400, /gives no embeddings/],
    ['/v1/rerank', { query: 'q' }, 400, /documents/],
  ] as const) {
    const answer = await post(path, body);
    assert.equal(answer.status, status, JSON.stringify([body, answer.body]));
    assert.match(answer.body.error!.message, says);
  }
  assert.equal(serving.running(), 0);
});
