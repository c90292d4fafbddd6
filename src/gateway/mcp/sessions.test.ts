import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { McpServer } from '@modelcontextprotocol/server';
import { createEventStore, createMcpSessions } from './sessions.ts';
import { serveHttp, type ServedHttp } from './transports.ts';

let served: ServedHttp;
/** Resolves when the tool `wait` was cancelled. */
let cancelled = Promise.withResolvers<void>();
let started = Promise.withResolvers<void>();

const factory = (): McpServer => {
  const server = new McpServer({ name: 'sessions', version: '1' });
  server.registerTool('wait', { description: 'Works until it is cancelled' }, async ({ mcpReq }) => {
    started.resolve();
    await new Promise<void>((resolve) => {
      mcpReq.signal.addEventListener('abort', () => resolve());
    });
    cancelled.resolve();
    return { content: [] };
  });
  server.registerTool('ask', { description: 'Asks the person' }, async ({ mcpReq }) => {
    const { content } = await mcpReq.elicitInput({
      message: 'Who?',
      requestedSchema: { type: 'object', properties: { name: { type: 'string' } } },
    });
    return { content: [{ type: 'text', text: String(content?.name) }] };
  });
  return server;
};

before(async () => {
  served = await serveHttp(factory, 0, () => {});
});
after(() => served.stop(0));

const connect = async (mode: 'legacy' | { pin: string }) => {
  const client = new Client(
    { name: 'test', version: '1' },
    { versionNegotiation: { mode }, capabilities: { elicitation: {} } },
  );
  client.setRequestHandler('elicitation/create', async () => ({ action: 'accept', content: { name: 'Ann' } }));
  const transport = new StreamableHTTPClientTransport(new URL(`${served.url}/mcp`));
  await client.connect(transport);
  return { client, transport };
};

for (const mode of ['legacy', { pin: '2026-07-28' }] as const)
  test(`a cancelled call stops the work over HTTP: ${JSON.stringify(mode)}`, async () => {
    started = Promise.withResolvers();
    cancelled = Promise.withResolvers();
    const { client } = await connect(mode);
    const leave = new AbortController();
    const call = client.callTool({ name: 'wait', arguments: {} }, { signal: leave.signal });
    await started.promise;
    leave.abort();
    await assert.rejects(call);
    await cancelled.promise;
    await client.close();
  });

test('a server asks its client while it works, in a session', async () => {
  const { client, transport } = await connect('legacy');
  assert.notEqual(transport.sessionId, undefined);
  const result = await client.callTool({ name: 'ask', arguments: {} });
  assert.deepEqual(result.content, [{ type: 'text', text: 'Ann' }]);
  await client.close();
});

const initialize = (url: string, headers: Record<string, string> = {}): Request =>
  new Request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x', version: '1' } },
    }),
  });

test('sessions end: by their client, after an hour, and the oldest when there are too many', async () => {
  let now = 0;
  const sessions = await createMcpSessions(factory, { report: () => {}, most: 2, idleMs: 100, clock: () => now });
  const url = 'http://127.0.0.1/mcp';
  const open = async (): Promise<string> => {
    const response = await sessions.fetch(initialize(url));
    assert.equal(response.status, 200);
    await response.text();
    return response.headers.get('mcp-session-id')!;
  };
  const ping = async (id: string): Promise<number> => {
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-session-id': id,
      'mcp-protocol-version': '2025-11-25',
    };
    const body = JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'ping' });
    const response = await sessions.fetch(new Request(url, { method: 'POST', headers, body }));
    await response.text();
    return response.status;
  };
  const [first, second] = [await open(), await open()];
  now = 10;
  assert.equal(await ping(first), 200);
  const third = await open();
  assert.deepEqual([await ping(first), await ping(second), await ping(third)], [200, 404, 200], 'the second was idle');
  const removed = await sessions.fetch(
    new Request(url, {
      method: 'DELETE',
      headers: { 'mcp-session-id': third, 'mcp-protocol-version': '2025-11-25' },
    }),
  );
  assert.equal(removed.status, 200);
  assert.equal(await ping(third), 404);
  now = 200;
  await open();
  assert.equal(await ping(first), 404, 'idle for too long');
  assert.equal(sessions.count(), 1);
  await sessions.close();
  assert.equal(sessions.count(), 0);
});

test('what is not initialize and names no session is served by itself, what is no JSON is refused', async () => {
  const sessions = await createMcpSessions(factory, { report: () => {} });
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
  const send = async (body: string): Promise<number> =>
    (await sessions.fetch(new Request('http://127.0.0.1/mcp', { method: 'POST', headers, body }))).status;
  assert.equal(await send('{"jsonrpc":"2.0","id":1,"method":"ping"}'), 200);
  assert.equal(await send('nonsense'), 400);
  assert.equal(await send('['), 400);
  assert.equal(await send(`"${'x'.repeat(5_000_000)}"`), 413);
  assert.equal(sessions.count(), 0);
});

test('a stream goes on after the last event that came; old events are forgotten', async () => {
  const store = createEventStore(3, 10_000);
  const message = (id: number) => ({ jsonrpc: '2.0' as const, id, result: {} });
  const ids: string[] = [];
  for (const [stream, id] of [
    ['a', 1],
    ['b', 2],
    ['a', 3],
    ['a', 4],
  ] as const)
    ids.push(await store.storeEvent(stream, message(id)));
  const replay = async (id: string): Promise<unknown[]> => {
    const sent: unknown[] = [];
    await store.replayEventsAfter(id, { send: async (_, said) => void sent.push((said as { id: number }).id) });
    return sent;
  };
  assert.deepEqual(await replay(ids[2]!), [4]);
  assert.deepEqual(await replay(ids[1]!), []);
  assert.deepEqual(await replay(ids[0]!), [], 'it is forgotten');
  assert.equal(await store.getStreamIdForEventId!(ids[0]!), undefined);
  assert.equal(await store.getStreamIdForEventId!(ids[3]!), 'a');
});
