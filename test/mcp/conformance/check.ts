/**
 * Mizan's MCP client as the conformance suite drives one: it connects to the address that is its last argument, lists
 * the tools and calls each once. Results: docs/results/mcp.md.
 *
 *   npx -y @modelcontextprotocol/conformance client --scenario tools_call --command "node test/mcp/conformance/check.ts"
 */
import { createMcpServer } from '../../../src/agent/mcp/server.ts';

const url = process.argv.at(-1)!;
const server = createMcpServer({
  name: 'suite',
  summary: url,
  identity: url,
  transport: () => ({ type: 'http', url, headers: {} }),
});
const { protocol } = await server.open();
const signal = AbortSignal.timeout(20_000);
for (const { name } of await server.tools(signal)) {
  const result = await server.call(name, { a: 5, b: 3 }, { signal, seconds: 20, progress: () => {} });
  console.log(protocol, name, JSON.stringify(result));
}
await server.close();
