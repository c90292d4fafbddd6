/**
 * Finished requests at an OpenTelemetry collector: what it gets, and that it can be slow, sick or gone without anybody
 * waiting.
 */
import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { type TestContext } from 'node:test';
import { createRedact } from '../../redact.ts';
import { openLedger } from '../ledger/open-ledger.ts';
import type { Attribute, OtelSpan } from './otel.ts';
import { createOtlp, otlpTarget, type OtlpOptions } from './otlp.ts';

type Seen = { path: string; headers: IncomingHttpHeaders; text: string; spans: OtelSpan[] };

/** A collector that answers with what `answer` says; a status of 0 is no answer at all. */
const collector = async (t: TestContext, answer: (i: number) => number = () => 200) => {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request
      .setEncoding('utf8')
      .on('data', (part: string) => {
        text += part;
      })
      .on('end', () => {
        const status = answer(seen.length);
        const body = JSON.parse(text) as { resourceSpans: { scopeSpans: { spans: OtelSpan[] }[] }[] };
        seen.push({
          path: request.url!,
          headers: request.headers,
          text,
          spans: body.resourceSpans[0]!.scopeSpans[0]!.spans,
        });
        if (status !== 0) response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
      });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => {
    server.once('listening', resolve);
  });
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
};

const sending = (t: TestContext, url: string, options: Partial<OtlpOptions> = {}) => {
  const log: string[] = [];
  const otlp = createOtlp({
    url: `${url}/v1/traces`,
    headers: {},
    service: 'mizan',
    redact: createRedact(),
    log: (line) => log.push(line),
    every: 10,
    patience: 300,
    ...options,
  });
  const ledger = openLedger({ folder: ':memory:', onTrace: otlp.send });
  t.after(async () => {
    await ledger.close();
    await otlp.close();
  });
  const ask = async (question = 'a question that is private') => {
    const entry = ledger.begin({
      requestId: 'req-1',
      keyId: 'local',
      model: 'mizan',
      path: '/v1/chat/completions',
      body: { temperature: 1, max_tokens: 50, messages: [{ role: 'user', content: question }] },
    });
    const call = entry.child('solver', 'small', { topP: 0.5, maxTokens: 7 });
    call.child('upstream', 'small', {}).end({
      finish: 'error',
      usage: { promptTokens: 0, completionTokens: 0 },
      failure: { status: 502, type: 'upstream_error', message: 'refused with sk-abcdefghijklmnopqrstuvwx' },
    });
    call.end({ finish: 'stop', usage: { promptTokens: 3, completionTokens: 4, cost: 0.5 } });
    entry.end({
      finish: 'stop',
      usage: { promptTokens: 3, completionTokens: 4, cost: 0.5 },
      output: { content: 'an answer that is private' },
    });
    await entry.committed;
    return entry.id;
  };
  return { otlp, ledger, ask, log };
};

const until = async (done: () => boolean): Promise<void> => {
  for (let i = 0; i < 500 && !done(); i++)
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  assert.ok(done(), 'it took longer than 5 s');
};
const valueOf = (list: readonly Attribute[], key: string): unknown =>
  Object.values(list.find((entry) => entry.key === key)?.value ?? {})[0];

