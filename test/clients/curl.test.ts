/**
 * The contract of the door with plain curl: status, headers and bytes as they lie on the wire. Skipped where there is
 * no curl.
 */
import assert from 'node:assert/strict';
import { execFile, spawn, spawnSync } from 'node:child_process';
import test, { type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { ADD, leaving, openDoor, PERSON, QUESTION, type Door } from './door.ts';

const skip = spawnSync('curl', ['--version']).status !== 0 && 'there is no curl';
const exec = promisify(execFile);
type Options = Readonly<Record<string, unknown>>;

const argumentsFor = (door: Door, path: string, body?: Options): string[] => [
  '-sS',
  '-i',
  '-N',
  '--max-time',
  '30',
  `${door.url}${path}`,
  '-H',
  `authorization: Bearer ${door.key}`,
  ...(body ? ['-H', 'content-type: application/json', '-d', JSON.stringify(body)] : []),
];
const curl = async (
  door: Door,
  path: string,
  body?: Options,
): Promise<{ status: number; head: string; text: string }> => {
  const { stdout } = await exec('curl', argumentsFor(door, path, body));
  const [head, ...rest] = stdout.split('\r\n\r\n');
  return { status: Number(head!.split(' ')[1]), head: head!.toLowerCase(), text: rest.join('\r\n\r\n') };
};
const says = (content: string) => [{ role: 'user', content }];
const choiceOf = (text: string) =>
  (
    JSON.parse(text) as {
      choices: { message: { content: string | null; tool_calls?: { id: string }[] }; finish_reason: string }[];
    }
  ).choices[0]!;
const open = (t: TestContext, options = {}) => openDoor(t, options);

test('curl: chat, streams, tools, schemas, completions, responses', { skip }, async (t) => {
  const door = await open(t);
  const chat = (body: Options) => curl(door, '/v1/chat/completions', body);
  for (const model of ['up', 'up:none']) {
    assert.equal(
      choiceOf((await chat({ model, messages: says('hello') })).text).message.content,
      'hello from the upstream',
    );
    const stream = await chat({ model, messages: says('hello'), stream: true });
    assert.match(stream.head, /content-type: text\/event-stream/);
    assert.match(stream.head, /x-request-id: req_/);
    assert.match(stream.text, /^data: \{[\s\S]*"finish_reason":"stop"[\s\S]*data: \[DONE\]\n\n$/);
    assert.doesNotMatch(stream.text, /"usage":\{/);
    const called = choiceOf(
      (await chat({ model, messages: says('add these'), tools: [{ type: 'function', function: ADD }] })).text,
    );
    assert.deepEqual(
      [called.message.content, called.message.tool_calls!.map((call) => call.id), called.finish_reason],
      [null, ['call_a', 'call_b'], 'tool_calls'],
    );
    const format = { type: 'json_schema', json_schema: { name: 'person', schema: PERSON, strict: true } };
    assert.equal((await chat({ model, messages: says('a person'), response_format: format })).status, 200);
    assert.equal((await chat({ model, messages: says('no person'), response_format: format })).status, 422);
  }
  assert.match(
    (await curl(door, '/v1/completions', { model: 'up', prompt: 'hello' })).text,
    /"text":"hello from the upstream"/,
  );
  assert.match(
    (await curl(door, '/v1/responses', { model: 'up', input: 'hello', stream: true })).text,
    /^event: response\.created\n[\s\S]*event: response\.completed\ndata: [^\n]*\n\n$/,
  );
});

test('curl: models, health and metrics', { skip }, async (t) => {
  const door = await open(t);
  const { data } = JSON.parse((await curl(door, '/v1/models')).text) as { data: { id: string; efforts: unknown }[] };
  assert.deepEqual(
    data.map((model) => model.id),
    ['mizan', 'mizan-1m', 'up'],
  );
  assert.ok(data[0]!.efforts);
  assert.match((await curl(door, '/health')).text, /"status":"ok"/);
  assert.match((await exec('curl', ['-sS', `${door.url}/metrics`])).stdout, /^# (HELP|TYPE)/m);
});

test('curl: errors', { skip }, async (t) => {
  const door = await open(t);
  const limited = await curl(door, '/v1/chat/completions', { model: 'up', messages: says('fail 429') });
  assert.equal(limited.status, 429);
  assert.match(limited.head, /retry-after: 7/);
  for (const [path, body, status] of [
    ['/v1/chat/completions', { model: 'gone', messages: says('x') }, 404],
    ['/v1/responses', { model: 'up' }, 400],
    ['/v1/none', undefined, 404],
  ] as const) {
    const found = await curl(door, path, body);
    assert.equal(found.status, status);
    assert.deepEqual(Object.keys((JSON.parse(found.text) as { error: object }).error), [
      'message',
      'type',
      'param',
      'code',
    ]);
  }
  assert.equal((await curl({ ...door, key: 'mz-nobody' }, '/v1/models')).status, 401);
});

test('curl: a killed client stops the upstream within a second', { skip }, async (t) => {
  const door = await open(t);
  for (const [path, body] of [
    ['/v1/chat/completions', { messages: says('stall'), stream: true }],
    ['/v1/responses', { input: 'stall' }],
    ['/v1/completions', { prompt: 'stall', stream: true }],
  ] as const) {
    const child = spawn('curl', argumentsFor(door, path, { model: 'up', ...body }), { stdio: 'ignore' });
    await leaving(door, () => {
      child.kill('SIGKILL');
    });
  }
});

test('curl: the embedded model thinks while the stream lives', { skip }, async (t) => {
  const door = await open(t, { embedded: true });
  const { text } = await curl(door, '/v1/chat/completions', {
    model: 'mizan',
    messages: says(QUESTION.text),
    stream: true,
  });
  const deltas = text
    .split('\n\n')
    .filter((line) => line.startsWith('data: {'))
    .map(
      (line) =>
        (
          JSON.parse(line.slice(6)) as {
            choices: { delta: { content?: string; reasoning?: string; reasoning_content?: string } }[];
          }
        ).choices[0]!.delta,
    );
  assert.match(deltas.map((delta) => delta.content ?? '').join(''), QUESTION.answer);
  assert.ok(deltas.filter((delta) => delta.reasoning).length > 5);
  assert.ok(deltas.every((delta) => delta.reasoning === delta.reasoning_content));
});
