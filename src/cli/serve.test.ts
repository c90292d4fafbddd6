import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test, type TestContext } from 'node:test';
import { startFakeUpstream } from '../testing/upstream.ts';
import { openKeys } from '../server/ledger/keys.ts';
import { scriptedChat, type Script } from '../testing/scripted-chat.ts';
import { UsageError } from '../usage-error.ts';
import { run } from './serve.ts';
import { dataFolder } from '../gateway/data-folder.ts';
import { isLoopback } from '../gateway/serve.ts';
import type { CliContext } from './flags/context.ts';
import { NO_CONFIG } from '../provider/config.ts';

const temporary = (t: TestContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-serve-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** `mizan serve` in this process over a scripted model; `line` resolves to the object that --json prints. */
const start = (
  t: TestContext,
  script: Script,
  args: readonly string[],
  folder = temporary(t),
  places: { preset: 'ollama'; url: string }[] = [],
) => {
  const stop = new AbortController();
  const line = Promise.withResolvers<{ url: string; port: number; models: string[] }>();
  const errors: string[] = [];
  const out: string[] = [];
  let closed = 0;
  const context: CliContext = {
    input: Readable.from([]),
    output: {
      isTTY: false,
      write: (text) => {
        out.push(text);
        if (text.startsWith('{')) line.resolve(JSON.parse(text));
      },
    },
    errors: { isTTY: false, write: (text) => errors.push(text) },
    env: {},
    clock: Date.now,
    places: { places },
    open: async () => ({
      name: 'scripted',
      chat: scriptedChat(script),
      folder,
      sections: false,
      contextLength: 256,
      close: async () => {
        closed++;
      },
    }),
  };
  const ended = run(['--data', folder, '--port', '0', ...args], stop.signal, context);
  ended.catch(line.reject);
  line.promise.catch(() => {}); // a test that waits for the end instead
  t.after(async () => {
    stop.abort();
    await ended.catch(() => {});
  });
  return {
    line: line.promise,
    ended,
    stop: () => stop.abort(),
    out: () => out.join(''),
    errors: () => errors.join(''),
    closed: () => closed,
    folder,
  };
};

const ask = (url: string, body: object, init: RequestInit = {}) =>
  fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...init.headers },
    ...(init.signal && { signal: init.signal }),
    body: JSON.stringify({
      model: 'mizan',
      messages: [{ role: 'user', content: 'What is the capital of France?' }],
      ...body,
    }),
  });
const answerOf = async (response: Response): Promise<string> =>
  ((await response.json()) as { choices: { message: { content: string } }[] }).choices[0]!.message.content;

test('it listens, says where, answers, and ends with 0 when it is asked to stop', async (t) => {
  const server = start(t, { replies: () => 'Paris' }, ['--json']);
  const { url, port, models } = await server.line;
  assert.equal(url, `http://127.0.0.1:${port}`);
  assert.deepEqual(models, ['mizan', 'scripted']);
  assert.equal(await answerOf(await ask(url, { mizan: { n: 3 } })), 'Paris');
  assert.equal(await answerOf(await ask(url, { model: 'scripted' })), 'Paris');
  assert.equal(((await (await fetch(`${url}/health`)).json()) as { status: string }).status, 'ok');
  server.stop();
  assert.equal(await server.ended, 0);
  assert.equal(server.closed(), 1);
  assert.equal(server.out().trim().split('\n').length, 1);
  await assert.rejects(fetch(`${url}/health`));
});

test('on the screen: where it is, and a first question with its answer', async (t) => {
  const server = start(t, { replies: () => '25*7-50+3' }, []);
  while (!/Ctrl-C stops it/.test(server.out()))
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  assert.match(server.out(), /^mizan serves on http:\/\/127\.0\.0\.1:\d+\n/);
  assert.match(server.out(), /asked {5}Using 3, 7, 25 and 50[\s\S]*answered {2}25\*7-50\+3 {2}\(.*tokens, [\d.]+ s\)/);
});

