/** A server whose model gets other weights while it streams: over HTTP, by publishing, and what is told of it. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { loadModel, type LoadedModel } from '../local/load-model.ts';
import { publishFolder } from '../local/new-version.ts';
import { tinyFolders } from '../local/testing.ts';
import { NO_CONFIG } from '../provider/config.ts';
import { startServer, type RunningServer } from './serve.ts';

const root = mkdtempSync(join(tmpdir(), 'mizan-swaps-'));
const { start, putWeights, folderOf, adapterOf } = tinyFolders(root);
let [model, server]: [LoadedModel | undefined, RunningServer | undefined] = [undefined, undefined];
const log: string[] = [];

before(async () => {
  await publishFolder(start);
  model = await loadModel(start, { threads: 1 });
  server = await startServer({
    model,
    config: NO_CONFIG,
    data: join(root, 'data'),
    port: 0,
    log: (line) => log.push(line),
  });
});
after(async () => {
  await server?.stop(1);
  await model?.close();
  rmSync(root, { recursive: true, force: true });
});

const post = (path: string, body: object): Promise<Response> =>
  fetch(`${server!.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const swap = (folder: string, more: object = {}): Promise<Response> =>
  post('/v1/mizan/versions', { model: 'start', folder, ...more });
const chat = (more: object = {}): Promise<Response> =>
  post('/v1/chat/completions', {
    model: 'start',
    messages: [{ role: 'user', content: 'one two' }],
    seed: 5,
    max_tokens: 12,
    ...more,
  });
type Completion = { system_fingerprint: string; choices: { message: { content: string }; finish_reason: string }[] };

test('streams go on while the weights change; the fingerprint and the trace name the version', async () => {
  const first = (await (await chat()).json()) as Completion;
  const next = folderOf('next', 'next');
  await publishFolder(next);
  const streams = Array.from({ length: 8 }, async (_, i) =>
    (await chat({ stream: true, max_tokens: 700, seed: i })).text(),
  );
  const swapped = await swap(next);
  const report = (await swapped.json()) as { from: string; to: string; checked: object };
  assert.equal(swapped.status, 200, JSON.stringify(report));
  for (const text of await Promise.all(streams)) {
    assert.match(text, /"finish_reason":"(length|stop)"/);
    assert.match(text, /\[DONE\]/);
  }
  const second = (await (await chat()).json()) as Completion;
  assert.notEqual(second.system_fingerprint, first.system_fingerprint);
  assert.notEqual(second.choices[0]!.message.content, first.choices[0]!.message.content);
  const traces = (await (await fetch(`${server!.url}/v1/traces?limit=1`)).json()) as { data: { id: string }[] };
  const trace = await (await fetch(`${server!.url}/v1/traces/${traces.data[0]!.id}`)).json();
  assert.equal((trace as { settings: { weights: string } }).settings.weights, report.to);
  const listed = (await (await fetch(`${server!.url}/v1/mizan/versions`)).json()) as { data: { version: string }[] };
  assert.equal(listed.data[0]!.version, report.to);
});

test('what is refused is told with a 409 and its reason, a wrong request with a 400; the version stays', async () => {
  const served = async () => {
    const { choices, system_fingerprint: fingerprint } = (await (await chat()).json()) as Completion;
    return { choices, fingerprint };
  };
  const serving = await served();
  const broken = folderOf('broken', 'broken', (tensors) => tensors.delete('model.norm.weight'));
  const refused = await swap(broken);
  assert.equal(refused.status, 409);
  assert.match(((await refused.json()) as { error: { message: string } }).error.message, /lack model\.norm\.weight/);
  assert.equal((await swap(broken, { policy: 'now' })).status, 400);
  assert.equal((await post('/v1/mizan/versions', { model: 'other', folder: broken })).status, 400);
  assert.deepEqual(await served(), serving);
  const metrics = await (await fetch(`${server!.url}/metrics`)).text();
  assert.match(metrics, /^mizan_model_swaps_total\{model="start",outcome="refused"\} 1$/m);
  assert.match(metrics, /^mizan_model_swaps_total\{model="start",outcome="used"\} 1$/m);
  assert.match(metrics, /^mizan_requests_queued 0$/m);
  assert.match(metrics, /^mizan_model_continuations\{model="start",state="waiting"\} 0$/m);
  assert.match(metrics, /^gen_ai_server_time_to_first_token_seconds_count/m);
});

test('a folder that is published again is taken into use; 64 answers to one request are served', async () => {
  putWeights(start, 'again');
  const { manifest } = await publishFolder(start);
  for (let i = 0; i < 400 && model!.versions!.current() !== manifest.sha256.slice(0, 12); i++)
    await new Promise((done) => {
      setTimeout(done, 50);
    });
  assert.equal(model!.versions!.current(), manifest.sha256.slice(0, 12), log.join('\n'));
  const many = (await (await chat({ n: 64, max_tokens: 2 })).json()) as Completion;
  assert.equal(many.choices.length, 64);
});

test('an adapter is loaded under a name of its own, listed, and asked for; the base answers as before', async () => {
  const base = (await (await chat()).json()) as Completion;
  const folder = adapterOf('tone');
  const loaded = await post('/v1/mizan/versions', { model: 'start:tone', folder });
  assert.equal(loaded.status, 200, await loaded.clone().text());
  const listed = (await (await fetch(`${server!.url}/v1/models`)).json()) as {
    data: { id: string; parent?: string }[];
  };
  assert.equal(listed.data.find(({ id }) => id === 'start:tone')?.parent, 'start');
  const adapted = (await (await chat({ model: 'start:tone' })).json()) as Completion;
  assert.notEqual(adapted.choices[0]!.message.content, base.choices[0]!.message.content);
  const still = (await (await chat()).json()) as Completion;
  assert.deepEqual(still.choices, base.choices);
  const refused = await swap(join(root, 'next'));
  assert.equal(refused.status, 409);
  assert.match(await refused.text(), /start has adapters \(tone\), which belong to the weights/);
});
