/** For tests: an MCP server made with the official SDK, as a child over stdio or as a handler over HTTP. */
import {
  createMcpHandler,
  inputRequired,
  McpServer,
  ProtocolError,
  type McpHttpHandler,
  type McpServerFactory,
} from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { z } from 'zod';

const factory: McpServerFactory = ({ requestInfo }) => {
  const server = new McpServer({ name: 'sdk-peer', version: '2' });
  server.registerTool(
    'add',
    {
      description: 'Adds.',
      inputSchema: z.object({ a: z.number(), b: z.number() }),
      annotations: { readOnlyHint: true },
    },
    ({ a, b }) => ({ content: [{ type: 'text', text: String(a + b) }] }),
  );
  server.registerTool('fail', { description: 'Fails.', inputSchema: z.object({}) }, () => {
    throw new Error('it is broken');
  });
  server.registerTool('who', { description: 'Says what it was told.', inputSchema: z.object({}) }, () => ({
    content: [{ type: 'text', text: requestInfo?.headers.get('authorization') ?? 'no header' }],
  }));
  server.registerTool('wait', { description: 'Waits.', inputSchema: z.object({}) }, async (_args, context) => {
    await new Promise<void>((resolve) => {
      context.mcpReq.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    return { content: [{ type: 'text', text: 'waited' }] };
  });
  // In the newer protocol a question to the person, in the older one a page that the person has to open.
  server.registerTool('sign', { description: 'Asks.', inputSchema: z.object({}) }, (_args, context) => {
    if (context.mcpReq.envelope === undefined)
      throw new ProtocolError(-32_042, 'open the page first', {
        elicitations: [{ mode: 'url', elicitationId: '1', url: 'https://example.org/', message: 'Sign in' }],
      });
    return inputRequired({
      inputRequests: {
        sure: inputRequired.elicit({
          message: 'Sure?',
          requestedSchema: { type: 'object', properties: { yes: { type: 'boolean' } } },
        }),
      },
    });
  });
  return server;
};

export const sdkHandler = (legacy: 'stateless' | 'reject'): McpHttpHandler => createMcpHandler(factory, { legacy });

if (import.meta.main) serveStdio(factory, { legacy: process.argv[2] === 'reject' ? 'reject' : 'serve' });
