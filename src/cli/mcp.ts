/**
 * `mizan mcp`: Mizan as an MCP server for other programs, and the MCP servers that its agents use: which there are, what they
 * offer, what was agreed to. The server is gateway/mcp/serve.ts, the client agent/mcp.
 */
import { readFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import type { McpConsents } from '../agent/mcp/consent.ts';
import type { McpToolState } from '../agent/mcp/open.ts';
import type { McpSource } from '../agent/mcp/types.ts';
import { dataFolder } from '../gateway/data-folder.ts';
import { createSharedMcp, mcpSources, type SharedMcp } from '../gateway/mcp/sources.ts';
import { loadConfig, type Config } from '../provider/config.ts';
import { suggest } from '../suggest.ts';
import { plainTable, printable } from '../terminal/text-width.ts';
import { UsageError } from '../usage-error.ts';
import { processContext, type CliContext } from './flags/context.ts';
import { MODEL_FLAGS } from './flags/model-flags.ts';
import { consentOnTerminal } from './flags/open-mcp.ts';
import { describeOptions, parseOptions, type Values } from './flags/options.ts';

const options = {
  http: {
    type: 'integer',
    about: 'serve streamable HTTP on this port of loopback instead of stdio; 0 takes a free one',
    value: 'PORT',
    min: 0,
    max: 65_535,
  },
  yes: { type: 'flag', about: 'with allow: agree without being asked' },
  json: { type: 'flag', about: 'with list: print one JSON object and nothing else' },
  ...MODEL_FLAGS,
} as const;

export const help = `mizan mcp: Mizan as an MCP server, and the MCP servers of your agents

  mizan mcp                 serve this Mizan to an MCP client over stdio
  mizan mcp --http 4848     the same over HTTP, at http://127.0.0.1:4848/mcp
  mizan mcp list            the servers of "mcpServers" in the config: their tools, tokens, what is allowed
  mizan mcp allow NAME      read what a server starts and what its tools say, and agree to it
  mizan mcp forget NAME     take that back

A client is told to start it so: { "mcpServers": { "mizan": { "command": "npx", "args": ["-y", "mizan", "mcp"] } } }

A server of the config is not started, and none of its tools is offered to a model, before you agreed to it here or when
mizan act asked you. A tool that later describes itself differently is asked about again. docs/mcp.md has the details.

${describeOptions(options)}
`;

export const service = true;

const version = (): string => {
  const file = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(file) as { version: string }).version;
};

/** Serves until the client leaves or the command is stopped. Nothing but the protocol goes to standard output. */
const serve = async (values: Values<typeof options>, context: CliContext, signal: AbortSignal): Promise<number> => {
  const [{ openModels }, { serveMcpHttp, serveMcpStdio }, { servedTools }] = await Promise.all([
    import('./flags/open-models.ts'),
    import('../gateway/mcp/serve.ts'),
    import('../gateway/serve.ts'),
  ]);
  let shared: SharedMcp | undefined;
  const log = (line: string): void => void context.errors.write(`mizan: ${printable(line)}\n`);
  const { opened, close, absent } = await openModels(values, context, signal, {
    agents: (data) => {
      shared = createSharedMcp({ data, env: context.env, log });
      return { tools: servedTools, mcp: shared.open };
    },
  });
  const report = (error: unknown): void =>
    void context.errors.write(`mizan: ${printable(error instanceof Error ? error.message : String(error))}\n`);
  const about = { version: version(), report };
  if (absent !== undefined) log(`no model of yours answers now: ${absent}; the embedded demo answers until one does`);
  try {
    if (values.http === undefined) {
      const streams = { input: context.input, output: context.output as unknown as Writable, signal };
      await serveMcpStdio(opened, streams, about);
      return 0;
    }
    const socket = await serveMcpHttp(opened, values.http, about);
    context.errors.write(`mizan: MCP at ${socket.url}/mcp; Ctrl-C stops it\n`);
    if (!signal.aborted)
      await new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    await socket.stop(2);
    return 0;
  } finally {
    await shared?.close();
    await close();
  }
};

type Looked = {
  source: McpSource;
  started: boolean;
  protocol?: string;
  title?: string;
  states: McpToolState[];
  fault?: string;
};

type Place = { config: Config; consents: McpConsents; context: CliContext; signal: AbortSignal };

/** What a server offers now. It is started only when that was agreed to. */
const look = async (source: McpSource, { consents, signal }: Place): Promise<Looked> => {
  if (!consents.server(source)) return { source, started: false, states: [] };
  const [{ createMcpServer }, { listMcpTools }] = await Promise.all([
    import('../agent/mcp/server.ts'),
    import('../agent/mcp/open.ts'),
  ]);
  const server = createMcpServer(source);
  try {
    const { protocol, title } = await server.open(signal);
    return { source, started: true, protocol, title, states: await listMcpTools(source, server, consents, signal) };
  } catch (error) {
    return { source, started: true, states: [], fault: (error as Error).message };
  } finally {
    await server.close();
  }
};