test('a request that runs when it is asked to stop may end; one that does not is cancelled and told so', async (t) => {
  const server = start(t, { replies: () => ({ content: 'never the end', stall: true }) }, ['--json', '--grace', '0.1']);
  const { url } = await server.line;
  const answer = ask(url, {});
  await new Promise((resolve) => {
    setTimeout(resolve, 100);
  });
  server.stop();
  const response = await answer;
  assert.equal(response.status, 503);
  assert.equal(((await response.json()) as { error: { code: string } }).error.code, 'shutting_down');
  assert.equal(await server.ended, 0);
});

test('a taken port: the error names a free one', async (t) => {
  const other = createServer().listen(0, '127.0.0.1');
  t.after(() => other.close());
  await new Promise((resolve) => {
    other.once('listening', resolve);
  });
  const { port } = other.address() as AddressInfo;
  const server = start(t, {}, ['--port', String(port)]);
  await assert.rejects(
    server.ended,
    new RegExp(
      `port ${port} of 127\\.0\\.0\\.1 is taken by another program; stop it, or take another port: mizan serve --port \\d+`,
    ),
  );
  assert.equal(server.closed(), 1);
});

test('a port that another Mizan has: its page is named, and a whole command', async (t) => {
  const { url, port } = await start(t, {}, ['--json']).line;
  await assert.rejects(
    start(t, {}, ['--port', String(port)]).ended,
    new RegExp(`running at ${url} already: open its page there, or start another: mizan serve --port \\d+$`),
  );
});

test('other machines and a proxy take keys: none, wrong, right', async (t) => {
  const folder = temporary(t);
  await assert.rejects(
    start(t, {}, ['--host', '0.0.0.0'], folder).ended,
    /lets other machines in, which takes API keys, and there is none yet; make one with: mizan keys create/,
  );
  await assert.rejects(start(t, {}, ['--keys'], folder).ended, /make one with: mizan keys create/);
  const keys = openKeys(join(folder, 'keys.db'));
  const { key } = keys.create({ name: 'test' });
  keys.close();
  const server = start(t, { replies: () => 'Paris' }, ['--host', '0.0.0.0', '--json'], folder);
  const { port } = await server.line;
  assert.match(server.errors(), /not encrypted/);
  const near = `http://127.0.0.1:${port}`;
  assert.equal((await ask(near, {})).status, 401);
  assert.equal((await ask(near, {}, { headers: { authorization: `Bearer ${key.slice(0, -1)}` } })).status, 401);
  assert.equal(await answerOf(await ask(near, {}, { headers: { authorization: `Bearer ${key}` } })), 'Paris');
});

