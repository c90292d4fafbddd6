/**
 * A storm of upstream faults: requests over every API, streamed or not, plain or with effort, some of whose clients
 * leave, while the upstream cuts, stalls, drips, sends garbage, or errors inside a 200. Each request and each fault
 * follow from a seed and a number. storm.test.ts runs a part, storm-check.ts all of it.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startServer } from '../src/gateway/serve.ts';
import { loadModel } from '../src/local/load-model.ts';
import { readConfig } from '../src/provider/config.ts';
import { createRandom, type Random } from '../src/random.ts';
import type { openLedger } from '../src/server/ledger/open-ledger.ts';
import { startFakeUpstream, type Answer } from '../src/testing/upstream.ts';
import type { Wire } from '../src/types.ts';
import { within } from './clients/door.ts';

const TOOL = { name: 'add', parameters: { type: 'object', properties: { a: { type: 'number' } } } };
const GARBAGE = [
  '{',
  '[[[',
  'data: {"choices":[{"delta":{"content":"x',
  'data: ok\n\ndata: {"choices": 3}\n\n',
  '\0\0\0\u0001',
  'data: {"choices":[{"index":99,"delta":{"content":"x"}}]}\n\n',
  'event: error\ndata: it broke\n\n',
  '{"choices":[{"index":0,"message":"text"}]}',
  '{"choices":{"0":1}}',
  '"a text"',
  'HTTP/1.1 200 OK\r\n\r\n',
  'retry: 1\n\n:\n\n:\n\n',
];
const ERRORS: readonly (string | Wire)[] = [
  { error: { message: 'the model is loading', code: 503 } },
  { error: 'out of memory' },
  { object: 'error', message: 'no such model', code: 404 },
  { detail: 'not allowed' },
  { error: { message: 'maximum context length is 4096 tokens', type: 'invalid_request_error', code: 400 } },
  'upstream connect error or disconnect',
  '<html><body>502 Bad Gateway</body></html>',
];
const FAULTS = [
  'reset',
  'cut',
  'silent',
  'stall',
  'broken',
  'wrong-json',
  'html',
  'empty',
  'unfinished',
  'error-chunk',
] as const;

/** What the upstream does with its `i`-th call. About one call in four goes well. */
const answerOf = (seed: number, i: number): Answer => {
  const random = createRandom(`storm/upstream/${seed}/${i}`);
  const good: Exclude<Answer, string> = {
    content: 'one two three four five six seven',
    ...(random.chance(0.5) && { reasoning: 'well let me see' }),
    ...(random.chance(0.2) && { toolCalls: [{ name: 'add', arguments: '{"a": 1}' }] }),
    ...(random.chance(0.1) && { usage: null }),
  };
  const kind = random.int(0, 9);
  if (kind < 3) return good;
  if (kind === 3) return { ...good, firstMs: random.int(1, 300), pieceMs: random.int(1, 60) };
  if (kind === 4)
    return {
      body: random.pick(ERRORS),
      ...(random.chance(0.5) && { status: random.pick([200, 400, 401, 404, 422, 429, 500, 502, 503, 529]) }),
    };
  if (kind === 5)
    return {
      status: 200,
      body: random.pick(GARBAGE),
      headers: { 'content-type': random.pick(['text/event-stream', 'application/json', 'text/plain']) },
    };
  if (kind === 6)
    return { status: 200, body: '{}', headers: { 'content-encoding': random.pick(['gzip', 'br', 'x', 'identity']) } };
  return { ...good, fault: random.pick(FAULTS), after: random.int(0, 12) };
};

/** A request; `leaves`: after so many milliseconds its client has gone. */
type Request = { path: string; body: Wire; stream: boolean; leaves: number | undefined };

const BODIES: Readonly<Record<string, (random: Random) => Wire>> = {
  '/v1/chat/completions': (random) => ({
    messages: [{ role: 'user', content: 'What is 3 + 4?' }],
    ...(random.chance(0.3) && { tools: [{ type: 'function', function: TOOL }] }),
    ...(random.chance(0.2) && { n: 2 }),
    ...(random.chance(0.2) && { response_format: { type: 'json_object' } }),
  }),
  '/v1/completions': () => ({ prompt: 'What is 3 + 4?' }),
  '/v1/responses': (random) => ({
    input: 'What is 3 + 4?',
    ...(random.chance(0.3) && { tools: [{ type: 'function', ...TOOL }] }),
    ...(random.chance(0.2) && { store: false }),
  }),
  '/v1/messages': (random) => ({
    max_tokens: 50,
    messages: [{ role: 'user', content: 'What is 3 + 4?' }],
    ...(random.chance(0.3) && { tools: [{ name: 'add', input_schema: TOOL.parameters }] }),
  }),
  '/api/chat': (random) => ({
    messages: [{ role: 'user', content: 'What is 3 + 4?' }],
    ...(random.chance(0.3) && { tools: [{ type: 'function', function: TOOL }] }),
  }),
  '/api/generate': () => ({ prompt: 'What is 3 + 4?' }),
};

const requestOf = (seed: number, i: number): Request => {
  const random = createRandom(`storm/client/${seed}/${i}`);
  const paths = Object.keys(BODIES);
  const path = paths[i % paths.length]!;
  const stream = random.chance(0.5);
  const model = random.pick(['up', 'up', 'up:low', 'up:high', 'up:n=2']);
  const leaves = random.chance(0.1) ? random.int(0, 200) : undefined;
  return { path, stream, leaves, body: { model, stream, ...BODIES[path]!(random) } };
};

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** Holds that an error has the form of its API. */
const checkError = (path: string, value: Wire, what: string): void => {
  if (path.startsWith('/api/')) return assert.ok(isText(value.error), what);
  const error = value.error as Wire | undefined;
  assert.ok(error && isText(error.message) && isText(error.type), what);
  if (path === '/v1/messages') assert.equal(value.type, 'error', what);
};

