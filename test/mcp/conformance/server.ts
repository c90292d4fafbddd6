/**
 * The server under test of the conformance suite: its tools, prompts and resources on the transports, sessions and eras
 * of `mizan mcp` (src/gateway/mcp/transports.ts). Says its address on standard error.
 *
 *   node bin/node24.mjs test/mcp/conformance/server.ts --http 0
 *   node bin/node24.mjs test/mcp/conformance/server.ts --stdio
 */
import { McpServer, type ServerNotifier } from '@modelcontextprotocol/server';
import { serveHttp, serveStdio } from '../../../src/gateway/mcp/transports.ts';
import { registerFixture } from './fixture-tools.ts';
import { registerInputs, stateCodec } from './fixture-inputs.ts';

const report = (error: unknown): void => console.error(String(error));
let notify: ServerNotifier | undefined;

const factory = (): McpServer => {
  const server = new McpServer(
    { name: 'mizan-conformance', version: '1' },
    {
      capabilities: { logging: {}, completions: {}, resources: { subscribe: true } },
      requestState: { verify: stateCodec.verify },
    },
  );
  registerFixture(server);
  registerInputs(server);
  const done = { content: [{ type: 'text' as const, text: 'told' }] };
  server.registerTool('test_trigger_tool_change', { description: 'Tells that tools changed' }, async () => {
    notify?.toolsChanged();
    return done;
  });
  server.registerTool('test_trigger_prompt_change', { description: 'Tells that prompts changed' }, async () => {
    notify?.promptsChanged();
    return done;
  });
  return server;
};

const [how, port = '0'] = process.argv.slice(2);
const stopped = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopped.abort());
if (how === '--stdio') {
  await serveStdio(factory, { input: process.stdin, output: process.stdout, signal: stopped.signal }, report);
} else {
  const served = await serveHttp(factory, Number(port), report);
  notify = served.notify;
  console.error(`${served.url}/mcp`);
  stopped.signal.addEventListener('abort', () => void served.stop(0).then(() => process.exit(0)));
}
