/**
 * Our client against our server over HTTP, in both eras: what is told while a call runs, and what changes beside it.
 */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { McpServer } from '@modelcontextprotocol/server';
import { createMcpServer } from '../../agent/mcp/server.ts';
import type { McpProtocol } from '../../agent/mcp/types.ts';
import { serveHttp } from './transports.ts';

const open = async (t: TestContext, protocol: McpProtocol) => {
  /** The servers that were made, one a session in the older protocol. */
  const servers = new Set<McpServer>();
  const state = { names: ['wait'], ended: Promise.withResolvers<void>(), started: Promise.withResolvers<void>() };
  const factory = (): McpServer => {
    const server = new McpServer({ name: 'peer', version: '1' }, { capabilities: { tools: { listChanged: true } } });
    for (const name of state.names)
      server.registerTool(name, { description: name }, async ({ mcpReq }) => {
        const progressToken = mcpReq._meta?.progressToken;
        if (progressToken !== undefined)
          await mcpReq.notify({
            method: 'notifications/progress',
            params: { progressToken, progress: 1, total: 2, message: 'half' },
          });
        state.started.resolve();
        await new Promise<void>((resolve) => {
          mcpReq.signal.addEventListener('abort', () => resolve());
        });
        state.ended.resolve();
        return { content: [] };
      });
    servers.add(server);
    return server;
  };
  const served = await serveHttp(factory, 0, () => {});
  t.after(() => served.stop(0));
  const url = `${served.url}/mcp`;
  const client = createMcpServer({
    name: 'peer',
    summary: url,
    identity: url,
    protocol,
    transport: () => ({ type: 'http', url, headers: {} }),
  });
  t.after(client.close);
  return { client, served, servers, state };
};

for (const protocol of ['2025-11-25', '2026-07-28'] as const) {
  test(`a list of tools that changes is read again: ${protocol}`, async (t) => {
    const { client, served, servers, state } = await open(t, protocol);
    const names = async () => (await client.tools()).map(({ name }) => name);
    assert.deepEqual(await names(), ['wait']);
    state.names = ['wait', 'more'];
    for (const server of servers)
      if (server.isConnected()) server.registerTool('more', { description: 'more' }, async () => ({ content: [] }));
    served.notify.toolsChanged();
    const until = Date.now() + 10_000;
    while ((await names()).length < 2 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual(await names(), ['wait', 'more']);
  });

  test(`progress is told, and a call that is stopped stops the work: ${protocol}`, async (t) => {
    const { client, state } = await open(t, protocol);
    await client.open();
    const stop = new AbortController();
    const told: string[] = [];
    const call = client.call('wait', {}, { signal: stop.signal, seconds: 60, progress: (text) => told.push(text) });
    void call.catch(() => {});
    await state.started.promise;
    const until = Date.now() + 10_000;
    while (told.length === 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 10));
    stop.abort();
    await assert.rejects(call);
    await state.ended.promise;
    assert.deepEqual(told, ['1/2 half']);
  });

  test(`a call that takes too long is ended on both sides: ${protocol}`, async (t) => {
    const { client, state } = await open(t, protocol);
    const call = client.call('wait', {}, { signal: new AbortController().signal, seconds: 1, progress: () => {} });
    await assert.rejects(call, { code: 'REQUEST_TIMEOUT' });
    await state.ended.promise;
  });
}

for (const protocol of ['2025-11-25', '2026-07-28'] as const)
  test(`a server that was started again is asked again, once: ${protocol}`, async (t) => {
    let calls = 0;
    const factory = (): McpServer => {
      const server = new McpServer({ name: 'peer', version: '1' });
      server.registerTool('count', { description: 'Counts' }, async () => ({
        content: [{ type: 'text', text: String(++calls) }],
      }));
      return server;
    };
    const first = await serveHttp(factory, 0, () => {});
    const url = `${first.url}/mcp`;
    const client = createMcpServer({
      name: 'peer',
      summary: url,
      identity: url,
      protocol,
      transport: () => ({ type: 'http', url, headers: {} }),
    });
    t.after(client.close);
    const count = () =>
      client.call('count', {}, { signal: new AbortController().signal, seconds: 60, progress: () => {} });
    assert.deepEqual((await count()).content, [{ type: 'text', text: '1' }]);
    await first.stop(0);
    const second = await serveHttp(factory, Number(new URL(url).port), () => {});
    t.after(() => second.stop(0));
    assert.deepEqual((await count()).content, [{ type: 'text', text: '2' }]);
    assert.deepEqual(
      (await client.tools()).map(({ name }) => name),
      ['count'],
    );
    assert.equal(calls, 2);
  });
