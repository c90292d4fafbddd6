/**
 * Mizan as an MCP server, over stdio and over streamable HTTP, in both eras of the protocol, by the official SDK. Over
 * HTTP it listens on loopback alone and refuses requests that name another host or come from a page of another origin,
 * so that no web page can reach it through the browser of whoever runs it. No state is held between requests.
 */
import type { Readable, Writable } from 'node:stream';
import type { McpServer, McpServerFactory, ServerContext } from '@modelcontextprotocol/server';
import { listen, type Listening } from '../../server/listen.ts';
import type { OpenCatalog } from '../open-catalog.ts';
import { servedTools, type ServedResult, type ServedTool } from './tools.ts';

const INSTRUCTIONS =
  'Mizan answers questions with small language models and checks the answers. Use ask for a question, check_answer for an answer that you have.';

/** A message about progress, where the client asked for some. */
const progressOf = ({ mcpReq }: ServerContext): ((text: string) => void) => {
  const token = mcpReq._meta?.progressToken;
  if (token === undefined) return () => {};
  let count = 0;
  return (message) => {
    const params = { progressToken: token, progress: ++count, message };
    void mcpReq.notify({ method: 'notifications/progress', params }).catch(() => {});
  };
};

const resultOf = ({ text, value, failed }: ServedResult) => ({
  content: [{ type: 'text' as const, text }],
  ...(value && { structuredContent: { ...value } }),
  ...(failed && { isError: true }),
});

const register = (server: McpServer, tool: ServedTool): void => {
  const { name, title, description, schema, readOnly } = tool;
  server.registerTool(
    name,
    { title, description, inputSchema: schema, annotations: { readOnlyHint: readOnly, openWorldHint: !readOnly } },
    async (args: unknown, context: ServerContext) => {
      try {
        return resultOf(await tool.run(args, { signal: context.mcpReq.signal, progress: progressOf(context) }));
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        return resultOf({ text: `It failed: ${message}`, failed: true });
      }
    },
  );
};

/** Makes a server for each connection, or for each request over HTTP. */
const factoryOf = async (opened: OpenCatalog, version: string): Promise<McpServerFactory> => {
  const { McpServer } = await import('@modelcontextprotocol/server');
  return () => {
    const server = new McpServer({ name: 'mizan', title: 'Mizan', version }, { instructions: INSTRUCTIONS });
    for (const tool of servedTools(opened)) register(server, tool);
    return server;
  };
};

export type ServeMcpOptions = { version: string; report(error: unknown): void };

/** Serves one client over a pair of streams, until it closes its end or `signal` aborts. */
export const serveMcpStdio = async (
  opened: OpenCatalog,
  { input, output, signal }: { input: Readable; output: Writable; signal: AbortSignal },
  { version, report }: ServeMcpOptions,
): Promise<void> => {
  const { serveStdio, StdioServerTransport } = await import('@modelcontextprotocol/server/stdio');
  const ended = Promise.withResolvers<void>();
  for (const event of ['end', 'close', 'error']) input.once(event, () => ended.resolve());
  signal.addEventListener('abort', () => ended.resolve(), { once: true });
  if (signal.aborted) return;
  const transport = new StdioServerTransport(input, output);
  const handle = serveStdio(await factoryOf(opened, version), { transport, onerror: report });
  await ended.promise;
  await handle.close();
};

/** Serves over HTTP at /mcp on loopback. `port` 0 takes a free one. Rejects with one sentence when it can't be had. */
export const serveMcpHttp = async (
  opened: OpenCatalog,
  port: number,
  { version, report }: ServeMcpOptions,
): Promise<Listening> => {
  const sdk = await import('@modelcontextprotocol/server');
  const handler = sdk.createMcpHandler(await factoryOf(opened, version), { onerror: report });
  const [hosts, origins] = [sdk.localhostAllowedHostnames(), sdk.localhostAllowedOrigins()];
  const socket = await listen(
    {
      fetch: (request) => {
        const refused =
          sdk.hostHeaderValidationResponse(request, hosts) ?? sdk.originValidationResponse(request, origins);
        if (refused) return refused;
        if (new URL(request.url).pathname === '/mcp') return handler.fetch(request);
        return Response.json({ error: { message: 'MCP is served at /mcp' } }, { status: 404 });
      },
      running: () => 0,
      cancel: () => void handler.close(),
    },
    { port },
  );
  return {
    ...socket,
    stop: async (grace) => {
      await handler.close();
      await socket.stop(grace);
    },
  };
};
