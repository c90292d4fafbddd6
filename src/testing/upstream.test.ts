import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { refusedAddress, startFakeUpstream, type UpstreamScript } from './upstream.ts';

const start = async (t: TestContext, script: UpstreamScript) => {
  const upstream = await startFakeUpstream(script);
  t.after(() => upstream.close());
  const ask = (body: object, signal?: AbortSignal) =>
    fetch(`${upstream.url}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'm', messages: [], ...body }),
      ...(signal && { signal }),
    });
  return { upstream, ask };
};
const dataOf = (text: string): string[] =>
  text
    .split('\n\n')
    .filter(Boolean)
    .map((item) => item.replace(/^data: /, ''));

test('a plain and a streamed answer say the same, with usage', async (t) => {
  const { upstream, ask } = await start(t, [
    { content: 'two words', reasoning: 'let me see', toolCalls: [{ name: 'f', arguments: '{"a":1}' }] },
  ]);
  const plain = (await (await ask({})).json()) as {
    choices: { message: { content: string; tool_calls: { function: { arguments: string } }[] } }[];
    usage: { completion_tokens: number };
  };
  const lines = dataOf(await (await ask({ stream: true, stream_options: { include_usage: true } })).text());
  assert.equal(lines.at(-1), '[DONE]');
  type Piece = {
    choices: { delta: { content?: string; tool_calls?: { function: { arguments: string } }[] } }[];
    usage?: { completion_tokens: number };
  };
  const all = lines.slice(0, -1).map((line) => JSON.parse(line) as Piece);
  assert.equal(all.map((item) => item.choices[0]?.delta.content ?? '').join(''), plain.choices[0]!.message.content);
  assert.equal(
    all.map((item) => item.choices[0]?.delta.tool_calls?.[0]!.function.arguments ?? '').join(''),
    plain.choices[0]!.message.tool_calls[0]!.function.arguments,
  );
  assert.deepEqual(all.at(-1)!.usage, plain.usage);
  assert.equal(plain.usage.completion_tokens, 5 + 3);
  assert.deepEqual(
    upstream.requests.map((request) => request.ended),
    ['finished', 'finished'],
  );
  assert.deepEqual(
    ((await (await fetch(`${upstream.url}/models`)).json()) as { data: { id: string }[] }).data.map(
      (entry) => entry.id,
    ),
    ['fake'],
  );
});

test('answers go out in order, the last again; a function sees the request', async (t) => {
  const { ask } = await start(t, ['a', { status: 429, headers: { 'retry-after': '2' } }]);
  assert.equal((await ask({})).status, 200);
  const second = await ask({});
  assert.equal(second.headers.get('retry-after'), '2');
  assert.equal((await ask({})).status, 429);
  const echo = await start(t, ({ body }, i) => `${String(body.model)} ${i}`);
  assert.match(await (await echo.ask({})).text(), /m 0/);
});

test('faults happen', async (t) => {
  const { upstream, ask } = await start(t, [
    { fault: 'reset' },
    { content: 'a b c d', fault: 'cut' },
    { content: 'a b c d', fault: 'stall' },
    { fault: 'silent' },
    { fault: 'huge' },
    { content: 'a b', fault: 'unfinished' },
  ]);
  await assert.rejects(ask({}));
  await assert.rejects(async () => (await ask({ stream: true })).text());
  await assert.rejects(async () => (await ask({ stream: true }, AbortSignal.timeout(100))).text(), {
    name: 'TimeoutError',
  });
  await assert.rejects(ask({}, AbortSignal.timeout(100)), { name: 'TimeoutError' });
  await assert.rejects(async () => (await ask({}, AbortSignal.timeout(100))).text(), { name: 'TimeoutError' });
  assert.doesNotMatch(await (await ask({ stream: true })).text(), /DONE/);
  assert.deepEqual(
    upstream.requests.map((request) => request.ended),
    ['cut', 'cut', 'cut', 'cut', 'cut', 'finished'],
  );
  await assert.rejects(fetch(await refusedAddress()));
});
