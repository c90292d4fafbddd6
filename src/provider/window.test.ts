import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { describeModel, findWindow } from './window.ts';

/** A server that answers these paths with JSON, and 404 otherwise. */
const serverOf = async (t: TestContext, answers: Record<string, unknown>): Promise<string> => {
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? ''];
    response.statusCode = answer === undefined ? 404 : 200;
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
};

test('llama-server tells its window; Ollama that of a loaded model, else the one that is set', async (t) => {
  const llama = await serverOf(t, { '/props': { default_generation_settings: { n_ctx: 8192 }, total_slots: 1 } });
  assert.equal(await findWindow({ baseUrl: llama, model: 'any' }, 'llama-server'), 8192);
  const ollama = await serverOf(t, {
    '/api/ps': { models: [{ name: 'qwen3:8b', context_length: 4096 }] },
    '/api/show': { parameters: 'stop "<|im_end|>"\nnum_ctx                        16384' },
  });
  assert.equal(await findWindow({ baseUrl: ollama, model: 'qwen3:8b' }, 'ollama'), 4096);
  assert.equal(await findWindow({ baseUrl: ollama, model: 'llama3.2' }, 'ollama'), 16384);
});

test('a server that does not say, says nonsense or is not there gives undefined', async (t) => {
  const silent = await serverOf(t, { '/props': 'not JSON', '/api/show': { parameters: 3 } });
  assert.equal(await findWindow({ baseUrl: silent, model: 'm' }, 'llama-server'), undefined);
  assert.equal(await findWindow({ baseUrl: silent, model: 'm' }, 'ollama'), undefined);
  assert.equal(await findWindow({ baseUrl: 'http://127.0.0.1:9/v1', model: 'm' }, 'ollama'), undefined);
});

test('vLLM, SGLang and LM Studio tell it in their lists', async (t) => {
  const vllm = await serverOf(t, { '/v1/models': { data: [{ id: 'a' }, { id: 'qwen', max_model_len: 32768 }] } });
  assert.equal(await findWindow({ baseUrl: vllm, model: 'qwen' }, 'vllm'), 32768);
  assert.equal(await findWindow({ baseUrl: vllm, model: 'a' }, 'sglang'), undefined);
  const studio = await serverOf(t, { '/api/v0/models': { data: [{ id: 'q', loaded_context_length: 8192 }] } });
  assert.equal(await findWindow({ baseUrl: studio, model: 'q' }, 'lmstudio'), 8192);
  assert.equal(await findWindow({ baseUrl: studio, model: 'q' }, undefined), undefined);
});

test('a model that was replaced, or got another template, is described otherwise; the time of day says nothing', async (t) => {
  const of = async (kind: 'ollama' | 'llama-server' | 'vllm', answers: Record<string, unknown>): Promise<string> =>
    describeModel({ baseUrl: await serverOf(t, answers), model: 'qwen' }, kind);
  const ollama = (digest: string, version: string) =>
    of('ollama', { '/api/tags': { models: [{ name: 'qwen:latest', digest }] }, '/api/version': { version } });
  assert.equal(await ollama('a', '1'), await ollama('a', '1'));
  assert.notEqual(await ollama('a', '1'), await ollama('b', '1'));
  assert.notEqual(await ollama('a', '1'), await ollama('a', '2'));
  const llama = (chat_template: string) => of('llama-server', { '/props': { model_path: 'm', chat_template } });
  assert.notEqual(await llama('x'), await llama('y'));
  const vllm = (created: number, root: string) =>
    of('vllm', { '/v1/models': { data: [{ id: 'qwen', created, root }] } });
  assert.equal(await vllm(1, 'r'), await vllm(2, 'r'));
  assert.notEqual(await vllm(1, 'r'), await vllm(1, 's'));
  assert.equal(await of('ollama', {}), '');
});
