/**
 * Mizan as an MCP server: its tools (tools.ts) as a server of the official SDK, over stdio and over streamable HTTP
 * (transports.ts).
 */
import type { McpServer, McpServerFactory, ServerContext } from '@modelcontextprotocol/server';
import type { Listening } from '../../server/listen.ts';
import type { OpenCatalog } from '../open-catalog.ts';
import { serveHttp, serveStdio, type StdioStreams } from './transports.ts';
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
  streams: StdioStreams,
  { version, report }: ServeMcpOptions,
): Promise<void> => serveStdio(await factoryOf(opened, version), streams, report);

/** Serves over HTTP at /mcp on loopback. `port` 0 takes a free one. Rejects with one sentence when it can't be had. */
export const serveMcpHttp = async (
  opened: OpenCatalog,
  port: number,
  { version, report }: ServeMcpOptions,
): Promise<Listening> => serveHttp(await factoryOf(opened, version), port, report);
