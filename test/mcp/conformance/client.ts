/**
 * Mizan's MCP client as the conformance suite drives one: it connects to the address that is its last argument, lists
 * the tools and calls each once, with the arguments that the suite names where it names any.
 *
 *   npx -y @modelcontextprotocol/conformance client --scenario tools_call --command "node test/mcp/conformance/client.ts"
 */
import { createMcpServer } from '../../../src/agent/mcp/server.ts';
import type { McpTool } from '../../../src/agent/mcp/types.ts';
import { isObject } from '../../../src/json.ts';
import type { Wire } from '../../../src/types.ts';

/** The calls that the suite asks for, if it does. */
const asked = (): { name: string; arguments: Wire }[] => {
  const context: unknown = JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? '{}');
  const calls = isObject(context) && Array.isArray(context.toolCalls) ? context.toolCalls : [];
  return calls
    .filter(isObject)
    .map(({ name, arguments: args }) => ({ name: String(name), arguments: isObject(args) ? args : {} }));
};

/** What a tool is called with: numbers to add, or the schema of the tool beside it where it sends a schema back. */
const argumentsFor = (tool: McpTool, tools: readonly McpTool[]): Wire =>
  tool.name === 'json_schema_echo'
    ? { schema: tools.find(({ name }) => name !== tool.name)?.schema ?? {} }
    : { a: 5, b: 3 };

const url = process.argv.at(-1)!;
const server = createMcpServer({
  name: 'suite',
  summary: url,
  identity: url,
  transport: () => ({ type: 'http', url, headers: {} }),
});
const { protocol } = await server.open();
const signal = AbortSignal.timeout(20_000);
const tools = await server.tools(signal);
const named = asked();
const calls =
  named.length > 0 ? named : tools.map((tool) => ({ name: tool.name, arguments: argumentsFor(tool, tools) }));
for (const call of calls) {
  // A call that fails is something that an agent reads, not its end.
  const result = await server
    .call(call.name, call.arguments, { signal, seconds: 20, progress: () => {} })
    .catch((error: unknown) => String(error));
  console.log(protocol, call.name, JSON.stringify(result));
}
await server.close();
