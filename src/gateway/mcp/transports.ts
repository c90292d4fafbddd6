/**
 * An MCP server over stdio and over streamable HTTP, in both eras of the protocol, by the official SDK. Over HTTP it
 * listens on loopback alone and refuses requests that name another host or come from a page of another origin, so that
 * no web page can reach it through the browser of whoever runs it. Requests of the newer protocol stand by themselves;
 * clients of the older one get sessions (sessions.ts).
 */
import type { Readable, Writable } from 'node:stream';
import type { McpServerFactory, ServerNotifier } from '@modelcontextprotocol/server';
import { listen, type Listening } from '../../server/listen.ts';
import { createMcpSessions } from './sessions.ts';

export type StdioStreams = { input: Readable; output: Writable; signal: AbortSignal };

/** Serves one client over a pair of streams, until it closes its end or `signal` aborts. */
export const serveStdio = async (
  factory: McpServerFactory,
  { input, output, signal }: StdioStreams,
  report: (error: unknown) => void,
): Promise<void> => {
  const sdk = await import('@modelcontextprotocol/server/stdio');
  const ended = Promise.withResolvers<void>();
  for (const event of ['end', 'close', 'error']) input.once(event, () => ended.resolve());
  signal.addEventListener('abort', () => ended.resolve(), { once: true });
  if (signal.aborted) return;
  const transport = new sdk.StdioServerTransport(input, output);
  const handle = sdk.serveStdio(factory, { transport, onerror: report });
  await ended.promise;
  await handle.close();
};

/** `notify`: tells the listeners of the newer protocol that something changed. */
export type ServedHttp = Listening & { notify: ServerNotifier };

/** Serves over HTTP at /mcp on loopback. `port` 0 takes a free one. Rejects with one sentence when it can't be had. */
export const serveHttp = async (
  factory: McpServerFactory,
  port: number,
  report: (error: unknown) => void,
): Promise<ServedHttp> => {
  const sdk = await import('@modelcontextprotocol/server');
  const handler = sdk.createMcpHandler(factory, { onerror: report, legacy: 'reject' });
  const sessions = await createMcpSessions(factory, { report });
  const [hosts, origins] = [sdk.localhostAllowedHostnames(), sdk.localhostAllowedOrigins()];
  const close = async (): Promise<void> => {
    await Promise.all([handler.close(), sessions.close()]);
  };
  const socket = await listen(
    {
      fetch: async (request) => {
        const refused =
          sdk.hostHeaderValidationResponse(request, hosts) ?? sdk.originValidationResponse(request, origins);
        if (refused) return refused;
        if (new URL(request.url).pathname !== '/mcp')
          return Response.json({ error: { message: 'MCP is served at /mcp' } }, { status: 404 });
        return (await sdk.isLegacyRequest(request)) ? sessions.fetch(request) : handler.fetch(request);
      },
      running: () => 0,
      cancel: () => void close(),
    },
    { port },
  );
  return {
    ...socket,
    notify: handler.notify,
    stop: async (grace) => {
      await close();
      await socket.stop(grace);
    },
  };
};