test('the config: limits, ceilings and verifiers hold; mistakes are told', async (t) => {
  const folder = temporary(t);
  const path = join(folder, 'mizan.json');
  writeFileSync(
    path,
    JSON.stringify({
      server: { maxBodyBytes: 2000, maxTokens: 4 },
      verifiers: [{ type: 'regex', name: 'not-a', pattern: '^a$', not: true }],
    }),
  );
  const server = start(
    t,
    { replies: (request, i) => (request.maxTokens === 1 ? 'cut' : i % 2 === 0 ? 'a' : 'b') },
    ['--json', '--config', path],
    folder,
  );
  const { url } = await server.line;
  assert.equal((await ask(url, { user: 'x'.repeat(3000) })).status, 413);
  const body = (await (await ask(url, { mizan: { n: 8, plan: 'none' } })).json()) as {
    usage: { completion_tokens: number };
    mizan: { decision: { answer: string } };
  };
  assert.ok(body.usage.completion_tokens <= 4, JSON.stringify(body.usage));
  assert.equal(body.mizan.decision.answer, 'b');
  writeFileSync(path, JSON.stringify({ roles: { solver: 'missing' } }));
  await assert.rejects(start(t, {}, ['--config', path]).ended, /roles\.solver names "missing"/);
  await assert.rejects(start(t, {}, ['--config', join(folder, 'none.json')]).ended, /none\.json: it can't be read/);
  await assert.rejects(start(t, {}, ['ask']).ended, UsageError);
});

test('models of providers are behind the same door: as they are, with thinking on top, and in the roles', async (t) => {
  const upstream = await startFakeUpstream((seen) => {
    const sentBody = JSON.stringify(seen.body);
    return sentBody.includes('<plan> and </plan>')
      ? '<plan>look it up</plan>'
      : { content: 'Paris', reasoning: 'of France' };
  });
  t.after(() => upstream.close());
  const folder = temporary(t);
  const path = join(folder, 'mizan.json');
  writeFileSync(
    path,
    JSON.stringify({
      providers: {
        p: { baseUrl: upstream.url, models: { qwen: { model: 'qwen-upstream', price: { input: 1, output: 2 } } } },
        gone: { baseUrl: 'http://127.0.0.1:9/v1' },
      },
      roles: { solver: 'qwen' },
    }),
  );
  const server = start(t, {}, ['--json', '--config', path], folder);
  const { url, models } = await server.line;
  assert.deepEqual(models, ['mizan', 'scripted', 'qwen', 'mizan:act']);
  assert.match(server.errors(), /provider gone/);

  const plain = (await (await ask(url, { model: 'qwen', reasoning_effort: 'high', temperature: 0.3 })).json()) as {
    choices: { message: { content: string } }[];
    mizan?: object;
  };
  assert.equal(plain.choices[0]!.message.content, 'Paris');
  assert.equal(upstream.requests.length, 1);
  const { body } = upstream.requests[0]!;
  assert.deepEqual([body.model, body.reasoning_effort, body.temperature], ['qwen-upstream', 'high', 0.3]);

  for (const request of [
    { model: 'qwen:n=2,plan=shared' },
    { model: 'qwen', mizan: { n: 2, plan: 'shared' } },
    { model: 'mizan', mizan: { n: 2, plan: 'shared' } },
  ]) {
    const before: number = upstream.requests.length;
    const { choices, usage, mizan } = (await (await ask(url, request)).json()) as {
      choices: { message: { content: string } }[];
      usage: { cost: number };
      mizan: { candidates: unknown[] };
    };
    assert.equal(choices[0]!.message.content, 'Paris', JSON.stringify(request));
    assert.equal(upstream.requests.length - before, 3, 'a plan and two candidates');
    assert.equal(mizan.candidates.length, 2);
    assert.ok(usage.cost > 0);
  }
  const refused = (await (await ask(url, { model: 'mizan', mizan: { verifiers: ['x'] } })).json()) as {
    error: { param: string };
  };
  assert.equal(refused.error.param, 'mizan.verifiers');
});

test("thoughts of a provider leave under one name, however they came, and the effort is the upstream's", async (t) => {
  const upstream = await startFakeUpstream(({ body }) =>
    body.model === 'qwen3'
      ? '<think>of France</think>\n\nParis'
      : { content: 'Paris', reasoning: 'of France', reasoningField: 'reasoning' },
  );
  t.after(() => upstream.close());
  const folder = temporary(t);
  const path = join(folder, 'mizan.json');
  writeFileSync(
    path,
    JSON.stringify({
      providers: {
        a: { baseUrl: upstream.url, models: { qwen3: {} } },
        b: { preset: 'vllm', baseUrl: upstream.url, models: { other: {} } },
      },
    }),
  );
  const { url } = await start(t, {}, ['--json', '--config', path], folder).line;
  for (const model of ['qwen3', 'other']) {
    const {
      choices: [choice],
    } = (await (await ask(url, { model, reasoning_effort: 'high', top_k: 3 })).json()) as {
      choices: { message: { content: string; reasoning_content?: string } }[];
    };
    assert.deepEqual([choice!.message.content, choice!.message.reasoning_content], ['Paris', 'of France'], model);
    const { body } = upstream.requests.at(-1)!;
    assert.deepEqual([body.model, body.reasoning_effort, body.top_k], [model, 'high', 3]);
  }
});

test('a model server of this machine is found and offered, on the screen and in /v1/models', async (t) => {
  const upstream = await startFakeUpstream(() => 'x', { models: ['qwen3:8b'] });
  t.after(() => upstream.close());
  const server = start(t, { replies: () => '128' }, ['--no-first'], temporary(t), [
    { preset: 'ollama', url: upstream.url },
  ]);
  while (!/Ctrl-C stops it/.test(server.out()))
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  assert.match(
    server.out(),
    /found {5}Ollama at http:\/\/127\.0\.0\.1:\d+\/v1 with qwen3:8b; use it: npm start -- connect ollama/,
  );
  const { data, discovered } = (await (await fetch(`${/http:\S+/.exec(server.out())![0]}/v1/models`)).json()) as {
    data: unknown[];
    discovered: { name: string; url: string; models: string[] }[];
  };
  assert.equal(data.length, 2);
  assert.deepEqual(discovered, [{ preset: 'ollama', name: 'Ollama', url: upstream.url, models: ['qwen3:8b'] }]);
  await assert.rejects(start(t, {}, ['--use', 'olama']).ended, /did you mean ollama\?/);
});

test('what was asked goes to the OpenTelemetry collector of the config, at the latest when it stops', async (t) => {
  const got: string[] = [];
  const collector = createServer((request, response) => {
    request
      .setEncoding('utf8')
      .on('data', (part: string) => {
        got.push(part);
      })
      .on('end', () => response.end('{}'));
  }).listen(0, '127.0.0.1');
  t.after(() => {
    collector.closeAllConnections();
    collector.close();
  });
  await new Promise((resolve) => {
    collector.once('listening', resolve);
  });
  const folder = temporary(t);
  const path = join(folder, 'mizan.json');
  writeFileSync(
    path,
    JSON.stringify({ server: { otlp: `http://127.0.0.1:${(collector.address() as AddressInfo).port}` } }),
  );
  const server = start(t, { replies: () => 'Paris' }, ['--json', '--config', path], folder);
  const { mizan } = (await (await ask((await server.line).url, {})).json()) as { mizan: { trace: string } };
  server.stop();
  await server.ended;
  assert.match(got.join(''), new RegExp(`"traceId":"${mizan.trace}".*"gen_ai.usage.output_tokens"`));
  writeFileSync(path, JSON.stringify({ server: { otlp: 'collector' } }));
  await assert.rejects(start(t, {}, ['--config', path]).ended, /server\.otlp must be an address/);
});

test('which addresses are of this machine, and where things are kept', () => {
  for (const host of ['127.0.0.1', '127.9.9.9', 'localhost', '::1', '[::1]'])
    assert.equal(isLoopback(host), true, host);
  for (const host of ['0.0.0.0', '::', '192.168.1.2', 'localhost.example.org', '127.0.0.1.example.org', '10.127.0.0'])
    assert.equal(isLoopback(host), false, host);
  assert.equal(dataFolder('a', NO_CONFIG, { MIZAN_DATA: 'b' }), 'a');
  assert.equal(dataFolder(undefined, { ...NO_CONFIG, server: { data: 'c' } }, { MIZAN_DATA: 'b' }), 'b');
  assert.equal(dataFolder(undefined, { ...NO_CONFIG, server: { data: 'c' } }, {}), 'c');
  assert.match(dataFolder(undefined, NO_CONFIG, {}), /\.mizan$/);
});

test('what a fallback answers is paid at the price of the fallback', async (t) => {
  const upstream = await startFakeUpstream(({ body }) =>
    body.model === 'dear' ? { status: 500 } : { content: 'Paris', usage: { prompt_tokens: 10, completion_tokens: 10 } },
  );
  t.after(() => upstream.close());
  const folder = temporary(t);
  const path = join(folder, 'mizan.json');
  const models = {
    dear: { price: { input: 1000, output: 1000 }, fallbacks: ['cheap'] },
    cheap: { price: { input: 1, output: 1 } },
  };
  writeFileSync(path, JSON.stringify({ providers: { p: { baseUrl: upstream.url, retries: 0, models } } }));
  const { url } = await start(t, {}, ['--json', '--config', path], folder).line;
  for (const stream of [false, true]) {
    const response = await ask(url, { model: 'dear', stream });
    assert.match(await response.text(), /Paris/);
    assert.ok([...response.headers.values()].every((value) => !value.includes('cheap')));
    const {
      data: [trace],
    } = (await (await fetch(`${url}/v1/traces`)).json()) as { data: { cost: number }[] };
    assert.equal(trace!.cost, 20 / 1e6);
  }
});
