/**
 * The tools of some MCP servers for a run: each server is started only if a person agreed to it, each tool is offered
 * only if they agreed to it as it describes itself now. Whatever is missing is told in one sentence, and nothing of it
 * stops a run.
 */
import type { Rule } from '../permission.ts';
import type { AgentTool } from '../types.ts';
import { MOST_TOOLS, mcpToolName, toolFault } from './check-tool.ts';
import type { McpConsents, ToolConsent } from './consent.ts';
import { changeText, serverText, toolText } from './consent-text.ts';
import { plainLine } from './plain-text.ts';
import { createMcpServer, McpFailure, type McpServer, type McpServerOptions } from './server.ts';
import { isUsed, mcpAgentTool, ruleOf } from './tools.ts';
import type { McpSource, McpTool } from './types.ts';

/** Asks the person to agree. Undefined where nobody is there: then nothing new is agreed to. */
export type AskConsent = (text: string, signal?: AbortSignal) => Promise<boolean>;

export type OpenMcpOptions = McpServerOptions & {
  consents: McpConsents;
  askConsent?: AskConsent;
  signal?: AbortSignal;
};

/** A tool of a server as it stands: offered or not, and why. */
export type McpToolState = { tool: McpTool; name: string; consent: ToolConsent; fault?: string; used: boolean };

export type McpTools = {
  tools: AgentTool[];
  /** The operator's word, as rules of permission. */
  rules: Rule[];
  /** The names of the tools of each server. */
  byServer: Record<string, readonly string[]>;
  /** What is not there, and what to do. */
  missing: string[];
  close(): Promise<void>;
};

/**
 * The tools that a server lists, in the order of their names, with what is wrong with them. Rejects with an
 * `McpFailure`.
 */
export const listMcpTools = async (
  source: McpSource,
  server: McpServer,
  consents: McpConsents,
  signal?: AbortSignal,
): Promise<McpToolState[]> => {
  const listed = (await server.tools(signal)).toSorted((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
  const names = new Map<string, number>();
  for (const tool of listed) names.set(tool.name, (names.get(tool.name) ?? 0) + 1);
  let count = 0;
  return listed.map((tool): McpToolState => {
    const used = isUsed(source, tool);
    const twice = names.get(tool.name)! > 1 ? 'it is listed twice under this name' : undefined;
    const fault = toolFault(tool) ?? twice;
    if (used && fault === undefined) count++;
    const many = count > MOST_TOOLS ? `a server may have ${MOST_TOOLS} tools; name those to use in "tools"` : undefined;
    const why = fault ?? (used ? many : undefined);
    const state = { tool, name: mcpToolName(source.name, tool.name), consent: consents.tool(source, tool), used };
    return why === undefined ? state : { ...state, fault: why };
  });
};

type Gathered = { source: McpSource; server: McpServer; states: McpToolState[] };

const allowHint = (name: string): string => `read it and agree with: mizan mcp allow ${JSON.stringify(name)}`;

/** Asks about servers that nobody agreed to yet, one after the other. Gives those that may be opened. */
const agreedSources = async (
  sources: readonly McpSource[],
  { consents, askConsent, signal }: OpenMcpOptions,
  missing: string[],
): Promise<McpSource[]> => {
  const agreed: McpSource[] = [];
  for (const source of sources) {
    if (!consents.server(source)) {
      const yes = (await askConsent?.(`${serverText(source)}\nUse it?`, signal)) ?? false;
      if (!yes) {
        missing.push(
          `The MCP server ${source.name} is not used, since nobody has agreed to it; ${allowHint(source.name)}`,
        );
        continue;
      }
      consents.agreeServer(source);
    }
    agreed.push(source);
  }
  return agreed;
};

/** Asks about tools that are new or changed, all of a server at once. Gives those that may be offered. */
const agreedTools = async (
  { source, states }: Gathered,
  { consents, askConsent, signal }: OpenMcpOptions,
  missing: string[],
): Promise<McpTool[]> => {
  const usable = states.filter(({ used, fault }) => used && fault === undefined);
  for (const { tool, fault, used } of states)
    if (used && fault !== undefined)
      missing.push(`The tool ${plainLine(tool.name, 80)} of the MCP server ${source.name} is not offered: ${fault}`);
  const open = usable.filter(({ consent }) => consent.state !== 'agreed');
  const known = usable.filter(({ consent }) => consent.state === 'agreed').map(({ tool }) => tool);
  if (open.length === 0) return known;
  const texts = open.map(({ tool, consent }) =>
    consent.state === 'changed' ? changeText(source, tool, consent) : toolText(source, tool),
  );
  const question = `Tools of the MCP server ${source.name}, in its own words:\n${texts.join('\n')}\nOffer them to the model?`;
  if ((await askConsent?.(question, signal)) === true) {
    const tools = open.map(({ tool }) => tool);
    consents.agreeTools(source, tools);
    return [...known, ...tools];
  }
  const names = open.map(
    ({ tool, consent }) => `${plainLine(tool.name, 80)}${consent.state === 'changed' ? ' (changed)' : ''}`,
  );
  missing.push(
    `Of the MCP server ${source.name} these tools are not offered, since nobody has agreed to them as they are now: ${names.join(', ')}; ${allowHint(source.name)}`,
  );
  return known;
};

/** Opens the servers side by side, after the person agreed to each. Never rejects: what fails is in `missing`. */
export const openMcpTools = async (sources: readonly McpSource[], options: OpenMcpOptions): Promise<McpTools> => {
  const { consents, signal } = options;
  const missing: string[] = consents.fault === undefined ? [] : [consents.fault];
  const agreed = await agreedSources(sources, options, missing);
  const servers: McpServer[] = [];
  const gathered = await Promise.all(
    agreed.map(async (source): Promise<Gathered | undefined> => {
      const server = createMcpServer(source, options);
      servers.push(server);
      try {
        return { source, server, states: await listMcpTools(source, server, consents, signal) };
      } catch (error) {
        if (!(error instanceof McpFailure)) throw error;
        missing.push(`${error.message.replace(/^the/, 'The')}; its tools are not here`);
        return undefined;
      }
    }),
  );
  const out: Omit<McpTools, 'close'> = { tools: [], rules: [], byServer: {}, missing };
  for (const each of gathered) {
    if (!each) continue;
    const tools = await agreedTools(each, options, missing);
    const names: string[] = [];
    for (const tool of tools) {
      const made = mcpAgentTool({ ...each, consents }, tool);
      if (out.tools.some(({ name }) => name === made.name)) {
        missing.push(
          `The tool ${plainLine(tool.name, 80)} of the MCP server ${each.source.name} is not offered: its name is taken`,
        );
        continue;
      }
      const rule = ruleOf(each.source, tool);
      if (rule) out.rules.push(rule);
      out.tools.push(made);
      names.push(made.name);
    }
    out.byServer[each.source.name] = names;
  }
  return {
    ...out,
    close: async () => {
      await Promise.allSettled(servers.map((server) => server.close()));
    },
  };
};
