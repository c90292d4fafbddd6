/**
 * MCP servers for a verb on the terminal: which of the config an agent uses, and the questions to the person. The SDK
 * is imported only when a server is there to be opened.
 */
import { createInterface } from 'node:readline/promises';
import type { AskConsent, McpTools } from '../../agent/mcp/open.ts';
import { mcpServersOf } from '../../gateway/agents.ts';
import { mcpSources } from '../../gateway/mcp/sources.ts';
import { defined } from '../../json.ts';
import type { Config } from '../../provider/config.ts';
import { printable } from '../../terminal/text-width.ts';
import type { CliContext } from './context.ts';

/** Asks on the terminal whether the person agrees; only the word yes is a yes. Undefined where nobody is there. */
export const consentOnTerminal = (context: CliContext): AskConsent | undefined => {
  if (!context.input.isTTY) return undefined;
  return async (text, signal) => {
    const reader = createInterface({ input: context.input, output: context.errors as NodeJS.WritableStream });
    try {
      context.errors.write(`${text.split('\n').map(printable).join('\n')}\n`);
      const said = await reader.question('? Type yes to agree, anything else is no: ', defined({ signal }));
      return said.trim().toLowerCase() === 'yes';
    } catch {
      return false;
    } finally {
      reader.close();
    }
  };
};

const NONE: McpTools = { tools: [], rules: [], byServer: {}, missing: [], close: async () => {} };

type Place = { data: string; context: CliContext; signal: AbortSignal };

/** The tools of the MCP servers that an agent of the config uses. Never rejects: what is not there is in `missing`. */
export const openMcpFor = async (
  agent: string,
  config: Config,
  { data, context, signal }: Place,
): Promise<McpTools> => {
  const all = config.mcpServers.map(({ name }) => name);
  const sources = mcpSources(config, context.env, mcpServersOf(agent, config.agents, all));
  if (sources.length === 0) return NONE;
  const [{ openMcpTools }, { openMcpConsents }] = await Promise.all([
    import('../../agent/mcp/open.ts'),
    import('../../agent/mcp/consent.ts'),
  ]);
  const askConsent = consentOnTerminal(context);
  return openMcpTools(sources, { consents: openMcpConsents(data), signal, ...defined({ askConsent }) });
};