test('a request is a tree of spans with the names of the GenAI conventions, without texts and secrets', async (t) => {
  const { url, seen } = await collector(t);
  const { ask, otlp } = sending(t, url, { headers: { 'x-team': 'ours' } });
  const id = await ask();
  await until(() => seen.length === 1);
  const [{ path, headers, text, spans }] = seen as [Seen];
  assert.deepEqual([path, headers['content-type'], headers['x-team']], ['/v1/traces', 'application/json', 'ours']);
  assert.ok(!/private|abcdefghijklmnop/.test(text), text);
  assert.deepEqual(
    spans.map((span) => [span.traceId, span.name, span.kind]),
    [
      [id, 'chat mizan', 2],
      [id, 'chat small', 1],
      [id, 'chat small', 3],
    ],
  );
  const [root, solver, upstream] = spans as [OtelSpan, OtelSpan, OtelSpan];
  assert.match(root.spanId, /^[0-9a-f]{16}$/);
  assert.deepEqual(
    [root.parentSpanId, solver.parentSpanId, upstream.parentSpanId],
    [undefined, root.spanId, solver.spanId],
  );
  const of = (span: OtelSpan, ...keys: string[]) => keys.map((key) => valueOf(span.attributes, key));
  assert.deepEqual(
    of(
      root,
      'gen_ai.operation.name',
      'gen_ai.request.model',
      'gen_ai.request.temperature',
      'gen_ai.request.max_tokens',
      'gen_ai.usage.input_tokens',
      'gen_ai.usage.output_tokens',
      'mizan.cost_usd',
    ),
    ['chat', 'mizan', 1, '50', '3', '4', 0.5],
  );
  assert.deepEqual(of(solver, 'gen_ai.request.top_p', 'gen_ai.request.max_tokens', 'gen_ai.response.finish_reasons'), [
    0.5,
    '7',
    { values: [{ stringValue: 'stop' }] },
  ]);
  assert.deepEqual([of(upstream, 'error.type'), upstream.status.code], [['upstream_error'], 2]);
  for (const span of spans)
    assert.ok(
      /^\d{19}$/.test(span.startTimeUnixNano) && BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano),
    );
  await until(() => otlp.counts().sent === 3);
  assert.deepEqual(otlp.counts(), { sent: 3, dropped: 0, waiting: 0 });
});

test('a collector that is overloaded is tried again, and told of once; one that refuses the content is not', async (t) => {
  const { url, seen } = await collector(t, (i) => [503, 429, 200, 400][i] ?? 200);
  const { ask, otlp, log } = sending(t, url);
  await ask();
  await until(() => otlp.counts().sent === 3);
  assert.equal(seen.length, 3);
  assert.match(
    log.join('\n'),
    /^traces can't be sent to http:\/\/127\.0\.0\.1:\d+ \(it answered 503\); requests go on, and it is tried again\ntraces are sent to .* again$/,
  );
  await ask();
  await until(() => otlp.counts().dropped === 3);
  assert.equal(otlp.counts().waiting, 0);
});

test('requests do not wait for a collector that is gone or never answers; the queue is bounded, and so is the end', async (t) => {
  const silent = await collector(t, () => 0);
  for (const url of ['http://127.0.0.1:9', silent.url]) {
    const { ask, otlp, log } = sending(t, url, { most: 30, batch: 9, patience: 200 });
    const before = performance.now();
    for (let i = 0; i < 50; i++) await ask();
    const elapsed = performance.now() - before;
    assert.ok(elapsed < 200 * 10, `${elapsed} ms`); // had each waited for it, they had taken 50 × 200 ms
    await until(() => log.length === 1);
    const { sent, dropped, waiting } = otlp.counts();
    assert.equal(sent, 0);
    assert.ok(waiting <= 30 && dropped >= 150 - 30 - 9, JSON.stringify({ dropped, waiting }));
    const ending = performance.now();
    await otlp.close();
    assert.ok(performance.now() - ending < 2000);
    assert.equal(log.length, 1);
  }
});

test('where to: the config, or else the variables of OpenTelemetry', () => {
  assert.equal(otlpTarget(undefined, {}), undefined);
  assert.equal(otlpTarget('http://a:4318', { OTEL_SDK_DISABLED: 'true' }), undefined);
  assert.equal(
    otlpTarget('http://a:4318/', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://b' })?.url,
    'http://a:4318/v1/traces',
  );
  assert.deepEqual(
    otlpTarget(undefined, {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://b:4318',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20x, bad, a b=c',
      OTEL_SERVICE_NAME: 'door',
    }),
    { url: 'http://b:4318/v1/traces', service: 'door', headers: { authorization: 'Bearer x' } },
  );
  assert.equal(
    otlpTarget(undefined, {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://b',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c/in',
    })?.url,
    'http://c/in',
  );
  assert.throws(() => otlpTarget('collector:4318', {}), /server\.otlp must be an address such as/);
  assert.throws(() => otlpTarget(undefined, { OTEL_EXPORTER_OTLP_ENDPOINT: 'nowhere' }), /in the environment must be/);
});