/** Holds that a stream is whole: events of its API that end as its API ends them. Says whether it ended well. */
const checkStream = (path: string, text: string): boolean => {
  const what = `${path}: ${JSON.stringify(text.slice(-400))}`;
  if (path.startsWith('/api/')) {
    assert.ok(text.endsWith('\n'), what);
    const values = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Wire);
    const last = values.at(-1)!;
    assert.ok(last.done === true || isText(last.error), what);
    return last.done === true;
  }
  assert.ok(text.endsWith('\n\n'), what);
  const data = text.split('\n').flatMap((line) => (line.startsWith('data: ') ? [line.slice(6)] : []));
  const values = data.filter((line) => line !== '[DONE]').map((line) => JSON.parse(line) as Wire);
  const last = values.at(-1)!;
  if (path === '/v1/responses') {
    assert.match(String(last.type), /^response\.(completed|incomplete|failed)$/, what);
    return last.type !== 'response.failed';
  }
  if (path === '/v1/messages') {
    if (last.type === 'error') checkError(path, last, what);
    else assert.equal(last.type, 'message_stop', what);
    return last.type === 'message_stop';
  }
  assert.equal(data.at(-1), '[DONE]', what);
  if (last.error) checkError(path, last, what);
  return !last.error;
};

export type StormTally = { requests: number; answered: number; failed: number; left: number; slowestMs: number };

/** How long a request may take, in milliseconds: the timeouts below and the load of the machine. */
const PATIENCE = 30_000;

/** Sends the `i`-th request and holds that it ends well-formed. Says how it ended. */
const send = async (url: string, key: string, seed: number, i: number): Promise<'answered' | 'failed' | 'left'> => {
  const { path, body, leaves } = requestOf(seed, i);
  const controller = new AbortController();
  const timer = leaves === undefined ? undefined : setTimeout(() => controller.abort(), leaves);
  try {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify(body),
      signal: AbortSignal.any([controller.signal, AbortSignal.timeout(PATIENCE)]),
    });
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    if (/event-stream|ndjson/.test(type)) {
      assert.equal(response.status, 200);
      return checkStream(path, text) ? 'answered' : 'failed';
    }
    const value = JSON.parse(text) as Wire;
    const what = `${path} ${response.status}: ${text.slice(0, 400)}`;
    assert.notEqual(response.status, 500, what);
    if (response.status === 200) return (assert.ok(!value.error, what), 'answered');
    checkError(path, value, what);
    return 'failed';
  } catch (error) {
    if (controller.signal.aborted) return 'left';
    throw new Error(`request ${i} of seed ${seed} (${path} ${JSON.stringify(body)}): ${String(error)}`, {
      cause: error,
    });
  } finally {
    clearTimeout(timer);
  }
};

const openPlace = async (seed: number) => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-storm-'));
  const upstream = await startFakeUpstream((_, i) => answerOf(seed, i));
  const provider = {
    baseUrl: upstream.url,
    models: { up: { price: { input: 1, output: 2 } } },
    timeoutSeconds: { connect: 1, firstByte: 0.5, idle: 0.5, total: 3 },
    retries: 1,
    concurrency: 24,
    queue: 1000,
  };
  const config = readConfig(
    JSON.stringify({ providers: { p: provider }, server: { requestSeconds: 15, discover: false } }),
    'mizan.json',
    '/',
  );
  const model = await loadModel(undefined, { threads: 1 });
  const reported: unknown[] = [];
  const serving = await startServer({ model, config, data: folder, port: 0, report: (error) => reported.push(error) });
  const { key } = (serving.ledger as ReturnType<typeof openLedger>).keys.create({
    name: 'storm',
    budget: { dayUsd: 1000 },
  });
  const close = async (): Promise<void> => {
    await serving.stop(0);
    await model.close();
    await upstream.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { folder, upstream, serving, reported, key, close };
};

/**
 * Sends requests 0 to `requests` of a seed, `width` at a time. Throws when one hangs or is malformed, when a fault of
 * the program was reported, or when a place, a call upstream or a reservation is left.
 */
export const storm = async ({
  seed,
  requests,
  width = 32,
  onEach = () => {},
}: {
  seed: number;
  requests: number;
  width?: number;
  onEach?: (done: number) => void;
}): Promise<StormTally> => {
  const place = await openPlace(seed);
  const tally = { requests, answered: 0, failed: 0, left: 0, slowestMs: 0 };
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < requests; i = next++) {
      const began = performance.now();
      tally[await send(place.serving.url, place.key, seed, i)]++;
      tally.slowestMs = Math.max(tally.slowestMs, Math.round(performance.now() - began));
      onEach(tally.answered + tally.failed + tally.left);
    }
  };
  try {
    await Promise.all(Array.from({ length: width }, worker));
    await within(10, () => place.serving.running() === 0 && place.upstream.active() === 0, 'nothing is left at work');
    const db = new DatabaseSync(join(place.folder, 'ledger.db'), { readOnly: true });
    const reserved = (): number => (db.prepare('SELECT count(*) AS n FROM reservations').get() as { n: number }).n;
    await within(10, () => reserved() === 0, 'nothing is left reserved');
    db.close();
    assert.deepEqual(place.reported, []);
    return tally;
  } finally {
    await place.close();
  }
};