const standing = ({ fault, used, consent }: McpToolState): string => {
  if (fault !== undefined) return `not offered: ${fault}`;
  if (!used) return 'left out by "tools"';
  if (consent.state === 'changed') return 'changed: agree again';
  return consent.state === 'new' ? 'new: not agreed to' : 'offered';
};

type Row = { name: string; tokens: number; state: string; runs: string };

const rowsOf = async ({ source, states }: Looked): Promise<Row[]> => {
  const { ruleOf, mcpTokens } = await import('../agent/mcp/tools.ts');
  return states.map((state) => ({
    name: state.name,
    tokens: mcpTokens(source, state.tool),
    state: standing(state),
    runs: ruleOf(source, state.tool) ? 'unasked' : 'asked each time',
  }));
};

const list = async (place: Place, json: boolean): Promise<number> => {
  const { config, context } = place;
  const sources = mcpSources(config, context.env);
  const looked = await Promise.all(sources.map((source) => look(source, place)));
  const shown = await Promise.all(looked.map(async (each) => ({ ...each, rows: await rowsOf(each) })));
  if (json) {
    const servers = shown.map(({ source, started, protocol, title, fault, rows }) => ({
      name: source.name,
      agreed: started,
      protocol: protocol ?? null,
      server: title ?? null,
      fault: fault ?? null,
      tools: rows,
    }));
    context.output.write(`${JSON.stringify({ servers })}\n`);
    return 0;
  }
  if (shown.length === 0) context.output.write('no MCP servers in the config; docs/mcp.md says how to name some\n');
  for (const { source, started, protocol, title, fault, rows } of shown) {
    const tokens = rows.reduce((sum, row) => sum + (row.state === 'offered' ? row.tokens : 0), 0);
    const about = started
      ? (fault ?? `${title}, protocol ${protocol}, ${tokens} tokens offered`)
      : `not agreed to yet: mizan mcp allow ${JSON.stringify(source.name)}`;
    context.output.write(`${printable(source.name)}: ${printable(about)}\n  ${printable(source.summary)}\n`);
    const table = rows.map(({ name, tokens: each, state, runs }) => [name, String(each), printable(state), runs]);
    if (table.length > 0) context.output.write(`${plainTable(['tool', 'tokens', 'state', 'a call'], table)}\n`);
  }
  return 0;
};

const sourceNamed = (name: string | undefined, { config, context }: Place): McpSource => {
  const sources = mcpSources(config, context.env);
  const found = sources.find((source) => source.name === name);
  if (found) return found;
  const names = sources.map((source) => source.name);
  const meant = name === undefined ? undefined : suggest(name, names);
  throw new UsageError(
    names.length === 0
      ? 'the config has no MCP servers; docs/mcp.md says how to name some'
      : `which server? ${meant ? `Did you mean ${meant}? ` : ''}There are ${names.join(', ')}`,
  );
};

const allow = async (source: McpSource, place: Place, yes: boolean): Promise<number> => {
  const { consents, context, signal } = place;
  const { openMcpTools } = await import('../agent/mcp/open.ts');
  const show = async (text: string): Promise<boolean> => {
    context.errors.write(`${text.split('\n').map(printable).join('\n')}\n`);
    return true;
  };
  const askConsent = yes ? show : consentOnTerminal(context);
  if (!askConsent)
    throw new UsageError('nobody is at the terminal to agree; give --yes if you have read what the server starts');
  const { tools, missing, close } = await openMcpTools([source], { consents, askConsent, signal });
  await close();
  for (const sentence of missing) context.errors.write(`mizan: ${printable(sentence)}\n`);
  const count = tools.length === 1 ? '1 tool' : `${tools.length} tools`;
  context.output.write(`${printable(source.name)}: ${count} offered to models\n`);
  return consents.server(source) && missing.length === 0 ? 0 : 1;
};

const forget = (source: McpSource, { consents, context }: Place): number => {
  const known = consents.forget(source);
  context.output.write(known ? `${source.name} is forgotten\n` : `${source.name} was not agreed to\n`);
  return 0;
};

export const run = async (
  args: string[],
  signal: AbortSignal,
  context: CliContext = processContext(),
): Promise<number> => {
  const { values, positionals } = parseOptions(options, args);
  const [what, name, ...rest] = positionals;
  if (rest.length > 0 || (what === 'list' && name !== undefined))
    throw new UsageError(`"${rest[0] ?? name}" is too much; mizan help mcp says what it takes`);
  if (what === undefined) return serve(values, context, signal);
  const { openMcpConsents } = await import('../agent/mcp/consent.ts');
  const config = loadConfig(values.config, process.cwd());
  const consents = openMcpConsents(dataFolder(values.data, config, context.env));
  const place: Place = { config, consents, context, signal };
  if (consents.fault !== undefined) context.errors.write(`mizan: ${consents.fault}\n`);
  switch (what) {
    case 'list':
      return list(place, values.json);
    case 'allow':
      return allow(sourceNamed(name, place), place, values.yes);
    case 'forget':
      return forget(sourceNamed(name, place), place);
    default:
      throw new UsageError(`mizan mcp knows list, allow and forget, and no "${what}"`);
  }
};
